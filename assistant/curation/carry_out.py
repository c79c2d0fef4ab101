"""A plan is carried out in one transaction: document, rows, decision, task closed, people told; or nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, select

from assistant.answering.taught import taught_within
from assistant.curation.document import put_of
from assistant.curation.errors import AlreadyDecided
from assistant.curation.nouns import (
    ConfirmAnswer,
    Correction,
    CorrectionStatus,
    Decided,
    DecisionKind,
    EffectKind,
    Golden,
    Person,
    Preview,
    RetireDocument,
    Task,
    Teach,
)
from assistant.curation.outcome import end_within
from assistant.curation.plan import Plan, Sitting
from assistant.curation.rights import current_unit
from assistant.curation.state import before_within, refuse_moved
from assistant.records import corrections as records
from assistant.records.decisions import (
    Entry,
    affect_within,
    decision_of,
    latest_about,
    retirement_decision,
    same_within,
    write_within,
)
from assistant.records.golden import golden_within, made_within, replaced_within, retire_goldens_within
from assistant.upkeep.verification import Owners, verify_within
from ingest import database as db
from ingest.index.base import Put
from ingest.pipeline import original_of
from ingest.retire import retire_within, retirement_within
from ingest.settle import forget_original

MOST_SHIFTS = 50  # kept in the ledger; the counts are of all


@dataclass(frozen=True)
class Agreed:
    """The one who made the change, when a second person's word carries it out, and the task that waited for that."""

    proposer: Person
    task: Task


def carry_out(plan: Plan, found: Preview, sitting: Sitting, state: int, agreed: Agreed | None = None) -> Decided:
    """Write the plan. `state` is what was taught when the preview was made.

    Raises AlreadyDecided, StorageFull; TaughtMeanwhile when something else was taught since, so that the preview is made again.
    """
    made: list[int] = []

    def beside(connection: Connection) -> None:
        refuse_overtaken(connection, plan)
        refuse_moved(connection, state)
        before = _before(connection, plan)
        number = write_within(connection, _entry(plan, found, sitting, agreed, before))
        retire_goldens_within(connection, before["goldens"], sitting.at)
        WRITERS[plan.kind](connection, plan, number, sitting)
        for task in (plan.task, agreed.task if agreed else None):
            if task:
                taken = plan.correction.id if plan.correction else None
                end_within(connection, task, number, plan.kind, sitting, plan.reason, taken)
        taught_within(connection)
        made.append(number)

    change(_puts(plan, sitting), [], beside, sitting)
    return Decided(decision_of(sitting.engine, made[-1]), live=True)


def change(puts: list[Put], removals: list[str], beside: Callable[[Connection], None], sitting: Sitting) -> None:
    """All in one transaction; afterwards no bytes are kept that no document has, whatever happened."""
    pipeline = sitting.assistant.pipeline
    touched = [put.document.id for put in puts] + removals
    digests = {put.document.digest for put in puts}
    try:
        digests |= {document.digest for each in touched if (document := pipeline.index.document(each))}
        pipeline.index.change(puts, removals, beside)
    finally:
        for digest in digests:
            if original_of(digest, pipeline.settings.home).exists():
                forget_original(digest, pipeline)


def _puts(plan: Plan, sitting: Sitting) -> list[Put]:
    if isinstance(plan.change, Teach) and plan.correction:
        return [put_of(plan.correction, sitting.assistant.pipeline)]
    return []


def refuse_overtaken(connection: Connection, plan: Plan) -> None:
    """Raises AlreadyDecided when somebody else was first with the same thing."""
    if plan.base and plan.correction:
        if records.newest_within(connection, plan.correction.id).version != plan.base:
            raise overtaken(connection, plan.correction.id)
    elif isinstance(plan.change, Teach):
        twin = records.twin_within(connection, plan.unit, plan.change.lesson)
        if twin:
            raise AlreadyDecided(twin.taught_by.name, twin.taught_at)
    if isinstance(plan.change, RetireDocument):
        refuse_retired(connection, plan.change.document_id)
    elif plan.kind in EFFECTS:
        passages = [chunk_id for chunk_id, _ in plan.cited]
        same = same_within(connection, EFFECTS[plan.kind], plan.unit, plan.question, passages)
        if same:
            raise AlreadyDecided(same.by.name, same.at)


def refuse_retired(connection: Connection, document_id: str) -> None:
    """Raises AlreadyDecided when the document is out of use already."""
    first = retirement_decision(connection, document_id) if retirement_within(connection, document_id) else None
    if first:
        raise AlreadyDecided(first.by.name, first.at)


def overtaken(connection: Connection, correction_id: str) -> AlreadyDecided:
    """Who changed the correction before this person did."""
    last = latest_about(connection, correction_id)
    newest = records.newest_within(connection, correction_id)
    return AlreadyDecided(last.by.name, last.at) if last else AlreadyDecided(newest.taught_by.name, newest.taught_at)


def _before(connection: Connection, plan: Plan) -> dict[str, Any]:
    """What an undo brings back."""
    live = records.live_within(connection, plan.correction.id) if plan.correction else None
    vouched = plan.corrects if isinstance(plan.change, ConfirmAnswer) else [plan.document_id or ""]
    return before_within(connection, live, _ending(connection, plan, live), vouched)


def _ending(connection: Connection, plan: Plan, live: Correction | None) -> list[int]:
    """The golden questions that end with the decision: those it takes the place of, those of a correction it retires."""
    made_by = live.decision_id if live else None
    if isinstance(plan.change, Teach | ConfirmAnswer):
        return replaced_within(connection, plan.unit, plan.question, made_by)
    return made_within(connection, made_by) if isinstance(plan.change, RetireDocument) and made_by is not None else []


def _entry(plan: Plan, found: Preview, sitting: Sitting, agreed: Agreed | None, before: dict[str, Any]) -> Entry:
    return Entry(
        at=sitting.at,
        kind=plan.kind,
        by=agreed.proposer if agreed else sitting.person,
        unit=plan.unit,
        reason=plan.reason,
        question=plan.question,
        task_id=plan.task.id if plan.task else None,
        correction_id=plan.correction.id if plan.correction else None,
        version=plan.correction.version if plan.correction else None,
        document_id=plan.document_id,
        chunk_ids=tuple(chunk_id for chunk_id, _ in plan.cited),
        second=sitting.person if agreed else None,
        gate=gate_of(found) | before,
    )


def gate_of(found: Preview) -> dict[str, Any]:
    """What the preview showed, as the ledger keeps it."""
    shifts = [
        {"golden": shift.golden.id, "question": shift.golden.question, "broken": shift.broken, "gained": shift.gained}
        for shift in found.shifts[:MOST_SHIFTS]
    ]
    counts = {
        "replayed": found.replayed,
        "changed": len(found.shifts),
        "broken": sum(shift.broken for shift in found.shifts),
        "gained": sum(shift.gained for shift in found.shifts),
        "conflicts": len(found.conflicts),
    }
    return {**counts, "shifts": shifts}


def _teach(connection: Connection, plan: Plan, number: int, sitting: Sitting) -> None:
    assert plan.correction
    correction = replace(plan.correction, decision_id=number)
    if plan.stored:
        records.decided_within(connection, correction.id, correction.version, number)
    else:
        records.add_within(connection, correction, plan.corrects)
    records.stand_within(connection, correction.id, CorrectionStatus.LIVE, correction.version, sitting.at, plan.unit)
    retired = db.retirements.c.document_id == correction.document_id
    connection.execute(delete(db.retirements).where(retired))  # taught anew, it is out of use no more
    _make_golden(connection, plan, number, sitting, [correction.document_id], protected=True)
    _vouch(connection, plan, number, sitting, correction.document_id, correction.lesson.review_days)


def _block(connection: Connection, plan: Plan, number: int, sitting: Sitting) -> None:
    affect_within(connection, number, EffectKind.BLOCK, plan.question, plan.cited)


def _confirm(connection: Connection, plan: Plan, number: int, sitting: Sitting) -> None:
    assert isinstance(plan.change, ConfirmAnswer)
    affect_within(connection, number, EffectKind.PREFER, plan.question, plan.cited)
    _make_golden(connection, plan, number, sitting, plan.corrects, plan.change.protected)
    for document_id in _owned(connection, plan, sitting):
        _vouch(connection, plan, number, sitting, document_id, None)


def _retire(connection: Connection, plan: Plan, number: int, sitting: Sitting) -> None:
    assert isinstance(plan.change, RetireDocument)
    retire_within(connection, plan.change.document_id, sitting.today, plan.change.successor)
    if plan.correction:
        stands = CorrectionStatus.RETIRED
        records.stand_within(connection, plan.correction.id, stands, None, sitting.at, plan.correction.unit)


def _make_golden(
    connection: Connection, plan: Plan, number: int, sitting: Sitting, expected: Sequence[str], protected: bool
) -> None:
    golden = Golden(0, plan.unit, plan.question, tuple(expected), protected, number, plan.as_reader)
    golden_within(connection, golden, sitting.at)


def _vouch(
    connection: Connection, plan: Plan, number: int, sitting: Sitting, document_id: str, days: int | None
) -> None:
    by, at = sitting.person, sitting.at
    verify_within(connection, sitting.tables, document_id, plan.unit, by, at, days, number)


def _owned(connection: Connection, plan: Plan, sitting: Sitting) -> list[str]:
    """Of what a confirmed answer cites, what the unit answers for: of the rest it cannot say that it holds."""
    table, owners = db.documents, Owners(sitting.tables, sitting.today)
    own = current_unit(plan.unit, sitting.tables, sitting.today)
    chosen = select(table.c.id, table.c.unit, table.c.field).where(table.c.id.in_(plan.corrects))
    return [row.id for row in connection.execute(chosen.order_by(table.c.id)) if owners.of(row) == own]


EFFECTS = {DecisionKind.PASSAGE_BLOCKED: EffectKind.BLOCK, DecisionKind.CONFIRMED: EffectKind.PREFER}
WRITERS: Mapping[DecisionKind, Callable[[Connection, Plan, int, Sitting], None]] = {
    DecisionKind.TAUGHT: _teach,
    DecisionKind.EDITED: _teach,
    DecisionKind.PASSAGE_BLOCKED: _block,
    DecisionKind.CONFIRMED: _confirm,
    DecisionKind.DOCUMENT_RETIRED: _retire,
}
