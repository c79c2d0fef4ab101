"""Composes a document that is written line by line in the composition file.

Each line begins with its part: `P1|` petition of question 1, `R1|` reply to it, `X|` anything else, `N|` a footnote,
`C|` columns (`left ; left || right ; right`), `T|` a row of a table (`cell | cell`). `@name` stands for the
petition or the reply of a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from evals.archive.page import Block, Columns, Expected, Grid, Labelled, Line, Part, expected_requests
from evals.archive.text import Text

PARTS = {"P": Part.PETITION, "R": Part.REPLY, "X": Part.OTHER, "N": Part.NOTE}


def compose(entry: Mapping[str, Any], texts: Mapping[str, Text]) -> Labelled:
    """The document that `entry` writes out, with its labels; raises KeyError for a line without a known part."""
    blocks = tuple(_blocks(entry, texts))
    expected = Expected(
        kinds=tuple(entry["kinds"]),
        fields={name: None if value is None else str(value) for name, value in entry.get("fields", {}).items()},
        requests=expected_requests(blocks, entry.get("facts", {})),
        multiple=bool(entry.get("multiple")),
    )
    flags = frozenset(entry.get("v", ()))
    return Labelled(entry["id"], entry["shape"], entry["format"], entry["title"], blocks, expected, flags)


def _blocks(entry: Mapping[str, Any], texts: Mapping[str, Text]) -> Iterator[Block]:
    written = [line.partition("|")[::2] for line in entry["lines"].splitlines() if line.strip()]
    for is_table, lines in groupby(written, lambda line: line[0] == "T"):
        if is_table:
            yield Grid(tuple(tuple(Line(cell.strip()) for cell in text.split("|")) for _, text in lines))
            continue
        for role, text in lines:
            yield from _line(role, text.strip(), entry, texts)


def _line(role: str, text: str, entry: Mapping[str, Any], texts: Mapping[str, Text]) -> Iterator[Block]:
    if role == "C":
        left, right = (tuple(part.strip() for part in side.split(";")) for side in text.split("||"))
        yield Columns(left, right)
        return
    part, request = PARTS[role[0]], int(role[1:] or 0)
    before, named, name = text.partition("@")
    if not named or part not in (Part.PETITION, Part.REPLY):
        yield Line(text, part, request)
        return
    known, ministry, place = texts[name.strip()], entry.get("bo", "Bộ TT&TT"), entry.get("place", "tỉnh")
    if part is Part.PETITION:
        yield Line(before + known.petition_for(ministry, place), part, request)
        return
    first, *rest = known.reply_for(ministry, place)
    yield Line(before + first, part, request)
    yield from (Line(each, part, request) for each in rest)
