"""The gate asks golden questions again: what would be answered otherwise if a change were made."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from assistant.answering.answering import Answering, answer, guide_of
from assistant.answering.as_of import today
from assistant.answering.taught import Taught
from assistant.answering.taught_search import Guidance, Guide
from assistant.curation.nouns import Golden, Shift
from assistant.domain import Answer, Part, Question, Reader, Understood
from ingest.index.base import Filter

MOST_REMEMBERED = 4_000


def replay(
    goldens: Sequence[Golden], before: Answering, after: Answering, reader_of: Callable[[Golden], Reader]
) -> tuple[Shift, ...]:
    """The golden questions that would be answered otherwise; nothing is recorded, remembered or written by a model."""
    first, second = as_quoted(before), as_quoted(after)
    changed = guide_of(second)
    shifts = []
    for golden in goldens:
        reader = reader_of(golden)
        heard = heard_by(golden, reader, first)
        if heard.could_differ(changed):
            shift = shift_of(golden, heard.answer, answered(golden, reader, second), second)
            shifts += [shift] if shift else []
    return tuple(shifts)


@dataclass(frozen=True)
class Asked:
    """What was looked up of what is taught, while a question was answered."""

    understood: Understood
    vector: np.ndarray
    where: Filter
    guidance: Guidance


@dataclass(frozen=True)
class Heard:
    """An answer, and every question that it depended on what was taught of."""

    answer: Answer
    asked: tuple[Asked, ...]
    taught: Taught  # when it was heard

    def could_differ(self, changed: Guide) -> bool:
        """Whether anything taught for one of these questions is otherwise after the change.

        This is exact: answering looks at what is taught only through the guidance of a question it searches for (its
        own, those of its clauses, those to choose from). As long as each of these is the same, the next question
        searched for is the same as well, and so is the answer.
        """
        return any(changed(each.understood, each.vector, each.where) != each.guidance for each in self.asked)


def as_quoted(tools: Answering) -> Answering:
    """The same without a language model and with one state of what is taught."""
    taught = tools.taught()
    return replace(tools, model=None, taught=lambda: taught, guide=None)


def heard_by(golden: Golden, reader: Reader, tools: Answering) -> Heard:
    """What is answered now; while nothing changes, a preview and the decision after it hear the same."""
    key = (golden.question, reader.tokens, today(), tools.index.generation(), id(tools.taught()), id(tools.index))
    known = remembered.find(key)
    return known or remembered.keep(key, _hear(golden, reader, tools))


def _hear(golden: Golden, reader: Reader, tools: Answering) -> Heard:
    asked: list[Asked] = []
    guide = guide_of(tools)

    def listening(understood: Understood, vector: np.ndarray, where: Filter) -> Guidance:
        guidance = guide(understood, vector, where)
        asked.append(Asked(understood, vector, where, guidance))
        return guidance

    return Heard(answered(golden, reader, replace(tools, guide=listening)), tuple(asked), tools.taught())


def answered(golden: Golden, reader: Reader, tools: Answering) -> Answer:
    """The answer of the answer path itself."""
    *_, last = answer(Question(golden.question), reader, tools)
    assert isinstance(last, Answer)
    return last


def shift_of(golden: Golden, before: Answer, after: Answer, second: Answering) -> Shift | None:
    """How the two differ in what leads and in what is cited; None when they do not."""
    leads, sources = (lead_of(before), lead_of(after)), (sources_of(before), sources_of(after))
    if leads[0] == leads[1] and sources[0] == sources[1]:
        return None
    expected = set(golden.expected)
    wanted = expected | {each.correction.document_id for each in second.taught().supposed}
    cited = [set(each) for each in sources]
    lost = bool(cited[0] & expected) and not cited[1] & expected
    led = leading_source(before) in expected and leading_source(after) not in expected
    return Shift(
        golden=golden,
        before=leads[0],
        after=leads[1],
        before_sources=sources[0],
        after_sources=sources[1],
        broken=lost or led,
        gained=not cited[0] & expected and bool(cited[1] & wanted),
    )


def lead_of(answer: Answer) -> str:
    """The sentence that leads; the whole text where nothing is quoted."""
    return next((each.text for each in answer.sentences if each.part is Part.LEAD), answer.text)


def leading_source(answer: Answer) -> str | None:
    """The document that the leading sentence is quoted from."""
    markers = next((each.markers for each in answer.sentences if each.part is Part.LEAD), ())
    return next((each.document_id for each in answer.citations if each.marker in markers), None)


def sources_of(answer: Answer) -> tuple[str, ...]:
    """The documents cited, each once, in order."""
    return tuple(dict.fromkeys(each.document_id for each in answer.citations))


Key = tuple[str, frozenset[str], date, int, int, int]


class Remembered:
    """The last answers heard; safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._heard: OrderedDict[Key, Heard] = OrderedDict()

    def find(self, key: Key) -> Heard | None:
        """What was heard under these circumstances."""
        with self._lock:
            return self._heard.get(key)

    def keep(self, key: Key, heard: Heard) -> Heard:
        """Remember it, and forget what is oldest."""
        with self._lock:
            self._heard[key] = heard
            while len(self._heard) > self._most:
                self._heard.popitem(last=False)
        return heard


remembered = Remembered(MOST_REMEMBERED)
