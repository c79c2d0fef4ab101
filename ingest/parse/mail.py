"""E-mails saved as files (EML), and web pages saved as one file (MHT), which are made the same way."""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import mimetypes
import re
from collections.abc import Iterator
from datetime import datetime
from email.header import decode_header
from email.message import Message as Part
from email.utils import parsedate_to_datetime
from functools import partial

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.clean import clean
from ingest.parse.members import MOST_MEMBERS, UNNAMED
from ingest.parse.message import Attachment, Message, one_line, parsed_body, parsed_message
from ingest.parse.source import Source
from ingest.parse.text import decode

MOST_PARTS = 2 * MOST_MEMBERS
# What is looked at of one header; the standard parser takes quadratic time over hostile ones.
MOST_HEADER_CHARACTERS = 8192
# Labels that mail programs put on Vietnamese text whatever its bytes are are not in here: those are read.
_TRUSTED_CHARSETS = re.compile(r"utf-?(?:16|32)|iso-2022|gb|big5|euc|shift|koi8|ks_c", re.IGNORECASE)
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bq]\?", re.IGNORECASE)
_LOCKED = frozenset({"multipart/encrypted"})
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_UNREAD = frozenset({"application/ms-tnef", "message/partial", "message/external-body"})
_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"})


def parse(source: Source) -> Parsed:
    """The text of an e-mail with its attachments as members, or the text of a saved web page.

    Raises PASSWORD for encrypted mail, DAMAGED for what is no mail at all, TOO_MANY and TOO_LARGE.
    """
    try:
        with source.path.open("rb") as file:
            mail = email.message_from_binary_file(file, policy=email.policy.default)
    except (RecursionError, ValueError, LookupError, AttributeError, IndexError, TypeError) as error:
        raise ReadFailure(FailureReason.DAMAGED, f"email: {type(error).__name__}") from error
    if _is_saved_page(mail):
        return _parsed_page(source, mail)
    return parsed_message(source, _message(mail), "message/rfc822")


def _message(mail: Part) -> Message:
    reading = _Reading()
    reading.read(mail)
    return Message(
        subject=header(mail, "subject"),
        sender=header(mail, "from"),
        recipients=header(mail, "to"),
        sent=_day(header(mail, "date")),
        plain="\n\n".join(reading.plain),
        markup="\n".join(reading.markup),
        attachments=tuple(reading.attachments),
        unread=reading.unread,
    )


class _Reading:
    """Goes through the parts of an e-mail in order, telling its text from what hangs on it."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.markup: list[str] = []
        self.attachments: list[Attachment] = []
        self.unread = 0

    def read(self, mail: Part) -> None:
        for part in _parts(mail):
            kind = _kind(part)
            if kind in _LOCKED or (kind.endswith("pkcs7-mime") and "enveloped" in header(part, "content-type")):
                raise ReadFailure(FailureReason.PASSWORD, "the mail is encrypted")
            if kind in _SIGNATURES or kind in _REPORTS or kind.startswith("multipart/"):
                continue
            if kind in _UNREAD:
                self.unread += 1
            elif kind in ("text/plain", "text/html") and not _is_attached(part):
                (self.plain if kind == "text/plain" else self.markup).append(_text(part))
            else:
                self.attachments.append(_attachment(part, kind))


def _parts(mail: Part) -> Iterator[Part]:
    """The parts of a mail in order, without those of mails forwarded in it."""
    waiting = [mail]
    count = 0
    while waiting:
        part = waiting.pop()
        count += 1
        if count > MOST_PARTS:
            raise ReadFailure(FailureReason.TOO_MANY, f"more than {MOST_PARTS} parts in one mail")
        yield part
        inner = part.get_payload()
        if isinstance(inner, list) and not _kind(part).startswith("message/"):
            waiting += [each for each in reversed(inner) if isinstance(each, Part)]


def _kind(part: Part) -> str:
    """The media type, lower case, as far as the header says one; the standard parser chokes on some."""
    said = re.match(r"\s*([\w.+-]+/[\w.+-]+)", header(part, "content-type"))
    if said:
        return said[1].lower()
    return "multipart/mixed" if part.is_multipart() else "text/plain"


def _is_attached(part: Part) -> bool:
    return header(part, "content-disposition").lower().startswith("attachment") or bool(_file_name(part))


def _attachment(part: Part, kind: str) -> Attachment:
    if kind == "message/rfc822":
        return Attachment(f"{_forwarded_subject(part) or UNNAMED}.eml", partial(_forwarded, part))
    name = _file_name(part) or f"{UNNAMED}{mimetypes.guess_extension(kind) or ''}"
    disposition = header(part, "content-disposition").lower()
    inline = kind.startswith("image/") and not disposition.startswith("attachment")
    return Attachment(name, partial(_content, part), inline_picture=inline)


def _content(part: Part) -> bytes | None:
    """The bytes of a part without its transfer encoding; None when they cannot be made out."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, binascii.Error):
        return None
    return content if isinstance(content, bytes) else None


def _forwarded(part: Part) -> bytes | None:
    inner = part.get_payload()
    mail = inner[0] if isinstance(inner, list) and inner else inner
    if not isinstance(mail, Part):
        return mail.encode("utf-8", "surrogateescape") if isinstance(mail, str) else None
    try:
        content = mail.as_bytes(policy=email.policy.compat32.clone(max_line_length=None))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, KeyError):
        return None
    if header(part, "content-transfer-encoding").lower() == "base64":  # forbidden, and done
        return base64.b64decode(content)
    return content


def _forwarded_subject(part: Part) -> str:
    inner = part.get_payload()
    mail = inner[0] if isinstance(inner, list) and inner else None
    return one_line(header(mail, "subject"))[:120] if isinstance(mail, Part) else ""


# -------------------------------------------------------------------------------------- text of parts


def _text(part: Part) -> str:
    content = _content(part) or b""
    charset = _parameter(part, "charset")
    try:
        if _TRUSTED_CHARSETS.match(charset):
            return content.decode(charset, errors="replace")
        return decode(content) if content else ""
    except LookupError:
        return decode(content)
    except ReadFailure:
        return ""


def header(part: Part, name: str) -> str:
    """The value of a header as text: encoded words resolved, bytes without a label read as Vietnamese."""
    value = next((value for key, value in part.raw_items() if key.lower() == name), "")
    return readable(str(value)[:MOST_HEADER_CHARACTERS])


def readable(value: str) -> str:
    """A raw header value as text."""
    unfolded = re.sub(r"\r?\n[ \t]*", " ", value).strip()
    if not _ENCODED_WORD.search(unfolded):
        return _from_raw(unfolded)
    try:
        return "".join(_word(content, charset) for content, charset in decode_header(_as_ascii(unfolded)))
    except (ValueError, LookupError, binascii.Error, email.errors.HeaderParseError):
        return _from_raw(unfolded)


def _word(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    if charset and _TRUSTED_CHARSETS.match(charset):
        try:
            return content.decode(charset, errors="replace")
        except LookupError:
            pass
    return _read(content)


def _from_raw(value: str) -> str:
    """Bytes above ASCII arrive as lone surrogates; mail programs of old sent them without a label."""
    return value if value.isascii() else _read(value.encode("utf-8", "surrogateescape"))


def _as_ascii(value: str) -> str:
    return value if value.isascii() else _from_raw(value).encode("ascii", "ignore").decode()


def _read(content: bytes) -> str:
    try:
        return decode(content)
    except ReadFailure:
        return content.decode("ascii", errors="ignore")


def _file_name(part: Part) -> str:
    """The name of an attachment, by any of the ways programs write one; empty when there is none."""
    return _parameter(part, "filename", "content-disposition") or _parameter(part, "name")


def _parameter(part: Part, name: str, of: str = "content-type") -> str:
    """A parameter of a header: `name=`, `name*=` (RFC 2231) or in numbered pieces of either."""
    value = header(part, of)
    found = re.compile(rf";\s*{name}(?:\*(\d+))?(\*)?\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s]*))", re.IGNORECASE)
    forms = [(each[1], bool(each[2]), each[3] or each[4] or "") for each in found.finditer(value)]
    pieces = sorted((int(number), starred, piece) for number, starred, piece in forms if number)
    encoded = next((piece for number, starred, piece in forms if starred and not number), "")
    if pieces and not encoded:
        joined = "".join(piece for _, _, piece in pieces)
        encoded = joined if any(starred for _, starred, _ in pieces) else ""
    else:
        joined = next((piece for _, _, piece in forms), "")
    return clean(_percent_decoded(encoded) if encoded else readable(re.sub(r"\\(.)", r"\1", joined)))


def _percent_decoded(value: str) -> str:
    charset, quote, rest = value.partition("'")
    language, quoted, text = rest.partition("'")
    del language
    content = re.sub(
        rb"%([0-9A-Fa-f]{2})",
        lambda match: bytes([int(match[1], 16)]),
        (text if quote and quoted else value).encode("utf-8", "surrogateescape"),
    )
    return _word(content, charset if quote else None)


def _day(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


# -------------------------------------------------------------------------------------- saved web pages


def _is_saved_page(mail: Part) -> bool:
    """Browsers and Word leave marks that no mail program leaves."""
    if header(mail, "snapshot-content-location") or "saved by" in header(mail, "from").lower():
        return True
    return not header(mail, "from") and _kind(mail) in ("multipart/related", "text/html")


def _parsed_page(source: Source, mail: Part) -> Parsed:
    """The page itself; pictures, styles and frames saved beside it belong to the site, not to the text."""
    page = next((part for part in _parts(mail) if _kind(part) in ("text/html", "application/xhtml+xml")), None)
    if page is None:
        raise ReadFailure(FailureReason.NO_TEXT, "no page in this MHT")
    return parsed_body(source, "", _text(page))
