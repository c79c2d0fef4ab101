"""The asker's side of the loop: which unit to ask and until when it answers, where a question stands, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from assistant.curation.nouns import Decision, Task, TaskKind, TaskStatus
from assistant.curation.rights import GUARDIANS, office_unit, units_led, units_with_past
from assistant.domain import AnswerStatus, Reader, UnitShare
from assistant.errors import NotFound
from assistant.records.asked import Asked
from assistant.records.corrections import live_version_of
from assistant.records.decisions import decision_of
from assistant.records.notices import seen as notices_seen
from assistant.records.notices import unseen_of
from assistant.records.tasks import Affected, mark_told, tasks_about
from assistant.records.teaching import task_people, tasks
from assistant.tasks.remit import serves, unit_in_charge
from assistant.tasks.remit import units_today as askable
from assistant.working_days import due
from ingest.database import reading, writing
from ingest.tables import Tables

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ASKERS = (TaskKind.ESCALATION, TaskKind.REPORT)  # what people themselves put to a unit
MOST_SHOWN = 500
REFUSED = frozenset(
    {
        AnswerStatus.UNANSWERABLE_NO_SOURCE,
        AnswerStatus.UNANSWERABLE_EXPIRED_ONLY,
        AnswerStatus.UNANSWERABLE_NOT_FOUND,
        AnswerStatus.UNANSWERABLE_WAITING,
        AnswerStatus.BLOCKED_OUT_OF_REMIT,
    }
)
MAY_ASK = REFUSED | {
    AnswerStatus.ANSWERED,
    AnswerStatus.ANSWERED_CONFLICT,
    AnswerStatus.CLARIFICATION,
    AnswerStatus.BLOCKED_OPINION,
}


@dataclass(frozen=True)
class UnitName:
    """A unit of today to choose."""

    code: str
    name: str


@dataclass(frozen=True)
class Offer:
    """Which unit an answer's question would go to, who else may be in charge, and the last day to answer."""

    unit: UnitName
    likely: tuple[UnitName, ...]
    due: date
    refused: bool  # nothing was answered: the offer stands in front


@dataclass(frozen=True)
class Standing:
    """One thing this person put to a unit, what they said, and the decision that ended it."""

    task: Task
    said: Affected
    decision: Decision | None = None

    @property
    def open(self) -> bool:
        return self.task.status is TaskStatus.OPEN

    @property
    def fresh(self) -> bool:
        """Ended, and this person has not seen how."""
        return not self.open and self.said.told is None


@dataclass(frozen=True)
class Taught:
    """The live answer that ended a question, as far as this person may read it."""

    correction_id: str
    document_id: str
    answer: str
    edited: datetime | None = None  # when it is no longer the text of that decision


def today() -> date:
    """The day in Vietnam."""
    return datetime.now(VIETNAM).date()


def offer(asked: Asked, possible: Sequence[UnitShare], tables: Tables, on: date) -> Offer | None:
    """What is offered under an answer; None where a question must not travel or asking makes no sense.

    The first unit is the one the question goes to when nobody chooses; what is outside goes to the office.
    """
    if asked.status not in MAY_ASK:
        return None
    outside = asked.status is AnswerStatus.BLOCKED_OUT_OF_REMIT
    first = office_unit(tables, on) if outside else unit_in_charge(asked, tables, on)
    routed = (tables.unit_named(each.unit, on) for each in possible)
    codes = dict.fromkeys([first, *(unit.code for unit in routed if unit and serves(unit.code, tables, on))])
    unit, *likely = (named(code, tables) for code in codes)
    return Offer(unit, tuple(likely), due_on(on, tables), asked.status in REFUSED)


def due_on(on: date, tables: Tables) -> date:
    """The last day to answer what is asked on that day."""
    return due("escalation", on, tables)


def units_today(tables: Tables, on: date) -> tuple[UnitName, ...]:
    """Every unit that can be asked on that day, by name."""
    return tuple(sorted((UnitName(each.code, each.name) for each in askable(tables, on)), key=lambda each: each.name))


def named(code: str, tables: Tables) -> UnitName:
    """A unit with its name; a code that the table does not know names itself."""
    known = tables.unit(code)
    return UnitName(code, known.name if known else code)


def standings(engine: Engine, account_id: int, answer_ids: Sequence[str] | None = None) -> list[Standing]:
    """What this person put to units, what they have not seen first, then the newest; only of these answers if named."""
    wanted = None if answer_ids is None else frozenset(answer_ids)
    found = [
        standing(engine, task, said)
        for task, said in tasks_about(engine, account_id, MOST_SHOWN)
        if task.kind in ASKERS and (wanted is None or said.answer_id in wanted)
    ]
    return sorted(found, key=lambda each: not each.fresh)


def standing(engine: Engine, task: Task, said: Affected) -> Standing:
    """With the decision that ended it, if one did."""
    decision = None
    if task.decision_id is not None:
        try:
            decision = decision_of(engine, task.decision_id)
        except NotFound:
            decision = None
    return Standing(task, said, decision)


def fresh_answers(engine: Engine, account_id: int) -> list[tuple[int, str | None]]:
    """Task and answer of what has ended and this person has not seen; one small query, asked every few seconds."""
    chosen = (
        select(tasks.c.id, task_people.c.answer_id)
        .join(task_people, task_people.c.task_id == tasks.c.id)
        .where(
            task_people.c.account_id == account_id,
            task_people.c.told.is_(None),
            tasks.c.status == TaskStatus.CLOSED.value,
            tasks.c.kind.in_([kind.value for kind in ASKERS]),
        )
        .order_by(tasks.c.id)
    )
    with reading(engine) as connection:
        return [(row.id, row.answer_id) for row in connection.execute(chosen)]


def seen(engine: Engine, account_id: int, shown: Sequence[Standing]) -> int:
    """How these ended was shown to this person; returns how many had not been. Their notices count as read too."""
    fresh = frozenset(each.task.id for each in shown if each.fresh)
    if not fresh:
        return 0
    at = datetime.now(UTC)
    with writing(engine) as connection:
        count = sum(mark_told(connection, task_id, account_id, at) for task_id in sorted(fresh))
    read = [each.id for each in unseen_of(engine, account_id) if each.task_id in fresh]
    if read:
        notices_seen(engine, account_id, at, read)
    return count


def taught_to(engine: Engine, decision: Decision | None, reader: Reader) -> Taught | None:
    """The answer that a decision brought and that still lives, when this person may read it."""
    if decision is None or decision.correction_id is None:
        return None
    found = live_version_of(engine, decision.correction_id)
    if found is None or not found.lesson.visibility.tokens() & reader.tokens:
        return None
    edited = None if found.version == decision.version else found.taught_at
    return Taught(found.id, found.document_id, found.lesson.answer, edited)


def units_seen(reader: Reader, engine: Engine, tables: Tables, on: date) -> frozenset[str] | None:
    """The units whose tasks and drafts this person may see, those of the past included; None for all."""
    if reader.role in GUARDIANS:
        return None
    own = units_with_past({reader.unit}, tables, on) if reader.unit else frozenset()
    return own | units_led(reader, engine, tables, on)
