"""The database on a PostgreSQL server: the same promises as the file, kept by a real server."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import OperationalError

from ingest import database as db
from ingest.errors import DatabaseUnavailable
from ingest.storage import is_refusal
from tests.ingest.writers import written_by_sixteen
from tests.postgres import Server

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def engine(postgres: Server) -> Iterator[Engine]:
    url = postgres.new()
    engine = db.connect(url)
    yield engine
    engine.dispose()
    postgres.drop(url)


def test_the_revisions_make_exactly_the_tables_the_code_knows(engine: Engine) -> None:
    with db.reading(engine) as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Did not recognize type 'vector'")
        differences = compare_metadata(MigrationContext.configure(connection), db.metadata)
    ours = {f"Table('{name}'" for name in db.metadata.tables}
    assert [difference for difference in differences if any(name in repr(difference) for name in ours)] == []


def test_several_processes_may_start_at_once(postgres: Server) -> None:
    url = postgres.new(template="template0")
    script = f"from ingest.database import *; migrate(connect('{url}'))"
    started = [subprocess.Popen([sys.executable, "-W", "error", "-c", script], cwd=PROJECT) for _ in range(3)]
    assert [process.wait(60) for process in started] == [0] * 3


def test_sixteen_writers_that_read_before_they_write_lose_nothing(engine: Engine) -> None:
    keys = written_by_sixteen(engine, 96)

    assert sorted(keys) == list(range(96))


def test_a_failed_transaction_leaves_nothing_and_lets_the_next_writer_in(engine: Engine) -> None:
    with pytest.raises(KeyError), db.writing(engine) as connection:
        connection.execute(insert(db.removed_chunks).values(key=1, generation=1))
        raise KeyError
    with db.writing(engine) as connection:
        assert connection.execute(select(db.removed_chunks)).all() == []


def test_a_reader_sees_one_state_throughout(engine: Engine) -> None:
    count = select(func.count()).select_from(db.removed_chunks)
    with db.reading(engine) as connection:
        before = connection.scalar(count)
        with db.writing(engine) as other:
            other.execute(insert(db.removed_chunks).values(key=1, generation=1))
        assert connection.scalar(count) == before == 0


def test_a_sign_that_the_server_does_not_know_is_replaced_by_one_of_the_same_length(engine: Engine) -> None:
    with db.writing(engine) as connection:
        connection.execute(insert(db.index_state).values(id=1, generation=1, embedder="a\x00b\ud83dc"))
        assert connection.scalar(select(db.index_state.c.embedder)) == "a\ufffdb?c"
        assert connection.scalar(select(db.index_state.c.id).where(db.index_state.c.embedder == "\x00")) is None


def test_a_writer_who_waits_too_long_is_told_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.postgres.BEGIN_WRITING", waiting("100ms"))
    with db.writing(engine), pytest.raises(OperationalError) as told, db.writing(engine):
        pass
    assert isinstance(told.value.orig, psycopg.errors.LockNotAvailable)


def waiting(long: str) -> str:
    from ingest.postgres import BEGIN_WRITING, WAIT

    return BEGIN_WRITING.replace(WAIT, long)


def test_no_server_at_the_address_is_no_traceback_of_a_driver(tmp_path: Path) -> None:
    engine = db.connect(f"postgresql+psycopg://postgres@/nobody?host={tmp_path}")
    with pytest.raises(DatabaseUnavailable):
        db.migrate(engine)


def test_a_full_disk_of_the_server_is_a_full_disk() -> None:
    assert is_refusal(psycopg.errors.DiskFull()) and not is_refusal(psycopg.errors.UniqueViolation())
