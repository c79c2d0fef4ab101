"""Stored law keeps step with the legal-basis table: a law that ended since it was read ends in the index too.

Nothing is read or embedded anew: days and digests of the chunks change, vectors and offsets stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update

from ingest import database as db
from ingest.database import reading, writing
from ingest.documents import DocumentKind, document_id_of
from ingest.index import rows, store
from ingest.legal_sheet import SOURCE
from ingest.parse.law import law_title
from ingest.storage import sha256_of
from ingest.table_rows import LegalBasis
from ingest.tables import Tables

UNKNOWN = "validity_unknown"
HEAD = 2000
ASKED_AT_ONCE = 500

Values = dict[str, Any]


@dataclass(frozen=True)
class Refreshed:
    """How many documents and chunks got other days."""

    documents: int = 0
    chunks: int = 0


def follow_table(engine: Engine, tables: Tables, folder: Path) -> Refreshed:
    """`refresh` when the table in `folder` is not the one whose document is stored; that is stored after this."""
    with reading(engine) as connection:
        stored = connection.scalar(select(db.documents.c.digest).where(db.documents.c.id == document_id_of(SOURCE)))
    return Refreshed() if stored == sha256_of(folder / "legal_basis.csv") else refresh(engine, tables)


def refresh(engine: Engine, tables: Tables) -> Refreshed:
    """Give every stored law the days the table knows now, in one transaction."""
    known = Known(tables)
    with writing(engine) as connection:
        documents = dict(_documents(connection, known))
        chunks = dict(_chunks(connection, known, documents))
        if not documents and not chunks:
            return Refreshed()
        generation = store.update_chunks(connection, chunks)
        for document_id, values in documents.items():
            changed = update(db.documents).where(db.documents.c.id == document_id)
            connection.execute(changed.values(**values, generation=generation))
    return Refreshed(len(documents), len(chunks))


class Known:
    """`Tables.law` for thousands of codes: a number no row of the table begins with is not looked up."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._serials = {rows.number_serial(law.code) for law in tables.legal_bases}

    def law(self, number: str | None) -> LegalBasis | None:
        """The one row of the table that `number` names."""
        if not number or (number[0].isdigit() and rows.number_serial(number) not in self._serials):
            return None
        return self._tables.law(number)


def _documents(connection: Connection, known: Known) -> Iterator[tuple[str, Values]]:
    """Documents of law whose days or warning are others now; a topic of the codification has no days of its own."""
    table = db.documents
    head = func.substr(table.c.text, 1, HEAD).label("head")
    query = select(table.c.id, table.c.number, table.c.in_force, table.c.until, table.c.warnings, head)
    for row in connection.execute(query.where(table.c.kind == DocumentKind.LAW.value)):
        if law_title(row.head):
            continue
        law = known.law(row.number)
        in_force = (law.in_force if law else None) or row.in_force
        warnings = [each for each in row.warnings if each != UNKNOWN] + ([] if in_force else [UNKNOWN])
        wanted: Values = {"in_force": in_force, "until": law.until if law else None, "warnings": warnings}
        if any(getattr(row, name) != value for name, value in wanted.items()):
            yield row.id, wanted


def _chunks(connection: Connection, known: Known, documents: Mapping[str, Values]) -> Iterator[tuple[int, Values]]:
    """Chunks of law whose days are others now, with their new digests."""
    retired = _retired(connection)
    keys = [key for key, _ in _outdated(connection, known, documents, retired)]
    for start in range(0, len(keys), ASKED_AT_ONCE):
        query = rows.STORED_CHUNK.where(db.chunks.c.key.in_(keys[start : start + ASKED_AT_ONCE]))
        for row in connection.execute(query).all():
            stored = rows.stored_chunk(row)
            chunk = replace(stored.chunk, **_days(row, known, documents, retired))
            yield stored.key, {"in_force": chunk.in_force, "until": chunk.until, "digest": chunk.digest}


def _retired(connection: Connection) -> Mapping[str, date]:
    """Documents that a person took out of use → since when: no table brings them back."""
    return {row.document_id: row.since for row in connection.execute(select(db.retirements))}


def _outdated(
    connection: Connection, known: Known, documents: Mapping[str, Values], retired: Mapping[str, date]
) -> Iterator[tuple[int, Values]]:
    table = db.chunks
    query = (
        select(table.c.key, table.c.document_id, table.c.number, table.c.in_force, table.c.until)
        .join(db.documents)
        .where(db.documents.c.kind == DocumentKind.LAW.value)
    )
    for row in connection.execute(query):
        days = _days(row, known, documents, retired)
        if (row.in_force, row.until) != (days["in_force"], days["until"]):
            yield row.key, days


def _days(row: rows.AnyRow, known: Known, documents: Mapping[str, Values], retired: Mapping[str, date]) -> Values:
    """An article ends with its own law; when its document got other days, it has those."""
    law = known.law(row.number)
    own = documents.get(row.document_id)
    ends = law.until if law else (own["until"] if own else None)
    until = min((day for day in (ends, retired.get(row.document_id)) if day), default=None)
    return {"in_force": own["in_force"] if own else row.in_force, "until": until}
