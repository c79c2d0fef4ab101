"""Originals that show what the text does not: closed to readers, opened by the office with a reason that is kept."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, insert

from assistant.access import may_open
from assistant.bootstrap import Assistant
from assistant.custody import require_guardian
from assistant.domain import Reader
from assistant.errors import BadRequest, NotFound
from assistant.records import events
from assistant.records.events import What
from assistant.records.tables import now, storable
from ingest import database as db
from ingest.copy_rows import INSIDE, sources_under
from ingest.database import reading, writing
from ingest.documents import Document
from ingest.members import is_container
from ingest.originals import original_of

LONGEST_REASON = 2_000


def open_original(document_id: str, reader: Reader, reason: str, assistant: Assistant) -> Path:
    """The kept bytes of a document; who opened them and why is written down before the path is given.

    Raises NotAllowed for readers who are neither office nor administrators, BadRequest("reason_missing"), NotFound.
    """
    require_guardian(reader.role)
    if not any(letter.isalpha() for letter in reason):
        raise BadRequest("reason_missing")
    document = assistant.index.document(document_id)
    if document is None or not may_open(document, reader):
        raise NotFound(f"document {document_id}")
    path = original_of(document.digest, assistant.settings.home)
    if not path.is_file():
        raise NotFound(f"original of {document_id}")
    _note(document, reader, storable(reason.strip(), LONGEST_REASON), assistant.engine)
    return path


def is_closed(document: Document, engine: Engine) -> bool:
    """Whether the original shows more than the text: what was masked, or files inside with rules of their own."""
    if document.masked:
        return True
    with reading(engine) as connection:
        inside = sources_under(connection, document.source + INSIDE)
        return bool(inside) or is_container(connection, document.source)


def _note(document: Document, reader: Reader, reason: str, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(
            insert(db.original_openings).values(
                document_id=document.id,
                digest=document.digest,
                person=storable(reader.name, 64),
                reason=reason,
                opened=now(),
            )
        )
        events.add(connection, What.ORIGINAL_TAKEN, reader.account_id, reader.name, document.id)
