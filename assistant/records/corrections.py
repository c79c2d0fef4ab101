"""Knowledge items: corrections with all their versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Select,
    Text,
    and_,
    cast,
    func,
    insert,
    or_,
    select,
    update,
)

from assistant.curation.nouns import Correction, CorrectionStatus, DecisionKind, Lesson, Person
from assistant.errors import NotFound
from assistant.records.teaching import correction_versions as versions
from assistant.records.teaching import corrections, decisions, verifications
from ingest.database import reading
from ingest.documents import Visibility

Values = dict[str, Any]
WAITING = "waiting"  # in what a decision keeps of its gate: the change that waits for a second person


@dataclass(frozen=True)
class Page:
    """One page of a listing and how many there are in all."""

    items: tuple[Correction, ...]
    total: int


def correction_of(engine: Engine, correction_id: str) -> Correction:
    """The newest version. Raises NotFound."""
    with reading(engine) as connection:
        return newest_within(connection, correction_id)


def live_version_of(engine: Engine, correction_id: str) -> Correction | None:
    """The version that is answered from, if any."""
    with reading(engine) as connection:
        return live_within(connection, correction_id)


def versions_of(engine: Engine, correction_id: str) -> list[Correction]:
    """Every version, newest first."""
    chosen = _VERSIONS.where(corrections.c.id == correction_id).order_by(versions.c.version.desc())
    with reading(engine) as connection:
        return [_correction(row) for row in connection.execute(chosen).mappings()]


def corrections_of(
    engine: Engine,
    units: frozenset[str] | None,
    status: CorrectionStatus | None = None,
    words: str = "",
    page: int = 1,
    size: int = 50,
    readable_by: ColumnElement[bool] | None = None,
) -> Page:
    """Those of these units (all when None) whose question or answer holds `words`, newest first.

    `readable_by` narrows to the scopes a reader may read (see `readable`).
    """
    allowed = [versions.c.version == corrections.c.version]
    allowed += [corrections.c.unit.in_(sorted(units))] if units is not None else []
    allowed += [corrections.c.status == status.value] if status else []
    allowed += [readable_by] if readable_by is not None else []
    allowed += [_holds(word) for word in words.split()[:8]]
    wanted = _VERSIONS.where(*allowed)
    counted = select(func.count()).select_from(_JOINED).where(*allowed)
    ordered = wanted.order_by(corrections.c.updated.desc(), corrections.c.id)
    with reading(engine) as connection:
        total = int(connection.scalar(counted) or 0)
        rows = connection.execute(ordered.limit(size).offset((max(page, 1) - 1) * size)).mappings()
        return Page(tuple(_correction(row) for row in rows), total)


def live_corrections(engine: Engine, ids: list[str]) -> list[Correction]:
    """The live versions of these corrections, by id."""
    chosen = _VERSIONS.where(corrections.c.id.in_(ids), versions.c.version == corrections.c.live_version)
    with reading(engine) as connection:
        return [_correction(row) for row in connection.execute(chosen.order_by(corrections.c.id)).mappings()]


def corrections_with_documents(engine: Engine, document_ids: list[str]) -> list[Correction]:
    """The live versions whose documents these are, by id."""
    chosen = _VERSIONS.where(
        corrections.c.document_id.in_(document_ids), versions.c.version == corrections.c.live_version
    )
    with reading(engine) as connection:
        return [_correction(row) for row in connection.execute(chosen.order_by(corrections.c.id)).mappings()]


def newest_within(connection: Connection, correction_id: str) -> Correction:
    """The newest version, as this transaction sees it. Raises NotFound."""
    chosen = _VERSIONS.where(corrections.c.id == correction_id, versions.c.version == corrections.c.version)
    row = connection.execute(chosen).mappings().first()
    if row is None:
        raise NotFound(f"correction {correction_id}")
    return _correction(row)


def live_within(connection: Connection, correction_id: str) -> Correction | None:
    """The version that is answered from, as this transaction sees it."""
    chosen = _VERSIONS.where(corrections.c.id == correction_id, versions.c.version == corrections.c.live_version)
    row = connection.execute(chosen).mappings().first()
    return _correction(row) if row else None


def version_within(connection: Connection, correction_id: str, version: int) -> Correction:
    """One version. Raises NotFound."""
    chosen = _VERSIONS.where(corrections.c.id == correction_id, versions.c.version == version)
    row = connection.execute(chosen).mappings().first()
    if row is None:
        raise NotFound(f"version {version} of correction {correction_id}")
    return _correction(row)


def corrected_by(connection: Connection, correction_id: str) -> tuple[str, ...]:
    """Ids of the documents the correction was made from or stands against."""
    found = connection.scalar(select(corrections.c.corrects).where(corrections.c.id == correction_id))
    return tuple(found or ())


def twin_within(connection: Connection, unit: str, lesson: Lesson) -> Correction | None:
    """A live correction of the unit that says exactly this: the same click twice teaches once."""
    same = and_(
        versions.c.version == corrections.c.live_version,
        corrections.c.unit == unit,
        versions.c.question == lesson.question,
        versions.c.answer == lesson.answer,
        versions.c.until == lesson.until if lesson.until else versions.c.until.is_(None),
        versions.c.in_force == lesson.in_force if lesson.in_force else versions.c.in_force.is_(None),
    )
    row = connection.execute(_VERSIONS.where(same).limit(1)).mappings().first()
    return _correction(row) if row else None


def add_within(connection: Connection, correction: Correction, corrects: tuple[str, ...]) -> None:
    """Write a new version with its lesson; the first also writes the item. A version stands on its own forever."""
    values: Values = {"version": correction.version, "corrects": list(corrects), "updated": correction.taught_at}
    if correction.version == 1:
        values |= {"id": correction.id, "document_id": correction.document_id, "unit": correction.unit}
        values |= {"status": correction.status.value, "created": correction.taught_at}
        connection.execute(insert(corrections).values(**values))
    else:
        connection.execute(update(corrections).where(corrections.c.id == correction.id).values(**values))
    connection.execute(insert(versions).values(**_version_values(correction)))


def stand_within(
    connection: Connection,
    correction_id: str,
    status: CorrectionStatus,
    live: int | None,
    at: datetime,
    unit: str | None = None,
) -> None:
    """Where the item stands from now on, and which version is answered from; LIVE as long as there is one.

    `unit` is whose it becomes, when that of its first version has a successor.
    """
    values: Values = {"status": status.value, "live_version": live, "updated": at}
    values |= {"unit": unit} if unit else {}
    connection.execute(update(corrections).where(corrections.c.id == correction_id).values(**values))


def decided_within(connection: Connection, correction_id: str, version: int, decision_id: int) -> None:
    """Which decision made this version live."""
    chosen = and_(versions.c.correction_id == correction_id, versions.c.version == version)
    connection.execute(update(versions).where(chosen).values(decision_id=decision_id))


def live_number(connection: Connection, correction_id: str) -> int | None:
    """The number of the version that is answered from."""
    return connection.scalar(select(corrections.c.live_version).where(corrections.c.id == correction_id))


def visibilities_taught(connection: Connection, document_ids: list[str]) -> dict[str, Visibility]:
    """Who might read what was taught under these document ids, also when it is not answered from any more."""
    newest = _VERSIONS.where(corrections.c.document_id.in_(document_ids), versions.c.version == corrections.c.version)
    found = (_correction(row) for row in connection.execute(newest).mappings())
    return {each.document_id: each.lesson.visibility for each in found}


def readable(tokens: frozenset[str]) -> ColumnElement[bool] | None:
    """Which versions a reader with these tokens may read; None when all. Units are filtered by `may_see` beside it."""
    if "office" in tokens:
        return None
    units = [token.removeprefix("unit:") for token in tokens if token.startswith("unit:")]
    named = [_names_unit(unit) for unit in units]
    return or_(versions.c.scope == "all", *(and_(versions.c.scope == "units", each) for each in named))


def _names_unit(unit: str) -> ColumnElement[bool]:
    written = f'"{unit}"'  # the JSON list of codes, as both databases write it
    return cast(versions.c.units, Text).contains(written, autoescape=True)


def _holds(word: str) -> ColumnElement[bool]:
    written = {word, word.lower(), word.upper(), word.capitalize()}  # SQLite knows the capitals of ASCII only
    return or_(*(column.contains(each, autoescape=True) for each in sorted(written) for column in _SEARCHED))


_SEARCHED = (versions.c.question, versions.c.answer)


_JOINED = corrections.join(versions, versions.c.correction_id == corrections.c.id)
_VERSIONS: Select[Any] = select(
    corrections.c.id,
    corrections.c.document_id,
    corrections.c.unit,
    corrections.c.status,
    corrections.c.version.label("newest"),
    corrections.c.live_version,
    versions,
    verifications.c.review_on,
    decisions.c.kind.label("decided"),
    decisions.c.gate,
).select_from(
    _JOINED.outerjoin(verifications, verifications.c.document_id == corrections.c.document_id).outerjoin(
        decisions, decisions.c.id == versions.c.decision_id
    )
)


def _correction(row: RowMapping) -> Correction:
    return Correction(
        id=row["id"],
        document_id=row["document_id"],
        unit=row["unit"],
        status=_status(row),
        version=row["version"],
        lesson=_lesson(row),
        taught_by=Person(row["taught_by_id"], row["taught_by"]),
        taught_at=row["taught_at"],
        review_on=row["review_on"],
        origin=row["origin"],
        decision_id=row["decision_id"],
    )


def _status(row: RowMapping) -> CorrectionStatus:
    """An item is LIVE while any version is; what became of a newer one is told by the decision about it."""
    if row["version"] == row["live_version"]:
        return CorrectionStatus.LIVE
    if row["version"] == row["newest"] and row["live_version"] is None:
        return CorrectionStatus(row["status"])
    if row["version"] == row["newest"] and row["decided"] == DecisionKind.PROPOSED:
        return CorrectionStatus.WAITING_SECOND if WAITING in row["gate"] else CorrectionStatus.PROPOSED
    return CorrectionStatus.REJECTED if row["decided"] == DecisionKind.REJECTED else CorrectionStatus.RETIRED


def _lesson(row: RowMapping) -> Lesson:
    return Lesson(
        question=row["question"],
        answer=row["answer"],
        wordings=tuple(row["wordings"]),
        not_for=tuple(row["not_for"]),
        basis=tuple(row["basis"]),
        in_force=row["in_force"],
        until=row["until"],
        visibility=Visibility(row["scope"], frozenset(row["units"])),
        review_days=row["review_days"],
        field=row["field"],
    )


def _version_values(correction: Correction) -> Values:
    lesson = correction.lesson
    return {
        "correction_id": correction.id,
        "version": correction.version,
        "question": lesson.question,
        "wordings": list(lesson.wordings),
        "not_for": list(lesson.not_for),
        "answer": lesson.answer,
        "basis": list(lesson.basis),
        "in_force": lesson.in_force,
        "until": lesson.until,
        "scope": lesson.visibility.scope,
        "units": sorted(lesson.visibility.units),
        "review_days": lesson.review_days,
        "field": lesson.field,
        "taught_by_id": correction.taught_by.account_id,
        "taught_by": correction.taught_by.name,
        "taught_at": correction.taught_at,
        "origin": correction.origin,
        "decision_id": correction.decision_id,
    }
