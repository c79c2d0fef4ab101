"""Words with letters or marks gone wrong: the sequence of spellings that the texts like best, slips having a price.

A noisy channel: each doubtful word may be any known syllable one slip away, or with other marks; the pairs of the
indexed texts say how well spellings stand side by side, and Viterbi finds the best sequence. Only doubtful words are
open: unknown ones, and known ones that hardly any text has beside either neighbour.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from unicodedata import normalize

from assistant.answering.language import EDGE, Language
from assistant.answering.possible import NEXT_KEYS, VOWELS, syllables_there_are
from assistant.answering.question_words import ASKED_MARKED
from ingest.vietnamese import has_tones, strip_tones

PRICE: Mapping[str, float] = {
    "unmarked": 3.0,  # marks left out
    "moved": 0.5,  # the same marks on other letters
    "marks": 5.0,  # other marks
    "doubled": 4.0,
    "swapped": 5.0,
    "dropped": 6.0,
    "adjacent": 6.0,
    "added": 7.0,
}
LEFT_OUT_PRICE = 2.0  # more, where a word without marks is one too
MISSED_PRICE = 5.0  # more again, where the texts, few as they may be, do not have it
KNOWN_PRICE = 8.0  # more, where the typed word is one
BOTH_PRICE = 3.0  # more, where letters and marks went wrong
FITS = 0.002  # a pair this likely makes a word beyond doubt
CHOICES = 5
FOREIGN_PRICE = 3.0
OFTEN = 20  # a foreign word or name standing in so many chunks is a word
LONG = 6  # so long a foreign word has few neighbours it could be taken for
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_TRIED = 40
MOSTLY = 0.6  # of what may follow, to finish a word that was only begun
SLIP_OF_TEXTS = 0.02
OFTEN_AFTER = 0.1  # and of all that follows, where one letter is all there is
PROOF = 3  # chunks that must have the new word beside a neighbour


@dataclass(frozen=True)
class Choice:
    """A spelling that may have been meant and the price of the slip."""

    word: str
    price: float


def respelled(words: Sequence[str], open_to_change: Sequence[bool], texts: Language) -> list[str]:
    """The words as they were meant; `words` holds edges where no word of letters stands."""
    doubtful = [place for place in range(len(words)) if open_to_change[place] and is_doubtful(words, place, texts)]
    unsure = [
        place
        for place, word in enumerate(words)
        if texts.asked is ASKED_MARKED and open_to_change[place] and place not in doubtful and not has_tones(word)
    ]
    if not doubtful and not unsure:
        return list(words)
    choices = [[Choice(word, 0.0)] for word in words]
    for place in doubtful:
        choices[place] += best_choices(words, place, texts)
    for place in unsure:
        choices[place] += best_choices(words, place, texts, only_marks=True)
    best = _best_sequence(choices, texts)
    return [_sure(place, best, words, texts) for place in range(len(words))]


def is_doubtful(words: Sequence[str], place: int, texts: Language) -> bool:
    """Whether the word is unknown, or hardly ever stands beside a neighbour that would tell."""
    word = words[place]
    before, after = _around(words, place)
    if len(word) == 1 and word not in VOWELS:
        return not texts.seen(before, word) and not texts.seen(word, after)
    syllable = word in syllables_there_are().toned
    if not texts.count(word) or not (is_well_formed(word, texts) if syllable else is_known(word, texts)):
        return True
    sides = []
    if _tells(before, texts):
        sides.append(texts.seen(before, word) / (texts.count(before) + 1))
    if _tells(after, texts):
        sides.append(texts.seen(word, after) / (texts.count(word) + 1))
    if not sides:
        return False
    return max(sides) < FITS


def is_known(word: str, texts: Language) -> bool:
    """Whether the texts have this word: a possible syllable even once, anything else only if it is no slip of theirs."""
    syllables = syllables_there_are()
    known = word in syllables.toned or word in syllables.spellings
    return texts.count(word) >= (1 if known else OFTEN)


def _tells(neighbour: str, texts: Language) -> bool:
    return neighbour != EDGE and neighbour not in texts.asked and texts.count(neighbour) > 0


def _around(words: Sequence[str], place: int) -> tuple[str, str]:
    return words[place - 1] if place else EDGE, words[place + 1] if place + 1 < len(words) else EDGE


def best_choices(words: Sequence[str], place: int, texts: Language, *, only_marks: bool = False) -> list[Choice]:
    """The spellings that fit the neighbours as typed best, CHOICES with other marks and CHOICES with other letters."""
    word, (before, after) = words[place], _around(words, place)
    known = KNOWN_PRICE if is_well_formed(word, texts) else 0.0
    known += MISSED_PRICE if known and not texts.count(word) else 0.0
    bare = strip_tones(word) == word
    there = [
        Choice(each, price + (LEFT_OUT_PRICE if known and bare and strip_tones(each) == word else known))
        for each, price in _options(word)
        if _is_there(each, texts) and not (only_marks and strip_tones(each) != word)
    ] or [Choice(each, FOREIGN_PRICE) for each in _foreign_options(word, texts)]
    likely = nlargest(MOST_TRIED, there, key=lambda choice: texts.alone(choice.word) - choice.price)

    def worth(choice: Choice) -> float:
        return texts.after(before, choice.word) + texts.after(choice.word, after) - choice.price

    other_marks = [each for each in likely if strip_tones(each.word) == strip_tones(word)]
    other_letters = [each for each in likely if strip_tones(each.word) != strip_tones(word)]
    return nlargest(CHOICES, other_marks, key=worth) + nlargest(CHOICES, other_letters, key=worth)


def _foreign_options(word: str, texts: Language) -> list[str]:
    """For a long word that can be no syllable: the words of the texts one slip away (`MobiFome`, `internett`)."""
    return [each for each in _slips(word) if texts.count(each) > 1] if len(word) >= LONG else []


def _slips(word: str) -> set[str]:
    spots = range(len(word))
    dropped = {word[:i] + word[i + 1 :] for i in spots}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in spots if i + 1 < len(word)}
    beside = {word[:i] + key + word[i + 1 :] for i in spots for key in NEXT_KEYS.get(word[i], "")}
    added = {word[:i] + key + word[i:] for i in range(len(word) + 1) for key in LETTERS}
    return (dropped | swapped | beside | added) - {word}


def _is_there(word: str, texts: Language) -> bool:
    return texts.count(word) > 0 or word in texts.asked


@lru_cache(maxsize=4096)
def _options(word: str) -> tuple[tuple[str, float], ...]:
    """Every possible spelling one slip away, with its price."""
    syllables = syllables_there_are()
    plain = strip_tones(word)
    marks = {letter for letter, bare in zip(word, plain, strict=True) if letter != bare}
    options = {each: PRICE[_marks_wrong(word, each)] for each in (*syllables.spellings.get(plain, ()), plain)}
    for near, kind in syllables.near(plain).items():
        for each in (*syllables.spellings[near], near):
            options.setdefault(each, PRICE[kind] + (0.0 if marks.issubset(each) else BOTH_PRICE))
    options.pop(word, None)
    return tuple(options.items())


def _marks_wrong(typed: str, meant: str) -> str:
    if not has_tones(typed):
        return "unmarked"
    return "moved" if sorted(normalize("NFD", typed)) == sorted(normalize("NFD", meant)) else "marks"


def completed(before: str, begun: str, texts: Language) -> str | None:
    """The word that was begun last (`phát s` → sóng) where it mostly follows `before`; None where nothing does."""
    if not before or not begun or texts.seen(before, begun) or (texts.count(begun) and len(begun) > 1):
        return None
    asked = [word for first, word in texts.asked_pairs if first == before and word.startswith(begun)]
    if len(asked) == 1:
        return asked[0]
    follow = {word: seen for word in _beginning_with(begun) if texts.count(word) and (seen := texts.seen(before, word))}
    best = max(follow, key=follow.__getitem__, default=None)
    if best is None or follow[best] < max(PROOF, MOSTLY * sum(follow.values())):
        return None
    return best if len(begun) > 1 or follow[best] >= OFTEN_AFTER * texts.count(before) else None


@lru_cache(maxsize=1024)
def _beginning_with(begun: str) -> tuple[str, ...]:
    """The possible syllables that begin so; a letter typed without marks may be meant with them."""
    syllables, plain = syllables_there_are(), strip_tones(begun)
    found = [word for near, words in syllables.spellings.items() if near.startswith(plain) for word in (*words, near)]
    return tuple(word for word in found if all(a in (b, strip_tones(b)) for a, b in zip(begun, word, strict=False)))


def _best_sequence(choices: Sequence[Sequence[Choice]], texts: Language) -> list[str]:
    """Viterbi over the choices."""
    scores = [texts.after(EDGE, each.word) - each.price for each in choices[0]]
    came_from: list[list[int]] = []
    for before, here in itertools.pairwise(choices):
        new_scores, origins = [], []
        for each in here:
            ways = [score + texts.after(left.word, each.word) for score, left in zip(scores, before, strict=True)]
            origin = max(range(len(ways)), key=ways.__getitem__)
            new_scores.append(ways[origin] - each.price)
            origins.append(origin)
        scores = new_scores
        came_from.append(origins)
    at = max(range(len(scores)), key=scores.__getitem__)
    path = [at]
    for origins in reversed(came_from):
        path.append(at := origins[at])
    return [options[spot].word for options, spot in zip(choices, reversed(path), strict=True)]


def _sure(place: int, best: Sequence[str], words: Sequence[str], texts: Language) -> str:
    """The new word where the texts prove it beside a neighbour, else the old one."""
    new = best[place]
    if new == words[place]:
        return new
    before, after = _around(best, place)
    proofs = [
        texts.seen(*pair) >= PROOF or pair in texts.asked_pairs
        for pair, neighbour in (((before, new), before), ((new, after), after))
        if _tells(neighbour, texts) or pair in texts.asked_pairs or texts.seen(*pair) >= PROOF
    ]
    old = words[place]
    if strip_tones(new) != old and is_well_formed(old, texts):
        return new if proofs and all(proofs) else old
    return new if any(proofs) or _is_foreign(old, new) else old


def _is_foreign(old: str, new: str) -> bool:
    """A long word that is no syllable needs no neighbour to be sure of."""
    return len(old) >= LONG and strip_tones(new) not in syllables_there_are().spellings


def is_well_formed(word: str, texts: Language) -> bool:
    """Whether the word may well be meant: a syllable the texts have, or one with marks that they may have missed.

    Texts have their own slips: a word without marks that stands there far more often with some is none.
    """
    syllables = syllables_there_are()
    if word not in syllables.toned or has_tones(word) or texts.asked is not ASKED_MARKED:
        return word in syllables.toned and (texts.count(word) > 0 or has_tones(word))
    return texts.count(word) > SLIP_OF_TEXTS * max(texts.count(each) for each in syllables.spellings[word])
