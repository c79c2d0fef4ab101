"""Local accounts. Disabling or deleting one ends its sessions and tokens in the same transaction."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.domain import Reader, Role
from assistant.errors import BadRequest, NotFound
from assistant.records import events
from assistant.records.events import What
from assistant.records.passwords import hash_password, require_strong
from assistant.records.tables import accounts, api_tokens, now, sign_ins, storable
from ingest.database import reading, writing

MAIL = re.compile(r"[^\s@<>,;:\"]{1,64}@[\w-]+(?:\.[\w-]+)*", re.ASCII)  # one address, and nothing a header could carry


@dataclass(frozen=True)
class Account:
    """A person who may sign in; `role` and `unit` decide what they may read."""

    id: int
    name: str
    display_name: str
    role: Role
    unit: str | None
    disabled: bool
    created: datetime
    mail: str | None = None

    @property
    def reader(self) -> Reader:
        return Reader(self.id, self.name, self.display_name, self.role, self.unit)


def operator() -> Reader:
    """Who asks at the command line of the machine itself: may read all, is named `operator` in the audit."""
    return Reader(0, "operator", "Người vận hành", Role.ADMINISTRATOR)


def create_account(
    engine: Engine, name: str, display_name: str, role: Role, unit: str | None, password: str, by: str = "operator"
) -> Account:
    """A new account. Raises BadRequest: `account_exists`, `password_weak`, `bad_request` (unusable name)."""
    name = plain_name(name)
    if not name or len(name) > 64 or name == operator().name or not all(c.isalnum() or c in "._-@" for c in name):
        raise BadRequest("bad_request")
    require_strong(password, name)
    values = {
        "name": name,
        "display_name": storable(display_name.strip() or name, 200),
        "role": role.value,
        "unit": unit,
        "password_hash": hash_password(password),
        "disabled": False,
        "created": now(),
    }
    try:
        with writing(engine) as connection:
            row = connection.execute(insert(accounts).values(values).returning(accounts)).mappings().one()
            events.add(connection, What.ACCOUNT_MADE, row["id"], name, f"by {by}, {role.value}")
    except IntegrityError as taken:
        raise BadRequest("account_exists") from taken
    return _account(row)


def find_account(engine: Engine, name: str) -> Account | None:
    """The account with this name, however it was typed."""
    with reading(engine) as connection:
        row = connection.execute(select(accounts).where(accounts.c.name == plain_name(name))).mappings().first()
    return _account(row) if row else None


def account_of(engine: Engine, account_id: int) -> Account:
    """The account with this id. Raises NotFound."""
    with reading(engine) as connection:
        row = connection.execute(select(accounts).where(accounts.c.id == account_id)).mappings().first()
    if row is None:
        raise NotFound(f"account {account_id}")
    return _account(row)


def all_accounts(engine: Engine) -> list[Account]:
    """Every account by name."""
    with reading(engine) as connection:
        return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.name)).mappings()]


def password_hash_of(engine: Engine, name: str) -> tuple[Account | None, str | None]:
    """The account and its hash, or nothing when the name is unknown or the account disabled."""
    known = select(accounts).where(accounts.c.name == plain_name(name), accounts.c.disabled.is_(False))
    with reading(engine) as connection:
        row = connection.execute(known).mappings().first()
    return (_account(row), row["password_hash"]) if row else (None, None)


def set_password(engine: Engine, account_id: int, password: str, address: str = "") -> None:
    """A new password; every session of the account ends. Raises BadRequest("password_weak"), NotFound."""
    account = account_of(engine, account_id)
    require_strong(password, account.name)
    hashed = hash_password(password)
    with writing(engine) as connection:
        connection.execute(update(accounts).where(accounts.c.id == account_id).values(password_hash=hashed))
        end_access(connection, account_id, tokens_too=False)
        events.add(connection, What.PASSWORD_CHANGED, account_id, account.name, address=address)


def disable_account(engine: Engine, account_id: int, by: str = "operator") -> None:
    """Nobody signs in with it any more; sessions and tokens end at once. Raises NotFound."""
    account = account_of(engine, account_id)
    with writing(engine) as connection:
        connection.execute(update(accounts).where(accounts.c.id == account_id).values(disabled=True))
        end_access(connection, account_id, tokens_too=True)
        events.add(connection, What.ACCOUNT_DISABLED, account_id, account.name, f"by {by}")


def set_mail(engine: Engine, account_id: int, mail: str) -> None:
    """Where notices are sent; an empty address ends that. Raises BadRequest("bad_request"), NotFound."""
    address = require_mail(mail)
    account = account_of(engine, account_id)
    with writing(engine) as connection:
        connection.execute(update(accounts).where(accounts.c.id == account.id).values(mail=address or None))


def require_mail(mail: str) -> str:
    """The address, or nothing when there is none. Raises BadRequest("bad_request")."""
    address = mail.strip()
    if address and not MAIL.fullmatch(address):
        raise BadRequest("bad_request")
    return address


def enable_account(engine: Engine, account_id: int, by: str = "operator") -> None:
    """The account may sign in again; ended sessions and tokens stay ended. Raises NotFound."""
    account = account_of(engine, account_id)
    with writing(engine) as connection:
        connection.execute(update(accounts).where(accounts.c.id == account_id).values(disabled=False))
        events.add(connection, What.ACCOUNT_ENABLED, account_id, account.name, f"by {by}")


def delete_account(engine: Engine, account_id: int, by: str = "operator") -> None:
    """Sessions, tokens and chats go with it; answers and feedback keep the name. Raises NotFound."""
    account = account_of(engine, account_id)
    with writing(engine) as connection:
        events.add(connection, What.ACCOUNT_DELETED, account_id, account.name, f"by {by}")
        connection.execute(delete(accounts).where(accounts.c.id == account_id))


def end_access(connection: Connection, account_id: int, *, tokens_too: bool) -> None:
    """End every session, and every token when asked, of an account within a transaction."""
    at = now()
    open_sessions = sign_ins.c.account_id == account_id, sign_ins.c.ended.is_(None)
    connection.execute(update(sign_ins).where(*open_sessions).values(ended=at))
    if tokens_too:
        open_tokens = api_tokens.c.account_id == account_id, api_tokens.c.revoked.is_(None)
        connection.execute(update(api_tokens).where(*open_tokens).values(revoked=at))


def plain_name(name: str) -> str:
    """A sign-in name as stored: NFKC, lower case, no surrounding space."""
    return unicodedata.normalize("NFKC", storable(name, 200)).casefold().strip()


def _account(row: RowMapping) -> Account:
    return Account(
        row["id"],
        row["name"],
        row["display_name"],
        Role(row["role"]),
        row["unit"],
        row["disabled"],
        row["created"],
        row["mail"],
    )
