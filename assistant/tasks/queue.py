"""The queue of a unit's desk: every open task in one of four groups, read by one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, RowMapping, Select, case, func, select

from assistant.curation.nouns import Alert, Level, TaskKind, TaskStatus
from assistant.records.teaching import tasks
from assistant.working_days import add_working_days, days_of, working_days_between
from ingest.database import reading
from ingest.tables import Tables

PER_GROUP = 100
LONGEST_LINE = 240
ORDER = (Alert.OVERDUE, Alert.TODAY, Alert.SOON, Alert.ROUTINE)


@dataclass(frozen=True)
class Line:
    """One task in the queue; `days` are the working days it is late, or still has."""

    id: int
    question: str
    kind: TaskKind
    level: Level
    unit: str
    reason: str
    due: date
    people: int
    proposed: bool
    alert: Alert
    days: int


@dataclass(frozen=True)
class Group:
    """The tasks in one alert state that are shown, and how many there are in all."""

    alert: Alert
    lines: tuple[Line, ...]
    total: int
    page: int = 1

    @property
    def more(self) -> bool:
        return self.page * PER_GROUP < self.total


@dataclass(frozen=True)
class Queue:
    """What waits, most urgent group first; groups without a task are left out."""

    groups: tuple[Group, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)


def queue(
    engine: Engine,
    tables: Tables,
    units: frozenset[str] | None,
    today: date,
    only: Alert | None = None,
    page: int = 1,
    most: int = PER_GROUP,
) -> Queue:
    """Open tasks of these units (all when None): the first `most` of every group, or page `page` of the one group."""
    page = max(page, 1) if only else 1
    shown = _ranked(units, _group(today, last_soon_day(today, tables))).subquery()
    places = shown.c.place.between((page - 1) * most + 1, page * most)
    chosen = select(shown).where(places).order_by(shown.c.rank, shown.c.place)
    if only:
        chosen = chosen.where(shown.c.rank == ORDER.index(only))
    days: dict[date, int] = {}
    with reading(engine) as connection:
        rows = connection.execute(chosen).mappings().all()
    for row in rows:
        if row["due"] not in days:
            days[row["due"]] = abs(working_days_between(today, row["due"], tables))
    return Queue(tuple(_groups(rows, days, page)))


def state_of(due: date, today: date, tables: Tables) -> tuple[Alert, int]:
    """The alert state of one due date and the working days it is late, or still has; as `queue` groups it."""
    days = abs(working_days_between(today, due, tables))
    if due <= today:
        return (Alert.TODAY if due == today else Alert.OVERDUE), days
    return (Alert.SOON if due <= last_soon_day(today, tables) else Alert.ROUTINE), days


def last_soon_day(today: date, tables: Tables) -> date:
    """The last day that is due soon: days off after the last working day of the rule count with it."""
    return add_working_days(today, days_of("escalation-soon", today, tables) + 1, tables) - timedelta(days=1)


def _group(today: date, last_soon: date) -> ColumnElement[int]:
    due = tasks.c.due
    return case((due < today, 0), (due == today, 1), (due <= last_soon, 2), else_=3)


def _ranked(units: frozenset[str] | None, group: ColumnElement[int]) -> Select[Any]:
    table = tasks.c
    urgent = (table.due, table.people.desc(), table.id)
    columns = [table.id, table.kind, table.level, table.unit, table.reason, table.due, table.people]
    chosen = select(
        *columns,
        func.substr(table.question, 1, LONGEST_LINE).label("question"),
        table.correction_id.is_not(None).label("proposed"),
        group.label("rank"),
        func.row_number().over(partition_by=group, order_by=urgent).label("place"),
        func.count().over(partition_by=group).label("total"),
    ).where(table.status == TaskStatus.OPEN.value)
    return chosen if units is None else chosen.where(table.unit.in_(sorted(units)))


def _groups(rows: Any, days: dict[date, int], page: int) -> list[Group]:
    found: dict[int, list[RowMapping]] = {}
    for row in rows:
        found.setdefault(int(row["rank"]), []).append(row)
    return [
        Group(ORDER[rank], tuple(_line(row, ORDER[rank], days) for row in some), int(some[0]["total"]), page)
        for rank, some in found.items()
    ]


def _line(row: RowMapping, alert: Alert, days: dict[date, int]) -> Line:
    return Line(
        row["id"],
        row["question"],
        TaskKind(row["kind"]),
        Level(row["level"]),
        row["unit"],
        row["reason"],
        row["due"],
        row["people"],
        bool(row["proposed"]),
        alert,
        days[row["due"]],
    )
