"""The database: tables that several processes may bring up to date, writers that wait, a disk that may refuse."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, select

from ingest import database as db
from ingest.errors import StorageFull
from ingest.storage import file_lock, is_refusal, storage_errors, write_whole
from tests.ingest.writers import written_by_sixteen

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = db.connect(f"sqlite:///{tmp_path / 'state' / 'troly.db'}")
    db.migrate(engine)
    return engine


def test_the_revisions_make_exactly_the_tables_the_code_knows(engine: Engine) -> None:
    with db.reading(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), db.metadata)
    ours = {f"Table('{name}'" for name in db.metadata.tables}
    assert [difference for difference in differences if any(name in repr(difference) for name in ours)] == []
    engine.dispose()


def test_several_processes_may_start_at_once(tmp_path: Path) -> None:
    script = f"from ingest.database import *; migrate(connect('sqlite:///{tmp_path / 'new.db'}'))"
    started = [subprocess.Popen([sys.executable, "-W", "error", "-c", script], cwd=PROJECT) for _ in range(4)]
    assert [process.wait(60) for process in started] == [0] * 4


def test_no_table_and_no_column_bears_a_name_that_postgresql_keeps_for_itself() -> None:
    names = {name for table in db.metadata.tables.values() for name in (table.name, *table.columns.keys())}
    assert not names & {"user", "order", "group", "table", "column", "default", "check", "current_user"}


def test_commits_survive_a_power_cut(engine: Engine) -> None:
    with db.reading(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_sixteen_writers_that_read_before_they_write_lose_nothing(engine: Engine) -> None:
    keys = written_by_sixteen(engine, 160)

    assert sorted(keys) == list(range(160))
    engine.dispose()


def test_a_failed_transaction_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(KeyError), db.writing(engine) as connection:
        connection.execute(insert(db.removed_chunks).values(key=1, generation=1))
        raise KeyError
    with db.reading(engine) as connection:
        assert connection.execute(select(db.removed_chunks)).all() == []
    engine.dispose()


def test_a_database_that_may_not_grow_says_so_and_keeps_what_it_has(engine: Engine) -> None:
    with db.writing(engine) as connection:
        connection.execute(insert(db.removed_chunks).values(key=1, generation=1))
    with pytest.raises(StorageFull, match="Free space"), db.writing(engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.execute(insert(db.index_state).values(id=1, generation=1, embedder="x" * 2_000_000, dim=1))
    with db.reading(engine) as connection:
        assert connection.execute(select(db.removed_chunks.c.key)).scalars().all() == [1]
        assert connection.execute(select(db.index_state)).all() == []
    engine.dispose()


def test_a_database_that_may_only_be_read_says_so(engine: Engine) -> None:
    with db.reading(engine) as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(StorageFull):
            connection.execute(insert(db.removed_chunks).values(key=1, generation=1))
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    engine.dispose()


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EROFS, "Read-only file system"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (RuntimeError("Error in write: No space left on device"), True),
        (ValueError("An IO error occurred: 'File too large (os error 27)'"), True),
        (ValueError("no such field"), False),
        (sqlite3.OperationalError("database is locked"), False),
        (KeyError("no space left"), False),
    ],
)
def test_refusals_of_the_disk_are_told_from_other_errors(error: Exception, refused: bool) -> None:
    assert is_refusal(error) is refused
    with pytest.raises(StorageFull if refused else type(error)), storage_errors("trying"):
        raise error


def test_a_file_written_whole_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", b"old")
    with pytest.raises(TypeError):
        write_whole(tmp_path / "a", "not bytes")  # type: ignore[arg-type]
    assert (tmp_path / "a").read_bytes() == b"old"
    write_whole(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"] and (tmp_path / "a").read_bytes() == b"new"


def test_a_file_lock_is_held_by_one_thread_at_a_time(tmp_path: Path) -> None:
    inside, most = 0, 0
    counting = threading.Lock()

    def enter(_: int) -> None:
        nonlocal inside, most
        with file_lock(tmp_path / "lock"):
            with counting:
                inside += 1
                most = max(most, inside)
            with counting:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(enter, range(200)))
    assert most == 1
