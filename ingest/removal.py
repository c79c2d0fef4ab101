"""Taking documents out, and proving that nothing of them can be found any more."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from ingest import database as db
from ingest.copy_rows import INSIDE, copies_of, copy_at, sources_under
from ingest.database import reading
from ingest.documents import Document, document_id_of
from ingest.index.base import Filter
from ingest.members import forget_containers, is_container
from ingest.originals import LEFT_OVER_SECONDS, original_of
from ingest.report import Pipeline
from ingest.settle import forget_original, settle
from ingest.vietnamese import sentences

SEARCHED_SENTENCES = 5
NEAREST = 20


@dataclass(frozen=True)
class Proof:
    """What was looked for after a removal, and what was found of the document all the same."""

    document_id: str
    title: str
    searched: int  # sentences of the document that were searched for, by words and by meaning
    chunks_left: int
    hits: int
    original_left: bool
    kept_by: tuple[str, ...] = ()  # other copies because of which the document stays

    @property
    def gone(self) -> bool:
        return not (self.chunks_left or self.hits or self.original_left)


@dataclass(frozen=True)
class Removal:
    """What was taken out: sources, documents before, proofs where they were asked for."""

    sources: tuple[str, ...]
    proofs: tuple[Proof, ...] = ()


def source_of(path: Path) -> str:
    """The absolute path of a file, as stored."""
    return storable(str(path.absolute()))


def storable(name: str) -> str:
    """A name whose bytes that are no text are written out, since no database takes them."""
    return name.encode("utf-8", "backslashreplace").decode()


def remove(source_or_id: str, pipeline: Pipeline) -> bool:
    """Take out a document by id, with all its copies, or one copy by path, with the files inside it."""
    return removed(source_or_id, pipeline) is not None


def removed(source_or_id: str, pipeline: Pipeline, prove: bool = False) -> Removal | None:
    """Like `remove`, and with a proof for every document concerned when asked; None when there was nothing."""
    with reading(pipeline.engine) as connection:
        sources = _sources_meant(connection, source_or_id)
    if sources:
        return remove_sources(sources, pipeline, prove)
    return _remove_without_copies(source_or_id, pipeline, prove)


def remove_sources(sources: Iterable[str], pipeline: Pipeline, prove: bool = False) -> Removal:
    """Take these sources out, and the files inside them; the next best copy of each document takes over."""
    named = sorted(sources)
    with reading(pipeline.engine) as connection:
        inner = [each for source in named for each in sources_under(connection, source + INSIDE)]
    leaving = tuple(dict.fromkeys([*named, *inner]))
    before = _documents_of(leaving, pipeline) if prove else []
    settle(None, None, leaving, pipeline)
    forget_containers(leaving, pipeline)
    return Removal(leaving, tuple(proof_of(document, pipeline) for document in before))


def sweep_originals(pipeline: Pipeline, now: float | None = None) -> int:
    """Delete kept bytes that no document has: a killed run may leave some. Returns how many; younger ones may be new."""
    now = now or time.time()
    with reading(pipeline.engine) as connection:
        used = set(connection.execute(select(db.copies.c.digest)).scalars())
        used |= set(connection.execute(select(db.documents.c.digest)).scalars())
    left = [
        path
        for path in (pipeline.settings.home / "originals").glob("*/*")
        if path.name not in used and now - path.stat().st_mtime > LEFT_OVER_SECONDS
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _sources_meant(connection: Connection, source_or_id: str) -> list[str]:
    named = storable(source_or_id)
    for source in (named, source_of(Path(source_or_id))):
        if copy_at(connection, source) or is_container(connection, source):
            return [source]
    return [copy.source for copy in copies_of(connection, [named])]


def _remove_without_copies(source_or_id: str, pipeline: Pipeline, prove: bool) -> Removal | None:
    """A document that was taken in before copies were counted, or that is ours (the legal-basis table)."""
    named = storable(source_or_id)
    for document_id in (named, document_id_of(source_of(Path(source_or_id))), document_id_of(named)):
        document = pipeline.index.document(document_id)
        if document and pipeline.index.remove(document_id):
            forget_original(document.digest, pipeline)
            return Removal((document.source,), (proof_of(document, pipeline),) if prove else ())
    return None


def _documents_of(sources: Iterable[str], pipeline: Pipeline) -> list[Document]:
    with reading(pipeline.engine) as connection:
        ids = {copy.document_id for source in sources if (copy := copy_at(connection, source)) and copy.document_id}
    return [document for each in sorted(ids) if (document := pipeline.index.document(each))]


def proof_of(document: Document, pipeline: Pipeline) -> Proof:
    """Look for a document that was removed: by its own sentences, by its chunks, by its kept bytes."""
    with reading(pipeline.engine) as connection:
        kept_by = tuple(copy.source for copy in copies_of(connection, [document.id]))
        own = select(func.count()).select_from(db.chunks).where(db.chunks.c.document_id == document.id)
        left = connection.execute(own).scalar_one()
        used = connection.execute(select(db.copies.c.source).where(db.copies.c.digest == document.digest)).first()
    if kept_by:
        return Proof(document.id, document.title, 0, left, 0, False, kept_by)
    texts = sample_sentences(document)
    hits = sum(_hits(text, document.id, pipeline) for text in texts)
    original = original_of(document.digest, pipeline.settings.home).exists() and used is None
    return Proof(document.id, document.title, len(texts), left, hits, original)


def sample_sentences(document: Document) -> list[str]:
    """A few of the longest sentences of a document, which are its own more than others are."""
    found = {re.sub(r"\s+", " ", span.of(document.text)) for span in sentences(document.text)}
    return sorted(found, key=lambda text: (-len(text), text))[:SEARCHED_SENTENCES]


def _hits(text: str, document_id: str, pipeline: Pipeline) -> int:
    """How many chunks of the document both searches find for one of its sentences, whoever may read them."""
    index = pipeline.index
    everybody = Filter(readers=frozenset({"all", "office"}))
    [vector] = pipeline.embedder.encode([text])
    keys = [hit.key for hit in (*index.nearest(vector, everybody, NEAREST), *index.matching(text, everybody, NEAREST))]
    stored = index.chunks(keys)
    missing = len(set(keys) - stored.keys())  # a hit whose chunk is gone is a trace as well
    return missing + sum(stored[key].chunk.document_id == document_id for key in set(keys) & stored.keys())
