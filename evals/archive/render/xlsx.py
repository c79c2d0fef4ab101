"""Workbooks of departments' questions: a title row, one sheet per field, section rows and merged cells."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from evals.archive.page import Grid, Labelled, Line


def write_xlsx(document: Labelled, path: Path) -> None:
    """Write every table of the document on a sheet of its own, the lines before it as its first rows."""
    book = Workbook()
    book.remove(book.active)
    opening = [block.printed for block in document.blocks if isinstance(block, Line)]
    for number, grid in enumerate((block for block in document.blocks if isinstance(block, Grid)), 1):
        sheet = book.create_sheet(f"{number} {grid.sheet.title()}"[:30])
        _fill(sheet, grid, opening)
    book.save(path)


def _fill(sheet: Worksheet, grid: Grid, opening: list[str]) -> None:
    width = max(len(row) for row in grid.rows)
    for text in opening:
        sheet.append([text])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=width)
    tops: dict[int, int] = {}
    for row in grid.rows:
        sheet.append([cell.printed or None for cell in row])
        at = sheet.max_row
        if len(row) == 1:
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=width)
            continue
        for column, cell in enumerate(row, 1):
            sheet.cell(at, column).alignment = Alignment(wrap_text=True, vertical="top")
            if cell.printed:
                tops.pop(column, None)
                continue
            if column in tops:  # ranges of one workbook never overlap: the one above is made longer
                sheet.unmerge_cells(start_row=tops[column], end_row=at - 1, start_column=column, end_column=column)
            top = tops.setdefault(column, at - 1)
            sheet.merge_cells(start_row=top, end_row=at, start_column=column, end_column=column)
