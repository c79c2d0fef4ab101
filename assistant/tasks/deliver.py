"""One notice as a mail or as a call of the webhook. No question leaves the house unless a setting says that it may."""

from __future__ import annotations

import hashlib
import hmac
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import httpx
import orjson

from assistant import wording, wording_tasks
from assistant.curation.nouns import Task, TaskStatus
from assistant.records.notices import OUTCOME, Notice
from assistant.settings import Settings
from assistant.tasks.ladder import alert_of
from assistant.tasks.remit import unit_name
from ingest.errors import TrolyError
from ingest.tables import Tables

SECONDS = 10.0
PORTS = {"smtp": 25, "smtps": 465}


class Undeliverable(TrolyError):
    """The server refused this one notice; says how."""


class ServerSilent(Undeliverable):
    """Nobody answers there; others need not be tried now."""


@dataclass(frozen=True)
class Delivery:
    """A notice on its way out, with its task as it is now and the day it was made."""

    notice: Notice
    to: str | None
    task: Task | None
    day: date
    tables: Tables
    settings: Settings

    @property
    def title(self) -> str:
        """What may be read by anybody through whose hands it goes; the title of an outcome is its unit's own words."""
        if self.notice.kind == OUTCOME or self.notice.kind not in wording_tasks.OPEN_KINDS:
            return wording_tasks.OUTCOME_OUTSIDE
        return self.notice.title

    @property
    def link(self) -> str:
        return f"{self.settings.public_url.rstrip('/')}{self.notice.link}"

    @property
    def state(self) -> str:
        """The alert state of its task on the day of the notice, or that it is decided."""
        if self.task is None:
            return ""
        if self.task.status is TaskStatus.CLOSED:
            return wording_tasks.CLOSED
        return wording_tasks.ALERT[alert_of(self.task.due, self.day, self.tables)]


def mail_sender(settings: Settings) -> Callable[[Delivery], None]:
    """Sends one mail after the other, each over a connection of its own; raises Undeliverable."""
    address = urlsplit(settings.smtp_url.get_secret_value())

    def send(delivery: Delivery) -> None:
        try:
            letter = mail(delivery)
        except ValueError as error:
            raise Undeliverable(f"{type(error).__name__}: {error}") from error
        try:
            with connected(address) as server:
                server.send_message(letter)
        except (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected, smtplib.SMTPAuthenticationError) as error:
            raise ServerSilent(f"{type(error).__name__}: {error}") from error
        except smtplib.SMTPException as error:
            raise Undeliverable(f"{type(error).__name__}: {error}") from error
        except (OSError, ValueError) as error:
            raise ServerSilent(f"{type(error).__name__}: {error}") from error

    return send


def connected(address: SplitResult) -> smtplib.SMTP:
    """A connection as the address says: smtps, or smtp with STARTTLS wherever the server offers it; signed in."""
    host, port = address.hostname, address.port or PORTS.get(address.scheme)
    if address.scheme not in PORTS or not host or not port:
        raise ValueError("TROLY_SMTP_URL is no address like smtp://host:25 or smtps://host")
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        sign_in(server, address)
    except BaseException:
        server.close()
        raise
    return server


def sign_in(server: smtplib.SMTP, address: SplitResult) -> None:
    """Encrypt where the server offers it, then say who we are if the address does."""
    server.ehlo()
    if address.scheme == "smtp" and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
    if address.username:
        server.login(unquote(address.username), unquote(address.password or ""))


def mail(delivery: Delivery) -> EmailMessage:
    """The mail; the same notice always bears the same Message-ID."""
    settings = delivery.settings
    message = EmailMessage()
    message["Subject"] = " ".join(f"{wording_tasks.MAIL_PREFIX} {delivery.title}".split())
    message["From"] = settings.mail_from
    message["To"] = delivery.to or ""
    message["Date"] = formatdate(delivery.notice.created.timestamp())
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{hashlib.sha256(delivery.notice.key.encode()).hexdigest()[:32]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer of an absent person comes back
    message.set_content("\n".join(lines(delivery)) + "\n")
    return message


def lines(delivery: Delivery) -> list[str]:
    """The mail as read: what, where it stands, until when, where to open it."""
    task, notice = delivery.task, delivery.notice
    found = [delivery.title + "."]
    if notice.kind == "digest":
        found.append(notice.body)
    if task is not None:
        unit = unit_name(task.unit, delivery.tables)
        found.append(wording_tasks.MAIL_TASK.format(unit=unit, state=delivery.state, due=wording.day(task.due)))
    if task is not None and delivery.settings.mail_text:
        found.append(wording_tasks.MAIL_QUESTION.format(question=task.question))
    return [*found, "", wording_tasks.MAIL_LINK.format(link=delivery.link), "", wording_tasks.MAIL_END]


def webhook_sender(settings: Settings) -> Callable[[Delivery], None]:
    """Posts signed JSON; any answer but 2xx, and a redirection too, counts as refused. Raises Undeliverable."""
    key = settings.webhook_secret.get_secret_value().encode()

    def send(delivery: Delivery) -> None:
        body = orjson.dumps(called_with(delivery), option=orjson.OPT_SORT_KEYS)
        signature = hmac.new(key, body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Troly-Signature": f"sha256={signature}"}
        try:
            answer = httpx.post(settings.webhook_url, content=body, headers=headers, timeout=SECONDS)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise ServerSilent(f"{type(error).__name__}: {error}") from error
        if not answer.is_success:
            raise Undeliverable(f"HTTP {answer.status_code}")

    return send


def called_with(delivery: Delivery) -> dict[str, Any]:
    """What the webhook is told; `id` stays the same when it is sent again."""
    notice, task = delivery.notice, delivery.task
    told: dict[str, Any] = {
        "id": notice.key,
        "event": notice.kind,
        "at": notice.created,
        "title": delivery.title,
        "link": delivery.link,
    }
    if notice.kind == "digest":
        told["body"] = notice.body
    if task is not None:
        told["task"] = {
            "id": task.id,
            "kind": task.kind.value,
            "unit": task.unit,
            "level": task.level.value,
            "status": task.status.value,
            "state": delivery.state,
            "due": task.due,
            "people": task.people,
        } | ({"question": task.question} if delivery.settings.webhook_text else {})
    return told
