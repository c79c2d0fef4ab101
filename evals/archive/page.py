"""What a labelled document is made of: lines that know which part of the letter they are, and what a reader must find.

In the text of a line `⟦…⟧` is printed and may or may not belong to the part (a mark, a lead-in), `⟪…⟫` is
printed and must not (the words "Trả lời:" before a reply on the same line).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MARKUP = re.compile(r"(⟦[^⟧]*⟧|⟪[^⟫]*⟫)")


class Part(StrEnum):
    """Which part of a document a line is."""

    OTHER = "other"
    PETITION = "petition"
    REPLY = "reply"
    NOTE = "note"  # a footnote's text, printed where the format puts footnotes


@dataclass(frozen=True)
class Line:
    """One paragraph; `request` counts from 1 and ties petition lines to reply lines."""

    text: str
    part: Part = Part.OTHER
    request: int = 0

    @property
    def printed(self) -> str:
        """The text as it stands on the page."""
        return re.sub("[⟦⟧⟪⟫]", "", self.text)


@dataclass(frozen=True)
class Columns:
    """Two columns side by side: the head or the foot of a letter."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table; a row of one cell stretches over all columns. Cells that name a part are parts of requests."""

    rows: tuple[tuple[Line, ...], ...]
    sheet: str = ""


Block = Line | Columns | Grid


@dataclass(frozen=True)
class ExpectedRequest:
    """The right answer for one question: parts as printed lines with their markup, facts of a list item."""

    petition: tuple[str, ...]
    reply: tuple[str, ...]
    number: str | None = None
    issued: date | None = None
    province: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Expected:
    """The labels of a document. `fields` holds number, date, province and session; a missing key is not scored.

    A province of several is written `A; B`; a province after `?` may be named too.
    """

    kinds: tuple[str, ...]
    fields: dict[str, str | None] = field(default_factory=dict)
    requests: tuple[ExpectedRequest, ...] = ()
    multiple: bool = False  # a petition of several questions in one letter
    misprint: bool = False


@dataclass(frozen=True)
class Labelled:
    """One document of the archive, before it is rendered."""

    id: str
    shape: str
    format: str
    title: str
    blocks: tuple[Block, ...]
    expected: Expected
    variations: frozenset[str] = frozenset()


def lines_of(blocks: tuple[Block, ...]) -> list[Line]:
    """Every line in reading order, those of table cells too."""
    found: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            found.append(block)
        elif isinstance(block, Grid):
            found.extend(cell for row in block.rows for cell in row)
    return found


def expected_requests(blocks: tuple[Block, ...], facts: dict[int, dict[str, object]]) -> tuple[ExpectedRequest, ...]:
    """The requests that the parts of the lines describe, with the facts of each."""
    lines = lines_of(blocks)
    numbers = sorted({line.request for line in lines if line.request})
    return tuple(_request(lines, number, facts.get(number, {})) for number in numbers)


def _request(lines: list[Line], number: int, facts: dict[str, object]) -> ExpectedRequest:
    parts = {
        part: tuple(line.text for line in lines if line.request == number and line.part is part)
        for part in (Part.PETITION, Part.REPLY)
    }
    return ExpectedRequest(parts[Part.PETITION], parts[Part.REPLY], **facts)  # type: ignore[arg-type]
