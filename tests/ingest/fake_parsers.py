"""Parsers that misbehave, for the child process of `isolate`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
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


def is_slow_but_alive(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    alive()
    time.sleep(1.5)
    return Parsed("xong", (Page(1, 0, 4),))


def tells_its_environment(path: Path, settings: IngestSettings, alive: Callable[[], None], _scratch: Path | None) -> Parsed:
    text = Path("/proc/self/environ").read_text() + str(settings)
    return Parsed(text, (Page(1, 0, len(text)),))
