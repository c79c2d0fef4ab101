"""A sheet of questions and answers out of a file of strangers: columns known by what they mean, faults by their cell.

isolate(parse) → secrecy mark refuses the file → header by meaning → each row a Lesson, or its faults
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from assistant.curation.nouns import Lesson
from ingest.documents import Parsed, Row, Visibility
from ingest.errors import FailureReason, ReadFailure, TrolyError
from ingest.guard.isolate import PARSER, isolate
from ingest.guard.secrecy import mark_of
from ingest.settings import IngestSettings
from ingest.tables import Tables
from ingest.vietnamese import dates, fold, nfc, strip_tones

CSV_PARSER = "assistant.bulk.csv_rows:parse_csv"
CSV_SUFFIXES = (".csv", ".tsv", ".txt")
MOST_ROWS = 5_000
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
ID = re.compile(r"[0-9a-f]{16}")
BULLET = re.compile(r"^\s*(?:•|–|\*|-|\+|\d{1,2}[.)])\s+")


class Column(StrEnum):
    """What a column of the sheet means."""

    ID = "id"
    QUESTION = "question"
    ANSWER = "answer"
    BASIS = "basis"
    WORDINGS = "wordings"
    NOT_FOR = "not_for"
    IN_FORCE = "in_force"
    LAST_DAY = "last_day"  # "hiệu lực đến": that day still counts
    UNTIL = "until"  # "hết hiệu lực từ": that day no longer counts
    FIELD = "field"
    VISIBILITY = "visibility"
    REVIEW_DAYS = "review_days"


# Left empty these keep what an item has; an emptied cell of the others empties it.
FILLED_ONLY = frozenset({Column.VISIBILITY, Column.FIELD, Column.REVIEW_DAYS})

# Header names without marks; the first that fits decides, so the narrower stand before the wider.
MEANINGS: tuple[tuple[Column | None, str], ...] = (
    (Column.NOT_FOR, r"khong (dung|ap dung|phai|danh|tinh)|loai tru|tru (cac )?cau|not for"),
    (Column.WORDINGS, r"(cach|cau) (hoi|dien dat|noi)( .*)? (khac|tuong tu)|hoi (cach )?khac|cach dien dat|wording"),
    (None, r"^(don vi|nguoi|ngay|so|co quan)( .*)? (tra loi|hoi)|ghi chu|^(stt|tt|so tt|so thu tu)$"),
    (Column.REVIEW_DAYS, r"ra soat|review"),
    (Column.UNTIL, r"het hieu luc|het han|cham dut|thoi hieu luc|valid until"),
    (Column.LAST_DAY, r"(hieu luc|ap dung|gia tri|dung) (den|toi)|^(den|toi) (het )?ngay|ngay ket thuc"),
    (Column.IN_FORCE, r"hieu luc|ap dung tu|gia tri tu|^tu ngay|ngay bat dau|valid from"),
    (Column.BASIS, r"can cu|co so phap ly|co so$|trich dan|nguon|basis"),
    (Column.ANSWER, r"tra loi|dap an|giai dap|phan hoi|answer"),
    (Column.QUESTION, r"cau hoi|noi dung hoi|^hoi$|kien nghi|van de|question"),
    (Column.FIELD, r"linh vuc|field"),
    (Column.VISIBILITY, r"nguoi (duoc )?xem|ai (duoc )?xem|duoc xem|pham vi|quyen xem|visibility"),
    (Column.ID, r"^(ma|id|ma so|ma muc|ma tri thuc)$|ma (muc|tri thuc)"),
    (Column.BASIS, r"van ban"),
)


class SheetRefused(TrolyError):
    """The file holds no table of questions and answers: no_columns | no_rows | too_many_rows."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be taken: the reason (a key of the wording), in which column, and what stands there."""

    reason: str
    column: str
    text: str = ""


@dataclass(frozen=True)
class SheetRow:
    """One row as read: its number in the file, the lesson when it has no faults, the item it names."""

    number: int
    sheet: str
    question: str
    lesson: Lesson | None
    correction_id: str | None
    faults: tuple[Fault, ...] = ()
    says: frozenset[Column] = frozenset()  # the columns the table has, and of visibility and field the filled cells


@dataclass(frozen=True)
class Sheet:
    """All rows of a file; `unused` are the columns nobody understood, `warnings` what reading found odd."""

    rows: tuple[SheetRow, ...]
    unused: tuple[str, ...]
    warnings: tuple[str, ...]


def read_sheet(path: Path, name: str, settings: IngestSettings, tables: Tables) -> Sheet:
    """Every row of the file called `name`. Raises ReadFailure (SECRET for a file that bears a mark), SheetRefused."""
    parser = CSV_PARSER if Path(name).suffix.lower() in CSV_SUFFIXES else PARSER
    parsed = isolate(path, settings, parser)
    if mark_of(parsed, name):
        raise ReadFailure(FailureReason.SECRET, "the sheet bears a mark of secrecy")
    rows = tuple(rows_of(parsed, tables))
    if not rows:
        known = {meaning_of(cell.column) for row in parsed.rows for cell in row.cells}
        raise SheetRefused("no_rows" if {Column.QUESTION, Column.ANSWER} <= known else "no_columns")
    if len(rows) > MOST_ROWS:
        raise SheetRefused("too_many_rows")
    heads = dict.fromkeys(cell.column for row in parsed.rows for cell in row.cells)
    unused = tuple(head for head in heads if meaning_of(head) is None and not head.startswith("Cột "))
    return Sheet(rows, unused, parsed.warnings)


def rows_of(parsed: Parsed, tables: Tables) -> Iterator[SheetRow]:
    """The rows of every table that has a column of questions and one of answers."""
    by_sheet: dict[str, list[Row]] = {}
    for row in parsed.rows:
        by_sheet.setdefault(row.sheet, []).append(row)
    written = 0  # how far the text was read: what stands before a table's first row are its headers
    for rows in by_sheet.values():
        columns = columns_of(rows, parsed.text[written : rows[0].cells[0].span.start])
        written = rows[-1].cells[-1].span.end
        for row in rows:
            cells = {cell.column: cell.span.of(parsed.text) for cell in row.cells}
            below = {head: meaning for head, text in cells.items() if (meaning := meaning_of(text))}
            if {Column.QUESTION, Column.ANSWER} <= set(below.values()) and max(map(len, cells.values())) < 80:
                columns = {meaning: head for head, meaning in reversed(below.items())}  # the header stood lower
            elif {Column.QUESTION, Column.ANSWER} <= columns.keys():
                yield row_of(row, Cells(cells, columns), tables)


def columns_of(rows: list[Row], above: str) -> dict[Column, str]:
    """The header of each meaning; of two columns that mean the same the first counts.

    A column that is empty in every row has its header in the paragraph right `above` the rows, one cell a line.
    """
    heads = dict.fromkeys(cell.column for row in rows for cell in row.cells)
    empty = [line.strip() for line in above.rstrip().rsplit("\n\n", 1)[-1].splitlines()]
    known = [(meaning, head) for head in (*heads, *empty) if (meaning := meaning_of(head))]
    return {meaning: head for meaning, head in reversed(known)}


@lru_cache(maxsize=4096)
def meaning_of(head: str) -> Column | None:
    """What a header means, however it is written; None when it means nothing here."""
    if len(head) > 120:
        return None
    plain = " ".join(re.findall(r"[a-z0-9]+", strip_tones(fold(head)).lower()))
    return next((column for column, pattern in MEANINGS if re.search(pattern, plain)), None)


@dataclass(frozen=True)
class Cells:
    """The cells of a row, asked by meaning; `columns` are the headers as the file writes them."""

    by_head: Mapping[str, str]
    columns: Mapping[Column, str]

    def of(self, column: Column) -> str:
        """The text of a cell; empty when there is none."""
        return nfc(self.by_head.get(self.columns.get(column, ""), "")).strip()

    def head(self, column: Column) -> str:
        """The column's name in the file."""
        return self.columns.get(column, column.value)


def row_of(row: Row, cells: Cells, tables: Tables) -> SheetRow:
    """One row with its lesson, or with everything that is wrong with it."""
    faults: list[Fault] = []

    def read(column: Column, reading: Callable[[str], object]) -> object:
        try:
            return reading(cells.of(column)) if cells.of(column) else None
        except ValueError as error:
            faults.append(Fault(str(error), cells.head(column), cells.of(column)[:80]))
            return None

    for needed in (Column.QUESTION, Column.ANSWER):
        if not any(character.isalnum() for character in cells.of(needed)):
            faults.append(Fault("empty", cells.head(needed)))
    correction_id = read(Column.ID, id_of)
    in_force, until = read(Column.IN_FORCE, day_of), read(Column.UNTIL, day_of)
    last_day = read(Column.LAST_DAY, day_of)
    if until is None and isinstance(last_day, date):
        until = last_day + timedelta(days=1)
    if isinstance(in_force, date) and isinstance(until, date) and until <= in_force:
        faults.append(Fault("dates", cells.head(Column.UNTIL if cells.of(Column.UNTIL) else Column.LAST_DAY)))
    field = read(Column.FIELD, lambda text: field_of(text, tables))
    visibility = read(Column.VISIBILITY, lambda text: visibility_of(text, tables))
    days = read(Column.REVIEW_DAYS, days_of)
    lesson = Lesson(
        question=" ".join(cells.of(Column.QUESTION).split()),
        answer=cells.of(Column.ANSWER),
        wordings=several(cells.of(Column.WORDINGS)),
        not_for=several(cells.of(Column.NOT_FOR)),
        basis=several(cells.of(Column.BASIS)),
        in_force=in_force if isinstance(in_force, date) else None,
        until=until if isinstance(until, date) else None,
        visibility=visibility if isinstance(visibility, Visibility) else Visibility(),
        review_days=days if isinstance(days, int) else None,
        field=field if isinstance(field, str) else None,
    )
    named = correction_id if isinstance(correction_id, str) else None
    says = frozenset(each for each in cells.columns if each not in FILLED_ONLY or cells.of(each))
    return SheetRow(row.number, row.sheet, lesson.question, None if faults else lesson, named, tuple(faults), says)


def several(text: str) -> tuple[str, ...]:
    """The entries of a cell: one a line; on a single line that is no bullet, `;` or `|` divide."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1 and not BULLET.match(lines[0]):
        lines = re.split(r"[;|]", lines[0])
    entries = (" ".join(BULLET.sub("", line).split()) for line in lines)
    return tuple(dict.fromkeys(entry for entry in entries if entry))


def id_of(text: str) -> str:
    """The id of a knowledge item. Raises ValueError("id")."""
    if not ID.fullmatch(text.strip().lower()):
        raise ValueError("id")
    return text.strip().lower()


def day_of(text: str) -> date:
    """A day as people write it: 01/03/2026, 2026-03-01, ngày 1 tháng 3 năm 2026. Raises ValueError("day")."""
    if found := DAY.fullmatch(text.strip()):
        day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
        try:
            return date(int(year), int(month), int(day))
        except ValueError as error:
            raise ValueError("day") from error
    said = [mention.date for mention in dates(text)]
    if len(said) != 1 or said[0] is None:
        raise ValueError("day")
    return said[0]


def field_of(text: str, tables: Tables) -> str:
    """The field that a name or slug means. Raises ValueError("field")."""
    found = tables.field(text.strip()) or tables.field_named(text)
    if found is None:
        raise ValueError("field")
    return found.slug


def visibility_of(text: str, tables: Tables) -> Visibility:
    """Everybody, the office, or named units. Raises ValueError("visibility")."""
    plain = " ".join(re.findall(r"[a-z]+", strip_tones(fold(text)).lower()))
    if plain in ("all", "moi nguoi", "tat ca", "moi can bo", "toan bo"):
        return Visibility()
    if plain in ("office", "van phong", "van phong bo", "chi van phong", "chi van phong bo"):
        return Visibility("office")
    names = several(re.sub(r"^(?:units|đơn vị)\s*:", "", text, flags=re.IGNORECASE))
    found = [tables.unit_named(name, date.today()) for name in names]
    if not found or not all(found):
        raise ValueError("visibility")
    return Visibility("units", frozenset(unit.code for unit in found if unit))


def days_of(text: str) -> int:
    """A number of days. Raises ValueError("number")."""
    found = re.fullmatch(r"(\d{1,4})(?:\s*ngày)?", text.strip())
    if not found or not int(found[1]):
        raise ValueError("number")
    return int(found[1])
