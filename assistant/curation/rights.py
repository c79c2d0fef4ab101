"""Who leads a unit today, and so may decide for it. Units change; a person's unit is followed to its successor."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from assistant.curation.nouns import Task
from assistant.domain import Reader
from ingest.tables import Tables


def current_unit(code: str, tables: Tables, on: date) -> str:
    """The unit that carries on the work of `code` on that day; itself when nothing succeeded it."""
    raise NotImplementedError


def office_unit(tables: Tables, on: date) -> str:
    """The code of the ministry's office on that day: where questions go that no unit is known for."""
    raise NotImplementedError


def units_led(reader: Reader, engine: Engine, tables: Tables, on: date) -> frozenset[str]:
    """The units this person may decide for: their own as its head, and those they stand in for; all for the office."""
    raise NotImplementedError


def may_decide(reader: Reader, unit: str, engine: Engine, tables: Tables, on: date) -> bool:
    """Whether this person may decide for `unit`: its head, the head's stand-in, or the office."""
    raise NotImplementedError


def may_see(task: Task, reader: Reader, engine: Engine, tables: Tables, on: date) -> bool:
    """Whether this person may read the task: members of its unit, the office, and who is affected by it."""
    raise NotImplementedError
