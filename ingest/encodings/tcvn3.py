"""What is peculiar to TCVN3: the letter ư that extractors lose, and fonts that show small letters as capitals."""

from __future__ import annotations

import re

from ingest.encodings import grammar

# ư is byte 0xAD, a soft hyphen to others: dropped, or shown as a hyphen.
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]*)?")
_LIST_OR_NUMBER = re.compile(r"[\d\s.,/(]*$")
_LABEL_FOLLOWS = re.compile(r"[)/°\d]|\.\s*[A-ZĐ\d]")
# A word that exists without ư gives way only to one that is about twenty times as frequent.
CLEARLY_MORE_FREQUENT = 3.0


def with_lost_letters(line: str) -> str:
    """The line with ư put back into words that are no Vietnamese without it: `nh` is như, `tr-ờng` is trường.

    A word that could stand without it stays (`đa`, not đưa), unless it is hardly ever written.
    """
    return _WORD.sub(_with_lost_letter, line)


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
    if (word.isupper() and len(word) > 1) or (len(word) == 1 and not _stands_in_a_sentence(match)):
        return word
    best = min(_with_one_more(word), key=grammar.cost, default=word)
    if grammar.cost(best) >= grammar.COST_OF_RARE:
        return word
    stands = grammar.cost(word) if grammar.is_syllable(word) else grammar.COST_OF_IMPOSSIBLE
    return best if grammar.cost(best) + CLEARLY_MORE_FREQUENT < stands else word


def _with_hyphen_read(word: str) -> str:
    """`nh-` is như; Bắc-Nam and co-op stay, because no syllable comes of them."""
    read = word.replace("-", "ư")
    return read if grammar.cost(read) < grammar.COST_OF_RARE else word


def _with_one_more(word: str) -> list[str]:
    candidates = (word[:place] + "ư" + word[place:] for place in range(1, len(word) + 1))
    return [each for each in candidates if grammar.cost(each) < grammar.COST_OF_RARE]


def _stands_in_a_sentence(match: re.Match[str]) -> bool:
    """Whether a single letter is a word (`đầu t`), not the name of a point of a list or a unit of measure."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _LABEL_FOLLOWS.match(after) or not match[0].isascii() or match[0].lower() not in "tsdclh":
        return False
    return not _LIST_OR_NUMBER.fullmatch(before.rpartition(" ")[0]) if match[0].islower() else after[1:2].islower()
