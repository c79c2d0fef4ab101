"""People who ask units, and the site they ask on; shared by the journeys of the asker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.bootstrap import build
from assistant.curation import curation
from assistant.curation.nouns import Lesson, Task, TaskKind, Teach
from assistant.domain import Reader, Role
from assistant.records.accounts import create_account, find_account
from assistant.records.tasks import tasks_about
from assistant.settings import Settings
from ingest.pipeline import add
from tests.journeys.conftest import FILES, PASSWORD
from tests.journeys.served import Chat, Served

UNIT, OTHER, OFFICE = "cuc-vien-thong-bkhcn", "vu-buu-chinh-bkhcn", "van-phong-bkhcn"
LETTERS = ("2024-4076-*", "2020-1020-*")
ANSWERED = "Khi nào tắt sóng 2G?"
OUTSIDE = "Giá vàng hôm nay?"
PEOPLE = {
    "mai": (Role.STAFF, None),
    "lan": (Role.STAFF, None),
    "chuyenvien": (Role.STAFF, UNIT),
    "hung": (Role.UNIT_HEAD, UNIT),
    "buu": (Role.UNIT_HEAD, OTHER),
    "vanphong": (Role.OFFICE, OFFICE),
}

Json = dict[str, Any]
_numbers = iter(range(1, 1000))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    assistant = build(Settings(home=tmp_path_factory.mktemp("asker"), _env_file=None))
    add([path for letter in LETTERS for path in FILES.glob(letter)], assistant.pipeline)
    for name, (role, unit) in PEOPLE.items():
        create_account(assistant.engine, name, name.title(), role, unit, PASSWORD)
    running = Served(assistant)
    yield running
    running.stop()
    assistant.close()


@pytest.fixture
def refused() -> str:
    """A question that nothing answers, new for every test."""
    return f"Khi nào phủ sóng vệ tinh di động cho bản Xín Chải số {next(_numbers)}?"


def act(chat: Chat, name: str, **payload: Any) -> Json:
    """Press a button under an answer."""
    body = {"action": {"name": name, "payload": payload}, "sessionId": chat.session_id}
    told = chat.person.http.post("/chat/project/action", json=body)
    assert told.status_code == 200, told.text
    return dict(told.json()["response"])


def reader(served: Served, name: str) -> Reader:
    account = find_account(served.assistant.engine, name)
    assert account
    return account.reader


def task(served: Served, name: str, kind: TaskKind = TaskKind.ESCALATION) -> Task:
    """The newest one of this person."""
    mine = tasks_about(served.assistant.engine, reader(served, name).account_id)
    return next(each for each, _ in mine if each.kind is kind)


def answer(served: Served, waiting: Task, text: str = "Bản này được phủ sóng trước ngày 31/12/2026.") -> None:
    """The head answers for the unit."""
    curation.decide(Teach(Lesson(waiting.question, text), waiting.id), reader(served, "hung"), served.assistant)


def elements(served: Served, name: str, thread: str) -> list[Json]:
    """The drawings of a conversation as it is opened later."""
    person = served.person(name, PASSWORD)
    found = person.http.get(f"/chat/project/thread/{thread}").json()
    return [each["props"] for each in found["elements"]]


def thread_of(chat: Chat) -> str:
    return str(chat.person.threads()["data"][0]["id"])
