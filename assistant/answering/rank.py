"""Scores candidates and their sentences against the question, on one scale for every question.

`coverage` is the share of the question's weight (inverse document frequency) that a text holds; a word typed
without tone marks matches its toned forms a little less than exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.question_words import LAW, QUANTITY, QUESTION_WORDS, TIME, WHO
from assistant.answering.reading import Reading, ReadSentence, quotable
from assistant.answering.retrieve import Candidate
from assistant.domain import Understood
from ingest.documents import Chunk, DocumentKind
from ingest.vietnamese import fold, same_code, strip_tones, syllables

NAMED_BONUS = 0.5
TONELESS_MATCH = 0.9
STRAY_TONE_MATCH = 0.35


@dataclass(frozen=True)
class Wanted:
    """What the question asks for: weighted words and pairs, and the kind of fact that would answer it."""

    words: Mapping[str, float]
    pairs: Mapping[str, float]
    quantity: bool
    time: bool
    law: bool
    who: bool
    provinces: frozenset[str]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Scored:
    """A sentence of a candidate with its score; `score` is comparable across questions (about 0..1)."""

    candidate: Candidate
    sentence: ReadSentence
    score: float
    coverage: float
    provinces: frozenset[str]

    @property
    def chunk(self) -> Chunk:
        return self.candidate.stored.chunk


def wanted(understood: Understood, weigh: Callable[[list[str]], list[float]], provinces: frozenset[str]) -> Wanted:
    """The question's words with their weights; question words and courtesies weigh nothing."""
    words = syllables(understood.text)
    telling = [word for word in dict.fromkeys(words) if word not in QUESTION_WORDS]
    pairs = [
        f"{left}_{right}" for left, right in pairwise(words) if not (left in QUESTION_WORDS and right in QUESTION_WORDS)
    ]
    folded = fold(understood.text)
    return Wanted(
        words=dict(zip(telling, weigh(telling), strict=True)),
        pairs=dict(zip(dict.fromkeys(pairs), weigh(list(dict.fromkeys(pairs))), strict=True)),
        quantity=bool(QUANTITY.search(folded)),
        time=bool(TIME.search(folded)),
        law=bool(LAW.search(folded)),
        who=bool(WHO.search(folded)),
        provinces=provinces,
        codes=understood.codes,
    )


def coverage(question: Mapping[str, float], words: frozenset[str], plain_words: frozenset[str] | None = None) -> float:
    """The share (0..1) of the question's weight found among `words`."""
    total = sum(question.values())
    if not total:
        return 0.0
    plain = plain_words if plain_words is not None else frozenset(map(strip_tones, words))
    return sum(weight * _match(word, words, plain) for word, weight in question.items()) / total


def _match(word: str, words: frozenset[str], plain: frozenset[str]) -> float:
    if word in words:
        return 1.0
    bare = strip_tones(word)
    if bare not in plain:
        return 0.0
    return TONELESS_MATCH if bare == word else STRAY_TONE_MATCH


def chunk_score(question: Wanted, candidate: Candidate, reading: Reading) -> float:
    """How well the whole chunk, heading included, is about the question (about 0..1)."""
    words = coverage(question.words, reading.words, reading.plain_words)
    pairs = coverage(question.pairs, reading.pairs)
    about = 0.45 * words + 0.30 * pairs + 0.25 * max(candidate.cosine, 0.0)
    return about + (NAMED_BONUS if is_named(question, candidate) else 0.0)


def is_named(question: Wanted, candidate: Candidate) -> bool:
    """Whether the question names this very document by its code."""
    number = candidate.stored.chunk.number
    return bool(number) and any(same_code(code, number or "") for code in question.codes)


def sentence_scores(
    question: Wanted, candidate: Candidate, reading: Reading, provinces_in: Callable[[str], frozenset[str]]
) -> list[Scored]:
    """Every quotable sentence of a candidate, scored."""
    about = chunk_score(question, candidate, reading)
    prior = 0.35 * about + 0.15 * candidate.mixed + kind_prior(candidate)
    scored = []
    for position, sentence in enumerate(reading.sentences):
        if not quotable(sentence):
            continue
        own = coverage(question.words, sentence.words)
        pairs = coverage(question.pairs, sentence.pairs)
        provinces = provinces_in(sentence.text)
        score = (
            prior + 0.25 * own + 0.15 * pairs + fit(question, sentence) + place(question, provinces) - 0.004 * position
        )
        scored.append(Scored(candidate, sentence, score, own, provinces))
    return scored


def fit(question: Wanted, sentence: ReadSentence) -> float:
    """A bonus when the sentence holds the kind of fact that is asked for."""
    bonus = 0.0
    if question.quantity and sentence.figures:
        bonus += 0.08
    if question.time and sentence.has_date:
        bonus += 0.08
    if question.law and sentence.codes:
        bonus += 0.08
    if question.who and sentence.has_body:
        bonus += 0.05
    return bonus


def place(question: Wanted, provinces: frozenset[str]) -> float:
    """The asked province first; another province's local figures last."""
    if question.provinces:
        return 0.12 if provinces & question.provinces else (-0.12 if provinces else 0.0)
    return -0.10 if provinces else 0.0


KIND_PRIORS: dict[DocumentKind, float] = {DocumentKind.CORRECTION: 0.2}


def kind_prior(candidate: Candidate) -> float:
    """What a unit head taught stands before what was found."""
    return KIND_PRIORS.get(candidate.stored.document_kind, 0.0)


def confidence(question: Wanted, best: Scored, reading: Reading, weights: Mapping[str, float]) -> float:
    """The probability (0..1) that this sentence's chunk answers the question; weights are fitted, see evals."""
    features = confidence_features(question, best, reading)
    total = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-total))


def confidence_features(question: Wanted, best: Scored, reading: Reading) -> dict[str, float]:
    """What tells a supported answer from a chance match; each about 0..1."""
    return {
        "words": coverage(question.words, reading.words, reading.plain_words),
        "pairs": coverage(question.pairs, reading.pairs),
        "cosine": max(best.candidate.cosine, 0.0),
        "sentence": best.coverage,
        "rarest": rarest_found(question, reading),
        "named": float(is_named(question, best.candidate)),
    }


def rarest_found(question: Wanted, reading: Reading) -> float:
    """Whether the three weightiest words of the question occur at all (0, 1/3, 2/3, 1)."""
    heaviest = sorted(question.words, key=lambda word: -question.words[word])[:3]
    found = sum(_match(word, reading.words, reading.plain_words) > 0.5 for word in heaviest)
    return found / len(heaviest) if heaviest else 0.0
