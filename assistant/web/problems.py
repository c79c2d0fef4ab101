"""What goes wrong becomes a page for people or {"error", "message"} for programs, always in Vietnamese."""

from __future__ import annotations

import secrets
import traceback
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import wording, wording_curation
from assistant.curation.errors import AlreadyDecided, GateChanged, NotTeachable, TaughtMeanwhile
from assistant.errors import (
    BadRequest,
    NotAllowed,
    NotFound,
    NotSignedIn,
    OriginalClosed,
    TooManyAttempts,
    TooManyQuestions,
)
from assistant.pages import PageNotFound
from assistant.web.render import page
from ingest.errors import DatabaseUnavailable, DocumentNotFound, StorageFull, TrolyError

log = structlog.get_logger("troly.server")
FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics")
BY_STATUS = {
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_method",
    413: "too_large",
    415: "wrong_type",
}


@dataclass(frozen=True)
class Problem:
    """One problem as told to a person or a program."""

    status: int
    error: str
    message: str
    reference: str = ""
    headers: dict[str, str] | None = None


def problem_of(error: Exception) -> Problem:
    """The one wording of an error."""
    match error:
        case NotSignedIn():
            return told(401, "not_signed_in")
        case OriginalClosed():
            return told(403, "original_closed")
        case NotAllowed():
            return told(403, "not_allowed")
        case PageNotFound():
            return told(404, "page_not_found")
        case NotFound() | DocumentNotFound():
            return told(404, "not_found")
        case TooManyAttempts():
            message = wording.PROBLEMS["too_many_attempts"].format(seconds=error.seconds)
            return Problem(429, "too_many_attempts", message, headers={"Retry-After": str(error.seconds)})
        case TooManyQuestions():
            return Problem(
                429, "too_many_questions", wording.PROBLEMS["too_many_questions"], headers={"Retry-After": "10"}
            )
        case BadRequest():
            return told(400, error.reason)
        case AlreadyDecided():
            return Problem(409, "already_decided", wording_curation.decided_first(error.by, error.at))
        case GateChanged():
            return Problem(409, "gate_changed", wording_curation.GATE_CHANGED)
        case NotTeachable():
            return Problem(400, error.reason, wording_curation.not_teachable(error.reason))
        case TaughtMeanwhile():
            return Problem(503, "busy", wording_curation.BUSY, headers={"Retry-After": "1"})
        case StorageFull():
            return told(507, "storage_full")
        case DatabaseUnavailable():
            return Problem(503, "unavailable", wording.PROBLEMS["unavailable"], headers={"Retry-After": "10"})
        case RequestValidationError():
            return told(422, "bad_request")
        case HTTPException():
            known = BY_STATUS.get(error.status_code, "bad_request" if error.status_code < 500 else "internal")
            return told(error.status_code, known)
    return internal(error)


def told(status: int, key: str) -> Problem:
    """A problem by its key in the wording."""
    if key not in wording.PROBLEMS:
        key = "bad_request"
    return Problem(status, key, wording.PROBLEMS[key])


def internal(error: Exception) -> Problem:
    """An unforeseen error: a reference for the person, the place for the log, never the text of a question."""
    reference = secrets.token_hex(4).upper()
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("unhandled", reference=reference, error=type(error).__name__, frames=frames[-12:])
    return Problem(500, "internal", wording.PROBLEMS["internal"].format(reference=reference), reference)


def reply(request: Request, problem: Problem) -> Response:
    """The problem as this client reads it; a person without a session is sent to sign in."""
    if not wants_page(request):
        content = {"error": problem.error, "message": problem.message}
        content |= {"reference": problem.reference} if problem.reference else {}
        return JSONResponse(content, problem.status, problem.headers)
    if problem.error == "not_signed_in" and request.method in ("GET", "HEAD"):
        return to_sign_in(request)
    shown = page(request, "problem.html", status=problem.status, problem=problem)
    shown.headers.update(problem.headers or {})
    return shown


def to_sign_in(request: Request) -> Response:
    """To the sign-in page, and from there back."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/dang-nhap?next={quote(wanted, safe='/')}", 303)


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asks."""
    if request.url.path.startswith(FOR_PROGRAMS):
        return False
    return "text/html" in request.headers.get("accept", "")


def handle_problems(app: FastAPI) -> None:
    """Every known error of the routes goes through `reply`."""

    async def handler(request: Request, error: Exception) -> Response:
        return reply(request, problem_of(error))

    for kind in (TrolyError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, handler)


class CatchAll:
    """The outermost layer: whatever no handler knew becomes a 500 with a reference, and the server goes on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, note_start)
        except Exception as error:
            problem = problem_of(error)
            if started:
                raise
            await reply(Request(scope, receive), problem)(scope, receive, send)
