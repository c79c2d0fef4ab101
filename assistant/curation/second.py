"""What breaks a protected answer waits for a second person: somebody else who may decide for the unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from assistant import wording_curation as words
from assistant.curation.carry_out import Agreed, carry_out, gate_of, refuse_overtaken
from assistant.curation.drafts import add_draft, entry_about, entry_of, in_one
from assistant.curation.errors import NotTeachable, TaughtMeanwhile
from assistant.curation.gate import previewed
from assistant.curation.nouns import (
    CorrectionStatus,
    Decided,
    Decision,
    DecisionKind,
    Level,
    Preview,
    Task,
    TaskKind,
    Teach,
)
from assistant.curation.outcome import drop_proposal_within, end_within
from assistant.curation.plan import Plan, Sitting, open_task, planned, said, waiting_plan
from assistant.curation.state import refuse_moved, taught_version
from assistant.curation.waiting import read, written
from assistant.records.corrections import WAITING, correction_of
from assistant.records.decisions import decisions_of, write_within
from assistant.records.decisions import gate_of as kept_gate_of
from assistant.records.tasks import Opening, open_within
from assistant.tasks.tasks import settle_within
from assistant.working_days import due

TRIES = 20


def wait_for_second(plan: Plan, found: Preview, sitting: Sitting, state: int) -> Decided:
    """Keep the change and open a task for another head, a stand-in or the office; nothing of it is live."""
    opened: list[int] = []

    def beside(connection: Connection) -> int:
        refuse_overtaken(connection, plan)
        refuse_moved(connection, state)
        task_id, is_new = open_within(connection, _opening(plan, found, sitting), sitting.person, sitting.at)
        if not is_new:
            raise NotTeachable("already_proposed")
        gate = gate_of(found) | {WAITING: written(plan.change)}
        entry = replace(entry_of(plan, DecisionKind.PROPOSED, sitting), task_id=task_id, gate=gate)
        number = write_within(connection, entry)
        if isinstance(plan.change, Teach):
            add_draft(connection, plan, number, CorrectionStatus.WAITING_SECOND, sitting)
        settle_within(connection, task_id, "opened", sitting.tables, sitting.at)
        opened.append(task_id)
        return number

    return Decided(in_one(beside, sitting), live=False, task_id=opened[-1])


def answered_by_second(task_id: int, agreed: bool, sitting: Sitting, reason: str) -> Decided:
    """Carry out what waits, or send it back with a reason."""
    task = open_task(task_id, sitting, (TaskKind.SECOND,))
    assert task
    proposed = _proposed(task, sitting)
    if proposed.by.account_id == sitting.by.account_id:
        raise NotTeachable("second")
    if not agreed:
        return sent_back(task, said(reason), sitting)
    change: dict[str, Any] = kept_gate_of(sitting.engine, proposed.id)[WAITING]
    for _ in range(TRIES):
        state = taught_version(sitting.engine)
        plan = _resumed(change, proposed, sitting)
        found = previewed(plan, sitting, looking=False)
        try:
            return carry_out(plan, found, sitting, state, Agreed(proposed.by, task))
        except TaughtMeanwhile:
            continue
    raise TaughtMeanwhile("What is taught changed again and again while this was decided. Try again.")


def sent_back(task: Task, reason: str, sitting: Sitting) -> Decided:
    """The change is not carried out; who made it is told why. What it was to close stays open."""
    proposed = _proposed(task, sitting)

    def beside(connection: Connection) -> int:
        entry = replace(
            entry_about(task, DecisionKind.REJECTED, sitting),
            reason=reason,
            version=proposed.version,
            chunk_ids=proposed.chunk_ids,
        )
        number = write_within(connection, entry)
        if proposed.correction_id:
            drop_proposal_within(connection, proposed.correction_id, number, sitting)
        end_within(connection, task, number, DecisionKind.REJECTED, sitting, reason)
        return number

    return Decided(in_one(beside, sitting), live=False)


def _opening(plan: Plan, found: Preview, sitting: Sitting) -> Opening:
    broken = sum(shift.broken and shift.golden.protected for shift in found.shifts)
    return Opening(
        kind=TaskKind.SECOND,
        unit=plan.unit,
        question=plan.question if _is_for_members(plan) else words.HIDDEN_QUESTION,
        reason="second",
        subject=f"second:{found.digest}",
        due=due("second", sitting.today, sitting.tables),
        level=Level.UNIT_HEAD,
        document_id=plan.document_id,
        correction_id=plan.correction.id if plan.correction else None,
        note=words.SECOND_NOTE.format(count=broken),
    )


def _is_for_members(plan: Plan) -> bool:
    """Whether everybody in the unit may read what the change says; the task itself is for all of them."""
    return not isinstance(plan.change, Teach) or plan.as_reader in ("all", f"unit:{plan.unit}")


def _proposed(task: Task, sitting: Sitting) -> Decision:
    """What waits in this task. Raises NotTeachable when it holds nothing, which only a damaged row does."""
    [*found], _ = decisions_of(sitting.engine, None, kind=DecisionKind.PROPOSED, task_id=task.id, size=1)
    if not found:
        raise NotTeachable("not_found")
    return found[0]


def _resumed(change: dict[str, Any], proposed: Decision, sitting: Sitting) -> Plan:
    meant = read(change)
    if isinstance(meant, Teach) and proposed.correction_id:
        return waiting_plan(meant, correction_of(sitting.engine, proposed.correction_id), sitting)
    return planned(meant, sitting)
