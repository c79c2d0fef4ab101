"""Tables of any format: where the header is, which rows are section headings, where each cell stands in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.documents import Cell, Row, Span
from ingest.parse.clean import clean
from ingest.parse.writer import TextWriter

HEADER_WITHIN_ROWS = 15
LONGEST_HEADING = 80

_COUNTER = re.compile(r"(?:[IVXLC]+|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*)[.)]?")
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?")
_LETTERHEAD = re.compile(r"C[ỘO]NG H[ÒOÀ][AÀ] X[ÃA] H[ỘO]I|Nơi nhận", re.IGNORECASE)


@dataclass(frozen=True)
class GridRow:
    """A table row: its number in the sheet, its cells, and whether one cell was merged over most columns."""

    number: int
    cells: tuple[str, ...]
    merged: bool = False


@dataclass(frozen=True)
class Grid:
    """A table before it is written; rows may be of unequal length."""

    sheet: str
    rows: tuple[GridRow, ...]


def write_grid(writer: TextWriter, grid: Grid) -> tuple[Row, ...]:
    """Writes a table, one cell per line and a blank line between rows; returns its data rows."""
    rows = [row for row in (_cleaned(row) for row in grid.rows) if any(row.cells)]
    at = _header_position(rows)
    if at is None:
        for row in rows:
            _write_cells(writer, row.cells)
        return ()
    for row in rows[:at]:
        writer.exact("\n".join(dict.fromkeys(cell for cell in row.cells if cell)))
    header = rows[at]
    _write_cells(writer, header.cells)
    return tuple(_data_rows(writer, grid.sheet, header.cells, rows[at + 1 :]))


def is_letterhead(cells: Sequence[str]) -> bool:
    """Whether a two-column table only places things side by side: the head of a letter, or its signature."""
    return _LETTERHEAD.search("\n".join(cells)) is not None


def _data_rows(writer: TextWriter, sheet: str, header: tuple[str, ...], rows: Sequence[GridRow]) -> list[Row]:
    section = ""
    found: list[Row] = []
    names = [_column(header, position) for position in range(max((len(row.cells) for row in rows), default=0))]
    for row in rows:
        if row.cells == header or (not found and _numbers_columns(row.cells)):
            continue
        if _is_section(row, header):
            section = " ".join(dict.fromkeys(cell for cell in row.cells if cell))
            writer.exact(section, "\n\n")
            continue
        spans = _write_cells(writer, row.cells)
        cells = (Cell(names[position], span) for position, span in spans)
        found.append(Row(sheet, row.number, section, tuple(cells)))
    return found


def _write_cells(writer: TextWriter, cells: Sequence[str]) -> list[tuple[int, Span]]:
    spans: list[tuple[int, Span]] = []
    for position, cell in enumerate(cells):
        if cell:
            spans.append((position, writer.exact(cell, "\n" if spans else "\n\n")))
    return spans


def _cleaned(row: GridRow) -> GridRow:
    cells = [_cleaned_cell(cell) if cell else "" for cell in row.cells]
    while cells and not cells[-1]:
        cells.pop()
    return GridRow(row.number, tuple(cells), row.merged)


def _cleaned_cell(cell: str) -> str:
    cleaned = clean(cell).strip()
    return "\n".join(part for line in cleaned.split("\n") if (part := line.strip())) if "\n" in cleaned else cleaned


def _header_position(rows: Sequence[GridRow]) -> int | None:
    """The first of the early rows with the most short text cells; None when no row has two."""
    scores = [_heading_cells(row.cells) for row in rows[:HEADER_WITHIN_ROWS]]
    best = max(scores, default=0)
    return scores.index(best) if best >= 2 else None


def _heading_cells(cells: Sequence[str]) -> int:
    short = {cell for cell in cells if len(cell) <= LONGEST_HEADING and any(character.isalpha() for character in cell)}
    return len(short)


def _numbers_columns(cells: Sequence[str]) -> bool:
    """The row `(1) (2) (3)` that forms put under their header."""
    filled = [cell for cell in cells if cell]
    return len(filled) >= 2 and all(_COLUMN_NUMBER.fullmatch(cell) for cell in filled)


def _is_section(row: GridRow, header: Sequence[str]) -> bool:
    """`I | LĨNH VỰC BƯU CHÍNH`: one text, perhaps after a counter, in a table of three or more columns."""
    filled = list(dict.fromkeys(cell for cell in row.cells if cell))
    if len(header) < 3 or not filled or len(filled) > 2:
        return False
    counter, heading = ("", filled[0]) if len(filled) == 1 else (filled[0], filled[1])
    if counter and not _COUNTER.fullmatch(counter):
        return False
    shouted = heading == heading.upper() and any(character.isalpha() for character in heading)
    named = heading.upper().startswith(("LĨNH VỰC", "NHÓM", "PHẦN"))
    return shouted or named or row.merged or re.fullmatch(r"[IVXLC]+[.)]?", counter) is not None


def _column(header: Sequence[str], position: int) -> str:
    name = header[position] if position < len(header) else ""
    return " ".join(name.split()) or f"Cột {position + 1}"
