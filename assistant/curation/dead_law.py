"""Which sources lean on law of the legal-basis table that ends: read once for each state of a document.

What a text names never changes, only the day does; so a sweep reads the documents that are new or changed since the
last one in this process, and judges all of them by the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from ingest import database as db
from ingest.law.changes import Change, ChangeKind, changes
from ingest.law.mentions import reviews
from ingest.table_rows import LegalBasis
from ingest.tables import Tables
from ingest.vietnamese import document_codes

ASKED_AT_ONCE = 500


@dataclass(frozen=True)
class Leaning:
    """A law that a document names and that ends, or ended; `written` is the day of the oldest text that names it."""

    law: LegalBasis
    written: date | None


@dataclass
class Read:
    """What one process has read: document id → its generation then, and what it leans on."""

    tables: Tables
    documents: dict[str, tuple[int, tuple[Leaning, ...]]] = field(default_factory=dict)


_read: WeakKeyDictionary[Engine, Read] = WeakKeyDictionary()


def leanings(
    engine: Engine, connection: Connection, tables: Tables, generations: Mapping[str, int]
) -> dict[str, tuple[Leaning, ...]]:
    """Of these documents (id → generation) those that name a law which ends, and which; nothing of who knows it."""
    known = _read.get(engine)
    if known is None or known.tables is not tables:
        known = _read[engine] = Read(tables)
    fresh = [each for each, generation in generations.items() if known.documents.get(each, (-1, ()))[0] != generation]
    for start in range(0, len(fresh), ASKED_AT_ONCE):
        some = fresh[start : start + ASKED_AT_ONCE]
        found = _named(connection, tables, some)
        known.documents.update({each: (generations[each], found.get(each, ())) for each in some})
    return {each: known.documents[each][1] for each in generations if known.documents[each][1]}


def of_basis(basis: Iterable[str], tables: Tables) -> Iterator[LegalBasis]:
    """The laws that the grounds of a correction name and that end."""
    for ground in basis:
        for code in document_codes(ground) or [ground]:
            law = tables.law(code)
            if law and law.until:
                yield law


def _named(connection: Connection, tables: Tables, document_ids: list[str]) -> dict[str, tuple[Leaning, ...]]:
    found: dict[str, dict[str, Leaning]] = {}
    among = db.chunks.c.document_id.in_(document_ids)
    for review in reviews(_endings(tables), tables, connection, among):
        if not review.knows:
            of_document = found.setdefault(review.document_id, {})
            oldest = of_document.get(review.change.law.code)
            if oldest is None or (review.issued or date.min) < (oldest.written or date.min):
                of_document[review.change.law.code] = Leaning(review.change.law, review.issued)
    return {document_id: tuple(laws.values()) for document_id, laws in found.items()}


def _endings(tables: Tables) -> list[Change]:
    """Every ending whose day the table knows, also those to come."""
    return [each for each in changes(tables, date.max) if each.kind is ChangeKind.ENDED and each.day]
