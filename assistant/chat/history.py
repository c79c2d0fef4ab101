"""The chat history behind Chainlit: its own tables, its owner checked at every door, errors told and not swallowed.

Chainlit calls these methods from HTTP routes and from the websocket; who is asking comes from `asking`, which
the gate has set, and never from what the browser sends. Deleting a conversation takes it from the asker's list;
the audit of answers lives in other tables and stays.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from chainlit.data.base import BaseDataLayer
from chainlit.types import Feedback, PageInfo, PaginatedResponse, Pagination, ThreadFilter
from chainlit.user import PersistedUser, User
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from assistant import wording
from assistant.answering.screen import blocked
from assistant.answering.understand import clean
from assistant.chat.asking_units import offer_again, standing_view, tell_outcomes
from assistant.chat.telling import tell
from assistant.domain import Reader
from assistant.errors import NotFound, NotSignedIn
from assistant.records import chats
from assistant.records.accounts import account_of
from assistant.records.answers import HIDDEN_STATUSES
from assistant.records.chats import ChatStep, ChatThread
from assistant.records.feedback import current_feedback
from assistant.tasks.asker import Standing, seen, standings, today
from ingest.errors import DatabaseUnavailable, StorageFull
from ingest.tables import Tables

ELEMENT = "Answer"
KEPT_TYPES = ("user_message", "assistant_message")
log = structlog.get_logger()

Json = dict[str, Any]


class ChatHistory(BaseDataLayer):  # type: ignore[misc]  # Chainlit ships no types; the base tells what is missing
    """Conversations of accounts in the product's database."""

    def __init__(self, engine: Engine, asking: Callable[[], Reader], tables: Tables) -> None:
        self._engine = engine
        self._tables = tables
        self._asking = asking
        # Chainlit saves in tasks of their own; in turn, a later state of a message never loses to an earlier one.
        self._turn = asyncio.Lock()

    # Conversations

    async def list_threads(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse:
        """The asker's conversations without their messages, newest first."""
        before = datetime.fromisoformat(pagination.cursor) if pagination.cursor else None
        found = await run_in_threadpool(
            chats.threads_of, self._engine, self._me(), pagination.first + 1, before, filters.search or ""
        )
        shown = found[: pagination.first]
        end = moment(shown[-1].updated) if shown else None
        return PaginatedResponse(PageInfo(len(found) > len(shown), None, end), [self._summary(each) for each in shown])

    async def get_thread(self, thread_id: str) -> Json | None:
        """The asker's conversation; one that is not theirs names no owner, so that Chainlit refuses to resume it."""
        try:
            return await run_in_threadpool(self._thread, thread_id)
        except NotFound:
            if await run_in_threadpool(self._exists, thread_id):
                return {"id": thread_id, "userIdentifier": None, "steps": [], "elements": [], "metadata": {}}
            return None

    async def get_thread_author(self, thread_id: str) -> str:
        """The asker's name when the conversation is theirs; empty otherwise, which Chainlit answers with 404."""
        try:
            await run_in_threadpool(chats.thread_of, self._engine, thread_id, self._me())
        except NotFound:
            return ""
        return self._asking().name

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: Json | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Begin or rename a conversation. Chainlit's own session data is not kept."""
        if name is not None:
            await self._saved(chats.save_thread, self._engine, thread_id, self._me(), keepable(name))

    async def delete_thread(self, thread_id: str) -> None:
        """Take one's own conversation away. Raises NotFound."""
        await self._saved(chats.delete_thread, self._engine, thread_id, self._me())

    # Messages

    async def create_step(self, step_dict: Json) -> None:
        """Keep a message of one's own conversation. Raises NotFound for another's."""
        if step_dict["type"] in KEPT_TYPES:
            await self._saved(self._keep, self._me(), step_of(step_dict))

    async def update_step(self, step_dict: Json) -> None:
        """Keep the newest state of a message."""
        await self.create_step(step_dict)

    async def delete_step(self, step_id: str) -> None:
        """Delete a message of one's own conversation; nothing happens to another's."""
        await self._saved(chats.delete_step, self._engine, step_id, self._me())

    async def get_element(self, thread_id: str, element_id: str) -> Json | None:
        """The drawing of one answer of the asker's conversation."""
        thread = await self.get_thread(thread_id)
        return next((each for each in thread["elements"] if each["id"] == element_id), None) if thread else None

    async def create_element(self, element: Any) -> None:
        """Nothing: an answer's drawing is kept with its message."""

    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        """Nothing: an answer's drawing goes with its message."""

    # People and votes: Chainlit's own ways are closed, ours are elsewhere

    async def get_user(self, identifier: str) -> PersistedUser | None:
        """The asker, and nobody else."""
        reader = self._asking()
        if identifier != reader.name:
            return None
        account = await run_in_threadpool(account_of, self._engine, reader.account_id)
        return PersistedUser(
            id=str(account.id),
            createdAt=moment(account.created),
            identifier=account.name,
            display_name=account.display_name,
        )

    async def create_user(self, user: User) -> PersistedUser | None:
        """Never: accounts are made by an administrator. Raises NotSignedIn."""
        raise NotSignedIn(f"no account {user.identifier}")

    async def upsert_feedback(self, feedback: Feedback) -> str:
        """Never: votes go through the action `vote`, which checks whose answer it is. Raises NotFound."""
        raise NotFound("feedback")

    async def delete_feedback(self, feedback_id: str) -> bool:
        """Never, see upsert_feedback. Raises NotFound."""
        raise NotFound("feedback")

    async def get_favorite_steps(self, user_id: str) -> list[Json]:
        """None: favourites are switched off."""
        return []

    async def build_debug_url(self) -> str:
        """No debugging elsewhere."""
        return ""

    async def close(self) -> None:
        """Nothing: the engine belongs to the product."""

    # Helpers

    def _me(self) -> int:
        return self._asking().account_id

    async def _saved(self, save: Callable[..., None], *arguments: Any) -> None:
        """Save in turn; a failure is logged, told to the person and raised."""
        try:
            async with self._turn:
                await run_in_threadpool(save, *arguments)
        except NotFound:
            raise
        except Exception as error:
            log.error("chat_history_not_saved", save=save.__name__, error=type(error).__name__)
            full = isinstance(error, StorageFull)
            await tell(wording.PROBLEMS["storage_full"] if full else wording.CHAT["history_not_saved"])
            raise

    def _keep(self, account_id: int, step: ChatStep) -> None:
        chats.save_thread(self._engine, step.thread_id, account_id)
        chats.save_step(self._engine, step)

    def _exists(self, thread_id: str) -> bool:
        try:
            chats.thread_of(self._engine, thread_id)
        except NotFound:
            return False
        return True

    def _thread(self, thread_id: str) -> Json:
        thread = chats.thread_of(self._engine, thread_id, self._me())
        standings = self._standings(thread_id)
        steps = chats.steps_of(self._engine, thread_id)
        drawn = [self._drawing(each, standings) for each in steps if "answer" in each.metadata]
        return self._summary(thread) | {"steps": [step_dict_of(each) for each in steps], "elements": drawn}

    def _standings(self, thread_id: str) -> list[Standing]:
        """What its answers wait for; what has ended is written into the conversation now, and so is seen."""
        reader = self._asking()
        answers = [each.answer_id for each in chats.steps_of(self._engine, thread_id) if each.answer_id]
        if not answers:
            return []
        found = standings(self._engine, reader.account_id, answers)
        try:
            tell_outcomes(self._engine, reader, found)
            seen(self._engine, reader.account_id, found)
        except (StorageFull, DatabaseUnavailable) as error:  # the conversation opens all the same
            log.warning("chat_outcome_not_written", error=type(error).__name__)
        return found

    def _summary(self, thread: ChatThread) -> Json:
        reader = self._asking()
        return {
            "id": thread.id,
            "name": thread.name,
            "createdAt": moment(thread.updated),
            "userId": str(reader.account_id),
            "userIdentifier": reader.name,
            "tags": [],
            "metadata": {},
            "steps": [],
            "elements": [],
        }

    def _drawing(self, step: ChatStep, found: list[Standing]) -> Json:
        return {
            "id": element_id_of(step.id),
            "threadId": step.thread_id,
            "forId": step.id,
            "type": "custom",
            "name": ELEMENT,
            "display": "inline",
            "url": ".",
            "mime": "application/json",
            "props": step.metadata["answer"] | self._as_of_now(step, found),
        }

    def _as_of_now(self, step: ChatStep, found: list[Standing]) -> Json:
        """What has changed since the answer was drawn: the vote, the offer, where its question stands."""
        reader, on = self._asking(), today()
        props = step.metadata["answer"]
        vote = current_feedback(self._engine, step.answer_id, reader.account_id) if step.answer_id else None
        here = [
            each
            for each in found
            if each.task.id == props.get("outcome_of") or (step.answer_id and each.said.answer_id == step.answer_id)
        ]
        return {
            "vote": {"value": vote.value, "reason": vote.reason} if vote else None,
            "offer": offer_again(props.get("offer"), self._tables, on),
            "standing": [standing_view(each, reader, self._engine, self._tables, on) for each in here],
        }


def keepable(text: str) -> str:
    """The text, or the sign that it was hidden when a question must not be kept (secrets, personal data)."""
    return wording.HIDDEN if blocked(clean(text)) in HIDDEN_STATUSES else text


def element_id_of(step_id: str) -> str:
    """The id of the drawing of a message."""
    return f"{step_id}-answer"


def step_of(step_dict: Json) -> ChatStep:
    """A message as stored."""
    text = str(step_dict.get("output") or "")
    metadata = dict(step_dict.get("metadata") or {})
    answer = metadata.get("answer")
    asked = step_dict["type"] == "user_message"
    return ChatStep(
        id=step_dict["id"],
        thread_id=step_dict["threadId"],
        type=step_dict["type"],
        name=str(step_dict.get("name") or ""),
        output=keepable(text) if asked else text,
        created=moment_of(step_dict.get("createdAt")),
        parent_id=step_dict.get("parentId"),
        metadata={"answer": answer} if answer and not asked else {},
        answer_id=(answer.get("id") or None) if answer and not asked else None,
    )


def step_dict_of(step: ChatStep) -> Json:
    """A message as Chainlit wants it back."""
    at = moment(step.created)
    return {
        "id": step.id,
        "threadId": step.thread_id,
        "parentId": step.parent_id,
        "type": step.type,
        "name": step.name,
        "input": step.input,
        "output": step.output,
        "createdAt": at,
        "start": at,
        "end": at,
        "streaming": False,
        "isError": False,
        "waitForAnswer": False,
        "metadata": {},
        "tags": [],
    }


def moment(at: datetime) -> str:
    """A moment in UTC as browsers read it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment_of(text: str | None) -> datetime:
    """The moment Chainlit names, or now."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else datetime.now(UTC)
