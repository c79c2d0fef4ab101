"""Mends what fingers did to a question: keystrokes left in, spaces lost or put in, letters and marks gone wrong.

Known is what stands in the indexed texts; what fits is what they put side by side. A word is changed only where the
texts speak clearly for another one. Codes, numbers, addresses and names are never touched, and a person sees what was
understood ("Đang hiểu là: …").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.answering.chat_words import is_kept
from assistant.answering.keystrokes import telex_word, vni_word
from assistant.answering.language import EDGE, Language
from assistant.answering.possible import is_possible, syllables_there_are
from assistant.answering.spacing import parted, put_together
from assistant.answering.spelling import LONG, OFTEN, completed, is_known, is_well_formed, respelled
from ingest.tables import Tables
from ingest.vietnamese import fold

AROUND = re.compile(r"(?P<before>\W*)(?P<core>.*?)(?P<after>\W*)")
LETTERS = re.compile(r"[^\W\d_]+")
BARRED = re.compile(r"D[D9](?![a-z\d])")  # the Đ of a code or an abbreviation
KEYS = re.compile(r"[^\W\d_][^\W_]*")
STOPS = frozenset(".;:?!…()")
SURE_KEYS = 2
MANY = 3  # so many words in keys, and all are


@dataclass(frozen=True)
class Typed:
    """One word as typed, the signs around it apart."""

    before: str
    core: str
    after: str

    @staticmethod
    def of(piece: str) -> Typed:
        found = AROUND.fullmatch(piece)
        assert found
        return Typed(found["before"], found["core"], found["after"])

    @property
    def text(self) -> str:
        return self.before + self.core + self.after

    @cached_property
    def word(self) -> str:
        """The folded word; an edge where it is no word of letters."""
        return fold(self.core) if LETTERS.fullmatch(self.core) else EDGE


def correct(text: str, texts: Language, tables: Tables) -> str:
    """The text with lost and added spaces and misspelt words mended, everything else as it was."""
    typed = [Typed.of(piece) for piece in text.split(" ")]
    kept = frozenset(each.word for each in typed if is_kept(each.core, tables))
    typed = [part for each in typed for part in _parted(each, texts, kept)]
    whole = _completed(_together(typed, texts), texts, kept)
    return " ".join(each.text for each in _respelled(whole, texts, kept))


def decode(text: str, texts: Language) -> str:
    """The text with Telex and VNI keys read, where that gives a known word and what stands there is none."""
    typed = [Typed.of(piece) for piece in text.split(" ")]
    cores = [_decoded_core(each.core, texts) for each in typed]
    if sum(core != each.core for each, core in zip(typed, cores, strict=True)) >= MANY:
        return " ".join(replace(each, core=_syllable_of_keys(each.core, texts) or each.core).text for each in typed)
    return " ".join(
        replace(each, core=core).text if _is_meant(cores, place, each.core, texts) else each.text
        for place, (each, core) in enumerate(zip(typed, cores, strict=True))
    )


def _decoded_core(core: str, texts: Language) -> str:
    meant = _syllable_of_keys(core, texts)
    if meant is None or "/" in core:
        return meant or core
    known = fold(meant) in texts.asked or texts.count(fold(meant)) > texts.count(fold(core))
    return meant if known and texts.count(fold(core)) < OFTEN else core


def _syllable_of_keys(core: str, texts: Language) -> str | None:
    """What keys make, in the capitals typed; None where they make nothing or stand for themselves."""
    if core.upper() == core and len(core) > 1 and BARRED.search(core):
        barred = BARRED.sub("Đ", core)
        return barred if "/" in core or texts.count(fold(barred)) else None
    if not KEYS.fullmatch(core) or (core.isupper() and len(core) > 1) or fold(core) in syllables_there_are().toned:
        return None
    meant = telex_word(core) if core.isalpha() else vni_word(core)
    return like(core, meant) if meant else None


def _is_meant(cores: Sequence[str], place: int, typed: str, texts: Language) -> bool:
    """More keys than one (`trowj`) leave no doubt; one alone (`box`, `quy1`) needs a neighbour that the texts know."""
    if len(typed) >= len(cores[place]) + SURE_KEYS or BARRED.search(typed):
        return True
    before = fold(cores[place - 1]) if place else EDGE
    after = fold(cores[place + 1]) if place + 1 < len(cores) else EDGE
    word = fold(cores[place])
    return word in texts.asked or any(
        texts.seen(*pair) or pair in texts.asked_pairs for pair in ((before, word), (word, after))
    )


def like(core: str, meant: str) -> str:
    """`meant` with the capitals of what was typed."""
    if len(core) > 1 and core.isupper():
        return meant.upper()
    if core[1:] != core[1:].lower() and len(core) == len(meant):
        return "".join(new.upper() if old.isupper() else new for old, new in zip(core, meant, strict=True))
    return meant[:1].upper() + meant[1:] if core[:1].isupper() else meant


def _parted(typed: Typed, texts: Language, kept: frozenset[str]) -> list[Typed]:
    """The words that stand in one because a space was lost."""
    word = typed.word
    pieces = parted(typed.core, texts) if word and word not in kept and not is_known(word, texts) else []
    if len(pieces) < 2:
        return [typed]
    between = [Typed("", piece, "") for piece in pieces[1:-1]]
    return [Typed(typed.before, pieces[0], ""), *between, Typed("", pieces[-1], typed.after)]


def _together(typed: Sequence[Typed], texts: Language) -> list[Typed]:
    """The words with those put together that a space went into."""
    whole: list[Typed] = []
    place = 0
    while place < len(typed):
        each, following = typed[place], typed[place + 1] if place + 1 < len(typed) else None
        if following and each.word and following.word and not each.after and not following.before:
            before = whole[-1].word if whole and not _stopped(whole[-1], each) else EDGE
            last = typed[place + 2] if place + 2 < len(typed) else None
            after = last.word if last and not _stopped(following, last) else EDGE
            one = put_together(before, each.word, following.word, after, texts)
            if one:
                each = Typed(each.before, like(each.core, one), following.after)
                place += 1
        whole.append(each)
        place += 1
    return whole


def _completed(typed: list[Typed], texts: Language, kept: frozenset[str]) -> list[Typed]:
    """The words with the last one finished where it was only begun and one word mostly follows there."""
    if len(typed) < 2 or _stopped(typed[-2], typed[-1]) or typed[-1].after or typed[-1].word in kept:
        return typed
    last = typed[-1]
    word = completed(typed[-2].word, last.word, texts) if last.core.islower() else None
    return [*typed[:-1], replace(last, core=word)] if word else typed


def _respelled(typed: Sequence[Typed], texts: Language, kept: frozenset[str]) -> list[Typed]:
    """The words with their spelling mended, each stretch between stops for itself."""
    found: list[Typed] = []
    stretch: list[Typed] = []
    for each in typed:
        if stretch and _stopped(stretch[-1], each):
            found += _respelled_stretch(stretch, texts, kept)
            stretch = []
        stretch.append(each)
    return found + _respelled_stretch(stretch, texts, kept)


def _respelled_stretch(stretch: Sequence[Typed], texts: Language, kept: frozenset[str]) -> list[Typed]:
    open_to_change = [
        each.word not in kept and _may_change(stretch, place, texts) for place, each in enumerate(stretch)
    ]
    words = respelled([each.word for each in stretch], open_to_change, texts)
    return [
        each if word == each.word else replace(each, core=like(each.core, word))
        for each, word in zip(stretch, words, strict=True)
    ]


def _may_change(stretch: Sequence[Typed], place: int, texts: Language) -> bool:
    """No number, no code, no abbreviation, no name: a capital inside a sentence, on a word or beside another one."""
    core, word = stretch[place].core, stretch[place].word
    if not word or word in texts.asked:
        return False
    if core.isupper() and len(core) > 1:
        return False
    if core[1:] != core[1:].lower():  # a product's name: only another known one is nearer
        return len(core) >= LONG and not is_possible(word) and not is_known(word, texts)
    if place == 0 or core.islower():
        return True
    beside = [
        each for each in (*stretch[place - 1 : place], *stretch[place + 1 : place + 2]) if each.core[:1].isupper()
    ]
    return (
        not is_known(word, texts)
        and not is_well_formed(word, texts)
        and all(is_known(each.word, texts) for each in beside if each.word)
    )


def _stopped(left: Typed, right: Typed) -> bool:
    return bool(STOPS.intersection(left.after + right.before))
