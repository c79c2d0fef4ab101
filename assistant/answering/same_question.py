"""Whether two questions ask the same: decides where a correction leads and which decisions concern a question.

A logistic of features that mean the same over any corpus: likeness of the vectors, words in common by weight, and what
must not differ: provinces, figures and years, document codes, denial, the kind of fact asked, opposites. Fitted by
`python -m evals.same_question --fit` on questions of ours; what it is worth is told in evals/README.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.answering.same_question_read import YEAR, Wording, bare, wording_of
from ingest.vietnamese import same_code

__all__ = ["Thresholds", "Wording", "likeness", "thresholds", "wording_of"]

FITTED = Path(__file__).with_name("same_question.json")
TONELESS_MATCH = 0.95  # the letters agree and one side has no marks
STRAY_TONE_MATCH = 0.4  # the letters agree and the marks do not: a slip, or another word
SLIP_MATCH = 0.9  # one letter apart, and one of both stands in hardly any text
MOST_WORDS = 4.0  # so many words that the other question lacks say as much as more
OTHERWISE_MATCH = 0.95  # said otherwise, by the tables


@dataclass(frozen=True)
class Thresholds:
    """Probabilities, fitted by `python -m evals.same_question --fit`: from `lead` on a correction leads, from `near`
    on it may be a source among others."""

    lead: float
    near: float


def thresholds() -> Thresholds:
    """The fitted ones (`same_question.json`)."""
    return _fitted()[1]


def likeness(asked: Wording, known: Wording) -> float:
    """The probability (0..1) that both ask the same. Another province, year, number or negation makes it small."""
    weights, _ = _fitted()
    found = features(asked, known)
    logit = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(min(logit, 30.0), -30.0)))


def features(asked: Wording, known: Wording) -> dict[str, float]:
    """What likeness is told by, each about 0..1."""
    cosine = max(float(asked.vector @ known.vector), 0.0)
    asked_found, asked_missing, asked_more = _found_in(asked, known)
    known_found, known_missing, known_more = _found_in(known, asked)
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
        "exchanged": asked_missing * known_missing,
        "more_words": (min(asked_more, MOST_WORDS) + min(known_more, MOST_WORDS)) / MOST_WORDS,
        "few_more_words": float(asked_more + known_more > 0),
        **_frame(asked.order, known.order),
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
        "kinds_same": float(bool(asked.kinds) and asked.kinds == known.kinds),
        "kinds_of_one": float(bool(asked.kinds) != bool(known.kinds)),
        "units_differ": float(bool(asked.units and known.units) and not asked.units & known.units),
        "opposites": float(any(_opposed(line, said, known) for line, said in asked.opposites.items())),
    }


@lru_cache(maxsize=1)
def _fitted() -> tuple[dict[str, float], Thresholds]:
    fitted = json.loads(FITTED.read_text(encoding="utf-8"))
    return dict(fitted["weights"]), Thresholds(float(fitted["lead"]), float(fitted["near"]))


def _found_in(asked: Wording, known: Wording) -> tuple[float, float, float]:
    """How much of the weight of the asked question's words the other one has, the share of the weightiest it lacks, and
    how many it lacks."""
    total = found = missing = lacking = 0.0
    heaviest = max(asked.words.values(), default=0.0)
    for word, weight in asked.words.items():
        share = _match(word, asked, known)
        total += weight
        found += weight * share
        if share < 0.9:
            missing = max(missing, weight * (1 - share))
            lacking += 1 - share
    return (found / total if total else 0.0), (missing / heaviest if heaviest else 0.0), lacking


def _match(word: str, asked: Wording, known: Wording) -> float:
    if word in known.words:
        return 1.0
    plain = bare(word)
    for here, there, others in ((0, 1, asked), (1, 0, known)):
        for phrase in others.otherwise:
            if plain in phrase[here] and phrase[here] <= asked.said and phrase[there] <= known.said:
                return OTHERWISE_MATCH
    other = known.bare.get(plain)
    if other is None and (word in asked.unknown or known.unknown):
        slips = known.bare if word in asked.unknown else map(bare, known.unknown)
        if any(_is_slip(plain, each) for each in slips):
            return SLIP_MATCH
    if other is None:  # without marks many a telling word looks like a question word: `nha` is nhà, and nhỉ's nha
        return TONELESS_MATCH if asked.marked != known.marked and plain in known.said else 0.0
    if plain in (word, other):
        return TONELESS_MATCH
    return SLIP_MATCH if word in asked.unknown or other in known.unknown else STRAY_TONE_MATCH


def _is_slip(one: str, other: str) -> bool:
    """Whether two words are one letter or one exchange of neighbours apart, and long enough for that to say something."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 3 or not shorter.isalpha() or not longer.isalpha() or len(longer) - len(shorter) > 1:
        return False
    start = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    if len(shorter) < len(longer):
        return shorter[start:] == longer[start + 1 :]
    return shorter[start + 1 :] == longer[start + 1 :] or (
        shorter[start + 2 :] == longer[start + 2 :] and shorter[start : start + 2] == longer[start : start + 2][::-1]
    )


def _frame(asked: Sequence[str], known: Sequence[str]) -> dict[str, float]:
    """How much of both stands in the same order around one place where they differ: who only puts another word there asks
    about something else; who asks the same in other words changes more."""
    most = min(len(asked), len(known))
    start = next((at for at in range(most) if asked[at] != known[at]), most)
    end = next((at for at in range(most - start) if asked[-1 - at] != known[-1 - at]), most - start)
    alike = (start + end) / max(len(asked), len(known), 1)
    exchanged = start + end < most
    return {"frame_exchanged": alike if exchanged else 0.0, "frame_longer": 0.0 if exchanged else 1 - alike}


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
