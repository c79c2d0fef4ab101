"""Bring documents in line with their copies: who joins, who leads, what each field is, in one transaction.

A plan is made from what the database holds, texts are embedded, and the plan is written only if the copies it
concerns are still the same; otherwise it is made again. A reading that is older than what is stored changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from sqlalchemy import Connection

from ingest.copies import Copy, ListEntry, Merged, lacks, merged
from ingest.copy_rows import changes_so_far, count_change, forget_copies, newest_ticket, place_copy, write_copy
from ingest.database import reading, writing
from ingest.documents import Chunk, ChunkKind, Document
from ingest.errors import ReadFailure, TrolyError
from ingest.families import Cluster, Plan, is_used, plan_for, shape_of
from ingest.index.base import Put
from ingest.originals import kept_as_file, original_of, scratch
from ingest.report import Pipeline
from ingest.retire import Retirement, ended, retirement_of, retirements_within
from ingest.split import split
from ingest.tables import Tables
from ingest.take_in import name_of, read

TRIES = 20
GIVEN = "given_by_copy"


class Stale(TrolyError):
    """Something newer than this reading is stored, or its source was removed since."""


class Overtaken(TrolyError):
    """Another process changed the copies a plan is about."""


@dataclass(frozen=True)
class Said:
    """What a file says: the document as read and its chunks."""

    document: Document
    chunks: list[Chunk]


@dataclass(frozen=True)
class Settled:
    """What became of the copy that joined: its document, whether that was there before and was written anew now."""

    document_id: str | None = None
    existed: bool = False
    alone: bool = True
    changed: bool = False
    embedded: int = 0


@dataclass(frozen=True)
class _Change:
    put: Put
    embedded: int
    retired: Retirement | None  # when this was made


def settle(joining: Copy | None, said: Said | None, leaving: Iterable[str], pipeline: Pipeline) -> Settled:
    """Take a copy in (`said` is its reading; None when equal bytes were read before) and let others go.

    Raises Stale, StorageFull, EmbeddingMismatch.
    """
    gone = frozenset(leaving)
    for _ in range(TRIES):
        with reading(pipeline.engine) as connection:
            before = changes_so_far(connection)
            plan = plan_for(connection, joining, said.document if said else None, gone)
        if joining:
            _refuse_stale(plan.shape.newest, joining)
        changes, unreadable = _changes(plan, said, pipeline)
        if unreadable:  # its bytes are gone, so its words cannot be shown: it goes too
            gone |= unreadable
            continue
        try:
            _write(plan, changes, gone, before, pipeline)
        except Overtaken:
            continue
        _forget_originals(plan, pipeline)
        return _settled(plan, changes)
    raise Overtaken("The copies of one document were changed by another process again and again. Run it again.")


def _refuse_stale(newest: int, joining: Copy) -> None:
    if newest > joining.ticket:
        raise Stale(f"A newer reading or removal (ticket {newest}) came before ticket {joining.ticket}.")


def _changes(plan: Plan, said: Said | None, pipeline: Pipeline) -> tuple[list[_Change], frozenset[str]]:
    """What must be stored anew, and the sources of leading copies that cannot be read again."""
    changes, unreadable = [], set()
    for cluster in plan.shape.clusters:
        try:
            text = _text_of(cluster, plan, said, pipeline)
        except ReadFailure:
            unreadable.add(cluster.lead.source)
            continue
        document = with_facts(text, cluster, plan.entries)
        stored = plan.stored.get(cluster.document_id)
        if document != stored:
            changes.append(_put(document, said, pipeline))
    return changes, frozenset(unreadable)


def _text_of(cluster: Cluster, plan: Plan, said: Said | None, pipeline: Pipeline) -> Document:
    """The leading copy as read: just now, as stored, or from the kept bytes. Raises ReadFailure."""
    lead = cluster.lead
    if said is not None and lead.source == said.document.source:
        return said.document
    for other in plan.shape.known:  # equal bytes read in the same way say the same
        stored = plan.stored.get(other.document_id or "")
        if stored and other.leads and (other.digest, other.read_by) == (lead.digest, lead.read_by):
            return stored
    return read_again(lead, pipeline)


def read_again(copy: Copy, pipeline: Pipeline) -> Document:
    """What a copy says, read from its kept bytes. Raises ReadFailure."""
    home = pipeline.settings.home
    with scratch(home) as folder:
        file = kept_as_file(copy.digest, name_of(copy.source), home, folder)
        return read(file, copy.source, copy.digest, copy.hints, pipeline.tables, pipeline.settings).document


def with_facts(text: Document, cluster: Cluster, entries: Sequence[ListEntry]) -> Document:
    """The document of a cluster: the leading copy's text with the best of every field."""
    lead, merging = cluster.lead, merged(cluster.copies, entries)
    given = lacks(merging, lead)
    return replace(
        text,
        id=cluster.document_id,
        source=lead.source,
        digest=lead.digest,
        warnings=(*lead.warnings, *((f"{GIVEN}: {', '.join(given)}",) if given else ())),
        **_values(merging, lead),
    )


def _values(merging: Merged, lead: Copy) -> dict[str, Any]:
    """A letter without a title of its own is called by its file's name."""
    values: dict[str, Any] = dict(merging.values)
    return values | {"title": merging.values["title"] or PurePosixPath(lead.source).stem}


def _put(document: Document, said: Said | None, pipeline: Pipeline) -> _Change:
    retired = retirement_of(pipeline.engine, document.id)
    chunks = said.chunks if said and document == said.document else chunks_of(document, pipeline.tables)
    chunks = [ended(chunk, retired.since) for chunk in chunks] if retired else chunks
    vectors, embedded = vectors_of(chunks, pipeline.index.digests(document.id), pipeline)
    return _Change(Put(document, chunks, vectors), embedded, retired)


def chunks_of(document: Document, tables: Tables) -> list[Chunk]:
    """The chunks of a document as they are stored."""
    return ended_with_their_laws(split(document), tables)


def ended_with_their_laws(chunks: list[Chunk], tables: Tables) -> list[Chunk]:
    """Articles of a topic page end with the law each is from, which only the table knows."""
    numbers = {chunk.number for chunk in chunks if chunk.kind is ChunkKind.ARTICLE and chunk.number}
    ends = {number: law.until for number in numbers if (law := tables.law(number)) and law.until}
    return [replace(chunk, until=ends[chunk.number]) if chunk.number in ends else chunk for chunk in chunks]


def vectors_of(chunks: list[Chunk], before: dict[str, str], pipeline: Pipeline) -> tuple[np.ndarray, int]:
    """Vectors (float32, (len(chunks), dim)) and how many were embedded now; unchanged chunks keep theirs."""
    unchanged = [chunk.id for chunk in chunks if before.get(chunk.id) == chunk.digest]
    kept = pipeline.index.vectors(unchanged)
    fresh = [chunk for chunk in chunks if chunk.id not in kept]
    encoded = pipeline.embedder.encode([embedded_text(chunk) for chunk in fresh])
    new = {chunk.id: vector for chunk, vector in zip(fresh, encoded, strict=True)}
    return np.stack([kept[chunk.id] if chunk.id in kept else new[chunk.id] for chunk in chunks]), len(fresh)


def embedded_text(chunk: Chunk) -> str:
    """What a chunk is found by: its heading (title, petition) and its text."""
    return f"{chunk.heading}\n{chunk.text}" if chunk.heading else chunk.text


def _write(plan: Plan, changes: list[_Change], gone: frozenset[str], before: int, pipeline: Pipeline) -> None:
    def beside(connection: Connection) -> None:
        if plan.shape.joining:
            _refuse_stale(newest_ticket(connection, plan.shape.joining.source), plan.shape.joining)
        moved = changes_so_far(connection) != before  # looking again is dear, and mostly nothing happened
        if moved and shape_of(connection, plan.shape.joining, gone).seen != plan.shape.seen:
            raise Overtaken("Another process was faster.")
        stored = {change.put.document.id: change.retired for change in changes}
        now = retirements_within(connection, stored)
        if any(now.get(document_id) != retired for document_id, retired in stored.items()):
            raise Overtaken("It was taken out of use, or brought back, meanwhile.")
        count_change(connection)
        _write_copies(connection, plan, gone)

    if changes or plan.removals:
        pipeline.index.change([change.put for change in changes], plan.removals, beside)
        return
    with writing(pipeline.engine) as connection:
        beside(connection)


def _write_copies(connection: Connection, plan: Plan, gone: frozenset[str]) -> None:
    forget_copies(connection, gone)
    for cluster in plan.shape.clusters:
        for copy in cluster.copies:
            placed = replace(copy, document_id=cluster.document_id, leads=copy is cluster.lead)
            if plan.shape.joining and copy.source == plan.shape.joining.source:
                write_copy(connection, placed)
            elif (placed.document_id, placed.leads) != (copy.document_id, copy.leads):
                place_copy(connection, placed)


def _forget_originals(plan: Plan, pipeline: Pipeline) -> None:
    for digest in {copy.digest for copy in plan.shape.known}:
        forget_original(digest, pipeline)


def forget_original(digest: str, pipeline: Pipeline) -> None:
    """Delete the kept bytes unless a copy or a document still has them."""
    with reading(pipeline.engine) as connection:
        used = is_used(connection, digest)
    if not used:
        original_of(digest, pipeline.settings.home).unlink(missing_ok=True)


def _settled(plan: Plan, changes: list[_Change]) -> Settled:
    joining = plan.shape.joining
    if joining is None:
        return Settled(changed=True)
    cluster = next(each for each in plan.shape.clusters if joining.source in {copy.source for copy in each.copies})
    own = next((change for change in changes if change.put.document.id == cluster.document_id), None)
    stored = plan.stored.get(cluster.document_id)
    return Settled(
        document_id=cluster.document_id,
        existed=stored is not None,
        alone=len(cluster.copies) == 1,
        changed=own is not None,
        embedded=sum(change.embedded for change in changes),
    )
