"""Reads a question for comparing: its words as everybody says them, its figures, opposites and the kind of fact asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np

from assistant.answering.question_words import ASKED_MARKED, ASKED_UNMARKED
from assistant.answering.same_question_words import (
    ASKED_KINDS,
    ASKING,
    COURTESIES,
    DENIES,
    DIGITS_OF_WORDS,
    EVERYDAY,
    NAMED_KINDS,
    OPPOSITES,
    UNMARKED_ASKED_KINDS,
    UNMARKED_NAMED_KINDS,
)
from assistant.answering.wanted import Asked, counted_units
from ingest.vietnamese import code_mentions, fold, has_tones, nfc, strip_tones, syllables

YEAR = re.compile(r"(?:19|20)\d\d")
ARTIFICIAL = re.compile(r"\bAI\b")  # folded it would be "who"
ROMAN = frozenset("i ii iii iv v vi".split())
BEFORE_ROMAN = frozenset("hang cap loai quy nhom bac vung khu phu".split())
RARE = 0.7  # of the weight of a word that stands nowhere
NEVER = "\x00"  # stands in no text: what it weighs, a word weighs that no text has
bare = lru_cache(maxsize=65_536)(strip_tones)


@dataclass(frozen=True)
class Phrases:
    """Phrases of a table: each as it is met → line and name of what it stands for; words of the longest."""

    lines: Mapping[str, list[tuple[int, str]]]
    longest: int


@dataclass(frozen=True, eq=False)
class Wording:
    """A question read once for comparing: its vector (float32, (dim,), length one) and its telling words."""

    text: str
    vector: np.ndarray
    words: dict[str, float] = field(default_factory=dict)  # telling word → its weight (inverse document frequency)
    bare: dict[str, str] = field(default_factory=dict)  # the same without marks → as written
    unknown: frozenset[str] = frozenset()  # telling words that hardly any text has: slips, names
    said: frozenset[str] = frozenset()  # all syllables, without marks
    pairs: frozenset[str] = frozenset()  # neighbours among the telling words, without marks
    otherwise: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()  # what is said, and how else it is said
    order: tuple[str, ...] = ()  # all words in order, without marks, courtesies left out
    marked: bool = True
    provinces: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    codes: tuple[str, ...] = ()
    denies: bool = False
    kinds: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    opposites: dict[int, frozenset[str]] = field(default_factory=dict)


def wording_of(
    text: str,
    vector: np.ndarray,
    weigh: Callable[[list[str]], list[float]],
    provinces_in: Callable[[str], frozenset[str]],
    also: Sequence[str] = (),
) -> Wording:
    """Read a question for comparing; about 0.1 ms. `weigh` gives the inverse document frequency of search terms.

    `text` is as understood (slips mended, abbreviations written out) and `also` what `understand` says it may also be
    called: those words then count as the same.
    """
    text = nfc(text).replace("%", " phần trăm" if has_tones(text) else " phan tram")
    text = ARTIFICIAL.sub("trí tuệ nhân tạo" if has_tones(text) else "tri tue nhan tao", text)
    marked = has_tones(text)
    spoken, codes = _without_codes(text)
    typed = syllables(spoken)
    words = _everyday(typed, marked)
    telling = _telling(words, marked)
    distinct = list(dict.fromkeys(telling))
    *weights, never = weigh([*distinct, NEVER])
    return Wording(
        text=text,
        vector=vector,
        words=dict(zip(distinct, weights, strict=True)),
        unknown=frozenset(word for word, weight in zip(distinct, weights, strict=True) if weight >= RARE * never),
        bare={bare(word): word for word in distinct},
        said=frozenset(map(bare, [*typed, *words])),
        pairs=frozenset(f"{bare(left)} {bare(right)}" for left, right in pairwise(telling)),
        otherwise=tuple(_said_otherwise(typed, syllables(other), marked) for other in also),
        order=tuple(bare(word) for word in words if word not in COURTESIES),
        marked=marked,
        provinces=provinces_in(text),
        numbers=_numbers(typed),
        codes=codes,
        denies=DENIES.search(" ".join(words)) is not None,
        kinds=_kinds(fold(spoken), marked),
        units=counted_units(Asked.of(" ".join(words))),
        opposites=_opposites(words, marked),
    )


def _without_codes(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with its document codes taken out, and these."""
    mentions = code_mentions(text)
    for mention in reversed(mentions):
        text = f"{text[: mention.span.start]} {text[mention.span.end :]}"
    return text, tuple(dict.fromkeys(mention.code for mention in mentions))


def _everyday(words: Sequence[str], marked: bool) -> list[str]:
    """The words with everyday phrases exchanged for the first of their line."""
    phrases = _phrases_everyday(marked)
    found: list[str] = []
    for start, end, meant in _matches(words, phrases):
        found += meant[0][1].split() if meant else words[start:end]
    return found


def _telling(words: Sequence[str], marked: bool) -> list[str]:
    """What is asked about: no question words, courtesies and figures."""
    asked = ASKED_MARKED if marked else ASKED_UNMARKED
    found: list[str] = []
    for start, end, asking in _matches(words, _phrases_asking(marked)):
        if not asking:
            found += words[start:end]
    return [word for word in found if word not in asked and word not in COURTESIES and not _is_figure(word)]


def _matches(words: Sequence[str], phrases: Phrases) -> Iterable[tuple[int, int, list[tuple[int, str]]]]:
    """The words in pieces: the longest phrases from left to right, and the words between one by one."""
    longest = phrases.longest
    at = 0
    while at < len(words):
        for end in range(min(at + longest, len(words)), at, -1):
            found = phrases.lines.get(" ".join(words[at:end]))
            if found:
                yield at, end, found
                at = end
                break
        else:
            yield at, at + 1, []
            at += 1


@lru_cache(maxsize=2)
def _phrases_everyday(marked: bool) -> Phrases:
    return _phrases([[line] for line in EVERYDAY], marked, lambda words: words)


@lru_cache(maxsize=2)
def _phrases_asking(marked: bool) -> Phrases:
    return _phrases([[[phrase] for phrase in ASKING]], marked, lambda words: _everyday(words, marked))


@lru_cache(maxsize=2)
def _phrases_opposite(marked: bool) -> Phrases:
    return _phrases(OPPOSITES, marked, lambda words: _everyday(words, marked))


def _phrases(
    lines: Iterable[Sequence[Sequence[str]]], marked: bool, typed: Callable[[Sequence[str]], Sequence[str]]
) -> Phrases:
    """Every phrase as it is met → the lines it stands in and, without marks, the first of the line (of everyday ones)
    or of its member; where marks lack, one word that may be one that asks is left out."""
    found: dict[str, list[tuple[int, str]]] = {}
    for at, line in enumerate(lines):
        for member in line:
            for phrase in member:
                words = _as_typed(phrase, marked)
                if not words or (not marked and len(words) == 1 and words[0] in ASKED_UNMARKED):
                    continue
                found.setdefault(" ".join(typed(words)), []).append((at, " ".join(_as_typed(member[0], marked))))
    return Phrases(found, max((key.count(" ") + 1 for key in found), default=0))


def _as_typed(phrase: str, marked: bool) -> list[str]:
    return syllables(phrase if marked else bare(phrase))


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word in DIGITS_OF_WORDS


def _figures(word: str) -> tuple[str, ...]:
    """A number, a year; of a date also its month and year (`8/9/2024` is in 9/2024 and in 2024)."""
    if not word[0].isdigit():
        return (DIGITS_OF_WORDS[word],) if word in DIGITS_OF_WORDS else ()
    parts = word.split("/")
    if len(parts) > 1 and YEAR.fullmatch(parts[-1]):
        return tuple("/".join(parts[start:]) for start in range(len(parts)))
    return (word.rstrip("%"),)


def _numbers(words: Sequence[str]) -> frozenset[str]:
    """Every figure, and what is counted in Roman figures (`hạng II`, `quý I`)."""
    found = {number for word in words for number in _figures(word)}
    return frozenset(
        found | {after for word, after in pairwise(words) if after in ROMAN and bare(word) in BEFORE_ROMAN}
    )


def _said_otherwise(typed: Sequence[str], other: Sequence[str], marked: bool) -> tuple[frozenset[str], frozenset[str]]:
    """The words that `other` has in place of some of `typed`, both without marks."""
    start = next((at for at, (a, b) in enumerate(zip(typed, other, strict=False)) if a != b), 0)
    longest = min(len(typed), len(other)) - start
    tail = zip(reversed(typed[start:]), reversed(other[start:]), strict=False)
    end = next((at for at, (a, b) in enumerate(tail) if a != b), longest)
    return (
        frozenset(map(bare, _everyday(typed[start : len(typed) - end], marked))),
        frozenset(map(bare, _everyday(other[start : len(other) - end], marked))),
    )


def _kinds(folded: str, marked: bool) -> frozenset[str]:
    """The kinds of fact that are asked; those only named count where none is."""
    for kinds in (ASKED_KINDS, NAMED_KINDS) if marked else (UNMARKED_ASKED_KINDS, UNMARKED_NAMED_KINDS):
        found = frozenset(name for pattern, names in kinds if pattern.search(folded) for name in names)
        if found:
            return found
    return frozenset()


def _opposites(words: Sequence[str], marked: bool) -> dict[int, frozenset[str]]:
    """Line of OPPOSITES → which of its phrases are said; the longest phrase takes its words."""
    found: dict[int, set[str]] = {}
    for _, _, meant in _matches(words, _phrases_opposite(marked)):
        for line, name in meant:
            found.setdefault(line, set()).add(bare(name))
    return {line: frozenset(said) for line, said in found.items()}
