"""The overview: everything that is counted for one scope, week by week, from our own records.

records of the days → counts by week → what waits now → sources → gaps → work → indicators with part, whole and target
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from sqlalchemy import Engine

from assistant.analytics.facts import DecisionFact, kept_of
from assistant.analytics.gaps import Alike, Gap, Learning, gaps, learning
from assistant.analytics.knowledge import Knowledge, knowledge, shelf_of
from assistant.analytics.lines import QUESTION, Counts, Line, WorkingDays, counts_of, lines
from assistant.analytics.period import TAUGHT, Period, active, closed, decided, officials, open_now, period_of, ripe
from assistant.analytics.scope import Scope, Units
from assistant.analytics.weeks import Week, day_of, weeks_until
from assistant.analytics.workload import Workload, workload
from assistant.curation.nouns import Alert, DecisionKind, TaskKind
from assistant.tasks.tasks import alert_of
from ingest.table_rows import Minutes
from ingest.tables import Tables

USUAL_WEEKS = 12
MOST_WEEKS = 53
ALERTS = (Alert.OVERDUE, Alert.TODAY, Alert.SOON, Alert.ROUTINE)  # most pressing first


@dataclass(frozen=True)
class Measure:
    """One indicator of the ministry's set: `part` of `whole`, and the share it should reach; `rows` name the lists."""

    code: str
    part: int
    whole: int
    target: float
    rows: tuple[str, str]  # what `assistant.analytics.rows` lists for part and whole

    @property
    def share(self) -> float | None:
        """0..1; None when there is nothing to count."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class ActiveUnit:
    """How many of a unit's people asked in the newest week, its heads counted apart."""

    unit: str
    officials: int
    active: int
    heads: int
    active_heads: int


@dataclass(frozen=True)
class Overview:
    """What the page, the API and the command line show."""

    period: Period
    weeks: tuple[Week, ...]
    lines: tuple[Line, ...]
    total: Line
    alerts: Mapping[Alert, int]
    measures: tuple[Measure, ...]
    days_to_approval: float | None
    knowledge: Knowledge
    gaps: tuple[Gap, ...]
    learning: Learning
    active: tuple[ActiveUnit, ...]
    workload: Workload
    minutes: Minutes | None

    @property
    def scope(self) -> Scope:
        """Whose numbers they are."""
        return self.period.scope


def overview(
    engine: Engine, tables: Tables, scope: Scope, weeks: int, at: datetime, alike: Alike | None = None
) -> Overview:
    """Everything counted for the scope over the last `weeks` weeks, as of the moment `at`."""
    units, spans = Units(tables, day_of(at)), weeks_until(day_of(at), weeks)
    period = period_of(engine, units, scope, spans[0].first, spans[-1].last, at)
    counted = sum(len(day.asked) for day in period.days.values())
    key = ("overview", scope.unit, spans, day_of(at), counted, period.facts.key, shelf_of(engine, period).key)
    kept = kept_of(engine)
    return kept.get(key, Overview) or kept.put(key, made(engine, period, spans, alike))


def made(engine: Engine, period: Period, weeks: tuple[Week, ...], alike: Alike | None) -> Overview:
    """The overview counted now."""
    kept, working = kept_of(engine), WorkingDays(period.units.tables)
    same = period.scope.unit, weeks, period.today, period.facts.key  # what no new answer changes
    counts = kept.get(("counts", *same), Counts) or kept.put(("counts", *same), counts_of(period, working))
    work = kept.get(("work", *same), Workload) or kept.put(
        ("work", *same), workload(everywhere(period), period, working)
    )
    each, total = lines(replace(counts, period=period), weeks)
    sources, learned = knowledge(engine, period), learning(period)
    return Overview(
        period=period,
        weeks=weeks,
        lines=each,
        total=total,
        alerts=alerts(period),
        measures=tuple(measures(period, each[-1], total, sources, learned)),
        days_to_approval=days_to_approval(period, working),
        knowledge=sources,
        gaps=tuple(gaps(engine, period, alike)),
        learning=learned,
        active=tuple(active_units(period.week(weeks[-1]))),
        workload=work,
        minutes=period.units.tables.minutes_for(QUESTION, period.today),
    )


def everywhere(period: Period) -> Period:
    """The same days of the whole ministry."""
    return Period(Scope(None), period.first, period.last, period.at, period.units, period.days, period.facts)


def alerts(period: Period) -> dict[Alert, int]:
    """How much waits now in each of the four states, whatever it waits for."""
    due = Counter(each.due for each in open_now(period))
    states: Counter[Alert] = Counter()
    for day, count in due.items():
        states[alert_of(day, period.today, period.units.tables)] += count
    return {alert: states[alert] for alert in ALERTS}


def measures(period: Period, newest: Line, total: Line, sources: Knowledge, learned: Learning) -> list[Measure]:
    """The ministry's indicators that our records can tell; the others need a judge, a register or a stopwatch."""
    known = list(ripe(period))
    newest_week = period.between(newest.first, newest.last)
    return [
        Measure("A8", len(learned.answered), len(learned.again), 0.80, ("again-answered", "again")),
        Measure("B1", total.unaided, total.in_remit, 0.70, ("unaided", "in-remit")),
        Measure("D1", newest.active, len(officials(newest_week)), 0.70, ("active", "officials")),
        Measure(
            "D1-heads", newest.active_heads, len(officials(newest_week, heads=True)), 1.0, ("active-heads", "heads")
        ),
        Measure("D3", len(sources.fresh), len(sources.in_use), 0.90, ("fresh", "in-use")),
        Measure("D4", sum(each.on_time for each in known), len(known), 0.95, ("ripe-on-time", "ripe")),
        Measure("D4-taught", taught_back(period), total.closed, 0.80, ("closed-taught", "closed")),
        Measure("D5", total.up, total.up + total.down, 0.80, ("voted-up", "voted")),
    ]


def taught_back(period: Period) -> int:
    """Closed questions whose decision taught something."""
    return sum(each.ended in TAUGHT for each in closed(period, TaskKind.ESCALATION))


def days_to_approval(period: Period, working: WorkingDays) -> float | None:
    """D2: median working days from the first proposal of a version to its approval; what a head wrote took none."""
    proposed: dict[tuple[str | None, int | None], DecisionFact] = {}
    for each in period.facts.decisions:
        if each.kind is DecisionKind.PROPOSED:
            proposed.setdefault((each.correction_id, each.version), each)
    days = [
        working.between(proposed.get((each.correction_id, each.version), each).day, each.day)
        for each in decided(period, TAUGHT)
    ]
    return float(median(days)) if days else None


def active_units(week: Period) -> list[ActiveUnit]:
    """Each unit of the scope that has accounts, by its name's code."""
    people, heads = officials(week), {each.id for each in officials(week, heads=True)}
    asked = active(week)
    by_unit: dict[str, list[int]] = {}
    for each in people:
        by_unit.setdefault(week.units.current(each.unit or ""), []).append(each.id)
    return [
        ActiveUnit(
            unit,
            len(members),
            sum(number in asked for number in members),
            sum(number in heads for number in members),
            sum(number in heads and number in asked for number in members),
        )
        for unit, members in sorted(by_unit.items())
    ]
