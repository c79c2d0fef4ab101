"""Draws a page from the stored text, for formats that have no picture of their own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

from PIL import Image, ImageDraw, ImageFont

from ingest.documents import Page, Span

WIDTH = 910  # A4 at 110 dpi
HEIGHT = 1287
MARGIN = 96
SIZE = 21
LINE = 32
PARAGRAPH = 12
LONGEST = 7_000  # characters drawn at once; a longer "page" is cut around the quotation
FONT = "Tinos-Regular.ttf"
INK = (17, 17, 17)
PAPER = (255, 255, 255)
YELLOW = (255, 236, 120)


@dataclass(frozen=True)
class Line:
    """One drawn line: the characters `start:end` of the document's text; `last` of its paragraph."""

    start: int
    end: int
    last: bool


def text_image(text: str, page: Page, quote: Span | None) -> bytes:
    """The page as PNG: A4 wide, at least A4 high, words wrapped, the quotation on yellow."""
    shown = window(page, quote)
    lines = list(wrapped(text, shown))
    image = Image.new("RGB", (WIDTH, height_of(lines)), PAPER)
    pen = ImageDraw.Draw(image)
    top = MARGIN
    for line in lines:
        if quote:
            mark(pen, text, line, quote, top)
        pen.text((MARGIN, top), printable(text[line.start : line.end]), INK, font())
        top += LINE + (PARAGRAPH if line.last else 0)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()


def window(page: Page, quote: Span | None) -> Span:
    """The part of the page that is drawn: all of it, or what surrounds the quotation when it is very long."""
    if page.end - page.start <= LONGEST:
        return Span(page.start, page.end)
    centre = quote.start if quote else page.start
    start = max(page.start, min(centre - LONGEST // 4, page.end - LONGEST))
    return Span(start, min(start + LONGEST, page.end))


def height_of(lines: list[Line]) -> int:
    """Pixels for these lines with margins, at least an A4 sheet."""
    return max(HEIGHT, 2 * MARGIN + len(lines) * LINE + sum(line.last for line in lines) * PARAGRAPH)


def wrapped(text: str, shown: Span) -> Iterator[Line]:
    """The lines of the shown text, broken between words, or within a word wider than the sheet."""
    start = shown.start
    while start < shown.end:
        newline = text.find("\n", start, shown.end)
        end = newline if newline >= 0 else shown.end
        yield from wrapped_paragraph(text, start, end)
        start = end + 1


def wrapped_paragraph(text: str, start: int, end: int) -> Iterator[Line]:
    """The lines of one paragraph."""
    room = WIDTH - 2 * MARGIN
    while start < end:
        fits = fitting(text, start, end, room)
        cut = end if fits >= end else text.rfind(" ", start + 1, fits + 1)
        cut = cut if cut > start else fits
        yield Line(start, cut, cut >= end)
        start = cut
        while start < end and text[start] == " ":
            start += 1


def fitting(text: str, start: int, end: int, room: int) -> int:
    """The furthest end so that `text[start:end]` is at most `room` pixels wide; at least one character."""
    low, high = start + 1, min(end, start + 200)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[start:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def mark(pen: ImageDraw.ImageDraw, text: str, line: Line, quote: Span, top: int) -> None:
    """Yellow behind the quoted part of a line."""
    start, end = max(quote.start, line.start), min(quote.end, line.end)
    if start >= end:
        return
    left, right = (MARGIN + width_of(text[line.start : place]) for place in (start, end))
    pen.rectangle((left - 1, top - 3, right + 1, top + LINE - 6), fill=YELLOW)


def width_of(text: str) -> float:
    """Pixels wide."""
    return float(font().getlength(printable(text)))


def printable(text: str) -> str:
    """Tabs and control characters as spaces, one for one, so that offsets stay."""
    return "".join(each if each.isprintable() else " " for each in text)


@cache
def font() -> ImageFont.FreeTypeFont:
    """The packaged letter face."""
    with as_file(files("corpus") / "fonts" / FONT) as path:
        return ImageFont.truetype(path, SIZE, layout_engine=ImageFont.Layout.BASIC)
