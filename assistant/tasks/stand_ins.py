"""A head who is away names who decides meanwhile; the office may do it for them. Nobody passes on what was lent."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Engine

from assistant.curation.errors import NotTeachable
from assistant.curation.nouns import Person
from assistant.curation.rights import GUARDIANS, belongs_to
from assistant.domain import Reader, Role
from assistant.errors import NotAllowed
from assistant.records.accounts import account_of
from assistant.records.stand_ins import StandIn, add_stand_in, end_stand_in, stand_in_of
from assistant.records.tables import now
from assistant.tasks.remit import known_unit
from assistant.working_days import local_day
from ingest.tables import Tables


def stand_in(
    engine: Engine,
    tables: Tables,
    unit: str,
    account_id: int,
    first: date,
    last: date,
    by: Reader,
    at: datetime | None = None,
) -> StandIn:
    """Let an account decide for `unit` from `first` until and with `last`.

    Raises NotAllowed, NotFound (no such account), NotTeachable("dates" | "unknown_unit" | "stand_in").
    """
    at = at or now()
    on = local_day(at)
    unit = known_unit(unit, tables, on)
    if not may_name(by, unit, tables, on):
        raise NotAllowed(f"stand-in for {unit}")
    if last < first or last < on:
        raise NotTeachable("dates")
    account = account_of(engine, account_id)
    if account.disabled or (account.role is Role.UNIT_HEAD and belongs_to(account.reader, unit, tables, on)):
        raise NotTeachable("stand_in")
    return add_stand_in(engine, unit, account_id, first, last, Person(by.account_id, by.display_name), at)


def end(engine: Engine, tables: Tables, number: int, by: Reader, at: datetime | None = None) -> None:
    """The head is back. Raises NotAllowed, NotFound."""
    at = at or now()
    known = stand_in_of(engine, number)
    if not may_name(by, known.unit, tables, local_day(at)):
        raise NotAllowed(f"stand-in {number}")
    end_stand_in(engine, number, Person(by.account_id, by.display_name), at)


def may_name(by: Reader, unit: str, tables: Tables, on: date) -> bool:
    """Whether this person may say who stands in for the head of `unit`: the head, or the office."""
    return by.role in GUARDIANS or (by.role is Role.UNIT_HEAD and belongs_to(by, unit, tables, on))
