"""Teaching leaves what it is not about as it was: the same candidates, the same scores, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering.retrieve import guided, ranked
from assistant.answering.understand import understand
from assistant.bootstrap import Assistant, build
from assistant.curation.nouns import Lesson
from assistant.domain import Question
from ingest.documents import DocumentKind
from ingest.index.base import Filter
from ingest.vietnamese import terms
from tests.assistant.taught import STAFF, Said, led_by, teach
from tests.assistant.taught import hear as answered
from tests.conftest import settings_of

SUBJECTS = ("lắp trạm BTS", "tắt sóng 2G", "phủ sóng 5G", "cấp thẻ nhà báo", "đấu giá tần số", "kéo cáp quang")
TAUGHT = [
    Lesson(
        f"Xã Tả Phìn tỉnh Lào Cai bao giờ được {subject} đợt {turn} năm 2026?",
        f"Đợt {turn}: Bộ Khoa học và Công nghệ giao doanh nghiệp viễn thông {subject} tại thôn Sả Séng, tỉnh Lào Cai.",
    )
    for subject in SUBJECTS
    for turn in range(1, 6)
]
UNRELATED = [
    "Khi nào tắt sóng 2G?",
    "khi nao tat song 2g",
    "Đề nghị Bộ sớm phủ sóng di động cho các thôn bản vùng sâu, vùng xa",
    "Ai cấp thẻ nhà báo?",
    "Mức phạt khi bán sim đã kích hoạt sẵn là bao nhiêu?",
    "Doanh nghiệp viễn thông phải làm gì khi có tin nhắn rác?",
    "bao gio co mang 5g o nong thon",
]
EVERYBODY = Filter(STAFF.tokens)


@pytest.fixture
def assistant(fresh_home: Path) -> Iterator[Assistant]:
    assistant = build(settings_of(fresh_home))
    yield assistant
    assistant.close()


def test_thirty_corrections_move_nothing_among_what_was_received(assistant: Assistant) -> None:
    before = [found_for(assistant, text) for text in UNRELATED]
    teach_all(assistant)
    assert [found_for(assistant, text) for text in UNRELATED] == before
    assert led_by(answered(assistant, TAUGHT[0].question))


def test_what_is_taught_weighs_no_word_of_what_was_received(assistant: Assistant) -> None:
    index, words = assistant.index, terms(" ".join(UNRELATED))
    before = (index.size(), index.frequencies(words), index.spelled(words), index.unmarked(words))
    teach_all(assistant)
    assert (index.size(), index.frequencies(words), index.spelled(words), index.unmarked(words)) == before


def test_a_name_that_only_a_unit_has_written_is_no_slip(assistant: Assistant) -> None:
    assert assistant.index.spelled(["séng"]) == [0]
    teach_all(assistant)
    assert assistant.index.spelled(["séng"])[0] > 0 and assistant.index.unmarked(["seng"])[0] > 0
    assert assistant.index.frequencies(["séng"]) == [0]


def test_corrections_are_found_by_their_words_alone_and_beside_all_else(assistant: Assistant) -> None:
    teach_all(assistant)
    alone = assistant.index.matching("Sả Séng", Filter(kinds=frozenset({DocumentKind.CORRECTION})), 100)
    everything = assistant.index.matching("Sả Séng", Filter(), 1000)
    assert alone and {hit.key for hit in alone} <= {hit.key for hit in everything}
    assert [hit.score for hit in everything] == sorted((hit.score for hit in everything), reverse=True)


def test_order_and_corrections_are_the_same_from_saved_indexes(fresh_home: Path) -> None:
    first = build(settings_of(fresh_home))
    teach_all(first)
    before = [found_for(first, text) for text in UNRELATED]
    first.index.rebuild()
    first.close()
    second = build(settings_of(fresh_home))
    try:
        assert [found_for(second, text) for text in UNRELATED] == before
        assert led_by(answered(second, TAUGHT[0].question))
    finally:
        second.close()


def teach_all(assistant: Assistant) -> None:
    for number, lesson in enumerate(TAUGHT):
        teach(assistant, lesson, Said(id=f"{number:016x}"))


def found_for(assistant: Assistant, text: str) -> tuple[object, ...]:
    """All that ordinary search brings for a question: its wording as understood, each candidate with its scores."""
    tools = assistant.answering
    understood = understand(Question(text), tools.tables, tools.index)
    single = ranked(understood, EVERYBODY, tools.searching, 50)
    _, candidates = guided(understood, EVERYBODY, tools.searching)
    own = [each for each in candidates if each.stored.document_kind is not DocumentKind.CORRECTION]
    return (
        understood.text,
        [(each.stored.key, each.cosine, each.lexical, each.mixed) for each in single],
        [(each.stored.key, each.mixed) for each in own],
    )
