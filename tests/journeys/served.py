"""A real server on a free port, people with browsers' cookies, and Chainlit's websocket spoken by hand."""

from __future__ import annotations

import json
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn
from websockets.sync.client import ClientConnection, connect

from assistant.bootstrap import Assistant
from assistant.server import create_app

Json = dict[str, Any]


class Served:
    """The whole application behind uvicorn in a thread of this process."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.people: list[Person] = []
        self.app = create_app(assistant)
        self.server = uvicorn.Server(uvicorn.Config(self.app, port=0, log_level="critical"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        wait_until(lambda: self.server.started, 60)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.host = f"127.0.0.1:{port}"
        self.address = f"http://{self.host}"

    def person(self, name: str, password: str) -> Person:
        """Somebody who has just signed in."""
        self.people.append(Person(self, name, password))
        return self.people[-1]

    def stop(self) -> None:
        for person in self.people:
            person.http.close()
        self.server.should_exit = True
        self.thread.join(20)


class Person:
    """One signed-in browser without a screen."""

    def __init__(self, served: Served, name: str, password: str) -> None:
        self.served = served
        self.name = name
        self.http = httpx.Client(base_url=served.address, headers={"Origin": served.address}, timeout=30)
        page = self.http.get("/dang-nhap").text
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token
        form = {"name": name, "password": password, "form_token": token[1], "next": "/chat"}
        assert self.http.post("/dang-nhap", data=form).status_code == 303

    @property
    def token(self) -> str:
        return self.http.cookies["troly"]

    def sign_out(self) -> None:
        assert self.http.post("/chat/logout").status_code == 200

    @contextmanager
    def chat(self, thread_id: str = "", session_id: str = "") -> Iterator[Chat]:
        """An open chat, resuming a conversation when one is named."""
        with open_socket(self.served, f"troly={self.token}") as socket:
            chat = Chat(self, socket, session_id or str(uuid.uuid4()))
            chat.begin(thread_id)
            yield chat

    def threads(self, first: int = 20, cursor: str | None = None, search: str | None = None) -> Json:
        body = {"pagination": {"first": first, "cursor": cursor}, "filter": {"search": search}}
        answer = self.http.post("/chat/project/threads", json=body)
        assert answer.status_code == 200
        return dict(answer.json())


class Refused(Exception):
    """The server did not let this chat begin."""


class Chat:
    """Chainlit's protocol: Socket.IO over one websocket."""

    def __init__(self, person: Person, socket: ClientConnection, session_id: str) -> None:
        self.person = person
        self.socket = socket
        self.session_id = session_id
        self.seen: list[tuple[str, Any]] = []

    def begin(self, thread_id: str) -> None:
        assert self.frame().startswith("0")
        auth = {"clientType": "webapp", "sessionId": self.session_id, "threadId": thread_id, "userEnv": "{}"}
        self.socket.send("40" + json.dumps(auth | {"chatProfile": ""}))
        answer = self.frame()
        if not answer.startswith("40"):
            raise Refused(answer)
        self.emit("connection_successful")
        self.until("resume_thread" if thread_id else "clear_call_fn")

    def ask(self, text: str) -> Json:
        """The finished answer as it is drawn."""
        message = {"id": str(uuid.uuid4()), "threadId": "", "type": "user_message", "name": self.person.name}
        message |= {"output": text, "createdAt": "2026-01-01T00:00:00Z", "metadata": {}}
        self.seen.clear()
        self.emit("client_message", {"message": message, "fileReferences": []})
        drawn = self.until("element", lambda element: not element["props"]["streaming"])
        self.until("task_end")
        return dict(drawn["props"])

    def vote(self, **payload: Any) -> httpx.Response:
        action = {"name": "vote", "payload": payload}
        body = {"action": action, "sessionId": self.session_id}
        return self.person.http.post("/chat/project/action", json=body)

    def emit(self, event: str, *values: Any) -> None:
        self.socket.send("42" + json.dumps([event, *values]))

    def until(self, event: str, fits: Any = lambda value: True) -> Any:
        """Wait for an event; returns what it carries."""
        while True:
            frame = self.frame()
            if frame.startswith("42"):
                name, *values = json.loads(frame[2:])
                value = values[0] if values else None
                self.seen.append((name, value))
                if name == event and fits(value):
                    return value

    def frame(self) -> str:
        while (frame := str(self.socket.recv(timeout=30))) == "2":
            self.socket.send("3")
        return frame


def open_socket(served: Served, cookie: str, origin: str | None = None) -> ClientConnection:
    """A websocket with these cookies from this origin."""
    address = f"ws://{served.host}/chat/ws/socket.io/?EIO=4&transport=websocket"
    headers = {"Cookie": cookie, "Origin": origin or served.address}
    return connect(address, additional_headers=headers, open_timeout=30)


def wait_until(happened: Any, seconds: float = 10) -> None:
    """Until something has happened; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
