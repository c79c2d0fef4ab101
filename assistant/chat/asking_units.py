"""Asking a unit from the chat: the offer under an answer, where a question stands, and how it ended, as drawn.

The outcome is written into the conversation where it was asked as a step of its own with an id made of task and
person, so that it stands there once, whoever writes it first: a visit, the next poll, or both at once.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, insert, select

from assistant import wording, wording_asker
from assistant.chat.view import AnswerView
from assistant.curation.nouns import Alert, DecisionKind, Level, TaskKind
from assistant.curation.rights import current_unit, office_unit
from assistant.domain import Answer, Reader
from assistant.records.answers import HIDDEN_STATUSES
from assistant.records.asked import asked_of
from assistant.records.tables import chat_steps, chat_threads, storable
from assistant.tasks import asker
from assistant.tasks.asker import Offer, Standing
from assistant.tasks.tasks import alert_of, waiting_for
from assistant.web.render import moment
from ingest.database import reading, writing
from ingest.tables import Tables

AUTHOR = "Assistant"
STEPS = uuid.UUID("6f1f3a0e-52c3-4c0e-9d0b-0c6a4bb0a2d1")
ALERT_WORDS = {Alert.ROUTINE: "waiting", Alert.SOON: "soon", Alert.TODAY: "today", Alert.OVERDUE: "overdue"}
TONES = {Alert.ROUTINE: "", Alert.SOON: "soon", Alert.TODAY: "today", Alert.OVERDUE: "late"}
LEVELS = {Level.UNIT_HEAD: "level_unit_head", Level.OFFICE: "level_office"}

Json = dict[str, Any]


@dataclass(frozen=True)
class OfferView:
    """The unit that is offered, the others that may be in charge, and the sentence with the day."""

    unit: tuple[str, str]  # code, name
    likely: tuple[tuple[str, str], ...]
    line: str
    refused: bool


@dataclass(frozen=True)
class StandingView:
    """Where it stands: a sign with words, what is known besides, and the outcome once there is one."""

    task_id: int
    open: bool
    report: bool
    tone: str
    tag: str
    more: str
    outcome: tuple[str, ...] = ()
    link: str = ""
    again: str = ""


@dataclass(frozen=True)
class Told:
    """A message that was written into a conversation because something ended."""

    thread_id: str
    step_id: str
    standing: Standing
    view: AnswerView


def offer_view(offered: Offer | None) -> Json | None:
    """The offer as JSON for the element."""
    if offered is None:
        return None
    name = offered.unit.name
    line = wording_asker.ASK["offer"].format(unit=name, due=wording.day(offered.due))
    pairs = tuple((each.code, each.name) for each in offered.likely)
    return dataclasses.asdict(OfferView((offered.unit.code, name), pairs, line, offered.refused))


def offer_under(answer: Answer, reader: Reader, engine: Engine, tables: Tables, on: date) -> Json | None:
    """What is offered under this answer of the reader; nothing under one whose question must not travel."""
    if answer.status not in asker.MAY_ASK:
        return None
    offered = asker.offer(asked_of(engine, answer.id, reader.account_id), answer.units, tables, on)
    return offer_view(offered)


def offer_again(offered: Json | None, tables: Tables, on: date) -> Json | None:
    """The offer of an earlier day as it is today: the unit may have a successor, the day to answer is another."""
    if not offered:
        return None
    unit, *likely = (
        asker.named(current_unit(code, tables, on), tables) for code, _ in (offered["unit"], *offered["likely"])
    )
    again = Offer(unit, tuple(likely), asker.due_on(on, tables), bool(offered["refused"]))
    return offer_view(again)


def unit_choices(tables: Tables, on: date) -> list[tuple[str, str]]:
    """Every unit of the day to choose from."""
    return [(each.code, each.name) for each in asker.units_today(tables, on)]


def standing_view(standing: Standing, reader: Reader, engine: Engine, tables: Tables, on: date) -> Json:
    """One question or report of the reader as JSON for the element."""
    unit = asker.named(current_unit(standing.task.unit, tables, on), tables).name
    if standing.open:
        return dataclasses.asdict(waiting_view(standing, unit, tables, on))
    return dataclasses.asdict(ended_view(standing, unit, reader, engine))


def waiting_views(answer: Answer, reader: Reader, engine: Engine, tables: Tables, on: date) -> tuple[Json, ...]:
    """Where the very question of this answer stands when the reader has already put it to a unit."""
    if answer.status in HIDDEN_STATUSES:
        return ()
    waiting = waiting_for(engine, reader.account_id, answer.question)
    if waiting is None:
        return ()
    mine = (each for each in asker.standings(engine, reader.account_id) if each.task.id == waiting.id)
    return tuple(
        standing_view(each, reader, engine, tables, on)
        | {"before": wording_asker.STANDING["asked_before"].format(day=wording.day(each.said.asked_at))}
        for each in mine
    )


def waiting_view(standing: Standing, unit: str, tables: Tables, on: date) -> StandingView:
    """`◔ đang chờ Cục Viễn thông` · hạn 27/11/2026 · 3 người cùng hỏi."""
    task = standing.task
    alert = alert_of(task.due, on, tables)
    reported = task.kind is TaskKind.REPORT
    word = "reported" if reported and alert is Alert.ROUTINE else ALERT_WORDS[alert]
    more = [wording_asker.STANDING["due"].format(due=wording.day(task.due))]
    if task.people > 1:
        together = "together_reported" if reported else "together"
        more.append(wording_asker.STANDING[together].format(people=task.people))
    if task.level in LEVELS and not (task.level is Level.OFFICE and task.unit == office_unit(tables, on)):
        more.append(wording_asker.STANDING[LEVELS[task.level]])
    tag = wording_asker.STANDING[word].format(unit=unit)
    return StandingView(task.id, True, reported, TONES[alert], tag, " · ".join(more))


def ended_view(standing: Standing, unit: str, reader: Reader, engine: Engine) -> StandingView:
    """What was decided, why, by whom and when; the answer itself only where the reader may read it."""
    task, decision = standing.task, standing.decision
    reported = task.kind is TaskKind.REPORT
    if decision is None:
        return StandingView(task.id, False, reported, "ok", wording_asker.STANDING["done"], "")
    rejected = decision.kind is DecisionKind.REJECTED
    taught = asker.taught_to(engine, decision, reader)
    said = wording_asker.OUTCOME | (wording_asker.OUTCOME_OF_REPORT if reported else {})
    lines = [said.get(decision.kind, wording_asker.OUTCOME_OTHER).format(unit=unit)]
    if taught:
        said_now = wording_asker.TAUGHT_EDITED if taught.edited else wording_asker.TAUGHT_ANSWER
        lines.append(said_now.format(answer=shortened(taught.answer), day=wording.day(taught.edited)))
    lines += [wording_asker.REASON.format(reason=decision.reason)] if decision.reason and not taught else []
    lines.append(wording_asker.DECIDED.format(name=decision.by.name, unit=unit, moment=moment(decision.at)))
    return StandingView(
        task.id,
        False,
        reported,
        "dead" if rejected else "ok",
        wording_asker.STANDING[("kept" if reported else "rejected") if rejected else "done"],
        "",
        tuple(lines),
        f"/tai-lieu/{quote(taught.document_id, safe='')}" if taught else "",
        "" if rejected else standing.said.question,
    )


def outcome_view(standing: Standing) -> AnswerView:
    """The outcome as a message of its own; what was decided is looked up when it is drawn, so an undo takes it back."""
    told = wording_asker.TOLD_FOR.format(question=shortened(standing.said.question, 200))
    return AnswerView(streaming=False, told_for=told, outcome_of=standing.task.id, text=told)


def tell_outcomes(engine: Engine, reader: Reader, standings: Sequence[Standing]) -> list[Told]:
    """Write what has ended into the conversations where it was asked; returns what was not there yet.

    Raises StorageFull, DatabaseUnavailable.
    """
    ended = {each.said.answer_id: each for each in standings if not each.open and each.said.answer_id}
    if not ended:
        return []
    places = select(chat_steps.c.answer_id, chat_steps.c.thread_id).join(
        chat_threads, chat_threads.c.id == chat_steps.c.thread_id
    )
    mine = places.where(chat_threads.c.account_id == reader.account_id, chat_steps.c.answer_id.in_(list(ended)))
    with reading(engine) as connection:
        found = [(ended[row.answer_id], row.thread_id) for row in connection.execute(mine)]
    told = [Told(thread, step_of(each.task.id, reader.account_id), each, outcome_view(each)) for each, thread in found]
    return [each for each in told if written_once(engine, each)]


def written_once(engine: Engine, told: Told) -> bool:
    """Keep the message unless it stands already. Raises StorageFull, DatabaseUnavailable."""
    row = {
        "id": told.step_id,
        "thread_id": told.thread_id,
        "parent_id": None,
        "type": "assistant_message",
        "name": AUTHOR,
        "input": "",
        "output": storable(told.view.text, 100_000),
        "created": datetime.now(UTC),
        "metadata": {"answer": told.view.props()},
        "answer_id": None,
    }
    with reading(engine) as connection:  # nearly always it stands already, and nobody need wait for the write lock
        if connection.scalar(select(chat_steps.c.id).where(chat_steps.c.id == told.step_id)):
            return False
    with writing(engine) as connection:  # writers queue for one lock, so what is not there now is written once
        if connection.scalar(select(chat_steps.c.id).where(chat_steps.c.id == told.step_id)):
            return False
        connection.execute(insert(chat_steps).values(row))
        return True


def step_of(task_id: int, account_id: int) -> str:
    """The id of the message that tells this person how this task ended."""
    return str(uuid.uuid5(STEPS, f"{task_id}/{account_id}"))


def shortened(text: str, most: int = 400) -> str:
    """At most so many characters, cut between words."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"
