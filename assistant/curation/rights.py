"""Who leads a unit today, and so may decide for it. Units change; a person's unit is followed to its successor."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, select

from assistant.curation.nouns import Task
from assistant.domain import Reader, Role
from assistant.records.teaching import stand_ins, task_people
from ingest.database import reading
from ingest.tables import Tables

GUARDIANS = (Role.OFFICE, Role.ADMINISTRATOR)
OFFICE_FIELD = "van-phong"
OFFICE = "van-phong"  # where no table names one


def current_unit(code: str, tables: Tables, on: date) -> str:
    """The unit that carries on the work of `code` on that day; itself when nothing succeeded it."""
    passed: set[str] = set()
    while code not in passed:
        passed.add(code)
        unit = tables.unit(code)
        if unit is None or unit.valid_to is None or unit.valid_to > on or not unit.successor:
            return code
        code = unit.successor
    return code  # a table that leads in a circle names nobody else


def office_unit(tables: Tables, on: date) -> str:
    """The code of the ministry's office on that day: where questions go that no unit is known for."""
    unit = tables.unit_for(OFFICE_FIELD, on)
    return unit.code if unit else current_unit(OFFICE, tables, on)


def units_led(reader: Reader, engine: Engine, tables: Tables, on: date) -> frozenset[str]:
    """The units this person may decide for: their own as its head, and those they stand in for; all for the office.

    Units of the past are among them when their work went to one of these: what waited for them waits for the successor.
    """
    if reader.role in GUARDIANS:
        return frozenset(unit.code for unit in tables.units)
    own = {reader.unit} if reader.role is Role.UNIT_HEAD and reader.unit else set()
    return units_with_past(own | _stood_in_for(reader, engine, on), tables, on)


def units_with_past(codes: set[str] | frozenset[str], tables: Tables, on: date) -> frozenset[str]:
    """These units as they are on that day, and all whose work they carry on."""
    today = {current_unit(code, tables, on) for code in codes}
    return frozenset(today | {unit.code for unit in tables.units if current_unit(unit.code, tables, on) in today})


def may_decide(reader: Reader, unit: str, engine: Engine, tables: Tables, on: date) -> bool:
    """Whether this person may decide for `unit`: its head, the head's stand-in, or the office."""
    if reader.role in GUARDIANS:
        return True
    return current_unit(unit, tables, on) in units_led(reader, engine, tables, on)


def may_propose(reader: Reader, unit: str, engine: Engine, tables: Tables, on: date) -> bool:
    """Whether this person may write an answer for the head of `unit` to approve: everybody who works there."""
    return belongs_to(reader, unit, tables, on) or may_decide(reader, unit, engine, tables, on)


def belongs_to(reader: Reader, unit: str, tables: Tables, on: date) -> bool:
    """Whether this person works in `unit`, or in what carries on its work."""
    return bool(reader.unit) and current_unit(reader.unit or "", tables, on) == current_unit(unit, tables, on)


def may_see(task: Task, reader: Reader, engine: Engine, tables: Tables, on: date) -> bool:
    """Whether this person may read the task: members of its unit, the office, and who is affected by it."""
    if may_propose(reader, task.unit, engine, tables, on):
        return True
    affected = select(task_people.c.account_id).where(
        task_people.c.task_id == task.id, task_people.c.account_id == reader.account_id
    )
    with reading(engine) as connection:
        return connection.execute(affected).first() is not None


def _stood_in_for(reader: Reader, engine: Engine, on: date) -> set[str]:
    table = stand_ins
    holds = select(table.c.unit).where(
        table.c.account_id == reader.account_id, table.c.first <= on, table.c.last >= on, table.c.ended.is_(None)
    )
    with reading(engine) as connection:
        return set(connection.scalars(holds))
