"""The gate before a decision, the second person, and decisions that teach nothing new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.curation.curation import decide, decide_second, preview, reviewed, undo
from assistant.curation.errors import AlreadyDecided, GateChanged, NotTeachable
from assistant.curation.nouns import (
    BlockPassage,
    ConfirmAnswer,
    CorrectionStatus,
    DecisionKind,
    EffectKind,
    RetireDocument,
    TaskKind,
    Teach,
)
from assistant.domain import AnswerStatus
from assistant.errors import NotAllowed, NotFound
from assistant.records.corrections import correction_of, live_version_of, versions_of
from assistant.records.decisions import effects_of
from assistant.records.golden import goldens_of
from assistant.records.notices import unseen_of
from assistant.records.tasks import open_tasks, task_of
from assistant.records.verifications import verification_of
from tests.assistant.ministry import (
    ANSWER,
    LESSON,
    OFFICE,
    QUESTION,
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


def test_a_protected_answer_that_would_stand_second_needs_another_person_too(ministry: Ministry) -> None:
    ministry.teach()
    change = Teach(changed(answer=OTHER_ANSWER))
    seen = preview(change, ministry["deputy"], ministry.assistant)
    assert [(each.broken, each.gained) for each in seen.shifts] == [(True, False)]
    assert not decide(change, ministry["deputy"], ministry.assistant, seen=seen.digest).live
    assert ministry.answers(ANSWER)


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
