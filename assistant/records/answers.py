"""The audit of answers: one durable row for each, written before the asker sees the answer.

A commit costs one fsync, so answers that are ready together are committed together: whoever comes
first writes for all who wait, the others find their row written when their turn comes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, RowMapping, insert, select

from assistant.domain import Answer, AnswerStatus, Reader
from assistant.errors import NotFound
from assistant.records.tables import answer_sources, answers, now, storable
from assistant.wording import HIDDEN
from ingest.database import index_state, reading, writing
from ingest.errors import DatabaseUnavailable

HIDDEN_STATUSES = frozenset({AnswerStatus.BLOCKED_SECRET, AnswerStatus.BLOCKED_PERSONAL_DATA})
LONGEST_QUESTION = 8_000

Row = dict[str, Any]


def save_answer(engine: Engine, answer: Answer, reader: Reader, channel: str, as_of: date | None = None) -> None:
    """Store the answer with its sources; it is on disk when this returns. Raises StorageFull, DatabaseUnavailable."""
    _committer(engine).commit(engine, Pending(_answer_row(answer, reader, channel, as_of), _source_rows(answer)))


@dataclass(frozen=True)
class AnswerRecord:
    """What the audit knows of one answer."""

    id: str
    asked_at: datetime
    account_id: int
    account_name: str
    channel: str
    question: str
    status: AnswerStatus
    text: str
    cited_chunk_ids: tuple[str, ...]


def find_answer(engine: Engine, answer_id: str, account_id: int | None = None) -> AnswerRecord:
    """One audit row; with `account_id` only if that account asked. Raises NotFound."""
    chosen = select(answers).where(answers.c.id == answer_id)
    if account_id is not None:
        chosen = chosen.where(answers.c.account_id == account_id)
    cited = select(answer_sources.c.chunk_id).where(
        answer_sources.c.answer_id == answer_id, answer_sources.c.cited.is_(True)
    )
    with reading(engine) as connection:
        row = connection.execute(chosen).mappings().first()
        chunk_ids = tuple(dict.fromkeys(connection.scalars(cited.order_by(answer_sources.c.position))))
    if row is None:
        raise NotFound(f"answer {answer_id}")
    return _record(row, chunk_ids)


@dataclass
class Pending:
    """One answer waiting to be written."""

    answer: Row
    sources: list[Row]
    done: bool = False
    error: Exception | None = field(default=None)


class Committer:
    """Writes what waits in one transaction."""

    def __init__(self) -> None:
        self._waiting: list[Pending] = []
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def commit(self, engine: Engine, pending: Pending) -> None:
        """Return when this row is on disk, written by this thread or by the one whose turn it was."""
        with self._lock:
            self._waiting.append(pending)
        with self._turn:
            if not pending.done:
                self._write_all(engine)
        if pending.error:
            raise pending.error

    def _write_all(self, engine: Engine) -> None:
        with self._lock:
            batch, self._waiting = self._waiting, []
        try:
            _write(engine, batch)
        except DatabaseUnavailable as error:  # what was sent may be stored or not; nobody waits for another try
            for each in batch:
                each.error = error
        except Exception as error:
            self._write_singly(engine, batch, error)
        for each in batch:
            each.done = True

    def _write_singly(self, engine: Engine, batch: list[Pending], error: Exception) -> None:
        """One bad row must not lose the others'."""
        if len(batch) == 1:
            batch[0].error = error
            return
        for each in batch:
            try:
                _write(engine, [each])
            except Exception as own:
                each.error = own


_committers: WeakKeyDictionary[Engine, Committer] = WeakKeyDictionary()
_committers_lock = threading.Lock()


def _committer(engine: Engine) -> Committer:
    with _committers_lock:
        if engine not in _committers:
            _committers[engine] = Committer()  # holds no engine: a closed one may go
        return _committers[engine]


def _write(engine: Engine, batch: list[Pending]) -> None:
    sources = [row for each in batch for row in each.sources]
    with writing(engine) as connection:
        state = connection.execute(select(index_state.c.generation, index_state.c.embedder)).first()
        made_by = {"generation": state.generation if state else None, "embedder": state.embedder if state else None}
        connection.execute(insert(answers), [each.answer | made_by for each in batch])
        if sources:
            connection.execute(insert(answer_sources), sources)


def _answer_row(answer: Answer, reader: Reader, channel: str, as_of: date | None) -> Row:
    hidden = answer.status in HIDDEN_STATUSES
    return {
        "id": answer.id,
        "asked_at": answer.asked_at or now(),
        "account_id": reader.account_id,
        "account_name": reader.name,
        "channel": channel,
        "question": HIDDEN if hidden else storable(answer.question, LONGEST_QUESTION),
        "understood": None if hidden or not answer.understood else storable(answer.understood, LONGEST_QUESTION),
        "status": answer.status.value,
        "text": storable(answer.text, 100_000),
        "score": answer.score,
        "field": answer.field,
        "unit": answer.unit,
        "model": answer.model,
        "dropped": answer.dropped,
        "as_of": as_of,
        "total_ms": round(sum(step.ms for step in answer.steps), 3),
        "steps": [[step.name, step.ms] for step in answer.steps],
        "looked_at": list(answer.chunk_ids),
    }


def _source_rows(answer: Answer) -> list[Row]:
    cited = [
        {
            "marker": each.marker,
            "chunk_id": each.chunk_id,
            "document_id": each.document_id,
            "number": each.number,
            "page": each.page,
            "start": each.start,
            "end": each.end,
            "quote": each.quote,
            "cited": True,
        }
        for each in answer.citations
    ]
    nothing = {"marker": None, "chunk_id": None, "start": None, "end": None, "quote": None, "cited": False}
    named = [
        nothing | {"document_id": each.document_id, "number": each.number, "page": each.page} for each in answer.nearest
    ]
    return [{"answer_id": answer.id, "position": place} | row for place, row in enumerate(cited + named)]


def _record(row: RowMapping, chunk_ids: tuple[str, ...]) -> AnswerRecord:
    return AnswerRecord(
        row["id"],
        row["asked_at"],
        row["account_id"],
        row["account_name"],
        row["channel"],
        row["question"],
        AnswerStatus(row["status"]),
        row["text"],
        chunk_ids,
    )
