"""Raw votes never move an answer: they put a source on its owner's queue, and a person decides."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.answering.answering import answer
from assistant.bootstrap import Assistant, ask, build
from assistant.curation.nouns import ReviewReason
from assistant.domain import Answer, Question, Reader, Role
from assistant.learning.learning import refit
from assistant.records.feedback import give_feedback
from assistant.records.learned import current_of
from assistant.records.tables import now
from assistant.records.tasks import open_tasks
from assistant.tasks.keeper import keep
from assistant.wording import FEEDBACK_REASONS
from tests.conftest import settings_of

QUESTIONS = (
    "Tỷ lệ thôn, bản được phủ sóng di động là bao nhiêu?",
    "Khi nào tắt sóng 2G?",
    "Việc phủ sóng di động ở các thôn lõm sóng thực hiện thế nào?",
    "Nghị định 163/2024/NĐ-CP còn hiệu lực không?",
    "Quỹ Dịch vụ viễn thông công ích hỗ trợ những gì?",
    "Xử lý SIM rác thế nào?",
    "Số lượng máy tính bảng hỗ trợ hộ nghèo?",
    "Chuyển đổi số ở cấp xã được hướng dẫn ra sao?",
)
PEOPLE = 30
VOTES = 400


def told(question: str, reader: Reader, house: Assistant) -> tuple[object, ...]:
    """All of an answer but its number, its moment and how long it took."""
    *_, last = answer(Question(question), reader, house.answering)
    assert isinstance(last, Answer)
    return (
        last.status,
        last.text,
        last.sentences,
        last.citations,
        last.nearest,
        last.units,
        last.score,
        last.chunk_ids,
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_flood_of_votes_changes_any_answer(fresh_home: Path, seed: int) -> None:
    dice = random.Random(seed)
    house = build(settings_of(fresh_home))
    try:
        people = [Reader(100 + number, f"canbo{number}", "Cán bộ", Role.STAFF) for number in range(PEOPLE)]
        before = {question: told(question, people[0], house) for question in QUESTIONS}
        given = [given_to(dice.choice(people), dice.choice(QUESTIONS), house) for _ in range(40)]
        for _ in range(VOTES):
            reader, answer_id = dice.choice(given)
            vote(house, reader, answer_id, dice)
        for reader in people[:6]:  # and all of them against one answer
            _, answer_id = given_to(reader, QUESTIONS[0], house)
            give_feedback(house.engine, reader, answer_id, -1, "wrong", "sai hết")
        for days in (0, 1, 30):
            kept = keep(house, now() + timedelta(days=days))
            assert kept.alone and not kept.failed
        fitted = refit(house, now())
        assert fitted is not None and fitted.decisions == 0 and current_of(house.engine) is None
        assert {question: told(question, people[0], house) for question in QUESTIONS} == before
        assert any(each.reason == ReviewReason.LOW_RATED for each in open_tasks(house.engine, None))
    finally:
        house.close()


def given_to(reader: Reader, question: str, house: Assistant) -> tuple[Reader, str]:
    """Somebody asks, and the answer is in the audit."""
    *_, last = ask(Question(question), reader, house, "test")
    assert isinstance(last, Answer)
    return reader, last.id


def vote(house: Assistant, reader: Reader, answer_id: str, dice: random.Random) -> None:
    value = dice.choice((1, -1, -1))
    reason = dice.choice((None, *FEEDBACK_REASONS)) if value < 0 else None
    give_feedback(house.engine, reader, answer_id, value, reason, dice.choice(("", "sai rồi", "đúng phải là khác")))
