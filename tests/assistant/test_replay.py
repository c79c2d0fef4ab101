"""The gate finds exactly the golden questions that a change would answer otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.answering import Answering
from assistant.answering.taught import SUPPOSED
from assistant.bootstrap import Assistant, ask, build
from assistant.curation import replay as gate
from assistant.curation.nouns import BlockPassage, Change, ConfirmAnswer, Golden, Lesson, RetireDocument, Shift, Teach
from assistant.curation.replay import answered, lead_of, replay, sources_of
from assistant.domain import Answer, Question
from tests.assistant.taught import STAFF, TELECOM, hear, teach
from tests.conftest import settings_of

QUESTIONS = (
    "Khi nào tắt sóng 2G?",
    "Người dân bị cuộc gọi rác thì báo cho ai?",
    "Điểm Bưu điện - Văn hóa xã được Nhà nước hỗ trợ thế nào?",
    "Hộ nghèo có được hỗ trợ máy tính bảng để học trực tuyến không?",
    "Tỉnh Hà Giang còn bao nhiêu thôn chưa có sóng di động?",
)


@pytest.fixture(scope="module")
def assistant(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    from shutil import copytree

    home = tmp_path_factory.mktemp("gate") / "home"
    assistant = build(settings_of(Path(copytree(sample_home, home))))
    yield assistant
    assistant.close()


@pytest.fixture
def goldens(assistant: Assistant) -> list[Golden]:
    return [
        Golden(number, TELECOM, text, sources_of(hear(assistant, text)), True, None)
        for number, text in enumerate(QUESTIONS, start=1)
    ]


def shifts(change: Change, goldens: list[Golden], assistant: Assistant) -> tuple[Shift, ...]:
    tools = assistant.answering
    return replay(goldens, tools, after(change, tools), lambda _: STAFF)


def after(change: Change, tools: Answering) -> Answering:
    supposed = tools.taught().supposing(change, TELECOM)
    return replace(tools, taught=lambda: supposed)


def differing(change: Change, goldens: list[Golden], assistant: Assistant) -> list[int]:
    """Which would change, found the long way: by asking all of them."""
    changed = after(change, assistant.answering)
    return [
        each.id
        for each in goldens
        if (now := answered(each, STAFF, assistant.answering))
        and (then := answered(each, STAFF, changed))
        and (lead_of(now), sources_of(now)) != (lead_of(then), sources_of(then))
    ]


def test_a_correction_changes_its_own_question_only(assistant: Assistant, goldens: list[Golden]) -> None:
    change = Teach(Lesson("Khi nào thì tắt sóng 2G?", "Từ ngày 16/10/2024 với máy chỉ dùng 2G."))
    [shift] = shifts(change, goldens, assistant)
    assert (shift.golden.id, shift.after) == (1, "Từ ngày 16/10/2024 với máy chỉ dùng 2G.")
    assert shift.before == lead_of(hear(assistant, QUESTIONS[0]))
    assert SUPPOSED in shift.after_sources and SUPPOSED not in shift.before_sources


def test_one_that_no_longer_cites_what_was_approved_is_broken(assistant: Assistant, goldens: list[Golden]) -> None:
    answer = "Máy tính bảng không thuộc chương trình này.\n" + "\n".join(
        f"Nội dung thứ {n} của đơn vị." for n in range(4)
    )
    [shift] = shifts(Teach(Lesson(QUESTIONS[3], answer)), goldens, assistant)
    assert shift.broken and not shift.gained and shift.golden.id == 4


def test_an_unrelated_lesson_changes_nothing(assistant: Assistant, goldens: list[Golden]) -> None:
    change = Teach(Lesson("Máy bay không người lái nuôi ong ở Tả Phìn được hỗ trợ gì?", "Không có hỗ trợ."))
    assert shifts(change, goldens, assistant) == ()


def test_a_blocked_passage_and_a_retired_document_show_what_moves(assistant: Assistant, goldens: list[Golden]) -> None:
    lead = hear(assistant, QUESTIONS[0]).citations[0]
    for change in (
        BlockPassage(QUESTIONS[0], lead.chunk_id, "cũ"),
        RetireDocument(lead.document_id, "cũ"),
    ):
        found = shifts(change, goldens, assistant)
        assert [each.golden.id for each in found] == differing(change, goldens, assistant)
        assert 1 in {each.golden.id for each in found}
    assert all(lead.document_id not in each.after_sources for each in found)


def test_a_confirmed_answer_is_looked_up_by_its_id(assistant: Assistant, goldens: list[Golden]) -> None:
    given = list(ask(Question(QUESTIONS[1]), STAFF, assistant, "cli"))[-1]
    assert isinstance(given, Answer)
    change = ConfirmAnswer(given.id)
    supposed = assistant.answering.taught().supposing(change)
    assert {(each.question, each.chunk_id) for each in supposed.effects} >= {
        (QUESTIONS[1], each.chunk_id) for each in given.citations
    }
    assert [each.golden.id for each in shifts(change, goldens, assistant)] == differing(change, goldens, assistant)


def test_only_what_could_differ_is_answered_twice(
    assistant: Assistant, goldens: list[Golden], monkeypatch: pytest.MonkeyPatch
) -> None:
    change = Teach(Lesson(QUESTIONS[2], "Nhà nước hỗ trợ duy trì điểm phục vụ."))
    shifts(change, goldens, assistant)  # what is answered now is remembered from here on
    asked: list[str] = []

    def counted(golden: Golden, *rest: object) -> Answer:
        asked.append(golden.question)
        return answered(golden, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(gate, "answered", counted)
    assert len(shifts(change, goldens, assistant)) == 1
    assert asked == [QUESTIONS[2]]


def test_the_clause_of_a_question_counts_too(assistant: Assistant) -> None:
    meant = "Học phí trường công của học sinh vùng biên giới có được giảm không"
    text = f"{meant}, bác sĩ trạm y tế thiếu thuốc thì báo ai?"
    golden = Golden(9, TELECOM, text, (), False, None)
    change = Teach(Lesson(meant, "Không thuộc thẩm quyền của Bộ."))
    assert (
        [each.golden.id for each in shifts(change, [golden], assistant)]
        == differing(change, [golden], assistant)
        == [9]
    )


def test_nothing_is_recorded_of_a_replay(assistant: Assistant, goldens: list[Golden]) -> None:
    from sqlalchemy import func, select

    from assistant.records.tables import answers
    from ingest.database import reading

    def count() -> int:
        with reading(assistant.engine) as connection:
            return connection.execute(select(func.count()).select_from(answers)).scalar_one()

    before = count()
    shifts(Teach(Lesson(QUESTIONS[0], "Khác.")), goldens, assistant)
    assert count() == before


def test_the_next_version_is_compared_with_the_one_that_lives(assistant: Assistant) -> None:
    question = "Ai nuôi ong ở Bản Hồ được cấp tần số cho máy bay không người lái?"
    document_id = teach(assistant, Lesson(question, "Chưa ai được cấp."))
    golden = Golden(11, TELECOM, question, (document_id,), True, None)
    change = Teach(Lesson(question, "Hợp tác xã Bản Hồ được cấp."), correction_id="00000000000000a1")
    [shift] = shifts(change, [golden], assistant)
    assert (shift.before, shift.after, shift.broken) == ("Chưa ai được cấp.", "Hợp tác xã Bản Hồ được cấp.", False)
    withdrawn = shifts(RetireDocument(document_id, "sai"), [golden], assistant)
    assert [each.broken for each in withdrawn] == [True]
