"""Golden questions: what a unit approved, asked again before anything changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from assistant.curation.nouns import Golden
from assistant.records.teaching import golden_questions as goldens
from ingest.database import reading

Values = dict[str, Any]


def goldens_of(engine: Engine, units: frozenset[str] | None) -> list[Golden]:
    """The golden questions in use of these units (all when None), oldest first."""
    chosen = select(goldens).where(goldens.c.retired.is_(None))
    if units is not None:
        chosen = chosen.where(goldens.c.unit.in_(sorted(units)))
    with reading(engine) as connection:
        return [_golden(row) for row in connection.execute(chosen.order_by(goldens.c.id)).mappings()]


def golden_within(connection: Connection, golden: Golden, at: datetime) -> None:
    """Let a question be golden from now on."""
    values: Values = {
        "unit": golden.unit,
        "question": golden.question,
        "expected": list(golden.expected),
        "protected": golden.protected,
        "as_reader": golden.as_reader,
        "decision_id": golden.decision_id,
        "created": at,
    }
    connection.execute(insert(goldens).values(**values))


def retire_goldens_within(connection: Connection, decision_id: int, at: datetime) -> None:
    """What this decision made golden is golden no more."""
    made = goldens.c.decision_id == decision_id, goldens.c.retired.is_(None)
    connection.execute(update(goldens).where(*made).values(retired=at))


def renew_goldens_within(connection: Connection, decision_id: int) -> None:
    """What this decision made golden is golden again."""
    connection.execute(update(goldens).where(goldens.c.decision_id == decision_id).values(retired=None))


def _golden(row: RowMapping) -> Golden:
    return Golden(
        id=row["id"],
        unit=row["unit"],
        question=row["question"],
        expected=tuple(row["expected"]),
        protected=row["protected"],
        decision_id=row["decision_id"],
        as_reader=row["as_reader"],
    )
