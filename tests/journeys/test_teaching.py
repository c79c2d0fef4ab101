"""The teaching loop in a real browser: nobody knows, a unit is asked, its head answers, the next person is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from assistant.bootstrap import build
from assistant.domain import Role
from assistant.records.accounts import create_account
from assistant.settings import Settings
from ingest.pipeline import add
from tests.journeys.test_browser import (
    FILES,
    LETTERS,
    PASSWORD,
    SIZES,
    Person,
    Site,
    chromium,
    free_port,
    pytestmark,
)

__all__ = ["chromium", "pytestmark"]

UNIT = "cuc-vien-thong-bkhcn"
PEOPLE = {
    "hoi": ("Đỗ Minh", Role.STAFF, "vu-buu-chinh-bkhcn"),
    "khac": ("Phạm An", Role.STAFF, "van-phong-bkhcn"),
    "truong": ("Trần Quốc Dũng", Role.UNIT_HEAD, UNIT),
}
QUESTION = "Thời gian cấp phép trạm vệ tinh mặt đất cho hợp tác xã là bao nhiêu ngày?"
PARAPHRASE = "Hợp tác xã xin cấp phép trạm vệ tinh mặt đất mất bao nhiêu ngày?"
TAUGHT = "Thời gian cấp phép trạm vệ tinh mặt đất cho hợp tác xã là 20 ngày làm việc kể từ ngày nhận đủ hồ sơ."
ANSWER = ".answer[aria-busy=false]"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("teaching")
    assistant = build(Settings(home=home, _env_file=None))
    add([path for letter in LETTERS for path in FILES.glob(letter)], assistant.pipeline)
    for name, (display, role, unit) in PEOPLE.items():
        create_account(assistant.engine, name, display, role, unit, PASSWORD)
    assistant.close()
    made = Site(home, free_port())
    made.start()
    yield made
    made.stop()


@contextmanager
def signed_in(name: str, browser: Browser, site: Site, screen: str = "desktop-light") -> Iterator[Person]:
    """Somebody at a screen of their own."""
    context = browser.new_context(locale="vi-VN", **SIZES[screen])
    context.set_default_timeout(60_000)
    somebody = Person(context.new_page(), site, screen)
    somebody.page.on("request", lambda each: somebody.requests.append(each.url))
    somebody.page.on("pageerror", lambda error: somebody.problems.append(str(error)))
    page = somebody.page
    page.goto(f"{site.address}/chat")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_selector("#starters button:not([disabled])")
    yield somebody
    assert not somebody.foreign_requests()
    assert not somebody.problems
    context.close()


def test_what_a_head_teaches_is_what_the_next_person_hears_until_it_is_undone(chromium: Browser, site: Site) -> None:
    with signed_in("hoi", chromium, site) as asker, signed_in("truong", chromium, site) as head:
        refused_and_put_to_the_unit(asker)
        answered_at_the_desk(head)
        told_in_the_chat(asker)
        with signed_in("khac", chromium, site, "phone-light") as another:
            another.ask(PARAPHRASE)
            answer = another.page.locator(ANSWER).last
            expect(answer.locator(".lead")).to_contain_text("20 ngày làm việc")
            expect(answer).to_contain_text("Cục Viễn thông")
            expect(answer).to_contain_text("Trần Quốc Dũng")
            another.shot("taught-answer")
            undone_in_the_ledger(head)
            another.ask(PARAPHRASE)
            assert is_refused(another)


def refused_and_put_to_the_unit(asker: Person) -> None:
    """Nobody knows; the refusal offers the unit in charge; the question goes there with a word of explanation."""
    asker.ask(QUESTION)
    assert is_refused(asker)
    asker.shot("ask-unit-offered")
    answer = asker.page.locator(ANSWER).last
    answer.get_by_role("button", name="Hỏi Cục Viễn thông").click()
    answer.locator("form textarea").first.fill("Cử tri hỏi tại buổi tiếp xúc.")
    answer.get_by_role("button", name="Gửi câu hỏi").click()
    expect(answer).to_contain_text("đang chờ Cục Viễn thông")
    asker.shot("ask-unit-waiting")


def answered_at_the_desk(head: Person) -> None:
    """The head opens the queue, writes, looks at the gate and approves."""
    page = head.page
    page.goto(f"{head.site.address}/ban-lam-viec")
    page.locator("[data-task]", has_text=QUESTION).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    expect(page.locator("body")).to_contain_text("Cử tri hỏi tại buổi tiếp xúc.")
    page.fill("#answer", TAUGHT)
    head.shot("desk-task")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator("#xem-truoc")).to_be_visible()
    head.shot("desk-gate")
    page.get_by_role("button", name="Duyệt và áp dụng ngay").click()
    expect(page.locator(".done")).to_be_visible()
    head.shot("desk-done")


def told_in_the_chat(asker: Person) -> None:
    """Who asked finds the outcome in the conversation, and asks again with one click."""
    page = asker.page
    page.reload()
    page.get_by_role("button", name="Hỏi lại câu này").last.click()
    expect(page.locator(f"{ANSWER} .lead").last).to_contain_text("20 ngày làm việc")
    asker.shot("told-in-the-chat")


def undone_in_the_ledger(head: Person) -> None:
    """The decision is taken back; the line stays and says so."""
    page = head.page
    page.goto(f"{head.site.address}/so-quyet-dinh")
    head.shot("ledger")
    page.get_by_role("button", name=re.compile("Hoàn tác quyết định số")).click()
    expect(page.locator("body")).to_contain_text("✕ đã hoàn tác")


def is_refused(person: Person) -> bool:
    """Whether the last answer says that there is none."""
    status = person.page.locator(ANSWER).last.get_attribute("data-status") or ""
    return status.startswith(("unanswerable", "blocked_out_of_remit"))
