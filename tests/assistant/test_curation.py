"""What a head decides changes what is answered, at once, within their remit, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.curation.curation import decide, decide_second, preview, propose, reject, reviewed, undo
from assistant.curation.errors import AlreadyDecided, GateChanged, NotTeachable
from assistant.curation.lessons import differences
from assistant.curation.nouns import (
    BlockPassage,
    ConfirmAnswer,
    CorrectionStatus,
    DecisionKind,
    EffectKind,
    RetireDocument,
    TaskKind,
    TaskStatus,
    Teach,
)
from assistant.curation.rights import (
    current_unit,
    may_decide,
    may_propose,
    may_see,
    office_unit,
    units_led,
)
from assistant.domain import AnswerStatus, Reader, Role
from assistant.errors import NotAllowed, NotFound
from assistant.records.corrections import correction_of, corrections_of, live_version_of, versions_of
from assistant.records.decisions import decision_of, decisions_of, effects_of, gate_of
from assistant.records.golden import goldens_of
from assistant.records.notices import unseen_of
from assistant.records.tasks import open_tasks, people_of, task_of
from assistant.records.teaching import stand_ins
from assistant.records.verifications import verification_of
from ingest.database import writing
from ingest.documents import ChunkKind, DocumentKind, Visibility
from ingest.index.base import Filter
from ingest.pipeline import original_of
from tests.assistant.ministry import (
    ALL,
    ANSWER,
    LESSON,
    OFFICE,
    OFFICE_UNIT,
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


# ---------------------------------------------------------------------------------------------- live, and taken back


def test_what_is_taught_is_answered_with_the_very_next_question(ministry: Ministry) -> None:
    assert ministry.say().status is REFUSED
    decided = ministry.teach()
    answer = ministry.say()
    assert decided.live and answer.status is AnswerStatus.ANSWERED
    assert answer.citations[0].quote == ANSWER and answer.citations[0].kind is DocumentKind.CORRECTION
    assert ministry.answers(question="đảo Song Tử Tây bao giờ có sóng vệ tinh tầm thấp?")


def test_a_taught_answer_is_a_document_whose_pages_show_all_of_it(ministry: Ministry) -> None:
    lesson = changed(basis=("163/2024/NĐ-CP",), in_force=date(2026, 1, 1), until=date(2030, 1, 1))
    decided = ministry.teach(lesson)
    document = ministry.assistant.index.document(decided.decision.document_id or "")
    assert document and document.unit == TELECOM and document.issuer == "Ông head"
    for part in (QUESTION, LESSON.wordings[0], ANSWER, "163/2024/NĐ-CP", "01/01/2026", "01/01/2030", "Ông head"):
        assert part in document.text
    assert "".join(document.text[page.start : page.end] for page in document.pages) == document.text
    assert original_of(document.digest, ministry.assistant.settings.home).read_text("utf-8") == document.text


def test_only_the_answer_can_be_quoted_and_every_way_to_ask_finds_it(ministry: Ministry) -> None:
    paragraph = "Bộ đã giao doanh nghiệp lập kế hoạch triển khai chi tiết cho từng đảo và báo cáo hằng quý. " * 12
    decided = ministry.teach(changed(answer=f"{ANSWER}\n{paragraph}\n{paragraph}"))
    document_id = decided.decision.document_id
    found = ministry.assistant.index.matching(
        "Song Tử Tây vệ tinh tầm thấp kế hoạch đảo", Filter(kinds=frozenset({DocumentKind.CORRECTION})), 20
    )
    chunks = [each.chunk for each in ministry.assistant.index.chunks([hit.key for hit in found]).values()]
    document = ministry.assistant.index.document(document_id or "")
    assert document and all(chunk.text == document.text[chunk.start : chunk.end] for chunk in chunks)
    replies = [chunk for chunk in chunks if chunk.kind is ChunkKind.REPLY]
    asked = {chunk.text for chunk in chunks if chunk.kind is ChunkKind.PETITION}
    assert len(replies) > 1 and asked == {QUESTION, *LESSON.wordings}
    assert min(chunk.position for chunk in chunks if chunk.kind is ChunkKind.PETITION) > max(
        chunk.position for chunk in replies
    )


def test_an_undone_answer_is_gone_from_everywhere(ministry: Ministry) -> None:
    decided = ministry.teach()
    document = ministry.assistant.index.document(decided.decision.document_id or "")
    assert document
    undone = undo(decided.decision.id, "Trả lời nhầm đảo", ministry["head"], ministry.assistant)
    assert undone.kind is DecisionKind.UNDONE and undone.undoes == decided.decision.id
    assert ministry.say().status is REFUSED
    assert ministry.assistant.index.document(document.id) is None
    assert not original_of(document.digest, ministry.assistant.settings.home).exists()
    assert verification_of(ministry.assistant.engine, document.id) is None
    assert goldens_of(ministry.assistant.engine, None) == []
    assert correction_of(ministry.assistant.engine, decided.decision.correction_id or "").status is (
        CorrectionStatus.RETIRED
    )


def test_a_second_undo_says_who_was_first(ministry: Ministry) -> None:
    decided = ministry.teach()
    undo(decided.decision.id, "Trả lời nhầm", ministry["head"], ministry.assistant)
    with pytest.raises(AlreadyDecided) as told:
        undo(decided.decision.id, "Trả lời nhầm", ministry["deputy"], ministry.assistant)
    assert told.value.by == "Ông head"


def test_undoing_a_new_version_brings_the_earlier_one_back(ministry: Ministry) -> None:
    first = ministry.teach()
    second = ministry.teach(changed(answer=OTHER_ANSWER), correction_id=first.decision.correction_id)
    assert second.decision.kind is DecisionKind.EDITED and second.decision.version == 2
    assert ministry.answers(OTHER_ANSWER) and not ministry.answers(ANSWER)
    undo(second.decision.id, "Bản trước đúng", ministry["head"], ministry.assistant)
    assert ministry.answers(ANSWER) and not ministry.answers(OTHER_ANSWER)
    live = live_version_of(ministry.assistant.engine, first.decision.correction_id or "")
    assert live and live.version == 1
    [golden] = goldens_of(ministry.assistant.engine, frozenset({TELECOM}))
    assert golden.decision_id == first.decision.id


def test_an_earlier_version_is_not_undone_from_under_a_later_one(ministry: Ministry) -> None:
    first = ministry.teach()
    ministry.teach(changed(answer=OTHER_ANSWER), correction_id=first.decision.correction_id)
    with pytest.raises(NotTeachable, match="undone_since"):
        undo(first.decision.id, "Sai", ministry["head"], ministry.assistant)
    assert ministry.answers(OTHER_ANSWER)


def test_after_an_undo_a_further_version_counts_on(ministry: Ministry) -> None:
    first = ministry.teach()
    undo(first.decision.id, "Chưa chắc", ministry["head"], ministry.assistant)
    again = ministry.teach(changed(answer=OTHER_ANSWER), correction_id=first.decision.correction_id)
    assert again.decision.version == 2 and ministry.answers(OTHER_ANSWER)
    versions = versions_of(ministry.assistant.engine, first.decision.correction_id or "")
    assert [each.lesson.answer for each in versions] == [OTHER_ANSWER, ANSWER]


def test_an_undo_needs_a_reason_and_the_right_to_it(ministry: Ministry) -> None:
    decided = ministry.teach()
    with pytest.raises(NotTeachable, match="reason"):
        undo(decided.decision.id, " . ", ministry["head"], ministry.assistant)
    with pytest.raises(NotAllowed):
        undo(decided.decision.id, "Sai", ministry["post_head"], ministry.assistant)
    assert ministry.answers()


def test_an_undo_is_not_undone(ministry: Ministry) -> None:
    decided = ministry.teach()
    undone = undo(decided.decision.id, "Sai", ministry["head"], ministry.assistant)
    with pytest.raises(NotTeachable, match="not_undoable"):
        undo(undone.id, "Đúng rồi", ministry["head"], ministry.assistant)


# ------------------------------------------------------------------------------------------------------------- tasks


def test_an_answer_closes_its_task_and_tells_everybody_who_asked(ministry: Ministry) -> None:
    task = ministry.wait()
    ministry.wait(by="post_officer")
    decided = ministry.teach(task_id=task.id)
    closed = task_of(ministry.assistant.engine, task.id)
    assert closed.status is TaskStatus.CLOSED and closed.decision_id == decided.decision.id
    for name in ("guest", "post_officer"):
        outcomes = [each for each in unseen_of(ministry.assistant.engine, ministry[name].account_id)]
        assert any(each.kind == "outcome" and "đã trả lời" in each.title for each in outcomes)


def test_an_undo_opens_what_the_decision_closed_with_everybody_who_waited(ministry: Ministry) -> None:
    task = ministry.wait()
    ministry.wait(by="post_officer")
    decided = ministry.teach(task_id=task.id)
    undo(decided.decision.id, "Chưa đúng", ministry["head"], ministry.assistant)
    [again] = open_tasks(ministry.assistant.engine, frozenset({TELECOM}))
    assert again.id != task.id and again.kind is TaskKind.ESCALATION and again.people == 2
    assert "Chưa đúng" in again.note
    assert {each.account_id for each in people_of(ministry.assistant.engine, again.id)} == {
        ministry["guest"].account_id,
        ministry["post_officer"].account_id,
    }
    told = unseen_of(ministry.assistant.engine, ministry["guest"].account_id)
    assert any("thu hồi" in each.title for each in told)


def test_a_closed_task_is_not_decided_twice(ministry: Ministry) -> None:
    task = ministry.wait()
    ministry.teach(task_id=task.id)
    with pytest.raises(AlreadyDecided):
        reject(task.id, "Không thuộc thẩm quyền", ministry["deputy"], ministry.assistant)
    with pytest.raises(AlreadyDecided):
        ministry.teach(changed(answer=OTHER_ANSWER), by="deputy", task_id=task.id)
    assert not ministry.answers(OTHER_ANSWER)


def test_the_same_click_twice_teaches_once(ministry: Ministry) -> None:
    ministry.teach()
    with pytest.raises(AlreadyDecided):
        ministry.teach()
    assert corrections_of(ministry.assistant.engine, None).total == 1


def test_a_task_is_turned_down_with_a_reason_that_is_told(ministry: Ministry) -> None:
    task = ministry.wait()
    with pytest.raises(NotTeachable, match="reason"):
        reject(task.id, "  ", ministry["head"], ministry.assistant)
    decision = reject(task.id, "Xin hỏi Bộ Quốc phòng", ministry["head"], ministry.assistant)
    assert decision.kind is DecisionKind.REJECTED and ministry.say().status is REFUSED
    told = unseen_of(ministry.assistant.engine, ministry["guest"].account_id)
    assert any("Xin hỏi Bộ Quốc phòng" in each.body for each in told)
    undo(decision.id, "Thuộc thẩm quyền của ta", ministry["head"], ministry.assistant)
    assert len(open_tasks(ministry.assistant.engine, frozenset({TELECOM}))) == 1


def test_an_officers_draft_is_answered_from_only_after_the_head_approved(ministry: Ministry) -> None:
    task = ministry.wait()
    correction_id = propose(LESSON, task.id, ministry["officer"], ministry.assistant)
    proposed = correction_of(ministry.assistant.engine, correction_id)
    assert proposed.status is CorrectionStatus.PROPOSED and ministry.say().status is REFUSED
    assert ministry.assistant.index.document(proposed.document_id) is None
    assert task_of(ministry.assistant.engine, task.id).correction_id == correction_id
    decided = ministry.teach(proposed.lesson, task_id=task.id)
    assert decided.decision.correction_id == correction_id and decided.decision.kind is DecisionKind.TAUGHT
    taught = ministry.say().citations[0].taught
    assert ministry.answers() and taught and taught.by == "Ông head"


def test_a_draft_is_dropped_when_the_task_ends_otherwise(ministry: Ministry) -> None:
    task = ministry.wait()
    correction_id = propose(LESSON, task.id, ministry["officer"], ministry.assistant)
    reject(task.id, "Chưa có căn cứ", ministry["head"], ministry.assistant)
    assert correction_of(ministry.assistant.engine, correction_id).status is CorrectionStatus.REJECTED


def test_a_draft_for_what_is_live_leaves_the_live_answer_alone(ministry: Ministry) -> None:
    first = ministry.teach()
    task = ministry.wait(question="Đảo Song Tử Tây khi nào bắt đầu phủ sóng vệ tinh?")
    with writing(ministry.assistant.engine) as connection:
        from assistant.records.teaching import tasks

        chosen = tasks.update().where(tasks.c.id == task.id).values(correction_id=first.decision.correction_id)
        connection.execute(chosen)
    propose(changed(answer=OTHER_ANSWER), task.id, ministry["officer"], ministry.assistant)
    newest = correction_of(ministry.assistant.engine, first.decision.correction_id or "")
    assert newest.version == 2 and newest.status is CorrectionStatus.PROPOSED
    assert ministry.answers(ANSWER) and not ministry.answers(OTHER_ANSWER)
    assert corrections_of(ministry.assistant.engine, None, CorrectionStatus.LIVE).total == 1


# ------------------------------------------------------------------------------------------------------------ rights


def test_only_the_head_of_the_unit_their_stand_in_and_the_office_decide(ministry: Ministry) -> None:
    task = ministry.wait()
    for name in ("officer", "post_head", "guest"):
        with pytest.raises(NotAllowed):
            ministry.teach(by=name, task_id=task.id)
    with pytest.raises(NotAllowed):
        propose(LESSON, task.id, ministry["post_officer"], ministry.assistant)
    assert ministry.say().status is REFUSED
    assert ministry.teach(by="office", task_id=task.id).live


def test_a_stand_in_decides_from_the_first_to_the_last_day_and_no_longer(ministry: Ministry) -> None:
    engine, tables, officer = ministry.assistant.engine, ministry.assistant.tables, ministry["officer"]
    first, last = date(2026, 11, 2), date(2026, 11, 6)
    with writing(engine) as connection:
        row = {"unit": TELECOM, "account_id": officer.account_id, "first": first, "last": last, "made_by_id": 1}
        connection.execute(stand_ins.insert().values(**row, made_by="x", made=datetime.now(UTC)))
    days = {first - timedelta(1): False, first: True, last: True, last + timedelta(1): False}
    assert {day: may_decide(officer, TELECOM, engine, tables, day) for day in days} == days
    with writing(engine) as connection:
        connection.execute(stand_ins.update().values(ended=datetime.now(UTC)))
    assert not may_decide(officer, TELECOM, engine, tables, first)


def test_a_head_leads_what_their_unit_has_become(ministry: Ministry) -> None:
    engine, tables = ministry.assistant.engine, ministry.assistant.tables
    before = Reader(9, "x", "X", Role.UNIT_HEAD, "cuc-vien-thong")
    today = date(2026, 11, 22)
    assert current_unit("cuc-tin-hoc-hoa", tables, today) == "cuc-chuyen-doi-so-bkhcn"
    assert current_unit("cuc-tin-hoc-hoa", tables, date(2023, 1, 1)) == "cuc-chuyen-doi-so"
    assert current_unit("khong-co", tables, today) == "khong-co"
    assert may_decide(before, TELECOM, engine, tables, today) and not may_decide(before, POST, engine, tables, today)
    assert units_led(before, engine, tables, today) == {"cuc-vien-thong", TELECOM}
    assert office_unit(tables, today) == OFFICE_UNIT and office_unit(tables, date(2024, 1, 1)) == "van-phong"
    assert units_led(ministry["officer"], engine, tables, today) == frozenset()
    assert POST in units_led(ministry["office"], engine, tables, today)


def test_a_task_is_read_by_its_unit_the_office_and_those_who_wait(ministry: Ministry) -> None:
    task = ministry.wait()
    engine, tables, today = ministry.assistant.engine, ministry.assistant.tables, date(2026, 11, 22)
    who = {name for name, reader in ministry.people.items() if may_see(task, reader, engine, tables, today)}
    assert who == {"head", "deputy", "officer", "office", "guest"}
    assert may_propose(ministry["officer"], TELECOM, engine, tables, today)
    assert not may_propose(ministry["guest"], TELECOM, engine, tables, today)


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
    from assistant.curation.tasks import ask_unit

    task = ask_unit(ministry.assistant.engine, ministry.assistant.tables, ministry["post_officer"], asked.id, POST)
    decided = ministry.teach(by="post_head", task_id=task.id)
    live = live_version_of(ministry.assistant.engine, decided.decision.correction_id or "")
    assert live and live.lesson.visibility == POST_ONLY


# ---------------------------------------------------------------------------------------------------------- the gate


def test_what_was_seen_is_what_is_approved(ministry: Ministry) -> None:
    change = Teach(LESSON)
    seen = preview(change, ministry["head"], ministry.assistant)
    assert preview(change, ministry["head"], ministry.assistant).digest == seen.digest
    assert decide(change, ministry["head"], ministry.assistant, seen=seen.digest).live


def test_what_changed_since_it_was_seen_is_shown_again(ministry: Ministry) -> None:
    change = Teach(changed(question=f"{QUESTION[:-1]} vậy?", answer=OTHER_ANSWER))
    seen = preview(change, ministry["deputy"], ministry.assistant)
    ministry.teach()
    with pytest.raises(GateChanged) as told:
        decide(change, ministry["deputy"], ministry.assistant, seen=seen.digest)
    now = told.value.preview
    assert now.digest != seen.digest and [each.what for each in now.conflicts] == ["knowledge"]
    assert now.conflicts[0].excerpt == ANSWER and now.conflicts[0].owner == "Cục Viễn thông"
    assert not ministry.answers(OTHER_ANSWER)


def test_a_conflict_with_what_one_may_not_read_names_its_owner_only(ministry: Ministry) -> None:
    ministry.teach(changed(visibility=OFFICE), by="office")
    seen = preview(Teach(changed(answer=OTHER_ANSWER)), ministry["post_head"], ministry.assistant)
    [hidden] = [each for each in seen.conflicts if each.what == "knowledge"]
    assert hidden.owner == "Văn phòng Bộ" and hidden.document_id is None and hidden.link == "" and hidden.excerpt == ""
    assert ANSWER not in repr(seen) and "Song Tử Tây bao giờ" not in repr(seen.conflicts)


def breaking(ministry: Ministry) -> BlockPassage:
    """A change that breaks the protected answer of the telecom unit."""
    taught = ministry.teach()
    return BlockPassage(QUESTION, f"{taught.decision.document_id}:00000", "Không dùng đoạn này")


def test_what_breaks_a_protected_answer_waits_for_somebody_else(ministry: Ministry) -> None:
    change = breaking(ministry)
    seen = preview(change, ministry["head"], ministry.assistant)
    assert seen.breaks_protected and seen.replayed == 1
    waiting = decide(change, ministry["head"], ministry.assistant, seen=seen.digest)
    assert not waiting.live and waiting.task_id and ministry.answers()
    assert task_of(ministry.assistant.engine, waiting.task_id).kind is TaskKind.SECOND
    with pytest.raises(NotTeachable, match="already_proposed"):
        decide(change, ministry["head"], ministry.assistant, seen=seen.digest)
    with pytest.raises(NotTeachable, match="second"):
        decide_second(waiting.task_id, True, ministry["head"], ministry.assistant)
    with pytest.raises(NotAllowed):
        decide_second(waiting.task_id, True, ministry["post_head"], ministry.assistant)
    decided = decide_second(waiting.task_id, True, ministry["deputy"], ministry.assistant)
    assert decided.live and not ministry.answers()
    assert decided.decision.by.name == "Ông head" and decided.decision.second
    assert decided.decision.second.name == "Ông deputy"
    with pytest.raises(AlreadyDecided):
        decide_second(waiting.task_id, True, ministry["office"], ministry.assistant)
    undo(decided.decision.id, "Đoạn này đúng", ministry["head"], ministry.assistant)
    assert ministry.answers()


def test_what_the_second_person_sends_back_changes_nothing(ministry: Ministry) -> None:
    waiting = decide(breaking(ministry), ministry["head"], ministry.assistant)
    assert waiting.task_id
    with pytest.raises(NotTeachable, match="reason"):
        decide_second(waiting.task_id, False, ministry["deputy"], ministry.assistant)
    decided = decide_second(waiting.task_id, False, ministry["deputy"], ministry.assistant, "Đoạn này vẫn đúng")
    assert not decided.live and decided.decision.kind is DecisionKind.REJECTED and ministry.answers()
    assert open_tasks(ministry.assistant.engine, None) == []
    told = unseen_of(ministry.assistant.engine, ministry["head"].account_id)
    assert any("Đoạn này vẫn đúng" in each.body for each in told)


def test_a_lesson_that_waits_goes_live_as_it_was_written(ministry: Ministry) -> None:
    first = ministry.teach()
    task = ministry.wait(question=f"{QUESTION[:-1]} vậy?", by="post_officer")
    change = Teach(
        changed(answer=OTHER_ANSWER, wordings=(), question="Đảo Trường Sa Lớn có trường học không?"),
        task_id=task.id,
        correction_id=first.decision.correction_id,
    )
    waiting = decide(change, ministry["head"], ministry.assistant)
    assert waiting.task_id and not waiting.live and ministry.answers()
    newest = correction_of(ministry.assistant.engine, first.decision.correction_id or "")
    assert newest.status is CorrectionStatus.WAITING_SECOND and newest.version == 2
    with pytest.raises(NotTeachable, match="already_proposed"):
        ministry.teach(changed(answer="Khác"), correction_id=first.decision.correction_id)
    decided = decide_second(waiting.task_id, True, ministry["deputy"], ministry.assistant)
    assert decided.live and decided.decision.version == 2 and not ministry.answers()
    assert task_of(ministry.assistant.engine, task.id).decision_id == decided.decision.id
    assert task_of(ministry.assistant.engine, waiting.task_id).decision_id == decided.decision.id
    assert len(versions_of(ministry.assistant.engine, first.decision.correction_id or "")) == 2


# ---------------------------------------------------------------------------------------------- the other decisions


def test_a_blocked_passage_is_not_used_for_this_question_and_comes_back_when_undone(ministry: Ministry) -> None:
    taught = ministry.teach()
    undo(taught.decision.id, "Thử", ministry["head"], ministry.assistant)
    letter = ministry.assistant.index.document(ministry.document("hoa-binh.docx"))
    assert letter
    asked = letter.text[letter.requests[0].reply.start :][:150]
    answer = ministry.say(asked)
    assert answer.citations
    chunk = answer.citations[0].chunk_id
    decided = decide(BlockPassage(asked, chunk, "Số liệu cũ"), ministry["office"], ministry.assistant)
    assert chunk not in {each.chunk_id for each in ministry.say(asked).citations}
    [effect] = effects_of(ministry.assistant.engine, decided.decision.id)
    assert effect.kind is EffectKind.BLOCK and effect.live
    with pytest.raises(AlreadyDecided):
        decide(BlockPassage(asked, chunk, "Số liệu cũ"), ministry["office"], ministry.assistant)
    undo(decided.decision.id, "Vẫn đúng", ministry["office"], ministry.assistant)
    assert chunk in {each.chunk_id for each in ministry.say(asked).citations}


def test_a_confirmed_answer_is_golden_preferred_and_vouched_for(ministry: Ministry) -> None:
    letter = ministry.assistant.index.document(ministry.document("hoa-binh.docx"))
    assert letter
    answer = ministry.say(letter.text[letter.requests[0].reply.start :][:150], by="office")
    decided = decide(ConfirmAnswer(answer.id), ministry["office"], ministry.assistant)
    assert decided.decision.kind is DecisionKind.CONFIRMED
    [golden] = goldens_of(ministry.assistant.engine, None)
    assert golden.protected and set(golden.expected) == {each.document_id for each in answer.citations}
    assert {each.kind for each in effects_of(ministry.assistant.engine, decided.decision.id)} == {EffectKind.PREFER}
    with pytest.raises(AlreadyDecided):
        decide(ConfirmAnswer(answer.id), ministry["office"], ministry.assistant)
    undo(decided.decision.id, "Chưa chắc", ministry["office"], ministry.assistant)
    assert goldens_of(ministry.assistant.engine, None) == []
    assert not any(each.live for each in effects_of(ministry.assistant.engine, decided.decision.id))


def test_a_refusal_and_anothers_answer_are_not_confirmed(ministry: Ministry) -> None:
    with pytest.raises(NotTeachable, match="not_answered"):
        decide(ConfirmAnswer(ministry.say(by="office").id), ministry["office"], ministry.assistant)
    with pytest.raises(NotFound):
        decide(ConfirmAnswer(ministry.say(by="guest").id), ministry["head"], ministry.assistant)


def test_a_retired_document_is_not_answered_from_until_that_is_undone(ministry: Ministry) -> None:
    letter = ministry.assistant.index.document(ministry.document("hoa-binh.docx"))
    assert letter
    asked = letter.text[letter.requests[0].reply.start :][:150]
    cited = ministry.say(asked).citations[0].document_id
    with pytest.raises(NotAllowed):
        decide(RetireDocument(cited, "Đã cũ"), ministry["guest"], ministry.assistant)
    with pytest.raises(NotTeachable, match="successor"):
        decide(RetireDocument(cited, "Đã cũ", successor="0" * 16), ministry["office"], ministry.assistant)
    decided = decide(RetireDocument(cited, "Đã cũ"), ministry["office"], ministry.assistant)
    assert cited not in {each.document_id for each in ministry.say(asked).citations}
    assert ministry.assistant.index.document(cited)
    with pytest.raises(AlreadyDecided):
        decide(RetireDocument(cited, "Đã cũ"), ministry["office"], ministry.assistant)
    undo(decided.decision.id, "Vẫn dùng", ministry["office"], ministry.assistant)
    assert cited in {each.document_id for each in ministry.say(asked).citations}


def test_a_retired_correction_ends_with_its_golden_question_and_comes_back_with_it(ministry: Ministry) -> None:
    taught = ministry.teach()
    retired = decide(RetireDocument(taught.decision.document_id or "", "Đã cũ"), ministry["head"], ministry.assistant)
    assert retired.live and ministry.say().status is REFUSED
    assert goldens_of(ministry.assistant.engine, None) == []
    undo(retired.decision.id, "Vẫn đúng", ministry["head"], ministry.assistant)
    assert ministry.answers() and len(goldens_of(ministry.assistant.engine, None)) == 1
    assert live_version_of(ministry.assistant.engine, taught.decision.correction_id or "")


def test_who_looked_again_vouches_until_the_day_they_named(ministry: Ministry) -> None:
    at = datetime(2026, 11, 22, 3, tzinfo=UTC)
    taught = ministry.teach(at=at)
    document_id = taught.decision.document_id or ""
    first = verification_of(ministry.assistant.engine, document_id)
    assert first and first.review_on == date(2027, 5, 21)
    again = reviewed(document_id, ministry["deputy"], ministry.assistant, days=30, at=at + timedelta(1))
    found = verification_of(ministry.assistant.engine, document_id)
    assert found and found.review_on == date(2026, 12, 23) and found.by.name == "Ông deputy"
    undo(again.id, "Chưa xem kỹ", ministry["head"], ministry.assistant)
    assert verification_of(ministry.assistant.engine, document_id) == first
    with pytest.raises(NotAllowed):
        reviewed(document_id, ministry["post_head"], ministry.assistant)
    with pytest.raises(NotTeachable, match="review_days"):
        reviewed(document_id, ministry["head"], ministry.assistant, days=0)


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
