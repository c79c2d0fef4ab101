"""ISO weeks of Vietnam days: how moments of the records become days and weeks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.errors import BadRequest

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)
WRITTEN = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, order=True)
class Week:
    """Seven days from Monday `first` to Sunday `last`."""

    first: date

    @property
    def last(self) -> date:
        return self.first + 6 * DAY

    @property
    def number(self) -> int:
        return self.first.isocalendar().week

    @property
    def key(self) -> str:
        """As ISO 8601 writes it: 2026-W47."""
        year, number, _ = self.first.isocalendar()
        return f"{year}-W{number:02d}"


def week_of(day: date) -> Week:
    """The week a day lies in."""
    return Week(day - DAY * day.weekday())


def weeks_until(today: date, count: int) -> tuple[Week, ...]:
    """The week of `today` and those before it, `count` in all, oldest first."""
    newest = week_of(today).first
    return tuple(Week(newest - 7 * DAY * back) for back in reversed(range(count)))


def week_written(key: str) -> Week:
    """The week written 2026-W47. Raises BadRequest."""
    found = WRITTEN.fullmatch(key)
    try:
        return Week(date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else date.fromisoformat(""))
    except ValueError as error:
        raise BadRequest("bad_request") from error


def day_of(moment: datetime) -> date:
    """The day in Vietnam on which a moment lies."""
    return moment.astimezone(VIETNAM).date()


def start_of(day: date) -> datetime:
    """The moment a day begins in Vietnam, in UTC."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)
