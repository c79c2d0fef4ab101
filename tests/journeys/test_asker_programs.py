"""What the asker and the heads do by programs, and the sheet that a head sends in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant import wording_asker
from assistant.bulk import run as bulk_run
from assistant.records.tokens import create_token
from tests.journeys.asker import ANSWERED, OTHER, UNIT, reader, refused, served
from tests.journeys.conftest import PASSWORD, form_token
from tests.journeys.served import Served

__all__ = ["refused", "served"]  # fixtures


@pytest.fixture
def api(served: Served) -> Iterator[Any]:
    """A program's client by the name of its account."""
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
