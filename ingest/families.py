"""Which copies a change concerns, and what documents they ought to be: read from the database, nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from ingest import database as db
from ingest.copies import COMPARED, Copy, ListEntry, clusters, same
from ingest.copy_rows import bands_of, copies_at, copies_of, newest_ticket, sources_sharing
from ingest.describe import entries_of
from ingest.documents import Document, DocumentKind, digest_of, document_id_of
from ingest.index.rows import read_document

# Who keeps an id: a copy that stays before one that comes anew, then the one taken in first.
Rank = tuple[bool, datetime, str]


@dataclass(frozen=True)
class Cluster:
    """The copies of one document, the leading one first, and the id it has or gets."""

    document_id: str
    copies: tuple[Copy, ...]

    @property
    def lead(self) -> Copy:
        return self.copies[0]


@dataclass(frozen=True)
class Shape:
    """Which copies a change concerns and how they ought to be grouped."""

    joining: Copy | None
    clusters: tuple[Cluster, ...]
    known: tuple[Copy, ...]  # the copies concerned as they are stored
    before: frozenset[str]  # their documents
    lists: tuple[Copy, ...]  # compiled lists that may give a number or a day
    newest: int  # the ticket of the last reading or removal of the source that joins

    @property
    def seen(self) -> frozenset[tuple[object, ...]]:
        """What a plan is made from: when it is still so, the plan still holds."""
        copies = {(copy.source, copy.ticket, copy.document_id, copy.leads) for copy in self.known}
        return frozenset(copies | {(each.source, each.ticket) for each in self.lists})


@dataclass(frozen=True)
class Plan:
    """A shape with the documents as they are stored and the letters of compiled lists."""

    shape: Shape
    stored: dict[str, Document]
    entries: tuple[ListEntry, ...]

    @property
    def removals(self) -> tuple[str, ...]:
        """Documents that no copy belongs to any more."""
        kept = {cluster.document_id for cluster in self.shape.clusters}
        return tuple(sorted(self.shape.before - kept))


def plan_for(connection: Connection, joining: Copy | None, said: Document | None, gone: frozenset[str]) -> Plan:
    """The documents after `joining` has come (or come anew) and the sources `gone` have left."""
    shape = shape_of(connection, joining, gone)
    wanted = sorted(shape.before | {cluster.document_id for cluster in shape.clusters})
    stored = {each: found for each in wanted if (found := read_document(connection, each))}
    lists = [read_document(connection, each.document_id) for each in shape.lists if each.document_id]
    if said and said.kind is DocumentKind.COMPILED_LIST:
        lists.append(said)
    return Plan(shape, stored, tuple(entry for each in lists if each for entry in entries_of(each)))


def shape_of(connection: Connection, joining: Copy | None, gone: frozenset[str]) -> Shape:
    """How the copies concerned ought to be grouped; no document is read."""
    leaving = gone | ({joining.source} if joining else frozenset())
    old = copies_at(connection, leaving)
    family = _family(connection, joining, old, leaving)
    known = {copy.source: copy for copy in (*old, *family)}
    # A document is whole or not at all: whoever shares one with the family is concerned too.
    beside = copies_of(connection, {copy.document_id for copy in known.values() if copy.document_id})
    known |= {copy.source: copy for copy in beside}
    members = [copy for copy in known.values() if copy.source not in leaving] + ([joining] if joining else [])
    groups = _with_ids(connection, clusters(members), known, joining)
    before = {copy.document_id for copy in known.values() if copy.document_id}
    if joining and joining.source not in known and (earlier := _id_before_copies(connection, joining.source)):
        before.add(earlier)
    return Shape(
        joining=joining,
        clusters=groups,
        known=tuple(known[source] for source in sorted(known)),
        before=frozenset(before),
        lists=tuple(_lists(connection, groups, leaving)),
        newest=newest_ticket(connection, joining.source) if joining else 0,
    )


def _family(connection: Connection, joining: Copy | None, old: Sequence[Copy], leaving: frozenset[str]) -> list[Copy]:
    """Every copy whose document may change: reached over pairs that are the same, from those who come and go."""
    found: dict[str, Copy] = {}
    waiting = list(old)
    if joining:
        waiting.append(joining)
    while waiting:
        copy = waiting.pop()
        bands = copy.bands or bands_of(connection, copy.source)
        candidates = sources_sharing(connection, bands) - leaving - found.keys()
        for other in copies_at(connection, candidates):
            if same(copy, other) or _may_be_given(copy, other):
                found[other.source] = other
                waiting.append(other)
    return list(found.values())


def _may_be_given(copy: Copy, other: Copy) -> bool:
    """A list that comes or goes concerns the letters that lack a number or a day."""
    if copy.kind is not DocumentKind.COMPILED_LIST or other.kind not in COMPARED:
        return False
    return other.facts.number is None or other.facts.issued is None


def _with_ids(
    connection: Connection, groups: list[tuple[Copy, ...]], known: dict[str, Copy], joining: Copy | None
) -> tuple[Cluster, ...]:
    """An id stays with the copy that has had it longest; one that comes anew gives way to those who stayed."""
    owner: dict[str, Rank] = {}
    claims: list[dict[str, Rank]] = []
    for group in groups:
        claim: dict[str, Rank] = {}
        for copy in group:
            stored = known.get(copy.source)
            id_had = stored.document_id if stored else _id_before_copies(connection, copy.source)
            if id_had:
                rank = (joining is not None and copy.source == joining.source, copy.taken, copy.source)
                claim[id_had] = min(rank, claim.get(id_had, rank))
        claims.append(claim)
        for each, rank in claim.items():
            owner[each] = min(rank, owner.get(each, rank))
    result: list[Cluster] = []
    for group, claim in zip(groups, claims, strict=True):
        owned = [(rank, each) for each, rank in claim.items() if owner[each] == rank]
        chosen = min(owned)[1] if owned else _free_id(connection, group, {cluster.document_id for cluster in result})
        result.append(Cluster(chosen, group))
    return tuple(result)


def _id_before_copies(connection: Connection, source: str) -> str | None:
    """A document that was taken in before copies were counted keeps its id."""
    document_id = document_id_of(source)
    return document_id if _exists(connection, document_id) and not copies_of(connection, [document_id]) else None


def _free_id(connection: Connection, group: tuple[Copy, ...], taken: set[str]) -> str:
    first = min(group, key=lambda copy: (copy.taken, copy.source))
    turn, document_id = 1, document_id_of(first.source)
    while document_id in taken or _exists(connection, document_id):
        turn += 1
        document_id = digest_of("document", first.source, str(turn))[:16]
    return document_id


def _exists(connection: Connection, document_id: str) -> bool:
    return connection.execute(select(db.documents.c.id).where(db.documents.c.id == document_id)).first() is not None


def entries_for(connection: Connection, cluster: Cluster) -> tuple[ListEntry, ...]:
    """The letters of compiled lists that may give a document a number or a day."""
    lists = _lists(connection, [cluster], frozenset())
    documents = [read_document(connection, each.document_id) for each in lists if each.document_id]
    return tuple(entry for document in documents if document for entry in entries_of(document))


def _lists(connection: Connection, groups: Iterable[Cluster], leaving: frozenset[str]) -> list[Copy]:
    """The compiled lists that may give a number or a day to one of the groups."""
    poor = [
        copy
        for group in groups
        if any(all(getattr(copy.facts, name) is None for copy in group.copies) for name in ("number", "issued"))
        for copy in group.copies
        if copy.kind in COMPARED and copy.signature
    ]
    sources: set[str] = set()
    for copy in poor:
        sources |= sources_sharing(connection, copy.bands or bands_of(connection, copy.source)) - leaving
    return [copy for copy in copies_at(connection, sources) if copy.kind is DocumentKind.COMPILED_LIST]


def is_used(connection: Connection, digest: str) -> bool:
    """Whether any copy or document has these bytes."""
    copies = exists().where(db.copies.c.digest == digest)
    documents = exists().where(db.documents.c.digest == digest)
    return bool(connection.execute(select(or_(copies, documents))).scalar())
