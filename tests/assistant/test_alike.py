"""Who asks the same in other words joins; who asks about another place, year or thing does not."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Assistant
from assistant.tasks.alike import same_among, with_common_words

WAITING = [
    "Khi nào tắt sóng 2G?",
    "Xã Mường Lát tỉnh Thanh Hóa bao giờ có sóng di động?",
    "Mức phạt khi nhắn tin rác là bao nhiêu?",
]


@pytest.mark.parametrize(
    "asked, place",
    [
        ("bao giờ thì tắt sóng 2G", 0),
        ("khi nao tat song 2g", 0),
        ("Khi nào tắt sóng 3G?", None),
        ("Xã Mường Lát tỉnh Sơn La bao giờ có sóng di động?", None),
        ("Tên miền .vn đăng ký ở đâu?", None),
    ],
)
def test_the_same_question_is_found_among_those_that_wait(
    sample_assistant: Assistant, asked: str, place: int | None
) -> None:
    assert same_among(sample_assistant.answering)(asked, WAITING) == place


def test_nothing_waits_nothing_is_the_same(sample_assistant: Assistant) -> None:
    assert same_among(sample_assistant.answering)("Khi nào tắt sóng 2G?", []) is None


def test_only_questions_with_words_in_common_are_read() -> None:
    assert with_common_words("tắt sóng", ["bưu chính", "tắt sóng 2G", "sóng"]) == [1, 2]
