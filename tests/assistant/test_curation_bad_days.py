"""Two heads at once, a crash between any two steps, a clock that is wrong: nothing is lost, nothing counts twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select

from assistant.bootstrap import ask
from assistant.curation.curation import decide, decide_second, propose, reject, reviewed, undo
from assistant.curation.errors import AlreadyDecided
from assistant.curation.nouns import (
    BlockPassage,
    ConfirmAnswer,
    DecisionKind,
    RetireDocument,
    TaskStatus,
)
from assistant.domain import Answer, AnswerStatus, Question
from assistant.records.corrections import corrections_of, live_version_of
from assistant.records.decisions import decisions_of
from assistant.records.golden import goldens_of
from assistant.records.notices import unseen_of
from assistant.records.tasks import task_of
from ingest.database import metadata, reading
from ingest.errors import StorageFull
from tests.assistant.ministry import ANSWER, LESSON, QUESTION, Ministry, changed, opened

NEVER_TOUCHED = ("chunk_vectors", "copies", "answers", "answer_sources", "accounts")
YEAR = timedelta(days=365)
MADE_UP = "Từ tháng 7/2029, vệ tinh tầm thấp phủ sóng đảo Song Tử Tây."


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    with opened(tmp_path / "home") as found:
        yield found


class Crash(Exception):
    """What no part of the product expects."""


# ------------------------------------------------------------------------------------------------------- at the same time


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """What became of each, all begun together; an exception stands for itself."""
    start = Barrier(len(verbs))

    def run(verb: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return verb()
        except AlreadyDecided as late:
            return late

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


@pytest.mark.parametrize("_turn", range(2))
def test_of_two_heads_at_once_one_decides_and_the_other_is_told(ministry: Ministry, _turn: int) -> None:
    task = ministry.wait()
    said = {"head": ANSWER, "deputy": MADE_UP}
    found = at_once(*(partial(ministry.teach, changed(answer=said[who]), who, task_id=task.id) for who in said))
    [late] = [each for each in found if isinstance(each, AlreadyDecided)]
    [first] = [each for each in found if not isinstance(each, AlreadyDecided)]
    assert late.by == first.decision.by.name
    assert task_of(ministry.assistant.engine, task.id).decision_id == first.decision.id
    assert decisions_of(ministry.assistant.engine, None, task_id=task.id)[1] == 1
    assert corrections_of(ministry.assistant.engine, None).total == 1


def test_of_two_new_versions_at_once_one_is_live_and_none_is_overwritten(ministry: Ministry) -> None:
    first = ministry.teach().decision.correction_id or ""
    found = at_once(
        partial(ministry.teach, changed(answer=MADE_UP), "head", correction_id=first),
        partial(ministry.teach, changed(answer="Chưa có kế hoạch phủ sóng."), "deputy", correction_id=first),
    )
    assert sorted(type(each).__name__ for each in found) == ["AlreadyDecided", "Decided"]
    live = live_version_of(ministry.assistant.engine, first)
    assert live and live.version == 2


def test_everybody_who_teaches_something_else_at_the_same_time_is_heard(ministry: Ministry) -> None:
    topics = ("cáp quang biển", "trạm phát sóng", "điện mặt trời", "bưu cục", "truyền hình số", "mạng 5G")
    lessons = [
        changed(
            question=f"Đảo Song Tử Tây khi nào có {topic}?",
            answer=f"Đảo có {topic} từ năm {2027 + number}.",
            wordings=(),
        )
        for number, topic in enumerate(topics)
    ]
    found = at_once(*(partial(ministry.teach, lesson) for lesson in lessons))
    assert all(each.live for each in found)
    assert all(ministry.answers(lesson.answer, lesson.question) for lesson in lessons)
    assert len(goldens_of(ministry.assistant.engine, None)) == len(topics)


def test_of_two_who_undo_at_once_one_does(ministry: Ministry) -> None:
    decision = ministry.teach(task_id=ministry.wait().id).decision
    found = at_once(
        *(partial(undo, decision.id, "Sai", ministry[who], ministry.assistant) for who in ("head", "deputy"))
    )
    assert sum(isinstance(each, AlreadyDecided) for each in found) == 1
    assert decisions_of(ministry.assistant.engine, None, kind=DecisionKind.UNDONE)[1] == 1


def other_process(home: Path, who: str, what: str, task: int | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.assistant.other_head", str(home), who, what, *([str(task)] if task else [])]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert started.stdout and started.stdout.readline().strip() == "ready"
    return started


def said(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=120)
    return out.strip()


def test_of_two_processes_at_once_one_decides(ministry: Ministry) -> None:
    home, task = ministry.assistant.settings.home, ministry.wait()
    processes = [
        other_process(home, "head", f"teach:{ANSWER}", task.id),
        other_process(home, "deputy", f"teach:{MADE_UP}", task.id),
    ]
    (home / "go").touch()
    assert sorted(map(said, processes)) == ["live", "second"]
    assert ministry.answers(ANSWER) != ministry.answers(MADE_UP)
    assert corrections_of(ministry.assistant.engine, None).total == 1
    [notice] = unseen_of(ministry.assistant.engine, ministry["guest"].account_id)
    assert notice.task_id == task.id


# ------------------------------------------------------------------------------------------------------------- crashes


def state(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table that a decision could write."""
    with reading(engine) as connection:
        return {
            table.name: sorted(repr(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name not in NEVER_TOUCHED
        }


@contextmanager
def crashing(engine: Engine, at: int) -> Iterator[None]:
    """Statement number `at` of what is written fails, or the commit when there are fewer."""
    sent = [0]

    def statement(connection: Connection, *_: Any) -> None:
        if connection.get_execution_options().get("troly_writes"):
            sent[0] += 1
            if sent[0] == at:
                raise Crash

    def commit(connection: Connection) -> None:
        statement(connection)

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def taught(ministry: Ministry) -> Callable[[], Any]:
    task = ministry.wait()
    ministry.wait(by="post_officer")
    return lambda: ministry.teach(task_id=task.id)


def edited(ministry: Ministry) -> Callable[[], Any]:
    first = ministry.teach()
    return lambda: ministry.teach(changed(answer=MADE_UP), correction_id=first.decision.correction_id)


def untaught(ministry: Ministry) -> Callable[[], Any]:
    decided = ministry.teach(task_id=ministry.wait().id)
    return lambda: undo(decided.decision.id, "Sai", ministry["head"], ministry.assistant)


def unedited(ministry: Ministry) -> Callable[[], Any]:
    decided = edited(ministry)()
    return lambda: undo(decided.decision.id, "Sai", ministry["head"], ministry.assistant)


def proposed(ministry: Ministry) -> Callable[[], Any]:
    task = ministry.wait()
    return lambda: propose(LESSON, task.id, ministry["officer"], ministry.assistant)


def approved(ministry: Ministry) -> Callable[[], Any]:
    task = ministry.wait()
    propose(LESSON, task.id, ministry["officer"], ministry.assistant)
    return lambda: ministry.teach(task_id=task.id)


def rejected(ministry: Ministry) -> Callable[[], Any]:
    task = ministry.wait()
    propose(LESSON, task.id, ministry["officer"], ministry.assistant)
    return lambda: reject(task.id, "Không có căn cứ", ministry["head"], ministry.assistant)


def looked_at(ministry: Ministry) -> Callable[[], Any]:
    decided = ministry.teach()
    return lambda: reviewed(decided.decision.document_id or "", ministry["head"], ministry.assistant, days=9)


def retired(ministry: Ministry) -> Callable[[], Any]:
    decided = ministry.teach()
    change = RetireDocument(decided.decision.document_id or "", "Đã cũ")
    return lambda: decide(change, ministry["head"], ministry.assistant)


def confirmed(ministry: Ministry) -> Callable[[], Any]:
    ministry.teach()
    change = ConfirmAnswer(ministry.say(by="head").id)
    return lambda: decide(change, ministry["head"], ministry.assistant)


def waiting(ministry: Ministry) -> Callable[[], Any]:
    decided = ministry.teach()
    change = BlockPassage(QUESTION, f"{decided.decision.document_id}:00000", "Không dùng")
    return lambda: decide(change, ministry["head"], ministry.assistant)


def agreed(ministry: Ministry) -> Callable[[], Any]:
    decided = waiting(ministry)()
    return lambda: decide_second(decided.task_id, True, ministry["deputy"], ministry.assistant)


VERBS = {
    each.__name__: each
    for each in (
        *(taught, edited, untaught, unedited, proposed, approved, rejected),
        *(looked_at, retired, confirmed, waiting, agreed),
    )
}


@pytest.mark.parametrize("name", VERBS)
def test_a_decision_that_fails_at_any_step_leaves_nothing_and_then_works(ministry: Ministry, name: str) -> None:
    verb, engine = VERBS[name](ministry), ministry.assistant.engine
    before, originals = state(engine), kept(ministry)
    for step in count(1):
        try:
            with crashing(engine, step):
                verb()
            break
        except Crash:
            assert state(engine) == before, f"something is left of a crash at step {step}"
    assert step > 5 and state(engine) != before
    assert kept(ministry) <= originals | {each.digest for each in ministry.assistant.index.documents()}


def kept(ministry: Ministry) -> set[str]:
    folder = ministry.assistant.settings.home / "originals"
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_crash_after_the_commit_loses_nothing_and_nothing_counts_twice(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = ministry.wait()

    def crash(*_: Any) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(type(ministry.assistant.index), "_wrote", crash)
        with pytest.raises(Crash):
            ministry.teach(task_id=task.id)
    assert task_of(ministry.assistant.engine, task.id).status is TaskStatus.CLOSED
    with pytest.raises(AlreadyDecided):
        ministry.teach(task_id=task.id)
    assert eventually(lambda: ministry.answers())
    assert decisions_of(ministry.assistant.engine, None)[1] == 1


def eventually(holds: Callable[[], bool]) -> bool:
    """Searches look for what others wrote every 50 ms."""
    return any(holds() for _ in range(200))


@pytest.mark.parametrize("statement", [12, 30, 0])
def test_a_process_killed_in_the_middle_leaves_nothing_or_everything(ministry: Ministry, statement: int) -> None:
    home, task = ministry.assistant.settings.home, ministry.wait()
    before = state(ministry.assistant.engine)
    (home / "go").touch()
    killed = other_process(home, "head", f"killed:{statement}:{ANSWER}", task.id)
    said(killed)
    assert killed.returncode == -signal.SIGKILL
    after = state(ministry.assistant.engine)
    if statement:
        assert after == before
        assert ministry.teach(by="deputy", task_id=task.id).live
    else:
        with pytest.raises(AlreadyDecided):
            ministry.teach(by="deputy", task_id=task.id)
    assert eventually(lambda: ministry.answers())
    assert decisions_of(ministry.assistant.engine, None, task_id=task.id)[1] == 1


def test_a_full_disk_leaves_the_task_as_it_was(ministry: Ministry, monkeypatch: pytest.MonkeyPatch) -> None:
    task = ministry.wait()
    before, originals = state(ministry.assistant.engine), kept(ministry)

    def full(*_: Any) -> None:
        raise StorageFull("No space left on device.")

    with monkeypatch.context() as patched:
        patched.setattr("assistant.curation.carry_out.taught_within", full)
        with pytest.raises(StorageFull):
            ministry.teach(task_id=task.id)
    assert state(ministry.assistant.engine) == before and kept(ministry) == originals
    assert ministry.say().status is AnswerStatus.UNANSWERABLE_NO_SOURCE
    assert ministry.teach(task_id=task.id).live


# ------------------------------------------------------------------------------------------------------ a wrong clock


@pytest.mark.parametrize("off", [-YEAR, YEAR])
def test_what_is_decided_under_a_clock_that_is_a_year_off_holds_all_the_same(
    ministry: Ministry, off: timedelta
) -> None:
    wrong = datetime.now(UTC) + off
    task = ministry.wait()
    decided = ministry.teach(task_id=task.id, at=wrong)
    assert ministry.answers()
    with pytest.raises(AlreadyDecided):
        ministry.teach(task_id=task.id)
    with pytest.raises(AlreadyDecided):
        ministry.teach()
    again = ministry.teach(changed(answer=MADE_UP), correction_id=decided.decision.correction_id)
    assert again.decision.version == 2 and ministry.answers(MADE_UP)
    undo(again.decision.id, "Bản trước đúng", ministry["head"], ministry.assistant, at=wrong)
    assert ministry.answers(ANSWER)
    undo(decided.decision.id, "Sai", ministry["head"], ministry.assistant, at=datetime.now(UTC) - off)
    assert ministry.say().status is AnswerStatus.UNANSWERABLE_NO_SOURCE
    lines, total = decisions_of(ministry.assistant.engine, None)
    assert total == 4 and [each.id for each in lines] == sorted((each.id for each in lines), reverse=True)


@pytest.mark.parametrize("off", [-YEAR, YEAR])
def test_an_answer_without_dates_holds_on_every_day(ministry: Ministry, off: timedelta) -> None:
    ministry.teach()
    question = Question(QUESTION, as_of=date.today() + off)
    *_, answer = ask(question, ministry["guest"], ministry.assistant, "test")
    assert isinstance(answer, Answer) and ANSWER in answer.text


def test_a_document_retired_while_the_clock_ran_ahead_comes_back_whole(ministry: Ministry) -> None:
    taught = ministry.teach().decision
    change = RetireDocument(taught.document_id or "", "Đã cũ")
    ahead = decide(change, ministry["head"], ministry.assistant, at=datetime.now(UTC) + YEAR)
    undo(ahead.decision.id, "Đồng hồ sai", ministry["head"], ministry.assistant)
    assert ministry.answers()
    behind = decide(change, ministry["head"], ministry.assistant, at=datetime.now(UTC) - YEAR)
    assert ministry.say().status is AnswerStatus.UNANSWERABLE_NO_SOURCE
    undo(behind.decision.id, "Đồng hồ sai", ministry["head"], ministry.assistant)
    assert ministry.answers()
