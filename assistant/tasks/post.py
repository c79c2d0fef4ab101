"""What leaves the house: notices by mail and webhook, tried again with growing pauses, never given up silently.

A notice on somebody's screen is spread to the channels that are set up (`spread`), in one transaction and once. Sending
happens outside of any transaction, so a run killed between sending and marking sends again: at least once. Receivers
can tell, since the Message-ID of a mail and the `id` of a webhook are those of the notice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, Engine, select, update

from assistant import wording_tasks
from assistant.records.notices import (
    MAIL,
    SCREEN,
    WEBHOOK,
    News,
    Notice,
    add_new,
    notice_from,
    notice_row,
    tell,
)
from assistant.records.tables import accounts, storable
from assistant.records.tasks import task_from
from assistant.records.teaching import notices, tasks
from assistant.settings import Settings
from assistant.tasks.deliver import Delivery, ServerSilent, Undeliverable, mail_sender, webhook_sender
from assistant.tasks.ladder import staffing
from assistant.working_days import local_day
from ingest.database import reading, writing
from ingest.tables import Tables

log = structlog.get_logger("troly.post")
# After each failed try; then it is given up, which the office sees on its screens and in `troly tasks post`.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
AT_ONCE = 100
NOBODY = "nobody there any more"
STAYS_INSIDE = frozenset({"undelivered"})  # news of mail that fails is not sent by mail


@dataclass(frozen=True)
class Posted:
    """What one round did."""

    spread: int = 0
    sent: int = 0
    failed: int = 0
    given_up: int = 0


def post(engine: Engine, tables: Tables, settings: Settings, at: datetime) -> Posted:
    """Send what is due on every channel that is set up."""
    spread_now = spread(engine, settings, at)
    sent = failed = given_up = 0
    for channel in channels(settings):
        waiting = due_now(engine, channel, at)
        done = send_all(engine, waiting, SENDERS[channel](settings), tables, settings, at) if waiting else Posted()
        sent, failed, given_up = sent + done.sent, failed + done.failed, given_up + done.given_up
        if done.given_up:
            tell_office(engine, tables, channel, at)
    return Posted(spread_now, sent, failed, given_up)


def channels(settings: Settings) -> tuple[str, ...]:
    """The ways out that are set up."""
    mail = bool(settings.smtp_url.get_secret_value() and settings.mail_from)
    webhook = bool(settings.webhook_url and settings.webhook_secret.get_secret_value())
    return (*((MAIL,) if mail else ()), *((WEBHOOK,) if webhook else ()))


SENDERS: dict[str, Callable[[Settings], Callable[[Delivery], None]]] = {MAIL: mail_sender, WEBHOOK: webhook_sender}


def spread(engine: Engine, settings: Settings, at: datetime) -> int:
    """Make what goes out of what stands on screens since the last time; returns how many letters that gives.

    What was made while a channel was not set up is never sent by it later: nobody wants last year's reminders.
    """
    made = 0
    while True:
        with writing(engine) as connection:
            fresh = notices.c.channel == SCREEN, notices.c.sent.is_(None)
            rows = connection.execute(select(notices).where(*fresh).order_by(notices.c.id).limit(AT_ONCE)).mappings()
            found = [notice_from(row) for row in rows]
            if not found:
                return made
            made += add_new(connection, outgoing(found, mail_addresses(connection, found), channels(settings), at))
            ids = [each.id for each in found]
            connection.execute(update(notices).where(notices.c.id.in_(ids)).values(sent=at))


def mail_addresses(connection: Connection, found: Sequence[Notice]) -> set[int]:
    """Which of the people told have a mail address and still work here."""
    people = {each.account_id for each in found if each.account_id is not None}
    reached = accounts.c.id.in_(people), accounts.c.mail.is_not(None), accounts.c.disabled.is_(False)
    return set(connection.scalars(select(accounts.c.id).where(*reached)))


def outgoing(found: Sequence[Notice], with_mail: set[int], ways: Sequence[str], at: datetime) -> list[dict[str, Any]]:
    """One mail for each person told, one call of the webhook for each event."""
    rows: dict[str, dict[str, Any]] = {}
    for each in found:
        news = News(each.key.rpartition(":")[0], each.kind, each.title, each.body, each.link, each.task_id)
        if MAIL in ways and each.account_id in with_mail and each.kind not in STAYS_INSIDE:
            rows[f"mail:{each.key}"] = notice_row(f"mail:{each.key}", MAIL, news, at, each.account_id)
        if WEBHOOK in ways and each.kind not in STAYS_INSIDE:
            rows[f"webhook:{news.event}"] = notice_row(f"webhook:{news.event}", WEBHOOK, news, at, None)
    return list(rows.values())


def due_now(engine: Engine, channel: str, at: datetime) -> list[Notice]:
    """What is to be sent now, oldest first; a next try further away than any pause comes from a clock moved since."""
    waiting = notices.c.channel == channel, notices.c.sent.is_(None), notices.c.next_try.is_not(None)
    due = (notices.c.next_try <= at) | (notices.c.next_try > at + PAUSES[-1])
    with reading(engine) as connection:
        rows = connection.execute(select(notices).where(*waiting, due).order_by(notices.c.id).limit(AT_ONCE)).mappings()
        return [notice_from(row) for row in rows]


def send_all(
    engine: Engine,
    waiting: Sequence[Notice],
    send: Callable[[Delivery], None],
    tables: Tables,
    settings: Settings,
    at: datetime,
) -> Posted:
    """Send one after the other, marking each at once; a server that does not answer is asked once a round."""
    sent = failed = given_up = 0
    silent: str | None = None
    for notice in waiting:
        try:
            if silent is not None:
                raise ServerSilent(silent)
            delivery = delivery_of(engine, notice, tables, settings)
            if delivery is not None:
                send(delivery)
        except Undeliverable as error:
            silent = str(error) if isinstance(error, ServerSilent) else silent
            failed, given_up = failed + 1, given_up + mark_failed(engine, notice, str(error), at)
        else:
            mark_sent(engine, notice, at, "" if delivery is not None else NOBODY)
            sent += 1
    return Posted(sent=sent, failed=failed, given_up=given_up)


def delivery_of(engine: Engine, notice: Notice, tables: Tables, settings: Settings) -> Delivery | None:
    """What is sent of a notice, from what its task is now; None when nobody is there any more to get it."""
    with reading(engine) as connection:
        task = connection.execute(select(tasks).where(tasks.c.id == notice.task_id)).mappings().first()
        person = connection.execute(
            select(accounts.c.mail).where(accounts.c.id == notice.account_id, accounts.c.disabled.is_(False))
        ).first()
    to = person.mail if person else None
    if notice.channel == MAIL and not to:
        return None
    return Delivery(notice, to, task_from(task) if task else None, local_day(notice.created), tables, settings)


def mark_sent(engine: Engine, notice: Notice, at: datetime, note: str = "") -> None:
    """It is out; nobody sends it again."""
    waiting = notices.c.id == notice.id, notices.c.sent.is_(None)
    with writing(engine) as connection:
        values = {"sent": at, "attempts": notice.attempts + 1, "next_try": None, "error": note}
        connection.execute(update(notices).where(*waiting).values(values))


def mark_failed(engine: Engine, notice: Notice, error: str, at: datetime) -> int:
    """Tried in vain: again after a longer pause, or given up; how many were given up (0 or 1)."""
    last = notice.attempts >= len(PAUSES)
    values = {
        "attempts": notice.attempts + 1,
        "next_try": None if last else at + PAUSES[notice.attempts],
        "error": storable(error, 500),
    }
    waiting = notices.c.id == notice.id, notices.c.sent.is_(None)
    with writing(engine) as connection:
        connection.execute(update(notices).where(*waiting).values(values))
    log.warning("not_sent", notice=notice.id, channel=notice.channel, attempts=notice.attempts + 1, error=error)
    return int(last)


def tell_office(engine: Engine, tables: Tables, channel: str, at: datetime) -> None:
    """Put on the office's screens that something could not be sent; once a day and channel."""
    on = local_day(at)
    title, body = wording_tasks.UNDELIVERED_TITLE[channel], wording_tasks.UNDELIVERED_BODY
    with writing(engine) as connection:
        news = News(f"undelivered:{channel}:{on.isoformat()}", "undelivered", title, body, "")
        tell(connection, news, staffing(connection, tables, on).office, at)


def given_up(engine: Engine) -> list[Notice]:
    """What could not be sent and is not tried any more."""
    return _outbox(engine, notices.c.next_try.is_(None))


def still_waiting(engine: Engine) -> list[Notice]:
    """What is yet to be sent, or sent again."""
    return _outbox(engine, notices.c.next_try.is_not(None))


def try_again(engine: Engine, at: datetime) -> int:
    """Give what was given up its tries back; returns how many."""
    hopeless = notices.c.channel != SCREEN, notices.c.sent.is_(None), notices.c.next_try.is_(None)
    with writing(engine) as connection:
        return connection.execute(update(notices).where(*hopeless).values(next_try=at, attempts=0)).rowcount


def _outbox(engine: Engine, narrowed: ColumnElement[bool]) -> list[Notice]:
    chosen = select(notices).where(notices.c.channel != SCREEN, notices.c.sent.is_(None), narrowed)
    with reading(engine) as connection:
        return [notice_from(row) for row in connection.execute(chosen.order_by(notices.c.id)).mappings()]
