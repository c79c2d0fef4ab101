"""Results of retrieval, and what changed in them, as tables for people."""

from __future__ import annotations

from collections.abc import Sequence

from evals.compare import Comparison, Difference, Moved
from evals.runs import Run

COLUMNS = ("mrr@10", "ndcg@10", "success@1", "success@3", "success@10", "recall@100")


def as_table(runs: Sequence[Run]) -> str:
    """One line per run and system, the product first; milliseconds are of the product, p50 and p95."""
    head = ["run", "system", "questions", *COLUMNS, "ms p50", "ms p95"]
    rows = [row for run in runs for row in _rows(run)]
    return "\n".join([*_aligned([head, *rows]), *dict.fromkeys(_index_line(run) for run in runs)])


def _aligned(cells: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


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


def as_comparison(found: Comparison, show: int) -> str:
    """Every protected number before and now, what fell first, then at most `show` questions that moved."""
    head = ["", "run", "measure", "questions", "before", "now", "difference", "95 % interval"]
    ordered = sorted(found.differences, key=lambda each: (not each.fell, not each.rose))
    lines = _aligned([head, *map(_difference, ordered)]) if ordered else ["Nothing to compare: no run is in both."]
    worse = sum(each.lost > 0 for each in found.moved)
    lines.append(f"{len(found.fallen)} numbers fell, {worse} questions worse, {len(found.moved) - worse} better.")
    lines += [f"Not measured: {name}" for name in found.missing]
    lines += [f"Another corpus, or split otherwise: {name}" for name in found.other_corpus]
    return "\n".join([*lines, *(line for each in found.moved[:show] for line in _moved(each))])


def _difference(each: Difference) -> list[str]:
    mark = "FELL" if each.fell else "rose" if each.rose else ""
    interval = f"{each.low:+.4f} … {each.high:+.4f}"
    change = f"{each.now - each.before:+.4f}"
    numbers = [f"{each.before:.4f}", f"{each.now:.4f}", change, interval]
    return [mark, each.run, each.measure, str(each.questions), *numbers]


def _moved(each: Moved) -> list[str]:
    query = each.query
    lines = ["", f"{each.run} {query.id}: {each.before or '–'} → {query.rank or '–'}", f"    asked: {query.text}"]
    if query.understood != query.text:
        lines.append(f"    understood: {query.understood}")
    return [*lines, f"    first now: {query.first_id} {query.first_title}".rstrip()]
