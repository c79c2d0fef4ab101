"""Every set there is, typed in every way, the product and BM25 alone beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant.bootstrap import Assistant
from evals.beir import opened, read_beir
from evals.own import measure_own
from evals.retrieval import measure
from evals.runs import Alone, Run, Typed
from evals.sample import sample_assistant
from evals.synthetic import write_small

SETS = (
    ("alqac-2021", "test"),
    ("alqac-2023-2025", "test"),
    ("drill-2025", "train"),  # it has no other part; nothing of ours is fitted on it
    ("vicov19-faq", "dev"),
    ("vimed", "test"),
    ("zalo-law", "test"),
    ("zalo-law", "test_no100"),
)
OWN_SPLITS = ("dev", "test")


def measure_every(
    data: Path, cache: Path | None, typed: Sequence[Typed], limit: int | None, done: Callable[[Run], None]
) -> dict[str, str]:
    """Measures the sets found in `data` and our own; `done` hears of each run. Returns set → digest of its corpus.

    Each run opens the index anew, so that none finds chunks another has read.
    """
    corpora: dict[str, str] = {}
    for name, split in present(data):
        beir = read_beir(data / name, split, limit=limit)
        for each in typed:
            with opened(beir.corpus, cache) as product:
                corpora[name] = product.made.content
                done(measure(beir, product, each, [Alone.BM25]))
    with sample_assistant() as assistant:
        for run in own(assistant, typed):
            done(run)
    return corpora


def measure_small_anew(typed: Sequence[Typed], done: Callable[[Run], None]) -> dict[str, str]:
    """`measure_small` in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder, sample_assistant() as assistant:
        return measure_small(assistant, typed, Path(folder), done)


def measure_small(
    assistant: Assistant, typed: Sequence[Typed], folder: Path, done: Callable[[Run], None]
) -> dict[str, str]:
    """The part that is quick: an invented set, written into `folder`, and our questions on the sample corpus."""
    beir = read_beir(write_small(folder))
    with opened(beir.corpus, folder / "index") as product:
        for each in typed:
            done(measure(beir, product, each, [Alone.BM25]))
        corpora = {beir.name: product.made.content}
    for run in own(assistant, typed):
        done(run)
    return corpora


def present(data: Path) -> list[tuple[str, str]]:
    """The sets that lie in a folder."""
    return [(name, split) for name, split in SETS if (data / name / "qrels" / f"{split}.tsv").exists()]


def absent(data: Path) -> list[str]:
    """The sets that do not lie in a folder, as `<set>/<split>`."""
    there = present(data)
    return [f"{name}/{split}" for name, split in SETS if (name, split) not in there]


def own(assistant: Assistant, typed: Sequence[Typed]) -> Iterator[Run]:
    """Our questions on the sample corpus, which the assistant has read."""
    for split in OWN_SPLITS:
        for each in typed:
            yield measure_own(assistant, split, each)
