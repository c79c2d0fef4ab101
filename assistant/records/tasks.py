"""Tasks: what waits for a unit, who is affected, and every move since it was opened.

Those named `…_within` run in the caller's `writing` transaction: writers queue for one lock, so what is read there is
what will be changed. The unique index over open subjects holds the same promise for a writer that forgot to queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, func, insert, select, update

from assistant import wording_tasks
from assistant.curation.errors import AlreadyDecided
from assistant.curation.nouns import Level, Person, Task, TaskKind, TaskMove, TaskStatus
from assistant.errors import NotFound
from assistant.records.tables import storable
from assistant.records.teaching import decisions, task_moves, task_people, tasks
from ingest.database import reading

LONGEST_SUBJECT = 128
VERSIONED = ("opened", "handed_over", "proposed", "closed")  # moves after which somebody who decides must look again
MACHINE = Person(0, wording_tasks.MACHINE)  # who opens reviews and lets tasks climb; nobody is told in its place


@dataclass(frozen=True)
class Affected:
    """One person a task concerns: their own words, what they said is wrong, the answer they propose."""

    account_id: int
    account_name: str
    answer_id: str | None
    question: str
    comment: str
    proposed: str
    asked_at: datetime
    told: datetime | None


@dataclass(frozen=True)
class Opening:
    """What is known when a task is opened; equal (`kind`, `subject`) while one is open means joining it.

    `words`, `comment` and `proposed` are those of the person who opens or joins.
    """

    kind: TaskKind
    unit: str
    question: str
    reason: str
    subject: str
    due: date
    level: Level = Level.OFFICER
    answer_id: str | None = None
    document_id: str | None = None
    correction_id: str | None = None
    note: str = ""
    words: str = ""  # empty: as `question`
    comment: str = ""
    proposed: str = ""


def open_within(connection: Connection, opening: Opening, by: Person, at: datetime) -> tuple[int, bool]:
    """Open a task or join the open one about the same; its id, and whether it is new."""
    known = open_about(connection, opening.kind, opening.subject)
    if known is not None:
        join_within(connection, known, opening, by, at)
        return known, False
    values = {
        "kind": opening.kind.value,
        "status": TaskStatus.OPEN.value,
        "level": opening.level.value,
        "unit": opening.unit,
        "question": storable(opening.question),
        "reason": opening.reason,
        "answer_id": opening.answer_id,
        "document_id": opening.document_id,
        "correction_id": opening.correction_id,
        "subject": opening.subject[:LONGEST_SUBJECT],
        "opened": at,
        "opened_by_id": by.account_id,
        "opened_by": by.name,
        "due": opening.due,
        "people": 0,
        "version": 1,
        "note": storable(opening.note),
    }
    task_id = int(connection.execute(insert(tasks).values(values).returning(tasks.c.id)).scalar_one())
    _add_person(connection, task_id, opening, by, at)
    move_within(connection, task_id, "opened", by, at, to_unit=opening.unit, note=opening.note)
    return task_id, True


def open_about(connection: Connection, kind: TaskKind, subject: str) -> int | None:
    """The open task of this kind about this subject."""
    same = tasks.c.kind == kind.value, tasks.c.subject == subject[:LONGEST_SUBJECT], tasks.c.status == "open"
    return connection.scalar(select(tasks.c.id).where(*same))


def join_within(connection: Connection, task_id: int, opening: Opening, by: Person, at: datetime) -> None:
    """Somebody else waits for the same; joining twice keeps one place and the newest words."""
    if _add_person(connection, task_id, opening, by, at):
        move_within(connection, task_id, "joined", by, at)


def close_within(
    connection: Connection, task_id: int, version: int, decision_id: int, by: Person, at: datetime
) -> None:
    """Close an open task by a decision, once. Raises AlreadyDecided, or NotFound."""
    change_within(connection, task_id, version, status=TaskStatus.CLOSED.value, closed=at, decision_id=decision_id)
    move_within(connection, task_id, "closed", by, at)


def change_within(connection: Connection, task_id: int, version: int, **values: Any) -> None:
    """Change an open task that still is what the person saw. Raises AlreadyDecided, or NotFound."""
    as_seen = tasks.c.id == task_id, tasks.c.status == TaskStatus.OPEN.value, tasks.c.version == version
    if not connection.execute(update(tasks).where(*as_seen).values(version=version + 1, **values)).rowcount:
        raise first_mover(connection, task_id)


def climb_within(connection: Connection, task_id: int, level: Level, at: datetime, note: str) -> bool:
    """One rung up; the version stays, so that nobody who is just deciding loses what they typed."""
    still = tasks.c.id == task_id, tasks.c.status == TaskStatus.OPEN.value, tasks.c.level != level.value
    if not connection.execute(update(tasks).where(*still).values(level=level.value)).rowcount:
        return False
    move_within(connection, task_id, "climbed", MACHINE, at, note=note)
    return True


def propose_within(
    connection: Connection, task_id: int, version: int, correction_id: str, by: Person, at: datetime
) -> None:
    """Somebody wrote an answer for the head to approve. Raises AlreadyDecided, or NotFound."""
    change_within(connection, task_id, version, correction_id=correction_id)
    move_within(connection, task_id, "proposed", by, at)


def note_within(connection: Connection, task_id: int, note: str, by: Person, at: datetime) -> None:
    """Something those who decide must know, in the history and on the task."""
    connection.execute(update(tasks).where(tasks.c.id == task_id).values(note=storable(note)))
    move_within(connection, task_id, "reminded", by, at, note=note)


def move_within(
    connection: Connection,
    task_id: int,
    what: str,
    by: Person,
    at: datetime,
    from_unit: str | None = None,
    to_unit: str | None = None,
    note: str = "",
) -> None:
    """Write one line of a task's history, with the level and due date it has now."""
    now_ = connection.execute(select(tasks.c.level, tasks.c.due).where(tasks.c.id == task_id)).one()
    connection.execute(
        insert(task_moves).values(
            task_id=task_id,
            at=at,
            account_id=by.account_id,
            account_name=by.name,
            what=what,
            from_unit=from_unit,
            to_unit=to_unit,
            level=now_.level,
            due=now_.due,
            note=storable(note),
        )
    )


def still_open(connection: Connection, task_id: int) -> bool:
    """Whether nobody has decided the task yet."""
    return connection.scalar(select(tasks.c.status).where(tasks.c.id == task_id)) == TaskStatus.OPEN.value


def handed_over_times(connection: Connection, task_id: int) -> int:
    """How often people passed the task on to another unit."""
    by_people = task_moves.c.task_id == task_id, task_moves.c.what == "handed_over", task_moves.c.account_id > 0
    return connection.scalar(select(func.count()).select_from(task_moves).where(*by_people)) or 0


def first_mover(connection: Connection, task_id: int) -> AlreadyDecided | NotFound:
    """Who changed the task before this person did, and when."""
    chosen = (
        select(tasks.c.status, decisions.c.account_name, decisions.c.at)
        .outerjoin(decisions, decisions.c.id == tasks.c.decision_id)
        .where(tasks.c.id == task_id)
    )
    task = connection.execute(chosen).first()
    if task is None:
        return NotFound(f"task {task_id}")
    if task.account_name is not None:
        return AlreadyDecided(task.account_name, task.at)
    last = connection.execute(
        select(task_moves.c.account_name, task_moves.c.at)
        .where(task_moves.c.task_id == task_id, task_moves.c.what.in_(VERSIONED))
        .order_by(task_moves.c.id.desc())
        .limit(1)
    ).one()
    return AlreadyDecided(last.account_name, last.at)


def mark_told(connection: Connection, task_id: int, account_id: int, at: datetime) -> bool:
    """The outcome was shown to this person; False when it had been before."""
    untold = task_people.c.task_id == task_id, task_people.c.account_id == account_id, task_people.c.told.is_(None)
    return connection.execute(update(task_people).where(*untold).values(told=at)).rowcount > 0


def task_of(engine: Engine, task_id: int) -> Task:
    """One task. Raises NotFound."""
    with reading(engine) as connection:
        return task_within(connection, task_id)


def task_within(connection: Connection, task_id: int) -> Task:
    """One task as this transaction sees it. Raises NotFound."""
    row = connection.execute(select(tasks).where(tasks.c.id == task_id)).mappings().first()
    if row is None:
        raise NotFound(f"task {task_id}")
    return task_from(row)


def open_tasks(engine: Engine, units: frozenset[str] | None, most: int = 200, level: Level | None = None) -> list[Task]:
    """Open tasks of these units (all when None), by due date and then by people affected."""
    chosen = _of_units(select(tasks), units).where(tasks.c.status == TaskStatus.OPEN.value)
    if level is not None:
        chosen = chosen.where(tasks.c.level == level.value)
    with reading(engine) as connection:
        rows = connection.execute(chosen.order_by(tasks.c.due, tasks.c.people.desc(), tasks.c.id).limit(most))
        return [task_from(row) for row in rows.mappings()]


def tasks_of(
    engine: Engine, units: frozenset[str] | None, status: TaskStatus | None, page: int = 1, size: int = 50
) -> tuple[list[Task], int]:
    """Tasks of these units, newest first, and how many there are in all."""
    narrowed = _of_units(select(tasks), units)
    narrowed = narrowed.where(tasks.c.status == status.value) if status else narrowed
    counted = select(func.count()).select_from(narrowed.with_only_columns(tasks.c.id).subquery())
    ordered = narrowed.order_by(tasks.c.id.desc()).limit(size).offset((max(page, 1) - 1) * size)
    with reading(engine) as connection:
        rows = connection.execute(ordered).mappings()
        return [task_from(row) for row in rows], connection.scalar(counted) or 0


def tasks_about(
    engine: Engine, account_id: int, most: int = 50, status: TaskStatus | None = None
) -> list[tuple[Task, Affected]]:
    """The tasks this person is affected by, newest first."""
    mine = select(task_people).where(task_people.c.account_id == account_id)
    if status is not None:
        mine = mine.join(tasks, tasks.c.id == task_people.c.task_id).where(tasks.c.status == status.value)
    newest = mine.order_by(task_people.c.asked_at.desc(), task_people.c.task_id.desc()).limit(most)
    with reading(engine) as connection:
        places = list(connection.execute(newest).mappings())
        chosen = select(tasks).where(tasks.c.id.in_([place["task_id"] for place in places]))
        by_id = {row["id"]: task_from(row) for row in connection.execute(chosen).mappings()}
    return [(by_id[place["task_id"]], _affected(place)) for place in places]


def moves_of(engine: Engine, task_id: int) -> list[TaskMove]:
    """The history of a task, oldest first."""
    chosen = select(task_moves).where(task_moves.c.task_id == task_id).order_by(task_moves.c.id)
    with reading(engine) as connection:
        return [_move(row) for row in connection.execute(chosen).mappings()]


def people_of(engine: Engine, task_id: int) -> list[Affected]:
    """Everybody a task concerns, in the order they came."""
    with reading(engine) as connection:
        return people_within(connection, task_id)


def people_within(connection: Connection, task_id: int) -> list[Affected]:
    """Everybody a task concerns, as this transaction sees it."""
    chosen = select(task_people).where(task_people.c.task_id == task_id)
    rows = connection.execute(chosen.order_by(task_people.c.asked_at, task_people.c.account_id)).mappings()
    return [_affected(row) for row in rows]


def task_from(row: RowMapping | Mapping[str, Any]) -> Task:
    """A row of `tasks` as the noun."""
    return Task(
        id=row["id"],
        kind=TaskKind(row["kind"]),
        status=TaskStatus(row["status"]),
        level=Level(row["level"]),
        unit=row["unit"],
        question=row["question"],
        reason=row["reason"],
        answer_id=row["answer_id"],
        document_id=row["document_id"],
        correction_id=row["correction_id"],
        opened=row["opened"],
        opened_by=Person(row["opened_by_id"], row["opened_by"]),
        due=row["due"],
        people=row["people"],
        version=row["version"],
        note=row["note"],
        closed=row["closed"],
        decision_id=row["decision_id"],
    )


def _add_person(connection: Connection, task_id: int, opening: Opening, by: Person, at: datetime) -> bool:
    """Whether this person was not there yet; the machine and the operator wait for nothing."""
    if by.account_id <= 0:
        return False
    said = {"comment": opening.comment, "proposed": opening.proposed, "answer_id": opening.answer_id}
    kept = {name: storable(value) for name, value in said.items() if value}
    here = task_people.c.task_id == task_id, task_people.c.account_id == by.account_id
    if connection.execute(select(task_people.c.task_id).where(*here)).first():
        if kept:
            connection.execute(update(task_people).where(*here).values(kept))
        return False
    own = {"question": storable(opening.words or opening.question), "account_name": by.name, "asked_at": at}
    row = {"task_id": task_id, "account_id": by.account_id, "comment": "", "proposed": "", "answer_id": None}
    connection.execute(insert(task_people).values(row | own | kept))
    affected = select(func.count()).select_from(task_people).where(task_people.c.task_id == task_id).scalar_subquery()
    connection.execute(update(tasks).where(tasks.c.id == task_id).values(people=affected))
    return True


def _of_units(chosen: Select[Any], units: frozenset[str] | None) -> Select[Any]:
    return chosen if units is None else chosen.where(tasks.c.unit.in_(sorted(units)))


def _affected(row: RowMapping) -> Affected:
    return Affected(
        row["account_id"],
        row["account_name"],
        row["answer_id"],
        row["question"],
        row["comment"],
        row["proposed"],
        row["asked_at"],
        row["told"],
    )


def _move(row: RowMapping) -> TaskMove:
    by = Person(row["account_id"], row["account_name"])
    return TaskMove(
        row["at"],
        by,
        row["what"],
        row["from_unit"],
        row["to_unit"],
        Level(row["level"]),
        row["due"],
        row["note"],
    )
