"""Excel workbooks: every sheet as a table, with the values people see."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from lxml.etree import XMLSyntaxError
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.exceptions import InvalidFileException

from ingest.documents import Parsed, Row
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.grid import Grid, GridRow, write_grid
from ingest.parse.source import Source
from ingest.parse.writer import TextWriter

MOST_COLUMNS = 200
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, XMLSyntaxError,
    KeyError, ValueError, TypeError, AttributeError, EOFError, OSError,
)  # fmt: skip
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+):([A-Z]+\d+)"')


def parse(source: Source) -> Parsed:
    """Every sheet of a workbook as values; a cell merged downwards repeats in each of its rows."""
    writer = TextWriter()
    rows: list[Row] = []
    try:
        workbook = load_workbook(source.path, read_only=True, data_only=True)
        try:
            for sheet in workbook.worksheets:
                rows += write_grid(writer, Grid(sheet.title, tuple(_rows(source, sheet))))
        finally:
            workbook.close()
    except _BROKEN as error:
        raise ReadFailure(FailureReason.DAMAGED, f"openpyxl: {type(error).__name__}") from error
    return Parsed(
        writer.text,
        writer.pages,
        rows=tuple(rows),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def _rows(source: Source, sheet: Any) -> Iterator[GridRow]:
    downwards, sideways = _merges(source, sheet)
    carried: dict[int, dict[int, str]] = {}
    # Files written by other programs often declare a wrong size; openpyxl then shows one cell.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        cells = [_shown(cell) for cell in _until_last_filled(row)]
        for column, last in downwards.get(number, ()):
            if column <= len(cells) and cells[column - 1]:
                for below in range(number + 1, last + 1):
                    carried.setdefault(below, {})[column] = cells[column - 1]
        for column, value in carried.pop(number, {}).items():
            cells += [""] * (column - len(cells))
            cells[column - 1] = cells[column - 1] or value
        if any(cells):
            yield GridRow(number, tuple(cells), merged=number in sideways)


def _until_last_filled(row: tuple[Any, ...]) -> tuple[Any, ...]:
    last = len(row)
    while last and row[last - 1].value is None:
        last -= 1
    return row[:last]


def _merges(source: Source, sheet: Any) -> tuple[dict[int, list[tuple[int, int]]], set[int]]:
    """Cells merged downwards by their first row (column, last row), and rows merged over three columns or more.

    Read from the sheet's XML: openpyxl's read-only mode, which keeps memory flat, does not know merged cells.
    """
    with zipfile.ZipFile(source.path) as archive:
        content = archive.read(sheet._worksheet_path)
    downwards: dict[int, list[tuple[int, int]]] = {}
    sideways: set[int] = set()
    for first, last in _MERGE.findall(content):
        (top, left), (bottom, right) = coordinate_to_tuple(first.decode()), coordinate_to_tuple(last.decode())
        if bottom > top and bottom - top < 5000:
            downwards.setdefault(top, []).append((left, bottom))
        if right - left >= 2:
            sideways.add(top)
    return downwards, sideways


def _shown(cell: Any) -> str:
    """The value as a Vietnamese reader sees it: 02/01/2025, 99,8%, 2164."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, (datetime, date)):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, (int, float, Decimal)):
        return _number(float(value), "%" in (cell.number_format or ""))
    return str(value)


def _number(value: float, percent: bool) -> str:
    shown = f"{value * 100 if percent else value:.10g}" if abs(value) < 1e15 else f"{value:.0f}"
    return shown.replace(".", ",") + ("%" if percent else "")
