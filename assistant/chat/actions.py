"""What the buttons under an answer do: a vote, a report with the right answer, a question put to a unit, where it stands.

Each answers {"ok": true, …} or {"error": sentence}; who asks comes from the session, never from what the browser sends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import chainlit
from chainlit.chat_context import chat_context
from chainlit.context import context
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from assistant import wording, wording_curation
from assistant.bootstrap import Assistant
from assistant.chat.asking_units import AUTHOR, Told, standing_view, tell_outcomes, unit_choices
from assistant.chat.history import ELEMENT, element_id_of
from assistant.chat.view import plain_markdown
from assistant.curation.errors import NotTeachable
from assistant.domain import Reader
from assistant.errors import BadRequest, NotAllowed, NotFound
from assistant.records.feedback import give_feedback, withdraw_feedback
from assistant.tasks import asker
from assistant.tasks.alike import same_among
from assistant.tasks.asker import today
from assistant.tasks.tasks import ask_unit, report
from ingest.errors import DatabaseUnavailable, StorageFull

Json = dict[str, Any]
Handler = Callable[[chainlit.Action], Any]
Doing = Callable[[Json, Reader, Assistant], Json]


class Vote(BaseModel):
    """What the thumbs send; 0 takes the vote back. `proposed` is the right answer as this person sees it."""

    answer_id: str = Field(max_length=64)
    value: Literal[1, 0, -1]
    reason: str | None = Field(None, max_length=32)
    comment: str = Field("", max_length=2000)
    proposed: str = Field("", max_length=8000)


class Asked(BaseModel):
    """An answer whose question goes to a unit; without `unit` to the one in charge."""

    answer_id: str = Field(max_length=64)
    unit: str | None = Field(None, max_length=64)
    comment: str = Field("", max_length=2000)


class Named(BaseModel):
    """An answer of the conversation."""

    answer_id: str = Field(max_length=64)


def actions(assistant: Assistant, asking: Callable[[], Reader]) -> dict[str, Handler]:
    """The handlers by the names the element calls."""

    def handler(doing: Doing) -> Handler:
        async def on_action(action: chainlit.Action) -> Json:
            result = await done(doing, action.payload, asking(), assistant)
            for each in result.pop("told", []):
                await show(each, result["standing"])
            return result

        return on_action

    by_name: dict[str, Doing] = {"vote": keep_vote, "ask_unit": ask, "units": units, "standing": standing_of}
    return {name: handler(doing) for name, doing in by_name.items()}


async def done(doing: Doing, payload: Json, reader: Reader, assistant: Assistant) -> Json:
    """What it gave, or one sentence about why it could not be done."""
    try:
        return {"ok": True} | await run_in_threadpool(doing, payload, reader, assistant)
    except NotFound:
        return {"error": wording.PROBLEMS["not_found"]}
    except NotAllowed:
        return {"error": wording.PROBLEMS["not_allowed"]}
    except NotTeachable as refused:
        return {"error": wording_curation.NOT_TEACHABLE.get(refused.reason, wording.PROBLEMS["bad_request"])}
    except (ValidationError, BadRequest):
        return {"error": wording.PROBLEMS["bad_request"]}
    except StorageFull:
        return {"error": wording.PROBLEMS["storage_full"]}
    except DatabaseUnavailable:
        return {"error": wording.PROBLEMS["unavailable"]}


def keep_vote(payload: Json, reader: Reader, assistant: Assistant) -> Json:
    """Store or take back the vote of the reader; one against the answer goes to its owner too, which is told first.

    Raises NotFound for another's answer, BadRequest.
    """
    vote = Vote(**payload)
    if vote.value == 0:
        withdraw_feedback(assistant.engine, reader, vote.answer_id)
        return {}
    reported = vote.value == -1 and vote.reason is not None and sent_to_owner(vote, reader, assistant)
    give_feedback(assistant.engine, reader, vote.answer_id, vote.value, vote.reason, vote.comment)
    return standing_of({"answer_id": vote.answer_id}, reader, assistant) if reported else {}


def sent_to_owner(vote: Vote, reader: Reader, assistant: Assistant) -> bool:
    """Whether the report waits for a unit now; a question that must not travel keeps its vote and no more."""
    try:
        report(
            assistant.engine, assistant.tables, reader, vote.answer_id, vote.reason or "", vote.comment, vote.proposed
        )
    except NotAllowed:
        return False
    return True


def ask(payload: Json, reader: Reader, assistant: Assistant) -> Json:
    """Put the question of an answer to a unit. Raises NotFound, NotAllowed."""
    asked = Asked(**payload)
    alike = same_among(assistant.answering)
    ask_unit(assistant.engine, assistant.tables, reader, asked.answer_id, asked.unit, asked.comment, alike=alike)
    return standing_of({"answer_id": asked.answer_id}, reader, assistant)


def units(payload: Json, reader: Reader, assistant: Assistant) -> Json:
    """Every unit of today."""
    return {"units": unit_choices(assistant.tables, today())}


def standing_of(payload: Json, reader: Reader, assistant: Assistant) -> Json:
    """Where everything stands that the reader put to units about this answer; what has ended goes into the chat.

    `told` are the messages that were written because of it.
    """
    named = Named(**payload)
    found = asker.standings(assistant.engine, reader.account_id, [named.answer_id])
    told = tell_outcomes(assistant.engine, reader, found)
    asker.seen(assistant.engine, reader.account_id, found)
    views = [standing_view(each, reader, assistant.engine, assistant.tables, today()) for each in found]
    return {"standing": views} | ({"told": told} if told else {})


async def show(told: Told, standing: list[Json]) -> None:
    """An outcome that was written into the conversation that is open appears in it at once."""
    if context.session.thread_id != told.thread_id:
        return
    message = chainlit.Message(content=plain_markdown(told.view.text), author=AUTHOR, id=told.step_id)
    message.persisted = True
    drawn = [each for each in standing if each["task_id"] == told.standing.task.id]
    props = told.view.props() | {"standing": drawn}
    element = chainlit.CustomElement(id=element_id_of(message.id), name=ELEMENT, url=".", props=props)
    chat_context.add(message)
    await context.emitter.send_step(message.to_dict())
    await element.send(for_id=message.id, persist=False)
