"""Questions that wait for a unit: opened, joined, handed over, climbing the ladder, closed by a decision only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Engine

from assistant.curation.nouns import Alert, Task
from assistant.domain import Reader
from ingest.tables import Tables


def ask_unit(
    engine: Engine, tables: Tables, reader: Reader, answer_id: str, unit: str | None = None, comment: str = ""
) -> Task:
    """Put one's own question to the unit in charge (or to `unit`), or join those who wait for the same.

    Raises NotFound for another's answer, NotAllowed for a question that must not travel (secret, personal data).
    """
    raise NotImplementedError


def report(
    engine: Engine, tables: Tables, reader: Reader, answer_id: str, reason: str, comment: str = "", proposed: str = ""
) -> Task:
    """Say why one's own answer is wrong, and perhaps what is right; goes to the owner of what was cited."""
    raise NotImplementedError


def hand_over(
    engine: Engine, tables: Tables, task_id: int, to_unit: str, reason: str, by: Reader, version: int
) -> Task:
    """Pass an open task on to the unit in charge; its history goes along. Raises NotAllowed, AlreadyDecided, NotTeachable."""
    raise NotImplementedError


def waiting_for(engine: Engine, account_id: int, question: str) -> Task | None:
    """The open task in which this person already waits for an answer to exactly this question."""
    raise NotImplementedError


def alert_of(due: date, today: date, tables: Tables) -> Alert:
    """Which of the four states a due date is in today (soon: within the working days of the rule `escalation-soon`)."""
    raise NotImplementedError


def climb(engine: Engine, tables: Tables, at: datetime) -> int:
    """Let every open task climb that its rule says must; returns how many did. May run any number of times."""
    raise NotImplementedError
