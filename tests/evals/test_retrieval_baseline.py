"""Nothing that is protected fell: an invented set and our own questions beside the committed baseline.

When a change is meant to move these numbers: `troly eval all --small --out DIR`, look at `troly eval compare DIR
--baseline evals/baseline/small.json --show 20`, then `troly eval keep DIR --baseline evals/baseline/small.json`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from evals.compare import BASELINE, Comparison, compare, read_baseline
from evals.every import SETS, absent, measure_small, present
from evals.measured import made_here
from evals.runs import Run, Typed, save
from evals.tables import as_comparison

SMALL = BASELINE.with_name("small.json")
MEASURED = [Typed.PLAIN, Typed.ERRORS]


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return []


@pytest.fixture(scope="module")
def found(runs: list[Run], sample_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The quick part, measured now."""
    folder = tmp_path_factory.mktemp("small")
    made = made_here(measure_small(sample_assistant, MEASURED, folder, runs.append))
    save(made, runs, folder / "results")
    return compare(folder / "results", SMALL)


def test_no_protected_number_fell(found: Comparison) -> None:
    assert len(found.differences) == 30
    assert not found.fallen, as_comparison(found, show=20)


def test_nineteen_of_twenty_of_our_questions_have_a_right_source_among_the_first_three(
    runs: list[Run], found: Comparison
) -> None:
    numbers = {run.name: run.numbers["success@3"] for run in runs if run.name.endswith("plain")}
    assert numbers["sample/dev/plain"] >= 0.9 and numbers["sample/test/plain"] >= 0.9


def test_every_run_says_what_it_cost(runs: list[Run], found: Comparison) -> None:
    for run in runs:
        assert {"whole", "understand", "encode", "nearest", "matching", "chunks"} <= run.cost["ms"].keys()
        assert 0 < run.cost["ms"]["whole"]["p50"] <= run.cost["ms"]["whole"]["p95"]
        assert run.cost["index"]["chunks"] > 0 and run.cost["resident_mib"] > 0
    small = next(run for run in runs if run.name == "small/test/plain")
    assert small.cost["index"]["bytes"] > 0 and set(small.rankings) == {"troly", "bm25"}


def test_the_sets_that_do_not_lie_in_a_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "vimed" / "qrels").mkdir(parents=True)
    (tmp_path / "vimed" / "qrels" / "test.tsv").touch()
    assert present(tmp_path) == [("vimed", "test")]
    assert len(absent(tmp_path)) == len(SETS) - 1 and "zalo-law/test" in absent(tmp_path)


@pytest.mark.parametrize("baseline", sorted(BASELINE.parent.glob("*.json")), ids=lambda file: file.stem)
def test_a_committed_baseline_holds_ids_ranks_and_numbers_only(baseline: Path) -> None:
    for kept in read_baseline(baseline).values():
        assert kept.ranks and all(rank is None or rank > 0 for rank in kept.ranks.values())
        assert all(len(query) <= 64 and " " not in query for query in kept.ranks)
        assert all(0 <= value <= 1 for values in kept.values.values() for value in values.values())
