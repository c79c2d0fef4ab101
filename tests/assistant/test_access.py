"""Sessions and tokens: who is let in, for how long, and how it ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from assistant import access as access_module
from assistant.access import Access
from assistant.errors import NotSignedIn, TooManyAttempts
from assistant.records import accounts, sign_ins, tokens
from assistant.records.tables import api_tokens, now, sign_in_attempts
from assistant.records.tables import sign_ins as sessions
from ingest.database import writing
from tests.assistant.people import PASSWORD, access, database, person

HERE, THERE = "10.0.0.1", "10.0.0.2"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = database(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def door(engine: Engine, tmp_path: Path) -> Access:
    return access(engine, tmp_path)


def enter(door: Access, name: str = "canbo", password: str = PASSWORD, address: str = HERE) -> str:
    return door.sign_in(name, password, address, "Firefox")


def test_a_session_knows_its_reader(engine: Engine, door: Access) -> None:
    made = person(engine)
    assert door.reader_of_session(enter(door)) == made.reader


@pytest.mark.parametrize("token", ["", "x", "đ", "\ud800", "a" * 100_000])
def test_a_token_nobody_was_given_opens_nothing(door: Access, token: str) -> None:
    with pytest.raises(NotSignedIn):
        door.reader_of_session(token)
    with pytest.raises(NotSignedIn):
        door.reader_of_token(token)


def test_no_token_is_stored_as_it_is(engine: Engine, door: Access, tmp_path: Path) -> None:
    reader = person(engine).reader
    secrets = [enter(door), tokens.create_token(engine, reader, "máy", None)]
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("troly.db*"))
    assert not any(secret.encode() in stored for secret in secrets)


def test_signing_out_ends_the_session_at_once(engine: Engine, door: Access) -> None:
    person(engine)
    token, other = enter(door), enter(door)
    door.reader_of_session(token)
    door.sign_out(token)
    with pytest.raises(NotSignedIn):
        door.reader_of_session(token)
    assert door.reader_of_session(other)


@pytest.mark.parametrize("how", ["end_all_sessions", "disable_account", "delete_account", "change_password"])
def test_every_session_ends_at_once_and_its_connections_with_it(engine: Engine, door: Access, how: str) -> None:
    made = person(engine)
    held = [enter(door), enter(door)]
    closed: list[str] = []
    for token in held:
        door.live.add(door.session(token).key, lambda token=token: closed.append(token))  # type: ignore[misc]
    acts = {
        "end_all_sessions": lambda: door.end_all_sessions(made.id),
        "disable_account": lambda: door.disable_account(made.id, "quantri"),
        "delete_account": lambda: door.delete_account(made.id, "quantri"),
        "change_password": lambda: door.change_password(made.id, "Mat-khau-moi-that-dai-7"),
    }
    acts[how]()
    assert sorted(closed) == sorted(held) and door.live.count() == 0
    for token in held:
        with pytest.raises(NotSignedIn):
            door.reader_of_session(token)


def test_what_another_process_ends_is_noticed(engine: Engine, door: Access, tmp_path: Path) -> None:
    made = person(engine)
    token = enter(door)
    closed: list[bool] = []
    door.live.add(door.session(token).key, lambda: closed.append(True))
    other = access(database(tmp_path), tmp_path)
    other.delete_account(made.id, "quantri")
    other.engine.dispose()
    assert door.watch_once() == 1 and closed == [True]
    with pytest.raises(NotSignedIn):
        door.reader_of_session(token)


def test_a_remembered_reader_is_asked_about_again_after_a_second(
    engine: Engine, door: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = person(engine)
    token = enter(door)
    assert door.reader_of_session(token) and door.remembered_session(token)
    accounts.delete_account(engine, made.id)
    monkeypatch.setattr(access_module, "REMEMBERED_SECONDS", 0.0)
    with pytest.raises(NotSignedIn):
        door.reader_of_session(token)


@pytest.mark.parametrize("column, age", [("created", timedelta(hours=11)), ("last_used", timedelta(minutes=121))])
def test_a_session_ends_by_age_and_by_idleness(engine: Engine, door: Access, column: str, age: timedelta) -> None:
    person(engine)
    token = enter(door)
    with writing(engine) as connection:
        connection.execute(update(sessions).values({column: now() - age}))
    with pytest.raises(NotSignedIn):
        door.reader_of_session(token)


def test_use_keeps_a_session_from_idling(engine: Engine, door: Access) -> None:
    made = person(engine)
    token = enter(door)
    with writing(engine) as connection:
        connection.execute(update(sessions).values(last_used=now() - timedelta(minutes=100)))
    door.reader_of_session(token)
    [session] = sign_ins.sessions_of(engine, made.id, door.lifetime)
    assert now() - session.last_used < timedelta(minutes=1)


def test_after_five_failures_the_right_password_waits_too(engine: Engine, door: Access) -> None:
    person(engine)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            enter(door, password="sai-mat-khau-roi")
    for address in (HERE, THERE):
        with pytest.raises(TooManyAttempts) as paused:
            enter(door, address=address)
        assert 290 <= paused.value.seconds <= 300


def test_the_pause_passes_and_a_success_clears_the_count(engine: Engine, door: Access) -> None:
    person(engine)
    for _ in range(4):
        with pytest.raises(NotSignedIn):
            enter(door, password="sai-mat-khau-roi")
    enter(door)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            enter(door, password="sai-mat-khau-roi")
    with writing(engine) as connection:
        connection.execute(update(sign_in_attempts).values(at=now() - timedelta(seconds=301)))
    assert enter(door)


def test_one_address_that_tries_many_names_is_paused(engine: Engine, door: Access) -> None:
    person(engine)
    with writing(engine) as connection:
        row = {"address": HERE, "at": now(), "failed": True}
        connection.execute(sign_in_attempts.insert(), [row | {"name": f"ai{number}"} for number in range(50)])
    with pytest.raises(TooManyAttempts):
        enter(door)
    assert enter(door, address=THERE)


def test_tries_at_the_same_moment_cannot_slip_past_the_limit(engine: Engine, door: Access) -> None:
    person(engine)
    ends: list[type[Exception]] = []

    def try_once() -> None:
        try:
            enter(door, password="sai-mat-khau-roi")
        except (NotSignedIn, TooManyAttempts) as refused:
            ends.append(type(refused))

    threads = [threading.Thread(target=try_once) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends.count(NotSignedIn) == 5 and ends.count(TooManyAttempts) == 7


def test_an_api_token_ends_by_revoking_by_age_and_with_its_account(engine: Engine, door: Access) -> None:
    made = person(engine)
    revoked, aged, kept = (tokens.create_token(engine, made.reader, name, timedelta(days=30)) for name in "abc")
    assert {door.reader_of_token(each) for each in (revoked, aged, kept)} == {made.reader}
    door.revoke_token(made.reader, tokens.tokens_of(engine, made.id)[-1].id)
    with writing(engine) as connection:
        connection.execute(update(api_tokens).where(api_tokens.c.name == "b").values(expires=now()))
    for token in (revoked, aged):
        with pytest.raises(NotSignedIn):
            Access(engine, door.settings).reader_of_token(token)
    with pytest.raises(NotSignedIn):
        door.reader_of_token(revoked)
    door.delete_account(made.id, "quantri")
    with pytest.raises(NotSignedIn):
        door.reader_of_token(kept)


def test_a_disabled_account_signs_in_no_more(engine: Engine, door: Access) -> None:
    made = person(engine)
    door.disable_account(made.id, "quantri")
    with pytest.raises(NotSignedIn):
        enter(door)
