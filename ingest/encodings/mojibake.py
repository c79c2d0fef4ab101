"""UTF-8 that somebody read as Latin-1 or Windows-1252, once or several times, even where bytes were lost on the way."""

from __future__ import annotations

import re
import unicodedata
from itertools import product

from ingest.encodings import grammar
from ingest.encodings.tables import BYTE_OF

NAME = "UTF-8 → Latin-1"
DEEPEST = 3
# What the reading of a line must gain; a line of a text that is known to be damaged needs less.
LEAST_GAIN = 16.0
LEAST_GAIN_IN_DAMAGED_TEXT = 4.0

_FOLLOWING = "".join(map(chr, range(0x80, 0xC0))) + "".join(BYTE_OF)
_SEQUENCE = re.compile(f"[ÂÃÄÅÆÌÐÑ][{_FOLLOWING}]|[áâï][{_FOLLOWING}]{{2}}|Ë[{_FOLLOWING}]|ð[{_FOLLOWING}]{{3}}")
# A lead whose last byte was lost: the five holes of Windows-1252, NBSP made a space, the soft hyphen removed.
_CUT = re.compile("á»|áº|Ã|Ä|Æ|Å")
_MEANT = {"á»": "ềọỏờỐỠ", "áº": "ậẠ", "Ã": "íàÁÍÝ", "Ä": "Đ", "Æ": "Ơ", "Å": ""}
_CUT_QUOTE = re.compile(f"â€(?![{_FOLLOWING}])")
_BROKEN_WORD = re.compile("[^\\W\\d_]*(?:(?:á»|áº|Ã|Ä|Æ)[^\\W\\d_]*)+(?: (?=[ ,.;:)!?]))?")
_SPACED = re.compile("(?P<start>[^\\W\\d_]*)(?P<lead>Ã|áº|Æ) (?P<end>[^\\W\\d_]+)")


def read(text: str) -> str:
    """The text with every line read back that reads better so; the lines stay the same lines."""
    if not any(_character(match).isalpha() or len(match[0]) > 2 for match in _SEQUENCE.finditer(text)):
        return text
    lines = text.split("\n")
    readings = [_best(line) if _CUT.search(line) or _SEQUENCE.search(line) else (line, 0.0) for line in lines]
    least = LEAST_GAIN_IN_DAMAGED_TEXT if max(gain for _, gain in readings) >= LEAST_GAIN else LEAST_GAIN
    chosen = [read if gain >= least else line for line, (read, gain) in zip(lines, readings, strict=True)]
    return unicodedata.normalize("NFC", "\n".join(chosen))


def _best(line: str) -> tuple[str, float]:
    """The reading that costs least among those of each depth, and what it gains."""
    before = _cost(line)
    best, least = line, before
    current = line
    for _ in range(DEEPEST):
        deeper = _SEQUENCE.sub(_character, current)
        if deeper == current:
            break
        current = deeper
        if _cost(current) < least:
            best, least = current, _cost(current)
    whole = _with_cut_letters(best)
    if _cost(whole) < least:
        best, least = whole, _cost(whole)
    return best, before - least


def _character(match: re.Match[str]) -> str:
    content = bytes(BYTE_OF.get(each, ord(each) & 0xFF) for each in match[0])
    read = content.decode("utf-8", errors="ignore")
    return read if len(read) == 1 else match[0]


def _cost(line: str) -> float:
    symbols = sum(each in "\x81\x8d\x8f\x90\x9d»º¡¢£¤¥¦§¨©ª«¬­®¯±²³´µ¶¸¹¼½¾¿†‡ˆ‰‹›™€ƒ„" for each in line)
    return 2.0 * symbols + sum(grammar.cost(word) for word in grammar.words(line) if not word.isascii())


# -------------------------------------------------------------------------------------- lost bytes


def _with_cut_letters(line: str) -> str:
    joined = _SPACED.sub(_joined, _CUT_QUOTE.sub("”", line))
    return _BROKEN_WORD.sub(lambda match: _cheapest(match[0].rstrip(" ")), joined)


def _joined(match: re.Match[str]) -> str:
    """A letter whose last byte became a space: `hÃ ng` is hàng, `vÃ  cÃ¡c` is và các."""
    letter = {"Ã": "à", "áº": "Ạ", "Æ": "Ơ"}[match["lead"]]
    inside, before = match["start"] + letter + match["end"], match["start"] + letter
    apart = grammar.cost(before) + (grammar.cost(match["end"]) if match["end"] else 0.0)
    return inside if grammar.cost(inside) < min(apart - 1.0, grammar.COST_OF_RARE) else match[0]


def _cheapest(word: str) -> str:
    """The word with the letters that make it Vietnamese; capitals only among capitals."""
    parts = _CUT.split(word)
    cuts = _CUT.findall(word)
    if not cuts or len(cuts) > 3:
        return word
    readings = [
        "".join(map("".join, zip(parts, (*letters, ""), strict=True)))
        for letters in product(*(_MEANT[cut] for cut in cuts))
    ]
    return min(readings, key=_case_and_cost, default=word)


def _case_and_cost(word: str) -> float:
    odd_case = not (word.islower() or word.isupper() or word.istitle())
    return grammar.cost(word) + (8.0 if odd_case else 0.0)
