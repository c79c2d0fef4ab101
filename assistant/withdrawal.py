"""A secret that is found after it was indexed: the document goes, and every answer that used it.

held → originals gone → answers blanked → document removed → index anew → answers given meanwhile blanked → database anew

Each step may be done twice, so a run that was killed is finished by running it again.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from assistant.blanking import answers_using, blank_answers
from assistant.blanking_taught import taught_from
from assistant.bootstrap import Assistant
from assistant.custody import require_guardian
from assistant.domain import Reader
from assistant.errors import NotFound
from assistant.pages.image import forget_pages
from assistant.records import events
from assistant.records.events import What
from ingest import database as db
from ingest.copies import Copy
from ingest.copy_rows import INSIDE, copies_of, copies_with_digest, copy_at
from ingest.database import reading, writing
from ingest.documents import document_id_of
from ingest.erase import erase_deleted
from ingest.guard.secrecy import SUSPECTED, Mark, Place
from ingest.originals import original_of
from ingest.quarantine import held_of_document, hold_within
from ingest.removal import remove, remove_sources
from ingest.settle import settle

BY_A_PERSON = Mark(SUSPECTED, Place.PERSON)


@dataclass(frozen=True)
class Withdrawn:
    """How many answers and chunks were taken back now; `erased` is False when files must be written anew later."""

    answers: int
    chunks: int
    erased: bool


@dataclass(frozen=True)
class Trail:
    """Where a document is or was: its ids, every source of its bytes, their digests, archives and e-mails around it."""

    ids: frozenset[str]  # with those of all that was taught from it
    sources: frozenset[tuple[str, str]]  # source and digest
    containers: tuple[Copy, ...]
    taught: frozenset[str] = frozenset()

    @property
    def digests(self) -> frozenset[str]:
        return frozenset(digest for _, digest in self.sources)


def withdraw_secret(document_id: str, by: Reader, reason: str, assistant: Assistant) -> Withdrawn:
    """Take back a document and all answers that used it, and hold its bytes. Raises NotFound, NotAllowed."""
    require_guardian(by.role)
    trail = _trail(document_id, assistant)
    if not trail.sources and not answers_using(assistant.engine, trail.ids):
        raise NotFound(f"document {document_id}")
    chunks = _count_chunks(trail, assistant)
    _hold(trail, document_id, by, reason, assistant)
    _delete_originals(trail, assistant)
    answers = blank_answers(assistant.engine, trail.ids, document_id)
    _remove(trail, document_id, assistant)
    for each in trail.ids:
        forget_pages(each)
    assistant.remembered.forget()
    assistant.index.rebuild()
    answers += blank_answers(assistant.engine, trail.ids, document_id)
    return Withdrawn(answers, chunks, erase_deleted(assistant.engine))


def _trail(document_id: str, assistant: Assistant) -> Trail:
    """From what is stored and, when an earlier run was killed, from what it held."""
    document = assistant.index.document(document_id)
    sources = {(document.source, document.digest)} if document else set()
    sources |= {(held.source, held.digest) for held in held_of_document(assistant.engine, document_id)}
    with reading(assistant.engine) as connection:
        copies = copies_of(connection, [document_id])
        digests = {copy.digest for copy in copies} | {digest for _, digest in sources}
        copies += [copy for digest in sorted(digests) for copy in copies_with_digest(connection, digest)]
        sources |= {(copy.source, copy.digest) for copy in copies}
        around = sorted({outer for source, _ in sources for outer in _containers(source)})
        containers = tuple(copy for outer in around if (copy := copy_at(connection, outer)))
    # A copy that joined later had an id of its own before; answers may have quoted it under that.
    former = {document_id_of(source) for source, _ in sources}
    others = {each for each in former if each != document_id and assistant.index.document(each)}
    same_bytes = {copy.document_id for copy in copies if copy.document_id}
    ids = frozenset({document_id} | (former - others) | same_bytes)
    taught = taught_from(assistant.engine, ids)
    written = (found for each in sorted(taught) if (found := assistant.index.document(each)))
    sources |= {(each.source, each.digest) for each in written}
    return Trail(ids | taught, frozenset(sources), containers, taught)


def _containers(source: str) -> list[str]:
    parts = source.split(INSIDE)
    return [INSIDE.join(parts[:count]) for count in range(1, len(parts))]


def _count_chunks(trail: Trail, assistant: Assistant) -> int:
    counted = select(func.count()).select_from(db.chunks).where(db.chunks.c.document_id.in_(trail.ids))
    with reading(assistant.engine) as connection:
        return connection.execute(counted).scalar_one()


def _hold(trail: Trail, document_id: str, by: Reader, reason: str, assistant: Assistant) -> None:
    """First of all: whatever happens now, the bytes do not come back."""
    with writing(assistant.engine) as connection:
        for source, digest in sorted(trail.sources):
            hold_within(connection, source, digest, BY_A_PERSON, document_id)
        detail = f"{document_id}: {reason}"
        events.add(connection, What.SECRET_WITHDRAWN, by.account_id, by.name, detail)


def _delete_originals(trail: Trail, assistant: Assistant) -> None:
    """Those of archives and e-mails too: they hold the same bytes. What is still good is read again from the share."""
    home = assistant.settings.home
    for digest in sorted(trail.digests | {copy.digest for copy in trail.containers}):
        for kept in original_of(digest, home).parent.glob(f"{digest}*"):
            kept.unlink(missing_ok=True)


def _remove(trail: Trail, document_id: str, assistant: Assistant) -> None:
    remove_sources({source for source, _ in trail.sources}, assistant.pipeline)
    if trail.containers:
        settle(None, None, [copy.source for copy in trail.containers], assistant.pipeline)
    for each in sorted({document_id} | trail.taught):
        remove(each, assistant.pipeline)  # one that was taken in before copies were counted, or that was taught
