"""The working-day calendar, worked out by hand from the holidays the government announced for each year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.working_days import (
    add_working_days,
    due,
    holidays_known_until,
    is_provisional,
    is_working_day,
    local_day,
    next_working_day,
    rule_on,
    working_days_between,
)
from ingest.errors import TableInvalid
from ingest.table_rows import Deadline
from ingest.tables import Tables

TABLES = Tables.load(Path(__file__).resolve().parents[2] / "corpus" / "tables")


def day(written: str) -> date:
    return date.fromisoformat(written)


WORKED = [
    ("2026-11-20", True, "an ordinary Friday"),
    ("2026-11-21", False, "an ordinary Saturday"),
    ("2026-11-22", False, "an ordinary Sunday"),
    ("2026-11-23", True, "an ordinary Monday"),
    ("2026-01-01", False, "Tết Dương lịch, a Thursday"),
    ("2026-01-02", False, "a Friday given in exchange for Saturday 10/01"),
    ("2026-01-10", True, "the Saturday worked for Friday 02/01"),
    ("2026-02-13", True, "the last Friday before Tết Bính Ngọ"),
    ("2026-02-16", False, "29 tháng Chạp, a Monday"),
    ("2026-02-20", False, "mùng 4 Tết, a Friday"),
    ("2026-02-23", True, "the first Monday after Tết"),
    ("2026-04-26", False, "Giỗ Tổ on a Sunday"),
    ("2026-04-27", False, "the Monday after, given for Giỗ Tổ on a Sunday"),
    ("2026-04-30", False, "Ngày Chiến thắng, a Thursday"),
    ("2026-05-01", False, "Quốc tế lao động, a Friday"),
    ("2026-08-22", True, "the Saturday worked for Monday 31/8"),
    ("2026-08-31", False, "a Monday given in exchange"),
    ("2026-09-01", False, "the second day of Quốc khánh"),
    ("2026-09-03", True, "the day after Quốc khánh"),
    ("2025-04-26", True, "the Saturday worked for Friday 02/5/2025"),
    ("2025-05-02", False, "a Friday between a holiday and a weekend, given in exchange"),
    ("2024-04-29", False, "a Monday given in exchange for Saturday 04/5"),
    ("2024-05-04", True, "the Saturday worked for Monday 29/4"),
    ("2023-05-03", False, "Wednesday given for 30/4/2023, which fell on a Sunday"),
    ("2019-05-04", True, "the Saturday worked for Monday 29/4/2019"),
    ("2020-09-03", True, "before 2021 Quốc khánh had one day only"),
]
LATER = [
    ("2026-11-23", 5, "2026-11-30", "Monday to the next Monday over one weekend"),
    ("2026-11-20", 1, "2026-11-23", "from Friday the next day to work is Monday"),
    ("2026-11-21", 1, "2026-11-23", "from Saturday as well"),
    ("2026-11-22", 1, "2026-11-23", "from Sunday as well"),
    ("2026-11-22", 5, "2026-11-27", "five days from a Sunday end on Friday"),
    ("2026-02-13", 1, "2026-02-23", "over the whole of Tết 2026"),
    ("2026-02-12", 5, "2026-02-26", "13, then over Tết 23, 24, 25 and 26"),
    ("2026-02-11", 5, "2026-02-25", "12, 13, then over Tết 23, 24 and 25"),
    ("2025-12-31", 1, "2026-01-05", "over New Year 2026 with the exchanged Friday"),
    ("2026-01-09", 1, "2026-01-10", "the next day is a Saturday that is worked"),
    ("2026-01-09", 2, "2026-01-12", "and after it comes Monday"),
    ("2026-04-24", 2, "2026-04-29", "Monday 27/4 is off: 28 and 29"),
    ("2026-04-29", 1, "2026-05-04", "over 30/4, 01/5 and a weekend"),
    ("2026-08-21", 1, "2026-08-22", "a Saturday worked before the days of Quốc khánh"),
    ("2026-08-28", 1, "2026-09-03", "five days off in a row"),
    ("2025-04-25", 4, "2025-05-05", "26 (Saturday), 28, 29, then over 30/4 to 04/5"),
    ("2024-04-26", 2, "2024-05-03", "29/4 exchanged, 30/4 and 01/5 off: 02 and 03"),
    ("2024-05-03", 1, "2024-05-04", "a Saturday worked"),
    ("2022-12-30", 1, "2023-01-03", "New Year on a Sunday gives the Monday"),
    ("2024-12-31", 1, "2025-01-02", "one day off at the turn of the year"),
    ("2026-12-31", 1, "2027-01-04", "New Year 2027 is a Friday"),
    ("2026-11-23", -1, "2026-11-20", "backwards over a weekend"),
    ("2026-11-30", -5, "2026-11-23", "five days back"),
    ("2026-02-23", -1, "2026-02-13", "backwards over Tết"),
    ("2026-01-12", -1, "2026-01-10", "backwards onto the Saturday that was worked"),
    ("2026-01-05", -2, "2025-12-30", "backwards over New Year: 31 and 30"),
    ("2026-05-04", -3, "2026-04-24", "29 and 28, and the 27th is off"),
    ("2026-09-03", -1, "2026-08-28", "backwards over Quốc khánh"),
    ("2026-11-22", 0, "2026-11-22", "no days are no days, even on a Sunday"),
]
BETWEEN = [
    ("2026-11-23", "2026-11-30", 5, "a week"),
    ("2026-11-20", "2026-11-22", 0, "a weekend"),
    ("2026-02-13", "2026-02-22", 0, "Tết"),
    ("2026-02-13", "2026-02-23", 1, "Tết and the first day after it"),
    ("2026-01-09", "2026-01-11", 1, "a weekend with a worked Saturday"),
    ("2026-04-24", "2026-05-04", 3, "28, 29 and 04/5"),
    ("2025-12-29", "2026-01-05", 3, "30, 31 and 05/01"),
    ("2026-11-30", "2026-11-23", -5, "what lies before counts negative"),
    ("2026-11-23", "2026-11-23", 0, "the same day"),
]
DUE = [
    ("escalation", "2026-11-23", "2026-11-30", "five working days"),
    ("escalation", "2026-02-11", "2026-02-25", "five working days over Tết: 12, 13, 23, 24, 25"),
    ("reply", "2026-01-05", "2026-03-06", "60 calendar days end on a Friday"),
    ("reply", "2026-03-01", "2026-05-04", "60 days end on 30/4: the next day to work"),
    ("reply", "2025-12-18", "2026-02-23", "60 days end on 16/02, in the days of Tết: Monday 23/02"),
    ("reply", "2025-11-11", "2026-01-10", "60 days end on a Saturday that is worked"),
    ("reply", "2026-07-02", "2026-09-03", "60 days end on 31/8, exchanged: over Quốc khánh to 03/9"),
    ("coordinate", "2026-11-06", "2026-11-23", "15 days end on a Saturday: Monday"),
    ("data-subject", "2026-11-20", "2026-11-24", "two working days"),
    ("reply-own", "2020-09-30", "2020-11-09", "the old rule of 40 days on its last day"),
]


@pytest.mark.parametrize("written, worked, why", WORKED, ids=[row[0] for row in WORKED])
def test_a_day_is_worked_as_the_government_announced(written: str, worked: bool, why: str) -> None:
    assert is_working_day(day(written), TABLES) is worked, why


@pytest.mark.parametrize("start, count, end, why", LATER, ids=[f"{row[0]}{row[1]:+}" for row in LATER])
def test_working_days_are_counted_on_and_back(start: str, count: int, end: str, why: str) -> None:
    assert add_working_days(day(start), count, TABLES) == day(end), why


@pytest.mark.parametrize("first, last, count, why", BETWEEN, ids=[f"{row[0]}-{row[1]}" for row in BETWEEN])
def test_the_working_days_between_two_days(first: str, last: str, count: int, why: str) -> None:
    assert working_days_between(day(first), day(last), TABLES) == count, why


@pytest.mark.parametrize("rule, received, last, why", DUE, ids=[f"{row[0]}-{row[1]}" for row in DUE])
def test_the_last_day_to_act(rule: str, received: str, last: str, why: str) -> None:
    assert due(rule, day(received), TABLES) == day(last), why


@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)), st.integers(0, 30))
def test_counting_on_and_measuring_agree(start: date, count: int) -> None:
    end = add_working_days(start, count, TABLES)
    assert working_days_between(start, end, TABLES) == count
    assert working_days_between(end, start, TABLES) == -count
    assert count == 0 or is_working_day(end, TABLES)


@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)), st.integers(1, 30))
def test_counting_back_from_a_worked_day_undoes_counting_on(start: date, count: int) -> None:
    first = next_working_day(start, TABLES)
    assert add_working_days(add_working_days(first, count, TABLES), -count, TABLES) == first


def test_the_rule_of_the_day_of_receipt_holds() -> None:
    assert rule_on("reply-own", day("2020-09-30"), TABLES).days == 40
    with pytest.raises(TableInvalid, match="reply-own"):
        rule_on("reply-own", day("2020-10-01"), TABLES)


def test_a_rule_whose_days_must_be_configured_says_so() -> None:
    with pytest.raises(TableInvalid, match="how many days"):
        due("reply-national-assembly", day("2026-01-05"), TABLES)


def test_a_rule_that_ends_on_a_day_off_by_calendar_moves_and_a_working_rule_never_needs_to() -> None:
    tables = replace(TABLES, deadlines=(Deadline("x", "", 1, "calendar", "", None, None),))
    assert due("x", day("2026-11-20"), tables) == day("2026-11-23")


def test_it_is_told_until_which_year_all_holidays_are_known() -> None:
    assert holidays_known_until(TABLES) == 2026  # of 2027 the table holds nine of the eleven days the law gives
    assert is_provisional(day("2027-01-04"), TABLES) and not is_provisional(day("2026-12-31"), TABLES)


def test_a_year_the_table_does_not_know_still_has_weekends_and_a_table_without_holidays_knows_no_year() -> None:
    assert add_working_days(day("2031-08-29"), 1, TABLES) == day("2031-09-01")  # a Friday, then Monday
    bare = replace(TABLES, holidays=())
    assert holidays_known_until(bare) is None and is_working_day(day("2026-02-17"), bare)


def test_a_day_begins_at_midnight_in_viet_nam() -> None:
    assert local_day(datetime(2026, 11, 22, 16, 59, tzinfo=UTC)) == day("2026-11-22")
    assert local_day(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == day("2026-11-23")
