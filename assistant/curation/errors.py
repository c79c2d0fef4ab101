"""What can go wrong when something is decided; each has one wording.

TrolyError
├── AlreadyDecided    409; another person decided first: who and when
├── GateChanged       409; what would change is not what the person saw; carries the new preview
├── NotTeachable      400; the lesson cannot be taken as it is: `reason` names the wording
└── TaughtMeanwhile             503; what is taught changed again and again meanwhile
"""

from __future__ import annotations

from datetime import datetime

from assistant.curation.nouns import Preview
from ingest.errors import TrolyError


class AlreadyDecided(TrolyError):
    """Somebody else was first; nothing was applied a second time."""

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(f"decided by {by} at {at.isoformat()}")
        self.by = by
        self.at = at


class GateChanged(TrolyError):
    """What the person saw before deciding no longer holds; `preview` is what holds now."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("the preview has changed")
        self.preview = preview


class NotTeachable(TrolyError):
    """The lesson cannot be taken: secret | personal | empty | too_long | dates | not_found | unknown_unit | …"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TaughtMeanwhile(TrolyError):
    """Something else was taught since the plan was made; it is made again from what holds now."""
