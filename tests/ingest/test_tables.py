"""The dated tables: laws, units, fields and provinces at a date."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import TableInvalid
from ingest.settings import PROJECT
from ingest.table_rows import LegalBasis
from ingest.tables import Tables, in_force

SHIPPED = PROJECT / "corpus" / "tables"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.load(SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "tables"))


@pytest.mark.parametrize(
    "spoken",
    ["25/2011/NĐ-CP", "25/2011", "Nghị định 25/2011", "nghi dinh so 25/2011/nd-cp", "Nghị định số 25/2011/NĐ-CP"],
)
def test_a_law_is_found_however_its_code_is_written(tables: Tables, spoken: str) -> None:
    law = tables.law(spoken)
    assert law is not None and law.code == "25/2011/NĐ-CP"


def test_an_ambiguous_code_returns_every_law_it_may_mean(tables: Tables) -> None:
    assert tables.law("14/2022") is None
    assert {law.code for law in tables.laws("14/2022")} == {"14/2022/NĐ-CP", "14/2022/TT-BTTTT"}


def test_a_title_with_its_year_names_one_law(tables: Tables) -> None:
    assert len(tables.laws("Luật Viễn thông")) == 2
    assert [law.code for law in tables.laws("Luật Viễn thông năm 2023")] == ["24/2023/QH15"]


@pytest.mark.parametrize("unknown", ["", "1/1999/NĐ-CP", "xin chào", "Nghị định"])
def test_an_unknown_law_is_nothing(tables: Tables, unknown: str) -> None:
    assert tables.law(unknown) is None


def test_a_law_ends_on_the_first_day_of_its_successor(tables: Tables) -> None:
    old = tables.law("41/2009/QH12")
    assert old is not None
    assert in_force(old, date(2024, 6, 30)) is True
    assert in_force(old, date(2024, 7, 1)) is False
    assert in_force(old, date(2010, 6, 30)) is False
    assert [law.code for law in tables.successors(old)] == ["24/2023/QH15"]


def test_a_law_with_two_successors_names_both(tables: Tables) -> None:
    law = tables.law("67/2006/QH11")
    assert law is not None and {each.code for each in tables.successors(law)} == {"71/2025/QH15", "148/2025/QH15"}


def test_validity_is_unknown_where_the_table_does_not_say_since_when() -> None:
    law = LegalBasis("1/2026/TT-X", "Thông tư", "t", "", date(2026, 1, 5), None, None, (), (), "", False)
    assert in_force(law, date(2026, 1, 4)) is False
    assert in_force(law, date(2026, 2, 1)) is None


def test_every_successor_of_the_shipped_tables_exists_or_is_a_code(tables: Tables) -> None:
    assert all("/" in code for law in tables.legal_bases for code in law.successors)
    assert all(tables.unit(unit.successor) for unit in tables.units if unit.successor)
    assert all(tables.province(each.successor) for each in tables.provinces if each.successor)


def test_the_unit_for_a_field_follows_the_reorganisation(tables: Tables) -> None:
    before, after = tables.unit_for("vien-thong", date(2025, 2, 28)), tables.unit_for("vien-thong", date(2025, 3, 1))
    assert before is not None and after is not None
    assert (before.code, after.code) == ("cuc-vien-thong", "cuc-vien-thong-bkhcn")


def test_a_unit_is_known_by_its_short_code(tables: Tables) -> None:
    post, press = tables.unit_named("Vụ BC"), tables.unit_named("cục bc")
    assert post is not None and press is not None
    assert (post.code, press.code) == ("vu-buu-chinh", "cuc-bao-chi")


def test_a_unit_nobody_knows_is_nothing(tables: Tables) -> None:
    assert tables.unit_named("Vụ Trăng sao") is None
    assert tables.unit_for("thien-van", date(2024, 1, 1)) is None


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("I. LĨNH VỰC BƯU CHÍNH", "buu-chinh"),
        ("LĨNH VỰC BÁO CHÍ", "bao-chi"),
        ("Lĩnh vực Viễn thông", "vien-thong"),
        ("II LĨNH VỰC AN TOÀN THÔNG TIN", "an-toan-thong-tin"),
    ],
)
def test_a_heading_names_its_field(tables: Tables, heading: str, slug: str) -> None:
    field = tables.field_named(heading)
    assert field is not None and field.slug == slug


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("TP. HCM", "Hồ Chí Minh"),
        ("TPHCM", "Hồ Chí Minh"),
        ("thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("Thừa Thiên - Huế", "Thừa Thiên Huế"),
        ("Thừa Thiên Huế", "Thừa Thiên Huế"),
        ("TP Huế", "Huế"),
        ("BR-VT", "Bà Rịa - Vũng Tàu"),
        ("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("tỉnh Hoà Bình", "Hòa Bình"),
        ("Kontum", "Kon Tum"),
        ("Đăk Lăk", "Đắk Lắk"),
        ("tinh dak nong", "Đắk Nông"),
    ],
)
def test_a_province_is_known_under_its_other_spellings(tables: Tables, written: str, name: str) -> None:
    province = tables.province(written)
    assert province is not None and province.name == name


def test_an_old_province_leads_to_the_one_that_covers_it(tables: Tables) -> None:
    today = tables.province_today("Hà Giang", date(2026, 6, 1))
    assert today is not None and today.name == "Tuyên Quang"
    hue = tables.province_today("Thừa Thiên Huế", date(2026, 6, 1))
    assert hue is not None and hue.name == "Huế"
    assert set(tables.provinces_before("Hồ Chí Minh")) == {"Bình Dương", "Bà Rịa - Vũng Tàu", "Hồ Chí Minh"}


def test_a_province_that_kept_its_name_is_told_apart_by_the_day(tables: Tables) -> None:
    old, new = tables.province("Khánh Hòa", date(2023, 1, 1)), tables.province("Khánh Hòa", date(2026, 1, 1))
    assert old is not None and new is not None and old != new
    city = tables.province_today("Đồng Nai", date(2026, 4, 30))
    assert city is not None and city.kind == "thành phố"


def test_there_were_63_provinces_and_there_are_34(tables: Tables) -> None:
    def on(day: date) -> int:
        return len({p.name for p in tables.provinces if (p.valid_from or day) <= day < (p.valid_to or date.max)})

    assert (on(date(2024, 1, 1)), on(date(2025, 7, 1)), on(date(2026, 5, 1))) == (63, 34, 34)


def test_a_text_names_its_province_only_after_the_word_for_it(tables: Tables) -> None:
    found = tables.province_in("do cử tri TP. Hồ Chí Minh gửi, vì hòa bình")
    assert found is not None and found.name == "Hồ Chí Minh"
    assert tables.province_in("sống trong hòa bình và thái bình") is None


def test_an_abbreviation_keeps_all_its_meanings(tables: Tables) -> None:
    assert set(tables.meanings("bc")) == {"bưu chính", "báo chí"}
    assert tables.meanings("KHONGCO") == ()


@pytest.mark.parametrize(
    ("file", "line", "column"),
    [
        ("legal_basis.csv", "1/2020/NĐ-CP,Nghị định,Tên,Chính phủ,31/01/2020,,,,x,,yes", "issued"),
        ("legal_basis.csv", "1/2020/NĐ-CP,Nghị định,Tên,Chính phủ,2020-01-01,2020-03-01,2020-02-01,,x,,yes", "until"),
        ("legal_basis.csv", "1/2020/NĐ-CP,Nghị định,,Chính phủ,2020-01-01,,,,x,,yes", "title"),
        ("legal_basis.csv", "1/2020/NĐ-CP,Nghị định,Tên,Chính phủ,2020-01-01,,,,x,,có lẽ", "verified"),
        ("deadlines.csv", "reply,Trả lời,sáu mươi,calendar,x,,", "days"),
        ("holidays.csv", ",Tết,holiday,yes", "date"),
        ("sessions.csv", "XVI,,,,thường lệ,no", "session"),
        ("names.csv", "body,Bộ cũ,Bộ mới,,,", "changed"),
        ("synonyms.csv", "một lời,mẫu", "wordings"),
    ],
)
def test_a_bad_row_is_refused_with_file_line_and_column(folder: Path, file: str, line: str, column: str) -> None:
    table = folder / file
    lines = len(table.read_text("utf-8").splitlines())
    table.write_text(table.read_text("utf-8").rstrip("\n") + "\n" + line + "\n", "utf-8")
    with pytest.raises(TableInvalid, match=rf"{file}, line {lines + 1}, column '{column}'"):
        Tables.load(folder)


def test_a_comma_that_shifts_the_columns_is_refused(folder: Path) -> None:
    with (folder / "fields.csv").open("a", encoding="utf-8") as table:
        table.write("la,Lạ,một,hai\n")
    with pytest.raises(TableInvalid, match="too many columns"):
        Tables.load(folder)


def test_a_missing_column_or_table_is_refused(folder: Path) -> None:
    (folder / "fields.csv").write_text("slug,name\nx,X\n", "utf-8")
    with pytest.raises(TableInvalid, match="'keywords' is missing"):
        Tables.load(folder)
    (folder / "fields.csv").unlink()
    with pytest.raises(TableInvalid, match=r"fields\.csv is missing"):
        Tables.load(folder)


def test_a_table_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / "fields.csv").write_bytes("slug,name,keywords\nx,Bưu chính,\n".encode("utf-16"))
    with pytest.raises(TableInvalid, match=r"fields\.csv cannot be read"):
        Tables.load(folder)


def test_minutes_saved_are_a_dated_range_with_its_basis(tables: Tables) -> None:
    found = tables.minutes_for("question", date(2026, 11, 22))
    assert found is not None and 0 < found.low < found.high and found.basis


def test_minutes_end_on_their_day_and_a_later_row_takes_over(folder: Path) -> None:
    rows = (
        "what,low,high,basis,valid_from,valid_to\nquestion,5,20,assumed,,2026-07-01\nquestion,6,9,timed,2026-07-01,\n"
    )
    (folder / "minutes.csv").write_text(rows, encoding="utf-8")
    changed = Tables.load(folder)
    before, after = (changed.minutes_for("question", day) for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert before and (before.low, before.high) == (5, 20)
    assert after and (after.low, after.high) == (6, 9)
    assert changed.minutes_for("letter", date(2026, 7, 1)) is None


@pytest.mark.parametrize("row, column", [("question,9,5,x,,", "'high'"), ("question,,5,x,,", "'low'")])
def test_minutes_that_are_no_range_are_refused_with_their_place(folder: Path, row: str, column: str) -> None:
    (folder / "minutes.csv").write_text(f"what,low,high,basis,valid_from,valid_to\n{row}\n", encoding="utf-8")
    with pytest.raises(TableInvalid, match=f"minutes.csv, line 2, column {column}"):
        Tables.load(folder)
