"""The stores on which the contract of the index is tried: one folder with SQLite, a PostgreSQL server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.index.base import Index
from tests.contracts.shelf import ServerShelf, Shelf
from tests.postgres import Server

PROJECT = Path(__file__).resolve().parents[2]

STORES = ("embedded", "postgres")

OtherProcess = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(params=STORES)
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    """An empty store of each kind."""
    shelf = new_shelf(request, tmp_path / "home")
    yield shelf
    shelf.close()
    shelf.delete()


def new_shelf(request: pytest.FixtureRequest, home: Path) -> Shelf:
    if request.param == "embedded":
        return Shelf(home)
    server: Server = request.getfixturevalue("postgres")
    return ServerShelf(home, server.new(), server=server)


@pytest.fixture
def index(shelf: Shelf) -> Index:
    """An empty index of each kind."""
    return shelf.open()


@pytest.fixture
def other_process(shelf: Shelf) -> Iterator[OtherProcess]:
    """Starts `tests.contracts.other_process` with a verb over the same store."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        place = str(shelf.home), shelf.url
        command = [sys.executable, "-m", "tests.contracts.other_process", arguments[0], *place, *arguments[1:]]
        started.append(
            subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
