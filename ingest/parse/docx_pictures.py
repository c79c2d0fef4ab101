"""Scans that were put into a Word document: stamps on them are read, and without other text they are its pages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from PIL import Image

from ingest.documents import Page, PageRoute, Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.ocr import frame, low_confidence, read_pages
from ingest.parse.ooxml import BROKEN, Package
from ingest.parse.red_frames import stamps_in
from ingest.parse.reflow import RawPage, reflow
from ingest.parse.source import Source

# A picture of a page has so many pixels at least on its longer and on its shorter side (A4 at 75 dpi).
LEAST_SIDES = (800, 560)
# A4 at 300 dpi.
LONGEST_SIDE = 3510
# In a document with a text of its own, so many pictures are looked at for stamps.
MOST_LOOKED_AT = 20
# With fewer letters than this beside the pictures (a caption, a note of who scanned it) they are the document.
LEAST_LETTERS_BESIDE_SCANS = 250
_MOST_BYTES, _MOST_PIXELS = 30 * 2**20, 40_000_000
# What scanners and telephones write; drawings (EMF, WMF) are no scans.
_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP")
_BROKEN_PICTURE = (*BROKEN, SyntaxError, Image.DecompressionBombError)


def with_scans(parsed: Parsed, package: Package, source: Source) -> Parsed:
    """The document with the stamps on its page pictures, and their text where it has hardly any of its own.

    Raises TOO_LARGE (more pictures than `max_pages`), OCR_MISSING or TIMEOUT when nothing else is there to read.
    """
    names = list(_page_pictures(package))
    if not names:
        return parsed
    if sum(map(str.isalpha, parsed.text)) < LEAST_LETTERS_BESIDE_SCANS:
        return _read_as_pages(parsed, names, package, source)
    found: dict[str, None] = {}
    for picture in _opened(names[:MOST_LOOKED_AT], package):
        source.alive()
        found.update(dict.fromkeys(stamps_in(picture)))
    return replace(parsed, stamps=tuple(found))


def _read_as_pages(parsed: Parsed, names: Sequence[str], package: Package, source: Source) -> Parsed:
    """The text of the file, if any, then the pages scanned."""
    if len(names) > source.settings.max_pages:
        raise ReadFailure(FailureReason.TOO_LARGE, "more pictures than pages are allowed")
    readings = list(read_pages(_opened(names, package), source.alive))
    if not readings:
        return parsed
    failures = [one.failure for one in readings if one.failure]
    if failures and not parsed.text.strip() and not any(one.lines for one in readings):
        raise failures[0]
    first = 2 if parsed.text.strip() else 1
    scanned = [
        RawPage(number, one.lines, PageRoute.OCR, 0.0 if one.failure else one.confidence)
        for number, one in enumerate(readings, start=first)
    ]
    read = reflow(scanned)
    before = f"{parsed.text}\n" if first == 2 else ""
    return replace(
        parsed,
        text=before + read.text,
        pages=(*_own_page(before), *(_moved(page, len(before)) for page in read.pages)),
        warnings=(*parsed.warnings, *low_confidence(scanned)),
        stamps=tuple(dict.fromkeys(stamp for one in readings for stamp in one.stamps)),
    )


def _own_page(text: str) -> tuple[Page, ...]:
    return (Page(1, 0, len(text)),) if text else ()


def _moved(page: Page, by: int) -> Page:
    """The page further on in the text; without boxes, because no picture of a Word page is ever shown."""
    return replace(page, start=page.start + by, end=page.end + by, boxes=())


# ------------------------------------------------------------------------------------- the pictures


def _page_pictures(package: Package) -> Iterator[str]:
    """The parts that hold pictures as large as a page, in the order in which they stand in the document."""
    main = package.main
    parts = {
        relation.id: relation.target
        for relation in package.relations(main)
        if relation.kind == "image" and not relation.external and _is_page(relation.target, package)
    }
    if len(set(parts.values())) < 2:
        yield from dict.fromkeys(parts.values())
        return
    shown = (
        value
        for element in package.root(main).iter("{*}blip", "{*}imagedata")
        for name, value in element.attrib.items()
        if name.endswith(("}embed", "}id"))
    )
    yield from dict.fromkeys(parts[identity] for identity in shown if identity in parts)


def _is_page(name: str, package: Package) -> bool:
    """Told from the head of the picture; its pixels stay packed."""
    if package.size(name) > _MOST_BYTES:
        return False
    with suppress(*_BROKEN_PICTURE), package.open(name) as packed, Image.open(packed, formats=_FORMATS) as picture:
        longer, shorter = max(picture.size), min(picture.size)
        return longer >= LEAST_SIDES[0] and shorter >= LEAST_SIDES[1] and longer * shorter <= _MOST_PIXELS
    return False


def _opened(names: Sequence[str], package: Package) -> Iterator[Image.Image]:
    """The pictures, one after another: together they would not fit into memory. Broken ones are left out, as Word does."""
    for name in names:
        with suppress(*_BROKEN_PICTURE), Image.open(io.BytesIO(package.content(name)), formats=_FORMATS) as picture:
            yield frame(_within_memory(picture), 0)


def _within_memory(picture: Image.Image) -> Image.Image:
    """Scans of 600 dpi are read no better than those of 300, and need four times the memory."""
    if max(picture.size) <= LONGEST_SIDE:
        return picture
    shaded = picture.convert("RGB") if picture.mode in ("1", "P") else picture
    shaded.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return shaded
