"""How sure an answer is: a logistic model over what tells a supported answer from a chance match.

Weights and threshold are fitted per embedder on the development questions (`python -m evals.confidence`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.rank import Scored, is_named, mentions
from assistant.answering.reading import Reading
from assistant.answering.wanted import Wanted, Wish

FITTED = Path(__file__).with_name("confidence.json")
HEAVIEST = 3
COUNTED = 0.25  # a sentence under it has no figure where one is asked for


@dataclass(frozen=True)
class Calibration:
    """Weights of the logistic confidence and the lowest probability that is answered."""

    weights: Mapping[str, float]
    threshold: float


def calibration(embedder: str, threshold: float | None) -> Calibration:
    """The calibration fitted for this embedder (its name up to the colon), else the default one."""
    fitted = json.loads(FITTED.read_text(encoding="utf-8"))
    values = dict(fitted.get(embedder.split(":")[0], fitted["default"]))
    own = values.pop("threshold")
    return Calibration(values, own if threshold is None else threshold)


def confidence(question: Wanted, best: Scored, reading: Reading, weights: Mapping[str, float]) -> float:
    """The probability (0..1) that this sentence answers the question."""
    features = confidence_features(question, best, reading)
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1.0 / (1.0 + math.exp(-total))


def confidence_features(question: Wanted, best: Scored, reading: Reading) -> dict[str, float]:
    """What tells a supported answer from a chance match; each about -1..1."""
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


def rarest_found(question: Wanted, reading: Reading) -> float:
    """How many of the three weightiest words of the question occur at all (0, 1/3, 2/3, 1)."""
    heaviest = sorted(question.words, key=lambda wish: -wish.weight)[:HEAVIEST]
    found = sum(_occurs(wish, reading) for wish in heaviest)
    return found / len(heaviest) if heaviest else 0.0


def _occurs(wish: Wish, reading: Reading) -> bool:
    return wish.word in reading.terms.words or (wish.soft > 0.5 and wish.bare in reading.terms.plain_words)
