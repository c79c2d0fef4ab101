"""Red stamps on pictures of pages: marks of secrecy that must be read, and look-alikes that must not be taken for one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from corpus.render.pdf import FONTS
from corpus.render.scan import star

DOTS_PER_INCH = (150, 200, 300)
RED, BLUE, FADED = (205, 30, 40), (40, 60, 160), (236, 165, 165)
PAGE_MILLIMETRES = (210, 297)
BLACK_LINES = (
    "Bộ Thông tin và Truyền thông nhận được kiến nghị của cử tri tỉnh Hà Giang do",
    "Ban Dân nguyện chuyển đến theo Công văn số 48/BDN ngày 24/01/2024, nội dung",
    "kiến nghị như sau: Cử tri phản ánh nhiều thôn, bản chưa có sóng di động, bảo mật",
    "thông tin thuê bao còn yếu; đề nghị Bộ có giải pháp. Bộ có ý kiến như sau:",
)


@dataclass(frozen=True)
class Stamp:
    """One stamp to draw: its lines, size in millimetres (0: as large as the words need), look and condition."""

    lines: tuple[str, ...]
    millimetres: tuple[float, float] = (0, 0)
    points: float = 14
    frame: int = 1
    ink: tuple[int, int, int] = RED
    tilt: float = 0.0
    place: tuple[float, float] = (38, 52)
    round: bool = False


@dataclass(frozen=True)
class Case:
    """A page with stamps and in what condition it was scanned; `degree` is the mark on it, empty for a look-alike."""

    name: str
    stamps: tuple[Stamp, ...]
    degree: str = ""
    dpi: int = 200
    noisy: bool = False
    quality: int = 0
    crowded: bool = False


def cases() -> list[Case]:
    """All cases, marked ones first."""
    return [*marked(), *look_alikes()]


def marked() -> Iterator[Case]:
    """Degrees in single and double frames and in none: every resolution, tilted, faded, noisy, over text."""
    degrees = {"MẬT": (20, 8), "TỐI MẬT": (32, 8), "TUYỆT MẬT": (40, 8)}
    for degree, size in degrees.items():
        for dpi in DOTS_PER_INCH:
            frame = 2 if degree == "TUYỆT MẬT" else 1
            plain = Stamp((degree,), size, frame=frame)
            yield Case(f"{degree} {dpi}", (plain,), degree, dpi)
            tilt = {150: -8.0, 200: 5.0, 300: 8.0}[dpi]
            yield Case(f"{degree} {dpi} tilted", (_like(plain, tilt=tilt),), degree, dpi, noisy=True)
            yield Case(f"{degree} {dpi} faded", (_like(plain, ink=FADED),), degree, dpi, quality=50)
            yield Case(f"{degree} {dpi} over text", (_like(plain, tilt=-2.0),), degree, dpi, crowded=True, quality=60)
        yield Case(f"{degree} without a frame", (Stamp((degree,), points=16, frame=0),), degree)
        yield Case(f"{degree} spaced", (Stamp((" ".join(degree),), (size[0] * 2, 9), points=13),), degree)
        yield Case(
            f"{degree} small, worn", (_like(Stamp((degree,), size), points=12, tilt=3.0),), degree, 150, True, 30
        )
        seal = Stamp((), (36, 36), round=True, place=(120, 220))
        yield Case(f"{degree} and a seal", (Stamp((degree,), size), seal), degree, noisy=True)


def look_alikes() -> Iterator[Case]:
    """Urgency, headlines, seals, registries' stamps, logos."""
    framed = ("HỎA TỐC", "THƯỢNG KHẨN", "KHẨN", "LƯU HÀNH NỘI BỘ", "XEM XONG TRẢ LẠI", "DỰ THẢO", "BẢN SAO", "SAO Y")
    for at, words in enumerate(framed):
        for dpi in DOTS_PER_INCH:
            stamp = Stamp((words,), tilt=(-6.0, 0.0, 4.0)[at % 3])
            yield Case(f"{words} {dpi}", (stamp,), dpi=dpi, noisy=at % 2 == 0)
    headlines = (
        ("BẢO MẬT THÔNG TIN",), ("TUYÊN TRUYỀN BẢO VỆ BÍ MẬT NHÀ NƯỚC",), ("MẬT KHẨU MẠNH",), ("MẬT ĐỘ THUÊ BAO",),
        ("HỘI NGHỊ AN TOÀN,", "BẢO MẬT"), ("CẨM NANG BẢO MẬT",), ("MẬT ONG RỪNG HÀ GIANG",), ("CÁC CHẤT MẬT",),
        ("NGHỊ QUYẾT",), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",), ("THÔNG CÁO BÁO CHÍ",), ("MẤT SÓNG DI ĐỘNG",),
    )  # fmt: skip
    for at, lines in enumerate(headlines):
        for points in (16, 24):
            yield Case(f"headline {at} {points}", (Stamp(lines, points=points, frame=0),), noisy=points == 16)
    for at, ink in enumerate((RED, BLUE, FADED)):
        arrival = Stamp(
            ("CÔNG VĂN ĐẾN", "Số: 1234", "Ngày: 12/3/2024", "Chuyển: VP"), points=11, ink=ink, tilt=2.0 - at
        )
        yield Case(f"arrival {at}", (arrival,), noisy=True)
        yield Case(f"arrival short {at}", (Stamp(("ĐẾN", "Số: 88", "Ngày: 5/4"), points=11, ink=ink),), dpi=150)
    for place in ((100, 200), (120, 230), (60, 40)):
        yield Case(f"seal {place}", (Stamp((), (36, 36), round=True, place=place),), noisy=True)
        yield Case(
            f"two seals {place}", (Stamp((), (36, 36), round=True, place=place), Stamp((), (20, 20), round=True))
        )


def _like(stamp: Stamp, **other: Any) -> Stamp:
    return replace(stamp, **other)


# ------------------------------------------------------------------------------------------ drawing


def drawn(case: Case) -> Image.Image:
    """The page of a case as a scanner saves it."""
    scale = case.dpi / 25.4
    width, height = (round(side * scale) for side in PAGE_MILLIMETRES)
    page = Image.new("RGB", (width, height), "white")
    _letter(page, case)
    for stamp in case.stamps:
        _press(page, _seal(stamp, scale) if stamp.round else _framed(stamp, scale), stamp, scale)
    return _scanned(page, case)


def _letter(page: Image.Image, case: Case) -> None:
    scale = case.dpi / 25.4
    pen, font = ImageDraw.Draw(page), _font("Regular", 13, case.dpi)
    first = 50 if case.crowded else 90
    for row in range(18):
        pen.text((30 * scale, (first + row * 6.5) * scale), BLACK_LINES[row % 4], font=font, fill=(25, 25, 25))


def _framed(stamp: Stamp, scale: float) -> Image.Image:
    """The words of a stamp in its frame: 255 is ink."""
    font = _font("Bold", stamp.points, scale * 25.4)
    boxes = [font.getbbox(line) for line in stamp.lines]
    pitch = 1.25 * stamp.points / 72 * 25.4 * scale
    wide = max(stamp.millimetres[0] * scale, max(box[2] for box in boxes) + 5 * scale)
    high = max(stamp.millimetres[1] * scale, pitch * len(stamp.lines) + 2.2 * scale)
    ink = Image.new("L", (round(wide) + 8, round(high) + 8), 0)
    pen = ImageDraw.Draw(ink)
    for row, line in enumerate(stamp.lines):
        pen.text((ink.width / 2, ink.height / 2 + (row - (len(stamp.lines) - 1) / 2) * pitch), line, 255, font, "mm")
    for ring in range(stamp.frame):
        inset = 2 + ring * 1.0 * scale
        pen.rectangle(
            (inset, inset, ink.width - inset, ink.height - inset), outline=255, width=max(2, round(0.4 * scale))
        )
    return ink


def _seal(stamp: Stamp, scale: float) -> Image.Image:
    size = round(stamp.millimetres[0] * scale)
    ink = Image.new("L", (size, size), 0)
    pen, middle = ImageDraw.Draw(ink), size / 2
    for share, width in ((0.5, 0.6), (0.37, 0.35)):
        reach = share * size
        pen.ellipse(
            (middle - reach, middle - reach, middle + reach - 1, middle + reach - 1),
            outline=255,
            width=round(width * scale),
        )
    pen.line(star(middle, middle, size * 0.2), fill=255, width=max(2, round(0.5 * scale)))
    font = _font("Bold", 6, scale * 25.4)
    for at, letter in enumerate("BỘ THÔNG TIN VÀ TRUYỀN THÔNG"):
        angle = np.pi * (1.0 - at / 27)
        x, y = middle + 0.43 * size * np.cos(angle), middle - 0.43 * size * np.sin(angle)
        pen.text((x, y), letter, 255, font, "mm")
    return ink


def _press(page: Image.Image, ink: Image.Image, stamp: Stamp, scale: float) -> None:
    """Puts ink on the page the way ink lies on print: what is dark stays dark."""
    turned = ink.rotate(stamp.tilt, Image.Resampling.BICUBIC, expand=True)
    at = (round(stamp.place[0] * scale), round(stamp.place[1] * scale))
    box = (at[0], at[1], at[0] + turned.width, at[1] + turned.height)
    below = page.crop(box)
    inked = ImageChops.multiply(below, Image.new("RGB", turned.size, stamp.ink))
    page.paste(Image.composite(inked, below, turned), box[:2])


def _scanned(page: Image.Image, case: Case) -> Image.Image:
    page = page.filter(ImageFilter.GaussianBlur(0.5 * case.dpi / 200))
    if case.noisy:
        generator = np.random.default_rng(sum(map(ord, case.name)))
        noise = generator.normal(0, 14, (page.height, page.width, 3))
        page = Image.fromarray(np.clip(np.asarray(page) * 0.94 + 6 + noise, 0, 255).astype(np.uint8))
    if not case.quality:
        return page
    stream = io.BytesIO()
    page.save(stream, "JPEG", quality=case.quality)
    return Image.open(stream).convert("RGB")


@cache
def _font(face: str, points: float, dpi: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"Tinos-{face}.ttf"), round(points / 72 * dpi))
