"""What was taught for a question: corrections that lead or may be a source, passages blocked or preferred.

Corrections are found by a search of their own among their wordings, with the reader's permissions and the day inside
it; whether one leads is told by how alike the question and the wording are, never by how well its text matches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from assistant.answering.same_question import Wording, likeness, thresholds, wording_of
from assistant.answering.supposed import replies_of
from assistant.answering.taught import LiveCorrection, LiveEffect, Supposed, Taught
from assistant.answering.understand import PARTED, clean, write_out
from assistant.curation.nouns import EffectKind
from assistant.domain import Understood
from ingest.documents import ChunkKind, DocumentKind
from ingest.embed import Embedder
from ingest.index.base import Filter, Index, StoredChunk
from ingest.index.filters import allows
from ingest.tables import Tables
from ingest.vietnamese import fold

CORRECTIONS = frozenset({DocumentKind.CORRECTION})
WORDINGS = 12  # chunks that each search among corrections brings at first
MOST_WORDINGS = 768  # when even the last of them matches, more are looked at: nobody is crowded out by repeating
EFFECT_QUESTIONS = 8
LEAST_COSINE = 0.4  # a question less like an effect's own is never nearly the same


@dataclass(frozen=True)
class Match:
    """A correction found for a question, how alike (0..1) its best wording is, and the chunks of its answer."""

    correction: LiveCorrection
    likeness: float
    replies: tuple[StoredChunk, ...]


@dataclass(frozen=True)
class Guidance:
    """All that decisions say of one question; equal guidance, index and reader make equal answers."""

    leading: tuple[Match, ...] = ()
    near: tuple[Match, ...] = ()
    blocked: frozenset[str] = frozenset()  # ids of chunks
    preferred: frozenset[str] = frozenset()  # ids of chunks
    hidden: frozenset[str] = frozenset()  # ids of documents
    learned: Mapping[str, float] = field(default_factory=dict)

    def forbids(self, stored: StoredChunk) -> bool:
        """Whether this passage is not to be used for this question."""
        return stored.chunk.id in self.blocked or stored.chunk.document_id in self.hidden

    @property
    def excludes(self) -> int:
        """How many chunks a search must bring more, so that as many stay as were asked for."""
        return len(self.blocked) + MOST_OF_A_DOCUMENT * len(self.hidden)


MOST_OF_A_DOCUMENT = 40
UNGUIDED = Guidance()

Guide = Callable[[Understood, np.ndarray, Filter], Guidance]
"""A question, its vector, and what its reader may find → what decisions say of it."""


def unguided(understood: Understood, vector: np.ndarray, where: Filter) -> Guidance:
    """Where nothing was taught."""
    return UNGUIDED


@dataclass(frozen=True)
class Teacher:
    """Looks up what was taught, in one snapshot of it."""

    taught: Taught
    index: Index
    embedder: Embedder
    tables: Tables
    weigh: Callable[[list[str]], list[float]]
    provinces_in: Callable[[str], frozenset[str]]

    def __call__(self, understood: Understood, vector: np.ndarray, where: Filter) -> Guidance:
        """What decisions say of this question; corrections only where any kind of source is looked for."""
        taught = self.taught
        asked = self._asked(understood, vector)
        leading, near = self._matches(asked, understood, where) if where.kinds is None else ((), ())
        blocked, preferred = self._effects(asked)
        allowed = [
            tuple(each for each in found if not any(reply.chunk.id in blocked for reply in each.replies))
            for found in (leading, near)
        ]
        return Guidance(allowed[0], allowed[1], blocked, preferred, taught.hidden, taught.learned)

    def _asked(self, understood: Understood, vector: np.ndarray) -> Wording:
        """The question; in one that continues another the place named now is meant, not the one before."""
        asked = wording_of(understood.text, vector, self.weigh, self.provinces_in, understood.also)
        _, continued, now = understood.text.rpartition(PARTED)
        here = self.provinces_in(now) if continued else frozenset()
        return replace(asked, provinces=here) if here else asked

    def _matches(
        self, asked: Wording, understood: Understood, where: Filter
    ) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
        best = self._stored(asked, understood, where) if self.taught.corrections else {}
        best |= self._supposed(asked, understood, where)
        limits = thresholds()
        found = sorted(best.values(), key=lambda each: (-each.likeness, -each.correction.taught_at.timestamp()))
        meant = [each for each in found if not self._is_not_meant(each, asked, understood)]
        leading = tuple(each for each in meant if each.likeness >= limits.lead)
        return leading, tuple(each for each in meant if limits.near <= each.likeness < limits.lead)

    def _stored(self, asked: Wording, understood: Understood, where: Filter) -> dict[str, Match]:
        """The best wording of each stored correction that is nearly the question, by document id."""
        likely: dict[int, float] = {}
        stored: dict[int, StoredChunk] = {}
        wanted = WORDINGS
        while wanted <= MOST_WORDINGS:
            searches = self._searches(asked, where, wanted)
            stored = self._wordings(key for keys in searches for key in keys)
            new = {key: self._likeness(asked, each.chunk.text, understood) for key, each in stored.items()}
            likely |= new
            if all(
                len(keys) < wanted or any(likely.get(key, 1.0) < thresholds().near for key in keys) for keys in searches
            ):
                break
            wanted *= 4
        best: dict[str, int] = {}
        for key in sorted(stored, key=lambda key: likely[key]):
            if likely[key] >= thresholds().near:
                best[stored[key].chunk.document_id] = key
        return {
            document_id: Match(self.taught.corrections[document_id], likely[key], self._replies(stored[key]))
            for document_id, key in best.items()
        }

    def _searches(self, asked: Wording, where: Filter, wanted: int) -> tuple[list[int], list[int]]:
        """Chunks of corrections near the question by meaning and by words, filters inside."""
        among = replace(where, kinds=CORRECTIONS)
        nearest = self.index.nearest(asked.vector, among, wanted)
        matching = self.index.matching(asked.text, among, wanted)
        return [hit.key for hit in nearest], [hit.key for hit in matching]

    def _wordings(self, keys: Iterable[int]) -> dict[int, StoredChunk]:
        """Those that are ways to ask for a correction that is live."""
        stored = self.index.chunks(list(dict.fromkeys(keys)))
        return {
            key: each
            for key, each in stored.items()
            if each.chunk.kind is ChunkKind.PETITION and each.chunk.document_id in self.taught.corrections
        }

    def _replies(self, wording: StoredChunk) -> tuple[StoredChunk, ...]:
        around = self.index.neighbours(wording.key, wording.chunk.position + 1)
        return tuple(each for each in around if each.chunk.kind is ChunkKind.REPLY)

    def _supposed(self, asked: Wording, understood: Understood, where: Filter) -> dict[str, Match]:
        found = {}
        for each in self.taught.supposed:
            lesson = each.lesson
            sure = max(self._likeness(asked, text, understood) for text in (lesson.question, *lesson.wordings))
            if sure >= thresholds().near and could_be_found(each, where):
                found[each.correction.document_id] = Match(each.correction, sure, replies_of(each))
        return found

    def _is_not_meant(self, match: Match, asked: Wording, understood: Understood) -> bool:
        """Whether a question that the correction is not for is asked at least as much as one that it is for."""
        sure = (self._likeness(asked, text, understood) for text in match.correction.not_for)
        return any(each >= match.likeness for each in sure)

    def _likeness(self, asked: Wording, text: str, understood: Understood) -> float:
        """Sure where it is typed letter by letter, and nothing was carried over from the question before."""
        folded = fold(text)
        if folded == fold(asked.text) or (folded == fold(understood.original) and PARTED not in understood.text):
            return 1.0
        return likeness(asked, self.read(text))

    def read(self, text: str) -> Wording:
        """A stored question read for comparing."""
        known = self.taught.memory.wordings.get(text)
        if known is not None:
            return known
        written = write_out(clean(text), self.tables)
        vector = self.embedder.encode([written])[0]
        return self.taught.memory.keep(wording_of(written, vector, self.weigh, self.provinces_in), text)

    def _effects(self, asked: Wording) -> tuple[frozenset[str], frozenset[str]]:
        """The chunks that are blocked and those that are preferred for this question; blocked wins."""
        concerned = self._effects_for(asked) if self.taught.effects else []
        blocked = frozenset(each.chunk_id for each in concerned if each.kind is EffectKind.BLOCK)
        preferred = frozenset(each.chunk_id for each in concerned if each.kind is EffectKind.PREFER)
        return blocked, preferred - blocked

    def _effects_for(self, asked: Wording) -> list[LiveEffect]:
        questions = self._questions()
        cosines = questions.vectors @ asked.vector
        nearest = np.argsort(-cosines, kind="stable")[:EFFECT_QUESTIONS]
        near = [questions.texts[place] for place in nearest if cosines[place] >= LEAST_COSINE]
        lead = thresholds().lead
        alike = [text for text in near if fold(text) == fold(asked.text) or likeness(asked, self.read(text)) >= lead]
        return [effect for text in alike for effect in questions.effects[text]]

    def _questions(self) -> Questions:
        known = self.taught.groups.get(self.embedder.name)
        if known is None:
            known = self.taught.groups[self.embedder.name] = questions_of(self.taught, self.embedder)
        found: Questions = known
        return found


@dataclass(frozen=True)
class Questions:
    """The distinct questions that effects are for, a vector of each (float32, (questions, dim)), and their effects."""

    texts: tuple[str, ...]
    vectors: np.ndarray
    effects: Mapping[str, Sequence[LiveEffect]]


def questions_of(taught: Taught, embedder: Embedder) -> Questions:
    """Effects gathered by their question; vectors known from an earlier snapshot are not made again."""
    by_question: dict[str, list[LiveEffect]] = {}
    for effect in taught.effects:
        by_question.setdefault(effect.question, []).append(effect)
    vectors = taught.memory.vectors
    new = [text for text in by_question if text not in vectors]
    vectors.update(zip(new, embedder.encode(new), strict=True) if new else ())
    return Questions(tuple(by_question), np.stack([vectors[text] for text in by_question]), by_question)


def could_be_found(supposed: Supposed, where: Filter) -> bool:
    """Whether a lesson would be found by this reader on this day if it were stored."""
    lesson = supposed.lesson
    return allows(where, DocumentKind.CORRECTION, lesson.visibility.tokens(), lesson.in_force, lesson.until)
