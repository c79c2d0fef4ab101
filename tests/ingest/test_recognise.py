"""What a file is, and what a register says of it."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from ingest.documents import DocumentKind, Page, Parsed, Visibility, document_id_of
from ingest.errors import TableInvalid
from ingest.guard.mask import mask
from ingest.manifest import read_manifest
from ingest.recognise import Hints, recognise
from ingest.settings import PROJECT
from ingest.split import split
from ingest.tables import Tables

LETTER = (
    "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 4974/BTTTT-VP\nHà Nội, ngày 29 tháng 9 năm 2023\n"
    "Kính gửi: Đoàn đại biểu Quốc hội TP. Hồ Chí Minh\nBộ TT&TT nhận được kiến nghị của cử tri TP. Hồ Chí Minh do "
    "Ban Dân nguyện chuyển đến theo Công văn số 1/BDN ngày 02/3/2023, nội dung kiến nghị như sau:\nCử tri hỏi.\n"
    "Bộ TT&TT trả lời như sau:\nĐáp.\n"
)
GUIDANCE = "BỘ KHOA HỌC VÀ CÔNG NGHỆ\nCỤC VIỄN THÔNG\nSố: 7/HD-CVT\nHà Nội, ngày 06 tháng 5 năm 2025\nHướng dẫn tắt sóng 2G\nNội dung.\n"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.load(PROJECT / "corpus" / "tables")


def parsed(text: str, title: str = "") -> Parsed:
    return Parsed(text, (Page(1, 0, len(text)),), title, warnings=("ocr_low",))


def test_a_reply_is_known_by_its_shape(tables: Tables) -> None:
    document = recognise(parsed(LETTER), "a.txt", "0", tables, Hints())
    assert (document.kind, document.number, document.issued) == ("reply", "4974/BTTTT-VP", date(2023, 9, 29))
    assert (document.issuer, document.province) == ("Bộ Thông tin và Truyền thông", "Hồ Chí Minh")
    assert document.id == document_id_of("a.txt") and document.visibility.tokens() == {"all"}
    assert document.unit is None and "ocr_low" in document.warnings


def test_guidance_names_the_unit_that_issued_it(tables: Tables) -> None:
    document = recognise(parsed(GUIDANCE), "g.txt", "0", tables, Hints())
    assert (document.kind, document.number, document.unit) == ("guidance", "7/HD-CVT", "cuc-vien-thong-bkhcn")
    assert document.title == "Hướng dẫn tắt sóng 2G"


def test_a_register_outweighs_what_was_read(tables: Tables) -> None:
    hints = Hints(
        DocumentKind.GUIDANCE, "Tên khác", "9/X", date(2020, 1, 2), "Cục VT", "Viễn thông",
        Visibility("units", frozenset({"Cục Viễn thông"})),
    )  # fmt: skip
    document = recognise(parsed(LETTER), "a.txt", "0", tables, hints)
    assert (document.kind, document.title, document.number, document.issued) == (
        DocumentKind.GUIDANCE,
        "Tên khác",
        "9/X",
        date(2020, 1, 2),
    )
    assert (document.unit, document.field) == ("cuc-vien-thong", "vien-thong")
    assert "unit:cuc-vien-thong" in document.visibility.tokens()


def test_a_law_in_the_table_takes_its_days_from_there(tables: Tables) -> None:
    note = "Luật số 41/2009/QH12 Viễn thông ngày 23/11/2009 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2010"
    text = f"Điều 3.6.LQ.1. Phạm vi\n(Điều 1 {note})\nNội dung.\n"
    document = recognise(parsed(text), "l.html", "0", tables, Hints())
    assert (document.in_force, document.until) == (date(2010, 7, 1), date(2024, 7, 1))


@pytest.mark.parametrize("kind", list(DocumentKind))
@pytest.mark.parametrize(
    "text", ["", "a", "Câu 1. ", "Kính gửi:", "nhận được kiến nghị cử tri", "Điều 1. \n" * 5, "\n|\n"]
)
def test_nothing_that_parses_fails(tables: Tables, kind: DocumentKind, text: str) -> None:
    document = recognise(parsed(text), "x.txt", "0", tables, Hints(kind=kind))
    assert document.kind is kind and document.title


def test_a_letter_the_register_calls_a_reply_keeps_its_text_findable(tables: Tables) -> None:
    document = recognise(parsed("Nội dung trao đổi."), "x.txt", "0", tables, Hints(kind=DocumentKind.REPLY))
    assert [request.reply.of(document.text) for request in document.requests] == ["Nội dung trao đổi."]


def test_a_folder_without_register_says_nothing(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == {}


def test_the_register_is_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text(
        "file,kind,title,number,issued,unit,field,visibility\n"
        "a.pdf,guidance,Tên,1/X,2024-01-02,Cục VT,vien-thong,units:a;b\nb.pdf,,,,,,,office\nc.pdf,,,,,,,\n",
        "utf-8",
    )
    found = read_manifest(tmp_path)
    assert found["a.pdf"].visibility == Visibility("units", frozenset({"a", "b"}))
    assert (found["a.pdf"].kind, found["a.pdf"].issued) == (DocumentKind.GUIDANCE, date(2024, 1, 2))
    assert found["b.pdf"].visibility == Visibility("office") and found["c.pdf"] == Hints()


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",reply,,,,,,all", "file"),
        ("a.pdf,thư,,,,,,all", "kind"),
        ("a.pdf,,,,02/01/2024,,,all", "issued"),
        ("a.pdf,,,,,,,mọi người", "visibility"),
        ("a.pdf,,,,,,,units:", "visibility"),
        ("a.pdf,,,,,,,all:x", "visibility"),
    ],
)
def test_a_bad_line_of_the_register_is_refused(tmp_path: Path, line: str, column: str) -> None:
    (tmp_path / "manifest.csv").write_text(f"file,kind,title,number,issued,unit,field,visibility\n{line}\n", "utf-8")
    with pytest.raises(TableInvalid, match=rf"line 2, column '{column}'"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "hostile", ["công văn số 1 ", "\n\n\n", "a.", "0912345678 ", "nhận được kiến nghị ", "V/v a\n", "Về "]
)
def test_a_hostile_text_is_understood_in_seconds(tables: Tables, hostile: str) -> None:
    text = "Kính gửi cử tri nhận được kiến nghị\n" + hostile * (60_000 // len(hostile))
    started = time.perf_counter()
    masked, _ = mask(parsed(text))
    split(recognise(masked, "x.txt", "0", tables, Hints()))
    assert time.perf_counter() - started < 10
