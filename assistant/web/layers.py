"""The layers around the routes: security headers, body limit, same origin, and the guard of the chat."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access import Access, Session
from assistant.errors import NotSignedIn
from assistant.settings import Settings
from assistant.web.problems import problem_of, reply, told
from assistant.web.who import bearer_of, same_origin, secure, session_of

CHAT = "/chat"
LARGEST_BODY = 1024 * 1024
SESSION_ENDED = 4401
GRACE_SECONDS = 5.0  # for the application to say goodbye to a connection that was ended
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OUR_CSP = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Chainlit's page carries inline scripts and styles and runs its elements through `new Function`.
CHAT_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def in_chat(path: str) -> bool:
    """Whether the path belongs to the chat."""
    return path == CHAT or path.startswith(f"{CHAT}/")


class SecurityHeaders:
    """Sets on every answer what browsers need to protect its reader."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.fixed = {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if secure(settings):
            self.fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.complete(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self.app(scope, receive, with_headers)

    def complete(self, headers: MutableHeaders, path: str) -> None:
        """Add what the answer does not say itself; only packaged files may be kept by browsers."""
        for name, value in self.fixed.items():
            headers[name] = value
        headers["Content-Security-Policy"] = CHAT_CSP if in_chat(path) else OUR_CSP
        packaged = path.startswith("/static/") or "/assets/" in path
        headers.setdefault("Cache-Control", "public, max-age=86400" if packaged else "no-store")


class BodyLimit:
    """Refuses bodies above a mebibyte, announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = HTTPConnection(scope).headers.get("content-length", "0")
        if announced.isdigit() and int(announced) > LARGEST_BODY:
            await reply(Request(scope, receive), told(413, "too_large"))(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > LARGEST_BODY:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


class SameOrigin:
    """Refuses changes that a browser sends on behalf of another site; API tokens are not sent by browsers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            request = Request(scope, receive)
            if bearer_of(request) is None and not same_origin(request, self.settings):
                await reply(request, told(403, "other_site"))(scope, receive, send)
                return
        await self.app(scope, receive, send)


class ChatGuard:
    """Nobody reaches the chat without an open session, and its websockets end with the session."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not in_chat(scope["path"]):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            session = await session_of(connection)
        except NotSignedIn as error:
            await self.refuse(error, scope, receive, send)
            return
        if scope["type"] == "http":
            await self.app(scope, receive, send)
        elif same_origin(connection, self.access.settings):
            await self.live(session, scope, receive, send)
        else:
            await close_websocket(receive, send)

    async def refuse(self, error: NotSignedIn, scope: Scope, receive: Receive, send: Send) -> None:
        """To the sign-in page, or the websocket closed with 4401."""
        if scope["type"] == "websocket":
            await close_websocket(receive, send)
            return
        request = Request(scope, receive)
        await reply(request, problem_of(error))(scope, receive, send)

    async def live(self, session: Session, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the websocket until it or its session ends, whichever comes first."""
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()

        def end() -> None:
            loop.call_soon_threadsafe(ended.set)

        handle = self.access.live.add(session.key, end)
        try:
            if not await run_in_threadpool(self.access.still_open, session.key):  # ended while we were accepting
                ended.set()
            await run_until(ended, self.app, scope, receive, send)
        finally:
            self.access.live.remove(session.key, handle)


async def run_until(ended: asyncio.Event, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Run a websocket application; when `ended` is set it sees a disconnect and nothing more is sent."""
    waiting = asyncio.ensure_future(ended.wait())

    async def receive_or_end() -> Message:
        receiving = asyncio.ensure_future(receive())
        await asyncio.wait({receiving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if ended.is_set():
            receiving.cancel()
            return {"type": "websocket.disconnect", "code": SESSION_ENDED}
        return receiving.result()

    async def send_unless_ended(message: Message) -> None:
        if not ended.is_set():
            await send(message)

    running = asyncio.ensure_future(app(scope, receive_or_end, send_unless_ended))
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if ended.is_set() and not running.done():
            with suppress(RuntimeError):  # it may have closed by itself in this moment
                await send({"type": "websocket.close", "code": SESSION_ENDED})
            await asyncio.wait({running}, timeout=GRACE_SECONDS)
        if running.done():
            running.result()
    finally:
        waiting.cancel()
        running.cancel()


async def close_websocket(receive: Receive, send: Send) -> None:
    """Accept first: a browser learns the code 4401 only of a connection that was open."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": SESSION_ENDED})
