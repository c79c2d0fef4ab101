"""Faults that Chainlit 2.12 has as it comes (found by trying): none of them is in ours."""

from __future__ import annotations

import asyncio
import os
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from websockets.exceptions import ConnectionClosed, InvalidStatus

from assistant import wording
from assistant.bootstrap import Assistant
from assistant.chat import home
from assistant.domain import Role
from assistant.errors import NotFound, NotSignedIn
from assistant.records import chats
from assistant.records.accounts import create_account, find_account
from assistant.records.answers import find_answer
from assistant.records.chats import ChatStep
from assistant.records.feedback import current_feedback
from ingest.errors import StorageFull
from tests.journeys.conftest import PASSWORD
from tests.journeys.served import Person, Refused, Served, open_socket, wait_until

QUESTION = "Cả nước có bao nhiêu Điểm Bưu điện - Văn hóa xã đang hoạt động?"


@pytest.fixture(scope="module")
def served(library: Assistant) -> Iterator[Served]:
    running = Served(library)
    yield running
    running.stop()


@pytest.fixture
def admin(served: Served) -> Person:
    return served.person("quantri", PASSWORD)


@pytest.fixture
def eve(served: Served) -> Person:
    return served.person("canbo", PASSWORD)


def a_thread_of(person: Person) -> tuple[str, str]:
    """A conversation with one answer: its id and the answer's."""
    with person.chat() as chat:
        answer = chat.ask(QUESTION)
    return person.threads()["data"][0]["id"], answer["id"]


# 1. Feedback checked no owner


def test_nobody_votes_on_anothers_answer(served: Served, admin: Person, eve: Person) -> None:
    _, answer_id = a_thread_of(admin)
    with admin.chat() as chat:
        assert chat.vote(answer_id=answer_id, value=1).json()["response"] == {"ok": True}
    with eve.chat() as chat:
        refused = {"error": wording.PROBLEMS["not_found"]}
        assert chat.vote(answer_id=answer_id, value=-1, reason="wrong").json()["response"] == refused
        assert chat.vote(answer_id=answer_id, value=0).json()["response"] == refused
    account = find_account(served.assistant.engine, "quantri")
    assert account
    vote = current_feedback(served.assistant.engine, answer_id, account.id)
    assert vote and vote.value == 1


def test_chainlits_own_feedback_routes_do_not_exist(eve: Person) -> None:
    feedback = {"feedback": {"forId": "x", "value": 0}, "sessionId": "x"}
    assert eve.http.put("/chat/feedback", json=feedback).status_code == 404
    assert eve.http.request("DELETE", "/chat/feedback", json={"feedbackId": "1"}).status_code == 404


def test_a_vote_through_anothers_open_chat_is_refused(admin: Person, eve: Person) -> None:
    with admin.chat() as chat:
        answer = chat.ask(QUESTION)
        action = {"name": "vote", "payload": {"answer_id": answer["id"], "value": -1, "reason": "wrong"}}
        body = {"action": action, "sessionId": chat.session_id}
        assert eve.http.post("/chat/project/action", json=body).status_code in (401, 404)


def test_anothers_conversation_cannot_be_read_renamed_or_deleted(admin: Person, eve: Person) -> None:
    thread, _ = a_thread_of(admin)
    step = admin.http.get(f"/chat/project/thread/{thread}").json()["elements"][0]["id"]
    assert eve.http.get(f"/chat/project/thread/{thread}").status_code == 404
    assert eve.http.get(f"/chat/project/thread/{thread}/element/{step}").status_code == 404
    assert eve.http.put("/chat/project/thread", json={"threadId": thread, "name": "x"}).status_code == 404
    assert eve.http.request("DELETE", "/chat/project/thread", json={"threadId": thread}).status_code == 404
    assert eve.http.put("/chat/project/thread/share", json={"threadId": thread, "isShared": True}).status_code == 404
    assert eve.http.get(f"/chat/project/share/{thread}").status_code == 404
    assert thread not in str(eve.threads())
    assert admin.http.get(f"/chat/project/thread/{thread}/element/{step}").json()["id"] == step
    assert admin.http.put("/chat/project/thread", json={"threadId": thread, "name": "Tên mới"}).status_code == 200


def test_anothers_conversation_can_be_neither_resumed_nor_written_into(admin: Person, eve: Person) -> None:
    thread, _ = a_thread_of(admin)
    before = admin.http.get(f"/chat/project/thread/{thread}").json()["steps"]
    with pytest.raises(Refused), eve.chat(thread):
        pass
    assert admin.http.get(f"/chat/project/thread/{thread}").json()["steps"] == before


# 2. Tokens that outlived the sign-out, and people who came back


def chainlit_token(name: str) -> str:
    """A token that Chainlit itself would take: signed with the key of this process."""
    from chainlit.auth import create_jwt
    from chainlit.user import User

    return str(create_jwt(User(identifier=name)))


def test_no_browser_ever_holds_a_token_of_chainlit(admin: Person) -> None:
    for path in ("/chat/", "/chat/user", "/chat/auth/config"):
        assert "set-cookie" not in admin.http.get(path).headers
    assert "set-cookie" not in admin.http.post("/chat/set-session-cookie", json={"session_id": "x"}).headers
    assert set(admin.http.cookies) == {"troly"}


def test_a_token_of_chainlit_opens_nothing(served: Served, eve: Person) -> None:
    stolen = chainlit_token("quantri")
    alone = {"cookie": f"access_token={stolen}", "authorization": f"Bearer {stolen}"}
    import httpx

    assert httpx.get(f"{served.address}/chat/user", headers=alone).status_code == 401
    with open_socket(served, f"access_token={stolen}") as socket, pytest.raises(ConnectionClosed):
        socket.recv(timeout=10)
    both = {"cookie": f"troly={eve.token}; access_token={stolen}", "authorization": f"Bearer {stolen}"}
    assert httpx.get(f"{served.address}/chat/user", headers=both).json()["identifier"] == "canbo"


def test_after_the_sign_out_every_door_is_shut_and_the_open_chat_closes(served: Served) -> None:
    person = served.person("canbo", PASSWORD)
    token = person.token
    with person.chat() as chat:
        person.sign_out()
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                chat.frame()
    assert closed.value.rcvd and closed.value.rcvd.code == 4401
    stolen = {"cookie": f"troly={token}; access_token={chainlit_token('canbo')}"}
    assert person.http.get("/chat/user", headers=stolen).status_code == 401
    page = person.http.get("/chat/", headers=stolen | {"accept": "text/html"})
    assert page.status_code == 303 and page.headers["location"].startswith("/dang-nhap")
    with open_socket(served, stolen["cookie"]) as socket, pytest.raises(ConnectionClosed):
        socket.recv(timeout=10)


def test_a_deleted_account_is_out_at_once_and_does_not_come_back(served: Served) -> None:
    engine = served.assistant.engine
    account = create_account(engine, "sap-nghi", "Sắp nghỉ", Role.STAFF, None, PASSWORD)
    person = served.person("sap-nghi", PASSWORD)
    with person.chat() as chat:
        served.app.state.access.delete_account(account.id, "quantri")
        with pytest.raises(ConnectionClosed):
            while True:
                chat.frame()
    assert person.http.get("/chat/user").status_code == 401
    assert find_account(engine, "sap-nghi") is None


def test_chainlit_can_make_no_account(served: Served) -> None:
    from chainlit.user import User

    with pytest.raises(NotSignedIn):
        asyncio.run(history().create_user(User(identifier="moi")))


def test_a_person_whose_account_cannot_be_read_is_not_let_in(served: Served, eve: Person) -> None:
    access, real = served.app.state.access, served.app.state.access.session

    def failing(token: str | None) -> object:
        raise OSError("database gone")

    access.session, access.remembered_session = failing, lambda token: None
    try:
        assert eve.http.get("/chat/user").status_code == 500
    finally:
        access.session = real
        del access.remembered_session


# 3. No throttle, any origin, large uploads, no headers, public files without sign-in


@pytest.mark.parametrize("door", ["login", "auth/header", "auth/jwt", "mcp", "project/file", "project/element"])
def test_doors_of_chainlit_that_are_not_used_do_not_exist(eve: Person, door: str) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert eve.http.request(method, f"/chat/{door}", json={}).status_code == 404
    for path in ("copilot/index.js", "auth/oauth/github", "health", "docs", "openapi.json", "env", "share/x"):
        assert eve.http.get(f"/chat/{path}").status_code == 404


def test_chainlits_sign_in_page_never_shows(served: Served, eve: Person) -> None:
    import httpx

    html = {"accept": "text/html"}
    assert eve.http.get("/chat/login", headers=html).headers["location"] == "/chat/"
    stranger = httpx.get(f"{served.address}/chat/login", headers=html)
    assert stranger.status_code == 303 and stranger.headers["location"].startswith("/dang-nhap")
    assert eve.http.get("/chat/auth/config").json()["passwordAuth"] is False


def test_another_site_can_neither_read_change_nor_connect(served: Served, eve: Person) -> None:
    foreign = {"origin": "https://xau.example"}
    assert "access-control-allow-origin" not in eve.http.get("/chat/user", headers=foreign).headers
    assert eve.http.post("/chat/logout", headers=foreign).status_code == 403
    try:
        socket = open_socket(served, f"troly={eve.token}", "https://xau.example")
        with socket, pytest.raises(ConnectionClosed):
            socket.recv(timeout=10)
    except InvalidStatus:
        pass  # refused before it was open: as good


def test_the_chat_has_security_headers_and_nothing_of_it_is_public(served: Served, eve: Person) -> None:
    import httpx

    headers = eve.http.get("/chat/").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    for path in ("public/chat.css", "public/elements/Answer.jsx", "assets/x.js", "logo", "favicon", "avatars/x"):
        assert httpx.get(f"{served.address}/chat/{path}").status_code == 401


def test_files_cannot_be_uploaded(eve: Person) -> None:
    upload = eve.http.get("/chat/project/settings?language=vi").json()["features"]["spontaneous_file_upload"]
    assert upload["enabled"] is False


# 4. Errors swallowed, audit lost with the thread, local times called UTC


def history() -> Any:
    """Chainlit's data layer as it is set now."""
    from chainlit.data import get_data_layer

    return get_data_layer()


def test_a_history_that_cannot_be_saved_is_told_and_the_answer_still_comes(
    eve: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFull("no space left")

    monkeypatch.setattr(chats, "save_step", full)
    with eve.chat() as chat:
        assert chat.ask(QUESTION)["status"].startswith("answered")
        toast = chat.until("toast") if not any(n == "toast" for n, _ in chat.seen) else toast_of(chat.seen)
    assert toast == {"message": wording.PROBLEMS["storage_full"], "type": "error"}


def toast_of(seen: list[tuple[str, object]]) -> object:
    return next(value for name, value in seen if name == "toast")


def test_deleting_a_conversation_leaves_the_audit(served: Served, eve: Person) -> None:
    engine = served.assistant.engine
    thread, answer_id = a_thread_of(eve)
    with eve.chat(thread) as chat:
        chat.vote(answer_id=answer_id, value=1)
    assert eve.http.request("DELETE", "/chat/project/thread", json={"threadId": thread}).status_code == 200
    assert thread not in str(eve.threads())
    with pytest.raises(NotFound):
        chats.thread_of(engine, thread)
    record = find_answer(engine, answer_id)
    assert record.question == QUESTION and record.cited_chunk_ids
    assert current_feedback(engine, answer_id, record.account_id)


def test_a_deleted_conversation_does_not_come_back_when_its_chat_closes(eve: Person) -> None:
    with eve.chat() as chat:
        chat.ask(QUESTION)
        thread = eve.threads()["data"][0]["id"]
        eve.http.request("DELETE", "/chat/project/thread", json={"threadId": thread})
    with eve.chat():
        assert thread not in str(eve.threads())


def test_times_are_utc(eve: Person) -> None:
    before = datetime.now(UTC)
    a_thread_of(eve)
    told = datetime.fromisoformat(eve.threads()["data"][0]["createdAt"])
    assert told.tzinfo and 0 <= (told - before).total_seconds() < 60


# 5. The list of conversations loaded every step of every one


def test_the_list_of_conversations_is_paged_and_reads_no_steps(served: Served) -> None:
    engine = served.assistant.engine
    account = create_account(engine, f"nhieu-{uuid.uuid4().hex[:6]}", "Hỏi nhiều", Role.STAFF, None, PASSWORD)
    for number in range(60):
        thread = str(uuid.uuid4())
        chats.save_thread(engine, thread, account.id, f"Lần hỏi {number}")
        chats.save_step(engine, ChatStep(str(uuid.uuid4()), thread, "user_message", "x", "y" * 500, datetime.now(UTC)))
    person = served.person(account.name, PASSWORD)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda c, cur, sql, *rest: asked.append(sql))
    first = person.threads(first=35)
    assert not any("chat_steps" in sql for sql in asked)
    rest = person.threads(first=35, cursor=first["pageInfo"]["endCursor"])
    assert (len(first["data"]), len(rest["data"])) == (35, 25)
    assert first["pageInfo"]["hasNextPage"] and not rest["pageInfo"]["hasNextPage"]
    assert len({each["id"] for each in first["data"] + rest["data"]}) == 60
    assert [each["name"] for each in person.threads(search="hỏi 41")["data"]] == ["Lần hỏi 41"]


# 6–10, the tables, SQLite and the network


def test_history_survives_what_chainlit_adds_to_steps(served: Served, eve: Person) -> None:
    thread, _ = a_thread_of(eve)
    kept = eve.http.get(f"/chat/project/thread/{thread}").json()
    assert [step["type"] for step in kept["steps"]] == ["user_message", "assistant_message"]


def test_no_profiles_are_offered(eve: Person) -> None:
    settings = eve.http.get("/chat/project/settings?language=vi").json()
    assert settings["chatProfiles"] == [] and settings["threadResumable"] is True


def test_the_avatar_of_the_assistant_is_ours(eve: Person) -> None:
    avatar = eve.http.get("/chat/avatars/Assistant")
    assert avatar.status_code == 200 and avatar.headers["content-type"].startswith("image/svg")


def test_a_database_url_of_the_environment_does_not_replace_our_history(
    library: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.chat.history import ChatHistory
    from assistant.chat.loading import forget_data_layer

    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/db")
    monkeypatch.setenv("LITERAL_API_KEY", "key")
    forget_data_layer()
    assert isinstance(history(), ChatHistory)


def test_nothing_is_written_into_the_working_directory(served: Served) -> None:
    from chainlit.config import APP_ROOT, FILES_DIRECTORY

    chat_home = (served.assistant.settings.home / "chainlit").absolute()
    assert Path(APP_ROOT) == chat_home and FILES_DIRECTORY.is_relative_to(chat_home)
    assert Path(os.environ["CHAINLIT_APP_ROOT"]) == chat_home


def test_the_page_asks_no_other_server(served: Served, eve: Person) -> None:
    page = eve.http.get("/chat/").text
    assert not re.findall(r'(?:src|href)=["\']https?://[^"\']*', page)
    assert not re.findall(r'(?:src|href)="/(?!chat/)', page)
    root = home.prepare_home(served.assistant.settings.home)
    assert not list((root / "build").rglob("*.map"))


def test_the_server_stops_without_ending_the_process(library: Assistant, served: Served) -> None:
    another = Served(library)
    another.stop()
    wait_until(lambda: not another.thread.is_alive(), 20)
