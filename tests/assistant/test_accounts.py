"""Accounts: who may be made, what passwords are taken, what remains of whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from assistant.domain import Role
from assistant.errors import BadRequest, NotFound
from assistant.records import accounts, events
from assistant.records.events import What
from assistant.records.passwords import hash_password, matches
from ingest.database import metadata
from tests.assistant.people import PASSWORD, database, person


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = database(tmp_path)
    yield engine
    engine.dispose()


def test_the_migrated_tables_are_the_declared_ones(engine: Engine) -> None:
    found = inspect(engine)
    for table in metadata.tables.values():
        assert {column["name"] for column in found.get_columns(table.name)} == set(table.c.keys())
        assert {index["name"] for index in found.get_indexes(table.name)} >= {str(each.name) for each in table.indexes}
    assert "user" not in metadata.tables
    assert not [table for table in metadata.tables.values() if "user" in table.c]


def test_a_name_is_found_however_it_is_typed(engine: Engine) -> None:
    made = person(engine, " CánBộ.Một ")
    found = accounts.find_account(engine, "cánbộ.một")
    assert found == made and made.name == "cánbộ.một"


@pytest.mark.parametrize("name", ["", " ", "a b", "x" * 65, "<b>", "a\nb", "operator", "a/b"])
def test_an_unusable_name_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(BadRequest, match="bad_request"):
        person(engine, name)


def test_a_name_is_given_once(engine: Engine) -> None:
    person(engine)
    with pytest.raises(BadRequest, match="account_exists"):
        person(engine, "CANBO")


@pytest.mark.parametrize(
    "password", ["", "ngan", "aaaaaaaaaaaaaaaa", "nguyenvananh", "password1234", "123456789012", "x" * 500]
)
def test_a_weak_password_is_refused(engine: Engine, password: str) -> None:
    with pytest.raises(BadRequest, match="password_weak"):
        accounts.create_account(engine, "nguyenvananh", "A", Role.STAFF, None, password)


def test_passwords_are_kept_as_argon2id_only(engine: Engine) -> None:
    person(engine)
    _, stored = accounts.password_hash_of(engine, "canbo")
    assert stored and stored.startswith("$argon2id$") and PASSWORD not in stored
    assert matches(stored, PASSWORD) and not matches(stored, PASSWORD + " ")


def test_an_unknown_name_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not matches(None, PASSWORD)
    assert not matches("not a hash", PASSWORD)
    assert matches(hash_password(PASSWORD), PASSWORD)


def test_the_id_of_a_deleted_account_is_never_given_again(engine: Engine) -> None:
    gone = person(engine)
    accounts.delete_account(engine, gone.id)
    assert person(engine).id > gone.id
    with pytest.raises(NotFound):
        accounts.delete_account(engine, gone.id)


def test_every_change_of_an_account_is_in_the_audit(engine: Engine) -> None:
    made = person(engine)
    accounts.disable_account(engine, made.id, "quantri")
    accounts.enable_account(engine, made.id, "quantri")
    accounts.delete_account(engine, made.id, "quantri")
    told = [event.what for event in events.latest(engine)]
    assert told == [What.ACCOUNT_DELETED, What.ACCOUNT_ENABLED, What.ACCOUNT_DISABLED, What.ACCOUNT_MADE]
