"""A document taken out of use on a day, and brought back. It is still stored and opened; it is not answered from.

The days of its chunks change and nothing else, so filters hide it before anything is ranked; vectors and offsets stay.
`retire_within` and `unretire_within` are called in the transaction of the decision, e.g. in `beside` of `Index.change`,
whose generation makes every process look. What is read of the document later is stored as retired too (`settle`), and
law keeps step with its table only as far as it is in use (`ingest.law.validity`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, Engine, delete, insert, select

from ingest import database as db
from ingest.database import reading
from ingest.documents import Chunk, Document, DocumentKind
from ingest.index import rows, store

OWN_CHUNKS = frozenset({DocumentKind.CORRECTION, DocumentKind.VALIDITY_TABLE})  # not made by `split`
ASKED_AT_ONCE = 500

Ends = Callable[[Document], Sequence[Chunk]]
"""A document → its chunks as they are stored while it is in use (`settle.chunks_of`)."""


@dataclass(frozen=True)
class Retirement:
    """Since when a document is out of use, and what stands in its place."""

    document_id: str
    since: date
    successor: str | None = None


def retire_within(connection: Connection, document_id: str, since: date, successor: str | None = None) -> bool:
    """End every chunk of a document on `since` at the latest; False when it is not stored, or out of use already."""
    if not _exists(connection, document_id) or retirement_within(connection, document_id):
        return False
    values = {"document_id": document_id, "since": since, "successor": successor}
    connection.execute(insert(db.retirements).values(**values))
    _give_ends(connection, document_id, lambda chunk: ended(chunk, since))
    return True


def unretire_within(connection: Connection, document_id: str, chunks_of: Ends) -> bool:
    """Let a document hold again as long as it would have; False when it was not out of use."""
    found = connection.execute(delete(db.retirements).where(db.retirements.c.document_id == document_id))
    document = rows.read_document(connection, document_id)
    if not found.rowcount or document is None:
        return bool(found.rowcount)
    ends = {} if document.kind in OWN_CHUNKS else {chunk.id: chunk.until for chunk in chunks_of(document)}
    _give_ends(connection, document_id, lambda chunk: replace(chunk, until=ends.get(chunk.id, document.until)))
    return True


def retirement_within(connection: Connection, document_id: str) -> Retirement | None:
    """The retirement of a document, if it is out of use."""
    return retirements_within(connection, [document_id]).get(document_id)


def retirements_within(connection: Connection, document_ids: Collection[str]) -> Mapping[str, Retirement]:
    """Those of these documents that are out of use, by id."""
    found: dict[str, Retirement] = {}
    asked = sorted(document_ids)
    for start in range(0, len(asked), ASKED_AT_ONCE):
        among = db.retirements.c.document_id.in_(asked[start : start + ASKED_AT_ONCE])
        for row in connection.execute(select(db.retirements).where(among)):
            found[row.document_id] = Retirement(row.document_id, row.since, row.successor)
    return found


def retirement_of(engine: Engine, document_id: str) -> Retirement | None:
    """The retirement of a document, if it is out of use."""
    with reading(engine) as connection:
        return retirement_within(connection, document_id)


def ended(chunk: Chunk, since: date | None) -> Chunk:
    """The chunk as it is stored when its document is out of use since a day (None: it is not)."""
    if since is None or (chunk.until is not None and chunk.until <= since):
        return chunk
    return replace(chunk, until=since)


def _give_ends(connection: Connection, document_id: str, change: Callable[[Chunk], Chunk]) -> None:
    query = rows.STORED_CHUNK.where(db.chunks.c.document_id == document_id)
    stored = [rows.stored_chunk(row) for row in connection.execute(query).all()]
    changed = {each.key: new for each in stored if (new := change(each.chunk)) != each.chunk}
    store.update_chunks(connection, {key: {"until": new.until, "digest": new.digest} for key, new in changed.items()})


def _exists(connection: Connection, document_id: str) -> bool:
    known = select(db.documents.c.id).where(db.documents.c.id == document_id)
    return connection.execute(known).first() is not None
