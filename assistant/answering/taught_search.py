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
from ingest.index.forward import FIELDS, bare, word_ids
from ingest.tables import Tables
from ingest.vietnamese import fold

CORRECTIONS = frozenset({DocumentKind.CORRECTION})
WORDINGS = 12  # chunks that each search among corrections brings at first
COMPARED = 6  # of these the wordings that are compared
LEAST_ALIKE = 0.5  # cosine and share of words in common: of 413 pairs of one question in `evals` 99 % have more
MOST_WORDINGS = 768
MOST_NEAR = 3
MOST_OF_A_UNIT = 2
EFFECT_QUESTIONS = 8
LEAST_COSINE = 0.4  # a question less like an effect's own is never nearly the same


@dataclass(frozen=True)
class Match:
    """A correction found for a question, how alike (0..1) its best wording is, the chunks of its answer, and that
    wording where it is stored."""

    correction: LiveCorrection
    likeness: float
    replies: tuple[StoredChunk, ...]
    wording: StoredChunk | None = None


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
        """Those that lead and those that are nearly meant, most alike first, then newest."""
        best = self._stored(asked, understood, where) if self.taught.corrections else []
        best += self._supposed(asked, understood, where)
        best.sort(key=lambda each: (-each.likeness, -each.correction.taught_at.timestamp()))
        limits = thresholds()
        meant = [each for each in best if not self._is_not_meant(each, asked, understood)]
        leading = most_of_each_unit(each for each in meant if each.likeness >= limits.lead)
        near = [each for each in meant if each.likeness < limits.lead][:MOST_NEAR]
        return tuple(map(self._with_replies, leading)), tuple(map(self._with_replies, near))

    def _stored(self, asked: Wording, understood: Understood, where: Filter) -> list[Match]:
        """Stored corrections one of whose wordings is nearly the question.

        When all that were compared are the question itself, more are: nobody is crowded out by who repeats it.
        """
        wanted, compared = WORDINGS, COMPARED
        while True:
            keys = self._likeliest(self._found(asked, where, wanted), asked, compared)
            alike = [(each, self._likeness(asked, each.chunk.text, understood)) for each in self._wordings(keys)]
            sure = min((likely for _, likely in alike), default=0.0)
            if len(keys) < compared or sure < thresholds().lead or wanted >= MOST_WORDINGS:
                break
            wanted, compared = 4 * wanted, 4 * compared
        best: dict[str, Match] = {}
        for each, likely in sorted(alike, key=lambda one: one[1]):
            if likely >= thresholds().near:
                correction = self.taught.corrections[each.chunk.document_id]
                best[correction.document_id] = Match(correction, likely, (), each)
        return list(best.values())

    def _found(self, asked: Wording, where: Filter, wanted: int) -> list[int]:
        """Chunks of corrections near the question by meaning or by words, filters inside."""
        among = replace(where, kinds=CORRECTIONS)
        nearest = self.index.nearest(asked.vector, among, wanted)
        matching = self.index.matching(asked.text, among, wanted)
        return list(dict.fromkeys(hit.key for hit in (*nearest, *matching)))

    def _likeliest(self, keys: list[int], asked: Wording, most: int) -> list[int]:
        """The chunks without a heading (wordings) that share most words and meaning: only these are read and compared."""
        known, words, cosines = self.index.forward(keys, asked.vector)
        spoken = set(bare(np.array(word_ids(asked.text), dtype=np.int64)).tolist()) - {0}
        scores: dict[int, float] = {}
        for place, key in enumerate(known):
            cuts = words.word_cuts[FIELDS * place : FIELDS * place + 4]
            if cuts[2] > cuts[0]:
                continue
            said = set(bare(words.words[cuts[2] : cuts[3]]).tolist()) - {0}
            score = float(cosines[place]) + len(spoken & said) / max(len(spoken), len(said), 1)
            if score >= LEAST_ALIKE:
                scores[key] = score
        return sorted(scores, key=lambda key: -scores[key])[:most]

    def _wordings(self, keys: Sequence[int]) -> list[StoredChunk]:
        """Those that are ways to ask for a correction that is live."""
        return [
            each
            for each in self.index.chunks(keys).values()
            if each.chunk.kind is ChunkKind.PETITION and each.chunk.document_id in self.taught.corrections
        ]

    def _with_replies(self, match: Match) -> Match:
        """The match with the chunks of its answer."""
        return replace(match, replies=self._replies(match.wording)) if match.wording else match

    def _replies(self, wording: StoredChunk) -> tuple[StoredChunk, ...]:
        around = self.index.neighbours(wording.key, wording.chunk.position + 1)
        return tuple(each for each in around if each.chunk.kind is ChunkKind.REPLY)

    def _supposed(self, asked: Wording, understood: Understood, where: Filter) -> list[Match]:
        found = []
        for each in self.taught.supposed:
            lesson = each.lesson
            likely = max(self._likeness(asked, text, understood) for text in (lesson.question, *lesson.wordings))
            if likely >= thresholds().near and could_be_found(each, where):
                found.append(Match(each.correction, likely, replies_of(each)))
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


def most_of_each_unit(matches: Iterable[Match]) -> list[Match]:
    """The first of every unit, in order: repeating an answer gives nobody more room."""
    kept: list[Match] = []
    for match in matches:
        if sum(each.correction.unit == match.correction.unit for each in kept) < MOST_OF_A_UNIT:
            kept.append(match)
    return kept


def could_be_found(supposed: Supposed, where: Filter) -> bool:
    """Whether a lesson would be found by this reader on this day if it were stored."""
    lesson = supposed.lesson
    return allows(where, DocumentKind.CORRECTION, lesson.visibility.tokens(), lesson.in_force, lesson.until)
