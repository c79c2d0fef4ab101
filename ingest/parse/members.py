"""Files inside a file: clean names for people, safe places for their bytes, and the limits of one container."""

from __future__ import annotations

import errno
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ingest.documents import Member
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.archive import MOST_UNPACKED_BYTES
from ingest.parse.source import Source

MOST_MEMBERS = 2000
MOST_NAME_CHARACTERS = 255
UNNAMED = "unnamed"
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")
_DRIVE = re.compile(r"[A-Za-z]:\Z")


@dataclass
class Members:
    """Collects the inner files of one container, writing their bytes into the caller's scratch folder.

    Raises TOO_MANY and TOO_LARGE for the container as a whole; a file that is too large by itself only counts as
    `failed`, like one that cannot be unpacked.
    """

    source: Source
    found: list[Member] = field(default_factory=list)
    failed: int = 0
    _names: set[str] = field(default_factory=set)
    _bytes: int = 0

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Takes in one inner file; without a scratch folder only its name, and `pieces` is not read."""
        if len(self.found) + self.failed >= MOST_MEMBERS:
            raise ReadFailure(FailureReason.TOO_MANY, f"more than {MOST_MEMBERS} inner files")
        name = self._not_taken(clean_name(name))
        if self.source.scratch is None:
            self.found.append(Member(name, ""))
            return
        path = self.source.scratch / f"{len(self.found) + self.failed + 1:04d}{suffix_of(name).lower()}"
        whole = False
        try:
            whole = self._written(path, pieces)
        finally:
            if not whole:
                path.unlink(missing_ok=True)
        if whole:
            self.found.append(Member(name, str(path)))
        else:
            self.failed += 1

    @property
    def warnings(self) -> tuple[str, ...]:
        """`members_failed` with the number of inner files left out, if there are any."""
        return (f"members_failed: {self.failed}",) if self.failed else ()

    def _written(self, path: Path, pieces: Iterable[bytes]) -> bool:
        most = self.source.settings.max_file_megabytes * 1024 * 1024
        size = 0
        with path.open("xb") as file:
            for piece in pieces:
                size += len(piece)
                if size > most:
                    return False
                self._bytes += len(piece)
                if self._bytes > MOST_UNPACKED_BYTES:
                    raise ReadFailure(FailureReason.TOO_LARGE, f"inner files above {MOST_UNPACKED_BYTES} bytes")
                _write(file, piece)
        return True

    def _not_taken(self, name: str) -> str:
        """The name, or `name (2).pdf` when another inner file has it already."""
        suffix = suffix_of(name)
        stem = name.removesuffix(suffix)
        count = 1
        shown = name
        while shown.casefold() in self._names:
            count += 1
            ending = f" ({count}){suffix}"
            shown = f"{stem[: MOST_NAME_CHARACTERS - len(ending)]}{ending}"
        self._names.add(shown.casefold())
        return shown


def _write(file: BinaryIO, piece: bytes) -> None:
    try:
        file.write(piece)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ReadFailure(FailureReason.STORAGE_FULL, "no room for inner files") from error
        raise


def clean_name(name: str) -> str:
    """A path inside a container as people may see it: relative, without `..`, control or direction characters."""
    visible = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    steps = [step.strip() for step in unicodedata.normalize("NFC", visible).replace("\\", "/").split("/")]
    kept = [step for step in steps if step.strip(". ") and not _DRIVE.match(step)]
    return _shortened("/".join(kept)) or UNNAMED


def suffix_of(name: str) -> str:
    """The suffix of a name with its dot if it is a plain one, else empty."""
    found = _SUFFIX.search(name)
    return found[0] if found and found.start() else ""


def _shortened(name: str) -> str:
    """At most MOST_NAME_CHARACTERS: the folders go first, then the middle of the name; the suffix stays."""
    if len(name) <= MOST_NAME_CHARACTERS:
        return name
    name = name.rsplit("/", 1)[-1]
    suffix = suffix_of(name)
    return name.removesuffix(suffix)[: MOST_NAME_CHARACTERS - len(suffix)] + suffix
