"""A workbook is read with the values people see in it, and only those."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse import parse_file, xlsx
from tests.ingest.files import limits
from tests.ingest.office_files import patched, tcvn3, with_member

HEAD = ["TT", "Nội dung kiến nghị", "Sở kiến nghị"]


def book(path: Path, *rows: list[Any], change: Callable[[Any, Any], None] = lambda book, sheet: None) -> Parsed:
    workbook = Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    change(workbook, sheet)
    workbook.save(path)
    return parse_file(path, limits())


def cells(parsed: Parsed) -> list[dict[str, str]]:
    return [{cell.column: cell.span.of(parsed.text) for cell in row.cells} for row in parsed.rows]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1383, "General", "1383"), (1383.0, "#,##0", "1.383"), (2164000, "#,##0.00", "2.164.000,00"),
        (0.998, "0.0%", "99,8%"), (0.5, "General", "0,5"), (6, "00", "06"), (-12, "#,##0;(#,##0)", "(12)"),
        (15, '0 "trạm"', "15 trạm"), (1.5, "#,##0.##", "1,5"), (1e-7, "General", "0,0000001"), (0, "0;-0;;@", ""),
        (datetime(2025, 1, 2), "mm-dd-yy", "02/01/2025"), (datetime(2025, 1, 2), "mm/yyyy", "01/2025"),
        (datetime(2025, 1, 2, 8, 30), "dd/mm/yyyy hh:mm", "02/01/2025 08:30"), (True, "General", "Có"), ("0123", "@", "0123"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_a_vietnamese_reader_sees_it(tmp_path: Path, value: object, code: str, shown: str) -> None:
    def format_cell(_: Any, sheet: Any) -> None:
        sheet["B2"].number_format = code

    parsed = book(tmp_path / "a.xlsx", ["Tỉnh", "Số"], ["Hà Giang", value], change=format_cell)
    assert cells(parsed) == [{"Tỉnh": "Hà Giang", **({"Số": shown} if shown else {})}]


def test_merged_cells_belong_to_all_their_rows_and_two_header_rows_to_their_columns(tmp_path: Path) -> None:
    def merge(_: Any, sheet: Any) -> None:
        for area in ("A1:D1", "A2:A3", "B2:B3", "C2:D2", "A4:A5"):
            sheet.merge_cells(area)

    rows = (
        ["TỔNG HỢP KIẾN NGHỊ"],
        ["TT", "Kiến nghị", "Trả lời", None],
        [None, None, "Đơn vị", "Nội dung"],
        ["Bưu chính", "Giữ điểm\nbưu điện", "Vụ BC", "Giữ lại."],
        [None, "Bưu tá", "Vụ BC", "Ghi nhận."],
    )
    assert cells(book(tmp_path / "a.xlsx", *rows, change=merge)) == [
        {
            "TT": "Bưu chính",
            "Kiến nghị": "Giữ điểm\nbưu điện",
            "Đơn vị Trả lời": "Vụ BC",
            "Nội dung Trả lời": "Giữ lại.",
        },
        {"TT": "Bưu chính", "Kiến nghị": "Bưu tá", "Đơn vị Trả lời": "Vụ BC", "Nội dung Trả lời": "Ghi nhận."},
    ]


def test_every_visible_sheet_is_a_section_and_hidden_parts_are_left_out(tmp_path: Path) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.title = "Bưu chính"
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet["C2"].font = Font(color="FFFFFFFF")
        sheet["B1"].font, sheet["B1"].fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF1F3864")
        second, third = workbook.create_sheet("Viễn thông"), workbook.create_sheet("Nháp")
        for row in (HEAD, [1, "Phủ sóng", "Lào Cai"]):
            second.append(row)
            third.append(["nháp", "nháp", "nháp"])
        third.sheet_state = "hidden"

    parsed = book(
        tmp_path / "a.xlsx", [*HEAD, "Ghi chú"], [1, "Bưu tá", "trắng", "riêng"], [2, "ẩn", "ẩn"], change=fill
    )
    assert parsed.text == (
        "Bưu chính\n\nTT\nNội dung kiến nghị\nSở kiến nghị\n\n1\nBưu tá\n"
        "Viễn thông\n\nTT\nNội dung kiến nghị\nSở kiến nghị\n\n1\nPhủ sóng\nLào Cai"
    )
    assert [row.sheet for row in parsed.rows] == ["Bưu chính", "Viễn thông"]
    assert parsed.warnings == ("hidden_text: 4",)


def test_formulas_show_their_last_result_or_are_told_of(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book(path, ["Tỉnh", "Số", "Tổng"], ["Hà Giang", 2, "=B2*2"], ["Lào Cai", 3, "=B3*2"])
    parsed = parse_file(
        patched(path, "xl/worksheets/sheet1.xml", "<f>B2*2</f><v></v>", "<f>B2*2</f><v>4</v>"), limits()
    )
    assert [row.get("Tổng") for row in cells(parsed)] == ["4", None]
    assert parsed.warnings == ("uncomputed: 1",)


def test_comments_are_not_text_and_links_are_kept(tmp_path: Path) -> None:
    def note(_: Any, sheet: Any) -> None:
        sheet["B2"].comment = Comment("Anh xem lại", "Lan")
        sheet["C2"].hyperlink = "https://mic.gov.vn/a.pdf"

    parsed = book(tmp_path / "a.xlsx", HEAD, [1, "Phủ sóng", "Lào Cai"], change=note)
    assert "Anh xem lại" not in parsed.text and parsed.warnings == ("comments: 1",)
    assert [(link.span, link.target) for link in parsed.links] == [
        (parsed.rows[0].cells[2].span, "https://mic.gov.vn/a.pdf")
    ]


def test_cells_in_fonts_of_the_nineties_are_read_as_they_look(tmp_path: Path) -> None:
    def dress(_: Any, sheet: Any) -> None:
        sheet["B2"].font = Font(name=".VnTime")

    meant = "Cử tri đề nghị Bộ trả lời"
    parsed = book(tmp_path / "a.xlsx", HEAD, [1, tcvn3(meant), "Lào Cai"], change=dress)
    assert cells(parsed)[0]["Nội dung kiến nghị"] == meant and parsed.warnings == ("repaired: TCVN3",)


def test_a_workbook_with_too_many_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_CELLS", 5)
    with pytest.raises(ReadFailure) as failure:
        book(tmp_path / "a.xlsx", HEAD, [1, "Phủ sóng", "Lào Cai"])
    assert failure.value.reason is FailureReason.TOO_LARGE


def test_macros_of_a_workbook_are_told_of(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsm", HEAD, [1, "Phủ sóng", "Lào Cai"])
    assert parse_file(with_member(tmp_path / "a.xlsm", "xl/vbaProject.bin", b"Sub"), limits()).warnings == ("macros",)
