"""Copies, tickets and traces of removal as rows of the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from ingest import database as db
from ingest.copies import Copy, Facts
from ingest.database import reading, writing
from ingest.documents import DocumentKind, Visibility
from ingest.index.rows import AnyRow
from ingest.manifest import Hints
from ingest.signature import Signature

INSIDE = "!/"  # between an archive or e-mail and the name of a file in it
TICKETS = 1
CHANGES = 2  # counts every change of the copies: an equal count means that nothing happened in between
TRACE_KEPT = timedelta(days=1)  # a reading takes minutes
BATCH = 500


def draw_ticket(engine: Engine) -> int:
    """A number that grows with every reading; drawn before the bytes are read, so that the older reading is known."""
    with writing(engine) as connection:
        return next_ticket(connection)


def next_ticket(connection: Connection) -> int:
    """A ticket inside a transaction that writes anyway."""
    return _next(connection, TICKETS)


def changes_so_far(connection: Connection) -> int:
    """How often the copies have changed."""
    table = db.tickets
    return connection.execute(select(table.c.last).where(table.c.id == CHANGES)).scalar() or 0


def count_change(connection: Connection) -> None:
    """The copies change in this transaction."""
    _next(connection, CHANGES)


def _next(connection: Connection, counter: int) -> int:
    table = db.tickets
    grown = update(table).where(table.c.id == counter).values(last=table.c.last + 1).returning(table.c.last)
    last = connection.execute(grown).scalar()
    if last is None:
        connection.execute(insert(table).values(id=counter, last=1))
    return last or 1


def copy_at(connection: Connection, source: str) -> Copy | None:
    """The copy at a source, without its bands."""
    return next(iter(copies_at(connection, [source])), None)


def copies_at(connection: Connection, sources: Iterable[str]) -> list[Copy]:
    """The copies at these sources."""
    table = db.copies
    found: list[AnyRow] = []
    for batch in _batches(sorted(sources)):
        found += connection.execute(select(table).where(table.c.source.in_(batch))).all()
    return [_copy(row) for row in found]


def copies_of(connection: Connection, document_ids: Iterable[str]) -> list[Copy]:
    """The copies of these documents, the leading one first."""
    table = db.copies
    wanted = table.c.document_id.in_(list(document_ids))
    order = table.c.leads.desc(), table.c.source
    return [_copy(row) for row in connection.execute(select(table).where(wanted).order_by(*order))]


def copies_with_digest(connection: Connection, digest: str) -> list[Copy]:
    """Every copy of exactly these bytes."""
    table = db.copies
    found = connection.execute(select(table).where(table.c.digest == digest).order_by(table.c.source))
    return [_copy(row) for row in found]


def sources_by_document(engine: Engine) -> dict[str, list[str]]:
    """Where every document is from: the leading copy's source first."""
    table = db.copies
    found: dict[str, list[str]] = {}
    with reading(engine) as connection:
        query = select(table.c.document_id, table.c.source).order_by(table.c.leads.desc(), table.c.source)
        for row in connection.execute(query):
            found.setdefault(row.document_id, []).append(row.source)
    return found


def sources_under(connection: Connection, prefix: str) -> list[str]:
    """Every source whose name begins with `prefix`."""
    table = db.copies
    found = connection.execute(select(table.c.source).where(table.c.source.startswith(prefix, autoescape=True)))
    return sorted(found.scalars())


def sources_sharing(connection: Connection, bands: Iterable[int]) -> set[str]:
    """The sources that share a look-up key with `bands`."""
    table = db.copy_bands
    found: set[str] = set()
    for batch in _batches(sorted(bands)):
        found.update(connection.execute(select(table.c.source).where(table.c.band.in_(batch)).distinct()).scalars())
    return found


def bands_of(connection: Connection, source: str) -> frozenset[int]:
    """The look-up keys of one copy."""
    table = db.copy_bands
    return frozenset(connection.execute(select(table.c.band).where(table.c.source == source)).scalars())


def write_copy(connection: Connection, copy: Copy) -> None:
    """Store a copy that was read anew, with its look-up keys."""
    connection.execute(delete(db.copies).where(db.copies.c.source == copy.source))
    connection.execute(insert(db.copies).values(**_values(copy)))
    if copy.bands:
        rows = [{"source": copy.source, "band": band} for band in sorted(copy.bands)]
        connection.execute(insert(db.copy_bands), rows)


def place_copy(connection: Connection, copy: Copy) -> None:
    """Store to which document a copy belongs now and whether it leads."""
    values = {"document_id": copy.document_id, "leads": copy.leads}
    connection.execute(update(db.copies).where(db.copies.c.source == copy.source).values(**values))


def forget_copies(connection: Connection, sources: Iterable[str], now: datetime | None = None) -> None:
    """Delete copies and leave a trace of each, so that a reading that is still under way does not bring it back."""
    named = sorted(sources)
    if not named:
        return
    now = now or datetime.now(UTC)
    ticket = next_ticket(connection)
    traces = db.removed_sources
    connection.execute(delete(traces).where(traces.c.removed < now - TRACE_KEPT))
    for batch in _batches(named):
        connection.execute(delete(db.copies).where(db.copies.c.source.in_(batch)))
        connection.execute(delete(traces).where(traces.c.source.in_(batch)))
    connection.execute(insert(traces), [{"source": each, "ticket": ticket, "removed": now} for each in named])


def newest_ticket(connection: Connection, source: str) -> int:
    """The ticket of the last reading or removal of a source; 0 when there was none."""
    stored = select(db.copies.c.ticket).where(db.copies.c.source == source)
    removed = select(db.removed_sources.c.ticket).where(db.removed_sources.c.source == source)
    return max(connection.execute(stored).scalar() or 0, connection.execute(removed).scalar() or 0)


def _batches(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


# ------------------------------------------------------------------------------- a copy as a row


def _values(copy: Copy) -> dict[str, Any]:
    return {
        "source": copy.source,
        "document_id": copy.document_id,
        "digest": copy.digest,
        "ticket": copy.ticket,
        "taken": copy.taken,
        "kind": copy.kind.value,
        "facts": {
            **_plain(copy.facts),
            "hints": hints_object(copy.hints),
            "read_by": copy.read_by,
            "warnings": list(copy.warnings),
        },
        "leads": copy.leads,
        "signature": copy.signature.to_bytes() if copy.signature else b"",
    }


def _copy(row: AnyRow) -> Copy:
    return Copy(
        source=row.source,
        digest=row.digest,
        ticket=row.ticket,
        taken=row.taken if row.taken.tzinfo else row.taken.replace(tzinfo=UTC),
        kind=DocumentKind(row.kind),
        facts=_facts(row.facts),
        signature=Signature.from_bytes(row.signature),
        hints=hints_of(row.facts["hints"]),
        read_by=row.facts["read_by"],
        warnings=tuple(row.facts["warnings"]),
        document_id=row.document_id,
        leads=row.leads,
    )


def _plain(facts: Facts) -> dict[str, Any]:
    values = {each.name: getattr(facts, each.name) for each in fields(facts)}
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def _facts(stored: dict[str, Any]) -> Facts:
    values = {each.name: stored[each.name] for each in fields(Facts)}
    sets = {name: frozenset(values[name]) for name in ("registered", "figures")}
    return Facts(**{**values, **sets, "issued": _day(values["issued"])})


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def hints_object(hints: Hints) -> dict[str, Any]:
    """What a register says of a file, as JSON; what it is silent about is left out."""
    visibility = hints.visibility
    known = {
        each.name: _json(value)
        for each in fields(hints)
        if each.name != "visibility" and (value := getattr(hints, each.name)) is not None
    }
    return known if visibility is None else {**known, "scope": visibility.scope, "units": sorted(visibility.units)}


def hints_of(stored: dict[str, Any]) -> Hints:
    """The hints that `hints_object` wrote."""
    rest = {name: value for name, value in stored.items() if name not in ("scope", "units")}
    return Hints(
        **{
            **rest,
            "kind": DocumentKind(stored["kind"]) if "kind" in stored else None,
            "issued": _day(stored.get("issued")),
            "visibility": Visibility(stored["scope"], frozenset(stored["units"])) if "scope" in stored else None,
        }
    )
