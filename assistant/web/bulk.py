"""Teaching by a sheet: choose a file, see what each row would do, confirm, watch it run; and the sheet of what there is."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from assistant import wording, wording_asker, wording_curation
from assistant.bulk.bulk import Outcome, Plan, PlanChanged, items_of, planned
from assistant.bulk.export import workbook_of
from assistant.bulk.read import Fault, SheetRefused
from assistant.bulk.run import Run, go_on, is_running, received, run_of, sheet_of, start
from assistant.curation.rights import current_unit, may_decide, units_with_past
from assistant.domain import Reader
from assistant.errors import NotAllowed
from assistant.tasks.asker import UnitName, today, units_seen, units_today
from assistant.tasks.remit import unit_name
from assistant.web.documents import PageReader
from assistant.web.render import page
from assistant.web.who import assistant_of, require_form, require_session_cookie
from ingest.errors import ReadFailure

router = APIRouter(prefix="/tri-thuc", include_in_schema=False)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ORDER = (Outcome.FAULTY, Outcome.CONFLICT, Outcome.CHANGED, Outcome.NEW, Outcome.DUPLICATE, Outcome.UNCHANGED)
TONES = {
    Outcome.NEW: "ok",
    Outcome.CHANGED: "soon",
    Outcome.UNCHANGED: "",
    Outcome.CONFLICT: "today",
    Outcome.DUPLICATE: "",
    Outcome.FAULTY: "late",
}
SHOWN = 100  # rows of one kind on the page; the counts are of all
Typed = Annotated[str, Form(max_length=200)]


@router.get("/nap-bang")
async def show_form(request: Request, reader: PageReader) -> Response:
    """Choose a file. Raises NotAllowed for who leads no unit."""
    return await run_in_threadpool(form_page, request, reader)


@router.post("/nap-bang")
async def receive(request: Request, reader: PageReader) -> Response:
    """Read the file and go to its preview; a file that cannot be read is told with what to do."""
    async with request.form(max_files=1, max_fields=4) as form:  # the file is closed and gone after it
        require_form(require_session_cookie(request), str(form.get("form_token", "")))
        file, unit = form.get("file"), str(form.get("don_vi", ""))[:64]
        name = file.filename if isinstance(file, UploadFile) else None
        content = await file.read() if isinstance(file, UploadFile) else b""
    if not name:
        return await run_in_threadpool(form_page, request, reader, 400, wording_asker.BULK_REFUSED["no_file"], unit)
    try:
        run = await run_in_threadpool(received, content, name, unit, reader, assistant_of(request))
    except (ReadFailure, SheetRefused) as refused:
        return await run_in_threadpool(form_page, request, reader, 400, why_refused(refused), unit)
    return RedirectResponse(f"/tri-thuc/nap-bang/{run.key}", 303)


@router.get("/nap-bang/{key}")
async def show_run(request: Request, reader: PageReader, key: str) -> Response:
    """The preview, how far it is, or what became of every row. Raises NotFound."""
    return await run_in_threadpool(run_page, request, reader, key)


@router.post("/nap-bang/{key}")
async def confirm(
    request: Request, reader: PageReader, key: str, form_token: Typed = "", digest: Typed = "", mau_thuan: Typed = ""
) -> Response:
    """Begin what was seen, or go on with what was begun."""
    require_form(require_session_cookie(request), form_token)
    assistant = assistant_of(request)
    run = await run_in_threadpool(run_of, key, reader, assistant)
    try:
        if run.started:
            await run_in_threadpool(go_on, run, reader, assistant)
        else:
            await run_in_threadpool(start, run, reader, assistant, digest, bool(mau_thuan))
    except PlanChanged as changed:
        return await run_in_threadpool(preview_page, request, reader, run, changed.plan, True)
    return RedirectResponse(f"/tri-thuc/nap-bang/{key}", 303)


@router.get("/xuat-bang")
async def export(request: Request, reader: PageReader, don_vi: str = "") -> Response:
    """What the unit teaches and this person may read, as the sheet that is read back. Raises NotAllowed."""
    content, unit = await run_in_threadpool(sheet_of_unit, request, reader, don_vi[:64])
    name = f"tri-thuc-{unit}-{today():%Y%m%d}.xlsx"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=XLSX, headers=headers)


def form_page(request: Request, reader: Reader, status: int = 200, problem: str = "", unit: str = "") -> Response:
    """The form with the units this person may teach for. Raises NotAllowed when there is none."""
    units = units_of(request, reader)
    if not units:
        raise NotAllowed("to teach by sheet")
    chosen = unit or (current_unit(reader.unit, assistant_of(request).tables, today()) if reader.unit else "")
    return page(
        request,
        "bulk.html",
        status,
        reader=reader,
        words=wording_asker.BULK,
        columns=wording_asker.COLUMN,
        units=units,
        chosen=chosen,
        problem=problem,
    )


def units_of(request: Request, reader: Reader) -> list[UnitName]:
    """The units of today this person may decide for."""
    assistant = assistant_of(request)
    return [
        each
        for each in units_today(assistant.tables, today())
        if may_decide(reader, each.code, assistant.engine, assistant.tables, today())
    ]


def run_page(request: Request, reader: Reader, key: str) -> Response:
    """A run as it stands. Raises NotFound."""
    assistant = assistant_of(request)
    run = run_of(key, reader, assistant)
    if not run.started:
        return preview_page(request, reader, run, planned(sheet_of(run, assistant), run.unit, reader, assistant))
    running = is_running(run, assistant)
    run = run_of(key, reader, assistant)  # it may have come to its end between the two looks
    return page(
        request,
        "bulk_run.html",
        reader=reader,
        words=wording_asker.BULK,
        run=run,
        running=running and not run.finished,
        unit=unit_name(run.unit, assistant.tables),
        refused=[(each, reason(Fault(each.reason, ""))) for each in run.done if each.outcome == "refused"],
    )


def preview_page(request: Request, reader: Reader, run: Run, plan: Plan, changed: bool = False) -> Response:
    """What every row would do."""
    assistant = assistant_of(request)
    return page(
        request,
        "bulk_preview.html",
        409 if changed else 200,
        reader=reader,
        words=wording_asker.BULK,
        outcomes=wording_asker.BULK_OUTCOME,
        columns=wording_asker.COLUMN,
        tones=TONES,
        run=run,
        plan=plan,
        changed=changed,
        groups=[(each, [line for line in plan.lines if line.outcome is each]) for each in ORDER if plan.count(each)],
        shown=SHOWN,
        to_do=len(plan.to_do(False)),
        conflicts=plan.count(Outcome.CONFLICT),
        unit=unit_name(plan.unit, assistant.tables),
        unit_name=lambda code: unit_name(code, assistant.tables),
        fault=fault_told,
    )


def sheet_of_unit(request: Request, reader: Reader, code: str) -> tuple[bytes, str]:
    """The sheet of a unit and its code. Raises NotAllowed."""
    assistant = assistant_of(request)
    unit = current_unit(code or reader.unit or "", assistant.tables, today())
    seen = units_seen(reader, assistant.engine, assistant.tables, today())
    if not unit or (seen is not None and not units_with_past({unit}, assistant.tables, today()) & seen):
        raise NotAllowed(f"the sheet of {unit}")
    readable = [each for each in items_of(unit, assistant) if each.lesson.visibility.tokens() & reader.tokens]
    return workbook_of(readable, unit, assistant.tables, today()), unit


def why_refused(refused: ReadFailure | SheetRefused) -> str:
    """Why the file was not taken, in words."""
    if isinstance(refused, SheetRefused):
        return wording_asker.BULK_REFUSED[refused.reason]
    return wording.READ_FAILURES[refused.reason]


def fault_told(number: int, fault: Fault) -> str:
    """`Dòng 7, cột “Hiệu lực từ”: “31/02/2026” không phải ngày; …`."""
    place = wording_asker.BULK["cell" if fault.column else "row"].format(number=number, column=fault.column)
    return f"{place}: {reason(fault)}"


def reason(fault: Fault) -> str:
    """A fault in words; what is wrong with any lesson has its own."""
    own: dict[str, Any] = wording_asker.BULK_FAULT
    told = own.get(fault.reason) if fault.column or fault.reason in ("changed_since", "no_item") else None
    return (told or wording_curation.NOT_TEACHABLE.get(fault.reason, fault.reason)).format(text=fault.text)
