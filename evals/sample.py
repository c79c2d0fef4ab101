"""The whole product over the sample corpus in a temporary home, through the real pipeline."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from assistant.bootstrap import Assistant, build
from assistant.settings import Settings
from ingest.pipeline import add

SAMPLE = Path(str(files("corpus") / "files"))


@contextmanager
def sample_assistant(home: Path | None = None) -> Iterator[Assistant]:
    """An assistant that has read the sample corpus; a home that is named is kept (reading again changes nothing)."""
    with tempfile.TemporaryDirectory() as folder:
        assistant = build(Settings(home=home or Path(folder) / "home", answers_remembered=0))
        try:
            add([SAMPLE], assistant.pipeline)
            yield assistant
        finally:
            assistant.close()
