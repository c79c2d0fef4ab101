"""A folder and the index in step: what is new is added, what changed is read again, what is gone is taken out.

A file that looks as it did (size, time of change, register line, reading code) is not opened. Every file is a
transaction of its own and is noted after it, so a killed run is taken up where it stopped. Removals come last, are
proved one by one, and are refused when they look like a share that is away rather than like work.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.copy_rows import INSIDE
from ingest.documents import digest_of
from ingest.errors import FailureReason, TrolyError
from ingest.folder_rows import (
    FolderRow,
    FolderSummary,
    Seen,
    containers_under,
    copies_under,
    forget_row,
    rows_of,
    summaries,
    write_row,
)
from ingest.known import reading_of
from ingest.manifest import Hints
from ingest.members import PASSING
from ingest.originals import sweep_scratch
from ingest.pipeline import add_file, files_under
from ingest.removal import Proof, remove_sources, source_of, sweep_originals
from ingest.report import INDEXED, FileResult, Outcome, Pipeline

MOST_REMOVED = 0.3  # of the files known; more looks like a share that is away
FEW = 3  # so many files may go from however small a folder, as long as one stays
RESTING_SECONDS = 2.0  # a file changed later than this may still be being written
ROUNDS = 3  # a single run comes back for files that rested in the meantime
# What another day may cure; everything else fails in the same way until the file changes.
CURABLE = frozenset(
    {
        *(FailureReason.NO_PERMISSION, FailureReason.OCR_MISSING, FailureReason.OFFICE_MISSING),
        *(FailureReason.STORAGE_FULL, FailureReason.TIMEOUT, FailureReason.MEMORY, FailureReason.UNEXPECTED),
        FailureReason.SECRET,  # two persons may have released it
    }
)


class FolderAway(TrolyError):
    """The folder is not there (any more): nothing is taken out because of that."""


class SyncRunning(TrolyError):
    """Another run is at work on the same folder."""


@dataclass
class SyncReport:
    """What one run did, what it refused, and how well the folder is read."""

    root: str
    results: list[FileResult] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    refused: tuple[str, ...] = ()  # files that are gone but were not taken out: too many at once
    summaries: list[FolderSummary] = field(default_factory=list)
    seconds: float = 0.0
    stopped: bool = False

    def count(self, outcome: Outcome) -> int:
        return sum(result.outcome is outcome for result in self.results)


@dataclass(frozen=True)
class Todo:
    """What a run has to do, told from names, sizes and times alone."""

    read: dict[str, tuple[Path, Hints, Seen]]
    rest: dict[str, Path]  # still being written
    same: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class How:
    """How a run is made. `told` hears of each file and of how many are left; `stop` is asked before each."""

    allow_removals: bool = False
    retry: bool = True  # read again what another day may cure
    wait: bool = True  # come back for files that are still being written
    told: Callable[[FileResult, int], None] = lambda result, left: None
    stop: Callable[[], bool] = lambda: False


def sync(folder: Path, pipeline: Pipeline, how: How | None = None) -> SyncReport:
    """Bring the index in step with `folder`. Raises FolderAway, SyncRunning, TableInvalid, StorageFull."""
    how = how or How()
    started = time.perf_counter()
    report = SyncReport(source_of(folder))
    with alone(report.root, pipeline.settings.home):
        sweep_scratch(pipeline.settings.home)
        sweep_originals(pipeline)
        _take_in(folder, report, pipeline, how)
        if not report.stopped:
            _take_out(folder, report, pipeline, how)
        report.summaries = summaries(pipeline.engine, report.root)
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def survey(folder: Path, pipeline: Pipeline, retry: bool = True) -> Todo:
    """What a run would do; nothing is read and nothing is changed. Raises FolderAway."""
    try:
        os.listdir(folder)
    except OSError as away:
        raise FolderAway(f"{folder} cannot be listed: {away.strerror}") from away
    root = source_of(folder)
    known = rows_of(pipeline.engine, root)
    stored = copies_under(pipeline.engine, root).keys() | containers_under(pipeline.engine, root)
    read, rest, same = {}, {}, []
    unlisted: list[str] = []
    now = time.time()
    for path, hints in files_under([folder]):
        name = source_of(path).removeprefix(root + "/")
        if path.is_dir():  # may not be listed: what is in it is not gone
            unlisted.append(name + "/")
        seen = _seen(path, hints, pipeline)
        row = known.get(name)
        if row and row.seen == seen and not _again(row, f"{root}/{name}" in stored, retry):
            same.append(name)
        elif abs(now - seen.modified / 1e9) < RESTING_SECONDS:
            rest[name] = path
        else:
            read[name] = (path, hints, seen)
    present = {*read, *rest, *same}
    # What was taken in by name before the first run is in the folder's care as well.
    ours = known.keys() | {source.removeprefix(root + "/").split(INSIDE)[0] for source in stored}
    gone = tuple(sorted(name for name in ours - present if not name.startswith(tuple(unlisted))))
    return Todo(read, rest, tuple(same), gone)


def _seen(path: Path, hints: Hints, pipeline: Pipeline) -> Seen:
    read_by = reading_of(source_of(path), hints, pipeline)
    try:
        state = path.stat()
    except OSError:
        return Seen(0, 0, read_by)  # whoever opens it says why not
    return Seen(state.st_size, state.st_mtime_ns, read_by)


def _again(row: FolderRow, stored: bool, retry: bool) -> bool:
    """Whether a file that looks as it did is read all the same."""
    if row.outcome in INDEXED or row.outcome is Outcome.MOVED:
        return not stored  # taken out by hand since, or lost with a restored backup
    return retry and row.reason in CURABLE


def _take_in(folder: Path, report: SyncReport, pipeline: Pipeline, how: How) -> None:
    for turn in range(ROUNDS):
        todo = survey(folder, pipeline, how.retry and turn == 0)
        if turn == 0:
            same = (FileResult(f"{report.root}/{name}", Outcome.UNCHANGED) for name in todo.same)
            report.results += same
        for left, (name, (path, hints, seen)) in zip(range(len(todo.read), 0, -1), todo.read.items(), strict=True):
            if how.stop():
                report.stopped = True
                return
            own, *inner = add_file(path, pipeline, hints)
            if own.outcome not in PASSING:
                write_row(pipeline.engine, report.root, name, seen, own)
            report.results += [own, *inner]
            how.told(own, left - 1)
        last = turn == ROUNDS - 1 or not how.wait
        if todo.rest and not last:
            time.sleep(RESTING_SECONDS)
            continue
        report.results += (FileResult(f"{report.root}/{name}", Outcome.WAITING) for name in todo.rest)
        return


def _take_out(folder: Path, report: SyncReport, pipeline: Pipeline, how: How) -> None:
    """Files that are gone: those whose bytes came anew elsewhere have moved, the others are taken out and proved."""
    gone = survey(folder, pipeline, retry=False).gone
    stored = copies_under(pipeline.engine, report.root)
    moved = _mark_moves(report, {f"{report.root}/{name}" for name in gone}, pipeline)
    lost = [name for name in gone if f"{report.root}/{name}" not in moved]
    known = len(rows_of(pipeline.engine, report.root).keys() | set(gone))
    if too_many(len(lost), known) and not how.allow_removals:
        report.refused = tuple(lost)
        gone = tuple(name for name in gone if name not in set(lost))
    for name in gone:
        source = f"{report.root}/{name}"
        had = source in stored or any(each.startswith(source + INSIDE) for each in stored)
        removal = remove_sources([source], pipeline, prove=True)
        forget_row(pipeline.engine, report.root, name)
        report.proofs += removal.proofs
        if source not in moved and had:
            result = FileResult(source, Outcome.REMOVED)
            report.results.append(result)
            how.told(result, 0)


def too_many(lost: int, known: int) -> bool:
    """Whether so many files cannot have been deleted on purpose: all of a folder, or a third of a larger one."""
    return lost > 0 and (lost >= known or (lost > FEW and lost > MOST_REMOVED * known))


def _mark_moves(report: SyncReport, gone: set[str], pipeline: Pipeline) -> set[str]:
    """The sources whose bytes came anew elsewhere in this run; the newcomers are told as moved."""
    copies = copies_under(pipeline.engine, report.root)
    by_digest: dict[str, list[str]] = {}
    for source in sorted(gone & copies.keys()):
        by_digest.setdefault(copies[source].digest, []).append(source)
    moved: set[str] = set()
    for position, result in enumerate(report.results):
        copy = copies.get(result.source)
        if result.outcome is Outcome.COPY and copy and by_digest.get(copy.digest):
            moved.add(by_digest[copy.digest].pop(0))
            report.results[position] = _moved(result)
    return moved


def _moved(result: FileResult) -> FileResult:
    return replace(result, outcome=Outcome.MOVED)


@contextmanager
def alone(root: str, home: Path) -> Iterator[None]:
    """Hold the folder alone among all processes; the system lets go when a process dies. Raises SyncRunning."""
    lock = home / "sync" / f"{digest_of(root)}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise SyncRunning(f"Another run is at work on {root}.") from taken
        yield
    finally:
        os.close(handle)


def watch(
    folder: Path,
    pipeline: Pipeline,
    every: float,
    pause: Callable[[float], bool],
    done: Callable[[SyncReport | Exception], None],
    how: How,
) -> None:
    """Sync again and again until `pause(seconds)` says stop; errors are told and the next round tries again."""
    first = True
    while True:
        try:
            done(sync(folder, pipeline, replace(how, wait=False, retry=first and how.retry)))
            first = False
        except Exception as error:  # a share that is away or a full disk must not end the watch
            done(error)
        if pause(every):
            return
