"""A session that ends, ends everywhere at once: pages, API, streams and websockets."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.records import accounts, tokens
from assistant.server import create_app
from assistant.settings import Settings
from tests.journeys.conftest import PASSWORD, Site, form_token

ENDED = 4401
Ending = Callable[[Site, TestClient, str], object]


def with_socket(site: Site) -> list[str]:
    """A websocket where the chat will be; returns what the application behind the guard notices."""
    noticed: list[str] = []

    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        try:
            while True:
                await socket.send_text(await socket.receive_text())
        except WebSocketDisconnect:
            noticed.append("gone")

    site.app.add_api_websocket_route("/chat/ws", echo)
    return noticed


def out_by_form(site: Site, browser: TestClient, _name: str) -> None:
    token = form_token(browser.get("/tai-khoan").text)
    assert browser.post("/dang-xuat", data={"form_token": token}).status_code == 303


def out_everywhere(site: Site, browser: TestClient, name: str) -> None:
    other = site.browser(name)
    token = form_token(other.get("/tai-khoan").text)
    assert other.post("/tai-khoan/dang-xuat-moi-noi", data={"form_token": token}).status_code == 303


def out_by_deletion(site: Site, browser: TestClient, name: str) -> None:
    account = accounts.find_account(site.assistant.engine, name)
    assert account
    site.app.state.access.delete_account(account.id, "quantri")


ENDINGS: dict[str, Ending] = {"sign-out": out_by_form, "everywhere": out_everywhere, "deletion": out_by_deletion}


@pytest.mark.parametrize("ending", ENDINGS)
def test_ending_a_session_closes_its_websocket_at_once(site: Site, ending: str) -> None:
    name = f"phien-{ending}"
    site.account(name)
    noticed = with_socket(site)
    browser = site.browser(name)
    cookie = dict(browser.cookies)
    with browser, browser.websocket_connect("/chat/ws") as socket:
        socket.send_text("xin chào")
        assert socket.receive_text() == "xin chào"
        assert site.app.state.access.live.count() == 1
        ENDINGS[ending](site, browser, name)
        started = time.monotonic()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == ENDED and time.monotonic() - started < 0.5
    assert noticed == ["gone"] and site.app.state.access.live.count() == 0
    thief = site.browser()
    thief.cookies.update(cookie)
    assert thief.get("/api/documents").status_code == 401
    assert thief.get("/tai-lieu", headers={"accept": "text/html"}).status_code == 303
    with pytest.raises(WebSocketDisconnect) as refused, thief.websocket_connect("/chat/ws") as socket:
        socket.receive_text()
    assert refused.value.code == ENDED


def test_another_process_ends_sessions_within_two_seconds(site: Site) -> None:
    account = site.account("phien-xa")
    with_socket(site)
    browser = site.browser("phien-xa")
    program = (
        "import sys; from ingest.database import connect; from assistant.records.accounts import delete_account;"
        "delete_account(connect(sys.argv[1]), int(sys.argv[2]))"
    )
    with browser, browser.websocket_connect("/chat/ws") as socket:
        socket.send_text("xin chào")
        assert socket.receive_text() == "xin chào"
        subprocess.run([sys.executable, "-c", program, site.assistant.settings.url, str(account.id)], check=True)
        started = time.monotonic()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == ENDED and time.monotonic() - started < 2
        time.sleep(max(0.0, 1.05 - (time.monotonic() - started)))
        assert browser.get("/api/documents").status_code == 401


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_no_other_site_opens_a_websocket_with_somebodys_cookie(site: Site, headers: dict[str, str]) -> None:
    with_socket(site)
    browser = site.browser("canbo")
    with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/chat/ws", headers=headers) as socket:
        socket.send_text("x")
        socket.receive_text()


def test_deletion_ends_api_tokens_too_and_keeps_the_name_on_answers(site: Site) -> None:
    account = site.account("phien-may")
    token = tokens.create_token(site.assistant.engine, account.reader, "máy", None)
    program = site.browser()
    program.headers["authorization"] = f"Bearer {token}"
    assert program.get("/api/documents").status_code == 200
    site.app.state.access.delete_account(account.id, "quantri")
    assert program.get("/api/documents").status_code == 401


def test_too_many_failures_pause_the_account_and_say_for_how_long(site: Site) -> None:
    site.account("phien-sai")
    browser = site.browser()
    for _ in range(5):
        assert site.sign_in(browser, "phien-sai", "sai-mat-khau-roi").status_code == 401
    answer = site.sign_in(browser, "phien-sai", PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 300
    assert "Đăng nhập sai quá nhiều lần" in answer.text


def test_over_https_cookies_are_bound_to_this_host(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = site.assistant.settings.model_copy(update={"public_url": "https://testserver"})
    assert isinstance(changed, Settings)
    from dataclasses import replace

    app = create_app(replace(site.assistant, settings=changed), chat=False)
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as browser:
        answer = site.sign_in(browser, "canbo")
        session = next(each for each in answer.headers.get_list("set-cookie") if "Max-Age=36000" in each)
        assert session.startswith("__Host-troly=") and "Secure" in session and "HttpOnly" in session
        assert "Domain" not in session and "Path=/" in session
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        assert browser.get("/tai-khoan").status_code == 200


def test_a_cookie_made_up_or_altered_opens_nothing(site: Site) -> None:
    browser = site.browser("canbo")
    real = browser.cookies["troly"]
    for made_up in ("", "x", real[:-1], real + "x", real.swapcase(), "x" * 5000):
        thief = site.browser()
        thief.cookies.set("troly", made_up)
        assert thief.get("/api/documents").status_code == 401
