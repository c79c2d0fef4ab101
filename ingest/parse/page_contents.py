"""What is drawn on a page of a PDF besides its letters: pictures, lines of red, things painted over others."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Box = tuple[float, float, float, float]

# A drawing of more objects (a map, a chart) is not looked at to its end.
MOST_OBJECTS = 20_000
DEEPEST_FORM = 4
# A filled shape of less than this many square points hides no word.
LEAST_COVER = 30.0
# Things people put on a page later: text boxes, rectangles, stamps, ink, signatures.
_DRAWN_ANNOTATIONS = frozenset(
    {
        pdfium_c.FPDF_ANNOT_FREETEXT,
        pdfium_c.FPDF_ANNOT_SQUARE,
        pdfium_c.FPDF_ANNOT_STAMP,
        pdfium_c.FPDF_ANNOT_INK,
        pdfium_c.FPDF_ANNOT_WIDGET,
    }
)


@dataclass(frozen=True)
class Contents:
    """`pictures` is the share of the page that images cover (more than 1 where they overlap), `dpi` their resolution.

    `covers` are boxes of opaque things by their place in painting order, `order` that of the page's own objects.
    """

    pictures: float
    dpi: float
    shapes: int
    may_bear_red: bool
    covers: tuple[tuple[int, Box], ...]
    order: dict[int, int]


def contents(page: pdfium.PdfPage) -> Contents:
    """One walk over the objects of a page, forms included."""
    width, height = page.get_size()
    area, covered, dpi, shapes, red = max(1.0, width * height), 0.0, 0.0, 0, _has_drawn_annotations(page)
    covers: list[tuple[int, Box]] = []
    order: dict[int, int] = {}
    for place, each, scale in _objects(page):
        kind = pdfium_c.FPDFPageObj_GetType(each)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            order[address(each)] = place
            continue
        box = _bounds(each)
        size = max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1]) * scale
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            covered += min(area, size) / area
            red = True
            dpi = max(dpi, _resolution(each, box, scale)) if size > 0.1 * area else dpi
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            shapes += 1
            red = red or _is_red(each)
        if scale == 1.0 and size > LEAST_COVER and (kind == pdfium_c.FPDF_PAGEOBJ_IMAGE or _is_filled(each, kind)):
            covers.append((place, box))
    return Contents(covered, dpi, shapes, red, tuple(covers), order)


def address(each: ctypes.Structure) -> int:
    """What tells one object of pdfium from another."""
    return ctypes.cast(each, ctypes.c_void_p).value or 0


def fill_colour(each: ctypes.Structure) -> tuple[int, int, int, int]:
    """Red, green, blue, opacity (0..255)."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetFillColor(each, *channels):
        return (0, 0, 0, 255)
    red, green, blue, opacity = (channel.value for channel in channels)
    return red, green, blue, opacity


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, ctypes.Structure, float]]:
    """Objects with their place in painting order on the page itself, and how much their form enlarges areas."""
    for place in range(min(MOST_OBJECTS, pdfium_c.FPDFPage_CountObjects(page.raw))):
        each = pdfium_c.FPDFPage_GetObject(page.raw, place)
        yield place, each, 1.0
        if pdfium_c.FPDFPageObj_GetType(each) == pdfium_c.FPDF_PAGEOBJ_FORM:
            yield from ((place, inner, scale) for inner, scale in _inside(each, 1.0, DEEPEST_FORM))


def _inside(form: ctypes.Structure, scale: float, deep: int) -> Iterator[tuple[ctypes.Structure, float]]:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(form, matrix)
    # Never exactly 1: the boxes of inner objects are not those of the page.
    scale *= abs(matrix.a * matrix.d - matrix.b * matrix.c) * 1.000001
    for index in range(min(MOST_OBJECTS, pdfium_c.FPDFFormObj_CountObjects(form))):
        each = pdfium_c.FPDFFormObj_GetObject(form, index)
        yield each, scale
        if deep and pdfium_c.FPDFPageObj_GetType(each) == pdfium_c.FPDF_PAGEOBJ_FORM:
            yield from _inside(each, scale, deep - 1)


def _bounds(each: ctypes.Structure) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(each, left, bottom, right, top):
        return (0.0, 0.0, 0.0, 0.0)
    return left.value, bottom.value, right.value, top.value


def _resolution(image: ctypes.Structure, box: Box, scale: float) -> float:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    if not pdfium_c.FPDFImageObj_GetImagePixelSize(image, width, height):
        return 0.0
    size = (box[2] - box[0]) * (box[3] - box[1]) * scale
    pixels = width.value * height.value
    return float(72 * (pixels / size) ** 0.5) if size > 0 else 0.0


def _is_red(path: ctypes.Structure) -> bool:
    stroke = [ctypes.c_uint() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetStrokeColor(path, *stroke)
    colours = (fill_colour(path), tuple(channel.value for channel in stroke))
    return any(red - max(green, blue) > 40 for red, green, blue, *_ in colours)


def _is_filled(each: ctypes.Structure, kind: int) -> bool:
    if kind != pdfium_c.FPDF_PAGEOBJ_PATH:
        return False
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    drawn = pdfium_c.FPDFPath_GetDrawMode(each, mode, stroke)
    return bool(drawn and mode.value != pdfium_c.FPDF_FILLMODE_NONE and fill_colour(each)[3] > 200)


def _has_drawn_annotations(page: pdfium.PdfPage) -> bool:
    for index in range(min(200, pdfium_c.FPDFPage_GetAnnotCount(page.raw))):
        annotation = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if kind in _DRAWN_ANNOTATIONS:
            return True
    return False
