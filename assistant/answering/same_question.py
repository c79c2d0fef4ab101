"""Whether two questions ask the same: decides where a correction leads and which decisions concern a question.

A logistic of features that mean the same over any corpus: likeness of the vectors, words in common by weight, and what
must not differ: provinces, figures and years, document codes, denial, the kind of fact asked, opposites. Fitted by
`python -m evals.same_question --fit` on questions of ours; what it is worth is told in evals/README.md.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.answering.question_words import (
    ASKED_MARKED,
    ASKED_UNMARKED,
    LAW,
    QUANTITY,
    TIME,
    WHO,
    WHY,
)
from assistant.answering.same_question_words import (
    COURTESIES,
    DENIES,
    DIGITS_OF_WORDS,
    LONGEST_OPPOSITE,
    MEANING,
    OPPOSITES,
    PLACE,
    WAY,
)
from assistant.answering.wanted import Asked, counted_units
from ingest.vietnamese import code_mentions, has_tones, nfc, same_code, strip_tones, syllables

FITTED = Path(__file__).with_name("same_question.json")
TONELESS_MATCH = 0.95  # the letters agree and one side has no marks
STRAY_TONE_MATCH = 0.4  # the letters agree and the marks do not: a slip, or another word
OTHERWISE_MATCH = 0.95  # said otherwise, by the tables
KINDS = {
    "quantity": QUANTITY,
    "time": TIME,
    "law": LAW,
    "who": WHO,
    "why": WHY,
    "place": PLACE,
    "way": WAY,
    "meaning": MEANING,
}
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, eq=False)
class Wording:
    """A question read once for comparing: its vector (float32, (dim,), length one) and its telling words."""

    text: str
    vector: np.ndarray
    words: dict[str, float] = field(default_factory=dict)  # telling word → its weight (inverse document frequency)
    bare: dict[str, str] = field(default_factory=dict)  # the same without marks → as written
    said: frozenset[str] = frozenset()  # all syllables, without marks
    pairs: frozenset[str] = frozenset()  # neighbours among the telling words, without marks
    otherwise: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()  # what is said, and how else it is said
    marked: bool = True
    provinces: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    denies: bool = False
    kinds: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    opposites: dict[int, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Thresholds:
    """Probabilities, fitted by `python -m evals.same_question --fit`: from `lead` on a correction leads, from `near`
    on it may be a source among others."""

    lead: float
    near: float


def thresholds() -> Thresholds:
    """The fitted ones (`same_question.json`)."""
    return _fitted()[1]


def wording_of(
    text: str,
    vector: np.ndarray,
    weigh: Callable[[list[str]], list[float]],
    provinces_in: Callable[[str], frozenset[str]],
    also: Sequence[str] = (),
) -> Wording:
    """Read a question for comparing; about 0.1 ms. `weigh` gives the inverse document frequency of search terms.

    `text` is as understood (slips mended, abbreviations written out) and `also` what `understand` says it may also be
    called: those words then count as the same.
    """
    text = nfc(text)
    spoken, codes = _without_codes(text)
    marked = has_tones(text)
    everything = syllables(spoken)
    asked = ASKED_MARKED if marked else ASKED_UNMARKED
    telling = [
        word
        for word in dict.fromkeys(everything)
        if word not in asked and word not in COURTESIES and not _is_figure(word)
    ]
    question = Asked.of(text)
    kept = set(telling)
    plain = [_bare(word) for word in everything if word in kept]
    return Wording(
        text=text,
        vector=vector,
        words=dict(zip(telling, weigh(telling) if telling else [], strict=True)),
        bare={_bare(word): word for word in telling},
        said=frozenset(map(_bare, everything)),
        pairs=frozenset(f"{left} {right}" for left, right in pairwise(plain)),
        otherwise=tuple(_said_otherwise(syllables(text), other) for other in also),
        marked=marked,
        provinces=provinces_in(text),
        numbers=frozenset(number for word in everything for number in _figures(word)),
        codes=codes,
        denies=DENIES.search(question.folded) is not None,
        kinds=frozenset(kind for kind, pattern in KINDS.items() if question.matches(pattern)),
        units=counted_units(question),
        opposites=_opposites(everything, marked),
    )


def likeness(asked: Wording, known: Wording) -> float:
    """The probability (0..1) that both ask the same. Another province, year, number or negation makes it small."""
    weights, _ = _fitted()
    found = features(asked, known)
    logit = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(min(logit, 30.0), -30.0)))


def features(asked: Wording, known: Wording) -> dict[str, float]:
    """What likeness is told by, each about 0..1."""
    cosine = max(float(asked.vector @ known.vector), 0.0)
    asked_found, asked_missing = _found_in(asked, known)
    known_found, known_missing = _found_in(known, asked)
    pairs = len(asked.pairs & known.pairs)
    longer = max(len(asked.words), len(known.words), 1)
    return {
        "cosine": cosine if asked.marked == known.marked else 0.0,
        "cosine_unmarked": cosine if asked.marked != known.marked else 0.0,
        "cosine_high": max(cosine - 0.7, 0.0),
        "asked_found": asked_found,
        "known_found": known_found,
        "least_found": min(asked_found, known_found),
        "both_found": asked_found * known_found,
        "pairs": pairs / max(min(len(asked.pairs), len(known.pairs)), 1),
        "asked_missing": asked_missing,
        "known_missing": known_missing,
        "shorter": 1 - min(len(asked.words), len(known.words)) / longer,
        "unmarked": float(asked.marked != known.marked),
        "few_words": 1 / (1 + min(len(asked.words), len(known.words))),
        "provinces_differ": float(bool(asked.provinces and known.provinces and asked.provinces != known.provinces)),
        "province_of_one": float(bool(asked.provinces) != bool(known.provinces)),
        **_numbers(asked.numbers, known.numbers),
        "codes_differ": float(bool(asked.codes and known.codes) and not _share_a_code(asked.codes, known.codes)),
        "codes_of_one": float(bool(asked.codes) != bool(known.codes)),
        "denial_differs": float(asked.denies != known.denies),
        "kinds_differ": float(bool(asked.kinds and known.kinds) and not asked.kinds & known.kinds),
        "kinds_of_one": float(bool(asked.kinds) != bool(known.kinds)),
        "units_differ": float(bool(asked.units and known.units) and not asked.units & known.units),
        "opposites": float(any(_opposed(line, said, known) for line, said in asked.opposites.items())),
    }


@lru_cache(maxsize=1)
def _fitted() -> tuple[dict[str, float], Thresholds]:
    fitted = json.loads(FITTED.read_text(encoding="utf-8"))
    return dict(fitted["weights"]), Thresholds(float(fitted["lead"]), float(fitted["near"]))


_bare = lru_cache(maxsize=65_536)(strip_tones)


def _without_codes(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with its document codes taken out, and these."""
    mentions = code_mentions(text)
    for mention in reversed(mentions):
        text = f"{text[: mention.span.start]} {text[mention.span.end :]}"
    return text, tuple(dict.fromkeys(mention.code for mention in mentions))


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word in DIGITS_OF_WORDS


def _figures(word: str) -> tuple[str, ...]:
    """A number, a year; of a date also its month and year (`8/9/2024` is in 9/2024 and in 2024)."""
    if not word[0].isdigit():
        return (DIGITS_OF_WORDS[word],) if word in DIGITS_OF_WORDS else ()
    parts = word.split("/")
    if len(parts) > 1 and YEAR.fullmatch(parts[-1]):
        return tuple("/".join(parts[start:]) for start in range(len(parts)))
    return (word.rstrip("%"),)


def _said_otherwise(spoken: Sequence[str], other: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that `other` has in place of some of `spoken`, both without marks."""
    words = syllables(other)
    start = next((at for at, (a, b) in enumerate(zip(spoken, words, strict=False)) if a != b), 0)
    longest = min(len(spoken), len(words)) - start
    tail = zip(reversed(spoken[start:]), reversed(words[start:]), strict=False)
    end = next((at for at, (a, b) in enumerate(tail) if a != b), longest)
    return (
        frozenset(map(_bare, spoken[start : len(spoken) - end])),
        frozenset(map(_bare, words[start : len(words) - end])),
    )


def _opposites(words: Sequence[str], marked: bool) -> dict[int, frozenset[str]]:
    """Line of OPPOSITES → which of its phrases are said; the longest phrase takes its words."""
    found: dict[int, set[str]] = {}
    phrases = _phrases(marked)
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_OPPOSITE, len(words) - at), 0, -1):
            lines = phrases.get(" ".join(words[at : at + length]))
            if lines:
                for line, phrase in lines:
                    found.setdefault(line, set()).add(phrase)
                at += length - 1
                break
        at += 1
    return {line: frozenset(said) for line, said in found.items()}


@lru_cache(maxsize=2)
def _phrases(marked: bool) -> dict[str, list[tuple[int, str]]]:
    """A phrase as typed → its lines and its name."""
    found: dict[str, list[tuple[int, str]]] = {}
    for at, line in enumerate(OPPOSITES):
        for phrase in line:
            name = " ".join(syllables(" ".join(phrase)))
            found.setdefault(name if marked else _bare(name), []).append((at, name))
    return found


def _found_in(asked: Wording, known: Wording) -> tuple[float, float]:
    """How much of the weight of the asked question's words the other one has, and the share of the weightiest it lacks."""
    total = found = missing = 0.0
    heaviest = max(asked.words.values(), default=0.0)
    for word, weight in asked.words.items():
        share = _match(word, asked, known)
        total += weight
        found += weight * share
        if share < 0.9:
            missing = max(missing, weight * (1 - share))
    return (found / total if total else 0.0), (missing / heaviest if heaviest else 0.0)


def _match(word: str, asked: Wording, known: Wording) -> float:
    if word in known.words:
        return 1.0
    bare = _bare(word)
    for here, there, others in ((0, 1, asked), (1, 0, known)):
        for phrase in others.otherwise:
            if bare in phrase[here] and phrase[here] <= asked.said and phrase[there] <= known.said:
                return OTHERWISE_MATCH
    other = known.bare.get(bare)
    if other is None:  # without marks many a telling word looks like a question word: `nha` is nhà, and nhỉ's nha
        return TONELESS_MATCH if not known.marked and bare in known.said else 0.0
    return TONELESS_MATCH if bare in (word, other) else STRAY_TONE_MATCH


def _numbers(asked: frozenset[str], known: frozenset[str]) -> dict[str, float]:
    more, less = asked - known, known - asked
    years = any(YEAR.fullmatch(number) for number in more | less)
    return {
        "numbers_differ": float(bool(more and less)),
        "year_of_one": float(bool(more) != bool(less) and years),
        "number_of_one": float(bool(more) != bool(less) and not years),
    }


def _share_a_code(asked: Sequence[str], known: Sequence[str]) -> bool:
    return any(same_code(one, other) for one in asked for other in known)


def _opposed(line: int, said: frozenset[str], known: Wording) -> bool:
    """Whether both speak of this, and neither of what the other says."""
    other = known.opposites.get(line)
    return other is not None and not said & other
