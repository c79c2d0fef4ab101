"""A writer of compound files (MS-CFB, version 3): the container of Outlook mails and of the old Office formats."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

Tree = Mapping[str, "bytes | Tree"]

_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NOTHING = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_EPOCH = datetime(1601, 1, 1)


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    left: int = _NOTHING
    right: int = _NOTHING
    child: int = _NOTHING
    start: int = _END
    inner: list[int] = field(default_factory=list)


def compound_file(tree: Tree) -> bytes:
    """The bytes of a compound file with these streams and storages."""
    entries = [_Entry("Root Entry", _ROOT)]
    _add(entries, 0, tree)
    sectors: list[bytes] = []
    chains: list[int] = []
    small, small_chains = _small_streams(entries)
    entries[0].content = small
    for entry in entries:
        if entry.kind == _ROOT or len(entry.content) >= _CUTOFF:
            entry.start = _append(sectors, chains, entry.content)
    small_fat = _append(sectors, chains, _numbers(small_chains, _SECTOR))
    directory = _append(sectors, chains, b"".join(_directory_entry(entry) for entry in _whole(entries)))
    return _header_and_fat(sectors, chains, directory, small_fat, len(small_chains)) + b"".join(sectors)


def outlook_mail(
    subject: str = "", body: str = "", sender: str = "", sent: datetime | None = None, more: Tree | None = None
) -> bytes:
    """An Outlook mail; `sent` in UTC; `more` are further streams and storages."""
    return compound_file(mail_tree(subject, body, sender, sent) | dict(more or {}))


def mail_tree(
    subject: str = "", body: str = "", sender: str = "", sent: datetime | None = None, inner: bool = False
) -> dict[str, bytes | Tree]:
    """The streams of a mail; `inner` for one that hangs on another."""
    texts = {"0037": subject, "1000": body, "0C1A": sender}
    streams: dict[str, bytes | Tree] = {
        f"__substg1.0_{name}001F": text.encode("utf-16-le") for name, text in texts.items() if text
    }
    ticks = int((sent - _EPOCH).total_seconds()) * 10_000_000 if sent else 0
    times = struct.pack("<HHIQ", 0x0040, 0x0039, 6, ticks) if sent else b""
    return streams | {"__properties_version1.0": b"\0" * (24 if inner else 32) + times}


def attachment(name: str, content: bytes) -> Tree:
    """The storage of one attachment."""
    return {"__substg1.0_3707001F": name.encode("utf-16-le"), "__substg1.0_37010102": content}


def _add(entries: list[_Entry], parent: int, tree: Tree) -> None:
    for name, content in tree.items():
        number = len(entries)
        kind = _STREAM if isinstance(content, bytes) else _STORAGE
        entries.append(_Entry(name, kind, content if isinstance(content, bytes) else b""))
        entries[parent].inner.append(number)
        if not isinstance(content, bytes):
            _add(entries, number, content)
    ordered = sorted(entries[parent].inner, key=lambda each: (len(entries[each].name), entries[each].name.upper()))
    entries[parent].child = _balanced(entries, ordered)


def _balanced(entries: list[_Entry], ordered: Sequence[int]) -> int:
    """The storage's names as a binary tree; its root."""
    if not ordered:
        return _NOTHING
    middle = len(ordered) // 2
    entries[ordered[middle]].left = _balanced(entries, ordered[:middle])
    entries[ordered[middle]].right = _balanced(entries, ordered[middle + 1 :])
    return ordered[middle]


def _small_streams(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    """Streams under 4,096 bytes lie together in one stream of the root."""
    content = b""
    chains: list[int] = []
    for entry in entries:
        if entry.kind == _STREAM and 0 < len(entry.content) < _CUTOFF:
            count = -(-len(entry.content) // _SMALL)
            entry.start = len(chains)
            chains += [*range(entry.start + 1, entry.start + count), _END]
            content += entry.content.ljust(count * _SMALL, b"\0")
    return content, chains


def _append(sectors: list[bytes], chains: list[int], content: bytes) -> int:
    if not content:
        return _END
    start, count = len(sectors), -(-len(content) // _SECTOR)
    sectors += [content[n * _SECTOR : (n + 1) * _SECTOR].ljust(_SECTOR, b"\0") for n in range(count)]
    chains += [*range(start + 1, start + count), _END]
    return start


def _whole(entries: list[_Entry]) -> list[_Entry]:
    return entries + [_Entry("", 0) for _ in range(-len(entries) % 4)]


def _directory_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name, len(name) + 2 if name else 0, entry.kind, 1, entry.left, entry.right, entry.child,
        b"", 0, 0, 0, entry.start if entry.kind in (_STREAM, _ROOT) else 0, len(entry.content),
    )  # fmt: skip


def _header_and_fat(sectors: list[bytes], chains: list[int], directory: int, small_fat: int, small: int) -> bytes:
    """The header; the table of sectors is appended to them, and lists itself."""
    tables = 1
    while tables * 128 < len(chains) + tables:
        tables += 1
    assert tables <= 109, "too large for a file without a double-indirect table"
    first = len(sectors)
    table = _numbers([*chains, *[_FAT] * tables], _SECTOR)
    sectors += [table[n : n + _SECTOR] for n in range(0, len(table), _SECTOR)]
    return struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, tables, directory, 0, _CUTOFF,
        small_fat, -(-small // 128), _END, 0,
    ) + struct.pack("<109I", *range(first, first + tables), *[_FREE] * (109 - tables))  # fmt: skip


def _numbers(numbers: Sequence[int], size: int) -> bytes:
    content = struct.pack(f"<{len(numbers)}I", *numbers)
    return content + b"\xff" * (-len(content) % size)
