"""The Vietnamese working-day calendar and the dated rules of due dates. Sources: holidays.csv, deadlines.csv.

The government decides each year's swapped days only the year before. A year whose holidays the table does not hold in
full still counts weekends and the days it does hold; `holidays_known_until` tells from where on a day may yet move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ingest.errors import TableInvalid
from ingest.table_rows import Deadline
from ingest.tables import Tables

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)
SATURDAY = 5
# Days off by the Labour Code: ten, and eleven since Quốc khánh has two (45/2019/QH14, article 112).
DAYS_BY_LAW = 11
DAYS_BY_LAW_BEFORE_2021 = 10


def local_day(at: datetime) -> date:
    """The day it is in Việt Nam at that moment."""
    return at.astimezone(HERE).date()


def is_working_day(day: date, tables: Tables) -> bool:
    """Monday to Friday, without holidays and days given in exchange, with the Saturdays worked for them."""
    special = tables.holiday(day)
    return special.kind == "working" if special else day.weekday() < SATURDAY


def next_working_day(day: date, tables: Tables) -> date:
    """`day` itself when it is worked, else the next day that is."""
    return day if is_working_day(day, tables) else next(_worked(day, 1, tables))


def add_working_days(day: date, count: int, tables: Tables) -> date:
    """The day `count` working days after `day` (before it for a negative count); `day` itself is not counted."""
    worked = _worked(day, 1 if count > 0 else -1, tables)
    for _ in range(abs(count)):
        day = next(worked)
    return day


def working_days_between(first: date, last: date, tables: Tables) -> int:
    """How many working days after `first` until and with `last`; negative when `last` lies before `first`."""
    if last < first:
        return -working_days_between(last, first, tables)
    days = (first + DAY * number for number in range(1, (last - first).days + 1))
    return sum(is_working_day(day, tables) for day in days)


def rule_on(rule: str, day: date, tables: Tables) -> Deadline:
    """The deadline rule that holds on that day. Raises TableInvalid when there is none, or its days are not configured."""
    found = next((each for each in tables.deadlines if each.rule == rule and _holds(each, day)), None)
    if found is None:
        raise TableInvalid(f"deadlines.csv has no rule {rule!r} that holds on {day}. Add a row for it.")
    if found.days is None:
        raise TableInvalid(f"deadlines.csv does not say how many days {rule!r} gives on {day}. Fill in its days.")
    return found


def days_of(rule: str, day: date, tables: Tables) -> int:
    """How many days the rule gives on that day. Raises TableInvalid like `rule_on`."""
    return rule_on(rule, day, tables).days or 0


def due(rule: str, received: date, tables: Tables) -> date:
    """The last day to act: calendar rules that end on a day off end on the next working day."""
    found = rule_on(rule, received, tables)
    if found.unit == "working":
        return add_working_days(received, found.days or 0, tables)
    return next_working_day(received + DAY * (found.days or 0), tables)


def holidays_known_until(tables: Tables) -> int | None:
    """The last year, counted on from the first of the table, whose holidays it holds in full; None when it has none."""
    counted = Counter(each.day.year for each in tables.holidays if each.kind == "holiday")
    year = min(counted, default=0)
    last = None
    while counted[year] >= (DAYS_BY_LAW if year >= 2021 else DAYS_BY_LAW_BEFORE_2021):
        last, year = year, year + 1
    return last


def is_provisional(day: date, tables: Tables) -> bool:
    """Whether a due date may yet move because that year's holidays are not all in the table."""
    return day.year > (holidays_known_until(tables) or 0)


def _worked(day: date, step: int, tables: Tables) -> Iterator[date]:
    while True:
        day += DAY * step
        if is_working_day(day, tables):
            yield day


def _holds(rule: Deadline, day: date) -> bool:
    return (rule.valid_from is None or rule.valid_from <= day) and (rule.valid_to is None or day < rule.valid_to)
