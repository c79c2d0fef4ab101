"""The error tree of ingestion.

TrolyError
├── ReadFailure            one file cannot be taken in; `reason` says why
├── EmbeddingMismatch      the index was filled with another embedder
├── EmbedderUnavailable    the embedder's folder or endpoint does not answer
├── IndexDamaged           a derived index failed its checksum and could not be rebuilt
├── StorageFull            the disk refused a write; nothing was changed
├── DatabaseUnavailable    the database server does not answer now
├── DatabaseUnsuitable     the database server lacks what the tables need
├── DocumentNotFound
└── TableInvalid           a dated table has a row that cannot be read
"""

from __future__ import annotations

from enum import StrEnum


class TrolyError(Exception):
    """Base of every error this project raises on purpose."""


class FailureReason(StrEnum):
    """Why one file could not be taken in; one Vietnamese wording each (assistant/wording.py)."""

    NOT_FOUND = "not_found"
    NO_PERMISSION = "no_permission"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    WRONG_TYPE = "wrong_type"
    PASSWORD = "password"
    DAMAGED = "damaged"
    NO_TEXT = "no_text"
    NOTHING_TO_READ = "nothing_to_read"  # made without a text: an index, a topic not codified yet
    OCR_MISSING = "ocr_missing"
    OFFICE_MISSING = "office_missing"  # DOC, XLS and RTF are read through LibreOffice
    TOO_MANY = "too_many"  # files inside one archive or e-mail, or archives inside archives
    TIMEOUT = "timeout"
    MEMORY = "memory"
    SECRET = "secret"
    STORAGE_FULL = "storage_full"
    UNEXPECTED = "unexpected"


class ReadFailure(TrolyError):
    """One file cannot be taken in. `detail` is for the log and holds no text of the document."""

    def __init__(self, reason: FailureReason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type[ReadFailure], tuple[FailureReason, str]]:
        return (ReadFailure, (self.reason, self.detail))


class EmbeddingMismatch(TrolyError):
    """The index was filled with another embedder than the settings ask for."""


class EmbedderUnavailable(TrolyError):
    """The embedder's folder or endpoint cannot be used; says which and what to do."""


class IndexDamaged(TrolyError):
    """A derived index failed its checksum and could not be rebuilt from the database."""


class StorageFull(TrolyError):
    """The disk refused a write; what was being written was rolled back."""


class DatabaseUnavailable(TrolyError):
    """The database server, or the way to it, failed; the next question tries again."""


class DatabaseUnsuitable(TrolyError):
    """The database server is too old or has no pgvector."""


class DocumentNotFound(TrolyError):
    """No document has this id, number or source."""


class TableInvalid(TrolyError):
    """A dated table has a row that cannot be read; says file, row and column."""
