"""The asker's side of the loop: refused, put to a unit, waiting, told in the same conversation, asked again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant import wording, wording_asker
from assistant.bootstrap import build
from assistant.curation import curation
from assistant.curation.asker import fresh_answers, today
from assistant.curation.nouns import DecisionKind, Lesson, Task, TaskKind, Teach
from assistant.curation.tasks import hand_over
from assistant.domain import AnswerStatus, Reader, Role
from assistant.records.accounts import create_account, find_account
from assistant.records.feedback import current_feedback
from assistant.records.tasks import people_of, tasks_about
from assistant.settings import Settings
from assistant.working_days import due
from ingest.pipeline import add
from tests.journeys.conftest import FILES, PASSWORD, form_token
from tests.journeys.served import Chat, Served

UNIT, OTHER, OFFICE = "cuc-vien-thong-bkhcn", "vu-buu-chinh-bkhcn", "van-phong-bkhcn"
LETTERS = ("2024-4076-*", "2020-1020-*")
ANSWERED = "Khi nào tắt sóng 2G?"
OUTSIDE = "Giá vàng hôm nay?"
PEOPLE = {
    "mai": (Role.STAFF, None),
    "lan": (Role.STAFF, None),
    "chuyenvien": (Role.STAFF, UNIT),
    "hung": (Role.UNIT_HEAD, UNIT),
    "buu": (Role.UNIT_HEAD, OTHER),
    "vanphong": (Role.OFFICE, OFFICE),
}

Json = dict[str, Any]
_numbers = iter(range(1, 1000))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    assistant = build(Settings(home=tmp_path_factory.mktemp("asker"), _env_file=None))
    add([path for letter in LETTERS for path in FILES.glob(letter)], assistant.pipeline)
    for name, (role, unit) in PEOPLE.items():
        create_account(assistant.engine, name, name.title(), role, unit, PASSWORD)
    running = Served(assistant)
    yield running
    running.stop()
    assistant.close()


@pytest.fixture
def refused() -> str:
    """A question that nothing answers, new for every test."""
    return f"Khi nào phủ sóng vệ tinh di động cho bản Xín Chải số {next(_numbers)}?"


def act(chat: Chat, name: str, **payload: Any) -> Json:
    """Press a button under an answer."""
    body = {"action": {"name": name, "payload": payload}, "sessionId": chat.session_id}
    told = chat.person.http.post("/chat/project/action", json=body)
    assert told.status_code == 200, told.text
    return dict(told.json()["response"])


def reader(served: Served, name: str) -> Reader:
    account = find_account(served.assistant.engine, name)
    assert account
    return account.reader


def task(served: Served, name: str, kind: TaskKind = TaskKind.ESCALATION) -> Task:
    """The newest one of this person."""
    mine = tasks_about(served.assistant.engine, reader(served, name).account_id)
    return next(each for each, _ in mine if each.kind is kind)


def answer(served: Served, waiting: Task, text: str = "Bản này được phủ sóng trước ngày 31/12/2026.") -> None:
    """The head answers for the unit."""
    curation.decide(Teach(Lesson(waiting.question, text), waiting.id), reader(served, "hung"), served.assistant)


def elements(served: Served, name: str, thread: str) -> list[Json]:
    """The drawings of a conversation as it is opened later."""
    person = served.person(name, PASSWORD)
    found = person.http.get(f"/chat/project/thread/{thread}").json()
    return [each["props"] for each in found["elements"]]


def thread_of(chat: Chat) -> str:
    return str(chat.person.threads()["data"][0]["id"])


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


# Programs


@pytest.fixture
def api(served: Served) -> Iterator[Any]:
    """A program's client by the name of its account."""
    from datetime import timedelta

    from assistant.records.tokens import create_token

    clients = []

    def client(name: str) -> TestClient:
        token = create_token(served.assistant.engine, reader(served, name), "tests", timedelta(days=1))
        clients.append(TestClient(served.app, headers={"Authorization": f"Bearer {token}"}))
        return clients[-1]

    yield client
    for each in clients:
        each.close()


def test_a_program_asks_a_unit_and_follows_it_to_its_end(served: Served, api: Any, refused: str) -> None:
    mai, hung = api("mai"), api("hung")
    answer_id = mai.post("/api/ask", json={"question": refused}).json()["id"]
    put = mai.post(f"/api/answers/{answer_id}/ask-unit", json={"comment": "cần sớm"})
    assert put.status_code == 201 and put.json()["unit"] == UNIT
    number = put.json()["id"]
    assert number in [each["id"] for each in hung.get("/api/tasks", params={"unit": UNIT}).json()["tasks"]]
    assert mai.get("/api/tasks", params={"mine": True}).json()["tasks"][0]["mine"]["question"]
    lesson = {"question": refused, "answer": "Trước ngày 1/7/2027.", "preview": True}
    preview = hung.post(f"/api/tasks/{number}/answer", json=lesson).json()["preview"]
    assert mai.get(f"/api/tasks/{number}").json()["status"] == "open"
    decided = hung.post(f"/api/tasks/{number}/answer", json=lesson | {"preview": False, "seen": preview["digest"]})
    assert decided.status_code == 200 and decided.json()["live"]
    assert mai.get("/api/tasks/news").json()["answers"] == [answer_id]
    shown = mai.get(f"/api/tasks/{number}").json()
    assert (shown["status"], shown["decision"]["kind"]) == ("closed", "taught")
    assert mai.post("/api/ask", json={"question": refused}).json()["status"].startswith("answered")
    undone = hung.post(f"/api/decisions/{shown['decision_id']}/undo", json={"reason": "Sai số liệu."})
    assert undone.json()["decision"]["undoes"] == shown["decision_id"]
    assert hung.post(f"/api/decisions/{shown['decision_id']}/undo", json={"reason": "Lần nữa."}).status_code == 409


def test_a_program_hands_over_rejects_and_confirms_by_the_rights_of_its_account(
    served: Served, api: Any, refused: str
) -> None:
    mai, hung, buu = api("mai"), api("hung"), api("buu")
    answer_id = mai.post("/api/ask", json={"question": refused}).json()["id"]
    put = mai.post(f"/api/answers/{answer_id}/ask-unit", json={}).json()
    over = {"unit": OTHER, "reason": "Thuộc bưu chính.", "version": put["version"]}
    assert mai.post(f"/api/tasks/{put['id']}/hand-over", json=over).status_code == 403
    assert buu.post(f"/api/tasks/{put['id']}/hand-over", json=over).status_code == 404
    assert hung.post(f"/api/tasks/{put['id']}/hand-over", json=over).json()["unit"] == OTHER
    assert buu.post(f"/api/tasks/{put['id']}/hand-over", json=over | {"unit": UNIT}).status_code == 409
    assert buu.post(f"/api/tasks/{put['id']}/reject", json={"reason": " "}).status_code == 400
    assert (
        buu.post(f"/api/tasks/{put['id']}/reject", json={"reason": "Đã có."}).json()["decision"]["kind"] == "rejected"
    )
    answered = mai.post("/api/ask", json={"question": ANSWERED}).json()["id"]
    vote = {"answer_id": answered, "value": -1, "reason": "wrong", "proposed": "Khác."}
    number = mai.post("/api/feedback", json=vote).json()["task_id"]
    assert hung.post(f"/api/tasks/{number}/confirm").json()["decision"]["kind"] == "confirmed"


def test_an_officers_answer_waits_for_the_head(served: Served, api: Any, refused: str) -> None:
    mai, officer = api("mai"), api("chuyenvien")
    answer_id = mai.post("/api/ask", json={"question": refused}).json()["id"]
    number = mai.post(f"/api/answers/{answer_id}/ask-unit", json={}).json()["id"]
    lesson = {"question": refused, "answer": "Trước ngày 1/8/2027."}
    assert officer.post(f"/api/tasks/{number}/answer", json=lesson).json()["proposed"]
    assert api("hung").get(f"/api/tasks/{number}").json()["correction_id"]


def test_teaching_by_a_program_keeps_to_the_rights_and_shows_what_changed_meanwhile(
    served: Served, api: Any, refused: str
) -> None:
    hung, mai = api("hung"), api("mai")
    lesson = {"question": refused, "answer": "Có, trước ngày 2/9/2027."}
    assert mai.post("/api/corrections", json=lesson).status_code == 403
    stale = hung.post("/api/corrections", json=lesson | {"seen": "0" * 32})
    assert stale.status_code == 409 and stale.json()["preview"]["digest"]
    assert hung.post("/api/corrections", json=lesson | {"answer": "TUYỆT MẬT\nnội dung"}).status_code == 400
    assert hung.post("/api/corrections", json=lesson).json()["live"]
    listed = mai.get("/api/corrections", params={"q": refused.split()[-1]}).json()["corrections"]
    assert refused in [each["question"] for each in listed]


def test_the_poll_says_who_has_a_desk(served: Served, api: Any) -> None:
    assert api("lan").get("/api/tasks/news").json()["works"] is False
    assert api("hung").get("/api/tasks/news").json()["works"] is True


# The sheet on the web


def test_a_head_teaches_by_a_sheet_in_the_browser_and_takes_it_home(served: Served, refused: str) -> None:
    hung = served.person("hung", PASSWORD)
    page = hung.http.get("/tri-thuc/nap-bang").text
    content = f"Câu hỏi;Trả lời\n{refused};Trước ngày 3/3/2027.\n;thiếu câu hỏi\n"
    form = {"form_token": form_token(page), "don_vi": UNIT}
    sent = hung.http.post("/tri-thuc/nap-bang", data=form, files={"file": ("bang.csv", content.encode())})
    assert sent.status_code == 303
    preview = hung.http.get(sent.headers["location"]).text
    assert wording_asker.BULK_OUTCOME["new"] in preview and "Dòng 3, cột “Câu hỏi”: để trống" in preview
    digest = re.search(r'name="digest" value="(\w+)"', preview)
    assert digest
    begun = hung.http.post(sent.headers["location"], data={"form_token": form["form_token"], "digest": digest[1]})
    assert begun.status_code == 303
    from assistant.curation import bulk_run

    key = sent.headers["location"].rsplit("/", 1)[1]
    bulk_run.wait(bulk_run.run_of(key, reader(served, "hung"), served.assistant), served.assistant)
    ended = hung.http.get(sent.headers["location"]).text
    assert wording_asker.BULK["finished"].format(taught=1, there=0, waiting=0, refused=0) in ended
    assert served.person("mai", PASSWORD).http.get(sent.headers["location"]).status_code == 404
    exported = hung.http.get("/tri-thuc/xuat-bang", params={"don_vi": UNIT})
    assert exported.status_code == 200 and exported.content[:2] == b"PK"
    again = hung.http.post("/tri-thuc/nap-bang", data=form, files={"file": ("lai.xlsx", exported.content)})
    shown = hung.http.get(again.headers["location"]).text
    assert wording_asker.BULK["nothing"] in shown and wording_asker.BULK_OUTCOME["unchanged"] in shown


@pytest.mark.parametrize("name", ["mai", "chuyenvien"])
def test_who_decides_for_no_unit_has_no_sheet_to_send(served: Served, name: str) -> None:
    person, folder = served.person(name, PASSWORD), served.assistant.settings.home / "bulk"
    assert person.http.get("/tri-thuc/nap-bang").status_code == 403
    before = set(folder.glob("*"))
    form = {"form_token": form_token(person.http.get("/viec-toi-hoi").text), "don_vi": UNIT}
    file = {"file": ("bang.csv", "Câu hỏi;Trả lời\nCó gì?;Có.\n".encode())}
    assert person.http.post("/tri-thuc/nap-bang", data=form, files=file).status_code == 403
    assert set(folder.glob("*")) == before, "what was refused leaves nothing behind"


def test_a_file_that_cannot_be_read_is_told_on_the_form(served: Served) -> None:
    hung = served.person("hung", PASSWORD)
    form = {"form_token": form_token(hung.http.get("/tri-thuc/nap-bang").text), "don_vi": UNIT}
    for name, content, told in (
        ("a.csv", b"A;B\n1;2\n", wording_asker.BULK_REFUSED["no_columns"]),
        ("a.xlsx", b"PK\x03\x04 broken", "Tệp hỏng"),
        ("a.csv", "Câu hỏi;Trả lời\nTUYỆT MẬT;x\n".encode(), "bí mật nhà nước"),
    ):
        page = hung.http.post("/tri-thuc/nap-bang", data=form, files={"file": (name, content)})
        assert page.status_code == 400 and told in page.text, name
