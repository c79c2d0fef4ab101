"""Golden questions: what a unit approved, asked again before anything changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, and_, exists, insert, or_, select, update

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


def replaced_within(connection: Connection, unit: str, question: str, decision_id: int | None) -> list[int]:
    """What a new golden question takes the place of: the same question of the unit, and what this decision had made."""
    same = and_(goldens.c.unit == unit, goldens.c.question == question)
    replaced = or_(same, goldens.c.decision_id == decision_id) if decision_id is not None else same
    chosen = select(goldens.c.id).where(replaced, goldens.c.retired.is_(None)).order_by(goldens.c.id)
    return list(connection.scalars(chosen))


def made_within(connection: Connection, decision_id: int) -> list[int]:
    """The golden questions in use that this decision made."""
    made = goldens.c.decision_id == decision_id, goldens.c.retired.is_(None)
    return list(connection.scalars(select(goldens.c.id).where(*made).order_by(goldens.c.id)))


def retire_goldens_within(connection: Connection, ids: Sequence[int], at: datetime) -> None:
    """These are golden no more."""
    connection.execute(update(goldens).where(goldens.c.id.in_(ids), goldens.c.retired.is_(None)).values(retired=at))


def renew_goldens_within(connection: Connection, ids: Sequence[int]) -> None:
    """These are golden again, unless the same question of the unit has become so otherwise."""
    live = goldens.alias()
    same = live.c.unit == goldens.c.unit, live.c.question == goldens.c.question, live.c.retired.is_(None)
    renewed = goldens.c.id.in_(ids), ~exists().where(*same)
    connection.execute(update(goldens).where(*renewed).values(retired=None))


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
