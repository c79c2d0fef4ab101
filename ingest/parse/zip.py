"""ZIP archives: no text of their own, only the files inside."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.archive import safe_entries
from ingest.parse.members import Members
from ingest.parse.source import Source
from ingest.parse.text import decode

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075
_PIECE = 1 << 18
# What programs leave in archives beside what people put there.
_FURNITURE_FOLDERS = frozenset({"__macosx", ".git", ".svn"})
_FURNITURE = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)


def parse(source: Source) -> Parsed:
    """The inner files of a ZIP; folders, links and what programs leave behind are passed over.

    Raises PASSWORD when every file is locked, DAMAGED when none can be unpacked, TOO_MANY and TOO_LARGE.
    """
    entries = [entry for entry in safe_entries(source.path) if not entry.is_dir()]
    if entries and all(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise ReadFailure(FailureReason.PASSWORD, "every file in the zip is locked")
    members = Members(source)
    with zipfile.ZipFile(source.path) as archive:
        for entry in entries:
            _take(archive, entry, members)
    if members.failed and not members.found:
        raise ReadFailure(FailureReason.DAMAGED, f"none of {members.failed} files in the zip can be unpacked")
    return Parsed("", (), media_type="application/zip", warnings=members.warnings, members=tuple(members.found))


def _take(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, members: Members) -> None:
    name = _name(entry)
    if _is_furniture(name):
        return
    if entry.flag_bits & _ENCRYPTED or stat.S_ISLNK(entry.external_attr >> 16):
        members.failed += 1
        return
    try:
        members.add(name, _pieces(archive, entry))
    except _BROKEN:
        members.failed += 1


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry, never more than its directory declares; zipfile checks that and the checksum."""
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            yield piece


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: without the UTF-8 flag its bytes are in the code page of somebody's Windows."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    if told := _unicode_path(entry.extra):
        return told
    try:
        raw = entry.orig_filename.encode("cp437")
        return decode(raw) if not raw.isascii() else entry.filename
    except (UnicodeEncodeError, ReadFailure):
        return entry.filename


def _unicode_path(extra: bytes) -> str:
    """The name in the field that Info-ZIP and WinRAR add beside an old one; empty when there is none."""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and length > 5:
            return extra[9 : 4 + length].decode("utf-8", errors="replace")
        extra = extra[4 + length :]
    return ""


def _is_furniture(name: str) -> bool:
    *folders, last = name.lower().replace("\\", "/").split("/")
    return last in _FURNITURE or last.startswith(("._", "~$")) or bool(_FURNITURE_FOLDERS.intersection(folders))
