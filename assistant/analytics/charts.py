"""Charts drawn on the server as SVG: no script, no style attribute, colours by classes of the stylesheet.

Each chart comes with its numbers as a table. Two series are told apart by fill and outline, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from assistant.wording import decimal

WIDTH, HEIGHT = 360, 170
LEFT, RIGHT, TOP, BOTTOM = 8, 8, 18, 24
MOST_LABELS = 13

Write = Callable[[float | None], str]


@dataclass(frozen=True)
class Series:
    """One row of numbers; `mark` is the class it is drawn with."""

    name: str
    mark: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Chart:
    """A drawing, and the same numbers in words: one line for each label, one cell for each series."""

    title: str
    svg: Markup
    series: tuple[Series, ...]
    labels: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def stacked(name: str, title: str, labels: Sequence[str], series: Sequence[Series], highest: str) -> Chart:
    """Bars of several series, one upon the other; `highest` says in words what the tallest bar counts."""
    totals = [sum(each.values[place] or 0 for each in series) for place in range(len(labels))]
    scale = max([*totals, 1])
    width = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    drawn = [_top_line(highest.format(value=_number(max(totals, default=0))))]
    for place, label in enumerate(labels):
        foot = float(HEIGHT - BOTTOM)
        for each in series:
            value = each.values[place] or 0
            tall = value / scale * (HEIGHT - TOP - BOTTOM)
            if value:
                foot -= tall
                left = LEFT + place * width + width * 0.14
                told = f"{label}, {each.name}: {_number(value)}"
                drawn.append(_bar(left, foot, width * 0.72, tall, each.mark, told))
    return _chart(name, title, labels, series, drawn, _number)


def beside(name: str, title: str, labels: Sequence[str], series: Sequence[Series], highest: str) -> Chart:
    """Bars of several series next to one another, for numbers that are no parts of a whole."""
    tallest = max((value or 0 for each in series for value in each.values), default=0)
    width = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    wide = width * 0.8 / len(series)
    drawn = [_top_line(highest.format(value=_number(tallest)))]
    for place, label in enumerate(labels):
        for turn, each in enumerate(series):
            value = each.values[place] or 0
            tall = value / max(tallest, 1) * (HEIGHT - TOP - BOTTOM)
            if value:
                left = LEFT + place * width + width * 0.1 + turn * wide
                told = f"{label}, {each.name}: {_number(value)}"
                drawn.append(_bar(left, HEIGHT - BOTTOM - tall, wide * 0.9, tall, each.mark, told))
    return _chart(name, title, labels, series, drawn, _number)


def line_of_shares(name: str, title: str, labels: Sequence[str], series: Series) -> Chart:
    """Shares from 0 to 100 % as a line with a point for each; where there is nothing to count the line is broken."""
    width = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    places = [
        (LEFT + (place + 0.5) * width, TOP + (1 - value) * (HEIGHT - TOP - BOTTOM)) if value is not None else None
        for place, value in enumerate(series.values)
    ]
    drawn = [_top_line("100 %")]
    for place, point in enumerate(places):
        if point is None:
            continue
        before = places[place - 1] if place else None
        if before:
            drawn.append(
                f'<line class="{series.mark} stroke" x1="{before[0]:.1f}" y1="{before[1]:.1f}" '
                f'x2="{point[0]:.1f}" y2="{point[1]:.1f}"/>'
            )
        told = escape(f"{labels[place]}: {_percent(series.values[place])}")
        drawn.append(
            f'<circle class="{series.mark}" cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="3.5"><title>{told}</title></circle>'
        )
    return _chart(name, title, labels, [series], drawn, _percent)


def _chart(
    name: str, title: str, labels: Sequence[str], series: Sequence[Series], drawn: Sequence[str], write: Write
) -> Chart:
    floor = f'<line class="axis" x1="{LEFT}" y1="{HEIGHT - BOTTOM}" x2="{WIDTH - RIGHT}" y2="{HEIGHT - BOTTOM}"/>'
    svg = Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-t">'
        f'<title id="{name}-t">{escape(title)}</title>{"".join([floor, *drawn, *_labels(labels)])}</svg>'
    )
    lines = tuple(tuple(write(each.values[place]) for each in series) for place in range(len(labels)))
    return Chart(title, svg, tuple(series), tuple(labels), lines)


def _top_line(told: str) -> str:
    return (
        f'<line class="grid" x1="{LEFT}" y1="{TOP}" x2="{WIDTH - RIGHT}" y2="{TOP}"/>'
        f'<text class="small" x="{LEFT}" y="{TOP - 5}">{escape(told)}</text>'
    )


def _bar(left: float, top: float, wide: float, tall: float, mark: str, told: str) -> str:
    return (
        f'<rect class="{mark}" x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{max(tall, 0.5):.1f}">'
        f"<title>{escape(told)}</title></rect>"
    )


def _labels(labels: Sequence[str]) -> list[str]:
    """The labels below the axis, every second, third … when there are too many to read; the newest always."""
    width = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    step = -(-len(labels) // MOST_LABELS) or 1
    return [
        f'<text class="small middle" x="{LEFT + (place + 0.5) * width:.1f}" y="{HEIGHT - 8}">{escape(label)}</text>'
        for place, label in enumerate(labels)
        if (len(labels) - 1 - place) % step == 0
    ]


def _number(value: float | None) -> str:
    return decimal(value or 0, 0)


def _percent(value: float | None) -> str:
    return f"{decimal(100 * value)} %" if value is not None else "–"
