"""The register of a folder: what is known of a file before it is read.

`manifest.csv` has one line per file: file,kind,title,number,issued,unit,field,visibility,secrecy. A cell may be
empty; visibility is `all`, `office` or `units:<code>;<code>`; the last column may also be called `độ mật`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

from ingest.documents import DocumentKind, Visibility
from ingest.errors import TableInvalid
from ingest.guard.secrecy import is_secrecy_column
from ingest.vietnamese import nfc

MANIFEST = "manifest.csv"


@dataclass(frozen=True)
class Hints:
    """What a register or the command line says of a file; it outweighs what reading finds."""

    kind: DocumentKind | None = None
    title: str | None = None
    number: str | None = None
    issued: date | None = None
    unit: str | None = None
    field: str | None = None
    visibility: Visibility | None = None
    secrecy: str | None = None  # as written; `ingest.guard.secrecy` knows what it means

    def over(self, known: Hints) -> Hints:
        """These hints, and where they are silent those already known: a register's visibility is never lost."""
        given = {each.name: value for each in fields(self) if (value := getattr(self, each.name)) is not None}
        return replace(known, **given)


def read_manifest(folder: Path) -> dict[str, Hints]:
    """What the register of `folder` says of each file; empty without one; raises TableInvalid for a bad line."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            return {_file(row, reader.line_num): _hints(row, reader.line_num) for row in reader}
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableInvalid(f"{MANIFEST} cannot be read: {error}. Save it as CSV in UTF-8.") from error


def visibility_of(written: str) -> Visibility:
    """`all`, `office` or `units:<code>;<code>` as a Visibility; raises ValueError for anything else."""
    scope, _, codes = written.partition(":")
    units = frozenset(code.strip() for code in codes.split(";") if code.strip())
    if scope in ("all", "office") and not codes:
        return Visibility(scope)
    if scope == "units" and units:
        return Visibility("units", units)
    raise ValueError(f"{written!r} is not all, office or units:<code>;<code>")


def _file(row: Mapping[str, str | None], line: int) -> str:
    name = nfc((row.get("file") or "").strip())
    if not name:
        raise TableInvalid(f"{MANIFEST}, line {line}, column 'file' is empty. Name the file.")
    return name


def _hints(row: Mapping[str, str | None], line: int) -> Hints:
    def cell(column: str) -> str | None:
        return nfc((row.get(column) or "").strip()) or None

    kind, issued, visibility = cell("kind"), cell("issued") or cell("date"), cell("visibility")
    column = "kind"
    try:
        known_kind = DocumentKind(kind) if kind else None
        column = "issued"
        known_day = date.fromisoformat(issued) if issued else None
        column = "visibility"
        known_visibility = visibility_of(visibility) if visibility else None
    except ValueError as error:
        raise TableInvalid(f"{MANIFEST}, line {line}, column {column!r}: {error}. Correct the cell.") from error
    named = cell("title"), cell("number"), known_day, cell("unit"), cell("field"), known_visibility
    return Hints(known_kind, *named, _secrecy(row))


def _secrecy(row: Mapping[str, str | None]) -> str | None:
    entries = (value.strip() for column, value in row.items() if column and value and is_secrecy_column(column))
    return " ".join(nfc(entry) for entry in entries if entry) or None
