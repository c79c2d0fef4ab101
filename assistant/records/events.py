"""The security audit: who did what, when, from where. Rows are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, RowMapping, insert, select

from assistant.records.tables import events, now, storable
from ingest.database import reading, writing


class What(StrEnum):
    """What can happen; the closed list of the security audit."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_PAUSED = "sign_in_paused"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    PASSWORD_CHANGED = "password_changed"
    ACCOUNT_MADE = "account_made"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ACCOUNT_DELETED = "account_deleted"
    TOKEN_MADE = "token_made"
    TOKEN_REVOKED = "token_revoked"
    DOCUMENT_OPENED = "document_opened"
    ORIGINAL_TAKEN = "original_taken"
    QUARANTINE_VOTED = "quarantine_voted"
    QUARANTINE_RELEASED = "quarantine_released"
    SECRET_WITHDRAWN = "secret_withdrawn"
    STAND_IN_MADE = "stand_in_made"
    STAND_IN_ENDED = "stand_in_ended"


@dataclass(frozen=True)
class Event:
    """One line of the security audit."""

    at: datetime
    account_id: int | None
    account_name: str
    what: What
    detail: str
    address: str


def record(
    engine: Engine, what: What, account_id: int | None, account_name: str, detail: str = "", address: str = ""
) -> None:
    """Add one line in a transaction of its own."""
    with writing(engine) as connection:
        add(connection, what, account_id, account_name, detail, address)


def add(
    connection: Connection, what: What, account_id: int | None, account_name: str, detail: str = "", address: str = ""
) -> None:
    """Add one line within a transaction that also does what the line tells of."""
    connection.execute(
        insert(events).values(
            at=now(),
            account_id=account_id,
            account_name=storable(account_name, 64),
            what=what.value,
            detail=storable(detail, 500),
            address=storable(address, 64),
        )
    )


def latest(engine: Engine, count: int = 100, what: What | None = None) -> list[Event]:
    """The newest lines first."""
    chosen = select(events).order_by(events.c.id.desc()).limit(count)
    if what:
        chosen = chosen.where(events.c.what == what.value)
    with reading(engine) as connection:
        return [_event(row) for row in connection.execute(chosen).mappings()]


def _event(row: RowMapping) -> Event:
    return Event(row["at"], row["account_id"], row["account_name"], What(row["what"]), row["detail"], row["address"])
