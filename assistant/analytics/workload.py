"""Who has how much to do: open work of each unit for each of its people, and what each person decided.

A unit is overloaded when its open tasks for each of its people are more than twice the median of the units that have
any; a unit or a head is idle when nothing was decided there in four weeks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from assistant.analytics.facts import DecisionFact, PersonFact, TaskFact
from assistant.analytics.lines import WorkingDays
from assistant.analytics.period import WORK, Period, decided, officials, open_now
from assistant.analytics.weeks import DAY
from assistant.domain import Role

LOOKED_BACK = 28  # days
OVERLOADED = 2.0  # times the median


@dataclass(frozen=True)
class UnitWork:
    """One unit: what waits, for how many people, and what was decided in the last four weeks."""

    unit: str
    open: int
    overdue: int
    people: int
    heads: int
    decided: int
    median_days: float | None
    overloaded: bool
    idle: bool

    @property
    def each(self) -> float:
        """Open tasks for each person; a unit without accounts counts as one person."""
        return self.open / max(self.people, 1)


@dataclass(frozen=True)
class PersonWork:
    """One person: decisions of the last four weeks, how long what they closed had waited, and how much was late."""

    account_id: int
    name: str
    unit: str | None
    role: str
    decided: int
    median_days: float | None
    late: int
    idle: bool


@dataclass(frozen=True)
class Workload:
    """The work of a scope."""

    units: tuple[UnitWork, ...]
    people: tuple[PersonWork, ...]
    median_each: float


def workload(everywhere: Period, here: Period, working: WorkingDays) -> Workload:
    """The work of the scope of `here`, measured against the median of all units of `everywhere`."""
    recent = lately(everywhere)
    tasks = {each.id: each for each in everywhere.facts.tasks}
    waiting = Counter(everywhere.units.current(each.unit) for each in open_now(everywhere))
    late = Counter(everywhere.units.current(each.unit) for each in open_now(everywhere) if each.due < everywhere.today)
    members = Counter(everywhere.units.current(each.unit) for each in officials(everywhere) if each.unit)
    heads = Counter(everywhere.units.current(each.unit) for each in officials(everywhere, heads=True) if each.unit)
    made: dict[str, list[DecisionFact]] = {}
    for each in recent:
        made.setdefault(everywhere.units.current(each.unit), []).append(each)
    middle = median([waiting[unit] / max(members[unit], 1) for unit in waiting]) if waiting else 0.0
    found = [
        UnitWork(
            unit,
            waiting[unit],
            late[unit],
            members[unit],
            heads[unit],
            len(made.get(unit, ())),
            waited(made.get(unit, ()), tasks, working),
            overloaded=waiting[unit] / max(members[unit], 1) > OVERLOADED * middle,
            idle=unit not in made,
        )
        for unit in waiting.keys() | members.keys() | made.keys()
        if here.here(unit)
    ]
    found.sort(key=lambda unit: (-unit.open, -unit.overdue, unit.unit))
    return Workload(tuple(found), tuple(people(here, recent, tasks, working)), middle)


def lately(period: Period) -> list[DecisionFact]:
    """The decisions of the last four weeks, today among them."""
    return list(decided(period.between(period.today - DAY * (LOOKED_BACK - 1), period.today), WORK))


def people(
    period: Period, recent: Iterable[DecisionFact], tasks: Mapping[int, TaskFact], working: WorkingDays
) -> list[PersonWork]:
    """Everybody of the scope who decided something, and every head; those who decided most first."""
    made: dict[int, list[DecisionFact]] = {}
    for each in recent:
        if period.here(each.unit):
            made.setdefault(each.account_id, []).append(each)
    known = {each.id: each for each in period.facts.people}
    heads = {each.id for each in officials(period, heads=True)}
    found = [person(number, made.get(number, []), known.get(number), tasks, working) for number in made.keys() | heads]
    return sorted(found, key=lambda each: (-each.decided, each.name, each.account_id))


def person(
    number: int,
    made: list[DecisionFact],
    known: PersonFact | None,
    tasks: Mapping[int, TaskFact],
    working: WorkingDays,
) -> PersonWork:
    """One person; an account that is gone keeps the name its decisions were made under."""
    mine = {each.id for each in made}
    about = {each.task_id for each in made if each.task_id is not None} & tasks.keys()
    return PersonWork(
        number,
        known.name if known else made[0].name,
        known.unit if known else None,
        known.role if known else Role.STAFF.value,
        len(made),
        waited(made, tasks, working),
        sum(tasks[task].decision_id in mine and not tasks[task].on_time for task in about),
        idle=not made,
    )


def waited(made: Iterable[DecisionFact], tasks: Mapping[int, TaskFact], working: WorkingDays) -> float | None:
    """Median working days between the opening of the tasks that these decisions closed and the decision."""
    closed = ((tasks.get(each.task_id or 0), each) for each in made)
    days = [working.between(task.opened, each.day) for task, each in closed if task and task.decision_id == each.id]
    return float(median(days)) if days else None
