"""What office files and web pages consist of before they are text: paragraphs and tables, with their links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.documents import Link, Page, Row
from ingest.encodings import repaired
from ingest.parse.grid import Grid, GridRow, write_grid
from ingest.parse.writer import Anchor, TextWriter


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as it stands in the file, not yet cleaned."""

    text: str
    anchors: tuple[Anchor, ...] = ()


Block = Paragraph | Grid


@dataclass(frozen=True)
class Written:
    """Blocks as the text of a document; `repaired` names the encodings and damages the text was repaired from."""

    text: str
    pages: tuple[Page, ...]
    rows: tuple[Row, ...]
    links: tuple[Link, ...]
    repaired: tuple[str, ...]


def written(blocks: Sequence[Block]) -> Written:
    """The text of the blocks, repaired where the document as a whole shows an old encoding; tables are numbered."""
    repairs = _repairs(blocks)
    writer = TextWriter()
    rows: list[Row] = []
    tables = 0
    for block in blocks:
        mended = _mended(block, repairs.texts)
        if isinstance(mended, Paragraph):
            writer.paragraph(mended.text, anchors=mended.anchors)
            continue
        tables += 1
        rows += write_grid(writer, mended if mended.sheet else replace(mended, sheet=f"Bảng {tables}"))
    return Written(writer.text, writer.pages, tuple(rows), writer.links, repairs.what)


def warnings_of(
    repaired: Iterable[str] = (),
    hidden: int = 0,
    changes: int = 0,
    comments: int = 0,
    macros: bool = False,
) -> tuple[str, ...]:
    """The warnings of an office file or a web page, as `Parsed.warnings` holds them."""
    what = ", ".join(dict.fromkeys(repaired))
    return tuple(
        warning
        for warning, told in (
            (f"repaired: {what}", bool(what)),
            (f"hidden_text: {hidden}", hidden > 0),
            (f"tracked_changes: {changes}", changes > 0),
            (f"comments: {comments}", comments > 0),
            ("macros", macros),
        )
        if told
    )


@dataclass(frozen=True)
class _Repairs:
    """Lines that read differently once their encoding is known."""

    texts: dict[str, str]
    what: tuple[str, ...]


def _repairs(blocks: Sequence[Block]) -> _Repairs:
    """Decided over the whole document: one line alone is too little evidence."""
    lines = [line for text in _texts(blocks) for line in text.split("\n")]
    whole = repaired("\n".join(lines))
    if not whole.what:
        return _Repairs({}, ())
    mended = whole.text.split("\n")
    if len(mended) != len(lines):
        mended = [repaired(line).text for line in lines]
    return _Repairs(dict(zip(lines, mended, strict=True)), whole.what)


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell for row in block.rows for cell in row.cells if cell)


def _mended(block: Block, texts: dict[str, str]) -> Block:
    if not texts:
        return block
    if isinstance(block, Paragraph):
        return Paragraph(_mended_text(block.text, texts), tuple(_mended_anchor(one, texts) for one in block.anchors))
    return replace(block, rows=tuple(_mended_row(row, texts) for row in block.rows))


def _mended_row(row: GridRow, texts: dict[str, str]) -> GridRow:
    cells = tuple(_mended_text(cell, texts) for cell in row.cells)
    return replace(row, cells=cells, anchors=tuple((at, _mended_anchor(one, texts)) for at, one in row.anchors))


def _mended_anchor(anchor: Anchor, texts: dict[str, str]) -> Anchor:
    return replace(anchor, text=texts.get(anchor.text) or repaired(anchor.text).text)


def _mended_text(text: str, texts: dict[str, str]) -> str:
    return "\n".join(texts.get(line, line) for line in text.split("\n"))
