"""The keeper: what time asks for happens once, alone, and whatever fails is tried again; the digest of every working day."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from assistant.bootstrap import Assistant, build
from assistant.curation.nouns import Alert, Level
from assistant.records.accounts import Account
from assistant.records.notices import unseen_of
from assistant.records.tasks import moves_of, open_tasks, task_of
from assistant.records.teaching import notices, task_moves
from assistant.server import create_app
from assistant.settings import Settings
from assistant.tasks import keeper
from assistant.tasks.climbing import climb, remind
from assistant.tasks.digest import digests, send_digest
from assistant.tasks.keeper import Keeper, alone, keep
from assistant.tasks.stand_ins import stand_in
from ingest.database import reading
from tests.assistant.people import database, settings
from tests.assistant.waiting import BC, MONDAY, PROJECT, TABLES, VP, VT, escalated, handed, later, staffed


class Small:
    """An assistant without index and embedder: what the keeper's steps need."""

    def __init__(self, engine: Engine, chosen: Settings) -> None:
        self.engine, self.settings, self.tables = engine, chosen, TABLES


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = database(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def people(engine: Engine) -> dict[str, Account]:
    return staffed(engine)


@pytest.fixture
def small(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    steps = {name: step for name, step in keeper.STEPS.items() if name in ("climb", "remind", "digest", "post")}
    monkeypatch.setattr(keeper, "STEPS", steps)
    return cast(Assistant, Small(engine, settings(tmp_path)))


def told(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(notices)) or 0


# ------------------------------------------------------------------------------------------------ reminders


def test_each_alert_state_is_told_once_to_those_who_act(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])  # due Monday 30/11
    for days in range(10):
        for _ in range(2):
            remind(engine, TABLES, later(days))
    kinds = [each.kind for each in reversed(unseen_of(engine, people["head"].id))]
    assert kinds == ["opened", "soon", "today", "overdue"]
    assert [move.note for move in moves_of(engine, task.id) if move.what == "reminded"] == [
        "sắp đến hạn",
        "đến hạn",
        "quá hạn",
    ]


def test_nobody_is_reminded_on_a_day_off(engine: Engine, people: dict[str, Account]) -> None:
    escalated(engine, people["lan"])
    assert [remind(engine, TABLES, later(days)) for days in (2, 5, 6, 3)] == [0, 0, 0, 1]  # 28/11 is a Saturday


def test_a_new_due_date_is_reminded_of_anew(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])
    remind(engine, TABLES, later(8))
    handed(engine, task, BC, people["head"], later(8))
    assert remind(engine, TABLES, later(8)) == 1
    assert "soon" in [each.kind for each in unseen_of(engine, people["other"].id)]


# ------------------------------------------------------------------------------------------------ the digest


def test_the_digest_comes_once_a_working_day_from_its_hour_on(engine: Engine, people: dict[str, Account]) -> None:
    escalated(engine, people["lan"])
    early, eight = MONDAY.replace(hour=0, minute=59), MONDAY.replace(hour=1)  # 7:59 and 8:00 in Việt Nam
    evening = MONDAY.replace(hour=16, minute=59)
    assert [send_digest(engine, TABLES, 8, at) for at in (early, eight, evening, eight)] == [0, 2, 0, 0]
    assert send_digest(engine, TABLES, 8, later(1)) == 2
    assert [send_digest(engine, TABLES, 8, later(days)) for days in (5, 6)] == [0, 0]


def test_a_server_that_was_down_in_the_morning_sends_it_in_the_afternoon(
    engine: Engine, people: dict[str, Account]
) -> None:
    escalated(engine, people["lan"])
    assert send_digest(engine, TABLES, 8, MONDAY.replace(hour=9)) == 2


def test_no_digest_during_tet_and_one_on_a_saturday_that_is_worked(engine: Engine, people: dict[str, Account]) -> None:
    escalated(engine, people["lan"], at=datetime(2026, 1, 8, 2, tzinfo=UTC))
    assert send_digest(engine, TABLES, 8, datetime(2026, 1, 10, 2, tzinfo=UTC)) == 2
    assert send_digest(engine, TABLES, 8, datetime(2026, 2, 17, 2, tzinfo=UTC)) == 0


def test_the_digest_counts_by_the_four_states_and_the_office_sees_what_climbed_to_it(
    engine: Engine, people: dict[str, Account]
) -> None:
    for number, days in enumerate((0, 1, 2, 4)):  # due 30/11, 1/12, 2/12, 4/12
        escalated(engine, people["lan"], f"Câu {number}?", later(days))
    at = later(8)  # Tuesday 1/12
    climb(engine, TABLES, at)
    by_unit = {each.unit: each for each in digests(engine, TABLES, at)}
    assert by_unit[VT].counts == {Alert.OVERDUE: 1, Alert.TODAY: 1, Alert.SOON: 1, Alert.ROUTINE: 1}
    assert by_unit[VP].counts == {Alert.OVERDUE: 1}
    assert send_digest(engine, TABLES, 8, at) == 3
    body = [each.body for each in unseen_of(engine, people["head"].id) if each.kind == "digest"]
    assert body == ["Theo tình trạng: quá hạn: 1; đến hạn: 1; sắp đến hạn: 1; định kỳ: 1."]


def test_a_stand_in_reads_the_digest_of_the_unit_too(engine: Engine, people: dict[str, Account]) -> None:
    escalated(engine, people["lan"])
    stand_in(
        engine, TABLES, VT, people["other"].id, date(2026, 11, 23), date(2026, 11, 23), people["head"].reader, MONDAY
    )
    assert send_digest(engine, TABLES, 8, MONDAY) == 3
    assert send_digest(engine, TABLES, 8, later(1)) == 2


def test_no_open_task_no_digest(engine: Engine, people: dict[str, Account]) -> None:
    assert send_digest(engine, TABLES, 8, MONDAY) == 0


# ------------------------------------------------------------------------------------------------ keeping


def test_one_round_climbs_reminds_and_sends_the_digest_and_the_next_does_nothing(
    engine: Engine, people: dict[str, Account], small: Assistant
) -> None:
    task = escalated(engine, people["lan"])
    first, second = keep(small, later(8)), keep(small, later(8))
    assert first.done == {"climb": 1, "remind": 1, "digest": 3, "post": 0} and not first.failed
    assert set(second.done.values()) == {0}
    assert task_of(engine, task.id).level is Level.OFFICE


def test_a_clock_a_year_ahead_and_back_tells_nothing_twice_and_closes_nothing(
    engine: Engine, people: dict[str, Account], small: Assistant
) -> None:
    escalated(engine, people["lan"])
    for days in (0, 365, 0, -365, 365, 0):
        keep(small, later(days))
    again = told(engine)
    for days in (0, 365, -365):
        keep(small, later(days))
    assert told(engine) == again and len(open_tasks(engine, None)) == 1


def test_a_step_that_fails_is_told_and_stops_no_other(
    engine: Engine, people: dict[str, Account], small: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError("the disk is away")

    escalated(engine, people["lan"])
    monkeypatch.setitem(keeper.STEPS, "climb", broken)
    kept = keep(small, MONDAY)
    assert kept.failed == ("climb",) and kept.done["digest"] == 2


HOLDING = """
import sys
from pathlib import Path
from assistant.tasks.keeper import alone
from ingest.database import connect
with alone(connect(sys.argv[1]), Path(sys.argv[2])) as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


def test_while_one_process_keeps_another_does_not_and_after_its_death_it_does(
    engine: Engine, people: dict[str, Account], small: Assistant, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'troly.db'}"
    command = [sys.executable, "-c", HOLDING, url, str(tmp_path)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "True\n"
        assert keep(small, MONDAY).alone is False
        other.kill()
    assert keep(small, MONDAY).alone is True


def test_two_rounds_of_one_process_do_not_meet_either(engine: Engine, tmp_path: Path) -> None:
    with alone(engine, tmp_path) as first, alone(engine, tmp_path) as second:
        assert (first, second) == (True, False)


KEEPING = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from assistant.tasks.climbing import climb, remind
from assistant.tasks.digest import send_digest
from ingest.database import connect
from ingest.tables import Tables
engine, tables = connect(sys.argv[1]), Tables.load(Path("corpus/tables"))
for days in range(10):
    at = datetime(2026, 11, 23, 2, tzinfo=UTC) + timedelta(days=days)
    climb(engine, tables, at), remind(engine, tables, at), send_digest(engine, tables, 8, at)
"""


def test_two_processes_that_keep_at_once_without_a_lock_still_tell_everything_once(
    engine: Engine, people: dict[str, Account], tmp_path: Path
) -> None:
    ids = [escalated(engine, people["lan"], f"Câu số {number}?").id for number in range(8)]
    command = [sys.executable, "-c", KEEPING, f"sqlite:///{tmp_path / 'troly.db'}"]
    started = [subprocess.Popen(command, cwd=PROJECT) for _ in range(2)]
    assert [process.wait(60) for process in started] == [0, 0]
    for task_id in ids:
        what = [move.what for move in moves_of(engine, task_id)]
        assert what.count("climbed") == 2 and what.count("reminded") == 3
    with reading(engine) as connection:
        doubled = select(task_moves.c.task_id).group_by(task_moves.c.task_id, task_moves.c.what, task_moves.c.note)
        assert not connection.execute(doubled.having(func.count() > 1)).all()


def test_the_thread_of_a_server_keeps_until_it_is_stopped_and_outlives_a_failing_round(
    small: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds, enough = [], threading.Event()

    def round_(_assistant: Assistant, at: datetime) -> None:
        rounds.append(at)
        if len(rounds) == 1:
            raise OSError("the database is away")
        enough.set()

    monkeypatch.setattr(keeper, "keep", round_)
    monkeypatch.setattr(Keeper, "pause", 0.001)
    running = Keeper(small, clock=lambda: MONDAY)
    running.start()
    assert enough.wait(20)
    running.stop()
    after = len(rounds)
    assert after >= 2 and set(rounds) == {MONDAY} and not running.is_running


def test_with_no_seconds_set_only_the_command_keeps(engine: Engine, tmp_path: Path) -> None:
    still = Keeper(cast(Assistant, Small(engine, settings(tmp_path, keeper_seconds=0))))
    still.start()
    assert not still.is_running
    still.stop()


def test_over_the_whole_product_a_round_does_everything_and_the_next_nothing(fresh_home: Path) -> None:
    assistant = build(settings(fresh_home))
    try:
        people = staffed(assistant.engine)
        escalated(assistant.engine, people["lan"])
        first, second = keep(assistant, later(8)), keep(assistant, later(8))
        assert set(first.done) == {"climb", "review", "remind", "digest", "post", "learn"}
        assert not first.failed and not second.failed and set(second.done.values()) == {0}
        assert first.done["climb"] == 1 and first.done["digest"] >= 3
    finally:
        assistant.close()


def test_a_server_has_a_keeper_from_its_start_to_its_end(sample_assistant: Assistant) -> None:
    def running() -> list[str]:
        return [thread.name for thread in threading.enumerate() if thread.name == "troly-keeper"]

    with TestClient(create_app(sample_assistant, chat=False)):
        assert running() == ["troly-keeper"]
    assert running() == []
