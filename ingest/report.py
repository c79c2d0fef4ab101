"""What a run of ingestion works with and what it reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from sqlalchemy import Engine

from ingest.embed import Embedder
from ingest.errors import FailureReason
from ingest.fingerprint import fingerprint
from ingest.index.base import Index
from ingest.settings import IngestSettings
from ingest.tables import Tables


class Outcome(StrEnum):
    """What became of one file."""

    ADDED = "added"
    UPDATED = "updated"
    COPY = "copy"  # one more copy of a document that is there already
    UNCHANGED = "unchanged"
    STALE = "stale"  # a newer reading or a removal came first
    REMOVED = "removed"
    MOVED = "moved"
    WAITING = "waiting"  # still being written; the next round reads it
    SKIPPED = "skipped"  # made without a text; nobody needs to look at it
    QUARANTINED = "quarantined"
    FAILED = "failed"


INDEXED = frozenset({Outcome.ADDED, Outcome.UPDATED, Outcome.COPY, Outcome.UNCHANGED})


@dataclass(frozen=True)
class FileResult:
    """One file of a run: what became of it, and why when it failed."""

    source: str
    outcome: Outcome
    document_id: str | None = None
    kind: str | None = None
    chunks: int = 0
    embedded: int = 0
    pages: int = 0
    masked: int = 0
    reason: FailureReason | None = None
    detail: str = ""
    warnings: tuple[str, ...] = ()


@dataclass
class Report:
    """Counts of one run and the files that need a person."""

    results: list[FileResult] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, outcome: Outcome) -> int:
        return sum(result.outcome is outcome for result in self.results)

    @property
    def embedded(self) -> int:
        return sum(result.embedded for result in self.results)

    @property
    def readable(self) -> int:
        """How many files have their text in the index now, copies of one document among them."""
        return sum(result.outcome in INDEXED for result in self.results)

    @property
    def failures(self) -> list[FileResult]:
        return [result for result in self.results if result.reason]


@dataclass(frozen=True)
class Pipeline:
    """The collaborators of ingestion; built once."""

    index: Index
    embedder: Embedder
    tables: Tables
    settings: IngestSettings
    engine: Engine

    @cached_property
    def read_by(self) -> str:
        """Changes with the reading code and the dated tables: then files are read again although they did not change."""
        return fingerprint(self.settings.tables_dir)
