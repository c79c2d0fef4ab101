"""Who am I, where am I signed in, my password, my API tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from assistant import wording
from assistant.access import Session
from assistant.errors import BadRequest, NotSignedIn, TooManyAttempts
from assistant.records import sign_ins, tokens
from assistant.web.problems import problem_of
from assistant.web.render import page
from assistant.web.who import (
    access_of,
    address_of,
    assistant_of,
    forget_cookie,
    require_form,
    require_session_cookie,
    session_of,
)

router = APIRouter(prefix="/tai-khoan", include_in_schema=False)
Typed = Annotated[str, Form(max_length=1000)]
TOKEN_DAYS = {"30": 30, "90": 90, "365": 365}


async def own_form(request: Request, form_token: Typed = "") -> Session:
    """The session whose own form this is. Raises NotSignedIn, BadRequest("form_expired")."""
    session = await session_of(request)
    require_form(require_session_cookie(request), form_token)
    return session


Own = Annotated[Session, Depends(own_form)]


@router.get("")
async def show_account(request: Request) -> Response:
    """The account page."""
    return await account_page(request, await session_of(request))


@router.post("/dang-xuat-moi-noi")
async def sign_out_everywhere(request: Request, session: Own) -> Response:
    """End every session of this account, this one included."""
    reader = session.reader
    await run_in_threadpool(access_of(request).end_all_sessions, reader.account_id, reader.name, address_of(request))
    return signed_out(request)


@router.post("/mat-khau")
async def change_password(
    request: Request, session: Own, current: Typed = "", fresh: Typed = "", repeated: Typed = ""
) -> Response:
    """Change the password after the current one was given; every session ends, the new password opens the next."""
    access, reader = access_of(request), session.reader
    try:
        if fresh != repeated:
            raise BadRequest("passwords_differ")
        await run_in_threadpool(access.check_password, reader.name, current, address_of(request))
        await run_in_threadpool(access.change_password, reader.account_id, fresh, address_of(request))
    except NotSignedIn:
        return await account_page(request, session, 400, wording.PROBLEMS["password_wrong"])
    except (BadRequest, TooManyAttempts) as refused:
        problem = problem_of(refused)
        return await account_page(request, session, problem.status, problem.message)
    return signed_out(request)


@router.post("/ma-truy-cap")
async def make_token(request: Request, session: Own, name: Typed = "", days: Typed = "90") -> Response:
    """A new API token, shown this once."""
    lifetime = timedelta(days=TOKEN_DAYS.get(days, 90))
    engine = assistant_of(request).engine
    try:
        token = await run_in_threadpool(
            tokens.create_token, engine, session.reader, name, lifetime, address_of(request)
        )
    except BadRequest as refused:
        return await account_page(request, session, 400, problem_of(refused).message)
    return await account_page(request, session, token=token)


@router.post("/ma-truy-cap/{token_id}/thu-hoi")
async def revoke_token(request: Request, session: Own, token_id: int) -> Response:
    """End one of the account's API tokens."""
    await run_in_threadpool(access_of(request).revoke_token, session.reader, token_id, address_of(request))
    return RedirectResponse("/tai-khoan", 303)


async def account_page(
    request: Request, session: Session, status: int = 200, problem: str = "", token: str = ""
) -> Response:
    """The page with sessions and tokens as they are now."""
    assistant, access, reader = assistant_of(request), access_of(request), session.reader
    unit = assistant.tables.unit(reader.unit) if reader.unit else None
    return page(
        request,
        "account.html",
        status,
        reader=reader,
        unit=unit.name if unit else reader.unit,
        sessions=await run_in_threadpool(sign_ins.sessions_of, assistant.engine, reader.account_id, access.lifetime),
        this_session=session.sign_in.id,
        tokens=await run_in_threadpool(tokens.tokens_of, assistant.engine, reader.account_id),
        problem=problem,
        new_token=token,
    )


def signed_out(request: Request) -> Response:
    """Back to the sign-in page without a cookie."""
    response = RedirectResponse("/dang-nhap", 303)
    forget_cookie(response, "troly", assistant_of(request).settings)
    return response
