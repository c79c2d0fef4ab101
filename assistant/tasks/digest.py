"""The daily digest: what waits, by the four alert states; one for each person, unit and working day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, func, select

from assistant import wording, wording_tasks
from assistant.curation.nouns import Alert, Level, TaskStatus
from assistant.curation.rights import office_unit
from assistant.records.notices import News, tell
from assistant.records.teaching import tasks
from assistant.tasks.announce import DESK
from assistant.tasks.ladder import Staffing, alert_of, staffing
from assistant.tasks.remit import unit_name
from assistant.working_days import HERE, is_working_day, local_day
from ingest.database import reading, writing
from ingest.tables import Tables

URGENT_FIRST = (Alert.OVERDUE, Alert.TODAY, Alert.SOON, Alert.ROUTINE)


@dataclass(frozen=True)
class Digest:
    """What waits for one unit on one day, by alert state; for the office also what climbed to it."""

    unit: str
    day: date
    counts: Mapping[Alert, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def send_digest(engine: Engine, tables: Tables, hour: int, at: datetime) -> int:
    """Tell everybody who works for a unit with open tasks what waits there; returns how many are newly told.

    From `hour` on of a working day, once a day, also when the server was down at that hour.
    """
    local = at.astimezone(HERE)
    if local.hour < hour or not is_working_day(local.date(), tables):
        return 0
    with reading(engine) as connection:
        staff = staffing(connection, tables, local.date())
        found = digests_within(connection, tables, local.date())
    if not found:
        return 0
    with writing(engine) as connection:
        return sum(tell(connection, news_of(each, tables), readers_of(each, staff), at) for each in found)


def digests(engine: Engine, tables: Tables, at: datetime) -> list[Digest]:
    """What waits now, unit by unit."""
    with reading(engine) as connection:
        return digests_within(connection, tables, local_day(at))


def digests_within(connection: Connection, tables: Tables, day: date) -> list[Digest]:
    """What waits on that day, unit by unit, as this transaction sees it."""
    office = office_unit(tables, day)
    grouped = select(tasks.c.unit, tasks.c.level, tasks.c.due, func.count().label("many"))
    grouped = grouped.where(tasks.c.status == TaskStatus.OPEN.value).group_by(tasks.c.unit, tasks.c.level, tasks.c.due)
    found: dict[str, Counter[Alert]] = {}
    for unit, level, due, many in connection.execute(grouped):
        alert = alert_of(due, day, tables)
        for reader in {unit} | ({office} if level == Level.OFFICE.value else set()):
            found.setdefault(reader, Counter())[alert] += many
    return [Digest(unit, day, counts) for unit, counts in sorted(found.items())]


def readers_of(digest: Digest, staff: Staffing) -> frozenset[int]:
    """The head of the unit, stand-ins and officers; the office is the head of its own."""
    members = staff.of(digest.unit)
    return members.heads | members.officers


def news_of(digest: Digest, tables: Tables) -> News:
    """The digest as a notice: counts only."""
    title = wording_tasks.DIGEST_TITLE.format(
        unit=unit_name(digest.unit, tables), total=digest.total, day=wording.day(digest.day)
    )
    body = wording_tasks.DIGEST_BODY.format(counts="; ".join(lines_of(digest)))
    return News(f"digest:{digest.unit}:{digest.day.isoformat()}", "digest", title, body, DESK)


def lines_of(digest: Digest) -> Iterator[str]:
    """Each alert state that has tasks, the most urgent first."""
    for alert in URGENT_FIRST:
        if digest.counts.get(alert):
            yield f"{wording_tasks.ALERT[alert]}: {digest.counts[alert]}"
