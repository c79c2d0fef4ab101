"""What a unit has taught: the list, one item with its versions, and teaching without a task."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from assistant import wording_curation, wording_desk
from assistant.access import may_see
from assistant.curation import curation
from assistant.curation.errors import AlreadyDecided, NotTeachable
from assistant.curation.narrow import narrowest, visibilities
from assistant.curation.nouns import Correction, CorrectionStatus, Lesson, RetireDocument, Teach
from assistant.curation.rights import GUARDIANS, current_unit, may_decide, may_propose
from assistant.errors import BadRequest, NotAllowed, NotFound
from assistant.records.corrections import (
    corrected_by,
    correction_of,
    corrections_of,
    live_version_of,
    readable,
    versions_of,
)
from assistant.records.decisions import decisions_of
from assistant.records.tables import storable
from assistant.tasks.remit import units_today
from assistant.upkeep.knowledge import changes_of, grounds_of, review_state, uses_of
from assistant.web.desk import Desk, about_gate, desk_of, done, first_was
from assistant.web.desk_actions import after_looking, reason_typed, successor_of
from assistant.web.desk_forms import (
    Again,
    Faulty,
    Typed,
    lesson_of,
    page_number,
    scopes_within,
    typed_in,
    typed_of,
)
from assistant.web.documents import PageReader, name_of
from assistant.web.render import page
from assistant.web.who import require_form, require_session_cookie
from ingest.database import reading
from ingest.documents import Visibility

router = APIRouter(prefix="/tri-thuc", include_in_schema=False)
PER_PAGE = 50


@router.get("")
async def show_list(
    request: Request, reader: PageReader, q: str = "", trang_thai: str = "", trang: int = 1
) -> Response:
    """Knowledge items of the reader's units, newest first."""
    return await run_in_threadpool(
        list_page, request, desk_of(request, reader), storable(q, 300), trang_thai, page_number(trang)
    )


@router.get("/moi")
async def show_new(request: Request, reader: PageReader) -> Response:
    """An empty form: teaching without a task."""
    return await run_in_threadpool(form_page, request, desk_of(request, reader), None)


@router.post("/moi")
async def teach_new(request: Request, reader: PageReader) -> Response:
    """Preview, then teach."""
    typed = await typed_in(request)
    return await run_in_threadpool(taught_page, request, desk_of(request, reader), None, typed)


@router.get("/{item_id}")
async def show_item(request: Request, reader: PageReader, item_id: str) -> Response:
    """One item with its versions and decisions."""
    return await run_in_threadpool(item_page, request, desk_of(request, reader), item_id)


@router.get("/{item_id}/sua")
async def show_edit(request: Request, reader: PageReader, item_id: str) -> Response:
    """The form of a new version."""
    return await run_in_threadpool(form_page, request, desk_of(request, reader), item_id)


@router.post("/{item_id}/sua")
async def teach_version(request: Request, reader: PageReader, item_id: str) -> Response:
    """Preview, then the new version."""
    typed = await typed_in(request)
    return await run_in_threadpool(taught_page, request, desk_of(request, reader), item_id, typed)


@router.post("/{item_id}/{action}")
async def decide_item(request: Request, reader: PageReader, item_id: str, action: str) -> Response:
    """Reviewed, or out of use."""
    typed = await typed_in(request)
    return await run_in_threadpool(decided_page, request, desk_of(request, reader), item_id, action, typed)


def list_page(request: Request, desk: Desk, words: str, status: str, number: int) -> Response:
    """The list as a page; what a reader may not read is not counted either."""
    engine = desk.assistant.engine
    chosen = CorrectionStatus(status) if status in list(CorrectionStatus) else None
    found = corrections_of(engine, desk.units, chosen, words, number, PER_PAGE, readable(desk.reader.tokens))
    asked = {"q": words, "trang_thai": status, "don_vi": desk.filter}
    last = max(-(-found.total // PER_PAGE), 1)
    uses = uses_of(engine, [item.document_id for item in found.items])
    return page(
        request,
        "knowledge.html",
        reader=desk.reader,
        items=[item for item in found.items if may_see(item.lesson.visibility, desk.reader)],
        total=found.total,
        number=min(number, last),
        last=last,
        asked=asked,
        link=lambda other: "/tri-thuc?" + urlencode({**asked, "trang": other}),
        uses=uses,
        state=lambda item: review_state(item, desk.today),
        statuses=list(CorrectionStatus),
        may_teach=leads_any(desk),
        **about_page(request, desk),
    )


def item_page(request: Request, desk: Desk, item_id: str, again: Again | None = None) -> Response:
    """One item. Raises NotFound for one the reader may not know of."""
    engine, tables = desk.assistant.engine, desk.assistant.tables
    newest, shown = item_of(desk, item_id)
    versions = [each for each in versions_of(engine, item_id) if may_see(each.lesson.visibility, desk.reader)]
    decides = may_decide(desk.reader, newest.unit, engine, tables, desk.today)
    inside = may_propose(desk.reader, newest.unit, engine, tables, desk.today)
    return page(
        request,
        "knowledge_item.html",
        again.status if again else 200,
        reader=desk.reader,
        item=shown,
        newest=newest,
        live=shown.status is CorrectionStatus.LIVE,
        changes=changes_of(versions) if inside else (),
        decisions=decisions_of(engine, None, correction_id=item_id)[0] if inside else [],
        decides=decides,
        grounds=grounds_of(shown.lesson.basis, tables, desk.today),
        uses=uses_of(engine, [shown.document_id]).get(shown.document_id, 0),
        state=review_state(shown, desk.today),
        scope=scopes_within(shown.lesson.visibility, shown.unit, tables)[0].label.removesuffix(wording_desk.AS_SOURCE),
        again=again,
        faults=defaultdict(str, again.faults if again else {}),
        typed=defaultdict(str, again.typed if again else {}),
        gate=about_gate(again, desk.reader, desk.assistant),
        **about_page(request, desk),
    )


def form_page(request: Request, desk: Desk, item_id: str | None, again: Again | None = None) -> Response:
    """The form of a lesson, new or as a further version. Raises NotAllowed for who may not decide."""
    engine, tables = desk.assistant.engine, desk.assistant.tables
    newest = item_of(desk, item_id)[0] if item_id else None
    if newest is None:
        require(leads_any(desk), "teaching")
    else:
        require(may_decide(desk.reader, newest.unit, engine, tables, desk.today), f"correction {item_id}")
    unit = newest.unit if newest else own_unit(desk)
    scopes = scopes_of(desk, newest, unit)
    first = typed_of(newest.lesson if newest else Lesson("", ""), scopes) | {"unit": unit}
    return page(
        request,
        "knowledge_form.html",
        again.status if again else 200,
        reader=desk.reader,
        item=newest,
        unit=unit,
        led=[] if newest else led_units(desk),
        scopes=scopes,
        lesson=defaultdict(str, again.typed if again else first),
        faults=defaultdict(str, again.faults if again else {}),
        again=again,
        gate=about_gate(again, desk.reader, desk.assistant),
        **about_page(request, desk),
    )


def taught_page(request: Request, desk: Desk, item_id: str | None, typed: Typed) -> Response:
    """To the item with one line of what was done; else the form once more."""
    try:
        ended = taught(request, desk, item_id, typed)
    except Faulty as faulty:
        ended = Again("tri-thuc", typed, faulty.faults)
    except NotTeachable as refused:
        ended = Again("tri-thuc", typed, {"form": wording_curation.not_teachable(refused.reason)})
    except AlreadyDecided as decided:
        ended = first_was(decided, "tri-thuc", typed)
    except BadRequest:
        ended = Again("tri-thuc", typed, {"form": wording_desk.FAULTS["form_expired"]})
    return form_page(request, desk, item_id, ended) if isinstance(ended, Again) else ended


def taught(request: Request, desk: Desk, item_id: str | None, typed: Typed) -> Response | Again:
    """Look first, then teach."""
    require_form(require_session_cookie(request), typed.get("form_token", ""))
    newest = item_of(desk, item_id)[0] if item_id else None
    unit = newest.unit if newest else chosen_unit(desk, typed)
    lesson = lesson_of(typed, scopes_of(desk, newest, unit))
    change = Teach(lesson, correction_id=item_id, unit=None if newest else unit)
    ended = after_looking(change, "tri-thuc", desk.reader, desk.assistant, typed)
    if isinstance(ended, Again):
        return ended
    made = ended.decision.correction_id or item_id
    return RedirectResponse(f"/tri-thuc/{made}?xong={ended.decision.id}#noi-dung", 303)


def decided_page(request: Request, desk: Desk, item_id: str, action: str, typed: Typed) -> Response:
    """Reviewed or retired, then back to the item."""
    try:
        require_form(require_session_cookie(request), typed.get("form_token", ""))
        ended = decided(desk, item_id, action, typed)
    except BadRequest as refused:
        key = refused.reason if refused.reason in wording_desk.FAULTS else "form_expired"
        ended = Again(action, typed, {"form": wording_desk.FAULTS[key]})
    except Faulty as faulty:
        ended = Again(action, typed, faulty.faults)
    except NotTeachable as refused:
        ended = Again(action, typed, {"form": wording_curation.not_teachable(refused.reason)})
    except AlreadyDecided as first:
        ended = first_was(first, action, typed)
    if isinstance(ended, Again):
        return item_page(request, desk, item_id, ended)
    return RedirectResponse(f"/tri-thuc/{item_id}?xong={ended}#noi-dung", 303)


def decided(desk: Desk, item_id: str, action: str, typed: Typed) -> int | Again:
    """The number of the decision. Raises NotFound for an action there is none of."""
    document_id = item_of(desk, item_id)[1].document_id
    if action == "ra-soat":
        return curation.reviewed(document_id, desk.reader, desk.assistant).id
    if action != "ngung-dung":
        raise NotFound(action)
    reason = reason_typed(typed)
    found = successor_of(typed, document_id, desk.reader, desk.assistant)
    if not isinstance(found, str):
        return found
    change = RetireDocument(document_id, reason, found or None)
    ended = after_looking(change, "ngung-dung", desk.reader, desk.assistant, typed)
    return ended if isinstance(ended, Again) else ended.decision.id


def item_of(desk: Desk, item_id: str) -> tuple[Correction, Correction]:
    """The newest version and the one to show: what is answered from, else the newest.

    Raises NotFound for who may not read it; what is not answered from is for the unit and the office only.
    """
    engine, tables = desk.assistant.engine, desk.assistant.tables
    newest = correction_of(engine, item_id)
    shown = live_version_of(engine, item_id) or newest
    inside = may_propose(desk.reader, newest.unit, engine, tables, desk.today)
    if not may_see(shown.lesson.visibility, desk.reader) or not (inside or shown.status is CorrectionStatus.LIVE):
        raise NotFound(f"correction {item_id}")
    return (newest if may_see(newest.lesson.visibility, desk.reader) else shown), shown


def scopes_of(desk: Desk, item: Correction | None, unit: str) -> Any:
    """Who may be allowed to read: no wider than what the item corrects."""
    engine = desk.assistant.engine
    if item is None:
        return scopes_within(Visibility(), unit, desk.assistant.tables)
    with reading(engine) as connection:
        corrected = [each for each in corrected_by(connection, item.id) if each != item.document_id]
    limit = narrowest(visibilities(engine, corrected).values())
    return scopes_within(limit, unit, desk.assistant.tables)


def own_unit(desk: Desk) -> str:
    """The unit a lesson is of when nothing else is chosen: the reader's own."""
    led = led_units(desk)
    own = current_unit(desk.reader.unit, desk.assistant.tables, desk.today) if desk.reader.unit else ""
    return own if own in led or not led else led[0]


def led_units(desk: Desk) -> list[str]:
    """The units of today for which this reader decides."""
    engine, tables = desk.assistant.engine, desk.assistant.tables
    every = [unit.code for unit in units_today(tables, desk.today)]
    return [each for each in every if may_decide(desk.reader, each, engine, tables, desk.today)]


def chosen_unit(desk: Desk, typed: Typed) -> str:
    """The unit that was chosen. Raises Faulty for one the reader does not decide for."""
    unit = typed.get("unit", "") or own_unit(desk)
    if unit not in led_units(desk):
        raise Faulty({"unit": wording_desk.FAULTS["teaching_unit"]})
    return unit


def leads_any(desk: Desk) -> bool:
    """Whether this reader decides for any unit."""
    return desk.reader.role in GUARDIANS or bool(led_units(desk))


def require(allowed: bool, what: str) -> None:
    """Raises NotAllowed."""
    if not allowed:
        raise NotAllowed(what)


def about_page(request: Request, desk: Desk) -> dict[str, Any]:
    """What every page of knowledge needs."""
    tables = desk.assistant.tables
    return {
        "desk": desk,
        "done": done(request, desk),
        "units": units_today(tables, desk.today) if desk.units is None or desk.filter else (),
        "unit_name": lambda code: name_of(code, desk.assistant),
        "words": wording_desk,
        "curation_words": wording_curation,
    }
