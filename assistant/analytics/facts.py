"""What the records hold of tasks, decisions, votes and people: read once, then only what was written since.

Every change of a task writes a line of its history or of the ledger, so those two tell which tasks to read again.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select

from assistant.analytics.days import words_of
from assistant.analytics.weeks import day_of, start_of
from assistant.curation.nouns import DecisionKind, TaskKind, TaskStatus
from assistant.records.tables import accounts, answers, feedback
from assistant.records.teaching import decisions, task_moves, task_people, tasks
from ingest.database import reading

KEPT_SECONDS = 60.0
MOST_KEPT = 40
READ_AT_ONCE = 500
T = TypeVar("T")


class TaskFact(NamedTuple):
    """One task; `ended` is the kind of the decision that closed it, `words` the digest of its question."""

    id: int
    kind: TaskKind
    open: bool
    unit: str
    reason: str
    opened: date
    due: date
    closed: datetime | None
    people: int
    document_id: str | None
    decision_id: int | None
    ended: DecisionKind | None
    words: int
    closed_on: date | None  # the day of `closed`

    @property
    def on_time(self) -> bool:
        """Closed not later than on its due date."""
        return self.closed_on is not None and self.closed_on <= self.due


class WaitingFact(NamedTuple):
    """One person whom a task concerns, with how the answer they were given ended and where that was routed."""

    task_id: int
    account_id: int
    answer_id: str | None
    day: date
    words: int
    asked: date | None
    status: str | None
    unit: str | None
    field: str | None


class DecisionFact(NamedTuple):
    """One line of the ledger; `undone` when a later one took it back."""

    id: int
    at: datetime
    kind: DecisionKind
    account_id: int
    name: str
    unit: str
    task_id: int | None
    correction_id: str | None
    version: int | None
    undone: bool
    words: int
    day: date


class VoteFact(NamedTuple):
    """A vote that counts today, with when and how the answer it is about was given and where that was routed."""

    id: int
    answer_id: str
    day: date
    value: int
    asked: date
    status: str
    unit: str | None
    field: str | None


class Newest(NamedTuple):
    """What changes when any of the facts does: a vote that is taken back gets a moment, everything else a number."""

    move: int | None
    tasks: int
    decision: int | None
    vote: int | None
    replaced: int
    accounts: int
    account: int | None


class PersonFact(NamedTuple):
    """An account that may be used, with its unit as the account says it."""

    id: int
    name: str
    role: str
    unit: str | None


@dataclass(frozen=True)
class Facts:
    """Everything but the answers: all tasks and decisions, and the votes given since a day.

    `key` is another one when anything of it changed.
    """

    key: Hashable
    tasks: tuple[TaskFact, ...]
    waiting: tuple[WaitingFact, ...]
    decisions: tuple[DecisionFact, ...]
    votes: tuple[VoteFact, ...]
    people: tuple[PersonFact, ...]


class Kept:
    """What was computed within the last minute, by a key that changes with what it was computed from. Thread-safe."""

    def __init__(self) -> None:
        self._entries: OrderedDict[Hashable, tuple[float, object]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, kind: type[T]) -> T | None:
        """What is kept under the key, unless it is older than a minute."""
        with self._lock:
            found = self._entries.get(key)
        fresh = found is not None and time.monotonic() - found[0] < KEPT_SECONDS
        return found[1] if fresh and found and isinstance(found[1], kind) else None

    def put(self, key: Hashable, value: T) -> T:
        """Keep it; the oldest goes when there are too many."""
        with self._lock:
            self._entries[key] = (time.monotonic(), value)
            self._entries.move_to_end(key)
            while len(self._entries) > MOST_KEPT:
                self._entries.popitem(last=False)
        return value


class Memory:
    """The tasks and decisions of one database as they were read last. Thread-safe."""

    def __init__(self) -> None:
        self.tasks: dict[int, TaskFact] = {}
        self.waiting: dict[int, list[WaitingFact]] = {}
        self.decisions: dict[int, DecisionFact] = {}
        self.newest: Newest | None = None
        self.lock = threading.Lock()

    def follow(self, connection: Connection, newest: Newest) -> None:
        """Read what was written since the last time; everything the first time, or when rows are missing."""
        if newest == self.newest:
            return
        touched = self._learn_decisions(connection) | self._moved(connection)
        if self.newest is None or newest.tasks != len(self.tasks.keys() | touched):
            self.tasks, self.waiting, touched = {}, {}, set()
            self._read(connection, None)
        for start in range(0, len(touched), READ_AT_ONCE):
            self._read(connection, sorted(touched)[start : start + READ_AT_ONCE])
        self.newest = newest

    def _learn_decisions(self, connection: Connection) -> set[int]:
        """New lines of the ledger; returns the tasks they are about, also those of what they undid."""
        last = max(self.decisions, default=0)
        new, undone = _decisions(connection, last)
        self.decisions |= {each.id: each for each in new}
        for number in undone & self.decisions.keys():
            self.decisions[number] = self.decisions[number]._replace(undone=True)
        about = {each.task_id for each in new} | {self.decisions[number].task_id for number in undone}
        return {task for task in about if task is not None}

    def _moved(self, connection: Connection) -> set[int]:
        last = (self.newest.move or 0) if self.newest else 0
        moved = select(task_moves.c.task_id).where(task_moves.c.id > last).distinct()
        return set(connection.scalars(moved)) if self.newest else set()

    def _read(self, connection: Connection, only: list[int] | None) -> None:
        """These tasks with the people they concern, or all."""
        self.tasks |= {each.id: each for each in _tasks(connection, only)}
        for number in only or ():
            self.waiting.pop(number, None)
        for each in _waiting(connection, only):
            self.waiting.setdefault(each.task_id, []).append(each)


_kept: WeakKeyDictionary[Engine, tuple[Kept, Memory]] = WeakKeyDictionary()
_kept_lock = threading.Lock()


def kept_of(engine: Engine) -> Kept:
    """What this process keeps of one database."""
    return _of(engine)[0]


def facts_since(engine: Engine, first: date) -> Facts:
    """The facts as they are now, with the votes given since `first`."""
    kept, memory = _of(engine)
    with memory.lock, reading(engine) as connection:
        newest = _newest(connection)
        key = ("facts", first, newest)
        known = kept.get(key, Facts)
        if known:
            return known
        memory.follow(connection, newest)
        votes_key = ("votes", first, newest.vote, newest.replaced)
        votes = kept.get(votes_key, tuple) or kept.put(votes_key, tuple(_votes(connection, first)))
        waiting = tuple(each for these in memory.waiting.values() for each in these)
        decided, people = tuple(memory.decisions.values()), tuple(_people(connection))
        return kept.put(key, Facts(key, tuple(memory.tasks.values()), waiting, decided, votes, people))


def _of(engine: Engine) -> tuple[Kept, Memory]:
    with _kept_lock:
        if engine not in _kept:
            _kept[engine] = Kept(), Memory()
        return _kept[engine]


def _newest(connection: Connection) -> Newest:
    values = (
        func.max(task_moves.c.id),
        func.count(tasks.c.id),
        func.max(decisions.c.id),
        func.max(feedback.c.id),
        func.count(feedback.c.replaced),
        func.count(accounts.c.id),
        func.max(accounts.c.id),
    )
    return Newest(*(connection.scalar(select(each)) for each in values))


def _tasks(connection: Connection, only: list[int] | None) -> list[TaskFact]:
    table = tasks.c
    columns = (table.id, table.kind, table.status, table.unit, table.reason, table.opened, table.due, table.closed)
    columns_too = (table.people, table.document_id, table.decision_id, decisions.c.kind.label("ended"), table.question)
    chosen = select(*columns, *columns_too).outerjoin(decisions, decisions.c.id == table.decision_id)
    if only is not None:
        chosen = chosen.where(table.id.in_(only))
    return [
        TaskFact(
            row.id,
            TaskKind(row.kind),
            row.status == TaskStatus.OPEN,
            row.unit,
            row.reason,
            day_of(row.opened),
            row.due,
            row.closed,
            row.people,
            row.document_id,
            row.decision_id,
            DecisionKind(row.ended) if row.ended else None,
            words_of(row.question),
            day_of(row.closed) if row.closed else None,
        )
        for row in connection.execute(chosen.order_by(table.id))
    ]


def _waiting(connection: Connection, only: list[int] | None) -> list[WaitingFact]:
    table, given = task_people.c, answers.c
    columns = (table.task_id, table.account_id, table.answer_id, table.asked_at, table.question, given.asked_at)
    chosen = select(*columns, given.status, given.unit, given.field).outerjoin(answers, given.id == table.answer_id)
    if only is not None:
        chosen = chosen.where(table.task_id.in_(only))
    return [
        WaitingFact(*row[:3], day_of(row[3]), words_of(row[4]), day_of(row[5]) if row[5] else None, *row[6:9])
        for row in connection.execute(chosen)
    ]


def _decisions(connection: Connection, after: int) -> tuple[list[DecisionFact], set[int]]:
    """The lines of the ledger after this one, and the numbers of those they undo."""
    table = decisions.c
    columns = (table.id, table.at, table.kind, table.account_id, table.account_name, table.unit, table.task_id)
    columns_too = (table.correction_id, table.version, table.undoes, table.question)
    chosen = select(*columns, *columns_too).where(table.id > after).order_by(table.id)
    rows = connection.execute(chosen).all()
    made = [
        DecisionFact(
            row.id,
            row.at,
            DecisionKind(row.kind),
            row.account_id,
            row.account_name,
            row.unit,
            row.task_id,
            row.correction_id,
            row.version,
            False,
            words_of(row.question),
            day_of(row.at),
        )
        for row in rows
    ]
    return made, {row.undoes for row in rows if row.undoes is not None}


def _votes(connection: Connection, first: date) -> list[VoteFact]:
    vote, given = feedback.c, answers.c
    chosen = (
        select(vote.id, vote.answer_id, vote.created, vote.value, given.asked_at, given.status, given.unit, given.field)
        .join(answers, given.id == vote.answer_id)
        .where(vote.replaced.is_(None), vote.created >= start_of(first))
    )
    return [
        VoteFact(row[0], row[1], day_of(row[2]), row[3], day_of(row[4]), *row[5:8])
        for row in connection.execute(chosen)
    ]


def _people(connection: Connection) -> list[PersonFact]:
    table = accounts.c
    usable = select(table.id, table.display_name, table.role, table.unit).where(table.disabled.is_(False))
    return [PersonFact(*row) for row in connection.execute(usable)]
