"""The journey of a new official in a real browser against a real server process; screenshots in reports/screens/."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assistant import wording
from assistant.bootstrap import build
from assistant.domain import AnswerStatus, Role
from assistant.records.accounts import create_account
from assistant.records.tables import feedback
from assistant.settings import Settings
from ingest.database import reading
from ingest.pipeline import add
from tests.journeys.served import wait_until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.offline,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the browser journey was not run"),
]
SCREENS = Path("reports") / "screens"
FILES = Path("corpus") / "files"
LETTERS = ("2024-987-*", "2026-324-*", "2024-4076-*", "2023-5130-*", "2020-6345-*")
PASSWORD = "Mot-mat-khau-dai-2026"
QUESTION = "khi nao tat song 2g"
ENDED = ".answer[aria-busy=false]"


@dataclass
class Site:
    """A home with a few letters and one account, and the server process that serves it."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "assistant", "--home", str(self.home), "serve", "--port", str(self.port)]
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"PYTHONWARNINGS": ""})
        wait_until(self.ready, 120)

    def ready(self) -> bool:
        assert self.process and self.process.poll() is None, (self.home / "server.log").read_text()[-2000:]
        try:
            return httpx.get(f"{self.address}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


@dataclass
class Person:
    """Somebody at a screen; every request the browser makes is remembered."""

    page: Page
    site: Site
    screen: str
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def sign_in(self) -> None:
        self.page.goto(f"{self.site.address}/chat")
        self.page.fill("input[name=name]", "canbo")
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_selector("#starters button:not([disabled])")

    def ask(self, question: str) -> None:
        before = self.page.locator(ENDED).count()
        self.page.locator("#chat-input").click()
        self.page.keyboard.insert_text(question)
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(f"document.querySelectorAll('{ENDED}').length > {before}")

    def shot(self, name: str) -> None:
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{self.screen}-{name}.png", animations="disabled")

    def foreign_requests(self) -> list[str]:
        ours = (self.site.address, f"ws://127.0.0.1:{self.site.port}", "data:", "blob:")
        return [each for each in self.requests if not each.startswith(ours)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("browser")
    assistant = build(Settings(home=home, _env_file=None))
    add([path for letter in LETTERS for path in FILES.glob(letter)], assistant.pipeline)
    create_account(assistant.engine, "canbo", "Nguyễn Thị Mai", Role.STAFF, None, PASSWORD)
    assistant.close()
    made = Site(home, free_port())
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


SIZES = {
    "desktop-light": {"viewport": {"width": 1360, "height": 860}, "color_scheme": "light"},
    "desktop-dark": {"viewport": {"width": 1360, "height": 860}, "color_scheme": "dark"},
    "phone-light": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light", "has_touch": True},
    "phone-dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark", "has_touch": True},
}


@pytest.fixture
def person(chromium: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Person]:
    screen = getattr(request, "param", "desktop-light")
    context: BrowserContext = chromium.new_context(locale="vi-VN", **SIZES[screen])
    context.set_default_timeout(60_000)
    somebody = Person(context.new_page(), site, screen)
    somebody.page.on("request", lambda each: somebody.requests.append(each.url))
    somebody.page.on("websocket", lambda each: somebody.requests.append(each.url))
    somebody.page.on("pageerror", lambda error: somebody.problems.append(str(error)))
    yield somebody
    assert not somebody.foreign_requests()
    assert not somebody.problems
    context.close()


def test_an_official_signs_in_asks_opens_the_page_reports_comes_back_and_signs_out(person: Person, site: Site) -> None:
    page = person.page
    person.sign_in()
    person.shot("1-welcome")

    person.ask(QUESTION)
    page.wait_for_selector(".answer .lead .marker")
    assert "2G" in page.locator(".answer .lead").inner_text()
    person.shot("2-answer")

    open_first_page(person)
    person.shot("3-page")
    page.locator("#side-view-title button").click()

    report_as_outdated(person)
    person.shot("4-report")
    assert stored_votes(site) == [(-1, "outdated", "đã có mốc mới")]

    person.ask("còn ở Quảng Bình thì sao?")
    assert "Quảng Bình" in page.locator(ENDED).last.inner_text()
    person.ask("Giá vàng hôm nay?")
    assert wording.STATUS[AnswerStatus.BLOCKED_OUT_OF_REMIT] in page.locator(ENDED).last.inner_text()
    person.shot("5-follow-up")

    site.stop()
    site.start()
    page.reload()
    page.wait_for_function(f"document.querySelectorAll('{ENDED}').length === 3")
    assert page.locator(".answer [aria-pressed=true]").count() == 1
    page.goto(f"{site.address}/chat")
    page.locator("#thread-history a").first.click()
    page.wait_for_function(f"document.querySelectorAll('{ENDED}').length === 3")
    person.ask("còn tàu cá thì sao?")
    person.shot("6-resumed")

    page.locator("#user-nav-button").click()
    page.get_by_text("Đăng xuất").click()
    page.wait_for_url("**/dang-nhap**")
    page.goto(f"{site.address}/chat")
    assert "/dang-nhap" in page.url
    person.shot("7-signed-out")


@pytest.mark.parametrize("person", ["phone-light", "phone-dark", "desktop-dark"], indirect=True)
def test_the_chat_is_usable_on_every_screen(person: Person) -> None:
    page = person.page
    person.sign_in()
    person.shot("1-welcome")
    person.ask(QUESTION)
    person.shot("2-answer")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator(".answer .lead").bounding_box()["y"] >= 0, "the answer is read from its first line"
    open_first_page(person)
    person.shot("3-page")


def test_an_open_chat_goes_to_the_sign_in_when_its_session_ends_elsewhere(person: Person, site: Site) -> None:
    person.sign_in()
    other = person.page.context.new_page()
    other.goto(f"{site.address}/tai-khoan")
    other.get_by_role("button", name="Đăng xuất", exact=True).first.click()
    other.wait_for_url("**/dang-nhap**")
    person.page.wait_for_url("**/dang-nhap**")


def test_markup_in_a_question_is_shown_and_never_run(person: Person) -> None:
    person.sign_in()
    person.page.evaluate("window.harmed = 0")
    person.ask("<img src=x onerror='window.harmed=1'> <b>tắt sóng 2G</b> [x](javascript:window.harmed=2)")
    asked = person.page.locator('[data-step-type="user_message"]').first
    assert "<img src=x" in asked.inner_text() and not asked.locator("img, b").count()
    assert person.page.evaluate("window.harmed") == 0


def test_the_keyboard_alone_is_enough(person: Person) -> None:
    page = person.page
    person.sign_in()
    person.ask(QUESTION)
    page.locator(".answer .marker").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".source-page img")
    assert page.locator(".source-page blockquote").inner_text()


def test_a_first_question_is_one_click_away(person: Person) -> None:
    person.sign_in()
    person.page.locator("#starters button").first.click()
    person.page.wait_for_selector(ENDED)
    question = wording.STARTERS[0][1]
    assert person.page.locator('[data-step-type="user_message"]').inner_text() == question


def open_first_page(person: Person) -> None:
    """Open the first source and wait until its image, with the mark, is on the screen."""
    person.page.locator(".answer .src .link").first.click()
    shown = "document.querySelector('.source-page img')?.naturalWidth > 500"
    person.page.wait_for_function(shown)
    address = person.page.locator(".source-page img").get_attribute("src")
    assert address and "?quote=" in address
    assert person.page.evaluate(MARKED), "the quotation is marked in yellow on the page"


# Whether the image has at least a few hundred yellow points.
MARKED = """() => {
  const image = document.querySelector('.source-page img')
  const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight })
  const pen = canvas.getContext('2d')
  pen.drawImage(image, 0, 0)
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height)
  let yellow = 0
  for (let at = 0; at < data.length; at += 4) yellow += data[at] > 200 && data[at + 1] > 180 && data[at + 2] < 170
  return yellow > 300
}"""


def report_as_outdated(person: Person) -> None:
    """Thumbs down with a reason and a comment."""
    page = person.page
    page.locator(".answer").first.get_by_role("button", name=wording.CHAT["report"]).click()
    page.locator(".report .main").click()
    assert wording.CHAT["choose_reason"] in page.locator(".report").inner_text()
    page.locator(f'.report label:has-text("{wording.FEEDBACK_REASONS["outdated"]}")').click()
    page.fill(".report textarea", "đã có mốc mới")
    page.locator(".report").scroll_into_view_if_needed()
    page.locator(".report .main").click()
    page.wait_for_selector(".told:not(:empty)")


def stored_votes(site: Site) -> list[tuple[int, str | None, str]]:
    """The votes in the database of the server."""
    from sqlalchemy import create_engine, select

    engine = create_engine(Settings(home=site.home, _env_file=None).url)
    with reading(engine) as connection:
        votes = [
            tuple(row) for row in connection.execute(select(feedback.c.value, feedback.c.reason, feedback.c.comment))
        ]
    engine.dispose()
    return votes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
