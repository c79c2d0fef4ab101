"""Knowledge items: corrections with all their versions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from assistant.curation.nouns import Correction, CorrectionStatus


@dataclass(frozen=True)
class Page:
    """One page of a listing and how many there are in all."""

    items: tuple[Correction, ...]
    total: int


def correction_of(engine: Engine, correction_id: str) -> Correction:
    """The newest version. Raises NotFound."""
    raise NotImplementedError


def live_version_of(engine: Engine, correction_id: str) -> Correction | None:
    """The version that is answered from, if any."""
    raise NotImplementedError


def versions_of(engine: Engine, correction_id: str) -> list[Correction]:
    """Every version, newest first."""
    raise NotImplementedError


def corrections_of(
    engine: Engine,
    units: frozenset[str] | None,
    status: CorrectionStatus | None = None,
    words: str = "",
    page: int = 1,
    size: int = 50,
) -> Page:
    """Those of these units (all when None) whose question or answer holds `words`, newest first."""
    raise NotImplementedError
