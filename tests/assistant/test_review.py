"""What was taught or vouched for stays right: it comes back to its owner in time, once for each reason, never silently."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from assistant.bootstrap import Assistant
from assistant.curation.curation import reviewed
from assistant.curation.nouns import CorrectionStatus, DecisionKind, Lesson, ReviewReason, Task
from assistant.curation.rights import office_unit
from assistant.domain import Reader, Role
from assistant.records.tasks import open_tasks, task_of
from assistant.records.uses import uses_since
from assistant.records.verifications import verification_of
from assistant.upkeep import review
from assistant.upkeep.review import items_of, listed, sweep
from assistant.upkeep.verification import most_used_unverified, owner_of, verified_share, verify_within
from assistant.working_days import due
from ingest import database as db
from ingest.database import reading, writing
from ingest.documents import DocumentKind, Visibility
from tests.assistant.reviewed import HEAD, TELECOM, answered, at, decided, document, opened, store, teach, voted

LEANS_ON_DEAD_LAW = "Việc quản lý thuê bao thực hiện theo Nghị định số 25/2011/NĐ-CP của Chính phủ."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Assistant]:
    assistant = opened(tmp_path)
    yield assistant
    assistant.close()


def waiting(house: Assistant, reason: ReviewReason | None = None) -> list[Task]:
    tasks = open_tasks(house.engine, None, most=1000)
    return [each for each in tasks if reason is None or each.reason == reason]


def test_a_document_belongs_to_its_unit_as_it_is_called_today(house: Assistant) -> None:
    assert (
        owner_of(document("1", unit="cuc-tin-hoc-hoa"), house.tables, date(2026, 11, 22)) == "cuc-chuyen-doi-so-bkhcn"
    )
    assert owner_of(document("1", unit="Cục Viễn thông"), house.tables, date(2024, 11, 22)) == "cuc-vien-thong"


def test_without_a_unit_it_belongs_to_who_has_its_field_and_else_to_the_office(house: Assistant) -> None:
    on = date(2026, 11, 22)
    assert owner_of(document("1", unit=None, field="buu-chinh"), house.tables, on) == "vu-buu-chinh-bkhcn"
    assert owner_of(document("1", unit="Sở Xây dựng"), house.tables, on) == office_unit(house.tables, on)


def test_guidance_is_looked_at_after_a_year_and_everything_else_after_half_a_year(house: Assistant) -> None:
    letter = store(house, document("thư"))
    guidance = store(house, document("hướng dẫn", kind=DocumentKind.GUIDANCE))
    when = at("2026-01-10")
    with writing(house.engine) as connection:
        days = [verify_within(connection, house.tables, each, TELECOM, HEAD, when) for each in (letter, guidance)]
        sooner = verify_within(connection, house.tables, letter, TELECOM, HEAD, when, days=30)
    assert days == [date(2026, 7, 9), date(2027, 1, 10)]
    assert sooner == date(2026, 2, 9)
    newest = verification_of(house.engine, letter)
    assert newest and newest.review_on == sooner and newest.by == HEAD


def test_the_day_of_a_review_is_the_day_in_vietnam(house: Assistant) -> None:
    letter = store(house, document("thư"))
    late = at("2026-01-10", hour=1)  # the ninth in Greenwich
    with writing(house.engine) as connection:
        assert verify_within(connection, house.tables, letter, TELECOM, HEAD, late, days=1) == date(2026, 1, 11)


def test_an_item_past_its_review_day_stands_on_its_owners_queue_once(house: Assistant) -> None:
    taught = teach(house, "1", at("2026-01-10"))
    answered(house, at("2026-06-01"), taught)
    assert not sweep(house, at("2026-07-08")).opened
    assert sweep(house, at("2026-07-09")).opened == {ReviewReason.DUE: 1}
    for day in ("2026-07-09", "2026-07-10", "2026-01-01", "2027-07-10"):
        assert not sweep(house, at(day)).opened
    task = waiting(house)[0]
    assert (task.unit, task.document_id, task.reason) == (TELECOM, taught, ReviewReason.DUE)
    assert task.due == due("review", date(2026, 7, 9), house.tables)
    assert "09/07/2026" in task.note and task.people == 0


def test_what_was_reviewed_comes_back_at_its_next_review_day_only(house: Assistant) -> None:
    taught = teach(house, "1", at("2026-01-10"))
    answered(house, at("2026-06-01"), taught)
    sweep(house, at("2026-07-09"))
    decided(house, waiting(house)[0].id, at("2026-07-10"), DecisionKind.REVIEWED, taught)
    answered(house, at("2026-08-01"), taught)
    assert not sweep(house, at("2027-01-05")).opened
    assert sweep(house, at("2027-01-06")).opened == {ReviewReason.DUE: 1}


def test_who_only_closes_a_review_is_asked_again_when_the_time_of_a_review_has_passed(house: Assistant) -> None:
    taught = teach(house, "1", at("2026-01-10"))
    answered(house, at("2026-06-01"), taught)
    sweep(house, at("2026-07-09"))
    decided(house, waiting(house)[0].id, at("2026-07-10"), DecisionKind.REJECTED)
    assert not sweep(house, at("2026-07-14")).opened
    assert sweep(house, at("2026-07-25")).opened == {ReviewReason.DUE: 1}


def test_a_correction_whose_own_end_comes_near_is_told_once(house: Assistant) -> None:
    taught = teach(house, "1", at("2026-01-10"), Lesson("Lễ hội mở ngày nào?", "Ngày 1/3.", until=date(2026, 3, 20)))
    assert not sweep(house, at("2026-03-04")).opened
    assert sweep(house, at("2026-03-05")).opened == {ReviewReason.DUE: 1}
    decided(house, waiting(house)[0].id, at("2026-03-06"), DecisionKind.REVIEWED, taught)
    assert not sweep(house, at("2026-03-25")).opened


def test_answers_in_use_that_lean_on_law_that_died_since_are_one_task_for_a_unit(house: Assistant) -> None:
    old = [store(house, document(str(n), LEANS_ON_DEAD_LAW, issued=date(2023, 5, n))) for n in (1, 2, 3)]
    late = store(house, document("9", LEANS_ON_DEAD_LAW, issued=date(2025, 5, 1)))
    knows = store(house, document("8", LEANS_ON_DEAD_LAW[:-1] + ", nay đã hết hiệu lực.", issued=date(2023, 5, 8)))
    unused = store(house, document("7", LEANS_ON_DEAD_LAW, issued=date(2023, 5, 7)))
    postal = store(house, document("6", LEANS_ON_DEAD_LAW, issued=date(2023, 5, 6), unit="Vụ Bưu chính"))
    answered(house, at("2026-11-01"), *old, late, knows, postal)
    assert sweep(house, at("2026-11-22")).opened == {ReviewReason.LAW_DIED: 2}
    task = next(each for each in waiting(house) if each.unit == TELECOM)
    assert task.question == "3 trả lời dựa vào Nghị định 25/2011/NĐ-CP đã hết hiệu lực"
    assert "24/12/2024" in task.note and "163/2024/NĐ-CP" in task.note
    assert set(items_of(task)) == set(old) and unused not in items_of(task)
    assert items_of(next(each for each in waiting(house) if each.unit != TELECOM)) == (postal,)


def test_law_that_dies_tomorrow_is_told_tomorrow(house: Assistant) -> None:
    letter = store(house, document("1", LEANS_ON_DEAD_LAW, issued=date(2023, 5, 1)))
    answered(house, at("2024-12-20"), letter)
    assert not sweep(house, at("2024-12-23")).opened
    assert sweep(house, at("2024-12-24")).opened == {ReviewReason.LAW_DIED: 1}


def test_a_correction_whose_basis_died_is_told_though_nobody_used_it(house: Assistant) -> None:
    lesson = Lesson("Ai quản lý thuê bao?", "Doanh nghiệp viễn thông.", basis=("Nghị định 25/2011/NĐ-CP",))
    taught = teach(house, "1", at("2024-12-01"), lesson)
    known_dead = teach(house, "2", at("2025-01-01"), lesson)
    sweep(house, at("2025-01-02"))
    assert items_of(waiting(house, ReviewReason.LAW_DIED)[0]) == (taught,)
    assert known_dead not in items_of(waiting(house)[0])


def test_a_dead_law_comes_back_only_with_answers_nobody_has_looked_at(house: Assistant) -> None:
    first = store(house, document("1", LEANS_ON_DEAD_LAW, issued=date(2023, 5, 1)))
    answered(house, at("2026-11-01"), first)
    sweep(house, at("2026-11-22"))
    decided(house, waiting(house)[0].id, at("2026-11-23"), DecisionKind.REVIEWED)
    assert not sweep(house, at("2026-11-24")).opened
    second = store(house, document("2", LEANS_ON_DEAD_LAW, issued=date(2023, 5, 2)))
    answered(house, at("2026-11-24"), first, second)
    sweep(house, at("2026-11-25"))
    assert items_of(waiting(house)[0]) == (second,)


def test_an_open_task_about_a_dead_law_lists_what_is_used_meanwhile_and_is_never_closed_by_itself(
    house: Assistant,
) -> None:
    first, second = (store(house, document(n, LEANS_ON_DEAD_LAW, issued=date(2023, 5, 1))) for n in "12")
    answered(house, at("2026-11-01"), first)
    sweep(house, at("2026-11-22"))
    answered(house, at("2026-11-22"), second)
    assert sweep(house, at("2026-11-23")).remarked == 1
    task = waiting(house)[0]
    assert set(items_of(task)) == {first, second}
    with writing(house.engine) as connection:
        for each in (first, second):
            verify_within(connection, house.tables, each, TELECOM, HEAD, at("2026-11-24"))
    sweep(house, at("2026-11-24"))
    assert waiting(house)[0].id == task.id and waiting(house)[0].note.startswith("Đã có người xử lý hết")


def test_a_review_of_several_ends_with_its_last_item(house: Assistant) -> None:
    one, two = (store(house, document(n, LEANS_ON_DEAD_LAW, issued=date(2023, 5, 1))) for n in "12")
    answered(house, at("2026-11-01"), one, two)
    sweep(house, at("2026-11-22"))
    task = waiting(house)[0]
    assert task.document_id is None
    assert {each.title for each in listed(task)} == {"Công văn 1", "Công văn 2"}
    head = Reader(7, "b", "Trần Thị B", Role.UNIT_HEAD, TELECOM)
    reviewed(one, head, house, task.id, at=at("2026-11-23"))
    assert items_of(task_of(house.engine, task.id)) == (two,) and waiting(house)
    sweep(house, at("2026-11-24"))
    assert waiting(house)[0].question.startswith("1 trả lời dựa vào")
    reviewed(two, head, house, task.id, at=at("2026-11-24"))
    assert not waiting(house) and not sweep(house, at("2026-11-25")).opened


@pytest.mark.parametrize("fate", ["removed", "retired"])
def test_a_correction_that_lost_its_source_is_looked_at_again(house: Assistant, fate: str) -> None:
    source, other = store(house, document("nguồn")), store(house, document("khác"))
    taught = teach(house, "1", at("2026-01-10"), corrects=[source, other])
    assert not sweep(house, at("2026-02-01")).opened
    if fate == "removed":
        house.index.remove(source)
    else:
        retire(house, source, date(2026, 2, 2), successor=other)
    assert sweep(house, at("2026-02-02")).opened == {ReviewReason.SOURCE_GONE: 1}
    task = waiting(house)[0]
    assert task.document_id == taught
    assert ("Thay bằng: Công văn khác" in task.note) == (fate == "retired")
    decided(house, task.id, at("2026-02-03"), DecisionKind.REVIEWED, taught)
    assert not sweep(house, at("2026-03-01")).opened


def test_a_source_given_up_for_the_correction_itself_is_no_loss(house: Assistant) -> None:
    source = store(house, document("nguồn"))
    taught = teach(house, "1", at("2026-01-10"), corrects=[source])
    retire(house, source, date(2026, 2, 2), successor=taught)
    assert not sweep(house, at("2026-02-02")).opened


def test_what_three_people_find_wrong_is_looked_at_with_their_reasons(house: Assistant) -> None:
    letter, second = store(house, document("1")), store(house, document("2"))
    answer = answered(house, at("2026-11-01"), letter, second)
    for person, reason in ((1, "wrong"), (2, "outdated")):
        voted(house, answer, at("2026-11-02"), person, -1, reason)
    assert not sweep(house, at("2026-11-03")).opened
    voted(house, answer, at("2026-11-03"), 3, -1, "outdated")
    assert sweep(house, at("2026-11-03")).opened == {ReviewReason.LOW_RATED: 1}
    task = waiting(house)[0]
    assert task.document_id == letter
    assert "3 người" in task.note and "đã cũ: 2; sai nội dung: 1" in task.note


def test_one_person_is_one_voice_and_praise_weighs_as_much(house: Assistant) -> None:
    loud, praised = store(house, document("1")), store(house, document("2"))
    for number in range(9):
        voted(house, answered(house, at("2026-11-01"), loud), at("2026-11-02"), person=1 + number % 2, value=-1)
    answer = answered(house, at("2026-11-01"), praised)
    for person in range(3):
        voted(house, answer, at("2026-11-02"), person, -1)
    for person in range(10, 14):
        voted(house, answer, at("2026-11-02"), person, 1)
    assert not sweep(house, at("2026-11-03")).opened


def test_votes_from_before_the_last_look_or_older_than_sixty_days_count_no_more(house: Assistant) -> None:
    letter = store(house, document("1"))
    answer = answered(house, at("2026-08-01"), letter)
    for person in range(3):
        voted(house, answer, at("2026-08-02"), person, -1)
    assert not sweep(house, at("2026-10-10")).opened
    sweep(house, at("2026-08-10"))
    decided(house, waiting(house)[0].id, at("2026-08-11"), DecisionKind.REVIEWED, letter)
    assert not sweep(house, at("2026-08-12")).opened
    for person in range(3):
        voted(house, answered(house, at("2026-08-13"), letter), at("2026-08-13"), person, -1)
    assert sweep(house, at("2026-08-14")).opened == {ReviewReason.LOW_RATED: 1}


def test_a_correction_nobody_used_for_half_a_year_is_looked_at(house: Assistant) -> None:
    lesson = Lesson("Hỏi gì?", "Trả lời.", review_days=900)
    taught, used = teach(house, "1", at("2026-01-10"), lesson), teach(house, "2", at("2026-01-10"), lesson)
    with writing(house.engine) as connection:
        for each in (taught, used):
            verify_within(connection, house.tables, each, TELECOM, HEAD, at("2026-01-10"), days=900)
    answered(house, at("2026-05-01"), used)
    assert not sweep(house, at("2026-07-08")).opened
    assert sweep(house, at("2026-07-10")).opened == {ReviewReason.UNUSED: 1}
    assert waiting(house)[0].document_id == taught
    decided(house, waiting(house)[0].id, at("2026-07-11"), DecisionKind.REJECTED)
    assert not sweep(house, at("2026-10-01")).opened


def test_a_task_about_what_is_gone_says_so_and_waits_for_the_head(house: Assistant) -> None:
    taught = teach(house, "1", at("2026-01-10"))
    answered(house, at("2026-06-01"), taught)
    sweep(house, at("2026-07-09"))
    house.index.remove(taught)
    assert sweep(house, at("2026-07-10")).remarked == 1
    assert sweep(house, at("2026-07-11")).remarked == 0
    task = waiting(house)[0]
    assert task.note.startswith("Mục này không còn dùng") and task_of(house.engine, task.id).closed is None


def test_what_is_not_answered_from_is_not_asked_about(house: Assistant) -> None:
    for status in (CorrectionStatus.PROPOSED, CorrectionStatus.RETIRED, CorrectionStatus.REJECTED):
        teach(house, status.value, at("2026-01-10"), status=status)
    assert not sweep(house, at("2027-01-10")).opened


def test_the_title_of_what_a_unit_may_not_read_is_told_to_the_office_only(house: Assistant) -> None:
    office_only = teach(house, "1", at("2026-01-10"), visibility=Visibility("office"))
    of_unit = teach(house, "2", at("2026-01-10"), visibility=Visibility("units", frozenset({"cuc-vien-thong"})))
    sweep(house, at("2026-07-09"))
    owners = {each.document_id: each.unit for each in waiting(house)}
    assert owners == {office_only: office_unit(house.tables, date(2026, 7, 9)), of_unit: TELECOM}


def test_a_unit_is_not_buried_under_routine_reviews(house: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "MOST_WAITING", 3)
    texts = [f"Câu hỏi số {number}?" for number in range(5)]
    taught = [teach(house, text, at("2026-01-10"), Lesson(text, "Trả lời.")) for text in texts]
    used = taught[-1]
    answered(house, at("2026-07-01"), used)
    swept = sweep(house, at("2026-07-09"))
    assert swept.opened == {ReviewReason.DUE: 3} and swept.put_off == 2
    most_used = next(each for each in waiting(house) if each.document_id == used)
    decided(house, most_used.id, at("2026-07-10"), DecisionKind.REVIEWED, used)
    assert sweep(house, at("2026-07-10")).opened == {ReviewReason.DUE: 1}


def test_a_sweep_after_a_year_away_finds_everything_once(house: Assistant) -> None:
    taught = [teach(house, str(number), at("2026-01-10")) for number in range(3)]
    assert sweep(house, at("2028-01-10")).opened == {ReviewReason.DUE: 3}
    assert {each.document_id for each in waiting(house)} == set(taught)
    assert not sweep(house, at("2025-01-10")).opened and not sweep(house, at("2029-01-10")).opened


def test_the_share_verified_counts_documents_in_use_whose_review_is_not_past_due(house: Assistant) -> None:
    letter, unused = store(house, document("1")), store(house, document("2"))
    postal = store(house, document("3", unit="Vụ Bưu chính"))
    taught = teach(house, "4", at("2026-10-01"))
    for _ in range(2):
        answered(house, at("2026-11-01"), letter, postal)
    answered(house, at("2026-11-02"), letter)
    on = date(2026, 11, 22)
    share = verified_share(house.engine, house.tables, None, on)
    assert (share.verified, share.used) == (1, 3)
    assert verified_share(house.engine, house.tables, TELECOM, on).share == 0.5
    assert verified_share(house.engine, house.tables, TELECOM, date(2027, 3, 30)).verified == 0
    found = most_used_unverified(house.engine, house.tables, None, on)
    assert [(each.document_id, each.uses) for each in found] == [(letter, 3), (postal, 2)]
    assert unused not in {each.document_id for each in found} and taught


def test_uses_count_answers_not_citations(house: Assistant) -> None:
    letter = store(house, document("1"))
    answered(house, at("2026-11-01"), letter, letter)
    answered(house, at("2026-11-20"), letter)
    with reading(house.engine) as connection:
        assert uses_since(connection, at("2026-10-01")) == {letter: 2}
        assert uses_since(connection, at("2026-11-02")) == {letter: 1}
        assert uses_since(connection, at("2026-10-01"), at("2026-11-02")) == {letter: 1}


def retire(house: Assistant, document_id: str, since: date, successor: str | None = None) -> None:
    with writing(house.engine) as connection:
        values = {"document_id": document_id, "since": since, "successor": successor}
        connection.execute(insert(db.retirements).values(values))
