"""What every decision does to the order of passages, whether it still does, and how many later questions it touched.

Counted from the audit of answers, which keeps what was cited and not which rule moved it. So a line says exactly what
was counted: answers that cite the correction, or the preferred passage; of a blocked passage, which no answer can
cite, how often the very question was asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, distinct, func, select

from assistant import wording_learning as wording
from assistant.curation.nouns import Decision, DecisionKind, EffectKind
from assistant.records.learned import epoch_within
from assistant.records.tables import answer_sources, answers
from assistant.records.teaching import corrections, decisions, effects
from assistant.records.teaching import learned as fittings
from ingest import database as db
from ingest.database import reading

LEADS, RETIRED, WEIGHT, FORGOTTEN = "leads", "retired", "weight", "forgotten"
MOST_WEIGHTS = 12
ENDS = (DecisionKind.EDITED.value, DecisionKind.DOCUMENT_RETIRED.value)


@dataclass(frozen=True)
class EffectLine:
    """One thing a decision does: to which passage, for which family of questions, and whether it still does.

    `does` is leads | prefer | block | retired | weight | forgotten. `touched` counts later questions (None: nothing to
    count), `text` says all of it in Vietnamese and names no title, which not every reader may know.
    """

    does: str
    question: str
    document_id: str | None
    chunk_id: str | None
    touched: int | None
    live: bool
    epoch: int | None
    text: str


@dataclass(frozen=True)
class Known:
    """What is read once for all the decisions of a page."""

    connection: Connection
    epoch: int
    undone: Mapping[int, datetime]  # decision → when it was taken back
    asked: Mapping[str, list[datetime]] = field(default_factory=dict)  # question of a block → when it was asked


def effect_lines(engine: Engine, decision: Decision) -> tuple[EffectLine, ...]:
    """What one decision does to the order of passages."""
    return effect_lines_of(engine, [decision])[decision.id]


def effect_lines_of(engine: Engine, lines: Sequence[Decision]) -> dict[int, tuple[EffectLine, ...]]:
    """The same for the decisions of a page, by number; few queries for all of them."""
    with reading(engine) as connection:
        known = Known(connection, epoch_within(connection), _undone(connection, lines), _asked(connection, lines))
        return {each.id: tuple(READERS.get(each.kind, _of_passages)(each, known)) for each in lines}


def _of_passages(decision: Decision, known: Known) -> list[EffectLine]:
    """Passages preferred or blocked for questions like the decision's own."""
    chosen = select(effects).where(effects.c.decision_id == decision.id).order_by(effects.c.id)
    found = []
    for row in known.connection.execute(chosen):
        live = row.live and row.epoch == known.epoch and decision.id not in known.undone
        end = known.undone.get(decision.id)
        if row.kind == EffectKind.BLOCK:
            touched = sum(_within(asked, decision.at, end) for asked in known.asked.get(row.question, ()))
        else:
            touched = _citing(known.connection, row.document_id, decision.at, end, row.chunk_id)
        text = wording.passage(row.kind, row.question, touched, live, row.epoch < known.epoch)
        found.append(EffectLine(row.kind, row.question, row.document_id, row.chunk_id, touched, live, row.epoch, text))
    return found


def _of_correction(decision: Decision, known: Known) -> list[EffectLine]:
    """A correction that leads, from this version until the next one, its end or its undoing."""
    row = known.connection.execute(
        select(corrections.c.document_id, corrections.c.live_version).where(corrections.c.id == decision.correction_id)
    ).first()
    if row is None:
        return []
    live = row.live_version == decision.version and decision.id not in known.undone
    end = None if live else _ended(decision, known)
    touched = _citing(known.connection, row.document_id, decision.at, end)
    text = wording.leads(decision.question, touched, live)
    line = EffectLine(LEADS, decision.question, row.document_id, None, touched, live, None, text)
    return [line, *_of_passages(decision, known)]


def _of_retirement(decision: Decision, known: Known) -> list[EffectLine]:
    table = db.retirements
    since = known.connection.scalar(select(table.c.since).where(table.c.document_id == decision.document_id))
    live = since is not None and decision.id not in known.undone
    text = wording.retired(since if live else None)
    return [EffectLine(RETIRED, "", decision.document_id, None, None, live, None, text)]


def _of_fitting(decision: Decision, known: Known) -> list[EffectLine]:
    """The weights a promoted fitting changed, those most changed first."""
    gate = known.connection.scalar(select(decisions.c.gate).where(decisions.c.id == decision.id)) or {}
    made = known.connection.execute(select(fittings).where(fittings.c.id == gate.get("learned"))).first()
    if made is None:
        return []
    earlier = select(fittings.c.weights).where(
        fittings.c.id < made.id, fittings.c.epoch == made.epoch, fittings.c.promoted.is_(True)
    )
    before = known.connection.scalar(earlier.order_by(fittings.c.id.desc()).limit(1)) or {}
    changes = {name: (before.get(name, 0.0), made.weights.get(name, 0.0)) for name in {*before, *made.weights}}
    largest = sorted(changes.items(), key=lambda each: (-abs(each[1][1] - each[1][0]), each[0]))[:MOST_WEIGHTS]
    live = bool(made.current) and made.epoch == known.epoch
    return [
        EffectLine(WEIGHT, "", None, None, None, live, made.epoch, wording.weight(name, *change))
        for name, change in largest
        if change[0] != change[1]
    ]


def _of_reset(decision: Decision, known: Known) -> list[EffectLine]:
    epoch = (known.connection.scalar(select(decisions.c.gate).where(decisions.c.id == decision.id)) or {}).get(
        "epoch", 0
    )
    counted = select(func.count()).select_from(effects).where(effects.c.epoch < epoch, effects.c.live.is_(True))
    forgotten = int(known.connection.scalar(counted) or 0)
    text = wording.forgotten(forgotten)
    return [EffectLine(FORGOTTEN, "", None, None, None, epoch == known.epoch, epoch, text)]


def _nothing(decision: Decision, known: Known) -> list[EffectLine]:
    return []


READERS: Mapping[DecisionKind, Callable[[Decision, Known], list[EffectLine]]] = {
    DecisionKind.TAUGHT: _of_correction,
    DecisionKind.EDITED: _of_correction,
    DecisionKind.DOCUMENT_RETIRED: _of_retirement,
    DecisionKind.LEARNING_PROMOTED: _of_fitting,
    DecisionKind.LEARNING_REFUSED: _nothing,
    DecisionKind.LEARNING_RESET: _of_reset,
}


def _undone(connection: Connection, lines: Sequence[Decision]) -> dict[int, datetime]:
    chosen = select(decisions.c.undoes, decisions.c.at).where(decisions.c.undoes.in_([each.id for each in lines]))
    return {row.undoes: row.at for row in connection.execute(chosen)}


def _asked(connection: Connection, lines: Sequence[Decision]) -> dict[str, list[datetime]]:
    """When the questions of blocked passages were asked again, in one look at the audit for the whole page."""
    blocks = [each for each in lines if each.kind is DecisionKind.PASSAGE_BLOCKED]
    if not blocks:
        return {}
    questions, since = {each.question for each in blocks}, min(each.at for each in blocks)
    chosen = select(answers.c.question, answers.c.asked_at)
    found: dict[str, list[datetime]] = {}
    for row in connection.execute(chosen.where(answers.c.asked_at >= since, answers.c.question.in_(sorted(questions)))):
        found.setdefault(row.question, []).append(row.asked_at)
    return found


def _citing(
    connection: Connection, document_id: str, since: datetime, end: datetime | None, chunk_id: str | None = None
) -> int:
    """How many answers cite the document, or one passage of it, from one moment until another."""
    sources = answer_sources.c
    wanted: list[Any] = [sources.document_id == document_id, sources.cited.is_(True), answers.c.asked_at >= since]
    wanted += [answers.c.asked_at < end] if end else []
    wanted += [sources.chunk_id == chunk_id] if chunk_id else []
    joined = answer_sources.join(answers, answers.c.id == sources.answer_id)
    counted = select(func.count(distinct(sources.answer_id))).select_from(joined)
    return int(connection.scalar(counted.where(*wanted)) or 0)


def _ended(decision: Decision, known: Known) -> datetime | None:
    """When the version ceased to lead: taken back, edited or retired, whichever came first."""
    table = decisions.c
    later = select(func.min(table.at)).where(
        table.correction_id == decision.correction_id, table.id > decision.id, table.kind.in_(ENDS)
    )
    moments = [each for each in (known.connection.scalar(later), known.undone.get(decision.id)) if each]
    return min(moments, default=None)


def _within(moment: datetime, since: datetime, end: datetime | None) -> bool:
    return moment >= since and (end is None or moment < end)
