"""The text of bytes nobody said the encoding of: by marks in the bytes, else by how it reads."""

from __future__ import annotations

import codecs

from ingest.encodings.repair import Repair, repaired
from ingest.encodings.tables import latin

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Said of files in old encodings as often as of those that are so.
_SAID_OF_ANYTHING = frozenset({"iso8859-1", "iso8859-15", "cp1252", "ascii"})
# Text cut in the middle of a letter, or with a few bytes spoiled, is still UTF-8.
_SPOILED_SHARE = 100


def decode(content: bytes, declared: str = "") -> Repair:
    """The text of the bytes and what it was repaired from; `declared` (of a web page) is believed where it can be.

    Never fails: bytes that are no text come back as control characters.
    """
    return repaired(characters(content, declared))


def characters(content: bytes, declared: str) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, errors="replace")
    if wide := _wide_encoding(content):
        return content.decode(wide, errors="replace")
    for encoding in ("utf-8", declared if _says_something(declared) else ""):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    broken = content.decode("utf-8", errors="replace")
    return broken if broken.count("\ufffd") * _SPOILED_SHARE < len(broken) else latin(content)


def _says_something(declared: str) -> bool:
    try:
        return codecs.lookup(declared).name not in _SAID_OF_ANYTHING
    except LookupError:
        return False


def _wide_encoding(content: bytes) -> str:
    """UTF-16 without a BOM: in Latin script half of the bytes, always the same half, are below 0x20."""
    sample = content[:4000]
    if len(sample) < 4 or b"\0" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 8 and odd == 0 else ""
