"""A home as large as a ministry's after some years: items taught, tasks open and closed, answers; repeatable.

Items become documents, rows, decisions, golden questions and closed tasks as `assistant.curation.carry_out` writes
them, five hundred to a transaction. Tasks that are open, and the audit of answers, are written as plain rows.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from assistant.answering.taught import taught_within
from assistant.bootstrap import Assistant
from assistant.curation.document import document_id, put_of
from assistant.curation.nouns import Correction, CorrectionStatus, DecisionKind, Golden, Lesson, Level, Person, TaskKind
from assistant.domain import AnswerStatus, Role
from assistant.records import corrections
from assistant.records.decisions import Entry, write_within
from assistant.records.golden import golden_within
from assistant.records.tables import accounts, answer_sources, answers, feedback
from assistant.records.tasks import Opening, close_within, open_within
from assistant.upkeep.verification import verify_within
from assistant.working_days import add_working_days
from ingest import database as db
from ingest.database import reading, writing

BATCH = 500
DAYS = 365  # over which everything happened
STAFF = 12  # of each unit
HEADS = 2
DISTINCT = 4_000  # questions that are asked again and again
ENDED = (
    (AnswerStatus.ANSWERED, 74),
    (AnswerStatus.ANSWERED_CONFLICT, 3),
    (AnswerStatus.CLARIFICATION, 4),
    (AnswerStatus.UNANSWERABLE_NO_SOURCE, 12),
    (AnswerStatus.UNANSWERABLE_NOT_FOUND, 2),
    (AnswerStatus.BLOCKED_OUT_OF_REMIT, 4),
    (AnswerStatus.BLOCKED_PERSONAL_DATA, 1),
)
ASPECTS = (
    "Thời hạn hoàn thành {topic} tại {place} là khi nào",
    "Đơn vị nào chịu trách nhiệm về {topic} tại {place}",
    "Kinh phí cho {topic} tại {place} lấy từ nguồn nào",
    "Có bao nhiêu điểm {topic} tại {place}",
    "Khó khăn của {topic} tại {place} được tháo gỡ thế nào",
    "Kế hoạch năm tới về {topic} tại {place} ra sao",
    "Người dân {place} cần làm gì để được hỗ trợ về {topic}",
    "Kết quả kiểm tra {topic} tại {place} thế nào",
)
ANSWER = (
    "Đến ngày {day}, {place} đã hoàn thành {number} % công việc về {topic}. Phần còn lại do {unit} theo dõi, "
    "hoàn thành trước ngày {later}. Kinh phí được bố trí theo kế hoạch của địa phương và chương trình viễn thông công ích."
)


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    items: int = 10_000
    open: int = 2_000
    answers: int = 100_000


@dataclass(frozen=True)
class Staffed:
    """A unit with its field and the accounts that work there."""

    unit: str
    name: str
    field: str
    heads: tuple[Person, ...]
    staff: tuple[Person, ...]


def fill_desk(assistant: Assistant, sizes: Sizes, at: datetime) -> list[Staffed]:
    """Everything that happened in the year before `at`; returns the units with their people."""
    pick = random.Random(7)
    units = [staffed(assistant, each.code, each.name, each.fields[0]) for each in units_of_today(assistant, at.date())]
    asked = questions(assistant, pick)
    documents = teach(assistant, units, asked, sizes.items, at, pick)
    wait(assistant, units, asked, sizes.open, at, pick)
    ask(assistant, units, [next(asked) for _ in range(DISTINCT)], documents, sizes.answers, at, pick)
    return units


def units_of_today(assistant: Assistant, on: date) -> list[Any]:
    """The units that answer for a field today, each once."""
    found = {field.slug: assistant.tables.unit_for(field.slug, on) for field in assistant.tables.fields}
    return list({unit.code: unit for unit in found.values() if unit}.values())


def staffed(assistant: Assistant, unit: str, name: str, field: str) -> Staffed:
    """The unit with new accounts; nobody signs in with them by a password."""
    rows = [
        {
            "name": f"{unit}-{number}",
            "display_name": f"Cán bộ {number} {name}",
            "role": (Role.UNIT_HEAD if number < HEADS else Role.STAFF).value,
            "unit": unit,
            "password_hash": "",
            "disabled": False,
            "created": datetime(2024, 1, 1, tzinfo=UTC),
        }
        for number in range(HEADS + STAFF)
    ]
    with writing(assistant.engine) as connection:
        connection.execute(insert(accounts), rows)
        made = connection.execute(select(accounts.c.id, accounts.c.display_name).where(accounts.c.unit == unit))
        people = tuple(Person(*row) for row in made.all())
    return Staffed(unit, name, field, people[:HEADS], people[HEADS:])


def questions(assistant: Assistant, pick: random.Random) -> Iterator[tuple[str, str, str]]:
    """Endless distinct (question, topic, place), in an order that looks random and is always the same."""
    topics = [keyword for field in assistant.tables.fields for keyword in field.keywords]
    places = [province.name for province in assistant.tables.provinces]
    every = [(aspect, topic, place) for aspect in ASPECTS for topic in topics for place in dict.fromkeys(places)]
    pick.shuffle(every)
    turn = 0
    while True:
        for aspect, topic, place in every:
            again = f" (đợt {turn})" if turn else ""
            yield aspect.format(topic=topic, place=place) + again + "?", topic, place
        turn += 1


def teach(
    assistant: Assistant,
    units: list[Staffed],
    asked: Iterator[tuple[str, str, str]],
    wanted: int,
    at: datetime,
    pick: random.Random,
) -> list[str]:
    """As many live items, each of which closed a task; returns their documents."""
    made: list[Correction] = []
    for number in range(wanted):
        unit, (question, topic, place) = units[number % len(units)], next(asked)
        when = at - timedelta(days=pick.uniform(1, DAYS))
        day, later = f"{when:%d/%m/%Y}", f"{when + timedelta(days=200):%d/%m/%Y}"
        said = ANSWER.format(
            day=day, later=later, place=place, topic=topic, unit=unit.name, number=pick.randint(10, 99)
        )
        name = f"{number:016x}"
        lesson = Lesson(question, said, wordings=(f"Cho hỏi {question[0].lower()}{question[1:]}",), field=unit.field)
        by, live = pick.choice(unit.heads), CorrectionStatus.LIVE
        made.append(Correction(name, document_id(name), unit.unit, live, 1, lesson, by, when, None, "desk"))
    made.sort(key=lambda each: each.taught_at)
    for start in range(0, len(made), BATCH):
        batch = made[start : start + BATCH]
        puts = [put_of(each, assistant.pipeline) for each in batch]
        assistant.index.change(puts, [], lambda connection, batch=batch: keep(connection, assistant, batch))  # type: ignore[misc]
    return [each.document_id for each in made]


def keep(connection: Connection, assistant: Assistant, batch: list[Correction]) -> None:
    """The rows of items, as a decision writes them: task, decision, item, golden question, verification."""
    for each in batch:
        opened = each.taught_at - timedelta(days=2)
        due = add_working_days(opened.date(), 5, assistant.tables)
        opening = Opening(
            TaskKind.ESCALATION, each.unit, each.lesson.question, "unanswerable_no_source", uuid.uuid4().hex, due
        )
        task, _ = open_within(connection, opening, each.taught_by, opened)
        entry = Entry(
            each.taught_at,
            DecisionKind.TAUGHT,
            each.taught_by,
            each.unit,
            "",
            each.lesson.question,
            task_id=task,
            correction_id=each.id,
            version=1,
            document_id=each.document_id,
        )
        number = write_within(connection, entry)
        corrections.add_within(connection, each, ())
        corrections.decided_within(connection, each.id, 1, number)
        corrections.stand_within(connection, each.id, CorrectionStatus.LIVE, 1, each.taught_at)
        golden = Golden(0, each.unit, each.lesson.question, (each.document_id,), True, number)
        golden_within(connection, golden, each.taught_at)
        verify_within(
            connection, assistant.tables, each.document_id, each.unit, each.taught_by, each.taught_at, None, number
        )
        close_within(connection, task, 1, number, each.taught_by, each.taught_at)
    taught_within(connection)


def wait(
    assistant: Assistant,
    units: list[Staffed],
    asked: Iterator[tuple[str, str, str]],
    wanted: int,
    at: datetime,
    pick: random.Random,
) -> None:
    """As many open tasks, most of them escalations, for one to five people each, in all four states."""
    for start in range(0, wanted, BATCH):
        with writing(assistant.engine) as connection:
            for number in range(start, min(start + BATCH, wanted)):
                unit, (question, _, _) = units[number % len(units)], next(asked)
                opened = at - timedelta(days=pick.uniform(0, 12))
                due = add_working_days(opened.date(), 5, assistant.tables)
                kind = TaskKind.REPORT if number % 5 == 0 else TaskKind.ESCALATION
                reason = "wrong" if kind is TaskKind.REPORT else "unanswerable_no_source"
                level = Level.OFFICE if due < at.date() else Level.OFFICER
                opening = Opening(kind, unit.unit, question, reason, uuid.uuid4().hex, due, level)
                for person in pick.sample(unit.staff, pick.randint(1, 5)):
                    open_within(connection, opening, person, opened)


def ask(
    assistant: Assistant,
    units: list[Staffed],
    known: list[tuple[str, str, str]],
    documents: list[str],
    wanted: int,
    at: datetime,
    pick: random.Random,
) -> None:
    """The audit of answers with what they cite, and a vote on every tenth."""
    with reading(assistant.engine) as connection:
        others = list(connection.scalars(select(db.documents.c.id).limit(2_000)))
    statuses, weights = [status for status, _ in ENDED], [weight for _, weight in ENDED]
    for start in range(0, wanted, 5_000):
        rows, sources, given = [], [], []
        for number in range(start, min(start + 5_000, wanted)):
            unit, status = pick.choice(units), pick.choices(statuses, weights)[0]
            person, when = pick.choice(unit.staff), at - timedelta(days=pick.uniform(0, DAYS))
            routed = unit if number % 3 else pick.choice(units)
            name = uuid.UUID(int=pick.getrandbits(128)).hex
            question = pick.choice(known)[0]
            rows.append(answer_row(name, when, person, question, status, routed))
            if status.answered:
                cited = [pick.choice(documents or others), pick.choice(others)]
                sources += [source_row(name, place, document) for place, document in enumerate(cited)]
                given += [vote_row(name, when, person, 1 if pick.random() < 0.8 else -1)] if number % 10 == 0 else []
        with writing(assistant.engine) as connection:
            connection.execute(insert(answers), rows)
            for table, these in ((answer_sources, sources), (feedback, given)):
                if these:
                    connection.execute(insert(table), these)


def answer_row(
    name: str, when: datetime, person: Person, question: str, status: AnswerStatus, routed: Staffed
) -> dict[str, Any]:
    """One line of the audit, as wide as a real one."""
    steps = [["understand", 0.4], ["retrieve", 5.1], ["rank", 6.2], ["compose", 3.3]]
    looked_at = [f"{name[:16]}:{place:05d}" for place in range(20)]
    wide = {"text": "Từ ngày 16/10/2024, không cung cấp dịch vụ cho máy chỉ hỗ trợ 2G. " * 12, "score": 0.9}
    wide |= {"understood": None, "model": "", "dropped": 0, "as_of": None, "total_ms": 20.0, "embedder": "static"}
    asked = {"id": name, "asked_at": when, "account_id": person.account_id, "account_name": person.name[:64]}
    asked |= {"channel": "chat", "question": question, "status": status.value, "field": routed.field}
    return asked | wide | {"unit": routed.name, "steps": steps, "looked_at": looked_at, "generation": 1}


def source_row(name: str, place: int, document: str) -> dict[str, Any]:
    """One quotation of an answer."""
    where = {"page": 1, "start": 0, "end": 120, "quote": "Trích nguyên văn. " * 7, "cited": True, "number": None}
    return {"answer_id": name, "position": place, "marker": place + 1, "chunk_id": "", "document_id": document} | where


def vote_row(name: str, when: datetime, person: Person, value: int) -> dict[str, Any]:
    """A thumb."""
    by = {"answer_id": name, "account_id": person.account_id, "account_name": person.name[:64], "value": value}
    return by | {"reason": None, "comment": "", "created": when, "replaced": None, "chunk_ids": []}
