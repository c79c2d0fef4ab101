"""What waits for a unit: put a question to one, see where it stands, answer, reject, hand over, confirm."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.api.bodies import MOST_NUMBER, REFUSALS, AskUnitBody, HandOverBody, ReasonBody, SignedIn, TeachBody
from assistant.api.teaching import answered, gate_kept
from assistant.api.teaching_shapes import (
    decided_object,
    decision_object,
    lesson_of,
    move_object,
    said_object,
    task_object,
)
from assistant.bootstrap import Assistant
from assistant.curation import curation
from assistant.curation.nouns import ConfirmAnswer, Task, TaskStatus, Teach
from assistant.curation.rights import GUARDIANS, may_decide, may_propose, may_see, units_with_past
from assistant.domain import Reader
from assistant.errors import BadRequest, NotAllowed, NotFound
from assistant.records.decisions import decision_of
from assistant.records.tasks import moves_of, people_of, task_of, tasks_of
from assistant.tasks.alike import same_among
from assistant.tasks.asker import fresh_answers, standings, today, units_seen
from assistant.tasks.tasks import ask_unit, hand_over
from assistant.web.who import assistant_of

router = APIRouter(prefix="/api", tags=["Việc chờ đơn vị"])
TaskId = Annotated[int, Path(ge=1, le=MOST_NUMBER, description="`id` của việc.")]

Json = dict[str, Any]


@router.post(
    "/answers/{answer_id}/ask-unit",
    summary="Gửi câu hỏi của mình cho đơn vị phụ trách",
    status_code=201,
    response_class=Response,
    responses=REFUSALS | {201: {"description": "Việc đang chờ đơn vị", "content": {"application/json": {}}}},
)
async def put_to_unit(
    request: Request, reader: SignedIn, answer_id: Annotated[str, Path(max_length=64)], body: AskUnitBody
) -> Response:
    """Only a question this account asked; who asks the same joins the task that waits."""
    assistant = assistant_of(request)
    task = await run_in_threadpool(
        ask_unit,
        assistant.engine,
        assistant.tables,
        reader,
        answer_id,
        body.unit,
        body.comment,
        alike=same_among(assistant.answering),
    )
    return answered(task_object(task, assistant.tables, today()), 201)


@router.get(
    "/tasks",
    summary="Danh sách việc: của mình hoặc của đơn vị",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Một trang danh sách", "content": {"application/json": {}}}},
)
async def list_tasks(
    request: Request,
    reader: SignedIn,
    mine: Annotated[bool, Query(description="true: việc do chính tài khoản này gửi.")] = False,
    unit: Annotated[str, Query(max_length=64, description="Mã đơn vị; để trống: mọi đơn vị được xem.")] = "",
    status: TaskStatus | None = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Tasks of a unit for its members and the office; one's own for everybody."""
    listing = mine_of if mine else unit_tasks
    told = await run_in_threadpool(listing, assistant_of(request), reader, unit, status, page, per_page)
    return answered(told)


@router.get("/tasks/news", include_in_schema=False)  # the poll of our own pages
async def news(request: Request, reader: SignedIn) -> Response:
    """`answers` are those whose questions have ended; looking at them makes them seen. `works`: has a desk."""
    fresh = await run_in_threadpool(fresh_answers, assistant_of(request).engine, reader.account_id)
    answers = [answer_id for _, answer_id in fresh if answer_id]
    return answered({"count": len(fresh), "answers": answers, "works": bool(reader.unit) or reader.role in GUARDIANS})


@router.get(
    "/tasks/{task_id}",
    summary="Một việc với diễn biến và quyết định",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Việc", "content": {"application/json": {}}}},
)
async def show_task(request: Request, reader: SignedIn, task_id: TaskId) -> Response:
    """For members of its unit, the office, and who is affected by it; others are not told that it exists."""
    return answered(await run_in_threadpool(task_in_full, assistant_of(request), reader, task_id))


@router.post(
    "/tasks/{task_id}/answer",
    summary="Trả lời một việc: dạy ngay (trưởng đơn vị) hoặc gửi duyệt (cán bộ đơn vị)",
    response_class=Response,
    responses=REFUSALS
    | {200: {"description": "Quyết định, bản xem trước, hoặc đề xuất", "content": {"application/json": {}}}},
)
async def answer_task(request: Request, reader: SignedIn, task_id: TaskId, body: TeachBody) -> Response:
    """With `preview` nothing changes; an officer's answer waits for the head (`proposed`)."""
    return await run_in_threadpool(answer_to, assistant_of(request), reader, task_id, body)


@router.post(
    "/tasks/{task_id}/confirm",
    summary="Xác nhận câu trả lời đã đưa là đúng",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Quyết định", "content": {"application/json": {}}}},
)
async def confirm_task(request: Request, reader: SignedIn, task_id: TaskId) -> Response:
    """What was cited is preferred for questions like this one."""
    assistant = assistant_of(request)
    task = await run_in_threadpool(visible_task, assistant, reader, task_id)
    if task.answer_id is None:
        raise BadRequest("bad_request")
    decided = await run_in_threadpool(curation.decide, ConfirmAnswer(task.answer_id, task_id), reader, assistant)
    return answered(decided_object(decided))


@router.post(
    "/tasks/{task_id}/reject",
    summary="Kết thúc một việc mà không trả lời, có lý do",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Quyết định", "content": {"application/json": {}}}},
)
async def reject_task(request: Request, reader: SignedIn, task_id: TaskId, body: ReasonBody) -> Response:
    """The reason is told to everybody who asked."""
    assistant = assistant_of(request)
    await run_in_threadpool(visible_task, assistant, reader, task_id)
    decision = await run_in_threadpool(curation.reject, task_id, body.reason, reader, assistant)
    return answered({"decision": decision_object(decision)})


@router.post(
    "/tasks/{task_id}/hand-over",
    summary="Chuyển một việc cho đơn vị khác, có lý do",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Việc ở đơn vị mới", "content": {"application/json": {}}}},
)
async def hand_task_over(request: Request, reader: SignedIn, task_id: TaskId, body: HandOverBody) -> Response:
    """The history goes along; a third hand-over goes to the office."""
    assistant = assistant_of(request)
    await run_in_threadpool(visible_task, assistant, reader, task_id)
    task = await run_in_threadpool(
        hand_over, assistant.engine, assistant.tables, task_id, body.unit, body.reason, reader, body.version
    )
    return answered(task_object(task, assistant.tables, today()))


def mine_of(
    assistant: Assistant, reader: Reader, unit: str, status: TaskStatus | None, page: int, per_page: int
) -> Json:
    """What this account put to units, what it has not seen yet first."""
    found = [each for each in standings(assistant.engine, reader.account_id) if status in (None, each.task.status)]
    shown = found[(page - 1) * per_page : page * per_page]
    tasks = [
        task_object(each.task, assistant.tables, today())
        | {"mine": said_object(each.said), "decision": decision_object(each.decision) if each.decision else None}
        for each in shown
    ]
    return {"total": len(found), "page": page, "tasks": tasks}


def unit_tasks(
    assistant: Assistant, reader: Reader, unit: str, status: TaskStatus | None, page: int, per_page: int
) -> Json:
    """Tasks of the units this reader works in or decides for. Raises NotAllowed for another unit."""
    units = units_seen(reader, assistant.engine, assistant.tables, today())
    if unit:
        wanted = units_with_past({unit}, assistant.tables, today())
        if units is not None and not wanted & units:
            raise NotAllowed(f"tasks of {unit}")
        units = wanted if units is None else wanted & units
    tasks, total = tasks_of(assistant.engine, units, status, page, per_page)
    return {"total": total, "page": page, "tasks": [task_object(each, assistant.tables, today()) for each in tasks]}


def task_in_full(assistant: Assistant, reader: Reader, task_id: int) -> Json:
    """With its history; what others said only for those who work on it. Raises NotFound."""
    task = visible_task(assistant, reader, task_id)
    works_on_it = may_propose(reader, task.unit, assistant.engine, assistant.tables, today())
    said = [
        each for each in people_of(assistant.engine, task_id) if works_on_it or each.account_id == reader.account_id
    ]
    found = curation_decision(assistant, task)
    return task_object(task, assistant.tables, today()) | {
        "history": [move_object(each) for each in moves_of(assistant.engine, task_id)],
        "asked": [said_object(each) | ({"name": each.account_name} if works_on_it else {}) for each in said],
        "decision": found,
    }


def curation_decision(assistant: Assistant, task: Task) -> Json | None:
    """The decision that closed the task, if one did."""
    return decision_object(decision_of(assistant.engine, task.decision_id)) if task.decision_id else None


def visible_task(assistant: Assistant, reader: Reader, task_id: int) -> Task:
    """A task this reader may know of. Raises NotFound."""
    task = task_of(assistant.engine, task_id)
    if not may_see(task, reader, assistant.engine, assistant.tables, today()):
        raise NotFound(f"task {task_id}")
    return task


def answer_to(assistant: Assistant, reader: Reader, task_id: int, body: TeachBody) -> Response:
    """Teach, look, or propose. Raises NotAllowed, NotFound, NotTeachable, AlreadyDecided."""
    task = visible_task(assistant, reader, task_id)
    lesson = lesson_of(body)
    deciding = may_decide(reader, task.unit, assistant.engine, assistant.tables, today())
    if not deciding and not body.preview:
        return answered({"proposed": curation.propose(lesson, task_id, reader, assistant)})
    return gate_kept(Teach(lesson, task_id), reader, assistant, body)
