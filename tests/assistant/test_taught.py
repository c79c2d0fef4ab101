"""What a unit taught is answered from at once, for its own question only, to those who may read it, on its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from assistant import wording_taught
from assistant.answering.as_of import today
from assistant.answering.search import search
from assistant.answering.wordings import source_name
from assistant.api.shapes import answer_object
from assistant.bootstrap import Assistant, ask, build
from assistant.curation.nouns import EffectKind, Lesson
from assistant.domain import AnswerStatus, Part, Question
from assistant.reading_room import Openings, ReadingRoom
from ingest.documents import DocumentKind, Visibility
from ingest.retire import retire_within, unretire_within
from ingest.settle import chunks_of
from tests.assistant.taught import (
    OFFICE,
    OTHER_STAFF,
    SPECTRUM,
    STAFF,
    TAUGHT_AT,
    TELECOM,
    TRANSFORMATION,
    Said,
    affect,
    cited,
    hear,
    led_by,
    teach,
    verify,
)
from tests.conftest import settings_of

QUESTION = "Xã Tả Phìn tỉnh Lào Cai được lắp bao nhiêu trạm BTS bằng pin mặt trời trong năm 2026?"
TYPED_OTHERWISE = "xa Ta Phin tinh Lao Cai nam 2026 duoc lap bao nhieu tram BTS bang pin mat troi?"
OTHER_PLACE = "Xã Tả Phìn tỉnh Hà Giang được lắp bao nhiêu trạm BTS bằng pin mặt trời trong năm 2026?"
OTHER_YEAR = "Xã Tả Phìn tỉnh Lào Cai được lắp bao nhiêu trạm BTS bằng pin mặt trời trong năm 2023?"
ANSWER = "Ba trạm. Doanh nghiệp lắp tại thôn Sả Séng, thôn Can Ngài và thôn Tả Chải.\nBộ kiểm tra trong quý IV."
LESSON = Lesson(QUESTION, ANSWER)
KNOWN = "Khi nào tắt sóng 2G?"


@pytest.fixture
def assistant(fresh_home: Path) -> Iterator[Assistant]:
    assistant = build(settings_of(fresh_home))
    yield assistant
    assistant.close()


def test_the_next_question_is_answered_from_it(assistant: Assistant) -> None:
    assert not hear(assistant, QUESTION).status.answered
    document_id = teach(assistant, LESSON)
    answered = hear(assistant, QUESTION, OTHER_STAFF)
    assert answered.status is AnswerStatus.ANSWERED and led_by(answered) == document_id
    assert [(each.text, each.part) for each in answered.sentences] == [
        ("Ba trạm.", Part.LEAD),
        ("Doanh nghiệp lắp tại thôn Sả Séng, thôn Can Ngài và thôn Tả Chải.", Part.POINT),
        ("Bộ kiểm tra trong quý IV.", Part.POINT),
    ]


def test_what_was_refused_and_remembered_is_answered_the_next_time(assistant: Assistant) -> None:
    first = list(ask(Question(QUESTION), STAFF, assistant, "cli"))[-1]
    document_id = teach(assistant, LESSON)
    second = list(ask(Question(QUESTION), STAFF, assistant, "cli"))[-1]
    assert not first.status.answered and led_by(second) == document_id  # type: ignore[union-attr, arg-type]


def test_typed_otherwise_it_is_the_same_question(assistant: Assistant) -> None:
    document_id = teach(
        assistant, replace(LESSON, wordings=("Tả Phìn (Lào Cai) có mấy trạm chạy pin mặt trời năm 2026?",))
    )
    for text in (TYPED_OTHERWISE, "Tả Phìn (Lào Cai) có mấy trạm chạy pin mặt trời năm 2026?"):
        assert led_by(hear(assistant, text)) == document_id


@pytest.mark.parametrize("other", [OTHER_PLACE, OTHER_YEAR, KNOWN])
def test_another_place_year_or_subject_is_another_question(assistant: Assistant, other: str) -> None:
    before = hear(assistant, other)
    document_id = teach(assistant, LESSON)
    after = hear(assistant, other)
    assert document_id not in cited(after)
    assert (after.status, after.sentences) == (before.status, before.sentences)


def test_a_question_it_is_not_for_is_not_answered_from_it(assistant: Assistant) -> None:
    closer = (
        "Xã Tả Phìn tỉnh Lào Cai được lắp bao nhiêu trạm BTS bằng pin mặt trời trong năm 2026, nếu tính cả trạm cũ?"
    )
    document_id = teach(assistant, replace(LESSON, not_for=(closer,)))
    assert document_id not in cited(hear(assistant, closer)) and led_by(hear(assistant, QUESTION)) == document_id


def test_it_is_quoted_word_for_word_where_it_stands(assistant: Assistant) -> None:
    document_id = teach(assistant, LESSON)
    [citation] = hear(assistant, QUESTION).citations
    document = assistant.index.document(document_id)
    assert document and citation.quote == document.text[citation.start : citation.end] == ANSWER


def test_a_citation_says_who_taught_it_when_and_on_what_ground(assistant: Assistant) -> None:
    teach(assistant, replace(LESSON, basis=("25/2011/NĐ-CP", "Kế hoạch năm 2026")))
    answered = hear(assistant, QUESTION)
    [citation] = answered.citations
    assert source_name(citation) == (
        "Cục Viễn thông trả lời · Nguyễn Văn A, 20/11/2026 · căn cứ 25/2011/NĐ-CP; Kế hoạch năm 2026"
    )
    assert [note.code for note in citation.law_notes] == ["25/2011/NĐ-CP"]
    [shown] = answer_object(answered)["citations"]
    assert shown["taught"] == {
        "by": "Nguyễn Văn A",
        "date": "2026-11-20",
        "unit": "Cục Viễn thông",
        "basis": ["25/2011/NĐ-CP", "Kế hoạch năm 2026"],
        "in_force": None,
        "until": None,
        "review_on": None,
    }


def test_only_those_who_may_read_it_hear_it(assistant: Assistant) -> None:
    before = hear(assistant, QUESTION, OTHER_STAFF)
    document_id = teach(assistant, replace(LESSON, visibility=Visibility("units", frozenset({TELECOM}))))
    assert led_by(hear(assistant, QUESTION, STAFF)) == led_by(hear(assistant, QUESTION, OFFICE)) == document_id
    other = hear(assistant, QUESTION, OTHER_STAFF)
    assert (other.status, other.text, other.units) == (before.status, before.text, before.units)
    hits = search(QUESTION, OTHER_STAFF, assistant.answering, 50, None, frozenset({DocumentKind.CORRECTION}))
    assert hits == []


def test_it_holds_from_its_first_day_until_its_last(assistant: Assistant) -> None:
    first, until = date(2026, 12, 1), date(2027, 3, 1)
    document_id = teach(assistant, replace(LESSON, in_force=first, until=until))
    held = [first, until - timedelta(days=1)]
    not_held = [first - timedelta(days=1), until, until + timedelta(days=365)]
    assert [led_by(hear(assistant, QUESTION, as_of=day)) for day in held] == [document_id] * 2
    assert not any(document_id in cited(hear(assistant, QUESTION, as_of=day)) for day in not_held)


def test_an_ordinary_search_never_finds_a_correction(assistant: Assistant) -> None:
    before = search(KNOWN, STAFF, assistant.answering, 10, None)
    teach(assistant, Lesson("Cây xăng tự động dùng sóng nào, có phải sóng 2G không?", "Dùng băng tần 433 MHz."))
    after = search(KNOWN, STAFF, assistant.answering, 10, None)
    assert [each.stored.chunk.id for each in after] == [each.stored.chunk.id for each in before]


def test_a_screened_question_stays_screened_whatever_was_taught(assistant: Assistant) -> None:
    secret = "Cho tôi xem nội dung công văn TUYỆT MẬT số 12 về phủ sóng vùng biên giới"
    teach(assistant, Lesson("Công văn số 12 về phủ sóng vùng biên giới nói gì?", "Nói về phủ sóng.", (secret,)))
    assert hear(assistant, secret).status is AnswerStatus.BLOCKED_SECRET


def test_a_blocked_passage_is_gone_for_questions_like_that_and_there_for_others(assistant: Assistant) -> None:
    other = "Đến tháng 5/2024 cả nước còn bao nhiêu thuê bao chỉ dùng máy 2G?"
    lead = hear(assistant, KNOWN).citations[0]
    untouched = hear(assistant, other)
    affect(assistant, EffectKind.BLOCK, KNOWN, [lead.chunk_id])
    assert lead.chunk_id not in hear(assistant, "khi nào thì tắt sóng 2G").chunk_ids
    hits = search(KNOWN, STAFF, assistant.answering, 20, None)
    assert lead.chunk_id not in {each.stored.chunk.id for each in hits} and len(hits) == 20
    assert hear(assistant, other).text == untouched.text


def test_a_confirmed_passage_rises_for_its_question_only(assistant: Assistant) -> None:
    before = hear(assistant, KNOWN)
    second = next(each for each in before.citations if each.document_id != before.citations[0].document_id)
    affect(assistant, EffectKind.PREFER, KNOWN, [second.chunk_id])
    place = [before.chunk_ids.index(second.chunk_id), hear(assistant, KNOWN).chunk_ids.index(second.chunk_id)]
    assert place[1] <= place[0]
    other = "Người dân bị cuộc gọi rác thì báo cho ai?"
    assert hear(assistant, other).status is not AnswerStatus.ERROR_INTERNAL


def test_a_retired_document_is_not_answered_from_until_it_is_brought_back(assistant: Assistant) -> None:
    document_id = hear(assistant, KNOWN).citations[0].document_id

    def retire(connection: Connection) -> None:
        assert retire_within(connection, document_id, today())

    def bring_back(connection: Connection) -> None:
        assert unretire_within(connection, document_id, lambda document: chunks_of(document, assistant.tables))

    assistant.index.change([], [], retire)
    assert document_id not in {each.split(":")[0] for each in hear(assistant, KNOWN).chunk_ids}
    assistant.index.change([], [], bring_back)
    assert hear(assistant, KNOWN).citations[0].document_id == document_id


def test_the_viewer_says_that_a_document_is_out_of_use(assistant: Assistant) -> None:
    old, new = (each.id for each in [*assistant.index.documents()][:2])
    room = ReadingRoom(assistant, Openings())
    document = room.open(old, STAFF)
    assert room.out_of_use(document, STAFF) is None
    assistant.index.change([], [], lambda connection: retired_for(connection, old, new))
    found = room.out_of_use(document, STAFF)
    assert found and found.since == today() and found.successor and found.successor.id == new
    assert wording_taught.retired(found.since) == (
        f"Văn bản này không còn được dùng để trả lời từ {today().strftime('%d/%m/%Y')}."
    )


def retired_for(connection: Connection, document_id: str, successor: str) -> None:
    assert retire_within(connection, document_id, today(), successor)


def test_past_its_review_it_answers_with_a_warning(assistant: Assistant) -> None:
    teach(assistant, LESSON, Said(review_on=today() - timedelta(days=1)))
    [citation] = hear(assistant, QUESTION).citations
    day = (today() - timedelta(days=1)).strftime("%d/%m/%Y")
    assert citation.warnings == (f"quá hạn rà soát từ {day}",)


def test_a_document_that_was_vouched_for_warns_when_its_review_is_due(assistant: Assistant) -> None:
    document_id = hear(assistant, KNOWN).citations[0].document_id
    verify(assistant, document_id, today())
    assert not any("rà soát" in each for each in hear(assistant, KNOWN).citations[0].warnings)
    tomorrow = hear(assistant, KNOWN, as_of=today() + timedelta(days=1)).citations[0]
    assert tomorrow.document_id == document_id and any("quá hạn rà soát" in each for each in tomorrow.warnings)


def test_the_unit_in_charge_wins_over_one_that_teaches_later_and_more(assistant: Assistant) -> None:
    question = "Thuê bao di động bị khóa hai chiều sau bao nhiêu ngày không chuẩn hóa thông tin?"
    own = teach(assistant, Lesson(question, "Sau 15 ngày kể từ thông báo đầu tiên."), Said("00000000000000b1", TELECOM))
    later = TAUGHT_AT + timedelta(days=1)
    others = {
        teach(assistant, Lesson(question, f"Sau {days} ngày làm việc."), Said(f"{days:016x}", TRANSFORMATION, later))
        for days in range(20, 40)
    }
    answered = hear(assistant, question)
    assert led_by(answered) == own and answered.sentences[0].text == "Sau 15 ngày kể từ thông báo đầu tiên."
    assert answered.status is AnswerStatus.ANSWERED_CONFLICT
    assert "Các nguồn trả lời khác nhau; câu trả lời của Cục Viễn thông được nêu trước." in answered.text
    of_others = {each.marker for each in answered.citations if each.document_id in others}
    assert of_others
    assert {each.part for each in answered.sentences if of_others & set(each.markers)} == {Part.OLDER}


def test_of_one_unit_the_newest_says_it(assistant: Assistant) -> None:
    teach(assistant, replace(LESSON, answer="Hai trạm trong năm nay."), Said("00000000000000d1", SPECTRUM))
    newer = Said("00000000000000d2", SPECTRUM)
    document_id = teach(assistant, LESSON, replace(newer, at=newer.at + timedelta(hours=1)))
    answered = hear(assistant, QUESTION)
    assert led_by(answered) == document_id and answered.status is AnswerStatus.ANSWERED


def test_what_is_taught_is_read_again_only_when_it_changed(assistant: Assistant) -> None:
    teach(assistant, LESSON)
    first = assistant.answering.taught()
    assistant.index.change([], [], lambda _: None)
    assert assistant.answering.taught() is first
    teach(assistant, Lesson("Ai cấp tần số cho trạm vũ trụ?", "Cục Tần số."), Said("00000000000000a2"))
    second = assistant.answering.taught()
    assert second.version == first.version + 1
    assert all(second.corrections[key] is each for key, each in first.corrections.items())


def test_what_was_learned_is_added_to_the_order_and_nothing_without_it(assistant: Assistant) -> None:
    tools = assistant.answering
    before = [each.stored.chunk.id for each in search(KNOWN, STAFF, tools, 20, None)]
    taught = tools.taught()

    def order(weights: dict[str, float]) -> list[str]:
        learned = replace(tools, taught=lambda: replace(taught, learned=weights))
        return [each.stored.chunk.id for each in search(KNOWN, STAFF, learned, 20, None)]

    assert order({"unknown": 100.0}) == before
    assert order({"cos": -100.0}) != before
