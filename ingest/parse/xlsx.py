"""Excel workbooks: every sheet that people see as a table, with the values they see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from openpyxl.utils.cell import column_index_from_string

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.blocks import Block, Paragraph, warnings_of, written
from ingest.parse.grid import Grid, GridRow
from ingest.parse.ooxml import BROKEN, Package
from ingest.parse.source import Source
from ingest.parse.writer import Anchor
from ingest.parse.xlsx_book import Book, S, Sheet, runs_of
from ingest.parse.xlsx_numbers import shown_number

MOST_COLUMNS = 200
# Their places and texts fit into the memory of one reader (512 MiB); a million do not.
MOST_CELLS = 600_000
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_VALUE, _FORMULA, _INLINE = f"{S}v", f"{S}f", f"{S}is"
# A sheet of honest size may need longer than a letter.
_CELLS_PER_SIGN_OF_LIFE = 200_000
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_DEFAULT_NAME = re.compile(r"(?:sheet|trang tính|bảng)\s*\d*", re.IGNORECASE)
_LONGEST_MERGE = 5000


def parse(source: Source) -> Parsed:
    """Every visible sheet of a workbook as values; a cell merged downwards repeats in each of its rows.

    Hidden sheets, rows, columns and cells are left out and counted; formulas show their last result.
    """
    try:
        with Package(source.path) as package:
            return _parsed(package, source)
    except BROKEN as error:
        raise ReadFailure(FailureReason.DAMAGED, f"xlsx: {type(error).__name__}") from error


def _parsed(package: Package, source: Source) -> Parsed:
    book = Book(package)
    tally = _Tally(source.alive, hidden=sum(sheet.hidden for sheet in book.sheets))
    blocks = list(_blocks(package, book, tally))
    whole = written(blocks)
    comments = sum(_comments(package, sheet.part) for sheet in book.sheets)
    uncomputed = (f"uncomputed: {tally.uncomputed}",) if tally.uncomputed else ()
    return Parsed(
        whole.text,
        whole.pages,
        rows=whole.rows,
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        warnings=(
            *warnings_of([*book.repaired, *whole.repaired], tally.hidden, comments=comments, macros=package.has_macros),
            *uncomputed,
        ),
        links=whole.links,
    )


def _blocks(package: Package, book: Book, tally: _Tally) -> Iterator[Block]:
    """A table per sheet; sheets that were given a name begin with it where there are several."""
    tables = [
        Grid(sheet.name, rows)
        for sheet in book.sheets
        if not sheet.hidden and (rows := tuple(_rows(package, book, sheet, tally)))
    ]
    for table in tables:
        if len(tables) > 1 and not _DEFAULT_NAME.fullmatch(table.sheet.strip()):
            yield Paragraph(table.sheet)
        yield table


def _comments(package: Package, part: str) -> int:
    return sum(len(package.root(name).findall(f".//{S}comment")) for name in package.related(part, "comments"))


# ------------------------------------------------------------------------------------------ one sheet


@dataclass
class _Tally:
    """What is counted while sheets are read; `alive` tells the watcher of every 200,000 cells."""

    alive: Callable[[], None]
    cells: int = 0
    hidden: int = 0
    uncomputed: int = 0

    def add_cell(self) -> None:
        self.cells += 1
        if self.cells % _CELLS_PER_SIGN_OF_LIFE == 0:
            self.alive()
        if self.cells > MOST_CELLS:
            raise ReadFailure(FailureReason.TOO_LARGE, f"more than {MOST_CELLS} filled cells")


@dataclass
class _Content:
    """The filled cells of a sheet by row and column (from 0), and what the sheet says about them after them."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    anchors: dict[int, list[tuple[int, str]]] = field(default_factory=dict)


def _rows(package: Package, book: Book, sheet: Sheet, tally: _Tally) -> Iterator[GridRow]:
    content = _content(package, book, sheet, tally)
    downwards, sideways = _spread_merges(content)
    shown_columns = _shown_columns(content, tally)
    for number in sorted(content.rows.keys() | downwards.keys()):
        cells = downwards.get(number, {}) | content.rows.get(number, {})
        if not any(cells.values()) or not content.rows.get(number):
            continue
        places = {column: at for at, column in enumerate(shown_columns)}
        line = [cells.get(column, "") for column in shown_columns[: _last_filled(cells, shown_columns)]]
        wide = tuple(_wide(sideways.get(number, ()), places))
        anchors = tuple(
            (places[column], Anchor(cells[column], target))
            for column, target in content.anchors.get(number, ())
            if column in places and cells.get(column)
        )
        if any(line):
            yield GridRow(number, tuple(line), any(last - first >= 2 for first, last in wide), wide, anchors)


def _shown_columns(content: _Content, tally: _Tally) -> list[int]:
    filled = {column for row in content.rows.values() for column in row}
    tally.hidden += len(filled & content.hidden_columns)
    last = max(filled, default=-1)
    return [column for column in range(min(last + 1, MOST_COLUMNS)) if column not in content.hidden_columns]


def _last_filled(cells: dict[int, str], columns: list[int]) -> int:
    last = len(columns)
    while last and not cells.get(columns[last - 1]):
        last -= 1
    return last


def _spread_merges(content: _Content) -> tuple[dict[int, dict[int, str]], dict[int, list[tuple[int, int]]]]:
    """The values that cells merged downwards give to the rows below, and the wide cells of every row."""
    downwards: dict[int, dict[int, str]] = {}
    sideways: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, right in content.merges:
        value = content.rows.get(top, {}).get(left, "")
        for row in range(top, min(bottom, top + _LONGEST_MERGE) + 1):
            if right > left:
                sideways.setdefault(row, []).append((left, right))
            if row > top and value:
                downwards.setdefault(row, {})[left] = value
    return downwards, sideways


def _wide(merges: Iterable[tuple[int, int]], places: dict[int, int]) -> Iterator[tuple[int, int]]:
    for first, last in merges:
        shown = [places[column] for column in range(first, min(last, MOST_COLUMNS) + 1) if column in places]
        if len(shown) > 1:
            yield shown[0], shown[-1]


def _content(package: Package, book: Book, sheet: Sheet, tally: _Tally) -> _Content:
    """Read as a stream: a sheet of a hundred thousand rows never stands in memory as XML."""
    content = _Content()
    addresses = package.addresses(sheet.part)
    previous = 0
    wanted = [f"{S}{name}" for name in ("row", "col", "mergeCell", "hyperlink")]
    with package.open(sheet.part) as stream:
        for _, element in etree.iterparse(stream, tag=wanted, resolve_entities=False, no_network=True, huge_tree=False):
            if element.tag == f"{S}row":
                previous = _read_row(element, previous, book, content, tally)
            elif element.tag == f"{S}col":
                if _is_on(element.get("hidden")) or element.get("width") == "0":
                    first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                    content.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
            elif element.tag == f"{S}mergeCell":
                content.merges += _area(element.get("ref", ""))
            else:
                _read_link(element, addresses, content)
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]
    return content


def _read_row(row: Any, previous: int, book: Book, content: _Content, tally: _Tally) -> int:
    """Adds the filled cells of a row; returns its number. Numbers and places may be missing: then they count on."""
    number = int(row.get("r") or previous + 1)
    cells: dict[int, str] = {}
    column = -1
    for cell in row.iterchildren(f"{S}c"):
        place = _PLACE.match(cell.get("r") or "")
        column = column_index_from_string(place[1]) - 1 if place else column + 1
        if column < MOST_COLUMNS and (shown := _shown(cell, book, tally)):
            cells[column] = shown
            tally.add_cell()
    if cells and (_is_on(row.get("hidden")) or (row.get("ht") or "1").startswith("0")):
        tally.hidden += 1
    elif cells:
        content.rows[number] = cells
    return number


def _shown(cell: Any, book: Book, tally: _Tally) -> str:
    """The value as a Vietnamese reader sees it; "" for empty cells, errors, and what cannot be seen."""
    kind = cell.get("t", "n")
    value = inline = formula = None
    for child in cell:
        if child.tag == _VALUE:
            value = child.text
        elif child.tag == _FORMULA:
            formula = child
        elif child.tag == _INLINE and kind == "inlineStr":
            inline = child
    if not value and inline is None:
        tally.uncomputed += kind != "str" and formula is not None
        return ""
    style = book.style(cell.get("s"))
    if style.hidden:
        tally.hidden += 1
        return ""
    if inline is not None:
        return book.text(runs_of(inline), style.font)
    if value is None or kind == "e":
        return ""
    if kind == "s":
        return book.shared_text(int(value), style.font)
    if kind == "str":
        return str(value)
    if kind == "b":
        return "Có" if value == "1" else "Không"
    if kind == "d":
        day = value[:10].split("-")
        return "/".join(reversed(day))
    return shown_number(float(value), style.code, book.base) if value.strip() else ""


def _area(reference: str) -> Iterator[tuple[int, int, int, int]]:
    """(top, left, bottom, right) of `B2:D5`, rows from 1 and columns from 0."""
    first, _, last = reference.partition(":")
    start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
    if start and end:
        yield int(start[2]), column_index_from_string(start[1]) - 1, int(end[2]), column_index_from_string(end[1]) - 1


def _read_link(element: Any, addresses: dict[str, str], content: _Content) -> None:
    place = _PLACE.match(element.get("ref", ""))
    target = addresses.get(element.get(f"{_R}id", ""), "")
    if place and target:
        content.anchors.setdefault(int(place[2]), []).append((column_index_from_string(place[1]) - 1, target))


def _is_on(value: str | None) -> bool:
    return value in ("1", "true")
