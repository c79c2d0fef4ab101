"""E-mails saved by Outlook (MSG): a compound file with one stream per property (MS-OXMSG)."""

from __future__ import annotations

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial

import olefile

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.members import MOST_MEMBERS, UNNAMED
from ingest.parse.message import Attachment, Message, one_line, parsed_message
from ingest.parse.outlook import BROKEN, Storage, read_bytes
from ingest.parse.rtf_packed import unpacked_rtf
from ingest.parse.source import Source

_SUBJECT, _SENDER, _SENDER_ADDRESS, _SENDER_SMTP, _TO = "0037", "0C1A", "0C1F", "5D01", "0E04"
_BODY, _HTML, _RTF = "1000", "1013", "1009"
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _BYTES, _CONTENT_ID = "3707", "3704", "3001", "3701", "3712"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp")
_MOST_INNER_MAILS = 20


def parse(source: Source) -> Parsed:
    """The text of an Outlook mail with its attachments as members; a mail inside it becomes an EML member.

    Raises DAMAGED for what is no such mail, TOO_MANY and TOO_LARGE.
    """
    try:
        with olefile.OleFileIO(str(source.path)) as outlook:
            return parsed_message(source, _message(Storage(outlook, ())), "application/vnd.ms-outlook")
    except BROKEN as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise ReadFailure(FailureReason.DAMAGED, f"olefile: {type(error).__name__}") from error


def _message(mail: Storage, depth: int = 0) -> Message:
    if depth > _MOST_INNER_MAILS:
        raise ReadFailure(FailureReason.TOO_MANY, "mails inside mails without end")
    folders = list(mail.folders("__attach_version1.0_"))
    if len(folders) > MOST_MEMBERS:
        raise ReadFailure(FailureReason.TOO_MANY, f"{len(folders)} attachments")
    plain, markup = mail.text_of(_BODY), _markup(mail)
    attachments = [_attachment(folder, depth) for folder in folders]
    packed = mail.binary_of(_RTF)
    if packed and not plain.strip() and not markup.strip():
        # Rich text is read by LibreOffice, as a file of its own.
        attachments.append(Attachment("body.rtf", partial(unpacked_rtf, packed)))
    return Message(
        subject=mail.text_of(_SUBJECT),
        sender=_sender(mail),
        recipients=mail.text_of(_TO),
        sent=mail.sent(),
        plain=plain,
        markup=markup,
        attachments=tuple(attachments),
    )


def _sender(mail: Storage) -> str:
    name = mail.text_of(_SENDER)
    address = mail.text_of(_SENDER_SMTP) or mail.text_of(_SENDER_ADDRESS)
    return f"{name} <{address}>" if name and "@" in address and address != name else name or address


def _markup(mail: Storage) -> str:
    content = mail.binary_of(_HTML)
    return read_bytes(content) if content else mail.text_of(_HTML)


def _attachment(folder: Storage, depth: int) -> Attachment:
    name = folder.text_of(_LONG_NAME) or folder.text_of(_SHORT_NAME) or folder.text_of(_SHOWN_NAME)
    inner = folder.inner_mail()
    if inner is not None:
        subject = one_line(inner.text_of(_SUBJECT) or name)[:120]
        return Attachment(f"{subject or UNNAMED}.eml", lambda: _as_mail(_message(inner, depth + 1)).as_bytes())
    inline = bool(folder.text_of(_CONTENT_ID)) and name.lower().endswith(_PICTURES)
    return Attachment(name or UNNAMED, lambda: folder.binary_of(_BYTES), inline_picture=inline)


def _as_mail(message: Message) -> EmailMessage:
    """The same mail in the form every other mail has."""
    mail = EmailMessage(policy=SMTP.clone(refold_source="none"))
    for name, value in (("Subject", message.subject), ("From", message.sender), ("To", message.recipients)):
        mail.set_raw(name, Header(one_line(value), "utf-8").encode(maxlinelen=0))
    if message.sent:
        mail["Date"] = message.sent
    mail.set_content(message.plain or message.markup, subtype="plain" if message.plain else "html")
    for attachment in message.attachments:
        content = attachment.content()
        if content is not None:
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=attachment.name)
    return mail
