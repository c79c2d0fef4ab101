"""Asking leaves exactly one audit row, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from assistant import bootstrap
from assistant.domain import Answer, AnswerStatus, Question, Reader, Released, Role, Sentence

READER = Reader(1, "canbo", "Cán bộ", Role.STAFF)
QUESTION = Question("Khi nào tắt sóng 2G?")


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[AnswerStatus]:
    """The statuses of the audit rows written, in order."""
    written: list[AnswerStatus] = []
    monkeypatch.setattr(bootstrap, "save_answer", lambda engine, answer, *rest: written.append(answer.status))
    return written


def asked(path: Any) -> Iterator[Released | Answer]:
    assistant = SimpleNamespace(engine=None, answering=None, remembered=SimpleNamespace(answer=path))
    return bootstrap.ask(QUESTION, READER, assistant, "test")  # type: ignore[arg-type]


def two_events(*_: Any) -> Iterator[Released | Answer]:
    yield Released(Sentence("Một câu.", (1,)))
    yield Answer("1", QUESTION.text, AnswerStatus.ANSWERED, "Một câu.")


def falls_over(*_: Any) -> Iterator[Released | Answer]:
    yield Released(Sentence("Một câu.", (1,)))
    raise RuntimeError("not foreseen")


def test_an_answer_leaves_one_row(rows: list[AnswerStatus]) -> None:
    events = list(asked(two_events))
    assert isinstance(events[-1], Answer)
    assert rows == [AnswerStatus.ANSWERED]


def test_a_reader_who_stops_after_the_answer_has_not_abandoned_it(rows: list[AnswerStatus]) -> None:
    events = asked(two_events)
    next(events), next(events)
    events.close()  # type: ignore[attr-defined]
    assert rows == [AnswerStatus.ANSWERED]


def test_a_reader_who_leaves_early_is_recorded(rows: list[AnswerStatus]) -> None:
    events = asked(two_events)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert rows == [AnswerStatus.ERROR_ABANDONED]


def test_an_unforeseen_error_is_told_and_recorded(rows: list[AnswerStatus]) -> None:
    last = list(asked(falls_over))[-1]
    assert isinstance(last, Answer)
    assert last.status is AnswerStatus.ERROR_INTERNAL
    assert rows == [AnswerStatus.ERROR_INTERNAL]
