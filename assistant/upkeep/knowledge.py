"""The queries behind the knowledge pages: use, verification and the law behind the items of one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, func, select

from assistant.access import may_see
from assistant.curation.document import document_id as document_id_of_correction
from assistant.curation.lessons import Piece, differences
from assistant.curation.narrow import visibilities
from assistant.curation.nouns import Correction, CorrectionStatus, Decision
from assistant.domain import Reader, Validity
from assistant.records.tables import answer_sources
from ingest.database import reading
from ingest.tables import Tables, in_force


@dataclass(frozen=True)
class Ground:
    """One ground of an answer and whether the law it names still stands; NOT_LAW when it names none."""

    text: str
    validity: Validity
    successors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """One version with what it changed, word by word; the first has nothing before it."""

    correction: Correction
    question: tuple[Piece, ...]
    answer: tuple[Piece, ...]
    basis: tuple[Piece, ...]


def uses_of(engine: Engine, document_ids: Sequence[str]) -> dict[str, int]:
    """Document id → how many answers ever cited it; what nobody cited is left out. A page's worth of ids."""
    if not document_ids:
        return {}
    table = answer_sources.c
    counted = select(table.document_id, func.count(table.answer_id.distinct())).where(
        table.document_id.in_(list(document_ids)), table.cited.is_(True)
    )
    with reading(engine) as connection:
        return {row[0]: int(row[1]) for row in connection.execute(counted.group_by(table.document_id))}


def review_state(item: Correction, today: date) -> str:
    """`verified`, `past_due` or `unverified`; "" for what is not answered from."""
    if item.status is not CorrectionStatus.LIVE:
        return ""
    if item.review_on is None:
        return "unverified"
    return "past_due" if item.review_on <= today else "verified"


def grounds_of(basis: Sequence[str], tables: Tables, on: date) -> tuple[Ground, ...]:
    """Every ground with the state of the law it names."""
    return tuple(_ground(each, tables, on) for each in basis)


def changes_of(versions: Sequence[Correction]) -> tuple[Version, ...]:
    """Versions, newest first, each against the one before it."""
    earlier = [*versions[1:], None]
    return tuple(_version(new, old) for new, old in zip(versions, earlier, strict=True))


def hidden_decisions(engine: Engine, decisions: Sequence[Decision], reader: Reader) -> frozenset[int]:
    """Those whose question tells of what this reader may not read: a knowledge item, or a document decided on without
    a task (the question of a task is for its unit)."""
    items = [document_id_of_correction(each.correction_id) for each in decisions if each.correction_id]
    documents = [each.document_id for each in decisions if each.document_id and each.task_id is None]
    seen = visibilities(engine, [*items, *documents])
    closed = {each for each, visibility in seen.items() if not may_see(visibility, reader)}
    return frozenset(
        each.id
        for each in decisions
        if (each.correction_id and document_id_of_correction(each.correction_id) in closed)
        or (each.task_id is None and each.document_id in closed)
    )


def _ground(text: str, tables: Tables, on: date) -> Ground:
    law = tables.law(text)
    if law is None:
        return Ground(text, Validity.NOT_LAW)
    holds = in_force(law, on)
    if holds is None:
        return Ground(text, Validity.CHECK)
    if holds:
        return Ground(text, Validity.IN_FORCE)
    ended = law.until is not None and law.until <= on
    return Ground(text, Validity.REPLACED if ended else Validity.NOT_YET, law.successors if ended else ())


def _version(new: Correction, old: Correction | None) -> Version:
    if old is None:
        return Version(new, (), (), ())
    return Version(
        new,
        differences(old.lesson.question, new.lesson.question) if old.lesson.question != new.lesson.question else (),
        differences(old.lesson.answer, new.lesson.answer) if old.lesson.answer != new.lesson.answer else (),
        differences("; ".join(old.lesson.basis), "; ".join(new.lesson.basis))
        if old.lesson.basis != new.lesson.basis
        else (),
    )
