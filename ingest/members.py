"""Files inside files: which were found in an archive or e-mail, and which of them are gone now.

A container is kept in `folder_files` like a folder: its source is the root, a row with an empty path stands for
the container itself, every other row for one file in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, delete, insert, or_, select

from ingest import database as db
from ingest.copy_rows import INSIDE, sources_under
from ingest.database import reading, writing
from ingest.documents import Member
from ingest.errors import FailureReason, ReadFailure
from ingest.index.rows import AnyRow
from ingest.report import INDEXED, FileResult, Outcome, Pipeline

DEEPEST = 3
MOST_MEMBERS = 2000
PASSING = frozenset({Outcome.WAITING, Outcome.STALE})


def source_of_member(container: str, member: Member) -> str:
    """The source of a file inside another."""
    return f"{container}{INSIDE}{member.name}"


def path_of_member(member: Member, scratch: Path) -> Path:
    """Where a parser put an inner file. Raises ReadFailure for a path that leads out of the scratch folder."""
    path = Path(member.path)
    if not member.path or not path.resolve().is_relative_to(scratch.resolve()):
        raise ReadFailure(FailureReason.DAMAGED, "an inner file was not unpacked where it should be")
    return path


def remember_members(
    container: str, digest: str, read_by: str, results: Sequence[FileResult], pipeline: Pipeline
) -> None:
    """Note what became of a container and of what is in it, so that it costs nothing while it is unchanged."""
    lasting = all(result.outcome not in PASSING for result in results)
    present = [result for result in results if result.outcome is not Outcome.REMOVED]
    with writing(pipeline.engine) as connection:
        connection.execute(delete(db.folder_files).where(db.folder_files.c.root == container))
        if lasting:
            connection.execute(insert(db.folder_files), [_noted(each, container, digest, read_by) for each in present])


def _noted(result: FileResult, container: str, digest: str, read_by: str) -> dict[str, object]:
    return {
        "root": container,
        "path": result.source[len(container) :].removeprefix(INSIDE),
        "size": 0,
        "modified": 0,
        "digest": digest,
        "hints": read_by,
        "outcome": result.outcome.value,
        "reason": result.reason.value if result.reason else None,
        "detail": result.detail,
        "synced": datetime.now(UTC),
    }


def known_members(connection: Connection, container: str, digest: str, read_by: str) -> list[FileResult] | None:
    """What became of an unchanged container and of what is in it; None when it must be read (again)."""
    rows = _rows(connection, container)
    if not rows or (rows[0].digest, rows[0].hints) != (digest, read_by):
        return None
    found: list[FileResult] = []
    for row in rows:
        result = _known(connection, f"{container}{INSIDE}{row.path}" if row.path else container, row)
        if result is None:
            return None
        found.append(result)
    return found


def is_container(connection: Connection, source: str) -> bool:
    """Whether files were found inside the file at `source`."""
    return bool(_rows(connection, source))


def _rows(connection: Connection, container: str) -> Sequence[AnyRow]:
    table = db.folder_files
    return connection.execute(select(table).where(table.c.root == container).order_by(table.c.path)).all()


def _known(connection: Connection, source: str, row: AnyRow) -> FileResult | None:
    if Outcome(row.outcome) is Outcome.QUARANTINED:
        return None  # two persons may have released it
    if Outcome(row.outcome) not in INDEXED:
        reason = FailureReason(row.reason) if row.reason else None
        return FileResult(source, Outcome(row.outcome), reason=reason, detail=row.detail)
    table = db.copies
    copy = connection.execute(select(table.c.document_id, table.c.kind).where(table.c.source == source)).first()
    if copy is None and not is_container(connection, source):
        return None
    return FileResult(source, Outcome.UNCHANGED, copy and copy.document_id, copy and copy.kind)


def vanished(container: str, names: Iterable[str], pipeline: Pipeline) -> list[str]:
    """Sources of files that were in a container and are not any more, with what was inside them."""
    with reading(pipeline.engine) as connection:
        stored = sources_under(connection, container + INSIDE)
    present = {f"{container}{INSIDE}{name}" for name in names}
    return [
        source
        for source in stored
        if source not in present and not any(source.startswith(each + INSIDE) for each in present)
    ]


def forget_containers(sources: Iterable[str], pipeline: Pipeline) -> None:
    """Delete the notes about files inside these sources."""
    table = db.folder_files
    with writing(pipeline.engine) as connection:
        for source in sources:
            nested = table.c.root.startswith(source + INSIDE, autoescape=True)
            connection.execute(delete(table).where(or_(table.c.root == source, nested)))
