"""Printed lines become paragraphs, and pages and boxes keep pointing at the right letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import PageRoute
from ingest.parse.clean import clean
from ingest.parse.layout import Line, Word, lines_in_reading_order
from ingest.parse.reflow import RawPage, reflow

WORDS = st.text(alphabet="aáạbcđeêghiơuvxyABĐ0123456789.,;:-()/ \u200b\u0323", min_size=1, max_size=12)
LINES = st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=8)


def page(*lines: str, number: int = 1) -> RawPage:
    return RawPage(number, tuple(Line(line) for line in lines))


def text_of(*lines: str) -> str:
    return reflow([page(*lines)]).text


LONG = "Cử tri phản ánh nhiều thôn, bản chưa có sóng di động và đề nghị Bộ"


@pytest.mark.parametrize(
    "following",
    ["- Như trên;", "+ Một là", "* Đối với", "• Hai", "1. Về sóng", "a) Về SIM", "đ) Về loa", "Câu 2: Cử tri hỏi",
     "Kính gửi: Đoàn", "Nơi nhận:", "Số: 5/BTTTT-VP", "CỘNG HÒA XÃ HỘI", "Điều 5. Phạm vi", "(1) Một"],
)  # fmt: skip
def test_what_starts_a_paragraph_is_never_joined(following: str) -> None:
    assert text_of(LONG, following) == f"{LONG}\n{following}"


def test_a_line_that_was_full_goes_on_in_the_next() -> None:
    assert text_of(LONG, "Thông tin trả lời.") == f"{LONG} Thông tin trả lời."


def test_a_line_with_room_for_the_next_word_ended_its_paragraph() -> None:
    assert text_of(LONG, "Bộ đã trả lời.", "Cử tri cảm ơn.") == f"{LONG} Bộ đã trả lời.\nCử tri cảm ơn."


def test_a_code_broken_at_its_dash_or_slash_is_whole_again() -> None:
    long = LONG[:-10]
    assert text_of(LONG, f"{long} 163/2024/NĐ-", "CP nêu rõ").endswith("163/2024/NĐ-CP nêu rõ")
    assert text_of(LONG, f"{long} số 163/2024/", "NĐ-CP nêu").endswith("163/2024/NĐ-CP nêu")


def test_lines_of_unwrapped_text_stay_paragraphs() -> None:
    assert text_of(LONG * 3, "tiếp theo") == f"{LONG * 3}\ntiếp theo"


def test_page_numbers_and_running_heads_are_cut() -> None:
    pages = [page("CÔNG BÁO/Số 12/Ngày 5", "Đoạn số", f"- {n} -", number=n) for n in range(1, 5)]
    assert "CÔNG BÁO" not in reflow(pages).text
    assert "- 2 -" not in reflow(pages).text


def test_boxes_point_at_their_words_in_the_final_text() -> None:
    rows = [
        [Word(text, 0.1 * at, 0.1, 0.1 * at + 0.08, 0.12) for at, text in enumerate(("Bộ\u200b", "\x07", "TT&TT"), 1)]
    ]
    lines = tuple(lines_in_reading_order(rows, keep_words=True))
    reflowed = reflow([RawPage(1, (Line("Mở đầu."), *lines), PageRoute.OCR)])
    [only] = reflowed.pages
    assert [reflowed.text[box.start : box.end] for box in only.boxes] == ["Bộ", "TT&TT"]


@given(st.lists(LINES, min_size=1, max_size=4))
def test_pages_tile_the_text_whatever_is_printed(pages: list[list[str]]) -> None:
    reflowed = reflow([page(*lines, number=number) for number, lines in enumerate(pages, start=1)])
    assert len(reflowed.pages) == len(pages)
    assert "".join(reflowed.text[one.start : one.end] for one in reflowed.pages) == reflowed.text
    assert "\n\n" not in reflowed.text and reflowed.text == reflowed.text.strip()


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
