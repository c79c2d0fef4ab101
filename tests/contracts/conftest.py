"""The stores on which the contract of the index is tried."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.index.base import Index
from tests.contracts.shelf import Shelf

PROJECT = Path(__file__).resolve().parents[2]

STORES: dict[str, Callable[[Path], Shelf]] = {"embedded": Shelf}

OtherProcess = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(params=sorted(STORES))
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    """An empty store of each kind."""
    shelf = STORES[request.param](tmp_path / "home")
    yield shelf
    shelf.close()


@pytest.fixture
def index(shelf: Shelf) -> Index:
    """An empty index of each kind."""
    return shelf.open()


@pytest.fixture
def other_process(shelf: Shelf) -> Iterator[OtherProcess]:
    """Starts `tests.contracts.other_process` with a verb over the same store."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.contracts.other_process", arguments[0], str(shelf.home), *arguments[1:]]
        started.append(
            subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
