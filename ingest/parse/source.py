"""What every format parser is given: the file, the limits, and a way to say it is still working."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.settings import IngestSettings


@dataclass(frozen=True)
class Source:
    """One file to be read. `alive` is called before each slow page, so that a watcher can extend its patience.

    Inner files of archives and e-mails are written into `scratch`; when it is None they are only named.
    """

    path: Path
    settings: IngestSettings
    alive: Callable[[], None] = lambda: None
    scratch: Path | None = None
