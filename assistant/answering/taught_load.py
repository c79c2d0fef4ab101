"""What was taught, read from the database; what did not change since the last snapshot is taken over from that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import Connection, Engine, select

from assistant.answering.taught import STATE_ROW, LiveCorrection, LiveEffect, Taught
from assistant.curation.nouns import EffectKind
from assistant.records.teaching import (
    correction_versions,
    corrections,
    effects,
    learned,
    teaching_state,
    verifications,
)
from ingest.database import reading

ASKED_AT_ONCE = 500
FIRST_EPOCH = 0


def load(engine: Engine, before: Taught) -> Taught:
    """The snapshot of this moment, all of it from one state of the database."""
    with reading(engine) as connection:
        state = connection.execute(select(teaching_state).where(teaching_state.c.id == STATE_ROW)).first()
        epoch = state.epoch if state else FIRST_EPOCH
        return Taught(
            version=state.version if state else 0,
            corrections=_corrections(connection, before.corrections),
            effects=tuple(_effects(connection, epoch)),
            review_on=_review_days(connection),
            learned=_learned(connection, epoch),
            answered=before.answered,
            memory=before.memory,
        )


def _corrections(connection: Connection, before: Mapping[str, LiveCorrection]) -> dict[str, LiveCorrection]:
    """The live version of every correction; those known before are not read again."""
    live = select(corrections.c.id, corrections.c.document_id, corrections.c.unit, corrections.c.live_version)
    rows = connection.execute(live.where(corrections.c.live_version.is_not(None))).all()
    kept = {
        row.document_id: known
        for row in rows
        if (known := before.get(row.document_id)) and (known.version, known.unit) == (row.live_version, row.unit)
    }
    new = [row.id for row in rows if row.document_id not in kept]
    return kept | dict(_versions(connection, new))


def _versions(connection: Connection, ids: list[str]) -> Iterator[tuple[str, LiveCorrection]]:
    table = correction_versions
    columns = ("taught_by", "taught_at", "basis", "in_force", "until", "not_for", "version")
    query = select(
        corrections.c.id, corrections.c.document_id, corrections.c.unit, *(table.c[name] for name in columns)
    ).join(table, (table.c.correction_id == corrections.c.id) & (table.c.version == corrections.c.live_version))
    for start in range(0, len(ids), ASKED_AT_ONCE):
        for row in connection.execute(query.where(corrections.c.id.in_(ids[start : start + ASKED_AT_ONCE]))):
            yield (
                row.document_id,
                LiveCorrection(
                    id=row.id,
                    document_id=row.document_id,
                    unit=row.unit,
                    by=row.taught_by,
                    taught_at=row.taught_at,
                    basis=tuple(row.basis),
                    in_force=row.in_force,
                    until=row.until,
                    not_for=tuple(row.not_for),
                    version=row.version,
                ),
            )


def _effects(connection: Connection, epoch: int) -> Iterator[LiveEffect]:
    query = select(effects.c.kind, effects.c.question, effects.c.chunk_id).where(
        effects.c.live.is_(True), effects.c.epoch == epoch
    )
    for row in connection.execute(query.order_by(effects.c.id)):
        yield LiveEffect(EffectKind(row.kind), row.question, row.chunk_id)


def _review_days(connection: Connection) -> dict[str, date]:
    query = select(verifications.c.document_id, verifications.c.review_on)
    return {row.document_id: row.review_on for row in connection.execute(query)}


def _learned(connection: Connection, epoch: int) -> dict[str, float]:
    query = select(learned.c.weights).where(
        learned.c.current.is_(True), learned.c.promoted.is_(True), learned.c.epoch == epoch
    )
    weights = connection.execute(query.order_by(learned.c.id.desc()).limit(1)).scalar()
    return {name: float(weight) for name, weight in (weights or {}).items()}
