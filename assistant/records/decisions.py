"""The ledger: every decision, and what each does to the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Select, func, insert, select, update

from assistant.curation.nouns import Decision, DecisionKind, Effect, EffectKind, Person
from assistant.errors import NotFound
from assistant.records.teaching import decisions, effects, teaching_state
from ingest.database import reading

Values = dict[str, Any]
STATE_ROW = 1


@dataclass(frozen=True)
class Entry:
    """What is written of a decision; the ledger gives it its number. `gate` is what the preview showed."""

    at: datetime
    kind: DecisionKind
    by: Person
    unit: str
    reason: str
    question: str
    task_id: int | None = None
    correction_id: str | None = None
    version: int | None = None
    document_id: str | None = None
    chunk_ids: tuple[str, ...] = ()
    second: Person | None = None
    undoes: int | None = None
    gate: Values = field(default_factory=dict)


def decision_of(engine: Engine, decision_id: int) -> Decision:
    """One line. Raises NotFound."""
    with reading(engine) as connection:
        return decision_within(connection, decision_id)


def decisions_of(
    engine: Engine,
    units: frozenset[str] | None,
    kind: DecisionKind | None = None,
    correction_id: str | None = None,
    task_id: int | None = None,
    page: int = 1,
    size: int = 50,
) -> tuple[list[Decision], int]:
    """Lines of these units (all when None), newest first, and how many there are in all."""
    allowed: list[ColumnElement[bool]] = []
    allowed += [decisions.c.unit.in_(sorted(units))] if units is not None else []
    allowed += [decisions.c.kind == kind.value] if kind else []
    allowed += [decisions.c.correction_id == correction_id] if correction_id else []
    allowed += [decisions.c.task_id == task_id] if task_id is not None else []
    counted = select(func.count()).select_from(decisions).where(*allowed)
    wanted = _LINES.where(*allowed).order_by(decisions.c.id.desc())
    with reading(engine) as connection:
        total = int(connection.scalar(counted) or 0)
        rows = connection.execute(wanted.limit(size).offset((max(page, 1) - 1) * size)).mappings()
        return [_decision(row) for row in rows], total


def effects_of(engine: Engine, decision_id: int) -> list[Effect]:
    """What one decision does to the ranking of which passage."""
    chosen = select(effects).where(effects.c.decision_id == decision_id).order_by(effects.c.id)
    with reading(engine) as connection:
        return [_effect(row) for row in connection.execute(chosen).mappings()]


def gate_of(engine: Engine, decision_id: int) -> Values:
    """What the decision's preview showed, and what waits for a second person. Raises NotFound."""
    with reading(engine) as connection:
        return gate_within(connection, decision_id)


def decision_within(connection: Connection, decision_id: int) -> Decision:
    """One line, as this transaction sees it. Raises NotFound."""
    row = connection.execute(_LINES.where(decisions.c.id == decision_id)).mappings().first()
    if row is None:
        raise NotFound(f"decision {decision_id}")
    return _decision(row)


def gate_within(connection: Connection, decision_id: int) -> Values:
    """What the decision keeps of its gate. Raises NotFound."""
    row = connection.execute(select(decisions.c.gate).where(decisions.c.id == decision_id)).first()
    if row is None:
        raise NotFound(f"decision {decision_id}")
    return dict(row.gate)


def latest_about(connection: Connection, correction_id: str) -> Decision | None:
    """The newest decision about a correction, if any."""
    chosen = _LINES.where(decisions.c.correction_id == correction_id).order_by(decisions.c.id.desc()).limit(1)
    row = connection.execute(chosen).mappings().first()
    return _decision(row) if row else None


def retirement_decision(connection: Connection, document_id: str) -> Decision | None:
    """The newest decision that took a document out of use, if any."""
    retired = decisions.c.document_id == document_id, decisions.c.kind == DecisionKind.DOCUMENT_RETIRED.value
    row = connection.execute(_LINES.where(*retired).order_by(decisions.c.id.desc()).limit(1)).mappings().first()
    return _decision(row) if row else None


def same_within(
    connection: Connection, kind: EffectKind, unit: str, question: str, chunk_ids: Sequence[str]
) -> Decision | None:
    """A decision whose effects hold now and are exactly these: the same click twice counts once."""
    epoch = connection.scalar(select(teaching_state.c.epoch).where(teaching_state.c.id == STATE_ROW)) or 0
    holds = effects.c.live.is_(True), effects.c.epoch == epoch, effects.c.kind == kind.value
    made = select(effects.c.decision_id).where(*holds, effects.c.question == question)
    chosen = _LINES.where(decisions.c.id.in_(made), decisions.c.unit == unit).order_by(decisions.c.id)
    found = (_decision(row) for row in connection.execute(chosen).mappings())
    return next((each for each in found if set(each.chunk_ids) == set(chunk_ids)), None)


def write_within(connection: Connection, entry: Entry) -> int:
    """Write the line; its number."""
    values: Values = {
        "at": entry.at,
        "kind": entry.kind.value,
        "account_id": entry.by.account_id,
        "account_name": entry.by.name,
        "second_id": entry.second.account_id if entry.second else None,
        "second_name": entry.second.name if entry.second else None,
        "unit": entry.unit,
        "reason": entry.reason,
        "question": entry.question,
        "task_id": entry.task_id,
        "correction_id": entry.correction_id,
        "version": entry.version,
        "document_id": entry.document_id,
        "chunk_ids": list(entry.chunk_ids),
        "gate": entry.gate,
        "undoes": entry.undoes,
    }
    inserted = connection.execute(insert(decisions).values(**values).returning(decisions.c.id))
    return int(inserted.scalar_one())


def affect_within(
    connection: Connection, decision_id: int, kind: EffectKind, question: str, passages: Sequence[tuple[str, str]]
) -> None:
    """What the decision does to passages (chunk id, document id) for questions like `question`, in the epoch of now."""
    if not passages:
        return
    epoch = connection.scalar(select(teaching_state.c.epoch).where(teaching_state.c.id == STATE_ROW)) or 0
    same: Values = {"decision_id": decision_id, "kind": kind.value, "question": question, "epoch": epoch, "live": True}
    rows = [same | {"chunk_id": chunk_id, "document_id": document_id} for chunk_id, document_id in passages]
    connection.execute(insert(effects), rows)


def effects_live_within(connection: Connection, decision_id: int, live: bool) -> None:
    """Switch what a decision does to the ranking off or on."""
    connection.execute(update(effects).where(effects.c.decision_id == decision_id).values(live=live))


_UNDOING = decisions.alias("undoing")
_LINES: Select[Any] = select(decisions, _UNDOING.c.id.label("undone_by")).select_from(
    decisions.outerjoin(_UNDOING, _UNDOING.c.undoes == decisions.c.id)
)


def _decision(row: RowMapping) -> Decision:
    second = Person(row["second_id"], row["second_name"]) if row["second_id"] is not None else None
    return Decision(
        id=row["id"],
        at=row["at"],
        kind=DecisionKind(row["kind"]),
        by=Person(row["account_id"], row["account_name"]),
        unit=row["unit"],
        reason=row["reason"],
        question=row["question"],
        task_id=row["task_id"],
        correction_id=row["correction_id"],
        version=row["version"],
        document_id=row["document_id"],
        chunk_ids=tuple(row["chunk_ids"]),
        second=second,
        undoes=row["undoes"],
        undone_by=row["undone_by"],
    )


def _effect(row: RowMapping) -> Effect:
    return Effect(
        id=row["id"],
        decision_id=row["decision_id"],
        kind=EffectKind(row["kind"]),
        question=row["question"],
        chunk_id=row["chunk_id"],
        document_id=row["document_id"],
        live=row["live"],
    )
