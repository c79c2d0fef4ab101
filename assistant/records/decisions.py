"""The ledger: every decision, and what each does to the ranking."""

from __future__ import annotations

from sqlalchemy import Engine

from assistant.curation.nouns import Decision, DecisionKind, Effect


def decision_of(engine: Engine, decision_id: int) -> Decision:
    """One line. Raises NotFound."""
    raise NotImplementedError


def decisions_of(
    engine: Engine,
    units: frozenset[str] | None,
    kind: DecisionKind | None = None,
    correction_id: str | None = None,
    task_id: int | None = None,
    page: int = 1,
    size: int = 50,
) -> tuple[list[Decision], int]:
    """Lines of these units (all when None), newest first, and how many there are in all."""
    raise NotImplementedError


def effects_of(engine: Engine, decision_id: int) -> list[Effect]:
    """What one decision does to the ranking of which passage."""
    raise NotImplementedError
