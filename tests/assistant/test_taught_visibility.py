"""Nothing that was taught from a restricted source reaches a reader who may not see it, whichever way they look.

The pages and calls are those the server has: one that is added later is looked at too, and one with a new kind of
name in its address fails here until it is said what to put there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from assistant.access import may_see
from assistant.answering.route_neighbours import LABELLED
from assistant.curation.curation import decide, preview, propose, undo
from assistant.curation.nouns import Lesson, RetireDocument, Teach
from assistant.records.corrections import correction_of
from assistant.server import create_app
from assistant.tasks.tasks import ask_unit
from ingest.documents import Visibility
from ingest.index.base import Filter
from tests.assistant.ministry import ALL, OFFICE, PASSWORD, POST, POST_ONLY, Ministry, opened
from tests.journeys.conftest import form_token

READERS = ("guest", "officer", "head", "post_officer", "post_head", "office")
NOT_ASKED = {"/api/openapi.json", "/healthz", "/readyz", "/metrics", "/dang-nhap", "/"}


@dataclass(frozen=True)
class Item:
    """Something taught: words that stand nowhere else, who may read it, and every name it has in an address."""

    name: str
    visibility: Visibility
    typed: str  # how somebody asks who does not know it
    names: dict[str, str]

    @property
    def lesson(self) -> Lesson:
        """Its secrets stand in the question, in another way to ask and in the answer."""
        question, wording, answer = secrets_of(self.name)
        return Lesson(
            f"{self.typed[:-1]} {question}?",
            f"Trạm {answer} ở đó hoạt động từ tháng 5/2031.",
            wordings=(f"{wording} {self.typed[:-1].lower()}",),
        )

    def in_text(self, text: str) -> bool:
        """Whether any of its secrets is told."""
        return any(secret in text.lower() for secret in (*secrets_of(self.name), "picture of everything"))


def secrets_of(name: str) -> tuple[str, str, str]:
    """Words that stand nowhere else."""
    return f"qoka{name}", f"wuzu{name}", f"zibo{name}"


@dataclass
class House:
    """The ministry with all that was taught, its server, and a browser for everybody."""

    ministry: Ministry
    app: FastAPI
    items: dict[str, Item] = field(default_factory=dict)
    browsers: dict[str, TestClient] = field(default_factory=dict)
    seen: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def text(self, reader: str, route: str, item: Item) -> str:
        """What this reader is shown there, unpacked."""
        key = (reader, route, item.name)
        if key not in self.seen:
            self.seen[key] = ROUTES[route](self, reader, item) if route in ROUTES else self._got(reader, route, item)
        return self.seen[key]

    def _got(self, reader: str, route: str, item: Item) -> str:
        browser = self.browsers[reader]
        path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: item.names[found[1]], route)
        unit = item.names["unit"]
        asked = [{}, {"q": item.typed}, {"unit": unit, "don_vi": unit}]
        return "\n".join(unpacked(browser.get(path, params=each)) for each in asked)


def unpacked(answer: object) -> str:
    """The text of a page, of a sheet, or that there is a picture of what may not be seen."""
    content, status = answer.content, answer.status_code  # type: ignore[attr-defined]
    assert status < 500
    if status != 200:
        return ""
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            return "\n".join(folder.read(name).decode("utf-8", "replace") for name in folder.namelist())
    return "picture of everything" if content[:4] == b"\x89PNG" else str(content.decode("utf-8", "replace"))


# ------------------------------------------------------------------------------------------------------ more than pages


def answered(house: House, reader: str, item: Item) -> str:
    return repr(house.ministry.say(item.typed, reader))


def answered_api(house: House, reader: str, item: Item) -> str:
    return unpacked(house.browsers[reader].post("/api/ask", json={"question": item.typed}))


def neighbours(house: House, reader: str, item: Item) -> str:
    """Where questions like this one go is learned from what this reader may read."""
    index, where = house.ministry.assistant.index, Filter(house.ministry[reader].tokens, LABELLED)
    vector = house.ministry.assistant.embedder.encode([item.typed])[0]
    hits = [*index.nearest(vector, where, 50), *index.matching(item.typed, where, 50)]
    return repr(index.chunks([hit.key for hit in hits]))


def previewed(house: House, reader: str, item: Item) -> str:
    """What the gate and the conflicts show who would teach something else for the same question."""
    if reader not in ("head", "post_head", "office"):
        return ""
    other = Teach(Lesson(item.typed, "Đến ngày 03/03/2033 mới có 77 trạm theo 25/2011/NĐ-CP."))
    found = preview(other, house.ministry[reader], house.ministry.assistant)
    return repr((found.conflicts, found.shifts))


def overview_rows(house: House, reader: str, item: Item) -> str:
    """A list of rows behind every kind of number of the overview."""
    browser = house.browsers[reader]
    page = browser.get("/tong-quan", params={"unit": item.names["unit"]}).text
    links = sorted(set(re.findall(r'href="(/tong-quan/dong\?[^"]+)"', page)))
    kinds = {re.sub(r".*what=(\w+).*", r"\1", link): link.replace("&amp;", "&") for link in links}
    return "\n".join(unpacked(browser.get(link)) for link in kinds.values())


ROUTES: dict[str, Callable[[House, str, Item], str]] = {
    "answer": answered,
    "answer by the API": answered_api,
    "routing neighbours": neighbours,
    "preview": previewed,
    "overview rows": overview_rows,
}


def pages_of(app: FastAPI) -> list[str]:
    """Every address that can be got, as the server knows it."""
    found: set[str] = set()
    waiting = list(app.routes)
    while waiting:
        route = waiting.pop()
        inner = getattr(route, "original_router", None)
        waiting += inner.routes if inner else []
        if "GET" in (getattr(route, "methods", None) or ()):
            found.add(str(getattr(route, "path", "")))
    return sorted(found - NOT_ASKED)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("house") / "home") as ministry:
        made = House(ministry, create_app(ministry.assistant, chat=False))
        for kind in MADE:
            made.items[kind] = MADE[kind](ministry, kind)
        for name in READERS:
            made.browsers[name] = signed_in(made.app, name.replace("_", "-"))
        yield made
        for browser in made.browsers.values():
            browser.close()


def signed_in(app: FastAPI, name: str) -> TestClient:
    browser = TestClient(app, base_url="http://testserver", follow_redirects=False)
    token = form_token(browser.get("/dang-nhap").text)
    form = {"name": name, "password": PASSWORD, "form_token": token, "next": "/tai-lieu"}
    assert browser.post("/dang-nhap", data=form).status_code == 303
    return browser


# ------------------------------------------------------------------------------------------------- what there is to see


def item_of(ministry: Ministry, name: str, visibility: Visibility, typed: str, unit: str = POST) -> Item:
    """An item that nobody has taught yet."""
    names = {"number": "1", "kind": "csv", "key": "0" * 16, "unit": unit, "answer_id": "0" * 32, "token_id": "1"}
    names |= {"document_id": "0" * 16, "item_id": "0" * 16, "task_id": "1", "decision_id": "1", "job": "0" * 16}
    return Item(name, visibility, typed, names)


def named(item: Item, **names: object) -> Item:
    """The item with what its pages are called."""
    return replace(item, names=item.names | {name: str(value) for name, value in names.items()})


def taught(
    ministry: Ministry, name: str, visibility: Visibility, by: str, source: str, typed: str, **more: Any
) -> Item:
    """A correction made from a letter."""
    item = item_of(ministry, name, visibility, typed)
    decided = ministry.teach(item.lesson, by, corrects=(ministry.document(source),), unit=POST, **more).decision
    return named(item, document_id=decided.document_id, item_id=decided.correction_id, decision_id=decided.id)


def for_all(ministry: Ministry, name: str) -> Item:
    return taught(ministry, name, ALL, "post_head", "hoa-binh.docx", "Trạm thu phát sóng Hòn Mê hoạt động khi nào?")


def for_a_unit(ministry: Ministry, name: str) -> Item:
    return taught(ministry, name, POST_ONLY, "post_head", "son-la.txt", "Bưu cục Hòn Khoai mở cửa khi nào?")


def for_the_office(ministry: Ministry, name: str) -> Item:
    return taught(ministry, name, OFFICE, "office", "quang-binh.txt", "Cáp quang đảo Cồn Cỏ nối vào năm nào?")


def taken_back(ministry: Ministry, name: str) -> Item:
    item = taught(ministry, name, POST_ONLY, "post_head", "son-la.txt", "Điểm bưu điện Cù Lao Xanh mở khi nào?")
    undo(int(item.names["decision_id"]), "Sai", ministry["post_head"], ministry.assistant)
    return item


def out_of_use(ministry: Ministry, name: str) -> Item:
    item = taught(ministry, name, POST_ONLY, "post_head", "son-la.txt", "Thùng thư đảo Bạch Long Vĩ đặt ở đâu?")
    decide(RetireDocument(item.names["document_id"], "Đã cũ"), ministry["office"], ministry.assistant)
    return item


def new_version(ministry: Ministry, name: str) -> Item:
    item = taught(ministry, name, POST_ONLY, "post_head", "son-la.txt", "Tàu thư đảo Phú Quý chạy mấy chuyến?")
    lesson = replace(item.lesson, answer=f"{item.lesson.answer} Mỗi tuần hai chuyến.", visibility=ALL)
    decided = ministry.teach(lesson, "post_head", correction_id=item.names["item_id"]).decision
    return named(item, decision_id=decided.id)


def drafted(ministry: Ministry, name: str) -> Item:
    """Proposed for a question that was answered from a restricted letter."""
    engine, tables = ministry.assistant.engine, ministry.assistant.tables
    letter = ministry.assistant.index.document(ministry.document("son-la.txt"))
    assert letter
    asked = ministry.say(letter.text[letter.requests[0].reply.start :][:150], by="post_officer")
    assert letter.id in {each.document_id for each in asked.citations}
    task = ask_unit(engine, tables, ministry["post_officer"], asked.id, POST)
    item = item_of(ministry, name, POST_ONLY, "Bưu tá đảo Lý Sơn phát thư mấy lần?")
    correction = correction_of(engine, propose(item.lesson, task.id, ministry["post_officer"], ministry.assistant))
    return named(item, task_id=task.id, item_id=correction.id, document_id=correction.document_id)


MADE: dict[str, Callable[[Ministry, str], Item]] = {
    each.__name__.replace("_", ""): each
    for each in (for_all, for_a_unit, for_the_office, taken_back, out_of_use, new_version, drafted)
}


# ------------------------------------------------------------------------------------------------------------ the rule


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_taught_from_a_restricted_source_reaches_who_may_not_see_it(house: House, data: st.DataObject) -> None:
    route = data.draw(st.sampled_from([*ROUTES, *pages_of(house.app)]), "route")
    reader = data.draw(st.sampled_from(READERS), "reader")
    item = house.items[data.draw(st.sampled_from(sorted(house.items)), "item")]
    if not may_see(item.visibility, house.ministry[reader]):
        assert not item.in_text(house.text(reader, route, item)), f"{reader} learns of {item.name} by {route}"


def test_who_may_see_it_is_shown_it(house: House) -> None:
    """Otherwise the rule above would hold in an empty house."""
    for name, route in product(
        ("forall", "foraunit", "fortheoffice"), ("answer", "answer by the API", "routing neighbours")
    ):
        item = house.items[name]
        shown = {reader for reader in READERS if item.in_text(house.text(reader, route, item))}
        assert shown == {reader for reader in READERS if may_see(item.visibility, house.ministry[reader])}, (
            name,
            route,
        )
    for name, route in product(
        ("forall", "foraunit", "newversion"),
        (
            "/tai-lieu/{document_id}",
            "/tri-thuc/{item_id}",
            "/tri-thuc",
            "/so-quyet-dinh",
            "/tri-thuc/xuat-bang",
            "preview",
        ),
    ):
        item = house.items[name]
        assert item.in_text(house.text("post_head", route, item)), (name, route)


@pytest.mark.parametrize("route", ["/so-quyet-dinh", "overview rows", "/api/corrections", "/tri-thuc", "preview"])
def test_a_unit_does_not_read_in_its_own_lists_what_only_the_office_may(house: House, route: str) -> None:
    item = house.items["fortheoffice"]
    assert item.names["unit"] == POST and item.in_text(house.text("office", route, item))
    assert not item.in_text(house.text("post_head", route, item))
