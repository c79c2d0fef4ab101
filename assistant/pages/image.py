"""One page of a document as PNG, the quotation marked in yellow.

A PDF or a photographed page is drawn from the kept original; a format without pages of its own is drawn from its stored text.
An original that cannot be drawn in time is drawn from the text too: the reader always sees the words.
So is every page of a document in which personal data were masked: a running head, a stamp or a word that recognition
threw away may show on any page of the original what the text does not.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from assistant.errors import NotFound
from assistant.pages.drawer import CannotDraw, Drawer, Job
from assistant.pages.text import text_image
from ingest.documents import Document, Page, Span, digest_of
from ingest.pipeline import original_of

MEMORY = 48 * 1024 * 1024  # bytes of finished pages kept
HAVE_PICTURES = ("application/pdf", "image/")
Box = tuple[float, float, float, float]


class PageNotFound(NotFound):
    """The document has no page of this number."""


def page_image(document: Document, number: int, quote: Span | None, home: Path) -> bytes:
    """The page as PNG with the part of `quote` on it marked. Raises PageNotFound."""
    page = page_of(document, number)
    here = quote_on_page(quote, page)
    key = (document.id, document.digest, document.masked, digest_of(document.text[page.start : page.end]), number, here)
    found = _kept.get(key)
    if found is None:
        found = draw(document, page, here, home)
        _kept.put(key, found)
    return found


def page_of(document: Document, number: int) -> Page:
    """The page with this number. Raises PageNotFound."""
    found = next((page for page in document.pages if page.number == number), None)
    if found is None:
        raise PageNotFound(f"document {document.id} has no page {number}")
    return found


def quote_on_page(quote: Span | None, page: Page) -> Span | None:
    """The part of a quotation that stands on this page; None when none of it does."""
    if quote is None:
        return None
    start, end = max(quote.start, page.start), min(quote.end, page.end)
    return Span(start, end) if start < end else None


def draw(document: Document, page: Page, quote: Span | None, home: Path) -> bytes:
    """Draw anew, from the original where it has pages."""
    original = original_of(document.digest, home)
    if document.media_type.startswith(HAVE_PICTURES) and not document.masked and original.is_file():
        try:
            return _drawer.draw(job_of(document, page, quote, original))
        except CannotDraw:
            pass
    return text_image(document.text, page, quote)


def job_of(document: Document, page: Page, quote: Span | None, original: Path) -> Job:
    """What the drawing process needs: boxes of the quoted words (scans), or the words and how often they came before."""
    if quote is None:
        return Job(original, page.number)
    boxes = [
        (box.left, box.top, box.right, box.bottom)
        for box in page.boxes
        if box.start < quote.end and box.end > quote.start
    ]
    before = occurrences_before(document.text, page, quote)
    return Job(original, page.number, quote.of(document.text), before, lines_of(boxes))


def lines_of(boxes: list[Box]) -> list[Box]:
    """Word boxes joined into one box for each line."""
    lines: list[Box] = []
    for left, top, right, bottom in boxes:
        if lines and lines[-1][1] < (top + bottom) / 2 < lines[-1][3] and left >= lines[-1][0]:
            last = lines.pop()
            lines.append((last[0], min(last[1], top), max(last[2], right), max(last[3], bottom)))
        else:
            lines.append((left, top, right, bottom))
    return lines


def occurrences_before(text: str, page: Page, quote: Span) -> int:
    """How often the quoted words already stood on the page before the quotation, spaces aside."""
    wanted = "".join(quote.of(text).split())
    return "".join(text[page.start : quote.start].split()).count(wanted) if wanted else 0


class Kept:
    """Finished pages, the least recently used forgotten first, at most `most` bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._pages: OrderedDict[object, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object) -> bytes | None:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: object, png: bytes) -> None:
        with self._lock:
            self._size += len(png) - len(self._pages.pop(key, b""))
            self._pages[key] = png
            while self._size > self._most:
                self._size -= len(self._pages.popitem(last=False)[1])

    def forget(self, document_id: str) -> None:
        with self._lock:
            for key in [each for each in self._pages if isinstance(each, tuple) and each[0] == document_id]:
                self._size -= len(self._pages.pop(key))


def forget_pages(document_id: str) -> None:
    """Let go of the finished pages of a document."""
    _kept.forget(document_id)


def close_drawer() -> None:
    """Stop the drawing process; it starts again when needed."""
    _drawer.close()


_kept = Kept(MEMORY)
_drawer = Drawer()
