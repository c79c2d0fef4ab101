"""What decisions change about answering: corrections that lead, passages blocked or preferred, review dates.

An immutable snapshot, read again when `teaching_state.version` has changed.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, insert, select, update

from assistant.answering.same_question import Wording
from assistant.curation.nouns import BlockPassage, Change, ConfirmAnswer, EffectKind, Lesson, RetireDocument, Teach
from assistant.records.answers import find_answer
from assistant.records.teaching import teaching_state
from ingest.database import reading
from ingest.documents import document_id_of

STATE_ROW = 1
MOST_REMEMBERED = 20_000
SUPPOSED = document_id_of("correction:supposed")  # the document of a correction that is not stored

Answered = Callable[[str], tuple[str, tuple[str, ...]]]
"""The id of a stored answer → its question and the ids of the chunks it cites."""


@dataclass(frozen=True)
class LiveCorrection:
    """A correction that is answered from, and what its citation says of it."""

    id: str
    document_id: str
    unit: str  # code of the dated unit table
    by: str
    taught_at: datetime
    basis: tuple[str, ...] = ()
    in_force: date | None = None
    until: date | None = None
    not_for: tuple[str, ...] = ()
    version: int = 1


@dataclass(frozen=True)
class LiveEffect:
    """A passage blocked or preferred for questions like `question`."""

    kind: EffectKind
    question: str
    chunk_id: str


class Memory:
    """Questions read before, so that comparing with them costs little. Safe to share between threads."""

    def __init__(self) -> None:
        self.wordings: dict[str, Wording] = {}
        self.vectors: dict[str, np.ndarray] = {}

    def keep(self, wording: Wording, text: str) -> Wording:
        """Remember how a text was read; a full memory begins anew."""
        if len(self.wordings) >= MOST_REMEMBERED:
            self.wordings = {}
        self.wordings[text] = wording
        return wording


@dataclass(frozen=True)
class Supposed:
    """A lesson that is not stored, as the gate asks what it would change."""

    correction: LiveCorrection
    lesson: Lesson


def nothing_answered(answer_id: str) -> tuple[str, tuple[str, ...]]:
    """For snapshots that know no answers."""
    return "", ()


@dataclass(frozen=True)
class Taught:
    """One state of what was taught. `supposing` is how the gate asks "what if"."""

    version: int = 0
    corrections: Mapping[str, LiveCorrection] = field(default_factory=dict)  # by document id
    effects: tuple[LiveEffect, ...] = ()
    review_on: Mapping[str, date] = field(default_factory=dict)  # by document id
    learned: Mapping[str, float] = field(default_factory=dict)  # by the names of `rerank_features`
    supposed: tuple[Supposed, ...] = ()
    hidden: frozenset[str] = frozenset()  # documents that are supposed to be retired
    answered: Answered = field(default=nothing_answered, compare=False, repr=False)
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)
    groups: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # of this state only

    @property
    def guides(self) -> bool:
        """Whether anything was taught that may concern a question."""
        return bool(self.corrections or self.effects or self.supposed or self.hidden or self.learned)

    @property
    def documents(self) -> frozenset[str]:
        """The documents of all corrections, also of those that are supposed to come or to go."""
        supposed = (each.correction.document_id for each in self.supposed)
        return frozenset((*self.corrections, *supposed, *self.hidden))

    def supposing(self, change: Change, unit: str = "") -> Taught:
        """This state with the change applied, though nothing is stored; `unit` is the one that would teach."""
        return SUPPOSING[type(change)](dataclasses.replace(self, groups={}), change, unit)


def nothing_taught() -> Taught:
    """Where nobody teaches."""
    return NOTHING


NOTHING = Taught()


def _with_lesson(taught: Taught, change: Teach, unit: str) -> Taught:
    document_id = document_id_of(f"correction:{change.correction_id}") if change.correction_id else SUPPOSED
    known = taught.corrections.get(document_id)
    lesson = change.lesson
    meant = LiveCorrection(
        change.correction_id or "",
        document_id,
        known.unit if known else unit,
        "",
        datetime.now(UTC),
        lesson.basis,
        lesson.in_force,
        lesson.until,
        lesson.not_for,
        known.version + 1 if known else 1,
    )
    others = {key: each for key, each in taught.corrections.items() if key != document_id}
    return replace(taught, corrections=others, supposed=(*taught.supposed, Supposed(meant, lesson)))


def _with_block(taught: Taught, change: BlockPassage, _: str) -> Taught:
    return replace(taught, effects=(*taught.effects, LiveEffect(EffectKind.BLOCK, change.question, change.chunk_id)))


def _with_preference(taught: Taught, change: ConfirmAnswer, _: str) -> Taught:
    question, chunk_ids = taught.answered(change.answer_id)
    preferred = (LiveEffect(EffectKind.PREFER, question, chunk_id) for chunk_id in chunk_ids)
    return replace(taught, effects=(*taught.effects, *preferred))


def _without_document(taught: Taught, change: RetireDocument, _: str) -> Taught:
    others = {key: each for key, each in taught.corrections.items() if key != change.document_id}
    return replace(taught, corrections=others, hidden=taught.hidden | {change.document_id})


SUPPOSING: Mapping[type[Any], Callable[[Taught, Any, str], Taught]] = {
    Teach: _with_lesson,
    BlockPassage: _with_block,
    ConfirmAnswer: _with_preference,
    RetireDocument: _without_document,
}


class Teaching:
    """Gives the newest snapshot; one row is read to see whether it still is. Thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._taught = Taught(answered=lambda answer_id: _answered(engine, answer_id))

    def now(self) -> Taught:
        """The newest snapshot."""
        with reading(self._engine) as connection:
            version = connection.execute(VERSION).scalar() or 0
        taught = self._taught
        return taught if version == taught.version else self._newer(version)

    def _newer(self, version: int) -> Taught:
        from assistant.answering.taught_load import load

        with self._lock:
            if self._taught.version != version:
                self._taught = load(self._engine, self._taught)
            return self._taught


def _answered(engine: Engine, answer_id: str) -> tuple[str, tuple[str, ...]]:
    """Raises NotFound."""
    record = find_answer(engine, answer_id)
    return record.question, record.cited_chunk_ids


VERSION = select(teaching_state.c.version).where(teaching_state.c.id == STATE_ROW)


def taught_within(connection: Connection) -> int:
    """Say, in the transaction that changes anything taught, that snapshots are old; returns the new version."""
    version: int = (connection.execute(VERSION).scalar() or 0) + 1
    changed = update(teaching_state).where(teaching_state.c.id == STATE_ROW).values(version=version)
    if not connection.execute(changed).rowcount:
        connection.execute(insert(teaching_state).values(id=STATE_ROW, version=version, epoch=0))
    return version
