"""Every syllable Vietnamese can have, and which of them lie one slip from what was typed.

The spelling rules give some 17,000 syllables. Whether one is a word is asked of the index when a question comes, so
nothing here grows old: what stands in a document taken in a moment ago is known to the next question.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ingest.vietnamese import strip_tones

LEVEL, GRAVE, ACUTE, TILDE, HOOK, DOT = "", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
TONES = (LEVEL, ACUTE, GRAVE, HOOK, TILDE, DOT)
BEFORE_ANY = ("", *"b ch d đ h kh l m n nh p ph r s t th tr v x".split())
BEFORE_BACK = ("c", "g", "ng")  # before a, o, u and their kin
BEFORE_FRONT = ("k", "gh", "ngh")  # before e, ê, i, y
RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch "
    "êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh "
    "oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uơ uy uya uych uyên uyêt uynh uyt "
    "uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu"
).split()
AFTER_QU = (
    "a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăt âc ân âng ât ây e en eo et ê ên êt êu it i y yt ynh ych yên yêt "
    "ơ ơi ơt oc ôc uôc"
).split()
AFTER_GI = (
    "a ac ai am an ang anh ao ap at au ay ăc ăm ăng ăt âc âm ân ât âu ây e em eo ep et ê êc êm êng êt êu o oc oi on ong "
    "op ot ô ôc ôi ông ơ ơi u uc un ung up uôc uông ut ư ưa ưng ưt ươc ương"
).split()
FRONT = frozenset("eêiy")
ONLY_ALONE = frozenset({"yêm", "yên", "yêng", "yêt", "yêu"})  # after a consonant it is iê
Y_AFTER = frozenset({"", "h", "k", "l", "m", "s", "t", "v"})
NEXT_KEYS = {
    "a": "qwsz", "b": "vghn", "c": "xdfv", "d": "ersfcx", "e": "wrds", "f": "rtgdvc", "g": "tyhfvb", "h": "yugjbn",
    "i": "uojk", "j": "uihknm", "k": "iojlm", "l": "opk", "m": "njk", "n": "bhjm", "o": "ipkl", "p": "ol", "q": "wa",
    "r": "etdf", "s": "wedaxz", "t": "ryfg", "u": "yihj", "v": "cfgb", "w": "qeas", "x": "zsdc", "y": "tugh", "z": "asx",
}  # fmt: skip


@dataclass(frozen=True)
class Syllables:
    """The possible syllables, all without marks as keys: their spellings, and what a letter less makes of them."""

    spellings: Mapping[str, tuple[str, ...]]
    shortened: Mapping[str, tuple[str, ...]]
    toned: frozenset[str]

    def near(self, plain: str) -> dict[str, str]:
        """The possible syllables (no marks) one slip from `plain` (no marks) → the kind of slip."""
        found = {}
        for shorter in _letter_less(plain):
            for other in (*self.shortened.get(shorter, ()), *((shorter,) if shorter in self.spellings else ())):
                if other != plain and other not in found and (kind := slip_between(plain, other)):
                    found[other] = kind
        for other in self.shortened.get(plain, ()):
            found.setdefault(other, "dropped")
        return found


@cache
def syllables_there_are() -> Syllables:
    """Made once, in a fraction of a second."""
    spellings: dict[str, list[str]] = defaultdict(list)
    for syllable in sorted({toned for level in _level_syllables() for toned in with_each_tone(level)}):
        spellings[strip_tones(syllable)].append(syllable)
    shortened: dict[str, set[str]] = defaultdict(set)
    for plain in spellings:
        for shorter in _letter_less(plain):
            shortened[shorter].add(plain)
    return Syllables(
        {plain: tuple(each) for plain, each in spellings.items()},
        {shorter: tuple(sorted(each)) for shorter, each in shortened.items()},
        frozenset(syllable for each in spellings.values() for syllable in each),
    )


def slip_between(typed: str, meant: str) -> str | None:
    """The kind of slip that makes `typed` of `meant`; None when it takes more than one, or none that fingers make."""
    if len(typed) == len(meant):
        return _slip_of_equal_length(typed, meant)
    if len(typed) == len(meant) + 1:
        return _letter_too_much(typed, meant)
    return "dropped" if len(meant) == len(typed) + 1 and typed in _letter_less(meant) else None


def _slip_of_equal_length(typed: str, meant: str) -> str | None:
    apart = [spot for spot in range(len(typed)) if typed[spot] != meant[spot]]
    if len(apart) == 1:
        return "adjacent" if typed[apart[0]] in NEXT_KEYS.get(meant[apart[0]], "") else None
    swapped = len(apart) == 2 and apart[1] == apart[0] + 1
    return (
        "swapped" if swapped and sorted(typed[apart[0] : apart[1] + 1]) == sorted(meant[slice(*_pair(apart))]) else None
    )


def _pair(apart: list[int]) -> tuple[int, int]:
    return apart[0], apart[1] + 1


def _letter_too_much(typed: str, meant: str) -> str | None:
    for spot in range(len(typed)):
        if typed[:spot] + typed[spot + 1 :] == meant:
            around = typed[max(0, spot - 1) : spot] + typed[spot + 1 : spot + 2]
            if typed[spot] in around:
                return "doubled"
            return "added" if any(typed[spot] in NEXT_KEYS.get(letter, "") for letter in around) else None
    return None


def with_each_tone(level: str) -> list[str]:
    """A syllable without tone with each tone it can carry; one that ends in c, ch, p, t carries two."""
    stopped = level.endswith(("c", "ch", "p", "t"))
    return [with_tone(level, tone) for tone in ((ACUTE, DOT) if stopped else TONES)]


def with_tone(level: str, tone: str) -> str:
    """The tone on the letter where it is written, in the one placement that `fold` gives."""
    spot = tone_place(level)
    return unicodedata.normalize("NFC", level[: spot + 1] + tone + level[spot + 1 :])


def tone_place(level: str) -> int:
    """Where a syllable without tone carries one: the last shaped vowel, else the vowel before the end, `oà` and `uý`."""
    start = 2 if level.startswith(("qu", "gi")) and len(level) > 2 and level[2] in VOWELS else 0
    vowels = [spot for spot, letter in enumerate(level) if spot >= start and letter in VOWELS]
    shaped = [spot for spot in vowels if level[spot] in "ăâêôơư"]
    if shaped:
        return shaped[-1]
    if not vowels:
        return len(level) - 1
    ends_open = vowels[-1] == len(level) - 1
    if len(vowels) == 1 or not ends_open:
        return vowels[-1]
    if len(vowels) == 2:
        return vowels[1] if level[vowels[0] :] in ("oa", "oe", "uy") else vowels[0]
    return vowels[1]


VOWELS = frozenset("aăâeêioôơuưy")


def _level_syllables() -> set[str]:
    found = {f"qu{rime}" for rime in AFTER_QU} | {f"gi{rime}" for rime in AFTER_GI} | {"gi", "gin", "gich"}
    for rime in RIMES:
        bare_onsets = BEFORE_FRONT if rime[0] in FRONT else BEFORE_BACK
        for onset in (*BEFORE_ANY, *bare_onsets):
            if (onset and rime in ONLY_ALONE) or (rime == "y" and onset not in Y_AFTER):
                continue
            found.add(onset + rime)
    return found


def _letter_less(word: str) -> set[str]:
    return {word[:spot] + word[spot + 1 :] for spot in range(len(word))}


def is_possible(word: str) -> bool:
    """Whether a folded word could be a Vietnamese syllable, its marks left aside."""
    return strip_tones(word) in syllables_there_are().spellings
