"""What time does to open tasks: they follow their unit, climb and are reminded of; they never close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from assistant import wording_tasks
from assistant.curation.nouns import Level, Task, TaskStatus
from assistant.curation.rights import office_unit
from assistant.records.notices import add_new, known_keys
from assistant.records.tasks import MACHINE, change_within, climb_within, move_within, task_from, task_within
from assistant.records.teaching import tasks
from assistant.tasks.announce import announce, reminder_rows
from assistant.tasks.ladder import Staffing, alert_of, last_soon_day, rung, staffing
from assistant.tasks.remit import home_of, unit_name
from assistant.working_days import is_working_day, local_day
from ingest.database import reading, writing
from ingest.tables import Tables

TOGETHER = 100  # tasks changed in one transaction, so that nobody waits long for the write lock


def climb(engine: Engine, tables: Tables, at: datetime) -> int:
    """Let every open task climb that its rule says must; returns how many did. May run any number of times."""
    on = local_day(at)
    with reading(engine) as connection:
        staff = staffing(connection, tables, on)
        waiting = waiting_within(connection)
    homes = {unit: home_of(unit, tables, on) for unit in {task.unit for task in waiting}}
    strayed = [task.id for task in waiting if homes[task.unit] != task.unit]
    rising = [task.id for task in waiting if rung(task, staff, at, tables).level is not task.level]
    for part in parts(strayed):
        with writing(engine) as connection:
            for task_id in part:
                follow(connection, task_within(connection, task_id), staff, tables, at)
    climbed = 0
    for part in parts(rising):
        with writing(engine) as connection:
            climbed += sum(step(connection, task_within(connection, each), staff, tables, at) for each in part)
    return climbed


def step(connection: Connection, task: Task, staff: Staffing, tables: Tables, at: datetime, told: bool = True) -> bool:
    """One task onto the rung it belongs to, if it is still open and below it."""
    found = rung(task, staff, at, tables)
    if task.status is not TaskStatus.OPEN or found.level is task.level:
        return False
    climbed = climb_within(connection, task.id, found.level, at, found.why)
    if climbed and told:
        announce(connection, "climbed", task.id, staff, tables, at)
    return climbed


def follow(connection: Connection, task: Task, staff: Staffing, tables: Tables, at: datetime) -> None:
    """A task whose unit was reorganised waits for the one that carries on its work, or for the office."""
    on = local_day(at)
    home = home_of(task.unit, tables, on)
    if task.status is not TaskStatus.OPEN or home == task.unit:
        return
    level = Level.OFFICE if home == office_unit(tables, on) else task.level
    change_within(connection, task.id, task.version, unit=home, level=level.value)
    note = wording_tasks.FOLLOWED.format(unit=unit_name(home, tables))
    move_within(connection, task.id, "handed_over", MACHINE, at, task.unit, home, note)
    announce(connection, "handed_over", task.id, staff, tables, at)


def remind(engine: Engine, tables: Tables, at: datetime) -> int:
    """Tell those who act of tasks that come due or are late, once for each state; returns how many tasks that were.

    Nobody is reminded on a day off.
    """
    today = local_day(at)
    if not is_working_day(today, tables):
        return 0
    with reading(engine) as connection:
        staff = staffing(connection, tables, today)
        pressing = waiting_within(connection, tasks.c.due <= last_soon_day(today, tables))
        rows = {task.id: reminder_rows(alert_of(task.due, today, tables), task, staff, tables, at) for task in pressing}
        known = known_keys(connection, [row["key"] for each in rows.values() for row in each])
    new = [task for task in pressing if any(row["key"] not in known for row in rows[task.id])]
    for part in parts(new):
        with writing(engine) as connection:
            for task in part:
                is_first = not known_keys(connection, [row["key"] for row in rows[task.id]])
                if add_new(connection, rows[task.id]) and is_first:
                    note = wording_tasks.ALERT[alert_of(task.due, today, tables)]
                    move_within(connection, task.id, "reminded", MACHINE, at, note=note)
    return len(new)


def waiting_within(connection: Connection, *narrowed: Any) -> list[Task]:
    """Every open task that the conditions allow."""
    chosen = select(tasks).where(tasks.c.status == TaskStatus.OPEN.value, *narrowed)
    return [task_from(row) for row in connection.execute(chosen.order_by(tasks.c.id)).mappings()]


def parts(found: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """A bounded number at a time."""
    return (found[start : start + TOGETHER] for start in range(0, len(found), TOGETHER))
