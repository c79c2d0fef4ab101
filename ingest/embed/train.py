"""Trains the default embedder.

    python -m ingest.embed.train --data shared/data --out DIR [--quick] [--folds]

Pairs → vocabulary → vectors over shared parts → vectors of text without marks → hard negatives → one folder, and one
for each fold of the train questions, from which a reranker is fitted without having seen its own answers.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from ingest.embed.static import TOKENIZER, WEIGHTS, StaticEmbedder
from ingest.embed.train_negatives import FOLDS, Triple, pair_triples, question_triples, some_without_tones
from ingest.embed.train_pairs import (
    QUESTION_SETS_TO_LEARN,
    Pair,
    read_pairs,
    read_question_set,
    read_train_questions,
)
from ingest.embed.train_score import score_all
from ingest.embed.train_tokenizer import VocabularySize, same_tokens, train_tokenizer, write_compact

Encode = Callable[[Sequence[str]], np.ndarray]

SEED = 1
THREADS = "2"
TONELESS_SHARE = 0.3
COPIES = {"zalo-law": 5, "alqac-2021": 5, "alqac-2023-2025": 5, "vicov19-faq": 2}


@dataclass(frozen=True)
class Plan:
    """Sizes of one training."""

    size: VocabularySize
    dimensions: int
    pairs: int
    epochs: int
    rehearsal_pairs: int
    rate: float
    final_rate: float


QUICK = Plan(
    VocabularySize(8_000, 8_000, 4_000), 256, pairs=60_000, epochs=1, rehearsal_pairs=5_000, rate=0.2, final_rate=0.01
)
FULL = Plan(
    VocabularySize(14_000, 70_000, 32_000),
    256,
    pairs=250_000,
    epochs=1,
    rehearsal_pairs=20_000,
    rate=0.2,
    final_rate=0.01,
)


def main() -> None:
    arguments = read_arguments()
    os.environ.update(HF_HUB_OFFLINE="1", RAYON_NUM_THREADS=THREADS, OMP_NUM_THREADS=THREADS)
    train(arguments.data, arguments.out, QUICK if arguments.quick else FULL, range(FOLDS) if arguments.folds else ())
    if not arguments.quick:
        for name, score in score_all(arguments.data, StaticEmbedder(arguments.out).encode):
            print(f"{name:45s} {score}", flush=True)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the default embedder.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public corpora (shared/data)")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    parser.add_argument("--quick", action="store_true", help="a small model in five minutes, not scored")
    parser.add_argument(
        "--folds", action="store_true", help="also OUT.fold0 …: models that never saw a quarter of the questions"
    )
    return parser.parse_args()


def train(data: Path, out: Path, plan: Plan, folds: Sequence[int] = ()) -> None:
    """Writes a sentence-transformers folder to out, and one beside it for each fold of questions kept back."""
    import torch

    from ingest.embed import train_model as model

    torch.set_num_threads(int(THREADS))
    pairs = read_pairs(data, SEED)
    texts = [text for pair in pairs for text in (pair.question, pair.passage)] + 3 * read_train_questions(data)
    tokenizer, counts = train_tokenizer(texts, plan.size)

    weights = model.starting_weights(tokenizer, counts, plan.dimensions, SEED)
    shared = model.SharedPartsEmbedding(tokenizer, weights, model.parts_of_tokens(tokenizer))
    run = str(out.with_name(out.name + ".run"))
    model.train(
        shared, columns(pairs[: plan.pairs]), epochs=plan.epochs, batch=1024, rate=plan.rate, seed=SEED, folder=run
    )
    table = model.fill_toneless(shared.table(), tokenizer, counts)

    own_rows = [[token] for token in same_tokens(tokenizer)]
    before = model.SharedPartsEmbedding(tokenizer, table, own_rows)
    rehearsed = triples_to_rehearse(data, before.encode_texts, pairs[-plan.rehearsal_pairs :])
    for fold in (-1, *folds):
        final = model.SharedPartsEmbedding(tokenizer, table.copy(), own_rows)
        kept = [triple for triple in rehearsed if triple.fold != fold or fold < 0]
        model.train(final, triple_columns(kept), epochs=2, batch=512, rate=plan.final_rate, seed=SEED, folder=run)
        save(out if fold < 0 else fold_folder(out, fold), tokenizer, final.table())
    shutil.rmtree(run, ignore_errors=True)


def fold_folder(out: Path, fold: int) -> Path:
    """Where the model is that never saw the questions of a fold."""
    return out.with_name(f"{out.name}.fold{fold}")


def columns(pairs: Sequence[Pair]) -> dict[str, list[str]]:
    return {"question": [pair.question for pair in pairs], "passage": [pair.passage for pair in pairs]}


def triples_to_rehearse(data: Path, encode: Encode, pairs: Sequence[Pair]) -> list[Triple]:
    """Questions of the train splits and some of the pairs, each with a wrong passage, some without tone marks."""
    rng = random.Random(SEED)
    triples = list(pair_triples(pairs, encode, rng))
    for name in QUESTION_SETS_TO_LEARN:
        triples += question_triples(read_question_set(data, name, "train"), encode, COPIES[name], rng)
    rng.shuffle(triples)
    return some_without_tones(triples, TONELESS_SHARE, rng)


def triple_columns(triples: Sequence[Triple]) -> dict[str, list[str]]:
    return {
        "question": [triple.question for triple in triples],
        "passage": [triple.passage for triple in triples],
        "wrong": [triple.wrong for triple in triples],
    }


def save(out: Path, tokenizer: Tokenizer, table: np.ndarray) -> None:
    """A sentence-transformers folder: one byte a number with a factor per token, old tone placement as aliases."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    rows, mapping = distinct_rows(tokenizer)
    numbers, factors = in_bytes(table[rows])
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, table), Normalize()]).save(str(out))
    tensors = {"embeddings": numbers, "mapping": mapping, "weights": factors[mapping]}
    save_file(tensors, out / WEIGHTS, metadata={"format": "pt"})
    (out / WEIGHTS).chmod(0o644)
    write_compact(tokenizer, out / TOKENIZER)


def distinct_rows(tokenizer: Tokenizer) -> tuple[np.ndarray, np.ndarray]:
    """Tokens that need a row of their own, and for every token which of these rows is its: old spellings share."""
    meant = same_tokens(tokenizer)
    rows, mapping = np.unique(meant, return_inverse=True)
    return rows, mapping.astype(np.int32)


def in_bytes(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows and the float32 factors that bring them back; the unknown token weighs nothing."""
    factors = np.abs(table).max(axis=1) / 127
    rows = np.round(table / np.maximum(factors, 1e-12)[:, None]).astype(np.int8)
    factors[0] = 0
    return rows, factors.astype(np.float32)


if __name__ == "__main__":
    main()
