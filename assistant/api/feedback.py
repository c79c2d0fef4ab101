"""Votes on answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from assistant.api.bodies import REFUSALS, FeedbackBody, SignedIn
from assistant.bootstrap import Assistant
from assistant.domain import Reader
from assistant.errors import NotAllowed
from assistant.records.feedback import give_feedback, withdraw_feedback
from assistant.tasks.tasks import report
from assistant.web.who import assistant_of

router = APIRouter(prefix="/api/feedback", tags=["Góp ý"])


@router.post(
    "",
    summary="Đánh giá một câu trả lời của mình",
    status_code=201,
    response_class=Response,
    responses=REFUSALS
    | {201: {"description": "Đã lưu", "content": {"application/json": {"example": {"id": 17, "task_id": 5}}}}},
)
async def send_feedback(request: Request, reader: SignedIn, body: FeedbackBody) -> Response:
    """Only on answers this account was given; a later vote takes the place of the earlier.

    A vote against with a reason goes to the unit that owns what was cited: `task_id` is the task it waits in.
    """
    number, task_id = await run_in_threadpool(kept, assistant_of(request), reader, body)
    return JSONResponse({"id": number} | ({"task_id": task_id} if task_id else {}), 201)


def kept(assistant: Assistant, reader: Reader, body: FeedbackBody) -> tuple[int, int | None]:
    """The numbers of the vote and of the task. Raises NotFound for another's answer, NotTeachable."""
    task = None
    if body.value == -1 and body.reason:
        try:
            task = report(
                assistant.engine, assistant.tables, reader, body.answer_id, body.reason, body.comment, body.proposed
            )
        except NotAllowed:  # a question that must not travel keeps its vote and no more
            task = None
    vote = give_feedback(assistant.engine, reader, body.answer_id, body.value, body.reason, body.comment)
    return vote, task.id if task else None


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
