"""What a measurement leaves behind: a folder with its report, one line per question, and the rankings in TREC form.

    report.json               made_with (settings, commit, digests, embedder) and, per run, its numbers
    <run>.queries.jsonl       id, texts, rank of the first right item, measures, milliseconds, what stands first
    <run>.<system>.trec       the ranking of each system of the run

A run is named `<set>/<split>/<typed>`; its files have dashes for the slashes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
REPORT = "report.json"

Ranking = Sequence[str]  # item ids, best first


class Typed(StrEnum):
    """How the questions reach the product."""

    PLAIN = "plain"
    TONELESS = "toneless"
    ERRORS = "errors"


class Alone(StrEnum):
    """One search of the product by itself."""

    BM25 = "bm25"
    DENSE = "dense"


@dataclass(frozen=True)
class QueryResult:
    """How one question went: `rank` of the first right item (from 1; None: not found), and each measure's value."""

    id: str
    rank: int | None
    values: dict[str, float]
    ms: float = 0.0
    text: str = ""
    understood: str = ""
    first_id: str = ""
    first_title: str = ""


@dataclass(frozen=True)
class Run:
    """One set, split and way of typing, measured: `numbers` by measure, the rankings of each system by question."""

    name: str
    numbers: dict[str, float]
    alone: dict[str, dict[str, float]]  # one search alone → its numbers
    cost: dict[str, Any]  # times, sizes, memory
    queries: tuple[QueryResult, ...]
    rankings: dict[str, dict[str, Ranking]]

    @property
    def summary(self) -> dict[str, Any]:
        """What the report says of it."""
        return {"queries": len(self.queries), "numbers": self.numbers, "alone": self.alone, **self.cost}


def dated_folder() -> Path:
    """A new folder of results, named by the time."""
    return RESULTS / datetime.now().strftime("%Y-%m-%d-%H%M%S")


def save(made_with: Mapping[str, Any], runs: Sequence[Run], folder: Path) -> None:
    """Write the results of one measurement into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    report = {"made_with": made_with, "runs": {run.name: run.summary for run in runs}}
    (folder / REPORT).write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    for run in runs:
        lines = (json.dumps(asdict(query), ensure_ascii=False) for query in run.queries)
        _queries_file(folder, run.name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        for system, rankings in run.rankings.items():
            write_trec(rankings, system, folder / f"{_stem(run.name)}.{system}.trec")


def read_report(folder: Path) -> dict[str, Any]:
    """The report of a folder of results. Raises FileNotFoundError when it is none."""
    report: dict[str, Any] = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    return report


def read_queries(folder: Path, name: str) -> list[QueryResult]:
    """The questions of one run."""
    lines = _queries_file(folder, name).read_text(encoding="utf-8").splitlines()
    return [QueryResult(**json.loads(line)) for line in lines]


def write_trec(rankings: Mapping[str, Ranking], system: str, file: Path) -> None:
    """`query Q0 item rank score system`, one line per item; scores only repeat the order."""
    lines = (
        f"{query} Q0 {item.replace(' ', '_')} {rank} {len(items) - rank + 1} {system}\n"
        for query, items in rankings.items()
        for rank, item in enumerate(items, start=1)
    )
    file.write_text("".join(lines), encoding="utf-8")


def _queries_file(folder: Path, name: str) -> Path:
    return folder / f"{_stem(name)}.queries.jsonl"


def _stem(name: str) -> str:
    return name.replace("/", "-")
