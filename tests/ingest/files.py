"""Small real files of every format, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.settings import IngestSettings

FONT = Path(__file__).parents[2] / "corpus" / "fonts" / "Tinos-Regular.ttf"
WIDTH, HEIGHT = 595, 842

LETTER = [
    "Bộ Thông tin và Truyền thông nhận được kiến nghị của cử tri tỉnh Hà Giang do Ban Dân nguyện",
    "chuyển đến theo Công văn số 48/BDN ngày 24/01/2024, nội dung kiến nghị như sau:",
    "Cử tri phản ánh nhiều thôn, bản chưa có sóng di động, chưa được phủ Internet băng rộng và",
    "Chương trình viễn thông công ích triển khai chậm.",
]


def limits(**values: int) -> IngestSettings:
    """Settings with other limits than the default."""
    return IngestSettings.model_validate(values)


def make_pdf(path: Path, pages: Sequence[Sequence[str]], size: int = 12) -> Path:
    """A PDF with a text layer, one list of lines per page; `|` puts what follows into a right-hand column."""
    pdfmetrics.registerFont(TTFont("Sample", str(FONT)))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for lines in pages:
        canvas.setFont("Sample", size)
        for row, line in enumerate(lines):
            for x, part in zip((60, 330), line.split("|"), strict=False):
                canvas.drawString(x, HEIGHT - 60 - row * size * 1.4, part)
        canvas.showPage()
    canvas.save()
    return path


def make_picture(lines: Sequence[str]) -> Image.Image:
    """A page as a scanner sees it, 200 dpi."""
    image = Image.new("L", (1654, 2339), 255)
    font = ImageFont.truetype(str(FONT), 34)
    for row, line in enumerate(lines):
        ImageDraw.Draw(image).text((150, 150 + row * 62), line, font=font, fill=0)
    return image


def make_scan(path: Path, pages: Sequence[Sequence[str]], stamp: str = "") -> Path:
    """A PDF whose pages are pictures; `stamp` is a little text over each, as a signature leaves it."""
    pdfmetrics.registerFont(TTFont("Sample", str(FONT)))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for lines in pages:
        canvas.drawImage(ImageReader(make_picture(lines)), 0, 0, WIDTH, HEIGHT)
        if stamp:
            canvas.setFont("Sample", 8)
            canvas.drawString(250, 825, stamp)
        canvas.showPage()
    canvas.save()
    return path


def lock_pdf(path: Path, password: str) -> Path:
    """The same PDF, to be opened with a password only."""
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(path)
    return path


def make_docx(path: Path, paragraphs: Sequence[str]) -> Path:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))
    return path


def make_xlsx(path: Path, rows: Sequence[Sequence[object]], merges: Sequence[str] = ()) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Kiến nghị"
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    workbook.save(path)
    return path


def make_bomb(path: Path, megabytes: int) -> Path:
    """A DOCX of a few kilobytes that unpacks to many megabytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as member:
            for _ in range(megabytes):
                member.write(b"\0" * (1 << 20))
    return path


def png_bytes(lines: Sequence[str]) -> bytes:
    stream = io.BytesIO()
    make_picture(lines).save(stream, "PNG")
    return stream.getvalue()
