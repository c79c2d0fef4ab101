"""Weights of the reranker's features that put what was decided for before what was not: pairwise logistic regression.

The shipped trees' scores are an offset, so only what they get wrong is learned; a strong ridge (Gaussian prior on the
scale of each feature's spread) keeps a few decisions from moving much. A family that all the others contradict counts
less (Huber's weights over families), since one decision in ten may be a mistake. Newton's method; 53 features take
milliseconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.answering.rerank_features import NAMES

Array = npt.NDArray[Any]  # float64

RIDGE = 4.0  # as strong as four questions against every weight of one spread
SHARPNESS = 1.0  # a lead of one in the trees' scores is e to one
STEPS = 30
ENOUGH = 1e-8
FEWEST_UNITS, LARGEST_SHARE_OF_A_UNIT = 3, 1 / 3
FEWEST_PEOPLE, LARGEST_SHARE_OF_A_PERSON = 2, 1 / 2
ROUNDS = 400
DOUBTS = 5  # times that families are weighed anew by how much the others contradict them


@dataclass(frozen=True)
class Preferred:
    """One family of questions: its candidates with their features and shipped scores, and which stand before which.

    `rows` is float (candidates, len(NAMES)), `shipped` (candidates,); a pair is (place of the better, of the worse).
    """

    family: int
    unit: str
    person: int
    rows: npt.NDArray[Any]
    shipped: npt.NDArray[Any]
    pairs: tuple[tuple[int, int], ...]


def fit(decided: Sequence[Preferred]) -> dict[str, float]:
    """Feature → weight added to the shipped score; empty when too few units or people decided.

    Every family counts once, no unit for more than a third of all and no person for more than half.
    """
    usable = [each for each in decided if each.pairs]
    shares = fair_shares([(each.unit, each.person) for each in usable])
    if not shares.any():
        return {}
    spread = _spread(usable)
    found = _robust(usable, shares, spread)
    learned = np.where(spread > 0, found / np.where(spread > 0, spread, 1.0), 0.0)
    return {name: round(float(weight), 6) for name, weight in zip(NAMES, learned, strict=True) if abs(weight) > 1e-6}


def fair_shares(owners: Sequence[tuple[str, int]]) -> Array:
    """How much each family counts (at most 1), so that no unit and no person has too large a share of the sum.

    All zero where that cannot be: fewer than three units or two people.
    """
    nothing: Array = np.zeros(len(owners))
    units, people = _numbered([unit for unit, _ in owners]), _numbered([person for _, person in owners])
    if len(set(units)) < FEWEST_UNITS or len(set(people)) < FEWEST_PEOPLE:
        return nothing
    shares: Array = np.ones(len(owners))
    for _ in range(ROUNDS):
        before = shares.sum()
        for groups, largest in ((people, LARGEST_SHARE_OF_A_PERSON), (units, LARGEST_SHARE_OF_A_UNIT)):
            shares = _capped(shares, np.array(groups), largest)
        if before - shares.sum() <= ENOUGH * before:
            return shares
    return shares


def _capped(shares: Array, groups: npt.NDArray[np.int64], largest: float) -> Array:
    """The group with too much of the sum is made smaller until it has its largest share of what is left."""
    sums = np.bincount(groups, weights=shares)
    most = int(sums.argmax())
    allowed = (sums.sum() - sums[most]) * largest / (1 - largest)
    if sums[most] <= allowed:
        return shares
    return np.where(groups == most, shares * allowed / sums[most], shares)


def _numbered(names: Sequence[Hashable]) -> list[int]:
    numbers = {name: number for number, name in enumerate(Counter(names))}
    return [numbers[name] for name in names]


def _spread(decided: Sequence[Preferred]) -> Array:
    """How far each feature varies among the candidates of one question; 0 for one that never does."""
    within = np.concatenate([each.rows - each.rows.mean(axis=0) for each in decided]).astype(np.float64)
    spread: Array = within.std(axis=0)
    return np.where(spread > 1e-6, spread, 0.0)


def _robust(decided: Sequence[Preferred], shares: Array, spread: Array) -> Array:
    differences, leads = _stacked(decided, spread)
    family = np.repeat(np.arange(len(decided)), [len(each.pairs) for each in decided])
    pairs = np.bincount(family)
    trust: Array = np.ones(len(decided))
    found: Array = np.zeros(differences.shape[1])
    for _ in range(DOUBTS):
        found = _newton(found, differences, leads, (shares * trust / pairs)[family])
        losses = np.bincount(family, weights=np.logaddexp(0, -(leads + differences @ found))) / pairs
        trust = np.minimum(1.0, np.median(losses) / np.maximum(losses, ENOUGH)) ** 2
    return found


def _stacked(decided: Sequence[Preferred], spread: Array) -> tuple[Array, Array]:
    """Of all pairs: differences in spreads (pairs, features), and leads of the better by the shipped scores."""
    differences, leads = [], []
    for each in decided:
        better, worse = np.array(each.pairs).T
        differences.append(each.rows[better] - each.rows[worse])
        leads.append(each.shipped[better] - each.shipped[worse])
    scaled = np.concatenate(differences) / np.where(spread > 0, spread, 1.0) * (spread > 0)
    return scaled.astype(np.float64), SHARPNESS * np.concatenate(leads).astype(np.float64)


def _newton(found: Array, differences: Array, leads: Array, weights: Array) -> Array:
    """The minimum of Σ weight·log(1+exp(-(lead + difference·w))) + RIDGE/2·|w|²; convex, so it is the only one."""
    for _ in range(STEPS):
        margins = leads + differences @ found
        wrong = 1 / (1 + np.exp(np.clip(margins, -30, 30)))
        slope = RIDGE * found - differences.T @ (weights * wrong)
        curve = (differences.T * (weights * wrong * (1 - wrong))) @ differences + RIDGE * np.eye(len(found))
        step: Array = np.linalg.solve(curve, slope)
        found = found - _short_enough(step, found, differences, leads, weights) * step
        if np.abs(step).max() < ENOUGH:
            break
    return found


def _short_enough(step: Array, found: Array, differences: Array, leads: Array, weights: Array) -> float:
    """The longest of 1, ½, ¼ … of the step that does not lead uphill."""
    now, part = _loss(found, differences, leads, weights), 1.0
    while part > 1e-4 and _loss(found - part * step, differences, leads, weights) > now + 1e-12:
        part /= 2
    return part


def _loss(found: Array, differences: Array, leads: Array, weights: Array) -> float:
    margins = leads + differences @ found
    return float(weights @ np.logaddexp(0, -margins) + RIDGE / 2 * found @ found)
