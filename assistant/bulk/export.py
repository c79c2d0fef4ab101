"""The knowledge of a unit as the very sheet that is read back: nothing in it is ever a formula.

A text that begins like a formula stays a text (`t="s"` with the mark Excel sets for a leading apostrophe), so neither
opening nor editing the file computes it, and reading it back gives the same letters.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assistant import wording, wording_asker
from assistant.bulk.read import Column
from assistant.curation.nouns import Correction, Lesson
from ingest.documents import Visibility
from ingest.tables import Tables

WIDTHS = {
    Column.ID: 19,
    Column.QUESTION: 42,
    Column.ANSWER: 70,
    Column.BASIS: 26,
    Column.WORDINGS: 42,
    Column.NOT_FOR: 36,
    Column.IN_FORCE: 14,
    Column.UNTIL: 18,
    Column.FIELD: 22,
    Column.VISIBILITY: 22,
    Column.REVIEW_DAYS: 16,
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook_of(items: Iterable[Correction], unit: str, tables: Tables, on: date) -> bytes:
    """An XLSX with one row an item, by question; without items it is the empty form to fill in."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = wording_asker.BULK["sheet"]
    known = tables.unit(unit)
    title = wording_asker.BULK["sheet_title"].format(unit=known.name if known else unit, day=wording.day(on))
    put(sheet, 1, [title], Font(bold=True, size=13))
    put(sheet, 2, [wording_asker.BULK["sheet_hint"]], Font(italic=True))
    put(sheet, 3, [wording_asker.COLUMN[column] for column in WIDTHS], Font(bold=True))
    for number, item in enumerate(sorted(items, key=lambda each: (each.lesson.question, each.id)), 4):
        put(sheet, number, [cells(item.id, item.lesson, tables)[column] for column in WIDTHS])
    for place, width in enumerate(WIDTHS.values(), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "C4"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def cells(correction_id: str, lesson: Lesson, tables: Tables) -> dict[Column, str]:
    """The cells of one item as text, by what they mean."""
    field = tables.field(lesson.field) if lesson.field else None
    return {
        Column.ID: correction_id,
        Column.QUESTION: lesson.question,
        Column.ANSWER: lesson.answer,
        Column.BASIS: entries(lesson.basis),
        Column.WORDINGS: entries(lesson.wordings),
        Column.NOT_FOR: entries(lesson.not_for),
        Column.IN_FORCE: wording.day(lesson.in_force),
        Column.UNTIL: wording.day(lesson.until),
        Column.FIELD: field.name if field else lesson.field or "",
        Column.VISIBILITY: readers(lesson.visibility),
        Column.REVIEW_DAYS: str(lesson.review_days or ""),
    }


def entries(texts: Sequence[str]) -> str:
    """One a line; a single one that would be divided bears a bullet."""
    if len(texts) == 1 and any(mark in texts[0] for mark in ";|"):
        return f"• {texts[0]}"
    return "\n".join(texts)


def readers(visibility: Visibility) -> str:
    """Who may read, as the sheet is read back."""
    if visibility.scope == "units":
        return "\n".join(sorted(visibility.units))
    return wording_asker.SCOPE[visibility.scope]


def put(sheet: Worksheet, row: int, texts: Sequence[str], font: Font | None = None) -> None:
    """Write texts as texts."""
    for place, text in enumerate(texts, 1):
        cell = sheet.cell(row=row, column=place)
        assert isinstance(cell, Cell)
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
        cell.data_type = "s"
        cell.number_format = "@"
        cell.alignment = Alignment(wrap_text=row > 2, vertical="top")
        if text.startswith(FORMULA):
            cell.quotePrefix = True
        if font:
            cell.font = font
