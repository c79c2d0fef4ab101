"""The tesseract program: a picture in, what it printed out."""

from __future__ import annotations

import io
import os
import subprocess

from PIL import Image

from ingest.errors import FailureReason, ReadFailure

SECONDS_PER_PAGE = 20
LANGUAGE = "vie"


def tesseract(image: Image.Image, *options: str) -> str:
    """What tesseract prints for a picture, in Vietnamese; `options` follow the names of input and output.

    Raises OCR_MISSING without the program or its Vietnamese data, TIMEOUT after SECONDS_PER_PAGE, MEMORY, DAMAGED.
    """
    # One thread: the default of several makes a page three times slower (measured on two cores).
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    command = ("tesseract", "stdin", "stdout", "-l", LANGUAGE, *options)
    try:
        done = subprocess.run(
            command, input=_encoded(image), capture_output=True, timeout=SECONDS_PER_PAGE, env=environment
        )
    except FileNotFoundError as error:
        raise ReadFailure(FailureReason.OCR_MISSING, "the program tesseract is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise ReadFailure(FailureReason.TIMEOUT, f"OCR of one page took over {SECONDS_PER_PAGE} s") from error
    if done.returncode:
        raise _failure(done.stderr.decode(errors="replace"))
    return done.stdout.decode("utf-8", errors="replace")


def _encoded(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    # PNM: nothing to compress, nothing to unpack.
    image.convert("L").save(stream, "PPM")
    return stream.getvalue()


def _failure(complaint: str) -> ReadFailure:
    if "language" in complaint or "tessdata" in complaint:
        return ReadFailure(FailureReason.OCR_MISSING, f"tesseract has no data for {LANGUAGE!r}")
    if "bad_alloc" in complaint or "memory" in complaint.lower():
        return ReadFailure(FailureReason.MEMORY, "tesseract ran out of memory")
    return ReadFailure(FailureReason.DAMAGED, "tesseract refused the page image")
