"""What happens in the chat: a question is answered as it streams, a vote is kept, a conversation goes on.

Registered on Chainlit by `register`, not by decorators at import: Chainlit never loads this file by path.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import chainlit
import structlog
from chainlit.chat_context import chat_context
from chainlit.config import config
from chainlit.context import context, init_ws_context
from chainlit.server import sio
from chainlit.session import WebsocketSession
from chainlit.types import Starter, ThreadDict
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from assistant import wording
from assistant.api.measures import Measures
from assistant.api.stream import close
from assistant.bootstrap import Assistant, ask
from assistant.chat.actions import actions
from assistant.chat.asking_units import offer_under, waiting_views
from assistant.chat.history import ELEMENT, ChatHistory, element_id_of
from assistant.chat.view import AnswerView, failed, grown, plain_markdown, stopped, told
from assistant.domain import Answer, AnswerStatus, Question, Reader
from assistant.errors import NotSignedIn, TooManyQuestions
from assistant.limits import QuestionLimit
from assistant.records.answers import HIDDEN_STATUSES
from assistant.tasks.asker import today
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
    history = ChatHistory(desk.assistant.engine, desk.asking, desk.assistant.tables)
    config.code.data_layer = lambda: history
    chainlit.set_starters(starters)
    chainlit.on_chat_resume(resume)
    for name, action in actions(desk.assistant, desk.asking).items():
        chainlit.action_callback(name)(action)
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
            view = grown(reply.view, event)
            if isinstance(event, Answer):
                view = await run_in_threadpool(with_units, view, event, reader, desk.assistant)
            await reply.show(view)
        desk.measures.answered(reply.view.status, time.perf_counter() - started)
    finally:
        with suppress(ValueError):  # it still runs in its thread; then it closes with its last reference
            await run_in_threadpool(close, events)


def with_units(view: AnswerView, answer: Answer, reader: Reader, assistant: Assistant) -> AnswerView:
    """The finished answer with the unit it may be put to, and where the same question of this person stands.

    The answer was given and is recorded: what fails here is logged and only leaves the offer out.
    """
    try:
        on = today()
        waiting = waiting_views(answer, reader, assistant.engine, assistant.tables, on)
        return replace(
            view, offer=offer_under(answer, reader, assistant.engine, assistant.tables, on), standing=waiting
        )
    except Exception as error:
        log.warning("chat_offer_failed", error=type(error).__name__, frames=frames_of(error))
        return view


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


async def stop(sid: str) -> None:
    """The asker stops the answer. Chainlit's own handler would say so in English."""
    session = WebsocketSession.get(sid)
    if session and session.current_task:
        init_ws_context(session)
        session.current_task.cancel()


def frames_of(error: BaseException) -> list[str]:
    """Where an error happened, without anybody's words."""
    return [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)][-8:]
