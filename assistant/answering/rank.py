"""Scores the sentences of the candidates against the question, on one scale for every question.

A sentence is judged by what it says, by what its chunk is about, and by whether it holds the kind of fact asked for.
The weights were fitted on the development questions (`python -m evals.ranking`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from assistant.answering.reading import Reading, ReadSentence
from assistant.answering.retrieve import Candidate
from assistant.answering.wanted import Wanted
from ingest.documents import Chunk, DocumentKind
from ingest.vietnamese import same_code

FITTED = Path(__file__).with_name("ranking.json")
OLDEST = date(2018, 1, 1)
YEARS = 9.0
NAMED_ROW = 0.35
MOST_READ = 9


@dataclass(frozen=True)
class Scored:
    """A sentence of a candidate with its score; `score` is comparable across questions (about 0..1)."""

    candidate: Candidate
    sentence: ReadSentence
    score: float
    coverage: float
    fit: float
    elsewhere: bool
    named: bool  # the question names this very document
    mentions: float
    provinces: frozenset[str]

    @property
    def chunk(self) -> Chunk:
        return self.candidate.stored.chunk

    @property
    def document_id(self) -> str:
        return self.candidate.stored.chunk.document_id


@dataclass(frozen=True)
class About:
    """What is the same for all sentences of one candidate."""

    words: float
    pairs: float
    heading: float
    named: float
    recency: float
    elsewhere: bool
    here: bool
    names_a_province: bool


@lru_cache(maxsize=1)
def fitted_weights() -> Mapping[str, float]:
    """The fitted weight of every feature of `sentence_features`."""
    return dict(json.loads(FITTED.read_text(encoding="utf-8")))


def rank(
    question: Wanted,
    candidates: Sequence[Candidate],
    read: Callable[[Chunk], Reading],
    provinces_in: Callable[[str], frozenset[str]],
) -> tuple[list[Scored], dict[int, Reading]]:
    """Every quotable sentence, those of a document asked for by its code first, then the best; and the readings by key."""
    weights = fitted_weights()
    readings = {each.stored.key: read(each.stored.chunk) for each in candidates}
    scored = []
    for candidate, about in most_about(question, candidates, readings, provinces_in):
        reading = readings[candidate.stored.key]
        named_places = provinces_in if about.names_a_province else no_province
        for position, sentence in enumerate(reading.sentences):
            if sentence.quotable:
                scored.append(_scored(question, candidate, reading, about, position, weights, named_places))
    scored.sort(key=lambda each: (not each.named, -each.score))
    return scored, readings


def most_about(
    question: Wanted,
    candidates: Sequence[Candidate],
    readings: Mapping[int, Reading],
    provinces_in: Callable[[str], frozenset[str]],
) -> list[tuple[Candidate, About]]:
    """The chunks whose sentences are worth reading one by one: those most about the question, and those asked for."""
    judged = [(each, about_of(question, each, readings[each.stored.key], provinces_in)) for each in candidates]
    judged.sort(key=lambda each: (-each[1].named, -(each[1].words + each[1].pairs + each[0].mixed)))
    return judged[:MOST_READ]


def no_province(text: str) -> frozenset[str]:
    """For the sentences of a chunk that names no province."""
    return frozenset()


def _scored(
    question: Wanted,
    candidate: Candidate,
    reading: Reading,
    about: About,
    position: int,
    weights: Mapping[str, float],
    provinces_in: Callable[[str], frozenset[str]],
) -> Scored:
    sentence = reading.sentences[position]
    provinces = provinces_in(sentence.text)
    features = sentence_features(question, candidate, reading, about, position, provinces)
    score = candidate.lift + sum(weights[name] * value for name, value in features.items())
    return Scored(
        candidate,
        sentence,
        score,
        coverage=features["own"],
        fit=features["fit"],
        elsewhere=bool(features["elsewhere"]),
        named=about.named == 1.0,
        mentions=features["mentions"],
        provinces=provinces,
    )


def about_of(
    question: Wanted, candidate: Candidate, reading: Reading, provinces_in: Callable[[str], frozenset[str]]
) -> About:
    """How well the whole chunk, heading included, is about the question."""
    chunk = candidate.stored.chunk
    home = frozenset(chunk.province.split("; ")) if chunk.province else frozenset()
    asked = question.provinces
    told = provinces_in(chunk.text)
    here = bool(asked & home) or bool(asked & told)
    return About(
        words=question.words_in(reading.terms),
        pairs=question.pairs_in(reading.terms),
        heading=question.words_in(reading.heading),
        named=named(question, candidate),
        recency=recency(candidate),
        elsewhere=bool(asked) and not here,
        here=here,
        names_a_province=bool(told),
    )


def recency(candidate: Candidate) -> float:
    """0 for the oldest sources, 1 for the newest; what has no date, or stays true like the legal sheet, in between."""
    issued = candidate.stored.chunk.issued
    if issued is None or is_legal_sheet(candidate):
        return 0.6
    return min(max((issued - OLDEST).days / 365.25 / YEARS, 0.0), 1.0)


def is_named(question: Wanted, candidate: Candidate) -> bool:
    """Whether the question names this very document by its code."""
    number = candidate.stored.chunk.number
    return bool(number) and any(same_code(code, number or "") for code in question.codes)


def named(question: Wanted, candidate: Candidate) -> float:
    """1 for the document asked for; a row of the legal sheet says little but whether the law stands."""
    if not is_named(question, candidate):
        return 0.0
    return NAMED_ROW if is_legal_sheet(candidate) and not question.validity else 1.0


def is_legal_sheet(candidate: Candidate) -> bool:
    """Whether the candidate is a row of the legal-basis table."""
    return candidate.stored.document_kind is DocumentKind.VALIDITY_TABLE


def sentence_features(
    question: Wanted, candidate: Candidate, reading: Reading, about: About, position: int, provinces: frozenset[str]
) -> dict[str, float]:
    """What tells the sentence that answers from its neighbours; each about 0..1."""
    sentence = reading.sentences[position]
    own = question.words_in(sentence.terms)
    fits = fit(question, sentence)
    is_law_row = bool(about.named and question.validity and is_legal_sheet(candidate))
    return {
        "own": own,
        "own_pairs": question.pairs_in(sentence.terms),
        "opening": question.words_in(sentence.opening),
        "chunk_words": about.words,
        "chunk_pairs": about.pairs,
        "heading": about.heading,
        "cosine": max(candidate.cosine, 0.0),
        "mixed": candidate.mixed,
        "fit": fits,
        "fit_own": fits * own,
        "here": here(question, about, provinces),
        "elsewhere": float(about.elsewhere or bool(question.provinces and provinces - question.provinces)),
        "local": float(not question.provinces and (bool(provinces) or sentence.is_local)),
        "national": float(sentence.is_national and question.quantity and not question.provinces),
        "announces": float(sentence.announces and not about.named),
        "named": about.named,
        "mentions": mentions(question, sentence),
        "law_row": float(is_law_row),
        "recency": about.recency,
        "position": min(position, 8) / 8,
        "length": min(len(sentence.spoken), 80) / 80,
    }


def fit(question: Wanted, sentence: ReadSentence) -> float:
    """How far (0..1) the sentence holds the kinds of fact that are asked for; 0 when no kind is."""
    found = []
    if question.quantity:
        found.append(_quantity_fit(question, sentence))
    if question.time:
        found.append(_time_fit(question, sentence))
    if question.law:
        found.append(_law_fit(question, sentence))
    if question.who and not found:
        found.append(float(sentence.has_body))
    if question.why:
        found.append(sentence.reason)
    return sum(found) / len(found) if found else 0.0


def _quantity_fit(question: Wanted, sentence: ReadSentence) -> float:
    if question.units & sentence.counted:
        return 1.0
    if not (sentence.figures or sentence.counted):
        return 0.0
    return 0.3 if question.units else 0.8


def _time_fit(question: Wanted, sentence: ReadSentence) -> float:
    if not sentence.dates:
        return 0.0
    whole = any(date.count("/") == 2 for date in sentence.dates)
    return 1.0 if whole or not question.day else 0.5


def _law_fit(question: Wanted, sentence: ReadSentence) -> float:
    others = [code for code in sentence.codes if not any(same_code(asked, code) for asked in question.codes)]
    return 1.0 if others else 0.4 * bool(sentence.codes)


def mentions(question: Wanted, sentence: ReadSentence) -> float:
    """The share of the asked document codes that the sentence names."""
    if not question.codes:
        return 0.0
    named = sum(any(same_code(asked, code) for code in sentence.codes) for asked in question.codes)
    return named / len(question.codes)


def here(question: Wanted, about: About, provinces: frozenset[str]) -> float:
    """1 where the sentence names the asked province, half where only its chunk is about it."""
    return 1.0 if provinces & question.provinces else 0.5 * about.here
