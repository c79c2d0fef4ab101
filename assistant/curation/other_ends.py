"""What is decided without changing an answer: a draft is kept for the head, a task is turned down, an item still holds."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from assistant.answering.taught import taught_within
from assistant.curation.drafts import add_draft, entry_about, entry_of, in_one
from assistant.curation.errors import NotTeachable
from assistant.curation.lessons import LONGEST_INTERVAL
from assistant.curation.nouns import CorrectionStatus, Decision, DecisionKind, Lesson, TaskKind, Teach
from assistant.curation.outcome import end_within
from assistant.curation.plan import Sitting, open_task, owner, planned, readable_document, said
from assistant.curation.rights import may_propose
from assistant.curation.second import sent_back
from assistant.curation.state import before_within
from assistant.records.corrections import corrections_with_documents
from assistant.records.decisions import Entry, write_within
from assistant.records.tasks import note_within, propose_within
from assistant.upkeep.review import items_of, struck
from assistant.upkeep.verification import verify_within


def kept_proposal(lesson: Lesson, task_id: int, sitting: Sitting) -> str:
    """The draft is kept with the task; nothing of it is answered from. Returns the correction's id."""
    plan = planned(Teach(lesson, task_id, origin="proposal"), replace(sitting, allowed=may_propose))
    task, correction = plan.task, plan.correction
    assert task
    assert correction

    def beside(connection: Connection) -> int:
        number = write_within(connection, entry_of(plan, DecisionKind.PROPOSED, sitting))
        add_draft(connection, plan, number, CorrectionStatus.PROPOSED, sitting)
        propose_within(connection, task.id, task.version, correction.id, sitting.person, sitting.at)
        return number

    in_one(beside, sitting)
    return correction.id


def turned_down(task_id: int, reason: str, sitting: Sitting) -> Decision:
    """The task ends without an answer; everybody affected is told why."""
    reason = said(reason)
    task = open_task(task_id, sitting, tuple(TaskKind))
    assert task
    if task.kind is TaskKind.SECOND:
        return sent_back(task, reason, sitting).decision

    def beside(connection: Connection) -> int:
        number = write_within(connection, replace(entry_about(task, DecisionKind.REJECTED, sitting), reason=reason))
        end_within(connection, task, number, DecisionKind.REJECTED, sitting, reason)
        return number

    return in_one(beside, sitting)


def looked_at_again(document_id: str, task_id: int | None, days: int | None, sitting: Sitting) -> Decision:
    """The owner vouches for the item from now on. Raises NotTeachable("review_days")."""
    if days is not None and not 1 <= days <= LONGEST_INTERVAL:
        raise NotTeachable("review_days")
    task = open_task(task_id, sitting)
    document = readable_document(document_id, sitting)
    unit = owner(document, sitting)
    sitting.require(unit)
    known = next(iter(corrections_with_documents(sitting.engine, [document_id])), None)

    def beside(connection: Connection) -> int:
        before = before_within(connection, None, [], [document_id])
        entry = Entry(
            at=sitting.at,
            kind=DecisionKind.REVIEWED,
            by=sitting.person,
            unit=unit,
            reason="",
            question=task.question if task else document.title,
            task_id=task_id,
            correction_id=known.id if known else None,
            version=known.version if known else None,
            document_id=document_id,
            gate=before,
        )
        number = write_within(connection, entry)
        verify_within(connection, sitting.tables, document_id, unit, sitting.person, sitting.at, days, number)
        if task and set(items_of(task)) - {document_id}:  # others of its list wait to be looked at
            note_within(connection, task.id, struck(task.note, document_id), sitting.person, sitting.at)
        elif task:
            end_within(connection, task, number, DecisionKind.REVIEWED, sitting)
        taught_within(connection)
        return number

    return in_one(beside, sitting)
