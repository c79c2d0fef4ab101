"""Text of page images by the tesseract program, with the place of every word."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Sequence
from itertools import groupby

from PIL import Image, ImageOps

from ingest.documents import PageRoute, Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.layout import Line, Word, lines_in_reading_order
from ingest.parse.reflow import RawPage, reflow
from ingest.parse.source import Source

SECONDS_PER_PAGE = 20
LANGUAGE = "vie"
# A mean confidence below this is reported: names, numbers and dates may be misread.
UNSURE_BELOW = 60
LEAST_CONFIDENCE_OF_A_SIGN = 60
_MOST_PIXELS = 40_000_000
_COMMAND = ("tesseract", "stdin", "stdout", "-l", LANGUAGE, "--psm", "3", "tsv")


def parse(source: Source) -> Parsed:
    """The text of a photographed or scanned page saved as an image (every frame of a TIFF)."""
    pages: list[RawPage] = []
    unsure = False
    for number, image in enumerate(_frames(source), start=1):
        source.alive()
        lines, confidence = read_page(image)
        unsure = unsure or (bool(lines) and confidence < UNSURE_BELOW)
        pages.append(RawPage(number, tuple(lines), PageRoute.OCR))
    reflowed = reflow(pages)
    return Parsed(reflowed.text, reflowed.pages, media_type="image/*", warnings=("ocr_unsure",) if unsure else ())


def read_page(image: Image.Image) -> tuple[list[Line], float]:
    """The lines of one page in reading order and the mean confidence (0..100) of their words.

    Raises OCR_MISSING without the program or its Vietnamese data, TIMEOUT after SECONDS_PER_PAGE.
    """
    table = _tesseract(_encoded(image))
    found = [columns for columns in (line.split("\t") for line in table.splitlines()) if _is_word(columns)]
    rows = [
        [_word(columns, image.width, image.height) for columns in group]
        for _, group in groupby(found, key=lambda columns: columns[1:5])
    ]
    confidence = sum(float(columns[10]) for columns in found) / max(1, len(found))
    return lines_in_reading_order(rows, keep_words=True), confidence


def _is_word(columns: Sequence[str]) -> bool:
    if len(columns) != 12 or columns[0] != "5" or not columns[11].strip():
        return False
    # Specks, stamps and table rules become lone signs that tesseract itself hardly believes in.
    believed = float(columns[10]) >= LEAST_CONFIDENCE_OF_A_SIGN and "|" not in columns[11]
    return believed or any(character.isalnum() for character in columns[11])


def _word(columns: Sequence[str], width: int, height: int) -> Word:
    left, top, wide, high = (int(value) for value in columns[6:10])
    return Word(columns[11], left / width, top / height, (left + wide) / width, (top + high) / height)


def _tesseract(image: bytes) -> str:
    # One thread: the default of several makes a page three times slower (measured on two cores).
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(_COMMAND, input=image, capture_output=True, timeout=SECONDS_PER_PAGE, env=environment)
    except FileNotFoundError as error:
        raise ReadFailure(FailureReason.OCR_MISSING, "the program tesseract is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise ReadFailure(FailureReason.TIMEOUT, f"OCR of one page took over {SECONDS_PER_PAGE} s") from error
    if done.returncode:
        raise _failure(done.stderr.decode(errors="replace"))
    return done.stdout.decode("utf-8", errors="replace")


def _failure(complaint: str) -> ReadFailure:
    if "language" in complaint or "tessdata" in complaint:
        return ReadFailure(FailureReason.OCR_MISSING, f"tesseract has no data for {LANGUAGE!r}")
    if "bad_alloc" in complaint or "memory" in complaint.lower():
        return ReadFailure(FailureReason.MEMORY, "tesseract ran out of memory")
    return ReadFailure(FailureReason.DAMAGED, "tesseract refused the page image")


def _encoded(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.convert("L").save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def _frames(source: Source) -> list[Image.Image]:
    try:
        with Image.open(source.path) as image:
            if image.width * image.height > _MOST_PIXELS * 4:
                raise ReadFailure(FailureReason.TOO_LARGE, f"{image.width} x {image.height} pixels")
            if getattr(image, "n_frames", 1) > source.settings.max_pages:
                raise ReadFailure(FailureReason.TOO_LARGE, "more frames than pages are allowed")
            return [_frame(image, number) for number in range(getattr(image, "n_frames", 1))]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ReadFailure(FailureReason.DAMAGED, f"broken image: {type(error).__name__}") from error


def _frame(image: Image.Image, number: int) -> Image.Image:
    image.seek(number)
    upright = ImageOps.exif_transpose(image).convert("L")
    upright.thumbnail((6000, 6000))
    return upright
