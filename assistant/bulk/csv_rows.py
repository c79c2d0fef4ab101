"""A comma, semicolon or tab separated file as a table; runs in the child process that reads files of strangers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.size import check_size
from ingest.parse.blocks import warnings_of, written
from ingest.parse.grid import Grid, GridRow
from ingest.parse.text import decode
from ingest.settings import IngestSettings

SEPARATORS = ",;\t|"
LOOKED_AT = 20  # lines that the separator is judged by
MOST_ROWS = 100_000


def parse_csv(
    path: Path, settings: IngestSettings, alive: Callable[[], None] = lambda: None, scratch: Path | None = None
) -> Parsed:
    """The rows of the file as one table, in whatever encoding it was saved. Raises ReadFailure."""
    check_size(path, settings)
    text = decode(path.read_bytes()).removeprefix("\ufeff")
    whole = written([Grid("CSV", tuple(rows_of(text)))])
    if not whole.text.strip():
        raise ReadFailure(FailureReason.NO_TEXT, "no text in this table")
    return Parsed(whole.text, whole.pages, rows=whole.rows, media_type="text/csv", warnings=warnings_of(whole.repaired))


def rows_of(text: str) -> Iterator[GridRow]:
    """Records that hold anything, numbered as a spreadsheet numbers them."""
    lines = text.splitlines(keepends=True)
    try:
        for number, record in enumerate(csv.reader(lines, delimiter=separator_of(lines)), 1):
            if number > MOST_ROWS:
                raise ReadFailure(FailureReason.TOO_LARGE, f"more than {MOST_ROWS} rows")
            if any(cell.strip() for cell in record):
                yield GridRow(number, tuple(record))
    except csv.Error as error:
        raise ReadFailure(FailureReason.DAMAGED, "csv: a quotation mark is missing or a cell is too long") from error


def separator_of(lines: list[str]) -> str:
    """The one that stands most often in the first lines; a program says `sep=;` in the very first."""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines.pop(0).strip()[-1]
    head = "".join(lines[:LOOKED_AT])
    return max(SEPARATORS, key=head.count)
