"""Answers given lately. Without a language model an answer depends on nothing but the question, the conversation,
what the reader may see, the day, the content of the index and what was taught: while these are the same it need not be found again."""

from __future__ import annotations

import time
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Lock

from assistant.answering.answering import Answering, answer
from assistant.answering.as_of import today
from assistant.domain import Answer, Question, Reader, Released, Step

Key = tuple[str, tuple[str, ...], date, frozenset[str], int, int]
Events = tuple[Released | Answer, ...]


class Remembered:
    """The events of the last `size` answers; any change of the index makes all of them strangers."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._events: OrderedDict[Key, Events] = OrderedDict()

    def answer(self, question: Question, reader: Reader, tools: Answering) -> Iterator[Released | Answer]:
        """As `answering.answer`, with an id and a time of its own each time it is asked."""
        if tools.model is not None or not self._size or len(question.text) > tools.question_characters:
            tools.index.generation()  # what another process stored counts from the first word that is understood
            yield from answer(question, reader, tools)
            return
        started = time.perf_counter()
        key = key_of(question, reader, tools)
        events = self._known(key)
        if events is None:
            yield from self._keep(key, tuple(answer(question, reader, tools)))
            return
        yield from (asked_now(event, started) for event in events)

    def forget(self) -> None:
        """Let go of everything; it could not be found again after a change anyhow, but it would lie in memory."""
        with self._lock:
            self._events.clear()

    def _known(self, key: Key) -> Events | None:
        with self._lock:
            if key in self._events:
                self._events.move_to_end(key)
            return self._events.get(key)

    def _keep(self, key: Key, events: Events) -> Events:
        with self._lock:
            self._events[key] = events
            while len(self._events) > self._size:
                self._events.popitem(last=False)
        return events


def key_of(question: Question, reader: Reader, tools: Answering) -> Key:
    """All that an answer depends on; tomorrow a correction may begin or end though nothing is stored."""
    day = question.as_of or today()
    return question.text, question.history, day, reader.tokens, tools.index.generation(), tools.taught().version


def asked_now(event: Released | Answer, started: float) -> Released | Answer:
    """The same event for another asking."""
    if isinstance(event, Released):
        return event
    took = Step("remembered", round((time.perf_counter() - started) * 1000, 3))
    return replace(event, id=uuid.uuid4().hex, asked_at=datetime.now(UTC), steps=(took,))
