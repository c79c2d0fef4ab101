"""A small real site: real index, embedder and database; letters of three visibilities and the sheet of legal bases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.bootstrap import Assistant, build
from assistant.domain import Role
from assistant.records.accounts import Account, create_account
from assistant.server import create_app
from assistant.settings import Settings
from ingest.documents import Visibility
from ingest.manifest import Hints
from ingest.pipeline import add
from tests.journeys.desk_site import DeskSite, make_site

FILES = Path("corpus") / "files"
PASSWORD = "Mot-mat-khau-dai-2026"
EVERYBODY, UNIT, OFFICE = Visibility(), Visibility("units", frozenset({"vu-buu-chinh"})), Visibility("office")
SHELF = {
    "2020-6345-btttt-hai-phong.pdf": EVERYBODY,
    "2023-5130-btttt-hoa-binh.docx": EVERYBODY,
    "2020-1020-btttt-bac-ninh.html": EVERYBODY,
    "2023-146-btttt-son-la.txt": UNIT,
    "2021-2440-btttt-gia-lai.docx": UNIT,
    "2022-2590-btttt-ha-noi.pdf": OFFICE,
    "2024-4076-btttt-quang-binh.txt": OFFICE,
}
PEOPLE = {
    "canbo": (Role.STAFF, "cuc-vien-thong"),
    "buuchinh": (Role.STAFF, "vu-buu-chinh"),
    "truong": (Role.UNIT_HEAD, "vu-buu-chinh"),
    "vanphong": (Role.OFFICE, "van-phong"),
    "quantri": (Role.ADMINISTRATOR, None),
}


@dataclass
class Site:
    """The site with its accounts and browsers."""

    assistant: Assistant
    app: FastAPI
    accounts: dict[str, Account]
    browsers: list[TestClient] = field(default_factory=list)

    def browser(self, name: str | None = None) -> TestClient:
        """A fresh browser, signed in when a name is given."""
        client = TestClient(self.app, base_url="http://testserver", follow_redirects=False)
        self.browsers.append(client)
        if name:
            assert self.sign_in(client, name).status_code == 303
        return client

    def sign_in(self, client: TestClient, name: str, password: str = PASSWORD, wanted: str = "/chat"):
        """Fill in the form as a person would."""
        token = form_token(client.get("/dang-nhap").text)
        form = {"name": name, "password": password, "form_token": token, "next": wanted}
        return client.post("/dang-nhap", data=form)

    def account(self, name: str, role: Role = Role.STAFF, unit: str | None = None) -> Account:
        """A new account with the usual password."""
        return create_account(self.assistant.engine, name, name, role, unit, PASSWORD)

    @property
    def documents(self) -> list[str]:
        return [summary.id for summary in self.assistant.index.documents()]


def form_token(page: str) -> str:
    """The hidden token of a page's first form."""
    return page.split('name="form_token" value="', 1)[1].split('"', 1)[0]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("site")
    assistant = build(Settings(home=home, _env_file=None, sign_in_attempts=5))
    for name, visibility in SHELF.items():
        report = add([FILES / name], assistant.pipeline, Hints(visibility=visibility))
        assert not report.failures
    for name, (role, unit) in PEOPLE.items():
        create_account(assistant.engine, name, name, role, unit, PASSWORD)
    yield assistant
    assistant.close()


@pytest.fixture
def site(library: Assistant) -> Iterator[Site]:
    from assistant.records.accounts import all_accounts
    from assistant.records.tables import sign_in_attempts
    from ingest.database import writing

    with writing(library.engine) as connection:  # every test begins with a clean slate of failed sign-ins
        connection.execute(sign_in_attempts.delete())
    app = create_app(library, chat=False)
    made = Site(library, app, {account.name: account for account in all_accounts(library.engine)})
    yield made
    for browser in made.browsers:
        browser.close()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    """A unit with its head, officers and askers; every test asks questions of its own."""
    made = make_site(tmp_path_factory.mktemp("desk"))
    yield made
    for client in made.signed_in.values():
        client.close()
    made.assistant.close()
