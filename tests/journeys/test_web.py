"""Pages as a person meets them: signing in, finding, reading, signing out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest.manifest import Hints
from ingest.pipeline import add, remove
from tests.journeys.conftest import EVERYBODY, FILES, PASSWORD, Site, form_token

PAGES = ["/tai-lieu", "/tai-khoan"]


@pytest.mark.parametrize("path", [*PAGES, "/tai-lieu/x", "/chat", "/chat/anything"])
def test_without_a_session_every_page_leads_to_the_sign_in_page(site: Site, path: str) -> None:
    answer = site.browser().get(path, headers={"accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/dang-nhap?next={path}"


def test_after_signing_in_one_is_where_one_wanted_to_go(site: Site) -> None:
    answer = site.sign_in(site.browser(), "canbo", wanted="/tai-lieu?q=2G")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tai-lieu?q=2G")


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "evil", "", "\\\\x"]
)
def test_signing_in_never_leads_to_another_site(site: Site, wanted: str) -> None:
    assert site.sign_in(site.browser(), "canbo", wanted=wanted).headers["location"] == "/chat"


@pytest.mark.parametrize(
    "name, password", [("canbo", "sai-mat-khau-roi"), ("khong-ai", PASSWORD), ("", ""), ("a\x00", "\ud800")]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(site: Site, name: str, password: str) -> None:
    answer = site.sign_in(site.browser(), name, password.encode("utf-8", "replace").decode())
    assert answer.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.text
    assert "troly" not in answer.cookies


def test_a_sign_in_form_of_another_browser_is_refused(site: Site) -> None:
    stolen = form_token(site.browser().get("/dang-nhap").text)
    victim = site.browser()
    victim.get("/dang-nhap")
    answer = victim.post("/dang-nhap", data={"name": "canbo", "password": PASSWORD, "form_token": stolen})
    assert answer.status_code == 400
    assert "troly" not in answer.cookies


@pytest.mark.parametrize(
    "path", ["/dang-xuat", "/tai-khoan/dang-xuat-moi-noi", "/tai-khoan/mat-khau", "/tai-khoan/ma-truy-cap"]
)
@pytest.mark.parametrize("sent", [{}, {"form_token": "0" * 64}, {"form_token": "đ"}])
def test_no_form_works_without_its_own_token(site: Site, path: str, sent: dict[str, str]) -> None:
    browser = site.browser("canbo")
    assert browser.post(path, data=sent).status_code == 400
    assert browser.get("/tai-khoan").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_nothing_is_changed_on_behalf_of_another_site(site: Site, headers: dict[str, str]) -> None:
    browser = site.browser("canbo")
    token = form_token(browser.get("/tai-khoan").text)
    assert browser.post("/dang-xuat", data={"form_token": token}, headers=headers).status_code == 403
    assert browser.get("/tai-khoan").status_code == 200


def test_the_list_shows_what_is_searched_and_filtered(site: Site) -> None:
    browser = site.browser("quantri")
    everything = browser.get("/tai-lieu").text
    assert f"{len(site.documents)} tài liệu" in everything
    found = browser.get("/tai-lieu", params={"q": "6345/BTTTT-VP"}).text
    assert found.index("6345/BTTTT-VP") > 0 and "Hải Phòng" in found
    assert "0 tài liệu" in browser.get("/tai-lieu", params={"loai": "correction"}).text


@pytest.mark.parametrize("query", ["trang=99", "trang=-1", "loai=khong-co", "q=%00%EF%BF%BE😀", "q=" + "a" * 300])
def test_odd_questions_to_the_list_are_answered_with_a_page(site: Site, query: str) -> None:
    assert site.browser("canbo").get(f"/tai-lieu?{query}").status_code == 200


def test_a_citation_opens_its_page_with_the_quotation_marked(site: Site) -> None:
    browser = site.browser("canbo")
    document = next(site.assistant.index.document(each) for each in site.documents if reads(browser, each))
    assert document is not None
    start = document.text.index("Bộ", 400)
    end = start + 60
    viewer = browser.get(f"/tai-lieu/{document.id}?trich={start}-{end}")
    assert viewer.status_code == 200
    assert f"ký tự {start}–{end}" in viewer.text
    assert f"quote={start}-{end}" in viewer.text
    assert "<script" not in viewer.text


def test_a_document_of_several_copies_names_them_and_what_each_gave(site: Site, tmp_path: Path) -> None:
    name = "2023-5130-btttt-hoa-binh.docx"
    document = next(each for each in site.assistant.index.documents() if each.source.endswith(name))
    copied = tmp_path / "bản sao của công văn.docx"
    shutil.copyfile(FILES / name, copied)
    add([copied], site.assistant.pipeline, Hints(visibility=EVERYBODY))
    shown = site.browser("canbo").get(f"/tai-lieu/{document.id}").text
    remove(str(copied), site.assistant.pipeline)
    assert "Văn bản này có 2 bản" in shown
    assert copied.name in shown
    assert "Lấy từ bản này: số ký hiệu, ngày" in shown
    assert "Văn bản này có" not in site.browser("canbo").get(f"/tai-lieu/{document.id}").text


@pytest.mark.parametrize("written", ["5-2", "0-99999999", "a-b", "1-", "-", "٣-٤", "0-0"])
def test_a_quotation_that_is_none_is_said_to_be_lost(site: Site, written: str) -> None:
    browser = site.browser("canbo")
    document_id = next(each for each in site.documents if reads(browser, each))
    viewer = browser.get(f"/tai-lieu/{document_id}", params={"trich": written})
    assert viewer.status_code == 200
    assert "Đoạn trích không còn" in viewer.text


def test_a_page_that_is_not_there_is_a_vietnamese_page(site: Site) -> None:
    browser = site.browser("canbo")
    document_id = next(each for each in site.documents if reads(browser, each))
    answer = browser.get(f"/tai-lieu/{document_id}?trang=99", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "Tài liệu không có trang này." in answer.text


def test_the_original_is_saved_and_never_shown(site: Site) -> None:
    browser = site.browser("canbo")
    page = next(
        each for each in site.documents if (d := site.assistant.index.document(each)) and d.source.endswith(".html")
    )
    answer = browser.get(f"/tai-lieu/{page}/goc")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"


def test_every_page_carries_the_protective_headers(site: Site) -> None:
    browser = site.browser("canbo")
    for path in ["/dang-nhap", *PAGES, "/healthz", "/khong-co", "/api/documents"]:
        headers = browser.get(path, headers={"accept": "text/html"}).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in headers


def test_the_session_cookie_is_out_of_reach_of_scripts(site: Site) -> None:
    cookie = site.sign_in(site.browser(), "canbo").headers["set-cookie"].lower()
    assert cookie.startswith("troly=") and "httponly" in cookie and "samesite=lax" in cookie


def test_the_password_is_changed_with_the_current_one_and_ends_every_session(site: Site) -> None:
    site.account("doi-mat-khau")
    browser, other = site.browser("doi-mat-khau"), site.browser("doi-mat-khau")
    token = form_token(browser.get("/tai-khoan").text)
    fresh = "Mat-khau-moi-that-dai-7"
    wrong = {"form_token": token, "current": "sai", "fresh": fresh, "repeated": fresh}
    assert "Mật khẩu hiện tại không đúng" in browser.post("/tai-khoan/mat-khau", data=wrong).text
    right = wrong | {"current": PASSWORD}
    assert "không giống nhau" in browser.post("/tai-khoan/mat-khau", data=right | {"repeated": "khác"}).text
    assert "ít nhất 12" in browser.post("/tai-khoan/mat-khau", data=right | {"fresh": "ngan", "repeated": "ngan"}).text
    assert browser.post("/tai-khoan/mat-khau", data=right).status_code == 303
    assert other.get("/tai-khoan", headers={"accept": "text/html"}).status_code == 303
    assert site.sign_in(site.browser(), "doi-mat-khau", fresh).status_code == 303


def test_a_token_is_shown_once_and_can_be_revoked(site: Site) -> None:
    browser = site.browser("buuchinh")
    form = form_token(browser.get("/tai-khoan").text)
    made = browser.post("/tai-khoan/ma-truy-cap", data={"form_token": form, "name": "Phần mềm <b>", "days": "30"}).text
    token = made.split('class="secret">', 1)[1].split("<", 1)[0]
    assert "<b>Phần mềm &lt;b&gt;</b>" in made
    program = site.browser()
    bearer = {"authorization": f"Bearer {token}"}
    assert program.get("/api/documents", headers=bearer).status_code == 200
    page = browser.get("/tai-khoan").text
    assert token not in page
    number = page.split("/ma-truy-cap/", 1)[1].split("/", 1)[0]
    assert site.browser("canbo").post(f"/tai-khoan/ma-truy-cap/{number}/thu-hoi").status_code == 400
    assert browser.post(f"/tai-khoan/ma-truy-cap/{number}/thu-hoi", data={"form_token": form}).status_code == 303
    assert program.get("/api/documents", headers=bearer).status_code == 401


def reads(browser, document_id: str) -> bool:
    return browser.get(f"/tai-lieu/{document_id}").status_code == 200
