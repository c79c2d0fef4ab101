"""Texts to vectors: the shipped static model by default, another folder or an endpoint by one setting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

SHIPPED_MODEL = Path(__file__).resolve().parent / "model"


class Embedder(Protocol):
    """Turns texts into vectors of length one; the name changes whenever the vectors would."""

    name: str
    dim: int

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """float32 (len(texts), dim); an empty text is all zeros."""
        ...


def load_embedder(spec: str = "", api_key: str = "") -> Embedder:
    """ "" or "default": the shipped model; "http(s)://host/v1#model": an endpoint; else a sentence-transformers folder.

    Raises EmbedderUnavailable if it cannot be used.
    """
    return LOADERS.get(spec.split("://")[0], load_folder)(spec, api_key)


def load_shipped(_: str, api_key: str) -> Embedder:
    return load_folder(str(SHIPPED_MODEL), api_key)


def load_endpoint(spec: str, api_key: str) -> Embedder:
    from ingest.embed.endpoint import EndpointEmbedder
    from ingest.errors import EmbedderUnavailable

    base_url, _, model = spec.partition("#")
    if not model:
        raise EmbedderUnavailable(f"{spec!r} names no model: write it as {base_url}#model-name.")
    return EndpointEmbedder(base_url, model, api_key)


def load_folder(spec: str, _: str) -> Embedder:
    from ingest.embed.static import StaticEmbedder, is_static

    folder = Path(spec)
    return StaticEmbedder(folder) if is_static(folder) else load_transformer(folder)


def load_transformer(folder: Path) -> Embedder:
    from ingest.embed.transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(folder)


LOADERS: dict[str, Callable[[str, str], Embedder]] = {
    "": load_shipped,
    "default": load_shipped,
    "http": load_endpoint,
    "https": load_endpoint,
}
