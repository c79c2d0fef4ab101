"""Who sends this request: the session cookie, the API token, the form token, the address."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from assistant.access import Access, Session
from assistant.bootstrap import Assistant
from assistant.domain import Reader
from assistant.errors import BadRequest, NotSignedIn
from assistant.settings import Settings

BEARER = "bearer "


def assistant_of(connection: HTTPConnection) -> Assistant:
    """The product behind this server."""
    found = connection.app.state.assistant
    assert isinstance(found, Assistant)
    return found


def access_of(connection: HTTPConnection) -> Access:
    """The sessions and tokens of this server."""
    found = connection.app.state.access
    assert isinstance(found, Access)
    return found


async def signed_in(request: Request) -> Reader:
    """The reader by API token or session cookie. Raises NotSignedIn."""
    access, bearer = access_of(request), bearer_of(request)
    if bearer is not None:
        known = access.remembered_token(bearer)
        return known if known else await run_in_threadpool(access.reader_of_token, bearer)
    return (await session_of(request)).reader


async def session_of(request: HTTPConnection) -> Session:
    """The open session of the cookie. Raises NotSignedIn."""
    access = access_of(request)
    token = cookie_of(request)
    known = access.remembered_session(token)
    return known if known else await run_in_threadpool(access.session, token)


def bearer_of(request: HTTPConnection) -> str | None:
    """The API token of the Authorization header, if one was sent."""
    header = request.headers.get("authorization", "")
    return header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else None


def cookie_of(connection: HTTPConnection) -> str | None:
    """The session token of the cookie, if one was sent."""
    return connection.cookies.get(cookie_name(assistant_of(connection).settings))


def secure(settings: Settings) -> bool:
    """Whether people reach this server over https."""
    return settings.public_url.lower().startswith("https://")


def cookie_name(settings: Settings, name: str = "troly") -> str:
    """`__Host-` binds the cookie to this host and to https, where there is https."""
    return f"__Host-{name}" if secure(settings) else name


def set_cookie(response: Response, name: str, value: str, settings: Settings, seconds: int | None = None) -> None:
    """A cookie no script reads and no other site sends along with a form."""
    response.set_cookie(
        cookie_name(settings, name), value, max_age=seconds, path="/", secure=secure(settings), httponly=True,
        samesite="lax",
    )  # fmt: skip


def forget_cookie(response: Response, name: str, settings: Settings) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        cookie_name(settings, name), path="/", secure=secure(settings), httponly=True, samesite="lax"
    )


def address_of(connection: HTTPConnection) -> str:
    """The address the request came from."""
    return connection.client.host if connection.client else ""


def local_path(wanted: str | None) -> str:
    """`wanted` when it is a path on this server, else the chat: nobody is sent elsewhere after signing in."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or "\\" in wanted:
        return "/chat"
    parts = urlsplit(wanted)
    return wanted if not parts.netloc and not parts.scheme and wanted.isprintable() else "/chat"


def same_origin(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a browser says that our own page sent this; clients that say nothing are not browsers."""
    if connection.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    ours = {connection.headers.get("host", ""), urlsplit(settings.public_url).netloc} - {""}
    return urlsplit(origin).netloc in ours


def fresh_form_key() -> str:
    """The random value of the form cookie of somebody who has not signed in yet."""
    return secrets.token_urlsafe(24)


def form_token(key: str) -> str:
    """What a form must bring back; only who holds the cookie `key` can have been given it."""
    return hmac.new(key.encode(), b"form", hashlib.sha256).hexdigest()


def require_form(key: str | None, sent: str) -> None:
    """Raises BadRequest("form_expired") unless the form was made for the holder of this cookie."""
    if not key or not hmac.compare_digest(form_token(key).encode(), sent.encode("utf-8", "replace")):
        raise BadRequest("form_expired")


def require_session_cookie(connection: HTTPConnection) -> str:
    """The cookie's token. Raises NotSignedIn."""
    token = cookie_of(connection)
    if token is None:
        raise NotSignedIn("no session")
    return token
