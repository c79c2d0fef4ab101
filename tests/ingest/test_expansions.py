"""The same question in other words, as the shipped tables know them on the day asked about."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.settings import PROJECT
from ingest.tables import Tables

TODAY = date(2026, 3, 1)
EARLIER = date(2024, 6, 1)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.load(PROJECT / "corpus" / "tables")


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        ("VTCI cho hộ nghèo", "viễn thông công ích cho hộ nghèo"),
        ("viễn thông công ích cho hộ nghèo", "VTCI cho hộ nghèo"),
        ("chương trình cung cấp dịch vụ viễn thông công ích", "chương trình cung cấp dịch vụ VTCI"),
        ("quy dinh ve vien thong cong ich", "quy dinh ve VTCI"),
        ("cử tri tỉnh Bình Phước hỏi", "cử tri tỉnh Đồng Nai hỏi"),
        ("cu tri binh phuoc hoi", "cu tri Đồng Nai hoi"),
        ("tỉnh Đồng Nai trả lời gì", "tỉnh Bình Phước trả lời gì"),
        ("Sở TT&TT phụ trách trạm BTS", "Sở Khoa học và Công nghệ phụ trách trạm BTS"),
        ("Bộ Thông tin và Truyền thông nói gì về 5G", "Bộ KH&CN nói gì về 5G"),
        ("Ban Dân nguyện chuyển kiến nghị", "Ủy ban Dân nguyện và Giám sát chuyển kiến nghị"),
        ("Cục Tin học hóa làm gì", "Cục Chuyển đổi số quốc gia làm gì"),
        ("khi nào tắt sóng 2G", "khi nào dừng công nghệ 2G"),
        ("khi nao tat song 2G", "khi nao dừng công nghệ 2G"),
        ("thôn bản lõm sóng", "thôn bản vùng trắng sóng"),
        ("trạm BTS gần nhà dân", "trạm thu phát sóng gần nhà dân"),
    ],
)
def test_a_question_is_also_asked_in_the_words_of_the_texts(tables: Tables, asked: str, also: str) -> None:
    assert also in tables.expansions.of(asked, TODAY)


@pytest.mark.parametrize("asked", ["cử tri tỉnh Bình Phước hỏi", "Sở TT&TT phụ trách 5G", "Ban Dân nguyện hỏi"])
def test_a_new_name_counts_from_its_day_on(tables: Tables, asked: str) -> None:
    new = ("Đồng Nai", "Khoa học", "KH&CN", "Giám sát")
    assert not [other for other in tables.expansions.of(asked, EARLIER) if any(name in other for name in new)]
    assert [other for other in tables.expansions.of(asked, TODAY) if any(name in other for name in new)]


def test_the_field_of_a_question_says_which_body_took_over(tables: Tables) -> None:
    press = " | ".join(tables.expansions.of("Bộ TT&TT quản lý báo chí", TODAY))
    telecom = " | ".join(tables.expansions.of("Bộ TT&TT quản lý viễn thông", TODAY))
    assert "VHTTDL" in press and "KH&CN" not in press
    assert "KH&CN" in telecom and "VHTTDL" not in telecom


def test_a_new_body_stands_for_the_old_one_only_in_its_fields(tables: Tables) -> None:
    assert not [other for other in tables.expansions.of("Bộ Công an bắt ai", TODAY) if "TT&TT" in other]


def test_a_place_name_is_read_only_where_it_is_one(tables: Tables) -> None:
    assert tables.expansions.of("sống trong hòa bình", TODAY) == ()
    assert "cử tri Phú Thọ hỏi" in tables.expansions.of("cử tri Hòa Bình hỏi", TODAY)


def test_an_abbreviation_of_two_meanings_is_asked_in_both(tables: Tables) -> None:
    assert set(tables.expansions.of("quản lý BC xã", TODAY)) == {"quản lý bưu chính xã", "quản lý báo chí xã"}


def test_a_word_with_other_marks_is_another_word(tables: Tables) -> None:
    assert tables.expansions.of("sim rắc", TODAY) == ()
    assert tables.expansions.of("sim rác", TODAY) != ()


def test_nothing_known_asks_nothing_else(tables: Tables) -> None:
    assert tables.expansions.of("con mèo trèo cây cau", TODAY) == tables.expansions.of("", TODAY) == ()


def test_few_other_questions_are_asked_however_long_the_text(tables: Tables) -> None:
    assert len(tables.expansions.of("VTCI, tắt sóng 2G, lõm sóng, SIM rác, Sở TT&TT " * 20, TODAY)) <= 6
