"""Moving into another database and back: everything arrives, or nothing does."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from assistant.domain import Answer, AnswerStatus, Nearest, Role
from assistant.records import chats
from assistant.records.accounts import create_account, delete_account
from assistant.records.answers import save_answer
from assistant.records.tables import answers, events
from ingest import database as db
from ingest.database import connect, reading, writing
from ingest.index import queries
from ingest.move import NotTheSame, TargetNotEmpty, move
from tests.assistant.people import PASSWORD, database, person
from tests.contracts.shelf import EVERYBODY, Shelf, letter, matching_texts
from tests.postgres import Server
from tests.terminal import Terminal

PROJECT = Path(__file__).resolve().parents[2]
KILLED_ON_THE_WAY = """
import os, signal, sys
import assistant.records.tables
from ingest.database import connect
from ingest.move import move
def kill(moved):
    if moved.table == "chunks":
        print("writing", moved.rows, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
move(connect(sys.argv[1]), connect(sys.argv[2]), kill)
"""

FORGER = (
    "CREATE FUNCTION forge() RETURNS trigger AS 'BEGIN NEW.detail := NEW.detail || 1; RETURN NEW; END' LANGUAGE plpgsql"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with letters, people, an audited answer, a chat, and an account that was deleted."""
    shelf = Shelf(tmp_path / "home")
    index = shelf.open()
    for number in range(12):
        index.put(*letter(f"d{number}", [f"kiến nghị {number} đoạn {part}" for part in range(6)]))
    index.remove("d11")
    shelf.close()
    engine = database(shelf.home)
    asker = person(engine)
    delete_account(engine, create_account(engine, "tam", "Tạm", Role.STAFF, None, PASSWORD).id)
    status = AnswerStatus.UNANSWERABLE_NO_SOURCE
    nearest = (Nearest("d1", "Công văn d1", "1/VP", None, 1),)
    save_answer(engine, Answer("a1", "Hỏi “gì” đó?", status, "Chưa có", nearest=nearest), asker.reader, "api")
    chats.save_thread(engine, "t1", asker.id, "Hỏi", {"nhãn": ["một", 2, None]})
    engine.dispose()
    return shelf.home


@pytest.fixture
def server_url(postgres: Server) -> Iterator[str]:
    url = postgres.new()
    yield url
    postgres.drop(url)


def file_url(home: Path) -> str:
    return f"sqlite:///{home / 'troly.db'}"


def test_everything_arrives_on_a_server_and_comes_back_the_same(home: Path, server_url: str, tmp_path: Path) -> None:
    here, there, again = connect(file_url(home)), connect(server_url), connect(f"sqlite:///{tmp_path / 'again.db'}")
    went = {each.table: each for each in move(here, there)}
    came = {each.table: each for each in move(there, again)}
    assert went == came and went["chunks"].rows == went["chunk_vectors"].rows == 66
    assert set(went) == set(db.metadata.tables) and went["answer_sources"].rows == went["chat_threads"].rows == 1
    with reading(here) as one, reading(again) as other:
        asked = select(answers.c.question, answers.c.asked_at)
        assert one.execute(asked).all() == other.execute(asked).all()
        old, new = queries.vectors(one, ["d3:2"])["d3:2"], queries.vectors(other, ["d3:2"])["d3:2"]
        assert old.tobytes() == new.tobytes()
    for engine in (here, there, again):
        engine.dispose()


def test_after_the_move_the_same_is_found_and_no_number_is_given_twice(home: Path, server_url: str) -> None:
    here, there = connect(file_url(home)), connect(server_url)
    move(here, there)
    before = Shelf(home)
    expected = matching_texts(before.open(), "kiến nghị 7 đoạn 3", EVERYBODY, 20)
    before.close()
    moved = Shelf(home.with_name("other"), server_url)
    index = moved.open()
    assert matching_texts(index, "kiến nghị 7 đoạn 3", EVERYBODY, 20) == expected
    index.put(*letter("new", ["thư mới sau khi chuyển"]))
    assert matching_texts(index, "sau khi chuyển", k=1) == ["thư mới sau khi chuyển"]
    moved.close()
    assert person(there, "moi").id == 3, "2 was the account that was deleted before"
    with reading(there) as connection:
        newest = connection.scalar(select(db.chunks.c.key).order_by(db.chunks.c.key.desc()).limit(1))
    assert newest == 73, "72 keys were given before"
    for engine in (here, there):
        engine.dispose()


def test_a_database_that_holds_anything_is_not_moved_into(home: Path, server_url: str) -> None:
    here, there = connect(file_url(home)), connect(server_url)
    person(there, "da-co")
    with pytest.raises(TargetNotEmpty, match=r"accounts|events"):
        move(here, there)
    for engine in (here, there):
        engine.dispose()


@pytest.mark.parametrize("back", [False, True])
def test_a_move_that_is_killed_leaves_the_target_empty_and_can_be_begun_anew(
    home: Path, server_url: str, tmp_path: Path, back: bool
) -> None:
    urls = [file_url(home), server_url]
    if back:
        move_and_close(*urls)
        urls = [server_url, f"sqlite:///{tmp_path / 'again.db'}"]
    killed = subprocess.run([sys.executable, "-c", KILLED_ON_THE_WAY, *urls], cwd=PROJECT, capture_output=True)
    assert killed.returncode == -signal.SIGKILL and killed.stdout == b"writing 66\n"
    assert move_and_close(*urls) == 66


def move_and_close(source: str, target: str) -> int:
    """How many chunks arrived."""
    ends = connect(source), connect(target)
    moved = move(*ends)
    for engine in ends:
        engine.dispose()
    return next(each.rows for each in moved if each.table == "chunks")


def test_a_value_the_server_does_not_take_names_its_table_and_leaves_nothing(home: Path, server_url: str) -> None:
    here, there = connect(file_url(home)), connect(server_url)
    with writing(here) as connection:
        connection.execute(update(events).values(detail="mật\x00mã"))
    with pytest.raises(NotTheSame, match="events"):
        move(here, there)
    with reading(there) as connection:
        assert connection.execute(select(db.documents)).all() == []
    for engine in (here, there):
        engine.dispose()


def test_the_command_says_what_was_done_and_what_comes_next(
    home: Path, server_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    troly = Terminal(home, monkeypatch, capsys)
    said = troly("index", "move", "--to", server_url)
    assert said.code == 0 and "khớp với nguồn" in said.out and "TROLY_DATABASE_URL=postgresql+psycopg" in said.out
    again = troly("index", "move", "--to", server_url)
    assert again.code == 1 and "Nơi đến đã có dữ liệu" in again.err
    monkeypatch.setenv("TROLY_DATABASE_URL", server_url)
    assert troly("index", "move", "--to", server_url).err.startswith("Nơi đến chính là")
    assert "đổi tên tệp đó" in troly("index", "move", "--to", "sqlite").err
    shutil.move(home / "troly.db", home / "troly-cu.db")
    for rest in home.glob("troly.db-*"):
        os.remove(rest)
    moved = troly("index", "move", "--to", "sqlite", "--json")
    assert {each["table"]: each["rows"] for each in moved.json}["chunks"] == 66


def test_a_server_that_does_not_answer_is_told_in_vietnamese(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    troly = Terminal(home, monkeypatch, capsys)
    said = troly("index", "move", "--to", f"postgresql+psycopg://postgres@/x?host={tmp_path}")
    assert said.code == 2 and "không trả lời" in said.err


def test_a_row_that_changed_on_the_way_is_noticed(home: Path, server_url: str) -> None:
    here, there = connect(file_url(home)), connect(server_url)
    with writing(there) as connection:
        connection.exec_driver_sql(FORGER)
        connection.exec_driver_sql("CREATE TRIGGER forge BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION forge()")
    with pytest.raises(NotTheSame, match="events: 3 rows became 3, or other ones"):
        move(here, there)
    for engine in (here, there):
        engine.dispose()
