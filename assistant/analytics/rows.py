"""The rows behind every number of the overview: chosen by the function that counted them, shown to who may read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from sqlalchemy import Engine

from assistant.analytics.gaps import Gap, learning
from assistant.analytics.indicators import Overview
from assistant.analytics.knowledge import knowledge
from assistant.analytics.period import (
    ANSWERED,
    IN_REMIT,
    TAUGHT,
    WORK,
    Period,
    active,
    asked,
    closed,
    decided,
    helpful,
    officials,
    open_now,
    opened,
    ripe,
    unaided,
    votes,
)
from assistant.analytics.shown import SHOWN, Row
from assistant.analytics.weeks import Week
from assistant.analytics.workload import lately
from assistant.curation.nouns import Alert, DecisionKind, TaskKind
from assistant.domain import AnswerStatus, Reader
from assistant.errors import BadRequest, NotFound
from assistant.tasks.tasks import alert_of

PER_PAGE = 50
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class Listing:
    """One page of rows; `kind` names their columns in wording."""

    what: str
    kind: str
    rows: tuple[Row, ...]
    total: int
    page: int = 1
    last_page: int = 1


@dataclass(frozen=True)
class Looked:
    """What a list is chosen from: an overview, one of its weeks or all of them, and what more the number says."""

    engine: Engine
    seen: Overview
    week: Week | None = None
    key: str = ""

    @cached_property
    def period(self) -> Period:
        """The days that count."""
        return self.seen.period.week(self.week) if self.week else self.seen.period


Choose = Callable[[Looked], Iterable[Any]]


def listed(looked: Looked, what: str, reader: Reader, page: int = 1, size: int = PER_PAGE) -> Listing:
    """One page of the rows counted by the number `what`. Raises BadRequest for a number there is none of."""
    kind, numbers = chosen(looked, what)
    last_page = max(ceil(len(numbers) / size), 1)
    page = min(max(page, 1), last_page)
    cut = numbers[(page - 1) * size : page * size]
    rows = tuple(SHOWN[kind](looked.engine, looked.period, reader, cut))
    return Listing(what, kind, rows, len(numbers), page, last_page)


def all_rows(looked: Looked, what: str, reader: Reader) -> Listing:
    """Every row, for a file; the first MOST_EXPORTED of very many, with the total beside them."""
    return listed(looked, what, reader, 1, MOST_EXPORTED)


def chosen(looked: Looked, what: str) -> tuple[str, Sequence[Any]]:
    """The kind of rows, and what identifies each, newest first where rows have a time."""
    if what not in LISTS:
        raise BadRequest("bad_request")
    kind, choose = LISTS[what]
    found = list(choose(looked))
    return kind, found if kind in ("documents", "people") else sorted(found, reverse=True)


def _answers(statuses: frozenset[str] | None) -> Choose:
    return lambda looked: ((each.at, each.id) for each in asked(looked.period, statuses))


def _with_status(looked: Looked) -> Iterable[Any]:
    if looked.key not in set(AnswerStatus):
        raise BadRequest("bad_request")
    return _answers(frozenset({looked.key}))(looked)


def _learned(looked: Looked, answered: bool) -> Iterable[Any]:
    found = learning(looked.period)
    return ((None, each) for each in (found.answered if answered else found.again))


def _gap(looked: Looked) -> Gap:
    found = next((each for each in looked.seen.gaps if each.key == looked.key), None)
    if found is None:
        raise NotFound(f"gap {looked.key}")
    return found


def _in_state(looked: Looked) -> Iterable[int]:
    tables, today = looked.period.units.tables, looked.period.today
    if looked.key not in set(Alert):
        raise BadRequest("bad_request")
    return (each.id for each in open_now(looked.period) if alert_of(each.due, today, tables) == looked.key)


def _ended(looked: Looked) -> Iterable[int]:
    return (each.id for each in closed(looked.period, TaskKind.REPORT) if each.ended and each.ended == looked.key)


def _decided(looked: Looked) -> Iterable[int]:
    if looked.key not in set(DecisionKind):
        raise BadRequest("bad_request")
    return (each.id for each in decided(looked.period, frozenset({DecisionKind(looked.key)})))


def _persons(looked: Looked) -> Iterable[int]:
    return (each.id for each in lately(looked.period) if str(each.account_id) == looked.key)


def _late_of_person(looked: Looked) -> Iterable[int]:
    mine = set(_persons(looked))
    return (each.id for each in looked.period.facts.tasks if each.decision_id in mine and not each.on_time)


def _escalated(looked: Looked) -> Iterable[Any]:
    return opened(looked.period, TaskKind.ESCALATION)


def _answered_by_units(looked: Looked) -> Iterable[Any]:
    return closed(looked.period, TaskKind.ESCALATION)


def _ids(found: Iterable[Any]) -> Iterable[int]:
    return (each.id for each in found)


LISTS: dict[str, tuple[str, Choose]] = {
    "asked": ("answers", _answers(None)),
    "answered": ("answers", _answers(ANSWERED)),
    "not-answered": ("answers", _answers(frozenset(AnswerStatus) - ANSWERED)),
    "status": ("answers", _with_status),
    "in-remit": ("answers", _answers(IN_REMIT)),
    "unaided": ("answers", lambda looked: ((each.at, each.id) for each in unaided(looked.period))),
    "helpful": ("answers", lambda looked: ((each.at, each.id) for each in helpful(looked.period))),
    "again": ("answers", lambda looked: _learned(looked, answered=False)),
    "again-answered": ("answers", lambda looked: _learned(looked, answered=True)),
    "gap": ("answers", lambda looked: ((None, each) for each in _gap(looked).answers)),
    "gap-people": ("people", lambda looked: _gap(looked).people),
    "escalated": ("tasks", lambda looked: _ids(_escalated(looked))),
    "reported": ("tasks", lambda looked: _ids(opened(looked.period, TaskKind.REPORT))),
    "report-ended": ("tasks", _ended),
    "closed": ("tasks", lambda looked: _ids(_answered_by_units(looked))),
    "closed-on-time": ("tasks", lambda looked: _ids(each for each in _answered_by_units(looked) if each.on_time)),
    "closed-taught": (
        "tasks",
        lambda looked: _ids(each for each in _answered_by_units(looked) if each.ended in TAUGHT),
    ),
    "ripe": ("tasks", lambda looked: _ids(ripe(looked.period))),
    "ripe-on-time": ("tasks", lambda looked: _ids(each for each in ripe(looked.period) if each.on_time)),
    "open": ("tasks", lambda looked: _ids(open_now(looked.period))),
    "alert": ("tasks", _in_state),
    "decided": ("decisions", _decided),
    "decisions": ("decisions", lambda looked: _ids(decided(looked.period, WORK))),
    "taught": ("decisions", lambda looked: _ids(decided(looked.period, TAUGHT))),
    "lately": ("decisions", lambda looked: _ids(lately(looked.period))),
    "person": ("decisions", _persons),
    "person-late": ("tasks", _late_of_person),
    "voted": ("votes", lambda looked: _ids(votes(looked.period))),
    "voted-up": ("votes", lambda looked: _ids(each for each in votes(looked.period) if each.value > 0)),
    "voted-down": ("votes", lambda looked: _ids(each for each in votes(looked.period) if each.value < 0)),
    "in-use": ("documents", lambda looked: knowledge(looked.engine, looked.period).in_use),
    "verified": ("documents", lambda looked: knowledge(looked.engine, looked.period).verified),
    "unverified": ("documents", lambda looked: knowledge(looked.engine, looked.period).unverified),
    "fresh": ("documents", lambda looked: knowledge(looked.engine, looked.period).fresh),
    "stale": ("documents", lambda looked: knowledge(looked.engine, looked.period).stale),
    "active": ("people", lambda looked: active(looked.period)),
    "active-heads": ("people", lambda looked: active(looked.period, heads=True)),
    "officials": ("people", lambda looked: _ids(officials(looked.period))),
    "heads": ("people", lambda looked: _ids(officials(looked.period, heads=True))),
}
