"""Files that bear a mark of secrecy: known by digest and source only, until two persons release them.

No text and no bytes are kept. What is held is the content: the same bytes under another name are held too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, or_, select, update

from ingest import database as db
from ingest.copy_rows import INSIDE
from ingest.database import reading, writing
from ingest.documents import digest_of
from ingest.errors import FailureReason, TrolyError
from ingest.guard.secrecy import Mark, Place
from ingest.index.rows import AnyRow
from ingest.report import Outcome

VOTES_NEEDED = 2


class NotHeld(TrolyError):
    """Nothing is held under this id (any more)."""


class VotedAlready(TrolyError):
    """One person has one vote."""


@dataclass(frozen=True)
class Vote:
    """Who wants a file released, and why."""

    person: str
    reason: str
    voted: datetime


@dataclass(frozen=True)
class Held:
    """One file that is held. `document_id` is set when it had been indexed before it was found."""

    id: str
    source: str
    digest: str
    mark: Mark
    found: datetime
    votes: tuple[Vote, ...] = ()
    document_id: str | None = None


def hold(engine: Engine, source: str, digest: str, mark: Mark, document_id: str | None = None) -> str:
    """Hold these bytes; a release given before ends, votes under way stay. Returns the id; again changes nothing."""
    with writing(engine) as connection:
        return hold_within(connection, source, digest, mark, document_id)


def hold_within(connection: Connection, source: str, digest: str, mark: Mark, document_id: str | None = None) -> str:
    """As `hold`, within a transaction."""
    table = db.quarantine
    _end_release(connection, digest)
    held_id = digest_of("quarantine", source, digest)[:16]
    known = connection.execute(select(table.c.id).where(table.c.id == held_id)).first()
    if known is None:
        connection.execute(
            insert(table).values(
                id=held_id,
                source=source,
                digest=digest,
                reason=FailureReason.SECRET.value,
                detail=_detail(mark, document_id),
                found=datetime.now(UTC),
                place=mark.place.value,
                released=None,
            )
        )
    elif document_id:
        connection.execute(update(table).where(table.c.id == held_id).values(detail=_detail(mark, document_id)))
    return held_id


def _end_release(connection: Connection, digest: str) -> None:
    table = db.quarantine
    released = select(table.c.id).where(table.c.digest == digest, table.c.released.is_not(None))
    connection.execute(delete(db.quarantine_votes).where(db.quarantine_votes.c.quarantine_id.in_(released)))
    connection.execute(update(table).where(table.c.digest == digest).values(released=None))


def held(engine: Engine) -> list[Held]:
    """Everything that is held, newest first."""
    table = db.quarantine
    with reading(engine) as connection:
        rows = connection.execute(
            select(table).where(table.c.released.is_(None)).order_by(table.c.found.desc(), table.c.source)
        ).all()
        return [_held(connection, row) for row in rows]


def held_of_document(engine: Engine, document_id: str) -> list[Held]:
    """What was held because this document turned out to be secret."""
    table = db.quarantine
    with reading(engine) as connection:
        mine = table.c.detail.endswith(f"{OF_DOCUMENT}{document_id}", autoescape=True)
        return [_held(connection, row) for row in connection.execute(select(table).where(mine))]


def mark_held(engine: Engine, digest: str) -> Mark | None:
    """The mark because of which these bytes are held; None when they are not."""
    return _standing(engine, digest, db.quarantine.c.released.is_(None))


def is_released(engine: Engine, digest: str) -> bool:
    """Whether two persons let these bytes pass."""
    return _standing(engine, digest, db.quarantine.c.released.is_not(None)) is not None


def _standing(engine: Engine, digest: str, condition: ColumnElement[bool]) -> Mark | None:
    table = db.quarantine
    with reading(engine) as connection:
        row = connection.execute(select(table).where(table.c.digest == digest, condition)).first()
    return _mark(row) if row else None


def vote_release(engine: Engine, held_id: str, person: str, reason: str) -> bool:
    """Note a vote; True when it was the second person's, so that the bytes may be taken in from now on.

    Raises NotHeld, VotedAlready. Who may vote is for the caller to know.
    """
    with writing(engine) as connection:
        return vote_within(connection, held_id, person, reason)


def vote_within(connection: Connection, held_id: str, person: str, reason: str) -> bool:
    """As `vote_release`, within a transaction."""
    table, votes = db.quarantine, db.quarantine_votes
    row = connection.execute(select(table).where(table.c.id == held_id, table.c.released.is_(None))).first()
    if row is None:
        raise NotHeld(held_id)
    mine = select(votes.c.person).where(votes.c.quarantine_id == held_id, votes.c.person == person)
    if connection.execute(mine).first():
        raise VotedAlready(person)
    now = datetime.now(UTC)
    connection.execute(insert(votes).values(quarantine_id=held_id, person=person, reason=reason, voted=now))
    counted = select(func.count()).select_from(votes).where(votes.c.quarantine_id == held_id)
    if connection.execute(counted).scalar_one() < VOTES_NEEDED:
        return False
    _release(connection, row.digest, now)
    return True


def _release(connection: Connection, digest: str, now: datetime) -> None:
    """Every source of these bytes is free, and is read at the next run although nothing in its folder changed."""
    table = db.quarantine
    connection.execute(update(table).where(table.c.digest == digest).values(released=now))
    for source in connection.execute(select(table.c.source).where(table.c.digest == digest)).scalars():
        _forget_how_it_ended(connection, source)


def _forget_how_it_ended(connection: Connection, source: str) -> None:
    notes = db.folder_files
    parts = source.split(INSIDE)
    containers = [INSIDE.join(parts[:count]) for count in range(1, len(parts))]
    outermost = notes.c.root + "/" + notes.c.path == parts[0]
    connection.execute(
        delete(notes).where(
            or_(notes.c.root.in_(containers), outermost if containers else outermost & _ended_by_mark())
        )
    )


def _ended_by_mark() -> ColumnElement[bool]:
    return db.folder_files.c.outcome == Outcome.QUARANTINED.value


# ----------------------------------------------------------------------------------------- as rows

OF_DOCUMENT = " document "


def _detail(mark: Mark, document_id: str | None) -> str:
    return f"{mark.degree}{OF_DOCUMENT}{document_id}" if document_id else mark.degree


def _mark(row: AnyRow) -> Mark:
    return Mark(row.detail.partition(OF_DOCUMENT)[0], Place(row.place))


def _held(connection: Connection, row: AnyRow) -> Held:
    votes = db.quarantine_votes
    mine = select(votes).where(votes.c.quarantine_id == row.id).order_by(votes.c.voted)
    given = tuple(Vote(each.person, each.reason, _utc(each.voted)) for each in connection.execute(mine))
    document_id = row.detail.partition(OF_DOCUMENT)[2] or None
    return Held(row.id, row.source, row.digest, _mark(row), _utc(row.found), given, document_id)


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
