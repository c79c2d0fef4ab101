"""DOC, XLS and RTF: made into DOCX or XLSX by LibreOffice, where it is installed, and read like those.

LibreOffice works in a folder of its own with a profile of its own, in the same process group as the reader (so it
dies with it), without macros and without following links.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.wire import SECONDS_PER_SCANNED_PAGE
from ingest.parse import docx, xlsx
from ingest.parse.source import Source

# The most address space LibreOffice may take: measured, 10 MiB of RTF need between 768 MiB and 1 GiB.
MOST_BYTES = 2 << 30
# Large files earn time: LibreOffice reads 1 MiB of RTF in 1.5 s on an idle core.
_BYTES_PER_EXTENSION = 2 << 20
_ENCRYPTED_WORD = 0x0100
_WORD_MAGIC = b"\xec\xa5"
_EXCEL_BEGINS = b"\x09\x08\x10\x00\x00\x06"
_EXCEL_LOCK = 0x2F
_STARTS_ANEW = 81


@dataclass(frozen=True)
class _Conversion:
    """How one old format is converted, and what reads the result."""

    suffix: str
    reads_as: str
    result: str
    read: Callable[[Source], Parsed]


_DOC = _Conversion(".doc", "MS Word 97", "docx", docx.parse)
_XLS = _Conversion(".xls", "MS Excel 97", "xlsx", xlsx.parse)
_RTF = _Conversion(".rtf", "Rich Text Format", "docx", docx.parse)


def parse(source: Source) -> Parsed:
    """The text of a DOC, XLS or RTF; OFFICE_MISSING without LibreOffice, PASSWORD for a locked file, else as DOCX."""
    content = source.path.read_bytes()
    conversion = _conversion(content)
    if _is_locked(content, conversion):
        raise ReadFailure(FailureReason.PASSWORD, "the old Office file opens only with a password")
    program = _program()
    with tempfile.TemporaryDirectory(prefix="office-") as name:
        folder = Path(name)
        original = folder / f"original{conversion.suffix}"
        original.write_bytes(content)
        _convert(program, original, conversion, folder, _seconds(source, len(content)))
        converted = folder / "out" / f"original.{conversion.result}"
        if not converted.is_file():
            raise ReadFailure(FailureReason.DAMAGED, f"LibreOffice made no {conversion.result} of it")
        parsed = conversion.read(replace(source, path=converted))
    macros = ("macros",) if "_VBA_PROJECT".encode("utf-16-le") in content and "macros" not in parsed.warnings else ()
    return replace(parsed, warnings=("converted", *parsed.warnings, *macros))


def _seconds(source: Source, size: int) -> int:
    """What LibreOffice may take; a small file no more than any other, so that a hostile one ends soon."""
    extensions = size // _BYTES_PER_EXTENSION
    for _ in range(extensions):
        source.alive()
    return max(1, source.settings.parse_seconds - 1) + SECONDS_PER_SCANNED_PAGE * extensions


def _conversion(content: bytes) -> _Conversion:
    if content.startswith(b"{\\rt"):
        return _RTF
    return _DOC if "WordDocument".encode("utf-16-le") in content else _XLS


def _is_locked(content: bytes, conversion: _Conversion) -> bool:
    """Whether the first bytes of the main stream, which begins a sector, say that the rest is encrypted."""
    if conversion is _RTF:
        return False
    for at in range(512, len(content), 512):
        if conversion is _DOC and content.startswith(_WORD_MAGIC, at):
            return bool(int.from_bytes(content[at + 10 : at + 12], "little") & _ENCRYPTED_WORD)
        if conversion is _XLS and content.startswith(_EXCEL_BEGINS, at):
            return _EXCEL_LOCK in _first_records(content, at)
    return False


def _first_records(content: bytes, at: int) -> list[int]:
    """The kinds of the first records of an Excel stream; the lock stands right after the beginning."""
    kinds: list[int] = []
    while len(kinds) < 8 and at + 4 <= len(content):
        kinds.append(int.from_bytes(content[at : at + 2], "little"))
        at += 4 + int.from_bytes(content[at + 2 : at + 4], "little")
    return kinds


# ------------------------------------------------------------------------------------- LibreOffice


def _program() -> Path:
    """The program itself: the script around it would outlive a kill. Raises OFFICE_MISSING."""
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            beside = Path(found).resolve().parent / "soffice.bin"
            return beside if beside.is_file() else Path(found)
    raise ReadFailure(FailureReason.OFFICE_MISSING, "LibreOffice is not installed")


def _convert(program: Path, original: Path, conversion: _Conversion, folder: Path, seconds: int) -> None:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    command = [
        str(program),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        f"--infilter={conversion.reads_as}",
        "--convert-to",
        conversion.result,
        "--outdir",
        str(folder / "out"),
        str(original),
    ]
    # A new profile makes LibreOffice ask to be started once more.
    for _ in range(2):
        if _run(command, folder, seconds) != _STARTS_ANEW:
            return


def _run(command: list[str], folder: Path, seconds: int) -> int:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(folder),
            cwd=folder,
            timeout=seconds,
            preexec_fn=_limit,  # the reader has one thread
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReadFailure(FailureReason.TIMEOUT, "LibreOffice took longer than allowed") from error
    return done.returncode


def _limit() -> None:
    """More memory than a reader gets, as far as the process may raise its limit, but never without bound."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_BYTES if hard == resource.RLIM_INFINITY else min(MOST_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    nowhere = "http://127.0.0.1:9"
    return kept | {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "SAL_USE_VCLPLUGIN": "svp",
        "http_proxy": nowhere,
        "https_proxy": nowhere,
    }


def _settings() -> str:
    """No macros, no links of untrusted files, no updates of links, and a proxy that is not there."""
    values = (
        ("Office.Common/Security/Scripting", "MacroSecurityLevel", "int", "3"),
        ("Office.Common/Security/Scripting", "DisableMacrosExecution", "boolean", "true"),
        ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "boolean", "true"),
        ("Office.Common/Security/Scripting", "DisableActiveContent", "boolean", "true"),
        ("Office.Writer/Content/Update", "Link", "int", "2"),
        ("Office.Calc/Content/Update", "Link", "int", "2"),
        ("Inet/Settings", "ooInetProxyType", "int", "2"),
        ("Inet/Settings", "ooInetHTTPProxyName", "string", "127.0.0.1"),
        ("Inet/Settings", "ooInetHTTPProxyPort", "int", "9"),
        ("Inet/Settings", "ooInetHTTPSProxyName", "string", "127.0.0.1"),
        ("Inet/Settings", "ooInetHTTPSProxyPort", "int", "9"),
    )
    rows = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse" oor:type="xs:{kind}">'
        f"<value>{value}</value></prop></item>"
        for path, name, kind, value in values
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{rows}</oor:items>"
    )
