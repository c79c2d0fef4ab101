"""The command line as an official and a program use it."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import CORPUS
from tests.ingest.codification import INDEX, topic, written
from tests.terminal import Terminal, run, stored_text

SHELF = ["2023-146-btttt-son-la.txt", "2023-5130-btttt-hoa-binh.docx", "2020-1020-btttt-bac-ninh.html"]
PASSWORD = "Mot-mat-khau-dai-2026"
COMMANDS = [
    *[
        [name]
        for name in "ingest documents remove parse ask search serve demo index accounts tokens quarantine".split()
    ],
    ["index", "rebuild"],
    ["index", "move"],
    *[["accounts", verb] for verb in "add list disable enable delete password".split()],
    *[["tokens", verb] for verb in "add list revoke".split()],
    *[["quarantine", verb] for verb in "list release withdraw".split()],
]
# What Typer would say by itself.
ENGLISH = re.compile(r"Usage|Options|Arguments|Commands|Show this|exit\.|default|required|<\w+>|TEXT|PATH|INTEGER")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small home, filled by the command line itself in a process of its own."""
    home = tmp_path_factory.mktemp("cli") / "home"
    files = [str(CORPUS / name) for name in SHELF]
    report = run("--home", str(home), "ingest", *files, "--json")
    assert report.code == 0, report.err
    assert (report.json["added"], report.json["failed"]) == (3, 0)
    return home


@pytest.fixture
def troly(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    monkeypatch.setenv("COLUMNS", "160")
    yield Terminal(home, monkeypatch, capsys)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_in_vietnamese(troly: Terminal, command: list[str]) -> None:
    said = troly(*command, "--help")
    assert said.code == 0
    assert f"Cách dùng: troly {' '.join(command)}" in said.out
    assert not ENGLISH.search(said.out), said.out


def test_help_needs_neither_settings_nor_the_heavy_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLY_PORT", "not a port")
    code = (
        "import sys; sys.argv = ['troly', '--help']\n"
        "from assistant.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(sorted({'pydantic', 'sqlalchemy', 'numpy', 'faiss', 'tantivy', 'fastapi', 'torch'} "
        "& set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert "Trợ lý Cử tri" in done.stdout
    assert done.stdout.rstrip().endswith("[]")


def test_a_second_ingest_embeds_nothing(troly: Terminal) -> None:
    report = troly("ingest", *[str(CORPUS / name) for name in SHELF], "--json").json
    assert (report["unchanged"], report["embedded"], report["added"]) == (3, 0, 0)
    assert {Path(file["source"]).name for file in report["files"]} == set(SHELF)
    assert all(file["message"] is None for file in report["files"])


def test_a_file_that_cannot_be_read_is_one_line_and_the_others_are_taken_in(troly: Terminal, tmp_path: Path) -> None:
    (tmp_path / "rong.pdf").touch()
    (tmp_path / "huong-dan.txt").write_text("Hướng dẫn mẫu\n\nĐơn vị gửi báo cáo trước ngày 25 hằng tháng.\n", "utf-8")
    said = troly("ingest", str(tmp_path))
    assert said.code == 0
    assert "Đã thêm 1" in said.out and "lỗi 1" in said.out
    assert said.err.strip() == "✕ rong.pdf: Tệp rỗng (0 byte). Xin lấy lại bản gốc."
    assert troly("remove", str(tmp_path / "huong-dan.txt")).out.strip() == "Đã gỡ."


def test_when_no_file_could_be_read_the_command_fails(troly: Terminal, tmp_path: Path) -> None:
    said = troly("ingest", str(tmp_path / "khong-co"), "--json")
    assert said.code == 1
    assert said.json["files"][0]["reason"] == "not_found"
    assert said.json["files"][0]["message"].startswith("Không tìm thấy tệp")


def test_pages_of_the_codification_without_articles_are_skipped_and_counted(troly: Terminal, tmp_path: Path) -> None:
    written(tmp_path, "muc-luc.html", INDEX)
    written(tmp_path, "gia.html", topic(title="Giá"))
    said = troly("ingest", str(tmp_path))
    assert (said.code, said.err) == (0, "")
    assert "chưa có nội dung nên bỏ qua 2" in said.out and "lỗi 0" in said.out
    assert troly("ingest", str(tmp_path), "--json").json["skipped"] == 2


def test_a_run_of_skipped_pages_and_failures_alone_fails(troly: Terminal, tmp_path: Path) -> None:
    written(tmp_path, "gia.html", topic(title="Giá"))
    (tmp_path / "rong.pdf").touch()
    assert troly("ingest", str(tmp_path)).code == 1


def test_a_register_keeps_its_visibility_when_the_command_line_names_a_unit(troly: Terminal, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hướng dẫn mẫu\n\nĐơn vị gửi báo cáo trước ngày 25 hằng tháng.\n", "utf-8")
    (tmp_path / "manifest.csv").write_text("file,visibility\na.txt,office\n", "utf-8")
    report = troly("ingest", str(tmp_path), "--unit", "vu-buu-chinh-bkhcn", "--json").json
    stored = {each["id"]: each for each in troly("documents", "--json").json}
    assert stored[report["files"][0]["document_id"]]["visibility"] == "office"
    assert troly("remove", report["files"][0]["document_id"]).code == 0


def test_documents_are_listed_for_people_and_for_programs(troly: Terminal) -> None:
    listed = troly("documents", "--json").json
    assert "5130/BTTTT-VP" in {each["number"] for each in listed}
    said = troly("documents").out
    assert "5130/BTTTT-VP" in said and f"{len(listed)} tài liệu" in said


def test_parse_shows_the_pairs_of_petition_and_reply_and_stores_nothing(troly: Terminal, tmp_path: Path) -> None:
    file = CORPUS / "2024-4076-btttt-quang-binh.txt"
    document = troly("parse", str(file), "--json").json
    request = document["requests"][0]
    assert document["number"].startswith("4076/BTTTT")
    assert document["text"][request["reply"]["start"] : request["reply"]["end"]].strip()
    assert "Kiến nghị 1" in troly("parse", str(file)).out
    assert document["id"] not in {each["id"] for each in troly("documents", "--json").json}


def test_parse_of_a_bad_file_is_one_line(troly: Terminal, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    said = troly("parse", str(tmp_path / "a.pdf"))
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("a.pdf: ") and said.err.count("\n") == 1


def test_ask_prints_one_object_whose_quotations_stand_in_the_documents(troly: Terminal) -> None:
    answer = troly("ask", "Tỉnh Hòa Bình có bao nhiêu Điểm Bưu điện - Văn hóa xã?", "--json").json
    assert answer["status"].startswith("answered"), answer["text"]
    assert {"id", "status", "text", "citations", "steps"} <= set(answer)
    assert all(step["name"] and step["ms"] >= 0 for step in answer["steps"])
    for citation in answer["citations"]:
        assert {"document", "number", "date", "page", "quote", "start", "end"} <= set(citation)
        assert (
            stored_text(troly.home, citation["document_id"])[citation["start"] : citation["end"]] == citation["quote"]
        )


def test_ask_for_people_is_plain_text_and_a_refusal_is_no_failure(troly: Terminal) -> None:
    assert "128" in troly("ask", "Tỉnh Hòa Bình có bao nhiêu Điểm Bưu điện - Văn hóa xã?").out
    said = troly("ask", "Giá vàng hôm nay bao nhiêu?")
    assert said.code == 0
    assert said.out.strip()


@pytest.mark.parametrize("as_of", ["2024-01-31", "31/01/2024"])
def test_search_gives_at_most_k_hits_best_first(troly: Terminal, as_of: str) -> None:
    hits = troly("search", "vùng lõm sóng", "-k", "4", "--as-of", as_of, "--json").json
    assert 0 < len(hits) <= 4
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert all(stored_text(troly.home, hit["document_id"])[hit["start"] : hit["end"]] == hit["text"] for hit in hits)
    assert troly("search", "vùng lõm sóng", "-k", "1").out.startswith(" 1. ")


def test_a_damaged_index_is_rebuilt_by_its_command(troly: Terminal) -> None:
    assert re.fullmatch(r"Đã dựng lại chỉ mục: \d+ đoạn\.", troly("index", "rebuild").out.strip())


def test_an_account_lives_from_add_to_delete(troly: Terminal) -> None:
    unit = "cuc-vien-thong-bkhcn"
    made = troly("accounts", "add", "Thu", "--role", "unit_head", "--unit", unit, "--password-stdin", typed=PASSWORD)
    assert made.out.strip() == "Đã tạo tài khoản thu (Trưởng đơn vị)."
    account = next(each for each in troly("accounts", "list", "--json").json if each["name"] == "thu")
    assert (account["role"], account["unit"], account["disabled"]) == ("unit_head", unit, False)
    assert "password" not in json.dumps(account)
    assert "Thu" not in troly("accounts", "list").out.replace("thu", "")
    assert troly("accounts", "disable", "thu").out.strip() == "Đã khóa."
    assert "đã khóa" in troly("accounts", "list").out
    assert troly("accounts", "enable", "thu").code == 0
    assert troly("accounts", "password", "thu", "--password-stdin", typed=PASSWORD[::-1] + "\n").code == 0
    assert troly("accounts", "delete", "thu", "--yes").out.strip() == "Đã xóa."
    assert "Không có tài khoản “thu”" in troly("accounts", "disable", "thu").err


@pytest.mark.parametrize(
    "arguments, typed, message",
    [
        (["ai"], "ngan", "Mật khẩu cần ít nhất 12 ký tự"),
        (["operator"], PASSWORD, "Yêu cầu gửi lên chưa đúng"),
        (["ai", "--role", "sep"], PASSWORD, "Không có vai trò “sep”"),
        (["ai", "--unit", "khong-co"], PASSWORD, "Không có đơn vị “khong-co”"),
    ],
)
def test_an_account_that_cannot_be_is_refused(troly: Terminal, arguments: list[str], typed: str, message: str) -> None:
    said = troly("accounts", "add", *arguments, "--password-stdin", typed=typed)
    assert said.code in (1, 2)
    assert message in said.err and said.err.count("\n") == 1


def test_deleting_asks_for_the_name_again(troly: Terminal) -> None:
    troly("accounts", "add", "nham", "--password-stdin", typed=PASSWORD)
    assert troly("accounts", "delete", "nham", typed="khac\n").code == 1
    assert "nham" in troly("accounts", "list").out
    assert troly("accounts", "delete", "nham", typed="nham\n").code == 0


def test_a_token_is_shown_once_listed_without_its_secret_and_revoked(troly: Terminal) -> None:
    troly("accounts", "add", "may", "--password-stdin", typed=PASSWORD)
    token = troly("tokens", "add", "may", "phần mềm văn thư", "--days", "7").out.strip()
    assert token.startswith("troly_")
    listed = troly("tokens", "list", "may", "--json")
    assert token not in listed.out and listed.json[0]["name"] == "phần mềm văn thư"
    assert troly("tokens", "revoke", "may", str(listed.json[0]["id"])).code == 0
    assert troly("tokens", "list", "may", "--json").json == []
    assert "không có mã số đó" in troly("tokens", "revoke", "may", "99").err


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["khong-co"], "Không có lệnh hoặc tham số “khong-co”"),
        (["ask"], "Thiếu CÂU-HỎI"),
        (["ask", "a", "b"], "Không có lệnh hoặc tham số “b”"),
        (["ask", "a", "--khong-co"], "Không có tùy chọn --khong-co"),
        (["search", "a", "-k", "0"], "Giá trị của -k không dùng được"),
        (["search", "a", "--as-of", "hôm qua"], "Giá trị của --as-of không dùng được"),
        (["ingest", "a", "--kind", "thu"], "Không có loại “thu”"),
        (["ingest", "a", "--visibility", "units:"], "Không hiểu người xem “units:”"),
    ],
)
def test_a_mistyped_command_is_told_in_one_vietnamese_line(troly: Terminal, arguments: list[str], message: str) -> None:
    said = troly(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(message) and said.err.count("\n") == 1


def test_a_bad_setting_is_named_and_its_value_is_not_shown(troly: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLY_SESSION_HOURS", "bí mật")
    said = troly("documents")
    assert said.code == 2
    assert "TROLY_SESSION_HOURS" in said.err and "bí mật" not in said.err


def test_another_embedder_is_refused_with_the_next_command(troly: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(troly.home / "troly.db") as database:
        (name,) = database.execute("SELECT embedder FROM index_state").fetchone()
        database.execute("UPDATE index_state SET embedder = 'another:1'")
    said = troly("ask", "Vùng lõm sóng?")
    with sqlite3.connect(troly.home / "troly.db") as database:
        database.execute("UPDATE index_state SET embedder = ?", (name,))
    database.close()
    assert said.code == 2 and "troly index rebuild" in said.err
    monkeypatch.setenv("TROLY_EMBEDDING_MODEL", str(troly.home))
    assert "TROLY_EMBEDDING_MODEL" in troly("ask", "Vùng lõm sóng?").err


@pytest.mark.parametrize(
    "url, message",
    [("nonsense", "TROLY_DATABASE_URL không phải"), ("mysql+nothing://h/d", "TROLY_DATABASE_URL không phải")],
)
def test_a_database_address_that_cannot_be_used_is_told(
    troly: Terminal, monkeypatch: pytest.MonkeyPatch, url: str, message: str
) -> None:
    monkeypatch.setenv("TROLY_DATABASE_URL", url)
    assert troly("documents").err.startswith(message)


def test_a_home_that_is_no_folder_or_holds_something_else_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert "Không phải thư mục" in Terminal(tmp_path / "file", monkeypatch, capsys)("documents").err
    (tmp_path / "troly.db").write_text("this is no database, whatever its name says\n" * 50, "utf-8")
    assert "không phải cơ sở dữ liệu" in Terminal(tmp_path, monkeypatch, capsys)("documents").err


def test_a_database_of_another_version_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    troly = Terminal(tmp_path, monkeypatch, capsys)
    assert troly("accounts", "list").code == 0
    with sqlite3.connect(tmp_path / "troly.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "phiên bản phần mềm khác" in troly("accounts", "list").err


def test_a_taken_port_is_told_before_anything_is_loaded(troly: Terminal) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = troly("serve", "--port", str(port))
    assert said.code == 1
    assert f"Cổng {port} đang có chương trình khác dùng" in said.err
