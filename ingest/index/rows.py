"""Documents, chunks and vectors as rows of the database, and back: what is written and how it is read whole."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, select

from ingest import database as db
from ingest.documents import (
    Chunk,
    ChunkKind,
    Document,
    DocumentKind,
    Link,
    Page,
    PageRoute,
    Request,
    Span,
    Visibility,
    WordBox,
)
from ingest.index.base import DocumentSummary, StoredChunk
from ingest.vietnamese import fold, strip_tones

Values = dict[str, Any]
AnyRow = Row[*tuple[Any, ...]]

SAME_IN_DOCUMENT = (
    *("id", "source", "digest", "title", "text", "media_type", "number", "issued", "issuer"),
    *("unit", "field", "province", "session", "in_force", "until", "masked"),
)
SAME_IN_REQUEST = ("position", "number", "issued", "province", "session", "unit", "field")
SAME_IN_CHUNK = (
    *("id", "document_id", "position", "heading", "text", "start", "end", "page", "request"),
    *("number", "issued", "province", "unit", "field", "in_force", "until"),
)
STORED_CHUNK = select(
    db.chunks,
    db.documents.c.title.label("document_title"),
    db.documents.c.kind.label("document_kind"),
    db.documents.c.source,
    db.documents.c.warnings,
    db.documents.c.scope,
).join(db.documents)


def document_values(document: Document, generation: int) -> Values:
    """The row of a document."""
    return {name: getattr(document, name) for name in SAME_IN_DOCUMENT} | {
        "kind": document.kind.value,
        "scope": document.visibility.scope,
        "warnings": list(document.warnings),
        "generation": generation,
    }


def unit_values(document: Document) -> list[Values]:
    """The rows that say which units may read a document."""
    return [{"document_id": document.id, "unit": unit} for unit in sorted(document.visibility.units)]


def page_values(document: Document) -> list[Values]:
    """The rows of a document's pages."""
    return [
        {
            "document_id": document.id,
            "number": page.number,
            "start": page.start,
            "end": page.end,
            "route": page.route.value,
            "boxes": pack_boxes(page.boxes),
            "confidence": page.confidence,
        }
        for page in document.pages
    ]


def request_values(document: Document) -> list[Values]:
    """The rows of a document's requests."""
    return [
        {name: getattr(request, name) for name in SAME_IN_REQUEST}
        | {
            "document_id": document.id,
            "petition_start": request.petition and request.petition.start,
            "petition_end": request.petition and request.petition.end,
            "reply_start": request.reply.start,
            "reply_end": request.reply.end,
            "local": [[span.start, span.end] for span in request.local],
        }
        for request in document.requests
    ]


def link_values(document: Document) -> list[Values]:
    """The rows of a document's links; of several on one place the first counts."""
    first = {link.span.start: link for link in reversed(document.links)}
    return [
        {"document_id": document.id, "start": start, "end": link.span.end, "target": link.target}
        for start, link in sorted(first.items())
    ]


def chunk_values(chunk: Chunk) -> Values:
    """The row of a chunk, without its key and generation."""
    return {name: getattr(chunk, name) for name in SAME_IN_CHUNK} | {
        "kind": chunk.kind.value,
        "number_code": number_code(chunk.number),
        "number_serial": number_serial(chunk.number),
        "digest": chunk.digest,
    }


def vector_bytes(vector: np.ndarray) -> bytes:
    """A vector as stored: float32, little endian."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def vector_of(stored: bytes) -> np.ndarray:
    """The vector (float32, (dim,)) of stored bytes."""
    return np.frombuffer(stored, dtype="<f4")


def number_code(number: str | None) -> str | None:
    """A document number in the form in which equal numbers are equal strings: `163/2024/ND-CP`."""
    code = "".join(strip_tones(fold(number or "")).upper().split()).lstrip("0")
    return code or None


def number_serial(number: str | None) -> str | None:
    """The number before the first slash or dash: `4069` of `4069/BTTTT-VP`, `57` of `57-NQ/TW`."""
    code = number_code(number)
    return code.split("/")[0].split("-")[0] or None if code else None


def pack_boxes(boxes: Sequence[WordBox]) -> bytes:
    """Word boxes as compressed JSON columns: exact, and about 12 bytes a word."""
    columns = [[getattr(box, name) for box in boxes] for name in BOX_FIELDS]
    return zlib.compress(json.dumps(columns).encode()) if boxes else b""


def unpack_boxes(packed: bytes) -> tuple[WordBox, ...]:
    """The word boxes that `pack_boxes` packed."""
    if not packed:
        return ()
    return tuple(WordBox(*values) for values in zip(*json.loads(zlib.decompress(packed)), strict=True))


BOX_FIELDS = ("start", "end", "left", "top", "right", "bottom")


def read_document(connection: Connection, document_id: str) -> Document | None:
    """A whole document, or None."""
    row = connection.execute(select(db.documents).where(db.documents.c.id == document_id)).first()
    if row is None:
        return None
    return Document(
        **{name: getattr(row, name) for name in SAME_IN_DOCUMENT},
        kind=DocumentKind(row.kind),
        pages=_pages(connection, document_id),
        visibility=Visibility(row.scope, units_of(connection, [document_id]).get(document_id, frozenset())),
        requests=_requests(connection, document_id),
        warnings=tuple(row.warnings),
        links=_links(connection, document_id),
    )


def units_of(connection: Connection, document_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Which units may read each of these documents (documents open to no single unit are left out)."""
    table = db.document_units
    found: dict[str, set[str]] = {}
    for row in connection.execute(select(table).where(table.c.document_id.in_(document_ids))):
        found.setdefault(row.document_id, set()).add(row.unit)
    return {document_id: frozenset(units) for document_id, units in found.items()}


def _pages(connection: Connection, document_id: str) -> tuple[Page, ...]:
    table = db.pages
    rows = connection.execute(select(table).where(table.c.document_id == document_id).order_by(table.c.number))
    return tuple(
        Page(row.number, row.start, row.end, PageRoute(row.route), unpack_boxes(row.boxes), row.confidence)
        for row in rows
    )


def _links(connection: Connection, document_id: str) -> tuple[Link, ...]:
    table = db.links
    rows = connection.execute(select(table).where(table.c.document_id == document_id).order_by(table.c.start))
    return tuple(Link(Span(row.start, row.end), row.target) for row in rows)


def _requests(connection: Connection, document_id: str) -> tuple[Request, ...]:
    table = db.requests
    rows = connection.execute(select(table).where(table.c.document_id == document_id).order_by(table.c.position))
    return tuple(
        Request(
            **{name: getattr(row, name) for name in SAME_IN_REQUEST},
            petition=None if row.petition_start is None else Span(row.petition_start, row.petition_end),
            reply=Span(row.reply_start, row.reply_end),
            local=tuple(Span(start, end) for start, end in row.local),
        )
        for row in rows
    )


def stored_chunk(row: AnyRow) -> StoredChunk:
    """A chunk from a row of `STORED_CHUNK`."""
    values = row._mapping
    return StoredChunk(
        key=values["key"],
        chunk=Chunk(**{name: values[name] for name in SAME_IN_CHUNK}, kind=ChunkKind(values["kind"])),
        document_title=values["document_title"],
        document_kind=DocumentKind(values["document_kind"]),
        source=values["source"],
        warnings=tuple(values["warnings"]),
    )


def summary(row: AnyRow, visibility: Visibility) -> DocumentSummary:
    """One line of `troly documents` from a row with the counts `pages` and `chunks`."""
    return DocumentSummary(
        id=row.id,
        source=row.source,
        kind=DocumentKind(row.kind),
        title=row.title,
        number=row.number,
        issued=row.issued,
        unit=row.unit,
        field=row.field,
        pages=row.pages,
        chunks=row.chunks,
        visibility=", ".join(sorted(visibility.units)) or visibility.scope,
        digest=row.digest,
        warnings=tuple(row.warnings),
    )
