"""What was taught, asked and decided about documents that were taken back: that it was stays, what it said does not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, Engine, or_, select, update

from assistant import wording
from assistant.answering.taught import taught_within
from assistant.curation.nouns import CorrectionStatus
from assistant.records.tables import now
from assistant.records.teaching import (
    correction_versions,
    corrections,
    decisions,
    effects,
    golden_questions,
    notices,
    task_moves,
    task_people,
    tasks,
)
from ingest.database import reading


def taught_from(engine: Engine, document_ids: Collection[str]) -> frozenset[str]:
    """The documents of corrections that were made from these documents, or from such a correction."""
    with reading(engine) as connection:
        rows = connection.execute(select(corrections.c.document_id, corrections.c.corrects)).all()
    found: set[str] = set()
    grown = set(document_ids)
    while grown:
        grown = {row.document_id for row in rows if grown & set(row.corrects)} - found - set(document_ids)
        found |= grown
    return frozenset(found)


def blank_taught(connection: Connection, document_ids: Collection[str], answer_ids: Sequence[str]) -> None:
    """Blank every correction that is one of these documents, and what was asked and decided about them and the answers."""
    documents, answers = sorted(document_ids), list(answer_ids)
    about = _tasks_about(connection, documents, answers)
    items = list(connection.scalars(select(corrections.c.id).where(corrections.c.document_id.in_(documents))))
    if not (about or items or _is_named(connection, documents)):
        return
    _blank_tasks(connection, about)
    _blank_corrections(connection, items)
    _blank_decisions(connection, documents, items, about)
    taught_within(connection)


def _is_named(connection: Connection, documents: list[str]) -> bool:
    return connection.execute(select(decisions.c.id).where(decisions.c.document_id.in_(documents))).first() is not None


def _tasks_about(connection: Connection, documents: list[str], answers: list[str]) -> list[int]:
    asked = select(task_people.c.task_id).where(task_people.c.answer_id.in_(answers))
    decided = select(decisions.c.task_id).where(
        decisions.c.document_id.in_(documents), decisions.c.task_id.is_not(None)
    )
    about = or_(tasks.c.document_id.in_(documents), tasks.c.answer_id.in_(answers))
    chosen = select(tasks.c.id).where(or_(about, tasks.c.id.in_(asked), tasks.c.id.in_(decided)))
    return list(connection.scalars(chosen))


def _blank_tasks(connection: Connection, ids: list[int]) -> None:
    said = {"question": wording.HIDDEN, "comment": "", "proposed": ""}
    connection.execute(update(tasks).where(tasks.c.id.in_(ids)).values(question=wording.HIDDEN, note=""))
    connection.execute(update(task_people).where(task_people.c.task_id.in_(ids)).values(**said))
    connection.execute(update(task_moves).where(task_moves.c.task_id.in_(ids)).values(note=""))
    connection.execute(update(notices).where(notices.c.task_id.in_(ids)).values(body=""))


def _blank_corrections(connection: Connection, ids: list[str]) -> None:
    lesson = {"question": wording.HIDDEN, "answer": wording.WITHDRAWN, "wordings": [], "not_for": [], "basis": []}
    stands = {"status": CorrectionStatus.RETIRED.value, "live_version": None}
    connection.execute(update(correction_versions).where(correction_versions.c.correction_id.in_(ids)).values(**lesson))
    connection.execute(update(corrections).where(corrections.c.id.in_(ids)).values(**stands))


def _blank_decisions(connection: Connection, documents: list[str], items: list[str], about: list[int]) -> None:
    concerned: ColumnElement[bool] = or_(
        decisions.c.document_id.in_(documents), decisions.c.correction_id.in_(items), decisions.c.task_id.in_(about)
    )
    ids = list(connection.scalars(select(decisions.c.id).where(concerned)))
    blank = {"question": wording.HIDDEN, "reason": "", "gate": {}}
    connection.execute(update(decisions).where(decisions.c.id.in_(ids)).values(**blank))
    off = {"question": wording.HIDDEN, "live": False}
    connection.execute(update(effects).where(effects.c.decision_id.in_(ids)).values(**off))
    made = golden_questions.c.decision_id.in_(ids)
    connection.execute(update(golden_questions).where(made).values(question=wording.HIDDEN, retired=now()))
