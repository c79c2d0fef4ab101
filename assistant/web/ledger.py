"""The ledger: every decision, what it does to answers, and the way back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from assistant import wording_curation, wording_desk
from assistant.curation import curation
from assistant.curation.errors import AlreadyDecided, NotTeachable
from assistant.curation.nouns import DecisionKind
from assistant.curation.rights import GUARDIANS, units_led
from assistant.learning.ledger import effect_lines_of
from assistant.records.decisions import decision_of, decisions_of
from assistant.tasks.remit import units_today
from assistant.upkeep.knowledge import hidden_decisions
from assistant.web.desk import UNDOABLE, Desk, desk_of, done
from assistant.web.desk_forms import Typed, page_number, row_number, typed_in
from assistant.web.documents import PageReader, name_of
from assistant.web.render import page
from assistant.web.who import local_path, require_form, require_session_cookie

router = APIRouter(prefix="/so-quyet-dinh", include_in_schema=False)
PER_PAGE = 30


@router.get("")
async def show_ledger(request: Request, reader: PageReader, loai: str = "", trang: int = 1) -> Response:
    """Decisions of the reader's units, newest first."""
    return await run_in_threadpool(ledger_page, request, desk_of(request, reader), loai, page_number(trang))


@router.post("/{decision_id:int}/hoan-tac")
async def undo(request: Request, reader: PageReader, decision_id: int) -> Response:
    """Take a decision back."""
    typed = await typed_in(request)
    require_form(require_session_cookie(request), typed.get("form_token", ""))
    return await run_in_threadpool(undone_page, request, desk_of(request, reader), row_number(decision_id), typed)


def ledger_page(request: Request, desk: Desk, kind: str, number: int, problem: str = "", status: int = 200) -> Response:
    """The ledger as a page."""
    engine, tables = desk.assistant.engine, desk.assistant.tables
    chosen = DecisionKind(kind) if kind in list(DecisionKind) else None
    lines, total = decisions_of(engine, desk.units, chosen, page=number, size=PER_PAGE)
    last = max(-(-total // PER_PAGE), 1)
    asked = {"loai": kind, "don_vi": desk.filter}
    led = units_led(desk.reader, engine, tables, desk.today)
    office = desk.reader.role in GUARDIANS
    return page(
        request,
        "ledger.html",
        status,
        reader=desk.reader,
        lines=lines,
        hidden=hidden_decisions(engine, lines, desk.reader),
        effects=effect_lines_of(engine, lines),
        total=total,
        number=min(number, last),
        last=last,
        asked=asked,
        link=lambda other: "/so-quyet-dinh?" + urlencode({**asked, "trang": other}),
        here=request.url.path + (f"?{request.url.query}" if request.url.query and request.method == "GET" else ""),
        kinds=list(DecisionKind),
        units=units_today(tables, desk.today) if office else (),
        may_undo=lambda line: (
            line.undone_by is None and line.kind in UNDOABLE - {DecisionKind.PROPOSED} and (office or line.unit in led)
        ),
        problem=problem,
        **about_page(request, desk),
    )


def undone_page(request: Request, desk: Desk, decision_id: int, typed: Typed) -> Response:
    """Back to where one was with one line of what was done. Raises NotAllowed, NotFound."""
    decision_of(desk.assistant.engine, decision_id)
    reason = typed.get("reason") or wording_desk.UNDO_REASON
    try:
        made = curation.undo(decision_id, reason, desk.reader, desk.assistant)
    except AlreadyDecided as decided:
        message = wording_curation.decided_first(decided.by, decided.at)
        return ledger_page(request, desk, "", 1, message, 409)
    except NotTeachable as refused:
        return ledger_page(request, desk, "", 1, wording_curation.not_teachable(refused.reason), 400)
    back = local_path(typed.get("ve") or "/so-quyet-dinh")
    return RedirectResponse(back + ("&" if "?" in back else "?") + urlencode({"xong": made.id}), 303)


def about_page(request: Request, desk: Desk) -> dict[str, Any]:
    """What the page needs beside the ledger's lines."""
    return {
        "desk": desk,
        "done": done(request, desk),
        "unit_name": lambda code: name_of(code, desk.assistant),
        "words": wording_desk,
        "curation_words": wording_curation,
    }
