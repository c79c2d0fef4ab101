"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from assistant import wording
from assistant.errors import BadRequest, NotSignedIn, TooManyAttempts
from assistant.web.problems import problem_of
from assistant.web.render import page
from assistant.web.who import (
    access_of,
    address_of,
    assistant_of,
    cookie_name,
    cookie_of,
    forget_cookie,
    form_token,
    fresh_form_key,
    local_path,
    require_form,
    session_of,
    set_cookie,
)

router = APIRouter(include_in_schema=False)
FORM_COOKIE = "troly-form"
Typed = Annotated[str, Form(max_length=1000)]


@router.get("/")
async def home() -> Response:
    """The chat is the first page."""
    return RedirectResponse("/chat", 303)


@router.get("/dang-nhap")
async def show_sign_in(request: Request, next: str = "") -> Response:
    """The sign-in form; who is signed in already goes on."""
    try:
        await session_of(request)
    except NotSignedIn:
        return sign_in_page(request, local_path(next))
    return RedirectResponse(local_path(next), 303)


@router.post("/dang-nhap")
async def sign_in(
    request: Request, name: Typed = "", password: Typed = "", form_token: Typed = "", next: Typed = ""
) -> Response:
    """Open a session, or say why not."""
    settings, access = assistant_of(request).settings, access_of(request)
    wanted = local_path(next)
    agent = request.headers.get("user-agent", "")
    try:
        require_form(request.cookies.get(cookie_name(settings, FORM_COOKIE)), form_token)
        token = await run_in_threadpool(access.sign_in, name, password, address_of(request), agent)
    except BadRequest:
        return sign_in_page(request, wanted, 400, wording.PROBLEMS["form_expired"], name)
    except NotSignedIn:
        return sign_in_page(request, wanted, 401, wording.PROBLEMS["sign_in_failed"], name)
    except TooManyAttempts as paused:
        shown = sign_in_page(request, wanted, 429, problem_of(paused).message, name)
        shown.headers["Retry-After"] = str(paused.seconds)
        return shown
    response = RedirectResponse(wanted, 303)
    set_cookie(response, "troly", token, settings, settings.session_hours * 3600)
    forget_cookie(response, FORM_COOKIE, settings)
    return response


@router.post("/dang-xuat")
async def sign_out(request: Request, form_token: Typed = "") -> Response:
    """End this session at once, its websockets included."""
    settings = assistant_of(request).settings
    token = cookie_of(request)
    if token:
        require_form(token, form_token)
        await run_in_threadpool(access_of(request).sign_out, token)
    response = RedirectResponse("/dang-nhap", 303)
    forget_cookie(response, "troly", settings)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def sign_in_page(request: Request, wanted: str, status: int = 200, problem: str = "", name: str = "") -> Response:
    """The form with a fresh token; what was typed as name stays, the password never."""
    settings = assistant_of(request).settings
    key = request.cookies.get(cookie_name(settings, FORM_COOKIE)) or fresh_form_key()
    shown = page(
        request, "sign_in.html", status, wanted=wanted, problem=problem, typed=name, sign_in_token=form_token(key)
    )
    set_cookie(shown, FORM_COOKIE, key, settings)
    return shown
