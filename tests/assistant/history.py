"""A small constructed history of a ministry: who asked what and when, what waited, what was decided."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert

from assistant.domain import Role
from assistant.records.accounts import Account
from assistant.records.tables import accounts, answer_sources, answers, feedback
from assistant.records.teaching import corrections, decisions, task_moves, task_people, tasks, verifications
from ingest import database as db
from ingest.database import writing
from ingest.settings import PROJECT
from ingest.tables import Tables

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TABLES = Tables.load(PROJECT / "corpus" / "tables")
TELECOM, POST, OFFICE = "cuc-vien-thong-bkhcn", "vu-buu-chinh-bkhcn", "van-phong-bkhcn"
NAMES = {TELECOM: "Cục Viễn thông", POST: "Vụ Bưu chính"}


def vn(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime:
    """A moment by the clocks of Vietnam."""
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


@dataclass
class History:
    """Rows written straight into the records, as their owners write them."""

    engine: Engine
    count: int = 0
    people: dict[str, Account] = field(default_factory=dict)

    def person(self, name: str, role: Role = Role.STAFF, unit: str | None = TELECOM) -> Account:
        """An account; nobody signs in with it."""
        values = {"name": name, "display_name": name.title(), "role": role.value, "unit": unit}
        hidden = {"password_hash": "", "disabled": False, "created": vn(1, 1)}
        number = self.put(accounts, **values, **hidden)
        self.people[name] = Account(number, name, name.title(), role, unit, False, vn(1, 1))
        return self.people[name]

    def asked(
        self,
        at: datetime,
        who: str,
        status: str = "answered",
        to: str | None = TELECOM,
        question: str = "",
        **more: Any,
    ) -> str:
        """One answer of the audit, routed to a unit by its name as answering stores it; `cites` are documents."""
        self.count += 1
        number = f"{self.count:032x}"
        cites = more.pop("cites", ())
        row = {"id": number, "asked_at": at, "account_id": self.people[who].id, "account_name": who, "channel": "chat"}
        row |= {"question": question or f"Câu hỏi số {self.count}?", "status": status, "text": "…", "score": 0.9}
        row |= {"field": None, "unit": NAMES.get(to or ""), "model": "", "dropped": 0, "total_ms": 1.0}
        self.put(answers, **row | {"steps": [], "looked_at": []} | more)
        for place, document in enumerate(cites):
            source = {"answer_id": number, "position": place, "document_id": document, "page": 1, "cited": True}
            self.put(answer_sources, **source)
        return number

    def task(
        self, at: datetime, unit: str, due: date, kind: str = "escalation", question: str = "", **more: Any
    ) -> int:
        """Something that waits for a unit."""
        row = {"kind": kind, "status": "open", "level": "officer", "unit": unit, "reason": "", "opened": at, "due": due}
        row |= {"question": question or f"Việc {kind} lúc {at:%d/%m %H:%M}?", "subject": uuid.uuid4().hex}
        row |= {"opened_by_id": 0, "opened_by": "x", "people": 1, "version": 1, "note": ""} | more
        number = self.put(tasks, **row)
        self.moved(number, at, due)
        return number

    def waits(self, task: int, who: str, at: datetime, question: str, answer: str | None = None) -> None:
        """A person whom the task concerns."""
        row = {"task_id": task, "account_id": self.people[who].id, "account_name": who, "answer_id": answer}
        self.put(task_people, **row, question=question, comment="", proposed="", asked_at=at)
        self.moved(task, at, at.date())

    def decided(
        self, at: datetime, who: str, unit: str, kind: str = "taught", task: int | None = None, **more: Any
    ) -> int:
        """A decision; it closes its task when there is one and the kind closes."""
        by = self.people[who]
        row = {"at": at, "kind": kind, "account_id": by.id, "account_name": by.display_name, "unit": unit}
        row |= {"reason": "", "question": "", "task_id": task, "chunk_ids": [], "gate": {}} | more
        number = self.put(decisions, **row)
        if task is not None and kind not in ("handed_over", "proposed"):
            with writing(self.engine) as connection:
                closing = {"status": "closed", "closed": at, "decision_id": number}
                connection.execute(tasks.update().where(tasks.c.id == task).values(closing))
        return number

    def vote(self, answer: str, who: str, at: datetime, value: int, **more: Any) -> int:
        """A thumb."""
        row = {"answer_id": answer, "account_id": self.people[who].id, "account_name": who, "value": value}
        return self.put(feedback, **row | {"comment": "", "created": at, "chunk_ids": []} | more)

    def document(self, name: str, unit: str, kind: str = "reply", scope: str = "all", **more: Any) -> str:
        """A stored document."""
        row = {"id": name, "source": name, "digest": name, "kind": kind, "title": f"Tài liệu {name}", "text": "x"}
        row |= {"media_type": "text/plain", "unit": unit, "scope": scope, "warnings": [], "generation": 1, "masked": 0}
        self.put(db.documents, **row | more)
        return name

    def verified(self, document: str, unit: str, at: datetime, review_on: date) -> None:
        """Somebody vouched for it."""
        by = {"account_id": 1, "account_name": "x"}
        self.put(verifications, document_id=document, unit=unit, at=at, review_on=review_on, **by)

    def correction(self, name: str, unit: str, at: datetime) -> str:
        """A live knowledge item with its document."""
        document = self.document(f"c-{name}", unit, "correction")
        row = {"id": name, "document_id": document, "unit": unit, "status": "live", "version": 1, "live_version": 1}
        self.put(corrections, **row, created=at, updated=at, corrects=[])
        return document

    def moved(self, task: int, at: datetime, due: date) -> None:
        """A line of a task's history."""
        row = {"task_id": task, "at": at, "account_id": 0, "account_name": "x", "what": "opened", "level": "officer"}
        self.put(task_moves, **row, due=due, note="")

    def put(self, table: Any, **values: Any) -> Any:
        """One row; its number."""
        for name, value in values.items():
            if isinstance(value, datetime):
                values[name] = value.astimezone(UTC)
        with writing(self.engine) as connection:
            done = connection.execute(insert(table).values(values))
            return done.inserted_primary_key[0] if done.inserted_primary_key else None


def history(home: Path) -> History:
    """An empty ministry with all tables."""
    from tests.assistant.people import database

    return History(database(home))
