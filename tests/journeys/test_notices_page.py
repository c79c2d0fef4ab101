"""What a head was told stands on a page of its own; what was shown is seen, and nobody reads another's."""

from __future__ import annotations

from assistant.records.notices import News, tell, unseen_count
from assistant.records.tables import now
from ingest.database import writing
from tests.journeys.conftest import Site


def test_a_head_sees_what_is_new_once_and_others_see_nothing_of_it(site: Site) -> None:
    engine, head = site.assistant.engine, site.accounts["truong"]
    with writing(engine) as connection:
        news = News("overdue:1:2026-11-30", "overdue", "Việc <b>quá hạn</b>", "2 người đang chờ.", "/ban-lam-viec/1", 1)
        tell(connection, news, [head.id], now())
    browser = site.browser("truong")
    first, second = browser.get("/thong-bao").text, browser.get("/thong-bao").text
    assert "Việc &lt;b&gt;quá hạn&lt;/b&gt;" in first and 'href="/ban-lam-viec/1"' in first
    assert "● mới" in first and "● mới" not in second and "quá hạn" in second
    assert unseen_count(engine, head.id) == 0
    assert "quá hạn" not in site.browser("canbo").get("/thong-bao").text
    assert 'href="/thong-bao"' in browser.get("/tai-khoan").text


def test_a_stranger_is_sent_to_sign_in(site: Site) -> None:
    shown = site.browser().get("/thong-bao", headers={"accept": "text/html"})
    assert shown.status_code == 303 and shown.headers["location"].startswith("/dang-nhap")
