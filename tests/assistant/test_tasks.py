"""A question put to a unit, a report of a wrong answer: who is in charge, who joins, what travels, who is first."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from assistant.curation.errors import AlreadyDecided, NotTeachable
from assistant.curation.nouns import Level, TaskKind, TaskStatus
from assistant.domain import AnswerStatus
from assistant.errors import BadRequest, NotAllowed, NotFound
from assistant.records.accounts import Account
from assistant.records.decisions import decisions_of
from assistant.records.tasks import (
    moves_of,
    open_tasks,
    people_of,
    task_of,
)
from assistant.records.teaching import corrections, tasks
from assistant.tasks import tasks as verbs
from ingest.database import reading, writing
from tests.assistant.people import database
from tests.assistant.waiting import (
    BC,
    MONDAY,
    PROJECT,
    QUESTION,
    TABLES,
    VP,
    VT,
    VT_OLD,
    asked,
    decided,
    document,
    escalated,
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


# ------------------------------------------------------------------------------------------------ opening


def test_a_question_waits_for_the_unit_it_was_routed_to_until_five_working_days_later(
    engine: Engine, people: dict[str, Account]
) -> None:
    task = escalated(engine, people["lan"])
    assert (task.unit, task.due, task.level, task.people) == (VT, date(2026, 11, 30), Level.OFFICER, 1)
    assert task.reason == AnswerStatus.UNANSWERABLE_NO_SOURCE.value
    assert [move.what for move in moves_of(engine, task.id)] == ["opened"]


def test_a_question_routed_to_nobody_goes_to_the_owner_of_the_nearest_document(
    engine: Engine, people: dict[str, Account]
) -> None:
    near = document(engine, "thu-buu-chinh", unit="vu-buu-chinh")
    answer_id = asked(engine, people["lan"], unit=None, sources=(near,))
    assert verbs.ask_unit(engine, TABLES, people["lan"].reader, answer_id, at=MONDAY).unit == BC


@pytest.mark.parametrize("unit, field", [(None, None), ("Bộ Công an", None), (None, "bao-chi"), ("Cục Báo chí", None)])
def test_what_no_unit_of_the_ministry_answers_for_goes_to_the_office(
    engine: Engine, people: dict[str, Account], unit: str | None, field: str | None
) -> None:
    answer_id = asked(engine, people["lan"], unit=unit, field=field)
    assert verbs.ask_unit(engine, TABLES, people["lan"].reader, answer_id, at=MONDAY).unit == VP


def test_who_asks_may_choose_the_unit_and_a_unit_of_the_past_means_its_successor(
    engine: Engine, people: dict[str, Account]
) -> None:
    lan = people["lan"]
    assert verbs.ask_unit(engine, TABLES, lan.reader, asked(engine, lan), "vu-buu-chinh", at=MONDAY).unit == BC
    for unknown in ("khong-co", "bo-cong-an", "bkhcn"):
        with pytest.raises(NotTeachable, match="unknown_unit"):
            verbs.ask_unit(engine, TABLES, lan.reader, asked(engine, lan, f"Câu {unknown}"), unknown, at=MONDAY)


@pytest.mark.parametrize("again", ["khi nao tat song 2g", "Khi nào tắt sóng 2G", "  KHI NÀO, tắt sóng 2G ?!"])
def test_who_asks_the_same_joins_however_it_is_typed(engine: Engine, people: dict[str, Account], again: str) -> None:
    first = escalated(engine, people["lan"])
    second = escalated(engine, people["minh"], again)
    assert second.id == first.id and second.people == 2 and second.version == first.version
    assert [each.question for each in people_of(engine, first.id)] == [QUESTION, again]
    assert [move.what for move in moves_of(engine, first.id)] == ["opened", "joined"]


def test_asking_twice_counts_one_person(engine: Engine, people: dict[str, Account]) -> None:
    first, second = escalated(engine, people["lan"]), escalated(engine, people["lan"])
    assert first.id == second.id and second.people == 1
    assert [move.what for move in moves_of(engine, first.id)] == ["opened"]


def test_other_words_for_the_same_join_when_something_can_tell(engine: Engine, people: dict[str, Account]) -> None:
    first = escalated(engine, people["lan"])
    other = asked(engine, people["minh"], "Ngày nào dừng công nghệ 2G?")
    joined = verbs.ask_unit(
        engine, TABLES, people["minh"].reader, other, at=MONDAY, alike=lambda _, known: known.index(QUESTION)
    )
    assert joined.id == first.id and joined.people == 2


def test_long_questions_that_begin_alike_are_two_tasks(engine: Engine, people: dict[str, Account]) -> None:
    long = "Đề nghị cho biết lộ trình phủ sóng di động tại các thôn bản vùng sâu, vùng xa, biên giới, hải đảo của tỉnh "
    one, other = escalated(engine, people["lan"], long + "Lào Cai?"), escalated(engine, people["lan"], long + "Sơn La?")
    assert one.id != other.id


def test_after_a_decision_the_same_question_is_a_new_task(engine: Engine, people: dict[str, Account]) -> None:
    first = escalated(engine, people["lan"])
    decided(engine, first, people["head"].reader)
    assert escalated(engine, people["minh"]).id != first.id


def test_a_follow_up_is_put_as_it_was_understood(engine: Engine, people: dict[str, Account]) -> None:
    lan = people["lan"]
    answer_id = asked(engine, lan, "Còn Sơn La?", understood="Khi nào phủ sóng Lào Cai? … Còn Sơn La?")
    task = verbs.ask_unit(engine, TABLES, lan.reader, answer_id, at=MONDAY)
    assert task.question == "Khi nào phủ sóng Lào Cai? … Còn Sơn La?"
    assert people_of(engine, task.id)[0].question == "Còn Sơn La?"


def test_another_persons_answer_cannot_be_passed_on(engine: Engine, people: dict[str, Account]) -> None:
    with pytest.raises(NotFound):
        verbs.ask_unit(engine, TABLES, people["minh"].reader, asked(engine, people["lan"]), at=MONDAY)


@pytest.mark.parametrize("status", [AnswerStatus.BLOCKED_SECRET, AnswerStatus.BLOCKED_PERSONAL_DATA])
def test_a_question_with_a_secret_or_for_personal_data_travels_to_nobody(
    engine: Engine, people: dict[str, Account], status: AnswerStatus
) -> None:
    lan = people["lan"]
    hidden, typed = asked(engine, lan, "[đã ẩn]", status), asked(engine, lan, "Cho tôi xem công văn mật về tần số")
    for answer_id in (hidden, typed):
        with pytest.raises(NotAllowed):
            verbs.ask_unit(engine, TABLES, lan.reader, answer_id, at=MONDAY)
        with pytest.raises(NotAllowed):
            verbs.report(engine, TABLES, lan.reader, answer_id, "wrong", at=MONDAY)
    assert open_tasks(engine, None) == []


def test_personal_data_is_masked_before_anything_is_stored(engine: Engine, people: dict[str, Account]) -> None:
    lan = people["lan"]
    answer_id = asked(engine, lan, "Sóng yếu ở Mường Lát thì báo ai, số của tôi là 0912345678?")
    task = verbs.ask_unit(engine, TABLES, lan.reader, answer_id, comment="Gọi 0987654321 giúp", at=MONDAY)
    own = people_of(engine, task.id)[0]
    assert "0912345678" not in task.question + own.question and "[SĐT]" in task.question
    assert "0987654321" not in own.comment and own.comment


def test_a_comment_with_a_secrecy_mark_is_refused_and_nothing_is_stored(
    engine: Engine, people: dict[str, Account]
) -> None:
    lan = people["lan"]
    marked = "TUYỆT MẬT\nKế hoạch số 12/KH-BKHCN"
    with pytest.raises(NotTeachable, match="secret"):
        verbs.report(engine, TABLES, lan.reader, asked(engine, lan), "wrong", proposed=marked, at=MONDAY)
    assert open_tasks(engine, None) == []


# ------------------------------------------------------------------------------------------------ reporting


def test_a_report_goes_to_the_owner_of_what_was_cited_first(engine: Engine, people: dict[str, Account]) -> None:
    lan = people["lan"]
    letter = document(engine, "thu", unit=None, field="buu-chinh")
    answer_id = asked(engine, lan, status=AnswerStatus.ANSWERED, sources=(letter,))
    task = verbs.report(engine, TABLES, lan.reader, answer_id, "outdated", "Đã có nghị định mới", "Từ 2026", at=MONDAY)
    assert (task.kind, task.unit, task.document_id, task.reason) == (TaskKind.REPORT, BC, letter, "outdated")
    own = people_of(engine, task.id)[0]
    assert own.comment == "Đã cũ. Đã có nghị định mới" and own.proposed == "Từ 2026"


def test_a_report_on_a_correction_goes_to_the_unit_that_taught_it(engine: Engine, people: dict[str, Account]) -> None:
    lan = people["lan"]
    taught = document(engine, "tri-thuc", unit="vu-buu-chinh-bkhcn")
    with writing(engine) as connection:
        connection.execute(
            insert(corrections).values(
                id="c1", document_id=taught, unit=VT_OLD, status="live", version=1, created=MONDAY, corrects=[],
                updated=MONDAY,
            )
        )  # fmt: skip
    answer_id = asked(engine, lan, status=AnswerStatus.ANSWERED, sources=(taught,), unit=None)
    assert verbs.report(engine, TABLES, lan.reader, answer_id, "wrong", at=MONDAY).unit == VT


def test_two_reports_of_one_answer_are_one_task_and_keep_both_reasons(
    engine: Engine, people: dict[str, Account]
) -> None:
    said = []
    for name, reason in (("lan", "wrong"), ("minh", "unclear")):
        answer_id = asked(engine, people[name], status=AnswerStatus.ANSWERED)
        said.append(verbs.report(engine, TABLES, people[name].reader, answer_id, reason, at=MONDAY))
    assert said[0].id == said[1].id and said[1].people == 2
    assert [each.comment for each in people_of(engine, said[0].id)] == ["Sai nội dung", "Khó hiểu"]


def test_a_reason_nobody_knows_is_refused(engine: Engine, people: dict[str, Account]) -> None:
    with pytest.raises(BadRequest):
        verbs.report(engine, TABLES, people["lan"].reader, asked(engine, people["lan"]), "boring", at=MONDAY)


# ------------------------------------------------------------------------------------------------ at once

ASKING = """
import sys
from datetime import UTC, datetime
from assistant.curation.nouns import Person, TaskKind
from assistant.records.tasks import Opening, open_within
from ingest.database import connect, writing
from datetime import date
engine = connect(sys.argv[1])
for number in range(20):
    opening = Opening(TaskKind.ESCALATION, "u", f"Câu {number}", "r", f"cau {number}", date(2026, 11, 30))
    with writing(engine) as connection:
        open_within(connection, opening, Person(int(sys.argv[2]), "x"), datetime(2026, 11, 23, tzinfo=UTC))
"""


def test_two_processes_that_open_the_same_at_once_make_one_task_with_both_people(tmp_path: Path) -> None:
    engine = database(tmp_path)
    url = f"sqlite:///{tmp_path / 'troly.db'}"
    started = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", ASKING, url, number], cwd=PROJECT)
        for number in ("7", "8")
    ]
    assert [process.wait(60) for process in started] == [0, 0]
    waiting = open_tasks(engine, None)
    assert len(waiting) == 20 and {task.people for task in waiting} == {2}
    engine.dispose()


def test_a_second_open_task_about_the_same_is_refused_by_the_database_itself(
    engine: Engine, people: dict[str, Account]
) -> None:
    task = escalated(engine, people["lan"])
    with reading(engine) as connection:
        row = dict(connection.execute(select(tasks).where(tasks.c.id == task.id)).mappings().one())
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(tasks).values(row | {"id": task.id + 1}))


def test_a_task_closes_once_and_who_comes_second_learns_who_was_first(
    engine: Engine, people: dict[str, Account]
) -> None:
    task = escalated(engine, people["lan"])
    decision = decided(engine, task, people["head"].reader)
    with pytest.raises(AlreadyDecided) as first:
        decided(engine, task, people["office"].reader)
    assert first.value.at == MONDAY and first.value.by == people["head"].display_name
    closed = task_of(engine, task.id)
    assert (closed.status, closed.decision_id, closed.closed) == (TaskStatus.CLOSED, decision, MONDAY)
    assert decisions_of(engine, None)[1] == 1  # the decision that came second was rolled back whole


def test_people_who_join_and_rungs_that_are_climbed_do_not_disturb_who_is_deciding(
    engine: Engine, people: dict[str, Account]
) -> None:
    task = escalated(engine, people["lan"])
    escalated(engine, people["minh"])
    assert verbs.climb(engine, TABLES, later(3)) == 1
    decided(engine, task, people["head"].reader, later(3))
    assert task_of(engine, task.id).status is TaskStatus.CLOSED
