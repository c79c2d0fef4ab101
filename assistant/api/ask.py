"""POST /api/ask: one question, one answer, as an object or sentence by sentence."""

from __future__ import annotations

import time
from collections.abc import Iterator

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.api.bodies import ANSWER_EXAMPLE, REFUSALS, AskBody, SignedIn
from assistant.api.measures import Measures
from assistant.api.shapes import answer_object
from assistant.api.stream import AnswerStream, close
from assistant.bootstrap import Assistant, ask
from assistant.domain import Answer, AnswerStatus, Question, Reader, Released
from assistant.limits import QuestionLimit
from assistant.web.who import assistant_of

router = APIRouter(prefix="/api", tags=["Hỏi đáp"])
EVENTS = "text/event-stream"
STATUS_CODES = {
    AnswerStatus.BLOCKED_INVALID: 422,
    AnswerStatus.ERROR_INTERNAL: 500,
    AnswerStatus.ERROR_STORAGE: 507,
    AnswerStatus.ERROR_UNAVAILABLE: 503,
}


@router.post(
    "/ask",
    summary="Hỏi và nhận trả lời có trích dẫn nguyên văn",
    response_class=Response,
    responses=REFUSALS
    | {200: {"description": "Câu trả lời", "content": {"application/json": {"example": ANSWER_EXAMPLE}, EVENTS: {}}}},
)
async def ask_question(request: Request, body: AskBody, reader: SignedIn) -> Response:
    """Answered only from the documents this account may read; `status` says how the question ended."""
    limit: QuestionLimit = request.app.state.limit
    limit.count(reader)
    question = Question(body.question, tuple(body.history), body.as_of)
    assistant, measures = assistant_of(request), request.app.state.measures
    if body.stream or EVENTS in request.headers.get("accept", ""):
        return AnswerStream(measured(question, reader, assistant, measures))
    answer = await run_in_threadpool(whole_answer, question, reader, assistant, measures)
    return answer_response(answer)


def whole_answer(question: Question, reader: Reader, assistant: Assistant, measures: Measures) -> Answer:
    """The last event of asking."""
    *_, last = measured(question, reader, assistant, measures)
    assert isinstance(last, Answer)
    return last


def measured(
    question: Question, reader: Reader, assistant: Assistant, measures: Measures
) -> Iterator[Released | Answer]:
    """The events of asking; how it ended and how long it took is counted."""
    started = time.perf_counter()
    events = ask(question, reader, assistant, "api")
    try:
        for event in events:
            if isinstance(event, Answer):
                measures.answered(event.status.value, time.perf_counter() - started)
            yield event
    finally:
        close(events)


def answer_response(answer: Answer) -> Response:
    """The answer as JSON; what could not be asked or recorded also is an error with its message."""
    code = STATUS_CODES.get(answer.status, 200)
    told = answer_object(answer)
    if code != 200:
        told = {"error": answer.status.value, "message": answer.text} | told
    return Response(orjson.dumps(told), code, media_type="application/json")
