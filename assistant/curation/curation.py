"""Path (c): what a head decides changes what is answered. Read top to bottom.

may decide → checked (secret, personal data, dates) → preview (gate and conflicts) → one transaction: document, rows,
decision, task closed, people to be told → live
"""

from __future__ import annotations

from datetime import datetime

from assistant.bootstrap import Assistant
from assistant.curation.carry_out import carry_out
from assistant.curation.errors import GateChanged, TaughtMeanwhile
from assistant.curation.gate import previewed
from assistant.curation.lessons import differences
from assistant.curation.nouns import Change, Decided, Decision, Lesson, Preview
from assistant.curation.other_ends import kept_proposal, looked_at_again, turned_down
from assistant.curation.plan import Sitting, planned
from assistant.curation.second import answered_by_second, wait_for_second
from assistant.curation.state import taught_version
from assistant.curation.undo import undone
from assistant.domain import Reader
from assistant.records.tables import now

__all__ = ["decide", "decide_second", "differences", "preview", "propose", "reject", "reviewed", "undo"]

TRIES = 20  # others may teach something else while a preview is made


def preview(change: Change, by: Reader, assistant: Assistant, at: datetime | None = None) -> Preview:
    """What would change, and what says otherwise. Raises NotAllowed, NotFound, NotTeachable, AlreadyDecided."""
    sitting = Sitting(by, assistant, at or now())
    return previewed(planned(change, sitting), sitting)


def decide(
    change: Change, by: Reader, assistant: Assistant, seen: str | None = None, at: datetime | None = None
) -> Decided:
    """Carry the change out, or let it wait for a second person when it breaks a protected answer.

    `seen` is the digest of the preview the person saw; None decides without looking (imports, tests). Raises
    NotAllowed, NotFound, NotTeachable, AlreadyDecided, GateChanged, StorageFull.
    """
    sitting = Sitting(by, assistant, at or now())
    for _ in range(TRIES):
        state = taught_version(assistant.engine)
        plan = planned(change, sitting)
        found = previewed(plan, sitting, looking=seen is not None)
        if seen is not None and found.digest != seen:
            raise GateChanged(found)
        try:
            if found.breaks_protected:
                return wait_for_second(plan, found, sitting, state)
            return carry_out(plan, found, sitting, state)
        except TaughtMeanwhile:
            continue
    raise TaughtMeanwhile("What is taught changed again and again while this was decided. Try again.")


def decide_second(
    task_id: int, agreed: bool, by: Reader, assistant: Assistant, reason: str = "", at: datetime | None = None
) -> Decided:
    """The second person's word on a change that waits; never the one who made it.

    Raises NotAllowed, NotFound, AlreadyDecided, NotTeachable("second" | "reason" | what the lesson lacks today).
    """
    return answered_by_second(task_id, agreed, Sitting(by, assistant, at or now()), reason)


def propose(lesson: Lesson, task_id: int, by: Reader, assistant: Assistant, at: datetime | None = None) -> str:
    """An officer of the unit writes the answer for the head to approve; returns the correction's id."""
    return kept_proposal(lesson, task_id, Sitting(by, assistant, at or now()))


def reject(task_id: int, reason: str, by: Reader, assistant: Assistant, at: datetime | None = None) -> Decision:
    """Close a task without teaching; the reason is told to everybody affected. Raises NotTeachable("reason")."""
    return turned_down(task_id, reason, Sitting(by, assistant, at or now()))


def reviewed(
    document_id: str,
    by: Reader,
    assistant: Assistant,
    task_id: int | None = None,
    days: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """The item was looked at again and still holds; its next review is `days` away (None: the interval of its kind)."""
    return looked_at_again(document_id, task_id, days, Sitting(by, assistant, at or now()))


def undo(decision_id: int, reason: str, by: Reader, assistant: Assistant, at: datetime | None = None) -> Decision:
    """Take a decision back: what it made goes, what it ended comes back. Raises AlreadyDecided when undone before."""
    return undone(decision_id, reason, Sitting(by, assistant, at or now()))
