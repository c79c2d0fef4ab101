"""PDF, page by page: the text layer where it can be read, OCR where the page is a picture or its letters are lost.

pypdf judges the file (password, damage, number of pages, layers); pdfium gives the characters with their places,
thirty times faster, so that wrapped lines and two-column heads can be told apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.documents import PageRoute, Parsed
from ingest.encodings import LOST_LETTERS_MEAN_REREAD, lost_letters
from ingest.errors import FailureReason, ReadFailure
from ingest.parse import ocr
from ingest.parse.layout import Line
from ingest.parse.ocr import Reading
from ingest.parse.page_contents import Contents, contents
from ingest.parse.red_frames import has_red, stamps_in
from ingest.parse.reflow import RawPage, reflow
from ingest.parse.source import Source
from ingest.parse.text_layer import Layer, text_layer

# A picture is drawn at its own resolution within these bounds: more takes longer and reads no better.
LEAST_DPI, MOST_DPI = 200, 300
# Red stamps are looked for on a small picture of the page first.
FIRST_LOOK_DPI, STAMP_DPI = 60, 200
# A page that is one large picture with less text than this (a stamp, a signature note) is a scan.
LEAST_LETTERS_BESIDE_A_SCAN = 250
# A page with less text than this and so many drawn shapes shows letters as drawings.
FEW_LETTERS, MANY_SHAPES = 20, 150
# OCR is believed before a text behind the scan that is better by no more than this.
SLACK = 0.02
_LONGEST_SIDE_PIXELS = 5000


@dataclass(frozen=True)
class _Look:
    """What the file itself says of a page, and by which route its text must come."""

    number: int
    layer: Layer
    route: PageRoute
    stamps: tuple[str, ...] = ()


def parse(source: Source) -> Parsed:
    """The text and pages of a PDF, what its red stamps say, and what was repaired, hidden or read with little confidence.

    Raises PASSWORD, DAMAGED, TOO_LARGE (more than `max_pages`), OCR_MISSING (for pages without any text), TIMEOUT.
    """
    layers = _has_layers(source)
    document = _open(source)
    looks: list[_Look] = []
    try:
        readings = list(ocr.read_pages(_pictures(document, layers, looks), source.alive))
    finally:
        document.close()
    return _parsed(looks, readings)


def _has_layers(source: Source) -> bool:
    """Whether layers of the file can be switched off; refuses what cannot be read."""
    try:
        reader = PdfReader(source.path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadFailure(FailureReason.PASSWORD, "the PDF opens only with a password")
        pages, layers = len(reader.pages), "/OCProperties" in reader.root_object
    except ReadFailure:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError) as error:
        raise ReadFailure(FailureReason.DAMAGED, f"pypdf: {type(error).__name__}") from error
    if pages > source.settings.max_pages:
        raise ReadFailure(FailureReason.TOO_LARGE, f"{pages} pages")
    if not pages:
        raise ReadFailure(FailureReason.DAMAGED, "the PDF has no pages")
    return layers


def _open(source: Source) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(source.path)
    except pdfium.PdfiumError as error:
        reason = FailureReason.PASSWORD if "password" in str(error).lower() else FailureReason.DAMAGED
        raise ReadFailure(reason, f"pdfium: {error}") from error


# ------------------------------------------------------------------------------------ looking at pages


def _pictures(document: pdfium.PdfDocument, layers: bool, looks: list[_Look]) -> Iterator[Image.Image]:
    """Looks at every page in turn, and gives the pictures of those that OCR must read."""
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            looks.append(_Look(index + 1, Layer(()), PageRoute.TEXT))
            continue
        try:
            drawn = contents(page)
            look = _look(page, index + 1, drawn, layers)
            looks.append(look)
            picture = None if look.route is PageRoute.TEXT else _drawn(page, _reading_dpi(drawn))
        finally:
            page.close()
        if picture:
            yield picture


def _reading_dpi(drawn: Contents) -> float:
    return min(MOST_DPI, max(LEAST_DPI, drawn.dpi or MOST_DPI))


def _look(page: pdfium.PdfPage, number: int, drawn: Contents, layers: bool) -> _Look:
    layer = text_layer(page, drawn, layers)
    letters = sum(map(str.isalpha, layer.text))
    if letters < LEAST_LETTERS_BESIDE_A_SCAN and drawn.pictures >= 0.5:
        return _Look(number, layer, PageRoute.OCR)
    if letters < FEW_LETTERS and drawn.shapes >= MANY_SHAPES:
        return _Look(number, layer, PageRoute.OCR)
    if not is_readable(layer.text):
        return _Look(number, layer, PageRoute.REREAD)
    return _Look(number, layer, PageRoute.TEXT, _stamps(page) if drawn.may_bear_red else ())


def is_readable(text: str) -> bool:
    """Whether a text layer has all its letters, once old encodings in it are read as they were meant."""
    return lost_letters(text) <= LOST_LETTERS_MEAN_REREAD


def _stamps(page: pdfium.PdfPage) -> tuple[str, ...]:
    return stamps_in(_drawn(page, STAMP_DPI)) if has_red(_drawn(page, FIRST_LOOK_DPI)) else ()


def _drawn(page: pdfium.PdfPage, dpi: float) -> Image.Image:
    """The page in colour, its annotations (stamps among them) included."""
    scale = min(dpi / 72, _LONGEST_SIDE_PIXELS / max(1.0, *page.get_size()))
    image: Image.Image = page.render(scale=scale).to_pil()
    return image


# ------------------------------------------------------------------------------- from looks to a text


def _parsed(looks: list[_Look], readings: list[Reading]) -> Parsed:
    waiting = iter(readings)
    pages = [_page(look, next(waiting) if look.route is not PageRoute.TEXT else None) for look in looks]
    failures = [reading.failure for reading in readings if reading.failure]
    if failures and not any(page.lines for page in pages):
        raise failures[0]
    reflowed = reflow(pages)
    stamps = [stamp for look in looks for stamp in look.stamps]
    stamps += [stamp for reading in readings for stamp in reading.stamps]
    warnings = (*_warnings(looks, pages), *ocr.low_confidence(pages))
    return Parsed(
        reflowed.text,
        reflowed.pages,
        media_type="application/pdf",
        warnings=warnings,
        stamps=tuple(dict.fromkeys(stamps)),
    )


def _page(look: _Look, reading: Reading | None) -> RawPage:
    """The better of what the file says and what OCR reads; a page that neither can read is empty and unsure."""
    written = look.layer.behind or look.layer.lines
    if reading is None:
        return RawPage(look.number, look.layer.lines)
    failure = reading.failure
    if failure and failure.reason is FailureReason.OCR_MISSING and not _letters(written):
        raise failure
    if failure or _reads_better(written, reading):
        # A text behind a scan is somebody else's OCR; letters that a page itself shows are text, however poor.
        route = PageRoute.OCR if look.layer.behind else PageRoute.TEXT
        unread = failure is not None and not _letters(written)
        return RawPage(look.number, written, route, 0.0 if unread else None)
    return RawPage(look.number, reading.lines, look.route, reading.confidence)


def _reads_better(written: tuple[Line, ...], reading: Reading) -> bool:
    """Whether the text in the file is as long as what OCR read, and more of it is words."""
    if _letters(written) < 0.8 * _letters(reading.lines) or not _letters(written):
        return False
    return lost_letters(_text(written)) < lost_letters(_text(reading.lines)) - SLACK


def _text(lines: tuple[Line, ...]) -> str:
    return "\n".join(line.text for line in lines)


def _letters(lines: tuple[Line, ...]) -> int:
    return sum(map(str.isalpha, _text(lines)))


def _warnings(looks: list[_Look], pages: list[RawPage]) -> Iterator[str]:
    repairs = dict.fromkeys(what for look in looks for what in look.layer.repairs)
    if repairs:
        yield f"repaired: {', '.join(repairs)}"
    lost = [
        str(look.number)
        for look, page in zip(looks, pages, strict=True)
        if look.route is PageRoute.REREAD and page.route is PageRoute.TEXT
    ]
    if lost:
        yield f"lost_letters: {', '.join(lost)}"
    hidden = sum(look.layer.hidden for look in looks)
    if hidden:
        yield f"hidden_text: {hidden}"
