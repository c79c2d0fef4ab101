"""Words with letters or marks gone wrong: the sequence of spellings that the texts like best, slips having a price.

A noisy channel: each doubtful word may be any known syllable one slip away, or with other marks; the pairs of the
indexed texts say how well spellings stand side by side, and Viterbi finds the best sequence. Only doubtful words are
open: unknown ones, and known ones that hardly any text has beside either neighbour.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from assistant.answering.language import EDGE, Language
from assistant.answering.possible import VOWELS, syllables_there_are
from assistant.answering.question_words import ASKED_MARKED, QUESTION_PAIRS
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
KNOWN_PRICE = 3.0  # more, where the typed word is one
BOTH_PRICE = 3.0  # more, where letters and marks went wrong
FITS = 0.002  # a pair this likely makes a word beyond doubt
CHOICES = 8
PLAIN_CHOICES = 7
MARGIN = 2.0
PROOF = 3  # chunks that must have the new word beside a neighbour


@dataclass(frozen=True)
class Choice:
    """A spelling that may have been meant and the price of the slip."""

    word: str
    price: float


def respelled(words: Sequence[str], open_to_change: Sequence[bool], texts: Language) -> list[str]:
    """The words as they were meant; `words` holds edges where no word of letters stands."""
    doubtful = [place for place in range(len(words)) if open_to_change[place] and is_doubtful(words, place, texts)]
    if not doubtful:
        return list(words)
    choices = [[Choice(word, 0.0)] for word in words]
    for place in doubtful:
        choices[place] += best_choices(words, place, texts)
    best = _best_sequence(choices, texts)
    return [_sure(place, best, words, texts) for place in range(len(words))]


def is_doubtful(words: Sequence[str], place: int, texts: Language) -> bool:
    """Whether the word is unknown, or hardly ever stands beside a neighbour that would tell."""
    word = words[place]
    before, after = _around(words, place)
    if len(word) == 1 and word not in VOWELS:
        return not texts.seen(before, word) and not texts.seen(word, after)
    if not texts.count(word) or (word not in syllables_there_are().toned and not _foreign(word, texts)):
        return True
    sides = []
    if _tells(before, texts):
        sides.append(texts.seen(before, word) / (texts.count(before) + 1))
    if _tells(after, texts):
        sides.append(texts.seen(word, after) / (texts.count(word) + 1))
    if not sides:
        return False
    return (max(sides) if has_tones(word) or texts.asked is not ASKED_MARKED else min(sides)) < FITS


def _foreign(word: str, texts: Language) -> bool:
    """A word that is no syllable but stands in the texts too often to be a slip of theirs."""
    return texts.count(word) >= 20 or (word in syllables_there_are().spellings and texts.count(word) > 0)


def _tells(neighbour: str, texts: Language) -> bool:
    return neighbour != EDGE and neighbour not in texts.asked and texts.count(neighbour) > 0


def _around(words: Sequence[str], place: int) -> tuple[str, str]:
    return words[place - 1] if place else EDGE, words[place + 1] if place + 1 < len(words) else EDGE


def best_choices(words: Sequence[str], place: int, texts: Language) -> list[Choice]:
    """The CHOICES spellings that fit the neighbours as typed best."""
    word, (before, after) = words[place], _around(words, place)
    known = KNOWN_PRICE if is_well_formed(word, texts) else 0.0
    options = [Choice(each, price + known) for each, price in _options(word).items() if _is_there(each, texts)]

    def worth(choice: Choice) -> float:
        return texts.after(before, choice.word) + texts.after(choice.word, after) - choice.price

    return sorted(options, key=worth, reverse=True)[:CHOICES]


def _is_there(word: str, texts: Language) -> bool:
    return texts.count(word) > 0 or word in texts.asked


def _options(word: str) -> dict[str, float]:
    """Every possible spelling one slip away → its price."""
    syllables = syllables_there_are()
    plain = strip_tones(word)
    options = {each: PRICE[_marks_wrong(word, each)] for each in (*syllables.spellings.get(plain, ()), plain)}
    for near, kind in syllables.near(plain).items():
        for each in (*syllables.spellings[near], near):
            options.setdefault(each, PRICE[kind] + (0.0 if _marks_kept(word, each) else BOTH_PRICE))
    options.pop(word, None)
    return options


def _marks_wrong(typed: str, meant: str) -> str:
    if not has_tones(typed):
        return "unmarked"
    return "moved" if sorted(normalize("NFD", typed)) == sorted(normalize("NFD", meant)) else "marks"


def _marks_kept(typed: str, meant: str) -> bool:
    """Whether every marked letter that was typed stands in what was meant."""
    return all(letter in meant for letter in typed if letter != strip_tones(letter))


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
        texts.seen(*pair) >= PROOF or pair in QUESTION_PAIRS
        for pair, neighbour in (((before, new), before), ((new, after), after))
        if _tells(neighbour, texts) or pair in QUESTION_PAIRS
    ]
    proven = all(proofs) and bool(proofs) if is_well_formed(words[place], texts) else any(proofs)
    return new if proven else words[place]


def is_well_formed(word: str, texts: Language) -> bool:
    """Whether the word may well be meant: a syllable the texts have, or one with marks that they may have missed."""
    return word in syllables_there_are().toned and (texts.count(word) > 0 or has_tones(word))
