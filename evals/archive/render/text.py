"""Plain text: what an extraction or a typist leaves of a letter."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from evals.archive.page import Columns, Grid, Labelled, Line

WIDTH = 78


def write_text(document: Labelled, path: Path) -> None:
    """Write the document as UTF-8 text."""
    text = "\n".join(_lines(document))
    if "nbsp" in document.variations:
        text = with_hard_spaces(text)
    path.write_text(text + "\n", "utf-8")


def with_hard_spaces(text: str) -> str:
    """Hard spaces where word processors and portals put them."""
    for word in ("số ", "ngày ", "tỉnh ", "Bộ "):
        text = text.replace(word, word[:-1] + "\u00a0")
    return text


def column_lines(columns: Columns, flags: frozenset[str]) -> Iterator[str]:
    """Two columns as lines: one after the other, side by side, in turn, or as cells between bars."""
    pairs = list(zip_longest(columns.left, columns.right, fillvalue=""))
    if "interleaved" in flags:
        yield from (text for pair in pairs for text in pair if text)
    elif "pipe" in flags:
        yield from (f"| {left} | {right} |" for left, right in pairs)
    elif "side" in flags:
        yield from (f"{left:<42}   {right}".rstrip() for left, right in pairs)
    else:
        yield from (text for text in (*columns.left, *columns.right) if text)


def _lines(document: Labelled) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Columns):
            yield from column_lines(block, document.variations)
            yield ""
        elif isinstance(block, Grid):
            yield from ("| " + " | ".join(cell.printed.replace("\n", " ") for cell in row) + " |" for row in block.rows)
        else:
            yield from _paragraph(block, document.variations)


def _paragraph(line: Line, flags: frozenset[str]) -> Iterator[str]:
    if "wrap" in flags and "\n" not in line.printed:
        yield from textwrap.wrap(line.printed, WIDTH, break_on_hyphens=False, break_long_words=False)
        yield ""
    else:
        yield line.printed
