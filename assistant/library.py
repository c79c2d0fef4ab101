"""The list of documents a reader may open, filtered and paged by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil

from sqlalchemy import ColumnElement, Engine, RowMapping, Select, and_, exists, func, or_, select

from assistant.domain import Reader
from ingest.database import document_units, documents, pages, reading
from ingest.documents import DocumentKind
from ingest.index.base import Filter, Index

PER_PAGE = 25
DEEPEST = 400  # chunks looked through for a text search


@dataclass(frozen=True)
class Wanted:
    """What the list should show; empty strings mean everything."""

    text: str = ""
    kind: DocumentKind | None = None
    unit: str = ""
    field: str = ""
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One document in the list."""

    id: str
    title: str
    kind: DocumentKind
    number: str | None
    issued: date | None
    unit: str | None
    field: str | None
    province: str | None
    pages: int


@dataclass(frozen=True)
class Listing:
    """One page of the list and how many there are."""

    lines: tuple[Line, ...]
    total: int
    page: int
    last_page: int


def list_documents(wanted: Wanted, reader: Reader, engine: Engine, index: Index, per_page: int = PER_PAGE) -> Listing:
    """Newest first, or best match first when a text is searched."""
    ranked = ranked_ids(wanted, reader, index) if wanted.text.strip() else None
    allowed = and_(readable(reader), *_filters(wanted))
    if ranked is not None:
        allowed = and_(allowed, documents.c.id.in_(ranked))
    with reading(engine) as connection:
        total = int(connection.scalar(select(func.count()).select_from(documents).where(allowed)) or 0)
        last_page = max(ceil(total / per_page), 1)
        page = min(max(wanted.page, 1), last_page)
        query = _lines().where(allowed)
        if ranked is None:
            newest = documents.c.issued.desc().nulls_last(), documents.c.title, documents.c.id
            query = query.order_by(*newest).limit(per_page).offset((page - 1) * per_page)
        lines = [_line(row) for row in connection.execute(query).mappings()]
    if ranked is not None:
        rank = {document_id: place for place, document_id in enumerate(ranked)}
        lines = sorted(lines, key=lambda line: rank[line.id])[(page - 1) * per_page : page * per_page]
    return Listing(tuple(lines), total, page, last_page)


def ranked_ids(wanted: Wanted, reader: Reader, index: Index) -> list[str]:
    """Documents with this number first, then those whose chunks match best."""
    kinds = frozenset({wanted.kind}) if wanted.kind else None
    where = Filter(readers=reader.tokens, kinds=kinds)
    numbered = [stored.chunk.document_id for stored in index.find_number(wanted.text.strip(), where)]
    hits = index.matching(wanted.text, where, DEEPEST)
    stored = index.chunks([hit.key for hit in hits])
    matching = [stored[hit.key].chunk.document_id for hit in hits if hit.key in stored]
    return list(dict.fromkeys([*numbered, *matching]))


def choices(column: str, reader: Reader, engine: Engine) -> list[str]:
    """The units or fields that occur among the documents this reader may open."""
    chosen = documents.c[column]
    query = select(chosen).where(readable(reader), chosen.is_not(None)).distinct().order_by(chosen)
    with reading(engine) as connection:
        return [str(value) for value in connection.scalars(query)]


def readable(reader: Reader) -> ColumnElement[bool]:
    """The same rule as `Visibility.tokens() & reader.tokens`, for the database (a test holds both equal)."""
    open_to = [documents.c.scope == "all"]
    if "office" in reader.tokens:
        open_to.append(documents.c.scope.in_(["office", "units"]))
    if reader.unit:
        named = exists().where(document_units.c.document_id == documents.c.id, document_units.c.unit == reader.unit)
        open_to.append(and_(documents.c.scope == "units", named))
    return or_(*open_to)


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    filters = []
    if wanted.kind:
        filters.append(documents.c.kind == wanted.kind.value)
    if wanted.unit:
        filters.append(documents.c.unit == wanted.unit)
    if wanted.field:
        filters.append(documents.c.field == wanted.field)
    return filters


def _lines() -> Select[tuple[object, ...]]:
    table = documents.c
    counted = select(func.count()).where(pages.c.document_id == table.id).scalar_subquery().label("pages")
    shown = [table.id, table.title, table.kind, table.number, table.issued, table.unit, table.field, table.province]
    return select(*shown, counted)


def _line(row: RowMapping) -> Line:
    return Line(
        row["id"],
        row["title"],
        DocumentKind(row["kind"]),
        row["number"],
        row["issued"],
        row["unit"],
        row["field"],
        row["province"],
        row["pages"],
    )
