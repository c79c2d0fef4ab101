"""Results of retrieval as a table for people."""

from __future__ import annotations

from collections.abc import Sequence

from evals.runs import Run

COLUMNS = ("mrr@10", "ndcg@10", "success@1", "success@3", "success@10", "recall@100")


def as_table(runs: Sequence[Run]) -> str:
    """One line per run and system, the product first; milliseconds are of the product, p50 and p95."""
    head = ["run", "system", "questions", *COLUMNS, "ms p50", "ms p95"]
    rows = [row for run in runs for row in _rows(run)]
    cells = [head, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([*lines, *dict.fromkeys(_index_line(run) for run in runs)])


def _rows(run: Run) -> list[list[str]]:
    ms = run.cost.get("ms", {}).get("whole", {"p50": 0.0, "p95": 0.0})
    own = [run.name, "troly", str(len(run.queries)), *_cells(run.numbers), f"{ms['p50']:.1f}", f"{ms['p95']:.1f}"]
    return [own, *([run.name, system, "", *_cells(numbers), "", ""] for system, numbers in run.alone.items())]


def _cells(numbers: dict[str, float]) -> list[str]:
    return [f"{numbers[name]:.4f}" for name in COLUMNS]


def _index_line(run: Run) -> str:
    index = run.cost["index"]
    megabytes = index["bytes"] / 1_000_000
    return (
        f"{run.name.split('/')[0]}: {index['items']} items, {index['chunks']} chunks, indexed in "
        f"{index['seconds']:.0f} s, {megabytes:.0f} MB, {run.cost['resident_mib']} MiB resident"
    )
