"""PDF, page by page: the text layer where it can be read, OCR where the page is a picture.

pypdf judges the file (password, damage, number of pages) and finds page images; pdfium gives the characters
with their places, thirty times faster, so that wrapped lines and two-column heads can be told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ingest.documents import PageRoute, Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse import ocr
from ingest.parse.clean import clean
from ingest.parse.layout import Line, Word, lines_in_reading_order
from ingest.parse.reflow import RawPage, reflow
from ingest.parse.source import Source
from ingest.vietnamese import strip_tones

OCR_DPI = 300
# A page that is one large picture with less text than this (a stamp, a signature note) is a scan.
LEAST_LETTERS_BESIDE_A_SCAN = 250
# Below this share of possible syllables the text layer has lost letters or uses an old font encoding.
LEAST_READABLE_SHARE = 0.7
_LONGEST_SIDE_PIXELS = 5000
_POSSIBLE_SYLLABLE = re.compile(
    r"(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu?|r|s|t|th|tr|v|x)?[aeiouy]{1,3}(?:c|ch|m|n|ng|nh|p|t)?"
)
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class _ReadPage:
    page: RawPage
    confidence: float | None


def parse(source: Source) -> Parsed:
    """The text and pages of a PDF.

    Raises PASSWORD, DAMAGED, TOO_LARGE (more than `max_pages`), OCR_MISSING, TIMEOUT.
    """
    _refuse_unreadable(source)
    document = _open(source)
    try:
        read = [_read_page(source, document, number) for number in range(len(document))]
    finally:
        document.close()
    reflowed = reflow([one.page for one in read])
    unsure = any(one.confidence is not None and one.confidence < ocr.UNSURE_BELOW for one in read)
    return Parsed(
        reflowed.text, reflowed.pages, media_type="application/pdf", warnings=("ocr_unsure",) if unsure else ()
    )


def _refuse_unreadable(source: Source) -> None:
    try:
        reader = PdfReader(source.path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadFailure(FailureReason.PASSWORD, "the PDF opens only with a password")
        pages = len(reader.pages)
    except ReadFailure:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError) as error:
        raise ReadFailure(FailureReason.DAMAGED, f"pypdf: {type(error).__name__}") from error
    if pages > source.settings.max_pages:
        raise ReadFailure(FailureReason.TOO_LARGE, f"{pages} pages")
    if not pages:
        raise ReadFailure(FailureReason.DAMAGED, "the PDF has no pages")


def _open(source: Source) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(source.path)
    except pdfium.PdfiumError as error:
        reason = FailureReason.PASSWORD if "password" in str(error).lower() else FailureReason.DAMAGED
        raise ReadFailure(reason, f"pdfium: {error}") from error


def _read_page(source: Source, document: pdfium.PdfDocument, index: int) -> _ReadPage:
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return _ReadPage(RawPage(index + 1, ()), None)
    try:
        lines = _text_lines(page)
        if not _needs_ocr(page, "\n".join(line.text for line in lines)):
            return _ReadPage(RawPage(index + 1, tuple(lines)), None)
        source.alive()
        seen, confidence = ocr.read_page(_picture(page))
        return _ReadPage(RawPage(index + 1, tuple(seen), PageRoute.OCR), confidence if seen else None)
    finally:
        page.close()


# ------------------------------------------------------------------------------- the text layer


def _text_lines(page: pdfium.PdfPage) -> list[Line]:
    textpage = page.get_textpage()
    try:
        characters = [chr(pdfium_c.FPDFText_GetUnicode(textpage, index)) for index in range(textpage.count_chars())]
        # pdfium marks a hyphen at the end of a line so, and leaves the line break out.
        text = "".join(characters).replace("\x02", "\n").replace("\ufffe", "\n").replace("\r", "\n")
        if page.get_rotation():
            return [Line(line) for line in text.split("\n") if line.strip()]
        rows = [list(_words(page, textpage, text, *span)) for span in _line_spans(text)]
    finally:
        textpage.close()
    return lines_in_reading_order([row for row in rows if row], keep_words=False)


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.finditer(r"[^\n]+", text))


def _words(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, text: str, start: int, end: int) -> Iterator[Word]:
    width, height = page.get_size()
    x, y = page.get_mediabox()[:2]
    for match in re.compile(r"\S+").finditer(text, start, end):
        left, bottom, _, _ = textpage.get_charbox(match.start(), loose=True)
        _, _, right, top = textpage.get_charbox(match.end() - 1, loose=True)
        yield Word(match[0], (left - x) / width, 1 - (top - y) / height, (right - x) / width, 1 - (bottom - y) / height)


# ---------------------------------------------------------------------------- pages without text


def _needs_ocr(page: pdfium.PdfPage, text: str) -> bool:
    """Whether the text layer cannot be trusted: nearly none of it over a picture, or letters lost."""
    letters = sum(character.isalpha() for character in text)
    if letters < LEAST_LETTERS_BESIDE_A_SCAN and _is_picture(page):
        return True
    return letters >= 20 and not is_readable(text)


def is_readable(text: str) -> bool:
    """Whether most words could be Vietnamese (or plain ASCII) words, as in any text that lost no letters."""
    words = _LETTERS.findall(clean(text))
    possible = [word for word in words if _is_possible(word)]
    return len(possible) >= LEAST_READABLE_SHARE * len(words)


def _is_possible(word: str) -> bool:
    bare = strip_tones(word).lower()
    if word.isupper() and bare.isascii():
        return True
    return _POSSIBLE_SYLLABLE.fullmatch(bare) is not None or (len(bare) > 3 and word.isascii())


def _is_picture(page: pdfium.PdfPage) -> bool:
    """Whether images cover half of the page."""
    width, height = page.get_size()
    covered = 0.0
    for image in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        left, bottom, right, top = image.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(covered >= 0.5 * width * height)


def _picture(page: pdfium.PdfPage) -> Image.Image:
    longest = max(page.get_size())
    scale = min(OCR_DPI / 72, _LONGEST_SIDE_PIXELS / max(1.0, longest))
    image: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return image
