"""Which past replies, guidance and corrections lean on law that changed: one pass over the stored chunks.

The database hands over only chunks that may name one of the laws; whether they do is read from the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from ingest import database as db
from ingest.documents import ChunkKind, DocumentKind, Span
from ingest.index.rows import AnyRow
from ingest.law.changes import Change, ChangeKind
from ingest.law.naming import CODE, Named, Namings, has_spoken_title, named_in
from ingest.table_rows import LegalBasis
from ingest.tables import Tables
from ingest.vietnamese import sentences

LEANING = (
    *(DocumentKind.REPLY, DocumentKind.COMPILED_LIST, DocumentKind.PROVINCIAL_TABLE),
    *(DocumentKind.GUIDANCE, DocumentKind.CORRECTION),
)
MOST_LIKES = 12  # more laws than this are looked for in all texts
KNOWS = re.compile(
    r"hết hiệu lực|(?:được|bị|đã|sẽ)\s+(?:thay thế|bãi bỏ|thay bằng)|thay thế (?:bởi|cho)", re.IGNORECASE
)


@dataclass(frozen=True)
class Review:
    """A sentence that leans on a law that changed; `knows` when it says itself that the law has ended."""

    change: Change
    document_id: str
    title: str
    kind: DocumentKind
    number: str | None
    issued: date | None
    province: str | None
    page: int
    sentence: str
    start: int
    end: int
    knows: bool


def reviews(
    found: Sequence[Change], tables: Tables, connection: Connection, readable: ColumnElement[bool] | None = None
) -> list[Review]:
    """Every sentence that must be looked at again, by law and then newest first; `readable` limits the documents.

    A text written after a law was amended is taken to know it; one that names a law that ended is always told.
    """
    if not found:
        return []
    laws = tuple(dict.fromkeys(change.law for change in found))
    namings, by_code = Namings.of(laws, tables), _by_code(found)
    told: dict[tuple[object, ...], Review] = {}
    worth_reading = _worth_reading(laws)
    for row in _rows(connection, laws, readable):
        if not worth_reading.search(row.text):
            continue
        for named in named_in(row.text, row.issued, namings):
            for change in by_code[named.law.code]:
                if _concerns(change, row.issued):
                    review = _review(change, row, named)
                    told.setdefault((change, review.document_id, review.start, review.end), review)
    order = {change: place for place, change in enumerate(found)}
    return sorted(told.values(), key=lambda each: (order[each.change], -(each.issued or date.min).toordinal()))


def _by_code(found: Iterable[Change]) -> dict[str, list[Change]]:
    by_code: dict[str, list[Change]] = {}
    for change in found:
        by_code.setdefault(change.law.code, []).append(change)
    return by_code


def _rows(connection: Connection, laws: Sequence[LegalBasis], readable: ColumnElement[bool] | None) -> Iterator[AnyRow]:
    """Chunks that may be quoted and may name one of the laws."""
    chunks, documents = db.chunks.c, db.documents.c
    query = (
        select(
            *(chunks.document_id, chunks.text, chunks.start, chunks.page, chunks.number, chunks.issued),
            *(chunks.province, documents.title, documents.kind),
        )
        .join(db.documents, documents.id == chunks.document_id)
        .where(documents.kind.in_([kind.value for kind in LEANING]), chunks.kind != ChunkKind.PETITION.value)
    )
    if readable is not None:
        query = query.where(readable)
    if len(laws) <= MOST_LIKES:
        query = query.where(or_(*(_may_name(law) for law in laws)))
    yield from connection.execute(query.order_by(chunks.key))


def _may_name(law: LegalBasis) -> ColumnElement[bool]:
    """A text without the law's number, or its year, and without its title cannot name it."""
    text = db.chunks.c.text
    number = and_(*(text.like(f"%{part}%") for part in _number_and_year(law)))
    if not has_spoken_title(law):
        return number
    # Databases differ in what LIKE takes for the same letter.
    spelled = {law.title, law.title[0] + law.title[1:].lower()}
    return or_(number, *(text.like(f"%{title}%") for title in sorted(spelled)))


def _worth_reading(laws: Sequence[LegalBasis]) -> re.Pattern[str]:
    """One look at a text before its codes are read: a number with its year, or a title."""
    numbers = (r"\s*(?:/|\W|năm)\s*".join(_number_and_year(law)) for law in laws)
    titles = (re.escape(law.title) for law in laws if has_spoken_title(law))
    return re.compile("|".join([*(rf"(?<!\d)0*{number}(?!\d)" for number in numbers), *titles]), re.IGNORECASE)


def _number_and_year(law: LegalBasis) -> list[str]:
    """`41` and `2009` of 41/2009/QH12; the number alone where the code has no year."""
    found = CODE.match(law.code)
    return [part for part in (found["number"].lstrip("0"), found["year"]) if part] if found else [law.code]


def _concerns(change: Change, written: date | None) -> bool:
    if change.kind is ChangeKind.ENDED or written is None or change.day is None:
        return True
    return written < change.day


def _review(change: Change, row: AnyRow, named: Named) -> Review:
    span = _sentence_of(row.text, named.span)
    words = span.of(row.text)
    return Review(
        change=change,
        document_id=row.document_id,
        title=row.title,
        kind=DocumentKind(row.kind),
        number=row.number,
        issued=row.issued,
        province=row.province,
        page=row.page,
        sentence=words,
        start=row.start + span.start,
        end=row.start + span.end,
        knows=KNOWS.search(words) is not None,
    )


def _sentence_of(text: str, place: Span) -> Span:
    """The sentence in which a mention begins."""
    return next((each for each in sentences(text) if each.start <= place.start < each.end), place)
