"""A small ministry: three letters of three visibilities, two units with heads and officers, an office; to teach in."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from assistant.bootstrap import Assistant, ask, build
from assistant.curation.curation import decide
from assistant.curation.nouns import Decided, Lesson, Task, Teach
from assistant.domain import Answer, Question, Reader, Role
from assistant.records.accounts import create_account, find_account
from assistant.tasks.tasks import ask_unit
from ingest.documents import Visibility
from ingest.manifest import Hints
from ingest.pipeline import add
from tests.conftest import CORPUS, settings_of

PASSWORD = "Mot-mat-khau-dai-2026"
TELECOM, POST, OFFICE_UNIT = "cuc-vien-thong-bkhcn", "vu-buu-chinh-bkhcn", "van-phong-bkhcn"
ALL, POST_ONLY, OFFICE = Visibility(), Visibility("units", frozenset({POST})), Visibility("office")
SHELF = {
    "2023-5130-btttt-hoa-binh.docx": ALL,
    "2023-146-btttt-son-la.txt": POST_ONLY,
    "2024-4076-btttt-quang-binh.txt": OFFICE,
}
PEOPLE = {
    "head": (Role.UNIT_HEAD, TELECOM),
    "deputy": (Role.UNIT_HEAD, TELECOM),
    "officer": (Role.STAFF, TELECOM),
    "post_head": (Role.UNIT_HEAD, POST),
    "post_officer": (Role.STAFF, POST),
    "guest": (Role.STAFF, None),
    "office": (Role.OFFICE, OFFICE_UNIT),
}
QUESTION = "Khi nào Bộ phủ sóng vệ tinh tầm thấp cho đảo Song Tử Tây?"
ANSWER = "Từ tháng 3/2027, vệ tinh tầm thấp phủ sóng toàn bộ đảo Song Tử Tây."
LESSON = Lesson(QUESTION, ANSWER, wordings=("đảo Song Tử Tây bao giờ có sóng vệ tinh tầm thấp",))


@dataclass
class Ministry:
    """The product with its people."""

    assistant: Assistant
    people: dict[str, Reader]

    def __getitem__(self, name: str) -> Reader:
        return self.people[name]

    def say(self, question: str = QUESTION, by: str = "guest") -> Answer:
        """What is answered now, with its audit row."""
        *_, last = ask(Question(question), self[by], self.assistant, "test")
        assert isinstance(last, Answer)
        return last

    def wait(
        self, question: str = QUESTION, by: str = "guest", unit: str = TELECOM, at: datetime | None = None
    ) -> Task:
        """A question put to a unit."""
        asked = self.say(question, by)
        return ask_unit(self.assistant.engine, self.assistant.tables, self[by], asked.id, unit, at=at)

    def teach(self, lesson: Lesson = LESSON, by: str = "head", at: datetime | None = None, **more: Any) -> Decided:
        """Something goes live."""
        return decide(Teach(lesson, **more), self[by], self.assistant, at=at)

    def answers(self, text: str = ANSWER, question: str = QUESTION, by: str = "guest") -> bool:
        """Whether this person is told this text for the question."""
        return text in self.say(question, by).text

    def document(self, name: str) -> str:
        """The id of a letter of the shelf."""
        return next(each.id for each in self.assistant.index.documents() if each.source.endswith(name))


@contextmanager
def opened(home: Path) -> Iterator[Ministry]:
    """The ministry in a home of its own."""
    shutil.copytree(template(), home, dirs_exist_ok=True)
    assistant = build(settings_of(home))
    try:
        yield Ministry(assistant, people_of(assistant))
    finally:
        assistant.close()


def people_of(assistant: Assistant) -> dict[str, Reader]:
    """The accounts of the template, by name."""
    found = {name: find_account(assistant.engine, name.replace("_", "-")) for name in PEOPLE}
    return {name: account.reader for name, account in found.items() if account}


@cache
def template() -> Path:
    """A home filled once, to be copied."""
    folder = Path(mkdtemp(prefix="ministry-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    home = folder / "home"
    assistant = build(settings_of(home))
    for name, visibility in SHELF.items():
        add([CORPUS / name], assistant.pipeline, Hints(visibility=visibility))
    for name, (role, unit) in PEOPLE.items():
        create_account(assistant.engine, name.replace("_", "-"), f"Ông {name}", role, unit, PASSWORD)
    assistant.close()
    return home


def changed(lesson: Lesson = LESSON, **values: Any) -> Lesson:
    """The lesson with some of it otherwise."""
    return replace(lesson, **values)
