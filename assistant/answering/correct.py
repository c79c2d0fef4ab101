"""Mends mistyped syllables: an unknown one becomes the nearest known one that fits its neighbours.

Known is what stands in the indexed texts. Document codes, numbers and abbreviations are never touched, and a person
sees what was understood ("Đang hiểu là: …").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.question_words import QUESTION_WORDS
from ingest.vietnamese import fold, strip_tones

Frequencies = Callable[[Sequence[str]], list[int]]

WORD = re.compile(r"[^\W\d_]+")
SYLLABLE = re.compile(
    r"(?:ngh(?=[ei])|ng(?![ei])|nh|gh(?=[ei])|gi|kh|ch|ph|th|tr|qu|k(?=[eiy])|c(?![eiy])|[bdghlmnprstvx])?"
    r"[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
NEXT_KEYS = {
    "a": "qwsz", "b": "vghn", "c": "xdfv", "d": "ersfcx", "e": "wrds", "f": "rtgdvc", "g": "tyhfvb", "h": "yugjbn",
    "i": "uojk", "j": "uihknm", "k": "iojlm", "l": "opk", "m": "njk", "n": "bhjm", "o": "ipkl", "p": "ol", "q": "wa",
    "r": "etdf", "s": "wedaxz", "t": "ryfg", "u": "yihj", "v": "cfgb", "w": "qeas", "x": "zsdc", "y": "tugh", "z": "asx",
}  # fmt: skip
LETTERS = "abcdeghiklmnopqrstuvxy"
SHORTEST = 2
LONG = 6  # so long a word has few neighbours it could be taken for
OFTEN = 3  # a pair standing in so many chunks is no accident


@dataclass(frozen=True)
class Place:
    """A word of the question with its neighbours (empty at the ends)."""

    before: str
    word: str
    after: str

    def pairs(self, word: str) -> list[str]:
        """The pairs the neighbours form with `word`."""
        left = [f"{self.before}_{word}"] if self.before else []
        return left + ([f"{word}_{self.after}"] if self.after else [])


def correct(text: str, frequencies: Frequencies) -> str:
    """The text with mistyped words mended, everything else as it was."""
    found = [match for match in WORD.finditer(text) if _stands_alone(text, match.start(), match.end())]
    words = [fold(match.group()) for match in found]
    counts = frequencies(words)
    pieces, end = [], 0
    for position, match in enumerate(found):
        place = place_of(words, position, text, found)
        mended = mend(place, counts[position], frequencies)
        pieces += [text[end : match.start()], match.group() if mended == place.word else mended]
        end = match.end()
    return "".join([*pieces, text[end:]])


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A word, not a piece of a code, a number or an address."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return not any((character in "/&@_.-" and character != ".") or character.isdigit() for character in around)


def place_of(words: Sequence[str], position: int, text: str, found: Sequence[re.Match[str]]) -> Place:
    """The word with the neighbours that nothing but a space keeps from it."""
    before = position > 0 and text[found[position - 1].end() : found[position].start()] == " "
    after = position + 1 < len(words) and text[found[position].end() : found[position + 1].start()] == " "
    return Place(words[position - 1] if before else "", words[position], words[position + 1] if after else "")


def is_possible(word: str) -> bool:
    """Whether a folded word could be a Vietnamese syllable at all."""
    return SYLLABLE.fullmatch(strip_tones(word)) is not None


def mend(place: Place, count: int, frequencies: Frequencies) -> str:
    """The word itself when it is known and fits; else the known word one slip away that fits best."""
    if len(place.word) < SHORTEST or place.word in QUESTION_WORDS:
        return place.word
    if is_possible(place.word):
        return _mend_possible(place, frequencies)
    return place.word if count else _mend_impossible(place, frequencies)


def _mend_impossible(place: Place, frequencies: Frequencies) -> str:
    """`trug tâm` → trung: the known word that fits best; a long one needs no neighbour to be sure of."""
    known = _known(slips(place.word), frequencies)
    fits = sorted(((sum(frequencies(place.pairs(word))), word) for word in known), reverse=True)
    if fits and fits[0][0]:
        return fits[0][1]
    return known[0] if len(known) == 1 and len(place.word) >= LONG else place.word


def _mend_possible(place: Place, frequencies: Frequencies) -> str:
    """`sách gáo khoa` → giáo: a word no text has between these neighbours, for one that often stands between them."""
    if not misfit(place, frequencies):
        return place.word
    fits = []
    for word in _known(slips(place.word), frequencies):
        counts = frequencies(place.pairs(word))
        if min(counts) >= OFTEN:
            fits.append((sum(counts), word))
    return max(fits)[1] if fits else place.word


def _known(words: set[str], frequencies: Frequencies) -> list[str]:
    listed = sorted(words)
    return [word for word, often in zip(listed, frequencies(listed), strict=True) if often]


def misfit(place: Place, frequencies: Frequencies) -> bool:
    """Whether a known word stands where it never stands: no text pairs it with either neighbour."""
    telling = [each for each in (place.before, place.after) if each and each not in QUESTION_WORDS]
    return len(telling) == 2 and not any(frequencies(place.pairs(place.word)))


def slips(word: str) -> set[str]:
    """Every spelling one slip away: a letter doubled, dropped, swapped with the next, hit beside, or left out."""
    spots = range(len(word) + 1)
    dropped = {word[:i] + word[i + 1 :] for i in spots if i < len(word)}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in spots if i + 1 < len(word)}
    beside = {
        word[:i] + key + word[i + 1 :] for i in spots if i < len(word) for key in NEXT_KEYS.get(_plain(word[i]), "")
    }
    added = {word[:i] + key + word[i:] for i in spots for key in LETTERS}
    return {each for each in dropped | swapped | beside | added if len(each) >= SHORTEST} - {word}


def _plain(letter: str) -> str:
    return strip_tones(letter)
