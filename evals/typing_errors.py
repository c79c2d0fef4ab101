"""Vietnamese typing slips by a fixed seed: what people's fingers do to questions, for measuring and for training.

Of every hundred slips: 14 hit an adjacent key, 12 drop a letter, 7 double one, 11 swap two; 14 leave a tone or all marks
of a word out, 8 give it another tone, 3 put the tone on another vowel of it; 10 leave its Telex keystrokes (`ddieenj`),
6 its VNI keystrokes (`d9ie65n`); 9 lose the space after a word, 6 put one inside it. The shares are an assumption (no
public count of Vietnamese slips is known to us), meant to be harder than clean typing and to hold every kind.
Where a slip cannot be made to a word (no tone to lose), another kind is drawn. A slip always changes the folded word:
`hoà` for `hòa` is none. Words with digits, document codes and abbreviations in capitals are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from random import Random

from ingest.vietnamese import fold, nfc, strip_tones

Slip = Callable[[str, Random], str]

ADJACENT = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "ol",
    "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn", "j": "hukm", "k": "jil", "l": "kop",
    "z": "asx", "x": "zsdc", "c": "xdfv", "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njk",
}  # fmt: skip
GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
BREVE, HAT, HORN, BAR = "\u0306", "\u0302", "\u031b", "\u0335"
TONES = GRAVE + ACUTE + TILDE + HOOK + DOT
TELEX_KEY = {GRAVE: "f", ACUTE: "s", TILDE: "x", HOOK: "r", DOT: "j", BREVE: "w", HORN: "w", BAR: "d"}
VNI_KEY = {ACUTE: "1", GRAVE: "2", HOOK: "3", TILDE: "4", DOT: "5", HAT: "6", HORN: "7", BREVE: "8", BAR: "9"}
WORD = re.compile(r"(\W*)([^\W\d_]+)(\W*)")
TRIES = 40
TONE_AT_ONCE = 0.3  # typed right after its vowel; most people type it last
HAT_LATE = 0.15  # `tienges` for `tiếng`
BOTH_HORNS = 0.3  # `uwow` for `ươ`, else `uow`


def mistype(text: str, share: float, seed: int, kinds: Mapping[str, float] | None = None) -> str:
    """The text with `share` (0..1) of its words mistyped, at least one when share > 0; the same for the same seed.

    `kinds` gives the weight of each kind of slip (`SHARES` when None).
    """
    weights = dict(SHARES if kinds is None else kinds)
    pick = Random(f"{seed}/{text}")
    pieces = re.split(r"(\s+)", nfc(text))
    open_to_slips = [place for place in range(0, len(pieces), 2) if _may_slip(pieces[place])]
    pick.shuffle(open_to_slips)
    wanted = max(1, round(share * len(open_to_slips))) if share > 0 else 0
    for place in open_to_slips:
        if wanted and _slipped(pieces, place, weights, pick):
            wanted -= 1
    return "".join(pieces)


def telex(text: str, seed: int) -> str:
    """The whole text as the keys that Telex users press."""
    return _every_word(text, telex_keys, seed)


def vni(text: str, seed: int) -> str:
    """The whole text as the keys that VNI users press."""
    return _every_word(text, vni_keys, seed)


def _every_word(text: str, keys: Slip, seed: int) -> str:
    pick = Random(f"{seed}/{text}")
    return re.sub(r"[^\W\d_]+", lambda word: keys(word[0], pick), nfc(text))


def _may_slip(word: str) -> bool:
    """One word with nothing but punctuation around it; no number, no code, no abbreviation."""
    found = WORD.fullmatch(word)
    return found is not None and not (len(found[2]) > 1 and found[2].isupper())


def _slipped(pieces: list[str], place: int, weights: Mapping[str, float], pick: Random) -> bool:
    """Mistype the word at `place` in one way; False when no drawn way fits it."""
    found = WORD.fullmatch(pieces[place])
    if found is None:  # a neighbour was joined to it
        return False
    before, word, after = found.groups()
    for _ in range(TRIES):
        kind = pick.choices([*weights], [*weights.values()])[0]
        if kind == "joined":
            if _join(pieces, place):
                return True
            continue
        typed = SLIPS[kind](word, pick)
        if fold(typed) != fold(word):
            pieces[place] = before + typed + after
            return True
    return False


def _join(pieces: list[str], place: int) -> bool:
    """Lose the space to the next word, where nothing else stands between them."""
    if place + 2 >= len(pieces) or not pieces[place][-1].isalpha() or not _may_slip(pieces[place + 2]):
        return False
    if not pieces[place + 2][0].isalpha() or pieces[place + 1] == "":
        return False
    pieces[place + 1] = ""
    return True


def _adjacent(word: str, pick: Random) -> str:
    spot = pick.randrange(len(word))
    key = pick.choice(ADJACENT.get(strip_tones(word[spot]).lower(), word[spot]))
    return word[:spot] + (key.upper() if word[spot].isupper() else key) + word[spot + 1 :]


def _dropped(word: str, pick: Random) -> str:
    spot = pick.randrange(len(word))
    return word[:spot] + word[spot + 1 :] if len(word) > 1 else word


def _doubled(word: str, pick: Random) -> str:
    spot = pick.randrange(len(word))
    return word[: spot + 1] + word[spot].lower() + word[spot + 1 :]


def _swapped(word: str, pick: Random) -> str:
    if len(word) < 2:
        return word
    spot = pick.randrange(len(word) - 1)
    left, right = word[spot], word[spot + 1]
    if left.isupper() and right.islower():
        left, right = left.lower(), right.upper()
    return word[:spot] + right + left + word[spot + 2 :]


def _toneless(word: str, pick: Random) -> str:
    """The tone alone left out, or every mark."""
    return _without_tone(word) if pick.random() < 0.5 else strip_tones(word)


def _other_tone(word: str, pick: Random) -> str:
    """Another tone; none where a word without one would need a place for it that is not known."""
    return _with_tones(word, lambda tone: pick.choice(TONES))


def _moved_tone(word: str, pick: Random) -> str:
    """`trừơng`: the tone on another vowel of the word."""
    tone = next((mark for mark in unicodedata.normalize("NFD", word) if mark in TONES), None)
    bare = _without_tone(word)
    vowels = [spot for spot, letter in enumerate(bare) if strip_tones(letter).lower() in "aeiouy"]
    if tone is None or len(vowels) < 2:
        return word
    spot = pick.choice(vowels)
    return nfc(bare[: spot + 1] + tone + bare[spot + 1 :])


def _split(word: str, pick: Random) -> str:
    if len(word) < 3:
        return word
    spot = pick.randrange(1, len(word))
    return f"{word[:spot]} {word[spot:]}"


def telex_keys(word: str, pick: Random) -> str:
    """The keys of one word in Telex; the word itself when it has no marks."""
    return _keys(word, TELEX_KEY, pick)


def vni_keys(word: str, pick: Random) -> str:
    """The keys of one word in VNI; the word itself when it has no marks."""
    return _keys(word, VNI_KEY, pick)


def _keys(word: str, key_of: Mapping[str, str], pick: Random) -> str:
    """The keys in the order people press them: tones mostly last, one horn key for both letters of `ươ`."""
    at_once, late, both = pick.random() < TONE_AT_ONCE, pick.random() < HAT_LATE, pick.random() < BOTH_HORNS
    typed, held, last = "", "", ""
    for spot, letter in enumerate(word):
        base, shape, tone = _parts(letter)
        hat = key_of.get(shape) or base.lower()  # Telex doubles the letter
        if shape == HORN and not both and _parts(word[spot + 1 : spot + 2] or " ")[:2] in (("o", HORN), ("O", HORN)):
            shape = ""
        typed += base + (hat if shape and not (late and shape == HAT) else "")
        held += hat if late and shape == HAT else ""
        typed, last = (typed + key_of[tone], last) if tone and at_once else (typed, last + key_of.get(tone, ""))
    typed += held + last
    return typed.upper() if len(word) > 1 and word.isupper() else typed


def _parts(letter: str) -> tuple[str, str, str]:
    """Base letter, shape and tone of one letter, the latter two empty where it has none; the bar of đ is a shape."""
    if letter in "đĐ":
        return ("d" if letter == "đ" else "D"), BAR, ""
    decomposed = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in decomposed[1:] if mark in TONES)
    return decomposed[0], "".join(mark for mark in decomposed[1:] if mark not in TONES), tone


def _without_tone(word: str) -> str:
    return _with_tones(word, lambda tone: "")


def _with_tones(word: str, change: Callable[[str], str]) -> str:
    """The word with every tone exchanged for what `change` makes of it."""
    letters = ((letter, _parts(letter)) for letter in word)
    return "".join(nfc(nfc(base + shape) + change(tone)) if tone else letter for letter, (base, shape, tone) in letters)


SLIPS: Mapping[str, Slip] = {
    "adjacent": _adjacent,
    "dropped": _dropped,
    "doubled": _doubled,
    "swapped": _swapped,
    "toneless": _toneless,
    "other_tone": _other_tone,
    "moved_tone": _moved_tone,
    "telex": telex_keys,
    "vni": vni_keys,
    "split": _split,
}
SHARES: Mapping[str, float] = {
    "adjacent": 14,
    "dropped": 12,
    "doubled": 7,
    "swapped": 11,
    "toneless": 14,
    "other_tone": 8,
    "moved_tone": 3,
    "telex": 10,
    "vni": 6,
    "joined": 9,
    "split": 6,
}
