"""Every source has an owner, and what somebody vouched for has a day on which it is looked at again.

Definition used wherever a share of verified sources is told: of the documents in use (cited by an answer within the
days of the dated rule `unused`, and every live correction; nothing that was retired) those whose verification is not
past due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from sqlalchemy import Connection, Engine, select

from assistant.curation.nouns import CorrectionStatus, Person
from assistant.curation.rights import current_unit, office_unit
from assistant.records.teaching import corrections
from assistant.records.uses import uses_since
from assistant.records.verifications import Verification, put_within, verified_within
from assistant.working_days import HERE, days_of, local_day
from ingest import database as db
from ingest.database import reading
from ingest.errors import TableInvalid
from ingest.tables import Tables

DAY = timedelta(days=1)


class Owned(Protocol):
    """What an owner is found for: a Document, a DocumentSummary, a row of `documents`."""

    @property
    def unit(self) -> str | None: ...
    @property
    def field(self) -> str | None: ...


@dataclass(frozen=True)
class VerifiedShare:
    """How many documents are in use, and how many of them somebody vouched for whose review is not past due."""

    verified: int
    used: int

    @property
    def share(self) -> float | None:
        """0..1; None when nothing is in use."""
        return self.verified / self.used if self.used else None


@dataclass(frozen=True)
class InUse:
    """A document in use: how many answers cited it, whose it is, and until when somebody vouches for it."""

    document_id: str
    title: str
    unit: str
    uses: int
    review_on: date | None  # None: nobody ever vouched for it

    def is_verified(self, on: date) -> bool:
        """Whether somebody vouches for it on that day."""
        return self.review_on is not None and on < self.review_on


def owner_of(document: Owned, tables: Tables, on: date) -> str:
    """The code of the unit that answers for a document on that day: its own, else its field's, else the office."""
    own = tables.units_named(document.unit) if document.unit else ()
    if own:
        return current_unit(own[0].code, tables, on)
    in_charge = tables.unit_for(document.field, on) if document.field else None
    return in_charge.code if in_charge else office_unit(tables, on)


def verify_within(
    connection: Connection,
    tables: Tables,
    document_id: str,
    unit: str,
    by: Person,
    at: datetime,
    days: int | None = None,
    decision_id: int | None = None,
) -> date:
    """Write that `by` vouches for a stored document now; returns the day of its next review.

    It is `days` away, or the interval of its kind when None.
    """
    today = local_day(at)
    review_on = today + DAY * (days if days is not None else interval(connection, tables, document_id, today))
    put_within(connection, Verification(document_id, unit, by, at, review_on, decision_id))
    return review_on


def interval(connection: Connection, tables: Tables, document_id: str, on: date) -> int:
    """After how many days a document of this kind is looked at again: `review-interval-<kind>`, else `review-interval`."""
    kind = connection.scalar(select(db.documents.c.kind).where(db.documents.c.id == document_id))
    return interval_of(kind, tables, on)


def interval_of(kind: str | None, tables: Tables, on: date) -> int:
    """The interval of a kind of document; a kind without a rule of its own has the usual one."""
    try:
        return days_of(f"review-interval-{kind}".replace("_", "-"), on, tables)
    except TableInvalid:
        return days_of("review-interval", on, tables)


def verified_share(engine: Engine, tables: Tables, unit: str | None, on: date) -> VerifiedShare:
    """Of the documents in use that `unit` owns (all when None), how many are verified on that day."""
    used = in_use(engine, tables, unit, on)
    return VerifiedShare(sum(each.is_verified(on) for each in used), len(used))


def most_used_unverified(engine: Engine, tables: Tables, unit: str | None, on: date, most: int = 20) -> list[InUse]:
    """The documents in use that nobody vouches for on that day, most cited first."""
    unverified = [each for each in in_use(engine, tables, unit, on) if not each.is_verified(on)]
    return sorted(unverified, key=lambda each: (-each.uses, each.title, each.document_id))[:most]


def in_use(engine: Engine, tables: Tables, unit: str | None, on: date) -> list[InUse]:
    """Every stored document cited within the days of the rule `unused`, and every live correction; those of `unit`."""
    since, until = start_of(on - DAY * days_of("unused", on, tables)), start_of(on + DAY)
    table, owners = db.documents, Owners(tables, on)
    with reading(engine) as connection:
        uses, verified = uses_since(connection, since, until), verified_within(connection)
        live = live_corrections(connection)
        stored = connection.execute(select(table.c.id, table.c.title, table.c.unit, table.c.field)).all()
        ended = frozenset(connection.scalars(_RETIRED.where(db.retirements.c.since <= on)))
    found = (
        InUse(row.id, row.title, owners.of(row), uses.get(row.id, 0), _review_day(verified.get(row.id)))
        for row in stored
        if (row.id in uses or row.id in live) and row.id not in ended
    )
    return [each for each in found if unit is None or each.unit == current_unit(unit, tables, on)]


class Owners:
    """`owner_of` for thousands of documents: those of the same unit and field have the same owner."""

    def __init__(self, tables: Tables, on: date) -> None:
        self._tables, self._on = tables, on
        self._known: dict[tuple[str | None, str | None], str] = {}

    def of(self, document: Owned) -> str:
        """The owner's code."""
        key = document.unit, document.field
        if key not in self._known:
            self._known[key] = owner_of(document, self._tables, self._on)
        return self._known[key]


def live_corrections(connection: Connection) -> frozenset[str]:
    """The document ids of the corrections that are answered from."""
    live = corrections.c.status == CorrectionStatus.LIVE.value
    return frozenset(connection.scalars(select(corrections.c.document_id).where(live)))


def start_of(day: date) -> datetime:
    """The moment a day begins in Vietnam, in UTC."""
    return datetime.combine(day, time(), HERE).astimezone(UTC)


_RETIRED = select(db.retirements.c.document_id)


def _review_day(verification: Verification | None) -> date | None:
    return verification.review_on if verification else None
