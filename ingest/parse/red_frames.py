"""What red stamps on a picture say: degrees of secrecy and urgency, frames of registries; round seals are passed over.

Red is told from black by colour, so a stamp over printed lines is read without them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from ingest.errors import ReadFailure
from ingest.parse.patches import Mask, Patch, patches
from ingest.parse.scan import DARK, skew
from ingest.parse.tesseract import tesseract

# Red ink of a stamp, fresh or faded: this much more red than green and than blue.
REDDER, SURELY_RED = 28, 44
# Fewer red pixels than this (seen at 50 dpi) are no stamp.
LEAST_RED_PIXELS = 24
# A picture is taken for a page of A4 (11.7 inches high) unless it is smaller than a page at 90 dpi.
PAGE_INCHES, STAMP_DPI, LEAST_PAGE_PIXELS = 11.7, 150, 1000
MOST_TILT = 10.0
# A side of a frame is a line along at least this share of it.
LINE = 0.7
# Between a frame and its letters runs a row with less ink than this; under the serifs of a headline none does.
CLEAR = 0.25
# Stamps of degree are 20 to 50 mm wide and 8 to 12 high; worn, copied and enlarged ones are let in.
DEGREE_MILLIMETRES, DEGREE_ASPECT = (4.0, 20.0), (1.4, 8.5)
SEAL_MILLIMETRES = 18.0
MOST_STAMPS = 8
LETTER_PIXELS = 52

Redness = NDArray[np.uint8]


@dataclass(frozen=True)
class _Stamp:
    """A stamp cut out and levelled: by its colour and by its darkness, its frame taken off."""

    patch: Patch
    inside: tuple[Image.Image, Image.Image]
    framed: bool
    millimetre: float


def stamps_in(image: Image.Image) -> tuple[str, ...]:
    """The readings of red stamps and red lines of print on a picture; "?" for a frame like that of a degree, unread."""
    if image.mode in ("1", "L", "I;16", "I", "F") or not has_red(image):
        return ()
    colour = image.convert("RGB")
    millimetre = _dpi(colour) / 25.4
    ink = _redness(colour)
    shade = np.asarray(colour.convert("L"))
    found = _candidates(ink, millimetre)
    framed = [stamp for patch in found if (stamp := _cut(ink, shade, patch, millimetre)).framed]
    loose = [patch for patch in found if not any(_lies_in(patch, stamp.patch) for stamp in framed)]
    printed = [_cut(ink, shade, patch, millimetre) for patch in _joined(loose)]
    readings = [reading for stamp in [*framed, *printed][:MOST_STAMPS] for reading in _readings(stamp)]
    return tuple(dict.fromkeys(readings))


def has_red(image: Image.Image) -> bool:
    """Whether there is enough red on a picture for a stamp: a few milliseconds."""
    factor = max(1, round(_dpi(image) / 50))
    small = image.convert("RGB").reduce(factor)
    return int((_redness(small) > REDDER).sum()) >= LEAST_RED_PIXELS


def _dpi(image: Image.Image) -> float:
    longest = max(image.size)
    return longest / PAGE_INCHES if longest >= LEAST_PAGE_PIXELS else STAMP_DPI


def _redness(colour: Image.Image) -> Redness:
    """By how much each pixel is redder than it is green or blue."""
    red, green, blue = (np.asarray(channel, dtype=np.int16) for channel in colour.split())
    redder: Redness = np.clip(red - np.maximum(green, blue), 0, 255).astype(np.uint8)
    return redder


# ----------------------------------------------------------------------------------- where they are


def _candidates(ink: Redness, millimetre: float) -> list[Patch]:
    """Patches that may hold print: no noise of a scanner, no round seals, nothing as large as a picture."""
    cell = max(2, round(millimetre))
    found = patches(ink > REDDER, cell, least=max(2, cell // 2))
    return [patch for patch in found if _may_hold_print(patch, millimetre) and _is_inked(ink, patch)]


def _is_inked(ink: Redness, patch: Patch) -> bool:
    within = ink[patch.top : patch.bottom, patch.left : patch.right]
    return float(np.percentile(within[within > REDDER], 80)) >= SURELY_RED


def _may_hold_print(patch: Patch, millimetre: float) -> bool:
    high, wide = patch.height / millimetre, patch.width / millimetre
    seal = high > SEAL_MILLIMETRES and 0.75 < wide / high < 1.33
    return 2.0 <= high <= 70 and wide >= 1.5 and not seal


def _lies_in(patch: Patch, frame: Patch) -> bool:
    across = frame.left <= patch.left and patch.right <= frame.right
    return across and frame.top <= patch.top and patch.bottom <= frame.bottom


def _joined(found: list[Patch]) -> list[Patch]:
    """Words of one red line are read together, and so are the lines of one headline: `BẢO` + `MẬT` are no degree."""
    return _merged(_merged(found, _on_one_line), _under_one_another)


def _merged(found: list[Patch], together: Callable[[Patch, Patch], bool]) -> list[Patch]:
    waiting = sorted(found, key=lambda patch: patch.left)
    merged: list[Patch] = []
    while waiting:
        one = waiting.pop(0)
        friend = next((other for other in waiting if together(one, other)), None)
        if friend is None:
            merged.append(one)
            continue
        waiting.remove(friend)
        waiting.insert(0, _around(one, friend))
    return merged


def _on_one_line(one: Patch, other: Patch) -> bool:
    higher = max(one.height, other.height)
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    gap = max(one.left, other.left) - min(one.right, other.right)
    return shared > 0.5 * min(one.height, other.height) and gap < 1.2 * higher


def _under_one_another(one: Patch, other: Patch) -> bool:
    gap = max(one.top, other.top) - min(one.bottom, other.bottom)
    shared = min(one.right, other.right) - max(one.left, other.left)
    alike = max(one.height, other.height) < 3 * min(one.height, other.height)
    return alike and shared > 0 and gap < 0.9 * min(one.height, other.height)


def _around(one: Patch, other: Patch) -> Patch:
    return Patch(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )


# -------------------------------------------------------------------------------------- cutting out


def _cut(ink: Redness, shade: Redness, patch: Patch, millimetre: float) -> _Stamp:
    margin = round(millimetre)
    rows = slice(max(0, patch.top - margin), patch.bottom + margin)
    columns = slice(max(0, patch.left - margin), patch.right + margin)
    red = _dark_on_white(ink[rows, columns])
    grey = _shade_of_red(shade[rows, columns], red)
    tilt = skew(red, MOST_TILT)
    if tilt:
        red, grey = (one.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255) for one in (red, grey))
    bounds = _tight(red)
    red, grey = red.crop(bounds), grey.crop(bounds)
    roomy = red.width >= 8 * millimetre and red.height >= 4.5 * millimetre and red.width > 1.3 * red.height
    inside = _inside(np.asarray(red) < DARK, max(1, round(0.3 * millimetre))) if roomy else None
    if inside is None:
        return _Stamp(patch, (red, grey), False, millimetre)
    return _Stamp(patch, (red.crop(inside), grey.crop(inside)), True, millimetre)


def _inside(mask: Mask, thick: int) -> tuple[int, int, int, int] | None:
    """The room inside a frame, whose lines are double at most; None without a frame."""
    deep = round(0.36 * min(mask.shape))
    rows = mask.mean(axis=1)
    top, bottom = _frame_lines(_thickened(mask, thick, 0).mean(axis=1), deep)
    left, right = _frame_lines(_thickened(mask, thick, 1).mean(axis=0), deep)
    apart = rows[top : top + deep].min() < CLEAR and rows[len(rows) - bottom - deep : len(rows) - bottom].min() < CLEAR
    if not (top and bottom and (left or right) and apart):
        return None
    height, width = mask.shape
    box = (left + thick, top + thick, width - right - thick, height - bottom - thick)
    return box if box[2] - box[0] > 0.3 * width and box[3] - box[1] > 0.3 * height else None


def _dark_on_white(ink: Redness) -> Image.Image:
    """The ink of one stamp, its strongest black, paper white."""
    strong = ink[ink > REDDER]
    full = max(40.0, float(np.percentile(strong, 80))) if len(strong) else 255.0
    return Image.fromarray((255 - np.clip(ink.astype(np.float32) * (255 / full), 0, 255)).astype(np.uint8))


def _shade_of_red(shade: Redness, red: Image.Image) -> Image.Image:
    """How dark the red places are: sharper than how red they are, because pictures are stored with blurred colour."""
    near = np.asarray(red.filter(ImageFilter.MinFilter(3))) < DARK
    inked = shade[np.asarray(red) < DARK]
    black, white = (float(np.percentile(inked, 10)), float(np.median(shade))) if len(inked) else (0.0, 255.0)
    spread = np.clip((shade - black) * (255 / max(20.0, white - black)), 0, 255)
    return Image.fromarray(np.where(near, spread, 255).astype(np.uint8))


def _tight(picture: Image.Image) -> tuple[int, int, int, int]:
    mask = np.asarray(picture) < DARK
    rows, columns = np.nonzero(mask.sum(axis=1) >= 2)[0], np.nonzero(mask.sum(axis=0) >= 2)[0]
    if not len(rows) or not len(columns):
        return (0, 0, *picture.size)
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _thickened(mask: Mask, thick: int, axis: int) -> Mask:
    """Ink spread across a line, so that a slightly tilted or worn one is still a line."""
    spread = mask.copy()
    for shift in range(1, thick + 1):
        spread |= np.roll(mask, shift, axis) | np.roll(mask, -shift, axis)
    return spread


def _frame_lines(share: NDArray[np.float64], deep: int) -> tuple[int, int]:
    """How far the lines of a frame reach in from either end of a profile, 0 where there is none."""
    near, far = np.nonzero(share[:deep] > LINE)[0], np.nonzero(share[::-1][:deep] > LINE)[0]
    return (int(near[-1]) + 1 if len(near) else 0, int(far[-1]) + 1 if len(far) else 0)


# ------------------------------------------------------------------------------------------ reading


def _readings(stamp: _Stamp) -> tuple[str, ...]:
    """The words of a stamp, as read from its colour and from its darkness; "?" for an unread frame of a degree."""
    width, height = stamp.inside[0].size
    wide, high = width / stamp.millimetre, height / stamp.millimetre
    if wide < 4 or high < 1.5:
        return ()
    mode = "6" if high > 12 or wide < 1.2 * high else "7"
    read = [text for picture in stamp.inside if sum(map(str.isalpha, text := _words(picture, mode))) >= 2]
    if not read and stamp.framed and _is_shaped_like_a_degree(wide, high):
        return ("?",)
    return tuple(dict.fromkeys(read))


def _is_shaped_like_a_degree(wide: float, high: float) -> bool:
    return (
        DEGREE_MILLIMETRES[0] <= high <= DEGREE_MILLIMETRES[1] and DEGREE_ASPECT[0] <= wide / high <= DEGREE_ASPECT[1]
    )


def _words(picture: Image.Image, mode: str) -> str:
    try:
        return " ".join(tesseract(_enlarged(picture), "--psm", mode).split())
    except ReadFailure:
        # Without OCR a frame is still a frame, and a person is asked.
        return ""


def _enlarged(picture: Image.Image) -> Image.Image:
    """Capitals about as high as tesseract was taught with, on a white margin."""
    factor = min(6.0, max(0.5, LETTER_PIXELS / picture.height)) if picture.height < picture.width else 2.0
    size = max(8, round(picture.width * factor)), max(8, round(picture.height * factor))
    return ImageOps.expand(picture.resize(size, Image.Resampling.BICUBIC), 24, 255)
