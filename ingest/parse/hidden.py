"""Letters of a PDF that a reader of the page cannot see: left out of the text, counted, never quoted.

Invisible by rendering mode, smaller than a point, off the page; and, where the page as drawn shows nothing in their
place, white, transparent, painted over, or on a layer that is switched off.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from ingest.parse.page_contents import Box, Contents, fill_colour

SMALLEST_POINTS = 1.2
WHITE, TRANSPARENT = 236, 40
# Grey values within this of one another are one flat surface.
FLAT = 26
PIXELS_PER_POINT = 1.5
_UNSEEN_MODES = frozenset({pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP})
# The object of a letter as a number: asked for every letter, a pointer each time takes three times as long.
_PLACE_OF_OBJECT = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium_c.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)


@dataclass(frozen=True)
class _Run:
    """The letters of one text object: its place in memory, and theirs among those of the page."""

    piece: Any
    place: int
    letters: range


@dataclass(frozen=True)
class Hidden:
    """Places of letters nobody sees; `unseen` are those hidden by rendering mode alone, as scanners write them."""

    letters: frozenset[int]
    unseen: frozenset[int]


def hidden_letters(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, drawn: Contents, layers: bool) -> Hidden:
    """The places of hidden letters in a page's text; `layers` says that the file has layers that may be off."""
    unseen: set[int] = set()
    gone: set[int] = set()
    doubtful: list[_Run] = []
    bounds = page.get_bbox()
    for run in _runs(textpage):
        if pdfium_c.FPDFTextObj_GetTextRenderMode(run.piece) in _UNSEEN_MODES:
            unseen.update(run.letters)
            continue
        box = _box(textpage, run.letters)
        if box is None:
            continue
        if box[3] - box[1] < SMALLEST_POINTS or _is_off(box, bounds):
            gone.update(run.letters)
        elif layers or _is_pale(run.piece) or _is_under(box, drawn, run.place):
            doubtful.append(run)
    if doubtful:
        picture = _drawn(page)
        gone.update(
            letter for run in doubtful if _shows_nothing(run, textpage, picture, bounds) for letter in run.letters
        )
    return Hidden(frozenset(gone | unseen), frozenset(unseen))


def _runs(textpage: pdfium.PdfTextPage) -> Iterator[_Run]:
    """The letters of a page by the text object they belong to; spaces that pdfium added belong to none."""
    page, count = ctypes.cast(textpage.raw, ctypes.c_void_p), textpage.count_chars()
    places = [_PLACE_OF_OBJECT(page, index) for index in range(count)]
    start = 0
    for place, same in groupby(places):
        end = start + sum(1 for _ in same)
        if place:
            yield _Run(ctypes.cast(place, pdfium_c.FPDF_PAGEOBJECT), place, range(start, end))
        start = end


def _box(textpage: pdfium.PdfTextPage, letters: range) -> Box | None:
    """The box around the first and the last letter that is no space."""
    boxes = [textpage.get_charbox(index, loose=True) for index in (letters[0], letters[-1])]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
    return (left, bottom, right, top) if right > left and top > bottom else None


def _is_off(box: Box, page: Box) -> bool:
    return box[2] <= page[0] or box[0] >= page[2] or box[3] <= page[1] or box[1] >= page[3]


def _is_pale(piece: ctypes.Structure) -> bool:
    red, green, blue, opacity = fill_colour(piece)
    return min(red, green, blue) >= WHITE or opacity < TRANSPARENT


def _is_under(box: Box, drawn: Contents, piece: int) -> bool:
    """Whether something opaque was painted over the middle of the box, or before: black letters on a black ground."""
    place = drawn.order.get(piece)
    if place is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(
        other != place and cover[0] <= x <= cover[2] and cover[1] <= y <= cover[3] for other, cover in drawn.covers
    )


def _drawn(page: pdfium.PdfPage) -> NDArray[np.uint8]:
    picture: NDArray[np.uint8] = page.render(
        scale=PIXELS_PER_POINT, grayscale=True, rotation=-page.get_rotation() % 360
    ).to_numpy()
    return picture.reshape(picture.shape[:2])


def _shows_nothing(run: _Run, textpage: pdfium.PdfTextPage, picture: NDArray[np.uint8], page: Box) -> bool:
    box = _box(textpage, run.letters)
    if box is None:
        return False
    left, right = ((x - page[0]) * PIXELS_PER_POINT for x in (box[0], box[2]))
    # The middle of the line: letters of the lines above and below reach into its edges.
    slack = 0.2 * (box[3] - box[1])
    top, bottom = ((page[3] - y) * PIXELS_PER_POINT for y in (box[3] - slack, box[1] + slack))
    seen = picture[max(0, round(top)) : max(1, round(bottom)), max(0, round(left)) : max(1, round(right))]
    return bool(seen.size) and int(seen.max()) - int(seen.min()) < FLAT
