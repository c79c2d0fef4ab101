"""Renders a labelled document into a real file; the same document gives the same text in every format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evals.archive.page import Labelled
from evals.archive.render.docx import write_docx
from evals.archive.render.html import write_html
from evals.archive.render.pdf import write_pdf
from evals.archive.render.text import write_text
from evals.archive.render.xlsx import write_xlsx

WRITERS: dict[str, Callable[[Labelled, Path], None]] = {
    "txt": write_text,
    "html": write_html,
    "docx": write_docx,
    "pdf": write_pdf,
    "xlsx": write_xlsx,
}


def render(document: Labelled, folder: Path) -> Path:
    """Write `document` into `folder` and return the file; raises KeyError for an unknown format."""
    path = folder / f"{document.id}.{document.format}"
    WRITERS[document.format](document, path)
    return path
