"""The same question is found once while nothing changed, and anew as soon as anything did."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from assistant.answering import remember
from assistant.answering.remember import Remembered
from assistant.answering.taught import Taught
from assistant.domain import Answer, AnswerStatus, Question, Reader, Released, Role

STAFF = Reader(1, "canbo", "Cán bộ", Role.STAFF, "cuc-vien-thong")
COLLEAGUE = Reader(2, "dongnghiep", "Đồng nghiệp", Role.STAFF, "cuc-vien-thong")
OFFICE = Reader(3, "vanphong", "Văn phòng", Role.OFFICE)
QUESTION = Question("Khi nào tắt sóng 2G?")


class Path:
    """Counts how often an answer is really looked for; `generation` is that of its index."""

    def __init__(self) -> None:
        self.found = 0
        self.generation = 1
        index = SimpleNamespace(generation=lambda: self.generation)
        self.taught = Taught()
        self.tools = SimpleNamespace(index=index, model=None, question_characters=4000, taught=lambda: self.taught)

    def answer(self, question: Question, reader: Reader, tools: object) -> Iterator[Released | Answer]:
        self.found += 1
        yield Answer(f"id-{self.found}", question.text, AnswerStatus.ANSWERED, "Từ 16/10/2024.")


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch) -> Path:
    path = Path()
    monkeypatch.setattr(remember, "answer", path.answer)
    return path


def asked(memory: Remembered, reader: Reader, path: Path, question: Question = QUESTION) -> Answer:
    last = list(memory.answer(question, reader, path.tools))[-1]  # type: ignore[arg-type]
    assert isinstance(last, Answer)
    return last


def test_a_question_asked_again_is_not_looked_for_again_but_is_an_answer_of_its_own(path: Path) -> None:
    memory = Remembered(10)
    first, second = asked(memory, STAFF, path), asked(memory, COLLEAGUE, path)
    assert path.found == 1
    assert (second.text, second.id != first.id, second.steps[0].name) == (first.text, True, "remembered")


def test_who_may_see_more_is_answered_from_more(path: Path) -> None:
    memory = Remembered(10)
    asked(memory, STAFF, path), asked(memory, OFFICE, path)
    assert path.found == 2


def test_any_change_of_the_index_makes_it_look_again(path: Path) -> None:
    memory = Remembered(10)
    asked(memory, STAFF, path)
    path.generation += 1
    asked(memory, STAFF, path)
    assert path.found == 2


def test_the_conversation_belongs_to_the_question(path: Path) -> None:
    memory = Remembered(10)
    asked(memory, STAFF, path)
    asked(memory, STAFF, path, Question(QUESTION.text, history=("Còn 3G?",)))
    assert path.found == 2


def test_no_more_than_the_size_is_kept_and_none_when_it_is_zero(path: Path) -> None:
    small, none = Remembered(1), Remembered(0)
    for memory in (small, none):
        asked(memory, STAFF, path), asked(memory, STAFF, path, Question("Câu khác?")), asked(memory, STAFF, path)
    assert path.found == 6
