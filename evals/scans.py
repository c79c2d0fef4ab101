"""How well scans are read: `python -m evals.scans [--quick]` prints one JSON object.

Pages of ours are printed, spoilt as scanners and desks spoil them, and read by the product; what it reads is compared,
character by character and marks included, with what it reads from the text layer of the same page.
"""

from __future__ import annotations

import argparse
import io
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus import sources
from corpus.letter import page_of
from corpus.page import Block, Footer, Header, Page
from corpus.render.pdf import pdf_file
from corpus.render.scan import star
from evals.stamps import cases, drawn
from ingest.guard.secrecy import secrecy_mark
from ingest.parse import parse_file
from ingest.parse.red_frames import has_red, stamps_in
from ingest.recognise import Hints, recognise
from ingest.settings import IngestSettings
from ingest.tables import Tables

DOTS_PER_INCH = 200
RED, BLUE = (205, 30, 40), (45, 60, 165)
LETTERS = 6

Spoil = Callable[[Image.Image, np.random.Generator], Image.Image]


@dataclass(frozen=True)
class Condition:
    """Character accuracy under one condition, 0..1, and seconds a page on one core."""

    pages: int
    mean: float
    worst: float
    seconds: float


@dataclass(frozen=True)
class Stamps:
    """Red stamps: marks caught by the gate, look-alikes it stopped, and milliseconds to see that a page has no red."""

    marked: int
    caught: int
    missed: tuple[str, ...]
    look_alikes: int
    stopped: tuple[str, ...]
    milliseconds_without_red: float


@dataclass(frozen=True)
class Scans:
    """What `measure` found; `fields` are the shares of number, date and province read right from first pages."""

    conditions: dict[str, Condition]
    fields: dict[str, float]
    stamps: Stamps


@dataclass(frozen=True)
class Sheet:
    """One page to be scanned: its PDF, and the letter whose first page it is."""

    name: str
    content: bytes
    letter: sources.Letter | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few pages of each kind")
    print(json.dumps(asdict(measure(parser.parse_args().quick)), ensure_ascii=False, indent=2))


def measure(quick: bool = False) -> Scans:
    """All conditions over all pages; `quick` takes a few of each. Raises OCR_MISSING without tesseract."""
    every = list(sheets(1 if quick else LETTERS))
    chosen = every[:1] + every[-1:] if quick else every
    tables = Tables.load(IngestSettings().tables_dir)
    right: dict[str, list[bool]] = {"number": [], "date": [], "province": []}
    with tempfile.TemporaryDirectory() as folder:
        conditions = {name: _condition(name, chosen, Path(folder), tables, right) for name in CONDITIONS}
    fields = {name: round(sum(found) / len(found), 4) for name, found in right.items()}
    return Scans(conditions, fields, stamps(quick))


def _condition(name: str, chosen: list[Sheet], folder: Path, tables: Tables, right: dict[str, list[bool]]) -> Condition:
    accuracies, seconds = [], 0.0
    chosen = chosen[:: LETTERS // 2] if name in TURNED else chosen
    for at, sheet in enumerate(chosen):
        written, scanned = folder / "written.pdf", folder / "scanned.pdf"
        written.write_bytes(sheet.content)
        _scan(sheet.content, scanned, name, at)
        expected = parse_file(written, IngestSettings()).text
        started = time.perf_counter()
        parsed = parse_file(scanned, IngestSettings())
        seconds += time.perf_counter() - started
        accuracies.append(accuracy(expected, parsed.text))
        if sheet.letter:
            document = recognise(parsed, "scan.pdf", "0", tables, Hints())
            province = tables.province(sheet.letter.province)
            right["number"].append(document.number == sheet.letter.number)
            right["date"].append(document.issued == sheet.letter.date)
            right["province"].append(document.province == (province and province.name))
    mean = sum(accuracies) / len(accuracies)
    return Condition(len(chosen), round(mean, 4), round(min(accuracies), 4), round(seconds / len(chosen), 2))


def accuracy(expected: str, read: str) -> float:
    """1 minus the edit distance per character expected; runs of white space count as one space."""
    expected, read = " ".join(expected.split()), " ".join(read.split())
    return 1 - _distance(expected, read) / max(1, len(expected))


def _distance(one: str, other: str) -> int:
    codes = np.array([ord(letter) for letter in other])
    steps = np.arange(len(other) + 1)
    row = steps.copy()
    for at, letter in enumerate(one, start=1):
        cheapest = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(letter)))
        row = np.minimum.accumulate(np.concatenate([[at], cheapest]) - steps) + steps
    return int(row[-1])


# -------------------------------------------------------------------------------------------- pages


def sheets(letters: int) -> Iterator[Sheet]:
    """Both pages of some letters, then a page with a list, a table and a footnote."""
    for letter in sources.letters()[:letters]:
        for number, content in enumerate(_pages(pdf_file(page_of(letter)))):
            yield Sheet(f"{letter.stem} {number}", content, letter if number == 0 else None)
    yield Sheet("table", _pages(pdf_file(_page_with_a_table()))[0])


def _pages(content: bytes) -> list[bytes]:
    pages = []
    for page in PdfReader(io.BytesIO(content)).pages[:2]:
        writer, out = PdfWriter(), io.BytesIO()
        writer.add_page(page)
        writer.write(out)
        pages.append(out.getvalue())
    return pages


def _page_with_a_table() -> Page:
    header = Header(
        "BỘ THÔNG TIN VÀ TRUYỀN THÔNG", "CỤC VIỄN THÔNG", "Số: 318/CVT-KHTC", "", "Hà Nội, ngày 05 tháng 02 năm 2024"
    )
    rows = (
        ("Tỉnh", "Số thôn chưa có sóng", "Số trạm đã phát", "Tỷ lệ phủ sóng"),
        ("Hà Giang", "164", "2.318", "98,7%"),
        ("Điện Biên", "82", "1.905", "99,1%"),
        ("Thành phố Hồ Chí Minh", "0", "15.472", "100%"),
    )
    blocks = (
        Block(
            "paragraph",
            "Thực hiện Quyết định số 2269/QĐ-TTg ngày 31/12/2021 của Thủ tướng Chính phủ[1], Cục Viễn thông báo cáo:",
        ),
        Block("bullet", "- Đã phủ sóng 1.383 thôn, bản; còn 246 thôn chưa có điện lưới quốc gia."),
        Block("bullet", "- Hỗ trợ 400.000 máy điện thoại thông minh cho hộ nghèo, hộ cận nghèo."),
        Block("table", rows=rows),
        Block(
            "paragraph",
            "Đề nghị Sở Thông tin và Truyền thông các tỉnh rà soát, gửi kết quả trước ngày 15/3/2024 để tổng hợp.",
        ),
        Block("paragraph", "[1] Quyết định phê duyệt Chương trình cung cấp dịch vụ viễn thông công ích đến năm 2025."),
    )
    return Page(
        "table",
        "Báo cáo phủ sóng di động",
        header,
        blocks,
        Footer(("- Như trên;", "- Lưu: VT, KHTC."), ("CỤC TRƯỞNG", "(đã ký)")),
    )


# ------------------------------------------------------------------------------------------ scanning


def _scan(content: bytes, path: Path, condition: str, seed: int) -> None:
    """The page as a PDF of one picture, spoilt by the condition."""
    printed = pdfium.PdfDocument(content)[0].render(scale=DOTS_PER_INCH / 72).to_pil().convert("RGB")
    spoil, quality = CONDITIONS[condition]
    image = spoil(printed, np.random.default_rng(seed))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    stream.seek(0)
    size = image.width * 72 / DOTS_PER_INCH, image.height * 72 / DOTS_PER_INCH
    canvas = Canvas(str(path), pagesize=size)
    canvas.drawImage(ImageReader(stream), 0, 0, *size)
    canvas.showPage()
    canvas.save()


def _clean(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    return image


def _tilted(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    angle = float(chance.choice([-2.0, 2.0]))
    return image.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")


def _sealed(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """A ministry's seal, 36 mm, over print in the lower half of the page."""
    ink = Image.new("RGB", image.size, "white")
    pen, scale = ImageDraw.Draw(ink), DOTS_PER_INCH / 25.4
    x, y = image.width * chance.uniform(0.45, 0.65), image.height * chance.uniform(0.55, 0.8)
    for radius, width in ((18, 0.7), (13.5, 0.4)):
        reach = radius * scale
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=RED, width=round(width * scale))
    pen.line(star(x, y, 6 * scale), fill=RED, width=round(0.6 * scale), joint="curve")
    return ImageChops.multiply(image, ink.filter(ImageFilter.GaussianBlur(0.7)))


def _signed(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """A signature and initials in blue ink over print."""
    ink = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(ink)
    for left, top, wide, high in ((0.5, 0.7, 0.3, 0.06), (0.75, 0.45, 0.12, 0.03)):
        steps = np.linspace(0, 1, 160)
        waves = sum(chance.normal() * np.sin(2 * np.pi * rate * steps + chance.uniform(0, 6)) for rate in (2, 5, 9))
        points = [
            ((left + wide * step) * image.width, (top + high * float(wave) / 3) * image.height)
            for step, wave in zip(steps, np.asarray(waves), strict=True)
        ]
        pen.line(points, fill=BLUE, width=5, joint="curve")
    return ImageChops.multiply(image, ink.filter(ImageFilter.GaussianBlur(0.7)))


def _noisy(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Grain, specks of dust, paper that is not white and print that is not black."""
    values = np.asarray(image.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float32) * 0.75 + 45
    values += chance.normal(0, 12, values.shape[:2])[..., None]
    specks = chance.random(values.shape[:2]) < 0.002
    values[specks] = 60
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _all_at_once(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    return _noisy(_tilted(_signed(_sealed(image, chance), chance), chance), chance)


def _on_its_head(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    return image.transpose(Image.Transpose.ROTATE_180)


def _on_its_side(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    return image.transpose(Image.Transpose.ROTATE_90)


CONDITIONS: dict[str, tuple[Spoil, int]] = {
    "clean": (_clean, 90),
    "skew": (_tilted, 85),
    "seal": (_sealed, 85),
    "blue ink": (_signed, 85),
    "noise": (_noisy, 75),
    "jpeg": (_clean, 25),
    "all at once": (_all_at_once, 60),
    "upside down": (_on_its_head, 85),
    "on its side": (_on_its_side, 85),
}
# Pages scanned the wrong way up are read two or three times; a few show it.
TURNED = {"upside down", "on its side"}


# -------------------------------------------------------------------------------------------- stamps


def stamps(quick: bool = False) -> Stamps:
    """The gate's verdict on every drawn stamp; `quick` takes one in five."""
    chosen = cases()[:: 5 if quick else 1]
    verdicts = [(case, secrecy_mark("", "scan.pdf", stamps_in(drawn(case)))) for case in chosen]
    marked = [(case, verdict) for case, verdict in verdicts if case.degree]
    others = [(case, verdict) for case, verdict in verdicts if not case.degree]
    missed = tuple(case.name for case, verdict in marked if not verdict)
    stopped = tuple(case.name for case, verdict in others if verdict)
    grey = Image.new("RGB", (1654, 2339), (250, 250, 250))
    started = time.perf_counter()
    for _ in range(10):
        has_red(grey)
    each = (time.perf_counter() - started) * 100
    return Stamps(len(marked), len(marked) - len(missed), missed, len(others), stopped, round(each, 1))


if __name__ == "__main__":
    main()
