"""Lists as files: XLSX and CSV. A text never becomes a formula, whatever somebody once typed into a question."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from assistant.analytics.weeks import VIETNAM

FORMULA = ("=", "+", "-", "@", "\t", "\r")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what a workbook cannot hold
FORBIDDEN_IN_NAMES = re.compile(r"[\\/*?:\[\]]")
LONGEST_CELL = 32_000
WIDEST = 60
Value = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One table with its heading; `note` stands above it when there is something to say."""

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Value]]
    note: str = ""


def as_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with one sheet for each table."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(FORBIDDEN_IN_NAMES.sub(" ", sheet.name)[:31])
        for place, name in enumerate(sheet.head, start=1):
            page.column_dimensions[get_column_letter(place)].width = min(max(12, len(name) + 4), WIDEST)
        page.freeze_panes = "A3" if sheet.note else "A2"
        if sheet.note:
            page.append([_cell(page, sheet.note)])
        page.append([_bold(page, name) for name in sheet.head])
        for row in sheet.rows:
            page.append([_cell(page, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """The table as CSV in UTF-8 with a mark by which spreadsheet programs know it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([_harmless(name) for name in sheet.head])
    for row in sheet.rows:
        writer.writerow([_harmless(_plain(value)) for value in row])
    return file.getvalue().encode("utf-8-sig")


def _cell(page: WriteOnlyWorksheet, value: Value) -> WriteOnlyCell:
    """Texts are written as texts; a quotation mark before them keeps them texts when somebody edits the cell."""
    if not isinstance(value, str):
        plain = value.astimezone(VIETNAM).replace(tzinfo=None) if isinstance(value, datetime) else value
        return WriteOnlyCell(page, plain)
    cell = WriteOnlyCell(page, UNPRINTABLE.sub(" ", value)[:LONGEST_CELL])
    if value.startswith(FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _bold(page: WriteOnlyWorksheet, name: str) -> WriteOnlyCell:
    cell = _cell(page, name)
    cell.font = Font(bold=True)
    return cell


def _plain(value: Value) -> str:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)


def _harmless(text: str) -> str:
    """CSV has no types: an apostrophe keeps a spreadsheet program from computing what begins like a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
