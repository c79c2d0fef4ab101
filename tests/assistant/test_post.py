"""What leaves the house: by mail and webhook, without questions, once, tried again, never given up silently."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from assistant.records.accounts import Account, disable_account, set_mail
from assistant.records.notices import tell_within, unseen_of
from assistant.records.teaching import notices
from assistant.settings import Settings
from assistant.tasks import post as out
from assistant.tasks.climbing import climb, remind
from assistant.tasks.digest import send_digest
from assistant.tasks.post import PAUSES, Posted, given_up, post, still_waiting, try_again
from ingest.database import reading, writing
from tests.assistant.people import database, settings
from tests.assistant.servers import Mailbox, Receiver, closed_port, identity_in, mail_server, webhook_server
from tests.assistant.waiting import BC, MONDAY, TABLES, asked, decided, escalated, handed, later, staffed

KEY = "khoa-bi-mat"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = database(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def people(engine: Engine) -> dict[str, Account]:
    people = staffed(engine)
    for name in ("lan", "head", "other", "office"):
        set_mail(engine, people[name].id, f"{name}@bo.gov.vn")
    return people


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with webhook_server() as receiver:
        yield receiver


def by_mail(home: Path, port: int, **changes: object) -> Settings:
    given = {"smtp_url": f"smtp://127.0.0.1:{port}", "mail_from": "Trợ lý <troly@bo.gov.vn>"}
    return settings(home, **given | {"public_url": "https://troly.bo.gov.vn"} | changes)


def by_webhook(home: Path, receiver: Receiver, **changes: object) -> Settings:
    return settings(home, webhook_url=receiver.url, webhook_secret=KEY, **changes)


def test_the_head_gets_a_mail_about_a_new_task_with_unit_state_due_date_and_link_but_no_question(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    task = escalated(engine, people["lan"])
    assert post(engine, TABLES, by_mail(tmp_path, box.port), MONDAY) == Posted(spread=1, sent=1)
    [mail] = box.mails
    text = mail.get_content()
    assert mail["To"] == "head@bo.gov.vn" and mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"] == "Trợ lý <troly@bo.gov.vn>"
    assert "Cục Viễn thông" in mail["Subject"] and "30/11/2026" in text and "định kỳ" in text
    assert f"https://troly.bo.gov.vn/ban-lam-viec/{task.id}" in text
    assert "2G" not in text + mail["Subject"]


def test_questions_travel_by_mail_only_where_a_setting_says_so(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    escalated(engine, people["lan"])
    post(engine, TABLES, by_mail(tmp_path, box.port, mail_text=True), MONDAY)
    assert "Khi nào tắt sóng 2G?" in box.mails[0].get_content()


def test_the_words_of_an_outcome_stay_inside(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    task = escalated(engine, people["lan"])
    decided(engine, task, people["head"].reader)
    with writing(engine) as connection:
        tell_within(connection, task.id, "Về câu 2G: đã trả lời", "Sóng 2G tắt năm 2026", "/viec-toi-hoi", MONDAY)
    post(engine, TABLES, by_mail(tmp_path, box.port), MONDAY)
    [mail] = [each for each in box.mails if each["To"] == "lan@bo.gov.vn"]
    assert "2G" not in mail["Subject"] + mail.get_content()
    assert "đã có quyết định" in mail.get_content() and "/viec-toi-hoi" in mail.get_content()


def test_nothing_is_sent_twice_whatever_the_clock_says(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    escalated(engine, people["lan"])
    for days in (0, 365, -365, 0):
        post(engine, TABLES, by_mail(tmp_path, box.port), later(days))
    assert len(box.mails) == 1


def test_the_mail_server_is_signed_in_to_with_what_the_address_says(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    escalated(engine, people["lan"])
    address = f"smtp://tro.ly:m%40t@127.0.0.1:{box.port}"
    post(engine, TABLES, by_mail(tmp_path, box.port, smtp_url=address), MONDAY)
    assert base64.b64decode(box.signed_in[0]) == b"\0tro.ly\0m@t" and len(box.mails) == 1


def test_a_server_that_offers_encryption_gets_nothing_in_the_clear_and_must_be_who_it_says(
    engine: Engine, people: dict[str, Account], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    escalated(engine, people["lan"])
    identity = identity_in(tmp_path)
    with mail_server(identity) as box:
        chosen = by_mail(tmp_path, box.port, smtp_url=f"smtp://troly:mat@127.0.0.1:{box.port}")
        assert post(engine, TABLES, chosen, MONDAY).failed == 1
        assert "CERTIFICATE" in still_waiting(engine)[0].error and not box.signed_in
        monkeypatch.setenv("SSL_CERT_FILE", str(identity))
        assert post(engine, TABLES, chosen, later(1)).sent == 1
        assert (box.encrypted, len(box.signed_in), len(box.mails)) == (1, 1, 1)


def test_a_silent_server_is_asked_again_after_growing_pauses(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    escalated(engine, people["lan"])
    silent, at, pauses = by_mail(tmp_path, closed_port()), MONDAY, []
    for _ in PAUSES:
        assert post(engine, TABLES, silent, at).failed == 1
        [waiting] = still_waiting(engine)
        assert waiting.next_try is not None and "ConnectionRefused" in waiting.error
        assert post(engine, TABLES, silent, waiting.next_try - timedelta(seconds=1)) == Posted()
        pauses.append(waiting.next_try - at)
        at = waiting.next_try
    assert tuple(pauses) == PAUSES and list(pauses) == sorted(pauses)
    assert post(engine, TABLES, by_mail(tmp_path, box.port), at).sent == 1 and len(box.mails) == 1


def test_what_is_given_up_is_shown_to_the_office_and_can_be_tried_again(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    escalated(engine, people["lan"])
    box.refuse, at = "550 no such person", MONDAY
    for pause in (*PAUSES, timedelta()):
        done = post(engine, TABLES, by_mail(tmp_path, box.port), at)
        at += pause
    assert done.given_up == 1 and not still_waiting(engine)
    [lost] = given_up(engine)
    assert lost.attempts == len(PAUSES) + 1 and "550" in lost.error
    assert [each.kind for each in unseen_of(engine, people["office"].id)] == ["undelivered"]
    assert post(engine, TABLES, by_mail(tmp_path, box.port), at).sent == 0  # nor is the bad news sent by mail
    box.refuse = ""
    assert try_again(engine, at) == 1
    assert post(engine, TABLES, by_mail(tmp_path, box.port), at).sent == 1 and not given_up(engine)


def test_a_clock_that_was_a_year_ahead_when_it_failed_delays_nothing_by_a_year(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    escalated(engine, people["lan"])
    post(engine, TABLES, by_mail(tmp_path, closed_port()), later(365))
    assert post(engine, TABLES, by_mail(tmp_path, box.port), later(1)).sent == 1


def test_one_refused_mail_does_not_hold_back_the_others(
    engine: Engine, people: dict[str, Account], tmp_path: Path, box: Mailbox
) -> None:
    handed(engine, escalated(engine, people["lan"]), BC, people["head"])
    box.refuse, box.but = "550 no such person", "lan@"
    assert post(engine, TABLES, by_mail(tmp_path, box.port), MONDAY) == Posted(spread=3, sent=1, failed=2)
    assert [each["To"] for each in box.mails] == ["lan@bo.gov.vn"]


def test_killed_between_sending_and_marking_it_is_sent_again_with_the_same_message_id(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    escalated(engine, people["lan"])

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(out, "mark_sent", killed)
        post(engine, TABLES, by_mail(tmp_path, box.port), MONDAY)
    post(engine, TABLES, by_mail(tmp_path, box.port), MONDAY)
    assert len(box.mails) == 2 and box.mails[0]["Message-ID"] == box.mails[1]["Message-ID"]


def test_who_left_gets_no_mail_and_who_has_no_address_none(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    set_mail(engine, people["office"].id, "")
    escalated(engine, people["lan"])
    out.spread(engine, by_mail(tmp_path, box.port), MONDAY)
    disable_account(engine, people["head"].id)
    climb(engine, TABLES, MONDAY)
    assert post(engine, TABLES, by_mail(tmp_path, box.port), MONDAY).failed == 0
    assert box.mails == [] and not still_waiting(engine) and not given_up(engine)


def test_what_was_told_while_mail_was_not_set_up_is_not_sent_later(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    escalated(engine, people["lan"])
    assert post(engine, TABLES, settings(tmp_path), MONDAY) == Posted()
    assert post(engine, TABLES, by_mail(tmp_path, box.port), later(1)) == Posted()


def test_a_webhook_gets_each_event_once_signed_and_without_the_question(
    engine: Engine, people: dict[str, Account], receiver: Receiver, tmp_path: Path
) -> None:
    task = escalated(engine, people["lan"])
    climb(engine, TABLES, later(8))  # told to two people: the head and the office
    chosen = by_webhook(tmp_path, receiver)
    assert post(engine, TABLES, chosen, later(8)).sent == 2
    events = [json.loads(body) for _, body in receiver.calls]
    assert [each["event"] for each in events] == ["opened", "climbed"]
    assert events[1]["task"] | {"due": "2026-11-30", "state": "quá hạn", "level": "office"} == events[1]["task"]
    assert len({each["id"] for each in events}) == 2 and events[0]["task"]["id"] == task.id
    for headers, body in receiver.calls:
        wanted = hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
        assert headers["x-troly-signature"] == f"sha256={wanted}" and b"2G" not in body


def test_a_webhook_gets_questions_only_where_a_setting_says_so(
    engine: Engine, people: dict[str, Account], receiver: Receiver, tmp_path: Path
) -> None:
    escalated(engine, people["lan"])
    post(engine, TABLES, by_webhook(tmp_path, receiver, webhook_text=True), MONDAY)
    assert json.loads(receiver.calls[0][1])["task"]["question"] == "Khi nào tắt sóng 2G?"


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_webhook_that_does_not_say_yes_is_called_again(
    engine: Engine, people: dict[str, Account], receiver: Receiver, tmp_path: Path, status: int
) -> None:
    escalated(engine, people["lan"])
    receiver.status = status
    chosen = by_webhook(tmp_path, receiver)
    assert post(engine, TABLES, chosen, MONDAY).failed == 1
    receiver.status = 200
    assert post(engine, TABLES, chosen, MONDAY + PAUSES[0]).sent == 1
    assert receiver.calls[0][1] == receiver.calls[1][1]


def test_a_webhook_without_a_key_is_not_called(
    engine: Engine, people: dict[str, Account], receiver: Receiver, tmp_path: Path
) -> None:
    escalated(engine, people["lan"])
    assert post(engine, TABLES, settings(tmp_path, webhook_url=receiver.url), MONDAY) == Posted()


def test_the_digest_goes_out_as_counts(
    engine: Engine, people: dict[str, Account], box: Mailbox, tmp_path: Path
) -> None:
    escalated(engine, people["lan"])
    post(engine, TABLES, settings(tmp_path), MONDAY)
    assert send_digest(engine, TABLES, 8, later(7)) == 2  # the officer and the head
    post(engine, TABLES, by_mail(tmp_path, box.port), later(7))
    [mail] = box.mails
    assert "1 việc đang chờ ngày 30/11/2026" in mail["Subject"] and "đến hạn: 1" in mail.get_content()


def test_every_kind_of_notice_that_may_go_out_bears_no_words_of_anybody(
    engine: Engine, people: dict[str, Account], receiver: Receiver, tmp_path: Path
) -> None:
    task = escalated(engine, people["lan"], "Câu có chữ ZXQ?")
    asked(engine, people["lan"], "Câu có chữ ZXQ?")
    for days in range(12):
        climb(engine, TABLES, later(days))
        remind(engine, TABLES, later(days))
        send_digest(engine, TABLES, 8, later(days))
    handed(engine, task, BC, people["head"], why="Vì ZXQ")
    post(engine, TABLES, by_webhook(tmp_path, receiver), later(12))
    with reading(engine) as connection:
        kinds = set(connection.scalars(select(notices.c.kind).where(notices.c.channel == "screen")))
    assert kinds == {"opened", "climbed", "soon", "today", "overdue", "digest", "handed_over", "moved"}
    assert len(receiver.calls) > len(kinds) and not [body for _, body in receiver.calls if b"ZXQ" in body]
