"""A decision is taken back: what it made goes, what it ended comes back, what it closed is opened again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from assistant import wording_curation as words
from assistant.answering.taught import taught_within
from assistant.curation.carry_out import change
from assistant.curation.document import document_id as document_id_of_correction
from assistant.curation.document import put_of
from assistant.curation.errors import AlreadyDecided, NotTeachable, TaughtMeanwhile
from assistant.curation.nouns import CorrectionStatus, Decision, DecisionKind, Person, TaskKind
from assistant.curation.plan import Sitting, said
from assistant.curation.rights import current_unit
from assistant.curation.state import refuse_moved, restore_verifications_within, taught_version
from assistant.pages.image import forget_pages
from assistant.records import corrections as records
from assistant.records.decisions import (
    Entry,
    decision_of,
    decision_within,
    effects_live_within,
    gate_of,
    write_within,
)
from assistant.records.golden import made_within, renew_goldens_within, retire_goldens_within
from assistant.records.notices import tell_within
from assistant.records.tasks import MACHINE, Opening, join_within, open_within, people_within, task_within
from assistant.records.teaching import tasks
from assistant.tasks.announce import MINE
from assistant.tasks.tasks import settle_within
from assistant.working_days import due
from ingest.database import reading
from ingest.index.base import Put
from ingest.retire import unretire_within
from ingest.settle import chunks_of

TRIES = 20
RULES = {
    TaskKind.ESCALATION: "escalation",
    TaskKind.REPORT: "report",
    TaskKind.REVIEW: "review",
    TaskKind.SECOND: "second",
}


@dataclass(frozen=True)
class Undoing:
    """A decision to be taken back, with what held before it."""

    decision: Decision
    before: Mapping[str, Any]
    reason: str
    sitting: Sitting


def undone(decision_id: int, reason: str, sitting: Sitting) -> Decision:
    """Take the decision back in one transaction. Raises NotAllowed, NotFound, NotTeachable, AlreadyDecided."""
    decision = decision_of(sitting.engine, decision_id)
    sitting.require(decision.unit)
    if decision.kind not in UNDO:
        raise NotTeachable("not_undoable")
    undoing = Undoing(decision, gate_of(sitting.engine, decision_id), said(reason), sitting)
    for _ in range(TRIES):
        try:
            return _in_one(undoing, taught_version(sitting.engine))
        except TaughtMeanwhile:
            continue
    raise TaughtMeanwhile("What is taught changed again and again while this was undone. Try again.")


def _in_one(undoing: Undoing, state: int) -> Decision:
    sitting, decision = undoing.sitting, undoing.decision
    made: list[int] = []

    def beside(connection: Connection) -> None:
        refuse_undone(connection, decision.id)
        refuse_moved(connection, state)
        UNDO[decision.kind](connection, undoing)
        number = write_within(connection, _entry(undoing))
        retire_goldens_within(connection, made_within(connection, decision.id), sitting.at)
        renew_goldens_within(connection, undoing.before.get("goldens", []))
        restore_verifications_within(connection, undoing.before, decision.id)
        open_again_within(connection, undoing)
        taught_within(connection)
        made.append(number)

    puts, removals = _stored_again(undoing)
    change(puts, removals, beside, sitting)
    for each in removals:
        forget_pages(each)
    return decision_of(sitting.engine, made[-1])


def refuse_undone(connection: Connection, decision_id: int) -> None:
    """Raises AlreadyDecided when somebody took it back before."""
    undone_by = decision_within(connection, decision_id).undone_by
    if undone_by is not None:
        first = decision_within(connection, undone_by)
        raise AlreadyDecided(first.by.name, first.at)


def _stored_again(undoing: Undoing) -> tuple[list[Put], list[str]]:
    """The documents as they were before the decision, and those that go."""
    decision, sitting = undoing.decision, undoing.sitting
    if decision.kind not in (DecisionKind.TAUGHT, DecisionKind.EDITED) or not decision.correction_id:
        return [], []
    before = undoing.before["before"]
    if before is None:
        return [], [document_id_of_correction(decision.correction_id)]
    with reading(sitting.engine) as connection:
        earlier = records.version_within(connection, decision.correction_id, before)
    return [put_of(earlier, sitting.assistant.pipeline)], []


def _entry(undoing: Undoing) -> Entry:
    decision, sitting = undoing.decision, undoing.sitting
    return Entry(
        at=sitting.at,
        kind=DecisionKind.UNDONE,
        by=sitting.person,
        unit=decision.unit,
        reason=undoing.reason,
        question=decision.question,
        task_id=decision.task_id,
        correction_id=decision.correction_id,
        version=decision.version,
        document_id=decision.document_id,
        chunk_ids=decision.chunk_ids,
        undoes=decision.id,
    )


def _untaught(connection: Connection, undoing: Undoing) -> None:
    """Only the version that is answered from is taken back: whoever wants an earlier one gone takes this back first."""
    decision, before = undoing.decision, undoing.before["before"]
    assert decision.correction_id
    live = records.live_within(connection, decision.correction_id)
    if live is None or live.version != decision.version:
        raise NotTeachable("undone_since")
    stands = CorrectionStatus.RETIRED if before is None else CorrectionStatus.LIVE
    records.stand_within(connection, decision.correction_id, stands, before, undoing.sitting.at)


def _without_effects(connection: Connection, undoing: Undoing) -> None:
    effects_live_within(connection, undoing.decision.id, False)


def _brought_back(connection: Connection, undoing: Undoing) -> None:
    decision, before = undoing.decision, undoing.before["before"]
    assert decision.document_id
    tables = undoing.sitting.tables
    if not unretire_within(connection, decision.document_id, lambda document: chunks_of(document, tables)):
        raise NotTeachable("undone_since")
    if decision.correction_id and before is not None:
        records.stand_within(connection, decision.correction_id, CorrectionStatus.LIVE, before, undoing.sitting.at)


def _nothing_else(connection: Connection, undoing: Undoing) -> None:
    """What was only said is unsaid by opening the task again and by who vouched before."""


UNDO: Mapping[DecisionKind, Callable[[Connection, Undoing], None]] = {
    DecisionKind.TAUGHT: _untaught,
    DecisionKind.EDITED: _untaught,
    DecisionKind.CONFIRMED: _without_effects,
    DecisionKind.PASSAGE_BLOCKED: _without_effects,
    DecisionKind.DOCUMENT_RETIRED: _brought_back,
    DecisionKind.REVIEWED: _nothing_else,
    DecisionKind.REJECTED: _nothing_else,
}


def open_again_within(connection: Connection, undoing: Undoing) -> int | None:
    """A task that the decision closed waits again, as a new one, with everybody who was affected; they are told."""
    decision, sitting = undoing.decision, undoing.sitting
    if decision.task_id is None:
        return None
    closed = task_within(connection, decision.task_id)
    if closed.decision_id != decision.id or closed.kind is TaskKind.SECOND:
        return None  # a change that was sent back is made anew by who wants it
    opening = Opening(
        kind=closed.kind,
        unit=current_unit(closed.unit, sitting.tables, sitting.today),
        question=closed.question,
        reason=closed.reason,
        subject=str(connection.scalar(select(tasks.c.subject).where(tasks.c.id == closed.id))),
        due=due(RULES[closed.kind], sitting.today, sitting.tables),
        answer_id=closed.answer_id,
        document_id=closed.document_id,
        correction_id=closed.correction_id,
        note=words.OPENED_AGAIN.format(name=sitting.person.name, reason=undoing.reason),
    )
    number, is_new = open_within(connection, opening, MACHINE, sitting.at)
    for each in people_within(connection, closed.id):
        own = replace(
            opening, words=each.question, comment=each.comment, proposed=each.proposed, answer_id=each.answer_id
        )
        join_within(connection, number, own, Person(each.account_id, each.account_name), sitting.at)
    if is_new:
        settle_within(connection, number, "opened", sitting.tables, sitting.at)
    known = sitting.tables.unit(opening.unit)
    title = words.OPENED_AGAIN_TITLE.format(unit=known.name if known else opening.unit)
    tell_within(connection, number, title, opening.note, MINE, sitting.at, "opened_again")
    return number
