"""Path (a): a file becomes searchable chunks. Read top to bottom.

isolate(parse) → secrecy → mask → recognise → split → digests equal? stop → embed → index.put → Report
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from ingest.documents import Chunk, ChunkKind, Document, document_id_of
from ingest.embed import Embedder
from ingest.errors import FailureReason, ReadFailure, StorageFull, TrolyError
from ingest.guard.isolate import isolate
from ingest.guard.mask import mask
from ingest.guard.secrecy import secrecy_mark
from ingest.guard.size import check_size
from ingest.index.base import Index
from ingest.legal_sheet import legal_sheet
from ingest.manifest import MANIFEST, read_manifest
from ingest.recognise import Hints, recognise
from ingest.settings import IngestSettings
from ingest.split import split
from ingest.tables import Tables


class Outcome(StrEnum):
    """What became of one file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    QUARANTINED = "quarantined"
    FAILED = "failed"


@dataclass(frozen=True)
class FileResult:
    """One file of a run: what became of it, and why when it failed."""

    source: str
    outcome: Outcome
    document_id: str | None = None
    kind: str | None = None
    chunks: int = 0
    embedded: int = 0
    pages: int = 0
    masked: int = 0
    reason: FailureReason | None = None
    detail: str = ""
    warnings: tuple[str, ...] = ()


@dataclass
class Report:
    """Counts of one run and the files that need a person."""

    results: list[FileResult] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, outcome: Outcome) -> int:
        return sum(result.outcome is outcome for result in self.results)

    @property
    def embedded(self) -> int:
        return sum(result.embedded for result in self.results)

    @property
    def failures(self) -> list[FileResult]:
        return [result for result in self.results if result.reason]


@dataclass(frozen=True)
class Pipeline:
    """The collaborators of ingestion; built once."""

    index: Index
    embedder: Embedder
    tables: Tables
    settings: IngestSettings


def add(
    paths: Iterable[Path],
    pipeline: Pipeline,
    hints: Hints | None = None,
    done: Callable[[FileResult], None] | None = None,
) -> Report:
    """Take in every file under `paths`; one bad file never ends the run. `done` hears of each file as it is finished."""
    started = time.perf_counter()
    report = Report()
    for path, known in files_under(paths):
        result = add_file(path, pipeline, hints.over(known) if hints else known)
        report.results.append(result)
        if done:
            done(result)
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def files_under(paths: Iterable[Path]) -> Iterator[tuple[Path, Hints]]:
    """Every file named or found in folders, in order, with what the folder's register says of it."""
    for path in paths:
        if not path.is_dir():
            yield path, read_manifest(path.parent).get(path.name, Hints())
            continue
        unreadable: list[OSError] = []
        for folder, subfolders, names in os.walk(path, onerror=unreadable.append):
            subfolders.sort()
            register = read_manifest(Path(folder))
            for name in sorted(names):
                if name != MANIFEST and not name.startswith((".", "~$")):
                    yield Path(folder) / name, register.get(name, Hints())
        # A folder that cannot be listed is told like a file that cannot be read.
        yield from ((Path(error.filename), Hints()) for error in unreadable)


def add_file(path: Path, pipeline: Pipeline, hints: Hints) -> FileResult:
    """Take in one file whole, or say why not; what was there before stays until the new version is complete."""
    source = source_of(path)
    try:
        return _take_in(path, source, pipeline, hints)
    except ReadFailure as failure:
        outcome = Outcome.QUARANTINED if failure.reason is FailureReason.SECRET else Outcome.FAILED
        return FileResult(source, outcome, reason=failure.reason, detail=failure.detail)
    except StorageFull as full:
        return FileResult(source, Outcome.FAILED, reason=FailureReason.STORAGE_FULL, detail=str(full))
    except TrolyError:
        raise  # a mismatch or an embedder that is away concerns every file
    except Exception as mistake:  # a mistake of ours with one file is no reason to leave the others out
        place = traceback.extract_tb(mistake.__traceback__)[-1]
        detail = f"{type(mistake).__name__} in {Path(place.filename).name}:{place.lineno}"
        return FileResult(source, Outcome.FAILED, reason=FailureReason.UNEXPECTED, detail=detail)


def source_of(path: Path) -> str:
    """The absolute path of a file, as stored."""
    return storable(str(path.absolute()))


def storable(name: str) -> str:
    """A name whose bytes that are no text are written out, since no database takes them."""
    return name.encode("utf-8", "backslashreplace").decode()


def _take_in(path: Path, source: str, pipeline: Pipeline, hints: Hints) -> FileResult:
    document, masks = read_file(path, source, hints, pipeline.tables, pipeline.settings)
    chunks = ended_with_their_laws(split(document), pipeline.tables)
    if not chunks:
        raise ReadFailure(FailureReason.NO_TEXT, "no quotable passage")
    before = pipeline.index.digests(document.id)
    keep_original(path, document, pipeline.settings.home)
    if before == {chunk.id: chunk.digest for chunk in chunks} and same_facts(document, pipeline.index):
        return _result(document, chunks, Outcome.UNCHANGED, 0, masks)
    vectors, embedded = vectors_of(chunks, before, pipeline)
    pipeline.index.put(document, chunks, vectors)
    return _result(document, chunks, Outcome.UPDATED if before else Outcome.ADDED, embedded, masks)


def read_file(path: Path, source: str, hints: Hints, tables: Tables, settings: IngestSettings) -> tuple[Document, int]:
    """What a file says, as it would be stored, and how many pieces of personal data were masked. Raises ReadFailure."""
    check_size(path, settings)
    digest = digest_of_file(path)
    refuse_if_secret("", path.name)
    parsed = isolate(path, settings)
    refuse_if_secret(parsed.text, path.name)
    masked, masks = mask(parsed)
    return recognise(masked, source, digest, tables, hints), masks


def digest_of_file(path: Path) -> str:
    """SHA-256 of the file's bytes; foreign errors are translated here."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as missing:
        raise ReadFailure(FailureReason.NOT_FOUND) from missing
    except PermissionError as denied:
        raise ReadFailure(FailureReason.NO_PERMISSION) from denied
    except OSError as broken:
        raise ReadFailure(FailureReason.DAMAGED, type(broken).__name__) from broken


def refuse_if_secret(text: str, file_name: str) -> None:
    """Raises ReadFailure(SECRET) before anything of a marked file is stored, indexed or logged."""
    if secrecy_mark(text, file_name):
        raise ReadFailure(FailureReason.SECRET)


def same_facts(document: Document, index: Index) -> bool:
    """Whether what is stored of the document beside its chunks (visibility, dates, bytes) is the same."""
    stored = index.document(document.id)
    return stored is not None and (
        stored.digest,
        stored.visibility,
        stored.unit,
        stored.field,
        stored.kind,
        stored.title,
    ) == (
        document.digest,
        document.visibility,
        document.unit,
        document.field,
        document.kind,
        document.title,
    )


def keep_original(path: Path, document: Document, home: Path) -> None:
    """Copy the file's bytes to `originals/`, named by digest: pages are drawn from there, never from the share."""
    kept = original_of(document.digest, home)
    if kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}.part")
    try:
        shutil.copyfile(path, unfinished)
        unfinished.replace(kept)
    except OSError as full:
        unfinished.unlink(missing_ok=True)
        raise StorageFull(f"The original could not be kept in {kept.parent}: {full.strerror}") from full


def original_of(digest: str, home: Path) -> Path:
    """Where the bytes of a document with this digest are kept."""
    return home / "originals" / digest[:2] / digest


def ended_with_their_laws(chunks: list[Chunk], tables: Tables) -> list[Chunk]:
    """Articles of a topic page end with the law each is from, which only the table knows."""
    numbers = {chunk.number for chunk in chunks if chunk.kind is ChunkKind.ARTICLE and chunk.number}
    ends = {number: law.until for number in numbers if (law := tables.law(number)) and law.until}
    return [replace(chunk, until=ends[chunk.number]) if chunk.number in ends else chunk for chunk in chunks]


def vectors_of(chunks: list[Chunk], before: dict[str, str], pipeline: Pipeline) -> tuple[np.ndarray, int]:
    """Vectors (float32, (len(chunks), dim)) and how many were embedded now; unchanged chunks keep theirs."""
    unchanged = [chunk.id for chunk in chunks if before.get(chunk.id) == chunk.digest]
    kept = pipeline.index.vectors(unchanged)
    fresh = [chunk for chunk in chunks if chunk.id not in kept]
    encoded = pipeline.embedder.encode([embedded_text(chunk) for chunk in fresh])
    new = {chunk.id: vector for chunk, vector in zip(fresh, encoded, strict=True)}
    return np.stack([kept[chunk.id] if chunk.id in kept else new[chunk.id] for chunk in chunks]), len(fresh)


def embedded_text(chunk: Chunk) -> str:
    """What a chunk is found by: its heading (title, petition) and its text."""
    return f"{chunk.heading}\n{chunk.text}" if chunk.heading else chunk.text


def remove(source_or_id: str, pipeline: Pipeline) -> bool:
    """Delete a document by id or path; its original goes too when no other document has the same bytes."""
    named = storable(source_or_id)
    for document_id in (named, document_id_of(source_of(Path(source_or_id))), document_id_of(named)):
        document = pipeline.index.document(document_id)
        if document and pipeline.index.remove(document_id):
            forget_original(document.digest, pipeline)
            return True
    return False


def forget_original(digest: str, pipeline: Pipeline) -> None:
    """Delete the kept bytes unless another document still has them."""
    if not any(summary.digest == digest for summary in pipeline.index.documents()):
        original_of(digest, pipeline.settings.home).unlink(missing_ok=True)


def keep_legal_sheet(pipeline: Pipeline) -> bool:
    """Put the legal-basis table into the index as a document; True when it was new or had changed."""
    table = pipeline.settings.tables_dir / "legal_basis.csv"
    digest = digest_of_file(table)
    document, chunks = legal_sheet(pipeline.tables, digest)
    before = pipeline.index.digests(document.id)
    if before == {chunk.id: chunk.digest for chunk in chunks}:
        return False
    keep_original(table, document, pipeline.settings.home)
    vectors, _ = vectors_of(chunks, before, pipeline)
    pipeline.index.put(document, chunks, vectors)
    return True


def _result(document: Document, chunks: list[Chunk], outcome: Outcome, embedded: int, masks: int) -> FileResult:
    return FileResult(
        document.source,
        outcome,
        document.id,
        document.kind.value,
        len(chunks),
        embedded,
        len(document.pages),
        masks,
        warnings=document.warnings,
    )
