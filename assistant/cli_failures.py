"""What a person can mend, said in one Vietnamese line; nobody at a terminal should meet a traceback."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Iterator
from pathlib import Path

from assistant import wording, wording_curation
from assistant.curation.errors import AlreadyDecided, GateChanged, NotTeachable, TaughtMeanwhile
from assistant.errors import BadRequest, CrossEncoderUnavailable, NotAllowed, NotFound
from ingest.errors import (
    DatabaseUnavailable,
    DatabaseUnsuitable,
    EmbedderUnavailable,
    EmbeddingMismatch,
    IndexDamaged,
    StorageFull,
    TableInvalid,
    TrolyError,
)

LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL: another writer held the lock for longer than we wait
PROJECT = Path(__file__).resolve().parent.parent
BY_KIND: dict[type[BaseException], str] = {
    EmbeddingMismatch: "embedding_mismatch",
    EmbedderUnavailable: "embedder",
    CrossEncoderUnavailable: "cross_encoder",
    IndexDamaged: "index",
    StorageFull: "storage",
    DatabaseUnavailable: "database_silent",
    DatabaseUnsuitable: "database_unsuitable",
    TableInvalid: "table",
    PermissionError: "no_rights",
    FileNotFoundError: "no_file",
    NotADirectoryError: "not_a_folder",
    FileExistsError: "not_a_folder",
    ModuleNotFoundError: "no_package",
    TrolyError: "other",
    OSError: "system",
}
# Libraries that are imported only when something needs them; their errors are known by name.
BY_NAME = {
    "CommandError": "newer_database",  # alembic: a revision this version does not know
    "ArgumentError": "database_address",  # sqlalchemy: not an address
    "NoSuchModuleError": "database_address",
    "DatabaseError": "no_database",  # sqlalchemy: the file is something else
    "OperationalError": "database_silent",  # sqlalchemy: no server answers there
}


def told(error: BaseException) -> str:
    """The line for any error; an unexpected one names its kind and place, which is what a developer needs."""
    if isinstance(error, BadRequest):
        return wording.PROBLEMS[error.reason]
    if isinstance(error, NotFound):
        return wording.PROBLEMS["not_found"]
    if line := of_teaching(error):
        return line
    if type(error).__name__ == "ValidationError":
        return setting_told(error)
    if is_busy(error):
        return wording.CLI["busy"]
    key = next((key for kind, key in BY_KIND.items() if isinstance(error, kind)), None)
    key = key or BY_NAME.get(type(error).__name__)
    return wording.CLI[key].format(detail=error, file=getattr(error, "filename", "")) if key else unexpected(error)


def of_teaching(error: BaseException) -> str | None:
    """What is to be done about a decision that could not be carried out; None for any other error."""
    match error:
        case NotAllowed():
            return wording.PROBLEMS["not_allowed"]
        case AlreadyDecided():
            return wording_curation.decided_first(error.by, error.at)
        case NotTeachable():
            return wording_curation.not_teachable(error.reason)
        case GateChanged():
            return wording_curation.GATE_CHANGED
        case TaughtMeanwhile():
            return wording_curation.BUSY
    return None


def setting_told(error: BaseException) -> str:
    """Which settings have a value that cannot be used; values are not shown, one may be a key."""
    faults: list[dict[str, tuple[str, ...]]] = getattr(error, "errors", list)()
    names = [f"TROLY_{str(fault['loc'][0]).upper()}" for fault in faults if fault["loc"]]
    return wording.CLI["settings"].format(detail=", ".join(dict.fromkeys(names)))


def is_busy(error: BaseException) -> bool:
    """Whether another program has held the database for longer than we wait."""
    return any(
        (isinstance(each, sqlite3.OperationalError) and each.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY)
        or getattr(each, "sqlstate", None) == LOCK_NOT_AVAILABLE
        for each in causes(error)
    )


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or found.__context__


def unexpected(error: BaseException) -> str:
    """An error of ours that nobody at the terminal can mend."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = next((frame for frame in reversed(frames) if is_ours(Path(frame.filename))), frames[-1])
    place = f"{Path(ours.filename).name}:{ours.lineno}"
    return wording.CLI["unexpected"].format(detail=f"{type(error).__name__}, {place}")


def is_ours(file: Path) -> bool:
    """Whether a line of this project, not of a library installed inside its folder, was running."""
    return PROJECT in file.parents and "site-packages" not in file.parts
