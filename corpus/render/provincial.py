"""The table of questions from provincial departments with the unit that answers, shape B."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from corpus.page import SAMPLE_MARK
from corpus.render.sheet import workbook_bytes
from corpus.sources import ProvincialTable, Row, Section

COLUMNS = ("TT tổng", "TT", "Nội dung kiến nghị", "Sở kiến nghị", "Đơn vị trả lời", "Nội dung trả lời")
WIDTHS = (8, 6, 60, 22, 16, 80)
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def provincial_workbook(table: ProvincialTable) -> bytes:
    """The table as a workbook; one row per department, the cells of a shared question merged."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Kiến nghị Sở TTTT"
    for text in (SAMPLE_MARK, table.title.upper()):
        sheet.append([text])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(COLUMNS))
    sheet.append(COLUMNS)
    total = 0
    for roman, section in zip(ROMAN, table.sections, strict=False):
        total = add_section(sheet, roman, section, total)
    format_cells(sheet)
    return workbook_bytes(book)


def add_section(sheet: Worksheet, roman: str, section: Section, total: int) -> int:
    """Write the section's row and its questions; return the running number reached."""
    sheet.append([f"{roman} LĨNH VỰC {section.name.upper()}"])
    sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(COLUMNS))
    for number, row in enumerate(section.rows, start=1):
        total += 1
        add_question(sheet, total, number, row)
    return total


def add_question(sheet: Worksheet, total: int, number: int, row: Row) -> None:
    start = sheet.max_row + 1
    for position, department in enumerate(row.departments):
        shared = (total, number, row.question, row.unit, row.reply) if position == 0 else ("", "", "", "", "")
        sheet.append([*shared[:3], department, *shared[3:]])
    if len(row.departments) > 1:
        for column in (1, 2, 3, 5, 6):
            sheet.merge_cells(start_row=start, end_row=sheet.max_row, start_column=column, end_column=column)


def format_cells(sheet: Worksheet) -> None:
    thin = Side(style="thin")
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.font = Font(name="Times New Roman", bold=cell.row == 3)
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
