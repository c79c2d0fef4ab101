"""The labelled requests of the index nearest to a request: what others asked, and who answered it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.answering.retrieve import Searching, mix
from ingest.documents import DocumentKind
from ingest.index.base import Filter, StoredChunk
from ingest.tables import Tables

LABELLED = frozenset(
    {DocumentKind.REPLY, DocumentKind.COMPILED_LIST, DocumentKind.PROVINCIAL_TABLE, DocumentKind.CORRECTION}
)
CHUNKS = 24  # a request is found by its petition and by each part of its reply
REQUESTS = 8
FARTHEST = 0.3  # part of its weight that a neighbour without a common word keeps
CORRECTION_COUNTS = 3.0
SAME_REQUEST = 0.9  # cosine from which a correction is about this very request


@dataclass(frozen=True)
class Neighbour:
    """A labelled request near the asked one; `fields` are one or more, `weight` grows with likeness."""

    document_id: str
    fields: tuple[str, ...]
    weight: float
    cosine: float
    corrects: bool = False  # a person said who answers this very request


def neighbours(
    text: str,
    vector: npt.NDArray[np.float32],
    where: Filter,
    searching: Searching,
    tables: Tables,
    without: Collection[str] = (),
) -> list[Neighbour]:
    """At most REQUESTS labelled requests that `where` allows, nearest first; none of the documents `without`."""
    index = searching.index
    labelled = Filter(where.readers, LABELLED, where.as_of)
    wanted = CHUNKS * (2 if without else 1)
    mixed = mix(index.nearest(vector, labelled, wanted), index.matching(text, labelled, wanted), searching.dense_weight)
    best = sorted(mixed, key=lambda key: -mixed[key][0])[:wanted]
    stored = index.chunks(best)
    found: dict[tuple[str, int | None], Neighbour] = {}
    for key in best:
        chunk = stored[key].chunk if key in stored else None
        if chunk is None or chunk.document_id in without or (chunk.document_id, chunk.request) in found:
            continue
        fields = fields_labelled(chunk.unit, chunk.field, stored[key].document_kind, tables)
        if fields:
            _, cosine, words = mixed[key]
            found[chunk.document_id, chunk.request] = _neighbour(stored[key], fields, cosine, words)
    return sorted(found.values(), key=lambda each: not each.corrects)[:REQUESTS]


def fields_labelled(unit: str | None, printed: str | None, kind: DocumentKind, tables: Tables) -> tuple[str, ...]:
    """The fields a stored request is labelled with: that of the unit that answered, and the one printed.

    In a provincial table the unit stands in the row and the field only in the heading of a section, so the unit has
    the word; elsewhere both count where they differ. What the tables do not know is no label.
    """
    known = tables.unit(unit) if unit else None
    answered = known.fields if known and len(known.fields) == 1 else ()
    field = (printed,) if printed and tables.field(printed) else ()
    if kind is DocumentKind.PROVINCIAL_TABLE and answered:
        return answered
    return tuple(dict.fromkeys((*answered, *field)))


def _neighbour(stored: StoredChunk, fields: tuple[str, ...], cosine: float, words: float) -> Neighbour:
    correction = stored.document_kind is DocumentKind.CORRECTION
    weight = cosine**2 * (FARTHEST + (1 - FARTHEST) * words) * (CORRECTION_COUNTS if correction else 1.0)
    return Neighbour(stored.chunk.document_id, fields, weight, cosine, correction and cosine >= SAME_REQUEST)
