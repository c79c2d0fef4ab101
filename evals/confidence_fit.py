"""Fits the confidence: logistic regression, calibrated out of fold, and the two thresholds. Knows numbers only."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answering.confidence import likely, together

LEAST_WRONG = 0.02  # of the refusable questions answered, and of them asked back
TAKEN_AWAY_WRONG = 0.4
RIDGE = 1.0
STEPS = 60
FOLDS = 5
UNCLEAR_LEFT = 0.05  # of the unclear questions may be refused for being too little
OF_THE_EMBEDDER = frozenset({"cosine"})  # what another embedder measures on another scale
MARGIN = 0.5  # the models fitted on all of them take unclear questions for less than those fitted without them
STRICTER = 0.5  # of what is missing to certainty is added for an embedder that was never fitted
BINS = 10
ASKED = ("answerable", "refusable")  # the kinds that are questions as people ask them

Weights = Mapping[str, float]


@dataclass(frozen=True)
class Example:
    """One found answer: its features, whether its lead is right, how much it counts, and what kind of question it was.

    `clear` are the features that tell whether the question means one thing; empty when it names a document.
    """

    id: str
    features: Weights
    clear: Weights
    right: bool
    weight: float
    kind: str  # answerable, refusable, taken_away (an answerable one without its sources), unclear
    known: bool  # whether all its words are known, without which it is never asked back


@dataclass(frozen=True)
class Calibrated:
    """Weights, thresholds, and the probability each example got from weights that never saw its question."""

    weights: Weights
    clear: Weights
    scale: tuple[float, float]
    sure_from: float
    answer_from: float
    ask_from: float
    out_of_fold: tuple[float, ...]


@dataclass(frozen=True)
class Models:
    """The model of support, that of clarity, and the scale of both together."""

    weights: Weights
    clear: Weights
    scale: tuple[float, float] = (1.0, 0.0)

    def likely(self, example: Example) -> float:
        """The probability of one example, as the product computes it."""
        return together(likely(example.features, self.weights), likely(example.clear, self.clear), self.scale)

    def supported(self, example: Example) -> float:
        """What it would be if there were no doubt what is meant: what decides where nothing can be asked back."""
        return together(likely(example.features, self.weights), 1.0, self.scale)


def calibrate(examples: Sequence[Example], refusable: int) -> Calibrated:
    """The calibration of these examples; `refusable` counts the questions of that kind, ranked or not."""
    models, shares, supports = fitted(examples)
    allowed = int(LEAST_WRONG * refusable)
    answer_from = answer_threshold(examples, supports, allowed, TAKEN_AWAY_WRONG)
    sure_from = answer_from  # a doubt that the answer outweighs is not worth a question: people came for answers
    ask_from = ask_threshold(examples, shares, sure_from, allowed)
    return Calibrated(models.weights, models.clear, models.scale, sure_from, answer_from, ask_from, tuple(shares))


def careful(examples: Sequence[Example]) -> Calibrated:
    """What holds for an embedder nobody fitted: it looks at nothing that is measured by it, and refuses more."""
    kept = [replace(each, features=_without(each.features, OF_THE_EMBEDDER)) for each in examples]
    models, shares, supports = fitted(kept)
    strict = answer_threshold(kept, supports, 0, TAKEN_AWAY_WRONG / 2)
    answer_from = round(strict + STRICTER * (1.0 - strict), 3)
    return Calibrated(models.weights, models.clear, models.scale, answer_from, answer_from, answer_from, tuple(shares))


def _without(features: Weights, names: frozenset[str]) -> Weights:
    return {name: value for name, value in features.items() if name not in names}


def fitted(examples: Sequence[Example]) -> tuple[Models, list[float], list[float]]:
    """Models fitted on all examples; the probability of each by models fitted without its question, and what it would
    be without doubt what is meant.

    The scale (Platt 1999) is found on the former, on the questions as people ask them and not on those made to teach
    what a question without a source looks like.
    """
    unseen = unseen_models(examples)
    shares = np.array([unseen[fold_of(each)].likely(each) for each in examples])
    logits = np.log(shares / (1.0 - shares))
    asked = [at for at, each in enumerate(examples) if each.kind in ASKED]
    scale = scaled(logits[asked], np.array([examples[at].right for at in asked], dtype=float))
    supports = [replace(unseen[fold_of(each)], scale=scale).supported(each) for each in examples]
    return replace(models_of(examples), scale=scale), sigmoid(scale[0] * logits + scale[1]).tolist(), supports


def unseen_models(examples: Sequence[Example]) -> list[Models]:
    """For each fold the models fitted on all others."""
    return [models_of([each for each in examples if fold_of(each) != fold]) for fold in range(FOLDS)]


def fold_of(example: Example) -> int:
    """The fold of a question, in whatever way it is typed."""
    return zlib.crc32(example.id.encode()) % FOLDS


def models_of(examples: Sequence[Example]) -> Models:
    """Support is learned from questions with and without an answer, clarity from those that have one and unclear ones."""
    support = [each for each in examples if each.kind != "unclear"]
    clarity = [
        replace(each, features=each.clear, right=each.kind == "answerable")
        for each in examples
        if each.kind in ("answerable", "unclear") and each.clear
    ]
    return Models(fit(support), fit(clarity) if any(not each.right for each in clarity) else {})


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Logistic regression by iteratively reweighted least squares; the ridge leaves the bias free. Always the same."""
    names = list(examples[0].features)
    rows = np.array([[1.0, *(each.features[name] for name in names)] for each in examples])
    right = np.array([float(each.right) for each in examples])
    counts = np.array([each.weight for each in examples])
    weights = newton(rows, right, counts, np.diag([1e-6, *(RIDGE for _ in names)]))
    return {name: round(float(weight), 4) for name, weight in zip(["bias", *names], weights, strict=True)}


def scaled(logits: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and shift that make these logits probabilities."""
    rows = np.column_stack([np.ones_like(logits), logits])
    shift, slope = newton(rows, right, np.ones_like(logits), np.diag([1e-6, 1e-6]))
    return round(float(slope), 4), round(float(shift), 4)


def newton(rows: np.ndarray, right: np.ndarray, counts: np.ndarray, ridge: np.ndarray) -> np.ndarray:
    """The weights of a logistic model, float64 (columns,)."""
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = sigmoid(rows @ weights)
        spread = counts * np.maximum(likely * (1.0 - likely), 1e-6)
        slope = rows.T @ (counts * (right - likely)) - ridge @ weights
        weights = weights + np.linalg.solve((rows * spread[:, None]).T @ rows + ridge, slope)
    return weights


def sigmoid(values: np.ndarray) -> np.ndarray:
    """Log-odds as probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -40, 40))))


def answer_threshold(examples: Sequence[Example], shares: Sequence[float], allowed: int, away: float) -> float:
    """The lowest threshold under which all but `allowed` refusable questions stay, and all but the share `away` of
    those whose sources were taken away."""
    wrong, lost = _falling(examples, shares, "refusable"), _falling(examples, shares, "taken_away")
    return round(max(_just_above(wrong, allowed), _just_above(lost, int(away * len(lost)))), 3)


def ask_threshold(examples: Sequence[Example], shares: Sequence[float], sure_from: float, allowed: int) -> float:
    """From where on it is asked back: nearly all unclear questions, and no more than `allowed` refusable ones."""
    unclear = sorted(_falling(examples, shares, "unclear"))
    wanted = unclear[int(UNCLEAR_LEFT * len(unclear))] if unclear else sure_from
    known = [(each, share) for each, share in zip(examples, shares, strict=True) if each.known]
    wrong = _falling([each for each, _ in known], [share for _, share in known], "refusable")
    return round(min(max(MARGIN * wanted, _just_above(wrong, allowed) if wrong else 0.0), sure_from), 3)


def _falling(examples: Sequence[Example], shares: Sequence[float], kind: str) -> list[float]:
    found = (share for each, share in zip(examples, shares, strict=True) if each.kind == kind)
    return sorted(found, reverse=True)


def _just_above(falling: Sequence[float], allowed: int) -> float:
    return falling[allowed] + 0.002 if len(falling) > allowed else 0.002


def reliability(shares: Sequence[float], right: Sequence[bool]) -> list[dict[str, float]]:
    """Per tenth of the scale: how many answers, their mean probability, and the share that was right."""
    table = []
    for at in range(BINS):
        held = [(p, r) for p, r in zip(shares, right, strict=True) if min(int(p * BINS), BINS - 1) == at]
        if held:
            mean, share = np.mean([p for p, _ in held]), np.mean([r for _, r in held])
            row = {
                "from": at / BINS,
                "count": len(held),
                "said": round(float(mean), 4),
                "right": round(float(share), 4),
            }
            table.append(row)
    return table


def calibration_error(table: Sequence[Mapping[str, float]]) -> float:
    """ECE: the mean distance between what was said and what was right, by the number of answers."""
    total = sum(row["count"] for row in table)
    return round(sum(row["count"] * abs(row["said"] - row["right"]) for row in table) / total, 4) if total else 0.0
