"""The history of chats. It belongs to its account and goes with it; the audit of answers does not live here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, delete, func, insert, select, update

from assistant.errors import NotFound
from assistant.records.tables import chat_steps, chat_threads, now, storable
from ingest.database import reading, writing


@dataclass(frozen=True)
class ChatThread:
    """One conversation of one account."""

    id: str
    account_id: int
    name: str
    created: datetime
    updated: datetime
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ChatStep:
    """One message or step of a conversation."""

    id: str
    thread_id: str
    type: str
    name: str
    output: str
    created: datetime
    input: str = ""
    parent_id: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    answer_id: str | None = None


def save_thread(
    engine: Engine, thread_id: str, account_id: int, name: str | None = None, metadata: dict[str, Any] | None = None
) -> None:
    """Begin a conversation or change its name or metadata. Raises NotFound when it is another account's."""
    at = now()
    changed: dict[str, Any] = {"updated": at}
    changed |= {} if name is None else {"name": storable(name, 200)}
    changed |= {} if metadata is None else {"metadata": metadata}
    with writing(engine) as connection:
        owner = connection.scalar(select(chat_threads.c.account_id).where(chat_threads.c.id == thread_id))
        if owner is None:
            fresh = {"id": thread_id, "account_id": account_id, "name": "", "created": at, "metadata": {}}
            connection.execute(insert(chat_threads).values(fresh | changed))
        elif owner != account_id:
            raise NotFound(f"chat {thread_id}")
        else:
            connection.execute(update(chat_threads).where(chat_threads.c.id == thread_id).values(changed))


def thread_of(engine: Engine, thread_id: str, account_id: int | None = None) -> ChatThread:
    """One conversation; with `account_id` only its owner's. Raises NotFound."""
    chosen = select(chat_threads).where(chat_threads.c.id == thread_id)
    if account_id is not None:
        chosen = chosen.where(chat_threads.c.account_id == account_id)
    with reading(engine) as connection:
        row = connection.execute(chosen).mappings().first()
    if row is None:
        raise NotFound(f"chat {thread_id}")
    return _thread(row)


def threads_of(
    engine: Engine, account_id: int, count: int = 20, before: datetime | None = None, search: str = ""
) -> list[ChatThread]:
    """An account's conversations without their steps, newest first; `before` pages on."""
    chosen = select(chat_threads).where(chat_threads.c.account_id == account_id)
    if before:
        chosen = chosen.where(chat_threads.c.updated < before)
    if search.strip():
        chosen = chosen.where(chat_threads.c.name.icontains(storable(search.strip(), 200), autoescape=True))
    with reading(engine) as connection:
        rows = connection.execute(chosen.order_by(chat_threads.c.updated.desc()).limit(count)).mappings()
        return [_thread(row) for row in rows]


def delete_thread(engine: Engine, thread_id: str, account_id: int) -> None:
    """Delete one's own conversation; the audit of its answers stays. Raises NotFound."""
    own = chat_threads.c.id == thread_id, chat_threads.c.account_id == account_id
    with writing(engine) as connection:
        if not connection.execute(delete(chat_threads).where(*own)).rowcount:
            raise NotFound(f"chat {thread_id}")


def save_step(engine: Engine, step: ChatStep) -> None:
    """Store or replace one step; its conversation moves to the top."""
    values = {
        "id": step.id,
        "thread_id": step.thread_id,
        "parent_id": step.parent_id,
        "type": step.type,
        "name": step.name,
        "input": storable(step.input, 100_000),
        "output": storable(step.output, 100_000),
        "created": step.created,
        "metadata": step.metadata,
        "answer_id": step.answer_id,
    }
    same = chat_steps.c.id == step.id, chat_steps.c.thread_id == step.thread_id
    with writing(engine) as connection:
        if not connection.execute(update(chat_steps).where(*same).values(values)).rowcount:
            connection.execute(insert(chat_steps).values(values))
        connection.execute(update(chat_threads).where(chat_threads.c.id == step.thread_id).values(updated=now()))


def step_of(engine: Engine, step_id: str) -> ChatStep:
    """One step. Raises NotFound."""
    with reading(engine) as connection:
        row = connection.execute(select(chat_steps).where(chat_steps.c.id == step_id)).mappings().first()
    if row is None:
        raise NotFound(f"step {step_id}")
    return _step(row)


def steps_of(engine: Engine, thread_id: str, most: int = 1_000) -> list[ChatStep]:
    """The last steps of a conversation, oldest first."""
    chosen = select(chat_steps).where(chat_steps.c.thread_id == thread_id)
    with reading(engine) as connection:
        rows = connection.execute(chosen.order_by(chat_steps.c.created.desc()).limit(most)).mappings()
        return [_step(row) for row in rows][::-1]


def delete_step(engine: Engine, step_id: str, account_id: int) -> None:
    """Delete a step of one's own conversation; nothing happens when there is none."""
    own = select(chat_threads.c.id).where(chat_threads.c.account_id == account_id)
    with writing(engine) as connection:
        connection.execute(delete(chat_steps).where(chat_steps.c.id == step_id, chat_steps.c.thread_id.in_(own)))


def owner_of_step(engine: Engine, step_id: str) -> int:
    """The account whose conversation holds this step. Raises NotFound."""
    chosen = select(chat_threads.c.account_id).join(chat_steps, chat_steps.c.thread_id == chat_threads.c.id)
    with reading(engine) as connection:
        owner = connection.scalar(chosen.where(chat_steps.c.id == step_id))
    if owner is None:
        raise NotFound(f"step {step_id}")
    return int(owner)


def count_threads(engine: Engine, account_id: int) -> int:
    """How many conversations an account has."""
    chosen = select(func.count()).select_from(chat_threads).where(chat_threads.c.account_id == account_id)
    with reading(engine) as connection:
        return int(connection.scalar(chosen) or 0)


def _thread(row: RowMapping) -> ChatThread:
    return ChatThread(row["id"], row["account_id"], row["name"], row["created"], row["updated"], dict(row["metadata"]))


def _step(row: RowMapping) -> ChatStep:
    return ChatStep(
        id=row["id"],
        thread_id=row["thread_id"],
        type=row["type"],
        name=row["name"],
        output=row["output"],
        created=row["created"],
        input=row["input"],
        parent_id=row["parent_id"],
        metadata=dict(row["metadata"]),
        answer_id=row["answer_id"],
    )
