"""Tasks climb by working days, are handed over with their history, and are never closed by time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.curation.errors import AlreadyDecided, NotTeachable
from assistant.curation.nouns import Alert, DecisionKind, Level, Person, TaskKind, TaskStatus
from assistant.errors import NotAllowed
from assistant.records.accounts import Account, disable_account
from assistant.records.decisions import decisions_of
from assistant.records.notices import unseen_of
from assistant.records.tasks import (
    Opening,
    moves_of,
    open_within,
    propose_within,
    task_of,
)
from assistant.tasks import tasks as verbs
from assistant.tasks.stand_ins import stand_in as appoint
from ingest.database import writing
from tests.assistant.people import database
from tests.assistant.waiting import (
    BC,
    MONDAY,
    TABLES,
    VP,
    VT,
    VT_OLD,
    escalated,
    handed,
    later,
    staffed,
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = database(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def people(engine: Engine) -> dict[str, Account]:
    return staffed(engine)


# ------------------------------------------------------------------------------------------------ the ladder


def test_nobody_took_it_for_two_working_days_so_it_stands_before_the_head(
    engine: Engine, people: dict[str, Account]
) -> None:
    task = escalated(engine, people["lan"])
    assert verbs.climb(engine, TABLES, later(1)) == 0
    assert verbs.climb(engine, TABLES, later(2)) == 1
    assert verbs.climb(engine, TABLES, later(2)) == 0
    assert task_of(engine, task.id).level is Level.UNIT_HEAD
    last = moves_of(engine, task.id)[-1]
    assert last.what == "climbed" and "Chưa ai nhận" in last.note


def test_a_question_asked_before_tet_climbs_by_working_days(engine: Engine, people: dict[str, Account]) -> None:
    friday = datetime(2026, 2, 13, 2, tzinfo=UTC)
    task = escalated(engine, people["lan"], at=friday)
    assert task.due == date(2026, 2, 27)
    assert verbs.climb(engine, TABLES, friday + timedelta(days=10)) == 0  # Monday 23/02 is the first working day
    assert verbs.climb(engine, TABLES, friday + timedelta(days=11)) == 1


def test_overdue_by_a_working_day_it_is_told_to_the_office(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])  # due Monday 30/11
    verbs.climb(engine, TABLES, later(7))
    assert task_of(engine, task.id).level is Level.UNIT_HEAD
    verbs.climb(engine, TABLES, later(8))
    assert task_of(engine, task.id).level is Level.OFFICE
    assert [each.kind for each in unseen_of(engine, people["office"].id)] == ["climbed"]


def test_a_clock_a_year_ahead_and_back_again_loses_nothing_and_closes_nothing(
    engine: Engine, people: dict[str, Account]
) -> None:
    task = escalated(engine, people["lan"])
    assert verbs.climb(engine, TABLES, later(365)) == 1
    assert [verbs.climb(engine, TABLES, later(days)) for days in (0, -365, 365)] == [0, 0, 0]
    found = task_of(engine, task.id)
    assert (found.status, found.level, found.due) == (TaskStatus.OPEN, Level.OFFICE, task.due)


def test_a_unit_without_a_head_today_passes_it_to_the_office_at_once_with_a_note(
    engine: Engine, people: dict[str, Account]
) -> None:
    disable_account(engine, people["head"].id)
    task = escalated(engine, people["lan"])
    assert task.level is Level.OFFICE
    assert "chưa có trưởng đơn vị" in moves_of(engine, task.id)[-1].note


def test_a_head_who_leaves_while_it_waits_sends_it_to_the_office(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])
    disable_account(engine, people["head"].id)
    assert verbs.climb(engine, TABLES, MONDAY) == 1
    assert task_of(engine, task.id).level is Level.OFFICE


def test_a_stand_in_keeps_it_in_the_unit_and_is_told(engine: Engine, people: dict[str, Account]) -> None:
    disable_account(engine, people["head"].id)
    first, last = date(2026, 11, 23), date(2026, 11, 24)
    appoint(engine, TABLES, VT, people["officer"].id, first, last, people["office"].reader, MONDAY)
    task = escalated(engine, people["lan"])
    assert task.level is Level.OFFICER
    assert [each.kind for each in unseen_of(engine, people["officer"].id)] == ["opened"]
    assert verbs.climb(engine, TABLES, later(1)) == 0
    assert verbs.climb(engine, TABLES, later(2)) == 1  # the last day is over


def test_a_proposal_stands_before_the_head(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])
    with writing(engine) as connection:
        propose_within(connection, task.id, task.version, "c" * 16, Person(people["officer"].id, "x"), MONDAY)
    assert verbs.climb(engine, TABLES, MONDAY) == 1
    assert task_of(engine, task.id).level is Level.UNIT_HEAD


def test_a_second_word_is_never_asked_of_the_person_who_needs_it(engine: Engine, people: dict[str, Account]) -> None:
    head = people["head"]
    opening = Opening(TaskKind.SECOND, VT, "Đổi câu trả lời", "breaks", "second:1", date(2026, 11, 25))
    with writing(engine) as connection:
        task_id, _ = open_within(connection, opening, Person(head.id, head.name), MONDAY)
    verbs.climb(engine, TABLES, MONDAY)
    assert task_of(engine, task_id).level is Level.OFFICE


def test_a_task_follows_its_unit_into_its_successor(engine: Engine, people: dict[str, Account]) -> None:
    opening = Opening(TaskKind.REVIEW, VT_OLD, "Mục cũ", "due", "review:1", date(2026, 12, 7))
    with writing(engine) as connection:
        task_id, _ = open_within(connection, opening, Person(0, "Trợ lý"), MONDAY)
    verbs.climb(engine, TABLES, MONDAY)
    assert task_of(engine, task_id).unit == VT
    moved = moves_of(engine, task_id)[-1]
    assert (moved.what, moved.from_unit, moved.to_unit) == ("handed_over", VT_OLD, VT)


@pytest.mark.parametrize(
    "due, today, alert",
    [
        ("2026-11-30", "2026-11-25", Alert.ROUTINE),
        ("2026-11-30", "2026-11-26", Alert.SOON),
        ("2026-11-30", "2026-11-29", Alert.SOON),
        ("2026-11-30", "2026-11-30", Alert.TODAY),
        ("2026-11-30", "2026-12-01", Alert.OVERDUE),
        ("2026-02-23", "2026-02-12", Alert.SOON),
        ("2026-02-23", "2026-02-11", Alert.ROUTINE),
    ],
)
def test_the_four_alert_states_count_working_days(due: str, today: str, alert: Alert) -> None:
    assert verbs.alert_of(date.fromisoformat(due), date.fromisoformat(today), TABLES) is alert


# ------------------------------------------------------------------------------------------------ handing over


def test_a_task_handed_over_keeps_its_history_and_its_due_date(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])
    moved = handed(engine, task, BC, people["head"])
    assert (moved.unit, moved.due, moved.version, moved.status) == (BC, task.due, 2, TaskStatus.OPEN)
    assert [move.what for move in moves_of(engine, task.id)][:2] == ["opened", "handed_over"]
    assert [each.kind for each in unseen_of(engine, people["other"].id)] == ["handed_over"]
    assert [each.kind for each in unseen_of(engine, people["lan"].id)] == ["moved"]
    assert [each.kind for each in decisions_of(engine, None)[0]] == [DecisionKind.HANDED_OVER]


@pytest.mark.parametrize(
    "days, due",
    [(4, "2026-12-01"), (3, "2026-11-30"), (7, "2026-12-02"), (20, "2026-12-15")],
    ids=["one day left", "two left", "due today", "overdue"],
)
def test_who_gets_it_late_has_two_working_days(engine: Engine, people: dict[str, Account], days: int, due: str) -> None:
    task = escalated(engine, people["lan"])
    assert handed(engine, task, BC, people["head"], later(days)).due == date.fromisoformat(due)


def test_the_third_hand_over_goes_to_the_office_which_alone_decides_who_is_in_charge(
    engine: Engine, people: dict[str, Account]
) -> None:
    task = escalated(engine, people["lan"])
    task = handed(engine, task, BC, people["head"])
    task = handed(engine, task, VT, people["other"])
    task = handed(engine, task, BC, people["head"])
    assert (task.unit, task.level) == (VP, Level.OFFICE)
    assert handed(engine, task, BC, people["office"]).unit == BC


def test_only_those_who_may_decide_hand_over_and_say_why(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])
    for nobody in ("lan", "officer", "other"):
        with pytest.raises(NotAllowed):
            handed(engine, task, BC, people[nobody])
    for to, why, wrong in ((BC, "  ", "reason"), (VT, "x", "same_unit"), ("nowhere", "x", "unknown_unit")):
        with pytest.raises(NotTeachable, match=wrong):
            handed(engine, task, to, people["head"], why=why)
    assert task_of(engine, task.id) == task


def test_two_heads_who_hand_over_at_once_move_it_once(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])
    handed(engine, task, BC, people["head"])
    with pytest.raises(AlreadyDecided) as first:
        handed(engine, task, "neac-bkhcn", people["office"])
    assert first.value.by == people["head"].display_name
    assert task_of(engine, task.id).unit == BC


def test_who_needs_a_second_word_does_not_choose_whose(engine: Engine, people: dict[str, Account]) -> None:
    head = people["head"]
    opening = Opening(TaskKind.SECOND, VT, "Đổi câu trả lời", "breaks", "second:1", date(2026, 11, 25))
    with writing(engine) as connection:
        task_id, _ = open_within(connection, opening, Person(head.id, head.name), MONDAY)
    with pytest.raises(NotAllowed):
        handed(engine, task_of(engine, task_id), BC, head)
    assert handed(engine, task_of(engine, task_id), BC, people["office"]).unit == BC
