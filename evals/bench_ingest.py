"""How fast files are taken in, by format and by how their pages are read, and the whole codification of law."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from assistant.bootstrap import build
from assistant.settings import Settings
from ingest.pipeline import add, files_under

EDITION = Path("codified-law") / "2026-01.tar.xz"


def ingest_rates(home: Path, sample: Path) -> list[dict[str, Any]]:
    """Documents and pages per second by kind of file over the sample, parsing in child processes included."""
    kinds: dict[str, list[Path]] = {}
    for path, _ in files_under([sample]):
        kinds.setdefault(kind_of(path), []).append(path)
    return [_rate(home / kind.replace(" ", "-"), kind, chosen) for kind, chosen in sorted(kinds.items())]


def kind_of(path: Path) -> str:
    """`docx`, `pdf text` or `pdf scan` (a first page without a text layer)."""
    suffix = path.suffix[1:]
    if suffix != "pdf":
        return suffix
    document = pdfium.PdfDocument(path)
    try:
        letters = document[0].get_textpage().count_chars()
    finally:
        document.close()
    return "pdf text" if letters else "pdf scan"


def _rate(home: Path, kind: str, chosen: list[Path]) -> dict[str, Any]:
    assistant = build(Settings(home=home))
    report = add(chosen, assistant.pipeline)
    again = add(chosen, assistant.pipeline)
    assistant.close()
    pages = sum(result.pages for result in report.results)
    return {
        "format": kind,
        "documents": len(chosen),
        "pages": pages,
        "failed": len(report.failures),
        "documents_per_second": round(len(chosen) / report.seconds, 1),
        "pages_per_second": round(pages / report.seconds, 1),
        "embedded_on_second_run": again.embedded,
    }


def codification(home: Path, data: Path | None) -> dict[str, Any] | None:
    """The newest edition through `troly ingest` in a fresh home: articles, minutes, peak memory of the command (MiB)."""
    archive = data / EDITION if data else None
    if archive is None or not archive.exists():
        return None
    folder = home / "edition"
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    store = home / "store"
    started = time.perf_counter()
    command = [sys.executable, "-m", "assistant", "--home", str(store), "ingest", str(folder), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        report = json.load(process.stdout)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return {
        "edition": EDITION.name,
        "topics": report["added"],
        "failed": report["failed"],
        "chunks": sum(file["chunks"] for file in report["files"]),
        "minutes": round((time.perf_counter() - started) / 60, 2),
        "peak_megabytes": usage.ru_maxrss // 1024,
    }


def as_lines(rates: list[dict[str, Any]], law: dict[str, Any] | None) -> Iterator[str]:
    """Both as the report shows them."""
    yield "| format | documents | pages | documents/s | pages/s | failed | embedded again |"
    yield "|---|---|---|---|---|---|---|"
    for rate in rates:
        yield (
            f"| {rate['format']} | {rate['documents']} | {rate['pages']} | {rate['documents_per_second']} "
            f"| {rate['pages_per_second']} | {rate['failed']} | {rate['embedded_on_second_run']} |"
        )
    yield ""
    if law:
        yield (
            f"Codification {law['edition']}: {law['topics']} topics, {law['chunks']} chunks in {law['minutes']} minutes, "
            f"peak {law['peak_megabytes']} MiB, {law['failed']} files not read"
        )
