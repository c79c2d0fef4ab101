"""The tables of people and of what happened: accounts, sessions, tokens, answers, feedback, chats, events.

They stand on `ingest.database.metadata`; revision 0002 creates them. All times are UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

from ingest.database import RowNumber, metadata


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


accounts = Table(
    "accounts",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("unit", Text),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("mail", Text),  # where notices are sent; nobody signs in with it
    sqlite_autoincrement=True,  # the id of a deleted account is never given to another person
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", UtcTime, nullable=False),
    Column("last_used", UtcTime, nullable=False),
    Column("ended", UtcTime),
    Column("address", Text, nullable=False),
    Column("agent", Text, nullable=False),
    sqlite_autoincrement=True,
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("name", String(64), nullable=False),
    Column("address", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("failed", Boolean, nullable=False),
    Index("ix_sign_in_attempts_name_at", "name", "at"),
    Index("ix_sign_in_attempts_address_at", "address", "at"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", UtcTime, nullable=False),
    Column("expires", UtcTime),
    Column("revoked", UtcTime),
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("asked_at", UtcTime, nullable=False, index=True),
    Column("account_id", RowNumber, nullable=False, index=True),  # no foreign key: outlives the account
    Column("account_name", String(64), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("question", Text, nullable=False),
    Column("understood", Text),
    Column("status", String(32), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("field", Text),
    Column("unit", Text),
    Column("model", Text, nullable=False),
    Column("dropped", Integer, nullable=False),
    Column("as_of", Date),
    Column("total_ms", Float, nullable=False),
    Column("steps", JSON, nullable=False),
    Column("looked_at", JSON, nullable=False),  # chunk ids, cited or not
    Column("embedder", Text),
    Column("generation", RowNumber),
)

answer_sources = Table(
    "answer_sources",
    metadata,
    Column("answer_id", ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("marker", Integer),
    Column("chunk_id", Text),
    Column("document_id", String(64), nullable=False, index=True),
    Column("number", Text),
    Column("page", Integer, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    Column("quote", Text),
    Column("cited", Boolean, nullable=False),  # false: only named as nearest
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("answer_id", ForeignKey("answers.id", ondelete="CASCADE"), nullable=False),
    Column("account_id", RowNumber, nullable=False),
    Column("account_name", String(64), nullable=False),
    Column("value", Integer, nullable=False),
    Column("reason", String(32)),
    Column("comment", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("replaced", UtcTime),  # when a later vote took its place or it was withdrawn
    Column("chunk_ids", JSON, nullable=False),
    Index(
        "uq_feedback_current",
        "answer_id",
        "account_id",
        unique=True,
        sqlite_where=text("replaced IS NULL"),
        postgresql_where=text("replaced IS NULL"),
    ),
    sqlite_autoincrement=True,
)

chat_threads = Table(
    "chat_threads",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("updated", UtcTime, nullable=False),
    Column("metadata", JSON, nullable=False),
    Index("ix_chat_threads_account_id_updated", "account_id", "updated"),
)

chat_steps = Table(
    "chat_steps",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("thread_id", ForeignKey("chat_threads.id", ondelete="CASCADE"), nullable=False),
    Column("parent_id", String(64)),
    Column("type", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("input", Text, nullable=False),
    Column("output", Text, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("answer_id", String(64)),
    Index("ix_chat_steps_thread_id_created", "thread_id", "created"),
)

events = Table(
    "events",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("account_id", RowNumber),
    Column("account_name", String(64), nullable=False),
    Column("what", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("address", Text, nullable=False),
    sqlite_autoincrement=True,
)


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def storable(value: str, most: int = 20_000) -> str:
    """`value` as any database accepts it: no NUL, no lone surrogates, at most `most` characters."""
    clean = value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= most else clean[: most - 1] + "…"
