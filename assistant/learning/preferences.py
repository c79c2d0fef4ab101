"""What decisions say about order: families of questions, their candidates today, and which passage was decided for.

Only decisions speak, never votes. Of a confirmed answer the cited passages stand before whatever else is looked at for
that question; a blocked passage stands below; a correction that names its basis speaks for the best passage of that
document. The candidates are those the product finds today, measured as it measures them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, func, select

from assistant.answering.answering import Answering
from assistant.answering.rerank import MOST, Reranker, rows_of
from assistant.answering.retrieve import mix
from assistant.answering.same_question import Wording, likeness, thresholds, wording_of
from assistant.answering.understand import understand
from assistant.curation.nouns import DecisionKind, EffectKind, Golden
from assistant.domain import Question, Understood
from assistant.learning.fit import Preferred
from assistant.records.teaching import correction_versions as versions
from assistant.records.teaching import decisions, effects
from ingest import database as db
from ingest.documents import ChunkKind, DocumentKind
from ingest.index.base import Filter, StoredChunk
from ingest.references import references
from ingest.vietnamese import document_codes, same_code

EVERYTHING = frozenset({"all", "office"})  # the office reads all; what is learned are numbers of features, no text
FOUND_BY_ALL = frozenset(DocumentKind) - {DocumentKind.CORRECTION}  # corrections lead by likeness, not by order
MOST_OTHERS = 20  # candidates that count as looked at
ASKED_AT_ONCE = 500
TAUGHT = (DecisionKind.TAUGHT.value, DecisionKind.EDITED.value)
NEAR = 0.7  # cosine below which two questions are not compared any closer


@dataclass(frozen=True)
class Said:
    """What the decisions about one question say of passages; of several the newest tells unit and person."""

    question: str
    unit: str
    person: int
    better: frozenset[str] = frozenset()  # chunk ids
    worse: frozenset[str] = frozenset()
    basis: tuple[str, ...] = ()  # document codes a correction rests on


@dataclass(frozen=True)
class Candidates:
    """What the product finds for a question: chunks, a row of features each, and the shipped trees' scores."""

    chunks: tuple[StoredChunk, ...] = ()
    rows: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    shipped: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.float32))


@dataclass(frozen=True)
class Probe:
    """A golden question: the documents of its candidates in the order of `rows`, and those of which one is right."""

    family: int
    unit: str
    rows: np.ndarray
    shipped: np.ndarray
    documents: tuple[str, ...]
    expected: frozenset[str]


def said_within(connection: Connection, epoch: int) -> list[Said]:
    """What the decisions of this epoch that were not undone say, oldest first."""
    marks: dict[int, dict[str, set[str]]] = {}
    live = select(effects).where(effects.c.live.is_(True), effects.c.epoch == epoch)
    for row in connection.execute(live):
        marks.setdefault(row.decision_id, {}).setdefault(row.kind, set()).add(row.chunk_id)
    grounds = _grounds(connection)
    found = []
    for row in connection.execute(_standing(connection)):
        of_kind = marks.get(row.id, {})
        taught_from = row.chunk_ids if row.kind in TAUGHT else ()
        better = frozenset(of_kind.get(EffectKind.PREFER, ())) | frozenset(taught_from)
        worse = frozenset(of_kind.get(EffectKind.BLOCK, ())) - better
        if row.question and (better or worse or row.id in grounds):
            found.append(Said(row.question, row.unit, row.account_id, better, worse, grounds.get(row.id, ())))
    return found


def families(wordings: Sequence[Wording]) -> list[int]:
    """Equal numbers for questions that ask the same, directly or by way of others."""
    numbers = list(range(len(wordings)))

    def first(number: int) -> int:
        while numbers[number] != number:
            number = numbers[number]
        return number

    for one, other in _alike(wordings):
        numbers[max(first(one), first(other))] = min(first(one), first(other))
    return [first(number) for number in range(len(wordings))]


def worded(question: str, tools: Answering, on: date) -> tuple[Understood, Wording]:
    """A question as it is searched, and as it is compared with others."""
    understood = understand(Question(question, as_of=on), tools.tables, tools.index)
    vector = tools.embedder.encode([understood.text])[0]
    return understood, wording_of(understood.text, vector, tools.weigh, tools.places.named_in, understood.also)


def candidates(understood: Understood, vector: np.ndarray, where: Filter, tools: Answering, by: Reranker) -> Candidates:
    """What is put in order for a question; nothing for one that names its document, where no order is learned."""
    if understood.codes or references(understood.text):
        return Candidates()
    width = tools.candidates
    nearest = tools.index.nearest(vector, where, width)
    matching = tools.index.matching(understood.text, where, width, understood.also)
    mixed = mix(nearest, matching, tools.dense_weight)
    best = sorted(mixed, key=lambda key: -mixed[key][0])[:MOST]
    keys, rows = rows_of(understood.text, vector, best, tools.index, by.embedder)
    stored = tools.index.chunks(keys)
    there = [place for place, key in enumerate(keys) if key in stored]
    if not there:
        return Candidates()
    return Candidates(tuple(stored[keys[place]] for place in there), rows[there], by.fitted.predict(rows[there]))


def preferred(
    family: int, said: Sequence[Said], found: Candidates, petitions: Mapping[str, tuple[str, int]]
) -> Preferred:
    """The pairs that the decisions about one family speak for; of those that disagree the newest is right."""
    better: set[int] = set()
    worse: set[int] = set()
    for each in said:
        chosen = set(_places(each.better, found, petitions)) or set(_by_basis(each.basis, found))
        blocked = set(_places(each.worse, found, petitions)) - chosen
        better, worse = (better | chosen) - blocked, (worse | blocked) - chosen
    pairs = [(one, other) for one in sorted(better) for other in sorted(worse)]
    others = _others(found, better, worse)
    pairs += [(one, other) for one in sorted(better) for other in others]
    if not better:
        pairs += [(other, one) for one in sorted(worse) for other in others]
    return Preferred(family, said[-1].unit, said[-1].person, found.rows, found.shipped, tuple(pairs))


def petitions_of(connection: Connection, chunk_ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Of reply chunks the document and request they answer: a petition that is found stands for its reply."""
    found: dict[str, tuple[str, int]] = {}
    table = db.chunks.c
    for start in range(0, len(chunk_ids), ASKED_AT_ONCE):
        some = table.id.in_(chunk_ids[start : start + ASKED_AT_ONCE])
        chosen = select(table.id, table.document_id, table.request).where(some, table.request.is_not(None))
        found.update({row.id: (row.document_id, row.request) for row in connection.execute(chosen)})
    return found


def probe(family: int, golden: Golden, found: Candidates) -> Probe:
    """A golden question made ready for measuring orders."""
    documents = tuple(each.chunk.document_id for each in found.chunks)
    return Probe(family, golden.unit, found.rows, found.shipped, documents, frozenset(golden.expected))


def _standing(connection: Connection) -> Select[Any]:
    """The decisions of this epoch that were not undone."""
    resets = select(func.max(decisions.c.id)).where(decisions.c.kind == DecisionKind.LEARNING_RESET.value)
    undone = select(decisions.c.undoes).where(decisions.c.undoes.is_not(None))
    began = connection.scalar(resets) or 0
    return select(decisions).where(decisions.c.id > began, decisions.c.id.not_in(undone)).order_by(decisions.c.id)


def _grounds(connection: Connection) -> dict[int, tuple[str, ...]]:
    """Decision → the document codes among the grounds of what it taught."""
    chosen = select(versions.c.decision_id, versions.c.basis).where(versions.c.decision_id.is_not(None))
    found = (
        (row.decision_id, [code for ground in row.basis for code in document_codes(ground)])
        for row in connection.execute(chosen)
    )
    return {decision_id: tuple(codes) for decision_id, codes in found if codes}


def _alike(wordings: Sequence[Wording]) -> Iterator[tuple[int, int]]:
    """Places of questions that ask the same, by `same_question`; only near ones are looked at closely."""
    if not wordings:
        return
    vectors = np.stack([each.vector for each in wordings])
    lead = thresholds().lead
    for one, wording in enumerate(wordings):
        for other in np.flatnonzero(vectors[:one] @ wording.vector >= NEAR).tolist():
            if likeness(wording, wordings[other]) >= lead:
                yield other, one


def _places(chunk_ids: frozenset[str], found: Candidates, petitions: Mapping[str, tuple[str, int]]) -> Iterator[int]:
    replied = {petitions[each] for each in chunk_ids if each in petitions}
    for place, stored in enumerate(found.chunks):
        chunk = stored.chunk
        asks = chunk.kind is ChunkKind.PETITION and (chunk.document_id, chunk.request) in replied
        if chunk.id in chunk_ids or asks:
            yield place


def _by_basis(codes: Sequence[str], found: Candidates) -> Iterator[int]:
    """The best passage, as shipped, of a document that the correction rests on."""
    for place in np.argsort(-found.shipped).tolist():
        number = found.chunks[place].chunk.number
        if number and any(same_code(code, number) for code in codes):
            yield place
            return


def _others(found: Candidates, better: set[int], worse: set[int]) -> list[int]:
    """What else is looked at: the best as shipped, without the documents that were decided for."""
    decided_for = {found.chunks[place].chunk.document_id for place in better}
    order = np.argsort(-found.shipped).tolist()
    free = (place for place in order if place not in worse and place not in better)
    return [place for place in free if found.chunks[place].chunk.document_id not in decided_for][:MOST_OTHERS]
