"""An index in a folder and the letters that go into it, for the contract of every index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine

from ingest.database import connect, migrate
from ingest.documents import Chunk, ChunkKind, Document, DocumentKind, Page, Span, Visibility, digest_of
from ingest.documents import Request as LetterRequest
from ingest.index import open_index
from ingest.index.base import Filter, Index
from ingest.settings import IngestSettings
from tests.postgres import Server

EVERYBODY = Filter()
OFFICE = Filter(readers=frozenset({"office"}))

Letter = tuple[Document, list[Chunk], np.ndarray]


@dataclass
class HashEmbedder:
    """Equal texts have equal vectors; nothing else is promised."""

    name: str = "hash-16"
    dim: int = 16

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        found = np.stack([self._vector(text) for text in texts])
        unit: np.ndarray = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def _vector(self, text: str) -> np.ndarray:
        return np.random.default_rng(int(digest_of(self.name, text)[:12], 16)).standard_normal(self.dim)


EMBEDDER = HashEmbedder()


@dataclass
class Shelf:
    """Opens indexes over one database, and closes them at the end of a test."""

    home: Path
    url: str = ""
    kind = "embedded"
    opened: list[tuple[Index, Engine]] = field(default_factory=list)

    def open(self, embedder: HashEmbedder = EMBEDDER, **options: Any) -> Index:
        settings = IngestSettings(home=self.home, database_url=self.url, _env_file=None)  # type: ignore[call-arg]
        engine = connect(settings.url)
        try:
            migrate(engine)
            index = open_index(settings, engine, embedder, **options)
        except BaseException:
            engine.dispose()
            raise
        self.opened.append((index, engine))
        return index

    def reopen(self) -> Index:
        self.close()
        return self.open()

    def close(self) -> None:
        for index, engine in self.opened:
            index.close()
            engine.dispose()
        self.opened.clear()

    def delete(self) -> None:
        """Nothing to do: pytest keeps folders for looking at."""

    def back_up(self) -> None:
        """Keep a copy of the database as it is; everything must be closed."""
        copy_database(self.home / "troly.db", self.home / "backup.db")

    def restore(self) -> None:
        """Put the copy in the place of the database; everything must be closed."""
        for path in self.home.glob("troly.db*"):
            path.unlink()
        copy_database(self.home / "backup.db", self.home / "troly.db")


@dataclass
class ServerShelf(Shelf):
    """The same over a database of a PostgreSQL server."""

    kind = "postgres"
    server: Server | None = None
    backup: str = ""

    def delete(self) -> None:
        assert self.server
        for url in filter(None, (self.url, self.backup)):
            self.server.drop(url)

    def back_up(self) -> None:
        assert self.server
        self.backup = self.server.copy(self.url)

    def restore(self) -> None:
        assert self.server
        self.server.drop(self.url)
        self.url = self.server.copy(self.backup)


def copy_database(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as opened, sqlite3.connect(target) as copied:
        opened.backup(copied)
    opened.close()
    copied.close()


def letter(
    name: str,
    texts: Sequence[str],
    kind: DocumentKind = DocumentKind.REPLY,
    visibility: Visibility | None = None,
    in_force: date | None = None,
    until: date | None = None,
    number: str | None = None,
    heading: str = "",
) -> Letter:
    """A document whose chunks are these texts, with their vectors."""
    text = "\n".join(texts)
    starts = [sum(len(earlier) + 1 for earlier in texts[:position]) for position in range(len(texts))]
    document = Document(
        id=name,
        source=f"/letters/{name}.pdf",
        digest=digest_of(text),
        kind=kind,
        title=f"Công văn {name}",
        text=text,
        pages=(Page(1, 0, len(text)),),
        number=number,
        in_force=in_force,
        until=until,
        visibility=visibility or Visibility(),
        requests=tuple(
            LetterRequest(position, None, Span(start, start + len(part)))
            for position, (start, part) in enumerate(zip(starts, texts, strict=True))
        ),
    )
    chunks = [
        Chunk(
            id=f"{name}:{position}",
            document_id=name,
            position=position,
            kind=ChunkKind.REPLY,
            heading=heading,
            text=part,
            start=start,
            end=start + len(part),
            page=1,
            number=number,
            in_force=in_force,
            until=until,
        )
        for position, (start, part) in enumerate(zip(starts, texts, strict=True))
    ]
    return document, chunks, EMBEDDER.encode(texts)


def like(text: str) -> np.ndarray:
    """The vector of a text."""
    vector: np.ndarray = EMBEDDER.encode([text])[0]
    return vector


def texts_of(index: Index, keys: Iterable[int]) -> list[str]:
    """The texts of found chunks, in the order found."""
    wanted = list(keys)
    stored = index.chunks(wanted)
    return [stored[key].chunk.text for key in wanted if key in stored]


def nearest_texts(index: Index, text: str, where: Filter = EVERYBODY, k: int = 5) -> list[str]:
    return texts_of(index, (hit.key for hit in index.nearest(like(text), where, k)))


def matching_texts(index: Index, text: str, where: Filter = EVERYBODY, k: int = 5) -> list[str]:
    return texts_of(index, (hit.key for hit in index.matching(text, where, k)))
