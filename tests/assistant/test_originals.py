"""Originals of masked documents: no picture, no download; the office opens them and says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, select, update
from starlette.testclient import TestClient

from assistant import wording
from assistant.bootstrap import Assistant, build
from assistant.domain import Role
from assistant.errors import BadRequest, NotAllowed, NotFound
from assistant.originals import open_original
from assistant.pages import page_image
from assistant.pages.text import text_image
from assistant.records import events
from assistant.records.accounts import find_account
from assistant.records.events import What
from assistant.server import create_app
from ingest import database as db
from ingest.database import MIGRATIONS, connect, migrate, reading, writing
from ingest.documents import Document
from ingest.manifest import Hints
from ingest.originals import original_of
from ingest.pipeline import add
from tests.assistant import petitioner
from tests.assistant.people import PASSWORD, person
from tests.conftest import settings_of
from tests.journeys.conftest import form_token
from tests.terminal import Terminal

WHY = "Đối chiếu chữ ký theo yêu cầu của Vụ Pháp chế"
PEOPLE = (("lan", Role.OFFICE), ("minh", Role.ADMINISTRATOR), ("hoa", Role.STAFF), ("truong", Role.UNIT_HEAD))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    root = tmp_path_factory.mktemp("office")
    petition = petitioner.as_word(root / "don.docx")
    files = [petitioner.as_pdf(root / "cv-912.pdf"), petitioner.as_mail(root / "thu.eml", petition)]
    plain = root / "huong-dan.txt"
    plain.write_text("Hướng dẫn tiếp nhận phản ánh về trạm thu phát sóng qua số 18008108.\n", encoding="utf-8")
    assistant = build(settings_of(root / "home"))
    assert not add([*files, plain], assistant.pipeline).failures
    for name, role in PEOPLE:
        person(assistant.engine, name, role)
    yield assistant
    assistant.close()


def called(name: str, assistant: Assistant) -> Document:
    [found] = [each.id for each in assistant.index.documents() if each.source.endswith(name)]
    document = assistant.index.document(found)
    assert document
    return document


def opened(assistant: Assistant) -> list[tuple[str, str, str, str]]:
    table = db.original_openings
    with reading(assistant.engine) as connection:
        rows = connection.execute(select(table).order_by(table.c.id)).all()
    return [(row.document_id, row.digest, row.person, row.reason) for row in rows]


def reader(name: str, assistant: Assistant):
    account = find_account(assistant.engine, name)
    assert account
    return account.reader


def browser(name: str, assistant: Assistant) -> TestClient:
    client = TestClient(create_app(assistant, chat=False), base_url="http://testserver", follow_redirects=False)
    form = {"name": name, "password": PASSWORD, "form_token": form_token(client.get("/dang-nhap").text), "next": "/"}
    assert client.post("/dang-nhap", data=form).status_code == 303
    return client


def test_a_page_with_masked_words_is_drawn_from_the_text_and_not_from_the_original(office: Assistant) -> None:
    letter, home = called("cv-912.pdf", office), office.settings.home
    assert letter.masked and letter.media_type == "application/pdf" and original_of(letter.digest, home).is_file()
    for page in letter.pages:
        assert page_image(letter, page.number, None, home) == text_image(letter.text, page, None)
    assert not petitioner.told(letter.text)


def test_the_count_of_masks_is_stored_and_a_document_without_any_has_none(office: Assistant) -> None:
    assert called("huong-dan.txt", office).masked == 0
    assert called("don.docx", office).masked >= len(petitioner.LABELLED)


def test_title_and_links_tell_no_more_than_the_text(office: Assistant) -> None:
    petition = called("don.docx", office)
    assert petition.title.startswith("Đơn kiến nghị của bà [") and not petitioner.told(petition.title)
    assert petition.links == ()


def test_a_title_that_the_register_gives_names_no_petitioner_either(office: Assistant, tmp_path: Path) -> None:
    petition = tmp_path / "don-khac.txt"
    petition.write_text(petitioner.PETITION.replace("trạm", "cột"), encoding="utf-8")
    hints = Hints(title="Giàng_Thị_Pà_Sua-0912345678, cột Phiêng Ban")
    assert not add([petition], office.pipeline, hints).failures
    title = called(petition.name, office).title
    assert title.endswith("], cột Phiêng Ban") and petitioner.told(title) == [] and "Sua" not in title


def test_nobody_downloads_the_original_of_a_masked_document(office: Assistant) -> None:
    before = opened(office)
    for name, _ in PEOPLE:
        client = browser(name, office)
        for file in ("cv-912.pdf", "don.docx"):
            document = called(file, office)
            answer = client.get(f"/tai-lieu/{document.id}/goc", headers={"accept": "text/html"})
            assert answer.status_code == 403 and "troly original" in answer.text
            assert not petitioner.told(answer.text)
            shown = client.get(f"/tai-lieu/{document.id}", headers={"accept": "text/html"})
            assert f"/tai-lieu/{document.id}/goc" not in shown.text and "troly original" in shown.text
        client.close()
    assert opened(office) == before


def test_an_e_mail_is_closed_with_what_is_attached_to_it(office: Assistant) -> None:
    mail = called("thu.eml", office)
    client = browser("hoa", office)
    assert client.get(f"/tai-lieu/{mail.id}/goc").status_code == 403
    client.close()


def test_an_original_with_nothing_masked_is_downloaded_as_before(office: Assistant) -> None:
    plain = called("huong-dan.txt", office)
    client = browser("hoa", office)
    assert client.get(f"/tai-lieu/{plain.id}/goc").status_code == 200
    client.close()


@pytest.mark.parametrize("name", ["lan", "minh"])
def test_office_and_administrators_open_an_original_and_the_reason_is_kept(office: Assistant, name: str) -> None:
    letter = called("cv-912.pdf", office)
    path = open_original(letter.id, reader(name, office), f"  {WHY} ", office)
    assert path.read_bytes().startswith(b"%PDF")
    assert opened(office)[-1] == (letter.id, letter.digest, name, WHY)
    [told] = events.latest(office.engine, 1, What.ORIGINAL_TAKEN)
    assert (told.account_name, told.detail) == (name, letter.id)


@pytest.mark.parametrize("name", ["hoa", "truong"])
def test_others_open_no_original_whatever_they_say(office: Assistant, name: str) -> None:
    before = opened(office)
    with pytest.raises(NotAllowed):
        open_original(called("cv-912.pdf", office).id, reader(name, office), WHY, office)
    assert opened(office) == before


@pytest.mark.parametrize("reason", ["", "  \n", "...", "123"])
def test_no_original_is_opened_without_a_reason(office: Assistant, reason: str) -> None:
    before = opened(office)
    with pytest.raises(BadRequest, match="reason_missing"):
        open_original(called("cv-912.pdf", office).id, reader("lan", office), reason, office)
    assert opened(office) == before


def test_what_is_not_there_cannot_be_opened(office: Assistant) -> None:
    with pytest.raises(NotFound):
        open_original("0" * 16, reader("lan", office), WHY, office)


def test_no_path_is_given_when_the_opening_cannot_be_written_down(
    office: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row comes first: a full disk opens nothing."""
    from assistant import originals

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(originals.events, "add", full)
    before = opened(office)
    with pytest.raises(OSError, match="no space"):
        open_original(called("cv-912.pdf", office).id, reader("lan", office), WHY, office)
    assert opened(office) == before


def test_the_command_asks_for_the_persons_own_password_and_writes_no_file_over(
    office: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    troly, letter, target = (
        Terminal(office.settings.home, monkeypatch, capsys),
        called("cv-912.pdf", office),
        tmp_path / "ban-goc.pdf",
    )

    def take(name: str, file: str, password: str = PASSWORD, reason: str = WHY):
        wanted = "original", letter.id, "--by", name, "--reason", reason, "--out", str(tmp_path / file)
        return troly(*wanted, "--password-stdin", typed=f"{password}\n")

    before = len(opened(office))
    refused = take("lan", "a", "sai-mat-khau"), take("hoa", "a"), take("lan", "a", reason=" ")
    assert [each.code for each in refused] == [1, 1, 1] and not (tmp_path / "a").exists()
    assert wording.PROBLEMS["reason_missing"] in refused[-1].err and len(opened(office)) == before

    said = take("lan", "ban-goc.pdf")
    assert said.code == 0, said.err
    assert target.read_bytes() == original_of(letter.digest, office.settings.home).read_bytes()
    assert target.stat().st_mode & 0o077 == 0
    again = take("lan", "ban-goc.pdf")
    assert again.code == 1 and str(target) in again.err
    assert len(opened(office)) == before + 1
    assert not petitioner.told(said.out + said.err)


def test_documents_of_an_older_database_count_as_masked_until_they_are_read_again(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'troly.db'}")
    migrate(engine)
    step(engine, "0003")
    old = {"digest": "d", "kind": "reply", "title": "t", "media_type": "application/pdf", "scope": "all"}
    with writing(engine) as connection:
        for name, text in (("a", "Bà [HỌ TÊN] kiến nghị"), ("b", "Bộ trả lời")):
            row = old | {"id": name, "source": name, "text": text, "warnings": [], "generation": 1}
            connection.execute(insert(db.documents).values(row))
    step(engine, "head")
    with reading(engine) as connection:
        rows = connection.execute(select(db.documents.c.id, db.documents.c.masked).order_by(db.documents.c.id)).all()
    assert [tuple(row) for row in rows] == [("a", 1), ("b", 0)]
    with writing(engine) as connection:  # the column can be written
        connection.execute(update(db.documents).where(db.documents.c.id == "a").values(masked=3))
    engine.dispose()


def step(engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        (command.upgrade if revision == "head" else command.downgrade)(config, revision)
