"""The asker's side of the loop: refused, put to a unit, waiting, told in the same conversation, asked again."""

from __future__ import annotations

import pytest

from assistant import wording, wording_asker, wording_curation
from assistant.curation import curation
from assistant.curation.nouns import DecisionKind, TaskKind
from assistant.domain import AnswerStatus
from assistant.records.feedback import current_feedback
from assistant.records.tasks import people_of, tasks_about
from assistant.tasks.asker import fresh_answers, today
from assistant.tasks.tasks import hand_over
from assistant.working_days import due
from tests.journeys.asker import (
    ANSWERED,
    OFFICE,
    OTHER,
    OUTSIDE,
    UNIT,
    act,
    answer,
    elements,
    reader,
    refused,
    served,
    task,
    thread_of,
)
from tests.journeys.conftest import PASSWORD
from tests.journeys.served import Served

__all__ = ["refused", "served"]  # fixtures


def test_every_refusal_offers_the_unit_in_charge_and_its_day(served: Served, refused: str) -> None:
    tables = served.assistant.tables
    with served.person("mai", PASSWORD).chat() as chat:
        offer = chat.ask(refused)["offer"]
    last_day = wording.day(due("escalation", today(), tables))
    assert offer["refused"] and offer["unit"] == [UNIT, "Cục Viễn thông"]
    assert offer["line"] == wording_asker.ASK["offer"].format(unit="Cục Viễn thông", due=last_day)


def test_what_lies_outside_is_offered_to_the_office(served: Served) -> None:
    with served.person("mai", PASSWORD).chat() as chat:
        outside = chat.ask(OUTSIDE)
    assert outside["status"] == AnswerStatus.BLOCKED_OUT_OF_REMIT
    assert outside["offer"]["unit"][0] == OFFICE and outside["offer"]["refused"]


def test_an_answer_may_be_put_to_a_unit_too_but_not_in_front(served: Served) -> None:
    with served.person("mai", PASSWORD).chat() as chat:
        answered = chat.ask(ANSWERED)
    assert answered["status"].startswith("answered") and answered["offer"] and not answered["offer"]["refused"]


@pytest.mark.parametrize("question", ["Cho tôi xem tài liệu Tối mật", "Số điện thoại của ông Nguyễn Văn An là gì?"])
def test_a_question_that_must_not_travel_is_offered_to_nobody(served: Served, question: str) -> None:
    with served.person("mai", PASSWORD).chat() as chat:
        shown = chat.ask(question)
        assert shown["status"] in (AnswerStatus.BLOCKED_SECRET, AnswerStatus.BLOCKED_PERSONAL_DATA)
        assert shown["offer"] is None
        assert act(chat, "ask_unit", answer_id=shown["id"]) == {"error": wording.PROBLEMS["not_allowed"]}
    assert not [
        each
        for each, _ in tasks_about(served.assistant.engine, reader(served, "mai").account_id)
        if each.question == question
    ]


def test_the_units_to_choose_from_are_those_of_today(served: Served) -> None:
    with served.person("mai", PASSWORD).chat() as chat:
        codes = [code for code, _ in act(chat, "units")["units"]]
    assert UNIT in codes and "cuc-vien-thong" not in codes and "bo-cong-an" not in codes


def test_who_asks_a_unit_sees_where_it_stands_now_and_later(served: Served, refused: str) -> None:
    with served.person("mai", PASSWORD).chat() as chat:
        shown = chat.ask(refused)
        told = act(chat, "ask_unit", answer_id=shown["id"], comment="Cử tri hỏi tại hội nghị.")
        thread = thread_of(chat)
    [standing] = told["standing"]
    assert standing["open"] and standing["tag"] == wording_asker.STANDING["waiting"].format(unit="Cục Viễn thông")
    assert wording.day(task(served, "mai").due) in standing["more"]
    assert elements(served, "mai", thread)[0]["standing"] == told["standing"]


def test_a_chosen_unit_is_asked(served: Served, refused: str) -> None:
    with served.person("mai", PASSWORD).chat() as chat:
        act(chat, "ask_unit", answer_id=chat.ask(refused)["id"], unit=OTHER)
    assert task(served, "mai").unit == OTHER


def test_who_asks_the_same_waits_together_and_is_told_so(served: Served, refused: str) -> None:
    for name in ("mai", "lan"):
        with served.person(name, PASSWORD).chat() as chat:
            told = act(chat, "ask_unit", answer_id=chat.ask(refused)["id"])
    assert wording_asker.STANDING["together"].format(people=2) in told["standing"][0]["more"]
    assert task(served, "mai").id == task(served, "lan").id


def test_asking_again_while_waiting_says_that_it_waits(served: Served, refused: str) -> None:
    with served.person("mai", PASSWORD).chat() as chat:
        act(chat, "ask_unit", answer_id=chat.ask(refused)["id"])
        again = chat.ask(refused)
    [standing] = again["standing"]
    assert standing["open"] and standing["before"]


def test_the_outcome_is_told_in_the_conversation_where_it_was_asked_once(served: Served, refused: str) -> None:
    engine, mai = served.assistant.engine, reader(served, "mai")
    with served.person("mai", PASSWORD).chat() as chat:
        shown = chat.ask(refused)
        act(chat, "ask_unit", answer_id=shown["id"])
        thread = thread_of(chat)
        answer(served, task(served, "mai"))
        assert fresh_answers(engine, mai.account_id) == [(task(served, "mai").id, shown["id"])]
        chat.seen.clear()
        told = act(chat, "standing", answer_id=shown["id"])
        drawn = chat.until("element", lambda element: element["props"]["told_for"])
    assert refused in drawn["props"]["told_for"] and not fresh_answers(engine, mai.account_id)
    [standing] = told["standing"]
    assert not standing["open"] and standing["again"] == refused
    assert standing["outcome"][0] == wording_asker.OUTCOME[DecisionKind.TAUGHT].format(unit="Cục Viễn thông")
    assert "Hung" in standing["outcome"][-1]
    for _ in range(2):
        outcomes = [each for each in elements(served, "mai", thread) if each["told_for"]]
        assert len(outcomes) == 1 and outcomes[0]["standing"] == told["standing"]


def test_who_was_away_finds_the_outcome_in_the_conversation(served: Served, refused: str) -> None:
    with served.person("lan", PASSWORD).chat() as chat:
        act(chat, "ask_unit", answer_id=chat.ask(refused)["id"])
        thread = thread_of(chat)
    answer(served, task(served, "lan"))
    told = [each["told_for"] for each in elements(served, "lan", thread)]
    assert len(told) == 2 and refused in told[-1]
    assert not fresh_answers(served.assistant.engine, reader(served, "lan").account_id)


def test_the_same_question_is_answered_by_the_unit_afterwards(served: Served, refused: str) -> None:
    with served.person("mai", PASSWORD).chat() as chat:
        act(chat, "ask_unit", answer_id=chat.ask(refused)["id"])
        answer(served, task(served, "mai"), "Bản Xín Chải được phủ sóng trước ngày 30/6/2027.")
        again = chat.ask(refused)
    assert again["status"].startswith("answered") and "30/6/2027" in again["lead"][0]["text"]
    assert "Cục Viễn thông" in again["sources"][0]["name"]


def test_an_undone_answer_is_no_longer_shown_in_the_outcome(served: Served, refused: str) -> None:
    with served.person("mai", PASSWORD).chat() as chat:
        act(chat, "ask_unit", answer_id=chat.ask(refused)["id"])
        thread = thread_of(chat)
    waiting = task(served, "mai")
    answer(served, waiting, "Một câu trả lời sẽ được thu lại.")
    assert "sẽ được thu lại" in str(elements(served, "mai", thread))
    closed = next(
        each
        for each, _ in tasks_about(served.assistant.engine, reader(served, "mai").account_id)
        if each.id == waiting.id
    )
    curation.undo(closed.decision_id or 0, "Chưa đủ căn cứ.", reader(served, "hung"), served.assistant)
    assert "sẽ được thu lại" not in str(elements(served, "mai", thread))


def test_a_report_with_the_right_answer_goes_to_the_owner_and_its_end_is_told(served: Served) -> None:
    with served.person("lan", PASSWORD).chat() as chat:
        shown = chat.ask(ANSWERED)
        told = act(
            chat, "vote", answer_id=shown["id"], value=-1, reason="outdated", comment="đã lùi", proposed="Từ 15/9/2026."
        )
    waiting, lan = task(served, "lan", TaskKind.REPORT), reader(served, "lan")
    assert told["standing"][0]["report"] and waiting.unit == UNIT
    [said] = people_of(served.assistant.engine, waiting.id)
    assert said.proposed == "Từ 15/9/2026." and "đã lùi" in said.comment
    vote = current_feedback(served.assistant.engine, shown["id"], lan.account_id)
    assert vote and (vote.value, vote.reason) == (-1, "outdated")
    curation.reject(waiting.id, "Mốc này đã nêu.", reader(served, "hung"), served.assistant)
    [entry] = [
        each
        for each in elements(served, "lan", served.person("lan", PASSWORD).threads()["data"][0]["id"])
        if each["told_for"]
    ]
    assert wording_asker.REASON.format(reason="Mốc này đã nêu.") in entry["standing"][0]["outcome"]


def test_a_note_with_a_secret_is_refused_in_words_and_nothing_is_sent(served: Served, refused: str) -> None:
    with served.person("lan", PASSWORD).chat() as chat:
        shown = chat.ask(refused)
        told = act(chat, "ask_unit", answer_id=shown["id"], comment="TUYỆT MẬT\nnội dung")
        assert told == {"error": wording_curation.NOT_TEACHABLE["secret"]}
        assert act(chat, "standing", answer_id=shown["id"])["standing"] == []


def test_nobody_puts_anothers_question_to_a_unit(served: Served, refused: str) -> None:
    with served.person("mai", PASSWORD).chat() as chat:
        answer_id = chat.ask(refused)["id"]
    with served.person("lan", PASSWORD).chat() as chat:
        assert act(chat, "ask_unit", answer_id=answer_id) == {"error": wording.PROBLEMS["not_found"]}
        assert act(chat, "standing", answer_id=answer_id) == {"ok": True, "standing": []}


# The page of one's own questions


def test_the_page_shows_what_is_new_first_and_then_no_longer_as_new(served: Served, refused: str) -> None:
    person = served.person("mai", PASSWORD)
    with person.chat() as chat:
        act(chat, "ask_unit", answer_id=chat.ask(refused)["id"], comment="xin trả lời sớm")
    waiting = task(served, "mai")
    hand_over(
        served.assistant.engine,
        served.assistant.tables,
        waiting.id,
        OTHER,
        "Thuộc bưu chính.",
        reader(served, "hung"),
        waiting.version,
    )
    assert "Vụ Bưu chính" in person.http.get("/viec-toi-hoi").text
    curation.reject(waiting.id, "Ngoài phạm vi.", reader(served, "buu"), served.assistant)
    page = person.http.get("/viec-toi-hoi").text
    first = page.split('<li class="card')[1]
    assert refused in first and wording_asker.MINE["fresh"] in first and "Ngoài phạm vi." in first
    assert "Cục Viễn thông → Vụ Bưu chính" in first
    assert f"● {wording_asker.MINE['fresh']}" not in person.http.get("/viec-toi-hoi").text
    assert not fresh_answers(served.assistant.engine, reader(served, "mai").account_id)


def test_an_empty_page_says_how_to_begin(served: Served) -> None:
    assert wording_asker.MINE["none"] in served.person("buu", PASSWORD).http.get("/viec-toi-hoi").text
