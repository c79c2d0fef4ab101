"""Tasks over a PostgreSQL server: the same promises, two writers at once, one keeper at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.curation.errors import AlreadyDecided
from assistant.curation.nouns import Alert, Level, TaskStatus
from assistant.records.accounts import set_mail
from assistant.records.notices import unseen_of
from assistant.records.tasks import moves_of, open_tasks, task_of, tasks_about, tasks_of
from assistant.tasks.climbing import climb, remind
from assistant.tasks.digest import digests, send_digest
from assistant.tasks.keeper import alone
from assistant.tasks.post import Posted, given_up, post, still_waiting, try_again
from ingest.database import connect
from tests.assistant.people import settings
from tests.assistant.servers import mail_server
from tests.assistant.test_tasks import ASKING
from tests.assistant.waiting import BC, MONDAY, PROJECT, TABLES, VT, decided, escalated, handed, later, staffed
from tests.postgres import Server


@pytest.fixture
def url(postgres: Server) -> Iterator[str]:
    url = postgres.new()
    yield url
    postgres.drop(url)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = connect(url)
    yield engine
    engine.dispose()


def test_a_question_is_put_joined_handed_over_climbs_is_told_and_closed_once(engine: Engine, tmp_path: Path) -> None:
    people = staffed(engine)
    set_mail(engine, people["other"].id, "other@bo.gov.vn")
    task = escalated(engine, people["lan"])
    assert escalated(engine, people["minh"], "khi nao tat song 2g").people == 2
    moved = handed(engine, task_of(engine, task.id), BC, people["head"])
    assert climb(engine, TABLES, later(8)) == 1 and task_of(engine, task.id).level is Level.OFFICE
    assert (remind(engine, TABLES, later(8)), remind(engine, TABLES, later(8))) == (1, 0)
    assert digests(engine, TABLES, later(8))[0].counts == {Alert.OVERDUE: 1}
    assert send_digest(engine, TABLES, 8, later(8)) == 2  # the head of the new unit, and the office
    with mail_server() as box:
        chosen = settings(tmp_path, smtp_url=f"smtp://127.0.0.1:{box.port}", mail_from="troly@bo.gov.vn")
        done = post(engine, TABLES, chosen, later(8))
        assert done.sent == len(box.mails) == 4 and post(engine, TABLES, chosen, later(8)) == Posted()
    assert not given_up(engine) and not still_waiting(engine) and try_again(engine, MONDAY) == 0
    decided(engine, moved, people["other"].reader, later(8))
    with pytest.raises(AlreadyDecided):
        decided(engine, moved, people["office"].reader, later(8))
    assert tasks_of(engine, frozenset({BC}), TaskStatus.CLOSED)[1] == 1
    assert [found.id for found, _ in tasks_about(engine, people["minh"].id)] == [task.id]
    assert [move.what for move in moves_of(engine, task.id)][:3] == ["opened", "joined", "handed_over"]
    assert unseen_of(engine, people["lan"].id)


def test_two_processes_that_open_the_same_at_once_make_one_task_with_both_people(engine: Engine, url: str) -> None:
    started = [subprocess.Popen([sys.executable, "-c", ASKING, url, number], cwd=PROJECT) for number in ("7", "8")]
    assert [process.wait(120) for process in started] == [0, 0]
    waiting = open_tasks(engine, None)
    assert len(waiting) == 20 and {task.people for task in waiting} == {2}


def test_one_process_keeps_at_a_time_and_a_lost_connection_lets_go(engine: Engine, url: str, tmp_path: Path) -> None:
    other = connect(url)
    with alone(engine, tmp_path) as first, alone(other, tmp_path) as second:
        assert (first, second) == (True, False)
    with alone(other, tmp_path) as mine:
        assert mine
    other.dispose()


def test_the_units_own_tasks_only(engine: Engine) -> None:
    people = staffed(engine)
    task = escalated(engine, people["lan"])
    assert [found.id for found in open_tasks(engine, frozenset({VT}))] == [task.id]
    assert open_tasks(engine, frozenset({BC})) == []
