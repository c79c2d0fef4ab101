"""The disk: one lock between processes, whole-file writes, and its refusals as `StorageFull`."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import StorageFull

REFUSED_ERRNO = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ENOMEM}
)
REFUSED_SQLITE = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
)
REFUSED_SQLSTATE = frozenset({"53100", "53200", "58030"})  # PostgreSQL: disk full, out of memory, io error
REFUSED_WORDS = ("no space left", "file too large", "read-only file system", "quota exceeded", "permission denied")
# FAISS and tantivy pass the operating system's words on inside RuntimeError, OSError or ValueError.


@contextmanager
def storage_errors(doing: str) -> Iterator[None]:
    """Raises StorageFull instead of any library's way of saying that the disk refused a write."""
    try:
        yield
    except Exception as error:
        if is_refusal(error):
            raise refusal(doing, error) from error
        raise


def refusal(doing: str, error: BaseException) -> StorageFull:
    """The error a person sees when the disk refused a write."""
    return StorageFull(
        f"The disk refused a write while {doing} ({error}); it was rolled back. "
        "Free space (or make the folder writable) and do it again; searching goes on."
    )


def is_refusal(error: BaseException) -> bool:
    """Whether a library's exception means: the disk is full, read-only or failing."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in REFUSED_ERRNO
    if isinstance(error, sqlite3.Error):
        return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in REFUSED_SQLITE
    if getattr(error, "sqlstate", None) in REFUSED_SQLSTATE:
        return True
    return isinstance(error, (OSError, RuntimeError, ValueError)) and _speaks_of_refusal(str(error))


def _speaks_of_refusal(message: str) -> bool:
    lowered = message.lower()
    return any(word in lowered for word in REFUSED_WORDS)


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold `path` alone among all threads and processes; released by the system when a process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file so that a reader, or a restart after a power cut, sees the old or the new content."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def fsync_file(path: Path) -> None:
    """Force what was written to a file onto the disk."""
    _fsync(path, os.O_RDONLY)


def fsync_folder(path: Path) -> None:
    """Force renames and new names in a folder onto the disk."""
    _fsync(path, os.O_RDONLY | os.O_DIRECTORY)


def _fsync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
