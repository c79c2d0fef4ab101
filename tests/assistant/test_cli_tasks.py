"""`troly tasks` as the office and a program use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.domain import Role
from assistant.records.accounts import find_account, set_mail
from assistant.records.stand_ins import stand_ins_of
from assistant.records.tables import now
from assistant.records.tasks import moves_of, open_tasks
from assistant.tasks.post import PAUSES, post
from assistant.working_days import local_day
from tests.assistant.people import PASSWORD, database, person, settings
from tests.assistant.servers import closed_port
from tests.assistant.waiting import TABLES, VT, escalated
from tests.terminal import Terminal

ENGLISH = re.compile(r"Usage|Options|Arguments|Commands|Show this|exit\.|default|required|<\w+>|TEXT|PATH|INTEGER")
COMMANDS = [
    ["tasks"],
    *[["tasks", verb] for verb in ("list", "show", "keep", "digest", "post", "stand-in")],
    *[["tasks", "stand-in", verb] for verb in ("add", "list", "end")],
    ["accounts", "mail"],
]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = database(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def troly(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("COLUMNS", "200")
    return Terminal(tmp_path, monkeypatch, capsys)


@pytest.fixture
def asked_long_ago(engine: Engine) -> int:
    """A task of a unit with a head, put ten weeks before now."""
    person(engine, "truong", Role.UNIT_HEAD, VT)
    return escalated(engine, person(engine, "lan", unit=None), at=now() - timedelta(weeks=10)).id


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_in_vietnamese(troly: Terminal, command: list[str]) -> None:
    said = troly(*command, "--help")
    assert said.code == 0 and f"Cách dùng: troly {' '.join(command)}" in said.out
    assert not ENGLISH.search(said.out), said.out


def test_the_list_shows_state_unit_and_question(troly: Terminal, asked_long_ago: int) -> None:
    said = troly("tasks", "list", "--unit", "cuc-vien-thong")
    assert "quá hạn" in said.out and "Cục Viễn thông" in said.out and "1 việc đang chờ" in said.out
    [task] = troly("tasks", "list", "--json").json
    assert (task["id"], task["state"], task["unit"]) == (asked_long_ago, "overdue", VT)
    assert troly("tasks", "list", "--unit", "vu-buu-chinh", "--json").json == []
    assert troly("tasks", "list", "--unit", "khong-co").code == 2


def test_a_task_is_shown_with_its_people_and_its_history(troly: Terminal, asked_long_ago: int) -> None:
    said = troly("tasks", "show", str(asked_long_ago))
    assert "Khi nào tắt sóng 2G?" in said.out and "mở việc" in said.out and "Cán bộ" in said.out
    shown = troly("tasks", "show", str(asked_long_ago), "--json").json
    assert shown["moves"][0]["what"] == "opened" and len(shown["people_affected"]) == 1
    missing = troly("tasks", "show", "999")
    assert missing.code == 1 and "troly tasks list" in missing.err


def test_one_round_from_cron_lets_it_climb_and_says_what_it_did(
    troly: Terminal, engine: Engine, asked_long_ago: int
) -> None:
    kept = troly("tasks", "keep", "--json")
    assert kept.code == 0 and kept.json["done"]["climb"] == 1 and kept.json["failed"] == []
    assert "climbed" in [move.what for move in moves_of(engine, asked_long_ago)]
    assert "Việc chuyển lên cấp trên: 0" in troly("tasks", "keep").out
    assert len(open_tasks(engine, None)) == 1


def test_the_digest_is_shown_without_being_sent(troly: Terminal, asked_long_ago: int) -> None:
    assert "quá hạn: 1" in troly("tasks", "digest").out
    assert troly("tasks", "digest", "--json").json[0]["counts"] == {"overdue": 1}


def test_a_stand_in_is_named_listed_and_ended(troly: Terminal, engine: Engine) -> None:
    person(engine, "pho", Role.STAFF, VT)
    today = local_day(now())
    days = ("--from", today.strftime("%d/%m/%Y"), "--to", (today + timedelta(days=3)).isoformat())
    made = troly("tasks", "stand-in", "add", "cuc-vien-thong", "pho", *days)
    assert made.code == 0 and "thay trưởng Cục Viễn thông" in made.out
    [listed] = troly("tasks", "stand-in", "list", "--json").json
    assert listed["unit"] == VT and "Cán bộ" in troly("tasks", "stand-in", "list").out
    assert troly("tasks", "stand-in", "end", str(listed["id"])).code == 0
    assert stand_ins_of(engine, None, since=today) == []
    assert troly("tasks", "stand-in", "end", str(listed["id"])).code == 1
    refused = troly("tasks", "stand-in", "add", "cuc-vien-thong", "pho", "--from", "01/01/2020", "--to", "02/01/2020")
    assert refused.code == 1 and "Thời gian" in refused.err


def test_what_could_not_be_sent_is_shown_and_tried_again(
    troly: Terminal, engine: Engine, asked_long_ago: int, tmp_path: Path
) -> None:
    head = find_account(engine, "truong")
    assert head is not None
    set_mail(engine, head.id, "truong@bo.gov.vn")
    silent = settings(tmp_path, smtp_url=f"smtp://127.0.0.1:{closed_port()}", mail_from="troly@bo.gov.vn")
    at = datetime.fromisoformat("2026-11-23T02:00:00+00:00")
    for pause in (*PAUSES, timedelta()):
        post(engine, TABLES, silent, at)
        at += pause
    said = troly("tasks", "post")
    assert "Đã ngừng gửi: 1" in said.out and "ConnectionRefused" in said.out
    again = troly("tasks", "post", "--retry")
    assert "Gửi lại 1 thư" in again.out and "Đang chờ gửi: 1" in again.out
    assert troly("tasks", "post", "--json").json["given_up"] == []


def test_an_account_gets_a_mail_address_and_loses_it(troly: Terminal, engine: Engine) -> None:
    made = troly("accounts", "add", "an", "--mail", "an@bo.gov.vn", "--password-stdin", typed=f"{PASSWORD}\n")
    assert made.code == 0
    account = find_account(engine, "an")
    assert account is not None and account.mail == "an@bo.gov.vn"
    assert troly("accounts", "mail", "an").code == 0
    account = find_account(engine, "an")
    assert account is not None and account.mail is None


@pytest.mark.parametrize("address", ["khong phai", "a@b\nBcc: c@d.vn", "a@b.vn, c@d.vn", "@bo.gov.vn", "Tên <a@b.vn>"])
def test_what_is_no_single_address_is_refused_and_no_account_is_made(
    troly: Terminal, engine: Engine, address: str
) -> None:
    typed = f"{PASSWORD}\n"
    assert troly("accounts", "add", "an", "--mail", address, "--password-stdin", typed=typed).code != 0
    assert find_account(engine, "an") is None
