"""Text of page images, whichever way up they were scanned, with the place of every word."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from PIL import Image, ImageOps

from ingest.documents import PageRoute, Parsed
from ingest.encodings.grammar import is_syllable, words
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.layout import Line, Word, lines_in_reading_order
from ingest.parse.red_frames import stamps_in
from ingest.parse.reflow import RawPage, reflow
from ingest.parse.scan import QUARTER_TURNS, Prepared, is_sideways, prepared
from ingest.parse.source import Source
from ingest.parse.tesseract import tesseract

# A page below this mean word confidence goes to a person: names, numbers and dates may be misread.
LOW_CONFIDENCE = 0.7
# Below this the page may stand on its head or lie on its side; each way costs another reading.
PERHAPS_TURNED = 0.6
# A page with fewer words says little by their confidence.
WORDS_THAT_SHOW = 10
LEAST_CONFIDENCE_OF_A_SIGN, LEAST_CONFIDENCE_OF_A_WORD = 60, 40
# Of the usual height of words.
FLAT = 0.4
_NUMBER = re.compile(r"\d{2}")
MOST_PAGES_AT_ONCE = 4
# An image of a page is read at 200 to 430 dpi of A4.
SHORTEST_LONG_SIDE, LONGEST_SIDE = 2300, 5000
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True)
class Reading:
    """The lines of one page in reading order and the mean confidence of their words (0..1; None without words).

    `failure` says why a page could not be read; the others of its file still are.
    """

    lines: tuple[Line, ...]
    confidence: float | None
    stamps: tuple[str, ...] = ()
    failure: ReadFailure | None = None


def parse(source: Source) -> Parsed:
    """The text of a photographed or scanned page saved as an image (every frame of a TIFF)."""
    readings = list(read_pages(_frames(source), source.alive))
    failures = [one.failure for one in readings if one.failure]
    if failures and not any(one.lines for one in readings):
        raise failures[0]
    pages = [
        RawPage(number, one.lines, PageRoute.OCR, 0.0 if one.failure else one.confidence)
        for number, one in enumerate(readings, start=1)
    ]
    reflowed = reflow(pages)
    return Parsed(
        reflowed.text,
        reflowed.pages,
        media_type="image/*",
        warnings=low_confidence(pages),
        stamps=tuple(dict.fromkeys(stamp for one in readings for stamp in one.stamps)),
    )


def low_confidence(pages: Sequence[RawPage]) -> tuple[str, ...]:
    """The warning that names the pages read with little confidence; none where all are sure."""
    low = [str(page.number) for page in pages if page.confidence is not None and page.confidence < LOW_CONFIDENCE]
    return (f"ocr_low: {', '.join(low)}",) if low else ()


def read_pages(images: Iterable[Image.Image], alive: Callable[[], None]) -> Iterator[Reading]:
    """The readings of page images in order, several pages at once where the machine has the cores.

    `alive` is called when a page is begun, and when it is read again.
    """
    at_once = min(MOST_PAGES_AT_ONCE, len(os.sched_getaffinity(0)))
    waiting: deque[Future[Reading]] = deque()
    pool = ThreadPoolExecutor(at_once)
    try:
        for image in images:
            alive()
            waiting.append(pool.submit(_tried, image, alive))
            # Pictures are large: one waits while the others are read.
            if len(waiting) > at_once:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _tried(image: Image.Image, alive: Callable[[], None]) -> Reading:
    try:
        return read_page(image, alive)
    except ReadFailure as failure:
        return Reading((), None, failure=failure)


def read_page(image: Image.Image, alive: Callable[[], None] = lambda: None) -> Reading:
    """The words of one page, whichever way up it was scanned, and what its red frames say.

    Raises OCR_MISSING without the program or its Vietnamese data, TIMEOUT when one reading takes too long.
    """
    first, *others = _ways_up(image)
    best, way = _read(prepared(image, first)), first
    for quarters in others:
        if _goodness(best) >= PERHAPS_TURNED:
            break
        alive()
        reading = _read(prepared(image, quarters))
        if _goodness(reading) > _goodness(best):
            best, way = reading, quarters
    upright = image.transpose(QUARTER_TURNS[way]) if way else image
    return replace(best, stamps=stamps_in(upright))


def _ways_up(image: Image.Image) -> tuple[int, ...]:
    """The quarters of a turn to try, the likeliest first."""
    return (1, 3, 0) if is_sideways(image.convert("L")) else (0, 2)


def _goodness(reading: Reading) -> float:
    words = sum(len(line.words) for line in reading.lines)
    return (reading.confidence or 0.0) * min(1.0, words / WORDS_THAT_SHOW)


def _read(page: Prepared) -> Reading:
    table = tesseract(page.picture, "--psm", "3", "tsv")
    every = [columns for columns in (line.split("\t") for line in table.splitlines()) if _is_seen(columns)]
    usual = median(int(columns[9]) for columns in every) if every else 0.0
    found = [columns for columns in every if _is_word(columns) and not _is_a_rule(columns, usual)]
    # Lines are put together on the upright picture: on a tilted page, neighbours of a line do not stand side by side.
    rows = [
        [_word(columns, *page.picture.size) for columns in group]
        for _, group in groupby(found, key=lambda columns: columns[1:5])
    ]
    lines = lines_in_reading_order(rows, keep_words=True)
    placed = tuple(replace(line, words=tuple(page.on_page(word) for word in line.words)) for line in lines)
    # What was thrown away counts too: a page on its head keeps only the few words that seem right.
    sure = sum(float(columns[10]) for columns in every) / 100 / len(every) if found else None
    return Reading(placed, sure and round(sure, 3))


def _is_seen(columns: Sequence[str]) -> bool:
    return len(columns) == 12 and columns[0] == "5" and bool(columns[11].strip())


def _is_word(columns: Sequence[str]) -> bool:
    """Specks, stamps and the rules of tables become signs and odd letters that tesseract itself hardly believes in."""
    word, sure = columns[11], float(columns[10])
    if not any(character.isalnum() for character in word):
        return sure >= LEAST_CONFIDENCE_OF_A_SIGN and "|" not in word
    return sure >= LEAST_CONFIDENCE_OF_A_WORD or _NUMBER.search(word) is not None or _is_spelled(word)


def _is_a_rule(columns: Sequence[str], usual_height: float) -> bool:
    """Whether a word is as flat as a printed line: no letter is."""
    flat = int(columns[9]) < FLAT * usual_height
    return flat and any(character.isalnum() for character in columns[11])


def _is_spelled(word: str) -> bool:
    letters = words(word)
    return bool(letters) and len(max(letters, key=len)) > 1 and all(is_syllable(each) for each in letters)


def _word(columns: Sequence[str], width: int, height: int) -> Word:
    left, top, wide, high = (int(value) for value in columns[6:10])
    return Word(columns[11], left / width, top / height, (left + wide) / width, (top + high) / height)


def _frames(source: Source) -> Iterator[Image.Image]:
    try:
        with Image.open(source.path) as image:
            if image.width * image.height > _MOST_PIXELS * 4:
                raise ReadFailure(FailureReason.TOO_LARGE, f"{image.width} x {image.height} pixels")
            if getattr(image, "n_frames", 1) > source.settings.max_pages:
                raise ReadFailure(FailureReason.TOO_LARGE, "more frames than pages are allowed")
            for number in range(getattr(image, "n_frames", 1)):
                yield frame(image, number)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ReadFailure(FailureReason.DAMAGED, f"broken image: {type(error).__name__}") from error


def frame(image: Image.Image, number: int) -> Image.Image:
    """One frame of a picture, upright as its camera says, at a size that is read well."""
    image.seek(number)
    upright = ImageOps.exif_transpose(image)
    upright = upright.convert("L" if upright.mode in ("1", "L", "I;16", "I", "F") else "RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small = SHORTEST_LONG_SIDE / max(upright.size)
    if small <= 1:
        return upright
    # Photographs that a messenger has shrunk: letters of fewer than fifteen pixels are read badly.
    factor = min(small, 3.0)
    return upright.resize((round(upright.width * factor), round(upright.height * factor)), Image.Resampling.BICUBIC)
