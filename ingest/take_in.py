"""One file through all gates: isolate → secrecy → mask → recognise. Nothing is stored here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ingest.documents import Document, Member, Parsed, Visibility
from ingest.errors import FailureReason, ReadFailure, TrolyError
from ingest.guard.beside import Beside
from ingest.guard.isolate import isolate
from ingest.guard.mask import mask
from ingest.guard.secrecy import Mark, mark_of, notices, secrecy_mark
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


class Marked(ReadFailure):
    """The file bears a mark of secrecy, or its bytes are held because of one."""

    def __init__(self, mark: Mark, digest: str) -> None:
        super().__init__(FailureReason.SECRET, f"mark: {mark.place.value}")
        self.mark = mark
        self.digest = digest


def read_file(path: Path, source: str, hints: Hints, tables: Tables, settings: IngestSettings) -> tuple[Document, int]:
    """What a file says, as it would be stored, and how many pieces of personal data were masked. Raises ReadFailure."""
    digest = checked_digest(path, settings)
    refuse_if_called_secret(source, digest, hints)
    parsed = isolate(path, settings)
    refuse_if_marked(parsed, source, digest, hints)
    reading = understood(parsed, source, digest, hints, tables)
    return reading.document, reading.masks


def checked_digest(path: Path, settings: IngestSettings) -> str:
    """The digest of a file that may be read. Raises ReadFailure."""
    check_size(path, settings)
    return digest_of_file(path)


def refuse_if_called_secret(source: str, digest: str, hints: Hints) -> None:
    """Raises Marked, before the file is opened, for what its name or its folder's register says."""
    if mark := secrecy_mark("", source, register=_registered(hints)):
        raise Marked(mark, digest)


def refuse_if_marked(parsed: Parsed, source: str, digest: str, hints: Hints) -> None:
    """Raises Marked before anything of a marked file is stored, indexed or logged."""
    if mark := mark_of(parsed, source, hints.secrecy):
        raise Marked(mark, digest)


def _registered(hints: Hints) -> tuple[str, ...]:
    return (hints.secrecy,) if hints.secrecy else ()


def read(path: Path, source: str, digest: str, hints: Hints, tables: Tables, settings: IngestSettings) -> Reading:
    """What a file says whose bytes have passed the gate before. Raises ReadFailure."""
    return understood(isolate(path, settings), source, digest, hints, tables)


def understood(parsed: Parsed, source: str, digest: str, hints: Hints, tables: Tables) -> Reading:
    """What a file says after masking; what is for use inside is shown to the office unless a register says who else."""
    warned = notices(parsed)
    masked, masks = mask(replace(parsed, warnings=(*parsed.warnings, *warned)))
    beside = Beside.of(parsed.text, masked)
    masked = replace(masked, title=beside.title(masked.title), links=beside.links(masked.links))
    masks += (masked.title != parsed.title) + len(parsed.links) - len(masked.links)
    if "internal_only" in warned and hints.visibility is None:
        hints = replace(hints, visibility=Visibility("office"))
    document = recognise(masked, source, digest, tables, hints)
    document = replace(document, title=beside.title(document.title), masked=masks)
    return Reading(document, masks, parsed.members)


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
