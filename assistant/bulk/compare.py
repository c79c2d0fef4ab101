"""Which item or which row above asks the same as a row of a sheet, and whether two answers contradict each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answering.answering import Answering
from assistant.answering.same_question import Wording, likeness, thresholds, wording_of
from assistant.curation.nouns import Correction, Lesson
from ingest.vietnamese import document_codes, fold, nfc, strip_tones, syllables

WORTH_COMPARING = 0.5  # cosine below which two questions are never found alike
CLOSEST = 6  # items looked at more closely for one row
FIGURES = re.compile(r"\d+(?:[.,/]\d+)*%?")


@dataclass(frozen=True)
class Known:
    """An item that is answered from; `own` when it is of the unit the sheet is for."""

    item: Correction
    own: bool


class Likeness:
    """The items by every way to ask them; `read` the rows, then ask about each."""

    def __init__(self, known: Sequence[Known], tools: Answering) -> None:
        self.known = tuple(known)
        self._tools = tools
        asked = [
            (text, at)
            for at, each in enumerate(self.known)
            for text in (each.item.lesson.question, *each.item.lesson.wordings)
        ]
        self._texts = [text for text, _ in asked]
        self._owner = np.array([at for _, at in asked], dtype=np.int64)
        self._vectors = tools.embedder.encode(self._texts) if asked else np.zeros((0, tools.embedder.dim), np.float32)
        self._read: dict[str, Wording] = {}
        self._by_words = {words(text): at for text, at in reversed(asked)}
        self._rows: list[str] = []
        self._row_vectors = self._vectors[:0]
        self._first: dict[str, int] = {}

    def read(self, questions: Sequence[str]) -> None:
        """Read the questions of the rows; an empty one is a row that is not taken."""
        self._rows = list(questions)
        self._row_vectors = self._tools.embedder.encode(self._rows)
        for at, question in enumerate(self._rows):
            if question:
                self._first.setdefault(words(question), at)

    def row_above(self, at: int) -> int | None:
        """The first row above that asks the same."""
        first = self._first.get(words(self._rows[at]), at)
        if first < at:
            return first
        close = self._row_vectors[:at] @ self._row_vectors[at]
        for other in np.argsort(-close)[:CLOSEST]:
            if close[other] < WORTH_COMPARING:
                break
            if (
                self._rows[other]
                and self._alike(self._rows[at], self._row_vectors[at], int(other)) >= thresholds().lead
            ):
                return int(other)
        return None

    def item(self, at: int) -> Known | None:
        """The item that is most surely the same question, the unit's own before others'."""
        same = self._by_words.get(words(self._rows[at]))
        if same is not None and self.known[same].own:
            return self.known[same]
        led = [(self.known[place].own, score, place) for place, score in self._scored(at) if score >= thresholds().lead]
        if led:
            return self.known[max(led)[2]]
        return self.known[same] if same is not None else None

    def near(self, at: int) -> list[Known]:
        """The items that are nearly the same question, nearest first."""
        found = sorted(
            ((score, place) for place, score in self._scored(at) if score >= thresholds().near), reverse=True
        )
        return [self.known[place] for _, place in found]

    def _scored(self, at: int) -> list[tuple[int, float]]:
        """Items (by place) with the best likeness any of their wordings has."""
        if not len(self._vectors):
            return []
        close = self._vectors @ self._row_vectors[at]
        best: dict[int, float] = {}
        asked = self._wording(self._rows[at], self._row_vectors[at])
        for place in np.argsort(-close)[: CLOSEST * 2]:
            if close[place] < WORTH_COMPARING:
                break
            owner = int(self._owner[place])
            score = likeness(asked, self._wording(self._texts[place], self._vectors[place]))
            best[owner] = max(best.get(owner, 0.0), score)
        return list(best.items())

    def _alike(self, text: str, vector: np.ndarray, other: int) -> float:
        return likeness(self._wording(text, vector), self._wording(self._rows[other], self._row_vectors[other]))

    def _wording(self, text: str, vector: np.ndarray) -> Wording:
        if text not in self._read:
            self._read[text] = wording_of(text, vector, self._tools.weigh, self._tools.places.named_in)
        return self._read[text]


def contradicts(lesson: Lesson, known: Lesson) -> bool:
    """Whether both name figures or documents, and none of one's are the other's."""
    return any(
        bool(mine) and bool(theirs) and not mine & theirs
        for mine, theirs in zip(facts_of(lesson.answer), facts_of(known.answer), strict=True)
    )


def facts_of(answer: str) -> tuple[frozenset[str], frozenset[str]]:
    """The figures and the document codes of an answer."""
    codes = frozenset(document_codes(answer))
    return frozenset(FIGURES.findall(answer)), codes


def same_text(one: str, other: str) -> bool:
    """Whether two texts differ in spaces and forms of letters only."""
    return " ".join(nfc(one).split()) == " ".join(nfc(other).split())


def words(question: str) -> str:
    """What equal questions have in common: their words without marks."""
    return strip_tones(" ".join(syllables(question))) or strip_tones(fold(question))
