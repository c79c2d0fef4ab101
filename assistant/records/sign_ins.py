"""Sessions and sign-in attempts. A session token is random and only its SHA-256 is stored."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, RowMapping, Select, delete, insert, select, update

from assistant.domain import Reader, Role
from assistant.records import events
from assistant.records.events import What
from assistant.records.tables import accounts, now, sign_in_attempts, sign_ins, storable
from ingest.database import reading, writing

ATTEMPTS_KEPT = timedelta(days=1)
TOUCH_EVERY = timedelta(seconds=60)  # `last_used` is written at most this often


@dataclass(frozen=True)
class SignIn:
    """One session of one account, as its owner sees it."""

    id: int
    account_id: int
    token_hash: str
    created: datetime
    last_used: datetime
    address: str
    agent: str


@dataclass(frozen=True)
class Lifetime:
    """How long a session lasts: `whole` from sign-in, `idle` from last use."""

    whole: timedelta
    idle: timedelta


def hash_token(token: str) -> str:
    """What is stored of a session or API token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def begin(engine: Engine, account_id: int, account_name: str, address: str, agent: str) -> str:
    """A new session; the token is returned once and never stored."""
    token = secrets.token_urlsafe(32)
    at = now()
    with writing(engine) as connection:
        connection.execute(
            insert(sign_ins).values(
                token_hash=hash_token(token),
                account_id=account_id,
                created=at,
                last_used=at,
                address=storable(address, 64),
                agent=storable(agent, 300),
            )
        )
        events.add(connection, What.SIGNED_IN, account_id, account_name, address=address)
    return token


def open_session(engine: Engine, token_hash: str, lifetime: Lifetime) -> tuple[SignIn, Reader] | None:
    """The session and its reader while it is neither ended, expired, idle, nor its account disabled or gone."""
    with reading(engine) as connection:
        row = connection.execute(_open(lifetime).where(sign_ins.c.token_hash == token_hash)).mappings().first()
    if row is None:
        return None
    if now() - row["last_used"] > TOUCH_EVERY:
        touch(engine, token_hash)
    return _sign_in(row), _reader(row)


def still_open(engine: Engine, token_hashes: Collection[str], lifetime: Lifetime) -> set[str]:
    """Those of the sessions that are still open; asked once a second about live connections."""
    if not token_hashes:
        return set()
    chosen = _open(lifetime).where(sign_ins.c.token_hash.in_(list(token_hashes)))
    with reading(engine) as connection:
        return {row["token_hash"] for row in connection.execute(chosen).mappings()}


def sessions_of(engine: Engine, account_id: int, lifetime: Lifetime) -> list[SignIn]:
    """The open sessions of an account, newest first."""
    chosen = _open(lifetime).where(sign_ins.c.account_id == account_id).order_by(sign_ins.c.id.desc())
    with reading(engine) as connection:
        return [_sign_in(row) for row in connection.execute(chosen).mappings()]


def touch(engine: Engine, token_hash: str) -> None:
    """Note that the session is in use."""
    with writing(engine) as connection:
        connection.execute(update(sign_ins).where(sign_ins.c.token_hash == token_hash).values(last_used=now()))


def end(engine: Engine, token_hash: str) -> bool:
    """End one session; False when it was not open."""
    mine = sign_ins.c.token_hash == token_hash, sign_ins.c.ended.is_(None)
    with writing(engine) as connection:
        row = connection.execute(
            update(sign_ins).where(*mine).values(ended=now()).returning(sign_ins.c.account_id)
        ).first()
        if row is None:
            return False
        name = connection.scalar(select(accounts.c.name).where(accounts.c.id == row[0])) or ""
        events.add(connection, What.SIGNED_OUT, row[0], name)
    return True


def begin_attempt(engine: Engine, name: str, address: str, most: int, most_here: int, pause: timedelta) -> int | float:
    """Count one attempt before the password is looked at, so that parallel tries cannot slip past the limit.

    Returns the attempt's id (int), or the seconds to wait (float) when the account or the address has
    failed too often within the pause.
    """
    with writing(engine) as connection:
        connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.at < now() - ATTEMPTS_KEPT))
        wait = max(
            _wait(connection, sign_in_attempts.c.name == name, most, pause),
            _wait(connection, sign_in_attempts.c.address == address, most_here, pause),
        )
        if wait > 0:
            events.add(connection, What.SIGN_IN_PAUSED, None, name, address=address)
            return wait
        values = {"name": name, "address": address, "at": now(), "failed": True}
        added = insert(sign_in_attempts).values(values).returning(sign_in_attempts.c.id)
        return int(connection.execute(added).scalar_one())


def attempt_succeeded(engine: Engine, attempt: int, name: str) -> None:
    """The attempt was right: earlier failures of this name no longer count."""
    with writing(engine) as connection:
        own = sign_in_attempts.c.name == name
        connection.execute(update(sign_in_attempts).where(own, sign_in_attempts.c.id <= attempt).values(failed=False))


def _wait(connection: Connection, whose: object, most: int, pause: timedelta) -> float:
    """Seconds until fewer than `most` failures lie within the pause; 0 when that is so now."""
    failures = (
        select(sign_in_attempts.c.at)
        .where(whose, sign_in_attempts.c.failed.is_(True), sign_in_attempts.c.at > now() - pause)  # type: ignore[arg-type]
        .order_by(sign_in_attempts.c.at.desc())
        .limit(most)
    )
    times = [row[0] for row in connection.execute(failures)]
    return (times[-1] + pause - now()).total_seconds() if len(times) >= most else 0.0


def _open(lifetime: Lifetime) -> Select[tuple[object, ...]]:
    at = now()
    columns = [column for column in sign_ins.c]
    people = [accounts.c.name, accounts.c.display_name, accounts.c.role, accounts.c.unit]
    return (
        select(*columns, *people)
        .join(accounts, accounts.c.id == sign_ins.c.account_id)
        .where(
            sign_ins.c.ended.is_(None),
            accounts.c.disabled.is_(False),
            sign_ins.c.created > at - lifetime.whole,
            sign_ins.c.last_used > at - lifetime.idle,
        )
    )


def _sign_in(row: RowMapping) -> SignIn:
    return SignIn(
        row["id"],
        row["account_id"],
        row["token_hash"],
        row["created"],
        row["last_used"],
        row["address"],
        row["agent"],
    )


def _reader(row: RowMapping) -> Reader:
    return Reader(row["account_id"], row["name"], row["display_name"], Role(row["role"]), row["unit"])
