"""The product over a PostgreSQL server: sign in, ingest, ask, quote, read one's history; and the server going away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant import wording
from assistant.bootstrap import Assistant, ask, build
from assistant.domain import Answer, AnswerStatus, Question, Reader, Role
from assistant.records import chats, events, tokens
from assistant.records.accounts import create_account
from assistant.records.answers import find_answer
from assistant.server import create_app
from assistant.withdrawal import withdraw_secret
from ingest.pipeline import add
from ingest.quarantine import held
from tests.conftest import settings_of
from tests.journeys.conftest import FILES, PASSWORD, form_token
from tests.postgres import Server, running_server

LETTERS = ("2020-6345-btttt-hai-phong.pdf", "2023-5130-btttt-hoa-binh.docx")
QUESTION = "Mỗi ngày được gửi quảng cáo đến một số điện thoại bao nhiêu tin nhắn?"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One that a test may switch off."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="module")
def url(server: Server) -> str:
    return server.new()


@pytest.fixture(scope="module")
def assistant(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole product over an empty server, with an account."""
    assistant = build(settings_of(tmp_path_factory.mktemp("served"), database_url=url))
    create_account(assistant.engine, "canbo", "Cán bộ", Role.STAFF, "cuc-vien-thong", PASSWORD)
    yield assistant
    assistant.close()


@pytest.fixture
def browser(assistant: Assistant) -> Iterator[TestClient]:
    """A browser that has signed in."""
    with TestClient(create_app(assistant, chat=False), follow_redirects=False) as client:
        token = form_token(client.get("/dang-nhap").text)
        form = {"name": "canbo", "password": PASSWORD, "form_token": token, "next": "/chat"}
        assert client.post("/dang-nhap", data=form).status_code == 303
        yield client


def test_an_official_signs_in_asks_about_what_was_ingested_and_reads_the_history(
    assistant: Assistant, browser: TestClient
) -> None:
    report = add([FILES / name for name in LETTERS], assistant.pipeline)
    assert not report.failures and report.embedded
    again = add([FILES / name for name in LETTERS], assistant.pipeline)
    assert again.embedded == 0
    answer = browser.post("/api/ask", json={"question": QUESTION}, headers={"origin": "http://testserver"}).json()
    assert answer["status"] == "answered", answer["text"]
    for citation in answer["citations"]:
        text = browser.get(f"/api/documents/{citation['document_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    kept = find_answer(assistant.engine, answer["id"])
    assert (kept.account_name, kept.question, kept.status) == ("canbo", QUESTION, AnswerStatus.ANSWERED)
    vote = {"answer_id": answer["id"], "value": 1}
    assert browser.post("/api/feedback", json=vote, headers={"origin": "http://testserver"}).status_code == 201
    chats.save_thread(assistant.engine, "t1", kept.account_id, QUESTION)
    assert [each.name for each in chats.threads_of(assistant.engine, kept.account_id, search="quảng cáo")] == [QUESTION]
    happened = {each.what for each in events.latest(assistant.engine)}
    assert happened >= {events.What.ACCOUNT_MADE, events.What.SIGNED_IN} and held(assistant.engine) == []


def test_what_another_machine_takes_in_is_in_the_next_answer(
    assistant: Assistant, url: str, browser: TestClient, tmp_path: Path
) -> None:
    asked = {"question": "Công văn 1020/BTTTT-VP trả lời cử tri tỉnh nào?"}
    before = browser.post("/api/ask", json=asked, headers={"origin": "http://testserver"}).json()
    assert before["status"] == "unanswerable_not_found"
    other = build(settings_of(tmp_path / "other", database_url=url))
    report = add([FILES / "2020-1020-btttt-bac-ninh.html"], other.pipeline)
    other.close()
    after = browser.post("/api/ask", json=asked, headers={"origin": "http://testserver"}).json()
    assert report.results[0].document_id in {citation["document_id"] for citation in after["citations"]}


def test_a_secret_found_later_goes_from_the_server_with_the_answers_that_used_it(assistant: Assistant) -> None:
    report = add([FILES / "2024-4076-btttt-quang-binh.txt"], assistant.pipeline)
    document_id = report.results[0].document_id
    assert document_id
    office = Reader(7, "office", "Văn phòng", Role.OFFICE)
    title = next(each.title for each in assistant.index.documents() if each.id == document_id)
    *_, answered = ask(Question(f"{title} (công văn 4076/BTTTT-VP)"), office, assistant, "api")
    assert isinstance(answered, Answer)
    assert document_id in {each.document_id for each in (*answered.citations, *answered.nearest)}
    done = withdraw_secret(document_id, office, "kiểm tra", assistant)
    assert done.answers == 1 and done.chunks > 0 and not done.erased, "files of a server are for its administrator"
    assert assistant.index.document(document_id) is None
    assert find_answer(assistant.engine, answered.id).text == wording.WITHDRAWN
    assert [each.document_id for each in held(assistant.engine)] == [document_id]


def test_a_database_that_is_away_is_told_to_people_and_programs_and_found_again(
    server: Server, assistant: Assistant, browser: TestClient
) -> None:
    reader = browser_reader(assistant)
    token = tokens.create_token(assistant.engine, reader, "máy", None)
    program = {"authorization": f"Bearer {token}"}
    server.stop()
    try:
        away = browser.post("/api/ask", json={"question": QUESTION}, headers=program)
        assert (away.status_code, away.json()["error"]) == (503, "unavailable")
        assert away.json()["message"] == wording.PROBLEMS["unavailable"] and away.headers["retry-after"]
        page = browser.get("/tai-lieu", headers={"accept": "text/html"})
        assert page.status_code == 503 and "tạm thời không truy cập được" in page.text
        *_, last = ask(Question(QUESTION), reader, assistant, "api")
        assert isinstance(last, Answer) and last.status is AnswerStatus.ERROR_UNAVAILABLE and not last.citations
        assert last.text == wording.STATUS[AnswerStatus.ERROR_UNAVAILABLE]
        assert browser.get("/readyz").json()["status"] == "not_ready"
    finally:
        server.start()
    back = browser.post("/api/ask", json={"question": QUESTION}, headers=program)
    assert (back.status_code, back.json()["status"]) == (200, "answered")
    assert browser.get("/readyz").json() == {"status": "ready"}


def browser_reader(assistant: Assistant):
    from assistant.records.accounts import find_account

    account = find_account(assistant.engine, "canbo")
    assert account
    return account.reader
