"""Unclear questions are asked back and clear ones are not (floors stand below what was measured, with room)."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Assistant
from evals.unclear import AskedBack, measure, unclear_questions


@pytest.fixture(scope="module")
def found(sample_assistant: Assistant) -> AskedBack:
    return measure(sample_assistant, "test")


def test_most_unclear_questions_are_asked_back(found: AskedBack) -> None:
    assert found.unclear >= 25
    assert found.asked_back >= 0.4
    assert found.right_choice >= 0.3


def test_every_choice_offered_is_answered(found: AskedBack) -> None:
    assert found.answered_choices == 1.0


def test_clear_questions_are_hardly_ever_asked_back(found: AskedBack) -> None:
    assert found.clear >= 15
    assert found.clear_asked_back <= 0.12
    assert found.questions_asked_back <= 0.05
    assert found.refusable_asked_back <= 0.05


def test_the_halves_share_no_topic() -> None:
    dev, test = ({each.topic for each in unclear_questions(split)} - {""} for split in ("dev", "test"))
    assert dev
    assert not dev & test
