"""Who is asking, and what they may open. The only way in: a session cookie or an API token.

Another process that ends a session is noticed within two seconds: readers are remembered for at most
one, and `watch_once` asks the database about every live connection once a second.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Generic, TypeVar

from sqlalchemy import Engine

from assistant.domain import Reader
from assistant.errors import NotSignedIn, TooManyAttempts
from assistant.records import accounts, events, sign_ins, tokens
from assistant.records.accounts import Account
from assistant.records.events import What
from assistant.records.passwords import LONGEST, matches
from assistant.records.sign_ins import Lifetime, SignIn, hash_token
from assistant.records.tables import storable
from assistant.settings import Settings
from ingest.documents import Document, Visibility

T = TypeVar("T")
REMEMBERED_SECONDS = 1.0
REMEMBERED_MOST = 10_000
ADDRESS_FACTOR = 10  # an office behind one address may fail this many times as often as one account


@dataclass(frozen=True)
class Session:
    """An open session: who, and the hash that names it in the database and among live connections."""

    reader: Reader
    key: str
    sign_in: SignIn


def sign_in(engine: Engine, settings: Settings, name: str, password: str, address: str, agent: str) -> str:
    """A session token. Raises NotSignedIn (wrong name or password, not said which) and TooManyAttempts."""
    account = check_password(engine, settings, name, password, address)
    return sign_ins.begin(engine, account.id, account.name, address, agent)


def check_password(engine: Engine, settings: Settings, name: str, password: str, address: str) -> Account:
    """The account whose name and password these are; every try counts. Raises NotSignedIn, TooManyAttempts."""
    name, address = storable(accounts.plain_name(name), 64), storable(address, 64)
    pause = timedelta(seconds=settings.sign_in_pause_seconds)
    most = settings.sign_in_attempts
    attempt = sign_ins.begin_attempt(engine, name, address, most, most * ADDRESS_FACTOR, pause)
    if isinstance(attempt, float):
        raise TooManyAttempts(ceil(attempt))
    account, password_hash = accounts.password_hash_of(engine, name)
    if not matches(password_hash, password) or len(password) > LONGEST or account is None:
        events.record(engine, What.SIGN_IN_FAILED, account.id if account else None, name, address=address)
        raise NotSignedIn("wrong name or password")
    sign_ins.attempt_succeeded(engine, attempt, name)
    return account


def may_open(document: Document, reader: Reader) -> bool:
    """Whether the reader may know of this document at all."""
    return may_see(document.visibility, reader)


def may_see(visibility: Visibility, reader: Reader) -> bool:
    """Whether one of the reader's tokens opens what is this visible."""
    return bool(visibility.tokens() & reader.tokens)


def lifetime_of(settings: Settings) -> Lifetime:
    """How long a session lasts under these settings."""
    return Lifetime(timedelta(hours=settings.session_hours), timedelta(minutes=settings.session_idle_minutes))


class LiveConnections:
    """The open websockets of each session, so that ending the session closes them at once. Thread-safe."""

    def __init__(self) -> None:
        self._closers: dict[str, dict[int, Callable[[], None]]] = {}
        self._lock = threading.Lock()
        self._next = 0

    def add(self, session: str, close: Callable[[], None]) -> int:
        """Remember how to close a connection; `close` may be called from any thread. Returns its handle."""
        with self._lock:
            self._next += 1
            self._closers.setdefault(session, {})[self._next] = close
            return self._next

    def remove(self, session: str, handle: int) -> None:
        """Forget a connection that has closed by itself."""
        with self._lock:
            closers = self._closers.get(session, {})
            closers.pop(handle, None)
            if not closers:
                self._closers.pop(session, None)

    def close_of(self, session: str) -> int:
        """Close every connection of a session; returns how many there were."""
        with self._lock:
            closers = self._closers.pop(session, {})
        for close in closers.values():
            close()
        return len(closers)

    def sessions(self) -> set[str]:
        """Sessions that have a live connection."""
        with self._lock:
            return set(self._closers)

    def count(self) -> int:
        """Live connections in all."""
        with self._lock:
            return sum(len(closers) for closers in self._closers.values())


class Access:
    """Sessions and tokens of one server process, remembered for a second; ended here means ended now."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self.engine = engine
        self.settings = settings
        self.lifetime = lifetime_of(settings)
        self.live = LiveConnections()
        self._sessions: Remembered[Session] = Remembered()
        self._tokens: Remembered[Reader] = Remembered()

    def sign_in(self, name: str, password: str, address: str, agent: str) -> str:
        """A session token; see `sign_in` above for what it raises."""
        return sign_in(self.engine, self.settings, name, password, address, agent)

    def check_password(self, name: str, password: str, address: str) -> Account:
        """The account whose password this is; see `check_password` above for what it raises."""
        return check_password(self.engine, self.settings, name, password, address)

    def reader_of_session(self, token: str) -> Reader:
        """Who holds this session token. Raises NotSignedIn."""
        return self.session(token).reader

    def session(self, token: str | None) -> Session:
        """The open session of a token. Raises NotSignedIn."""
        if not token:
            raise NotSignedIn("no session")
        key = hash_token(token)
        return self._sessions.get(key) or self._fetch_session(key)

    def remembered_session(self, token: str | None) -> Session | None:
        """The session if it was looked up within the last second; never touches the database."""
        return self._sessions.get(hash_token(token)) if token else None

    def reader_of_token(self, bearer: str) -> Reader:
        """Who holds this API token. Raises NotSignedIn."""
        key = hash_token(bearer)
        return self._tokens.get(key) or self._fetch_token(key)

    def remembered_token(self, bearer: str) -> Reader | None:
        """The token's reader if it was looked up within the last second; never touches the database."""
        return self._tokens.get(hash_token(bearer))

    def sign_out(self, token: str) -> None:
        """End the session of this token and close its live connections."""
        self.end_session(hash_token(token))

    def end_session(self, key: str) -> None:
        """End one session by its hash."""
        sign_ins.end(self.engine, key)
        self._forget(key)

    def end_all_sessions(self, account_id: int, name: str = "", address: str = "") -> None:
        """End every session of an account: "đăng xuất mọi nơi"."""
        keys = self.keys_of(account_id)
        for key in keys:
            sign_ins.end(self.engine, key)
        events.record(self.engine, What.SIGNED_OUT_EVERYWHERE, account_id, name, f"{len(keys)} sessions", address)
        self._forget(*keys)

    def change_password(self, account_id: int, password: str, address: str = "") -> None:
        """A new password; every session of the account ends. Raises BadRequest("password_weak")."""
        keys = self.keys_of(account_id)
        accounts.set_password(self.engine, account_id, password, address)
        self._forget(*keys)

    def delete_account(self, account_id: int, by: str) -> None:
        """Delete an account; its sessions, tokens and live connections end at once. Raises NotFound."""
        keys = self.keys_of(account_id)
        accounts.delete_account(self.engine, account_id, by)
        self._forget(*keys)
        self._tokens.clear()

    def disable_account(self, account_id: int, by: str) -> None:
        """Disable an account; its sessions, tokens and live connections end at once. Raises NotFound."""
        keys = self.keys_of(account_id)
        accounts.disable_account(self.engine, account_id, by)
        self._forget(*keys)
        self._tokens.clear()

    def revoke_token(self, reader: Reader, token_id: int, address: str = "") -> None:
        """End one of the reader's own API tokens at once. Raises NotFound."""
        self._tokens.forget(tokens.revoke_token(self.engine, reader, token_id, address))

    def keys_of(self, account_id: int) -> list[str]:
        """The open sessions of an account by their hashes."""
        return [each.token_hash for each in sign_ins.sessions_of(self.engine, account_id, self.lifetime)]

    def still_open(self, key: str) -> bool:
        """Whether the database says that this session is open now."""
        return bool(sign_ins.still_open(self.engine, [key], self.lifetime))

    def watch_once(self) -> int:
        """Close live connections whose session was ended elsewhere or ran out; returns how many sessions."""
        live = self.live.sessions()
        ended = live - sign_ins.still_open(self.engine, live, self.lifetime)
        self._forget(*ended)
        return len(ended)

    def _fetch_session(self, key: str) -> Session:
        started = self._sessions.mark()
        found = sign_ins.open_session(self.engine, key, self.lifetime)
        if found is None:
            raise NotSignedIn("session ended or unknown")
        session = Session(found[1], key, found[0])
        self._sessions.put(key, session, started)
        return session

    def _fetch_token(self, key: str) -> Reader:
        started = self._tokens.mark()
        reader = tokens.reader_of(self.engine, key)
        if reader is None:
            raise NotSignedIn("token revoked or unknown")
        self._tokens.put(key, reader, started)
        return reader

    def _forget(self, *keys: str) -> None:
        for key in keys:
            self._sessions.forget(key)
            self.live.close_of(key)


class Remembered(Generic[T]):
    """What was looked up within the last second, at most REMEMBERED_MOST entries. Thread-safe.

    A look-up that began before something was forgotten may not put the old state back: `put` with an
    older mark is ignored.
    """

    def __init__(self) -> None:
        self._entries: OrderedDict[str, tuple[float, T]] = OrderedDict()
        self._lock = threading.Lock()
        self._forgotten = 0

    def mark(self) -> int:
        """Taken before a look-up; `put` compares it."""
        return self._forgotten

    def get(self, key: str) -> T | None:
        found = self._entries.get(key)
        return found[1] if found and time.monotonic() - found[0] < REMEMBERED_SECONDS else None

    def put(self, key: str, value: T, mark: int) -> None:
        with self._lock:
            if mark != self._forgotten:
                return
            self._entries[key] = (time.monotonic(), value)
            while len(self._entries) > REMEMBERED_MOST:
                self._entries.popitem(last=False)

    def forget(self, key: str) -> None:
        with self._lock:
            self._forgotten += 1
            self._entries.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._forgotten += 1
            self._entries.clear()
