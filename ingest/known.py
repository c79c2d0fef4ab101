"""What is known of a file before it is read: the same bytes read in the same way say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

import orjson
from sqlalchemy import Connection, Table, func, select

from ingest import database as db
from ingest.copies import Copy
from ingest.copy_rows import bands_of, copies_with_digest, copy_at, hints_object
from ingest.database import reading
from ingest.documents import digest_of
from ingest.manifest import Hints
from ingest.members import is_container, known_members
from ingest.originals import original_of
from ingest.report import FileResult, Outcome, Pipeline


def reading_of(source: str, hints: Hints, pipeline: Pipeline) -> str:
    """Equal for two files of equal bytes exactly when reading them gives the same: code, tables, register, suffix."""
    register = orjson.dumps(hints_object(hints), option=orjson.OPT_SORT_KEYS).decode()
    return digest_of(pipeline.read_by, register, PurePosixPath(source).suffix.lower())


def unchanged(source: str, digest: str, read_by: str, pipeline: Pipeline) -> list[FileResult] | None:
    """What is stored of exactly these bytes and of the files inside them; None when the file must be read."""
    with reading(pipeline.engine) as connection:
        members = known_members(connection, source, digest, read_by)
        if members is None and is_container(connection, source):
            return None
        copy = copy_at(connection, source)
        if copy is None:
            return members
        if (copy.digest, copy.read_by) != (digest, read_by):
            return None
        if not original_of(digest, pipeline.settings.home).exists():
            return None  # pages are drawn from the kept bytes: they are kept anew
        return [stored_result(connection, copy, Outcome.UNCHANGED), *(members or [])[1:]]


def read_before(source: str, digest: str, read_by: str, ticket: int, pipeline: Pipeline) -> Copy | None:
    """The copy that this file is when equal bytes were read elsewhere in the same way; None when it must be read."""
    with reading(pipeline.engine) as connection:
        for twin in copies_with_digest(connection, digest):
            if twin.read_by == read_by and not is_container(connection, twin.source):
                bands = bands_of(connection, twin.source)
                now = datetime.now(UTC)
                return replace(
                    twin, source=source, ticket=ticket, taken=now, bands=bands, document_id=None, leads=False
                )
    return None


def stored_result(connection: Connection, copy: Copy, outcome: Outcome, embedded: int = 0) -> FileResult:
    """The line of a report for a copy whose document is stored."""
    document = db.documents
    warnings = connection.execute(select(document.c.warnings).where(document.c.id == copy.document_id)).scalar()
    return FileResult(
        copy.source,
        outcome,
        copy.document_id,
        copy.kind.value,
        _count(connection, db.chunks, copy.document_id),
        embedded,
        _count(connection, db.pages, copy.document_id),
        warnings=tuple(warnings or ()),
    )


def _count(connection: Connection, table: Table, document_id: str | None) -> int:
    counted = select(func.count()).select_from(table).where(table.c.document_id == document_id)
    return connection.execute(counted).scalar_one()
