"""The nouns of answering: who asks, what is asked, what comes back."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ingest.documents import DocumentKind


class Role(StrEnum):
    """What a person may do; each includes what the roles before it may, within their unit."""

    STAFF = "staff"
    UNIT_HEAD = "unit_head"
    OFFICE = "office"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Reader:
    """The person on whose behalf something is read. Permissions come from here and nowhere else."""

    account_id: int
    name: str
    display_name: str
    role: Role
    unit: str | None = None  # code of the dated unit table

    @property
    def tokens(self) -> frozenset[str]:
        """The reader tokens that documents are filtered by: `all`, `unit:<code>`, `office`."""
        own = {"all"} | ({f"unit:{self.unit}"} if self.unit else set())
        office = {"office"} if self.role in (Role.OFFICE, Role.ADMINISTRATOR) else set()
        return frozenset(own | office)


class AnswerStatus(StrEnum):
    """How a question ended. A closed list: dashboards, tests and evals count these names.

    Families: answered, clarification, unanswerable_*, blocked_*, error_*.
    """

    ANSWERED = "answered"
    ANSWERED_CONFLICT = "answered_conflict"
    CLARIFICATION = "clarification"
    UNANSWERABLE_NO_SOURCE = "unanswerable_no_source"
    UNANSWERABLE_EXPIRED_ONLY = "unanswerable_expired_only"
    UNANSWERABLE_NOT_FOUND = "unanswerable_not_found"
    UNANSWERABLE_WAITING = "unanswerable_waiting"
    BLOCKED_OUT_OF_REMIT = "blocked_out_of_remit"
    BLOCKED_SECRET = "blocked_secret"
    BLOCKED_PERSONAL_DATA = "blocked_personal_data"
    BLOCKED_OPINION = "blocked_opinion"
    BLOCKED_INSTRUCTION = "blocked_instruction"
    BLOCKED_INVALID = "blocked_invalid"
    ERROR_INTERNAL = "error_internal"
    ERROR_STORAGE = "error_storage"
    ERROR_UNAVAILABLE = "error_unavailable"
    ERROR_ABANDONED = "error_abandoned"

    @property
    def answered(self) -> bool:
        return self in (AnswerStatus.ANSWERED, AnswerStatus.ANSWERED_CONFLICT)


class Validity(StrEnum):
    """Whether what a citation rests on still stands on the day of the question."""

    IN_FORCE = "in_force"
    REPLACED = "replaced"
    NOT_YET = "not_yet"
    CHECK = "check"  # the table says it must be re-checked, or does not know it
    NOT_LAW = "not_law"


@dataclass(frozen=True)
class LawNote:
    """A legal document named in a cited passage that no longer stands, and what replaced it."""

    code: str
    title: str
    validity: Validity
    until: date | None = None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True)
class TaughtBy:
    """Who taught what is cited, on which day and for which unit; the days and the ground it rests on."""

    by: str
    on: date
    unit: str  # its name
    basis: tuple[str, ...] = ()
    in_force: date | None = None
    until: date | None = None
    review_on: date | None = None


@dataclass(frozen=True)
class Citation:
    """A verbatim quotation: `quote` equals `document.text[start:end]`, which begins on `page`."""

    marker: int
    chunk_id: str
    document_id: str
    document_title: str
    kind: DocumentKind
    number: str | None
    issued: date | None
    province: str | None
    unit: str | None
    page: int
    quote: str
    start: int
    end: int
    validity: Validity = Validity.NOT_LAW
    law_notes: tuple[LawNote, ...] = ()
    warnings: tuple[str, ...] = ()
    taught: TaughtBy | None = None  # of a correction


class Part(StrEnum):
    """Where a sentence stands in the answer."""

    LEAD = "lead"
    POINT = "point"
    OLDER = "older"  # an older figure for the same thing, shown beside the newest


@dataclass(frozen=True)
class Sentence:
    """One released sentence with the markers of the citations that support it."""

    text: str
    markers: tuple[int, ...]
    part: Part = Part.POINT
    verbatim: bool = True


@dataclass(frozen=True)
class Step:
    """One step of answering and how long it took."""

    name: str
    ms: float


@dataclass(frozen=True)
class Question:
    """What was asked: `text` as typed, `history` the earlier questions of this conversation, oldest first."""

    text: str
    history: tuple[str, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True)
class Understood:
    """A question made ready for search. `text` is what is searched; `shown` says so when it differs.

    `also` is `text` with one phrase after the other said otherwise (abbreviations, old and new names, synonyms).
    """

    text: str
    original: str
    codes: tuple[str, ...] = ()
    as_of: date | None = None
    shown: str | None = None  # "Đang hiểu là: …" when the question was rewritten
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Nearest:
    """What is nearest when nothing answers: a document the reader may open."""

    document_id: str
    title: str
    number: str | None
    issued: date | None
    page: int


@dataclass(frozen=True)
class UnitShare:
    """A unit that may be in charge, by which field, and the probability (0..1) that it is the right one."""

    unit: str
    field: str
    share: float


@dataclass(frozen=True)
class Answer:
    """What comes back for a question; always the last event of `answer()`.

    `text` is plain text made of the wording of the status and released sentences only.
    """

    id: str
    question: str
    status: AnswerStatus
    text: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    understood: str | None = None
    missing: str | None = None
    nearest: tuple[Nearest, ...] = ()
    choices: tuple[str, ...] = ()  # whole questions to choose from, when it is asked back
    field: str | None = None
    unit: str | None = None
    units: tuple[UnitShare, ...] = ()  # who may be in charge, likeliest first; empty when the sources alone tell
    score: float = 0.0
    model: str = ""
    dropped: int = 0  # sentences of a language model that failed the check
    chunk_ids: tuple[str, ...] = ()  # everything that was looked at, cited or not
    steps: tuple[Step, ...] = ()
    asked_at: datetime | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True)
class Released:
    """A streamed event: one sentence that has passed its check."""

    sentence: Sentence
    citations: tuple[Citation, ...] = ()
