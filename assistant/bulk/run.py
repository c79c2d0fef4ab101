"""A sheet between its preview and its end: the file and how far it came, kept in TROLY_HOME/bulk.

A run that was killed stands as stopped and goes on when it is confirmed again; rows taught before are there already.
Files are for the person who sent them only, and go at the end, or after a day unconfirmed.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import structlog
from filelock import FileLock

from assistant.bootstrap import Assistant
from assistant.bulk.bulk import Done, Outcome, Plan, apply, confirmed, planned, row_digest
from assistant.bulk.read import Sheet, read_sheet
from assistant.domain import Reader
from assistant.errors import NotFound

FOLDER = "bulk"
KEY_LENGTH = 32
DAY = 24 * 3600
SAVED_EVERY = 0.5  # seconds between two notes of how far a run came
log = structlog.get_logger("troly.bulk")

_running: dict[Path, threading.Thread] = {}
_running_lock = threading.Lock()


@dataclass(frozen=True)
class Run:
    """One sheet of one person. `agreed` are the confirmed rows (number, digest of what it teaches); none before that."""

    key: str
    account_id: int
    unit: str
    name: str
    agreed: tuple[tuple[int, str], ...] = ()
    with_conflicts: bool = False
    done: tuple[Done, ...] = ()
    finished: bool = False
    problem: str = ""

    @property
    def started(self) -> bool:
        return bool(self.agreed)

    def count(self, outcome: str) -> int:
        """How many rows ended so."""
        return sum(each.outcome == outcome for each in self.done)


@dataclass
class Progress:
    """How far a run came, noted now and then and at its end."""

    run: Run
    folder: Path
    done: list[Done] = field(default_factory=list)
    noted: float = 0.0

    def add(self, done: Done) -> None:
        """One row more."""
        self.done.append(done)
        if time.monotonic() - self.noted > SAVED_EVERY:
            self.note()

    def note(self, finished: bool = False, problem: str = "") -> None:
        """Write it down, whole or not at all."""
        self.noted = time.monotonic()
        save(replace(self.run, done=tuple(self.done), finished=finished, problem=problem), self.folder)


def received(content: bytes, name: str, unit: str, by: Reader, assistant: Assistant) -> Run:
    """Keep a sheet that can be read, to be looked at and confirmed. Raises ReadFailure, SheetRefused, NotAllowed."""
    clear_old(assistant)
    run = Run(secrets.token_hex(KEY_LENGTH // 2), by.account_id, unit, Path(name).name[:200] or "bang")
    folder = folder_of(run.key, assistant)
    folder.mkdir(parents=True, mode=0o700)
    try:
        path = folder / f"sheet{Path(run.name).suffix.lower()[:8]}"
        path.touch(0o600)
        path.write_bytes(content)
        planned(sheet_of(run, assistant), unit, by, assistant)
        save(run, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)  # what is refused leaves nothing behind
        raise
    return run


def sheet_of(run: Run, assistant: Assistant) -> Sheet:
    """The rows of the kept file. Raises ReadFailure, SheetRefused."""
    path = next(folder_of(run.key, assistant).glob("sheet*"), None)
    if path is None:
        raise NotFound(f"sheet {run.key}")
    return read_sheet(path, run.name, assistant.settings, assistant.tables)


def run_of(key: str, by: Reader, assistant: Assistant) -> Run:
    """One's own run. Raises NotFound, also for another's."""
    known = load(folder_of(key, assistant))
    if known is None or known.account_id != by.account_id:
        raise NotFound(f"sheet {key}")
    return known


def is_running(run: Run, assistant: Assistant) -> bool:
    """Whether it goes on at this moment, in this process."""
    with _running_lock:
        thread = _running.get(folder_of(run.key, assistant))
        return thread is not None and thread.is_alive()


def start(run: Run, by: Reader, assistant: Assistant, digest: str, with_conflicts: bool) -> Run:
    """Confirm what was seen and begin in the background. Raises PlanChanged."""
    plan = confirmed(sheet_of(run, assistant), run.unit, by, assistant, digest)
    agreed = tuple((line.row.number, row_digest(line.lesson)) for line in plan.to_do(with_conflicts) if line.lesson)
    run = replace(run, agreed=agreed, with_conflicts=with_conflicts)
    save(run, folder_of(run.key, assistant))
    go_on(run, by, assistant, plan)
    return run


def go_on(run: Run, by: Reader, assistant: Assistant, plan: Plan | None = None) -> None:
    """Begin, or go on with what is left of the rows that were confirmed; a second call while it runs does nothing."""
    folder = folder_of(run.key, assistant)

    def work() -> None:
        progress = Progress(run, folder)
        try:
            with FileLock(folder.parent / f"{run.unit}.lock"):
                rest = plan or planned(sheet_of(run, assistant), run.unit, by, assistant)
                carry_out(agreed_of(rest, run), run, by, assistant, progress)
            progress.note(finished=True)
            for sheet in folder.glob("sheet*"):  # what it taught is kept elsewhere, what was refused is told
                sheet.unlink()
        except Exception as error:
            log.warning("bulk_stopped", error=type(error).__name__)
            progress.note(problem=type(error).__name__)

    with _running_lock:
        known = _running.get(folder)
        if known is not None and known.is_alive():
            return
        _running[folder] = threading.Thread(target=work, name=f"bulk-{run.key[:8]}", daemon=True)
        _running[folder].start()


def carry_out(plan: Plan, run: Run, by: Reader, assistant: Assistant, progress: Progress) -> None:
    """Teach what is left; what is not in the plan any more counts as there, or as changed since it was confirmed."""
    left = {line.row.number for line in plan.to_do(run.with_conflicts)}
    unchanged = {line.row.number for line in plan.lines if line.outcome is Outcome.UNCHANGED}
    for number, _ in run.agreed:
        if number not in left:
            there = number in unchanged
            progress.add(Done(number, "there" if there else "refused", reason="" if there else "changed_since"))
    apply(plan, by, assistant, run.with_conflicts, progress.add)


def agreed_of(plan: Plan, run: Run) -> Plan:
    """The plan without the rows that were not confirmed as they are now."""
    agreed = frozenset(run.agreed)
    kept = tuple(
        line
        for line in plan.lines
        if line.outcome is Outcome.UNCHANGED or (line.lesson and (line.row.number, row_digest(line.lesson)) in agreed)
    )
    return replace(plan, lines=kept)


def wait(run: Run, assistant: Assistant) -> None:
    """Until it stands still."""
    with _running_lock:
        thread = _running.get(folder_of(run.key, assistant))
    if thread:
        thread.join()


def clear_old(assistant: Assistant) -> None:
    """Remove what nobody confirmed within a day, and everything after a week."""
    for folder in folders(assistant):
        known, age = load(folder), time.time() - folder.stat().st_mtime
        if age > 7 * DAY or (age > DAY and (known is None or not known.started)):
            shutil.rmtree(folder, ignore_errors=True)


def folders(assistant: Assistant) -> Iterator[Path]:
    root = assistant.settings.home / FOLDER
    return (each for each in root.glob("*") if each.is_dir()) if root.is_dir() else iter(())


def folder_of(key: str, assistant: Assistant) -> Path:
    """Where a run is kept. Raises NotFound for what is no key."""
    if len(key) != KEY_LENGTH or not all(each in "0123456789abcdef" for each in key):
        raise NotFound("sheet")
    return (assistant.settings.home / FOLDER / key).absolute()


def save(run: Run, folder: Path) -> None:
    """Replace the note; a crash leaves the old or the new one."""
    fresh = folder / "run.tmp"
    fresh.write_text(json.dumps(asdict(run), ensure_ascii=False), "utf-8")
    os.replace(fresh, folder / "run.json")


def load(folder: Path) -> Run | None:
    """The run of a folder; None when there is none."""
    try:
        kept = json.loads((folder / "run.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    agreed = tuple((number, digest) for number, digest in kept.pop("agreed"))
    return Run(**kept | {"agreed": agreed, "done": tuple(Done(**each) for each in kept["done"])})
