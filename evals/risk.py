"""The risk–coverage curve: of all answers, surest first, how many were wrong at each threshold that could be set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
WIDTH, HEIGHT, LEFT, BELOW = 480, 240, 46, 34
BARS, BAR = 20, 40  # rows of the plot in text, characters at the highest risk


@dataclass(frozen=True)
class Given:
    """One answer that was given: how sure it was and what was wrong with it."""

    confidence: float
    without_source: bool
    wrong_lead: bool


@dataclass(frozen=True)
class Point:
    """What is kept by one threshold: the share of the answers, and of these the share that is wrong (0..1)."""

    coverage: float
    confidence: float
    risk: float
    lead_risk: float


def curve(given: Sequence[Given]) -> list[Point]:
    """One point for each threshold that keeps other answers, from the strictest to the one that keeps all."""
    surest = sorted(given, key=lambda each: -each.confidence)
    points, sources, leads = [], 0, 0
    for kept, each in enumerate(surest, start=1):
        sources, leads = sources + each.without_source, leads + each.wrong_lead
        if kept == len(surest) or surest[kept].confidence < each.confidence:
            points.append(Point(kept / len(surest), each.confidence, sources / kept, leads / kept))
    return points


def area(points: Sequence[Point]) -> float:
    """AURC: the mean risk over all coverages (0..1); lower is better. 0 without points."""
    before = [0.0, *(each.coverage for each in points)]
    return round(sum(each.risk * (each.coverage - low) for each, low in zip(points, before, strict=False)), 4)


def at_coverages(points: Sequence[Point]) -> list[dict[str, float]]:
    """The points that keep at least so many of the answers."""
    rows = []
    for coverage in COVERAGES if points else ():
        point = next(each for each in points if each.coverage >= coverage - 1e-9)
        risks = {"risk": round(point.risk, 4), "lead_risk": round(point.lead_risk, 4)}
        rows.append({"coverage": coverage, "confidence": point.confidence, **risks})
    return rows


def plot(points: Sequence[tuple[float, float]]) -> list[str]:
    """Risk by coverage in text: one row per twentieth, bars as long as the risk."""
    if not points:
        return []
    most = max(max(risk for _, risk in points), 0.01)
    rows = []
    for at in range(1, BARS + 1):
        risk = next(risk for coverage, risk in points if coverage >= at / BARS - 1e-9)
        rows.append(f"{100 * at / BARS:4.0f} % {'█' * round(BAR * risk / most)} {100 * risk:.1f} %".replace("  ", " "))
    return rows


def svg(points: Sequence[tuple[float, float]]) -> str:
    """The curve as a picture: coverage to the right, risk upwards, the axis as high as the highest risk."""
    most = max((risk for _, risk in points), default=0.0)
    top = max(math.ceil(100 * most / 5) * 5, 5) / 100
    steps = " ".join(f"{LEFT + coverage * WIDTH:.1f},{HEIGHT * (1 - risk / top) + 10:.1f}" for coverage, risk in points)
    floor = HEIGHT + 10
    across = "".join(
        f'<text x="{LEFT + share * WIDTH:.0f}" y="{floor + 16}" text-anchor="middle">{100 * share:.0f} %</text>'
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    )
    upwards = "".join(
        f'<text x="{LEFT - 6}" y="{HEIGHT * (1 - part) + 14:.0f}" text-anchor="end">{100 * top * part:.1f}</text>'
        for part in (0.0, 0.5, 1.0)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 20} {floor + BELOW}" '
        f'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>'
        f'<path d="M{LEFT} 10V{floor}H{LEFT + WIDTH}" fill="none" stroke="#666"/>{across}{upwards}'
        f'<text x="{LEFT + WIDTH / 2:.0f}" y="{floor + 30}" text-anchor="middle">answers kept, surest first</text>'
        f'<text x="{LEFT + 6}" y="20">% without a right source</text>'
        f'<polyline points="{steps}" fill="none" stroke="#0b5fa5" stroke-width="2"/></svg>\n'
    )
