"""PDF with text: A4, margins and sizes of Decree 30/2020/NĐ-CP, annex I."""

import io
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.flowables import HRFlowable

from corpus.page import COUNTRY, MOTTO, SAMPLE_MARK, Block, Footer, Header, Page

FONTS = Path(__file__).parents[1] / "fonts"
LEFT, RIGHT, TOP, BOTTOM = 30 * mm, 15 * mm, 20 * mm, 20 * mm
WIDTH = A4[0] - LEFT - RIGHT


def pdf_file(page: Page) -> bytes:
    """The page as a PDF whose bytes carry neither time nor random identifier."""
    set_up_reportlab()
    out = io.BytesIO()
    template = BaseDocTemplate(
        out, pagesize=A4, leftMargin=LEFT, rightMargin=RIGHT, topMargin=TOP, bottomMargin=BOTTOM,
        title=page.title, author="", creator="corpus.build", invariant=1, pageCompression=1,
    )  # fmt: skip
    frame = Frame(LEFT, BOTTOM, WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate(frames=[frame], onPage=marks))
    template.build(story(page))
    return out.getvalue()


def set_up_reportlab() -> None:
    """Binary streams (text encoding adds a quarter) and the subset of Tinos, once."""
    rl_config.useA85 = 0
    if "Tinos" in pdfmetrics.getRegisteredFontNames():
        return
    names = {"Tinos": "Regular", "Tinos-Bold": "Bold", "Tinos-Italic": "Italic", "Tinos-BoldItalic": "BoldItalic"}
    for name, face in names.items():
        pdfmetrics.registerFont(TTFont(name, FONTS / f"Tinos-{face}.ttf"))


def marks(canvas: Canvas, template: BaseDocTemplate) -> None:
    """The sample mark on every page, and the page number in the top margin from page 2."""
    canvas.setFont("Tinos-Italic", 8)
    canvas.drawCentredString(A4[0] / 2, A4[1] - 7 * mm, SAMPLE_MARK)
    if template.page > 1:
        canvas.setFont("Tinos", 13)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 14 * mm, str(template.page))


def story(page: Page) -> list[Flowable]:
    """Head, addressee or title, body, foot."""
    flowables: list[Flowable] = [head(page.header), Spacer(1, 12)] if page.header else []
    if page.addressee:
        flowables.append(Paragraph(escape(page.addressee), style("Tinos", 14, TA_CENTER, space=10)))
    else:
        flowables.append(Paragraph(escape(page.title), style("Tinos-Bold", 14, TA_CENTER, space=10)))
    *blocks, last = [block_flowable(block) for block in page.blocks]
    if page.footer.signature:
        return [*flowables, *blocks, KeepTogether([last, Spacer(1, 8), foot(page.footer)])]
    return [*flowables, *blocks, last]


def style(font: str, size: int, alignment: int = TA_CENTER, space: int = 0, indent: float = 0) -> ParagraphStyle:
    return ParagraphStyle(
        "", fontName=font, fontSize=size, leading=size * 1.2, alignment=alignment, spaceAfter=space,
        firstLineIndent=indent,
    )  # fmt: skip


def head(header: Header) -> Table:
    """The borderless two-column table; rules are as wide as the decree asks."""
    left: list[Flowable] = []
    if header.superior:
        left.append(Paragraph(escape(header.superior), style("Tinos", 12)))
    left += [
        Paragraph(escape(header.issuer), style("Tinos-Bold", 12)),
        rule("35%"),
        Paragraph(header.number, style("Tinos", 13)),
    ]
    if header.subject:
        left.append(Paragraph(escape(header.subject), style("Tinos", 12)))
    right = [
        Paragraph(COUNTRY, style("Tinos-Bold", 12)),
        Paragraph(MOTTO, style("Tinos-Bold", 13)),
        rule("55%"),
        Paragraph(header.place_and_date, style("Tinos-Italic", 13)),
    ]
    return two_columns(left, right, 64 * mm)


def rule(width: str) -> HRFlowable:
    return HRFlowable(width=width, thickness=0.7, color="black", spaceBefore=2, spaceAfter=5)


def two_columns(left: list[Flowable], right: list[Flowable], left_width: float) -> Table:
    every = (0, 0), (-1, -1)
    padding = [
        ("LEFTPADDING", *every, 0),
        ("RIGHTPADDING", *every, 3),
        ("VALIGN", *every, "TOP"),
        ("ALIGN", *every, "CENTER"),
    ]
    return Table([[left, right]], colWidths=[left_width, WIDTH - left_width], style=padding)


def block_flowable(block: Block) -> Flowable:
    if block.kind == "table":
        return grid(block.rows)
    if block.kind == "heading":
        return Paragraph(escape(block.text), style("Tinos-Bold", 13, TA_JUSTIFY, space=5, indent=10 * mm))
    return Paragraph(escape(block.text), style("Tinos", 13, TA_JUSTIFY, space=6, indent=10 * mm))


def grid(rows: tuple[tuple[str, ...], ...]) -> Table:
    cells = [[Paragraph(escape(cell), style("Tinos", 11, 0)) for cell in row] for row in rows]
    lines = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(cells, colWidths=[WIDTH / len(rows[0])] * len(rows[0]), style=lines, spaceAfter=8)


def foot(footer: Footer) -> Table:
    """Recipients on the left, authority and office on the right, room for the signature between."""
    left: list[Flowable] = [Paragraph("Nơi nhận:", style("Tinos-BoldItalic", 12, 0))]
    left += [Paragraph(escape(line), style("Tinos", 11, 0)) for line in footer.recipients]
    *office, signed = footer.signature
    right: list[Flowable] = [Paragraph(line, style("Tinos-Bold", 13)) for line in office]
    right += [Spacer(1, 26), Paragraph(signed, style("Tinos-Italic", 13)), Spacer(1, 26)]
    return two_columns(left, right, 85 * mm)
