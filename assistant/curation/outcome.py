"""A task ends: it is closed by its decision, a proposal nobody took is dropped, everybody affected is told."""

from __future__ import annotations

from sqlalchemy import Connection

from assistant import wording_curation as words
from assistant.curation.nouns import CorrectionStatus, DecisionKind, Task, TaskKind
from assistant.curation.plan import Sitting
from assistant.records import corrections as records
from assistant.records.notices import tell_within
from assistant.records.tasks import close_within
from assistant.tasks.announce import MINE
from assistant.wording import day

TEACHES = (DecisionKind.TAUGHT, DecisionKind.EDITED)


def end_within(
    connection: Connection,
    task: Task,
    decision_id: int,
    kind: DecisionKind,
    sitting: Sitting,
    reason: str = "",
    taken: str | None = None,
) -> None:
    """Close the task, once, and tell its people. `taken` is the correction that went live. Raises AlreadyDecided."""
    close_within(connection, task.id, task.version, decision_id, sitting.person, sitting.at)
    if task.kind is not TaskKind.SECOND and task.correction_id and task.correction_id != taken:
        drop_proposal_within(connection, task.correction_id, decision_id, sitting)
    title, body = _said(task, kind, sitting, reason)
    tell_within(connection, task.id, title, body, MINE, sitting.at)


def drop_proposal_within(connection: Connection, correction_id: str, decision_id: int, sitting: Sitting) -> None:
    """What was proposed is proposed no more; what is answered from stays."""
    newest = records.newest_within(connection, correction_id)
    if newest.status not in (CorrectionStatus.PROPOSED, CorrectionStatus.WAITING_SECOND):
        return
    records.decided_within(connection, correction_id, newest.version, decision_id)
    if records.live_within(connection, correction_id) is None:
        records.stand_within(connection, correction_id, CorrectionStatus.REJECTED, None, sitting.at)


def _said(task: Task, kind: DecisionKind, sitting: Sitting, reason: str) -> tuple[str, str]:
    known = sitting.tables.unit(task.unit)
    title = words.OUTCOME_TITLE[kind]
    if task.kind is TaskKind.SECOND:
        title = words.SENT_BACK_TITLE if kind is DecisionKind.REJECTED else words.AGREED_TITLE
    body = words.OUTCOME_BODY.format(name=sitting.person.name, day=day(sitting.today))
    body += words.OUTCOME_REASON.format(reason=reason) if reason else ""
    body += words.OUTCOME_ASK_AGAIN if kind in TEACHES and task.kind is not TaskKind.SECOND else ""
    return title.format(unit=known.name if known else task.unit), body
