"""The rows of the dated tables and how each is read from its CSV file.

Every table is a CSV file with a header line. Days are written yyyy-mm-dd; a `valid_to` or `until` is the
first day on which the row no longer holds; an empty day means open, or unknown for `in_force`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from ingest.errors import TableInvalid

Record = TypeVar("Record")


@dataclass(frozen=True)
class LegalBasis:
    """A legal document with the days between which it holds and what replaced it."""

    code: str
    type: str
    title: str
    issuer: str
    issued: date | None
    in_force: date | None
    until: date | None
    successors: tuple[str, ...]
    fields: tuple[str, ...]
    note: str
    verified: bool


@dataclass(frozen=True)
class Unit:
    """Who answers for some fields between two days."""

    code: str
    name: str
    short: str
    fields: tuple[str, ...]
    ministry: str
    valid_from: date | None
    valid_to: date | None
    successor: str | None


@dataclass(frozen=True)
class Field:
    """What a petition is about; stable while units change."""

    slug: str
    name: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Province:
    """A province under one name between two days; `successor` names the province that took it over."""

    name: str
    valid_from: date | None
    valid_to: date | None
    successor: str | None
    kind: str


@dataclass(frozen=True)
class Letterhead:
    """A ministry that signs letters, its abbreviation and the suffix of its letter numbers."""

    code: str
    name: str
    abbreviation: str
    valid_from: date | None
    valid_to: date | None
    suffix: str


@dataclass(frozen=True)
class Holiday:
    """A day that is not worked, or (`compensatory`, `working`) one that is exchanged for another."""

    day: date
    name: str
    kind: str
    verified: bool


@dataclass(frozen=True)
class Deadline:
    """How many days a rule gives, and on which basis; `days` is None where it must be configured."""

    rule: str
    what: str
    days: int | None
    unit: str
    basis: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Minutes:
    """How many minutes of an official's work one thing stands for between two days: a range, and where it comes from."""

    what: str
    low: int
    high: int
    basis: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Abbreviation:
    """A short form and one of its meanings."""

    short: str
    full: str
    note: str


@dataclass(frozen=True)
class TypedWord:
    """A chat spelling and what it may mean, the likeliest first; `not_after` are folded words it means itself after."""

    typed: str
    meant: tuple[str, ...]
    not_after: frozenset[str]


@dataclass(frozen=True)
class NameChange:
    """The forms of an old name and of the one that took its place on the day `changed`, in some fields or all."""

    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    changed: date
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """Wordings that mean the same to those who ask and to those who answer."""

    wordings: tuple[str, ...]


@dataclass(frozen=True)
class Session:
    """A session of the National Assembly."""

    term: str
    number: int
    opened: date | None
    closed: date | None
    kind: str
    verified: bool


@dataclass(frozen=True)
class Line:
    """One line of a table, read cell by cell so that an error can name its place."""

    file: str
    number: int
    cells: Mapping[str, str | None]

    def text(self, column: str) -> str:
        found = self.maybe(column)
        if found is None:
            raise self.wrong(column, "is empty")
        return found

    def maybe(self, column: str) -> str | None:
        if column not in self.cells:
            raise self.wrong(column, "is missing")
        return (self.cells[column] or "").strip() or None

    def many(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in (self.maybe(column) or "").split(";") if part.strip())

    def day(self, column: str) -> date | None:
        written = self.maybe(column)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError as error:
            raise self.wrong(column, f"holds {written!r}, not a day written yyyy-mm-dd") from error

    def whole(self, column: str) -> int | None:
        written = self.maybe(column)
        if written and not written.isdigit():
            raise self.wrong(column, f"holds {written!r}, not a whole number")
        return int(written) if written else None

    def days(self, first: str = "valid_from", last: str = "valid_to") -> tuple[date | None, date | None]:
        start, end = self.day(first), self.day(last)
        if start and end and end < start:
            raise self.wrong(last, f"ends on {end}, before it begins on {start}")
        return start, end

    def wrong(self, column: str, what: str) -> TableInvalid:
        return TableInvalid(f"{self.file}, line {self.number}, column {column!r} {what}. Correct the cell.")


def read_table(path: Path, record: Callable[[Line], Record]) -> tuple[Record, ...]:
    """Every row of the table; raises TableInvalid with file, line and column of a bad cell."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lines = [Line(path.name, reader.line_num, cells) for cells in reader]
    except FileNotFoundError as error:
        raise TableInvalid(f"{path.name} is missing in {path.parent}. Restore it from the release.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableInvalid(f"{path.name} cannot be read: {error}. Save it as CSV in UTF-8.") from error
    return tuple(record(_whole(line)) for line in lines)


def _whole(line: Line) -> Line:
    # DictReader files surplus cells under None: an unquoted comma shifts every later column.
    if None in line.cells:
        raise TableInvalid(f"{line.file}, line {line.number} has too many columns. Quote the cell with a comma.")
    return line


def legal_basis_row(line: Line) -> LegalBasis:
    start, until = line.days("in_force", "until")
    return LegalBasis(
        line.text("code"), line.text("type"), line.text("title"), line.maybe("issuer") or "", line.day("issued"),
        start, until, line.many("successor"), line.many("field"), line.maybe("note") or "", _yes(line, "verified"),
    )  # fmt: skip


def unit_row(line: Line) -> Unit:
    return Unit(
        line.text("code"), line.text("name"), line.text("short"), line.many("field"), line.text("ministry"),
        *line.days(), line.maybe("successor"),
    )  # fmt: skip


def field_row(line: Line) -> Field:
    return Field(line.text("slug"), line.text("name"), line.many("keywords"))


def province_row(line: Line) -> Province:
    return Province(line.text("name"), *line.days(), line.maybe("successor"), line.text("kind"))


def province_alias_row(line: Line) -> tuple[str, str]:
    return line.text("alias"), line.text("name")


def letterhead_row(line: Line) -> Letterhead:
    return Letterhead(
        line.text("code"), line.text("name"), line.text("abbreviation"), *line.days(), line.text("suffix")
    )


def holiday_row(line: Line) -> Holiday:
    day = line.day("date")
    if day is None:
        raise line.wrong("date", "is empty")
    return Holiday(day, line.text("name"), line.text("kind"), _yes(line, "verified"))


def deadline_row(line: Line) -> Deadline:
    return Deadline(
        line.text("rule"), line.text("what"), line.whole("days"), line.text("unit"), line.text("basis"), *line.days()
    )


def minutes_row(line: Line) -> Minutes:
    low, high = line.whole("low"), line.whole("high")
    if low is None or high is None:
        raise line.wrong("low" if low is None else "high", "is empty")
    if high < low:
        raise line.wrong("high", f"holds {high}, less than the {low} of column 'low'")
    return Minutes(line.text("what"), low, high, line.text("basis"), *line.days())


def abbreviation_row(line: Line) -> Abbreviation:
    return Abbreviation(line.text("abbr"), line.text("full"), line.maybe("note") or "")


def typed_word_row(line: Line) -> TypedWord:
    line.text("meant")
    return TypedWord(line.text("typed"), line.many("meant"), frozenset(line.many("not_after")))


def name_row(line: Line) -> NameChange:
    line.text("old"), line.text("new")
    changed = line.day("changed")
    if changed is None:
        raise line.wrong("changed", "is empty")
    return NameChange(line.text("kind"), line.many("old"), line.many("new"), changed, line.many("field"))


def synonyms_row(line: Line) -> Synonyms:
    wordings = line.many("wordings")
    if len(wordings) < 2:
        raise line.wrong("wordings", "holds fewer than two wordings, separated by ;")
    return Synonyms(wordings)


def session_row(line: Line) -> Session:
    number = line.whole("session")
    if number is None:
        raise line.wrong("session", "is empty")
    opened, closed = line.days("from", "to")
    return Session(line.text("term"), number, opened, closed, line.text("kind"), _yes(line, "verified"))


def _yes(line: Line, column: str) -> bool:
    written = line.text(column)
    if written not in ("yes", "no"):
        raise line.wrong(column, f"holds {written!r}, not yes or no")
    return written == "yes"
