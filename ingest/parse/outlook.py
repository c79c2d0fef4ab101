"""The compound file of an Outlook mail: one stream per property (MS-OXMSG), folders for what hangs on it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import olefile

from ingest.errors import ReadFailure
from ingest.parse.text import decode

# What olefile raises on files that are not what they should be.
BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)

_PROPERTIES = "__properties_version1.0"
_SUBMITTED, _DELIVERED = 0x0039, 0x0E06
# Properties are 16 bytes each after a header whose length depends on where the stream stands.
_HEADER_OF_MAIL, _HEADER_OF_INNER_MAIL = 32, 24
_TIME = 0x0040
_EPOCH = datetime(1601, 1, 1)
_VIETNAM = timedelta(hours=7)


def is_outlook_mail(path: Path) -> bool:
    """Whether the compound file at `path` is an Outlook mail, not an old Office document."""
    try:
        with olefile.OleFileIO(str(path)) as file:
            return bool(file.exists(_PROPERTIES))
    except BROKEN:
        return False


@dataclass(frozen=True)
class Storage:
    """One folder of the compound file: the mail itself, an attachment, or a mail inside one."""

    file: olefile.OleFileIO
    path: tuple[str, ...]

    def bytes_of(self, name: str) -> bytes | None:
        place = [*self.path, name]
        return self.file.openstream(place).read() if self.file.exists(place) else None

    def text_of(self, property_id: str) -> str:
        """A text property, in Unicode or in the code page of the writer's Windows."""
        wide = self.bytes_of(f"__substg1.0_{property_id}001F")
        if wide is not None:
            return wide.decode("utf-16-le", errors="replace").rstrip("\0")
        return read_bytes(self.bytes_of(f"__substg1.0_{property_id}001E") or b"").rstrip("\0")

    def binary_of(self, property_id: str) -> bytes | None:
        return self.bytes_of(f"__substg1.0_{property_id}0102")

    def sent(self) -> datetime | None:
        """When the mail was sent, in Vietnamese time."""
        return _sent(self.bytes_of(_PROPERTIES) or b"", _HEADER_OF_INNER_MAIL if self.path else _HEADER_OF_MAIL)

    def folders(self, prefix: str) -> Iterator[Storage]:
        depth = len(self.path)
        names = {
            place[depth]
            for place in self.file.listdir(streams=False, storages=True)
            if len(place) > depth and tuple(place[:depth]) == self.path and place[depth].lower().startswith(prefix)
        }
        return (Storage(self.file, (*self.path, name)) for name in sorted(names))

    def inner_mail(self) -> Storage | None:
        """The mail that hangs on this attachment, if it is one."""
        inner = Storage(self.file, (*self.path, "__substg1.0_3701000D"))
        return inner if inner.bytes_of(_PROPERTIES) is not None else None


def _sent(properties: bytes, header: int) -> datetime | None:
    times: dict[int, int] = {}
    for start in range(header, len(properties) - 15, 16):
        kind, property_id, _, value = struct.unpack("<HHIQ", properties[start : start + 16])
        if kind == _TIME:
            times[property_id] = value
    ticks = times.get(_SUBMITTED) or times.get(_DELIVERED)
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10) + _VIETNAM if ticks else None
    except OverflowError:
        return None


def read_bytes(content: bytes) -> str:
    """Bytes of a mail as text, read as Vietnamese; empty when they are none."""
    try:
        return decode(content) if content else ""
    except ReadFailure:
        return ""
