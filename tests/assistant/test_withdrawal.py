"""A secret found later: after it is withdrawn no door, no history and no file gives back a sentence of it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant import wording
from assistant.bootstrap import Assistant, ask, build
from assistant.chat.view import of_answer
from assistant.custody import release
from assistant.domain import Answer, Question, Role
from assistant.errors import NotAllowed, NotFound
from assistant.pages import image as pages
from assistant.pages import page_image
from assistant.records import chats, events
from assistant.records.accounts import Account
from assistant.records.answers import find_answer
from assistant.records.chats import ChatStep
from assistant.records.events import What
from assistant.records.feedback import feedback_history, give_feedback
from assistant.records.tables import answer_sources, now
from assistant.withdrawal import withdraw_secret
from ingest.database import reading
from ingest.documents import Document
from ingest.index.base import Filter
from ingest.originals import original_of
from ingest.pipeline import Outcome, add
from ingest.quarantine import VotedAlready, held
from tests.assistant.people import PASSWORD, person
from tests.conftest import settings_of
from tests.terminal import Terminal

CANARY = "kênh sóng dự phòng Kimtước Ngânhà mở ở dải tần 4519 MHz từ tháng 9 năm 2031"
ASKED = "Kênh sóng dự phòng Kimtước Ngânhà mở ở dải tần nào?"
LETTER = f"""BỘ THÔNG TIN VÀ TRUYỀN THÔNG
Số: 812/BTTTT-CTS
Hà Nội, ngày 06 tháng 02 năm 2024
Kính gửi: Đoàn đại biểu Quốc hội tỉnh Hà Giang
Bộ Thông tin và Truyền thông nhận được kiến nghị của cử tri tỉnh Hà Giang, nội dung kiến nghị như sau:
Cử tri hỏi kênh sóng dự phòng Kimtước Ngânhà mở ở dải tần nào.
Bộ Thông tin và Truyền thông có ý kiến như sau:
Theo kế hoạch, {CANARY}, phục vụ liên lạc khi có thiên tai tại các xã vùng cao của tỉnh Hà Giang.
"""
OTHER = """BỘ THÔNG TIN VÀ TRUYỀN THÔNG
Số: 901/BTTTT-CVT
Hà Nội, ngày 10 tháng 3 năm 2024
Kính gửi: Đoàn đại biểu Quốc hội tỉnh Kon Tum
Bộ Thông tin và Truyền thông nhận được kiến nghị của cử tri tỉnh Kon Tum, nội dung kiến nghị như sau:
Cử tri đề nghị phủ sóng di động cho thôn Đăk Rơ.
Bộ Thông tin và Truyền thông có ý kiến như sau:
Doanh nghiệp viễn thông sẽ phủ sóng di động cho thôn Đăk Rơ trong quý III năm 2024 bằng vốn viễn thông công ích.
"""


@dataclass(frozen=True)
class House:
    """A home with a secret that was indexed, asked about, chatted about and looked at."""

    assistant: Assistant
    officer: Account
    document: Document
    answer: Answer
    other: Answer
    secret: Path


@pytest.fixture(scope="module")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every test begins with; copied, because each changes it."""
    root = tmp_path_factory.mktemp("used")
    share = root / "share"
    share.mkdir()
    (share / "cv-812.txt").write_text(LETTER, encoding="utf-8")
    (share / "cv-901.txt").write_text(OTHER, encoding="utf-8")
    assistant = build(settings_of(root / "home"))
    try:
        assert add([share], assistant.pipeline).count(Outcome.ADDED) == 2
        for name, role in (("lan", Role.OFFICE), ("minh", Role.ADMINISTRATOR), ("hoa", Role.STAFF)):
            person(assistant.engine, name, role)
    finally:
        assistant.close()
    return root


@pytest.fixture
def house(used_home: Path, tmp_path: Path) -> Iterator[House]:
    root = Path(shutil.copytree(used_home, tmp_path / "root"))
    assistant = build(settings_of(root / "home"))
    officer = account(assistant, "lan")
    secret = used_home / "share" / "cv-812.txt"  # as the index knows it
    [document] = [
        assistant.index.document(each.id) for each in assistant.index.documents() if each.source == str(secret)
    ]
    assert document
    answer, other = asked(assistant, ASKED, officer), asked(assistant, "Bao giờ phủ sóng thôn Đăk Rơ?", officer)
    assert CANARY in answer.text and other.status.answered and CANARY not in other.text
    chat(assistant, officer, answer)
    give_feedback(assistant.engine, officer.reader, answer.id, -1, "wrong", f"Sai: {CANARY}")
    page_image(document, 1, None, assistant.settings.home)
    yield House(assistant, officer, document, answer, other, secret)
    assistant.close()


def account(assistant: Assistant, name: str) -> Account:
    from assistant.records.accounts import find_account

    found = find_account(assistant.engine, name)
    assert found
    return found


def asked(assistant: Assistant, text: str, by: Account) -> Answer:
    *_, last = ask(Question(text), by.reader, assistant, "chat")
    assert isinstance(last, Answer)
    return last


def chat(assistant: Assistant, by: Account, answer: Answer) -> None:
    chats.save_thread(assistant.engine, "thread", by.id, answer.question)
    chats.save_step(assistant.engine, ChatStep("q", "thread", "user_message", by.name, answer.question, now()))
    shown = {"answer": of_answer(answer).props()}
    step = ChatStep("a", "thread", "assistant_message", "Assistant", answer.text, now(), "", "q", shown, answer.id)
    chats.save_step(assistant.engine, step)


def traces(home: Path, *needles: str) -> list[str]:
    """Files of the home in which one of the needles stands, as text, escaped or as a term."""
    written = [form for needle in needles for form in (needle.encode(), ascii(needle)[1:-1].encode())]
    return [
        f"{file.relative_to(home)}"
        for file in home.rglob("*")
        if file.is_file() and any(form in file.read_bytes() for form in written)
    ]


def test_before_it_is_withdrawn_the_canary_is_where_it_is_looked_for(house: House) -> None:
    home = house.assistant.settings.home
    found = traces(home, CANARY, "kimtước")
    assert any("originals" in each for each in found) and any("troly.db" in each for each in found)
    assert house.assistant.index.frequencies(["kimtước"])[0] > 0


def test_nothing_gives_back_a_sentence_of_a_withdrawn_document(house: House) -> None:
    assistant, home = house.assistant, house.assistant.settings.home
    done = withdraw_secret(house.document.id, house.officer.reader, "Đóng dấu MẬT", assistant)
    assert (done.answers, done.erased) == (1, True) and done.chunks > 0

    assert assistant.index.document(house.document.id) is None
    hits = assistant.index.matching(CANARY, Filter(readers=frozenset({"all", "office"})), 20)
    texts = [each.chunk.text for each in assistant.index.chunks([hit.key for hit in hits]).values()]
    assert not any("Kimtước" in text for text in texts)
    assert "4519" not in asked(assistant, ASKED, house.officer).text
    assert find_answer(assistant.engine, house.answer.id).text == wording.WITHDRAWN
    assert not original_of(house.document.digest, home).exists()
    assert not [key for key in pages._kept._pages if isinstance(key, tuple) and key[0] == house.document.id]
    assert traces(home, CANARY) == []


def test_no_term_of_its_own_stays_in_the_index_or_the_database(house: House) -> None:
    """tantivy goes on counting the terms of what was only removed."""
    withdraw_secret(house.document.id, house.officer.reader, "Đóng dấu MẬT", house.assistant)
    assert house.assistant.index.frequencies(["kimtước", "kimtuoc", "ngânhà"]) == [0, 0, 0]
    assert traces(house.assistant.settings.home, "Kimtước", "kimtước", "Ngânhà", "ngânhà") == []


def test_the_asker_is_told_in_the_history_and_other_answers_stay(house: House) -> None:
    engine = house.assistant.engine
    withdraw_secret(house.document.id, house.officer.reader, "Đóng dấu MẬT", house.assistant)
    question, answer = chats.steps_of(engine, "thread")
    assert (question.output, answer.output) == (wording.HIDDEN, wording.WITHDRAWN)
    assert answer.metadata["answer"]["refusal"] == [wording.WITHDRAWN]
    assert chats.thread_of(engine, "thread").name == wording.HIDDEN
    assert feedback_history(engine, house.answer.id, house.officer.id)[0].comment == ""
    with reading(engine) as connection:
        mine = select(answer_sources.c.quote).where(answer_sources.c.answer_id == house.answer.id)
        assert set(connection.execute(mine).scalars()) == {None}
    assert find_answer(engine, house.other.id).text == house.other.text
    assert events.latest(engine, 1, What.SECRET_WITHDRAWN)[0].account_name == "lan"


def test_withdrawn_bytes_do_not_come_back_until_two_persons_release_them(house: House) -> None:
    assistant = house.assistant
    withdraw_secret(house.document.id, house.officer.reader, "Đóng dấu MẬT", assistant)
    assert add([house.secret], assistant.pipeline).count(Outcome.QUARANTINED) == 1
    [kept] = held(assistant.engine)
    assert not release(kept.id, house.officer, "Đã giải mật", assistant.engine)
    with pytest.raises(VotedAlready):
        release(kept.id, house.officer, "Đã giải mật", assistant.engine)
    with pytest.raises(NotAllowed):
        release(kept.id, account(assistant, "hoa"), "Tôi cũng đồng ý", assistant.engine)
    assert release(kept.id, account(assistant, "minh"), "Đã giải mật", assistant.engine)
    assert add([house.secret], assistant.pipeline).count(Outcome.ADDED) == 1
    told = [each.what for each in events.latest(assistant.engine, 2)]
    assert told == [What.QUARANTINE_RELEASED, What.QUARANTINE_VOTED]


def test_only_the_office_withdraws_and_only_what_there_is(house: House) -> None:
    with pytest.raises(NotAllowed):
        withdraw_secret(house.document.id, account(house.assistant, "hoa").reader, "Mật", house.assistant)
    with pytest.raises(NotFound):
        withdraw_secret("0000000000000000", house.officer.reader, "Mật", house.assistant)


def test_withdrawing_twice_is_withdrawing_once(house: House) -> None:
    first = withdraw_secret(house.document.id, house.officer.reader, "Mật", house.assistant)
    again = withdraw_secret(house.document.id, house.officer.reader, "Mật", house.assistant)
    assert (first.answers, again.answers, again.chunks) == (1, 0, 0)


STEPS = ["_hold", "blank_answers", "_remove", "forget_pages"]
KILLED = """
import os, signal, sys
from pathlib import Path
from assistant import withdrawal
from assistant.bootstrap import build
from assistant.records.accounts import find_account
from tests.conftest import settings_of
home, document_id, step = sys.argv[1:]
real = getattr(withdrawal, step)
def done_and_killed(*arguments):
    real(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(withdrawal, step, done_and_killed)
assistant = build(settings_of(Path(home)))
withdrawal.withdraw_secret(document_id, find_account(assistant.engine, "lan").reader, "Mật", assistant)
"""


@pytest.mark.parametrize("step", STEPS)
def test_a_run_killed_after_any_step_is_finished_by_the_next(house: House, step: str) -> None:
    home, document_id = house.assistant.settings.home, house.document.id
    house.assistant.close()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(home), document_id, step], env=os.environ | {"PYTHONPATH": os.getcwd()}
    )
    assert killed.returncode == -signal.SIGKILL
    assistant = build(settings_of(home))
    try:
        assert add([house.secret], assistant.pipeline).count(Outcome.QUARANTINED) == 1
        assert withdraw_secret(document_id, account(assistant, "lan").reader, "Mật", assistant).erased
        assert find_answer(assistant.engine, house.answer.id).text == wording.WITHDRAWN
        assert traces(home, CANARY) == []
    finally:
        assistant.close()


def test_the_command_line_asks_every_person_for_their_own_password(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house.assistant.close()
    troly = Terminal(house.assistant.settings.home, monkeypatch, capsys)
    by_lan = "--by", "lan", "--reason", "Đóng dấu MẬT", "--password-stdin"
    assert troly("quarantine", "withdraw", house.document.id, *by_lan, typed="sai-mat-khau\n").code == 1
    said = troly("quarantine", "withdraw", house.document.id, *by_lan, typed=f"{PASSWORD}\n")
    assert said.code == 0 and "thu hồi 1 câu trả lời" in said.out, said.err
    [kept] = troly("quarantine", "list", "--json").json
    assert kept["source"] == str(house.secret) and "cv-812.txt" in troly("quarantine", "list").out
    voted = [
        troly(
            "quarantine",
            "release",
            kept["id"],
            "--by",
            name,
            "--reason",
            "Đã giải mật",
            "--password-stdin",
            typed=f"{PASSWORD}\n",
        )
        for name in ("lan", "lan", "hoa", "minh")
    ]
    assert [each.code for each in voted] == [0, 1, 1, 0]
    assert wording.QUARANTINE["released"] in voted[-1].out
    assert troly("quarantine", "list", "--json").json == []
