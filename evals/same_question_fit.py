"""Fits the likeness of two questions: weighted logistic regression. Knows numbers only."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RIDGE = 0.02
STEPS = 60
FOLDS = 5
Weights = Mapping[str, float]
# What two questions differ in never makes them more alike, what they share never less: a fitted weight of the wrong
# sign is chance and is left out.
AGREEMENTS = frozenset(
    {
        "cosine",
        "cosine_unmarked",
        "cosine_high",
        "asked_found",
        "known_found",
        "least_found",
        "both_found",
        "pairs",
        "kinds_same",
    }
)
FREE = frozenset({"bias", "unmarked", "few_words"})


@dataclass(frozen=True)
class Example:
    """A pair of questions of a family: its features, whether both ask the same, how much it counts."""

    family: str
    features: Weights
    same: bool
    weight: float


def fit(examples: Sequence[Example]) -> Weights:
    """The weights by feature, `bias` among them; features that would count the wrong way are 0."""
    names = ["bias", *examples[0].features]
    rows = np.array([[1.0, *each.features.values()] for each in examples])
    right = np.array([float(each.same) for each in examples])
    counts = np.array([each.weight for each in examples])
    kept = list(range(len(names)))
    while True:
        weights = _logistic(rows[:, kept], right, counts)
        wrong = [at for at, column in enumerate(kept) if _wrong_way(names[column], weights[at])]
        if not wrong:
            return {name: 0.0 for name in names} | {
                names[column]: float(value) for column, value in zip(kept, weights, strict=True)
            }
        worst = max(wrong, key=lambda at: abs(weights[at]))
        kept.pop(worst)


def out_of_fold(examples: Sequence[Example]) -> dict[str, Weights]:
    """Family → weights that were fitted without its fold."""
    folds = {each.family: zlib.crc32(each.family.encode()) % FOLDS for each in examples}
    by_fold = [fit([each for each in examples if folds[each.family] != fold]) for fold in range(FOLDS)]
    return {family: by_fold[fold] for family, fold in folds.items()}


def likely(weights: Weights, features: Weights) -> float:
    """The probability by these weights."""
    logit = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(min(logit, 30.0), -30.0)))


def _wrong_way(name: str, weight: float) -> bool:
    if name in FREE:
        return False
    return weight < 0 if name in AGREEMENTS else weight > 0


def _logistic(rows: np.ndarray, right: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Newton steps with a ridge on all but the first column."""
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[0] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely_now = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (counts * (likely_now - right)) + ridge * weights
        curve = (rows * (counts * likely_now * (1 - likely_now))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        longest = float(np.abs(step).max())
        weights = weights - step * min(1.0, 2.0 / max(longest, 1e-9))
        if longest < 1e-6:
            break
    return weights
