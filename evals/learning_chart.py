"""The curve of learning as an SVG that needs nothing else: one panel of what is answered, one of what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from evals.learning import Learned

WIDTH, HEIGHT = 760, 300
LEFT, TOP, RIGHT, BOTTOM = 56, 34, 250, 40
COLOURS = ("#0b5394", "#b45f06", "#38761d", "#741b47", "#666666", "#1f9e89")
LOSS_ALLOWED = 0.2
Curve = Sequence[tuple[float, float, float, float]]  # volume, mean, least, most


@dataclass(frozen=True)
class Line:
    """A named curve."""

    name: str
    curve: Curve


def chart(learned: Learned) -> str:
    """Both panels of one set, one under the other."""
    ways = dict.fromkeys(way for point in learned.points for way in point.again)
    answered = [Line("the same question", learned.curve(lambda point: point.same))]
    answered += [Line(way, learned.curve(lambda point, way=way: point.again.get(way))) for way in ways]  # type: ignore[misc]
    lost = [
        Line("with corrections", learned.curve(lambda point: point.loss_points if point.untouched else None)),
        Line("same answer right", learned.curve(lambda point: point.loss_points_fair if point.untouched else None)),
        Line("order alone", learned.curve(lambda point: point.order_loss_points if point.untouched else None)),
        Line("allowed", [(volume, LOSS_ALLOWED, LOSS_ALLOWED, LOSS_ALLOWED) for volume in (0.0, 1.0)]),
    ]
    height = 2 * HEIGHT
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
            f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
            panel(f"{learned.name}: answered from the correction, by share corrected", answered, 0, (0.0, 1.0)),
            panel("lost on untouched questions, points of MRR@10", lost, HEIGHT, _range(lost)),
            "</svg>\n",
        ]
    )


def panel(title: str, lines: Sequence[Line], down: int, values: tuple[float, float]) -> str:
    """One panel with its axes, lines, ranges over the seeds, and names."""
    volumes = sorted({point[0] for line in lines for point in line.curve})
    drawn = [f'<text x="{LEFT}" y="{down + 20}" font-weight="bold">{escape(title)}</text>']
    for step in range(5):
        value = values[0] + step * (values[1] - values[0]) / 4
        y = _y(value, values, down)
        drawn.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        drawn.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_value(value, values)}</text>')
    for volume in volumes:
        x = _x(volume, volumes)
        drawn.append(f'<text x="{x:.1f}" y="{down + HEIGHT - BOTTOM + 18}" text-anchor="middle">{volume:.0%}</text>')
    for at, line in enumerate(lines):
        drawn += _drawn(line, COLOURS[at % len(COLOURS)], volumes, values, down)
        y = down + TOP + 16 * (at + 1)
        drawn.append(
            f'<text x="{WIDTH - RIGHT + 16}" y="{y}" fill="{COLOURS[at % len(COLOURS)]}">{escape(line.name)}</text>'
        )
    return "\n".join(drawn)


def _drawn(line: Line, colour: str, volumes: Sequence[float], values: tuple[float, float], down: int) -> list[str]:
    """The mean as a line, the range over the seeds as a bar at each volume."""
    places = [(_x(volume, volumes), mean, least, most) for volume, mean, least, most in line.curve]
    path = " ".join(
        f"{'L' if at else 'M'}{x:.1f} {_y(mean, values, down):.1f}" for at, (x, mean, _, _) in enumerate(places)
    )
    bars = [
        f'<path d="M{x:.1f} {_y(least, values, down):.1f}V{_y(most, values, down):.1f}" stroke="{colour}" stroke-width="3" '
        'stroke-opacity="0.3"/>'
        for x, _, least, most in places
        if most > least
    ]
    return [*bars, f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>'] if places else []


def _x(volume: float, volumes: Sequence[float]) -> float:
    """Volumes stand evenly: most of what happens is among the small ones."""
    return LEFT + 10 + volumes.index(volume) * (WIDTH - LEFT - RIGHT - 20) / max(len(volumes) - 1, 1)


def _y(value: float, values: tuple[float, float], down: int) -> float:
    share = (value - values[0]) / (values[1] - values[0])
    return down + HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _value(value: float, values: tuple[float, float]) -> str:
    return f"{value:.0%}" if values == (0.0, 1.0) else f"{value:.2f}"


def _range(lines: Sequence[Line]) -> tuple[float, float]:
    found = [value for line in lines for _, _, least, most in line.curve for value in (least, most)]
    return min(0.0, *found), max(2 * LOSS_ALLOWED, *found)
