"""The nouns of ingestion: what a file becomes on its way into the index.

All offsets are character offsets into `Document.text` (NFC, reflowed: a sentence that wraps over
lines or pages stands on one line), so `document.text[start:end]` is always the verbatim quotation.
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DocumentKind(StrEnum):
    """What a source is; decides how it is split and how it is cited."""

    REPLY = "reply"
    COMPILED_LIST = "compiled_list"
    PROVINCIAL_TABLE = "provincial_table"
    GUIDANCE = "guidance"
    LAW = "law"
    CORRECTION = "correction"
    VALIDITY_TABLE = "validity_table"  # the legal-basis table, one statement per law


class PageRoute(StrEnum):
    """How the text of a page was obtained."""

    TEXT = "text"
    OCR = "ocr"
    REREAD = "reread"  # the text layer had lost letters, so the picture of the page was read instead


class ChunkKind(StrEnum):
    """Which part of a document a chunk is; a petition is found by, a reply is quoted from."""

    PETITION = "petition"
    REPLY = "reply"
    PROSE = "prose"
    ARTICLE = "article"


@dataclass(frozen=True)
class Span:
    """A half-open range of characters `[start, end)` in a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True)
class WordBox:
    """Where a word stands on its page, as fractions of the page's width and height (0..1, top left)."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """One page of a document: `number` counts from 1, `start:end` are offsets in the document's text."""

    number: int
    start: int
    end: int
    route: PageRoute = PageRoute.TEXT
    boxes: tuple[WordBox, ...] = ()
    confidence: float | None = None  # mean word confidence of OCR, 0..1; None for a text layer


@dataclass(frozen=True)
class Cell:
    """One cell of a table; `span` is where its text stands in the document's text."""

    column: str
    span: Span


@dataclass(frozen=True)
class Row:
    """One data row of a table, its cells in column order; `section` is the heading row above it."""

    sheet: str
    number: int
    section: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Link:
    """A link that stands on a piece of text; never followed."""

    span: Span
    target: str


@dataclass(frozen=True)
class Member:
    """A file found inside another (attachment, archive member): its name there, and where its bytes were put."""

    name: str
    path: str


@dataclass(frozen=True)
class Parsed:
    """What a format parser returns: text with pages, and tables, links and inner files where the format has them.

    `stamps` are the readings of red frames on page pictures ("?" for one that cannot be read).
    """

    text: str
    pages: tuple[Page, ...]
    title: str = ""
    rows: tuple[Row, ...] = ()
    media_type: str = "text/plain"
    warnings: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    stamps: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Request:
    """One numbered question of a petition with the ministry's reply to it (the unit of retrieval).

    `local` are the parts of the reply that hold for the asker's province only; the rest is common to all.
    """

    position: int
    petition: Span | None
    reply: Span
    number: str | None = None
    issued: date | None = None
    province: str | None = None
    session: str | None = None
    unit: str | None = None
    field: str | None = None
    local: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Visibility:
    """Who may read: everybody, named units, or the ministry's office. `tokens()` is what an index stores."""

    scope: str = "all"  # all | units | office
    units: frozenset[str] = frozenset()

    def tokens(self) -> frozenset[str]:
        """The reader tokens that open this document: `all`, `office`, `unit:<code>`."""
        if self.scope == "all":
            return frozenset({"all"})
        if self.scope == "office":
            return frozenset({"office"})
        return frozenset({"office"} | {f"unit:{unit}" for unit in self.units})


@dataclass(frozen=True)
class Document:
    """One source with everything known about it. `id` is stable for one `source`, `digest` is of its bytes."""

    id: str
    source: str
    digest: str
    kind: DocumentKind
    title: str
    text: str
    pages: tuple[Page, ...]
    media_type: str = "text/plain"
    number: str | None = None
    issued: date | None = None
    issuer: str | None = None
    unit: str | None = None
    field: str | None = None
    province: str | None = None
    session: str | None = None
    in_force: date | None = None
    until: date | None = None
    visibility: Visibility = dataclasses.field(default_factory=Visibility)
    requests: tuple[Request, ...] = ()
    warnings: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    masked: int = 0  # pieces of personal data that the text does not show and the original does

    def page_at(self, offset: int) -> int:
        """The number of the page on which the character at `offset` stands."""
        return next((page.number for page in reversed(self.pages) if page.start <= offset), 1)


@dataclass(frozen=True)
class Chunk:
    """The retrievable piece of a document: `text == document.text[start:end]`.

    `heading` (title, heading path, the petition a reply answers) is searched but never quoted.
    Number, date, province and unit are the chunk's own: a compiled list holds many letters.
    """

    id: str
    document_id: str
    position: int
    kind: ChunkKind
    heading: str
    text: str
    start: int
    end: int
    page: int
    request: int | None = None
    number: str | None = None
    issued: date | None = None
    province: str | None = None
    unit: str | None = None
    field: str | None = None
    in_force: date | None = None
    until: date | None = None

    @property
    def digest(self) -> str:
        """Changes when anything that is searched or cited changes; equal digests need no new embedding."""
        validity = f"{self.in_force} {self.until}"  # a law that died must reach the index like a changed text
        return digest_of(self.id, self.kind, self.heading, self.text, str(self.page), str(self.start), validity)


def digest_of(*parts: str) -> str:
    """The first 32 hex digits of the SHA-256 of the parts, kept apart from one another."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def document_id_of(source: str) -> str:
    """The stable id of the document at `source` (16 hex digits)."""
    return digest_of("document", source)[:16]
