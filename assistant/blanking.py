"""Answers that were taken back: who was asked when stays, what was said does not, in the audit as in the chats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, Engine, insert, select, update

from assistant import wording
from assistant.blanking_taught import blank_taught
from assistant.chat.view import AnswerView
from assistant.records.tables import answer_sources, answers, chat_steps, chat_threads, feedback, now
from ingest.database import reading, withdrawn_answers, writing
from ingest.index.rows import AnyRow

BATCH = 500


def answers_using(engine: Engine, document_ids: Iterable[str]) -> list[str]:
    """The answers that quote or name one of these documents."""
    with reading(engine) as connection:
        return _using(connection, document_ids)


def blank_answers(engine: Engine, document_ids: Iterable[str], because_of: str) -> int:
    """Blank every answer that used these documents, and what was taught, asked and decided about them; returns how many
    answers were not blanked before."""
    document_ids = frozenset(document_ids)
    with writing(engine) as connection:
        used = _using(connection, document_ids)
        for batch in _batches(used):
            _blank_audit(connection, batch)
            _blank_chats(connection, batch)
        blank_taught(connection, document_ids, used)
        return sum(_note(connection, batch, because_of) for batch in _batches(used))


def _using(connection: Connection, document_ids: Iterable[str]) -> list[str]:
    table = answer_sources
    wanted = select(table.c.answer_id).where(table.c.document_id.in_(sorted(document_ids))).distinct()
    return sorted(connection.execute(wanted).scalars())


def _blank_audit(connection: Connection, ids: Sequence[str]) -> None:
    blank = {"question": wording.HIDDEN, "understood": None, "text": wording.WITHDRAWN, "field": None, "unit": None}
    connection.execute(update(answers).where(answers.c.id.in_(ids)).values(**blank, looked_at=[]))
    mine = answer_sources.c.answer_id.in_(ids)
    connection.execute(update(answer_sources).where(mine).values(quote=None, number=None))
    connection.execute(update(feedback).where(feedback.c.answer_id.in_(ids)).values(comment=""))


def _blank_chats(connection: Connection, ids: Sequence[str]) -> None:
    for step in connection.execute(select(chat_steps).where(chat_steps.c.answer_id.in_(ids))).all():
        told = AnswerView(id=step.answer_id, streaming=False, refusal=(wording.WITHDRAWN,), text=wording.WITHDRAWN)
        blank = {"output": wording.WITHDRAWN, "input": "", "metadata": {"answer": told.props()}}
        connection.execute(update(chat_steps).where(chat_steps.c.id == step.id).values(**blank))
        _blank_question(connection, step)


def _blank_question(connection: Connection, step: AnyRow) -> None:
    """What was asked just before, and the conversation's name when it was called after that."""
    asked = chat_steps.c.thread_id == step.thread_id, chat_steps.c.type == "user_message"
    questions = connection.execute(select(chat_steps.c.id, chat_steps.c.created).where(*asked)).all()
    before = [each for each in questions if each.id == step.parent_id or each.created <= step.created]
    if not before:
        return
    question = max(before, key=lambda each: (each.id == step.parent_id, each.created))
    hidden = {"output": wording.HIDDEN, "input": ""}
    connection.execute(update(chat_steps).where(chat_steps.c.id == question.id).values(**hidden))
    if question.id == min(questions, key=lambda each: each.created).id:
        thread = chat_threads.c.id == step.thread_id
        connection.execute(update(chat_threads).where(thread).values(name=wording.HIDDEN))


def _note(connection: Connection, ids: Sequence[str], because_of: str) -> int:
    table = withdrawn_answers
    known = set(connection.execute(select(table.c.answer_id).where(table.c.answer_id.in_(ids))).scalars())
    fresh = [each for each in ids if each not in known]
    if fresh:
        at = now()
        rows = [{"answer_id": each, "document_id": because_of, "withdrawn": at} for each in fresh]
        connection.execute(insert(table), rows)
    return len(fresh)


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
