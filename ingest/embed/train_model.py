"""Learning the vectors: first over shared parts of tokens, then over the finished table.

In the first stage the vector of a pair of syllables is the sum of its syllables' vectors and one of its own, so that
a rare pair starts from what its syllables mean. The sums are then written into one row per token: what is saved is
an ordinary StaticEmbedding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

from ingest.embed.train_pairs import without_tones
from ingest.embed.train_tokenizer import SPACE, SyllableCounts, same_tokens
from ingest.embed.transformer import unit_rows

SCALE = 20.0


class SharedPartsEmbedding(StaticEmbedding):  # type: ignore[misc]  # the library is untyped
    """A StaticEmbedding whose tokens are sums of parts (or only themselves); remembers the texts it has read."""

    def __init__(self, tokenizer: Tokenizer, weights: np.ndarray, parts: list[list[int]]) -> None:
        super().__init__(tokenizer, embedding_weights=weights)
        self.part_counts = np.array([len(ids) for ids in parts])
        self.part_starts = np.concatenate([[0], np.cumsum(self.part_counts)])
        self.part_ids = np.array([id for ids in parts for id in ids], dtype=np.int32)
        self.read: dict[str, np.ndarray] = {}

    def preprocess(self, inputs: list[str], prompt: str | None = None, **_: Any) -> dict[str, torch.Tensor]:
        self.remember([text for text in inputs if text not in self.read])
        rows = [self.read[text] for text in inputs]
        offsets = np.cumsum([0] + [len(row) for row in rows[:-1]])
        return {"input_ids": torch.from_numpy(np.concatenate(rows)).long(), "offsets": torch.from_numpy(offsets)}

    def remember(self, texts: list[str]) -> None:
        for text, encoding in zip(texts, self.tokenizer.encode_batch(texts, add_special_tokens=False), strict=True):
            ids = encoding.ids
            chosen = [self.part_ids[self.part_starts[id] : self.part_starts[id + 1]] for id in ids]
            self.read[text] = np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int32)

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        """float32 (len(texts), dim), rows of length one, by the vectors as they are now."""
        table = self.table()
        vectors = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), 2000):
            found = self.tokenizer.encode_batch(list(texts[start : start + 2000]), add_special_tokens=False)
            for place, encoding in enumerate(found, start):
                vectors[place] = table[encoding.ids].sum(axis=0) if encoding.ids else 0
        return unit_rows(vectors)

    def table(self) -> np.ndarray:
        """One row per token: the sum of its parts."""
        weights = self.embedding.weight.detach().numpy()
        rows: np.ndarray = np.add.reduceat(weights[self.part_ids], self.part_starts[:-1], axis=0)
        return rows


def parts_of_tokens(tokenizer: Tokenizer) -> list[list[int]]:
    """For each token itself, and for a pair its two syllables where they are tokens; old spellings as the new."""
    ids = tokenizer.get_vocab()
    names = sorted(ids, key=ids.__getitem__)
    parts = []
    for meant in same_tokens(tokenizer):
        syllables = [SPACE + syllable for syllable in names[meant].split(SPACE)[1:]]
        shared = [ids[syllable] for syllable in syllables if syllable in ids] if len(syllables) > 1 else []
        parts.append([int(meant), *shared])
    return parts


def starting_weights(tokenizer: Tokenizer, counts: SyllableCounts, dimensions: int, seed: int) -> np.ndarray:
    """Random directions, as long as the token is rare: bag-of-words search to begin with."""
    ids = tokenizer.get_vocab()
    total = sum(counts.syllables.values())
    lengths = np.full(len(ids), 0.3, dtype=np.float32)
    for token, id in ids.items():
        first, *rest = token.split(SPACE)[1:] or [token]
        count = counts.pairs[first, rest[0]] if rest else counts.syllables[first]
        lengths[id] = np.log(total / (count + 10)) / 15
    directions = np.random.default_rng(seed).standard_normal((len(ids), dimensions), dtype=np.float32)
    return directions * lengths[:, None]


def fill_toneless(table: np.ndarray, tokenizer: Tokenizer, counts: SyllableCounts) -> np.ndarray:
    """Tokens typed without marks become the mean of what they can stand for, weighted by frequency."""
    ids = tokenizer.get_vocab()
    sums: dict[str, np.ndarray] = {}
    seen: dict[str, int] = {}
    readings: list[tuple[tuple[str, ...], int]] = [
        ((syllable,), count) for syllable, count in counts.syllables.items() if count >= 5
    ]
    readings += [(pair, count) for pair, count in counts.pairs.items() if count >= 5]
    for syllables, count in readings:
        meant = "".join(SPACE + syllable for syllable in syllables)
        typed = without_tones(meant)
        if typed not in ids:
            continue
        vector = table_vector(table, ids, meant, syllables)
        if vector is not None:
            sums[typed] = sums.get(typed, 0) + count * vector
            seen[typed] = seen.get(typed, 0) + count
    filled = table.copy()
    for typed, total in sums.items():
        first, *rest = typed.split(SPACE)[1:]
        own = counts.pairs[first, rest[0]] if rest else counts.syllables[first]
        if own < 0.3 * seen[typed]:
            filled[ids[typed]] = total / seen[typed]
    return filled


def table_vector(table: np.ndarray, ids: dict[str, int], meant: str, syllables: tuple[str, ...]) -> np.ndarray | None:
    """The vector of a syllable or pair, summed from its syllables if it is no token; None if they are none either."""
    names = [meant] if meant in ids else [SPACE + syllable for syllable in syllables]
    if not all(name in ids for name in names):
        return None
    vector: np.ndarray = table[[ids[name] for name in names]].sum(axis=0)
    return vector


def train(
    module: StaticEmbedding,
    columns: dict[str, list[str]],
    *,
    epochs: float,
    batch: int,
    rate: float,
    seed: int,
    folder: str,
) -> None:
    model = SentenceTransformer(modules=[module], device="cpu")
    arguments = SentenceTransformerTrainingArguments(
        output_dir=folder,
        num_train_epochs=epochs,
        per_device_train_batch_size=batch,
        learning_rate=rate,
        warmup_steps=0.05,
        lr_scheduler_type="linear",
        seed=seed,
        data_seed=seed,
        use_cpu=True,
        report_to=[],
        save_strategy="no",
        logging_steps=50,
        disable_tqdm=True,
        weight_decay=0.0,
    )
    dimensions = module.embedding_dim
    loss = MatryoshkaLoss(
        model, MultipleNegativesRankingLoss(model, scale=SCALE), [dimensions, dimensions // 2, dimensions // 4]
    )
    SentenceTransformerTrainer(model=model, args=arguments, train_dataset=Dataset.from_dict(columns), loss=loss).train()
