"""The zip inside a DOCX or XLSX: what it holds, and whether unpacking it is safe."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.errors import FailureReason, ReadFailure

MOST_UNPACKED_BYTES = 500 * 1024 * 1024
MOST_EXPANSION = 200
# Below this size even an extreme ratio does no harm; repetitive tables compress very well.
HARMLESS_BYTES = 16 * 1024 * 1024


def member_names(path: Path) -> frozenset[str]:
    """The names in the zip at `path`; DAMAGED when it is broken or would unpack to an absurd size."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise ReadFailure(FailureReason.DAMAGED, f"broken zip: {error}") from error
    _refuse_bomb(path, sum(member.file_size for member in members))
    return frozenset(member.filename for member in members)


def _refuse_bomb(path: Path, unpacked: int) -> None:
    ratio = unpacked / max(1, path.stat().st_size)
    if unpacked > MOST_UNPACKED_BYTES or (unpacked > HARMLESS_BYTES and ratio > MOST_EXPANSION):
        raise ReadFailure(FailureReason.DAMAGED, f"unpacks to {unpacked} bytes, {ratio:.0f} times its size")
