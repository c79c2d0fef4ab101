"""The drawing process: reads jobs from stdin, writes PNGs to stdout. Run by path, imports nothing of ours.

A job is a length (4 bytes, big endian) and JSON; a reply is one byte (drawn or not), a length and the PNG
or the reason.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
import unicodedata
from typing import Any, BinaryIO

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

DPI = 110
WIDEST = 1300
LARGEST = 4_000_000  # pixels; a page of two metres is drawn smaller
MEMORY = 1 << 30
YELLOW = (255, 236, 120)
FEWEST = 12  # characters at the head and tail of a quotation that are looked for when the whole is not found

Box = tuple[float, float, float, float]


def main() -> None:
    """Draw until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while header := sys.stdin.buffer.read(4):
        job = json.loads(sys.stdin.buffer.read(struct.unpack(">I", header)[0]))
        try:
            answer(sys.stdout.buffer, True, draw(job))
        except Exception as problem:
            answer(sys.stdout.buffer, False, type(problem).__name__.encode())


def answer(out: BinaryIO, drawn: bool, payload: bytes) -> None:
    """One reply."""
    out.write(struct.pack(">?I", drawn, len(payload)) + payload)
    out.flush()


def draw(job: dict[str, Any]) -> bytes:
    """The page as PNG with the quotation marked."""
    with open(job["path"], "rb") as file:
        is_pdf = b"%PDF-" in file.read(1024)
    return draw_pdf(job) if is_pdf else draw_photograph(job)


def draw_photograph(job: dict[str, Any]) -> bytes:
    """A picture file, at most as large as a drawn page; in several pages where it has them."""
    with Image.open(job["path"]) as picture:
        picture.seek(job["number"] - 1 if getattr(picture, "n_frames", 1) > 1 else 0)
        picture.thumbnail((WIDEST, WIDEST * 2))
        image = picture.convert("RGB")
    return png(marked(image, [scaled(box, image) for box in job["boxes"]]))


def draw_pdf(job: dict[str, Any]) -> bytes:
    """A page of a PDF; the quotation is found by boxes (scans) or by its letters."""
    document = pdfium.PdfDocument(job["path"])
    try:
        page = document[job["number"] - 1]
        bitmap = page.render(scale=scale_of(page), no_smoothtext=False)
        image = bitmap.to_pil().convert("RGB")
        boxes = [scaled(box, image) for box in job["boxes"]]
        if not boxes and job["quote"]:
            boxes = quoted_boxes(page, bitmap, job["quote"], job["before"])
        return png(marked(image, boxes))
    finally:
        document.close()


def scale_of(page: Any) -> float:
    """Dots per point: 110 dpi, less when the page would be enormous."""
    width, height = page.get_size()
    wanted = DPI / 72
    return float(min(wanted, (LARGEST / max(width * height, 1)) ** 0.5))


def scaled(box: Box, image: Image.Image) -> Box:
    """A box in fractions of the page as pixels."""
    left, top, right, bottom = box
    return (left * image.width, top * image.height, right * image.width, bottom * image.height)


def quoted_boxes(page: Any, bitmap: Any, quote: str, before: int) -> list[Box]:
    """One pixel box for each line of the quotation; empty when its words are not on the page."""
    text_page = page.get_textpage()
    letters, places = letters_of(text_page)
    span = find(letters, plain(quote), before)
    if span is None:
        return []
    first, last = places[span[0]], places[span[1] - 1]
    convert = bitmap.get_posconv(page)
    boxes = []
    for number in range(text_page.count_rects(first, last - first + 1)):
        left, bottom, right, top = text_page.get_rect(number)
        (x1, y1), (x2, y2) = convert.to_bitmap(left, top), convert.to_bitmap(right, bottom)
        boxes.append((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
    return boxes


def letters_of(text_page: Any) -> tuple[str, list[int]]:
    """The page's letters without spaces, decomposed, and for each the place of its character on the page."""
    letters: list[str] = []
    places: list[int] = []
    for place in range(text_page.count_chars()):
        code = pdfium.raw.FPDFText_GetUnicode(text_page.raw, place)
        for letter in plain(chr(code)) if 0 < code < 0x110000 else "":
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def plain(text: str) -> str:
    """Without spaces and invisible characters, accents apart from their letters: two spellings become one."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(
        each for each in apart if not each.isspace() and unicodedata.category(each) not in ("Cf", "Cc", "Cs")
    )


def find(letters: str, wanted: str, before: int) -> tuple[int, int] | None:
    """Where the wanted letters stand: the occurrence after `before` others, else the last, else from head to tail."""
    if not wanted:
        return None
    found = start = letters.find(wanted)
    for _ in range(before):
        start = letters.find(wanted, start + 1)
        if start < 0:
            break
        found = start
    if found >= 0:
        return found, found + len(wanted)
    return between(letters, wanted)


def between(letters: str, wanted: str) -> tuple[int, int] | None:
    """From where the quotation begins to where it ends, when something (a page header) stands in between."""
    size = min(FEWEST * 2, len(wanted) // 2)
    if size < FEWEST:
        return None
    start = letters.find(wanted[:size])
    end = letters.find(wanted[-size:], max(start, 0))
    if start < 0 or end < 0 or end + size - start > 2 * len(wanted):
        return None
    return start, end + size


def marked(image: Image.Image, boxes: list[Box]) -> Image.Image:
    """The image as if a yellow marker had been drawn over the boxes."""
    if not boxes:
        return image
    veil = Image.new("RGB", image.size, (255, 255, 255))
    pen = ImageDraw.Draw(veil)
    for left, top, right, bottom in boxes:
        pen.rectangle((left - 2, top - 2, right + 2, bottom + 2), fill=YELLOW)
    return ImageChops.multiply(image, veil)


def png(image: Image.Image) -> bytes:
    """Encoded fast rather than small."""
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()


if __name__ == "__main__":
    main()
