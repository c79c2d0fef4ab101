"""Nobody learns of a document that is not open to them, by whichever route."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from assistant.access import may_open, may_see
from assistant.domain import Reader, Role
from assistant.library import Wanted, list_documents
from assistant.records import events
from assistant.records.events import What
from ingest.documents import Document, Visibility
from tests.journeys.conftest import PEOPLE, SHELF, Site

# Each route says whether this browser learns of the document through it.
ROUTES: dict[str, Callable[[TestClient, Document], bool]] = {
    "viewer": lambda browser, each: opened(browser, f"/tai-lieu/{each.id}"),
    "viewer with a quotation": lambda browser, each: opened(browser, f"/tai-lieu/{each.id}?trang=1&trich=0-20"),
    "original": lambda browser, each: opened(browser, f"/tai-lieu/{each.id}/goc"),
    "list": lambda browser, each: each.id in browser.get("/tai-lieu").text,
    "list by search": lambda browser, each: each.id in browser.get("/tai-lieu", params={"q": words(each)}).text,
    "list by number": lambda browser, each: each.id in browser.get("/tai-lieu", params={"q": each.number}).text,
    "api document": lambda browser, each: opened(browser, f"/api/documents/{each.id}"),
    "api picture": lambda browser, each: opened(browser, f"/api/documents/{each.id}/pages/1.png"),
    "api picture of a quotation": lambda browser, each: opened(
        browser, f"/api/documents/{each.id}/pages/1.png?quote=0-20"
    ),
    "api list": lambda browser, each: each.id in browser.get("/api/documents", params={"per_page": 200}).text,
    "api search": lambda browser, each: each.id in browser.get("/api/search", params={"q": words(each), "k": 100}).text,
    "api answer": lambda browser, each: each.id in browser.post("/api/ask", json={"question": asked(each)}).text,
}
ALWAYS_SHOWS = {name for name in ROUTES if name != "api answer"}  # an answer may rest on another letter
UNITS = st.sampled_from(["vu-buu-chinh", "cuc-vien-thong", "van-phong"])


def opened(browser: TestClient, path: str) -> bool:
    answer = browser.get(path)
    assert answer.status_code in (200, 404)
    return answer.status_code == 200


def words(document: Document) -> str:
    return document.text[document.requests[0].reply.start :][:120]


def asked(document: Document) -> str:
    request = document.requests[0]
    return (request.petition.of(document.text) if request.petition else words(document))[:600]


@pytest.mark.parametrize("route", ROUTES)
def test_every_reader_meets_exactly_the_documents_open_to_them(site: Site, route: str) -> None:
    found = [site.assistant.index.document(each) for each in site.documents]
    letters = [each for each in found if each and each.requests and each.number]
    assert len(letters) >= 5
    for name in PEOPLE:
        browser, reader = site.browser(name), site.accounts[name].reader
        for document in letters:
            allowed, shown = may_open(document, reader), ROUTES[route](browser, document)
            assert allowed or not shown, f"{name} learns of {document.source} by {route}"
            assert shown or not allowed or route not in ALWAYS_SHOWS, f"{name} misses {document.source} by {route}"


def test_the_shelf_holds_something_hidden_from_everyone_but_the_office(site: Site) -> None:
    sees = {
        name: sum(
            may_open(document, site.accounts[name].reader)
            for document in map(site.assistant.index.document, site.documents)
            if document
        )
        for name in PEOPLE
    }
    assert sees["canbo"] < sees["buuchinh"] == sees["truong"] < sees["vanphong"] == sees["quantri"]
    assert len(SHELF) <= sees["quantri"]


@given(
    scope=st.sampled_from(["all", "units", "office"]),
    units=st.frozensets(UNITS, min_size=1),
    role=st.sampled_from(list(Role)),
    unit=st.none() | UNITS,
)
def test_who_may_see_what_is_the_rule_written_down(
    scope: str, units: frozenset[str], role: Role, unit: str | None
) -> None:
    reader = Reader(1, "a", "A", role, unit)
    in_office = role in (Role.OFFICE, Role.ADMINISTRATOR)
    rule = scope == "all" or in_office or (scope == "units" and unit in units)
    assert may_see(Visibility(scope, units if scope == "units" else frozenset()), reader) is rule


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(role=st.sampled_from(list(Role)), unit=st.none() | UNITS | st.just("khong-co"))
def test_the_list_of_the_database_follows_the_same_rule(site: Site, role: Role, unit: str | None) -> None:
    reader = Reader(1, "a", "A", role, unit)
    listed = {
        line.id for line in list_documents(Wanted(), reader, site.assistant.engine, site.assistant.index, 100).lines
    }
    assert listed == {
        each for each in site.documents if (found := site.assistant.index.document(each)) and may_open(found, reader)
    }


def test_a_hidden_document_and_one_that_is_not_there_look_the_same(site: Site) -> None:
    hidden = next(
        each
        for each in site.documents
        if (found := site.assistant.index.document(each)) and found.visibility.scope == "office"
    )
    browser = site.browser("canbo")
    for path in (
        "/api/documents/{}",
        "/api/documents/{}/pages/1.png",
        "/api/documents/{}/pages/99.png",
        "/tai-lieu/{}/goc",
    ):
        real, invented = (browser.get(path.format(each)) for each in (hidden, "0" * 16))
        assert (real.status_code, real.text) == (invented.status_code, invented.text)


def test_who_opened_which_document_is_in_the_audit(site: Site) -> None:
    document_id = site.documents[0]
    browser = site.browser("quantri")
    browser.get(f"/tai-lieu/{document_id}")
    browser.get(f"/tai-lieu/{document_id}?trang=1")
    browser.get(f"/tai-lieu/{document_id}/goc")
    told = [each for each in events.latest(site.assistant.engine, 3) if each.detail == document_id]
    assert [(each.what, each.account_name) for each in told][:2] == [
        (What.ORIGINAL_TAKEN, "quantri"),
        (What.DOCUMENT_OPENED, "quantri"),
    ]
