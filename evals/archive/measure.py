"""Renders the archive, reads it with the product's own reader, and counts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from evals.archive.compare import Verdict, compare, unread
from evals.archive.page import Labelled
from evals.archive.render import render
from evals.archive.sources import archive
from ingest.errors import ReadFailure
from ingest.manifest import Hints
from ingest.pipeline import read_file
from ingest.settings import IngestSettings
from ingest.tables import Tables

log = logging.getLogger(__name__)
READERS = 2
Key = TypeVar("Key")


@dataclass(frozen=True)
class Share:
    """How many of those expected were right, and how many were given where there was nothing to find."""

    right: int
    expected: int
    invented: int

    @property
    def accuracy(self) -> float:
        return self.right / self.expected if self.expected else 1.0


@dataclass(frozen=True)
class ArchiveResult:
    """The verdicts on every document of the archive."""

    documents: int
    verdicts: tuple[Verdict, ...]

    def by_field(self) -> dict[str, Share]:
        return self._shares(lambda verdict: verdict.field)

    def by_shape(self) -> dict[tuple[str, str], Share]:
        return self._shares(lambda verdict: (verdict.shape, verdict.field))

    def failures(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if not verdict.right]

    def _shares(self, key: Callable[[Verdict], Key]) -> dict[Key, Share]:
        groups: dict[Key, list[Verdict]] = {}
        for verdict in self.verdicts:
            groups.setdefault(key(verdict), []).append(verdict)
        return {name: share(group) for name, group in groups.items()}


def share(verdicts: Iterable[Verdict]) -> Share:
    """The count of a group of verdicts."""
    group = list(verdicts)
    expected = [verdict for verdict in group if verdict.expected]
    return Share(sum(each.right for each in expected), len(expected), sum(each.invented for each in group))


def measure(folder: Path, settings: IngestSettings, documents: tuple[Labelled, ...] | None = None) -> ArchiveResult:
    """Render `documents` (all of the archive by default) into `folder`, read each isolated and without a register."""
    chosen = archive() if documents is None else documents
    tables = Tables.load(settings.tables_dir)

    def verdicts(labelled: Labelled) -> list[Verdict]:
        path = render(labelled, folder)
        try:
            document, _ = read_file(path, labelled.id, Hints(), tables, settings)
        except ReadFailure as failure:
            log.warning("%s could not be read: %s", labelled.id, failure.reason)
            return list(unread(labelled, failure.reason.value))
        return list(compare(labelled, document, tables))

    with ThreadPoolExecutor(READERS) as pool:
        judged = list(pool.map(verdicts, chosen))
    return ArchiveResult(len(chosen), tuple(verdict for group in judged for verdict in group))
