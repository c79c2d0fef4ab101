"""Reads Telex and VNI keystrokes that no keyboard driver turned into letters: `hoox trowj`, `ho64 tro75`."""

from __future__ import annotations

import re

from assistant.answering.possible import ACUTE, DOT, GRAVE, HOOK, LEVEL, TILDE, VOWELS, syllables_there_are, with_tone
from ingest.vietnamese import fold

TELEX_TONES = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT}
VNI_TONES = {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT}
HATS = {"a": "â", "e": "ê", "o": "ô"}
HORNS = {"o": "ơ", "u": "ư"}
ONSET = re.compile(r"(?:ngh?|nh|gh|gi(?=[^\d\W]*[aeouăâêôơư])|kh|ch|ph|th|tr|qu|[bcdđghklmnpqrstvx])?")
VNI_SHAPE = re.compile(r"[a-zđ]+(?:\d[a-z]*){1,5}")
LONGEST = 14


def telex_word(typed: str) -> str | None:
    """The syllable whose Telex keys were typed (`tieengs` → tiếng); None where there is none or nothing to decode."""
    word = fold(typed)
    if not word.isalpha() or len(word) > LONGEST:
        return None
    onset, rest = _onset_of(word)
    if onset == "d" and rest[:1] == "d":
        onset, rest = "đ", rest[1:]
    tones = {letter for letter in rest[1:] if letter in TELEX_TONES}
    if len(tones) > 1 or len(tones) != sum(letter in TELEX_TONES for letter in rest):
        return None
    letters: list[str] = []
    for letter in rest:
        if letter in TELEX_TONES:
            continue
        if letter == "d" and onset == "d":
            onset = "đ"
        elif letter == "w":
            if not _horn_or_breve(letters):
                letters.append("ư")
        elif not (letter in HATS and _hat(letters, letter)):
            letters.append(letter)
    return _a_syllable(word, onset, letters, TELEX_TONES[tones.pop()] if tones else LEVEL)


def vni_word(typed: str) -> str | None:
    """The syllable whose VNI keys were typed (`d9ie65n` → điện); None where there is none."""
    word = fold(typed)
    if len(word) > LONGEST or not VNI_SHAPE.fullmatch(word):
        return None
    word = re.sub(r"^d(.*)9|^d9", lambda found: "đ" + (found[1] or ""), word)
    onset, rest = _onset_of(word)
    tones = [letter for letter in rest if letter in VNI_TONES]
    if len(tones) > 1:
        return None
    letters: list[str] = []
    for letter in rest:
        if letter in VNI_TONES:
            continue
        if not letter.isdigit():
            letters.append(letter)
        elif not _shaped_by(letter, letters):
            return None
    return _a_syllable(fold(typed), onset, letters, VNI_TONES[tones[0]] if tones else LEVEL)


def _onset_of(word: str) -> tuple[str, str]:
    found = ONSET.match(word)
    assert found
    return found[0], word[found.end() :]


def _shaped_by(digit: str, letters: list[str]) -> bool:
    """Give the last vowel that can take it the hat (6), horn (7) or breve (8)."""
    if digit == "6":
        return any(_hat(letters, each) for each in "aeo")
    if digit == "7":
        return _horn(letters)
    return digit == "8" and _replace_last(letters, "a", "ă")


def _hat(letters: list[str], letter: str) -> bool:
    """The second of two equal vowels, typed at once or later, is the hat of the first."""
    return _replace_last(letters, letter, HATS[letter])


def _horn_or_breve(letters: list[str]) -> bool:
    """A `w` after `a` or `oa` is a breve, else a horn."""
    ends_in_a = "a" in letters and "u" not in letters
    return _replace_last(letters, "a", "ă") if ends_in_a else _horn(letters)


def _horn(letters: list[str]) -> bool:
    """A horn on the last o or u, and on the u before an o that has one."""
    for spot in range(len(letters) - 1, -1, -1):
        if letters[spot] in HORNS:
            letters[spot] = HORNS[letters[spot]]
            if letters[spot] == "ơ" and letters[spot - 1 : spot] == ["u"]:
                letters[spot - 1] = "ư"
            return True
    return False


def _replace_last(letters: list[str], old: str, new: str) -> bool:
    for spot in range(len(letters) - 1, -1, -1):
        if letters[spot] == old:
            letters[spot] = new
            return True
    return False


def _a_syllable(typed: str, onset: str, letters: list[str], tone: str) -> str | None:
    level = onset + re.sub("ưo(?=.)", "ươ", "".join(letters))
    if not letters or (letters[0] not in VOWELS and onset != "gi"):
        return None
    for each in (level, level.replace("uơ", "ươ")):
        word = with_tone(each, tone)
        if word != typed and word in syllables_there_are().toned:
            return word
    return None
