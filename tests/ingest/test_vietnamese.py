"""One spelling, words, codes, sentences and dates of Vietnamese text."""

from __future__ import annotations

import timeit
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.vietnamese import (
    code_mentions,
    dates,
    document_codes,
    fold,
    has_tones,
    nfc,
    same_code,
    sentences,
    strip_tones,
    syllables,
    terms,
)

LETTERS = "aoeuydđòóoàáuýùyỦÒqQnghTPĐNÐð  \n.,;:?!/-–0123456789&%()\u00a0\u200b\u0323\u0301'"
TEXTS = st.one_of(st.text(alphabet=LETTERS, max_size=60), st.text(max_size=60))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("Khánh Hòa", "Khánh Hoà"),
        ("khỏe", "khoẻ"),
        ("THỦY", "thuỷ"),
        ("Ðộc lập", "Độc lập"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("bưu\u00a0chính", "bưu chính"),
        ("bưu\u200b chính", "bưu chính"),
        (unicodedata.normalize("NFD", "Bộ Thông tin"), "bộ thông tin"),
        ("B\u00f4\u0323", "Bộ"),
    ],
)
def test_equal_words_fold_to_equal_strings(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_stripping_tones_gives_what_people_type_in_a_hurry() -> None:
    assert strip_tones("Đường dây nóng của Bộ") == "Duong day nong cua Bo"


def test_text_with_any_vietnamese_mark_has_tones() -> None:
    assert has_tones("sim rác")
    assert not has_tones("sim rac bo da tra loi")


def test_codes_dates_and_numbers_are_one_word_each() -> None:
    assert syllables("Nghị định 163/2024/NĐ-CP, 873/BTTTT-VP, 57-NQ/TW, 24/2023/QH15, 03/BDN") == [
        *("nghị", "định", "163/2024/nđ-cp", "873/btttt-vp", "57-nq/tw", "24/2023/qh15", "03/bdn"),
    ]
    assert syllables("27/9/2024: 2.164 trạm, 99,8% xã; 5G") == ["27/9/2024", "2.164", "trạm", "99,8%", "xã", "5g"]
    assert syllables("điều 5 khoản 2") == ["điều", "5", "khoản", "2"]


def test_one_date_and_one_ministry_have_one_form() -> None:
    assert syllables("27.09.2024") == syllables("27/9/2024")
    assert syllables("Sở TT&TT") == syllables("Sở TTTT")


def test_a_code_typed_onto_its_kind_is_still_found_by_its_number() -> None:
    assert syllables("NĐ25/2011") == ["nđ", "25/2011"]


def test_pairs_of_words_do_not_cross_the_end_of_a_sentence() -> None:
    found = terms("Mạng viễn thông. Bưu chính")
    assert "viễn_thông" in found
    assert "thông_bưu" not in found


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Nghị định số 163/2024/NĐ-CP.", ["163/2024/NĐ-CP"]),
        ("(873/BTTTT-VP)", ["873/BTTTT-VP"]),
        ("147/2024/NÐ–CP - Nghị định", ["147/2024/NĐ-CP"]),
        ("163/2024/nd-cp", ["163/2024/NĐ-CP"]),
        ("Quyết định 1563/QĐ-TTg", ["1563/QĐ-TTg"]),
        ("Nghị quyết số 57-NQ/TW", ["57-NQ/TW"]),
        ("459/BC-UBTVQH14 và 24/2023/QH15", ["459/BC-UBTVQH14", "24/2023/QH15"]),
        ("72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN", ["72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN"]),
        ("Số: /BTTTT-VP", ["/BTTTT-VP"]),
        ("văn bản số 03/BDN ngày 08/01/2020", ["03/BDN"]),
        ("nghị định 25/2011", ["25/2011/NĐ-CP"]),
        ("nghi dinh 72 nam 2013 con hieu luc khong", ["72/2013/NĐ-CP"]),
        ("NĐ mới thay NĐ25/2011 là nđ nào", ["25/2011/NĐ-CP"]),
        ("nd 25-2011", ["25/2011/NĐ-CP"]),
        ("Cho mình xin CV 4069 nd tin nhắn", ["4069"]),
        ("Ktra giúp QĐ 2269 về VTCI", ["2269/QĐ"]),
    ],
)
def test_a_code_is_found_as_printed_and_as_typed(text: str, codes: list[str]) -> None:
    assert document_codes(text) == codes


@pytest.mark.parametrize("text", ["TP/Tỉnh", "50/ngày", "đường 3/2", "quyết định 3 việc", "nd 5 triệu", "Luật 5 điều"])
def test_what_only_looks_like_a_code_is_left_alone(text: str) -> None:
    assert document_codes(text) == []


def test_a_partial_code_names_the_full_one() -> None:
    assert same_code("4069", "4069/BTTTT-VP")
    assert same_code("25/2011/NĐ-CP", "25/2011/NĐ-CP")
    assert same_code("57/NQ", "57-NQ/TW")
    assert same_code("3/BDN", "03/BDN")
    assert not same_code("25/2011/NĐ-CP", "25/2012/NĐ-CP")
    assert not same_code("52/2016/QĐ", "52/2016/TT-BTTTT")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Theo số 179/2025/NĐ-CP. Bộ đã nêu.", ["Theo số 179/2025/NĐ-CP.", "Bộ đã nêu."]),
        ("Cử tri TP. Hồ Chí Minh, Q. Tân Bình hỏi.", ["Cử tri TP. Hồ Chí Minh, Q. Tân Bình hỏi."]),
        ("Tivi, đài, v.v. và loa. Hết./.", ["Tivi, đài, v.v. và loa.", "Hết./."]),
        ("1. Về sóng\n2. Về SIM. Đã khóa.", ["1. Về sóng", "2. Về SIM.", "Đã khóa."]),
        ("Câu 1. Cử tri hỏi? Trả lời.", ["Câu 1. Cử tri hỏi?", "Trả lời."]),
        ("Điều 5. Phạm vi\na) một;\nb) hai.", ["Điều 5. Phạm vi", "a) một;", "b) hai."]),
        ("đạt 99,8% và 2.164 trạm. Xong", ["đạt 99,8% và 2.164 trạm.", "Xong"]),
        ("một câu\nbị xuống dòng. Hai", ["một câu\nbị xuống dòng.", "Hai"]),
        ("có tổng số 5.\nMục khác", ["có tổng số 5.", "Mục khác"]),
    ],
)
def test_a_sentence_is_cut_where_a_reader_would_cut_it(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == expected


def test_dates_are_read_in_figures_and_in_words() -> None:
    text = "27/9/2024, 2.5.2025, ngày 29 tháng 9 năm 2023, ngay 6 thang 6 nam 2022"
    assert [found.date for found in dates(text)] == [
        *(date(2024, 9, 27), date(2025, 5, 2), date(2023, 9, 29), date(2022, 6, 6)),
    ]


def test_a_date_with_a_blank_is_partial() -> None:
    [blank] = dates("Hà Nội, ngày       tháng 3 năm 2020")
    assert (blank.year, blank.month, blank.day, blank.date) == (2020, 3, None, None)
    [month] = dates("đến tháng 10/2025")
    assert (month.year, month.month) == (2025, 10)


def test_typing_errors_in_dates_are_not_repaired() -> None:
    assert dates("20/02/205, 31/12/20217, 31/2/2024") == []


def test_a_question_becomes_terms_in_a_fifth_of_a_millisecond() -> None:
    question = ("Bộ đã trả lời cử tri tỉnh nào về Nghị định 163/2024/NĐ-CP và SIM rác, 99,8% thuê bao? " * 4)[:300]
    fastest = min(timeit.repeat(lambda: terms(question), number=20, repeat=15)) / 20
    assert fastest <= 0.0004  # 0.2 ms promised; doubled so that a busy machine does not fail the test


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_sentences_tile_everything_but_white_space(text: str) -> None:
    text, position = nfc(text), 0
    for span in sentences(text):
        assert not text[position : span.start].strip()
        assert span.of(text).strip() == span.of(text) != ""
        position = span.end
    assert not text[position:].strip()


@given(TEXTS)
def test_every_mention_lies_inside_the_text(text: str) -> None:
    text = nfc(text)
    for span in [*(code.span for code in code_mentions(text)), *(found.span for found in dates(text))]:
        assert 0 <= span.start < span.end <= len(text)


@given(TEXTS)
def test_terms_of_one_meaning_are_equal_whatever_the_encoding(text: str) -> None:
    assert terms(unicodedata.normalize("NFD", text)) == terms(text)
    assert len(strip_tones(nfc(text))) <= len(nfc(text))
