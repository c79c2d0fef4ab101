"""Plain text files in whatever encoding they were saved."""

from __future__ import annotations

import re

from ingest import encodings
from ingest.documents import Page, Parsed
from ingest.encodings import Repair
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.clean import clean
from ingest.parse.layout import Line
from ingest.parse.reflow import RawPage, reflow
from ingest.parse.source import Source

_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")


def parse(source: Source) -> Parsed:
    """The text of a plain text file, repaired where it was in an old encoding; hand-wrapped lines are joined."""
    read = _read(source.path.read_bytes(), "")
    text = clean(read.text)
    lines = tuple(Line(line) for line in text.split("\n"))
    reflowed = reflow([RawPage(1, lines)])
    return Parsed(
        reflowed.text,
        pages=(Page(1, 0, len(reflowed.text)),),
        media_type="text/plain",
        warnings=_warnings(read),
    )


def decode(content: bytes, declared: str = "") -> str:
    """The text of the bytes by BOM, declaration, then how it reads; UNSUPPORTED when they are no text."""
    return _read(content, declared).text


def _read(content: bytes, declared: str) -> Repair:
    read = encodings.decode(content, declared)
    if len(_CONTROL.findall(read.text)) > len(read.text) // 50:
        raise ReadFailure(FailureReason.UNSUPPORTED, "the bytes are not text in any known encoding")
    return read


def _warnings(read: Repair) -> tuple[str, ...]:
    hidden = encodings.invisible(read.text)
    return (
        *((f"repaired: {', '.join(read.what)}",) if read.what else ()),
        *((f"hidden_text: {hidden}",) if hidden else ()),
    )
