"""The zip of an archive, a DOCX or an XLSX: what it holds, and whether unpacking it is safe."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from ingest.errors import FailureReason, ReadFailure

MOST_UNPACKED_BYTES = 500 * 1024 * 1024
MOST_EXPANSION = 200
# Below this size even an extreme ratio does no harm; repetitive tables compress very well.
HARMLESS_BYTES = 16 * 1024 * 1024
# What the program that reads a central directory may be made to hold; an Office file has a few hundred parts.
MOST_ENTRIES = 20_000
_LOCAL_HEADER_BYTES = 30


def member_names(path: Path) -> frozenset[str]:
    """The names in the zip at `path`; raises as `safe_entries` does."""
    return frozenset(entry.filename for entry in safe_entries(path))


def safe_entries(path: Path) -> tuple[zipfile.ZipInfo, ...]:
    """The entries of the zip at `path`, as its directory lists them.

    Raises DAMAGED when the zip is broken, its entries share bytes or it would expand more than anything honest does;
    TOO_LARGE above MOST_UNPACKED_BYTES; TOO_MANY above MOST_ENTRIES.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = tuple(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise ReadFailure(FailureReason.DAMAGED, f"broken zip: {type(error).__name__}") from error
    if len(entries) > MOST_ENTRIES:
        raise ReadFailure(FailureReason.TOO_MANY, f"{len(entries)} entries in one zip")
    _refuse_shared_bytes(entries)
    _refuse_bomb(path, sum(entry.file_size for entry in entries))
    return entries


def _refuse_shared_bytes(entries: Iterable[zipfile.ZipInfo]) -> None:
    """Bombs let thousands of entries unpack the same few bytes; no program that packs files does."""
    places = sorted((entry.header_offset, entry.compress_size) for entry in entries)
    for (start, length), (following, _) in pairwise(places):
        if start + _LOCAL_HEADER_BYTES + length > following:
            raise ReadFailure(FailureReason.DAMAGED, "entries of the zip share bytes")


def _refuse_bomb(path: Path, unpacked: int) -> None:
    ratio = unpacked / max(1, path.stat().st_size)
    if unpacked > HARMLESS_BYTES and ratio > MOST_EXPANSION:
        raise ReadFailure(FailureReason.DAMAGED, f"unpacks to {unpacked} bytes, {ratio:.0f} times its size")
    if unpacked > MOST_UNPACKED_BYTES:
        raise ReadFailure(FailureReason.TOO_LARGE, f"unpacks to {unpacked} bytes")
