"""Any local sentence-transformers folder as an embedder. torch is imported only here, and only when asked for."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np

from ingest.errors import EmbedderUnavailable


class SentenceTransformerEmbedder:
    """A folder that needs sentence-transformers and torch to be read. Nothing is fetched from outside."""

    name: str
    dim: int

    def __init__(self, folder: Path) -> None:
        """Raises EmbedderUnavailable if the libraries are not installed or the folder cannot be read."""
        self._model = load_offline(folder)
        self._one_at_a_time = Lock()
        self.dim = int(self._model.get_embedding_dimension())
        self.name = f"{folder.resolve().name}:{files_digest(folder)[:12]}"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """float32 (len(texts), dim), rows of length one; an empty text is all zeros."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        filled = [place for place, text in enumerate(texts) if text.strip()]
        if filled:
            with self._one_at_a_time:
                found = self._model.encode([texts[place] for place in filled], show_progress_bar=False)
            vectors[filled] = unit_rows(np.asarray(found, dtype=np.float32))
        return vectors


def load_offline(folder: Path):  # type: ignore[no-untyped-def]  # the class exists only where the library does
    stay_offline()
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EmbedderUnavailable(
            f"Reading {folder} needs sentence-transformers and torch ({error}). "
            "Install the extra `st`, or leave TROLY_EMBEDDING_MODEL empty."
        ) from error
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True).float()
    except Exception as error:  # the library raises many kinds for a damaged folder
        raise EmbedderUnavailable(f"The model folder {folder} cannot be read: {error}. Copy it again.") from error


def stay_offline() -> None:
    """Keep the libraries of models from asking a hub for anything; to be called before they are imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"


def files_digest(folder: Path) -> str:
    """sha256 over names, sizes and contents of all files of the folder."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(folder)}:{path.stat().st_size}\n".encode())
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                found.update(part)
    return found.hexdigest()


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Rows of length one; a row of zeros stays so."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(lengths > 1e-12, lengths, 1)
