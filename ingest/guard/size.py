"""What is refused before a byte of the file is read."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import FailureReason, ReadFailure
from ingest.settings import IngestSettings


def check_size(path: Path, settings: IngestSettings) -> None:
    """Raises NOT_FOUND, NO_PERMISSION, UNSUPPORTED (a folder, a link out of it), EMPTY or TOO_LARGE before anything is read."""
    try:
        size = path.stat().st_size
        if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
            # Whoever may write into a share could otherwise have any file of this machine read out.
            raise ReadFailure(FailureReason.UNSUPPORTED, "a link that leads out of its folder")
        if not path.is_file():  # a folder, or a pipe that would keep us waiting for ever
            refuse_unlisted(path)
            raise ReadFailure(FailureReason.UNSUPPORTED, "not a plain file")
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise ReadFailure(FailureReason.NOT_FOUND) from error
    except PermissionError as error:
        raise ReadFailure(FailureReason.NO_PERMISSION) from error
    except OSError as error:
        raise ReadFailure(FailureReason.DAMAGED, f"cannot be opened: {error.strerror}") from error
    if size == 0:
        raise ReadFailure(FailureReason.EMPTY)
    if size > settings.max_file_megabytes * 1024 * 1024:
        raise ReadFailure(FailureReason.TOO_LARGE, f"{size} bytes")


def refuse_unlisted(path: Path) -> None:
    """Raises PermissionError for a folder whose files we may not list."""
    if path.is_dir():
        next(path.iterdir(), None)
