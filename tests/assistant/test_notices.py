"""Who waits is known, everybody affected is told once; who stands in; how the queue is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from assistant.curation.errors import NotTeachable
from assistant.curation.nouns import TaskStatus
from assistant.curation.rights import may_decide
from assistant.errors import NotAllowed, NotFound
from assistant.records.accounts import Account
from assistant.records.notices import seen, tell_within, unseen_count, unseen_of
from assistant.records.stand_ins import stand_ins_of
from assistant.records.tasks import (
    open_tasks,
    task_of,
    tasks_about,
    tasks_of,
)
from assistant.records.teaching import notices, tasks
from assistant.tasks import tasks as verbs
from assistant.tasks.climbing import remind
from assistant.tasks.stand_ins import end
from assistant.tasks.stand_ins import stand_in as appoint
from ingest.database import reading, writing
from tests.assistant.people import database
from tests.assistant.waiting import (
    BC,
    MONDAY,
    QUESTION,
    TABLES,
    VT,
    VT_OLD,
    decided,
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


# ------------------------------------------------------------------------------------------------ waiting, telling


def test_who_waits_is_found_by_exactly_this_question(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])
    waiting = verbs.waiting_for(engine, people["lan"].id, "khi nao tat song 2G")
    assert waiting is not None and waiting.id == task.id
    assert verbs.waiting_for(engine, people["lan"].id, "Khi nào tắt sóng 3G?") is None
    assert verbs.waiting_for(engine, people["minh"].id, QUESTION) is None
    decided(engine, task, people["head"].reader)
    assert verbs.waiting_for(engine, people["lan"].id, QUESTION) is None


def test_everybody_affected_is_told_once(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])
    escalated(engine, people["minh"])
    for told in (2, 0):
        with writing(engine) as connection:
            assert tell_within(connection, task.id, "Đã trả lời", "Ông A, 23/11", "/viec-toi-hoi", MONDAY) == told
    assert [each.title for each in unseen_of(engine, people["minh"].id)] == ["Đã trả lời"]
    assert seen(engine, people["minh"].id, MONDAY) == 1
    assert (unseen_count(engine, people["minh"].id), unseen_count(engine, people["lan"].id)) == (0, 1)


def test_what_was_told_in_a_transaction_that_failed_was_not_told(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])
    with pytest.raises(RuntimeError), writing(engine) as connection:
        tell_within(connection, task.id, "Đã trả lời", "", "", MONDAY)
        raise RuntimeError
    assert unseen_count(engine, people["lan"].id) == 0


def test_no_notice_holds_the_question(engine: Engine, people: dict[str, Account]) -> None:
    task = escalated(engine, people["lan"])
    for days in range(12):
        verbs.climb(engine, TABLES, later(days))
        remind(engine, TABLES, later(days))
    handed(engine, task_of(engine, task.id), BC, people["head"], later(12))
    with reading(engine) as connection:
        said = list(connection.execute(select(notices.c.title, notices.c.body)))
    assert len(said) > 5 and not [each for each in said if "2G" in each.title + each.body]


# ------------------------------------------------------------------------------------------------ stand-ins


def test_the_head_or_the_office_names_who_stands_in_and_nobody_passes_it_on(
    engine: Engine, people: dict[str, Account]
) -> None:
    first, last = date(2026, 11, 23), date(2026, 11, 27)
    made = appoint(engine, TABLES, VT_OLD, people["officer"].id, first, last, people["head"].reader, MONDAY)
    assert (made.unit, made.holds(last), made.holds(date(2026, 11, 28))) == (VT, True, False)
    assert may_decide(people["officer"].reader, VT, engine, TABLES, first)
    for nobody in ("officer", "other", "lan"):
        with pytest.raises(NotAllowed):
            appoint(engine, TABLES, VT, people["minh"].id, first, last, people[nobody].reader, MONDAY)
    end(engine, TABLES, made.id, people["office"].reader, later(1))
    assert not may_decide(people["officer"].reader, VT, engine, TABLES, first)
    with pytest.raises(NotFound):
        end(engine, TABLES, made.id, people["office"].reader, later(1))
    assert stand_ins_of(engine, frozenset({VT}), since=first) == []
    assert [each.id for each in stand_ins_of(engine, None)] == [made.id]


@pytest.mark.parametrize(
    "first, last", [("2026-11-25", "2026-11-24"), ("2026-11-01", "2026-11-20")], ids=["ends first", "over"]
)
def test_a_time_that_is_over_or_ends_before_it_begins_is_refused(
    engine: Engine, people: dict[str, Account], first: str, last: str
) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    with pytest.raises(NotTeachable, match="dates"):
        appoint(engine, TABLES, VT, people["officer"].id, *days, people["head"].reader, MONDAY)


# ------------------------------------------------------------------------------------------------ reading


def test_the_queue_is_ordered_by_due_date_and_then_by_people(engine: Engine, people: dict[str, Account]) -> None:
    one, two, late = (escalated(engine, people["lan"], f"Câu hỏi {name}?", at) for name, at in (
        ("một", MONDAY), ("hai", MONDAY), ("ba", later(1))
    ))  # fmt: skip
    escalated(engine, people["minh"], "Câu hỏi hai?")
    assert [task.id for task in open_tasks(engine, frozenset({VT}))] == [two.id, one.id, late.id]
    assert open_tasks(engine, frozenset({BC})) == [] and len(open_tasks(engine, None, most=2)) == 2
    decided(engine, one, people["head"].reader)
    closed, total = tasks_of(engine, frozenset({VT}), TaskStatus.CLOSED)
    assert ([task.id for task in closed], total) == ([one.id], 1)
    assert tasks_of(engine, None, None, page=2, size=2)[1] == 3
    assert [task.id for task, _ in tasks_about(engine, people["minh"].id)] == [two.id]


def test_the_queue_of_a_unit_is_read_by_an_index_among_many_closed_tasks(engine: Engine) -> None:
    asked_for = select(tasks.c.id).where(tasks.c.status == "open", tasks.c.unit.in_([VT])).order_by(tasks.c.due)
    for chosen in (asked_for, select(tasks.c.id).where(tasks.c.status == "open").order_by(tasks.c.due)):
        with reading(engine) as connection:
            written = chosen.compile(connection, compile_kwargs={"literal_binds": True})
            plan = " ".join(str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}"))
        assert "USING" in plan and "ix_tasks_" in plan and "SCAN tasks" not in plan
