"""Thumbs with reasons. One current vote per account and answer; earlier ones are kept as history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from assistant.domain import Reader
from assistant.errors import BadRequest, NotFound
from assistant.records.answers import find_answer
from assistant.records.tables import feedback, now, storable
from assistant.wording import FEEDBACK_REASONS
from ingest.database import reading, writing


@dataclass(frozen=True)
class Feedback:
    """One vote; `chunk_ids` are exactly the chunks the answer cited."""

    id: int
    answer_id: str
    account_id: int
    value: int
    reason: str | None
    comment: str
    created: datetime
    replaced: datetime | None
    chunk_ids: tuple[str, ...]


def give_feedback(
    engine: Engine, reader: Reader, answer_id: str, value: int, reason: str | None = None, comment: str = ""
) -> int:
    """Store a vote on an answer the reader was given; returns its id. Raises NotFound, BadRequest."""
    if value not in (1, -1) or (reason is not None and reason not in FEEDBACK_REASONS):
        raise BadRequest("bad_request")
    answer = find_answer(engine, answer_id, reader.account_id)
    values = {
        "answer_id": answer_id,
        "account_id": reader.account_id,
        "account_name": reader.name,
        "value": value,
        "reason": reason,
        "comment": storable(comment.strip(), 2_000),
        "created": now(),
        "chunk_ids": list(answer.cited_chunk_ids),
    }
    with writing(engine) as connection:
        _set_aside(connection, reader, answer_id)
        return int(connection.execute(insert(feedback).values(values).returning(feedback.c.id)).scalar_one())


def withdraw_feedback(engine: Engine, reader: Reader, answer_id: str) -> None:
    """The reader takes the current vote back; it stays as history. Raises NotFound when there is none."""
    with writing(engine) as connection:
        if not _set_aside(connection, reader, answer_id):
            raise NotFound(f"feedback on {answer_id}")


def current_feedback(engine: Engine, answer_id: str, account_id: int) -> Feedback | None:
    """The vote that counts, if any."""
    return next((each for each in feedback_history(engine, answer_id, account_id) if each.replaced is None), None)


def feedback_history(engine: Engine, answer_id: str, account_id: int) -> list[Feedback]:
    """Every vote of this account on this answer, newest first."""
    mine = feedback.c.answer_id == answer_id, feedback.c.account_id == account_id
    with reading(engine) as connection:
        rows = connection.execute(select(feedback).where(*mine).order_by(feedback.c.id.desc())).mappings()
        return [_feedback(row) for row in rows]


def _set_aside(connection: Connection, reader: Reader, answer_id: str) -> bool:
    current = (
        feedback.c.answer_id == answer_id,
        feedback.c.account_id == reader.account_id,
        feedback.c.replaced.is_(None),
    )
    return connection.execute(update(feedback).where(*current).values(replaced=now())).rowcount > 0


def _feedback(row: RowMapping) -> Feedback:
    return Feedback(
        row["id"],
        row["answer_id"],
        row["account_id"],
        row["value"],
        row["reason"],
        row["comment"],
        row["created"],
        row["replaced"],
        tuple(row["chunk_ids"]),
    )
