"""Questions as people type them: without marks, with slips, in abbreviations, leaning on the question before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from assistant.answering.understand import bare_codes, complete_follow_up, points_back, understand, write_out
from assistant.bootstrap import Assistant
from assistant.domain import Question
from ingest.settings import IngestSettings
from ingest.tables import Tables
from ingest.vietnamese import strip_tones, terms
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
    """The words of a shelf of texts: how often words and pairs stand in them."""

    def __init__(self, *texts: str, times: int = 50) -> None:
        self._terms = Counter(term for text in texts for term in terms(text) for _ in range(times))
        self._bare = Counter({strip_tones(term): 0 for term in self._terms})
        for term, count in self._terms.items():
            self._bare[strip_tones(term)] += count

    def spelled(self, wanted: Sequence[str]) -> list[int]:
        return [self._terms[term] for term in wanted]

    def unmarked(self, wanted: Sequence[str]) -> list[int]:
        return [self._bare[term] for term in wanted]

    def size(self) -> int:
        return 20_000


SHELF = Shelf(
    "chính sách hỗ trợ hộ nghèo chuyển sang truyền hình số mặt đất",
    "người dân nộp hồ sơ đăng ký tại bưu điện văn hóa xã",
    "trung tâm viễn thông công ích của tỉnh",
    "mức phạt tiền đối với hành vi phát tán tin nhắn rác",
    "sách giáo khoa thật có tem",
    "cái gáo dừa ở chợ quê",
    "cần bảo vệ trạm phát sóng của khu vực, xổ số kiến thiết",
    "đã được biết từ trước, nhiều bạn trẻ yêu nước",
)


def read(text: str, shelf: Shelf = SHELF) -> str:
    """The question as it is searched over the shelf."""
    return understand(Question(text), TABLES, shelf).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("trug tâm viễn thông", "trung tâm viễn thông"),  # dropped
        ("mức phạt tiềnn", "mức phạt tiền"),  # doubled
        ("ngừơi dân nộp hồ sơ", "người dân nộp hồ sơ"),  # the tone on another vowel
        ("nộp hồ sơ đawng ký", "nộp hồ sơ đăng ký"),
        ("hành vi phát tna tin nhắn", "hành vi phát tán tin nhắn"),  # swapped, a mark lost
        ("tin nhắn rác bị phạt tièn", "tin nhắn rác bị phạt tiền"),  # one mark of two
        ("sách gáo khoa thật", "sách giáo khoa thật"),  # a word, but not here
        ("nộp hồ sơ tại bưuđiện văn hóa", "nộp hồ sơ tại bưu điện văn hóa"),
        ("chính sách hỗtrợ hộ nghèo", "chính sách hỗ trợ hộ nghèo"),
        ("mức phạt ti ền", "mức phạt tiền"),
        ("trung tam vien thong của tỉnh", "trung tâm viễn thông của tỉnh"),  # half of it without marks
        ("ho tro ho ngheo chyen sang truyen hinh", "ho tro ho ngheo chuyen sang truyen hinh"),
        ("mức phạt tiềnnnnn", "mức phạt tiền"),
        ("hồ sơ,đăng ký", "hồ sơ, đăng ký"),
        ("truyền hình số mặt đ", "truyền hình số mặt đất"),  # begun
        ("nộp hồ sơ tại bưu điệ", "nộp hồ sơ tại bưu điện"),
    ],
)
def test_a_slip_is_mended_where_the_texts_know_what_was_meant(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chinhs sachs hoox trowj hooj ngheof", "chính sách hỗ trợ hộ nghèo"),
        ("chính sách hoox trowj hộ nghèo", "chính sách hỗ trợ hộ nghèo"),
        ("ddawng kys taij buwu ddieenj", "đăng ký tại bưu điện"),
        ("tienges", "tienges"),  # no text has the word
        ("ho64 tro75 ho65 nghe2o", "hỗ trợ hộ nghèo"),
        ("ngu7o7i2 da6n no6p5 ho62 so7", "người dân nộp hồ sơ"),
        ("box test fax", "box test fax"),
        ("trawm maays nguwowif daan", "trăm mấy người dân"),  # so many keys are no chance
        ("theo 100/2019/NDD-CP", "theo 100/2019/NĐ-CP"),
        ("trạm 5G km2 B2B", "trạm 5G km2 B2B"),
    ],
)
def test_keystrokes_of_telex_and_vni_are_read_where_they_make_a_known_word(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nộp hồ sơ dc ko z", "nộp hồ sơ được không vậy"),
        ("mức phạt bn tiền", "mức phạt bao nhiêu tiền"),
        ("điểm k khoản 2", "điểm k khoản 2"),
        ("20 kg tem", "20 kg tem"),
        ("đã đc bik từ trc", "đã được biết từ trước"),
        ("nop ho so dc ko", "nop ho so duoc khong"),  # what is written out is searched like the rest
        ("quy dinh cua VTCI", "quy dinh cua vien thong cong ich"),
        ("bảo v trạm phát sóng", "bảo vệ trạm phát sóng"),
        ("deadline nộp hồ sơ qua app", "deadline nộp hồ sơ qua app"),
    ],
)
def test_chat_spellings_are_written_out_where_they_are_no_words(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "4069/BTTTX-VP",
        "72/2013/NĐ-CPP",
        "gửi thư tới a@bxo.vn",
        "5G1414",
        "xổ số kiến thiết",
        "cái gáo dừa",
        "bà Gáo Khoa Thạt ở xã",  # names
        "VNeID, SIM và Facebook",
        "ứng dụng VssID của tỉnh",
    ],
)
def test_codes_numbers_addresses_names_and_good_words_stay(text: str) -> None:
    assert read(text) == text


def test_shouting_is_read_like_speech() -> None:
    assert read("MỨC PHẠT TIÈN TIN NHẮN RÁC") == "mức phạt tiền tin nhắn rác"


def test_a_word_first_seen_in_a_new_document_is_known_to_the_next_question() -> None:
    assert read("trạm vinasat", Shelf("trạm phát sóng")) == "trạm vinasat"
    assert read("phủ sóg", Shelf("trạm phát")) == "phủ sóg"
    assert read("phủ sóg", Shelf("trạm phát", "phủ sóng")) == "phủ sóng"
