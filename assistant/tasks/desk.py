"""The queries behind one page of the desk: what was said, what it rests on, what was asked before, what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, select

from assistant.access import may_see
from assistant.answering.answering import Answering
from assistant.answering.search import search
from assistant.curation.nouns import Correction, Task
from assistant.domain import AnswerStatus, Reader, Validity
from assistant.library import readable
from assistant.records.answers import HIDDEN_STATUSES
from assistant.records.corrections import corrections_with_documents
from assistant.records.tables import answer_sources, answers
from assistant.records.tasks import task_within
from assistant.records.teaching import tasks
from assistant.wording import HIDDEN, SOURCES
from ingest.database import chunks, documents, reading, withdrawn_answers
from ingest.documents import DocumentKind
from ingest.index.base import Filter
from ingest.tables import Tables
from ingest.vietnamese import terms

MOST_LOOKED_AT = 4  # passages that were read and not cited
LATELY = 2_000  # answers, and tasks, looked through for earlier questions like this one
MOST_EARLIER = 6
MOST_TELLING = 8
MOST_READ = 100  # different texts read word by word
MOST_KNOWN = 6
NEAR = 0.5  # cosine from which a knowledge item is shown beside a question
ALIKE = 0.55  # share of the weight of the question's words that an earlier one must have


@dataclass(frozen=True)
class Source:
    """A document as the desk names it."""

    id: str
    title: str
    kind: DocumentKind
    number: str | None
    issued: date | None
    unit: str | None
    in_force: date | None
    until: date | None


@dataclass(frozen=True)
class Passage:
    """A passage the answer used or looked at, with whether it still holds."""

    chunk_id: str
    source: Source
    page: int
    start: int
    end: int
    quote: str
    cited: bool
    validity: Validity
    until: date | None


@dataclass(frozen=True)
class Given:
    """What the assistant answered. `readable` is False when it quotes what this reader may not open."""

    id: str
    status: AnswerStatus
    text: str
    asked_at: datetime
    withdrawn: bool
    readable: bool
    passages: tuple[Passage, ...]
    document_ids: tuple[str, ...]  # everything it cites, readable or not


@dataclass(frozen=True)
class Earlier:
    """A question like this one: asked before, or put to the unit before."""

    question: str
    at: datetime
    status: AnswerStatus | None
    task: Task | None
    times: int = 1


@dataclass(frozen=True)
class Text:
    """The words of an answer's question, or of a task."""

    question: str
    answer_id: str | None
    task_id: int | None


@dataclass(frozen=True)
class Known:
    """Knowledge about the same: what the unit taught, or a document that was found for the question."""

    source: Source
    excerpt: str
    page: int
    start: int
    end: int
    validity: Validity
    correction: Correction | None


def given(engine: Engine, answer_id: str, reader: Reader, on: date) -> Given | None:
    """The audit row of an answer with its passages; None when there is none (swept, or never stored)."""
    with reading(engine) as connection:
        row = connection.execute(select(answers).where(answers.c.id == answer_id)).mappings().first()
        if row is None:
            return None
        quoted = select(answer_sources).where(answer_sources.c.answer_id == answer_id)
        quoted_rows = connection.execute(quoted.order_by(answer_sources.c.position)).mappings().all()
        taken_back = withdrawn_answers.c.answer_id == answer_id
        withdrawn = connection.execute(select(withdrawn_answers.c.answer_id).where(taken_back)).first() is not None
    cited = {each["chunk_id"]: each for each in quoted_rows if each["chunk_id"]}
    document_ids = tuple(dict.fromkeys(each["document_id"] for each in quoted_rows if each["cited"]))
    looked_at = [each for each in row["looked_at"] if each not in cited][:MOST_LOOKED_AT]
    passages = () if withdrawn else _passages(engine, cited, looked_at, reader, on)
    known = {each.source.id for each in passages if each.cited}
    status = AnswerStatus(row["status"])
    open_to_all = set(document_ids) <= known and status not in HIDDEN_STATUSES
    said = row["text"].split(f"\n{SOURCES}:")[0].strip()  # the passages stand beside it
    return Given(answer_id, status, said, row["asked_at"], withdrawn, open_to_all, passages, document_ids)


def earlier(
    engine: Engine, task: Task, tools: Answering, units: frozenset[str] | None, tables: Tables
) -> tuple[Earlier, ...]:
    """Questions like this one, likeliest first; only those routed or put to these units (all when None)."""
    weights = _weights(task.question, tools)
    if not weights:
        return ()
    mine = None if units is None else sorted(units | _names(units, tables))
    lately = select(answers.c.id, answers.c.question, answers.c.status, answers.c.unit)
    lately_asked = lately.order_by(answers.c.asked_at.desc()).limit(LATELY).subquery()
    shown = lately_asked.c.status.not_in([each.value for each in HIDDEN_STATUSES]), lately_asked.c.question != HIDDEN
    asked = select(lately_asked.c.id, lately_asked.c.question).where(
        *shown, lately_asked.c.id != (task.answer_id or "")
    )
    put = select(tasks.c.id, tasks.c.question).where(tasks.c.id != task.id).order_by(tasks.c.id.desc()).limit(LATELY)
    if mine is not None:
        asked, put = asked.where(lately_asked.c.unit.in_(mine)), put.where(tasks.c.unit.in_(mine))
    with reading(engine) as connection:
        texts = [Text(row.question, None, row.id) for row in connection.execute(put)]
        texts += [Text(row.question, row.id, None) for row in connection.execute(asked)]
        best = _most_alike(texts, weights)
        return tuple(_earlier(connection, some) for some in best)


def known(engine: Engine, question: str, tools: Answering, reader: Reader, on: date) -> tuple[Known, ...]:
    """What the reader may read about the question: knowledge items first, then other documents."""
    vector = tools.embedder.encode([question])[0]
    taught_only = Filter(readers=reader.tokens, kinds=frozenset({DocumentKind.CORRECTION}))
    keys = [hit.key for hit in tools.index.nearest(vector, taught_only, MOST_KNOWN) if hit.score >= NEAR]
    others = frozenset(set(DocumentKind) - {DocumentKind.CORRECTION})
    keys += [each.stored.key for each in search(question, reader, tools, MOST_KNOWN, on, others)]
    stored = tools.index.chunks(keys)
    first = {stored[key].chunk.document_id: stored[key].chunk for key in reversed(keys) if key in stored}
    ids = list(dict.fromkeys(stored[key].chunk.document_id for key in keys if key in stored))[: 2 * MOST_KNOWN]
    sources = sources_of(engine, ids, reader)
    taught = {each.document_id: each for each in corrections_with_documents(engine, ids)} if ids else {}
    found = [
        Known(
            sources[each],
            taught[each].lesson.answer if each in taught else first[each].text,
            first[each].page,
            first[each].start,
            first[each].end,
            validity(sources[each].kind, first[each].in_force, first[each].until or sources[each].until, on),
            taught.get(each),
        )
        for each in ids
        if each in sources and (each not in taught or may_see(taught[each].lesson.visibility, reader))
    ]
    return tuple(found[:MOST_KNOWN])


def sources_of(engine: Engine, document_ids: Sequence[str], reader: Reader) -> dict[str, Source]:
    """Those of these documents that the reader may open, by id."""
    table = documents.c
    columns = (table.id, table.title, table.kind, table.number, table.issued, table.unit, table.in_force, table.until)
    chosen = select(*columns).where(table.id.in_(list(document_ids)), readable(reader))
    with reading(engine) as connection:
        return {row["id"]: _source(row) for row in connection.execute(chosen).mappings()}


def validity(kind: DocumentKind, in_force: date | None, until: date | None, on: date) -> Validity:
    """Whether a passage holds on that day; what is no law and has no end has no validity of its own."""
    if until and until <= on:
        return Validity.REPLACED
    if in_force and in_force > on:
        return Validity.NOT_YET
    if kind is not DocumentKind.LAW:
        return Validity.NOT_LAW
    return Validity.IN_FORCE if in_force else Validity.CHECK


def _passages(
    engine: Engine, cited: dict[str, RowMapping], looked_at: Sequence[str], reader: Reader, on: date
) -> tuple[Passage, ...]:
    ids = [*cited, *looked_at]
    with reading(engine) as connection:
        rows = connection.execute(select(chunks).where(chunks.c.id.in_(ids))).mappings()
        by_id = {row["id"]: row for row in rows}
    sources = sources_of(engine, list(dict.fromkeys(row["document_id"] for row in by_id.values())), reader)
    return tuple(
        _passage(by_id[each], sources[by_id[each]["document_id"]], cited.get(each), on)
        for each in ids
        if each in by_id and by_id[each]["document_id"] in sources
    )


def _passage(chunk: RowMapping, source: Source, quoted: RowMapping | None, on: date) -> Passage:
    place: Any = quoted if quoted and quoted["start"] is not None else chunk
    quote = quoted["quote"] if quoted and quoted["quote"] else chunk["text"]
    until = chunk["until"] or source.until
    holds = validity(source.kind, chunk["in_force"] or source.in_force, until, on)
    cited = bool(quoted and quoted["cited"])
    return Passage(chunk["id"], source, place["page"], place["start"], place["end"], quote, cited, holds, until)


def _source(row: RowMapping) -> Source:
    return Source(
        row["id"],
        row["title"],
        DocumentKind(row["kind"]),
        row["number"],
        row["issued"],
        row["unit"],
        row["in_force"],
        row["until"],
    )


def _weights(question: str, tools: Answering) -> dict[str, float]:
    words = list(dict.fromkeys(terms(question)))
    return dict(zip(words, tools.weigh(words), strict=True)) if words else {}


def _earlier(connection: Connection, some: Sequence[Text]) -> Earlier:
    """The newest of questions in the same words, with how often they were asked."""
    first = some[0]
    if first.task_id is not None:
        task = task_within(connection, first.task_id)
        return Earlier(first.question, task.opened, None, task, len(some))
    chosen = select(answers.c.asked_at, answers.c.status).where(answers.c.id == first.answer_id)
    row = connection.execute(chosen).one()
    return Earlier(first.question, row.asked_at, AnswerStatus(row.status), None, len(some))


def _most_alike(found: Sequence[Text], weights: dict[str, float]) -> list[list[Text]]:
    """Best share of the question's words first; the same words asked often are one group."""
    whole = sum(weights.values())
    groups: dict[tuple[str, bool], list[Text]] = {}
    shares: dict[tuple[str, bool], float] = {}
    for text, some in _worth_reading(found, weights):
        words = terms(text)
        share = sum(weights.get(word, 0.0) for word in set(words)) / whole
        longer = max(0, len(set(words)) - len(weights)) / (2 * len(weights))
        for each in some:
            key = (" ".join(words), each.task_id is not None)
            groups.setdefault(key, []).append(each)
            shares[key] = share / (1 + longer)
    best = sorted((key for key in groups if shares[key] >= ALIKE), key=lambda key: -shares[key])
    return [groups[key] for key in best[:MOST_EARLIER]]


def _worth_reading(found: Sequence[Text], weights: dict[str, float]) -> list[tuple[str, list[Text]]]:
    """The texts that hold most of the question's telling words as letters: looking is cheaper than reading."""
    telling = sorted(weights, key=lambda word: -weights[word])[:MOST_TELLING]
    by_text: dict[str, list[Text]] = {}
    for each in found:
        by_text.setdefault(each.question.lower(), []).append(each)
    held = {text: len([word for word in telling if word in text]) for text in by_text}
    enough = len(telling) / 2
    best = sorted((text for text in by_text if held[text] >= enough), key=lambda text: -held[text])[:MOST_READ]
    return [(text, by_text[text]) for text in best]


def _names(units: frozenset[str], tables: Tables) -> frozenset[str]:
    """Answers are kept with the name of the unit they were routed to."""
    known_units = (tables.unit(code) for code in units)
    return frozenset(unit.name for unit in known_units if unit)
