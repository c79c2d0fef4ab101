"""How each kind of row is shown, and to whom: what a reader may not read is counted and not told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Engine, select

from assistant.analytics.knowledge import Stale
from assistant.analytics.period import Period
from assistant.analytics.scope import ALL_UNITS
from assistant.domain import AnswerStatus, Reader
from assistant.library import readable
from assistant.records.answers import HIDDEN_STATUSES
from assistant.records.tables import accounts, answers, feedback
from assistant.records.teaching import decisions, tasks
from assistant.upkeep.knowledge import hidden_decisions
from assistant.wording import FEEDBACK_REASONS, HIDDEN, ROLE
from assistant.wording_overview import DECISION, NOT_FOR_YOU, STALE, STATUS, VOTE
from assistant.wording_tasks import TASK_KIND
from ingest import database as db
from ingest.database import reading

ASKED_AT_ONCE = 500
ANSWER = (
    answers.c.id,
    answers.c.asked_at,
    answers.c.question,
    answers.c.status,
    answers.c.unit,
    answers.c.field,
    answers.c.account_id,
)
Cell = str | int | date | datetime | None


@dataclass(frozen=True)
class Row:
    """One row: its cells in the order of its columns, and where more of it is shown."""

    cells: tuple[Cell, ...]
    link: str | None = None


def answer_rows(engine: Engine, period: Period, reader: Reader, chosen: Sequence[tuple[Any, str]]) -> Iterator[Row]:
    """When, question, how it ended, where it was routed, the asker's unit."""
    found = _fetched(engine, ANSWER, [answer_id for _, answer_id in chosen])
    units = _units_of_accounts(engine)
    escalated = {each.answer_id for each in period.facts.waiting if each.task_id in _tasks_here(period)}
    for _, answer_id in chosen:
        row = found.get(answer_id)
        if row is None:
            continue
        status = AnswerStatus(row.status)
        routed = period.units.of_answer(row.unit, row.field)
        mine = reader.role in ALL_UNITS or period.routed_here(row.unit, row.field) or answer_id in escalated
        question = HIDDEN if status in HIDDEN_STATUSES else row.question if mine else NOT_FOR_YOU
        asker = units.get(row.account_id)
        yield Row(
            (
                row.asked_at,
                question,
                STATUS[status],
                period.units.name(routed),
                period.units.name(period.units.current(asker)) if asker else "",
            )
        )


def task_rows(engine: Engine, period: Period, reader: Reader, chosen: Sequence[int]) -> Iterator[Row]:
    """Opened, question, kind, unit, due, people, closed, how it ended."""
    found = _fetched(engine, tuple(tasks.c), chosen)
    ended = {each.id: each.ended for each in period.facts.tasks}
    for number in chosen:
        row, kind = found[number], ended.get(number)
        yield Row(
            (
                row.opened,
                row.question,
                TASK_KIND[row.kind],
                period.units.name(period.units.current(row.unit)),
                row.due,
                row.people,
                row.closed,
                DECISION[kind] if kind else "",
            ),
            f"/ban-lam-viec/{number}",
        )


def decision_rows(engine: Engine, period: Period, reader: Reader, chosen: Sequence[int]) -> Iterator[Row]:
    """When, what was decided, about which question, for which unit, by whom, why."""
    found = _fetched(engine, tuple(decisions.c), chosen)
    hidden = hidden_decisions(engine, list(found.values()), reader)
    for number in chosen:
        row = found[number]
        link = f"/ban-lam-viec/{row.task_id}" if row.task_id else None
        yield Row(
            (
                row.at,
                DECISION[row.kind],
                NOT_FOR_YOU if number in hidden else row.question,
                period.units.name(period.units.current(row.unit)),
                row.account_name,
                row.reason,
            ),
            link or (f"/tri-thuc/{row.correction_id}" if row.correction_id else None),
        )


def vote_rows(engine: Engine, period: Period, reader: Reader, chosen: Sequence[int]) -> Iterator[Row]:
    """When, helpful or not, why, comment, the question."""
    found = _fetched(engine, tuple(feedback.c), chosen)
    about = _fetched(engine, ANSWER, [row.answer_id for row in found.values()])
    for number in chosen:
        row = found[number]
        answer = about[row.answer_id]
        question = HIDDEN if AnswerStatus(answer.status) in HIDDEN_STATUSES else answer.question
        yield Row((row.created, VOTE[row.value], FEEDBACK_REASONS.get(row.reason or "", ""), row.comment, question))


def document_rows(engine: Engine, period: Period, reader: Reader, chosen: Sequence[Any]) -> Iterator[Row]:
    """Title, owner, how often it was cited, next review, what is wrong."""
    allowed = readable_ids(engine, reader, [each.document_id for each in chosen])
    for each in chosen:
        open_to_me = each.document_id in allowed
        yield Row(
            (
                each.title if open_to_me else NOT_FOR_YOU,
                period.units.name(each.unit),
                each.uses,
                each.review_on,
                STALE[each.why] if isinstance(each, Stale) else "",
            ),
            f"/tai-lieu/{each.document_id}" if open_to_me else None,
        )


def people_rows(engine: Engine, period: Period, reader: Reader, chosen: Sequence[int]) -> Iterator[Row]:
    """Name, role, unit, how many questions in the period."""
    found = _fetched(engine, tuple(accounts.c), list(chosen))
    asked: dict[int, int] = {}
    for on, day in period.days.items():
        if period.within(on):
            for account_id, count in day.askers.items():
                asked[account_id] = asked.get(account_id, 0) + count
    for number in chosen:
        row = found.get(number)
        unit = period.units.name(period.units.current(row.unit)) if row and row.unit else ""
        name = row.display_name if row else str(number)
        yield Row((name, ROLE[row.role] if row else "", unit, asked.get(number, 0)))


Show = Callable[[Engine, Period, Reader, Sequence[Any]], Iterator[Row]]
SHOWN: dict[str, Show] = {
    "answers": answer_rows,
    "tasks": task_rows,
    "decisions": decision_rows,
    "votes": vote_rows,
    "documents": document_rows,
    "people": people_rows,
}


def readable_ids(engine: Engine, reader: Reader, document_ids: Sequence[str]) -> frozenset[str]:
    """Those of the documents whose title this reader may know."""
    with reading(engine) as connection:
        return frozenset(
            found
            for start in range(0, len(document_ids), ASKED_AT_ONCE)
            for found in connection.scalars(
                select(db.documents.c.id).where(
                    db.documents.c.id.in_(document_ids[start : start + ASKED_AT_ONCE]), readable(reader)
                )
            )
        )


def _fetched(engine: Engine, columns: tuple[Column[Any], ...], ids: Sequence[Any]) -> dict[Any, Any]:
    """The rows with these ids, by id; the first of the columns is the id."""
    cuts = [ids[start : start + ASKED_AT_ONCE] for start in range(0, len(ids), ASKED_AT_ONCE)]
    with reading(engine) as connection:
        return {row[0]: row for cut in cuts for row in connection.execute(select(*columns).where(columns[0].in_(cut)))}


def _units_of_accounts(engine: Engine) -> dict[int, str | None]:
    with reading(engine) as connection:
        return {row.id: row.unit for row in connection.execute(select(accounts.c.id, accounts.c.unit))}


def _tasks_here(period: Period) -> frozenset[int]:
    return frozenset(each.id for each in period.facts.tasks if period.here(each.unit))
