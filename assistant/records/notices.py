"""The outbox: what is told to whom, made in the transaction that gives the reason for it, and sent later.

A notice stands on the screen of one person as soon as it is made. Its key names what happened and to whom, so a clock
moved back, a second server process or a run that was killed never tells the same thing twice. What leaves the house
(mail, webhook) is derived from the screen notices by `assistant.tasks.post`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update

from assistant.records.tables import storable
from assistant.records.teaching import notices, task_people
from ingest.database import reading, writing

SCREEN, MAIL, WEBHOOK = "screen", "mail", "webhook"
OUTCOME = "outcome"
AT_ONCE = 500  # keys asked for in one query; SQLite allows some thousands


@dataclass(frozen=True)
class Notice:
    """One thing told to one person (a webhook has none), and what became of sending it."""

    id: int
    key: str
    channel: str
    account_id: int | None
    kind: str  # opened | climbed | handed_over | soon | today | overdue | digest | outcome | undelivered
    task_id: int | None
    title: str
    body: str
    link: str
    created: datetime
    sent: datetime | None
    seen: datetime | None
    attempts: int
    next_try: datetime | None
    error: str


@dataclass(frozen=True)
class News:
    """What there is to tell, whoever is told; `event` names it once and for all."""

    event: str
    kind: str
    title: str
    body: str
    link: str
    task_id: int | None = None


def tell_within(
    connection: Connection, task_id: int, title: str, body: str, link: str, at: datetime, kind: str = OUTCOME
) -> int:
    """Tell everybody a task affects; returns how many are newly told. Saying the same again tells nobody twice."""
    said = hashlib.sha256(f"{title}\n{body}".encode("utf-8", "replace")).hexdigest()[:16]
    people = connection.scalars(select(task_people.c.account_id).where(task_people.c.task_id == task_id)).all()
    return tell(connection, News(f"{kind}:{task_id}:{said}", kind, title, body, link, task_id), people, at)


def tell(connection: Connection, news: News, account_ids: Iterable[int], at: datetime) -> int:
    """Put the news on these people's screens; returns how many had not been told before."""
    people = sorted({each for each in account_ids if each > 0})  # the machine and the operator read no notices
    keys = {f"{news.event}:{account_id}": account_id for account_id in people}
    rows = [notice_row(key, SCREEN, news, at, account_id) for key, account_id in keys.items()]
    return add_new(connection, rows)


def notice_row(key: str, channel: str, news: News, at: datetime, account_id: int | None) -> dict[str, Any]:
    """A row of the outbox; what goes out is tried from now on."""
    return {
        "key": key,
        "channel": channel,
        "account_id": account_id,
        "kind": news.kind,
        "task_id": news.task_id,
        "title": storable(news.title, 500),
        "body": storable(news.body),
        "link": news.link,
        "created": at,
        "attempts": 0,
        "next_try": None if channel == SCREEN else at,
        "error": "",
    }


def add_new(connection: Connection, rows: Sequence[dict[str, Any]]) -> int:
    """Add those whose key is not there yet; writers queue, so nobody adds one between asking and adding."""
    known = known_keys(connection, [row["key"] for row in rows])
    new = [row for row in rows if row["key"] not in known]
    if new:
        connection.execute(insert(notices), new)
    return len(new)


def known_keys(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Which of these notices were made before."""
    found: set[str] = set()
    for part in in_parts(keys):
        found.update(connection.scalars(select(notices.c.key).where(notices.c.key.in_(part))))
    return found


def unseen_of(engine: Engine, account_id: int, most: int = 50) -> list[Notice]:
    """What this person has not looked at yet, newest first."""
    chosen = select(notices).where(*_unseen(account_id)).order_by(notices.c.id.desc()).limit(most)
    with reading(engine) as connection:
        return [notice_from(row) for row in connection.execute(chosen).mappings()]


def latest_of(engine: Engine, account_id: int, most: int = 100) -> list[Notice]:
    """What this person was told, seen or not, newest first."""
    told = notices.c.account_id == account_id, notices.c.channel == SCREEN
    with reading(engine) as connection:
        rows = connection.execute(select(notices).where(*told).order_by(notices.c.id.desc()).limit(most)).mappings()
        return [notice_from(row) for row in rows]


def unseen_count(engine: Engine, account_id: int) -> int:
    """How much this person has not looked at yet."""
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(notices).where(*_unseen(account_id))) or 0


def seen(engine: Engine, account_id: int, at: datetime, notice_ids: Collection[int] | None = None) -> int:
    """This person looked at these notices (all when None); returns how many were new to them."""
    chosen = _unseen(account_id)
    with writing(engine) as connection:
        if notice_ids is None:
            return connection.execute(update(notices).where(*chosen).values(seen=at)).rowcount
        parts = in_parts(sorted(notice_ids))
        changes = (update(notices).where(*chosen, notices.c.id.in_(part)).values(seen=at) for part in parts)
        return sum(connection.execute(change).rowcount for change in changes)


def notice_from(row: RowMapping) -> Notice:
    """A row of `notices` as the noun."""
    return Notice(**row)


def in_parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The values, a bounded number at a time."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def _unseen(account_id: int) -> tuple[Any, ...]:
    return notices.c.account_id == account_id, notices.c.channel == SCREEN, notices.c.seen.is_(None)
