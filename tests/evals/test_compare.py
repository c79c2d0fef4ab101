"""A number that falls by more than its noise is told; what only moves a little is not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evals.compare import PROTECTED, compare, interval, keep
from evals.judge import first_right, judge, means
from evals.runs import QueryResult, Run, read_queries, save
from evals.tables import as_comparison
from tests.terminal import Terminal

TEXT = "Mức phí cấp tên miền là bao nhiêu?"


def test_rankings_are_judged_against_what_is_right() -> None:
    qrels = {"a": {"đúng": 1}, "b": {"đúng": 1, "cũng đúng": 1}, "c": {"đúng": 1}}
    values = judge({"a": ["sai", "đúng"], "b": ["cũng đúng", "sai", "đúng"]}, qrels)
    assert (values["a"]["mrr@10"], values["a"]["success@1"], values["a"]["success@3"]) == (0.5, 0.0, 1.0)
    assert values["a"]["ndcg@10"] == pytest.approx(0.63093, abs=1e-4)
    assert (values["b"]["recall@1"], values["b"]["recall@10"]) == (0.5, 1.0)
    assert set(values["c"].values()) == {0.0}
    assert means(values)["mrr@10"] == 0.5
    assert first_right(["sai", "đúng"], qrels["a"]) == 2 and first_right(["sai"], qrels["a"]) is None


def test_the_same_results_differ_in_nothing(tmp_path: Path) -> None:
    baseline = kept(tmp_path, [1, 2, None, 1])
    found = compare(measured(tmp_path, [1, 2, None, 1]), baseline)
    assert (found.fallen, found.moved, found.missing, found.other_corpus) == ((), (), (), ())
    assert {(each.low, each.high) for each in found.differences} == {(0.0, 0.0)}


def test_one_question_that_slips_is_noise_and_many_are_not(tmp_path: Path) -> None:
    baseline = kept(tmp_path, [1] * 50)
    one = compare(measured(tmp_path, [*[1] * 49, 2]), baseline)
    assert not one.fallen and [(each.query.id, each.before, each.query.rank) for each in one.moved] == [("q49", 1, 2)]
    many = compare(measured(tmp_path, [*[1] * 40, *[4] * 10]), baseline)
    assert {each.measure for each in many.fallen} == {"mrr@10", "ndcg@10", "success@3"}
    (fallen,) = (each for each in many.fallen if each.measure == "mrr@10")
    assert (fallen.questions, fallen.before, fallen.now) == (50, 1.0, 0.85)


def test_losses_that_wins_make_up_for_are_no_fall(tmp_path: Path) -> None:
    baseline = kept(tmp_path, [*[1] * 10, *[2] * 10])
    found = compare(measured(tmp_path, [*[2] * 10, *[1] * 10]), baseline)
    assert not found.fallen
    assert [each.lost > 0 for each in found.moved] == [True] * 10 + [False] * 10


def test_the_interval_is_the_same_on_every_run_and_holds_the_mean() -> None:
    differences = np.array([-0.5] * 12 + [0.5] * 8 + [0.0] * 80)
    low, high = interval(differences)
    assert (low, high) == interval(differences)
    assert low < differences.mean() < high


def test_a_baseline_holds_no_text_and_keeps_runs_that_were_not_measured_again(tmp_path: Path) -> None:
    baseline = kept(tmp_path, [1, 2], "a/test/plain")
    keep(measured(tmp_path, [1, None], "b/test/plain"), baseline)
    whole = baseline.read_text(encoding="utf-8")
    assert TEXT not in whole and "Điều 4" not in whole
    assert {name: list(run["queries"].values()) for name, run in json.loads(whole)["runs"].items()} == {
        "a/test/plain": [[1, *[1] * len(PROTECTED)], [2, 0.5, 0.6309, 1, 1, 1]],
        "b/test/plain": [[1, *[1] * len(PROTECTED)], [None, *[0] * len(PROTECTED)]],
    }
    found = compare(measured(tmp_path, [1, None], "b/test/plain"), baseline)
    assert found.missing == ("a/test/plain",) and not found.fallen


def test_another_corpus_under_the_same_name_is_told(tmp_path: Path) -> None:
    baseline = kept(tmp_path, [1, 2])
    assert compare(measured(tmp_path, [1, 2], corpus="another"), baseline).other_corpus == ("set/test/plain",)


def test_the_differences_are_read_with_question_ranks_and_what_stands_first(tmp_path: Path) -> None:
    baseline = kept(tmp_path, [1] * 20)
    said = as_comparison(compare(measured(tmp_path, [*[1] * 12, *[None] * 8]), baseline), show=1)
    assert "FELL  set/test/plain  mrr@10      20         1.0000  0.6000  -0.4000" in said
    assert f"set/test/plain q12: 1 → –\n    asked: {TEXT}\n    first now: a9 Điều 4. Phí" in said
    assert "q13" not in said and "0 better" in said


def test_results_are_read_back_as_they_were_saved(tmp_path: Path) -> None:
    folder = measured(tmp_path, [3, None])
    assert [(each.rank, each.text) for each in read_queries(folder, "set/test/plain")] == [(3, TEXT), (None, TEXT)]
    assert (folder / "set-test-plain.troly.trec").read_text(encoding="utf-8") == (
        "q0 Q0 sai_1 1 3 troly\nq0 Q0 sai_2 2 2 troly\nq0 Q0 đúng 3 1 troly\nq1 Q0 sai_1 1 1 troly\n"
    )


def test_the_command_fails_when_a_number_fell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    troly = Terminal(tmp_path / "home", monkeypatch, capsys)
    baseline, same, worse = kept(tmp_path, [1] * 20), measured(tmp_path, [1] * 20), measured(tmp_path, [5] * 20)
    assert troly("eval", "compare", str(same), "--baseline", str(baseline)).code == 0
    said = troly("eval", "compare", str(worse), "--baseline", str(baseline), "--show", "2")
    assert said.code == 1 and "FELL" in said.out and TEXT in said.out
    keep(measured(tmp_path, [1], "b/test/plain"), baseline)
    assert troly("eval", "compare", str(same), "--baseline", str(baseline)).code == 0
    assert troly("eval", "compare", str(same), "--baseline", str(baseline), "--all").code == 1
    assert troly("eval", "compare", str(tmp_path / "nothing"), "--baseline", str(baseline)).code == 2


def kept(tmp_path: Path, ranks: list[int | None], name: str = "set/test/plain") -> Path:
    """A baseline of these ranks."""
    file = tmp_path / "baseline.json"
    keep(measured(tmp_path, ranks, name), file)
    return file


def measured(tmp_path: Path, ranks: list[int | None], name: str = "set/test/plain", corpus: str = "corpus") -> Path:
    """A folder of results in which the first right item of each question stands at these ranks."""
    queries: list[QueryResult] = []
    rankings: dict[str, list[str]] = {}
    for number, rank in enumerate(ranks):
        query = f"q{number}"
        wrong = [f"sai {place}" for place in range(1, rank or 2)]
        rankings[query] = [*wrong, "đúng"] if rank else wrong
        values = judge({query: rankings[query]}, {query: {"đúng": 1}})[query]
        queries.append(
            QueryResult(query, rank, values, text=TEXT, understood=TEXT, first_id="a9", first_title="Điều 4. Phí")
        )
    run = Run(name, means({each.id: each.values for each in queries}), {}, {}, tuple(queries), {"troly": rankings})
    folder = tmp_path / f"results-{len(list(tmp_path.iterdir()))}"
    save({"corpora": {name.split("/")[0]: corpus}}, [run], folder)
    return folder
