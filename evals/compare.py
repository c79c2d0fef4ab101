"""New results against kept ones: what fell by more than its noise, and which questions moved.

The noise of a difference is that of the questions asked: the paired differences are drawn anew `RESAMPLES` times
(fixed seed), and a protected number has fallen when the whole 95 % interval of its mean difference lies below zero.
The product gives the same ranking every time, so one question that moves is no noise, yet it fails nothing: it takes
four that only lose, or more when others win. A run that the baseline protects and that was not measured fails too,
when all of it was meant to be measured.

A baseline holds ids, ranks and numbers, and nothing of the texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.judge import DIGITS
from evals.runs import QueryResult, read_queries, read_report

BASELINE = Path(__file__).parent / "baseline" / "retrieval.json"
PROTECTED = ("mrr@10", "ndcg@10", "success@3", "recall@10", "recall@100")
RESAMPLES = 2000
SEED = 20261120

Values = Mapping[str, float]  # measure → value of one question


@dataclass(frozen=True)
class Kept:
    """One run as a baseline keeps it: per question the rank of its first right item and its protected values."""

    ranks: dict[str, int | None]
    values: dict[str, Values]
    corpus: str = ""  # digest of what was searched


@dataclass(frozen=True)
class Difference:
    """One protected number before and now, over the questions both have, with the 95 % interval of the difference."""

    run: str
    measure: str
    questions: int
    before: float
    now: float
    low: float
    high: float

    @property
    def fell(self) -> bool:
        return self.high < 0

    @property
    def rose(self) -> bool:
        return self.low > 0


@dataclass(frozen=True)
class Moved:
    """A question whose first right item stands elsewhere now."""

    run: str
    query: QueryResult
    before: int | None

    @property
    def lost(self) -> float:
        """How much reciprocal rank it lost; negative when it won."""
        return _reciprocal(self.before) - _reciprocal(self.query.rank)


@dataclass(frozen=True)
class Comparison:
    """Everything that is to be said of new results beside kept ones."""

    differences: tuple[Difference, ...]
    moved: tuple[Moved, ...]  # the greatest losses first, wins last
    missing: tuple[str, ...]  # runs of the baseline that were not measured
    other_corpus: tuple[str, ...]  # runs whose corpus, or its splitting, is another one

    @property
    def fallen(self) -> tuple[Difference, ...]:
        return tuple(each for each in self.differences if each.fell)


def compare(folder: Path, baseline: Path = BASELINE) -> Comparison:
    """The results in `folder` beside a baseline, for every run both have. Raises FileNotFoundError."""
    kept = read_baseline(baseline)
    report = read_report(folder)
    new = {name: read_queries(folder, name) for name in report["runs"] if name in kept}
    corpora = report["made_with"].get("corpora", {})
    moved = [each for name, queries in new.items() for each in _moved(name, queries, kept[name])]
    return Comparison(
        differences=tuple(each for name, queries in new.items() for each in _differences(name, queries, kept[name])),
        moved=tuple(sorted(moved, key=lambda each: -each.lost)),
        missing=tuple(sorted(kept.keys() - new.keys())),
        other_corpus=tuple(name for name in new if corpora.get(name.split("/")[0], "") != kept[name].corpus),
    )


def _differences(name: str, queries: Sequence[QueryResult], kept: Kept) -> Iterable[Difference]:
    both = [query for query in queries if query.id in kept.values]
    for measure in PROTECTED if both else ():
        before = np.array([kept.values[query.id][measure] for query in both])
        now = np.array([query.values[measure] for query in both])
        low, high = interval(now - before)
        yield Difference(name, measure, len(both), round(before.mean(), 4), round(now.mean(), 4), low, high)


def interval(differences: np.ndarray) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean; the same on every run."""
    if not differences.any():
        return (0.0, 0.0)
    draw = np.random.default_rng(SEED)
    means = np.array([draw.choice(differences, len(differences)).mean() for _ in range(RESAMPLES)])
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _moved(name: str, queries: Sequence[QueryResult], kept: Kept) -> list[Moved]:
    known = [query for query in queries if query.id in kept.ranks]
    return [Moved(name, query, kept.ranks[query.id]) for query in known if query.rank != kept.ranks[query.id]]


def _reciprocal(rank: int | None) -> float:
    return 1 / rank if rank else 0.0


def read_baseline(file: Path) -> dict[str, Kept]:
    """The runs of a baseline by name. Raises FileNotFoundError."""
    baseline = json.loads(file.read_text(encoding="utf-8"))
    corpora = baseline["made_with"].get("corpora", {})
    return {
        name: _kept(run, baseline["protected"], corpora.get(name.split("/")[0], ""))
        for name, run in baseline["runs"].items()
    }


def _kept(run: dict[str, Any], measures: Sequence[str], corpus: str) -> Kept:
    queries: dict[str, list[Any]] = run["queries"]
    return Kept(
        ranks={query: rank for query, (rank, *_) in queries.items()},
        values={query: dict(zip(measures, values, strict=True)) for query, (_, *values) in queries.items()},
        corpus=corpus,
    )


def keep(folder: Path, baseline: Path = BASELINE) -> int:
    """Make the results in a folder the baseline of their runs, other runs of it stay; returns how many were kept."""
    report = read_report(folder)
    made: dict[str, Any] = report["made_with"]
    old = json.loads(baseline.read_text(encoding="utf-8")) if baseline.exists() else {"made_with": {}, "runs": {}}
    if list(PROTECTED) != old.get("protected", list(PROTECTED)):
        old["runs"] = {}  # values of other measures cannot be compared
    by = {name: made.get(name, "") for name in ("commit", "embedder")}
    runs = old["runs"] | {name: by | _run(folder, name, run) for name, run in report["runs"].items()}
    corpora = old["made_with"].get("corpora", {}) | made.get("corpora", {})
    whole = {"made_with": made | {"corpora": corpora}, "protected": PROTECTED, "runs": runs}
    baseline.parent.mkdir(parents=True, exist_ok=True)
    baseline.write_text(_one_question_a_line(whole), encoding="utf-8")
    return len(report["runs"])


def _run(folder: Path, name: str, run: dict[str, Any]) -> dict[str, Any]:
    queries = {
        query.id: [query.rank, *(_short(query.values[measure]) for measure in PROTECTED)]
        for query in read_queries(folder, name)
    }
    return {"numbers": run["numbers"], "alone": run["alone"], "queries": queries}


def _short(value: float) -> float:
    return int(value) if value == int(value) else round(value, DIGITS)


def _one_question_a_line(whole: dict[str, Any]) -> str:
    """JSON whose changes read well: a line for each question, and each table of numbers on one."""
    runs = []
    for name, run in sorted(whole["runs"].items()):
        queries = ",\n".join(
            f"   {json.dumps(query)}: {json.dumps(values)}" for query, values in run["queries"].items()
        )
        parts = ",\n   ".join(f"{json.dumps(key)}: {json.dumps(part)}" for key, part in run.items() if key != "queries")
        runs.append(f'  {json.dumps(name)}: {{{parts},\n   "queries": {{\n{queries}}}}}')
    made, protected = json.dumps(whole["made_with"]), json.dumps(whole["protected"])
    every = ",\n".join(runs)
    return f'{{"made_with": {made},\n "protected": {protected},\n "runs": {{\n{every}}}}}\n'
