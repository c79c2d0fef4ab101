"""How much of a page's text layer is damaged: letters lost, glyphs without meaning, or another alphabet altogether."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.encodings import grammar

# A page above this must be read again from its picture. Pages that lost the letters outside WinAnsi stand far
# above, good pages (with English, tables and abbreviations) below: `python -m evals.encodings` prints both.
LOST_LETTERS_MEAN_REREAD = 0.15
# On a page with fewer words nothing can be told.
LEAST_WORDS = 6

_LOST = "ảạăắằẳẵặấầẩẫậđẻẽẹếềểễệĩỉịỏọốồổỗộơớờởỡợủũụưứừửữựỳỷỹỵ"
_FREQUENT = 2500
_CID = re.compile(r"\(cid:\d+\)")
_SOUP = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_ABBREVIATION = re.compile("[A-ZĐ]{2,6}")
_BULLET = re.compile("(?<!\\S)[\uf000-\uf0ff](?!\\S)")
_WORD = re.compile("(?<![^\\W_])[^\\W\\d_]+(?![\\d_])")
_VOWEL = re.compile("[aeiouy]|[^\x00-\x7f]", re.IGNORECASE)
_ODD_LETTER = re.compile("[^\\W\\d_\0-\x7fÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_LABEL = re.compile(r"[.)/&\-:°'’\d]|[ ]?\d")
_UNITS = frozenset(
    "kg km cm mm dm m g h s l ml mg gb mb kb tb kv kw mw v w vnd tr tp ts ths gs bs nxb vd vv stt st nd rd th".split()
)
_FUNCTION_WORDS = frozenset(
    "the of and to in for is on with by as that are be this from or at it les des et la le de du en un une est pour dans".split()
)
_VIETNAMESE_ENOUGH = 0.5
_FOREIGN_ENOUGH = 0.04


def lost_letters(text: str) -> float:
    """The share of words, 0..1, that lost letters or are no words; see `LOST_LETTERS_MEAN_REREAD`."""
    soup = len(_CID.findall(text)) + len(_SOUP.findall(_BULLET.sub("", text)))
    text = _SOUP.sub("\x00", _CID.sub("\x00", text))
    found = list(_WORD.finditer(text))
    if len(found) + soup < LEAST_WORDS:
        return 0.0
    words = [match[0] for match in found]
    telling = [word for word in words if len(word) > 1 and not _ABBREVIATION.fullmatch(word)]
    vietnamese = sum(grammar.is_syllable(word) for word in telling)
    if vietnamese >= _VIETNAMESE_ENOUGH * len(telling):
        damaged = float(sum(_is_damaged(match) for match in found))
    else:
        damaged = _not_words(telling)
    return min(1.0, (damaged + soup) / (len(words) + soup))


def _is_damaged(match: re.Match[str]) -> bool:
    """A rest of consonants, or a word that is Vietnamese with one of the letters that get lost."""
    word = match[0]
    if grammar.is_syllable(word):
        return False
    if not _VOWEL.search(word):
        return _is_rest(match)
    return not (word.isupper() and len(word) < 3) and _lacks_a_letter(word.lower())


def _is_rest(match: re.Match[str]) -> bool:
    """`B Thông tin`, `Truy n`: not a label (`B.`), a unit, or an abbreviation."""
    word, after = match[0], match.string[match.end() : match.end() + 2]
    before = match.string[max(0, match.start() - 1) : match.start()]
    if word.lower() in _UNITS and before in (" ", "") and match.string[: match.start()].rstrip()[-1:].isdigit():
        return False
    if _LABEL.match(after) or before in tuple("-/.&'’(") or (word.isupper() and len(word) > 1):
        return False
    return len(word) <= 4 and (word.lower() not in _UNITS or len(word) == 1)


@lru_cache(maxsize=8192)
def _lacks_a_letter(word: str) -> bool:
    places = range(len(word) + 1)
    return len(word) < 7 and any(
        grammar.ranks().get(word[:place] + letter + word[place:], _FREQUENT) < _FREQUENT
        for place in places
        for letter in _LOST
    )


def _not_words(words: list[str]) -> float:
    """On a page that is not Vietnamese: all that nobody can pronounce, unless it is plainly a foreign language."""
    foreign = sum(word.lower() in _FUNCTION_WORDS for word in words)
    odd = sum(_is_unpronounceable(word) for word in words)
    if foreign >= _FOREIGN_ENOUGH * len(words) and odd < _VIETNAMESE_ENOUGH * len(words):
        return 0.0
    return float(odd)


def _is_unpronounceable(word: str) -> bool:
    if _ODD_LETTER.search(word):
        return not word.isalpha() or any(letter.isascii() for letter in word)
    if grammar.is_syllable(word):
        return False
    return not _VOWEL.search(word) or not word.isascii() or _lacks_a_letter(word.lower())
