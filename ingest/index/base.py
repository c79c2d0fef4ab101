"""What every index promises. Fusion, rerank and corrections are written once above it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from sqlalchemy import Connection

from ingest.documents import Chunk, Document, DocumentKind
from ingest.index.forward import Forward


@dataclass(frozen=True)
class Filter:
    """What may be found; applied before k. `readers` are reader tokens (`all`, `office`, `unit:<code>`).

    `as_of` keeps chunks in force on that day; undated chunks always pass. `kinds` None means every kind.
    """

    readers: frozenset[str] = frozenset({"all"})
    kinds: frozenset[DocumentKind] | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class Hit:
    """One found chunk by its row `key`; `score` is cosine (nearest) or BM25 (matching), higher is better."""

    key: int
    score: float


@dataclass(frozen=True)
class StoredChunk:
    """A chunk as stored, with what an answer needs of its document."""

    key: int
    chunk: Chunk
    document_title: str
    document_kind: DocumentKind
    source: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentSummary:
    """One line of `troly documents`."""

    id: str
    source: str
    kind: DocumentKind
    title: str
    number: str | None
    issued: date | None
    unit: str | None
    field: str | None
    pages: int
    chunks: int
    visibility: str
    digest: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Put:
    """A whole document to store or replace. `vectors` is float32 (len(chunks), dim), rows L2-normalised."""

    document: Document
    chunks: Sequence[Chunk]
    vectors: np.ndarray


class Index(Protocol):
    """Stores documents and finds chunks. Every method may be called from any thread."""

    def put(self, document: Document, chunks: Sequence[Chunk], vectors: np.ndarray) -> None:
        """Store or replace the whole document in one transaction; visible to searches when it returns.

        `vectors` is float32 (len(chunks), dim), rows L2-normalised. Raises StorageFull, EmbeddingMismatch.
        """

    def change(self, puts: Sequence[Put], removals: Sequence[str], beside: Callable[[Connection], None]) -> None:
        """Store `puts`, call `beside`, delete `removals`, all in one transaction; if `beside` raises, nothing happened.

        Raises StorageFull, EmbeddingMismatch and what `beside` raises.
        """

    def remove(self, document_id: str) -> bool:
        """Delete a document and everything derived from it; False when there was none."""

    def digests(self, document_id: str) -> dict[str, str]:
        """Chunk id → digest of what is stored for a document; empty when there is none."""

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Stored vectors by chunk id, so that unchanged chunks are not embedded again."""

    def nearest(self, vector: np.ndarray, where: Filter, k: int) -> list[Hit]:
        """The k chunks of highest cosine to `vector` (float32, (dim,)) among those `where` allows."""

    def matching(self, text: str, where: Filter, k: int, also: Sequence[str] = ()) -> list[Hit]:
        """The k chunks of highest BM25 for the words of `text` among those `where` allows.

        `also` is `text` in other words, each time with one phrase said otherwise; those words add less than what they
        stand for, so a chunk that says what was typed stands first. An article that `text` names stands before all
        that only cite it.
        """

    def forward(self, keys: Sequence[int], vector: np.ndarray) -> tuple[list[int], Forward, np.ndarray]:
        """Of `keys` those that are there, their words and tokens, and their cosines (float32) to `vector`."""

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each search term (`ingest.vietnamese.terms`) stands, spelled so or without marks.

        This and `size` count no corrections: what was taught weighs no word of what was received. The next two look
        in corrections only for terms that stand nowhere else.
        """

    def spelled(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each search term stands with exactly these marks (see `words`)."""

    def unmarked(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each search term, given without marks, stands whatever its marks."""

    def size(self) -> int:
        """How many chunks there are beside those of corrections."""

    def chunks(self, keys: Sequence[int]) -> dict[int, StoredChunk]:
        """Stored chunks by key (keys that no longer exist are left out)."""

    def neighbours(self, key: int, width: int) -> list[StoredChunk]:
        """The chunks of the same document around `key`, in order, itself included."""

    def document(self, document_id: str) -> Document | None:
        """The whole document with text, pages and requests."""

    def documents(self, where: Filter | None = None) -> Iterator[DocumentSummary]:
        """Every document a filter allows (all when None), by source."""

    def find_number(self, number: str, where: Filter) -> list[StoredChunk]:
        """Chunks whose own number (document code, e.g. 4069/BTTTT-VP or just 4069) is `number`."""

    def embedding(self) -> str | None:
        """The name of the embedder the index was filled with; None when it is empty."""

    def generation(self) -> int:
        """Grows with every change, from whichever process; equal numbers mean equal content."""

    def rebuild(self) -> None:
        """Build the derived indexes anew from the database, verify counts, then switch."""

    def close(self) -> None:
        """Release files and locks."""
