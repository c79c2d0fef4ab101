"""The counts of each week, made in one pass over each kind of record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TypeVar

from assistant.analytics.facts import DecisionFact, TaskFact, VoteFact
from assistant.analytics.period import ANSWERED, IN_REMIT, TAUGHT, WORK, Period, active, closed, decided, opened, votes
from assistant.analytics.weeks import DAY, Week, week_of
from assistant.curation.nouns import DecisionKind, TaskKind
from assistant.working_days import is_working_day
from ingest.tables import Tables

Found = TypeVar("Found")
QUESTION = "question"  # the row of minutes.csv


@dataclass(frozen=True)
class Saved:
    """Estimated minutes: answers given at once and not voted down, times a range of minutes for each."""

    answers: int
    low: int
    high: int


@dataclass(frozen=True)
class Line:
    """What was counted between two days. `median_days` are working days from opening to closing."""

    first: date
    last: date
    asked: int
    statuses: Mapping[str, int]
    unaided: int
    escalated: int
    reported: int
    reports_ended: Mapping[DecisionKind, int]
    closed: int
    closed_on_time: int
    median_days: float | None
    decided: Mapping[DecisionKind, int]
    up: int
    down: int
    active: int
    active_heads: int
    saved: Saved

    @property
    def answered(self) -> int:
        """Answered at once."""
        return sum(self.statuses.get(status, 0) for status in ANSWERED)

    @property
    def in_remit(self) -> int:
        """What the assistant was there to answer."""
        return sum(self.statuses.get(status, 0) for status in IN_REMIT)

    @property
    def refused(self) -> Mapping[str, int]:
        """What was not answered, by status."""
        return {status: count for status, count in self.statuses.items() if status not in ANSWERED}

    @property
    def not_answered(self) -> int:
        """Everything that was asked and not answered at once, for whatever reason."""
        return self.asked - self.answered

    @property
    def taught(self) -> int:
        """Items that went live, new or in a new version."""
        return sum(self.decided.get(kind, 0) for kind in TAUGHT)


class WorkingDays:
    """`working_days_between` for thousands of pairs of days: days counted once."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._counted: dict[tuple[date, date], int] = {}
        self._worked: dict[date, bool] = {}

    def between(self, first: date, last: date) -> int:
        """Working days after `first` until and with `last`; 0 when `last` is not later."""
        if (first, last) not in self._counted:
            days = (first + DAY * number for number in range(1, (last - first).days + 1))
            self._counted[first, last] = sum(self._is_worked(day) for day in days)
        return self._counted[first, last]

    def _is_worked(self, day: date) -> bool:
        if day not in self._worked:
            self._worked[day] = is_working_day(day, self._tables)
        return self._worked[day]


@dataclass(frozen=True)
class Counts:
    """The records of a period by week. `brought` and `unhelpful` are answered questions that somebody brought to a unit
    or voted down, in the week in which they were asked."""

    period: Period
    working: WorkingDays
    opened: Mapping[Week, list[TaskFact]]
    closed: Mapping[Week, list[TaskFact]]
    decided: Mapping[Week, list[DecisionFact]]
    votes: Mapping[Week, list[VoteFact]]
    brought: Mapping[Week, list[str]]
    unhelpful: Mapping[Week, list[str]]


def lines(counts: Counts, weeks: Sequence[Week]) -> tuple[tuple[Line, ...], Line]:
    """One line for each week, and one for all of them: who was active in several counts once, medians are of all."""
    return tuple(line(counts, [week]) for week in weeks), line(counts, weeks)


def counts_of(period: Period, working: WorkingDays) -> Counts:
    """Every record once, under its week."""
    waiting, given = period.facts.waiting, period.facts.votes
    brought = {
        each.answer_id: each.asked
        for each in waiting
        if each.answer_id and each.asked and each.status in ANSWERED and period.routed_here(each.unit, each.field)
    }
    unhelpful = {
        each.answer_id: each.asked
        for each in given
        if each.value < 0 and each.status in ANSWERED and period.routed_here(each.unit, each.field)
    }
    return Counts(
        period,
        working,
        opened=by_week(opened(period), lambda each: each.opened),
        closed=by_week(closed(period), lambda each: each.closed_on or each.opened),
        decided=by_week(decided(period, WORK), lambda each: each.day),
        votes=by_week(votes(period), lambda each: each.day),
        brought=by_week(brought, lambda each: brought[each]),
        unhelpful=by_week(unhelpful, lambda each: unhelpful[each]),
    )


def line(counts: Counts, weeks: Sequence[Week]) -> Line:
    """The counts of these weeks together."""
    period = counts.period.between(weeks[0].first, min(weeks[-1].last, counts.period.last))
    statuses = statuses_of(period)
    begun = Counter(each.kind for each in of(counts.opened, weeks))
    ended = of(counts.closed, weeks)
    answered_units = [each for each in ended if each.kind is TaskKind.ESCALATION]
    given = [each.value for each in of(counts.votes, weeks)]
    answered = sum(statuses[status] for status in ANSWERED)
    return Line(
        first=weeks[0].first,
        last=weeks[-1].last,
        asked=sum(statuses.values()),
        statuses=statuses,
        unaided=answered - len(of(counts.brought, weeks)),
        escalated=begun[TaskKind.ESCALATION],
        reported=begun[TaskKind.REPORT],
        reports_ended=Counter(each.ended for each in ended if each.kind is TaskKind.REPORT and each.ended),
        closed=len(answered_units),
        closed_on_time=sum(each.on_time for each in answered_units),
        median_days=median_days(answered_units, counts.working),
        decided=Counter(each.kind for each in of(counts.decided, weeks)),
        up=sum(value > 0 for value in given),
        down=sum(value < 0 for value in given),
        active=len(active(period)),
        active_heads=len(active(period, heads=True)),
        saved=saved(counts, weeks),
    )


def saved(counts: Counts, weeks: Sequence[Week]) -> Saved:
    """The estimate of these weeks, each by the row of the dated table that holds on its last day."""
    answers, low, high = 0, 0, 0
    for week in weeks:
        statuses = statuses_of(counts.period.between(week.first, week.last))
        helped = sum(statuses[status] for status in ANSWERED) - len(counts.unhelpful.get(week, ()))
        rule = counts.period.units.tables.minutes_for(QUESTION, week.last)
        answers += helped
        low += helped * rule.low if rule else 0
        high += helped * rule.high if rule else 0
    return Saved(answers, low, high)


def statuses_of(period: Period) -> Counter[str]:
    """How the questions of the period ended."""
    found: Counter[str] = Counter()
    for day, counted in period.days.items():
        if period.within(day):
            for (status, unit, field), count in counted.routed.items():
                if period.routed_here(unit, field):
                    found[status] += count
    return found


def median_days(tasks: Sequence[TaskFact], working: WorkingDays) -> float | None:
    """Median working days from opening to closing; None without tasks."""
    days = [working.between(each.opened, each.closed_on) for each in tasks if each.closed_on]
    return float(median(days)) if days else None


def by_week(found: Iterable[Found], day: Callable[[Found], date]) -> dict[Week, list[Found]]:
    """What was found, under the week of its day."""
    weeks: dict[date, Week] = {}
    grouped: dict[Week, list[Found]] = {}
    for each in found:
        on = day(each)
        if on not in weeks:
            weeks[on] = week_of(on)
        grouped.setdefault(weeks[on], []).append(each)
    return grouped


def of(grouped: Mapping[Week, list[Found]], weeks: Sequence[Week]) -> list[Found]:
    """What lies in these weeks."""
    return [each for week in weeks for each in grouped.get(week, ())]
