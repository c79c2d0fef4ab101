"""An e-mail, whatever program kept it: who wrote when about what, the text, and the files that hang on it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ingest.documents import Cell, Link, Page, Parsed, Row, Span
from ingest.errors import FailureReason, ReadFailure
from ingest.parse import html, text
from ingest.parse.clean import clean
from ingest.parse.members import Members
from ingest.parse.source import Source

# Logos and icons of signatures are smaller, a photographed letter is larger.
LEAST_INLINE_PICTURE_BYTES = 32 * 1024
_LONGEST_LINE = 500


@dataclass(frozen=True)
class Attachment:
    """One file on an e-mail. `content` gives its bytes, or None when they cannot be had."""

    name: str
    content: Callable[[], bytes | None]
    inline_picture: bool = False


@dataclass(frozen=True)
class Message:
    """An e-mail as its reader sees it; `markup` (HTML) is read only when `plain` holds no text."""

    subject: str = ""
    sender: str = ""
    recipients: str = ""
    sent: datetime | None = None
    plain: str = ""
    markup: str = ""
    attachments: tuple[Attachment, ...] = ()
    unread: int = 0


def parsed_message(source: Source, message: Message, media_type: str) -> Parsed:
    """The text of an e-mail, sender and date in its first lines, with its attachments as members.

    Raises TOO_MANY and TOO_LARGE.
    """
    members = _members(source, message)
    body = parsed_body(source, message.plain, message.markup)
    whole = _below(_heading(message), body)
    return replace(
        whole,
        title=one_line(message.subject) or body.title,
        media_type=media_type,
        warnings=(*body.warnings, *members.warnings),
        members=tuple(members.found),
    )


def parsed_body(source: Source, plain: str, markup: str) -> Parsed:
    """The text of a body, read as the file it would be if somebody had saved it; HTML only without plain text."""
    if any(character.isalnum() for character in plain):
        return _read_as(source, text.parse, plain, ".txt")
    if any(character.isalnum() for character in markup):
        return _read_as(source, html.parse, markup, ".html")
    return Parsed("", ())


def one_line(value: str) -> str:
    """A header's value on one line, clean, and no longer than people write."""
    return " ".join(clean(value[: 4 * _LONGEST_LINE]).split())[:_LONGEST_LINE]


def _members(source: Source, message: Message) -> Members:
    members = Members(source, failed=message.unread)
    for attachment in message.attachments:
        content = attachment.content()
        if content is None:
            members.failed += 1
        elif content and not (attachment.inline_picture and len(content) < LEAST_INLINE_PICTURE_BYTES):
            members.add(attachment.name, [content])
    return members


def _read_as(source: Source, parse: Callable[[Source], Parsed], body: str, suffix: str) -> Parsed:
    with tempfile.TemporaryDirectory(prefix="troly-mail-") as folder:
        path = Path(folder) / f"body{suffix}"
        # The mark of UTF-8 wins over what a page says of the encoding it once had.
        path.write_bytes(b"\xef\xbb\xbf" + body.encode("utf-8", errors="replace"))
        try:
            return parse(replace(source, path=path))
        except ReadFailure as failure:
            if failure.reason in (FailureReason.NO_TEXT, FailureReason.NOTHING_TO_READ):
                return Parsed("", ())
            raise


def _heading(message: Message) -> str:
    sent = f"{message.sent:%d/%m/%Y %H:%M}" if message.sent else ""
    lines = (
        ("Người gửi", message.sender),
        ("Người nhận", message.recipients),
        ("Ngày gửi", sent),
        ("Tiêu đề", message.subject),
    )
    return "\n".join(f"{label}: {said}" for label, value in lines if (said := one_line(value)))


def _below(heading: str, body: Parsed) -> Parsed:
    """The body with the heading before it; everything that points into the text moves along."""
    if not heading or not body.text:
        whole = heading or body.text
        return replace(body, text=whole, pages=(Page(1, 0, len(whole)),))
    by = len(heading) + 1
    whole = f"{heading}\n{body.text}"
    return replace(
        body,
        text=whole,
        pages=(Page(1, 0, len(whole)),),
        rows=tuple(_moved_rows(body.rows, by)),
        links=tuple(Link(_moved(link.span, by), link.target) for link in body.links),
    )


def _moved_rows(rows: Iterable[Row], by: int) -> Iterable[Row]:
    return (replace(row, cells=tuple(Cell(cell.column, _moved(cell.span, by)) for cell in row.cells)) for row in rows)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
