"""What happens in the chat: a question is answered as it streams, a vote is kept, a conversation goes on.

Registered on Chainlit by `register`, not by decorators at import: Chainlit never loads this file by path.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import chainlit
import structlog
from chainlit.chat_context import chat_context
from chainlit.config import config
from chainlit.context import context, init_ws_context
from chainlit.server import sio
from chainlit.session import WebsocketSession
from chainlit.types import Starter, ThreadDict
from pydantic import BaseModel, Field, ValidationError
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from assistant import wording
from assistant.api.measures import Measures
from assistant.api.stream import close
from assistant.bootstrap import Assistant, ask
from assistant.chat.history import ELEMENT, ChatHistory, element_id_of
from assistant.chat.view import AnswerView, failed, grown, plain_markdown, stopped, told
from assistant.domain import AnswerStatus, Question, Reader
from assistant.errors import BadRequest, NotFound, NotSignedIn, TooManyQuestions
from assistant.limits import QuestionLimit
from assistant.records.answers import HIDDEN_STATUSES
from assistant.records.feedback import give_feedback, withdraw_feedback
from ingest.errors import DatabaseUnavailable, StorageFull

AUTHOR = "Assistant"  # ASCII: Chainlit refuses avatars of other names
ASKED = "asked"
REMEMBERED = 6  # earlier questions that a follow-up is understood by
log = structlog.get_logger()


@dataclass(frozen=True)
class Desk:
    """What the chat works with; `asking` tells who asks in the request or socket at hand."""

    assistant: Assistant
    asking: Callable[[], Reader]
    limit: QuestionLimit
    measures: Measures


def register(desk: Desk) -> None:
    """Tell Chainlit what to do; a second call takes the place of the first."""
    history = ChatHistory(desk.assistant.engine, desk.asking)
    config.code.data_layer = lambda: history
    chainlit.set_starters(starters)
    chainlit.on_chat_resume(resume)
    chainlit.action_callback("vote")(voting(desk))
    # Not chainlit.on_message: it would wrap every answer in a step that nobody sees and everybody stores.
    config.code.on_message = answering(desk, history)
    sio.on("stop", stop)


async def starters(user: Any = None) -> list[Starter]:
    """Good first questions."""
    return [Starter(label=label, message=question) for label, question in wording.STARTERS]


async def resume(thread: ThreadDict) -> None:
    """Take the earlier questions of a conversation along, so that a follow-up is understood."""
    drawn = [each["props"] for each in thread["elements"] or []]
    asked = [each["meant"] for each in drawn if leads_on(each["status"])]
    chainlit.user_session.set(ASKED, asked[-REMEMBERED:])


def leads_on(status: str) -> bool:
    """Whether a later “còn … thì sao?” may mean a question that ended so: not one that was refused or failed."""
    return bool(status) and not status.startswith(("blocked_", "error_"))


def answering(desk: Desk, history: ChatHistory) -> Callable[[chainlit.Message], Any]:
    """The handler of a question."""

    async def on_message(message: chainlit.Message) -> None:
        asked: list[str] = chainlit.user_session.get(ASKED) or []
        reply = Reply(history)
        await reply.begin()
        try:
            await stream(Question(message.content, tuple(asked)), desk, reply)
        except Exception as error:
            reply.view = view_of(error)
        finally:
            await reply.end()
        if leads_on(reply.view.status):
            chainlit.user_session.set(ASKED, [*asked, reply.view.meant][-REMEMBERED:])
        if reply.view.status in HIDDEN_STATUSES:
            await hide(message)

    return on_message


def view_of(error: Exception) -> AnswerView:
    """What is shown in the place of an answer that could not be given."""
    match error:
        case NotSignedIn():
            return told(wording.PROBLEMS["not_signed_in"])
        case TooManyQuestions():
            return told(wording.PROBLEMS["too_many_questions"])
        case StorageFull():
            return failed(AnswerStatus.ERROR_STORAGE)
        case DatabaseUnavailable():
            return failed(AnswerStatus.ERROR_UNAVAILABLE)
    # The place, not the text: a question may hold what no log may keep.
    log.error("chat_answer_failed", error=type(error).__name__, frames=frames_of(error))
    return failed(AnswerStatus.ERROR_INTERNAL)


async def stream(question: Question, desk: Desk, reply: Reply) -> None:
    """Show each event of the answer path as it comes. Raises NotSignedIn, TooManyQuestions."""
    reader = desk.asking()
    desk.limit.count(reader)
    started = time.perf_counter()
    events = ask(question, reader, desk.assistant, "chat")
    try:
        async for event in iterate_in_threadpool(events):
            await reply.show(grown(reply.view, event))
        desk.measures.answered(reply.view.status, time.perf_counter() - started)
    finally:
        with suppress(ValueError):  # it still runs in its thread; then it closes with its last reference
            await run_in_threadpool(close, events)


class Reply:
    """One answer on the screen: a message whose drawing grows with the view."""

    def __init__(self, history: ChatHistory) -> None:
        self.history = history
        self.view = AnswerView()
        self.message = chainlit.Message(content="", author=AUTHOR)
        self.element = chainlit.CustomElement(
            # A url keeps Chainlit from writing every state of the drawing to disk.
            id=element_id_of(self.message.id),
            name=ELEMENT,
            url=".",
            props=self.view.props(),
        )

    async def begin(self) -> None:
        """Show at once that the question was heard; only the finished answer is stored."""
        self.message.persisted = True
        await self.message.send()
        await self.show(self.view)

    async def show(self, view: AnswerView) -> None:
        """Draw this state."""
        self.view = view
        self.element.props = view.props()
        await self.element.send(for_id=self.message.id, persist=False)

    async def end(self) -> None:
        """Draw and store the last state, also when the asker stopped or an error came between."""
        if self.view.streaming:
            self.view = stopped(self.view)
        await self.show(self.view)
        self.message.content = plain_markdown(self.view.text or "\n".join(self.view.refusal))
        self.message.metadata = {"answer": self.view.props()}
        # Not message.update(): it saves some time later, and a reload right after the answer would miss it.
        with suppress(Exception):  # the history has logged it and told the asker
            await self.history.update_step(self.message.to_dict())
        chat_context.add(self.message)
        await context.emitter.update_step(self.message.to_dict())


async def hide(message: chainlit.Message) -> None:
    """A question that held a secret or personal data is not kept."""
    message.content = wording.HIDDEN
    await message.update()


class Vote(BaseModel):
    """What the thumbs send; 0 takes the vote back."""

    answer_id: str = Field(max_length=64)
    value: Literal[1, 0, -1]
    reason: str | None = Field(None, max_length=32)
    comment: str = Field("", max_length=2000)


def voting(desk: Desk) -> Callable[[chainlit.Action], Any]:
    """The handler of a vote; it answers {"ok": true} or {"error": sentence}."""

    async def on_vote(action: chainlit.Action) -> dict[str, Any]:
        try:
            await run_in_threadpool(keep_vote, Vote(**action.payload), desk.asking(), desk.assistant)
        except NotFound:
            return {"error": wording.PROBLEMS["not_found"]}
        except (ValidationError, BadRequest):
            return {"error": wording.PROBLEMS["bad_request"]}
        except StorageFull:
            return {"error": wording.PROBLEMS["storage_full"]}
        except DatabaseUnavailable:
            return {"error": wording.PROBLEMS["unavailable"]}
        return {"ok": True}

    return on_vote


def keep_vote(vote: Vote, reader: Reader, assistant: Assistant) -> None:
    """Store or take back the vote of the reader. Raises NotFound for another's answer, BadRequest."""
    if vote.value == 0:
        withdraw_feedback(assistant.engine, reader, vote.answer_id)
    else:
        give_feedback(assistant.engine, reader, vote.answer_id, vote.value, vote.reason, vote.comment)


async def stop(sid: str) -> None:
    """The asker stops the answer. Chainlit's own handler would say so in English."""
    session = WebsocketSession.get(sid)
    if session and session.current_task:
        init_ws_context(session)
        session.current_task.cancel()


def frames_of(error: BaseException) -> list[str]:
    """Where an error happened, without anybody's words."""
    return [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)][-8:]
