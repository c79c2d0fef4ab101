"""How tasks, knowledge items, previews and decisions look as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from assistant import wording_tasks
from assistant.api.bodies import LessonBody
from assistant.api.shapes import iso
from assistant.curation.nouns import (
    Conflict,
    Correction,
    Decided,
    Decision,
    Lesson,
    Preview,
    Shift,
    Task,
    TaskMove,
)
from assistant.records.tasks import Affected
from assistant.tasks.remit import unit_name
from assistant.tasks.tasks import alert_of
from ingest.documents import Visibility
from ingest.tables import Tables

Json = dict[str, Any]


def task_object(task: Task, tables: Tables, on: date) -> Json:
    """One task; `alert` is the state of its due date while it is open."""
    open_ = task.closed is None
    return {
        "id": task.id,
        "kind": task.kind.value,
        "kind_name": wording_tasks.TASK_KIND[task.kind],
        "status": task.status.value,
        "level": task.level.value,
        "unit": task.unit,
        "unit_name": unit_name(task.unit, tables),
        "question": task.question,
        "reason": task.reason,
        "opened": moment(task.opened),
        "due": iso(task.due),
        "alert": alert_of(task.due, on, tables).value if open_ else None,
        "people": task.people,
        "version": task.version,
        "correction_id": task.correction_id,
        "closed": moment(task.closed) if task.closed else None,
        "decision_id": task.decision_id,
    }


def said_object(said: Affected) -> Json:
    """What the asker themselves said."""
    return {
        "answer_id": said.answer_id,
        "question": said.question,
        "comment": said.comment,
        "proposed": said.proposed,
        "asked": moment(said.asked_at),
        "told": moment(said.told) if said.told else None,
    }


def move_object(move: TaskMove) -> Json:
    """One line of a task's history."""
    return {
        "at": moment(move.at),
        "by": move.by.name,
        "what": move.what,
        "from_unit": move.from_unit,
        "to_unit": move.to_unit,
        "level": move.level.value,
        "due": iso(move.due),
        "note": move.note,
    }


def decision_object(decision: Decision) -> Json:
    """One line of the ledger."""
    return {
        "id": decision.id,
        "at": moment(decision.at),
        "kind": decision.kind.value,
        "by": decision.by.name,
        "second": decision.second.name if decision.second else None,
        "unit": decision.unit,
        "reason": decision.reason,
        "task_id": decision.task_id,
        "correction_id": decision.correction_id,
        "version": decision.version,
        "document_id": decision.document_id,
        "undoes": decision.undoes,
        "undone_by": decision.undone_by,
    }


def decided_object(decided: Decided) -> Json:
    """What became of a change; one that waits for a second person says in which task."""
    return {"decision": decision_object(decided.decision), "live": decided.live, "task_id": decided.task_id}


def correction_object(correction: Correction) -> Json:
    """One knowledge item with its newest text."""
    return {
        "id": correction.id,
        "document_id": correction.document_id,
        "unit": correction.unit,
        "status": correction.status.value,
        "version": correction.version,
        **lesson_object(correction.lesson),
        "taught_by": correction.taught_by.name,
        "taught": moment(correction.taught_at),
        "review_on": iso(correction.review_on),
        "origin": correction.origin,
    }


def lesson_object(lesson: Lesson) -> Json:
    """The text of one version."""
    return {
        "question": lesson.question,
        "answer": lesson.answer,
        "wordings": list(lesson.wordings),
        "not_for": list(lesson.not_for),
        "basis": list(lesson.basis),
        "in_force": iso(lesson.in_force),
        "until": iso(lesson.until),
        "visibility": {"scope": lesson.visibility.scope, "units": sorted(lesson.visibility.units)},
        "review_days": lesson.review_days,
        "field": lesson.field,
    }


def lesson_of(body: LessonBody) -> Lesson:
    """The lesson of a request."""
    return Lesson(
        question=body.question,
        answer=body.answer,
        wordings=tuple(body.wordings),
        not_for=tuple(body.not_for),
        basis=tuple(body.basis),
        in_force=body.in_force,
        until=body.until,
        visibility=Visibility(body.visibility.scope, frozenset(body.visibility.units)),
        review_days=body.review_days,
        field=body.field,
    )


def preview_object(preview: Preview) -> Json:
    """What would change; `digest` is sent back as `seen`."""
    return {
        "digest": preview.digest,
        "replayed": preview.replayed,
        "breaks_protected": preview.breaks_protected,
        "shifts": [shift_object(each) for each in preview.shifts],
        "conflicts": [conflict_object(each) for each in preview.conflicts],
    }


def shift_object(shift: Shift) -> Json:
    """One golden question whose answer would change."""
    return {
        "question": shift.golden.question,
        "protected": shift.golden.protected,
        "before": shift.before,
        "after": shift.after,
        "before_sources": list(shift.before_sources),
        "after_sources": list(shift.after_sources),
        "broken": shift.broken,
        "gained": shift.gained,
    }


def conflict_object(conflict: Conflict) -> Json:
    """Knowledge or law that says otherwise."""
    return {
        "what": conflict.what,
        "title": conflict.title,
        "excerpt": conflict.excerpt,
        "day": iso(conflict.day),
        "owner": conflict.owner,
        "document_id": conflict.document_id,
        "link": conflict.link,
    }


def moment(at: datetime) -> str:
    """A moment for programs, in UTC."""
    return at.isoformat().replace("+00:00", "Z")
