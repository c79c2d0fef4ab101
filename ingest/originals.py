"""The kept bytes of every document, named by digest, and the folder in which files are looked at for a moment."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from ingest.errors import FailureReason, ReadFailure, StorageFull

LEFT_OVER_SECONDS = 3600.0
LONGEST_NAME = 200  # bytes; with room for what copying adds


def keep_original(path: Path, digest: str, home: Path) -> None:
    """Copy the file's bytes to `originals/`, named by digest: pages are drawn from there, never from the share.

    Raises StorageFull; and ReadFailure(DAMAGED) when the file changed since its digest was taken.
    """
    kept = original_of(digest, home)
    if kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}.part")
    try:
        shutil.copyfile(path, unfinished)
        if digest_of_file(unfinished) != digest:
            unfinished.unlink()
            raise ReadFailure(FailureReason.DAMAGED, "the file changed while it was read")
        unfinished.replace(kept)
    except OSError as full:
        unfinished.unlink(missing_ok=True)
        raise StorageFull(f"The original could not be kept in {kept.parent}: {full.strerror}") from full


def original_of(digest: str, home: Path) -> Path:
    """Where the bytes of a document with this digest are kept."""
    return home / "originals" / digest[:2] / digest


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


@contextmanager
def scratch(home: Path) -> Iterator[Path]:
    """An empty folder that is gone afterwards; what a killed process left is swept at the next run."""
    parent = home / "scratch"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(dir=parent))
    except OSError as full:
        raise StorageFull(f"No folder could be made in {parent}: {full.strerror}") from full
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_scratch(home: Path, now: float | None = None) -> None:
    """Delete what killed processes left in the scratch folder more than an hour ago."""
    parent, now = home / "scratch", now or time.time()
    for left in parent.iterdir() if parent.is_dir() else ():
        if now - left.stat().st_mtime > LEFT_OVER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def kept_as_file(digest: str, name: str, home: Path, folder: Path) -> Path:
    """The kept bytes under their own name in `folder`, since a name says what a file is. Raises ReadFailure."""
    kept = original_of(digest, home)
    file = folder / os.fsdecode(os.fsencode(name)[-LONGEST_NAME:])
    try:
        shutil.copyfile(kept, file)
    except OSError as error:
        raise ReadFailure(FailureReason.NOT_FOUND, "the original is not kept any more") from error
    return file
