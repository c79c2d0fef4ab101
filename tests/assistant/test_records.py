"""The audit of answers, votes and chats: nothing lost, nothing told that must stay hidden."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, select

from assistant.domain import Answer, AnswerStatus, Citation, Nearest, Reader, Role, Step
from assistant.errors import BadRequest, NotFound
from assistant.records import accounts, chats
from assistant.records.answers import find_answer, save_answer
from assistant.records.chats import ChatStep
from assistant.records.feedback import current_feedback, feedback_history, give_feedback, withdraw_feedback
from assistant.records.tables import answer_sources, answers, now
from ingest.database import reading
from ingest.documents import DocumentKind
from ingest.errors import StorageFull
from tests.assistant.people import database, person

CITED = Citation(1, "c1", "d1", "Thư", DocumentKind.REPLY, "1/A", date(2024, 1, 2), "Hà Nội", None, 2, "trích", 5, 10)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = database(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def reader(engine: Engine) -> Reader:
    return person(engine).reader


def answered(question: str = "Khi nào tắt 2G?", status: AnswerStatus = AnswerStatus.ANSWERED) -> Answer:
    return Answer(
        uuid.uuid4().hex,
        question,
        status,
        "“trích” [1]",
        citations=(CITED, replace(CITED, marker=2)),
        nearest=(Nearest("d2", "Thư khác", None, None, 1),),
        chunk_ids=("c1", "c2"),
        steps=(Step("understand", 0.5), Step("retrieve", 2.25)),
    )


def test_an_answer_is_kept_with_everything_it_stood_on(engine: Engine, reader: Reader) -> None:
    given = answered()
    save_answer(engine, given, reader, "api", date(2026, 1, 1))
    with reading(engine) as connection:
        row = connection.execute(select(answers)).mappings().one()
        sources = connection.execute(select(answer_sources).order_by(answer_sources.c.position)).mappings().all()
    assert (row["question"], row["status"], row["channel"], row["total_ms"]) == (
        given.question,
        "answered",
        "api",
        2.75,
    )
    assert row["looked_at"] == ["c1", "c2"] and row["as_of"] == date(2026, 1, 1)
    assert [(each["marker"], each["cited"]) for each in sources] == [(1, True), (2, True), (None, False)]
    assert find_answer(engine, given.id).cited_chunk_ids == ("c1",)


@pytest.mark.parametrize("status", [AnswerStatus.BLOCKED_SECRET, AnswerStatus.BLOCKED_PERSONAL_DATA])
def test_a_secret_is_hidden_even_in_the_audit(
    engine: Engine, reader: Reader, status: AnswerStatus, tmp_path: Path
) -> None:
    secret = "Tài liệu mật về Nguyễn Văn Bí"
    save_answer(engine, replace(answered(secret, status), understood=secret), reader, "chat")
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("troly.db*"))
    assert secret.encode() not in stored and "[đã ẩn]".encode() in stored


@pytest.mark.parametrize("question", ["", "\x00\x01", "\ud800 lẻ", "😀" * 30_000, "<script>", "a" * 200_000])
def test_any_question_can_be_kept(engine: Engine, reader: Reader, question: str) -> None:
    given = answered(question)
    save_answer(engine, given, reader, "api")
    assert len(find_answer(engine, given.id).question) <= 8_000


def test_many_answers_at_once_are_all_kept(engine: Engine, reader: Reader) -> None:
    commits: list[int] = []
    event.listen(engine, "commit", lambda _connection: commits.append(1))

    def ask_many() -> None:
        for _ in range(25):
            save_answer(engine, answered(), reader, "api")

    threads = [threading.Thread(target=ask_many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(answers)) == 200
    assert len(commits) < 200


def test_a_bad_row_does_not_take_others_with_it(engine: Engine, reader: Reader) -> None:
    from assistant.records.answers import Committer, Pending, _answer_row

    twice = answered()
    save_answer(engine, twice, reader, "api")
    good = answered()
    waiting = [Pending(_answer_row(each, reader, "api", None), []) for each in (twice, good)]
    committer = Committer()
    committer._waiting = waiting[:1]
    committer.commit(engine, waiting[1])
    assert waiting[0].error and not waiting[1].error
    assert find_answer(engine, good.id)


def test_a_full_disk_is_told_and_nothing_half_is_kept(engine: Engine, reader: Reader, tmp_path: Path) -> None:
    def full(*_args: object) -> None:
        raise StorageFull("no space")

    event.listen(engine, "commit", full)
    with pytest.raises(StorageFull):
        save_answer(engine, answered(), reader, "api")
    event.remove(engine, "commit", full)
    save_answer(engine, answered(), reader, "api")


def test_the_answers_of_a_deleted_account_keep_its_name(engine: Engine, reader: Reader) -> None:
    given = answered()
    save_answer(engine, given, reader, "api")
    accounts.delete_account(engine, reader.account_id)
    assert find_answer(engine, given.id).account_name == "canbo"


def test_a_vote_names_exactly_the_cited_chunks_and_only_the_last_counts(engine: Engine, reader: Reader) -> None:
    given = answered()
    save_answer(engine, given, reader, "chat")
    give_feedback(engine, reader, given.id, 1)
    give_feedback(engine, reader, given.id, -1, "outdated", "đã thay\x00 rồi")
    current = current_feedback(engine, given.id, reader.account_id)
    assert current and (current.value, current.reason, current.comment) == (-1, "outdated", "đã thay rồi")
    assert current.chunk_ids == ("c1",)
    assert [each.value for each in feedback_history(engine, given.id, reader.account_id)] == [-1, 1]
    withdraw_feedback(engine, reader, given.id)
    assert current_feedback(engine, given.id, reader.account_id) is None
    with pytest.raises(NotFound):
        withdraw_feedback(engine, reader, given.id)


def test_nobody_votes_on_what_another_was_answered(engine: Engine, reader: Reader) -> None:
    given = answered()
    save_answer(engine, given, reader, "chat")
    other = person(engine, "khac", Role.ADMINISTRATOR).reader
    with pytest.raises(NotFound):
        give_feedback(engine, other, given.id, -1)
    for value, reason in ((0, None), (5, None), (1, "khong-co")):
        with pytest.raises(BadRequest):
            give_feedback(engine, reader, given.id, value, reason)


def test_a_chat_belongs_to_its_account_and_goes_with_it(engine: Engine, reader: Reader) -> None:
    other = person(engine, "khac").reader
    chats.save_thread(engine, "t1", reader.account_id, "Tắt sóng 2G", {"a": 1})
    for number in range(3):
        step = ChatStep(f"s{number}", "t1", "assistant_message", "troly", f"câu {number}", now(), answer_id="x")
        chats.save_step(engine, step)
    assert [each.output for each in chats.steps_of(engine, "t1")] == ["câu 0", "câu 1", "câu 2"]
    assert [each.name for each in chats.threads_of(engine, reader.account_id, search="2g")] == ["Tắt sóng 2G"]
    assert chats.owner_of_step(engine, "s1") == reader.account_id
    assert chats.threads_of(engine, other.account_id) == []
    with pytest.raises(NotFound):
        chats.save_thread(engine, "t1", other.account_id, "của tôi")
    with pytest.raises(NotFound):
        chats.delete_thread(engine, "t1", other.account_id)
    accounts.delete_account(engine, reader.account_id)
    with pytest.raises(NotFound):
        chats.thread_of(engine, "t1")
    with pytest.raises(NotFound):
        chats.step_of(engine, "s1")
