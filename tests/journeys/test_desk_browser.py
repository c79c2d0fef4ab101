"""The desk in real Chromium: every width, light and dark, keys, no script at all, paper; screenshots in reports/screens/."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assistant.server import create_app
from tests.journeys.desk_site import ANSWER, PASSWORD, DeskSite, unlike_question
from tests.journeys.served import wait_until
from tests.journeys.test_browser import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the desk was not looked at"),
]
SCREENS = Path("reports") / "screens"
SIZES = {
    "desktop-light": {"viewport": {"width": 1360, "height": 860}, "color_scheme": "light"},
    "desktop-dark": {"viewport": {"width": 1360, "height": 860}, "color_scheme": "dark"},
    "tablet-light": {"viewport": {"width": 760, "height": 900}, "color_scheme": "light"},
    "phone-light": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
    "phone-dark": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
}


@pytest.fixture(scope="module")
def address(desk: DeskSite) -> Iterator[str]:
    """The desk's site behind a real server."""
    server = uvicorn.Server(uvicorn.Config(create_app(desk.assistant, chat=False), port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, 120)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("screen", SIZES)
def test_every_page_of_the_desk_fits_every_screen(screen: str, chromium: Browser, address: str, desk: DeskSite) -> None:
    task = desk.put(unlike_question(), "hoi", "truongkhac")
    page = opened(chromium, address, **SIZES[screen])
    for name, path in (
        ("queue", "/ban-lam-viec"),
        ("task", f"/ban-lam-viec/{task.id}"),
        ("knowledge", "/tri-thuc"),
        ("teach", "/tri-thuc/moi"),
        ("ledger", "/so-quyet-dinh"),
        ("stand-ins", "/ban-lam-viec/nguoi-thay"),
    ):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, screen)
        assert page.evaluate(FAINT) == [], (name, screen, "text is told from its ground")
        shot(page, f"{screen}-desk-{name}")
    page.context.close()


def test_keys_go_from_task_to_task_open_one_and_send_the_form(chromium: Browser, address: str, desk: DeskSite) -> None:
    question = unlike_question()
    task = desk.put(question)
    desk.put(unlike_question())
    page = opened(chromium, address, **SIZES["desktop-light"])
    page.goto(f"{address}/ban-lam-viec")
    places = page.locator("[data-task]")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.href") == places.nth(0).evaluate("each => each.href")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/ban-lam-viec/*")

    page.keyboard.press("?")
    assert "Ctrl + Enter" in page.locator("[data-keys]").inner_text()
    page.goto(f"{address}/ban-lam-viec/{task.id}")
    page.keyboard.press("a")
    page.keyboard.insert_text(ANSWER)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#xem-truoc")
    assert page.evaluate("document.activeElement.id") == "xem-truoc", "what is read next is the gate"
    assert page.locator("#answer").input_value() == ANSWER
    shot(page, "desktop-light-desk-gate")
    page.locator("#answer").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".done")
    assert "xong=" in page.url
    assert desk.ask(question, "truongkhac").status.answered
    page.get_by_role("button", name="Hoàn tác quyết định vừa rồi").click()
    page.wait_for_load_state()
    assert not desk.ask(question, "truongkhac").status.answered
    page.context.close()


def test_keys_are_letters_where_somebody_types(chromium: Browser, address: str, desk: DeskSite) -> None:
    task = desk.put(unlike_question())
    page = opened(chromium, address, **SIZES["desktop-light"])
    page.goto(f"{address}/ban-lam-viec/{task.id}")
    page.locator("#answer").focus()
    page.keyboard.type("jak?")
    assert page.locator("#answer").input_value() == "jak?"
    assert page.locator("[data-keys]").get_attribute("open") is None
    page.context.close()


def test_the_desk_works_without_any_script(chromium: Browser, address: str, desk: DeskSite) -> None:
    question = unlike_question()
    task = desk.put(question)
    page = opened(chromium, address, java_script_enabled=False, **SIZES["phone-light"])
    page.goto(f"{address}/ban-lam-viec/{task.id}")
    page.fill("#answer", ANSWER)
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_role("button", name="Duyệt và áp dụng ngay").click()
    assert page.locator(".done").inner_text().startswith("✓ Đã áp dụng")
    assert desk.ask(question, "truongkhac").status.answered
    page.context.close()


def test_on_paper_a_task_is_what_is_known_without_the_queue(chromium: Browser, address: str, desk: DeskSite) -> None:
    task = desk.put(unlike_question())
    page = opened(chromium, address, **SIZES["desktop-light"])
    page.goto(f"{address}/ban-lam-viec/{task.id}")
    page.emulate_media(media="print")
    assert page.locator(".queue").is_hidden() and page.locator(".bar").is_hidden()
    assert page.locator(".work h1").is_visible()
    page.context.close()


def opened(chromium: Browser, address: str, **screen: object) -> Page:
    """A signed-in head at this screen; an error of a script or a request elsewhere fails the test."""
    context: BrowserContext = chromium.new_context(locale="vi-VN", **screen)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{address}/dang-nhap?next=/ban-lam-viec")
    page.fill("input[name=name]", "truong")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/ban-lam-viec**")
    return page


def shot(page: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True, animations="disabled")


# Texts whose contrast with the nearest painted ground is below 4.5 to 1.
FAINT = """() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number)
  const bright = ([r, g, b]) => {
    const one = (v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    return 0.2126 * one(r) + 0.7152 * one(g) + 0.0722 * one(b)
  }
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor)
      if (colour.length === 3 || colour[3] > 0) return colour
    }
    return [255, 255, 255]
  }
  const faint = []
  for (const element of document.querySelectorAll("main *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
    if (!own || !element.getClientRects().length) continue
    const [dark, light] = [bright(parts(getComputedStyle(element).color)), bright(ground(element))].sort((a, b) => a - b)
    if ((light + 0.05) / (dark + 0.05) < 4.5) faint.push(element.outerHTML.slice(0, 80))
  }
  return faint
}"""
