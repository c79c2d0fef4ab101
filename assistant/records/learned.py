"""What was learned from decisions: every fitting with its numbers, promoted or not, and the epoch it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update

from assistant.curation.nouns import DecisionKind
from assistant.records.teaching import decisions, teaching_state
from assistant.records.teaching import learned as table
from ingest.database import reading

STATE_ROW = 1
FIRST_EPOCH = 0
COUNTED = (
    *(DecisionKind.TAUGHT, DecisionKind.EDITED, DecisionKind.CONFIRMED, DecisionKind.PASSAGE_BLOCKED),
    DecisionKind.UNDONE,
)


@dataclass(frozen=True)
class Learned:
    """One fitting. `decisions` were fitted on, `measured` are the golden sets before and after, and the reason."""

    epoch: int
    made: datetime
    weights: dict[str, float]
    decisions: int
    measured: dict[str, Any]
    promoted: bool
    current: bool
    id: int = 0


def add_within(connection: Connection, learned: Learned) -> int:
    """Keep a fitting; a current one takes the place of the one before. Its number."""
    if learned.current:
        set_aside_within(connection)
    values = {
        "epoch": learned.epoch,
        "made": learned.made,
        "weights": learned.weights,
        "decisions": learned.decisions,
        "measured": learned.measured,
        "promoted": learned.promoted,
        "current": learned.current,
    }
    return int(connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one())


def set_aside_within(connection: Connection) -> None:
    """From now on none of the fittings is in use."""
    connection.execute(update(table).where(table.c.current.is_(True)).values(current=False))


def current_of(engine: Engine) -> Learned | None:
    """The fitting in use, if any."""
    with reading(engine) as connection:
        row = connection.execute(select(table).where(table.c.current.is_(True))).mappings().first()
    return _learned(row) if row else None


def fittings_of(engine: Engine, most: int = 20) -> list[Learned]:
    """Every fitting, newest first."""
    with reading(engine) as connection:
        rows = connection.execute(select(table).order_by(table.c.id.desc()).limit(most)).mappings()
        return [_learned(row) for row in rows]


def epoch_within(connection: Connection) -> int:
    """The epoch of now."""
    return connection.scalar(select(teaching_state.c.epoch).where(teaching_state.c.id == STATE_ROW)) or FIRST_EPOCH


def next_epoch_within(connection: Connection) -> int:
    """Begin a new epoch, for which nothing decided before counts; `taught_within` was called before. Its number."""
    epoch = epoch_within(connection) + 1
    connection.execute(update(teaching_state).where(teaching_state.c.id == STATE_ROW).values(epoch=epoch))
    return epoch


def newest_fitting(connection: Connection, epoch: int) -> Learned | None:
    """The newest fitting of an epoch, promoted or not."""
    chosen = select(table).where(table.c.epoch == epoch).order_by(table.c.id.desc()).limit(1)
    row = connection.execute(chosen).mappings().first()
    return _learned(row) if row else None


def decided_since(connection: Connection, decision_id: int) -> tuple[int, int]:
    """How many decisions that may teach something came after this one, and the newest of all."""
    kinds = decisions.c.kind.in_([kind.value for kind in COUNTED])
    counted = select(func.count()).select_from(decisions).where(kinds, decisions.c.id > decision_id)
    newest = select(func.max(decisions.c.id))
    return int(connection.scalar(counted) or 0), int(connection.scalar(newest) or 0)


def _learned(row: RowMapping) -> Learned:
    return Learned(
        row["epoch"],
        row["made"],
        dict(row["weights"]),
        row["decisions"],
        dict(row["measured"]),
        row["promoted"],
        row["current"],
        row["id"],
    )
