"""What a folder was like when it was synchronised last, as rows of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, delete, insert, select

from ingest import database as db
from ingest.copies import Copy
from ingest.copy_rows import INSIDE, copies_at, sources_under
from ingest.database import reading, writing
from ingest.documents import PageRoute
from ingest.errors import FailureReason
from ingest.report import FileResult, Outcome

LOW_CONFIDENCE = 0.7  # pages read with less are looked at by a person, as the warning ocr_low says


@dataclass(frozen=True)
class Seen:
    """A file as the file system shows it, and a digest of how it would be read."""

    size: int
    modified: int  # nanoseconds
    read_by: str


@dataclass(frozen=True)
class FolderRow:
    """A file as it was synchronised last."""

    path: str
    seen: Seen
    outcome: Outcome
    reason: FailureReason | None
    detail: str


@dataclass(frozen=True)
class LowPage:
    """A page that OCR was not sure of."""

    source: str
    page: int
    confidence: float


@dataclass(frozen=True)
class FolderSummary:
    """What was read of one folder, and how well."""

    folder: str
    files: int
    pages: dict[str, int]  # by route
    low: tuple[LowPage, ...]
    failed: tuple[FileResult, ...]
    quarantined: int


def rows_of(engine: Engine, root: str) -> dict[str, FolderRow]:
    """The files of a folder as they were, by path below it."""
    with reading(engine) as connection:
        return _rows_of(connection, root)


def _rows_of(connection: Connection, root: str) -> dict[str, FolderRow]:
    table = db.folder_files
    found = connection.execute(select(table).where(table.c.root == root).order_by(table.c.path))
    return {
        row.path: FolderRow(
            row.path,
            Seen(row.size, row.modified, row.hints),
            Outcome(row.outcome),
            FailureReason(row.reason) if row.reason else None,
            row.detail,
        )
        for row in found
    }


def write_row(engine: Engine, root: str, path: str, seen: Seen, result: FileResult) -> None:
    """Note how a file ended; written after its document, so that a kill in between only reads it once more."""
    table = db.folder_files
    values = {
        "root": root,
        "path": path,
        "size": seen.size,
        "modified": seen.modified,
        "digest": "",
        "hints": seen.read_by,
        "outcome": result.outcome.value,
        "reason": result.reason.value if result.reason else None,
        "detail": result.detail,
        "synced": datetime.now(UTC),
    }
    with writing(engine) as connection:
        connection.execute(delete(table).where(table.c.root == root, table.c.path == path))
        connection.execute(insert(table).values(**values))


def forget_row(engine: Engine, root: str, path: str) -> None:
    """A file that is gone needs no row."""
    table = db.folder_files
    with writing(engine) as connection:
        connection.execute(delete(table).where(table.c.root == root, table.c.path == path))


def copies_under(engine: Engine, root: str) -> dict[str, Copy]:
    """Every copy whose source lies in a folder."""
    with reading(engine) as connection:
        return {copy.source: copy for copy in copies_at(connection, sources_under(connection, root + "/"))}


def containers_under(engine: Engine, root: str) -> set[str]:
    """Every archive or e-mail of a folder in which files were found."""
    table = db.folder_files
    inside = table.c.root.startswith(root + "/", autoescape=True)
    with reading(engine) as connection:
        return set(connection.execute(select(table.c.root).where(inside).distinct()).scalars())


def summaries(engine: Engine, root: str) -> list[FolderSummary]:
    """What was read of a folder and of each folder in it."""
    with reading(engine) as connection:
        rows = _rows_of(connection, root)
        inner = _inner_failures(connection, root)
        routes = _routes(connection, root)
    folders: dict[str, list[FolderRow]] = {}
    for row in rows.values():
        folders.setdefault(_folder_of(row.path), []).append(row)
    return [_summary(root, folder, folders[folder], inner, routes) for folder in sorted(folders)]


Route = tuple[str, int, str, float | None]  # source, page, route, confidence


def _summary(
    root: str, folder: str, rows: list[FolderRow], inner: list[FileResult], routes: list[Route]
) -> FolderSummary:
    mine = {f"{root}/{row.path}" for row in rows}
    read = [each for each in routes if each[0].split(INSIDE)[0] in mine]
    pages = {route.value: sum(each[2] == route for each in read) for route in PageRoute}
    low = tuple(
        LowPage(source, page, round(sure, 3))
        for source, page, _, sure in read
        if sure is not None and sure < LOW_CONFIDENCE
    )
    failed = [FileResult(f"{root}/{row.path}", row.outcome, reason=row.reason, detail=row.detail) for row in rows]
    failed += [each for each in inner if each.source.split(INSIDE)[0] in mine]
    return FolderSummary(
        folder=folder,
        files=len(rows),
        pages=pages,
        low=low,
        failed=tuple(each for each in failed if each.outcome is Outcome.FAILED),
        quarantined=sum(each.outcome is Outcome.QUARANTINED for each in failed),
    )


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def _inner_failures(connection: Connection, root: str) -> list[FileResult]:
    table = db.folder_files
    inside = table.c.root.startswith(root + "/", autoescape=True)
    bad = table.c.outcome.in_([Outcome.FAILED.value, Outcome.QUARANTINED.value])
    found = connection.execute(
        select(table).where(inside, bad, table.c.path != "").order_by(table.c.root, table.c.path)
    )
    return [
        FileResult(
            f"{row.root}{INSIDE}{row.path}",
            Outcome(row.outcome),
            reason=FailureReason(row.reason) if row.reason else None,
            detail=row.detail,
        )
        for row in found
        if f"{row.root}{INSIDE}{row.path}".count(INSIDE) == 1  # deeper ones are noted by every container above
    ]


def _routes(connection: Connection, root: str) -> list[Route]:
    """Every page of the documents that a file of this folder leads."""
    copies, pages = db.copies, db.pages
    query = (
        select(copies.c.source, pages.c.number, pages.c.route, pages.c.confidence)
        .join(pages, pages.c.document_id == copies.c.document_id)
        .where(copies.c.leads, copies.c.source.startswith(root + "/", autoescape=True))
        .order_by(copies.c.source, pages.c.number)
    )
    return [(row.source, row.number, row.route, row.confidence) for row in connection.execute(query)]
