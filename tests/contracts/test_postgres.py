"""What the index promises only where several processes share a server: nobody waits for the newest, losses are noticed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from ingest import database as db
from ingest.database import connect, migrate, writing
from ingest.documents import DocumentKind, Visibility
from ingest.errors import DatabaseUnavailable, DatabaseUnsuitable
from ingest.index import rows
from ingest.index.base import Filter, Index
from tests.contracts.conftest import OtherProcess
from tests.contracts.shelf import EVERYBODY, OFFICE, ServerShelf, Shelf, letter, like, matching_texts, nearest_texts
from tests.postgres import Server, running_server

SERVED = pytest.mark.parametrize("shelf", ["postgres"], indirect=True)


@pytest.fixture
def others(shelf: Shelf) -> Iterator[Shelf]:
    """The same database from a second machine: another home, connections of its own."""
    other = Shelf(shelf.home.with_name("other"), shelf.url)
    yield other
    other.close()


@SERVED
def test_what_one_process_stores_or_removes_counts_at_the_next_question_of_another(shelf: Shelf, others: Shelf) -> None:
    here, there = shelf.open(), others.open()
    for number in range(15):
        here.put(*letter("a", [f"bản đính chính số {number}"]))
        assert matching_texts(there, "đính chính", k=5) == [f"bản đính chính số {number}"]
        assert there.frequencies([str(number)]) == [1] and there.size() == 1
    here.remove("a")
    assert nearest_texts(there, "bản đính chính số 3") == []


@SERVED
def test_a_put_of_a_real_other_process_is_found_without_waiting(
    shelf: Shelf, index: Index, other_process: OtherProcess
) -> None:
    assert matching_texts(index, "tiến trình") == []
    assert other_process("add", "b", "của tiến trình khác").wait(60) == 0
    assert matching_texts(index, "tiến trình") == ["của tiến trình khác"]


@SERVED
def test_rankings_are_those_of_the_embedded_store(shelf: Shelf, index: Index, tmp_path: Path) -> None:
    beside = Shelf(tmp_path / "embedded")
    embedded = beside.open()
    for number in range(60):
        scope = Visibility("office") if number % 5 == 0 else Visibility()
        kind = DocumentKind.LAW if number % 3 == 0 else DocumentKind.REPLY
        texts = [f"kiến nghị {number} về trạm {part} của tỉnh {number % 7}" for part in range(5)]
        for each in (index, embedded):
            each.put(*letter(f"d{number}", texts, kind=kind, visibility=scope, number=f"{number}/VP"))
    for where in (EVERYBODY, OFFICE, Filter(kinds=frozenset({DocumentKind.LAW}))):
        for asked in ("kiến nghị 7 về trạm 3", "trạm của tỉnh 5", "kien nghi 12"):
            assert index.nearest(like(asked), where, 50) == embedded.nearest(like(asked), where, 50)
            assert index.matching(asked, where, 50) == embedded.matching(asked, where, 50)
    beside.close()


@SERVED
def test_the_server_refuses_a_vector_of_another_length(shelf: Shelf, index: Index) -> None:
    index.put(*letter("a", ["một"]))
    engine = connect(shelf.url)
    with pytest.raises(IntegrityError, match="ck_chunk_vectors_dim"), writing(engine) as connection:
        connection.execute(update(db.chunk_vectors).values(vector=rows.vector_bytes(like("x")[:8])))
    engine.dispose()


def test_a_server_without_what_is_needed_is_refused_with_what_is_missing(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = connect(postgres.new())
    monkeypatch.setattr("ingest.postgres.OLDEST", 990000)
    with pytest.raises(DatabaseUnsuitable, match="15 or newer"):
        migrate(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def spare() -> Iterator[Server]:
    """A server that a test may stop."""
    with running_server() as server:
        yield server


@pytest.fixture
def fragile(spare: Server, tmp_path: Path) -> Iterator[ServerShelf]:
    """A store on it."""
    shelf = ServerShelf(tmp_path / "home", spare.new(), server=spare)
    yield shelf
    shelf.close()


def test_a_lost_server_is_told_and_found_again_without_a_restart(spare: Server, fragile: ServerShelf) -> None:
    index = fragile.open()
    index.put(*letter("a", ["vẫn còn đây"]))
    assert matching_texts(index, "vẫn còn") == ["vẫn còn đây"]
    spare.stop()
    for attempt in (
        lambda: index.matching("vẫn còn", EVERYBODY, 1),
        lambda: index.put(*letter("b", ["không ai nhận"])),
        lambda: index.document("a"),
    ):
        with pytest.raises(DatabaseUnavailable):
            attempt()
    spare.start()
    assert matching_texts(index, "vẫn còn") == ["vẫn còn đây"] and index.document("b") is None
    index.put(*letter("b", ["lại nhận được"]))
    assert matching_texts(index, "lại nhận") == ["lại nhận được"]


def test_what_only_a_lost_server_had_is_forgotten_when_another_takes_over(spare: Server, fragile: ServerShelf) -> None:
    """A standby that lagged: it lacks the last letter, and has written something newer when it is first asked."""
    index = fragile.open()
    index.put(*letter("lost", ["chỉ máy cũ có"]))
    assert matching_texts(index, "máy cũ") == ["chỉ máy cũ có"]
    spare.stop()
    spare.start()
    engine = connect(fragile.url)
    with writing(engine) as connection:
        connection.execute(delete(db.documents))
        connection.execute(update(db.index_state).values(generation=db.index_state.c.generation + 5))
    engine.dispose()
    assert matching_texts(index, "máy cũ") == [] and index.size() == 0
    index.put(*letter("new", ["máy mới ghi"]))
    assert matching_texts(index, "máy mới") == ["máy mới ghi"]
