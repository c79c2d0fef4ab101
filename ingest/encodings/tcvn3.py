"""What is peculiar to TCVN3: the letter ư that extractors lose, and fonts that show small letters as capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.encodings import grammar

# ư is byte 0xAD, a soft hyphen to others: dropped, or shown as a hyphen.
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]*)?")
_VOWEL = re.compile("[aeiouyAEIOUY]|[^\x00-\x7fđĐ]")
_LIST_OR_NUMBER = re.compile(r"[\d\s.,/(]*$")
_LABEL_FOLLOWS = re.compile(r"[)/°\d]|\.\s*[A-ZĐ\d]")
# A word that exists without ư gives way only to one that is clearly more frequent; one that hardly exists, sooner.
CLEARLY_MORE_FREQUENT = 3.0
MORE_FREQUENT = 0.8
HARDLY_EXISTS = 10.0
# Where the next word leaves no doubt.
_BEFORE = {
    "bu": "chính điện phẩm kiện cục gửi tá",
    "lu": "trữ ý hành thông",
    "hu": "trí",
    "u": "tiên đãi thế điểm việt",
    "đa": "ra vào tin lên về đến",
}
_SURE = {word: re.compile(rf"\s+(?:{after.replace(' ', '|')})\b") for word, after in _BEFORE.items()}


def with_lost_letters(lines: Sequence[str]) -> list[str]:
    """The lines with ư put back into words that are no Vietnamese without it: `nh` is như, `tr-ờng` is trường.

    Nothing is done where no word shows that ư was lost. A word that can stand without it stays (`cha`, not chưa),
    unless it is hardly ever written or the next word leaves no doubt.
    """
    if not any(_shows_the_loss(match) for line in lines for match in _WORD.finditer(line)):
        return list(lines)
    return [_WORD.sub(_with_lost_letter, line) for line in lines]


def _shows_the_loss(match: re.Match[str]) -> bool:
    """A small-letter word of two letters or more that must have had ư."""
    word = match[0]
    return len(word) > 1 and word.islower() and not grammar.is_syllable(word) and _with_lost_letter(match) != word


def as_typed(line: str) -> str:
    """Capitals where a font of capitals was used: `TRUYềN` is TRUYỀN, and a line of nothing but capitals all of it."""
    if _SMALL.search(line) or not any(_is_half_capital(word) for word in grammar.words(line)):
        return _LETTERS.sub(lambda match: match[0].upper() if _is_half_capital(match[0]) else match[0], line)
    return line.upper()


_SMALL = re.compile("[a-z]")
_LETTERS = re.compile(r"[^\W\d_]+")


def _is_half_capital(word: str) -> bool:
    """Two plain capitals beside a small letter with marks: nobody types that."""
    plain = [letter for letter in word if letter.isascii()]
    return len(plain) >= 2 and all(letter.isupper() for letter in plain) and any(letter.islower() for letter in word)


def _with_lost_letter(match: re.Match[str]) -> str:
    word = match[0]
    if "-" in word:
        return _with_hyphen_read(word)
    if (word.isupper() and len(word) > 1) or not _is_a_word(match):
        return word
    if (sure := _SURE.get(word.lower())) and sure.match(match.string, match.end()):
        return _with_one_more(word)[0]
    best = min(_with_one_more(word), key=grammar.cost, default=word)
    if grammar.cost(best) >= grammar.COST_OF_RARE:
        return word
    stands = grammar.cost(word) if grammar.is_syllable(word) else grammar.COST_OF_IMPOSSIBLE
    least = MORE_FREQUENT if stands >= HARDLY_EXISTS else CLEARLY_MORE_FREQUENT
    return best if grammar.cost(best) + least < stands else word


def _with_hyphen_read(word: str) -> str:
    """`nh-` is như; Bắc-Nam and co-op stay, because no syllable comes of them."""
    read = word.replace("-", "ư")
    return read if grammar.cost(read) < grammar.COST_OF_RARE else word


def _with_one_more(word: str) -> list[str]:
    candidates = [word[:place] + "ư" + word[place:] for place in range(1, len(word) + 1)]
    if word[0] in "uUơƠ":
        candidates.append(("Ư" if word[0].isupper() else "ư") + word.lower())
    return [each for each in candidates if grammar.cost(each) < grammar.COST_OF_RARE]


def _is_a_word(match: re.Match[str]) -> bool:
    """Whether letters without a vowel are a word (`đầu t`, `nh vậy`), no label, unit or abbreviated name (`Ng.`)."""
    word, before, after = match[0], match.string[: match.start()], match.string[match.end() :]
    if _VOWEL.search(word):
        return True
    if before[-1:].isdigit() or _LABEL_FOLLOWS.match(after) or (len(word) == 1 and word.lower() not in "tsdclh"):
        return False
    if word[0].isupper():
        return after[:1] == " " and after[1:2].islower()
    return len(word) > 1 or not _LIST_OR_NUMBER.fullmatch(before.rpartition(" ")[0])
