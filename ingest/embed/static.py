"""Reads a sentence-transformers StaticEmbedding folder without torch.

A text's vector is the mean of its tokens' rows, brought to length one. The two layouts sentence-transformers reads are
read here: `embedding.weight`, and `embeddings` with optional `mapping` and `weights` (many tokens, few small rows).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from ingest.errors import EmbedderUnavailable

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
TEXTS_AT_ONCE = 256


@dataclass(frozen=True)
class Table:
    """Rows as stored, which row each token has (None: its own), and each token's factor (None: one)."""

    rows: np.ndarray
    mapping: np.ndarray | None
    weights: np.ndarray | None

    def vectors(self, tokens: np.ndarray) -> np.ndarray:
        """float32 (len(tokens), dim)."""
        rows: np.ndarray = self.rows[tokens if self.mapping is None else self.mapping[tokens]].astype(np.float32)
        if self.weights is not None:
            rows *= self.weights[tokens][:, None]
        return rows


class StaticEmbedder:
    """The default embedder: one table of vectors and a tokenizer. Safe to share between threads."""

    name: str
    dim: int

    def __init__(self, folder: Path) -> None:
        """Raises EmbedderUnavailable if a file is missing, damaged or of another shape than the tokenizer."""
        part = static_part(folder)
        self._tokenizer = read_tokenizer(part / TOKENIZER)
        self._table = read_table(part / WEIGHTS)
        self.dim = self._table.rows.shape[1]
        self.name = f"vn-static-{self.dim}:{digest(part / WEIGHTS, part / TOKENIZER)[:12]}"
        refuse_other_size(self._table, self._tokenizer.get_vocab_size(), part)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """float32 (len(texts), dim), rows of length one; a text without a known token is all zeros."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            for offset, tokens in enumerate(self._ids(texts[start : start + TEXTS_AT_ONCE])):
                if tokens:
                    vectors[start + offset] = unit_mean(self._table.vectors(np.array(tokens)))
        return vectors

    def tokens(self, texts: Sequence[str]) -> list[np.ndarray]:
        """The rows (int32) of the table that each text is the mean of."""
        return [np.array(ids, dtype=np.int32) for ids in self._ids(texts)]

    def token_vectors(self, tokens: np.ndarray) -> np.ndarray:
        """float32 (len(tokens), dim): the vectors of `tokens` as they enter the mean, longer where they weigh more."""
        return self._table.vectors(tokens)

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        if len(texts) == 1:
            return [self._tokenizer.encode(texts[0], add_special_tokens=False).ids]
        return [found.ids for found in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]


def unit_mean(vectors: np.ndarray) -> np.ndarray:
    mean: np.ndarray = vectors.mean(axis=0)
    length = np.sqrt(mean @ mean)
    if length > 1e-12:
        mean /= length
    return mean


def is_static(folder: Path) -> bool:
    """Whether sentence-transformers would read this folder as a StaticEmbedding, normalised or not."""
    kinds = [module["type"].rsplit(".", 1)[-1] for module in modules(folder)]
    return kinds in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"])


def modules(folder: Path) -> list[dict[str, str]]:
    """The parts of a sentence-transformers folder, in order. Raises EmbedderUnavailable if it is none."""
    try:
        found: list[dict[str, str]] = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EmbedderUnavailable(
            f"{folder} is not a sentence-transformers folder: its modules.json cannot be read ({error}). "
            "Set TROLY_EMBEDDING_MODEL to such a folder, to http(s)://host/v1#model, or leave it empty."
        ) from error
    return found


def static_part(folder: Path) -> Path:
    return folder / modules(folder)[0].get("path", "")


def read_tokenizer(path: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises bare Exception
        raise EmbedderUnavailable(f"The tokenizer {path} cannot be read: {error}. Copy the folder again.") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def read_table(path: Path) -> Table:
    try:
        with safe_open(path, framework="numpy") as file:
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (not a dict)
    except (OSError, SafetensorError) as error:
        raise EmbedderUnavailable(f"The weights {path} cannot be read: {error}. Copy the folder again.") from error
    if "embedding.weight" in tensors:
        return Table(tensors["embedding.weight"], None, None)
    if "embeddings" in tensors:
        return Table(tensors["embeddings"], tensors.get("mapping"), tensors.get("weights"))
    raise EmbedderUnavailable(f"{path} holds {sorted(tensors)}, but a static embedder needs 'embedding.weight'.")


def refuse_other_size(table: Table, tokens: int, folder: Path) -> None:
    known = len(table.rows) if table.mapping is None else len(table.mapping)
    if known < tokens:
        raise EmbedderUnavailable(
            f"{folder} has a tokenizer of {tokens} tokens but vectors for {known}. Copy the whole folder again."
        )


def digest(*paths: Path) -> str:
    """sha256 over the files, so that another tokenizer or other weights are another embedder."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()
