"""The gate for what a model wrote: a sentence is released only with verbatim evidence for everything it states.

The rules, in order: it cites a given passage; it has no odd characters; every quoted run is in the passage; its
evidence (one sentence of a cited passage, or two where the second points back) holds every figure, date, code, link, name and place in it
and every telling word; the figures keep their company; the meaning is not turned.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from assistant.answering.places import Places
from assistant.generation.company import misplaced_figure
from assistant.generation.facts import Facts, facts_of, unfounded_quotes
from assistant.generation.meaning import turned, without_bounds
from assistant.generation.names import Names
from assistant.generation.passages import Passage
from ingest.documents import Span
from ingest.vietnamese import fold, sentences, syllables

POINTS_BACK = re.compile(
    r"\b(?:này|đó|nêu trên|nói trên|trên đây)\b|^(?:Trong|Qua|Tiếp) đó|^Qua đối chiếu", re.IGNORECASE
)
LONGEST_SENTENCE = 700
FILLERS = frozenset(
    "là và của các những cho về thì mà ở tại với ra hay hoặc do từ đến này đó ấy được bị đã đang sẽ có trong theo trên một "
    "để khi nếu vì cũng như còn nên cần phải việc số ngày tháng năm người ta thuộc nhằm cùng đối qua vào hiện nay nêu rõ "
    "biết gồm thể nơi".split()
)
ODD = re.compile(r"[<>\[\]{}|`\\~^]")


class Fault(StrEnum):
    """Why a sentence of a model was dropped."""

    UNCITED = "uncited"
    UNKNOWN_TOKEN = "unknown_token"
    UNFINISHED = "unfinished"
    ODD = "odd"
    QUOTATION = "quotation"
    FACT = "fact"
    NAME = "name"
    PLACE = "place"
    COMPANY = "company"
    WORDS = "words"
    POLARITY = "polarity"
    TURN = "turn"
    ROLE = "role"


@dataclass(frozen=True)
class Evidence:
    """One verbatim sentence of a passage that supports what was written."""

    passage: Passage
    span: Span  # relative to the chunk's text

    @property
    def text(self) -> str:
        return self.span.of(self.passage.text)


@dataclass(frozen=True)
class Read:
    """A sentence or a passage's sentence with everything the rules compare."""

    text: str
    words: frozenset[str]
    facts: Facts
    places: frozenset[str]


class Gate:
    """Judges sentences; knows abbreviations and provinces from the dated tables."""

    def __init__(self, places: Places, names: Names) -> None:
        self._places = places
        self._names = names
        self._read = lru_cache(maxsize=4096)(self._read_now)

    def judge(self, text: str, cited: Sequence[Passage]) -> tuple[Evidence, ...] | Fault:
        """The evidence of a sentence, or the first rule it breaks."""
        if not cited:
            return Fault.UNCITED
        if is_odd(text, cited):
            return Fault.ODD
        if unfounded_quotes(text, [passage.text for passage in cited]):
            return Fault.QUOTATION
        own = self._read(text)
        evidence = gather(own, evidence_of(cited), self._read)
        return self._fault(own, evidence, cited) or evidence

    def _fault(self, own: Read, evidence: Sequence[Evidence], cited: Sequence[Passage]) -> Fault | None:
        held = [self._read(each.text) for each in evidence]
        if own.facts.missing_from(*(each.facts for each in held)):
            return Fault.FACT
        if len(held) > 1 and own.facts.missing_from(held[-1].facts).counted:
            return Fault.FACT  # the sentence before may lend a name or a code, never its figures
        if not own.places <= frozenset().union(*(each.places for each in held)) or figures_elsewhere(own, held):
            return Fault.PLACE
        if self._names.unknown(own.text, [passage.text for passage in cited]):
            return Fault.NAME
        if not supported(own, held):
            return Fault.WORDS
        if misplaced_figure(own.text, [each.text for each in held]):
            return Fault.COMPANY
        broken = turned(own.text, [each.text for each in held], [passage.text for passage in cited])
        return Fault(broken) if broken else None

    def _read_now(self, text: str) -> Read:
        words = (word for word in syllables(without_bounds(fold(self._names.written_out(text)))) if word not in FILLERS)
        content = frozenset(word for word in words if not any(letter.isdigit() for letter in word))
        return Read(text, content, facts_of(text), self._places.named_in(text))


def is_odd(text: str, cited: Sequence[Passage]) -> bool:
    """Marks of other languages than prose (markup, code, control characters) that the passages do not have."""
    strange = {
        letter for letter in text if ODD.match(letter) or unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cn"}
    }
    return len(text) > LONGEST_SENTENCE or any(all(each not in p.text for p in cited) for each in strange)


def evidence_of(cited: Sequence[Passage]) -> list[tuple[Evidence, ...]]:
    """What may support a sentence: one sentence of a passage, with the one before it where it points back to that.

    Never two sentences that do not belong together: true words stitched into something nobody wrote.
    """
    offered: list[tuple[Evidence, ...]] = []
    for passage in cited:
        alone = [Evidence(passage, span) for span in sentences(passage.text)]
        offered += [(each,) for each in alone]
        offered += [(before, each) for before, each in pairwise(alone) if POINTS_BACK.search(each.text)]
    return offered


def gather(own: Read, offered: Sequence[tuple[Evidence, ...]], read: Callable[[str], Read]) -> tuple[Evidence, ...]:
    """The evidence that leaves least unsupported, the shortest of equals."""

    def unsupported(evidence: tuple[Evidence, ...]) -> tuple[int, int, int]:
        held = [read(each.text) for each in evidence]
        facts = own.facts.missing_from(*(each.facts for each in held))
        words = own.words.difference(*(each.words for each in held))
        places = own.places.difference(*(each.places for each in held))
        return 3 * len(facts) + 3 * len(places) + len(words), len(evidence), sum(len(each.text) for each in evidence)

    return min(offered, key=unsupported, default=())


def supported(own: Read, held: Sequence[Read]) -> bool:
    """Whether every telling word stands in the evidence. One strange word is enough to turn a sentence (nhanh, chậm)."""
    return bool(own.words) and own.words <= frozenset().union(*(each.words for each in held))


def figures_elsewhere(own: Read, held: Sequence[Read]) -> bool:
    """Whether a sentence puts figures to a place while no sentence of its evidence states a figure for that place."""
    if not own.places or not own.facts.figures:
        return False
    return not any(
        own.places & each.places and len(own.facts.figures) > len(own.facts.missing_from(each.facts).figures)
        for each in held
    )
