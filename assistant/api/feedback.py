"""Votes on answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from assistant.api.bodies import REFUSALS, FeedbackBody, SignedIn
from assistant.records.feedback import give_feedback, withdraw_feedback
from assistant.web.who import assistant_of

router = APIRouter(prefix="/api/feedback", tags=["Góp ý"])


@router.post(
    "",
    summary="Đánh giá một câu trả lời của mình",
    status_code=201,
    response_class=Response,
    responses=REFUSALS | {201: {"description": "Đã lưu", "content": {"application/json": {"example": {"id": 17}}}}},
)
async def send_feedback(request: Request, reader: SignedIn, body: FeedbackBody) -> Response:
    """Only on answers this account was given; a later vote takes the place of the earlier."""
    engine = assistant_of(request).engine
    number = await run_in_threadpool(
        give_feedback, engine, reader, body.answer_id, body.value, body.reason, body.comment
    )
    return JSONResponse({"id": number}, 201)


@router.delete(
    "/{answer_id}",
    summary="Rút lại đánh giá của mình",
    status_code=204,
    response_class=Response,
    responses=REFUSALS | {204: {"description": "Đã rút"}},
)
async def take_back(request: Request, reader: SignedIn, answer_id: Annotated[str, Path(max_length=64)]) -> Response:
    """The withdrawn vote stays in the history."""
    await run_in_threadpool(withdraw_feedback, assistant_of(request).engine, reader, answer_id)
    return Response(status_code=204)
