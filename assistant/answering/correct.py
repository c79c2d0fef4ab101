"""Mends what fingers did to a question: keystrokes left in, spaces lost or put in, letters and marks gone wrong.

Known is what stands in the indexed texts; what fits is what they put side by side. A word is changed only where the
texts speak clearly for another one. Codes, numbers, addresses and names are never touched, and a person sees what was
understood ("Đang hiểu là: …").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.chat_words import is_kept
from assistant.answering.keystrokes import telex_word, vni_word
from assistant.answering.language import EDGE, Language, marked, unmarked
from assistant.answering.possible import syllables_there_are
from assistant.answering.question_words import QUESTION_PAIRS
from assistant.answering.spacing import parted, put_together
from assistant.answering.spelling import is_well_formed, respelled
from ingest.index.words import Words
from ingest.tables import Tables
from ingest.vietnamese import fold, has_tones

AROUND = re.compile(r"(?P<before>\W*)(?P<core>.*?)(?P<after>\W*)")
LETTERS = re.compile(r"[^\W\d_]+")
KEYS = re.compile(r"[^\W\d_][^\W_]*")
STOPS = frozenset(".;:?!…()")
SURE_KEYS = 2
OFTEN = 20  # a foreign word or name standing in so many chunks is a word


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

    @property
    def word(self) -> str:
        """The folded word; an edge where it is no word of letters."""
        return fold(self.core) if LETTERS.fullmatch(self.core) else EDGE


def correct(text: str, words: Words, tables: Tables) -> str:
    """The text with lost and added spaces and misspelt words mended, everything else as it was."""
    texts = marked(words) if has_tones(text) else unmarked(words)
    typed = [Typed.of(piece) for piece in text.split(" ")]
    kept = frozenset(each.word for each in typed if is_kept(each.core, tables))
    typed = [part for each in typed for part in _parted(each, texts, kept)]
    return " ".join(each.text for each in _respelled(_together(typed, texts), texts, kept))


def decode(text: str, words: Words) -> str:
    """The text with Telex and VNI keys read, where that gives a known word and what stands there is none."""
    texts = marked(words)
    typed = [Typed.of(piece) for piece in text.split(" ")]
    cores = [_decoded_core(each.core, texts) for each in typed]
    return " ".join(
        replace(each, core=core).text if _is_meant(cores, place, each.core, texts) else each.text
        for place, (each, core) in enumerate(zip(typed, cores, strict=True))
    )


def _decoded_core(core: str, texts: Language) -> str:
    if not KEYS.fullmatch(core) or (core.isupper() and len(core) > 1) or fold(core) in syllables_there_are().toned:
        return core
    meant = telex_word(core) if core.isalpha() else vni_word(core)
    if meant is None or texts.count(meant) <= texts.count(fold(core)):
        return core
    return like(core, meant)


def _is_meant(cores: Sequence[str], place: int, typed: str, texts: Language) -> bool:
    """More keys than one (`trowj`) leave no doubt; one alone (`box`, `quy1`) needs a neighbour that the texts know."""
    if len(typed) >= len(cores[place]) + SURE_KEYS:
        return True
    before = fold(cores[place - 1]) if place else EDGE
    after = fold(cores[place + 1]) if place + 1 < len(cores) else EDGE
    word = fold(cores[place])
    return any(texts.seen(*pair) or pair in QUESTION_PAIRS for pair in ((before, word), (word, after)))


def like(core: str, meant: str) -> str:
    """`meant` with the capitals of what was typed."""
    if len(core) > 1 and core.isupper():
        return meant.upper()
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
    open_to_change = [each.word not in kept and _may_change(each, place, texts) for place, each in enumerate(stretch)]
    words = respelled([each.word for each in stretch], open_to_change, texts)
    return [
        each if word == each.word else replace(each, core=like(each.core, word))
        for each, word in zip(stretch, words, strict=True)
    ]


def _may_change(typed: Typed, place: int, texts: Language) -> bool:
    """No number, no code, no abbreviation, no name (a capital inside a sentence) that is a word."""
    core, word = typed.core, typed.word
    if not word or word in texts.asked:
        return False
    if (core.isupper() and len(core) > 1) or core[1:] != core[1:].lower():
        return False
    return place == 0 or core.islower() or not is_well_formed(word, texts)


def is_known(word: str, texts: Language) -> bool:
    """Whether the texts have this word: a possible syllable even once, anything else only if it is no slip of theirs."""
    syllables = syllables_there_are()
    known = word in syllables.toned or word in syllables.spellings
    return texts.count(word) >= (1 if known else OFTEN)


def _stopped(left: Typed, right: Typed) -> bool:
    return bool(STOPS.intersection(left.after + right.before))
