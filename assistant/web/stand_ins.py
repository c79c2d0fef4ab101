"""Who decides for a unit while its head is away."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from assistant import wording_curation, wording_desk
from assistant.curation.errors import NotTeachable
from assistant.domain import Role
from assistant.records.accounts import Account, all_accounts
from assistant.records.stand_ins import stand_ins_of
from assistant.tasks.remit import units_today
from assistant.tasks.stand_ins import end, may_name, stand_in
from assistant.web.desk import Desk, desk_of, done
from assistant.web.desk_forms import Again, Faulty, Typed, day_of, row_number, typed_in
from assistant.web.documents import PageReader, name_of
from assistant.web.render import page
from assistant.web.who import require_form, require_session_cookie
from assistant.wording import day

router = APIRouter(prefix="/ban-lam-viec/nguoi-thay", include_in_schema=False)
BACK = "/ban-lam-viec/nguoi-thay"


@router.get("")
async def show_stand_ins(request: Request, reader: PageReader) -> Response:
    """Those who stand in now or will, and the form for one more."""
    return await run_in_threadpool(stand_in_page, request, desk_of(request, reader))


@router.post("")
async def make_stand_in(request: Request, reader: PageReader) -> Response:
    """Somebody stands in from a first to a last day."""
    typed = await typed_in(request)
    require_form(require_session_cookie(request), typed.get("form_token", ""))
    return await run_in_threadpool(made_page, request, desk_of(request, reader), typed)


@router.post("/{number:int}/ket-thuc")
async def end_stand_in(request: Request, reader: PageReader, number: int) -> Response:
    """The head is back."""
    typed = await typed_in(request)
    require_form(require_session_cookie(request), typed.get("form_token", ""))
    assistant = desk_of(request, reader).assistant
    await run_in_threadpool(end, assistant.engine, assistant.tables, row_number(number), reader)
    return RedirectResponse(f"{BACK}?bao=stand_in_ended", 303)


def stand_in_page(request: Request, desk: Desk, again: Again | None = None) -> Response:
    """The page; whoever works in the unit sees who stands in, the head and the office change it."""
    assistant = desk.assistant
    named = units_named_by(desk)
    return page(
        request,
        "stand_ins.html",
        again.status if again else 200,
        reader=desk.reader,
        current=stand_ins_of(assistant.engine, desk.units, desk.today),
        named=named,
        people=candidates(desk) if named else [],
        may_end=lambda line: may_name(desk.reader, line.unit, assistant.tables, desk.today),
        typed=defaultdict(str, again.typed if again else {"first": day(desk.today)}),
        faults=defaultdict(str, again.faults if again else {}),
        **about_page(request, desk),
    )


def made_page(request: Request, desk: Desk, typed: Typed) -> Response:
    """Back to the page with one line of what was done; else the form once more."""
    try:
        make(desk, typed)
    except Faulty as faulty:
        return stand_in_page(request, desk, Again("nguoi-thay", typed, faulty.faults))
    except NotTeachable as refused:
        message = wording_desk.FAULTS["dates_stand_in"] if refused.reason == "dates" else ""
        faults = {"form": message or wording_curation.not_teachable(refused.reason)}
        return stand_in_page(request, desk, Again("nguoi-thay", typed, faults))
    return RedirectResponse(f"{BACK}?bao=stand_in_made", 303)


def make(desk: Desk, typed: Typed) -> None:
    """Raises Faulty, NotTeachable, NotAllowed, NotFound."""
    first, last = day_of(typed.get("first", "")), day_of(typed.get("last", ""))
    faults = {
        name: wording_desk.FAULTS["day"].format(value=typed.get(name, "")[:40])
        for name, found in (("first", first), ("last", last))
        if found is None
    }
    person = typed.get("person", "")
    if person not in {str(each.id) for each in candidates(desk)}:
        faults["person"] = wording_desk.FAULTS["person"]
    if faults or first is None or last is None:
        raise Faulty(faults)
    unit = typed.get("unit", "") or next(iter(units_named_by(desk)), "")
    stand_in(desk.assistant.engine, desk.assistant.tables, unit, int(person), first, last, desk.reader)


def units_named_by(desk: Desk) -> list[str]:
    """The units of today for which this reader says who stands in."""
    tables = desk.assistant.tables
    return [
        unit.code for unit in units_today(tables, desk.today) if may_name(desk.reader, unit.code, tables, desk.today)
    ]


def candidates(desk: Desk) -> list[Account]:
    """Who may stand in: everybody with an open account in a unit, the reader's own unit first."""
    found = [
        each
        for each in all_accounts(desk.assistant.engine)
        if not each.disabled and each.role is not Role.ADMINISTRATOR and each.id != desk.reader.account_id
    ]
    return sorted(found, key=lambda each: (each.unit != desk.reader.unit, each.unit or "", each.display_name))


def about_page(request: Request, desk: Desk) -> dict[str, Any]:
    """What the page needs beside the list."""
    return {
        "desk": desk,
        "done": done(request, desk),
        "unit_name": lambda code: name_of(code, desk.assistant),
        "words": wording_desk,
    }
