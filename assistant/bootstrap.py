"""Builds the collaborators once, in one place; everything else gets them passed in."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from sqlalchemy import Engine

from assistant import wording
from assistant.answering.answering import Answering
from assistant.answering.confidence import calibration
from assistant.answering.cross_encoder import cross_encoded
from assistant.answering.places import Places
from assistant.answering.reading import reader_of_chunks
from assistant.answering.remember import Remembered
from assistant.answering.rerank import reranker
from assistant.answering.route import Router
from assistant.answering.taught import Taught, Teaching, nothing_taught
from assistant.domain import Answer, AnswerStatus, Question, Reader, Released
from assistant.generation import model_writer
from assistant.records.answers import save_answer
from assistant.settings import Settings
from ingest.database import connect, migrate
from ingest.embed import Embedder, load_embedder
from ingest.errors import DatabaseUnavailable, StorageFull
from ingest.index import open_index
from ingest.index.base import Index
from ingest.law.validity import follow_table
from ingest.pipeline import Pipeline, embedded_text, keep_legal_sheet
from ingest.tables import Tables

log = structlog.get_logger("troly.answering")


@dataclass(frozen=True)
class Assistant:
    """The whole product, ready to ask."""

    settings: Settings
    engine: Engine
    index: Index
    embedder: Embedder
    tables: Tables
    answering: Answering
    pipeline: Pipeline
    remembered: Remembered

    def close(self) -> None:
        """Release the index and the database."""
        self.index.close()
        self.engine.dispose()


def build(settings: Settings) -> Assistant:
    """Open the database (migrating it), the index and the embedder. Raises EmbeddingMismatch, TableInvalid."""
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = connect(settings.url)
    migrate(engine)
    embedder = load_embedder(settings.embedding_model, settings.embedding_api_key.get_secret_value())
    index = open_index(settings, engine, embedder)
    tables = Tables.load(settings.tables_dir)
    pipeline = Pipeline(index, embedder, tables, settings, engine)
    follow_table(engine, tables, settings.tables_dir)
    keep_legal_sheet(pipeline)
    tools = answering(settings, index, embedder, tables, Teaching(engine).now)
    remembered = Remembered(settings.answers_remembered)
    return Assistant(settings, engine, index, embedder, tables, tools, pipeline, remembered)


def answering(
    settings: Settings,
    index: Index,
    embedder: Embedder,
    tables: Tables,
    taught: Callable[[], Taught] = nothing_taught,
) -> Answering:
    """The collaborators of the answer path."""
    return Answering(
        index=index,
        embedder=embedder,
        tables=tables,
        places=Places(tables),
        router=Router(tables),
        read=reader_of_chunks(),
        weigh=weigher(index),
        calibration=calibration(embedder.name, settings.answer_threshold),
        candidates=settings.candidates,
        dense_weight=settings.dense_weight,
        question_characters=settings.question_characters,
        model=model_writer(settings),
        rerank=cross_encoded(settings.cross_encoder, reranker(index, embedder) if settings.rerank else None, index),
        taught=taught,
    )


def rebuild(settings: Settings) -> int:
    """Build the indexes anew; with another embedder every chunk is embedded again. Returns the number of chunks."""
    engine = connect(settings.url)
    migrate(engine)
    embedder = load_embedder(settings.embedding_model, settings.embedding_api_key.get_secret_value())
    index = open_index(settings, engine, embedder, reembed=embedded_text)
    index.rebuild()
    count = index.size()
    index.close()
    engine.dispose()
    return count


def weigher(index: Index) -> Callable[[list[str]], list[float]]:
    """Inverse document frequency of search terms over the whole index, at least a little for every word."""

    def weigh(terms: list[str]) -> list[float]:
        total = max(index.size(), 1)
        return [math.log(1 + (total - count + 0.5) / (count + 0.5)) + 0.1 for count in index.frequencies(terms)]

    return weigh


def ask(question: Question, reader: Reader, assistant: Assistant, channel: str) -> Iterator[Released | Answer]:
    """Answer and keep the audit row, whatever happens: a reader who leaves early is recorded as `error_abandoned`,
    an error nobody foresaw ends in `error_internal`. The last event is always an Answer."""
    last = ended(question, AnswerStatus.ERROR_INTERNAL)
    try:
        for event in assistant.remembered.answer(question, reader, assistant.answering):
            if isinstance(event, Answer):
                last = event
                break
            yield event
    except GeneratorExit:
        save(ended(question, AnswerStatus.ERROR_ABANDONED), question, reader, assistant, channel)
        raise
    except DatabaseUnavailable as error:
        log.warning("database_unavailable", answer=last.id, error=str(error))
        last = ended(question, AnswerStatus.ERROR_UNAVAILABLE)
    except Exception as error:
        log.exception("answering_failed", answer=last.id, error=type(error).__name__)
    yield save(last, question, reader, assistant, channel)


def save(answered: Answer, question: Question, reader: Reader, assistant: Assistant, channel: str) -> Answer:
    """Store the audit row; when the disk is full the person is told instead of getting an unrecorded answer."""
    try:
        save_answer(assistant.engine, answered, reader, channel, question.as_of)
    except StorageFull:
        return untold(answered, AnswerStatus.ERROR_STORAGE)
    except DatabaseUnavailable:
        return untold(answered, AnswerStatus.ERROR_UNAVAILABLE)
    return answered


def untold(answered: Answer, status: AnswerStatus) -> Answer:
    """An answer that could not be recorded is not given; this stands in its place."""
    return replace(answered, status=status, text=wording.STATUS[status], sentences=(), citations=())


def ended(question: Question, status: AnswerStatus) -> Answer:
    """The record of a question that ended without an answer of the answer path."""
    return Answer(uuid.uuid4().hex, question.text, status, wording.STATUS[status], asked_at=datetime.now(UTC))
