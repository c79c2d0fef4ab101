"""Word files: head and foot as tables of two columns, footnotes as real footnotes."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn

from evals.archive.page import Columns, Grid, Labelled, Line, Part
from evals.archive.render.text import column_lines, with_hard_spaces

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def write_docx(document: Labelled, path: Path) -> None:
    """Write the document as a Word file."""
    word = docx.Document()
    notes = [block for block in document.blocks if isinstance(block, Line) and block.part is Part.NOTE]
    for block in document.blocks:
        if isinstance(block, Columns):
            _columns(word, block, document.variations)
        elif isinstance(block, Grid):
            _grid(word, block)
        elif block.part is not Part.NOTE:
            _paragraph(word, block.printed, bool(notes), "nbsp" in document.variations)
    if notes:
        _footnotes(word, [note.printed.partition("] ")[2] for note in notes])
    word.save(path)


def _paragraph(word: Any, text: str, has_notes: bool, hard_spaces: bool) -> None:
    paragraph = word.add_paragraph()
    before, mark, after = text.partition(" [1]") if has_notes else (text, "", "")
    paragraph.add_run(with_hard_spaces(before) if hard_spaces else before)
    if mark:
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), "1")
        paragraph.add_run()._r.append(reference)
        paragraph.add_run(after)


def _columns(word: Any, columns: Columns, flags: frozenset[str]) -> None:
    if "interleaved" in flags:
        for text in column_lines(columns, flags):
            word.add_paragraph(text)
        return
    table = word.add_table(rows=1, cols=2)
    for cell, side in zip(table.rows[0].cells, (columns.left, columns.right), strict=True):
        cell.text = side[0]
        for text in side[1:]:
            cell.add_paragraph(text)


def _grid(word: Any, grid: Grid) -> None:
    width = max(len(row) for row in grid.rows)
    table = word.add_table(rows=len(grid.rows), cols=width)
    for number, (row, texts) in enumerate(zip(table.rows, grid.rows, strict=True)):
        cells = row.cells
        if len(texts) == 1:
            cells[0].merge(cells[-1]).text = texts[0].printed
            continue
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            if text.printed or number == 0:
                cell.text = text.printed
            else:
                table.cell(number - 1, column).merge(cell)


def _footnotes(word: Any, notes: list[str]) -> None:
    """The part of the package that holds footnotes; python-docx has no call for it."""
    written = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {escape(note)}'
        "</w:t></w:r></w:p></w:footnote>"
        for number, note in enumerate(notes, 1)
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>{written}</w:footnotes>'
    part = PackagePart(PackURI("/word/footnotes.xml"), FOOTNOTES, xml.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
