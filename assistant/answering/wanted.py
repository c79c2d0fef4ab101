"""What a question asks for: its weighted words, the kind of fact that would answer it, the places and codes it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.question_words import (
    COUNTS,
    DAY,
    LAW,
    MONEY,
    NO_UNIT,
    PERCENT,
    QUANTITY,
    QUESTION_WORDS,
    TIME,
    VALIDITY,
    WHO,
    WHY,
)
from assistant.answering.reading import Terms, bare
from assistant.answering.understand import PARTED
from assistant.domain import Understood
from ingest.vietnamese import fold, has_tones, strip_tones, syllables

TONELESS_MATCH = 0.9
STRAY_TONE_MATCH = 0.35
MACHINE = re.compile(r"\bmay\b")  # "máy" in a question with marks, which would read as "mấy"
CARRIED = 0.6  # what the question before asked weighs less than what is asked now
CODE = re.compile(r"\d+[/-]\w")  # a document asked for by its code is found by number, not by words
STRAY_PAIR_MATCH = 0.75  # two neighbours in a row with one wrong mark are hardly chance


@dataclass(frozen=True)
class Wish:
    """One word or pair that is looked for; `soft` is what it is worth when only the letters agree."""

    word: str
    bare: str
    weight: float
    soft: float


@dataclass(frozen=True)
class Wanted:
    """What the question asks for: weighted words and pairs, and the kind of fact that would answer it."""

    words: tuple[Wish, ...]
    pairs: tuple[Wish, ...]
    quantity: bool
    time: bool
    law: bool
    validity: bool
    day: bool  # a whole date, not a month or a year
    who: bool
    why: bool
    units: frozenset[str]
    provinces: frozenset[str]
    codes: tuple[str, ...]

    def words_in(self, terms: Terms) -> float:
        """The share (0..1) of the weight of the question's words found among these."""
        return covered(self.words, terms.words, terms.plain_words)

    def pairs_in(self, terms: Terms) -> float:
        """The share (0..1) of the weight of the question's pairs found among these."""
        return covered(self.pairs, terms.line, terms.plain_line)


@dataclass(frozen=True)
class Asked:
    """The question folded, and as it would be without marks: people leave marks out on some words only."""

    folded: str
    plain: str

    @staticmethod
    def of(text: str) -> Asked:
        folded = fold(text)
        plain = strip_tones(folded)
        return Asked(folded, MACHINE.sub(" ", plain) if has_tones(folded) else plain)

    def matches(self, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(self.folded) or pattern.search(self.plain))


def wanted(understood: Understood, weigh: Callable[[list[str]], list[float]], provinces: frozenset[str]) -> Wanted:
    """The question's words with their weights; question words and courtesies weigh nothing."""
    words = [word for word in syllables(understood.text) if not (understood.codes and CODE.search(word))]
    telling = list(dict.fromkeys(word for word in words if word not in QUESTION_WORDS))
    pairs = list(
        dict.fromkeys(
            f"{left}_{right}"
            for left, right in pairwise(words)
            if not (left in QUESTION_WORDS and right in QUESTION_WORDS)
        )
    )
    asked_now = frozenset(syllables(understood.text.rpartition(PARTED)[2]))
    weights = [
        weight if asked_now.issuperset(term.split("_")) else CARRIED * weight
        for term, weight in zip([*telling, *pairs], weigh([*telling, *pairs]), strict=True)
    ]
    asked = Asked.of(understood.text.rpartition(PARTED)[2])
    if not any(asked.matches(kind) for kind in (QUANTITY, TIME, LAW, WHO, WHY)):
        asked = Asked.of(understood.text)
    return Wanted(
        words=_wishes(telling, weights, STRAY_TONE_MATCH),
        pairs=_wishes([in_a_line(pair) for pair in pairs], weights[len(telling) :], STRAY_PAIR_MATCH),
        quantity=asked.matches(QUANTITY),
        time=asked.matches(TIME),
        law=asked.matches(LAW),
        validity=asked.matches(VALIDITY),
        day=asked.matches(DAY),
        who=asked.matches(WHO),
        why=asked.matches(WHY),
        units=counted_units(asked),
        provinces=provinces,
        codes=understood.codes,
    )


def _wishes(words: Sequence[str], weights: Sequence[float], stray: float) -> tuple[Wish, ...]:
    return tuple(
        Wish(word, plain, weight, TONELESS_MATCH if plain == word else stray)
        for word, weight in zip(words, weights, strict=False)
        for plain in (bare(word),)
    )


def in_a_line(pair: str) -> str:
    """A pair of words (`a_b`) as it stands in the line of a text that holds them side by side."""
    return f" {pair.replace('_', ' ')} "


def counted_units(asked: Asked) -> frozenset[str]:
    """What is to be counted, without tone marks (`bao nhiêu thôn` → thon); empty when any number would do."""
    units = {bare(word) for match in COUNTS.finditer(asked.folded) for word in match.groups() if word}
    if asked.matches(PERCENT):
        units.add("%")
    if asked.matches(MONEY):
        units.add("dong")
    return frozenset(units - NO_UNIT)


def covered(wishes: Sequence[Wish], words: Container[str], plain: Container[str]) -> float:
    """The share (0..1) of the wishes' weight found; a word typed without marks matches its toned forms a little less."""
    found = total = 0.0
    for wish in wishes:
        total += wish.weight
        if wish.word in words:
            found += wish.weight
        elif wish.bare in plain:
            found += wish.weight * wish.soft
    return found / total if total else 0.0
