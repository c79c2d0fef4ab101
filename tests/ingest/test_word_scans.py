"""Scans that people put into a Word document to send them on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Cm
from PIL import Image

from evals.stamps import Case, Stamp, drawn
from ingest.documents import PageRoute, Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.isolate import isolate_measured
from ingest.guard.secrecy import mark_of
from ingest.parse import parse_file
from tests.ingest.files import LETTER, limits, make_picture

SECOND_PAGE = [
    "Bộ sẽ hoàn thành phủ sóng di động cho các thôn, bản còn lại trong năm 2025",
    "và báo cáo kết quả với Đoàn đại biểu Quốc hội tỉnh.",
    "Trân trọng cảm ơn sự quan tâm của cử tri và của Đoàn đại biểu Quốc hội.",
]
SECRET = drawn(Case("a", (Stamp(("MẬT",), (20, 8)),), "MẬT"))


def word(path: Path, paragraphs: Sequence[str], *pictures: Image.Image, form: str = "PNG", share: float = 1) -> Path:
    """A Word document; of each picture in it only the first `share` is there."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    for picture in pictures:
        stream = io.BytesIO()
        picture.save(stream, form)
        content = stream.getvalue()[: int(share * stream.tell())]
        document.add_picture(io.BytesIO(content), width=Cm(15))
    document.save(str(path))
    return path


def read(path: Path) -> Parsed:
    return parse_file(path, limits())


def test_a_word_file_of_scans_is_read_page_by_page(tmp_path: Path) -> None:
    parsed = read(word(tmp_path / "a.docx", [], make_picture(LETTER), make_picture(SECOND_PAGE)))
    first, second = ((page, parsed.text[page.start : page.end]) for page in parsed.pages)
    assert "kiến nghị của cử tri tỉnh Hà Giang" in first[1] and "hoàn thành phủ sóng" in second[1]
    assert [(page.number, page.route) for page, _ in (first, second)] == [(1, PageRoute.OCR), (2, PageRoute.OCR)]
    assert (first[0].confidence or 0) > 0.8 and not parsed.warnings
    assert (first[0].start, first[0].end, second[0].end) == (0, second[0].start, len(parsed.text))


def test_a_line_typed_above_a_scan_stays_and_comes_first(tmp_path: Path) -> None:
    parsed = read(word(tmp_path / "a.docx", ["Kính chuyển Vụ Bưu chính xử lý."], make_picture(LETTER)))
    typed, scanned = parsed.pages
    assert parsed.text[: typed.end].strip() == "Kính chuyển Vụ Bưu chính xử lý."
    assert "cử tri tỉnh Hà Giang" in parsed.text[scanned.start :] and scanned.route is PageRoute.OCR


@pytest.mark.parametrize("typed", [[], LETTER * 2], ids=["nothing but the scan", "a letter of its own"])
def test_a_secret_stamp_on_a_scan_in_a_word_file_stops_the_file(tmp_path: Path, typed: list[str]) -> None:
    parsed = read(word(tmp_path / "a.docx", typed, SECRET, form="JPEG"))
    assert parsed.stamps == ("MẬT",) and mark_of(parsed, "a.docx", "")


def test_a_letter_with_a_picture_of_a_page_is_not_read_twice(tmp_path: Path) -> None:
    parsed = read(word(tmp_path / "a.docx", LETTER * 2, make_picture(SECOND_PAGE)))
    assert "hoàn thành phủ sóng" not in parsed.text and not parsed.stamps


def test_small_and_broken_pictures_are_passed_over(tmp_path: Path) -> None:
    logo = make_picture(LETTER).resize((400, 560))
    torn = word(tmp_path / "b.docx", ["Kính chuyển Vụ Bưu chính xử lý."], make_picture(LETTER), form="JPEG", share=0.3)
    with pytest.raises(ReadFailure) as refused:
        read(word(tmp_path / "a.docx", [], logo))
    assert refused.value.reason is FailureReason.NO_TEXT
    assert read(torn).text.strip() == "Kính chuyển Vụ Bưu chính xử lý."


def test_without_ocr_a_word_file_of_scans_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadFailure) as refused:
        read(word(tmp_path / "a.docx", [], make_picture(LETTER)))
    assert refused.value.reason is FailureReason.OCR_MISSING


def test_the_largest_picture_fits_into_the_memory_of_a_reader(tmp_path: Path) -> None:
    largest = SECRET.resize((6300, 6300))
    found, cost = isolate_measured(word(tmp_path / "a.docx", LETTER * 2, largest), limits())
    assert isinstance(found, Parsed) and found.stamps and cost.megabytes < 512
