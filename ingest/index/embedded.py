"""The index in one folder and one database: FAISS and tantivy beside SQLite, no server.

A put is one database transaction and nothing else. The search indexes follow: before a search, this process takes
over what it wrote itself, always, and what other processes wrote, at most `LOOK_SECONDS` later. So a crash has
nothing to repair, a bulk of puts costs one catching-up, and any number of processes may write.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, RLock, Thread
from time import monotonic

import numpy as np
from sqlalchemy import Connection, Engine

from ingest.database import reading
from ingest.documents import Chunk, Document
from ingest.errors import IndexDamaged, StorageFull
from ingest.index import queries, rows, snapshots, store
from ingest.index.base import DocumentSummary, Filter, Hit, Put, StoredChunk
from ingest.index.derived import Derived
from ingest.index.forward import Forward, Tokens
from ingest.index.store import Embedding
from ingest.storage import storage_errors

LOOK_SECONDS = 0.05
RETRY_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 5.0
FAILURES_BEFORE_ANEW = 5
SAVE_AFTER = 5000  # changed chunks after which a running process writes a snapshot
SAVE_AT_CLOSE = 500  # fewer are taken over from the database in less time than saving takes
CHUNKS_KEPT = 4096

Reembed = Callable[[Sequence[Chunk]], np.ndarray]

logger = logging.getLogger(__name__)


class EmbeddedIndex:
    """Implements `ingest.index.base.Index`; `home` is the folder of the derived indexes."""

    def __init__(
        self,
        home: Path,
        engine: Engine,
        embedder_name: str,
        dim: int,
        reembed: Reembed | None = None,
        tokens: Tokens | None = None,
    ) -> None:
        """`tokens` gives the rows of the embedder's table for texts, where it has one."""
        self._home = home
        self._engine = engine
        self._embedding = Embedding(embedder_name, dim)
        self._reembed = reembed
        self._tokens = tokens
        self._derived: Derived | None = None
        self._live: snapshots.LiveFolder | None = None
        self._opening = RLock()
        self._following = Lock()
        self._counting = Lock()
        self._written = 0  # the newest generation this process wrote: its searches must see it
        self._look_at = 0.0
        self._failures = 0
        self._saving: Thread | None = None
        self._kept: dict[int, StoredChunk] = {}
        self._beside: dict[tuple[int, int], list[StoredChunk]] = {}

    def put(self, document: Document, chunks: Sequence[Chunk], vectors: np.ndarray) -> None:
        self.change([Put(document, chunks, vectors)], [], lambda _: None)

    def change(self, puts: Sequence[Put], removals: Sequence[str], beside: Callable[[Connection], None]) -> None:
        for put in puts:
            expected = (len(put.chunks), self._embedding.dim)
            if put.vectors.shape != expected:
                raise ValueError(f"Vectors have shape {put.vectors.shape}, expected {expected}.")
        self._wrote(store.change(self._engine, puts, removals, beside, self._embedding))

    def remove(self, document_id: str) -> bool:
        generation = store.remove(self._engine, document_id)
        if generation is not None:
            self._wrote(generation)
        return generation is not None

    def nearest(self, vector: np.ndarray, where: Filter, k: int) -> list[Hit]:
        derived = self._newest()
        if derived.embedding != self._embedding:
            raise store.mismatch(derived.embedding, self._embedding)
        return derived.dense.nearest(vector, where, k)

    def matching(self, text: str, where: Filter, k: int, also: Sequence[str] = ()) -> list[Hit]:
        derived = self._newest()
        return derived.lexical.matching(text, where, k, lambda keys: derived.dense.allowed(keys, where), also)

    def forward(self, keys: Sequence[int], vector: np.ndarray) -> tuple[list[int], Forward, np.ndarray]:
        derived = self._up_to_date()
        known, words = derived.forward.read(keys)
        return known, words, derived.dense.cosines(known, vector)

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        return self._up_to_date().lexical.frequencies(terms)

    def spelled(self, terms: Sequence[str]) -> list[int]:
        return self._up_to_date().lexical.spelled(terms)

    def unmarked(self, terms: Sequence[str]) -> list[int]:
        return self._up_to_date().lexical.unmarked(terms)

    def size(self) -> int:
        return self._up_to_date().lexical.size()

    def chunks(self, keys: Sequence[int]) -> dict[int, StoredChunk]:
        self._up_to_date()
        kept = self._kept
        missing = [key for key in keys if key not in kept]
        if missing:
            with reading(self._engine) as connection:
                found = queries.chunks(connection, missing)
            known = {key: chunk for key in keys if (chunk := found.get(key) or kept.get(key))}
            if len(kept) + len(found) > CHUNKS_KEPT:
                kept = self._kept = {}
            kept.update(found)
            return known
        return {key: kept[key] for key in keys}

    def neighbours(self, key: int, width: int) -> list[StoredChunk]:
        self._up_to_date()
        beside = self._beside
        if (key, width) not in beside:
            if len(beside) >= CHUNKS_KEPT:
                beside = self._beside = {}
            with reading(self._engine) as connection:
                beside[key, width] = queries.neighbours(connection, key, width)
        return beside[key, width]

    def digests(self, document_id: str) -> dict[str, str]:
        with reading(self._engine) as connection:
            return queries.digests(connection, document_id)

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, np.ndarray]:
        with reading(self._engine) as connection:
            return queries.vectors(connection, chunk_ids)

    def document(self, document_id: str) -> Document | None:
        with reading(self._engine) as connection:
            return rows.read_document(connection, document_id)

    def documents(self, where: Filter | None = None) -> Iterator[DocumentSummary]:
        with reading(self._engine) as connection:
            found = list(queries.documents(connection, where))
        return iter(found)

    def find_number(self, number: str, where: Filter) -> list[StoredChunk]:
        with reading(self._engine) as connection:
            return queries.with_number(connection, number, where)

    def embedding(self) -> str | None:
        with reading(self._engine) as connection:
            found = store.filled_with(connection)
        return None if found is None else found.name

    def generation(self) -> int:
        with reading(self._engine) as connection:
            return store.generation(connection)

    def rebuild(self) -> None:
        """Also gives every chunk a new vector when the embedder is another one than the stored vectors come from."""
        self._replace_other_vectors()
        live = snapshots.claim(self._home)
        try:
            derived = self._built(live)
            snapshots.save(self._home, derived)
        except BaseException:
            live.release()
            raise
        with self._following:
            self._switch(derived, live)

    def close(self) -> None:
        """Save what would take long to take over at the next start, then release everything."""
        try:
            self._save_before_closing()
        except StorageFull as error:
            logger.warning("The search indexes were not saved, the next start builds them: %s", error)
        if self._saving is not None:
            self._saving.join()
        if self._derived is not None and self._live is not None:
            self._derived.close()
            self._live.release()
        self._derived = self._live = None

    # ------------------------------------------------------------------ keeping the search indexes in step

    def _wrote(self, generation: int) -> None:
        with self._counting:
            self._written = max(self._written, generation)
        self._forget()

    def _forget(self) -> None:
        """Nothing read before a change is given out after it."""
        self._kept, self._beside = {}, {}

    def _newest(self) -> Derived:
        """The indexes for a search; a store that several machines share asks for what is newest first."""
        return self._up_to_date()

    def _up_to_date(self) -> Derived:
        derived = self._derived or self._open()
        must = derived.generation < self._written
        if not must and monotonic() < self._look_at:
            return derived
        if self._following.acquire(blocking=must):
            try:
                return self._follow()
            finally:
                self._following.release()
        return derived

    def _follow(self) -> Derived:
        """Take over changes; when the disk refuses, searches go on over what is there and it is tried again later."""
        derived = self._derived or self._open()
        if monotonic() < self._look_at and derived.generation >= self._written:
            return derived
        self._look_at = monotonic() + LOOK_SECONDS
        generation = self.generation()
        if generation == derived.generation:
            return derived
        self._forget()
        if self._stored_embedding() != derived.embedding:
            return self._reopen()  # another process filled the index with another embedder
        try:
            with storage_errors("updating the search indexes"):
                derived.follow(self._engine)
        except (StorageFull, ValueError, RuntimeError) as error:  # tantivy says only "writer was killed"
            return self._go_on_with(derived, error)
        self._failures = 0
        self._save_in_background(derived)
        return derived

    def _go_on_with(self, derived: Derived, error: Exception) -> Derived:
        """Serve what is there and try again in a second, later each time; after some tries build anew."""
        logger.warning("Searching goes on without the newest documents: %s", error)
        self._failures += 1
        self._look_at = monotonic() + min(RETRY_SECONDS * 2**self._failures, LONGEST_RETRY_SECONDS)
        with self._counting:
            self._written = min(self._written, derived.generation)
        if self._failures % FAILURES_BEFORE_ANEW == 0 and not isinstance(error, StorageFull):
            with suppress(StorageFull):
                return self._reopen()
        return derived

    def _open(self) -> Derived:
        with self._opening:
            if self._derived is None:
                self._derived, self._live = self._loaded_or_built()
            return self._derived

    def _loaded_or_built(self) -> tuple[Derived, snapshots.LiveFolder]:
        live = snapshots.claim(self._home)
        try:
            return self._loaded(live) or self._built(live), live
        except BaseException:
            live.release()
            raise

    def _loaded(self, live: snapshots.LiveFolder) -> Derived | None:
        derived = snapshots.load(self._home, live, self._stored_embedding(), self._tokens)
        if derived is None:
            return None
        try:
            derived.align(self._engine)
            derived.verify(self._engine)
            return derived
        except IndexDamaged as error:
            logger.warning("The saved search indexes do not fit the database and are built anew: %s", error)
            derived.close()
            return None

    def _built(self, live: snapshots.LiveFolder) -> Derived:
        with storage_errors("building the search indexes"):
            derived = Derived(live.fresh(), self._stored_embedding(), self._tokens)
            derived.align(self._engine)
            derived.verify(self._engine)
            return derived

    def _stored_embedding(self) -> Embedding:
        with reading(self._engine) as connection:
            return store.filled_with(connection) or self._embedding

    def _reopen(self) -> Derived:
        derived, live = self._loaded_or_built()
        self._switch(derived, live)
        return derived

    def _switch(self, derived: Derived, live: snapshots.LiveFolder) -> None:
        """Searches that began on the old indexes end on them: their memory and open files outlive the folder."""
        with self._opening:
            old, old_live = self._derived, self._live
            self._derived, self._live = derived, live
            self._forget()
        if old is not None and old_live is not None:
            old.close()
            old_live.release()

    def _replace_other_vectors(self) -> None:
        if self._reembed is None or self._stored_embedding() == self._embedding:
            return
        with reading(self._engine) as connection:
            keys = store.stamps(connection)[0].tolist()
        parts = [
            self._reembed([stored.chunk for stored in self._in_order(keys[start : start + store.BATCH])])
            for start in range(0, len(keys), store.BATCH)
        ]
        self._wrote(store.replace_vectors(self._engine, keys, np.concatenate(parts), self._embedding))

    def _in_order(self, keys: Sequence[int]) -> list[StoredChunk]:
        with reading(self._engine) as connection:
            found = queries.chunks(connection, keys)
        return [found[key] for key in keys if key in found]

    # ------------------------------------------------------------------ saving

    def _save_in_background(self, derived: Derived) -> None:
        if derived.unsaved >= SAVE_AFTER and (self._saving is None or not self._saving.is_alive()):
            self._saving = Thread(target=self._save, args=(derived,), name="save-search-indexes", daemon=True)
            self._saving.start()

    def _save(self, derived: Derived) -> None:
        try:
            snapshots.save(self._home, derived)
        except StorageFull as error:
            logger.warning("The search indexes were not saved: %s", error)

    def _save_before_closing(self) -> None:
        derived = self._derived
        if derived is None:
            with reading(self._engine) as connection:
                behind = store.count_since(connection, snapshots.newest_generation(self._home))
            if self._written and behind >= SAVE_AT_CLOSE:
                snapshots.save(self._home, self._open())
        elif derived.unsaved >= SAVE_AT_CLOSE:
            snapshots.save(self._home, derived)
