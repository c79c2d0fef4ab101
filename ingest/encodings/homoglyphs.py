"""Characters that look like others, and characters nobody sees."""

from __future__ import annotations

import re

_ETH = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ"}
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TYPED = str.maketrans(_ETH | _LIGATURES | _FULL_WIDTH)
_TYPED_ANY = re.compile(f"[{''.join(map(re.escape, (*_ETH, *_LIGATURES)))}\uff01-\uff5e]")

# Cyrillic and Greek letters that no eye tells from a Latin one.
_FOREIGN = {
    "А": "A", "В": "B", "Е": "E", "Ѕ": "S", "І": "I", "Ј": "J", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P",
    "С": "C", "Т": "T", "У": "Y", "Х": "X", "а": "a", "е": "e", "ѕ": "s", "і": "i", "ј": "j", "о": "o", "р": "p",
    "с": "c", "у": "y", "х": "x", "ԁ": "d", "һ": "h", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I",
    "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X", "ο": "o",
}  # fmt: skip
_WITHIN_LATIN = str.maketrans(_FOREIGN)
_FOREIGN_ANY = re.compile("[Ͱ-Ͽ\u0400-\u052f]")
_WORD = re.compile("(?:[^\\W\\d_][\u0300-\u036f]*)+")
_LATIN = re.compile("[A-Za-zÀ-ỹ]")

# Zero-width characters, directions, fillers, tags. A soft hyphen or a byte order mark at the start hides nothing.
UNSEEN = "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e0fff"
_UNSEEN = re.compile(f"[{UNSEEN}]")


def without_look_alikes(text: str) -> str:
    """Đ for Eth, letters for ligatures and full-width forms, and Latin for foreign letters inside Latin words.

    Words wholly of another script stay. Bring the result to NFC: marks may stand on letters that were foreign.
    """
    if text.isascii():
        return text
    if _TYPED_ANY.search(text):
        text = text.translate(_TYPED)
    return _WORD.sub(_latin, text) if _FOREIGN_ANY.search(text) else text


def without_unseen(text: str) -> str:
    """The text without characters that show nothing."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def invisible(text: str) -> int:
    """How many characters of the text show nothing (readers report them as hidden text)."""
    return 0 if text.isascii() else len(_UNSEEN.findall(text.removeprefix("\ufeff")))


def _latin(match: re.Match[str]) -> str:
    """The word in Latin letters, if it has some of its own and every foreign one looks like one."""
    word = match[0]
    if not _FOREIGN_ANY.search(word) or not _LATIN.search(word):
        return word
    read = word.translate(_WITHIN_LATIN)
    return word if _FOREIGN_ANY.search(read) else read
