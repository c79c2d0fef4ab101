"""What is asked of the stored rows: chunks, documents, numbers, digests, vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sqlalchemy import Connection, Select, func, select

from ingest import database as db
from ingest.documents import DocumentKind, Visibility
from ingest.index import rows
from ingest.index.base import DocumentSummary, Filter, StoredChunk
from ingest.index.filters import allows
from ingest.vietnamese import same_code

ASKED_AT_ONCE = 500


def digests(connection: Connection, document_id: str) -> dict[str, str]:
    """Chunk id → digest of a document's stored chunks."""
    table = db.chunks
    query = select(table.c.id, table.c.digest).where(table.c.document_id == document_id).order_by(table.c.position)
    return {row.id: row.digest for row in connection.execute(query)}


def vectors(connection: Connection, chunk_ids: Sequence[str]) -> dict[str, np.ndarray]:
    """Stored vectors by chunk id."""
    query = select(db.chunks.c.id, db.chunk_vectors.c.vector).join(db.chunk_vectors)
    found = {}
    for start in range(0, len(chunk_ids), ASKED_AT_ONCE):
        asked = chunk_ids[start : start + ASKED_AT_ONCE]
        for row in connection.execute(query.where(db.chunks.c.id.in_(asked))):
            found[row.id] = rows.vector_of(row.vector).copy()
    return found


def chunks(connection: Connection, keys: Sequence[int]) -> dict[int, StoredChunk]:
    """Stored chunks by key."""
    found = {}
    for start in range(0, len(keys), ASKED_AT_ONCE):
        asked = keys[start : start + ASKED_AT_ONCE]
        for row in connection.execute(rows.STORED_CHUNK.where(db.chunks.c.key.in_(asked))):
            found[row.key] = rows.stored_chunk(row)
    return found


def neighbours(connection: Connection, key: int, width: int) -> list[StoredChunk]:
    """The chunks of the same document at most `width` positions away, in order."""
    table = db.chunks
    middle = connection.execute(select(table.c.document_id, table.c.position).where(table.c.key == key)).first()
    if middle is None:
        return []
    near = table.c.position.between(middle.position - width, middle.position + width)
    query = rows.STORED_CHUNK.where(table.c.document_id == middle.document_id, near).order_by(table.c.position)
    return [rows.stored_chunk(row) for row in connection.execute(query)]


def with_number(connection: Connection, number: str, where: Filter) -> list[StoredChunk]:
    """Allowed chunks whose own number is `number`, whole or as far as it is given, by key."""
    serial, code = rows.number_serial(number), rows.number_code(number)
    if serial is None or code is None:
        return []
    query = rows.STORED_CHUNK.where(db.chunks.c.number_serial == serial).order_by(db.chunks.c.key)
    found = connection.execute(query).all()
    units = rows.units_of(connection, sorted({row.document_id for row in found}))
    return [
        rows.stored_chunk(row)
        for row in found
        if _is_named(code, serial, row) and _passes(where, row, row.document_kind, units.get(row.document_id))
    ]


def _is_named(code: str, serial: str, row: rows.AnyRow) -> bool:
    return code in (serial, row.number_code) or same_code(code, row.number_code)


def _passes(where: Filter, row: rows.AnyRow, kind: str, units: frozenset[str] | None) -> bool:
    tokens = Visibility(row.scope, units or frozenset()).tokens()
    return allows(where, DocumentKind(kind), tokens, row.in_force, row.until)


def documents(connection: Connection, where: Filter | None) -> Iterator[DocumentSummary]:
    """Every document a filter allows, by source."""
    found = connection.execute(_summaries()).all()
    units = _all_units(connection)
    for row in found:
        readers = units.get(row.id, frozenset())
        if where is None or _passes(where, row, row.kind, readers):
            yield rows.summary(row, Visibility(row.scope, readers))


def _summaries() -> Select[*tuple[object, ...]]:
    table = db.documents
    pages = select(func.count()).where(db.pages.c.document_id == table.c.id).scalar_subquery()
    chunks = select(func.count()).where(db.chunks.c.document_id == table.c.id).scalar_subquery()
    columns = [column for column in table.c if column.name != "text"]
    return select(*columns, pages.label("pages"), chunks.label("chunks")).order_by(table.c.source, table.c.id)


def _all_units(connection: Connection) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in connection.execute(select(db.document_units)):
        found.setdefault(row.document_id, set()).add(row.unit)
    return {document_id: frozenset(units) for document_id, units in found.items()}
