"""The Vietnamese working-day calendar and the dated rules of due dates. Sources: holidays.csv, deadlines.csv."""

from __future__ import annotations

from datetime import date

from ingest.table_rows import Deadline
from ingest.tables import Tables


def is_working_day(day: date, tables: Tables) -> bool:
    """Monday to Friday, without holidays and days given in exchange, with the Saturdays worked for them."""
    raise NotImplementedError


def add_working_days(day: date, count: int, tables: Tables) -> date:
    """The day `count` working days after `day` (before it for a negative count); `day` itself is not counted."""
    raise NotImplementedError


def working_days_between(first: date, last: date, tables: Tables) -> int:
    """How many working days after `first` until and with `last`; negative when `last` lies before `first`."""
    raise NotImplementedError


def rule_on(rule: str, day: date, tables: Tables) -> Deadline:
    """The deadline rule that holds on that day. Raises TableInvalid when there is none, or its days are not configured."""
    raise NotImplementedError


def due(rule: str, received: date, tables: Tables) -> date:
    """The last day to act: calendar rules that end on a day off end on the next working day."""
    raise NotImplementedError
