"""What a sweep looks at, read in one go: sources somebody vouches for, live corrections, and documents in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from assistant.bootstrap import Assistant
from assistant.curation.nouns import DecisionKind, TaskKind, TaskStatus
from assistant.curation.rights import current_unit, office_unit
from assistant.records.ratings import Rating, ratings_since
from assistant.records.teaching import correction_versions as versions
from assistant.records.teaching import corrections, decisions, tasks
from assistant.records.uses import uses_since
from assistant.records.verifications import Verification, verified_within
from assistant.upkeep.verification import DAY, Owners, start_of
from assistant.working_days import days_of
from ingest import database as db
from ingest.tables import Tables

VOTES_COUNT = timedelta(days=60)
ASKED_AT_ONCE = 500


@dataclass(frozen=True)
class Stored:
    """One document: what is told of it, whose it is, and the state its text is in."""

    id: str
    title: str
    kind: str
    owner: str
    generation: int


@dataclass(frozen=True)
class Live:
    """The live version of a correction."""

    document_id: str
    question: str
    basis: tuple[str, ...]
    until: date | None
    taught_at: datetime
    corrects: tuple[str, ...]


@dataclass(frozen=True)
class Retired:
    """A document that is not answered from any more."""

    since: date
    successor: str | None
    at: datetime | None  # when that was decided, if a decision says so


@dataclass(frozen=True)
class Closed:
    """The newest closed task about a subject: when, and what it listed."""

    at: datetime
    note: str


@dataclass(frozen=True)
class Waiting:
    """An open review."""

    task_id: int
    unit: str
    reason: str
    subject: str
    document_id: str | None
    question: str
    note: str


@dataclass(frozen=True)
class State:
    """Everything one sweep judges by."""

    tables: Tables
    today: date
    stored: Mapping[str, Stored]
    verified: Mapping[str, Verification]
    taught: Mapping[str, Live]  # live corrections, by document id
    corrected: frozenset[str]  # document ids of all corrections, live or not
    retired: Mapping[str, Retired]
    uses: Mapping[str, int]
    ratings: Mapping[str, list[Rating]]
    closed: Mapping[str, Closed]  # by subject
    waiting: Mapping[str, Waiting]  # by subject

    def holds(self, document_id: str) -> bool:
        """Whether the document is there and answered from."""
        if document_id not in self.stored:
            return False
        if document_id in self.corrected and document_id not in self.taught:
            return False
        retired = self.retired.get(document_id)
        return retired is None or retired.since > self.today

    def vouched_at(self, document_id: str) -> datetime | None:
        """When somebody last looked at the item: taught it or vouched for it."""
        taught, verified = self.taught.get(document_id), self.verified.get(document_id)
        known = [each for each in (taught and taught.taught_at, verified and verified.at) if each]
        return max(known, default=None)

    def title(self, document_id: str) -> str:
        """What the item is called: a correction by its question."""
        taught = self.taught.get(document_id)
        return taught.question if taught else self.stored[document_id].title


def state_of(assistant: Assistant, connection: Connection, today: date) -> State:
    """What is stored now, as judged on that day."""
    tables = assistant.tables
    since = start_of(today - DAY * days_of("unused", today, tables))
    uses, verified = uses_since(connection, since, start_of(today + DAY)), verified_within(connection)
    taught, corrected = _taught(connection), frozenset(connection.scalars(select(corrections.c.document_id)))
    sources = (source for each in taught.values() for source in each.corrects)
    wanted = dict.fromkeys([*uses, *verified, *taught, *sources])
    waiting, closed = _reviews(connection)
    wanted.update(dict.fromkeys(each.document_id for each in waiting.values() if each.document_id))
    return State(
        tables=tables,
        today=today,
        stored=_stored(connection, list(wanted), Owners(tables, today), tables, today),
        verified=verified,
        taught=taught,
        corrected=corrected,
        retired=_retired(connection),
        uses=uses,
        ratings=ratings_since(connection, start_of(today) - VOTES_COUNT),
        closed=closed,
        waiting=waiting,
    )


def _stored(
    connection: Connection, document_ids: list[str], owners: Owners, tables: Tables, today: date
) -> dict[str, Stored]:
    table, readable = db.documents.c, _Readable(tables, today)
    found: dict[str, Stored] = {}
    for start in range(0, len(document_ids), ASKED_AT_ONCE):
        some = document_ids[start : start + ASKED_AT_ONCE]
        units = _units(connection, some)
        chosen = select(table.id, table.title, table.kind, table.unit, table.field, table.scope, table.generation)
        for row in connection.execute(chosen.where(table.id.in_(some))):
            owner = readable.by(owners.of(row), row.scope, units.get(row.id, ()))
            found[row.id] = Stored(row.id, row.title, row.kind, owner, row.generation)
    return found


class _Readable:
    """A task tells the title of its document, so what a unit may not read is its office's to look at."""

    def __init__(self, tables: Tables, today: date) -> None:
        self._tables, self._today = tables, today
        self._office = office_unit(tables, today)

    def by(self, owner: str, scope: str, units: Iterable[str]) -> str:
        """The owner when its people may read the document, else the office."""
        if scope == "all":
            return owner
        today = {current_unit(unit, self._tables, self._today) for unit in units} if scope == "units" else set()
        return owner if owner in today else self._office


def _units(connection: Connection, document_ids: list[str]) -> dict[str, list[str]]:
    table = db.document_units.c
    found: dict[str, list[str]] = {}
    chosen = select(table.document_id, table.unit).where(table.document_id.in_(document_ids))
    for document_id, unit in connection.execute(chosen):
        found.setdefault(document_id, []).append(unit)
    return found


def _taught(connection: Connection) -> dict[str, Live]:
    live = (versions.c.correction_id == corrections.c.id) & (versions.c.version == corrections.c.live_version)
    chosen = select(
        corrections.c.document_id,
        corrections.c.corrects,
        versions.c.question,
        versions.c.basis,
        versions.c.until,
        versions.c.taught_at,
    ).join(versions, live)
    return {
        row.document_id: Live(
            row.document_id, row.question, tuple(row.basis), row.until, row.taught_at, tuple(row.corrects)
        )
        for row in connection.execute(chosen)
    }


def _retired(connection: Connection) -> dict[str, Retired]:
    kind = DecisionKind.DOCUMENT_RETIRED.value
    decided = select(decisions.c.document_id, decisions.c.at).where(decisions.c.kind == kind).order_by(decisions.c.id)
    at = {row.document_id: row.at for row in connection.execute(decided)}
    return {
        row.document_id: Retired(row.since, row.successor, at.get(row.document_id))
        for row in connection.execute(select(db.retirements))
    }


def _reviews(connection: Connection) -> tuple[dict[str, Waiting], dict[str, Closed]]:
    """Reviews by subject: those that wait, and of those that ended the newest."""
    columns = tasks.c
    chosen = select(
        columns.id,
        columns.status,
        columns.unit,
        columns.reason,
        columns.subject,
        columns.document_id,
        columns.question,
        columns.note,
        columns.closed,
    ).where(columns.kind == TaskKind.REVIEW.value)
    waiting: dict[str, Waiting] = {}
    closed: dict[str, Closed] = {}
    for row in connection.execute(chosen.order_by(columns.id)):
        if row.status == TaskStatus.OPEN.value:
            waiting[row.subject] = Waiting(
                row.id, row.unit, row.reason, row.subject, row.document_id, row.question, row.note
            )
        else:
            earlier = closed[row.subject].note + "\n" if row.subject in closed else ""
            closed[row.subject] = Closed(row.closed, earlier + row.note)
    return waiting, closed
