"""A change made ready: who may, what may be taken, how narrow it is, and what exactly will be written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Engine, select

from assistant.access import may_see
from assistant.bootstrap import Assistant
from assistant.curation.document import document_id as document_id_of_correction
from assistant.curation.errors import NotTeachable
from assistant.curation.lessons import checked
from assistant.curation.narrow import OFFICE, narrowest, reader_token, sources_of_task, visibilities
from assistant.curation.nouns import (
    BlockPassage,
    Change,
    ConfirmAnswer,
    Correction,
    CorrectionStatus,
    DecisionKind,
    Lesson,
    Person,
    RetireDocument,
    Task,
    TaskKind,
    TaskStatus,
    Teach,
)
from assistant.curation.rights import GUARDIANS, current_unit, may_decide, office_unit, units_led
from assistant.domain import AnswerStatus, Reader, Role
from assistant.errors import NotAllowed, NotFound
from assistant.records.answers import find_answer
from assistant.records.corrections import (
    corrected_by,
    correction_of,
    corrections_with_documents,
    live_version_of,
)
from assistant.records.tables import storable
from assistant.records.tasks import first_mover, people_of, task_of
from assistant.upkeep.verification import owner_of
from assistant.working_days import local_day
from ingest import database as db
from ingest.database import reading
from ingest.documents import Document, Visibility
from ingest.tables import Tables

LONGEST_REASON = 2_000
LONGEST_QUESTION = 2_000


Allowed = Callable[[Reader, str, Engine, Tables, date], bool]


@dataclass(frozen=True)
class Sitting:
    """Who decides, with what, and when; `allowed` is what they must be allowed for the unit."""

    by: Reader
    assistant: Assistant
    at: datetime
    allowed: Allowed = may_decide

    @property
    def person(self) -> Person:
        """The name that stays."""
        return Person(self.by.account_id, self.by.display_name)

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return local_day(self.at)

    @property
    def engine(self) -> Engine:
        return self.assistant.engine

    @property
    def tables(self) -> Tables:
        return self.assistant.tables

    def require(self, unit: str) -> None:
        """Raises NotAllowed for who may not do this for the unit."""
        if not self.allowed(self.by, unit, self.engine, self.tables, self.today):
            raise NotAllowed(f"to decide for {unit}")


@dataclass(frozen=True)
class Plan:
    """What will be written. `change` is as it is carried out: cleaned, and as narrow as it must be.

    `correction` is the version that goes live, `stored` when its text is kept already; `base` is the newest version
    when the plan was made and `before` the one answered from. `cited` are passages (chunk id, document id).
    """

    change: Change
    kind: DecisionKind
    unit: str
    question: str
    reason: str = ""
    task: Task | None = None
    correction: Correction | None = None
    stored: bool = False
    base: int = 0
    before: int | None = None
    corrects: tuple[str, ...] = ()
    document_id: str | None = None
    cited: tuple[tuple[str, str], ...] = ()
    as_reader: str = "all"
    masked: int = 0


def planned(change: Change, sitting: Sitting) -> Plan:
    """The change made ready. Raises NotAllowed, NotFound, NotTeachable, AlreadyDecided."""
    match change:
        case Teach():
            return _teaching_new(change, sitting)
        case BlockPassage():
            return _blocking(change, sitting)
        case ConfirmAnswer():
            return _confirming(change, sitting)
        case RetireDocument():
            return _retiring(change, sitting)


def waiting_plan(change: Teach, waiting: Correction, sitting: Sitting) -> Plan:
    """The plan of a version that was written before and waits for a second person."""
    plan = _teaching(replace(change, correction_id=waiting.id), waiting, sitting)
    lesson = plan.change.lesson if isinstance(plan.change, Teach) else waiting.lesson
    return replace(plan, correction=replace(waiting, lesson=lesson), stored=True)


def _teaching_new(change: Teach, sitting: Sitting) -> Plan:
    proposal = change.correction_id or _proposal_of(change.task_id, sitting)
    known = correction_of(sitting.engine, proposal) if proposal else None
    if known and known.status is CorrectionStatus.WAITING_SECOND:
        raise NotTeachable("already_proposed")
    return _teaching(change, known, sitting)


def _proposal_of(task_id: int | None, sitting: Sitting) -> str | None:
    """The answer that somebody wrote for this task, or the correction it is about: what is decided is its next version."""
    return task_of(sitting.engine, task_id).correction_id if task_id is not None else None


def _teaching(change: Teach, known: Correction | None, sitting: Sitting) -> Plan:
    task = open_task(change.task_id, sitting)
    unit = _unit_teaching(change, known, task, sitting)
    sitting.require(unit)
    cleaned = checked(change.lesson, sitting.tables, sitting.today)
    corrects = _corrected(change.corrects, known, task, sitting)
    seen = [cleaned.lesson.visibility, *_bounds(corrects, known, sitting.engine)]
    seen += [OFFICE] if cleaned.internal else []
    field = cleaned.lesson.field or only_field(unit, sitting.tables)
    lesson = replace(cleaned.lesson, visibility=narrowest(seen), field=field)
    correction = next_version(known, lesson, unit, change.origin, sitting)
    live = live_version_of(sitting.engine, known.id) if known else None
    return Plan(
        change=replace(change, lesson=lesson, corrects=corrects, correction_id=known.id if known else None),
        kind=DecisionKind.EDITED if live else DecisionKind.TAUGHT,
        unit=unit,
        question=lesson.question,
        task=task,
        correction=correction,
        base=known.version if known else 0,
        before=live.version if live else None,
        corrects=corrects,
        document_id=correction.document_id,
        as_reader=reader_token(lesson.visibility),
        masked=cleaned.masked,
    )


def next_version(known: Correction | None, lesson: Lesson, unit: str, origin: str, sitting: Sitting) -> Correction:
    """The version after the newest one, or the first of a new correction; live as soon as it is decided."""
    correction_id = known.id if known else uuid.uuid4().hex[:16]
    return Correction(
        id=correction_id,
        document_id=document_id_of_correction(correction_id),
        unit=unit,
        status=CorrectionStatus.LIVE,
        version=known.version + 1 if known else 1,
        lesson=lesson,
        taught_by=sitting.person,
        taught_at=sitting.at,
        review_on=None,
        origin=origin,
    )


def _unit_teaching(change: Teach, known: Correction | None, task: Task | None, sitting: Sitting) -> str:
    """Whose answer it becomes. Who decides on a task and edits a correction must lead both their units."""
    if known:
        if task:
            sitting.require(task.unit)
        return current_unit(known.unit, sitting.tables, sitting.today)
    if task:
        return current_unit(task.unit, sitting.tables, sitting.today)
    if change.unit:
        if sitting.tables.unit(change.unit) is None:
            raise NotTeachable("unknown_unit")
        return current_unit(change.unit, sitting.tables, sitting.today)
    return _own_unit(change.lesson.field, sitting)


def _own_unit(field: str | None, sitting: Sitting) -> str:
    """For whom somebody teaches who says neither: the field's unit if they lead it, else their own, else the office."""
    by, tables, today = sitting.by, sitting.tables, sitting.today
    led = units_led(by, sitting.engine, tables, today)
    in_charge = tables.unit_for(field, today) if field else None
    if in_charge and in_charge.code in led:
        return in_charge.code
    own = current_unit(by.unit, tables, today) if by.unit else None
    if own and (own in led or by.role in (Role.STAFF, Role.UNIT_HEAD)):
        return own
    stood_in_for = sorted({current_unit(code, tables, today) for code in led})
    return office_unit(tables, today) if by.role in GUARDIANS else next(iter(stood_in_for), office_unit(tables, today))


def _corrected(named: Iterable[str], known: Correction | None, task: Task | None, sitting: Sitting) -> tuple[str, ...]:
    """Ids of everything the lesson was made from or stands against, itself aside. Raises NotFound."""
    named = tuple(named)
    found = visibilities(sitting.engine, named)
    with reading(sitting.engine) as connection:
        stored = set(connection.scalars(select(db.documents.c.id).where(db.documents.c.id.in_(named))))
        earlier = corrected_by(connection, known.id) if known else ()
    for each in named:
        if each not in earlier and (each not in stored or not may_see(found[each], sitting.by)):
            raise NotFound(f"document {each}")
    asked = sources_of_task(sitting.engine, task) if task else ()
    own = known.document_id if known else None
    return tuple(dict.fromkeys(each for each in (*earlier, *named, *asked) if each != own))


def _bounds(corrects: tuple[str, ...], known: Correction | None, engine: Engine) -> list[Visibility]:
    """What a lesson may be no wider than; of a source that is gone its own last version still tells."""
    with reading(engine) as connection:
        stored = set(connection.scalars(select(db.documents.c.id).where(db.documents.c.id.in_(corrects))))
        earlier = set(corrected_by(connection, known.id)) if known else set()
    seen = visibilities(engine, corrects)
    gone = (earlier - stored) if known else set()
    bounds = [seen[each] for each in corrects if each not in gone]
    return [*bounds, known.lesson.visibility] if known and gone else bounds


def only_field(unit: str, tables: Tables) -> str | None:
    """The unit's field, when it has one only."""
    found = tables.unit(unit)
    return found.fields[0] if found and len(found.fields) == 1 else None


def _blocking(change: BlockPassage, sitting: Sitting) -> Plan:
    task = open_task(change.task_id, sitting)
    reason, question = said(change.reason), " ".join(storable(change.question, LONGEST_QUESTION).split())
    if not question:
        raise NotTeachable("empty")
    document = document_of_chunk(change.chunk_id, sitting)
    unit = current_unit(task.unit, sitting.tables, sitting.today) if task else owner(document, sitting)
    sitting.require(unit)
    return Plan(
        change=replace(change, question=question, reason=reason),
        kind=DecisionKind.PASSAGE_BLOCKED,
        unit=unit,
        question=question,
        reason=reason,
        task=task,
        document_id=document.id,
        cited=((change.chunk_id, document.id),),
    )


def _confirming(change: ConfirmAnswer, sitting: Sitting) -> Plan:
    task = open_task(change.task_id, sitting)
    answer = find_answer(sitting.engine, change.answer_id)
    if not task and answer.account_id != sitting.by.account_id and sitting.by.role not in GUARDIANS:
        raise NotFound(f"answer {change.answer_id}")  # another's words are read through a task only
    if task and change.answer_id not in _answers_about(task, sitting.engine):
        raise NotFound(f"answer {change.answer_id}")
    if answer.status not in (AnswerStatus.ANSWERED, AnswerStatus.ANSWERED_CONFLICT):
        raise NotTeachable("not_answered")
    documents = [document_of_chunk(each, sitting) for each in answer.cited_chunk_ids]
    if not documents or _is_withdrawn(answer.id, sitting.engine):
        raise NotTeachable("not_answered")
    unit = current_unit(task.unit, sitting.tables, sitting.today) if task else owner(documents[0], sitting)
    sitting.require(unit)
    expected = tuple(dict.fromkeys(each.id for each in documents))
    return Plan(
        change=change,
        kind=DecisionKind.CONFIRMED,
        unit=unit,
        question=task.question if task else answer.question,
        task=task,
        corrects=expected,
        document_id=documents[0].id,
        cited=tuple(zip(answer.cited_chunk_ids, (each.id for each in documents), strict=True)),
        as_reader=reader_token(narrowest(each.visibility for each in documents)),
    )


def _retiring(change: RetireDocument, sitting: Sitting) -> Plan:
    task = open_task(change.task_id, sitting)
    document = readable_document(change.document_id, sitting)
    unit = owner(document, sitting)
    sitting.require(unit)
    reason = said(change.reason)
    if change.successor:
        if change.successor == document.id or sitting.assistant.index.document(change.successor) is None:
            raise NotTeachable("successor")
        readable_document(change.successor, sitting)
    known = next(iter(corrections_with_documents(sitting.engine, [document.id])), None)
    return Plan(
        change=replace(change, reason=reason),
        kind=DecisionKind.DOCUMENT_RETIRED,
        unit=unit,
        question=task.question if task else document.title,
        reason=reason,
        task=task,
        correction=known,
        base=correction_of(sitting.engine, known.id).version if known else 0,
        before=known.version if known else None,
        document_id=document.id,
    )


def open_task(task_id: int | None, sitting: Sitting, kinds: Iterable[TaskKind] | None = None) -> Task | None:
    """The task a change closes, if it closes one. Raises NotFound, NotAllowed, AlreadyDecided."""
    if task_id is None:
        return None
    task = task_of(sitting.engine, task_id)
    sitting.require(task.unit)
    if task.status is not TaskStatus.OPEN:
        with reading(sitting.engine) as connection:
            raise first_mover(connection, task_id)
    allowed = kinds or (TaskKind.ESCALATION, TaskKind.REPORT, TaskKind.REVIEW)
    if task.kind not in allowed:
        raise NotTeachable("second")
    return task


def said(reason: str) -> str:
    """The reason as it is kept. Raises NotTeachable("reason")."""
    kept = storable(" ".join(reason.split()), LONGEST_REASON)
    if not any(letter.isalpha() for letter in kept):
        raise NotTeachable("reason")
    return kept


def readable_document(document_id: str, sitting: Sitting) -> Document:
    """The document if there is one and who decides may read it. Raises NotFound."""
    found = sitting.assistant.index.document(document_id)
    if found is None or not may_see(found.visibility, sitting.by):
        raise NotFound(f"document {document_id}")
    return found


def document_of_chunk(chunk_id: str, sitting: Sitting) -> Document:
    """The document a passage stands in. Raises NotFound."""
    with reading(sitting.engine) as connection:
        found = connection.scalar(select(db.chunks.c.document_id).where(db.chunks.c.id == chunk_id))
    if found is None:
        raise NotFound(f"chunk {chunk_id}")
    return readable_document(found, sitting)


def owner(document: Document, sitting: Sitting) -> str:
    """The unit that answers for a document today."""
    return owner_of(document, sitting.tables, sitting.today)


def _answers_about(task: Task, engine: Engine) -> set[str | None]:
    return {task.answer_id, *(each.answer_id for each in people_of(engine, task.id))}


def _is_withdrawn(answer_id: str, engine: Engine) -> bool:
    gone = select(db.withdrawn_answers.c.answer_id).where(db.withdrawn_answers.c.answer_id == answer_id)
    with reading(engine) as connection:
        return connection.execute(gone).first() is not None
