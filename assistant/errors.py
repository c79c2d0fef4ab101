"""What can go wrong for a person at the edges; each has one wording in `wording.py`.

TrolyError (ingest.errors)
├── NotSignedIn            401
├── NotAllowed             403; also told as 404 where existence itself is restricted
│   └── OriginalClosed     403; says how the office opens it
├── NotFound               404
├── TooManyAttempts        429
├── TooManyQuestions       429
├── BadRequest             400; `reason` names the wording
├── CrossEncoderUnavailable  the folder of the cross-encoder cannot be used; says why
└── ModelUnavailable       the language model failed; the extractive answer is given instead
"""

from __future__ import annotations

from ingest.errors import TrolyError


class NotSignedIn(TrolyError):
    """No valid session or token."""


class NotAllowed(TrolyError):
    """The reader's role does not allow this."""


class OriginalClosed(NotAllowed):
    """The original shows what was masked, or holds files with rules of their own; it is opened with a reason only."""


class NotFound(TrolyError):
    """There is no such thing, or the reader may not know of it."""


class TooManyAttempts(TrolyError):
    """Too many failed sign-ins; `seconds` until the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


class TooManyQuestions(TrolyError):
    """This account has asked more than the settings allow per minute."""


class BadRequest(TrolyError):
    """The request cannot be carried out as sent; `reason` is a key of `wording.PROBLEMS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CrossEncoderUnavailable(TrolyError):
    """The folder of the cross-encoder cannot be used; says which and what to do."""


class ModelUnavailable(TrolyError):
    """The language model timed out, failed or sent something that cannot be used."""
