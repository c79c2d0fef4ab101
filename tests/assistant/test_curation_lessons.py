"""What may be taken as a lesson, how narrow it is, and what is small about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.curation.curation import preview
from assistant.curation.errors import NotTeachable
from assistant.curation.lessons import differences
from assistant.curation.nouns import (
    DecisionKind,
    Teach,
)
from assistant.domain import AnswerStatus
from assistant.errors import NotFound
from assistant.records.corrections import correction_of, corrections_of, live_version_of
from assistant.records.decisions import decision_of, decisions_of, gate_of
from assistant.records.golden import goldens_of
from ingest.documents import Visibility
from ingest.pipeline import original_of
from tests.assistant.ministry import (
    ALL,
    ANSWER,
    OFFICE,
    POST,
    POST_ONLY,
    QUESTION,
    TELECOM,
    Ministry,
    changed,
    opened,
)

OTHER_ANSWER = "Từ tháng 9/2028, vệ tinh tầm thấp mới phủ sóng đảo Song Tử Tây."
REFUSED = AnswerStatus.UNANSWERABLE_NO_SOURCE


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    with opened(tmp_path / "home") as found:
        yield found


# -------------------------------------------------------------------------------------------------- what may be taken


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"question": "  "}, "empty"),
        ({"answer": " … "}, "empty"),
        ({"question": "a " * 600}, "too_long"),
        ({"answer": "Bộ " * 7_000}, "too_long"),
        ({"wordings": tuple(f"cách hỏi {number}" for number in range(41))}, "too_many"),
        ({"until": date(2020, 1, 1)}, "dates"),
        ({"in_force": date(2090, 1, 2), "until": date(2090, 1, 1)}, "dates"),
        ({"review_days": 0}, "review_days"),
        ({"field": "khong-co"}, "unknown_field"),
        ({"visibility": Visibility("units", frozenset({"khong-co"}))}, "unknown_unit"),
        ({"visibility": Visibility("units")}, "unknown_unit"),
        ({"not_for": (QUESTION.upper(),)}, "own_wording"),
        ({"answer": "TUYỆT MẬT\nKế hoạch phủ sóng đảo"}, "secret"),
        ({"answer": "Độ mật: TỐI MẬT\nKế hoạch phủ sóng"}, "secret"),
        ({"question": "0912 345 678"}, "personal"),
    ],
)
def test_a_lesson_that_cannot_be_taken_says_why_and_leaves_nothing(
    ministry: Ministry, values: dict[str, Any], reason: str
) -> None:
    home = ministry.assistant.settings.home
    kept = {path.name for path in (home / "originals").rglob("*") if path.is_file()}
    with pytest.raises(NotTeachable) as told:
        ministry.teach(changed(**values))
    assert told.value.reason == reason
    assert corrections_of(ministry.assistant.engine, None).total == 0
    assert decisions_of(ministry.assistant.engine, None) == ([], 0)
    assert kept == {path.name for path in (home / "originals").rglob("*") if path.is_file()}


def test_personal_data_are_masked_and_counted(ministry: Ministry) -> None:
    lesson = changed(answer=f"{ANSWER} Liên hệ ông Nguyễn Văn An, điện thoại 0912 345 678.")
    seen = preview(Teach(lesson), ministry["head"], ministry.assistant)
    assert seen.masked == 2 and seen.lesson and "[SĐT]" in seen.lesson.answer
    decided = ministry.teach(lesson)
    document = ministry.assistant.index.document(decided.decision.document_id or "")
    assert document and "0912" not in document.text and "Nguyễn Văn An" not in document.text
    kept = original_of(document.digest, ministry.assistant.settings.home).read_text("utf-8")
    assert "0912" not in kept
    assert "0912" not in correction_of(ministry.assistant.engine, decided.decision.correction_id or "").lesson.answer


def test_letters_pasted_from_an_old_font_are_read_as_they_were_meant(ministry: Ministry) -> None:
    old = "Bé Th«ng tin vµ TruyÒn th«ng ®· tr¶ lêi kiÕn nghÞ cña cö tri vÒ phñ sãng ®¶o Song Tö T©y."
    seen = preview(Teach(changed(answer=old)), ministry["head"], ministry.assistant)
    assert seen.lesson and seen.lesson.answer.startswith("Bộ Thông tin và Truyền thông đã trả lời kiến nghị")


def test_a_basis_is_known_by_its_full_code_and_dead_law_is_told_with_its_successor(ministry: Ministry) -> None:
    lesson = changed(basis=("NĐ 25/2011", "Nghị định số 25/2011/NĐ-CP", "9999/2026/NĐ-CP"))
    seen = preview(Teach(lesson), ministry["head"], ministry.assistant)
    assert seen.lesson and seen.lesson.basis == ("25/2011/NĐ-CP", "9999/2026/NĐ-CP")
    dead, unknown = (next(each for each in seen.conflicts if each.what == what) for what in ("law_dead", "law_unknown"))
    assert "163/2024/NĐ-CP" in dead.excerpt and dead.day == date(2024, 12, 24) and dead.owner == "Chính phủ"
    assert unknown.title == "9999/2026/NĐ-CP"


def test_what_is_taught_for_later_or_until_yesterday_is_not_answered_from(ministry: Ministry) -> None:
    ministry.teach(changed(in_force=date(2090, 1, 1)))
    assert ministry.say().status is REFUSED


# ------------------------------------------------------------------------------------------------ narrowest visibility


def test_what_corrects_a_restricted_source_is_as_restricted(ministry: Ministry) -> None:
    letter = ministry.document("son-la.txt")
    decided = ministry.teach(by="post_head", corrects=(letter,), unit=POST)
    live = live_version_of(ministry.assistant.engine, decided.decision.correction_id or "")
    assert live and live.lesson.visibility == POST_ONLY
    assert ministry.answers(by="post_officer") and ministry.answers(by="office")
    assert not ministry.answers(by="guest") and not ministry.answers(by="head")
    [golden] = goldens_of(ministry.assistant.engine, None)
    assert golden.as_reader == f"unit:{POST}"


def test_two_restricted_sources_leave_what_both_readers_share(ministry: Ministry) -> None:
    both = (ministry.document("son-la.txt"), ministry.document("quang-binh.txt"))
    decided = ministry.teach(by="office", corrects=both)
    live = live_version_of(ministry.assistant.engine, decided.decision.correction_id or "")
    assert live and live.lesson.visibility == OFFICE


def test_nobody_corrects_what_they_may_not_read(ministry: Ministry) -> None:
    for each in (ministry.document("quang-binh.txt"), "0" * 16):
        with pytest.raises(NotFound):
            ministry.teach(corrects=(each,))


def test_a_new_version_is_no_wider_than_what_the_first_corrected(ministry: Ministry) -> None:
    letter = ministry.document("son-la.txt")
    first = ministry.teach(by="post_head", corrects=(letter,), unit=POST)
    wider = changed(answer=OTHER_ANSWER, visibility=ALL)
    second = ministry.teach(wider, by="post_head", correction_id=first.decision.correction_id)
    live = live_version_of(ministry.assistant.engine, second.decision.correction_id or "")
    assert live and live.lesson.visibility == POST_ONLY
    ministry.assistant.index.remove(letter)
    third = ministry.teach(changed(answer=ANSWER), by="post_head", correction_id=first.decision.correction_id)
    live = live_version_of(ministry.assistant.engine, third.decision.correction_id or "")
    assert live and live.lesson.visibility == POST_ONLY


def test_the_answer_to_a_task_is_as_narrow_as_what_the_asker_was_told(ministry: Ministry) -> None:
    text = ministry.assistant.index.document(ministry.document("son-la.txt"))
    assert text
    asked = ministry.say(text.text[text.requests[0].reply.start :][:150], by="post_officer")
    assert ministry.document("son-la.txt") in {each.document_id for each in asked.citations}
    from assistant.tasks.tasks import ask_unit

    task = ask_unit(ministry.assistant.engine, ministry.assistant.tables, ministry["post_officer"], asked.id, POST)
    decided = ministry.teach(by="post_head", task_id=task.id)
    live = live_version_of(ministry.assistant.engine, decided.decision.correction_id or "")
    assert live and live.lesson.visibility == POST_ONLY


# ----------------------------------------------------------------------------------------------------- small matters


def test_the_ledger_tells_what_the_gate_showed(ministry: Ministry) -> None:
    decided = ministry.teach()
    gate = gate_of(ministry.assistant.engine, decided.decision.id)
    assert gate["replayed"] == 0 and gate["broken"] == 0 and gate["before"] is None
    assert decision_of(ministry.assistant.engine, decided.decision.id) == decided.decision
    lines, total = decisions_of(ministry.assistant.engine, frozenset({TELECOM}), kind=DecisionKind.TAUGHT)
    assert total == 1 and lines[0].question == QUESTION
    assert decisions_of(ministry.assistant.engine, frozenset({POST})) == ([], 0)


def test_two_texts_differ_word_by_word() -> None:
    found = differences("Từ ngày 15/9/2024 tắt sóng.", "Từ ngày 16/9/2024 tắt sóng 2G.")
    assert "".join(each.text for each in found if each.what != "new") == "Từ ngày 15/9/2024 tắt sóng."
    assert "".join(each.text for each in found if each.what != "gone") == "Từ ngày 16/9/2024 tắt sóng 2G."
    assert [each.text for each in found if each.what == "gone"] == ["15"]


def test_knowledge_is_found_by_its_words_with_any_capitals(ministry: Ministry) -> None:
    ministry.teach()
    engine = ministry.assistant.engine
    assert corrections_of(engine, frozenset({TELECOM}), words="ĐẢO vệ").total == 1
    assert corrections_of(engine, frozenset({TELECOM}), words="không-có-chữ-này").total == 0
    assert corrections_of(engine, frozenset({POST}), words="đảo").total == 0
