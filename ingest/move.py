"""The whole database carried into another one: every table in one state, counted and compared, or nothing at all.

Both ends hold their write lock while it lasts, so nobody writes into a database that is being left. The target gets
everything in one transaction: a move that was killed leaves it as empty as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, DateTime, Engine, Row, Table, exists, func, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError, StatementError

from ingest import database as db
from ingest.database import migrate, writing
from ingest.errors import TrolyError
from ingest.postgres import stay_patient

BATCH = 200  # rows at a time: one may hold a whole book


class TargetNotEmpty(TrolyError):
    """The database to move into holds rows already; the message is the table's name."""


class NotTheSame(TrolyError):
    """A table does not read in the target as it does in the source, or could not be written there."""


@dataclass(frozen=True)
class Moved:
    """One table: its name, how many rows it has, and a digest of them that does not depend on their order."""

    table: str
    rows: int
    digest: str


def move(source: Engine, target: Engine, told: Callable[[Moved], None] = lambda _: None) -> list[Moved]:
    """Copy every table into an empty database and compare each with the source before anything is kept.

    Raises TargetNotEmpty, NotTheSame, StorageFull, DatabaseUnavailable.
    """
    migrate(source)
    migrate(target)
    with writing(source) as read, writing(target) as write:
        for end in (read, write):
            stay_patient(end)
        _refuse_filled(write)
        return [_moved(table, read, write, told) for table in db.metadata.sorted_tables]


def _refuse_filled(write: Connection) -> None:
    for table in db.metadata.sorted_tables:
        if write.scalar(select(exists(select(table)))):
            raise TargetNotEmpty(table.name)


def _moved(table: Table, read: Connection, write: Connection, told: Callable[[Moved], None]) -> Moved:
    with _named(table):
        here = _copied(table, read, write)
        _carry_numbering(table, read, write)
        if table is db.index_state and (dim := write.scalar(select(table.c.dim))):
            db.fix_dimension(write, dim)
    there = _read_back(table, write)
    if here != there:
        raise NotTheSame(f"{table.name}: {here.rows} rows became {there.rows}, or other ones")
    told(here)
    return here


@contextmanager
def _named(table: Table) -> Iterator[None]:
    """A value that the target does not take is an error that names its table, not the value."""
    try:
        yield
    except (DataError, IntegrityError, StatementError, UnicodeError) as error:
        raise NotTheSame(f"{table.name}: {type(error).__name__}") from error


def _copied(table: Table, read: Connection, write: Connection) -> Moved:
    counted = _Counter(table)
    for rows in _rows(table, read):
        counted.add(rows)
        write.execute(insert(table), [dict(zip(table.columns.keys(), row, strict=True)) for row in rows])
    return counted.result()


def _read_back(table: Table, write: Connection) -> Moved:
    counted = _Counter(table)
    for rows in _rows(table, write):
        counted.add(rows)
    return counted.result()


def _rows(table: Table, connection: Connection) -> Iterator[list[list[Any]]]:
    columns = list(table.columns)
    found = connection.execute(select(table).execution_options(yield_per=BATCH))
    for part in found.partitions():
        yield [_values(row, columns) for row in part]


def _values(row: Row[*tuple[Any, ...]], columns: Sequence[Column[Any]]) -> list[Any]:
    """SQLite forgets that its moments are in UTC."""
    return [
        _in_utc(value) if isinstance(column.type, DateTime) else value
        for value, column in zip(row, columns, strict=True)
    ]


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


class _Counter:
    """Counts rows and adds up their digests: the sum is the same in whatever order a database gives them."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows = 0
        self._sum = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        for row in rows:
            digest = hashlib.sha256("\x1f".join(map(_plain, row)).encode()).digest()
            self._sum = (self._sum + int.from_bytes(digest)) % 2**256
        self._rows += len(rows)

    def result(self) -> Moved:
        return Moved(self._table.name, self._rows, f"{self._sum:064x}")


def _plain(value: Any) -> str:
    """The same characters for equal values, whichever database they were read from."""
    match value:
        case None:
            return "\x00"
        case bytes():
            return hashlib.sha256(value).hexdigest()
        case datetime():
            return value.astimezone(UTC).isoformat()
        case dict() | list():
            return json.dumps(value, sort_keys=True)
    return repr(value)


def _carry_numbering(table: Table, read: Connection, write: Connection) -> None:
    """A number that was given once is not given again, also not to a row whose owner was deleted before the move."""
    column = table.autoincrement_column
    if column is None:
        return
    last = max(LAST_GIVEN[read.dialect.name](table, column, read), write.scalar(select(func.max(column))) or 0)
    if last:
        CONTINUE_AFTER[write.dialect.name](table, column, write, last)


def _last_in_file(table: Table, _column: Column[Any], read: Connection) -> int:
    given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return read.scalar(given, {"name": table.name}) or 0


def _last_on_server(table: Table, column: Column[Any], read: Connection) -> int:
    given = text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, :column)::regclass)")
    return read.scalar(given, {"name": table.name, "column": column.name}) or 0


def _continue_in_file(table: Table, _column: Column[Any], write: Connection, last: int) -> None:
    if not table.dialect_options["sqlite"]["autoincrement"]:
        return
    write.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
    write.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), {"name": table.name, "last": last})


def _continue_on_server(table: Table, column: Column[Any], write: Connection, last: int) -> None:
    after = text("SELECT setval(pg_get_serial_sequence(:name, :column), :last)")
    write.execute(after, {"name": table.name, "column": column.name, "last": last})


LAST_GIVEN = {"sqlite": _last_in_file, "postgresql": _last_on_server}
CONTINUE_AFTER = {"sqlite": _continue_in_file, "postgresql": _continue_on_server}
