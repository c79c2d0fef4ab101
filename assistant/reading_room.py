"""Opening a document: fetched, checked, noted. Every route that shows one comes through here."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PureWindowsPath

from assistant.access import may_open
from assistant.bootstrap import Assistant
from assistant.domain import LawNote, Reader, Validity
from assistant.errors import NotFound, OriginalClosed
from assistant.originals import is_closed
from assistant.records import events
from assistant.records.events import What
from ingest.documents import Document, DocumentKind, Span
from ingest.pipeline import original_of
from ingest.retire import retirement_of
from ingest.vietnamese import document_codes

NOTED_SECONDS = 600.0
LONGEST_QUOTE = 20_000


class Openings:
    """Notes in the security audit who opened which document, once in ten minutes. Thread-safe."""

    def __init__(self) -> None:
        self._noted: dict[tuple[int, str], float] = {}
        self._lock = threading.Lock()

    def is_new(self, reader: Reader, document_id: str) -> bool:
        """Whether this opening has not been noted lately; it counts as noted from now on."""
        at, key = time.monotonic(), (reader.account_id, document_id)
        with self._lock:
            if at - self._noted.get(key, -NOTED_SECONDS) < NOTED_SECONDS:
                return False
            if len(self._noted) > 10_000:
                self._noted = {known: when for known, when in self._noted.items() if at - when < NOTED_SECONDS}
            self._noted[key] = at
            return True


@dataclass(frozen=True)
class OutOfUse:
    """A unit took the document out of use on that day; `successor` stands in its place."""

    since: date
    successor: Document | None


@dataclass(frozen=True)
class ReadingRoom:
    """Where documents are opened."""

    assistant: Assistant
    openings: Openings

    def open(self, document_id: str, reader: Reader, address: str = "") -> Document:
        """The document if there is one and the reader may open it. Raises NotFound for both."""
        document = self.assistant.index.document(document_id)
        if document is None or not may_open(document, reader):
            raise NotFound(f"document {document_id}")
        if self.openings.is_new(reader, document_id):
            engine = self.assistant.engine
            events.record(engine, What.DOCUMENT_OPENED, reader.account_id, reader.name, document_id, address)
        return document

    def original(self, document: Document, reader: Reader, address: str = "") -> Path:
        """The kept bytes. Raises OriginalClosed (see `assistant.originals`), NotFound when they are gone."""
        if is_closed(document, self.assistant.engine):
            raise OriginalClosed(f"original of {document.id}")
        path = original_of(document.digest, self.assistant.settings.home)
        if not path.is_file():
            raise NotFound(f"original of {document.id}")
        engine = self.assistant.engine
        events.record(engine, What.ORIGINAL_TAKEN, reader.account_id, reader.name, document.id, address)
        return path

    def out_of_use(self, document: Document, reader: Reader) -> OutOfUse | None:
        """Since when the document is not answered from, and its successor where the reader may open that."""
        retired = retirement_of(self.assistant.engine, document.id)
        if retired is None:
            return None
        successor = self.assistant.index.document(retired.successor) if retired.successor else None
        return OutOfUse(retired.since, successor if successor and may_open(successor, reader) else None)

    def law_notes(self, text: str) -> tuple[LawNote, ...]:
        """Legal documents named in the text that no longer stand today."""
        from assistant.answering.cite import law_notes

        return tuple(law_notes(document_codes(text), self.assistant.tables, date.today()))


def file_name(document: Document) -> str:
    """The name under which the original was taken in."""
    return PureWindowsPath(document.source).name or document.id


def span_of(written: str, document: Document) -> Span | None:
    """A quotation given as `start-end`; None when it is not one of this document."""
    start, dash, end = written.partition("-")
    if not (dash and start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and len(written) < 24):
        return None
    span = Span(int(start), int(end))
    return span if span.start < span.end <= len(document.text) and span.end - span.start <= LONGEST_QUOTE else None


def span_of_words(words: str, document: Document, near: int = 0) -> Span | None:
    """Where the quoted words stand, the first place at or after `near`; None when they do not."""
    if not words.strip() or len(words) > LONGEST_QUOTE:
        return None
    start = document.text.find(words, near)
    return Span(start, start + len(words)) if start >= 0 else None


def validity_of(document: Document, on: date) -> Validity:
    """Whether a legal document stands on that day; other documents have no validity of their own."""
    if document.kind is not DocumentKind.LAW:
        return Validity.NOT_LAW
    if document.until and document.until <= on:
        return Validity.REPLACED
    if document.in_force and document.in_force > on:
        return Validity.NOT_YET
    return Validity.IN_FORCE if document.in_force else Validity.CHECK
