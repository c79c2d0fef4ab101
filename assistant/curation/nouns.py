"""The nouns of the teaching loop: what waits for a unit, what is decided, what a decision changes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ingest.documents import Visibility


class TaskKind(StrEnum):
    """Why something waits for a unit; all kinds share one queue, one ladder and one end: a decision."""

    ESCALATION = "escalation"  # a question put to the unit
    REPORT = "report"  # somebody said that an answer is wrong, outdated, …
    REVIEW = "review"  # a source is past its review date, its law died, it is rated low or never used
    SECOND = "second"  # a change that breaks a protected answer waits for a second person


class TaskStatus(StrEnum):
    """Open until exactly one decision closes it."""

    OPEN = "open"
    CLOSED = "closed"


class Level(StrEnum):
    """The rung of the ladder a task stands on; it only climbs, by the dated rules of `deadlines.csv`."""

    OFFICER = "officer"
    UNIT_HEAD = "unit_head"
    OFFICE = "office"


class Alert(StrEnum):
    """The four states the ministry reminds in: định kỳ, sắp đến hạn, đến hạn, quá hạn."""

    ROUTINE = "routine"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"


class DecisionKind(StrEnum):
    """How a task or an item was decided. A closed list: the ledger, the overview and evals count these names."""

    TAUGHT = "taught"  # a correction went live
    EDITED = "edited"  # a new version of a correction went live
    CONFIRMED = "confirmed"  # the answer given is right
    PASSAGE_BLOCKED = "passage_blocked"  # not to be used for this kind of question
    DOCUMENT_RETIRED = "document_retired"
    REVIEWED = "reviewed"  # looked at again: still right
    HANDED_OVER = "handed_over"  # does not close a task
    REJECTED = "rejected"
    PROPOSED = "proposed"  # a draft was kept for the head, or a change waits for a second person; closes nothing
    UNDONE = "undone"
    LEARNING_PROMOTED = "learning_promoted"
    LEARNING_REFUSED = "learning_refused"
    LEARNING_RESET = "learning_reset"


class CorrectionStatus(StrEnum):
    """Where a correction stands. Only LIVE is answered from."""

    PROPOSED = "proposed"
    WAITING_SECOND = "waiting_second"
    LIVE = "live"
    RETIRED = "retired"
    REJECTED = "rejected"


class EffectKind(StrEnum):
    """What a decision does to the ranking of one passage, for questions like its own only."""

    BLOCK = "block"
    PREFER = "prefer"


class ReviewReason(StrEnum):
    """Why an item stands on its owner's queue."""

    DUE = "due"
    LAW_DIED = "law_died"
    SOURCE_GONE = "source_gone"
    LOW_RATED = "low_rated"
    UNUSED = "unused"


@dataclass(frozen=True)
class Person:
    """Who did something; the name outlives the account."""

    account_id: int
    name: str


@dataclass(frozen=True)
class Task:
    """What waits for a unit. `people` counts who is affected; `version` grows with every change (optimistic lock)."""

    id: int
    kind: TaskKind
    status: TaskStatus
    level: Level
    unit: str  # code of the dated unit table
    question: str
    reason: str  # an AnswerStatus, a FEEDBACK_REASONS key or a ReviewReason
    answer_id: str | None
    document_id: str | None
    correction_id: str | None  # the proposal to decide on, if somebody wrote one
    opened: datetime
    opened_by: Person
    due: date
    people: int
    version: int
    note: str = ""
    closed: datetime | None = None
    decision_id: int | None = None


@dataclass(frozen=True)
class TaskMove:
    """One line of a task's history, never changed: opened, handed over, climbed, reminded, closed."""

    at: datetime
    by: Person
    what: str
    from_unit: str | None
    to_unit: str | None
    level: Level
    due: date
    note: str


@dataclass(frozen=True)
class Lesson:
    """What somebody teaches: the text of one version of a correction.

    `wordings` are further ways to ask, `not_for` questions that look alike and are not meant. `basis` are document
    codes or other grounds. The first day it holds is `in_force` (None: from its approval), it ends before `until`.
    """

    question: str
    answer: str
    wordings: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    in_force: date | None = None
    until: date | None = None
    visibility: Visibility = dataclasses.field(default_factory=Visibility)
    review_days: int | None = None  # None: the interval of its kind
    field: str | None = None


@dataclass(frozen=True)
class Correction:
    """A knowledge item: its newest version, and where it stands."""

    id: str  # 16 hex digits; its document is `document_id_of(f"correction:{id}")`
    document_id: str
    unit: str
    status: CorrectionStatus
    version: int
    lesson: Lesson
    taught_by: Person
    taught_at: datetime
    review_on: date | None
    origin: str  # desk | proposal | bulk
    decision_id: int | None = None


@dataclass(frozen=True)
class Decision:
    """One line of the ledger, never changed; an undone one is named by the decision that undid it."""

    id: int
    at: datetime
    kind: DecisionKind
    by: Person
    unit: str
    reason: str
    question: str
    task_id: int | None = None
    correction_id: str | None = None
    version: int | None = None
    document_id: str | None = None
    chunk_ids: tuple[str, ...] = ()
    second: Person | None = None
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True)
class Effect:
    """What a decision does to one passage for questions like `question`."""

    id: int
    decision_id: int
    kind: EffectKind
    question: str
    chunk_id: str
    document_id: str
    live: bool


@dataclass(frozen=True)
class Golden:
    """A question whose answer a unit approved; `expected` are documents one of which must be cited."""

    id: int
    unit: str
    question: str
    expected: tuple[str, ...]
    protected: bool
    decision_id: int | None
    as_reader: str = "all"  # the narrowest reader token that may see what is expected


# What a head wants to change. `task_id` is the task it closes, if any.


@dataclass(frozen=True)
class Teach:
    """A new correction, or with `correction_id` a new version of one. `corrects` are documents it was made from or
    stands against: it becomes no wider visible than they are. `unit` says for whom somebody teaches who may decide
    for several; None: the unit of the task, of the correction, else their own."""

    lesson: Lesson
    task_id: int | None = None
    correction_id: str | None = None
    corrects: tuple[str, ...] = ()
    origin: str = "desk"
    unit: str | None = None


@dataclass(frozen=True)
class BlockPassage:
    """This passage is not used for questions like this one."""

    question: str
    chunk_id: str
    reason: str
    task_id: int | None = None


@dataclass(frozen=True)
class ConfirmAnswer:
    """The answer is right: what it cites is preferred for questions like this, and the question becomes golden."""

    answer_id: str
    task_id: int | None = None
    protected: bool = True


@dataclass(frozen=True)
class RetireDocument:
    """The document is not answered from any more, from today; `successor` is what stands in its place, if anything."""

    document_id: str
    reason: str
    successor: str | None = None
    task_id: int | None = None


Change = Teach | BlockPassage | ConfirmAnswer | RetireDocument


@dataclass(frozen=True)
class Shift:
    """One golden question whose answer would change: lead sentence and cited documents before and after."""

    golden: Golden
    before: str
    after: str
    before_sources: tuple[str, ...]
    after_sources: tuple[str, ...]
    broken: bool  # no expected document would be cited any more, or none would lead where one led
    gained: bool  # none was cited before, and an expected document or the taught answer is cited after


@dataclass(frozen=True)
class Conflict:
    """Approved knowledge or law that says otherwise, with its date and owner."""

    what: str  # a key of wording: knowledge | figures | law_dead | law_unknown | source
    title: str
    excerpt: str
    day: date | None
    owner: str
    document_id: str | None
    link: str


@dataclass(frozen=True)
class Preview:
    """What a head sees before deciding. `digest` names exactly this change and this state of the gate.

    `lesson` is what would be stored: `masked` pieces of personal data are hidden, and it is as narrow as it must be.
    """

    replayed: int
    shifts: tuple[Shift, ...]
    conflicts: tuple[Conflict, ...]
    digest: str
    masked: int = 0
    lesson: Lesson | None = None

    @property
    def breaks_protected(self) -> bool:
        return any(shift.broken and shift.golden.protected for shift in self.shifts)


@dataclass(frozen=True)
class Decided:
    """What became of a change: the decision, and whether it lives now or waits for a second person."""

    decision: Decision
    live: bool
    task_id: int | None = None  # the task of kind SECOND when it waits
