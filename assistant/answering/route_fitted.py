"""What routing learned before it was shipped: weights of terms by field, and how much each kind of evidence counts.

A JSON file that a person can read: one line per term, whole numbers in hundredths. `python -m evals.routing --fit`
writes it.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.vietnamese import fold, has_tones, strip_tones

FITTED = Path(__file__).with_name("routing.json")
FEATURES = ("terms", "votes", "keywords", "meaning", "outside", "outside_near", "outside_meaning")
OUTSIDE = "-"  # how the class of what is outside the ministry is written
IN_ONE = 100
LONGEST_WHOLE = 3  # shorter words have no parts
PART = 4

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class TermModel:
    """A linear model over TF-IDF weighted terms; `rows` holds, for each term, its IDF and a weight per class."""

    classes: tuple[str | None, ...]
    base: tuple[float, ...]
    rows: Mapping[str, npt.NDArray[np.float32]]

    def scores(self, text: str, fields: Sequence[str]) -> dict[str | None, float]:
        """About 0..1 by class; a field it was not fitted for is left out."""
        known = [
            (1 + math.log(count), row)
            for term, count in Counter(terms(text)).items()
            if (row := self.rows.get(term)) is not None
        ]
        total = np.array(self.base, dtype=np.float64)
        if known:
            weights = np.array([times for times, _ in known])
            rows = np.stack([row for _, row in known])
            weights *= rows[:, 0]
            total += weights @ rows[:, 1:] / np.sqrt(weights @ weights)
        allowed = {*fields, None}
        return {name: score for name, score in zip(self.classes, total.tolist(), strict=True) if name in allowed}


@dataclass(frozen=True)
class Fitted:
    """Everything that is fitted; `weights` in the order of FEATURES."""

    terms: TermModel
    weights: npt.NDArray[np.float64]


@cache
def shipped() -> Fitted:
    """What was fitted last; read once."""
    return read(FITTED)


def read(path: Path) -> Fitted:
    """Raises KeyError when the file has not the features of this program."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    classes = tuple(None if name == OUTSIDE else str(name) for name in kept["classes"])
    rows = {term: np.array(row, dtype=np.float32) / np.float32(IN_ONE) for term, row in kept["terms"].items()}
    base = tuple(value / IN_ONE for value in kept["base"])
    return Fitted(TermModel(classes, base, rows), np.array([kept["weights"][name] for name in FEATURES]))


def write(fitted: Fitted, path: Path = FITTED) -> None:
    """One line per term, so that a difference can be read."""
    head = {
        "classes": [OUTSIDE if name is None else name for name in fitted.terms.classes],
        "weights": dict(zip(FEATURES, np.round(fitted.weights, 3).tolist(), strict=True)),
        "base": _hundredths(np.array(fitted.terms.base)),
    }
    lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    rows = (
        f"  {json.dumps(term, ensure_ascii=False)}: {json.dumps(_hundredths(row), separators=(',', ':'))}"
        for term, row in sorted(fitted.terms.rows.items())
    )
    path.write_text(
        "{\n" + ",\n".join([*lines, ' "terms": {\n' + ",\n".join(rows) + "\n }"]) + "\n}\n", encoding="utf-8"
    )


def _hundredths(values: npt.NDArray[np.floating]) -> list[int]:
    return [round(float(value) * IN_ONE) for value in values]


def terms(text: str) -> Iterator[str]:
    """Words and pairs without marks, parts of longer words (a slip leaves some whole), and words with their marks."""
    folded = fold(text)
    words = _WORD.findall(strip_tones(folded))
    yield from words
    yield from (f"{one}_{next_}" for one, next_ in pairwise(words))
    for word in words:
        framed = f"<{word}>"
        yield from (f"~{framed[at : at + PART]}" for at in range(len(framed) - PART + 1) if len(word) > LONGEST_WHOLE)
    yield from (f"={word}" for word in _WORD.findall(folded) if has_tones(word))
