"""What is refused before a byte of the file is read."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import FailureReason, ReadFailure
from ingest.settings import IngestSettings


def check_size(path: Path, settings: IngestSettings) -> None:
    """Raises NOT_FOUND, NO_PERMISSION, UNSUPPORTED (a folder), EMPTY or TOO_LARGE before anything is read."""
    try:
        if path.is_dir():
            raise ReadFailure(FailureReason.UNSUPPORTED, "a folder")
        with path.open("rb"):
            size = path.stat().st_size
    except FileNotFoundError as error:
        raise ReadFailure(FailureReason.NOT_FOUND) from error
    except PermissionError as error:
        raise ReadFailure(FailureReason.NO_PERMISSION) from error
    except OSError as error:
        raise ReadFailure(FailureReason.DAMAGED, f"cannot be opened: {error.strerror}") from error
    if not path.is_file():
        raise ReadFailure(FailureReason.UNSUPPORTED, "not a regular file")
    if size == 0:
        raise ReadFailure(FailureReason.EMPTY)
    if size > settings.max_file_megabytes * 1024 * 1024:
        raise ReadFailure(FailureReason.TOO_LARGE, f"{size} bytes")
