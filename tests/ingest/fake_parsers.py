"""Parsers that misbehave, for the child process of `isolate`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ingest.documents import Page, Parsed
from ingest.settings import IngestSettings


def sleeps(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    subprocess.Popen([sys.executable, "-c", f"import time; time.sleep(60) # {path}"])
    time.sleep(60)
    raise AssertionError


def loops(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    while True:
        pass


def hogs(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    hoard = []
    while True:
        hoard.append(bytearray(10 << 20))


def crashes(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError


def blunders(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    raise ZeroDivisionError("secret text of the document")


def calls_out(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    """Tries to reach the address in the file in every way, itself and by a program it starts."""
    host, port = path.read_text().split(":")
    told = []
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.socket(family).connect((host, int(port)))
            told.append("connected")
        except OSError as error:
            told.append(str(error.errno))
    script = f"import socket; socket.create_connection(({host!r}, {port}))"
    told.append(str(subprocess.run([sys.executable, "-c", script], capture_output=True).returncode))
    text = " ".join(told)
    return Parsed(text, (Page(1, 0, len(text)),))


def litters(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    """Leaves files wherever a careless library would."""
    Path("beside.txt").write_text("a")
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"a")
    text = f"{Path.cwd()}\n{file.name}\n{os.environ['HOME']}"
    return Parsed(text, (Page(1, 0, len(text)),))


def litters_and_hangs(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    path.with_name("where.txt").write_text(litters(path, settings, alive, _scratch).text)
    time.sleep(60)
    raise AssertionError


def writes_without_end(
    path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None
) -> Parsed:
    with open("large", "wb") as file:
        for _ in range(1000):
            file.write(b"\0" * (1 << 20))
    raise AssertionError


def is_slow_but_alive(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    alive()
    time.sleep(1.5)
    return Parsed("xong", (Page(1, 0, 4),))


def tells_its_environment(
    path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None
) -> Parsed:
    text = Path("/proc/self/environ").read_text() + str(settings)
    return Parsed(text, (Page(1, 0, len(text)),))
