"""XLSX of a guidance text: one row per paragraph, tables in their own columns."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from corpus.page import SAMPLE_MARK, Block, Page
from corpus.render.archive import fixed


def sheet_file(page: Page) -> bytes:
    """The page as a workbook: mark, title, number and date, then the blocks."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Hướng dẫn"
    sheet.append([SAMPLE_MARK])
    sheet.append([page.title])
    if page.header:
        sheet.append([page.header.issuer, page.header.number, page.header.place_and_date])
    for block in page.blocks:
        add_block(sheet, block)
    for column, width in (("A", 60), ("B", 40), ("C", 40), ("D", 30)):
        sheet.column_dimensions[column].width = width
    return workbook_bytes(book)


def add_block(sheet: Worksheet, block: Block) -> None:
    rows = block.rows if block.kind == "table" else ((block.text,),)
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(name="Times New Roman", bold=block.kind == "heading")


def workbook_bytes(book: Workbook) -> bytes:
    """The workbook without the time of its making."""
    out = io.BytesIO()
    book.properties.creator = "corpus.build"
    book.save(out)
    return fixed(out.getvalue())
