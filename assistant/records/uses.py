"""How often sources were cited: counted from the audit of answers, one pass over a window of time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, distinct, func, select

from assistant.records.tables import answer_sources, answers


def uses_since(connection: Connection, since: datetime, until: datetime | None = None) -> dict[str, int]:
    """Document id → how many answers given in `[since, until)` cite it; what nobody cited is left out."""
    sources, given = answer_sources.c, select(answers.c.id).where(answers.c.asked_at >= since)
    if until is not None:
        given = given.where(answers.c.asked_at < until)
    # The answers of the window first: SQLite looks up each of all citations' answers when they are joined.
    counted = (
        select(sources.document_id, func.count(distinct(sources.answer_id)))
        .where(sources.cited.is_(True), sources.answer_id.in_(given))
        .group_by(sources.document_id)
    )
    return {document_id: count for document_id, count in connection.execute(counted)}
