"""A small store of one's own with letters, corrections, answers and votes put in by hand, each on a day of one's choice."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import insert

from assistant.bootstrap import Assistant, build
from assistant.curation.nouns import Correction, CorrectionStatus, DecisionKind, Lesson, Person
from assistant.domain import AnswerStatus
from assistant.records import corrections, decisions
from assistant.records.tables import answer_sources, answers, feedback
from assistant.records.tasks import close_within, task_within
from assistant.upkeep.verification import verify_within
from assistant.working_days import HERE, local_day
from ingest.database import writing
from ingest.documents import Chunk, ChunkKind, Document, DocumentKind, Page, Visibility, document_id_of
from ingest.embed import Embedder, load_embedder
from ingest.index.base import Put
from tests.conftest import settings_of

HEAD = Person(7, "Trần Thị B")
TELECOM = "cuc-vien-thong-bkhcn"
ANSWERED_BY_OTHERS = "Doanh nghiệp sẽ phủ sóng trong quý III."


def opened(home: Path) -> Assistant:
    """The whole product over an empty home; its embedder, which nothing changes, is read once for all of them."""
    with patch("assistant.bootstrap.load_embedder", lambda *_: shipped()):
        return build(settings_of(home))


@cache
def shipped() -> Embedder:
    """The embedder of the product."""
    return load_embedder()


def at(day: str, hour: int = 9) -> datetime:
    """That hour of the day in Vietnam."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), HERE).replace(hour=hour)


def document(name: str, text: str = ANSWERED_BY_OTHERS, **known: object) -> Document:
    """A letter of one page."""
    source = f"test/{name}"
    letter = Document(
        id=document_id_of(source),
        source=source,
        digest=document_id_of(text),
        kind=DocumentKind.REPLY,
        title=f"Công văn {name}",
        text=text,
        pages=(Page(1, 0, len(text)),),
        unit="Cục Viễn thông",
    )
    return replace(letter, **known)  # type: ignore[arg-type]


def store(assistant: Assistant, *letters: Document) -> str:
    """Put the letters, each whole as one chunk, in one transaction; returns the id of the last."""
    chunks = [
        Chunk(f"{each.id}:0", each.id, 0, ChunkKind.REPLY, each.title, each.text, 0, len(each.text), 1,
              issued=each.issued)
        for each in letters
    ]  # fmt: skip
    vectors = assistant.embedder.encode([each.text for each in letters])
    puts = [
        Put(letter, [chunk], vectors[row : row + 1])
        for row, (letter, chunk) in enumerate(zip(letters, chunks, strict=True))
    ]
    assistant.index.change(puts, [], lambda _: None)
    return letters[-1].id


def teach(
    assistant: Assistant,
    name: str,
    when: datetime,
    lesson: Lesson | None = None,
    corrects: Sequence[str] = (),
    status: CorrectionStatus = CorrectionStatus.LIVE,
    visibility: Visibility | None = None,
) -> str:
    """A correction as curation leaves it: document, rows and verification; returns the document's id."""
    correction_id = document_id_of(name)
    lesson = lesson or Lesson(f"Câu hỏi {name}?", f"Trả lời {name}.")
    text = f"{lesson.question}\n{lesson.answer}"
    own = document(
        f"correction:{correction_id}", text, kind=DocumentKind.CORRECTION, title=lesson.question, unit=TELECOM,
        issued=local_day(when), visibility=visibility or Visibility(),
    )  # fmt: skip
    store(assistant, own)
    known = Correction(
        correction_id, own.id, TELECOM, status, 1, lesson, HEAD, when, review_on=None, origin="desk", decision_id=None
    )
    with writing(assistant.engine) as connection:
        corrections.add_within(connection, known, tuple(corrects))
        live = 1 if status is CorrectionStatus.LIVE else None
        corrections.stand_within(connection, correction_id, status, live, when)
        verify_within(connection, assistant.tables, own.id, TELECOM, HEAD, when)
    return own.id


def answered(assistant: Assistant, when: datetime, *document_ids: str, question: str = "Bao giờ phủ sóng?") -> str:
    """An answer in the audit that cites these documents in this order; returns its id."""
    answer_id = uuid.uuid4().hex
    row = {
        "id": answer_id, "asked_at": when, "account_id": 1, "account_name": "canbo", "channel": "test",
        "question": question, "status": AnswerStatus.ANSWERED.value, "text": "…", "score": 0.9, "model": "",
        "dropped": 0, "total_ms": 1.0, "steps": [], "looked_at": [f"{each}:0" for each in document_ids],
    }  # fmt: skip
    cited = [
        {"answer_id": answer_id, "position": place, "marker": place + 1, "chunk_id": f"{each}:0", "document_id": each,
         "page": 1, "start": 0, "end": 1, "quote": "…", "cited": True}
        for place, each in enumerate(document_ids)
    ]  # fmt: skip
    with writing(assistant.engine) as connection:
        connection.execute(insert(answers).values(row))
        connection.execute(insert(answer_sources), cited)
    return answer_id


def voted(assistant: Assistant, answer_id: str, when: datetime, person: int, value: int, reason: str = "wrong") -> None:
    """A current vote."""
    row = {
        "answer_id": answer_id, "account_id": person, "account_name": f"n{person}", "value": value,
        "reason": reason if value < 0 else None, "comment": "", "created": when, "chunk_ids": [],
    }  # fmt: skip
    with writing(assistant.engine) as connection:
        connection.execute(insert(feedback).values(row))


def decided(assistant: Assistant, task_id: int, when: datetime, kind: DecisionKind, *vouched: str) -> None:
    """A head closes the task by a decision; of `vouched` documents she says that they still hold."""
    with writing(assistant.engine) as connection:
        task = task_within(connection, task_id)
        entry = decisions.Entry(when, kind, HEAD, task.unit, "đã xem", task.question, task_id=task_id)
        decision_id = decisions.write_within(connection, entry)
        for each in vouched:
            verify_within(connection, assistant.tables, each, task.unit, HEAD, when, None, decision_id)
        close_within(connection, task_id, task.version, decision_id, HEAD, when)
