"""DOCX: the file the ministry's staff would write, head and foot as borderless tables."""

import io

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from corpus.page import COUNTRY, MOTTO, SAMPLE_MARK, Block, Footer, Header, Page
from corpus.render.archive import fixed

FONT = "Times New Roman"
CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def word_file(page: Page) -> bytes:
    """The page as DOCX laid out by Decree 30/2020/NĐ-CP, annex I."""
    document = Document()
    set_page(document)
    document.core_properties.title = page.title
    document.core_properties.author = ""
    document.core_properties.comments = SAMPLE_MARK
    if page.header:
        add_head(document, page.header)
    write(document.add_paragraph(), page.addressee or page.title, 14, bold=not page.addressee, align=CENTRE, after=8)
    for block in page.blocks:
        add_block(document, block)
    if page.footer.signature:
        add_foot(document, page.footer)
    return saved(document)


def saved(document: DocumentObject) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return fixed(out.getvalue())


def set_page(document: DocumentObject) -> None:
    """A4, margins, one font, the sample mark in both headers, the page number only in the second."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    section.different_first_page_header_footer = True
    section.header_distance = Mm(5)
    set_font(document)
    write(section.first_page_header.paragraphs[0], SAMPLE_MARK, 8, italic=True, align=CENTRE)
    write(section.header.paragraphs[0], SAMPLE_MARK, 8, italic=True, align=CENTRE)
    add_page_number(section.header.add_paragraph())


def set_font(document: DocumentObject) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts = normal.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def add_page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def write(
    paragraph: Paragraph, text: str, size: float, *, bold: bool = False, italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None, after: float = 0,
) -> None:  # fmt: skip
    """One run of text in a paragraph; sizes and distances in points."""
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(0)
    paragraph.paragraph_format.space_after = Pt(after)


def add_head(document: DocumentObject, header: Header) -> None:
    left, right = two_cells(document, Cm(6.2), Cm(10.3))
    lines = [(header.superior, 12.0, False), (header.issuer, 12.0, True)]
    for text, size, bold in lines:
        if text:
            write(next_paragraph(left), text, size, bold=bold, align=CENTRE)
    add_rule(left, Cm(2))
    write(left.add_paragraph(), header.number, 13, align=CENTRE)
    if header.subject:
        write(left.add_paragraph(), header.subject, 12, align=CENTRE)
    write(next_paragraph(right), COUNTRY, 12, bold=True, align=CENTRE)
    write(right.add_paragraph(), MOTTO, 13, bold=True, align=CENTRE)
    add_rule(right, Cm(2.3))
    write(right.add_paragraph(), header.place_and_date, 13, italic=True, align=CENTRE, after=6)


def two_cells(document: DocumentObject, left: Cm, right: Cm) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    cells = table.rows[0].cells
    cells[0].width, cells[1].width = left, right
    keep_row_together(table.rows[0]._tr)
    return cells[0], cells[1]


def keep_row_together(row: object) -> None:
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # type: ignore[attr-defined]


def next_paragraph(cell: _Cell) -> Paragraph:
    """The empty paragraph every cell starts with, then new ones."""
    first = cell.paragraphs[0]
    return first if not first.runs else cell.add_paragraph()


def add_rule(cell: _Cell, indent: Cm) -> None:
    """A rule: the bottom border of a short empty paragraph."""
    paragraph = cell.add_paragraph()
    write(paragraph, "", 2, after=4)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    # Word refuses borders that stand after spacing and indent.
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def add_block(document: DocumentObject, block: Block) -> None:
    if block.kind == "table":
        return add_grid(document, block.rows)
    paragraph = document.add_paragraph()
    write(paragraph, block.text, 14, bold=block.kind == "heading", align=JUSTIFY, after=6)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)


def add_grid(document: DocumentObject, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            write(next_paragraph(cell), text, 12)
    write(document.add_paragraph(), "", 6)


def add_foot(document: DocumentObject, footer: Footer) -> None:
    left, right = two_cells(document, Cm(8.5), Cm(8))
    write(next_paragraph(left), "Nơi nhận:", 12, bold=True, italic=True)
    for line in footer.recipients:
        write(left.add_paragraph(), line, 11)
    *office, signed = footer.signature
    for line in office:
        write(next_paragraph(right), line, 13, bold=True, align=CENTRE)
    write(right.add_paragraph(), "", 13, after=12)
    write(right.add_paragraph(), signed, 13, italic=True, align=CENTRE)
