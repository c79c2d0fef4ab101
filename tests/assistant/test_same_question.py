"""Two questions ask the same when only the wording differs, never when a place, a year, a figure or the fact does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answering.same_question import Wording, likeness, thresholds, wording_of
from assistant.answering.understand import understand
from assistant.bootstrap import Assistant
from assistant.domain import Question

Alike = Callable[[str, str], float]


@pytest.fixture
def read(sample_assistant: Assistant) -> Callable[[str], Wording]:
    """Reads a question as the answer path does."""
    tools = sample_assistant.answering

    def wording(text: str) -> Wording:
        understood = understand(Question(text), tools.tables, tools.index)
        vector = tools.embedder.encode([understood.text])[0]
        return wording_of(understood.text, vector, tools.weigh, tools.places.named_in, understood.also)

    return wording


@pytest.fixture
def alike(read: Callable[[str], Wording]) -> Alike:
    return lambda asked, known: likeness(read(asked), read(known))


@pytest.mark.parametrize(
    "text",
    [
        "Khi nào tắt hẳn sóng 2G?",
        "SIM?",
        "Nghị định 25/2011/NĐ-CP còn hiệu lực không?",
        "Hà Giang còn mấy thôn lõm sóng?",
    ],
)
def test_the_very_same_question_is_the_same(alike: Alike, text: str) -> None:
    assert alike(text, text) >= thresholds().lead


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("bao gio thi dung song 2g tren ca nuoc", "Khi nào tắt sóng 2G trên toàn quốc?"),
        ("Hà Giang hiện còn mấy thôn trắng sóng?", "Tỉnh Hà Giang còn bao nhiêu thôn lõm sóng?"),
        ("nghi dinh 25/2011 con hieu luc khong", "Nghị định 25/2011/NĐ-CP còn hiệu lực không?"),
        ("phải trả lời kiến nghị cử tri trong bao nhiêu ngày", "Trong mấy ngày phải trả lời kiến nghị cử tri?"),
    ],
)
def test_other_words_for_the_same_lead(alike: Alike, asked: str, known: str) -> None:
    assert alike(asked, known) >= thresholds().lead


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("Tỉnh Lào Cai còn bao nhiêu thôn lõm sóng?", "Tỉnh Hà Giang còn bao nhiêu thôn lõm sóng?"),
        ("Năm 2023 xử phạt bao nhiêu vụ?", "Năm 2022 xử phạt bao nhiêu vụ?"),
        ("Khi nào tắt sóng 3G?", "Khi nào tắt sóng 2G?"),
        ("Vì sao tắt sóng 2G?", "Khi nào tắt sóng 2G?"),
        ("Nghị định 163/2024/NĐ-CP còn hiệu lực không?", "Nghị định 25/2011/NĐ-CP còn hiệu lực không?"),
        ("Thôn đã có điện lưới thì phủ sóng thế nào?", "Thôn không có điện lưới thì phủ sóng thế nào?"),
        ("Hộ cận nghèo có được hỗ trợ máy tính bảng không?", "Hộ nghèo có được hỗ trợ máy tính bảng không?"),
        ("Báo chí sau tháng 3/2025 thuộc bộ nào?", "Báo chí trước tháng 3/2025 thuộc bộ nào?"),
    ],
)
def test_another_place_year_figure_or_fact_never_leads(alike: Alike, asked: str, known: str) -> None:
    assert alike(asked, known) < thresholds().lead


def test_a_question_about_something_else_is_not_even_near(alike: Alike) -> None:
    assert alike("Thẻ nhà báo có thời hạn bao lâu?", "Tỉnh Hà Giang còn bao nhiêu thôn lõm sóng?") < thresholds().near


def test_what_leads_is_surer_than_what_is_near() -> None:
    assert 0 < thresholds().near < thresholds().lead < 1


def test_an_empty_question_is_like_nothing(read: Callable[[str], Wording], alike: Alike) -> None:
    assert alike("?", "Khi nào tắt sóng 2G?") < thresholds().near
    assert 0 <= likeness(read("?"), read("?")) <= 1
