"""Asking a unit in a real browser: the offer, the form, where it stands, and the outcome without a reload."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from assistant import wording, wording_asker
from assistant.bootstrap import Assistant, build
from assistant.curation import curation
from assistant.curation.nouns import Lesson, TaskKind, Teach
from assistant.domain import Role
from assistant.records.accounts import create_account, find_account
from assistant.records.tasks import tasks_about
from assistant.settings import Settings
from ingest.pipeline import add
from tests.journeys.test_browser import (
    CHROMIUM,
    ENDED,
    FILES,
    LETTERS,
    PASSWORD,
    QUESTION,
    SIZES,
    Person,
    Site,
    chromium,
    free_port,
)

__all__ = ["chromium"]  # a fixture
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium on this machine: asking a unit was not tried in a browser"
    ),
]
UNIT = "cuc-vien-thong-bkhcn"
REFUSED = "Khi nào Bộ đưa vệ tinh vào phủ sóng di động cho thôn Tả Phìn?"


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Assistant]]:
    """A server process, and the same home opened by this one: the head decides elsewhere."""
    home = tmp_path_factory.mktemp("asking")
    assistant = build(Settings(home=home, _env_file=None))
    add([path for letter in LETTERS for path in FILES.glob(letter)], assistant.pipeline)
    create_account(assistant.engine, "canbo", "Nguyễn Thị Mai", Role.STAFF, None, PASSWORD)
    create_account(assistant.engine, "truong", "Trần Văn Hùng", Role.UNIT_HEAD, UNIT, PASSWORD)
    site = Site(home, free_port())
    site.start()
    yield site, assistant
    site.stop()
    assistant.close()


@pytest.fixture
def person(
    chromium: Browser,
    product: tuple[Site, Assistant],
    request: pytest.FixtureRequest,
) -> Iterator[Person]:
    screen = getattr(request, "param", "desktop-light")
    context: BrowserContext = chromium.new_context(locale="vi-VN", **SIZES[screen])
    context.set_default_timeout(60_000)
    somebody = Person(context.new_page(), product[0], f"asker-{screen}")
    somebody.page.on("request", lambda each: somebody.requests.append(each.url))
    somebody.page.on("pageerror", lambda error: somebody.problems.append(str(error)))
    yield somebody
    assert not somebody.foreign_requests()
    assert not somebody.problems
    context.close()


def test_a_refused_question_is_put_to_the_unit_answered_told_and_asked_again(
    person: Person, product: tuple[Site, Assistant]
) -> None:
    page, assistant = person.page, product[1]
    person.sign_in()
    person.ask(REFUSED)
    offer = page.locator(".answer .offer")
    assert "Cục Viễn thông trả lời chậm nhất ngày" in offer.inner_text()
    person.shot("1-refused")

    offer.locator("button.main").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".ask select optgroup >> nth=1", state="attached")
    assert page.locator(".ask button.main").is_visible()
    page.fill(".ask textarea", "Cử tri hỏi tại buổi tiếp xúc.")
    person.shot("2-form")
    page.locator(".ask button.main").click()
    waiting = wording_asker.STANDING["waiting"].format(unit="Cục Viễn thông")
    page.wait_for_selector(f".standing:has-text('{waiting}')")
    assert not page.locator(".offer").count()
    person.shot("3-waiting")

    mai, head = find_account(assistant.engine, "canbo"), find_account(assistant.engine, "truong")
    assert mai and head
    [task] = [each for each, _ in tasks_about(assistant.engine, mai.id) if each.kind is TaskKind.ESCALATION]
    lesson = Lesson(task.question, "Thôn Tả Phìn được phủ sóng 4G trước ngày 31/12/2026.")
    curation.decide(Teach(lesson, task.id), head.reader, assistant)
    page.evaluate("window.trolyNews()")  # what the page does by itself every few seconds
    page.wait_for_selector(".outcome")
    assert "31/12/2026" in page.locator(".outcome").inner_text()
    assert not page.locator(".offer").count(), "what is answered is not offered again"
    page.wait_for_selector("#news", state="hidden")
    person.shot("4-told")

    before = page.locator(ENDED).count()
    page.locator(".outcome button").click()
    page.wait_for_function(f"document.querySelectorAll('{ENDED}').length > {before}")
    again = page.locator(ENDED).last
    assert "31/12/2026" in again.locator(".lead").inner_text() and "Cục Viễn thông trả lời" in again.inner_text()
    page.reload()
    page.wait_for_selector(".outcome")
    assert page.locator(".outcome").count() == 1


@pytest.mark.parametrize("person", ["phone-light", "desktop-dark"], indirect=True)
def test_asking_a_unit_and_reporting_fit_every_screen(person: Person) -> None:
    page = person.page
    person.sign_in()
    person.ask(QUESTION)
    page.get_by_role("button", name=wording_asker.ASK["ask_unit"], exact=True).click()
    page.wait_for_selector(".ask select")
    person.shot("5-ask")
    page.get_by_role("button", name=wording.CHAT["report"]).click()
    assert not page.locator(".ask").count() and page.locator(".report textarea").count() == 2
    person.shot("6-report")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto(f"{person.site.address}/viec-toi-hoi")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    person.shot("7-mine")
