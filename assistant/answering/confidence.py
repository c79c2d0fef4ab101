"""The calibrated score that decides between answering and refusing; fitted per embedder by `troly eval confidence`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FITTED = Path(__file__).with_name("confidence.json")


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
