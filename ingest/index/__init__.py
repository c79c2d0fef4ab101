"""The index: one contract, chosen by the scheme of `database_url`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from sqlalchemy import Engine

from ingest.documents import Chunk
from ingest.embed import Embedder
from ingest.errors import TrolyError
from ingest.index.base import Index
from ingest.settings import IngestSettings

TextOf = Callable[[Chunk], str]


def open_index(settings: IngestSettings, engine: Engine, embedder: Embedder, reembed: TextOf | None = None) -> Index:
    """The index for this database; its tables must have been migrated.

    Raises EmbeddingMismatch when it was filled with another embedder, unless `reembed` is given: the text of a
    chunk to embed, with which `rebuild` then gives every chunk a vector of this embedder.
    """
    return INDEXES[engine.dialect.name](settings, engine, embedder, reembed)


def _open_embedded(settings: IngestSettings, engine: Engine, embedder: Embedder, reembed: TextOf | None) -> Index:
    from ingest.database import reading
    from ingest.index import store
    from ingest.index.embedded import EmbeddedIndex

    wanted = store.Embedding(embedder.name, embedder.dim)
    if reembed is None:
        with reading(engine) as connection:
            found = store.filled_with(connection)
        if found is not None and found != wanted:
            raise store.mismatch(found, wanted)
        return EmbeddedIndex(settings.home / "index", engine, wanted.name, wanted.dim)
    text_of = reembed

    def encode(chunks: Sequence[Chunk]) -> np.ndarray:
        return embedder.encode([text_of(chunk) for chunk in chunks])

    return EmbeddedIndex(settings.home / "index", engine, wanted.name, wanted.dim, encode)


def _open_postgres(settings: IngestSettings, engine: Engine, embedder: Embedder, reembed: TextOf | None) -> Index:
    raise TrolyError(
        "The index in PostgreSQL (pgvector) is not built yet. "
        "Leave TROLY_DATABASE_URL empty, or give it a sqlite:/// address."
    )


INDEXES: dict[str, Callable[[IngestSettings, Engine, Embedder, TextOf | None], Index]] = {
    "sqlite": _open_embedded,
    "postgresql": _open_postgres,
}
