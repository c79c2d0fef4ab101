"""Word documents: paragraphs, tables and text boxes in the order in which they stand in the body."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from ingest.documents import Parsed, Row
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.docx_numbering import Numbering
from ingest.parse.grid import Grid, GridRow, is_letterhead, write_grid
from ingest.parse.source import Source
from ingest.parse.writer import TextWriter

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Deleted text (tracked changes), the older copy of a text box, and comments are not what the document says.
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText"})
_BROKEN = (
    PackageNotFoundError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError,
    AttributeError, KeyError, TypeError, ValueError, EOFError, OSError, RecursionError,
)  # fmt: skip


def parse(source: Source) -> Parsed:
    """The body of a DOCX; letterhead tables are read column by column, other tables become rows."""
    try:
        document: Any = Document(str(source.path))
        reader = _BodyReader(Numbering(document))
        reader.read(document.element.body)
    except MemoryError:
        raise
    except _BROKEN as error:
        raise ReadFailure(FailureReason.DAMAGED, f"python-docx: {type(error).__name__}") from error
    return Parsed(
        reader.writer.text,
        reader.writer.pages,
        title=(document.core_properties.title or "").strip(),
        rows=tuple(reader.rows),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )


class _BodyReader:
    """Walks the XML of a body once, writing as it goes."""

    def __init__(self, numbering: Numbering) -> None:
        self.writer = TextWriter()
        self.rows: list[Row] = []
        self._numbering = numbering
        self._tables = 0

    def read(self, container: Any) -> None:
        for block in _blocks(container):
            if block.tag == f"{_W}p":
                for text in self._paragraphs(block):
                    self.writer.paragraph(text)
            else:
                self._table(block)

    def _table(self, table: Any) -> None:
        rows = [list(_cells(row)) for row in table.iter(f"{_W}tr") if _owner(row, f"{_W}tbl") is table]
        texts = ["\n".join(self._cell_text(cell) for cell, _ in row) for row in rows]
        columns = max((len(row) for row in rows), default=0)
        if columns < 2 or len(rows) < 2 or (columns == 2 and is_letterhead(texts)):
            self._side_by_side(rows, columns)
            return
        self._tables += 1
        grid = Grid(f"Bảng {self._tables}", tuple(self._grid_rows(rows, columns)))
        self.rows += write_grid(self.writer, grid)

    def _side_by_side(self, rows: Sequence[Sequence[tuple[Any, int]]], columns: int) -> None:
        for column in range(columns):
            for row in rows:
                if column < len(row):
                    self.read(row[column][0])

    def _grid_rows(self, rows: Sequence[Sequence[tuple[Any, int]]], columns: int) -> Iterator[GridRow]:
        """Rows with every column filled: a cell merged downwards repeats, one merged sideways leaves blanks."""
        above: list[str] = []
        for number, row in enumerate(rows, start=1):
            cells: list[str] = []
            for cell, width in row:
                carried = _continues_above(cell) and len(cells) < len(above)
                cells += [above[len(cells)] if carried else self._cell_text(cell), *[""] * (width - 1)]
            above = cells
            yield GridRow(number, tuple(cells), merged=len(row) == 1 and columns > 1)

    def _cell_text(self, cell: Any) -> str:
        return "\n".join(text for paragraph in cell.iter(f"{_W}p") for text in self._paragraphs(paragraph) if text)

    def _paragraphs(self, paragraph: Any) -> list[str]:
        """The paragraph's own text, then that of the text boxes anchored in it."""
        boxes = [box for box in paragraph.iter(f"{_W}txbxContent") if not _inside(box, f"{_MC}Fallback", paragraph)]
        own = "".join(_runs(paragraph)).strip()
        if own:
            own = f"{self._numbering.label(paragraph)}{own}"
        return [own, *("".join(_runs(inner)) for box in boxes for inner in box.iter(f"{_W}p"))]


def _blocks(container: Any) -> Iterator[Any]:
    """Paragraphs and tables of a container, also inside content controls and accepted insertions."""
    for child in container:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _blocks(child)


def _cells(row: Any) -> Iterator[tuple[Any, int]]:
    """The cells of a row, each with the number of columns it covers."""
    for child in row:
        if child.tag == f"{_W}tc":
            span = child.find(f"{_W}tcPr/{_W}gridSpan")
            yield child, int(span.get(f"{_W}val", "1")) if span is not None else 1
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _cells(child)


def _continues_above(cell: Any) -> bool:
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _runs(element: Any) -> Iterator[str]:
    """The visible text of a paragraph without its text boxes."""
    for child in element:
        if child.tag in _SKIPPED or child.tag == f"{_W}txbxContent":
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield " "
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        else:
            yield from _runs(child)


def _owner(element: Any, tag: str) -> Any:
    parent = element.getparent()
    while parent is not None and parent.tag != tag:
        parent = parent.getparent()
    return parent


def _inside(element: Any, tag: str, limit: Any) -> bool:
    parent = element.getparent()
    while parent is not None and parent is not limit:
        if parent.tag == tag:
            return True
        parent = parent.getparent()
    return False
