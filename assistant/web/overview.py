"""The overview: what the office sees of every unit and a unit's members of their own, the rows behind it, and files."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant import wording_overview
from assistant.analytics.export import as_csv, as_xlsx
from assistant.analytics.indicators import MOST_WEEKS, USUAL_WEEKS
from assistant.analytics.look import Look, look, look_behind
from assistant.analytics.rows import MOST_EXPORTED, all_rows, listed
from assistant.analytics.shown import document_rows
from assistant.domain import Reader
from assistant.web.documents import PageReader
from assistant.web.overview_parts import charts, list_title, sheet_of, sheets_of
from assistant.web.render import page
from assistant.web.who import assistant_of

router = APIRouter(prefix="/tong-quan", include_in_schema=False)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LENGTHS = (4, 12, 26, 52)  # weeks to choose from
SHORT = 10  # sources shown on the page; the rest stand in the list

Unit = Annotated[str, Query(alias="don_vi", max_length=64)]
Weeks = Annotated[int, Query(alias="so_tuan", ge=1, le=MOST_WEEKS)]
What = Annotated[str, Query(alias="so", max_length=32)]
Key = Annotated[str, Query(alias="khoa", max_length=64)]
OneWeek = Annotated[str, Query(alias="tuan", max_length=8)]


@router.get("")
async def show(request: Request, reader: PageReader, unit: Unit = "", weeks: Weeks = USUAL_WEEKS) -> Response:
    """The overview of the chosen unit. Raises NotAllowed."""
    return await run_in_threadpool(overview_page, request, reader, unit, weeks)


@router.get("/tai-ve.xlsx")
async def take_overview(request: Request, reader: PageReader, unit: Unit = "", weeks: Weeks = USUAL_WEEKS) -> Response:
    """The whole overview as a workbook."""
    return await run_in_threadpool(overview_file, request, reader, unit, weeks)


@router.get("/dong")
async def show_rows(
    request: Request,
    reader: PageReader,
    what: What,
    key: Key = "",
    week: OneWeek = "",
    unit: Unit = "",
    weeks: Weeks = USUAL_WEEKS,
    number: Annotated[int, Query(alias="trang")] = 1,
) -> Response:
    """The very rows that a number counted, a page at a time."""
    return await run_in_threadpool(rows_page, request, reader, what, key, week, unit, weeks, number)


@router.get("/dong.{kind}")
async def take_rows(
    request: Request,
    reader: PageReader,
    kind: str,
    what: What,
    key: Key = "",
    week: OneWeek = "",
    unit: Unit = "",
    weeks: Weeks = USUAL_WEEKS,
) -> Response:
    """All rows that a number counted, as XLSX or CSV."""
    return await run_in_threadpool(rows_file, request, reader, kind, what, key, week, unit, weeks)


def overview_page(request: Request, reader: Reader, unit: str, weeks: int) -> Response:
    """The overview as a page."""
    assistant = assistant_of(request)
    found = look(assistant, reader, unit or None, weeks, datetime.now(UTC))
    seen = found.seen
    shown = partial(document_rows, assistant.engine, seen.period, reader)
    return page(
        request,
        "overview.html",
        reader=reader,
        found=found,
        seen=seen,
        words=wording_overview,
        charts=charts(seen),
        unverified=list(shown(seen.knowledge.unverified[:SHORT])),
        stale=list(shown(seen.knowledge.stale[:SHORT])),
        lengths=LENGTHS,
        rows=partial(rows_link, found, "/tong-quan/dong"),
        link=partial(page_link, found),
    )


def overview_file(request: Request, reader: Reader, unit: str, weeks: int) -> Response:
    """The overview as a workbook."""
    assistant = assistant_of(request)
    found = look(assistant, reader, unit or None, weeks, datetime.now(UTC))
    shown = partial(document_rows, assistant.engine, found.seen.period, reader)
    return download(as_xlsx(sheets_of(found, shown)), "tong-quan.xlsx", XLSX)


def rows_page(
    request: Request, reader: Reader, what: str, key: str, week: str, unit: str, weeks: int, number: int
) -> Response:
    """One page of a list. Raises BadRequest, NotFound."""
    assistant = assistant_of(request)
    found = look(assistant, reader, unit or None, weeks, datetime.now(UTC))
    behind = look_behind(assistant, found, week, key)
    listing = listed(behind, what, reader, number)
    return page(
        request,
        "overview_rows.html",
        reader=reader,
        listing=listing,
        title=list_title(what, key),
        period=behind.period,
        unit_name=found.units.name(found.seen.scope.unit) or wording_overview.WHOLE,
        words=wording_overview,
        back=page_link(found),
        link=lambda to: rows_link(found, "/tong-quan/dong", what, key, week, trang=to),
        file=lambda kind: rows_link(found, f"/tong-quan/dong.{kind}", what, key, week),
        most=MOST_EXPORTED,
    )


def rows_file(
    request: Request, reader: Reader, kind: str, what: str, key: str, week: str, unit: str, weeks: int
) -> Response:
    """A whole list as a file. Raises BadRequest, NotFound."""
    assistant = assistant_of(request)
    found = look(assistant, reader, unit or None, weeks, datetime.now(UTC))
    sheet = sheet_of(all_rows(look_behind(assistant, found, week, key), what, reader), list_title(what, key))
    if kind == "csv":
        return download(as_csv(sheet), f"{what}.csv", "text/csv; charset=utf-8")
    return download(as_xlsx([sheet]), f"{what}.xlsx", XLSX)


def download(body: bytes, name: str, media_type: str) -> Response:
    """A file to be saved."""
    return Response(body, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def rows_link(found: Look, path: str, what: str, key: str = "", week: str = "", **more: object) -> str:
    """The address of the rows behind a number."""
    wanted = {"so": what, "khoa": key, "tuan": week} | chosen_of(found)
    return f"{path}?" + urlencode({name: value for name, value in (wanted | more).items() if value})


def page_link(found: Look, path: str = "/tong-quan", **more: object) -> str:
    """The address of the overview as it is chosen."""
    return f"{path}?" + urlencode({name: value for name, value in (chosen_of(found) | more).items() if value})


def chosen_of(found: Look) -> dict[str, object]:
    """What was chosen, as it stands in addresses."""
    return {"don_vi": found.seen.scope.unit or "", "so_tuan": len(found.seen.weeks)}
