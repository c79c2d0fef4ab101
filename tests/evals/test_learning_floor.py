"""What is taught is answered at once and costs the rest nothing (floors stand below what was measured, with room)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.bootstrap import build
from assistant.curation.nouns import Lesson
from evals.learning import Learned, learn, lesson
from evals.learning_chart import chart
from evals.learning_report import as_markdown
from evals.learning_school import School
from evals.learning_sets import LearningSet, ours, school_of
from tests.conftest import settings_of

FAMILIES = 12


@pytest.fixture(scope="module")
def school(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A copy of the sample corpus to teach in."""
    home = Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("school") / "home"))
    assistant = build(settings_of(home, answers_remembered=0))
    yield school_of(assistant)
    assistant.close()


@pytest.fixture(scope="module")
def learning() -> LearningSet:
    return ours(FAMILIES)


@pytest.fixture(scope="module")
def learned(learning: LearningSet, school: School) -> Learned:
    return learn(learning, school, 1, (0.0, 0.25, 1.0), lambda _: None)


def test_every_corrected_question_is_answered_from_its_correction_at_once(learned: Learned) -> None:
    assert all(point.same == 1.0 for point in learned.points if point.volume)


def test_most_paraphrases_are_answered_from_the_correction(learned: Learned) -> None:
    everything = learned.points[-1]
    assert everything.again["paraphrase"] >= 0.55
    assert everything.again["without marks"] >= 0.8
    assert everything.misled <= 0.02
    assert learned.kept[0].paraphrases >= 0.75


def test_near_misses_are_hardly_ever_answered_from_the_correction(learned: Learned) -> None:
    assert all(point.near_misses <= 0.05 for point in learned.points)


def test_questions_nobody_taught_keep_their_order(learned: Learned) -> None:
    assert all(abs(point.order_loss_points) <= 1.0 for point in learned.points)
    assert all(point.untaught_led == 0.0 for point in learned.points)


def test_teaching_again_and_again_gains_nothing(learned: Learned) -> None:
    assert learned.outbid["owner_leads_against_10"] >= learned.outbid["owner_leads_against_one"]


def test_what_is_taken_back_answers_no_more(learning: LearningSet, school: School) -> None:
    key, text = next(iter(learning.taught.items()))
    school.teach({key: lesson(learning, key), "other": Lesson("Thẻ nhà báo hạng đặc biệt do ai cấp?", "Không có.")})
    assert school.led_by(text) == key
    school.forget()
    assert school.led_by(text) is None
    assert not school.keys


def test_the_report_has_a_table_and_a_chart_that_is_xml(learned: Learned) -> None:
    assert "| 100% | 100.0% |" in as_markdown([learned])
    drawn = ElementTree.fromstring(chart(learned))
    assert len(drawn.findall("{http://www.w3.org/2000/svg}path")) > 10
