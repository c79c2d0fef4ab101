"""Which sources lean on law of the legal-basis table that ends: read once for each state of a document.

What a text names never changes, only the day does; so a sweep reads the documents that are new or changed since the
last one in this process, and judges all of them by the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select

from ingest import database as db
from ingest.documents import ChunkKind, Span
from ingest.index.rows import AnyRow
from ingest.law.mentions import KNOWS, LEANING
from ingest.law.naming import CODE, Namings, has_spoken_title, named_in
from ingest.table_rows import LegalBasis
from ingest.tables import Tables
from ingest.vietnamese import document_codes, sentences

ASKED_AT_ONCE = 500
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Leaning:
    """A law that a document names and that ends, or ended; `written` is the day of the oldest text that names it."""

    law: LegalBasis
    written: date | None


class Endings:
    """The laws whose last day the table knows, and a quick look whether a text may name one of them."""

    def __init__(self, tables: Tables) -> None:
        laws = tuple(law for law in tables.legal_bases if law.until)
        codes = (CODE.match(law.code) for law in laws)
        self.namings = Namings.of(laws, tables)
        self._numbers = {found["number"].lstrip("0") for found in codes if found}
        self._titles = {law.title.lower() for law in laws if has_spoken_title(law)}

    def may_stand_in(self, text: str) -> bool:
        """False only where no law that ends is named."""
        if not self._numbers.isdisjoint(number.lstrip("0") for number in NUMBER.findall(text)):
            return True
        lowered = text.lower()
        return any(title in lowered for title in self._titles)


@dataclass
class Read:
    """What one process has read: document id → its generation then, and what it leans on."""

    tables: Tables
    endings: Endings
    documents: dict[str, tuple[int, tuple[Leaning, ...]]] = field(default_factory=dict)


_read: WeakKeyDictionary[Engine, Read] = WeakKeyDictionary()


def leanings(
    engine: Engine, connection: Connection, tables: Tables, generations: Mapping[str, int]
) -> dict[str, tuple[Leaning, ...]]:
    """Of these documents (id → generation) those that name a law which ends, and which.

    A sentence that says itself that the law has ended leans on nothing.
    """
    known = _read.get(engine)
    if known is None or known.tables is not tables:
        known = _read[engine] = Read(tables, Endings(tables))
    fresh = [each for each, generation in generations.items() if known.documents.get(each, (-1, ()))[0] != generation]
    for start in range(0, len(fresh), ASKED_AT_ONCE):
        some = fresh[start : start + ASKED_AT_ONCE]
        found = _named(connection, known.endings, some)
        known.documents.update({each: (generations[each], found.get(each, ())) for each in some})
    return {each: known.documents[each][1] for each in generations if known.documents[each][1]}


def of_basis(basis: Iterable[str], tables: Tables) -> Iterator[LegalBasis]:
    """The laws that the grounds of a correction name and that end."""
    for ground in basis:
        for code in _codes(ground):
            law = tables.law(code)
            if law and law.until:
                yield law


@lru_cache(maxsize=16_384)
def _codes(ground: str) -> tuple[str, ...]:
    return tuple(document_codes(ground)) or (ground,)


def _named(connection: Connection, endings: Endings, document_ids: list[str]) -> dict[str, tuple[Leaning, ...]]:
    found: dict[str, dict[str, Leaning]] = {}
    for row in _texts(connection, document_ids):
        if not endings.may_stand_in(row.text):
            continue
        for named in named_in(row.text, row.issued, endings.namings):
            if not KNOWS.search(_sentence_of(row.text, named.span)):
                _keep_oldest(found.setdefault(row.document_id, {}), Leaning(named.law, row.issued))
    return {document_id: tuple(laws.values()) for document_id, laws in found.items()}


def _texts(connection: Connection, document_ids: list[str]) -> Iterator[AnyRow]:
    """What is quoted of these documents, law itself apart: it ends by its own dates."""
    chunks, documents = db.chunks.c, db.documents.c
    chosen = (
        select(chunks.document_id, chunks.text, chunks.issued)
        .join(db.documents, documents.id == chunks.document_id)
        .where(
            chunks.document_id.in_(document_ids),
            chunks.kind != ChunkKind.PETITION.value,
            documents.kind.in_([kind.value for kind in LEANING]),
        )
    )
    yield from connection.execute(chosen)


def _keep_oldest(laws: dict[str, Leaning], leaning: Leaning) -> None:
    known = laws.get(leaning.law.code)
    if known is None or (leaning.written or date.min) < (known.written or date.min):
        laws[leaning.law.code] = leaning


def _sentence_of(text: str, place: Span) -> str:
    """The sentence in which a mention begins."""
    return next((each.of(text) for each in sentences(text) if each.start <= place.start < each.end), "")
