"""What a file really is: by its first bytes, then by its suffix."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from ingest.errors import FailureReason, ReadFailure
from ingest.parse.archive import member_names
from ingest.parse.outlook import is_outlook_mail
from ingest.parse.text import decode

HEAD_BYTES = 4096


class FileKind(StrEnum):
    """A format that can be read."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    HTML = "html"
    TEXT = "text"
    IMAGE = "image"
    DOC = "doc"
    XLS = "xls"
    RTF = "rtf"
    EML = "eml"
    MSG = "msg"
    ZIP = "zip"


SUFFIXES = {
    ".pdf": FileKind.PDF,
    ".docx": FileKind.DOCX,
    ".docm": FileKind.DOCX,
    ".doc": FileKind.DOC,
    ".xls": FileKind.XLS,
    ".rtf": FileKind.RTF,
    ".xlsx": FileKind.XLSX,
    ".xlsm": FileKind.XLSX,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".txt": FileKind.TEXT,
    ".md": FileKind.TEXT,
    ".eml": FileKind.EML,
    ".mht": FileKind.EML,
    ".mhtml": FileKind.EML,
    ".msg": FileKind.MSG,
    ".zip": FileKind.ZIP,
    ".png": FileKind.IMAGE,
    ".jpg": FileKind.IMAGE,
    ".jpeg": FileKind.IMAGE,
    ".tif": FileKind.IMAGE,
    ".tiff": FileKind.IMAGE,
}

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_READ = {
    b"Rar!": "RAR archive; unpack it first",
    b"7z\xbc\xaf": "7z archive; unpack it first",
    b"\x1f\x8b": "gzip archive; unpack it first",
    b"\x7fELF": "program",
    b"MZ": "program",
}
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
# Zips that are documents of programs we do not read; their parts mean nothing by themselves.
_PACKAGES = frozenset({"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml"})
_MAIL_FIELD = re.compile(
    rb"(?:return-path|received|delivered-to|from|to|cc|subject|date|message-id|mime-version|content-type"
    rb"|content-transfer-encoding|snapshot-content-location|reply-to|thread-\w+|dkim-signature|x-[\w-]+):",
    re.IGNORECASE,
)
_LEAST_MAIL_FIELDS = 3
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|link|title|style|script|table|div|h\d|p)\b",
    re.IGNORECASE | re.DOTALL,
)


def kind_of(path: Path) -> FileKind:
    """The format of the file at `path`; UNSUPPORTED, DAMAGED or PASSWORD when there is nothing to read."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    return _by_magic(path, head) or _by_text(path, head)


def _by_magic(path: Path, head: bytes) -> FileKind | None:
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if head.startswith(_ZIPS):
        return _zip_kind(path)
    if head.startswith(_OLE):
        if is_outlook_mail(path):
            return FileKind.MSG
        return _ole_kind(path)
    if head.startswith(b"{\\rt"):
        return FileKind.RTF
    # "BM" may begin a text; the header of a TIFF is ASCII too, but no text has zeros.
    if head.startswith(_IMAGES) and (b"\0" in head[:64] or not head[:64].isascii()):
        return FileKind.IMAGE
    for magic, what in _NOT_READ.items():
        if head.startswith(magic):
            raise ReadFailure(FailureReason.UNSUPPORTED, what)
    return FileKind.EML if _is_mail(path, head) else None


def _is_mail(path: Path, head: bytes) -> bool:
    """A block of header fields that mail programs write; one is enough where the name says it is a mail."""
    block = re.split(rb"\r?\n\r?\n", head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), maxsplit=1)[0]
    lines = [line for line in re.split(rb"\r?\n", block) if line[:1] not in (b" ", b"\t", b"")]
    if lines and lines[0].startswith(b"From "):  # the line between mails in a mailbox file
        lines = lines[1:]
    fields = sum(1 for line in lines if _MAIL_FIELD.match(line))
    named = SUFFIXES.get(path.suffix.lower()) is FileKind.EML
    return bool(lines) and bool(_MAIL_FIELD.match(lines[0]) or named) and fields >= (1 if named else _LEAST_MAIL_FIELDS)


def _zip_kind(path: Path) -> FileKind:
    names = member_names(path)
    if any(name.startswith("word/document") and name.endswith(".xml") for name in names):
        return FileKind.DOCX
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if _PACKAGES & names:
        raise ReadFailure(FailureReason.UNSUPPORTED, "a document of another program; save it as DOCX, XLSX or PDF")
    return FileKind.ZIP


def _ole_kind(path: Path) -> FileKind:
    """Office puts a password-protected DOCX or XLSX into the same container as the old formats."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise ReadFailure(FailureReason.PASSWORD, "the Office file opens only with a password")
    if "WordDocument".encode("utf-16-le") in content:
        return FileKind.DOC
    if "Workbook".encode("utf-16-le") in content or "Book\0".encode("utf-16-le") in content:
        return FileKind.XLS
    raise ReadFailure(FailureReason.UNSUPPORTED, "old Office or Outlook file; save it as DOCX, XLSX or PDF")


def _by_text(path: Path, head: bytes) -> FileKind:
    by_name = SUFFIXES.get(path.suffix.lower())
    if b"\0" not in head and _HTML.match(head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")):
        return FileKind.HTML  # its marks are ASCII in every encoding but UTF-16
    try:
        text = decode(head).lstrip("\ufeff")
    except ReadFailure as failure:
        if by_name in {FileKind.PDF, FileKind.DOCX, FileKind.XLSX, FileKind.IMAGE}:
            raise ReadFailure(FailureReason.DAMAGED, f"named {path.suffix} but its first bytes are not") from failure
        raise ReadFailure(FailureReason.UNSUPPORTED, "unknown binary format") from failure
    return FileKind.HTML if by_name is FileKind.HTML or _HTML.match(text) else FileKind.TEXT
