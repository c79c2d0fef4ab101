"""Files that are not what they are called, and things in a folder that are no files at all."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from evals.traps.trap import VISIBLE, Trap, docx_body, of_bytes, paragraph, zipped

_HONEST_NAMES = (
    "cong-van\u202exdoc.docx",
    "-rf.docx",
    "con.docx",
    "cong\nvan.docx",
    "cong\tvan\x1b[2J.docx",
    "$(touch hacked).docx",
    "`id`; rm -rf ~.docx",
    "' OR 1=1 --.docx",
    "<script>alert(1)</script>.docx".replace("/", "\u2215"),
    "=cmd|' calc'!A0.docx",
    "%2e%2e%2fetc.docx",
    "v" * 250 + ".docx",
    "công văn.docx.exe.docx",
    "\u200b\u200b.docx",
    "{detail} %s %n.docx",
)


def traps(bait: str) -> Iterator[Trap]:
    """Wrong types, odd names around honest content, and pipes, devices, rings of links and folders."""
    for number, (name, (suffix, content)) in enumerate(_types().items()):
        yield of_bytes(name, f"loai-{number}{suffix}", content)
    for name in _HONEST_NAMES:
        yield Trap(f"an honest letter called {name[:40]!r}", name, _letter, honest=True)
    yield Trap("a name that is no text", os.fsdecode(b"cong-\xff\xfe-van.docx"), _letter, honest=True)
    for number, (name, write) in enumerate(_THINGS.items()):
        yield Trap(name, f"vat-{number}.docx", write)


def _types() -> dict[str, tuple[str, Callable[[], bytes]]]:
    odt = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}
    pptx = {"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}
    jar = {"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0", "A.class": b"\xca\xfe\xba\xbe"}
    letter = partial(docx_body, paragraph(VISIBLE))
    page = f"<html><body><p>{VISIBLE}</p></body></html>".encode()
    return {
        "nothing at all": (".docx", lambda: b""),
        "one byte": (".pdf", lambda: b"%"),
        "zero bytes only": (".txt", lambda: b"\0" * 100_000),
        "blanks only": (".txt", lambda: b" \n" * 50_000),
        "all 256 bytes": (".docx", lambda: bytes(range(256)) * 500),
        "a program of Linux called PDF": (".pdf", lambda: b"\x7fELF" + b"\0" * 5000),
        "a program of Windows called DOCX": (".docx", lambda: b"MZ" + b"\0" * 5000),
        "a page called PDF": (".pdf", lambda: page),
        "a page called DOCX": (".docx", lambda: page),
        "a page called XLSX": (".xlsx", lambda: page),
        "a page called PNG": (".png", lambda: page),
        "a letter called PDF": (".pdf", letter),
        "a letter called PNG": (".png", letter),
        "a letter called HTML": (".html", letter),
        "an archive called DOCX": (".docx", lambda: zipped({"a.txt": VISIBLE.encode()})),
        "text called XLSX": (".xlsx", lambda: VISIBLE.encode()),
        "a script called TXT": (".txt", lambda: b"#!/bin/sh\nrm -rf /\n"),
        "a shortcut of Windows": (".docx", lambda: b"L\0\0\0\x01\x14\x02\0" + b"\0" * 500),
        "OpenDocument text": (".odt", lambda: zipped(odt)),
        "a presentation": (".pptx", lambda: zipped(pptx)),
        "a program of Java": (".jar", lambda: zipped(jar)),
        "a RAR archive": (".rar", lambda: b"Rar!\x1a\x07\0" + b"\0" * 500),
        "a 7z archive": (".7z", lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 500),
        "a gzip bomb": (".gz", lambda: b"\x1f\x8b\x08" + b"\0" * 500),
        "a pickle": (".txt", lambda: b"\x80\x04\x95\x1a\0\0\0\0\0\0\0\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R."),
        "a database": (".docx", lambda: b"SQLite format 3\0" + b"\0" * 5000),
        "a film": (".mp4", lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 5000),
        "an old Office file of noise": (".doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40),
        "rich text nested 100,000 deep": (".rtf", lambda: b"{\\rtf1" + b"{\\b " * 100_000),
        "rich text with an object to start": (
            ".rtf",
            lambda: b"{\\rtf1{\\object\\objautlink\\objupdate{\\*\\objdata 0105}}" + b"a}",
        ),
        "rich text with 10 MB of picture": (".rtf", lambda: b"{\\rtf1{\\pict\\pngblip " + b"ff" * 5_000_000 + b"}a}"),
    }


def _letter(path: Path) -> None:
    path.write_bytes(docx_body(paragraph(VISIBLE)))


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(path.parent)  # names of sockets may have a hundred bytes only
        try:
            server.bind(path.name)
        finally:
            os.chdir(here)


def _ring(path: Path) -> None:
    path.symlink_to(path.name)


def _locked_away(path: Path) -> None:
    path.write_bytes(b"a")
    path.chmod(0)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 << 30)


_THINGS: dict[str, Callable[[Path], object]] = {
    "a pipe": _pipe,
    "a socket": _socket,
    "a link to itself": _ring,
    "a link to nowhere": lambda path: path.symlink_to("/nowhere/at/all"),
    "a link to a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a link to the memory of a process": lambda path: path.symlink_to("/proc/self/mem"),
    "a link to the kernel's messages": lambda path: path.symlink_to("/proc/kmsg"),
    "a link to the accounts' passwords": lambda path: path.symlink_to("/etc/shadow-"),
    "a folder with the name of a file": lambda path: path.mkdir(),
    "a hole of ten gigabytes": _sparse,
    "a file nobody may read": _locked_away,
}
