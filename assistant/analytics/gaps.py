"""What people ask and the assistant cannot answer: refused or escalated questions in families, by people affected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine, select

from assistant.analytics.days import Asked
from assistant.analytics.facts import TaskFact
from assistant.analytics.period import ANSWERED, TAUGHT, Period, opened, unanswered
from assistant.analytics.weeks import day_of
from assistant.curation.nouns import DecisionKind, TaskKind
from assistant.records.tables import answers
from assistant.records.teaching import tasks
from ingest.database import reading

COMPARED = 150  # families with most people, compared with one another for likeness
SHOWN = 30

Alike = Callable[[Sequence[str]], list[int]]  # for each question the place of the first one that asks the same


@dataclass
class Family:
    """The same question, in one or several wordings: who asked it, and how often."""

    words: set[int]
    people: set[int] = field(default_factory=set)
    answers: dict[str, None] = field(default_factory=dict)  # in the order they were asked
    tasks: set[int] = field(default_factory=set)
    units: dict[str, int] = field(default_factory=dict)  # where it was routed or put, how often
    last: date = date.min

    def join(self, other: Family) -> None:
        """Take another wording of the same question in."""
        self.words |= other.words
        self.people |= other.people
        self.answers |= other.answers
        self.tasks |= other.tasks
        for unit, count in other.units.items():
            self.units[unit] = self.units.get(unit, 0) + count
        self.last = max(self.last, other.last)


@dataclass(frozen=True)
class Gap:
    """One family as it is shown. `state`: open, taught, rejected, decided (otherwise), new (nobody was asked)."""

    key: str  # names the family in an address
    question: str
    unit: str | None
    people: tuple[int, ...]  # account ids
    last: date
    state: str
    task_id: int | None
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Learning:
    """A8: questions put to a unit and decided that were asked again, and those answered at once the next time."""

    again: tuple[str, ...]  # ids of the first answer given after the decision
    answered: tuple[str, ...]


def gaps(engine: Engine, period: Period, alike: Alike | None = None, shown: int = SHOWN) -> list[Gap]:
    """The families of the period, most people first; wordings that ask the same are one when `alike` can tell."""
    families = ranked(families_of(period))
    head = families[:COMPARED]
    texts = texts_of(engine, head)
    if alike and head:
        head = merged(head, alike(texts))
        texts = texts_of(engine, head[:shown])
    states = States(period)
    return [gap_of(family, text, states) for family, text in zip(head[:shown], texts, strict=False)]


def families_of(period: Period) -> list[Family]:
    """One family for each wording: questions refused in the period, and those put to a unit in it."""
    found: dict[int, Family] = {}
    for each in unanswered(period):
        family = found.get(each.words) or found.setdefault(each.words, Family({each.words}))
        family.people.add(each.account_id)
        family.answers[each.id] = None
        family.last = max(family.last, day_of(each.at))
        unit = period.units.of_answer(each.unit, each.field) or ""
        family.units[unit] = family.units.get(unit, 0) + 1
    begun = {each.id: each for each in opened(period, TaskKind.ESCALATION)}
    for waiting in period.facts.waiting:
        task = begun.get(waiting.task_id)
        if task:
            family = found.setdefault(waiting.words, Family({waiting.words}))
            family.people.add(waiting.account_id)
            family.tasks.add(task.id)
            family.last = max(family.last, waiting.day)
            unit = period.units.current(task.unit)
            family.units[unit] = family.units.get(unit, 0) + 1
            if waiting.answer_id:
                family.answers[waiting.answer_id] = None
    for task in begun.values():
        if task.words in found:
            found[task.words].tasks.add(task.id)
    return joined_by_task(list(found.values()))


def joined_by_task(families: Sequence[Family]) -> list[Family]:
    """People who wait in one task ask the same, however they said it."""
    kept: list[Family] = []
    of_task: dict[int, Family] = {}
    for family in families:
        known = next((of_task[task] for task in sorted(family.tasks) if task in of_task), None)
        if known:
            known.join(family)
        else:
            kept.append(family)
        for task in family.tasks:
            of_task[task] = known or family
    return kept


def ranked(families: Iterable[Family]) -> list[Family]:
    """Most people affected first, then most often asked, then latest."""
    return sorted(families, key=lambda each: (-len(each.people), -len(each.answers), -each.last.toordinal()))


def merged(families: Sequence[Family], first_alike: Sequence[int]) -> list[Family]:
    """Families that ask the same as an earlier one join it."""
    found: dict[int, Family] = {}
    for family, place in zip(families, first_alike, strict=True):
        if place in found:
            found[place].join(family)
        else:
            found[place] = family
    return ranked(found.values())


def texts_of(engine: Engine, families: Sequence[Family]) -> list[str]:
    """How each family's question was put last; what was hidden in the audit stays hidden."""
    newest = [next(reversed(family.answers), "") for family in families]
    waited = [min(family.tasks, default=0) for family in families]
    with reading(engine) as connection:
        said = select(answers.c.id, answers.c.question).where(answers.c.id.in_(set(newest)))
        put = select(tasks.c.id, tasks.c.question).where(tasks.c.id.in_(set(waited)))
        by_answer = {row.id: row.question for row in connection.execute(said)}
        by_task = {row.id: row.question for row in connection.execute(put)}
    return [
        by_task.get(task_id) or by_answer.get(answer_id, "") for task_id, answer_id in zip(waited, newest, strict=True)
    ]


class States:
    """What became of a question, by its words."""

    def __init__(self, period: Period) -> None:
        self.period = period
        undone = {each.id for each in period.facts.decisions if each.undone}
        self.taught = {each.words for each in period.facts.decisions if each.kind in TAUGHT and each.id not in undone}
        self.by_words: dict[int, list[TaskFact]] = {}
        self.by_id = {each.id: each for each in period.facts.tasks if each.open or each.decision_id not in undone}
        for task in self.by_id.values():
            self.by_words.setdefault(task.words, []).append(task)

    def of(self, family: Family) -> tuple[str, int | None]:
        """The state, and the task that shows it."""
        about = {task.id: task for words in family.words for task in self.by_words.get(words, ())}
        about |= {each: self.by_id[each] for each in family.tasks if each in self.by_id}
        known = sorted(about.values(), key=lambda task: (not task.open, -task.id))
        if not known:
            return ("taught" if family.words & self.taught else "new"), None
        task = known[0]
        if task.open:
            return "open", task.id
        return ENDED.get(task.ended, "decided"), task.id


ENDED: dict[DecisionKind | None, str] = {
    DecisionKind.TAUGHT: "taught",
    DecisionKind.EDITED: "taught",
    DecisionKind.REJECTED: "rejected",
}


def gap_of(family: Family, text: str, states: States) -> Gap:
    """The family as it is shown; its unit is the one it was routed to most often."""
    state, task_id = states.of(family)
    unit = min(family.units, key=lambda code: (-family.units[code], code), default="")
    return Gap(
        f"{min(family.words):016x}",
        text,
        unit or None,
        tuple(sorted(family.people)),
        family.last,
        state,
        task_id,
        tuple(family.answers),
    )


def learning(period: Period) -> Learning:
    """Of the escalated questions decided (not rejected, not undone) and asked again in the period, in the same words
    however typed: how many were answered at once the first time after the decision."""
    undone = {each.id for each in period.facts.decisions if each.undone}
    decided = {
        each.id: each
        for each in period.facts.tasks
        if each.closed
        and each.kind is TaskKind.ESCALATION
        and each.ended is not DecisionKind.REJECTED
        and each.decision_id not in undone
        and period.here(each.unit)
    }
    since: dict[int, TaskFact] = {}
    said = [(task.words, task) for task in decided.values()]
    said += [(each.words, decided[each.task_id]) for each in period.facts.waiting if each.task_id in decided]
    for words, task in said:
        known = since.get(words)
        if known is None or (task.closed and known.closed and task.closed < known.closed):
            since[words] = task
    first: dict[int, tuple[str, bool]] = {}
    for each in said_again(period, since.keys()):
        task = since[each.words]
        if task.closed and each.at > task.closed and task.id not in first:
            first[task.id] = each.id, each.status in ANSWERED
    return Learning(
        tuple(answer_id for answer_id, _ in first.values()),
        tuple(answer_id for answer_id, answered in first.values() if answered),
    )


def said_again(period: Period, words: Set[int]) -> list[Asked]:
    """Every question of the period in one of these wordings, by anybody, oldest first."""
    found = [
        each
        for day, counted in period.days.items()
        if period.within(day) and not words.isdisjoint(counted.words)
        for each in counted.asked
        if each.words in words
    ]
    return sorted(found, key=lambda each: each.at)
