"""Path (c): what a head decides changes what is answered. Read top to bottom.

may decide → checked (secret, personal data, dates) → preview (gate and conflicts) → one transaction: document, rows,
decision, task closed, people to be told → live
"""

from __future__ import annotations

from assistant.bootstrap import Assistant
from assistant.curation.nouns import Change, Decided, Decision, Lesson, Preview
from assistant.domain import Reader


def preview(change: Change, by: Reader, assistant: Assistant) -> Preview:
    """What would change, and what says otherwise. Raises NotAllowed, NotFound, NotTeachable."""
    raise NotImplementedError


def decide(change: Change, by: Reader, assistant: Assistant, seen: str | None = None) -> Decided:
    """Carry the change out, or let it wait for a second person when it breaks a protected answer.

    `seen` is the digest of the preview the person saw; None decides without looking (imports, tests). Raises
    NotAllowed, NotFound, NotTeachable, AlreadyDecided, GateChanged, StorageFull.
    """
    raise NotImplementedError


def decide_second(task_id: int, agreed: bool, by: Reader, assistant: Assistant, reason: str = "") -> Decided:
    """The second person's word on a change that waits; never the one who made it. Raises NotAllowed, AlreadyDecided."""
    raise NotImplementedError


def propose(lesson: Lesson, task_id: int, by: Reader, assistant: Assistant) -> str:
    """An officer of the unit writes the answer for the head to approve; returns the correction's id."""
    raise NotImplementedError


def reject(task_id: int, reason: str, by: Reader, assistant: Assistant) -> Decision:
    """Close a task without teaching; the reason is told to everybody affected. Raises NotTeachable("reason")."""
    raise NotImplementedError


def reviewed(
    document_id: str, by: Reader, assistant: Assistant, task_id: int | None = None, days: int | None = None
) -> Decision:
    """The item was looked at again and still holds; its next review is `days` away (None: the interval of its kind)."""
    raise NotImplementedError


def undo(decision_id: int, reason: str, by: Reader, assistant: Assistant) -> Decision:
    """Take a decision back: what it made goes, what it ended comes back. Raises AlreadyDecided when undone before."""
    raise NotImplementedError
