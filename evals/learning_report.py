"""Runs the simulation of teaching on the sets that were asked for, and keeps what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.answering.same_question import thresholds
from assistant.settings import Settings
from evals.generate import digest
from evals.learning import VOLUMES, Learned, learn
from evals.learning_chart import chart
from evals.learning_sets import prepared
from evals.measured import made_with
from evals.same_question import FAMILIES

GOALS = {"same": 0.95, "paraphrases": 0.80, "loss_points": 0.2}


def measure_learning(
    sets: Sequence[str],
    data: Path,
    cache: Path | None,
    seeds: int,
    limit: int | None,
    folder: Path,
    say: Callable[[str], None],
    volumes: Sequence[float] = VOLUMES,
) -> list[Learned]:
    """Measures each set and writes `report.json`, `learning.md` and one chart per set into the folder, set by set."""
    corpora: dict[str, str] = {}
    found: list[Learned] = []
    for name in sets:
        with prepared(name, data, cache, limit) as (learning, school, content):
            corpora[name] = content
            embedder = school.tools.embedder.name
            found.append(learn(learning, school, seeds, volumes, say))
        folder.mkdir(parents=True, exist_ok=True)
        made = made_with(Settings(), embedder, corpora)
        made["settings"] |= {"lead": thresholds().lead, "near": thresholds().near, "seeds": seeds, "limit": limit}
        made["families"] = digest([FAMILIES])
        write(made, found, folder)
    return found


def write(made: dict[str, Any], found: Sequence[Learned], folder: Path) -> None:
    """What a program reads, what a person reads, and the charts."""
    report = {"made_with": made, "goals": GOALS, "learning": {each.name: each.summary for each in found}}
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    for each in found:
        (folder / f"learning-{each.name}.svg").write_text(chart(each), encoding="utf-8")
    (folder / "learning.md").write_text(as_markdown(found), encoding="utf-8")


def as_markdown(found: Sequence[Learned]) -> str:
    """Each set as a table by volume (means over the seeds, the worst loss beside), and what wrong decisions cost."""
    return "\n\n".join(part for each in found for part in _parts(each)) + "\n"


def _parts(learned: Learned) -> list[str]:
    ways = list(dict.fromkeys(way for point in learned.points for way in point.again))
    head = [
        "corrected",
        "same",
        *ways,
        "misled",
        "near-misses",
        "loss (worst seed)",
        "same answer counted right (worst seed)",
        "order alone",
        "led: fair + other",
    ]
    rows = [head, ["---"] * len(head)]
    for volume in dict.fromkeys(point.volume for point in learned.points):
        points = [point for point in learned.points if point.volume == volume]

        def mean(values: Sequence[float]) -> float:
            return sum(values) / max(len(values), 1)

        def with_worst(values: Sequence[float]) -> str:
            return f"{mean(values):.2f} ({max(values):.2f})" if values else "–"

        touched = [point for point in points if point.untouched]
        rows.append(
            [
                f"{volume:.0%}",
                f"{mean([point.same for point in points]):.1%}",
                *(f"{mean([point.again[way] for point in points if way in point.again]):.1%}" for way in ways),
                f"{mean([point.misled for point in points]):.2%}",
                f"{mean([point.near_misses for point in points]):.1%}",
                with_worst([point.loss_points for point in touched]),
                with_worst([point.loss_points_fair for point in touched]),
                f"{mean([point.order_loss_points for point in touched]):.2f}" if touched else "–",
                f"{mean([point.led_same_item for point in points]):.1f} + {mean([point.led_other for point in points]):.1f}",
            ]
        )
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    lines = [f"- {noise}" for noise in learned.noise] + [f"- {kept}" for kept in learned.kept]
    lines.append("- " + ", ".join(f"{name} {value:.3g}" for name, value in learned.outbid.items()))
    return [f"## {learned.name}: {learned.questions} questions, {learned.measured} measured", table, "\n".join(lines)]
