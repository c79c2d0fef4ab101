"""What is counted where: some days of one scope, and which rows of the records each number on the page counts.

A number on the page and the list behind it are made by the same function here, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Engine

from assistant.analytics.days import UNANSWERED, Asked, Day, days_of
from assistant.analytics.facts import DecisionFact, Facts, PersonFact, TaskFact, VoteFact, facts_since
from assistant.analytics.scope import Scope, Units
from assistant.analytics.weeks import Week, day_of
from assistant.curation.nouns import DecisionKind, TaskKind
from assistant.domain import AnswerStatus, Role

ANSWERED = frozenset({AnswerStatus.ANSWERED.value, AnswerStatus.ANSWERED_CONFLICT.value})
IN_REMIT = ANSWERED | UNANSWERED  # what the assistant was there to answer: not blocked, asked back or broken off
TAUGHT = frozenset({DecisionKind.TAUGHT, DecisionKind.EDITED})
WORK = frozenset(DecisionKind) - {
    DecisionKind.PROPOSED,
    DecisionKind.LEARNING_PROMOTED,
    DecisionKind.LEARNING_REFUSED,
    DecisionKind.LEARNING_RESET,
}


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both counted, of one scope, with the records they are counted from."""

    scope: Scope
    first: date
    last: date
    at: datetime
    units: Units
    days: dict[date, Day]
    facts: Facts

    @property
    def today(self) -> date:
        """The day of the moment the numbers are of."""
        return day_of(self.at)

    def within(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day <= self.last

    def week(self, week: Week) -> Period:
        """One week of it."""
        return self.between(week.first, week.last)

    def between(self, first: date, last: date) -> Period:
        """Some of its days."""
        return replace(self, first=first, last=last)

    def here(self, code: str) -> bool:
        """Whether what belongs to this unit, of today or of the past, is counted."""
        return self.scope.unit is None or self.units.current(code) == self.scope.unit

    def routed_here(self, unit: str | None, field: str | None) -> bool:
        """Whether a question routed there is counted."""
        return self.scope.unit is None or self.units.of_answer(unit, field) == self.scope.unit

    @cached_property
    def waiting_answers(self) -> frozenset[str]:
        """The answers that somebody brought to a unit, by asking it or by saying that they are wrong."""
        return frozenset(each.answer_id for each in self.facts.waiting if each.answer_id)

    @cached_property
    def voted_down(self) -> frozenset[str]:
        """The answers whose asker says now that they do not help."""
        return frozenset(each.answer_id for each in self.facts.votes if each.value < 0)


def period_of(engine: Engine, units: Units, scope: Scope, first: date, last: date, at: datetime) -> Period:
    """The records of these days as they are at this moment."""
    days = days_of(engine).between(engine, first, min(last, day_of(at)), at)
    return Period(scope, first, last, at, units, days, facts_since(engine, first))


def asked(period: Period, statuses: frozenset[str] | None = None) -> Iterator[Asked]:
    """The questions asked, of these statuses when given."""
    for day, found in period.days.items():
        if period.within(day):
            for each in found.asked:
                if (statuses is None or each.status in statuses) and period.routed_here(each.unit, each.field):
                    yield each


def unanswered(period: Period) -> Iterator[Asked]:
    """The questions that found no answer, though nothing forbade one."""
    for day, found in period.days.items():
        if period.within(day):
            yield from (each for each in found.unanswered if period.routed_here(each.unit, each.field))


def unaided(period: Period) -> Iterator[Asked]:
    """Answered at once, and nobody brought it to a unit afterwards."""
    return (each for each in asked(period, ANSWERED) if each.id not in period.waiting_answers)


def helpful(period: Period) -> Iterator[Asked]:
    """Answered at once, and not voted down by who asked."""
    return (each for each in asked(period, ANSWERED) if each.id not in period.voted_down)


def open_now(period: Period, kind: TaskKind | None = None) -> Iterator[TaskFact]:
    """What waits now, whenever it was opened."""
    return (each for each in _tasks(period, kind) if each.open)


def opened(period: Period, kind: TaskKind | None = None) -> Iterator[TaskFact]:
    """What began to wait in the period."""
    return (each for each in _tasks(period, kind) if period.within(each.opened))


def closed(period: Period, kind: TaskKind | None = None) -> Iterator[TaskFact]:
    """What was closed in the period."""
    return (each for each in _tasks(period, kind) if each.closed_on and period.within(each.closed_on))


def ripe(period: Period) -> Iterator[TaskFact]:
    """Questions put to units in the period of which it is known whether they were in time: closed, or past due."""
    for each in opened(period, TaskKind.ESCALATION):
        if not each.open or each.due < period.today:
            yield each


def decided(period: Period, kinds: frozenset[DecisionKind] = WORK) -> Iterator[DecisionFact]:
    """The decisions made in the period."""
    for each in period.facts.decisions:
        if each.kind in kinds and period.within(each.day) and period.here(each.unit):
            yield each


def votes(period: Period) -> Iterator[VoteFact]:
    """The votes given in the period that still count."""
    return (
        each for each in period.facts.votes if period.within(each.day) and period.routed_here(each.unit, each.field)
    )


def officials(period: Period, heads: bool = False) -> list[PersonFact]:
    """The accounts of the scope's units; its heads only when asked for."""
    return [
        each
        for each in period.facts.people
        if each.unit and period.here(each.unit) and (not heads or each.role == Role.UNIT_HEAD)
    ]


def active(period: Period, heads: bool = False) -> dict[int, int]:
    """Account id → how many questions, for the officials of the scope who asked in the period."""
    known = {each.id for each in officials(period, heads)}
    found: dict[int, int] = {}
    for day, counted in period.days.items():
        if period.within(day):
            for account_id in counted.askers.keys() & known:
                found[account_id] = found.get(account_id, 0) + counted.askers[account_id]
    return found


def _tasks(period: Period, kind: TaskKind | None) -> Iterator[TaskFact]:
    for each in period.facts.tasks:
        if (kind is None or each.kind is kind) and period.here(each.unit):
            yield each
