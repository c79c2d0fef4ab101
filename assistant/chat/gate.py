"""Stands before Chainlit: our session is the only authority, and only the doors that are used are open.

Chainlit knows people by its own token, which lives for days and survives a sign-out. Here no browser ever
holds one: for each request of a person with a live session the gate signs a token that Chainlit reads at
once, and every cookie or token that a browser sends is taken away first. The guard of the server
(assistant/web/layers.py) has let the request in, and closes a websocket when its session ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from assistant.domain import Reader
from assistant.errors import NotFound, NotSignedIn
from assistant.web.problems import problem_of, reply
from assistant.web.who import access_of, cookie_of, session_of

SOCKET = "/ws/socket.io"
# Everything else of Chainlit (uploads, sharing, its own sign-in and votes, MCP …) does not exist here.
DOORS = {
    "GET": re.compile(
        r"/?|/thread/[\w-]+|/(assets|public|avatars)/.+|/auth/config|/user|/favicon|/logo"
        r"|/project/(translations|settings)|/project/thread/[\w-]+(/element/[\w-]+)?"
    ),
    "POST": re.compile(r"/project/(threads|action)"),
    "PUT": re.compile(r"/project/thread"),
    "DELETE": re.compile(r"/project/thread"),
}
NAMES_SOMEBODY = (b"cookie", b"authorization")

_asking: ContextVar[Callable[[], Reader] | None] = ContextVar("troly_chat_asking", default=None)


def asking() -> Reader:
    """Who is asking in this request or socket, looked up anew each time. Raises NotSignedIn."""
    look_up = _asking.get()
    if look_up is None:
        raise NotSignedIn("outside a request")
    return look_up()


class Gate:
    """The application that is mounted in the place of Chainlit's own."""

    def __init__(self, chainlit_app: ASGIApp) -> None:
        self._chainlit = chainlit_app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on one request or socket."""
        connection = HTTPConnection(scope)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        own: ASGIApp | None
        try:
            reader = (await session_of(connection)).reader
            own = await own_answer(connection, path)
        except (NotSignedIn, NotFound) as error:
            own = refusal(scope, error)
        if own is not None:
            await own(scope, receive, send)
            return
        token, access = cookie_of(connection), access_of(connection)
        _asking.set(lambda: access.session(token).reader)
        await self._chainlit(introduced(scope, reader), receive, without_cookies(send))


async def own_answer(connection: HTTPConnection, path: str) -> Response | None:
    """What the gate answers itself; None when Chainlit shall. Raises NotFound for a door that is closed."""
    scope = connection.scope
    if scope["type"] == "websocket":
        return None if path.startswith(SOCKET) else closed()
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    if (method, path) == ("POST", "/logout"):
        await run_in_threadpool(access_of(connection).sign_out, cookie_of(connection) or "")
        return JSONResponse({"success": True})
    if (method, path) == ("POST", "/set-session-cookie"):
        return JSONResponse({})  # for several servers behind one name; here it would only be another cookie
    if (method, path) == ("GET", "/login"):
        return RedirectResponse(f"{scope.get('root_path', '')}/", 303)
    door = DOORS.get(method)
    return None if door and door.fullmatch(path) else closed()


def closed() -> Response:
    """Raises NotFound: this door of Chainlit does not exist here."""
    raise NotFound("chat path")


def refusal(scope: Scope, error: Exception) -> ASGIApp:
    """A websocket closed, a person sent to sign in, a script told what is wrong."""
    if scope["type"] == "websocket":
        return WebSocketClose(4401 if isinstance(error, NotSignedIn) else 4404)
    return reply(Request(scope), problem_of(error))


def introduced(scope: Scope, reader: Reader) -> Scope:
    """The request as Chainlit sees it: with a token for this person and nothing else that names anybody."""
    from chainlit.auth import create_jwt
    from chainlit.user import User

    token = create_jwt(User(identifier=reader.name, display_name=reader.display_name))
    kept = [(name, value) for name, value in scope["headers"] if name.lower() not in NAMES_SOMEBODY]
    return {**scope, "headers": [*kept, (b"cookie", f"access_token={token}".encode())]}


def without_cookies(send: Send) -> Send:
    """Chainlit sets no cookie in a browser."""

    async def sending(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.accept"):
            headers = MutableHeaders(raw=list(message.get("headers", [])))
            del headers["set-cookie"]
            message = {**message, "headers": headers.raw}
        await send(message)

    return sending
