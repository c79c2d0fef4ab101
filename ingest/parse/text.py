"""Plain text files in whatever encoding they were saved."""

from __future__ import annotations

import codecs
import re

from ingest.documents import Page, Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.clean import clean
from ingest.parse.layout import Line
from ingest.parse.reflow import RawPage, reflow
from ingest.parse.source import Source

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_CP1258_TONE = re.compile("[A-Za-zĂÂÊÔƠƯăâêôơư][\u0300\u0301\u0303\u0309\u0323]")


def parse(source: Source) -> Parsed:
    """The text of a plain text file; hand-wrapped lines are joined."""
    text = clean(decode(source.path.read_bytes()))
    lines = tuple(Line(line) for line in text.split("\n"))
    reflowed = reflow([RawPage(1, lines)])
    return Parsed(reflowed.text, pages=(Page(1, 0, len(reflowed.text)),), media_type="text/plain")


def decode(content: bytes, declared: str = "") -> str:
    """The text of the bytes by BOM, declaration, then what fits; UNSUPPORTED when they are no text."""
    text = _decoded(content, declared)
    if len(_CONTROL.findall(text)) > len(text) // 50:
        raise ReadFailure(FailureReason.UNSUPPORTED, "the bytes are not text in any known encoding")
    return text


def _decoded(content: bytes, declared: str) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, errors="replace")
    if wide := _wide_encoding(content):
        return content.decode(wide, errors="replace")
    for encoding in ("utf-8", declared):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return _single_byte(content)


def _wide_encoding(content: bytes) -> str:
    """UTF-16 without a BOM: in Latin script half of the bytes, always the same half, are below 0x20."""
    sample = content[:4000]
    if len(sample) < 4 or b"\0" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 8 and odd == 0 else ""


def _single_byte(content: bytes) -> str:
    """CP1258 writes a tone as a letter of its own after the vowel; without any, the bytes are UTF-8 with a few faults."""
    broken = content.decode("utf-8", errors="replace")
    if broken.count("\ufffd") * 100 < len(broken):
        return broken
    vietnamese = content.decode("cp1258", errors="replace")
    return vietnamese if _CP1258_TONE.search(vietnamese) else content.decode("cp1252", errors="replace")
