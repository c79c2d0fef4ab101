"""What the audit keeps of one answer, as far as those need it to whom the question is passed on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select

from assistant.domain import AnswerStatus
from assistant.errors import NotFound
from assistant.records.tables import answer_sources, answers
from assistant.records.teaching import corrections
from ingest.database import documents, reading


@dataclass(frozen=True)
class Source:
    """A document an answer cited or named as nearest; `taught_by` is the unit whose correction it is."""

    document_id: str
    unit: str | None
    field: str | None
    taught_by: str | None


@dataclass(frozen=True)
class Asked:
    """A question somebody asked, how it was understood and routed, and what it was answered from."""

    answer_id: str
    question: str
    understood: str | None
    status: AnswerStatus
    field: str | None
    unit: str | None  # the name of a unit
    sources: tuple[Source, ...]  # cited ones first


def asked_of(engine: Engine, answer_id: str, account_id: int) -> Asked:
    """The answer this account was given. Raises NotFound, also for another's."""
    mine = select(answers).where(answers.c.id == answer_id, answers.c.account_id == account_id)
    with reading(engine) as connection:
        row = connection.execute(mine).first()
        found = list(connection.execute(SOURCES.where(answer_sources.c.answer_id == answer_id)))
    if row is None:
        raise NotFound(f"answer {answer_id}")
    sources = tuple(Source(each.document_id, each.unit, each.field, each.taught_by) for each in found)
    return Asked(row.id, row.question, row.understood, AnswerStatus(row.status), row.field, row.unit, sources)


SOURCES = (
    select(answer_sources.c.document_id, documents.c.unit, documents.c.field, corrections.c.unit.label("taught_by"))
    .outerjoin(documents, documents.c.id == answer_sources.c.document_id)
    .outerjoin(corrections, corrections.c.document_id == answer_sources.c.document_id)
    .order_by(answer_sources.c.cited.desc(), answer_sources.c.position)
)
