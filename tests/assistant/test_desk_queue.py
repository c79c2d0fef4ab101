"""The queue of a desk: its four groups, its order, its pages, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert

from assistant.curation.nouns import Alert, TaskKind
from assistant.records.teaching import tasks
from assistant.settings import Settings
from assistant.tasks.ladder import alert_of
from assistant.tasks.queue import PER_GROUP, queue, state_of
from ingest.database import connect, migrate, writing
from ingest.tables import Tables
from tests.assistant.people import database
from tests.postgres import Server

TODAY = date(2026, 4, 23)  # a Thursday before a long holiday: 30/4 and 1/5
UNIT, OTHER = "cuc-vien-thong-bkhcn", "vu-buu-chinh-bkhcn"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.load(Settings(_env_file=None).tables_dir)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = database(tmp_path)
    yield made
    made.dispose()


@pytest.mark.parametrize("today", [TODAY, date(2026, 2, 13), date(2026, 8, 28), date(2026, 12, 31), date(2026, 11, 22)])
def test_a_group_is_the_same_state_that_reminders_speak_of(today: date, tables: Tables) -> None:
    for away in range(-40, 41):
        due = today + timedelta(days=away)
        assert state_of(due, today, tables)[0] is alert_of(due, today, tables), due


def test_every_open_task_stands_in_the_group_of_its_state_by_due_date_and_people(
    engine: Engine, tables: Tables
) -> None:
    days = [-9, -1, 0, 0, 1, 3, 30]
    put(engine, [(UNIT, TODAY + timedelta(days=away), people) for people, away in enumerate(days)])
    shown = queue(engine, tables, frozenset({UNIT}), TODAY)
    assert [group.alert for group in shown.groups] == list(dict.fromkeys(group.alert for group in shown.groups))
    for line in shown.lines:
        assert line.alert is alert_of(line.due, TODAY, tables)
    due_today = next(group for group in shown.groups if group.alert is Alert.TODAY)
    assert [line.people for line in due_today.lines] == [3, 2], "more people affected stand first"
    assert shown.lines[0].due == TODAY - timedelta(days=9)
    assert shown.total == len(days)


def test_closed_tasks_and_those_of_other_units_are_not_on_the_desk(engine: Engine, tables: Tables) -> None:
    put(engine, [(UNIT, TODAY, 1), (OTHER, TODAY, 1)])
    put(engine, [(UNIT, TODAY, 9)], status="closed")
    assert queue(engine, tables, frozenset({UNIT}), TODAY).total == 1
    assert queue(engine, tables, None, TODAY).total == 2
    assert queue(engine, tables, frozenset(), TODAY).total == 0


def test_two_thousand_tasks_are_read_by_one_query_a_hundred_of_each_group(engine: Engine, tables: Tables) -> None:
    put(engine, [(UNIT, TODAY + timedelta(days=number % 60 - 20), number % 7) for number in range(2_000)])
    with counted(engine) as statements:
        shown = queue(engine, tables, None, TODAY)
    assert len(statements) == 1
    assert shown.total == 2_000
    assert all(len(group.lines) <= PER_GROUP for group in shown.groups)


def test_the_pages_of_one_group_hold_every_task_once(engine: Engine, tables: Tables) -> None:
    put(engine, [(UNIT, TODAY - timedelta(days=1 + number % 9), number % 5) for number in range(250)])
    seen = []
    for page in (1, 2, 3):
        group = queue(engine, tables, None, TODAY, Alert.OVERDUE, page).groups[0]
        assert group.total == 250 and group.more is (page < 3)
        seen += [(line.due, -line.people, line.id) for line in group.lines]
    assert len(seen) == 250 and seen == sorted(seen)
    assert not queue(engine, tables, None, TODAY, Alert.OVERDUE, 4).groups


def test_the_queue_is_the_same_on_postgresql(engine: Engine, tables: Tables, postgres: Server) -> None:
    url = postgres.new()
    other = connect(url)
    migrate(other)
    chosen = [(UNIT, TODAY + timedelta(days=number % 30 - 9), number % 4) for number in range(300)]
    for each in (engine, other):
        put(each, chosen)
    assert queue(other, tables, frozenset({UNIT}), TODAY) == queue(engine, tables, frozenset({UNIT}), TODAY)
    one = queue(other, tables, None, TODAY, Alert.ROUTINE, 2)
    assert one == queue(engine, tables, None, TODAY, Alert.ROUTINE, 2)
    other.dispose()
    postgres.drop(url)


def put(engine: Engine, chosen: list[tuple[str, date, int]], status: str = "open") -> None:
    """Tasks as rows: unit, due date, people."""
    at = datetime(2026, 4, 1, tzinfo=UTC)
    fixed = {"kind": TaskKind.ESCALATION.value, "level": "officer", "reason": "unanswerable_no_source", "opened": at}
    by = {"opened_by_id": 1, "opened_by": "Mai", "version": 1, "note": "", "status": status}
    rows = [
        {"unit": unit, "due": due, "people": people, "question": f"Câu {number}?", "subject": f"{status}{unit}{number}"}
        for number, (unit, due, people) in enumerate(chosen)
    ]
    with writing(engine) as connection:
        connection.execute(insert(tasks), [fixed | by | row for row in rows])


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that read, while this lasts."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
