"""What could mean several things is asked back once, with questions that lead to answers; what is clear never is."""

from __future__ import annotations

import json

import pytest

from assistant.answering import confidence as confidence_module
from assistant.answering.confidence import calibration, together
from assistant.api.shapes import answer_object
from assistant.bootstrap import Assistant
from assistant.chat.view import of_answer
from assistant.domain import AnswerStatus
from tests.assistant.asked import asked

UNCLEAR = "xử phạt theo nghị định nào?"
TOPIC = "chữ ký số"


@pytest.mark.parametrize("unclear", [UNCLEAR, TOPIC])
def test_an_unclear_question_is_asked_back_with_two_to_four_whole_questions(
    sample_assistant: Assistant, unclear: str
) -> None:
    told = asked(sample_assistant, unclear)
    assert told.status is AnswerStatus.CLARIFICATION
    assert 2 <= len(told.choices) <= 4
    assert len(set(told.choices)) == len(told.choices)
    assert all(choice.endswith("?") and len(choice) > len(unclear) for choice in told.choices)
    assert not told.citations
    assert not told.units


@pytest.mark.parametrize("unclear", [UNCLEAR, TOPIC, "mức phạt bao nhiêu?"])
def test_every_choice_leads_to_an_answer(sample_assistant: Assistant, unclear: str) -> None:
    for choice in asked(sample_assistant, unclear).choices:
        assert asked(sample_assistant, choice).status.answered, choice
        assert asked(sample_assistant, choice, unclear).status.answered, choice


def test_choices_lead_to_different_answers(sample_assistant: Assistant) -> None:
    choices = asked(sample_assistant, UNCLEAR).choices
    leads = {asked(sample_assistant, choice).sentences[0].text for choice in choices}
    assert len(leads) == len(choices)


def test_the_same_is_never_asked_back_twice_in_a_row(sample_assistant: Assistant) -> None:
    assert asked(sample_assistant, UNCLEAR).choices
    assert not asked(sample_assistant, UNCLEAR, UNCLEAR).choices
    assert not asked(sample_assistant, f"{UNCLEAR[:-1]} về báo chí?", UNCLEAR).choices


@pytest.mark.parametrize(
    "clear",
    [
        "Khi nào tắt sóng 2G?",
        "Thời hạn trả lời kiến nghị cử tri là bao nhiêu ngày?",
        "Nghị định 25/2011/NĐ-CP còn hiệu lực không?",
        "Lạng Sơn đến tháng 2/2026 còn mấy thôn chưa có sóng?",
    ],
)
def test_a_clear_question_is_answered(sample_assistant: Assistant, clear: str) -> None:
    told = asked(sample_assistant, clear)
    assert told.status.answered
    assert not told.choices


@pytest.mark.parametrize("outside", ["Mức phạt xe máy vượt đèn đỏ là bao nhiêu?", "Ninh Bình có bao nhiêu trạm 5G?"])
def test_what_has_no_answer_is_refused_and_not_asked_back(sample_assistant: Assistant, outside: str) -> None:
    told = asked(sample_assistant, outside)
    assert not told.status.answered
    assert not told.choices


def test_choices_reach_programs_the_chat_and_the_terminal(sample_assistant: Assistant) -> None:
    told = asked(sample_assistant, UNCLEAR)
    assert answer_object(told)["choices"] == list(told.choices)
    view = of_answer(told)
    assert view.choices == told.choices
    assert not any(choice in line for line in view.refusal for choice in told.choices)
    assert all(f"• {choice}" in told.text.splitlines() for choice in told.choices)


def test_an_embedder_nobody_fitted_gets_the_careful_default_and_the_log_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = json.loads(confidence_module.FITTED.read_text(encoding="utf-8"))
    careful, fitted = calibration("unheard-of:1", None), calibration("vn-static-256:1", None)
    assert "confidence_not_fitted" in capsys.readouterr().out
    assert careful.threshold > fitted.threshold
    assert "cosine" not in careful.weights
    assert set(known) >= {"default", "vn-static-256"}


def test_a_threshold_that_is_set_stands_for_the_fitted_one() -> None:
    assert calibration("vn-static-256:1", 0.77).threshold == 0.77


def test_doubt_what_is_meant_only_takes_confidence_away() -> None:
    assert together(0.9, 0.5, (1.0, 0.0)) < together(0.9, 1.0, (1.0, 0.0)) == pytest.approx(0.9)
