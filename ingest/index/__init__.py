"""The index: one contract, chosen by the scheme of `database_url`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Engine

from ingest.documents import Chunk
from ingest.embed import Embedder
from ingest.index.base import Index
from ingest.settings import IngestSettings

if TYPE_CHECKING:
    from ingest.index.embedded import EmbeddedIndex

TextOf = Callable[[Chunk], str]


def open_index(settings: IngestSettings, engine: Engine, embedder: Embedder, reembed: TextOf | None = None) -> Index:
    """The index for this database; its tables must have been migrated.

    Raises EmbeddingMismatch when it was filled with another embedder, unless `reembed` is given: the text of a
    chunk to embed, with which `rebuild` then gives every chunk a vector of this embedder.
    """
    from ingest.database import reading
    from ingest.embed.static import StaticEmbedder
    from ingest.index import store

    kind, home = INDEXES[engine.dialect.name](), settings.home / "index"
    wanted = store.Embedding(embedder.name, embedder.dim)
    tokens = embedder.tokens if isinstance(embedder, StaticEmbedder) else None
    if reembed is None:
        with reading(engine) as connection:
            found = store.filled_with(connection)
        if found is not None and found != wanted:
            raise store.mismatch(found, wanted)
        return kind(home, engine, wanted.name, wanted.dim, tokens=tokens)
    text_of = reembed

    def encode(chunks: Sequence[Chunk]) -> np.ndarray:
        return embedder.encode([text_of(chunk) for chunk in chunks])

    return kind(home, engine, wanted.name, wanted.dim, encode, tokens)


def _embedded() -> type[EmbeddedIndex]:
    from ingest.index.embedded import EmbeddedIndex

    return EmbeddedIndex


def _postgres() -> type[EmbeddedIndex]:
    from ingest.index.postgres import PostgresIndex

    return PostgresIndex


INDEXES: dict[str, Callable[[], type[EmbeddedIndex]]] = {"sqlite": _embedded, "postgresql": _postgres}
