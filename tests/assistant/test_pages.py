"""Pictures of pages: drawn from every format, marked where the quotation stands, safe from hostile files."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from assistant.pages import PageNotFound, page_image
from assistant.pages.drawer import CannotDraw, Drawer, Job
from assistant.pages.image import lines_of
from assistant.pages.text import LONGEST
from ingest.documents import Document, DocumentKind, Page, Span, WordBox
from ingest.pipeline import original_of

LINES = ["Cử tri kiến nghị tắt sóng 2G đúng lộ trình.", "Bộ trả lời: từ ngày 16/10/2024", "không cung cấp dịch vụ 2G."]
QUOTE = "từ ngày 16/10/2024 không cung cấp dịch vụ 2G."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    drawer = Drawer(seconds=5)
    yield drawer
    drawer.close()


def document(home: Path, text: str, media_type: str, original: bytes = b"", **changes: object) -> Document:
    digest = f"{abs(hash((text, media_type, original))):032x}"
    kept = original_of(digest, home)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(original)
    pages = changes.pop("pages", (Page(1, 0, len(text)),))
    return Document(digest, "x", digest, DocumentKind.REPLY, "T", text, pages, media_type)  # type: ignore[arg-type]


def written_pdf(pages: list[list[str]]) -> bytes:
    pdfmetrics.registerFont(TTFont("Sample", "corpus/fonts/Tinos-Regular.ttf"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for lines in pages:
        canvas.setFont("Sample", 13)
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def yellow(png: bytes) -> tuple[int, int, int, int] | None:
    """The box around everything marked."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    blue = image.getchannel("B").point(lambda value: 255 if 90 < value < 150 else 0)
    red = image.getchannel("R").point(lambda value: 255 if value > 240 else 0)
    marked = Image.new("L", image.size, 0)
    marked.paste(blue, mask=red)
    return marked.getbbox()


def test_a_quotation_over_two_lines_is_marked_where_it_stands_in_the_pdf(home: Path) -> None:
    text = " ".join(LINES)
    start = text.index(QUOTE)
    png = page_image(document(home, text, "application/pdf", written_pdf([LINES])), 1, Span(start, start + 45), home)
    _, top, _, bottom = yellow(png) or (0, 0, 0, 0)
    image = Image.open(io.BytesIO(png))
    assert 850 < image.width < 950
    assert 90 < top * 72 / 110 < 110 and 110 < bottom * 72 / 110 < 135  # the second and third line, not the first


def test_words_said_twice_are_marked_where_they_were_quoted(home: Path) -> None:
    text = "Không trả lời. Dừng. Không trả lời."
    drawn = written_pdf([["Không trả lời.", "Dừng.", "Không trả lời."]])
    second = text.rindex("Không")
    made = document(home, text, "application/pdf", drawn)
    first_box = yellow(page_image(made, 1, Span(0, 14), home))
    second_box = yellow(page_image(made, 1, Span(second, second + 14), home))
    assert first_box and second_box and second_box[1] - first_box[1] > 40


def test_a_quotation_that_goes_on_overleaf_marks_its_part_of_each_page(home: Path) -> None:
    text = "Phần đầu ở trang một và phần sau ở trang hai."
    cut = text.index("và")
    pages = (Page(1, 0, cut), Page(2, cut, len(text)))
    drawn = written_pdf([[text[:cut]], [text[cut:]]])
    made = document(home, text, "application/pdf", drawn, pages=pages)
    assert yellow(page_image(made, 1, Span(9, len(text)), home))
    assert yellow(page_image(made, 2, Span(9, len(text)), home))
    assert yellow(page_image(made, 2, Span(0, 5), home)) is None


def test_a_photographed_page_is_marked_by_its_word_boxes(home: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (2400, 3300), (255, 255, 255)).save(out, "JPEG")
    boxes = (
        WordBox(0, 3, 0.1, 0.5, 0.2, 0.52),
        WordBox(4, 7, 0.21, 0.5, 0.3, 0.52),
        WordBox(8, 9, 0.1, 0.8, 0.2, 0.82),
    )
    made = document(home, "một hai b", "image/jpeg", out.getvalue(), pages=(Page(1, 0, 9, boxes=boxes),))
    png = page_image(made, 1, Span(0, 7), home)
    image, box = Image.open(io.BytesIO(png)), yellow(png)
    assert box and image.width <= 1300
    assert box[1] / image.height == pytest.approx(0.5, abs=0.01) and box[3] / image.height < 0.6


def test_words_of_one_line_make_one_box() -> None:
    assert lines_of([(0.1, 0.5, 0.2, 0.52), (0.21, 0.49, 0.3, 0.52), (0.1, 0.55, 0.2, 0.57)]) == [
        (0.1, 0.49, 0.3, 0.52),
        (0.1, 0.55, 0.2, 0.57),
    ]


@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "application/vnd.openxmlformats"])
def test_a_format_without_pages_is_drawn_from_its_text(home: Path, media_type: str) -> None:
    text = "Dòng một.\n" + "Cử tri kiến nghị. " * 30 + QUOTE
    start = text.index(QUOTE)
    png = page_image(document(home, text, media_type), 1, Span(start, len(text)), home)
    box = yellow(png)
    assert Image.open(io.BytesIO(png)).width == 910
    assert box and box[1] > 200


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "a" * 5000, "\u200b\x07\t😀 " * 50, "Ế" * 300, "x\r\ny"])
def test_any_text_makes_a_page(home: Path, text: str) -> None:
    assert page_image(document(home, text, "text/plain"), 1, None, home).startswith(b"\x89PNG")


def test_a_page_without_end_is_cut_around_its_quotation(home: Path) -> None:
    text = "Một câu bình thường. " * 5000
    start = 60_000
    png = page_image(document(home, text, "text/plain"), 1, Span(start, start + 40), home)
    assert yellow(png)
    assert Image.open(io.BytesIO(png)).height < LONGEST


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7 garbage", b"\x00" * 9000, b"not a pdf at all"])
def test_an_original_that_cannot_be_drawn_is_drawn_from_its_text(home: Path, broken: bytes) -> None:
    png = page_image(document(home, "Chữ của trang.", "application/pdf", broken), 1, Span(0, 3), home)
    assert yellow(png)


def test_a_page_of_two_metres_is_drawn_smaller(home: Path, drawer: Drawer) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(14_000, 14_000))
    canvas.showPage()
    canvas.save()
    path = home / "huge.pdf"
    path.write_bytes(out.getvalue())
    image = Image.open(io.BytesIO(drawer.draw(Job(path, 1))))
    assert image.width * image.height <= 4_100_000


def test_a_drawing_process_that_dies_is_replaced(home: Path, drawer: Drawer) -> None:
    path = home / "fine.pdf"
    path.write_bytes(written_pdf([LINES]))
    drawer.draw(Job(path, 1))
    assert drawer._child is not None
    drawer._child.kill()
    drawer._child.wait()
    assert drawer.draw(Job(path, 1)).startswith(b"\x89PNG")


def test_a_drawing_process_that_hangs_is_stopped(home: Path) -> None:
    drawer = Drawer(seconds=0.0001)
    path = home / "slow.pdf"
    path.write_bytes(written_pdf([LINES]))
    with pytest.raises(CannotDraw):
        drawer.draw(Job(path, 1))
    drawer.close()


@pytest.mark.parametrize("number", [0, 2, -1])
def test_there_is_no_picture_of_a_page_that_is_not_there(home: Path, number: int) -> None:
    with pytest.raises(PageNotFound):
        page_image(document(home, "x", "text/plain"), number, None, home)


def test_a_page_is_drawn_once_and_then_remembered(home: Path) -> None:
    made = document(home, " ".join(LINES), "application/pdf", written_pdf([LINES]))
    first = page_image(made, 1, Span(0, 10), home)
    started = time.perf_counter()
    assert page_image(made, 1, Span(0, 10), home) is first
    assert time.perf_counter() - started < 0.05
