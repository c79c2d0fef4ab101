"""GET /api/overview: what the office sees of every unit and a unit's members of their own, as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.analytics.indicators import MOST_WEEKS, USUAL_WEEKS, Measure
from assistant.analytics.knowledge import Stale
from assistant.analytics.lines import Line
from assistant.analytics.look import Look, look
from assistant.analytics.shown import document_rows
from assistant.analytics.workload import PersonWork, UnitWork
from assistant.api.bodies import REFUSALS, SignedIn
from assistant.api.shapes import Json, iso
from assistant.bootstrap import Assistant
from assistant.domain import Reader
from assistant.upkeep.verification import InUse
from assistant.web.who import assistant_of

router = APIRouter(prefix="/api/overview", tags=["Tổng quan"])
MOST_SOURCES = 50


@router.get(
    "",
    summary="Số liệu của cả Bộ hoặc một đơn vị theo tuần",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Số liệu", "content": {"application/json": {}}}},
)
async def get_overview(
    request: Request,
    reader: SignedIn,
    unit: Annotated[str, Query(max_length=64, description="Mã đơn vị; để trống: cả Bộ, hoặc đơn vị của mình.")] = "",
    weeks: Annotated[int, Query(ge=1, le=MOST_WEEKS, description="Số tuần, tính cả tuần này.")] = USUAL_WEEKS,
) -> Response:
    """The office may name any unit; others see their own only."""
    told = await run_in_threadpool(overview_object, assistant_of(request), reader, unit, weeks, datetime.now(UTC))
    return Response(orjson.dumps(told), media_type="application/json")


def overview_object(assistant: Assistant, reader: Reader, unit: str, weeks: int, at: datetime) -> Json:
    """Everything on the page; titles of documents this reader may not know are told as such. Raises NotAllowed."""
    found = look(assistant, reader, unit or None, weeks, at)
    seen = found.seen
    shown = partial(sources_object, assistant, found, reader)
    return {
        "unit": seen.scope.unit,
        "name": found.units.name(seen.scope.unit) or None,
        "at": iso_moment(at),
        "weeks": [{"week": each.key} | line_object(line) for each, line in zip(seen.weeks, seen.lines, strict=True)],
        "total": line_object(seen.total),
        "waiting": {alert.value: count for alert, count in seen.alerts.items()},
        "indicators": [measure_object(each) for each in seen.measures],
        "days_to_approval": seen.days_to_approval,
        "sources": {
            "in_use": len(seen.knowledge.in_use),
            "verified": len(seen.knowledge.verified),
            "fresh": len(seen.knowledge.fresh),
            "unverified": shown(seen.knowledge.unverified),
            "stale": shown(seen.knowledge.stale),
        },
        "gaps": [
            {
                "question": each.question,
                "unit": each.unit,
                "people": len(each.people),
                "asked": len(each.answers),
                "last": iso(each.last),
                "state": each.state,
                "task": each.task_id,
            }
            for each in seen.gaps
        ],
        "active": [
            {
                "unit": each.unit,
                "officials": each.officials,
                "active": each.active,
                "heads": each.heads,
                "active_heads": each.active_heads,
            }
            for each in seen.active
        ],
        "units": [unit_object(each) for each in seen.workload.units],
        "people": [person_object(each) for each in seen.workload.people],
        "minutes_basis": seen.minutes.basis if seen.minutes else None,
    }


def sources_object(assistant: Assistant, found: Look, reader: Reader, sources: Sequence[InUse | Stale]) -> list[Json]:
    """The most cited of these sources."""
    most = sources[:MOST_SOURCES]
    rows = document_rows(assistant.engine, found.seen.period, reader, most)
    return [
        {"title": row.cells[0], "unit": each.unit, "uses": each.uses, "link": row.link}
        for each, row in zip(most, rows, strict=True)
    ]


def line_object(line: Line) -> Json:
    """What was counted between two days."""
    return {
        "first": iso(line.first),
        "last": iso(line.last),
        "asked": line.asked,
        "answered": line.answered,
        "statuses": dict(line.statuses),
        "escalated": line.escalated,
        "closed": line.closed,
        "closed_on_time": line.closed_on_time,
        "median_working_days": line.median_days,
        "reported": line.reported,
        "reports_ended": {kind.value: count for kind, count in line.reports_ended.items()},
        "decided": {kind.value: count for kind, count in line.decided.items()},
        "up": line.up,
        "down": line.down,
        "active": line.active,
        "active_heads": line.active_heads,
        "minutes_saved": {"answers": line.saved.answers, "low": line.saved.low, "high": line.saved.high},
    }


def measure_object(measure: Measure) -> Json:
    """One indicator; `share` is null when there is nothing to count."""
    return {
        "code": measure.code,
        "part": measure.part,
        "whole": measure.whole,
        "share": round(measure.share, 4) if measure.share is not None else None,
        "target": measure.target,
    }


def unit_object(work: UnitWork) -> Json:
    """The open work of a unit."""
    return {
        "unit": work.unit,
        "open": work.open,
        "overdue": work.overdue,
        "people": work.people,
        "decided": work.decided,
        "median_working_days": work.median_days,
        "overloaded": work.overloaded,
        "idle": work.idle,
    }


def person_object(work: PersonWork) -> Json:
    """What one person decided in four weeks."""
    return {
        "name": work.name,
        "unit": work.unit,
        "decided": work.decided,
        "median_working_days": work.median_days,
        "late": work.late,
        "idle": work.idle,
    }


def iso_moment(at: datetime) -> str:
    """A moment with its zone."""
    return at.isoformat(timespec="seconds")
