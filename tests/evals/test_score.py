"""The scorer sees what must never pass: an altered quotation, a wrong source, an answered refusal."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from evals.confidence_fit import calibration_error, reliability
from evals.generate import Quoted, Result
from evals.questions import LabelledQuestion
from evals.risk import Given, area, at_coverages, curve, plot, svg
from evals.score import interval, score

QUESTION = LabelledQuestion("q-1", "test", "Khi nào?", (), "plain", (), ("thu-a",), ("15/9/2026",), True, None)
REFUSABLE = LabelledQuestion("q-2", "test", "Giá vàng?", (), "refuse", ("blocked_out_of_remit",), (), (), False, None)
QUOTE = "GSM dừng ngày 15/9/2026."
RIGHT = Quoted("thu-a", "lead", QUOTE, QUOTE, "2026-02-06", None)
ANSWER = Result("q-1", "answered", 0.9, 5.0, (RIGHT,), "")
REFUSAL = Result("q-2", "blocked_out_of_remit", 0.0, 1.0, (), "")


def scored(answer: Result = ANSWER, refusal: Result = REFUSAL) -> dict[str, object]:
    return score([QUESTION, REFUSABLE], [answer, refusal])


def test_a_right_answer_and_a_right_refusal_lack_nothing() -> None:
    report = scored()
    assert report["verbatim"] == 1.0
    assert report["answerable"]["lead_fact"] == 1.0
    assert report["refusable"]["answered"] == 0.0
    assert report["newest_leads"] == 1.0
    assert report["missed"] == []


@pytest.mark.parametrize("altered", [QUOTE.replace("15", "16"), QUOTE + " ", QUOTE.upper(), ""])
def test_an_altered_quotation_is_seen(altered: str) -> None:
    report = scored(replace(ANSWER, quoted=(replace(RIGHT, quote=altered),)))
    assert report["verbatim"] == 0.5
    assert report["missed"][0]["id"] == "q-1"


def test_a_fact_from_a_wrong_source_is_no_right_answer() -> None:
    report = scored(replace(ANSWER, quoted=(replace(RIGHT, source="thu-b"),)))
    assert report["answerable"]["right_source"] == 0.0
    assert report["answerable"]["answered_wrongly"] == 1.0


def test_a_right_source_that_does_not_say_it_is_counted_apart() -> None:
    silent = replace(RIGHT, quote="Bộ cảm ơn.", stored="Bộ cảm ơn.")
    report = scored(replace(ANSWER, quoted=(silent,)))
    assert report["answerable"]["right_source"] == 1.0
    assert report["answerable"]["fact"] == 0.0


def test_a_right_source_below_a_wrong_lead_does_not_lead() -> None:
    wrong = replace(RIGHT, source="thu-b")
    report = scored(replace(ANSWER, quoted=(wrong, replace(RIGHT, part="point"))))
    assert report["answerable"]["right_source"] == 1.0
    assert report["answerable"]["right_lead"] == 0.0
    assert report["newest_leads"] == 0.0


def test_an_answered_refusal_is_seen() -> None:
    report = scored(refusal=replace(REFUSAL, status="answered", quoted=(RIGHT,)))
    assert report["refusable"]["answered"] == 1.0
    assert report["missed"][0]["id"] == "q-2"


def test_a_refusal_by_another_status_is_refused_but_not_right() -> None:
    report = scored(refusal=replace(REFUSAL, status="unanswerable_no_source"))
    assert report["refusable"]["answered"] == 0.0
    assert report["refusable"]["right_status"] == 0.0


def test_a_question_without_a_result_stops_the_scoring() -> None:
    with pytest.raises(KeyError):
        score([QUESTION], [])


def test_the_surest_answers_come_first_in_the_risk_curve() -> None:
    doubtful = replace(ANSWER, id="q-3", confidence=0.5, quoted=(replace(RIGHT, source="thu-b"),))
    report = score([QUESTION, replace(QUESTION, id="q-3")], [ANSWER, doubtful])
    assert report["risk_coverage"][0]["risk"] == 0.5
    assert report["risk_coverage"][-1] == {"coverage": 0.5, "confidence": 0.9, "risk": 0.0, "lead_risk": 0.0}


def test_the_area_under_the_risk_curve_is_the_mean_risk_over_all_thresholds() -> None:
    given = [Given(0.9, False, False), Given(0.8, True, True), Given(0.7, False, True), Given(0.6, True, True)]
    points = curve(given)
    assert [(each.coverage, each.risk) for each in points] == [(0.25, 0.0), (0.5, 0.5), (0.75, 1 / 3), (1.0, 0.5)]
    assert area(points) == pytest.approx((0 + 0.5 + 1 / 3 + 0.5) / 4, abs=1e-4)


def test_answers_of_one_confidence_are_kept_or_dropped_together() -> None:
    points = curve([Given(0.9, True, True), Given(0.9, False, False)])
    assert [(each.coverage, each.risk) for each in points] == [(1.0, 0.5)]


def test_without_answers_there_is_no_curve_and_no_error() -> None:
    assert (curve([]), at_coverages([]), area([]), plot([])) == ([], [], 0.0, [])


def test_the_risk_curve_is_a_picture_and_a_plot_in_text() -> None:
    points = [(0.5, 0.0), (1.0, 0.25)]
    assert ElementTree.fromstring(svg(points)).tag.endswith("svg")
    assert len(plot(points)) == 20
    assert plot(points)[-1].endswith("25.0 %")


def test_a_confidence_that_says_what_happens_has_no_calibration_error() -> None:
    honest = reliability([0.75] * 4, [True, True, True, False])
    assert calibration_error(honest) == 0.0
    assert calibration_error(reliability([0.95] * 4, [True, True, True, False])) == pytest.approx(0.2)


def test_the_interval_holds_the_share_and_repeats() -> None:
    outcomes = [True] * 90 + [False] * 10
    low, high = interval(outcomes)
    assert low < 0.9 < high
    assert interval(outcomes) == (low, high)
