"""Tables of any format: where the header is, which rows are section headings, where each cell stands in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.documents import Cell, Row, Span
from ingest.parse.clean import clean
from ingest.parse.writer import Anchor, TextWriter

HEADER_WITHIN_ROWS = 15
LONGEST_HEADING = 80

_COUNTER = re.compile(r"(?:[IVXLC]+|[A-ZĐ]|\d{1,3}(?:\.\d{1,3})*)[.)]?")
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Z])\)?")
_LETTERHEAD = re.compile(r"C[ỘO]NG H[ÒOÀ][AÀ] X[ÃA] H[ỘO]I|Nơi nhận", re.IGNORECASE)


@dataclass(frozen=True)
class GridRow:
    """A table row: its number in the sheet, its cells, and whether one cell was merged over most columns.

    `wide` are the cells that cover several columns (first column, last column), the others being blank; `anchors`
    are the links in the cells by column.
    """

    number: int
    cells: tuple[str, ...]
    merged: bool = False
    wide: tuple[tuple[int, int], ...] = ()
    anchors: tuple[tuple[int, Anchor], ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table before it is written; rows may be of unequal length."""

    sheet: str
    rows: tuple[GridRow, ...]


def write_grid(writer: TextWriter, grid: Grid) -> tuple[Row, ...]:
    """Writes a table, one cell per line and a blank line between rows; returns its data rows."""
    rows = [row for row in (_cleaned(row) for row in grid.rows) if any(row.cells)]
    header = _header(rows)
    if header is None:
        for row in rows:
            _write_cells(writer, row)
        return ()
    for row in rows[: header.first]:
        writer.exact("\n".join(dict.fromkeys(cell for cell in row.cells if cell)))
    for row in _without_repeats(rows[header.first : header.last + 1]):
        _write_cells(writer, row)
    return tuple(_data_rows(writer, grid.sheet, header, rows))


def is_letterhead(cells: Sequence[str]) -> bool:
    """Whether a two-column table only places things side by side: the head of a letter, or its signature."""
    return _LETTERHEAD.search("\n".join(cells)) is not None


@dataclass(frozen=True)
class _Header:
    """The rows that name the columns (positions in the table), and the names they give together."""

    first: int
    last: int
    names: tuple[str, ...]


def _data_rows(writer: TextWriter, sheet: str, header: _Header, rows: Sequence[GridRow]) -> list[Row]:
    section = ""
    found: list[Row] = []
    heads = {row.cells for row in rows[header.first : header.last + 1]}
    names = [_column(header.names, position) for position in range(max(len(row.cells) for row in rows))]
    for row in rows[header.last + 1 :]:
        if row.cells in heads or (not found and _numbers_columns(row.cells)):
            continue
        if _is_section(row, header.names):
            section = " ".join(dict.fromkeys(cell for cell in row.cells if cell))
            writer.exact(section, "\n\n", [anchor for _, anchor in row.anchors])
            continue
        spans = _write_cells(writer, row)
        cells = (Cell(names[position], span) for position, span in spans)
        found.append(Row(sheet, row.number, section, tuple(cells)))
    return found


def _write_cells(writer: TextWriter, row: GridRow) -> list[tuple[int, Span]]:
    spans: list[tuple[int, Span]] = []
    for position, cell in enumerate(row.cells):
        if cell:
            anchors = [anchor for column, anchor in row.anchors if column == position] if row.anchors else ()
            spans.append((position, writer.exact(cell, "\n" if spans else "\n\n", anchors)))
    return spans


def _cleaned(row: GridRow) -> GridRow:
    cells = [_cleaned_cell(cell) if cell else "" for cell in row.cells]
    while cells and not cells[-1]:
        cells.pop()
    return replace(row, cells=tuple(cells))


def _cleaned_cell(cell: str) -> str:
    if cell.isascii() and cell.isalnum():
        return cell  # numbers, which most cells of large tables are
    cleaned = clean(cell).strip()
    return "\n".join(part for line in cleaned.split("\n") if (part := line.strip())) if "\n" in cleaned else cleaned


def _header(rows: Sequence[GridRow]) -> _Header | None:
    """The first of the early rows with the most short text cells, with the rows it shares its cells with.

    None when no row has two such cells.
    """
    scores = [_heading_cells(row.cells) for row in rows[:HEADER_WITHIN_ROWS]]
    best = max(scores, default=0)
    if best < 2:
        return None
    first = last = scores.index(best)
    while first and _divides(rows[first - 1], rows[first]):
        first -= 1
    while last + 1 < len(rows) and _divides(rows[last], rows[last + 1]):
        last += 1
    return _Header(first, last, tuple(_joined_names(rows[first : last + 1])))


def _divides(upper: GridRow, lower: GridRow) -> bool:
    """Whether `lower` names the columns below the wide cells of `upper` and says nothing else."""
    below = {
        at for first, last in upper.wide if upper.cells[first : first + 1] != ("",) for at in range(first, last + 1)
    }
    filled = {at for at, cell in enumerate(lower.cells) if cell}
    if len(filled & below) < 2 or not all(len(lower.cells[at]) <= LONGEST_HEADING for at in filled & below):
        return False
    if _heading_cells(upper.cells) < 2 or _numbers_columns([lower.cells[at] for at in sorted(filled & below)]):
        return False
    return all(lower.cells[at] == _cell(upper, at) for at in filled - below)


def _joined_names(levels: Sequence[GridRow]) -> Iterator[str]:
    """`Nội dung Trả lời` for the column `Nội dung` below `Trả lời`; a name that goes through all levels stands once."""
    spread = [_spread(row) for row in reversed(levels)]
    for position in range(max(len(cells) for cells in spread)):
        names = (cells[position] for cells in spread if position < len(cells))
        yield " ".join(dict.fromkeys(name for name in names if name))


def _spread(row: GridRow) -> list[str]:
    """The cells of a header row, wide ones in every column they cover."""
    last = max([len(row.cells), *(end + 1 for _, end in row.wide)])
    cells = [_cell(row, at) for at in range(last)]
    for first, end in row.wide:
        cells[first : end + 1] = [cells[first]] * (end + 1 - first)
    return cells


def _without_repeats(levels: Sequence[GridRow]) -> Iterator[GridRow]:
    """Header rows without the names that a cell merged downwards repeats from the row above."""
    for number, row in enumerate(levels):
        above = levels[number - 1] if number else None
        cells = (cell if above is None or cell != _cell(above, at) else "" for at, cell in enumerate(row.cells))
        yield replace(row, cells=tuple(cells))


def _cell(row: GridRow, position: int) -> str:
    return row.cells[position] if position < len(row.cells) else ""


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
