"""Which sources are in use, which of them somebody vouches for, and which are used though they should not be.

What is in use and what is verified is defined in `assistant.upkeep.verification`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, func, select

from assistant.analytics.days import days_of
from assistant.analytics.facts import kept_of
from assistant.analytics.period import Period
from assistant.analytics.weeks import DAY
from assistant.curation.nouns import ReviewReason, TaskKind
from assistant.records.teaching import teaching_state, verifications
from assistant.records.verifications import Verification, verified_within
from assistant.upkeep.verification import InUse, Owners, live_corrections
from assistant.working_days import days_of as days_of_rule
from ingest import database as db
from ingest.database import reading
from ingest.documents import DocumentKind

FRESH_DAYS = 183  # looked at again within the last six months
STALE_REVIEWS = (ReviewReason.LAW_DIED, ReviewReason.SOURCE_GONE)


@dataclass(frozen=True)
class Stored:
    """A stored document as far as its owner and its days are concerned."""

    id: str
    title: str
    kind: str
    owner: str
    until: date | None


@dataclass(frozen=True)
class Shelf:
    """Every stored document, who vouches for it, and which are live corrections; another `key` when any changed."""

    key: Hashable
    stored: Mapping[str, Stored]
    verified: Mapping[str, Verification]
    live: frozenset[str]
    retired: frozenset[str]


@dataclass(frozen=True)
class Stale:
    """A source that answers cited in the period though something is wrong with it; `why` is a key of wording."""

    document_id: str
    title: str
    unit: str
    uses: int
    review_on: date | None
    why: str  # past_due | law_dead | law_died | source_gone


@dataclass(frozen=True)
class Knowledge:
    """The sources of a scope as they stand today."""

    in_use: tuple[InUse, ...]
    verified: tuple[InUse, ...]
    unverified: tuple[InUse, ...]  # most cited first
    fresh: tuple[InUse, ...]
    stale: tuple[Stale, ...]  # most cited first


def knowledge(engine: Engine, period: Period) -> Knowledge:
    """What the scope owns of the sources in use, as of the period's moment."""
    today = period.today
    shelf = shelf_of(engine, period)
    window = days_of_rule("unused", today, period.units.tables)
    uses = days_of(engine).uses(engine, today - DAY * window, today, period.at, period.days)
    used = [
        InUse(each.id, each.title, each.owner, uses[each.id], review_day(shelf, each.id))
        for each in shelf.stored.values()
        if (each.id in uses or each.id in shelf.live) and each.id not in shelf.retired and period.here(each.owner)
    ]
    used.sort(key=lambda each: (-each.uses, each.title, each.document_id))
    return Knowledge(
        in_use=tuple(used),
        verified=tuple(each for each in used if each.is_verified(today)),
        unverified=tuple(each for each in used if not each.is_verified(today)),
        fresh=tuple(each for each in used if is_fresh(shelf, each.document_id, today)),
        stale=tuple(stale(engine, period, shelf)),
    )


def shelf_of(engine: Engine, period: Period) -> Shelf:
    """Every stored document; read anew when the index or a verification changed."""
    with reading(engine) as connection:
        key = ("shelf", period.today, *_newest(connection))
        return kept_of(engine).get(key, Shelf) or kept_of(engine).put(key, _read(connection, period, key))


def stale(engine: Engine, period: Period, shelf: Shelf) -> list[Stale]:
    """The sources cited in the period that are past due, dead law, or waiting for review because of dead law."""
    cited = days_of(engine).uses(engine, period.first, min(period.last, period.today), period.at, period.days)
    waiting: dict[str, str] = {
        each.document_id: each.reason
        for each in period.facts.tasks
        if each.open and each.kind is TaskKind.REVIEW and each.document_id and each.reason in STALE_REVIEWS
    }
    found = (
        Stale(each.id, each.title, each.owner, cited[each.id], review_day(shelf, each.id), why)
        for each in (shelf.stored[name] for name in cited if name in shelf.stored)
        if period.here(each.owner) and (why := fault(each, shelf, waiting, period.today))
    )
    return sorted(found, key=lambda each: (-each.uses, each.title, each.document_id))


def fault(document: Stored, shelf: Shelf, waiting: Mapping[str, str], today: date) -> str | None:
    """What is wrong with a source that is used, if anything; the gravest first."""
    if document.kind == DocumentKind.LAW and document.until and document.until <= today:
        return "law_dead"
    if document.id in waiting:
        return waiting[document.id]
    review_on = review_day(shelf, document.id)
    return "past_due" if review_on and review_on <= today else None


def review_day(shelf: Shelf, document_id: str) -> date | None:
    """The day of the next review; None when nobody ever vouched for it."""
    known = shelf.verified.get(document_id)
    return known.review_on if known else None


def is_fresh(shelf: Shelf, document_id: str, today: date) -> bool:
    """Whether somebody looked at it within the last six months."""
    known = shelf.verified.get(document_id)
    return known is not None and known.at.date() > today - DAY * FRESH_DAYS


def _newest(connection: Connection) -> tuple[Hashable, ...]:
    """What changes when the shelf does."""
    newest = (
        func.max(db.index_state.c.generation),
        func.count(db.documents.c.id),
        func.count(db.retirements.c.document_id),
        func.max(verifications.c.at),
        func.count(verifications.c.document_id),
        func.max(teaching_state.c.version),
    )
    return tuple(connection.scalar(select(each)) for each in newest)


def _read(connection: Connection, period: Period, key: Hashable) -> Shelf:
    table, owners = db.documents.c, Owners(period.units.tables, period.today)
    rows = connection.execute(select(table.id, table.title, table.kind, table.unit, table.field, table.until))
    retired = select(db.retirements.c.document_id).where(db.retirements.c.since <= period.today)
    return Shelf(
        key,
        {row.id: Stored(row.id, row.title, row.kind, owners.of(row), row.until) for row in rows},
        verified_within(connection),
        live_corrections(connection),
        frozenset(connection.scalars(retired)),
    )
