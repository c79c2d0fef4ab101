"""Any file people send becomes clean text with pages and tables, or a ReadFailure that says why not."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.size import check_size
from ingest.parse.sniff import SUFFIXES, FileKind, kind_of
from ingest.parse.source import Source
from ingest.settings import IngestSettings

# Modules, each with a function `parse(source) -> Parsed`; imported when first needed, because together they
# take as long to load as the rest of the server.
PARSERS = {
    FileKind.PDF: "ingest.parse.pdf",
    FileKind.DOCX: "ingest.parse.docx",
    FileKind.XLSX: "ingest.parse.xlsx",
    FileKind.HTML: "ingest.parse.html",
    FileKind.TEXT: "ingest.parse.text",
    FileKind.IMAGE: "ingest.parse.ocr",
    FileKind.DOC: "ingest.parse.office",
    FileKind.XLS: "ingest.parse.office",
    FileKind.RTF: "ingest.parse.office",
    FileKind.EML: "ingest.parse.mail",
    FileKind.MSG: "ingest.parse.msg",
    FileKind.ZIP: "ingest.parse.zip",
}


def parse_file(
    path: Path,
    settings: IngestSettings,
    alive: Callable[[], None] = lambda: None,
    scratch: Path | None = None,
) -> Parsed:
    """The text, pages and tables of the file at `path`, read by what it contains, not by what it is called.

    `alive` is called before each slow page. Raises ReadFailure. Use `guard.isolate` for files of strangers.
    """
    check_size(path, settings)
    kind = kind_of(path)
    with warnings.catch_warnings():
        # Libraries warn about odd files; the reader is told by Parsed.warnings and ReadFailure instead.
        warnings.simplefilter("ignore")
        parsed: Parsed = import_module(PARSERS[kind]).parse(Source(path, settings, alive, scratch))
    if not parsed.members and not any(character.isalnum() for character in parsed.text):
        raise ReadFailure(FailureReason.NO_TEXT, f"no text in this {kind.value}")
    return _with_name_checked(parsed, path, kind)


def _with_name_checked(parsed: Parsed, path: Path, kind: FileKind) -> Parsed:
    """Adds the warning `wrong_type` when the suffix promised another format."""
    promised = SUFFIXES.get(path.suffix.lower(), FileKind.TEXT if path.suffix == "" else None)
    if promised is kind or (promised is FileKind.IMAGE and kind is FileKind.IMAGE):
        return parsed
    return replace(parsed, warnings=(*parsed.warnings, "wrong_type"))
