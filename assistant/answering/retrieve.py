"""Finds candidate chunks: two searches, one convex mix, petitions exchanged for the replies to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.domain import Understood
from ingest.documents import ChunkKind
from ingest.embed import Embedder
from ingest.index.base import Filter, Hit, Index, StoredChunk
from ingest.references import references

MOST_RERANKED = 14
MOST_FETCHED = 20
MOST_PETITIONS = 6
OF_A_PETITION = 0.97  # a reply found only through its petition stands a little behind


@dataclass(frozen=True)
class Candidate:
    """A chunk that may be quoted; `cosine` and `lexical` (BM25 over the best BM25, 0..1) are those of its finder."""

    stored: StoredChunk
    cosine: float
    lexical: float
    mixed: float


Rerank = Callable[[str, np.ndarray, Mapping[int, float]], dict[int, float]]
"""The text of a question, its vector, and key → mix of its candidates → key → better score (0..1)."""


@dataclass(frozen=True)
class Searching:
    """What finding needs: the index, its embedder, how many chunks each search brings, and how they are mixed.

    `rerank`, where there is one, gives the mixed candidates of a question a better order and new `mixed` scores.
    """

    index: Index
    embedder: Embedder
    width: int
    dense_weight: float
    rerank: Rerank | None = None


def retrieve(understood: Understood, where: Filter, searching: Searching) -> list[Candidate]:
    """At most MOST_RERANKED chunks worth reading, best first; filters were applied inside both searches."""
    index = searching.index
    found = ranked(understood, where, searching, MOST_FETCHED)
    known = {each.stored.key: each for each in found}
    named = [stored for code in understood.codes for stored in index.find_number(code, where)][:MOST_RERANKED]
    named_first = [_asked_for(each, known) for each in named]
    return merge(as_replies([*found, *named_first], index))


def ranked(understood: Understood, where: Filter, searching: Searching, most: int) -> list[Candidate]:
    """The `most` best chunks, best first, petitions as hits of their own: what every search of the product runs."""
    index, width = searching.index, max(searching.width, most)
    vector = searching.embedder.encode([understood.text])[0]
    nearest = index.nearest(vector, where, width)
    mixed = mix(nearest, index.matching(understood.text, where, width, understood.also), searching.dense_weight)
    scores = {key: mixture for key, (mixture, _, _) in mixed.items()}
    if searching.rerank and scores and not _names_a_place(understood):
        scores = searching.rerank(understood.text, vector, scores)
    chosen = sorted(scores, key=lambda key: -scores[key])[:most]
    stored = index.chunks(chosen)
    return [Candidate(stored[key], mixed[key][1], mixed[key][2], scores[key]) for key in chosen if key in stored]


def _names_a_place(understood: Understood) -> bool:
    """Whether a document or an article is asked for by its number: then the exact match leads, not the likeness."""
    return bool(understood.codes or references(understood.text))


def _asked_for(stored: StoredChunk, known: dict[int, Candidate]) -> Candidate:
    """A chunk of the document the question names; its measures are zero when no search found it too."""
    found = known.get(stored.key)
    return Candidate(stored, found.cosine if found else 0.0, found.lexical if found else 0.0, 1.0)


def mix(nearest: Sequence[Hit], matching: Sequence[Hit], dense_weight: float) -> dict[int, tuple[float, float, float]]:
    """Key → (mix, cosine, lexical). Each search is scaled by its own best, a chunk one search missed gets its floor."""
    cosine = {hit.key: min(max(float(hit.score), 0.0), 1.0) for hit in nearest}
    best = max((hit.score for hit in matching), default=0.0) or 1.0
    lexical = {hit.key: hit.score / best for hit in matching}
    cosine_floor = min(cosine.values(), default=0.0)
    lexical_floor = 0.5 * min(lexical.values(), default=0.0)
    top = max(cosine.values(), default=0.0) or 1.0
    scores: dict[int, tuple[float, float, float]] = {}
    for key in cosine.keys() | lexical.keys():
        dense, words = cosine.get(key, cosine_floor), lexical.get(key, lexical_floor)
        scores[key] = (dense_weight * dense / top + (1 - dense_weight) * words, dense, words)
    return scores


def as_replies(found: Sequence[Candidate], index: Index) -> list[Candidate]:
    """A petition is found by, its reply is quoted: each found petition stands for the reply chunks to it."""
    petitions = [each for each in found if each.stored.chunk.kind is ChunkKind.PETITION]
    replies = [each for each in found if each.stored.chunk.kind is not ChunkKind.PETITION]
    for petition in petitions[:MOST_PETITIONS]:
        replies += replies_to(petition, index)
    return replies


def replies_to(petition: Candidate, index: Index) -> list[Candidate]:
    """The reply chunks to a petition, standing where it stood."""
    request = petition.stored.chunk.request
    around = index.neighbours(petition.stored.key, 4)
    replies = [each for each in around if each.chunk.kind is ChunkKind.REPLY and each.chunk.request == request]
    return [replace(petition, stored=each, mixed=OF_A_PETITION * petition.mixed) for each in replies]


def merge(candidates: Sequence[Candidate]) -> list[Candidate]:
    """One candidate per chunk, the best of its finders, best first."""
    best: dict[int, Candidate] = {}
    for candidate in candidates:
        known = best.get(candidate.stored.key)
        if known is None or candidate.mixed > known.mixed:
            best[candidate.stored.key] = candidate
    return sorted(best.values(), key=lambda candidate: -candidate.mixed)[:MOST_RERANKED]
