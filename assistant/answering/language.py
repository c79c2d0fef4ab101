"""How well words stand side by side, judged by the indexed texts: what mending weighs spellings with."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.question_words import ASKED_MARKED, ASKED_UNMARKED, PAIRS_MARKED, PAIRS_UNMARKED
from ingest.index.words import Words

SEEN, ALONE = 0.9, 0.05  # the share of a pair that was seen, and of a word on its own
RARE = 2  # texts that are added to a word's count, so that one text alone proves little
ASKED_ALONE = 1e-3  # questions use words that letters and laws hardly ever do
ASKED_TOGETHER = 0.05
EDGE = ""  # stands for a number, a code, the end of a sentence


@dataclass(frozen=True)
class Language:
    """Counts of terms in the texts (as spelled, or without marks), remembered while one question is read."""

    count: Callable[[str], int]
    size: int
    asked: frozenset[str]  # the words questions are made of
    asked_pairs: frozenset[tuple[str, str]]

    def alone(self, word: str) -> float:
        """How often the word stands in a text (log, by chunk)."""
        return math.log(self._share(word))

    def after(self, before: str, word: str) -> float:
        """How likely `word` follows `before` (log); an edge says nothing about what follows it."""
        if word == EDGE:
            return 0.0
        share = self._share(word)
        if before == EDGE:
            return math.log(ALONE * share)
        seen = self.seen(before, word)
        if not seen and (before in self.asked or word in self.asked):
            together = ASKED_TOGETHER if (before, word) in self.asked_pairs else 0.0
            return math.log(SEEN * together + ALONE * share)
        return math.log(SEEN * seen / (self.count(before) + RARE) + ALONE * share)

    def seen(self, before: str, word: str) -> int:
        """In how many chunks the two stand side by side."""
        return self.count(f"{before}_{word}") if before and word else 0

    def _share(self, word: str) -> float:
        share = (self.count(word) + 0.1) / (self.size + 1)
        return max(share, ASKED_ALONE) if word in self.asked else share


def marked(words: Words) -> Language:
    """The language of the texts as they are spelled."""
    return _language(words.spelled, words.size(), ASKED_MARKED, PAIRS_MARKED)


def unmarked(words: Words) -> Language:
    """The language of the texts without marks, for questions typed so."""
    return _language(words.unmarked, words.size(), ASKED_UNMARKED, PAIRS_UNMARKED)


def _language(
    counts: Callable[[Sequence[str]], list[int]],
    size: int,
    asked: frozenset[str],
    pairs: frozenset[tuple[str, str]],
) -> Language:
    known: dict[str, int] = {}

    def count(term: str) -> int:
        if term not in known:
            known[term] = counts((term,))[0]
        return known[term]

    return Language(count, size, asked, pairs)
