"""The numbers Word draws itself (`1.`, `a)`, `Điều 5.`): they stand in no paragraph, yet people cite them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ingest.parse.docx_styles import W as _W

_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True)
class _Level:
    form: str
    template: str
    start: int
    font: str | None = None


class Numbering:
    """Counts list paragraphs in document order, as Word does when it prints.

    Takes the roots of the numbering part and of the styles part, either of which may be missing.
    """

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels, self._abstract_of, self._restarts = _definitions(numbering)
        self._styles = _numbered_styles(styles)
        self._counts: dict[str, dict[int, int]] = {}

    def label(self, paragraph: Any) -> tuple[str, str | None]:
        """The label before the paragraph with a space after it, and its font; "" outside lists. Call once each."""
        number, depth = self._place(paragraph)
        abstract = self._abstract_of.get(number, "")
        level = self._levels.get((abstract, depth))
        return (self._label(number, abstract, depth, level), level.font) if level is not None else ("", None)

    def _label(self, number: str, abstract: str, depth: int, level: _Level) -> str:
        counts = self._counts.setdefault(abstract, {})
        if (number, depth) in self._restarts:
            counts[depth] = self._restarts.pop((number, depth)) - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.form in ("bullet", "none"):
            return "- " if level.form == "bullet" else ""
        label = re.sub(r"%(\d)", lambda match: self._figure(abstract, int(match[1]) - 1, counts), level.template)
        return f"{label} " if label else ""

    def _figure(self, abstract: str, depth: int, counts: dict[int, int]) -> str:
        level = self._levels.get((abstract, depth), _Level("decimal", "", 1))
        return _written(counts.get(depth, level.start), level.form)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list a paragraph belongs to and its depth, by itself or by its style; ("", 0) outside lists."""
        own = paragraph.find(f"{_W}pPr/{_W}numPr")
        if own is not None:
            return _number_and_depth(own)
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self._styles.get(style.get(f"{_W}val", "") if style is not None else "", ("", 0))


def _definitions(root: Any) -> tuple[dict[tuple[str, int], _Level], dict[str, str], dict[tuple[str, int], int]]:
    """Levels by abstract list and depth, the abstract list of each list, and where a list begins anew at which count."""
    if root is None:
        return {}, {}, {}
    levels = {
        (abstract.get(f"{_W}abstractNumId", ""), _depth(level)): _level(level)
        for abstract in root.iter(f"{_W}abstractNum")
        for level in abstract.iter(f"{_W}lvl")
    }
    numbers = {number.get(f"{_W}numId", ""): number for number in root.iter(f"{_W}num")}
    restarts = {
        (name, _depth(override)): int(start)
        for name, number in numbers.items()
        for override in number.iter(f"{_W}lvlOverride")
        if (start := _value(override, "startOverride", "")).isdigit()
    }
    return levels, {name: _value(number, "abstractNumId", "") for name, number in numbers.items()}, restarts


def _depth(level: Any) -> int:
    depth = level.get(f"{_W}ilvl", "0")
    return int(depth) if depth.isdigit() else 0


def _level(level: Any) -> _Level:
    start = _value(level, "start", "1")
    fonts = level.find(f"{_W}rPr/{_W}rFonts")
    font = fonts.get(f"{_W}hAnsi") or fonts.get(f"{_W}ascii") if fonts is not None else None
    form, template = _value(level, "numFmt", "decimal"), _value(level, "lvlText", "")
    return _Level(form, template, int(start) if start.isdigit() else 1, font)


def _numbered_styles(root: Any) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for properties in root.iter(f"{_W}numPr") if root is not None else ():
        style = properties.getparent().getparent()
        if style.tag == f"{_W}style":
            found[style.get(f"{_W}styleId", "")] = _number_and_depth(properties)
    return found


def _number_and_depth(properties: Any) -> tuple[str, int]:
    depth = _value(properties, "ilvl", "0")
    return _value(properties, "numId", ""), int(depth) if depth.isdigit() else 0


def _value(element: Any, name: str, default: str) -> str:
    child = element.find(f"{_W}{name}")
    return str(child.get(f"{_W}val", default)) if child is not None else default


def _written(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman.lower() if form == "lowerRoman" else roman
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (count // value)
        count %= value
    return written
