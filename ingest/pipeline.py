"""Path (a): a file becomes searchable chunks. Read top to bottom.

ticket → held? → digest known? stop → isolate(parse) → secrecy → mask → recognise → split → settle among its copies → Report

A file inside another (an archive's, an e-mail's) is a source of its own, `<container>!/<name>`, and takes the same
way. `settle` embeds what is new and stores the document in one transaction.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from ingest.copies import Copy
from ingest.copy_rows import copies_with_digest, copy_at, draw_ticket
from ingest.database import reading as reading_from
from ingest.describe import copy_of
from ingest.documents import Document, Member
from ingest.errors import FailureReason, ReadFailure, StorageFull, TrolyError
from ingest.guard.isolate import isolate
from ingest.known import read_before, reading_of, stored_result, unchanged
from ingest.legal_sheet import legal_sheet
from ingest.manifest import MANIFEST, read_manifest
from ingest.members import (
    DEEPEST,
    MOST_MEMBERS,
    path_of_member,
    remember_members,
    source_of_member,
    vanished,
)
from ingest.originals import digest_of_file, keep_original, original_of, scratch, sweep_scratch
from ingest.quarantine import hold, is_released, mark_held
from ingest.recognise import Hints
from ingest.removal import remove, remove_sources, source_of, storable
from ingest.report import FileResult, Outcome, Pipeline, Report
from ingest.retire import ended, retirement_of
from ingest.settle import (
    Said,
    Settled,
    Stale,
    embedded_text,
    ended_with_their_laws,
    forget_original,
    settle,
    vectors_of,
)
from ingest.split import split
from ingest.take_in import (
    Changing,
    Marked,
    Reading,
    checked_digest,
    read_file,
    refuse_changed,
    refuse_if_called_secret,
    refuse_if_marked,
    state_of,
    understood,
)

__all__ = [
    "FileResult",
    "Outcome",
    "Pipeline",
    "Report",
    "add",
    "add_file",
    "embedded_text",
    "files_under",
    "keep_legal_sheet",
    "original_of",
    "read_file",
    "remove",
    "source_of",
    "storable",
]


def add(
    paths: Iterable[Path],
    pipeline: Pipeline,
    hints: Hints | None = None,
    done: Callable[[FileResult], None] | None = None,
) -> Report:
    """Take in every file under `paths`; one bad file never ends the run. `done` hears of each file as it is finished."""
    started = time.perf_counter()
    report = Report()
    sweep_scratch(pipeline.settings.home)
    for path, known in files_under(paths):
        for result in add_file(path, pipeline, hints.over(known) if hints else known):
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


def add_file(path: Path, pipeline: Pipeline, hints: Hints) -> list[FileResult]:
    """Take in one file and what is inside it; what was there before stays until the new version is complete."""
    file = File(path, source_of(path), hints)
    return _guarded(file, lambda: _take_in(file, pipeline), pipeline)


@dataclass(frozen=True)
class File:
    """One file to take in: where its bytes are and what it is called; `seats` are for files inside it."""

    path: Path
    source: str
    hints: Hints
    depth: int = 0
    seats: Iterator[int] = field(default_factory=lambda: iter(range(MOST_MEMBERS)))


def _guarded(file: File, work: Callable[[], list[FileResult]], pipeline: Pipeline) -> list[FileResult]:
    """What became of the file, whatever happens with it; errors that concern every file are raised."""
    source = file.source
    try:
        return work()
    except Marked as marked:
        return [_ended_by_mark(file, marked, pipeline)]
    except ReadFailure as failure:
        if failure.reason is FailureReason.NOTHING_TO_READ:
            return [FileResult(source, Outcome.SKIPPED)]
        return [FileResult(source, Outcome.FAILED, reason=failure.reason, detail=failure.detail)]
    except Changing:
        return [FileResult(source, Outcome.WAITING)]
    except Stale:
        return [FileResult(source, Outcome.STALE)]
    except StorageFull as full:
        return [FileResult(source, Outcome.FAILED, reason=FailureReason.STORAGE_FULL, detail=str(full))]
    except TrolyError:
        raise  # a mismatch or an embedder that is away concerns every file
    except Exception as mistake:  # a mistake of ours with one file is no reason to leave the others out
        place = traceback.extract_tb(mistake.__traceback__)[-1]
        detail = f"{type(mistake).__name__} in {Path(place.filename).name}:{place.lineno}"
        return [FileResult(source, Outcome.FAILED, reason=FailureReason.UNEXPECTED, detail=detail)]


def _take_in(file: File, pipeline: Pipeline) -> list[FileResult]:
    state = state_of(file.path)
    digest = checked_digest(file.path, pipeline.settings)
    released = is_released(pipeline.engine, digest)
    if not released:
        _refuse_before_reading(file, digest, pipeline)
    read_by = reading_of(file.source, file.hints, pipeline)
    if known := unchanged(file.source, digest, read_by, pipeline):
        return known
    ticket = draw_ticket(pipeline.engine)  # whatever is read later wins
    if twin := read_before(file.source, digest, read_by, ticket, pipeline):
        return [_stored(twin, None, pipeline)]
    with scratch(pipeline.settings.home) as folder:
        parsed = isolate(file.path, pipeline.settings, scratch=folder)
        refuse_changed(file.path, state)
        if not released:
            refuse_if_marked(parsed, file.source, digest, file.hints)
        reading = understood(parsed, file.source, digest, file.hints, pipeline.tables)
        inner = _members(file, reading.members, folder, pipeline)
        results = [*_guarded(file, lambda: [_own(file, reading, inner, ticket, pipeline)], pipeline), *inner]
    if reading.members:
        remember_members(file.source, digest, read_by, results, pipeline)
    return results


def _refuse_before_reading(file: File, digest: str, pipeline: Pipeline) -> None:
    """Raises Marked for bytes that are held already, and for what name or register say."""
    if mark := mark_held(pipeline.engine, digest):
        raise Marked(mark, digest)
    refuse_if_called_secret(file.source, digest, file.hints)


def _own(file: File, reading: Reading, inner: list[FileResult], ticket: int, pipeline: Pipeline) -> FileResult:
    """The file's own text, beside what is inside it; an archive has none."""
    if reading.members and not reading.document.text.strip():
        return _without_text(file, inner, pipeline)
    if any(result.outcome is Outcome.QUARANTINED for result in inner):
        return _ended_by_mark_inside(file, pipeline)
    document = with_failures(reading.document, inner)
    chunks = ended_with_their_laws(split(document), pipeline.tables)
    if not chunks:
        raise ReadFailure(FailureReason.NO_TEXT, "no quotable passage")
    keep_original(file.path, document.digest, pipeline.settings.home)
    read_by = reading_of(file.source, file.hints, pipeline)
    copy = copy_of(document, ticket, datetime.now(UTC), file.hints, read_by)
    return replace(_stored(copy, Said(document, chunks), pipeline), masked=reading.masks)


def _without_text(file: File, inner: list[FileResult], pipeline: Pipeline) -> FileResult:
    """An archive is what is in it; when nothing in it can be read, it has failed itself."""
    settle(None, None, [file.source], pipeline)  # a file with a text of its own may have stood here
    present = {result.outcome for result in inner} - {Outcome.REMOVED}
    if present == {Outcome.SKIPPED}:
        return FileResult(file.source, Outcome.SKIPPED)
    if present <= {Outcome.FAILED, Outcome.SKIPPED}:
        return FileResult(
            file.source, Outcome.FAILED, reason=FailureReason.NO_TEXT, detail="nothing inside can be read"
        )
    return FileResult(file.source, Outcome.ADDED)


def with_failures(document: Document, inner: list[FileResult]) -> Document:
    """The document of an e-mail says how many files inside could not be read."""
    failed = sum(result.outcome is Outcome.FAILED for result in inner)
    return replace(document, warnings=(*document.warnings, f"members_failed: {failed}")) if failed else document


def _members(file: File, found: tuple[Member, ...], folder: Path, pipeline: Pipeline) -> list[FileResult]:
    """The files inside this one, each through all gates; those that were inside once and are not any more go."""
    results: list[FileResult] = []
    for member in found:
        results += _member(file, member, folder, pipeline)
    gone = vanished(file.source, [member.name for member in found], pipeline)
    if gone:
        remove_sources(gone, pipeline)
    return results + [FileResult(source, Outcome.REMOVED) for source in gone]


def _member(file: File, member: Member, folder: Path, pipeline: Pipeline) -> list[FileResult]:
    source = storable(source_of_member(file.source, member))
    if file.depth >= DEEPEST or next(file.seats, None) is None:
        return [FileResult(source, Outcome.FAILED, reason=FailureReason.TOO_MANY)]
    try:
        path = path_of_member(member, folder)
    except ReadFailure as failure:
        return [FileResult(source, Outcome.FAILED, reason=failure.reason, detail=failure.detail)]
    # What the register says of an archive holds for what is in it, but number, day and title are the archive's own.
    hints = Hints(unit=file.hints.unit, field=file.hints.field, visibility=file.hints.visibility)
    inner = File(path, source, hints, file.depth + 1, file.seats)
    return _guarded(inner, lambda: _take_in(inner, pipeline), pipeline)


def _stored(copy: Copy, said: Said | None, pipeline: Pipeline) -> FileResult:
    """The copy settled among those of its document, as a line of the report."""
    with reading_from(pipeline.engine) as connection:
        before = copy_at(connection, copy.source)
    try:
        settled = settle(replace(copy, taken=before.taken) if before else copy, said, (), pipeline)
    except Stale:
        forget_original(copy.digest, pipeline)
        raise
    placed = replace(copy, document_id=settled.document_id)
    with reading_from(pipeline.engine) as connection:
        return stored_result(connection, placed, _outcome(before, placed, settled), settled.embedded)


def _outcome(before: Copy | None, placed: Copy, settled: Settled) -> Outcome:
    if before is None and settled.existed and not settled.alone:
        return Outcome.COPY
    if before is None and not settled.existed:
        return Outcome.ADDED
    same = not settled.changed and (
        before is None or (before.digest, before.document_id) == (placed.digest, placed.document_id)
    )
    return Outcome.UNCHANGED if same else Outcome.UPDATED


def _ended_by_mark(file: File, marked: Marked, pipeline: Pipeline) -> FileResult:
    """A marked file ends here: nothing of it is stored; earlier versions and other copies of its bytes go."""
    hold(pipeline.engine, file.source, marked.digest, marked.mark)
    with reading_from(pipeline.engine) as connection:
        copies = copies_with_digest(connection, marked.digest)
    remove_sources({file.source, *(copy.source for copy in copies)}, pipeline)
    return FileResult(file.source, Outcome.QUARANTINED, reason=marked.reason, detail=marked.detail)


def _ended_by_mark_inside(file: File, pipeline: Pipeline) -> FileResult:
    """An e-mail with a marked file inside holds the same bytes; the other files inside are taken in."""
    settle(None, None, [file.source], pipeline)
    detail = "a file inside bears a mark, so these bytes do too"
    return FileResult(file.source, Outcome.QUARANTINED, reason=FailureReason.SECRET, detail=detail)


def keep_legal_sheet(pipeline: Pipeline) -> bool:
    """Put the legal-basis table into the index as a document; True when it was new or had changed."""
    table = pipeline.settings.tables_dir / "legal_basis.csv"
    digest = digest_of_file(table)
    document, chunks = legal_sheet(pipeline.tables, digest)
    retired = retirement_of(pipeline.engine, document.id)
    chunks = [ended(chunk, retired.since) for chunk in chunks] if retired else chunks
    before = pipeline.index.digests(document.id)
    if before == {chunk.id: chunk.digest for chunk in chunks}:
        return False
    keep_original(table, document.digest, pipeline.settings.home)
    vectors, _ = vectors_of(chunks, before, pipeline)
    pipeline.index.put(document, chunks, vectors)
    return True
