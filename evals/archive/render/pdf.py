"""PDF with a text layer: head in two columns, page numbers, a footnote at the bottom of the first page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from evals.archive.page import Columns, Grid, Labelled, Line, Part
from evals.archive.render.text import column_lines

FONT = Path(__file__).parents[3] / "corpus" / "fonts" / "Tinos-Regular.ttf"
BODY = ParagraphStyle("body", fontName="Archive", fontSize=13, leading=17, spaceAfter=5)
HEAD = ParagraphStyle("head", fontName="Archive", fontSize=11, leading=14, alignment=1)
SMALL = ParagraphStyle("small", fontName="Archive", fontSize=9, leading=11)


def write_pdf(document: Labelled, path: Path) -> None:
    """Write the document as a PDF of A4 pages."""
    _register_font()
    notes = [block.printed for block in document.blocks if isinstance(block, Line) and block.part is Part.NOTE]
    pages = SimpleDocTemplate(
        str(path),
        pagesize=A4,
        title="",
        leftMargin=30 * mm,
        rightMargin=18 * mm,
        topMargin=20 * mm,
        bottomMargin=24 * mm,
    )

    def first(canvas: Any, _: Any) -> None:
        for note in notes:
            paragraph = Paragraph(escape(note), SMALL)
            paragraph.wrap(150 * mm, 20 * mm)
            paragraph.drawOn(canvas, 32 * mm, 12 * mm)

    def later(canvas: Any, template: Any) -> None:
        canvas.setFont("Archive", 12)
        canvas.drawCentredString(105 * mm, 284 * mm, str(template.page))

    flowables = [each for block in document.blocks for each in _flowables(block, document.variations)]
    pages.build(flowables, onFirstPage=first, onLaterPages=later)


@cache
def _register_font() -> None:
    pdfmetrics.registerFont(TTFont("Archive", str(FONT)))


def _flowables(block: Line | Columns | Grid, flags: frozenset[str]) -> list[Flowable]:
    if isinstance(block, Grid):
        return [_grid(block)]
    if isinstance(block, Line):
        return [] if block.part is Part.NOTE else [_paragraph(block.printed, BODY)]
    if "interleaved" in flags:
        return [_paragraph(text, BODY) for text in column_lines(block, flags)]
    cells = [[_paragraph(text or " ", HEAD) for text in side] for side in (block.left, block.right)]
    return [
        Table([cells], colWidths=[75 * mm, 87 * mm], style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])),
        Spacer(1, 8),
    ]


def _paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _grid(grid: Grid) -> Table:
    width = max(len(row) for row in grid.rows)
    rows = [[_paragraph(cell.printed, SMALL) for cell in row] + [""] * (width - len(row)) for row in grid.rows]
    spans = [("SPAN", (0, at), (-1, at)) for at, row in enumerate(grid.rows) if len(row) == 1]
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP"), *spans])
    share = {6: (10, 10, 45, 22, 20, 55), 5: (10, 50, 22, 22, 58), 4: (40, 41, 40, 41), 2: (40, 122)}
    return Table(rows, colWidths=[each * mm for each in share.get(width, (162 // width,) * width)], style=style)
