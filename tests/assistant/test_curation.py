"""What a head decides changes what is answered, at once, within their remit, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.curation.curation import propose, reject, undo
from assistant.curation.errors import AlreadyDecided, NotTeachable
from assistant.curation.nouns import (
    CorrectionStatus,
    DecisionKind,
    TaskKind,
    TaskStatus,
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
from assistant.errors import NotAllowed
from assistant.records.corrections import correction_of, corrections_of, live_version_of, versions_of
from assistant.records.golden import goldens_of
from assistant.records.notices import unseen_of
from assistant.records.tasks import open_tasks, people_of, task_of
from assistant.records.teaching import stand_ins
from assistant.records.verifications import verification_of
from ingest.database import writing
from ingest.documents import ChunkKind, DocumentKind
from ingest.index.base import Filter
from ingest.pipeline import original_of
from tests.assistant.ministry import (
    ANSWER,
    LESSON,
    OFFICE_UNIT,
    POST,
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
