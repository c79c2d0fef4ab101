"""How well a word reads as Vietnamese: the syllables spelling allows, and how frequent each of them is.

Costs are roughly negative logarithms of probability, so the costs of the words of a text add up.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache
from pathlib import Path

_ONSETS = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split(" ")
_BEFORE_FRONT = frozenset({"gh", "k", "ngh"})  # these stand before e, ê, i, y only, and c, g, ng do not
_NOT_BEFORE_FRONT = frozenset({"c", "ng"})
_OPEN = (
    "a ai ao au ay âu ây e eo ê êu i ia iu o oa oai oao oay oe oeo oi ô ôi ơ ơi u ua uâ uây ui uê uơ uy uya uyu ư ưa ưi ưu"
    " ươi ươu uôi iêu yêu y uêu"
).split()
_NASAL = (
    "am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh im in inh iêm iên iêng yêm yên yêng om on ong oong ôm ôn ông ôông"
    " ơm ơn um un ung uôm uôn uông ưm ưn ưng ươm ươn ương oam oan oang oanh oăm oăn oăng oem oen uân uâng uên uênh uynh uyên uyn yn ynh"
).split()
_STOPPED = (
    "ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt yêt oc ooc op ot ôc ôp ôt ơp ơt uc up ut uôc"
    " uôp uôt ưc ưt ưp ươc ươp ươt oac oach oap oat oăc oăt oet uât uêch uêt uych uyt uyêt uyp yt"
).split()
_TONES = {"": "", "grave": "\u0300", "acute": "\u0301", "hook": "\u0309", "tilde": "\u0303", "dot": "\u0323"}
# Place names of the highlands and abbreviations: written with Vietnamese letters, though no syllables.
_BESIDES = frozenset(
    "đắk đăk lắk lăk pắk păk krông kông đ đt đh nđ qđ hđ gdđt bgdđt hđnd đbqh đbscl bđs đvt vnđ".split()
)
_OLD_AND_NEW = ("oa", "oe", "uy")
_SYLLABLES_BY_RANK = Path(__file__).with_name("syllables.txt")

COST_OF_FOREIGN = 12.0  # a word of ASCII letters, equal in every reading but VIQR
COST_OF_RARE = 11.0
COST_OF_IMPOSSIBLE = 16.0
COST_OF_EACH_LETTER_TOO_MANY = 4.0
LONGEST_SYLLABLE = 7  # nghiêng
_WORD = re.compile("[^\\W\\d_]+(?:[\u0300-\u036f]+[^\\W\\d_]*)*")


@cache
def syllables() -> frozenset[str]:
    """Every syllable that spelling allows, NFC and lower case, with both placements of the tone mark."""
    return frozenset(
        unicodedata.normalize("NFC", spelled)
        for onset in _ONSETS
        for rime in (*_OPEN, *_NASAL, *_STOPPED)
        if _fits(onset, rime)
        for tone in (("acute", "dot") if rime in _STOPPED else _TONES)
        for spelled in _spelled(onset, rime, _TONES[tone])
    )


@cache
def toneless() -> frozenset[str]:
    """The syllables as people type them without any mark."""
    return frozenset("".join(_bare(letter) for letter in syllable) for syllable in syllables())


@cache
def ranks() -> dict[str, int]:
    """Syllable → its place by frequency in law and news, from 0."""
    return {word: rank for rank, word in enumerate(_SYLLABLES_BY_RANK.read_text("utf-8").split())}


def cost(word: str) -> float:
    """What the word (any case) costs when the text is read as Vietnamese: about 3 for frequent, 16 for impossible."""
    lower = unicodedata.normalize("NFC", word.lower())
    rank = ranks().get(lower)
    if rank is not None:
        return min(COST_OF_RARE, 2.5 + math.log(rank + 3))
    if lower in syllables() or lower in _BESIDES:
        return COST_OF_RARE
    if lower.isascii():
        return COST_OF_FOREIGN
    return COST_OF_IMPOSSIBLE + COST_OF_EACH_LETTER_TOO_MANY * max(0, len(lower) - LONGEST_SYLLABLE)


def is_syllable(word: str) -> bool:
    """Whether the word is spelled as Vietnamese, with its marks or without any."""
    lower = unicodedata.normalize("NFC", word.lower())
    return lower in syllables() or lower in toneless() or lower in _BESIDES


def words(text: str) -> list[str]:
    """The runs of letters."""
    return _WORD.findall(text)


def _fits(onset: str, rime: str) -> bool:
    front = rime[0] in "eêiy"
    if onset == "gi":
        return rime[0] not in "iy" or rime == "i"
    if onset == "qu":
        return rime[0] in "aăâeêơy" or rime in ("i", "ôc")
    if onset == "g":
        return not front or rime in ("i", "in", "iêng", "iêt", "iêc")  # gì, gìn, giếng
    if onset in _BEFORE_FRONT:
        return front or (onset == "k" and rime == "a")
    return onset not in _NOT_BEFORE_FRONT or not front


def _spelled(onset: str, rime: str, mark: str) -> list[str]:
    if onset == "gi" and rime == "i":
        return [f"gi{mark}"]
    spelled = [onset + _marked(rime, mark)]
    if rime in _OLD_AND_NEW:
        spelled.append(onset + rime[0] + mark + rime[1])
    return spelled


def _marked(rime: str, mark: str) -> str:
    """The tone stands on the letter with a shape, else on the second vowel of oa, oe, uy and before a final, else the first."""
    vowels = re.match("[aăâeêioôơuưy]+", rime)
    nucleus = vowels[0] if vowels else ""
    shaped = [place for place, letter in enumerate(nucleus) if letter in "ăâêôơư"]
    if shaped:
        place = shaped[-1]
    elif len(nucleus) == 1 or (len(nucleus) == 2 and nucleus == rime and nucleus not in _OLD_AND_NEW):
        place = 0
    else:
        place = 1
    return rime[: place + 1] + mark + rime[place + 1 :]


def _bare(letter: str) -> str:
    return "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]
