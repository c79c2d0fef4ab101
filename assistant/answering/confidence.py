"""How sure an answer is: the probability that its leading sentence is right, from what tells a supported answer from a
chance match and a question that asks for one thing from one that could mean several.

Weights and thresholds are fitted per embedder on the development questions (`python -m evals.confidence --fit`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from assistant.answering.rank import Scored, is_legal_sheet, is_named, mentions
from assistant.answering.reading import Reading
from assistant.answering.wanted import Wanted, Wish

FITTED = Path(__file__).with_name("confidence.json")
DEFAULT = "default"
HEAVIEST = 3
COUNTED = 0.25  # a sentence under it has no figure where one is asked for
ABOUT_AS_GOOD = 0.12  # a sentence that scores so little less than the best one may be what was meant
AS_MUCH = 0.9  # of the question's words that the best passage holds, to hold about as much
RARE = 10.0  # weight of a word that few texts hold
ALMOST = 1e-6
MOST_MEANINGS = 4
WORDS_ENOUGH = 6  # a question of so many telling words says what it means
TELLING = 25.0  # weight of the words of a question that leaves nothing open

log = structlog.get_logger("troly.answering")


@dataclass(frozen=True)
class Calibration:
    """Weights of the confidence, and from which probability (0..1) on what is done.

    From `sure_from` on it is answered. Between `ask_from` and there it is asked back when there are several things to
    choose between. Where nothing is asked back there is no doubt left what is meant: what it would be without that
    doubt must reach `threshold`, or it is refused.

    `weights` tell a supported answer from a chance match, `clear` a question that means one thing from one that could
    mean several; `scale` is the slope and the shift that make the log-odds of the two together a probability.
    """

    weights: Mapping[str, float]
    threshold: float
    sure_from: float = 0.0
    ask_from: float = 1.0
    clear: Mapping[str, float] = field(default_factory=dict)
    scale: tuple[float, float] = (1.0, 0.0)


def calibration(embedder: str, threshold: float | None) -> Calibration:
    """The calibration fitted for this embedder (its name up to the colon); for one never fitted, and said so in the
    log, a default that looks at words alone and refuses more. `threshold` stands for the fitted one where it is given.
    """
    known = json.loads(FITTED.read_text(encoding="utf-8"))
    name = name_of(embedder)
    if name not in known:
        log.warning("confidence_not_fitted", embedder=name, next_step="python -m evals.confidence --fit")
    return calibration_of(known.get(name, known[DEFAULT]), threshold)


def calibration_of(fitted: Mapping[str, Any], threshold: float | None = None) -> Calibration:
    """One entry of the file of calibrations."""
    answer_from = float(fitted["answer_from"]) if threshold is None else threshold
    slope, shift = fitted["scale"]
    ask_from, sure_from = float(fitted["ask_from"]), float(fitted["sure_from"])
    return Calibration(fitted["weights"], answer_from, sure_from, ask_from, fitted["clear"], (slope, shift))


def name_of(embedder: str) -> str:
    """The name a calibration is kept under."""
    return embedder.split(":")[0]


def confidence(
    question: Wanted, scored: Sequence[Scored], readings: Mapping[int, Reading], calibration: Calibration
) -> tuple[float, float]:
    """The probability (0..1) that the best sentence answers the question, and what it would be if there were no doubt
    what is meant; 0 when nothing quotable was found."""
    if not scored:
        return 0.0, 0.0
    supported = likely(confidence_features(question, scored, readings), calibration.weights)
    clear = likely(clear_features(question, scored, readings), calibration.clear)
    return together(supported, clear, calibration.scale), together(supported, 1.0, calibration.scale)


def together(supported: float, clear: float, scale: tuple[float, float]) -> float:
    """The probability of both, scaled."""
    both = min(max(supported * clear, ALMOST), 1.0 - ALMOST)
    return 1.0 / (1.0 + math.exp(-(scale[0] * math.log(both / (1.0 - both)) + scale[1])))


def likely(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """What a logistic model makes of these features; 1 without features or without a model."""
    if not features or not weights:
        return 1.0
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-total))


def confidence_features(
    question: Wanted, scored: Sequence[Scored], readings: Mapping[int, Reading]
) -> dict[str, float]:
    """What tells a supported answer from a chance match; each about -1..1. `scored` is sorted and not empty."""
    best = scored[0]
    reading = readings[best.candidate.stored.key]
    asks_a_fact = question.quantity or question.time or question.law or question.who or question.why
    return {
        "words": question.words_in(reading.terms),
        "pairs": question.pairs_in(reading.terms),
        "cosine": max(best.candidate.cosine, 0.0),
        "sentence": best.coverage,
        "rarest": rarest_found(question, reading),
        "named": float(is_named(question, best.candidate)),
        "mentions": mentions(question, best.sentence),
        "fit": best.fit if asks_a_fact else 0.7,
        "unmet": float(question.quantity and best.fit < COUNTED),
        "elsewhere": float(best.elsewhere),
        "score": best.score,
    }


def clear_features(question: Wanted, scored: Sequence[Scored], readings: Mapping[int, Reading]) -> dict[str, float]:
    """What tells a question that means one thing: it says much, and little else holds as much of it; each about 0..1.

    None for a question that names a document: that says what is meant.
    """
    if question.codes:
        return {}
    weights = [wish.weight for wish in question.words]
    enough = AS_MUCH * question.words_in(readings[scored[0].candidate.stored.key].terms)
    holding = {key for key, reading in readings.items() if question.words_in(reading.terms) >= enough}
    passages = {each.candidate.stored.key: each for each in scored}
    return {
        "few": max(0.0, 1.0 - len(weights) / WORDS_ENOUGH),
        "telling": min(sum(weights) / TELLING, 1.0),
        "rare": min(max(weights, default=0.0) / RARE, 1.0),
        "everywhere": (len(holding) - 1) / max(len(readings) - 1, 1),
        "kinds": several(fields_of(each for key, each in passages.items() if key in holding)),
        "laws": several(laws_of(about_as_good(scored))) if question.validity else 0.0,
        "fields": several(fields_of(about_as_good(scored))),
    }


def laws_of(passages: Iterable[Scored]) -> list[str]:
    """The laws whose rows of the legal-basis table these are."""
    return [each.chunk.number or "" for each in passages if is_legal_sheet(each.candidate)]


def fields_of(passages: Iterable[Scored]) -> list[str]:
    """Their fields; a document that has none is a field of its own."""
    return [each.chunk.field or each.document_id for each in passages]


def about_as_good(scored: Sequence[Scored]) -> list[Scored]:
    """The sentences that score nearly as well as the best one."""
    return [each for each in scored if each.score >= scored[0].score - ABOUT_AS_GOOD]


def several(values: Iterable[str]) -> float:
    """0 where all are one, 1 where at least MOST_MEANINGS differ."""
    different = len(set(values))
    return min(max(different - 1, 0) / (MOST_MEANINGS - 1), 1.0)


def rarest_found(question: Wanted, reading: Reading) -> float:
    """How many of the three weightiest words of the question occur at all (0, 1/3, 2/3, 1)."""
    heaviest = sorted(question.words, key=lambda wish: -wish.weight)[:HEAVIEST]
    found = sum(_occurs(wish, reading) for wish in heaviest)
    return found / len(heaviest) if heaviest else 0.0


def _occurs(wish: Wish, reading: Reading) -> bool:
    return wish.word in reading.terms.words or (wish.soft > 0.5 and wish.bare in reading.terms.plain_words)
