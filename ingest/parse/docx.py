"""Word documents: paragraphs, tables, text boxes and notes in the order in which people read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.blocks import Block, Paragraph, warnings_of, written
from ingest.parse.docx_numbering import Numbering
from ingest.parse.docx_pictures import with_scans
from ingest.parse.docx_runs import MC, Note, RunReader, chosen, is_placeholder
from ingest.parse.docx_styles import WHITE, Styles, W, fill_of
from ingest.parse.fonts import OLD_FONT_NAMES
from ingest.parse.grid import Grid, GridRow, is_letterhead
from ingest.parse.ooxml import BROKEN, Package
from ingest.parse.source import Source
from ingest.parse.writer import Anchor
from ingest.vietnamese import fold

_CONTAINERS = frozenset({f"{W}{name}" for name in ("sdtContent", "ins", "moveTo", "customXml", "smartTag")})
_LONGEST_MARK = 60
_HEAD = re.compile(r"C[ỘO]NG H[ÒOÀ][AÀ] X[ÃA] H[ỘO]I|^\s*S[ốô]\s*:\s*\d*\s*/", re.IGNORECASE | re.MULTILINE)
_SECRECY = re.compile(r"\bm\s*[aâậ]\s*t\b")
_CHANGES = (f"{W}ins", f"{W}del", f"{W}moveTo")


def parse(source: Source) -> Parsed:
    """What a DOCX says once its changes are accepted; letterhead tables are read column by column, others are rows.

    Comments, hidden text, deleted text and page furniture are left out, and counted in the warnings. Stamps on pictures
    of pages are read, and their text where the document has hardly any of its own.
    """
    try:
        with Package(source.path) as package:
            return with_scans(_parsed(package), package, source)
    except MemoryError:
        raise
    except BROKEN as error:
        raise ReadFailure(FailureReason.DAMAGED, f"docx: {type(error).__name__}") from error


def _parsed(package: Package) -> Parsed:
    main = package.main
    document = package.root(main)
    reader = _BodyReader(package, main, document)
    body = reader.blocks_of(document.find(f"{W}body"), main)
    heads, feet = _letterhead(package, main, reader, body)
    whole = written([*heads, *body, *feet])
    return Parsed(
        whole.text,
        whole.pages,
        title=package.title,
        rows=whole.rows,
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        warnings=warnings_of(
            [*reader.runs.repaired, *whole.repaired],
            reader.runs.hidden,
            sum(1 for _ in document.iter(*_CHANGES)),
            _comments(package, main),
            package.has_macros,
        ),
        links=whole.links,
    )


def _comments(package: Package, main: str) -> int:
    return sum(len(package.root(name).findall(f"{W}comment")) for name in package.related(main, "comments"))


# ------------------------------------------------------------------------------------------- the body


@dataclass(frozen=True)
class _Cell:
    """A table cell before it is known what the table is for; `width` is in columns."""

    blocks: tuple[Block, ...]
    width: int
    continues: bool

    @property
    def text(self) -> str:
        return "\n".join(line for block in self.blocks for line in _flat(block) if line)

    @property
    def anchors(self) -> Iterator[Anchor]:
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.anchors
            else:
                yield from (anchor for row in block.rows for _, anchor in row.anchors)


class _BodyReader:
    """Turns the XML of a part into blocks; list numbers and note numbers go on from part to part."""

    def __init__(self, package: Package, main: str, document: Any) -> None:
        styles = package.root(next(package.related(main, "styles"), ""))
        # A theme matters only where it names a font of an old encoding, which is hardly ever.
        theme = package.root_with(next(package.related(main, "theme"), ""), OLD_FONT_NAMES)
        self._styles = Styles(styles, theme)
        self.runs = RunReader(self._styles)
        self._numbering = Numbering(package.root(next(package.related(main, "numbering"), "")), styles)
        self._package = package
        self._main = main
        self._notes: dict[str, dict[str, Any]] = {}
        background = document.find(f"{W}background")
        self._page = "" if background is not None else WHITE

    def blocks_of(self, root: Any, part: str) -> list[Block]:
        """Everything in a part; none when the part has no content."""
        return list(self._read(root, part, self._page)) if root is not None else []

    def _read(self, container: Any, part: str, ground: str) -> Iterator[Block]:
        carried: Paragraph | None = None
        for block in _block_elements(container):
            if block.tag == f"{W}tbl":
                yield from self._table(block, part, ground)
                continue
            own, hanging = self._paragraph(block, part, ground, carried)
            carried = own if _joins_next(block) else None
            yield from hanging if carried else [own, *hanging]
        if carried:
            yield carried

    def _paragraph(
        self, paragraph: Any, part: str, ground: str, before: Paragraph | None
    ) -> tuple[Paragraph, list[Block]]:
        """The paragraph (after the text of one whose end was deleted), its text boxes, and the notes it calls."""
        read = self.runs.read(paragraph, ground, self._package.addresses(part))
        text = (before.text if before else "") + read.text
        if text.strip() and not _joins_next(paragraph):
            label, font = self._numbering.label(paragraph)
            text = f"{self.runs.repair(label, font)}{text.strip()}"
        own = Paragraph(text, ((before.anchors if before else ()) + read.anchors))
        boxes = (block for box in read.boxes for block in self._read(box, part, _box_ground(box, ground)))
        return own, [*boxes, *(note for call in read.notes if (note := self._note(call)))]

    def _note(self, call: Note) -> Paragraph | None:
        if call.kind not in self._notes:
            part = next(self._package.related(self._main, call.kind), "")
            root = self._package.root(part)
            self._notes[call.kind] = {note.get(f"{W}id", ""): note for note in (root if root is not None else ())}
        note = self._notes[call.kind].get(call.id)
        if note is None:
            return None
        part = next(self._package.related(self._main, call.kind))
        blocks = list(self._read(note, part, self._page))
        text = " ".join(line.strip() for block in blocks for line in _flat(block) if line.strip())
        return Paragraph(f"[{call.number}] {text}", tuple(_Cell(tuple(blocks), 1, False).anchors)) if text else None

    def _table(self, table: Any, part: str, ground: str) -> Iterator[Block]:
        ground = self._table_ground(table, ground)
        rows = [_cut_before(row, self._cells(row, part, ground)) for row in _row_elements(table)]
        columns = max((sum(cell.width for cell in row) for row in rows), default=0)
        widest = max((len(row) for row in rows), default=0)
        if len(rows) < 2 or _places_side_by_side(rows, widest):
            for column in range(widest):
                for row in rows:
                    yield from row[column].blocks if column < len(row) else ()
            return
        yield Grid("", tuple(_grid_rows(rows, columns)))

    def _cells(self, row: Any, part: str, ground: str) -> Iterator[_Cell]:
        for cell in _cell_elements(row):
            properties = cell.find(f"{W}tcPr")
            shading = properties.find(f"{W}shd") if properties is not None else None
            fill = fill_of(shading) if shading is not None else None
            blocks = tuple(self._read(cell, part, ground if fill is None else fill))
            yield _Cell(blocks, _span(properties), _continues_above(properties))

    def _table_ground(self, table: Any, ground: str) -> str:
        """A table style may paint rows dark and write on them in white; which rows, only Word knows."""
        style = table.find(f"{W}tblPr/{W}tblStyle")
        return "" if style is not None and self._styles.shades(style.get(f"{W}val", "")) else ground


def _places_side_by_side(rows: Sequence[Sequence[_Cell]], columns: int) -> bool:
    """Whether a table is only there for layout: one column, or the two of a letter's head, perhaps with a gap between."""
    filled = {at for row in rows for at, cell in enumerate(row) if cell.text}
    return columns < 2 or (len(filled) <= 2 and columns <= 3 and is_letterhead([c.text for row in rows for c in row]))


def _block_elements(container: Any) -> Iterator[Any]:
    """Paragraphs and tables of a container, also inside content controls and accepted insertions."""
    for child in container:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag == f"{W}sdt":
            yield from () if is_placeholder(child) else _block_elements(child)
        elif child.tag in _CONTAINERS:
            yield from _block_elements(child)
        elif child.tag == f"{MC}AlternateContent":
            yield from _block_elements(chosen(child))


def _row_elements(table: Any) -> Iterator[Any]:
    """The rows of a table that are not deleted, also inside content controls."""
    for child in table:
        if child.tag == f"{W}tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in _CONTAINERS or child.tag == f"{W}sdt":
            yield from _row_elements(child)


def _cell_elements(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _CONTAINERS or child.tag == f"{W}sdt":
            yield from _cell_elements(child)


def _joins_next(paragraph: Any) -> bool:
    """Whether the end of the paragraph was deleted, so that the next one goes on in it."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None)


def _box_ground(box: Any, ground: str) -> str:
    """The ground in a text box: not known when its shape is filled with a colour."""
    for shape in box.iterancestors():
        name = str(shape.tag).rsplit("}", 1)[-1]
        if name == "wsp":
            return (
                "" if shape.find("{*}spPr/{*}solidFill") is not None or shape.find("{*}style") is not None else ground
            )
        if name in ("shape", "rect", "roundrect"):
            return "" if shape.get("fillcolor") and shape.get("filled", "t") not in ("f", "false") else ground
        if name == "p":
            return ground
    return ground


def _span(properties: Any) -> int:
    span = properties.find(f"{W}gridSpan") if properties is not None else None
    width = span.get(f"{W}val", "1") if span is not None else "1"
    return max(1, min(int(width), 100)) if width.isdigit() else 1


def _continues_above(properties: Any) -> bool:
    merge = properties.find(f"{W}vMerge") if properties is not None else None
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _cut_before(row: Any, cells: Iterable[_Cell]) -> list[_Cell]:
    """The cells, after a blank one when the row begins further right than its table."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    width = before.get(f"{W}val", "0") if before is not None else "0"
    blank = [_Cell((), min(int(width), 100), False)] if width.isdigit() and int(width) else []
    return [*blank, *cells]


def _grid_rows(rows: Sequence[Sequence[_Cell]], columns: int) -> Iterator[GridRow]:
    """Rows with every column filled: a cell merged downwards repeats, one merged sideways leaves blanks."""
    above: list[str] = []
    for number, row in enumerate(rows, start=1):
        cells: list[str] = []
        wide: list[tuple[int, int]] = []
        anchors: list[tuple[int, Anchor]] = []
        for cell in row:
            at = len(cells)
            carried = cell.continues and at < len(above)
            if cell.width > 1:
                wide.append((at, at + cell.width - 1))
            anchors += ((at, anchor) for anchor in cell.anchors)
            cells += [above[at] if carried else cell.text, *[""] * (cell.width - 1)]
        above = cells
        yield GridRow(number, tuple(cells), len(row) == 1 and columns > 1, tuple(wide), tuple(anchors))


def _flat(block: Block) -> Iterator[str]:
    """A block as lines of a cell: a table inside a cell is a line per row."""
    if isinstance(block, Paragraph):
        yield block.text
        return
    for row in block.rows:
        yield " | ".join(" ".join(cell.split()) for cell in row.cells if cell)


# ------------------------------------------------------------------------------- headers and footers


def _letterhead(
    package: Package, main: str, reader: _BodyReader, body: Sequence[Block]
) -> tuple[list[Block], list[Block]]:
    """What headers and footers carry of the letter itself: its head, its number, a mark of secrecy."""
    said = {_bare(line) for block in body for line in _flat(block)}
    found: dict[str, list[Block]] = {}
    for kind in ("header", "footer"):
        blocks: list[Block] = []
        for name in package.related(main, kind):
            root = package.root(name)
            own = [*_watermarks(root), *reader.blocks_of(root, name)]
            for block in own if _is_head(own) else _marks(own):
                kept = [_bare(line) for line in _flat(block) if _bare(line)]
                if not said.issuperset(kept):
                    said.update(kept)
                    blocks.append(block)
        found[kind] = blocks
    return found["header"], found["footer"]


def _is_head(blocks: Sequence[Block]) -> bool:
    return any(_HEAD.search(line) for block in blocks for line in _flat(block))


def _marks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Lines that may be a mark of secrecy; the gate decides."""
    for block in blocks:
        for line in _flat(block):
            if len(line) <= _LONGEST_MARK and _SECRECY.search(fold(line)):
                yield Paragraph(line)


def _watermarks(root: Any) -> Iterator[Block]:
    for shape in root.iter("{urn:schemas-microsoft-com:vml}textpath"):
        yield Paragraph(shape.get("string", ""))


def _bare(line: str) -> str:
    return " ".join(fold(line).split())
