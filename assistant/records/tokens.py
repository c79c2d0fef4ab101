"""API tokens: shown once, stored as SHA-256, ended by revoking, expiry, or the end of the account."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, RowMapping, insert, or_, select, update

from assistant.domain import Reader, Role
from assistant.errors import BadRequest, NotFound
from assistant.records import events
from assistant.records.events import What
from assistant.records.sign_ins import hash_token
from assistant.records.tables import accounts, api_tokens, now, storable
from ingest.database import reading, writing

PREFIX = "troly_"  # so that a leaked token is recognised by people and by scanners
MOST_PER_ACCOUNT = 20


@dataclass(frozen=True)
class ApiToken:
    """An API token as its owner sees it; the secret part is not kept."""

    id: int
    name: str
    created: datetime
    expires: datetime | None


def create_token(engine: Engine, reader: Reader, name: str, lifetime: timedelta | None, address: str = "") -> str:
    """A new token of this account. Raises BadRequest when unnamed or when the account has too many."""
    if not name.strip() or len(tokens_of(engine, reader.account_id)) >= MOST_PER_ACCOUNT:
        raise BadRequest("bad_request")
    token = PREFIX + secrets.token_urlsafe(32)
    at, name = now(), storable(name.strip(), 100)
    values = {
        "name": name,
        "token_hash": hash_token(token),
        "account_id": reader.account_id,
        "created": at,
        "expires": at + lifetime if lifetime else None,
    }
    with writing(engine) as connection:
        connection.execute(insert(api_tokens).values(values))
        events.add(connection, What.TOKEN_MADE, reader.account_id, reader.name, name, address)
    return token


def tokens_of(engine: Engine, account_id: int) -> list[ApiToken]:
    """The tokens of an account that still work, newest first."""
    valid = api_tokens.c.revoked.is_(None), or_(api_tokens.c.expires.is_(None), api_tokens.c.expires > now())
    chosen = select(api_tokens).where(api_tokens.c.account_id == account_id, *valid).order_by(api_tokens.c.id.desc())
    with reading(engine) as connection:
        rows = connection.execute(chosen).mappings().all()
    return [ApiToken(row["id"], row["name"], row["created"], row["expires"]) for row in rows]


def revoke_token(engine: Engine, reader: Reader, token_id: int, address: str = "") -> str:
    """End one of the reader's own tokens; returns its hash. Raises NotFound."""
    own = api_tokens.c.id == token_id, api_tokens.c.account_id == reader.account_id, api_tokens.c.revoked.is_(None)
    with writing(engine) as connection:
        ended = update(api_tokens).where(*own).values(revoked=now()).returning(api_tokens)
        row = connection.execute(ended).mappings().first()
        if row is None:
            raise NotFound(f"token {token_id}")
        events.add(connection, What.TOKEN_REVOKED, reader.account_id, reader.name, row["name"], address)
    return str(row["token_hash"])


def reader_of(engine: Engine, token_hash: str) -> Reader | None:
    """Who holds this token, while it and its account are valid."""
    chosen = (
        select(accounts)
        .join(api_tokens, api_tokens.c.account_id == accounts.c.id)
        .where(
            api_tokens.c.token_hash == token_hash,
            api_tokens.c.revoked.is_(None),
            or_(api_tokens.c.expires.is_(None), api_tokens.c.expires > now()),
            accounts.c.disabled.is_(False),
        )
    )
    with reading(engine) as connection:
        row = connection.execute(chosen).mappings().first()
    return _reader(row) if row else None


def _reader(row: RowMapping) -> Reader:
    return Reader(row["id"], row["name"], row["display_name"], Role(row["role"]), row["unit"])
