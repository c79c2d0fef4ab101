"""One file through all gates: isolate → secrecy → mask → recognise. Nothing is stored here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.documents import Document, Member, Parsed
from ingest.errors import FailureReason, ReadFailure, TrolyError
from ingest.guard.isolate import isolate
from ingest.guard.mask import mask
from ingest.guard.secrecy import secrecy_mark
from ingest.guard.size import check_size
from ingest.manifest import Hints
from ingest.originals import digest_of_file
from ingest.recognise import recognise
from ingest.settings import IngestSettings
from ingest.tables import Tables


class Changing(TrolyError):
    """The file changed while it was read; it is read when it rests."""


@dataclass(frozen=True)
class Reading:
    """What one file says, how many pieces of personal data were masked, and the files found inside it."""

    document: Document
    masks: int
    members: tuple[Member, ...] = ()


def read_file(path: Path, source: str, hints: Hints, tables: Tables, settings: IngestSettings) -> tuple[Document, int]:
    """What a file says, as it would be stored, and how many pieces of personal data were masked. Raises ReadFailure."""
    digest = checked_digest(path, source, settings)
    reading = read(path, source, digest, hints, tables, settings)
    return reading.document, reading.masks


def checked_digest(path: Path, source: str, settings: IngestSettings) -> str:
    """The digest of a file that may be read. Raises ReadFailure, SECRET for its name too."""
    check_size(path, settings)
    refuse_if_secret("", name_of(source))
    return digest_of_file(path)


def read(
    path: Path,
    source: str,
    digest: str,
    hints: Hints,
    tables: Tables,
    settings: IngestSettings,
    scratch: Path | None = None,
) -> Reading:
    """What a file says; inner files are written into `scratch`. Raises ReadFailure."""
    parsed = isolate(path, settings, scratch=scratch)
    _check_marks(parsed, source)
    masked, masks = mask(parsed)
    return Reading(recognise(masked, source, digest, tables, hints), masks, parsed.members)


def _check_marks(parsed: Parsed, source: str) -> None:
    refuse_if_secret(parsed.text, name_of(source))


def refuse_if_secret(text: str, file_name: str) -> None:
    """Raises ReadFailure(SECRET) before anything of a marked file is stored, indexed or logged."""
    if secrecy_mark(text, file_name):
        raise ReadFailure(FailureReason.SECRET)


def state_of(path: Path) -> tuple[int, int]:
    """Size and time of change (nanoseconds): as long as they stay, the bytes do. Zeros when there is no file."""
    try:
        state = path.stat()
    except OSError:
        return 0, 0  # whoever opens it says why not
    return state.st_size, state.st_mtime_ns


def refuse_changed(path: Path, state: tuple[int, int]) -> None:
    """Raises Changing when the file is not any more what it was when its digest was taken."""
    if state_of(path) != state:
        raise Changing(f"{path.name} changed while it was read.")


def name_of(source: str) -> str:
    """The file's own name; of a file inside another the name in there."""
    return PurePosixPath(source).name
