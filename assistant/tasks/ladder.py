"""The ladder: officer → unit head → ministry's office. Tasks only climb, and nothing is ever closed by time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, select

from assistant import wording_tasks
from assistant.curation.nouns import Alert, Level, Task, TaskKind
from assistant.curation.rights import current_unit, office_unit
from assistant.domain import Role
from assistant.records.tables import accounts
from assistant.records.teaching import stand_ins
from assistant.working_days import DAY, add_working_days, days_of, local_day, working_days_between
from ingest.tables import Tables

HIGHER = {Level.OFFICER: 0, Level.UNIT_HEAD: 1, Level.OFFICE: 2}


@dataclass(frozen=True)
class Members:
    """Who works in a unit today, by account id; `heads` are the head and those who stand in for them."""

    heads: frozenset[int] = frozenset()
    officers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Staffing:
    """Who works where on one day; accounts that were disabled work nowhere."""

    units: dict[str, Members] = field(default_factory=dict)
    office: frozenset[int] = frozenset()

    def of(self, unit: str) -> Members:
        return self.units.get(unit, Members())


def staffing(connection: Connection, tables: Tables, on: date) -> Staffing:
    """Who may act for each unit on that day, stand-ins included."""
    heads: dict[str, set[int]] = {}
    officers: dict[str, set[int]] = {}
    office: set[int] = set()
    people = select(accounts.c.id, accounts.c.role, accounts.c.unit).where(accounts.c.disabled.is_(False))
    active = connection.execute(people).all()
    for each in active:
        role = Role(each.role)
        if role in (Role.OFFICE, Role.ADMINISTRATOR):
            office.add(each.id)
        if each.unit and role in (Role.STAFF, Role.UNIT_HEAD):
            group = heads if role is Role.UNIT_HEAD else officers
            group.setdefault(current_unit(each.unit, tables, on), set()).add(each.id)
    known = {each.id for each in active}
    holds = stand_ins.c.first <= on, stand_ins.c.last >= on, stand_ins.c.ended.is_(None)
    for unit, account_id in connection.execute(select(stand_ins.c.unit, stand_ins.c.account_id).where(*holds)):
        if account_id in known:
            heads.setdefault(current_unit(unit, tables, on), set()).add(account_id)
    heads.setdefault(office_unit(tables, on), set()).update(office)  # the office leads itself
    units = {
        code: Members(frozenset(heads.get(code, ())), frozenset(officers.get(code, ()))) for code in heads | officers
    }
    return Staffing(units, frozenset(office))


@dataclass(frozen=True)
class Rung:
    """Where a task belongs now, and the reason if that is not where it stood."""

    level: Level
    why: str


def rung(task: Task, staff: Staffing, at: datetime, tables: Tables) -> Rung:
    """The rung a task belongs on by the dated rules; never below the one it stands on."""
    today, members = local_day(at), staff.of(task.unit)
    for level, climbs, why in (
        (Level.OFFICE, not heads_for(task, members), "no_head"),
        (Level.OFFICE, _days_over(task, today, tables) >= days_of("escalation-office", today, tables), "overdue"),
        (Level.UNIT_HEAD, task.correction_id is not None, "proposed"),
        (Level.UNIT_HEAD, not members.officers, "no_officer"),
        (Level.UNIT_HEAD, _days_open(task, today, tables) >= days_of("escalation-head", today, tables), "untouched"),
        (Level.UNIT_HEAD, alert_of(task.due, today, tables) is not Alert.ROUTINE, "due_near"),
    ):
        if climbs:
            return higher(Rung(level, wording_tasks.CLIMBED[why]), task.level)
    return Rung(task.level, "")


def heads_for(task: Task, members: Members) -> frozenset[int]:
    """Who may decide the task in its unit: a second word is never that of the person who asks for it."""
    return members.heads - ({task.opened_by.account_id} if task.kind is TaskKind.SECOND else set())


def higher(found: Rung, now: Level) -> Rung:
    """The rung found, unless the task already stands there or above."""
    return found if HIGHER[found.level] > HIGHER[now] else Rung(now, "")


def alert_of(due: date, today: date, tables: Tables) -> Alert:
    """Which of the four states a due date is in today."""
    if due <= today:
        return Alert.TODAY if due == today else Alert.OVERDUE
    return Alert.SOON if due <= last_soon_day(today, tables) else Alert.ROUTINE


def last_soon_day(today: date, tables: Tables) -> date:
    """The last day that is due soon: days off after the last working day of the rule count with it."""
    return add_working_days(today, days_of("escalation-soon", today, tables) + 1, tables) - DAY


def _days_over(task: Task, today: date, tables: Tables) -> int:
    return working_days_between(task.due, today, tables) if today > task.due else 0


def _days_open(task: Task, today: date, tables: Tables) -> int:
    opened = local_day(task.opened)
    return working_days_between(opened, today, tables) if today > opened else 0
