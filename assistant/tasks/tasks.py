"""Questions that wait for a unit: opened, joined, handed over, climbing the ladder, closed by a decision only.

may it travel? → masked → who is in charge today → join those who wait for the same, or open → those who act are told
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Engine

from assistant import wording, wording_tasks
from assistant.answering.screen import blocked
from assistant.curation.errors import NotTeachable
from assistant.curation.nouns import DecisionKind, Level, Person, Task, TaskKind, TaskStatus
from assistant.curation.rights import GUARDIANS, may_decide, office_unit
from assistant.domain import Reader
from assistant.errors import BadRequest, NotAllowed
from assistant.records.answers import HIDDEN_STATUSES
from assistant.records.asked import Asked, asked_of
from assistant.records.decisions import Entry, write_within
from assistant.records.notices import tell_within
from assistant.records.tables import now
from assistant.records.tasks import (
    Opening,
    change_within,
    handed_over_times,
    join_within,
    move_within,
    open_about,
    open_tasks,
    open_within,
    still_open,
    task_of,
    task_within,
    tasks_about,
)
from assistant.tasks.announce import MINE, announce
from assistant.tasks.climbing import climb as climb
from assistant.tasks.climbing import step
from assistant.tasks.ladder import alert_of as alert_of
from assistant.tasks.ladder import staffing
from assistant.tasks.remit import known_unit, owner_of_sources, unit_in_charge, unit_name
from assistant.tasks.remit import units_today as units_today
from assistant.wording import FEEDBACK_REASONS
from assistant.working_days import add_working_days, days_of, due, local_day, working_days_between
from ingest.database import writing
from ingest.documents import Parsed
from ingest.guard.marks import degree_in_text
from ingest.guard.mask import mask
from ingest.tables import Tables
from ingest.vietnamese import fold, strip_tones, syllables

CARRIED_OVER = " … "  # stands in how a follow-up was understood, see `assistant.answering.understand`
MOST_HAND_OVERS = 2  # the third one goes to the office, which says who is in charge
SHORTEST_SUBJECT = 100
MOST_ALIKE = 500  # the open tasks of one unit that are compared, the most pressing first

# Which of these questions, if any, asks the same as the first argument (`assistant.tasks.alike`).
Alike = Callable[[str, Sequence[str]], int | None]


def ask_unit(
    engine: Engine,
    tables: Tables,
    reader: Reader,
    answer_id: str,
    unit: str | None = None,
    comment: str = "",
    at: datetime | None = None,
    alike: Alike | None = None,
) -> Task:
    """Put one's own question to the unit in charge (or to `unit`), or join those who wait for the same.

    Raises NotFound for another's answer, NotAllowed for a question that must not travel (secret, personal data),
    NotTeachable("unknown_unit" | "secret").
    """
    at = at or now()
    on = local_day(at)
    asked = asked_of(engine, answer_id, reader.account_id)
    require_travels(asked)
    question = in_full(asked)
    opening = Opening(
        kind=TaskKind.ESCALATION,
        unit=known_unit(unit, tables, on) if unit else unit_in_charge(asked, tables, on),
        question=masked(question),
        reason=asked.status.value,
        subject=subject_of(question),
        due=due("escalation", on, tables),
        answer_id=answer_id,
        words=masked(asked.question),
        comment=spoken(comment),
    )
    return opened(engine, tables, opening, reader, at, alike)


def report(
    engine: Engine,
    tables: Tables,
    reader: Reader,
    answer_id: str,
    reason: str,
    comment: str = "",
    proposed: str = "",
    at: datetime | None = None,
) -> Task:
    """Say why one's own answer is wrong, and perhaps what is right; goes to the owner of what was cited.

    Raises NotFound, NotAllowed, BadRequest (no such reason), NotTeachable("secret").
    """
    if reason not in FEEDBACK_REASONS:
        raise BadRequest("bad_request")
    at = at or now()
    on = local_day(at)
    asked = asked_of(engine, answer_id, reader.account_id)
    require_travels(asked)
    question, cited = in_full(asked), next(iter(asked.sources), None)
    opening = Opening(
        kind=TaskKind.REPORT,
        unit=owner_of_sources(asked, tables, on) or unit_in_charge(asked, tables, on),
        question=masked(question),
        reason=reason,
        subject=subject_of(f"{cited.document_id if cited else ''} {question}"),
        due=due("report", on, tables),
        answer_id=answer_id,
        document_id=cited.document_id if cited else None,
        words=masked(asked.question),
        comment=". ".join(part for part in (FEEDBACK_REASONS[reason], spoken(comment)) if part),
        proposed=spoken(proposed),
    )
    return opened(engine, tables, opening, reader, at)


def opened(
    engine: Engine, tables: Tables, opening: Opening, reader: Reader, at: datetime, alike: Alike | None = None
) -> Task:
    """Open the task on the rung it belongs to and tell those who act, or join the one that waits."""
    by = person_of(reader)
    same = alike_task(engine, opening, alike) if alike else None
    with writing(engine) as connection:
        if (
            same is not None
            and still_open(connection, same)
            and open_about(connection, opening.kind, opening.subject) is None
        ):
            join_within(connection, same, opening, by, at)
            return task_within(connection, same)
        task_id, is_new = open_within(connection, opening, by, at)
        if is_new:
            settle_within(connection, task_id, "opened", tables, at)
        return task_within(connection, task_id)


def settle_within(connection: Connection, task_id: int, event: str, tables: Tables, at: datetime) -> None:
    """Put a task that is new in its unit on the rung it belongs to, and tell those who act."""
    staff = staffing(connection, tables, local_day(at))
    step(connection, task_within(connection, task_id), staff, tables, at, told=False)
    announce(connection, event, task_id, staff, tables, at)


def hand_over(
    engine: Engine,
    tables: Tables,
    task_id: int,
    to_unit: str,
    reason: str,
    by: Reader,
    version: int,
    at: datetime | None = None,
) -> Task:
    """Pass an open task on to the unit in charge; its history goes along. Raises NotAllowed, AlreadyDecided, NotTeachable.

    The due date stays, unless fewer working days are left than the rule `escalation-soon` gives: then so many.
    """
    at = at or now()
    on = local_day(at)
    task = task_of(engine, task_id)
    # Who needs a second word does not choose whose: only the office passes that on.
    if not may_decide(by, task.unit, engine, tables, on) or (task.kind is TaskKind.SECOND and by.role not in GUARDIANS):
        raise NotAllowed(f"task {task_id}")
    if not reason.strip():
        raise NotTeachable("reason")
    if known_unit(to_unit, tables, on) == task.unit:
        raise NotTeachable("same_unit")
    with writing(engine) as connection:
        _hand_over_within(connection, task, known_unit(to_unit, tables, on), spoken(reason), by, version, at, tables)
        return task_within(connection, task_id)


def _hand_over_within(
    connection: Connection,
    task: Task,
    to_unit: str,
    reason: str,
    by: Reader,
    version: int,
    at: datetime,
    tables: Tables,
) -> None:
    on, times = local_day(at), handed_over_times(connection, task.id)
    if times >= MOST_HAND_OVERS and by.role not in GUARDIANS:
        to_unit, reason = office_unit(tables, on), wording_tasks.PING_PONG.format(times=times, reason=reason)
    level = Level.OFFICE if to_unit == office_unit(tables, on) else task.level
    until = due_in_new_unit(task.due, on, tables)
    change_within(connection, task.id, version, unit=to_unit, due=until, level=level.value)
    move_within(connection, task.id, "handed_over", person_of(by), at, task.unit, to_unit, reason)
    entry = Entry(at, DecisionKind.HANDED_OVER, person_of(by), task.unit, reason, task.question, task_id=task.id)
    write_within(connection, entry)
    settle_within(connection, task.id, "handed_over", tables, at)
    said = {"unit": unit_name(to_unit, tables), "due": wording.day(until)}
    title, body = wording_tasks.MOVED_TITLE.format(**said), wording_tasks.MOVED_BODY.format(**said)
    tell_within(connection, task.id, title, body, MINE, at, kind="moved")


def waiting_for(engine: Engine, account_id: int, question: str) -> Task | None:
    """The open task in which this person already waits for an answer to exactly this question."""
    subject = subject_of(question)
    return next(
        (
            task
            for task, own in tasks_about(engine, account_id, MOST_ALIKE, TaskStatus.OPEN)
            if task.kind is TaskKind.ESCALATION and subject in (subject_of(own.question), subject_of(task.question))
        ),
        None,
    )


def subject_of(question: str) -> str:
    """What equal questions have in common: their words without marks and punctuation; a long one as its digest."""
    words = strip_tones(" ".join(syllables(question))) or strip_tones(fold(question))
    if len(words) <= SHORTEST_SUBJECT:
        return words
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


def alike_task(engine: Engine, opening: Opening, alike: Alike) -> int | None:
    """The open task of this unit that asks the same in other words."""
    waiting = [
        each for each in open_tasks(engine, frozenset({opening.unit}), most=MOST_ALIKE) if each.kind is opening.kind
    ]
    place = alike(opening.question, [each.question for each in waiting]) if waiting else None
    return None if place is None else waiting[place].id


def require_travels(asked: Asked) -> None:
    """A question that held a secret or asked for personal data goes to nobody. Raises NotAllowed, NotTeachable."""
    if asked.status in HIDDEN_STATUSES or blocked(asked.question) in HIDDEN_STATUSES:
        raise NotAllowed(f"answer {asked.answer_id}")
    if degree_in_text(asked.question):
        raise NotAllowed(f"answer {asked.answer_id}")
    if not asked.question.strip():
        raise NotTeachable("empty")


def in_full(asked: Asked) -> str:
    """The question as somebody reads it who did not see the conversation."""
    followed = asked.understood is not None and CARRIED_OVER in asked.understood
    return asked.understood or asked.question if followed else asked.question


def masked(text: str) -> str:
    """The text without personal data."""
    return mask(Parsed(text, ()))[0].text


def spoken(text: str) -> str:
    """What a person added, fit to be stored. Raises NotTeachable("secret")."""
    if degree_in_text(text):
        raise NotTeachable("secret")
    return masked(text.strip())


def due_in_new_unit(known: date, on: date, tables: Tables) -> date:
    """The due date after a hand-over: the old one, or a few working days from today when that is too near."""
    least = days_of("escalation-soon", on, tables)
    return known if working_days_between(on, known, tables) >= least else add_working_days(on, least, tables)


def person_of(reader: Reader) -> Person:
    """Who does something, by the name people know."""
    return Person(reader.account_id, reader.display_name or reader.name)
