"""What every test may ask for: the sample corpus, ingested once a session, and copies of it to change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # tests of one small part need not import the whole product
    from assistant.bootstrap import Assistant
    from assistant.settings import Settings
    from tests.postgres import Server

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "files"


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the whole sample corpus; shared by all tests, so only read from it (see `fresh_home`)."""
    from assistant.bootstrap import build
    from ingest.pipeline import add

    home = tmp_path_factory.mktemp("sample") / "home"
    assistant = build(settings_of(home))
    try:
        add([CORPUS], assistant.pipeline)
    finally:
        assistant.close()
    return home


@pytest.fixture
def fresh_home(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample home that a test may change."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def sample_assistant(sample_home: Path) -> Iterator[Assistant]:
    """The whole product over the shared sample home, to ask and never to change."""
    from assistant.bootstrap import build

    assistant = build(settings_of(sample_home))
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server with pgvector; every test takes a database of its own from it."""
    from tests.postgres import running_server

    with running_server() as server:
        yield server


def settings_of(home: Path, **changed: object) -> Settings:
    """Settings of a test: its own home, and nothing from a `.env` file."""
    from assistant.settings import Settings

    return Settings(home=home, _env_file=None, **changed)  # type: ignore[call-arg, arg-type]
