"""What the cells of a workbook refer to: its sheets, its shared texts, and the formats and fonts of its styles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from ingest.parse.docx_styles import WHITE, same_colour
from ingest.parse.fonts import meant
from ingest.parse.ooxml import Package
from ingest.parse.xlsx_numbers import hides

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SMALLEST_POINTS = 1.5


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, the part that holds it, and whether people see it."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Style:
    """How a cell is shown."""

    code: str = "General"
    font: str | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Run:
    """A piece of text in one font; None is the font of the cell."""

    text: str
    font: str | None


class Book:
    """A workbook without its cells."""

    def __init__(self, package: Package) -> None:
        self._main = package.main
        workbook = package.root(self._main)
        self.sheets = tuple(_sheets(package, self._main, workbook))
        properties = workbook.find(f"{S}workbookPr")
        old_mac = properties is not None and properties.get("date1904") in ("1", "true")
        self.base: datetime = MAC_EPOCH if old_mac else WINDOWS_EPOCH
        self.styles = _styles(package.root(next(package.related(self._main, "styles"), "")))
        self.texts = _shared_texts(package, next(package.related(self._main, "sharedStrings"), ""))
        self.repaired: list[str] = []
        self._mended: dict[tuple[int, str | None], str] = {}

    def style(self, number: str | None) -> Style:
        at = int(number) if number and number.isdigit() else 0
        return self.styles[at] if at < len(self.styles) else Style()

    def shared_text(self, number: int, font: str | None) -> str:
        """A shared text as it was meant when its letters are in fonts of an old encoding."""
        if (number, font) not in self._mended:
            self._mended[number, font] = self.text(self.texts[number], font)
        return self._mended[number, font]

    def text(self, runs: tuple[Run, ...], font: str | None) -> str:
        """The runs as one text, repaired run by run where their font or that of the cell says so."""
        return "".join(self._in_font(run.text, run.font or font) for run in runs)

    def _in_font(self, text: str, font: str | None) -> str:
        repair = meant(text, font)
        self.repaired += repair.what
        return repair.text


def runs_of(element: Any) -> tuple[Run, ...]:
    """The pieces of a shared or inline text; how it is pronounced is left out."""
    runs: list[Run] = []
    for child in element:
        if child.tag == f"{S}t":
            runs.append(Run(child.text or "", None))
        elif child.tag == f"{S}r":
            font = child.find(f"{S}rPr/{S}rFont")
            runs.append(Run(child.findtext(f"{S}t") or "", font.get("val") if font is not None else None))
    return tuple(runs)


def _sheets(package: Package, main: str, workbook: Any) -> Any:
    parts = {relation.id: relation for relation in package.relations(main)}
    for sheet in workbook.iterfind(f"{S}sheets/{S}sheet"):
        relation = parts.get(sheet.get(f"{_R}id", ""))
        if relation is not None and relation.kind == "worksheet" and relation.target in package.names:
            yield Sheet(sheet.get("name", ""), relation.target, sheet.get("state", "visible") != "visible")


def _shared_texts(package: Package, part: str) -> list[tuple[Run, ...]]:
    root = package.root(part)
    return [runs_of(item) for item in root.iterchildren(f"{S}si")] if root is not None else []


def _styles(root: Any) -> list[Style]:
    if root is None:
        return []
    own = {int(each.get("numFmtId", "0")): each.get("formatCode", "") for each in root.iter(f"{S}numFmt")}
    fonts = root.findall(f"{S}fonts/{S}font")
    fills = root.findall(f"{S}fills/{S}fill")
    return [_style(each, own, fonts, fills) for each in root.iterfind(f"{S}cellXfs/{S}xf")]


def _style(cell: Any, own: dict[int, str], fonts: list[Any], fills: list[Any]) -> Style:
    number = int(cell.get("numFmtId", "0"))
    code = own.get(number) or BUILTIN_FORMATS.get(number, "General")
    at, ground = int(cell.get("fontId", "0")), int(cell.get("fillId", "0"))
    font = fonts[at] if at < len(fonts) else None
    if font is None:
        return Style(code, hidden=hides(code))
    name, size, colour = font.find(f"{S}name"), font.find(f"{S}sz"), font.find(f"{S}color")
    tiny = size is not None and float(size.get("val", "11")) <= _SMALLEST_POINTS
    white = _is_white(colour) and (ground >= len(fills) or _is_bare(fills[ground]))
    return Style(code, name.get("val") if name is not None else None, hides(code) or tiny or white)


def _is_white(colour: Any) -> bool:
    if colour is None:
        return False
    if colour.get("theme") is not None:
        return colour.get("theme") == "0" and float(colour.get("tint", "0")) > -0.02
    return same_colour(colour.get("rgb", "")[-6:], WHITE) or colour.get("indexed") in ("1", "9")


def _is_bare(fill: Any) -> bool:
    """No fill, or a white one."""
    pattern = fill.find(f"{S}patternFill")
    if pattern is None:
        return fill.find(f"{S}gradientFill") is None
    return pattern.get("patternType", "none") == "none" or _is_white(pattern.find(f"{S}fgColor"))
