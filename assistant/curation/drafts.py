"""What is written before anything is live: a line of the ledger, the draft of a correction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from assistant.curation.nouns import CorrectionStatus, Decision, DecisionKind, Task
from assistant.curation.plan import Plan, Sitting
from assistant.records.corrections import add_within
from assistant.records.decisions import Entry, decision_of


def in_one(beside: Callable[[Connection], int], sitting: Sitting) -> Decision:
    """The decision that `beside` writes, in one transaction with all it changes."""
    made: list[int] = []
    sitting.assistant.index.change([], [], lambda connection: made.append(beside(connection)))
    return decision_of(sitting.engine, made[-1])


def entry_of(plan: Plan, kind: DecisionKind, sitting: Sitting) -> Entry:
    """A line about a plan."""
    return Entry(
        at=sitting.at,
        kind=kind,
        by=sitting.person,
        unit=plan.unit,
        reason=plan.reason,
        question=plan.question,
        task_id=plan.task.id if plan.task else None,
        correction_id=plan.correction.id if plan.correction else None,
        version=plan.correction.version if plan.correction else None,
        document_id=plan.document_id,
        chunk_ids=tuple(chunk_id for chunk_id, _ in plan.cited),
    )


def entry_about(task: Task, kind: DecisionKind, sitting: Sitting) -> Entry:
    """A line about a task."""
    return Entry(
        at=sitting.at,
        kind=kind,
        by=sitting.person,
        unit=task.unit,
        reason="",
        question=task.question,
        task_id=task.id,
        correction_id=task.correction_id,
        document_id=task.document_id,
    )


def add_draft(connection: Connection, plan: Plan, decision_id: int, status: CorrectionStatus, sitting: Sitting) -> None:
    """Keep a version that is not answered from."""
    assert plan.correction
    add_within(connection, replace(plan.correction, status=status, decision_id=decision_id), plan.corrects)
