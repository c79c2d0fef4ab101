"""Questions as people type them: without marks, with slips, in abbreviations, leaning on the question before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answering.correct import correct
from assistant.answering.understand import bare_codes, complete_follow_up, points_back, understand, write_out
from assistant.bootstrap import Assistant
from assistant.domain import Question
from ingest.settings import IngestSettings
from ingest.tables import Tables
from tests.assistant.asked import asked, quotes

TABLES = Tables.load(IngestSettings(_env_file=None).tables_dir)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("nop ho so qua buu dien co bat buoc khong", "tự nguyện"),
        ("mobifone gio thuoc bo nao", "Bộ Công an"),
        ("khi nao tat song 2g, may cuc gach o dao co sao ko", "15/9/2026"),
        ("MobiFome giờ thuộc bộ nào v", "Bộ Công an"),
        ("nhận biết sách gáo khoa thật ntn", "tem"),
        ("đo tôc độ internett bằng công cụ j", "i-Speed"),
        ("hà nội hạ ngầnm cáp dc bn tuyến phố", "268"),
        ("mức phat cuộc gọi rácc cao nhat bn", "100 triệu"),
    ],
)
def test_typing_without_marks_or_with_slips_finds_the_same_fact(
    sample_assistant: Assistant, question: str, fact: str
) -> None:
    assert fact in quotes(asked(sample_assistant, question))


def test_what_was_understood_is_shown_when_it_differs(sample_assistant: Assistant) -> None:
    answered = asked(sample_assistant, "hà nội hạ ngầnm cáp dc bn tuyến phố")
    assert answered.understood == "hà nội hạ ngầm cáp được bao nhiêu tuyến phố"
    assert "Đang hiểu là" in answered.text


@pytest.mark.parametrize(
    ("before", "question", "fact"),
    [
        ("MobiFone hiện thuộc bộ nào?", "Còn VNPT?", "Bộ Tài chính"),
        ("Hà Giang có bao nhiêu thôn được đề nghị hỗ trợ viễn thông công ích?", "Còn Lào Cai thì sao?", "162 thôn"),
        (
            "Tháng 9/2024 còn bao nhiêu thuê bao chỉ dùng máy 2G?",
            "Vì sao phải dừng công nghệ này?",
            "giải phóng tần số",
        ),
        ("Nội dung công văn dùng cỡ chữ bao nhiêu?", "Thế khoảng cách giữa các đoạn là mấy?", "6 pt"),
    ],
)
def test_a_follow_up_is_answered_with_the_question_before(
    sample_assistant: Assistant, before: str, question: str, fact: str
) -> None:
    assert fact in quotes(asked(sample_assistant, question, before))


def test_a_question_that_stands_alone_is_not_tied_to_the_one_before() -> None:
    assert not points_back("Hiện nay cả nước có bao nhiêu điểm bưu điện văn hóa xã?")
    assert not points_back("Số trạm 5G từ trước đến nay tăng bao nhiêu?")
    assert points_back("Trong đó bao nhiêu thôn chưa có điện?")


def test_a_follow_up_to_a_follow_up_reaches_back_to_the_first() -> None:
    history = ("Cuốn sách về Gạc Ma bị dừng phát hành khi nào?", "Ai tái bản cuốn đó?")
    assert "Gạc Ma" in complete_follow_up("Còn việc đưa vào sách giáo khoa?", history, TABLES)


def test_abbreviations_are_written_out_and_codes_left_alone() -> None:
    assert write_out("trl ko", TABLES) == "trả lời không"
    assert write_out("Công văn 2163/BTTTT-VP", TABLES) == "Công văn 2163/BTTTT-VP"
    assert "viễn thông công ích" in write_out("QĐ về VTCI", TABLES)


def test_number_and_year_of_a_law_are_a_code_and_a_month_is_none() -> None:
    assert bare_codes("Luật Công nghệ thông tin 67/2006 được thay bằng luật nào?") == ["67/2006"]
    assert bare_codes("Luật có hiệu lực từ tháng 7/2026 là luật nào?") == []
    assert bare_codes("Số trạm 5G 1/2026") == []


def test_a_month_in_words_is_searched_as_it_is_written_in_letters() -> None:
    understood = understand(Question("trạm 5G tháng 01 năm 2026"), TABLES)
    assert "tháng 1/2026" in understood.text
    assert understood.shown is None


class Shelf:
    """How often words and pairs stand in a text."""

    def __init__(self, *known: str) -> None:
        self._known = known

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        return [5 * self._known.count(term) for term in terms]


def test_only_what_cannot_be_a_word_is_mended_lightly() -> None:
    shelf = Shelf("trung", "tâm", "trung_tâm", "cổ", "số", "cổ_số")
    assert correct("trug tâm", shelf.frequencies) == "trung tâm"
    assert correct("xổ số", shelf.frequencies) == "xổ số"


def test_a_word_between_strange_neighbours_becomes_the_usual_one() -> None:
    shelf = Shelf("sách", "giáo", "khoa", "sách_giáo", "giáo_khoa", "gáo")
    assert correct("sách gáo khoa", shelf.frequencies) == "sách giáo khoa"


def test_codes_numbers_and_addresses_are_never_mended() -> None:
    shelf = Shelf("btttt", "vp", "nd", "cp")
    for text in ("4069/BTTTX-VP", "72/2013/NĐ-CPP", "a@bxo.vn", "5G1414"):
        assert correct(text, shelf.frequencies) == text
