"""Tasks: what waits for a unit, who is affected, and every move since it was opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from assistant.curation.nouns import Level, Person, Task, TaskKind, TaskMove, TaskStatus


@dataclass(frozen=True)
class Affected:
    """One person a task concerns: their own words, what they said is wrong, the answer they propose."""

    account_id: int
    account_name: str
    answer_id: str | None
    question: str
    comment: str
    proposed: str
    asked_at: datetime
    told: datetime | None


@dataclass(frozen=True)
class Opening:
    """What is known when a task is opened; equal (`kind`, `subject`) while one is open means joining it."""

    kind: TaskKind
    unit: str
    question: str
    reason: str
    subject: str
    due: date
    level: Level = Level.OFFICER
    answer_id: str | None = None
    document_id: str | None = None
    correction_id: str | None = None
    note: str = ""


def open_within(connection: Connection, opening: Opening, by: Person, at: datetime) -> tuple[int, bool]:
    """Open a task or join the open one about the same; its id, and whether it is new."""
    raise NotImplementedError


def close_within(
    connection: Connection, task_id: int, version: int, decision_id: int, by: Person, at: datetime
) -> None:
    """Close an open task by a decision, once. Raises AlreadyDecided, or NotFound."""
    raise NotImplementedError


def task_of(engine: Engine, task_id: int) -> Task:
    """One task. Raises NotFound."""
    raise NotImplementedError


def open_tasks(engine: Engine, units: frozenset[str] | None, most: int = 200, level: Level | None = None) -> list[Task]:
    """Open tasks of these units (all when None), by due date and then by people affected."""
    raise NotImplementedError


def tasks_of(
    engine: Engine, units: frozenset[str] | None, status: TaskStatus | None, page: int = 1, size: int = 50
) -> tuple[list[Task], int]:
    """Tasks of these units, newest first, and how many there are in all."""
    raise NotImplementedError


def tasks_about(engine: Engine, account_id: int, most: int = 50) -> list[tuple[Task, Affected]]:
    """The tasks this person is affected by, newest first."""
    raise NotImplementedError


def moves_of(engine: Engine, task_id: int) -> list[TaskMove]:
    """The history of a task, oldest first."""
    raise NotImplementedError


def people_of(engine: Engine, task_id: int) -> list[Affected]:
    """Everybody a task concerns, in the order they came."""
    raise NotImplementedError
