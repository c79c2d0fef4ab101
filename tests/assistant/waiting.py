"""A ministry of six people, and questions that wait for its units."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, insert, select

from assistant.curation.nouns import DecisionKind, Person, Task
from assistant.domain import AnswerStatus, Reader, Role
from assistant.records.accounts import Account
from assistant.records.decisions import Entry, write_within
from assistant.records.tables import answer_sources, answers
from assistant.records.tasks import (
    close_within,
)
from assistant.tasks import tasks as verbs
from ingest.database import documents, writing
from ingest.tables import Tables
from tests.assistant.people import person

PROJECT = Path(__file__).resolve().parents[2]
TABLES = Tables.load(PROJECT / "corpus" / "tables")
VT, VT_OLD, BC, VP = "cuc-vien-thong-bkhcn", "cuc-vien-thong", "vu-buu-chinh-bkhcn", "van-phong-bkhcn"
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 9 o'clock in Việt Nam
QUESTION = "Khi nào tắt sóng 2G?"


def later(days: int) -> datetime:
    return MONDAY + timedelta(days=days)


def staffed(engine: Engine) -> dict[str, Account]:
    """Two who ask, an officer and a head of one unit, a head of another, one person of the office."""
    return {
        "lan": person(engine, "lan", unit=None),
        "minh": person(engine, "minh", unit=None),
        "officer": person(engine, "chuyenvien", unit=VT_OLD),
        "head": person(engine, "truong", Role.UNIT_HEAD, VT),
        "other": person(engine, "truongbc", Role.UNIT_HEAD, BC),
        "office": person(engine, "vanphong", Role.OFFICE, VP),
    }


def asked(
    engine: Engine,
    who: Account,
    question: str = QUESTION,
    status: AnswerStatus = AnswerStatus.UNANSWERABLE_NO_SOURCE,
    unit: str | None = "Cục Viễn thông",
    field: str | None = None,
    sources: tuple[str, ...] = (),
    understood: str | None = None,
) -> str:
    """An answer as the audit keeps it; its id."""
    with writing(engine) as connection:
        number = connection.scalar(select(func.count()).select_from(answers)) or 0
        answer_id = f"a{number}"
        connection.execute(
            insert(answers).values(
                id=answer_id, asked_at=MONDAY, account_id=who.id, account_name=who.name, channel="web",
                question=question, understood=understood, status=status.value, text="", score=0.0, field=field,
                unit=unit, model="", dropped=0, total_ms=1.0, steps=[], looked_at=[],
            )
        )  # fmt: skip
        for place, document_id in enumerate(sources):
            connection.execute(
                insert(answer_sources).values(
                    answer_id=answer_id, position=place, marker=1, document_id=document_id, page=1, cited=True
                )
            )
    return answer_id


def document(engine: Engine, document_id: str, unit: str | None = None, field: str | None = None) -> str:
    with writing(engine) as connection:
        connection.execute(
            insert(documents).values(
                id=document_id, source=document_id, digest="", kind="reply", title="", text="", media_type="text/plain",
                unit=unit, field=field, scope="all", warnings=[], generation=1,
            )
        )  # fmt: skip
    return document_id


def escalated(engine: Engine, who: Account, question: str = QUESTION, at: datetime = MONDAY) -> Task:
    return verbs.ask_unit(engine, TABLES, who.reader, asked(engine, who, question), at=at)


def decided(engine: Engine, task: Task, by: Reader, at: datetime = MONDAY) -> int:
    """Close the task by a decision, as the curation core does."""
    who = Person(by.account_id, by.display_name)
    with writing(engine) as connection:
        entry = Entry(at, DecisionKind.REJECTED, who, task.unit, "vì sao", task.question, task_id=task.id)
        decision = write_within(connection, entry)
        close_within(connection, task.id, task.version, decision, who, at)
    return decision


def handed(engine: Engine, task: Task, to: str, by: Account, at: datetime = MONDAY, why: str = "Thuộc đơn vị") -> Task:
    return verbs.hand_over(engine, TABLES, task.id, to, why, by.reader, task.version, at)
