"""The search indexes of one process, brought in step with the database and kept in step."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from sqlalchemy import Engine

from ingest.database import reading
from ingest.errors import IndexDamaged
from ingest.index import store
from ingest.index.dense import DenseIndex, Prepared, prepare
from ingest.index.forward import ChunkWords, ForwardIndex, Tokens, words_of_rows
from ingest.index.lexical_parts import LexicalParts
from ingest.index.store import Embedding, Numbers, SearchRow

logger = logging.getLogger(__name__)


class Derived:
    """A dense, a lexical and a forward index that hold the chunks of one `generation` of the database."""

    def __init__(
        self,
        folder: Path,
        embedding: Embedding,
        tokens: Tokens | None = None,
        dense: DenseIndex | None = None,
        forward: ForwardIndex | None = None,
        generation: int = 0,
    ):
        self.folder = folder
        self.embedding = embedding
        self.tokens = tokens
        self.generation = generation
        self.dense = dense or DenseIndex(embedding.dim)
        self.forward = forward or ForwardIndex()
        self.lexical = LexicalParts(folder)
        self.changing = Lock()  # held while the indexes, or the files they stand in, must not change
        self.unsaved = 0

    def follow(self, engine: Engine) -> None:
        """Take over what changed since our generation."""
        with self.changing, reading(engine) as connection:
            generation = store.generation(connection)
            if generation > self.generation:
                removed = store.removed_since(connection, self.generation)
                self._apply(removed, store.rows_since(connection, self.generation), generation)
        if generation < self.generation:
            logger.warning("The database went back in time (a backup?); the search indexes are compared with it.")
            self.align(engine)

    def align(self, engine: Engine) -> None:
        """Compare chunk by chunk with the database and take over the difference, whatever its history."""
        with self.changing, reading(engine) as connection:
            generation = store.generation(connection)
            removed, missing = _difference(self.dense.stamps(), store.stamps(connection))
            self._apply(removed, store.rows_of(connection, missing), generation)

    def verify(self, engine: Engine) -> None:
        """Raises IndexDamaged unless both indexes hold exactly the chunks of the database."""
        with self.changing, reading(engine) as connection:
            if store.generation(connection) != self.generation:
                return  # it grew meanwhile; the next search follows
            (keys, generations), (stored_keys, stored_generations) = self.dense.stamps(), store.stamps(connection)
            same = np.array_equal(keys, stored_keys) and np.array_equal(generations, stored_generations)
            if not same or self.lexical.count() != len(stored_keys) or len(self.forward) != len(stored_keys):
                raise IndexDamaged(
                    f"The search indexes hold {len(keys)} and {self.lexical.count()} chunks, the database "
                    f"{len(stored_keys)}. Run `troly index rebuild`."
                )

    def close(self) -> None:
        """Release the files."""
        with self.changing:
            self.lexical.close()

    def _apply(self, removed: Sequence[int], batches: Iterable[list[SearchRow]], generation: int) -> None:
        """Both indexes change or, when the disk refuses, neither."""
        try:
            added, words = self._apply_lexical(removed, batches)
        except BaseException:
            self.lexical.abandon()
            raise
        if removed or added:
            self.forward.replace(removed, words)
            self.dense.replace(removed, added)
        self.unsaved += len(removed) + sum(len(rows.tokens) for rows in added)
        self.generation = generation

    def _apply_lexical(
        self, removed: Sequence[int], batches: Iterable[list[SearchRow]]
    ) -> tuple[list[Prepared], dict[int, ChunkWords]]:
        may_be_there = self.lexical.count() > 0
        added, words = [], dict[int, ChunkWords]()
        self.lexical.remove(removed)
        for rows in batches:
            if may_be_there:
                self.lexical.remove([row.key for row in rows])
            self.lexical.add(rows)
            added.append(prepare(rows, self.embedding.dim))
            words |= words_of_rows(rows, self.tokens)
        if removed or added:
            self.lexical.commit()
        return added, words


def _difference(have: tuple[Numbers, Numbers], wanted: tuple[Numbers, Numbers]) -> tuple[list[int], list[int]]:
    """Keys that are here but gone from the database, and keys that are new there or were written again."""
    keys, generations = have
    stored_keys, stored_generations = wanted
    removed: list[int] = keys[~np.isin(keys, stored_keys)].tolist()
    if not len(keys):
        missing: list[int] = stored_keys.tolist()
        return removed, missing
    places = np.minimum(np.searchsorted(keys, stored_keys), len(keys) - 1)
    same = (keys[places] == stored_keys) & (generations[places] == stored_generations)
    missing = stored_keys[~same].tolist()
    return removed, missing
