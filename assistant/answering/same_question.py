"""Whether two questions ask the same: decides where a correction leads and which decisions concern a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Wording:
    """A question read once for comparing: its vector (float32, (dim,), length one) and its telling words."""

    text: str
    vector: np.ndarray


@dataclass(frozen=True)
class Thresholds:
    """Probabilities, fitted by `python -m evals.same_question --fit`: from `lead` on a correction leads, from `near`
    on it may be a source among others."""

    lead: float
    near: float


def thresholds() -> Thresholds:
    """The fitted ones (`same_question.json`)."""
    raise NotImplementedError


def wording_of(
    text: str,
    vector: np.ndarray,
    weigh: Callable[[list[str]], list[float]],
    provinces_in: Callable[[str], frozenset[str]],
) -> Wording:
    """Read a question for comparing; about 0.1 ms. `weigh` gives the inverse document frequency of search terms."""
    raise NotImplementedError


def likeness(asked: Wording, known: Wording) -> float:
    """The probability (0..1) that both ask the same. Another province, year, number or negation makes it small."""
    raise NotImplementedError
