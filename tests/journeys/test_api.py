"""The API as a program meets it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from assistant.api.stream import AnswerStream
from assistant.domain import Answer, AnswerStatus, Part, Released, Sentence
from assistant.errors import TooManyQuestions
from assistant.limits import QuestionLimit
from assistant.records import tokens
from assistant.records.answers import find_answer
from tests.journeys.conftest import Site

QUESTION = "Mỗi ngày được gửi quảng cáo đến một số điện thoại bao nhiêu tin nhắn?"


@pytest.fixture
def program(site: Site) -> Iterator[TestClient]:
    """A program with an API token of an ordinary official."""
    token = tokens.create_token(site.assistant.engine, site.accounts["canbo"].reader, "máy", None)
    client = site.browser()
    client.headers["authorization"] = f"Bearer {token}"
    yield client
    for each in tokens.tokens_of(site.assistant.engine, site.accounts["canbo"].id):
        tokens.revoke_token(site.assistant.engine, site.accounts["canbo"].reader, each.id)


def test_an_answer_quotes_its_document_to_the_letter(program: TestClient) -> None:
    answer = program.post("/api/ask", json={"question": QUESTION}).json()
    assert answer["status"].startswith("answered"), answer["text"]
    assert {step["name"] for step in answer["steps"]} >= {"understand", "retrieve"}
    for citation in answer["citations"]:
        text = program.get(f"/api/documents/{citation['document_id']}").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_every_answer_leaves_its_audit_row(site: Site, program: TestClient) -> None:
    answer = program.post("/api/ask", json={"question": QUESTION}).json()
    kept = find_answer(site.assistant.engine, answer["id"])
    assert (kept.account_name, kept.channel, kept.question) == ("canbo", "api", QUESTION)


@pytest.mark.parametrize("by_header", [True, False])
def test_a_stream_ends_with_the_whole_answer(program: TestClient, by_header: bool) -> None:
    headers = {"accept": "text/event-stream"} if by_header else {}
    body = {"question": QUESTION} | ({} if by_header else {"stream": True})
    events = program.post("/api/ask", json=body, headers=headers).text.strip().split("\n\n")
    names = [event.split("\n")[0] for event in events]
    assert names[-1] == "event: answer" and set(names[:-1]) == {"event: sentence"}
    last = json.loads(events[-1].split("data: ", 1)[1])
    said = [json.loads(event.split("data: ", 1)[1])["text"] for event in events[:-1]]
    assert said == [sentence["text"] for sentence in last["sentences"]]


def test_who_leaves_in_the_middle_closes_the_answer_at_once() -> None:
    closed: list[bool] = []

    def events() -> Iterator[Released | Answer]:
        try:
            while True:
                yield Released(Sentence("câu", (1,), Part.POINT))
        finally:
            closed.append(True)

    async def leave() -> None:
        sent = 0
        gone = asyncio.Event()

        async def receive() -> dict[str, str]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(_message: object) -> None:
            nonlocal sent
            sent += 1
            if sent > 3:
                gone.set()
            await asyncio.sleep(0)

        await AnswerStream(events())({"type": "http"}, receive, send)

    asyncio.run(asyncio.wait_for(leave(), 10))
    assert closed == [True]


@pytest.mark.parametrize("question", ["", "   ", "a" * 50_000, "\u200b\u200b", "\x00\x07", "😀😀😀", "!!!", "\ud83d"])
def test_a_question_that_is_none_is_refused_in_vietnamese(program: TestClient, question: str) -> None:
    answer = program.post(
        "/api/ask", content=json.dumps({"question": question}), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    told = answer.json()
    assert told["message"] and told["error"] in ("blocked_invalid", "bad_request")


@pytest.mark.parametrize(
    "content, kind, status",
    [
        ("{", "application/json", 422),
        ("", "application/json", 422),
        ("[]", "application/json", 422),
        ("null", "application/json", 422),
        ('{"question": 5}', "application/json", 422),
        ('{"question": "a", "history": "b"}', "application/json", 422),
        ('{"question": "a", "as_of": "32/13/2020"}', "application/json", 422),
        ('{"question": "a", "history": [' + '"a",' * 30 + '"a"]}', "application/json", 422),
        (b"\xff\xfe\x00", "application/json", 422),
        ('{"question": "a"}', "text/plain", 422),
        ("x" * (1024 * 1024 + 1), "application/json", 413),
        ("[" * 100_000, "application/json", 422),
    ],
)
def test_a_bad_body_is_refused_in_vietnamese(program: TestClient, content: str, kind: str, status: int) -> None:
    answer = program.post("/api/ask", content=content, headers={"content-type": kind})
    assert 400 <= answer.status_code < 500
    assert (answer.status_code, list(answer.json())) in ((status, ["error", "message"]), (400, ["error", "message"]))


def test_a_body_that_hides_its_length_is_cut_off(program: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    assert program.post("/api/ask", content=parts(), headers={"content-type": "application/json"}).status_code == 413


@pytest.mark.parametrize(
    "path", ["/api/documents", "/api/search?q=a", "/api/documents/x", "/api/documents/x/pages/1.png"]
)
def test_a_program_without_a_token_is_told_so(site: Site, path: str) -> None:
    answer = site.browser().get(path, headers={"accept": "text/html"})
    assert (answer.status_code, answer.json()["error"]) == (401, "not_signed_in")


def test_search_gives_passages_best_first(program: TestClient) -> None:
    hits = program.get("/api/search", params={"q": QUESTION, "k": 3}).json()["hits"]
    assert len(hits) == 3
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


def test_a_picture_marks_a_quotation_given_by_place_or_by_words(program: TestClient) -> None:
    citation = program.post("/api/ask", json={"question": QUESTION}).json()["citations"][0]
    path = f"/api/documents/{citation['document_id']}/pages/{citation['page']}.png"
    plain, by_place, by_words, lost = (
        program.get(path, params={"quote": quote} if quote else {})
        for quote in ("", f"{citation['start']}-{citation['end']}", citation["quote"], "không có câu này")
    )
    assert plain.headers["content-type"] == "image/png"
    assert by_place.content == by_words.content != plain.content == lost.content
    missing = program.get(f"/api/documents/{citation['document_id']}/pages/99.png")
    assert (missing.status_code, missing.json()["error"]) == (404, "page_not_found")


def test_a_vote_is_kept_and_only_on_ones_own_answer(site: Site, program: TestClient) -> None:
    answer_id = program.post("/api/ask", json={"question": QUESTION}).json()["id"]
    vote = {"answer_id": answer_id, "value": -1, "reason": "outdated", "comment": "cũ"}
    assert program.post("/api/feedback", json=vote).status_code == 201
    assert site.browser("quantri").post("/api/feedback", json=vote).status_code == 404
    assert site.browser("quantri").delete(f"/api/feedback/{answer_id}").status_code == 404
    assert program.delete(f"/api/feedback/{answer_id}").status_code == 204


def test_another_site_cannot_ask_with_somebodys_cookie(site: Site) -> None:
    browser = site.browser("canbo")
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "same-site"}):
        answer = browser.post("/api/ask", json={"question": QUESTION}, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (403, "other_site")
    assert (
        browser.post("/api/ask", json={"question": QUESTION}, headers={"origin": "http://testserver"}).status_code
        == 200
    )


def test_health_readiness_and_measures(site: Site) -> None:
    browser = site.browser()
    assert browser.get("/healthz").json() == {"status": "ok"}
    assert browser.get("/readyz").json() == {"status": "ready"}
    assert browser.get("/metrics").status_code == 403
    assert site.browser("canbo").get("/metrics").status_code == 403
    assert "troly_answers_total" in site.browser("quantri").get("/metrics").text
    here = TestClient(site.app, client=("127.0.0.1", 5))
    assert here.get("/metrics").status_code == 200
    assert here.get("/metrics", headers={"x-forwarded-for": "10.1.1.1"}).status_code == 403
    here.close()


def test_what_is_not_ready_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site.assistant.settings, "home", Path("/proc/khong-ghi-duoc"))
    answer = site.browser().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["Không ghi được vào thư mục dữ liệu (hết chỗ hoặc thiếu quyền)."]


def test_an_unforeseen_error_has_a_reference_and_tells_nothing_else(
    site: Site, program: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fall(*_args: object, **_more: object) -> None:
        raise RuntimeError(f"secret: {QUESTION}")

    monkeypatch.setattr("assistant.api.ask.whole_answer", fall)
    answer = program.post("/api/ask", json={"question": QUESTION})
    assert answer.status_code == 500
    told = answer.json()
    assert told["reference"] in told["message"] and "secret" not in answer.text
    logged = capsys.readouterr().out
    assert told["reference"] in logged and QUESTION not in logged


def test_a_hurried_account_is_asked_to_wait(site: Site) -> None:
    limit = QuestionLimit(2)
    one, other = site.accounts["canbo"].reader, site.accounts["quantri"].reader
    limit.count(one)
    limit.count(one)
    with pytest.raises(TooManyQuestions):
        limit.count(one)
    limit.count(other)
    site.app.state.limit = QuestionLimit(1)
    browser = site.browser("canbo")
    assert browser.post("/api/ask", json={"question": QUESTION}).status_code == 200
    assert browser.post("/api/ask", json={"question": QUESTION}).json()["error"] == "too_many_questions"


def test_an_unrecorded_answer_is_not_given(site: Site, program: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.errors import StorageFull

    def full(*_args: object) -> None:
        raise StorageFull("no space")

    monkeypatch.setattr("assistant.bootstrap.save_answer", full)
    answer = program.post("/api/ask", json={"question": QUESTION})
    assert (answer.status_code, answer.json()["status"]) == (507, AnswerStatus.ERROR_STORAGE.value)
    assert answer.json()["citations"] == []


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_nothing_sent_makes_the_server_fall_or_answer_undescribed(
    site: Site, program: TestClient, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", site.app)
    bearer = {"Authorization": program.headers["authorization"]}

    def check(case: schemathesis.Case) -> None:
        answer = case.call(headers=bearer)
        assert answer.status_code < 500, answer.text
        assert str(answer.status_code) in case.operation.responses.status_codes, answer.text
        if answer.status_code >= 400:
            assert answer.json()["message"]

    for operation in schema.get_all_operations():
        strategy = operation.ok().as_strategy(generation_mode=mode)
        settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))(
            given(case=strategy)(check)
        )()
