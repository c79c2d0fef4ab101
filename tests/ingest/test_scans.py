"""Scans are read however they were laid on the glass, and their words are found again on the page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from evals.stamps import Case, Stamp, drawn
from ingest.documents import PageRoute, Parsed
from ingest.parse import parse_file
from ingest.parse.layout import Word
from ingest.parse.red_frames import has_red, stamps_in
from ingest.parse.scan import Prepared, prepared, without_inks
from tests.ingest.files import FONT, HEIGHT, LETTER, WIDTH, limits, make_pdf, make_picture, make_scan

SENTENCE = "kiến nghị của cử tri tỉnh Hà Giang do Ban Dân nguyện"
RED, BLUE = (205, 30, 40), (45, 60, 165)


def saved(path: Path, *images: Image.Image) -> Path:
    images[0].save(path, save_all=len(images) > 1, append_images=images[1:])
    return path


def read(path: Path) -> Parsed:
    return parse_file(path, limits())


def place_of(parsed: Parsed, word: str) -> tuple[float, float]:
    box = next(box for page in parsed.pages for box in page.boxes if parsed.text[box.start : box.end] == word)
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 3, -4], ids=str)
def test_a_page_is_read_whichever_way_it_lay(tmp_path: Path, degrees: int) -> None:
    upright = make_picture([*LETTER, *LETTER])
    turned = upright.rotate(degrees, Image.Resampling.BICUBIC, expand=degrees % 90 == 0, fillcolor=255)
    parsed = read(saved(tmp_path / "a.png", turned))
    assert SENTENCE in parsed.text
    assert (parsed.pages[0].confidence or 0) > 0.8 and not parsed.warnings


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 4], ids=str)
def test_words_are_marked_where_they_stand_on_the_page_as_scanned(tmp_path: Path, degrees: int) -> None:
    upright = make_picture([*LETTER, *LETTER])
    pen = ImageDraw.Draw(upright)
    pen.rectangle((1200, 1400, 1320, 1460), fill=0)
    turned = upright.rotate(degrees, Image.Resampling.BICUBIC, expand=degrees % 90 == 0, fillcolor=255)
    page = prepared(turned, {0: 0, 90: 3, 180: 2, 270: 1, 4: 0}[degrees])
    dark = np.argwhere(np.asarray(page.picture)[1300:1560, 1100:1420] < 100).mean(axis=0) + np.array([1300, 1100])
    x, y = dark[1] / page.picture.width, dark[0] / page.picture.height
    found = page.on_page(Word("x", x, y, x, y))
    there = np.asarray(turned)
    row, column = round(found.top * there.shape[0]), round(found.left * there.shape[1])
    assert there[row - 12 : row + 12, column - 12 : column + 12].max() < 60


def test_turning_nothing_moves_nothing() -> None:
    word = Word("x", 0.1, 0.2, 0.3, 0.25)
    moved = Prepared(Image.new("L", (100, 200)), 0, 0.0).on_page(word)
    assert (moved.left, moved.top, moved.right, moved.bottom) == pytest.approx((0.1, 0.2, 0.3, 0.25))


def test_seals_and_signatures_go_and_the_letters_under_them_stay() -> None:
    page = Image.new("RGB", (800, 1100), "white")
    pen = ImageDraw.Draw(page)
    pen.ellipse((100, 100, 400, 400), outline=RED, width=8)
    pen.line([(450, 500), (600, 700), (650, 520)], fill=BLUE, width=6)
    pen.rectangle((240, 90, 260, 130), fill=(20, 20, 20))
    grey = np.asarray(without_inks(page))
    assert grey[240:260, 100:110].min() > 235 and grey[560:640, 480:640].min() > 235
    assert grey[100:120, 245:255].max() < 40


def test_a_line_printed_in_colour_is_no_seal() -> None:
    page = Image.new("RGB", (800, 1100), "white")
    ImageDraw.Draw(page).rectangle((100, 100, 500, 116), fill=RED)
    assert np.asarray(without_inks(page))[108, 300] < 120


def test_a_page_nobody_can_read_well_is_listed_for_a_person(tmp_path: Path) -> None:
    bad = make_picture(LETTER).filter(ImageFilter.GaussianBlur(4.0))
    parsed = read(saved(tmp_path / "a.tiff", make_picture(LETTER), bad))
    assert parsed.warnings == ("ocr_low: 2",)


def test_pages_stay_in_order_though_several_are_read_at_once(tmp_path: Path) -> None:
    words = ("nhất", "hai", "ba", "tư", "năm")
    pages = [[*LETTER[:2], f"Đây là tờ thứ {word} của hồ sơ này.", *LETTER[2:]] for word in words]
    parsed = read(make_scan(tmp_path / "a.pdf", pages))
    spans = [parsed.text[page.start : page.end] for page in parsed.pages]
    assert all(f"thứ {word} của" in span for word, span in zip(words, spans, strict=True))
    assert {page.route for page in parsed.pages} == {PageRoute.OCR}


# ------------------------------------------------------------------------------------------ red stamps


def test_a_degree_in_a_red_frame_is_read_from_a_scan(tmp_path: Path) -> None:
    page = drawn(Case("a", (Stamp(("TỐI MẬT",), (32, 8), tilt=5.0),), "TỐI MẬT", crowded=True))
    assert read(saved(tmp_path / "a.png", page)).stamps == ("TỐI MẬT",)


def test_a_red_stamp_on_a_page_with_a_text_layer_is_read_too(tmp_path: Path) -> None:
    pdfmetrics.registerFont(TTFont("Sample", str(FONT)))
    stamp = drawn(Case("a", (Stamp(("MẬT",), (20, 8)),), "MẬT")).crop((290, 400, 500, 500))
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(WIDTH, HEIGHT))
    canvas.setFont("Sample", 12)
    for row, line in enumerate(LETTER):
        canvas.drawString(60, HEIGHT - 60 - row * 17, line)
    canvas.drawImage(ImageReader(stamp), 60, 500, 210 * 72 / 200, 100 * 72 / 200)
    canvas.showPage()
    canvas.save()
    parsed = read(tmp_path / "a.pdf")
    assert parsed.stamps == ("MẬT",) and parsed.pages[0].route is PageRoute.TEXT


def test_a_framed_stamp_that_cannot_be_read_is_told_as_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert stamps_in(drawn(Case("a", (Stamp(("MẬT",), (20, 8)),), "MẬT"))) == ("?",)


@pytest.mark.parametrize(
    "stamp",
    [
        Stamp((), (36, 36), round=True, place=(120, 220)),
        Stamp(("BẢO MẬT THÔNG TIN",), points=20, frame=0),
        Stamp(("HỎA TỐC",), (30, 8)),
    ],
    ids=["seal", "headline", "urgency"],
)
def test_what_only_looks_like_a_degree_is_never_read_as_one(stamp: Stamp) -> None:
    assert not {"MẬT", "?"} & set(stamps_in(drawn(Case("a", (stamp,)))))


def test_a_page_without_red_costs_no_reading(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    page = drawn(Case("a", (Stamp(("ĐẾN",), ink=BLUE),), noisy=True))
    assert not has_red(page) and stamps_in(page) == ()


# ---------------------------------------------------------------------------- marks of the registries


def test_stamps_of_offices_are_no_part_of_a_letter(tmp_path: Path) -> None:
    marks = [
        "SAO Y; Văn phòng Bộ",
        "Ký bởi: Văn phòng Bộ",
        "Email: vanthu@bo.vn",
        "Ngày ký: 25.03.2024 10:12:13 +07:00",
    ]
    arrival = ["ĐẾN", "Số: 1234", "Ngày: 26/3/2024"]
    parsed = read(make_pdf(tmp_path / "a.pdf", [[*marks, *LETTER, *arrival]]))
    assert parsed.text.startswith("Bộ Thông tin") and parsed.text.endswith("triển khai chậm.")


def test_the_number_and_day_of_the_letter_itself_stay(tmp_path: Path) -> None:
    head = ["Số: 1075/BTTTT-VP", "Hà Nội, ngày 25 tháng 3 năm 2024"]
    text = read(make_pdf(tmp_path / "a.pdf", [[*head, *LETTER]])).text
    assert text.startswith("Số: 1075/BTTTT-VP") and "ngày 25 tháng 3 năm 2024" in text
