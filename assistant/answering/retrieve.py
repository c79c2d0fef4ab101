"""Finds candidate chunks: two searches, one convex mix, petitions exchanged for the replies to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from assistant.answering.taught_search import Guidance, Guide, unguided
from assistant.domain import Understood
from ingest.documents import ChunkKind, DocumentKind
from ingest.embed import Embedder
from ingest.index.base import Filter, Hit, Index, StoredChunk
from ingest.references import references

MOST_RERANKED = 14
MOST_FETCHED = 20
MOST_PETITIONS = 6
OF_A_PETITION = 0.97  # a reply found only through its petition stands a little behind
LIFT = 0.1  # of a passage that was confirmed for a question like this one: in the order and for its sentences
FOUND_BY_ALL = frozenset(DocumentKind) - {DocumentKind.CORRECTION}  # corrections have a search of their own


@dataclass(frozen=True)
class Candidate:
    """A chunk that may be quoted; `cosine` and `lexical` (BM25 over the best BM25, 0..1) are those of its finder."""

    stored: StoredChunk
    cosine: float
    lexical: float
    mixed: float
    lift: float = 0.0


class Rerank(Protocol):
    """The text of a question, its vector, and key → mix of its candidates → key → better score (0..1).

    `learned` are weights of `rerank_features` added to the order as it was shipped.
    """

    def __call__(
        self, text: str, vector: np.ndarray, mixed: Mapping[int, float], learned: Mapping[str, float] = ...
    ) -> dict[int, float]: ...


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
    guide: Guide = unguided  # what was taught for a question


def retrieve(understood: Understood, where: Filter, searching: Searching) -> list[Candidate]:
    """At most MOST_RERANKED chunks worth reading, best first, after those of a correction for this very question."""
    guidance, candidates = guided(understood, where, searching)
    return [*led(guidance), *candidates]


def guided(understood: Understood, where: Filter, searching: Searching) -> tuple[Guidance, list[Candidate]]:
    """What was taught for the question, and what else is worth reading; filters were applied inside all searches."""
    index = searching.index
    vector, guidance = _vector_and_guidance(understood, where, searching)
    found = _best(understood, vector, where, searching, guidance, MOST_FETCHED)
    known = {each.stored.key: each for each in found}
    named = [stored for code in understood.codes for stored in index.find_number(code, allowed(where))][:MOST_RERANKED]
    named_first = [_asked_for(each, known) for each in named]
    replies = [lifted(each, guidance) for each in as_replies([*found, *named_first], index)]
    return guidance, merge([*(each for each in replies if not guidance.forbids(each.stored)), *nearly(guidance)])


def led(guidance: Guidance) -> list[Candidate]:
    """The chunks of the corrections that lead, in the order they are written."""
    return [
        Candidate(stored, match.likeness, match.likeness, 1.0) for match in guidance.leading for stored in match.replies
    ]


def nearly(guidance: Guidance) -> list[Candidate]:
    """Corrections for a question that is nearly this one: sources among others, as likely as they are alike."""
    return [
        Candidate(stored, match.likeness, match.likeness, match.likeness)
        for match in guidance.near
        for stored in match.replies
    ]


def lifted(candidate: Candidate, guidance: Guidance) -> Candidate:
    """A passage that was confirmed for questions like this stands a little higher; never so much that it must lead."""
    if candidate.stored.chunk.id not in guidance.preferred:
        return candidate
    return replace(candidate, mixed=candidate.mixed + LIFT, lift=LIFT)


def ranked(understood: Understood, where: Filter, searching: Searching, most: int) -> list[Candidate]:
    """The `most` best chunks, best first, petitions as hits of their own: what every search of the product runs."""
    vector, guidance = _vector_and_guidance(understood, where, searching)
    return _best(understood, vector, where, searching, guidance, most)


def allowed(where: Filter) -> Filter:
    """The filter of an ordinary search: of every kind but corrections, unless kinds were named."""
    return replace(where, kinds=FOUND_BY_ALL) if where.kinds is None else where


def _vector_and_guidance(understood: Understood, where: Filter, searching: Searching) -> tuple[np.ndarray, Guidance]:
    vector = searching.embedder.encode([understood.text])[0]
    return vector, searching.guide(understood, vector, where)


def _best(
    understood: Understood, vector: np.ndarray, where: Filter, searching: Searching, guidance: Guidance, most: int
) -> list[Candidate]:
    index, width = searching.index, max(searching.width, most)
    where, wanted = allowed(where), width + guidance.excludes
    nearest = index.nearest(vector, where, wanted)
    matching = index.matching(understood.text, where, wanted, understood.also)
    if guidance.excludes:
        nearest, matching = _without(nearest, matching, guidance, index, width)
    mixed = mix(nearest, matching, searching.dense_weight)
    scores = {key: mixture for key, (mixture, _, _) in mixed.items()}
    if searching.rerank and scores and not _names_a_place(understood):
        learned = (guidance.learned,) if guidance.learned else ()
        scores = searching.rerank(understood.text, vector, scores, *learned)
    chosen = sorted(scores, key=lambda key: -scores[key])[:most]
    stored = index.chunks(chosen)
    return [Candidate(stored[key], mixed[key][1], mixed[key][2], scores[key]) for key in chosen if key in stored]


def _without(
    nearest: list[Hit], matching: list[Hit], guidance: Guidance, index: Index, width: int
) -> tuple[list[Hit], list[Hit]]:
    """What both searches found without what is not to be used, `width` of each as if that were not there."""
    stored = index.chunks(list({hit.key for hit in (*nearest, *matching)}))
    left = [
        [hit for hit in hits if hit.key in stored and not guidance.forbids(stored[hit.key])]
        for hits in (nearest, matching)
    ]
    return left[0][:width], left[1][:width]


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
