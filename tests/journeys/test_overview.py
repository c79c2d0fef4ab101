"""The overview as people meet it: every number leads to its rows, every list to a file, and nobody sees too much."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from assistant.bootstrap import build
from assistant.records.accounts import all_accounts, create_account
from assistant.server import create_app
from assistant.settings import Settings
from assistant.wording import HIDDEN
from tests.assistant.history import POST, TELECOM, History
from tests.journeys.conftest import PASSWORD, PEOPLE, Site

NUMBER = re.compile(r'<a href="(/tong-quan/dong\?[^"]+)">([\d.]+)</a>')
ROWS = re.compile(r"([\d.]+) dòng")
FORMULA = '=HYPERLINK("http://a.example","Bấm vào đây")'
SECRET_OF_POST = "Câu hỏi chỉ Vụ Bưu chính được đọc?"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two units with questions, work and decisions of this week and the last."""
    assistant = build(Settings(home=tmp_path_factory.mktemp("overview"), _env_file=None, sign_in_attempts=5))
    for name, (role, unit) in PEOPLE.items():
        create_account(assistant.engine, name, name, role, unit, PASSWORD)
    create_account(assistant.engine, "lac", "lac", PEOPLE["canbo"][0], None, PASSWORD)
    accounts = {account.name: account for account in all_accounts(assistant.engine)}
    tell(History(assistant.engine, people=accounts), datetime.now(UTC))
    made = Site(assistant, create_app(assistant, chat=False), accounts)
    yield made
    for browser in made.browsers:
        browser.close()
    assistant.close()


def tell(made: History, now: datetime) -> None:
    """What happened until now."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    made.document("open", TELECOM)
    made.document("closed-to-units", TELECOM, scope="office", title="Văn bản chỉ Văn phòng được biết")
    for number in range(6):
        made.asked(now - number * hour, "canbo", cites=("open", "closed-to-units"))
    liked = made.asked(now - 8 * day, "truong", to=POST)
    made.vote(liked, "truong", now - 7 * day, 1)
    made.asked(now - hour, "canbo", "blocked_secret", question="Nội dung đáng lẽ đã ẩn")
    made.asked(now - hour, "buuchinh", "unanswerable_no_source", to=POST, question=SECRET_OF_POST)
    made.asked(now - hour, "canbo", "unanswerable_no_source", question=FORMULA)
    late = made.task(now - 20 * day, TELECOM, (now - 3 * day).date(), question="Việc đã quá hạn?")
    made.waits(late, "canbo", now - 20 * day, "Việc đã quá hạn?")
    done = made.task(now - 9 * day, POST, (now - 2 * day).date(), question="Việc đã xong?")
    made.decided(now - 3 * day, "truong", POST, task=done, question="Việc đã xong?")
    wrong = made.task(now - 9 * day, POST, (now - 2 * day).date(), "report", question="Câu bị báo sai?")
    made.decided(now - hour, "truong", POST, "rejected", wrong, question="Câu bị báo sai?", reason="vẫn đúng")


def rows_of(browser: TestClient, address: str) -> int:
    found = ROWS.search(browser.get(address).text)
    assert found, address
    return int(found[1].replace(".", ""))


@pytest.mark.parametrize("address", ["/tong-quan", f"/tong-quan?don_vi={TELECOM}&so_tuan=4", "/tong-quan?so_tuan=53"])
def test_every_number_of_the_page_leads_to_exactly_that_many_rows(filled: Site, address: str) -> None:
    browser = filled.browser("vanphong")
    numbers = NUMBER.findall(browser.get(address).text)
    assert len(numbers) > 20
    wrong = [(link, count) for link, count in set(numbers) if rows_of(browser, unescape(link)) != int(count)]
    assert not wrong


def test_the_page_needs_nothing_that_the_browser_is_told_to_refuse(filled: Site) -> None:
    shown = filled.browser("vanphong").get("/tong-quan")
    assert "style-src 'self'" in shown.headers["content-security-policy"]
    assert not re.findall(r"\sstyle=|<script|\son\w+=|https?://", shown.text.replace("http://a.example", ""))
    assert shown.text.count("<svg") == shown.text.count('role="img"') == 4


def test_a_unit_sees_its_own_numbers_and_no_other(filled: Site) -> None:
    browser = filled.browser("buuchinh")
    shown = browser.get("/tong-quan").text
    assert "Tổng quan: Vụ Bưu chính" in shown and SECRET_OF_POST in shown
    assert "Việc đã quá hạn?" not in shown and 'name="don_vi"' not in shown
    for path in (f"/tong-quan?don_vi={TELECOM}", f"/tong-quan/dong?so=asked&don_vi={TELECOM}"):
        assert browser.get(path).status_code == 403
    assert browser.get(f"/api/overview?unit={TELECOM}").status_code == 403
    assert browser.get("/api/overview").json()["unit"] == POST


def test_who_belongs_to_no_unit_sees_no_overview(filled: Site) -> None:
    browser = filled.browser("lac")
    assert [browser.get(path).status_code for path in ("/tong-quan", "/api/overview", "/tong-quan/dong?so=asked")] == [
        403,
        403,
        403,
    ]


def test_nobody_sees_questions_routed_to_another_unit(filled: Site) -> None:
    browser = filled.browser("canbo")
    pages = ["/tong-quan", "/tong-quan/dong?so=asked", "/tong-quan/dong.csv?so=asked", "/api/overview"]
    assert not [page for page in pages if SECRET_OF_POST in browser.get(page).text]
    assert SECRET_OF_POST in filled.browser("vanphong").get("/tong-quan/dong?so=asked").text


def test_a_question_blocked_as_secret_stays_hidden_from_everybody(filled: Site) -> None:
    for name in ("vanphong", "canbo", "quantri"):
        shown = filled.browser(name).get("/tong-quan/dong?so=status&khoa=blocked_secret").text
        assert HIDDEN in shown and "đáng lẽ đã ẩn" not in shown


def test_a_title_nobody_may_know_is_counted_and_not_told(filled: Site) -> None:
    title = "Văn bản chỉ Văn phòng được biết"
    staff, office = filled.browser("canbo"), filled.browser("vanphong")
    for path in ("/tong-quan", "/tong-quan/dong?so=unverified", "/tong-quan/dong.csv?so=unverified", "/api/overview"):
        assert title not in staff.get(path).text, path
        assert title in office.get(path).text, path
    assert rows_of(staff, "/tong-quan/dong?so=unverified") == 2
    book = load_workbook(io.BytesIO(staff.get("/tong-quan/tai-ve.xlsx").content))
    assert title not in str([list(sheet.values) for sheet in book])


def test_a_question_that_looks_like_a_formula_is_a_text_in_every_file(filled: Site) -> None:
    browser = filled.browser("vanphong")
    book = load_workbook(io.BytesIO(browser.get("/tong-quan/dong.xlsx?so=asked").content))
    [cell] = [cell for row in book.active.rows for cell in row if str(cell.value).startswith("=")]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (FORMULA, "s", True)
    file = browser.get("/tong-quan/dong.csv?so=asked").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(file)))
    assert [line[1] for line in lines if "HYPERLINK" in line[1]] == [f"'{FORMULA}"]
    whole = load_workbook(io.BytesIO(browser.get("/tong-quan/tai-ve.xlsx").content))
    assert not [cell for sheet in whole for row in sheet.rows for cell in row if cell.data_type == "f"]


def test_a_file_has_the_rows_of_its_list_and_vietnam_times(filled: Site) -> None:
    browser = filled.browser("vanphong")
    book = load_workbook(io.BytesIO(browser.get("/tong-quan/dong.xlsx?so=asked").content))
    head, *rows = book.active.values
    assert head[0] == "Hỏi lúc" and len(rows) == rows_of(browser, "/tong-quan/dong?so=asked")
    newest = max(row[0] for row in rows) - (datetime.now(UTC) + timedelta(hours=7)).replace(tzinfo=None)
    assert abs(newest) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "query, status",
    [
        ("so=nothing", 400),
        ("so=asked&tuan=2026-W60", 400),
        ("so=status&khoa=x", 400),
        ("so=alert&khoa=x", 400),
        ("so=decided&khoa=%00", 400),
        ("so=gap&khoa=ffff", 404),
        ("so=asked&so_tuan=0", 422),
        ("so=asked&so_tuan=99", 422),
        ("so=asked&trang=-5", 200),
        ("so=asked&trang=99999999999999999999", 200),
        ("so=asked&don_vi=khong-co", 200),
    ],
)
def test_an_address_that_makes_no_sense_is_told_so(filled: Site, query: str, status: int) -> None:
    shown = filled.browser("vanphong").get(f"/tong-quan/dong?{query}")
    assert shown.status_code == status


def test_the_numbers_of_the_page_are_those_of_the_api(filled: Site) -> None:
    told = filled.browser("vanphong").get("/api/overview?weeks=3").json()
    assert [len(told["weeks"]), told["total"]["asked"], told["total"]["answered"]] == [3, 10, 7]
    assert told["waiting"] == {"overdue": 1, "today": 0, "soon": 0, "routine": 0}
    assert {gap["question"] for gap in told["gaps"]} >= {SECRET_OF_POST, FORMULA}


def test_the_operator_sees_everything_on_the_terminal(
    filled: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tong-quan.xlsx"
    for more in (["--json", "--unit", POST], ["--xlsx", str(file)], ["--weeks", "2"]):
        assert troly(filled, ["overview", *more], monkeypatch) == 0
    said = capfd.readouterr().out
    assert json.loads(said[: said.rindex("}") + 1])["name"] == "Vụ Bưu chính"
    assert SECRET_OF_POST in said and "quá hạn 1" in said
    assert "Theo tuần" in load_workbook(file).sheetnames
    assert troly(filled, ["overview", "--xlsx", str(file)], monkeypatch) == 1  # nothing is overwritten
    assert troly(filled, ["overview", "--unit", "khong-co"], monkeypatch) == 1


def troly(filled: Site, words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    from assistant.cli import main

    monkeypatch.setattr("sys.argv", ["troly", "--home", str(filled.assistant.settings.home), *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)
