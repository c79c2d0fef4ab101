"""Knowledge items: teach with a preview, list, take a decision back."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.api.bodies import MOST_NUMBER, REFUSALS, CorrectionBody, ReasonBody, SignedIn, TeachBody
from assistant.api.teaching_shapes import (
    correction_object,
    decided_object,
    decision_object,
    lesson_of,
    preview_object,
)
from assistant.bootstrap import Assistant
from assistant.curation import curation
from assistant.curation.errors import GateChanged
from assistant.curation.nouns import Change, CorrectionStatus, Teach
from assistant.curation.rights import units_with_past
from assistant.domain import Reader
from assistant.records.corrections import Page, corrections_of, readable
from assistant.tasks.asker import today, units_seen
from assistant.web.problems import problem_of
from assistant.web.who import assistant_of

router = APIRouter(prefix="/api", tags=["Tri thức"])

Json = dict[str, Any]


@router.post(
    "/corrections",
    summary="Dạy một câu trả lời, hoặc sửa một mục; preview=true chỉ xem trước",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Quyết định hoặc bản xem trước", "content": {"application/json": {}}}},
)
async def teach(request: Request, reader: SignedIn, body: CorrectionBody) -> Response:
    """For heads of units, their stand-ins and the office. The very next question is answered from it."""
    change = Teach(lesson_of(body), correction_id=body.correction_id)
    return await run_in_threadpool(gate_kept, change, reader, assistant_of(request), body)


@router.get(
    "/corrections",
    summary="Danh sách mục tri thức",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Một trang danh sách", "content": {"application/json": {}}}},
)
async def list_corrections(
    request: Request,
    reader: SignedIn,
    unit: Annotated[str, Query(max_length=64, description="Mã đơn vị; để trống: mọi đơn vị.")] = "",
    status: CorrectionStatus | None = None,
    q: Annotated[str, Query(max_length=300, description="Các từ trong câu hỏi hoặc câu trả lời.")] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Only items this account may read; drafts and what was refused only for members of the unit and the office."""
    assistant = assistant_of(request)
    listing = await run_in_threadpool(listed, assistant, reader, unit, status, q, page, per_page)
    told = {"total": listing.total, "page": page, "corrections": [correction_object(each) for each in listing.items]}
    return answered(told)


@router.post(
    "/decisions/{decision_id}/undo",
    summary="Hoàn tác một quyết định, có lý do",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Quyết định hoàn tác", "content": {"application/json": {}}}},
)
async def undo(
    request: Request, reader: SignedIn, decision_id: Annotated[int, Path(ge=1, le=MOST_NUMBER)], body: ReasonBody
) -> Response:
    """What it made goes, what it ended comes back; who waited waits again."""
    decision = await run_in_threadpool(curation.undo, decision_id, body.reason, reader, assistant_of(request))
    return answered({"decision": decision_object(decision)})


def listed(
    assistant: Assistant,
    reader: Reader,
    unit: str,
    status: CorrectionStatus | None,
    words: str,
    page: int,
    per_page: int,
) -> Page:
    """One page of the items; whose drafts this reader may not see are shown with what lives only."""
    units = units_with_past({unit}, assistant.tables, today()) if unit else None
    own = units_seen(reader, assistant.engine, assistant.tables, today())
    if own is not None and (units is None or not units <= own):
        if status not in (None, CorrectionStatus.LIVE):
            units = own if units is None else units & own
        else:
            status = CorrectionStatus.LIVE
    return corrections_of(assistant.engine, units, status, words, page, per_page, readable(reader.tokens))


def gate_kept(change: Change, reader: Reader, assistant: Assistant, body: TeachBody) -> Response:
    """The preview, or what was decided; a preview that no longer holds comes back with the one that does (409)."""
    if body.preview:
        return answered({"preview": preview_object(curation.preview(change, reader, assistant))})
    try:
        return answered(decided_object(curation.decide(change, reader, assistant, body.seen)))
    except GateChanged as changed:
        problem = problem_of(changed)
        refused = {"error": problem.error, "message": problem.message, "preview": preview_object(changed.preview)}
        return answered(refused, problem.status)


def answered(told: Json, status: int = 200) -> Response:
    """JSON as every route answers it."""
    return Response(orjson.dumps(told), status, media_type="application/json")
