"""How often sources were cited: counted from the audit of answers, one pass over a window of time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, distinct, func, select

from assistant.records.tables import answer_sources, answers


def uses_since(connection: Connection, since: datetime, until: datetime | None = None) -> dict[str, int]:
    """Document id → how many answers given in `[since, until)` cite it; what nobody cited is left out."""
    sources, given = answer_sources.c, answers.c
    counted = (
        select(sources.document_id, func.count(distinct(sources.answer_id)))
        .join(answers, given.id == sources.answer_id)
        .where(sources.cited.is_(True), given.asked_at >= since)
        .group_by(sources.document_id)
    )
    if until is not None:
        counted = counted.where(given.asked_at < until)
    return {document_id: count for document_id, count in connection.execute(counted)}


def last_uses(connection: Connection, document_ids: list[str]) -> dict[str, datetime]:
    """Document id → when an answer cited it last; never-cited ones are left out. A few hundred ids at most."""
    sources = answer_sources.c
    newest = (
        select(sources.document_id, func.max(answers.c.asked_at))
        .join(answers, answers.c.id == sources.answer_id)
        .where(sources.cited.is_(True), sources.document_id.in_(document_ids))
        .group_by(sources.document_id)
    )
    return {document_id: at for document_id, at in connection.execute(newest)}
