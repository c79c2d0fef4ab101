"""Who may read what is taught: never more than may read what it corrects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Engine, select

from assistant.curation.nouns import Task
from assistant.records.corrections import visibilities_taught
from assistant.records.tables import answer_sources
from assistant.records.teaching import task_people
from ingest import database as db
from ingest.database import reading
from ingest.documents import Visibility
from ingest.index.rows import units_of

OFFICE = Visibility("office")


def narrowest(seen: Iterable[Visibility]) -> Visibility:
    """Who may read all of these."""
    found = Visibility()
    for each in seen:
        found = _both(found, each)
    return found


def _both(one: Visibility, other: Visibility) -> Visibility:
    if "all" in (one.scope, other.scope):
        return other if one.scope == "all" else one
    if "office" in (one.scope, other.scope):
        return OFFICE
    common = one.units & other.units
    return Visibility("units", common) if common else OFFICE


def reader_token(visibility: Visibility) -> str:
    """The narrowest reader token that may see what is this visible: `all`, `unit:<code>`, `office`."""
    if visibility.scope == "units" and visibility.units:
        return f"unit:{min(visibility.units)}"
    return "all" if visibility.scope == "all" else "office"


def visibilities(engine: Engine, document_ids: Sequence[str]) -> dict[str, Visibility]:
    """Who may read each of these documents; what is not stored any more is for the office, unless it was taught."""
    with reading(engine) as connection:
        return visibilities_within(connection, document_ids)


def visibilities_within(connection: Connection, document_ids: Sequence[str]) -> dict[str, Visibility]:
    """Like `visibilities`, as this transaction sees it."""
    wanted = list(dict.fromkeys(document_ids))
    table = db.documents
    scopes = connection.execute(select(table.c.id, table.c.scope).where(table.c.id.in_(wanted))).all()
    units = units_of(connection, wanted)
    stored = {row.id: Visibility(row.scope, units.get(row.id, frozenset())) for row in scopes}
    missing = [each for each in wanted if each not in stored]
    taught = visibilities_taught(connection, missing) if missing else {}
    return stored | {each: taught.get(each, OFFICE) for each in missing}


def sources_of_task(engine: Engine, task: Task) -> tuple[str, ...]:
    """What the answers rest on that the task is about, and the document it is about."""
    with reading(engine) as connection:
        people = select(task_people.c.answer_id).where(task_people.c.task_id == task.id)
        answers = {task.answer_id, *connection.scalars(people)} - {None}
        cited = select(answer_sources.c.document_id).where(
            answer_sources.c.answer_id.in_(answers), answer_sources.c.cited.is_(True)
        )
        found = list(connection.scalars(cited.order_by(answer_sources.c.answer_id, answer_sources.c.position)))
    return tuple(dict.fromkeys([*([task.document_id] if task.document_id else []), *found]))
