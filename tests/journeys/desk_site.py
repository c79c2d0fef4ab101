"""A small site with a unit, its head, its officers and people who ask; pages are read and forms are sent as a browser would."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.bootstrap import Assistant, ask, build
from assistant.curation.nouns import Task
from assistant.domain import Answer, Question, Role
from assistant.records.accounts import Account, create_account
from assistant.server import create_app
from assistant.settings import Settings
from assistant.tasks.tasks import ask_unit, report
from ingest.documents import Visibility
from ingest.manifest import Hints
from ingest.pipeline import add

FILES = Path("corpus") / "files"
PASSWORD = "Mot-mat-khau-dai-2026"
UNIT, OTHER = "cuc-vien-thong-bkhcn", "vu-buu-chinh-bkhcn"
SHELF = {
    "2020-6345-btttt-hai-phong.pdf": Visibility(),
    "2023-5130-btttt-hoa-binh.docx": Visibility(),
    "2024-987-btttt-thanh-hoa.pdf": Visibility(),
}
PEOPLE = {
    "truong": ("Trần Văn Hùng", Role.UNIT_HEAD, UNIT),
    "pho": ("Ngô Thị Thu", Role.UNIT_HEAD, UNIT),
    "canbo": ("Nguyễn Thị Mai", Role.STAFF, UNIT),
    "hoi": ("Đỗ Minh", Role.STAFF, OTHER),
    "truongkhac": ("Vũ Lan", Role.UNIT_HEAD, OTHER),
    "vanphong": ("Lê Thu Hà", Role.OFFICE, "van-phong"),
    "khach": ("Phạm An", Role.STAFF, None),
}
ANSWER = "Trạm được bàn giao trước ngày 30/6/2027 theo kế hoạch của Cục; địa phương bố trí mặt bằng."
_numbers = itertools.count(1)


@dataclass
class Browser:
    """One signed-in person; the last page is kept so that its forms can be sent."""

    client: TestClient
    page: str = ""
    status: int = 0
    address: str = ""

    def open(self, path: str) -> str:
        answer = self.client.get(path, headers={"accept": "text/html"})
        self.page, self.status = answer.text, answer.status_code
        self.address = answer.headers.get("location", path)
        return self.page

    def send(self, path: str, **fields: str) -> str:
        """Send a form of the last page with its hidden token; a redirect is followed as a browser would."""
        token = re.search(r'name="form_token" value="([^"]+)"', self.page)
        assert token, "the last page has no form"
        answer = self.client.post(path, data={"form_token": token[1], **fields}, headers={"accept": "text/html"})
        self.page, self.status = answer.text, answer.status_code
        self.address = answer.headers.get("location", path)
        return self.open(self.address) if answer.status_code == 303 else self.page

    def hidden(self, name: str) -> str:
        """The value of the first hidden field of this name on the last page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found, f"no field {name}"
        return unescape(found[1])


@dataclass
class DeskSite:
    """The site and what tests do with it."""

    assistant: Assistant
    app: FastAPI
    accounts: dict[str, Account]
    signed_in: dict[str, TestClient] = field(default_factory=dict)

    def browser(self, name: str) -> Browser:
        """A window of this person's browser, who signs in once."""
        if name not in self.signed_in:
            self.signed_in[name] = self._sign_in(name)
        return Browser(self.signed_in[name])

    def _sign_in(self, name: str) -> TestClient:
        client = TestClient(self.app, base_url="http://testserver", follow_redirects=False)
        found = Browser(client)
        found.open("/dang-nhap")
        token = found.hidden("form_token")
        form = {"name": name, "password": PASSWORD, "form_token": token, "next": "/ban-lam-viec"}
        assert client.post("/dang-nhap", data=form).status_code == 303
        return client

    def ask(self, question: str, name: str = "hoi") -> Answer:
        *_, last = ask(Question(question), self.accounts[name].reader, self.assistant, "chat")
        assert isinstance(last, Answer)
        return last

    def put(self, question: str, *names: str, unit: str = UNIT) -> Task:
        """A question nobody answered, put to a unit by these people."""
        engine, tables = self.assistant.engine, self.assistant.tables
        for name in names or ("hoi",):
            answer = self.ask(question, name)
            task = ask_unit(engine, tables, self.accounts[name].reader, answer.id, unit)
        return task

    def reported(self, question: str, reason: str = "outdated", proposed: str = "", name: str = "hoi") -> Task:
        """An answer of the assistant that somebody says is wrong."""
        answer = self.ask(question, name)
        engine, tables = self.assistant.engine, self.assistant.tables
        return report(engine, tables, self.accounts[name].reader, answer.id, reason, "đã có mốc mới", proposed)


def unlike_question() -> str:
    """A question of its own, which nothing on the shelf answers and no other test asks."""
    number = next(_numbers)
    return f"Trạm quan trắc sóng số {number * 7919} ở xã Phìn Ngan {number} bao giờ được bàn giao?"


def make_site(home: Path) -> DeskSite:
    """A fresh site with its people."""
    assistant = build(Settings(home=home, _env_file=None))
    for name, visibility in SHELF.items():
        for path in FILES.glob(name):
            add([path], assistant.pipeline, Hints(visibility=visibility))
    people = {
        name: create_account(assistant.engine, name, display, role, unit, PASSWORD)
        for name, (display, role, unit) in PEOPLE.items()
    }
    return DeskSite(assistant, create_app(assistant, chat=False), people)


def lesson(question: str, answer: str = ANSWER, **changes: str) -> dict[str, str]:
    """The fields of the answer's form as a person fills them in."""
    empty = {"basis": "", "wordings": "", "not_for": "", "in_force": "", "until": "", "review_days": ""}
    return {"question": question, "answer": answer, "scope": "all", **empty, **changes}


def look(browser: Browser, task: Task, question: str) -> str:
    """Look at the gate; what was seen."""
    browser.open(f"/ban-lam-viec/{task.id}")
    browser.send(f"/ban-lam-viec/{task.id}/tra-loi", step="look", **lesson(question))
    return browser.hidden("seen")


def taught(browser: Browser, question: str, **changes: str) -> str:
    """Teach without a task; the id of the item, whose page is open then."""
    browser.open("/tri-thuc/moi")
    fields = {"unit": UNIT} | lesson(question) | changes
    browser.send("/tri-thuc/moi", step="look", **fields)
    browser.send("/tri-thuc/moi", step="decide", seen=browser.hidden("seen"), **fields)
    found = re.match(r"/tri-thuc/([0-9a-f]{16})\?xong=", browser.address)
    assert found, browser.page[:2000]
    return found[1]
