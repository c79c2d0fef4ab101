"""The picture of a page made ready for OCR: upright, even, without seals and signatures over the letters."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from ingest.parse.layout import Word
from ingest.parse.patches import Patch, patches

# Skew is looked for up to this many degrees; less than the least is left to the reader of lines.
MOST_SKEW = 5.0
LEAST_SKEW = 0.15
# A pixel whose channels differ by more than this is coloured ink.
COLOURED = 45
# A page with a smaller share of coloured pixels is grey.
LEAST_COLOURED_SHARE = 0.0003
# Coloured ink in a patch no higher than this share of the page's height (11 mm of A4) is a line of print, not a seal.
HIGHEST_LINE_OF_PRINT = 0.037
# More lonely dark pixels than this share of all dark ones is noise of a scanner or a copier.
NOISY, GRAIN = 0.02, 0.6
DARK = 140
QUARTER_TURNS = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}

Grey = NDArray[np.uint8]


@dataclass(frozen=True)
class Prepared:
    """A picture to be read; `quarters` of a turn and then `angle` degrees, counter-clockwise, made it upright."""

    picture: Image.Image
    quarters: int
    angle: float

    def on_page(self, word: Word) -> Word:
        """The word where it stands on the page as scanned; both places are fractions of width and height."""
        width, height = self.picture.size
        half = (word.right - word.left) * width / 2, (word.bottom - word.top) * height / 2
        middle = (word.left + word.right) * width / 2 - width / 2, (word.top + word.bottom) * height / 2 - height / 2
        x, y = _turned_back(*middle, self.angle)
        for _ in range(self.quarters):
            # A page turned a quarter counter-clockwise has its right side on top.
            x, y, half, width, height = -y, x, (half[1], half[0]), height, width
        across, down, wide, high = x / width + 0.5, y / height + 0.5, half[0] / width, half[1] / height
        return replace(word, left=across - wide, top=down - high, right=across + wide, bottom=down + high)


def prepared(image: Image.Image, quarters: int = 0) -> Prepared:
    """The picture ready for OCR, after `quarters` of a turn counter-clockwise."""
    grey = evened(without_inks(image))
    if quarters:
        grey = grey.transpose(QUARTER_TURNS[quarters])
    angle = skew(grey)
    if angle:
        grey = grey.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    return Prepared(without_specks(grey), quarters, angle)


def _turned_back(x: float, y: float, angle: float) -> tuple[float, float]:
    """A point of a picture turned counter-clockwise by `angle`, from its centre, where it was before; y downwards."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return x * cos - y * sin, x * sin + y * cos


# ------------------------------------------------------------------------------------- inks and paper


def without_inks(image: Image.Image) -> Image.Image:
    """Grey, with red and blue ink of seals and signatures gone to the paper's white; coloured lines of print stay."""
    if image.mode in ("1", "L", "I;16", "I", "F"):
        return image.convert("L")
    colour = image.convert("RGB")
    if not is_coloured(colour):
        return colour.convert("L")
    red, green, blue = colour.split()
    brightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    chroma = ImageChops.subtract(brightest, ImageChops.darker(ImageChops.darker(red, green), blue))
    # Black letters under a seal are dark in every channel; ink alone is bright in its own and far from it in another.
    glow = ImageChops.multiply(chroma, brightest).point([min(255, value * 3 // 2) for value in range(256)])
    lifted = ImageChops.add(brightest, glow)
    for patch in _lines_of_print(chroma):
        box = (patch.left, patch.top, patch.right, patch.bottom)
        lifted.paste(colour.crop(box).convert("L"), box)
    return lifted


def is_coloured(image: Image.Image) -> bool:
    """Whether an RGB picture has coloured ink on it."""
    small = np.asarray(image.reduce(4) if min(image.size) > 400 else image, dtype=np.int16)
    coloured = small.max(axis=2) - small.min(axis=2) > COLOURED
    return bool(coloured.mean() > LEAST_COLOURED_SHARE)


def _lines_of_print(chroma: Image.Image) -> list[Patch]:
    cell = max(4, chroma.width // 200)
    found = patches(np.asarray(chroma) > COLOURED, cell, least=cell)
    highest = HIGHEST_LINE_OF_PRINT * chroma.height
    return [patch for patch in found if patch.height <= highest and patch.width >= 2 * patch.height]


def evened(grey: Image.Image) -> Image.Image:
    """Paper white and ink black everywhere, also where a photograph has shadows."""
    paper = _paper(grey)
    values = np.asarray(paper)
    if values.min() < 200 or values.max() - int(values.min()) > 25:
        ground = np.asarray(paper.resize(grey.size, Image.Resampling.BILINEAR), dtype=np.float32)
        flat = np.minimum(255.0, np.asarray(grey, dtype=np.float32) * (255.0 / np.maximum(ground, 40.0)))
        grey, white = Image.fromarray(flat.astype(np.uint8)), 245
    else:
        white = int(np.median(values)) - 6
    black = _ink(grey)
    span = max(40, white - black)
    return grey.point([min(255, max(0, (value - black) * 255 // span)) for value in range(256)])


def _paper(grey: Image.Image) -> Image.Image:
    """The brightness of the paper, one pixel for 16 by 16 of the picture."""
    small = grey.resize((max(1, grey.width // 16), max(1, grey.height // 16)), Image.Resampling.BOX)
    return small.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.GaussianBlur(3))


def _ink(grey: Image.Image) -> int:
    """The value that the darkest hundredth of the pixels does not pass; at most the middle of the scale."""
    histogram = np.cumsum(grey.histogram()[:256])
    return min(110, int(np.searchsorted(histogram, 0.01 * histogram[-1])))


def without_specks(grey: Image.Image) -> Image.Image:
    """Lonely dark pixels gone and grain smoothed, where there are many of them; a median would take marks of letters."""
    dark = np.asarray(grey) < DARK
    near = np.zeros_like(dark)
    near[1:] |= dark[:-1]
    near[:-1] |= dark[1:]
    near[:, 1:] |= dark[:, :-1]
    near[:, :-1] |= dark[:, 1:]
    lonely = dark & ~near
    if lonely.sum() <= NOISY * max(1, dark.sum()):
        return grey
    values = np.where(lonely, np.uint8(255), np.asarray(grey))
    return Image.fromarray(values).filter(ImageFilter.GaussianBlur(GRAIN))


# ----------------------------------------------------------------------------------------------- skew


def skew(grey: Image.Image, most: float = MOST_SKEW) -> float:
    """The degrees counter-clockwise that make lines level (0 where none are found): the sharpest profile of rows."""
    small = grey.reduce(max(1, grey.width // 800)) if grey.width > 800 else grey
    rows, columns = np.nonzero(np.asarray(small) < DARK)
    if len(rows) < 200:
        return 0.0
    step = 1 + len(rows) // 60_000
    points = rows[::step].astype(np.float32), columns[::step].astype(np.float32)
    coarse = max(np.arange(-most, most + 0.01, 0.5), key=lambda angle: _sharpness(points, angle))
    angle = float(max(np.arange(coarse - 0.4, coarse + 0.41, 0.1), key=lambda angle: _sharpness(points, angle)))
    if abs(angle) < LEAST_SKEW or _sharpness(points, angle) < 1.05 * _sharpness(points, 0.0):
        return 0.0
    return angle


def is_sideways(grey: Image.Image) -> bool:
    """Whether columns of the picture look more like lines of print than its rows do."""
    small = grey.reduce(max(1, grey.width // 800)) if grey.width > 800 else grey
    rows, columns = (axis.astype(np.float32) for axis in np.nonzero(np.asarray(small) < DARK))
    if len(rows) < 200:
        return False
    angles = np.arange(-MOST_SKEW, MOST_SKEW + 0.01, 0.5)
    level = max(_sharpness((rows, columns), angle) for angle in angles)
    upright = max(_sharpness((columns, rows), angle) for angle in angles)
    return upright > 1.5 * level


def _sharpness(points: tuple[NDArray[np.float32], NDArray[np.float32]], angle: float) -> float:
    """How much the number of dark pixels changes from one row to the next once turned by `angle`."""
    rows, columns = points
    slope = math.tan(math.radians(angle))
    # Counter-clockwise: what lies to the right goes up.
    turned = rows - columns * slope
    profile = np.bincount((turned - turned.min()).astype(np.int32))
    return float(np.square(np.diff(profile.astype(np.float64))).sum())
