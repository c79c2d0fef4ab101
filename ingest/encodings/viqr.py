"""VIQR, Vietnamese in plain ASCII as in the mail of the nineties: `Bo^. Tho^ng tin va` Truye^`n tho^ng`."""

from __future__ import annotations

import re
import unicodedata

from ingest.encodings import grammar

LEAST_MARKED_WORDS = 3
LEAST_SHARE_OF_MARKED_WORDS = 0.2

_SHAPED = re.compile(r"[AEOaeo]\^|[UOuo][+*]|[Aa]\(|DD|(?<![A-Za-z])[Dd]d")
_TONED_WITHIN = re.compile(r"[AEIOUYaeiouy][`?~.][A-Za-z]")
_LETTER = re.compile(
    r"\\(?P<escaped>.)|(?P<dd>DD|(?<![A-Za-z])[Dd]d)|(?P<vowel>[AEIOUYaeiouy])(?P<shape>[(^+*])?(?P<tone>[`'?~.])?"
)
_SHAPES = {"(": "\u0306", "^": "\u0302", "+": "\u031b", "*": "\u031b"}
_SHAPES_OF = {"(": "a", "^": "aeo", "+": "ou", "*": "ou"}
_TONES = {"`": "\u0300", "'": "\u0301", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_ENDS_LINE = re.compile(r"[\"')\]]*\s*$", re.MULTILINE)


def read(text: str) -> str:
    """The text with its letters composed where a good part of a line's words is marked so; else as it is."""
    if len(_SHAPED.findall(text)) + len(_TONED_WITHIN.findall(text)) < LEAST_MARKED_WORDS:
        return text
    escapes = "\\" in text
    return "\n".join(_line(line, escapes) for line in text.split("\n"))


def _line(line: str, escapes: bool) -> str:
    """A line is VIQR when many of its marked words are Vietnamese once composed; code and formulas are not."""
    marked = [word for word in line.split() if _SHAPED.search(word) or _TONED_WITHIN.search(word)]
    composed = [_composed(word, escapes) for word in marked]
    good = [word for word in composed if _reads_well(word)]
    if not marked or len(good) < 0.8 * len(marked) or len(marked) < LEAST_SHARE_OF_MARKED_WORDS * len(line.split()):
        return line
    return _composed(line, escapes)


def _reads_well(word: str) -> bool:
    found = grammar.words(word)
    return bool(found) and not word.isascii() and all(grammar.cost(each) <= grammar.COST_OF_RARE for each in found)


def _composed(text: str, escapes: bool) -> str:
    return unicodedata.normalize("NFC", _LETTER.sub(lambda match: _letter(match, escapes), text))


def _letter(match: re.Match[str], escapes: bool) -> str:
    if match["escaped"]:
        return match["escaped"]
    if match["dd"]:
        return "Đ" if match["dd"][0] == "D" else "đ"
    vowel, shape, tone = match["vowel"], match["shape"] or "", match["tone"] or ""
    if shape and vowel.lower() not in _SHAPES_OF[shape]:
        return match[0]
    if tone in (".", "?") and tone and not escapes and _is_punctuation(match):
        return vowel + _SHAPES.get(shape, "") + tone
    return vowel + _SHAPES.get(shape, "") + _TONES.get(tone, "")


def _is_punctuation(match: re.Match[str]) -> bool:
    """Without escapes a point at the end of a line may end a sentence: it does where only so a syllable comes of it."""
    if not _ENDS_LINE.match(match.string, match.end()):
        return False
    start = max(match.string.rfind(" ", 0, match.start()), match.string.rfind("\n", 0, match.start())) + 1
    with_tone, without = (match.string[start:end] for end in (match.end(), match.end() - 1))
    return _is_possible(without) and not _is_possible(with_tone)


def _is_possible(written: str) -> bool:
    return all(grammar.is_syllable(word) for word in grammar.words(_composed(written, escapes=True)))
