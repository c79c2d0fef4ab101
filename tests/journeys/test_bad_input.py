"""Bad days: questions that are none, files that are broken, a disk that is full. Told in Vietnamese, nothing lost."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from assistant.bootstrap import Assistant, build
from assistant.domain import Role
from assistant.records.accounts import create_account
from assistant.records.tokens import create_token
from assistant.server import create_app
from ingest.documents import DocumentKind
from ingest.errors import FailureReason
from ingest.pipeline import Outcome, add, remove
from tests.conftest import CORPUS, settings_of
from tests.ingest.files import lock_pdf, make_bomb, make_docx, make_pdf, png_bytes
from tests.terminal import Terminal

GOOD = "Tỉnh Hòa Bình có bao nhiêu Điểm Bưu điện - Văn hóa xã?"
RIGHT = "128"
SHELF = ["2023-5130-btttt-hoa-binh.docx", "2023-146-btttt-son-la.txt"]
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2

# What is typed, and what the person is told.
NO_QUESTIONS = {
    "nothing": ("", "chưa nhập câu hỏi"),
    "blanks": (" \n\t\u00a0 ", "chưa nhập câu hỏi"),
    "far too long": ("Tỉnh Hòa Bình có gì? " * 2_500, "Câu hỏi quá dài"),
    "one endless word": ("a" * 50_000, "Câu hỏi quá dài"),
    "control characters": ("\x00\x01\x07\x1b\x7f", ""),
    "zero-width characters": ("\u200b\u200d\ufeff\u2060", ""),
    "emoji": ("😀🎉👍🏽", "không có chữ nào"),
    "English": ("How many post offices are there in Hoa Binh province?", "tiếng Việt"),
    "punctuation": ("?!… --- ***", "không có chữ nào"),
}
# Odd, but the answer is known: what is strange around a question does not change it.
ODD_QUESTIONS = {
    "zero-width inside": GOOD.replace("Hòa Bình", "Hòa\u200b Bình\ufeff"),
    "control inside": GOOD.replace(" ", " \x01"),
    "decomposed letters": unicodedata.normalize("NFD", GOOD),
    "markup": f"<b>{GOOD}</b>",
    "spaces": GOOD.replace(" ", "   \n"),
}
NOISE = {
    "script around": f"<script>alert(1)</script> {GOOD}",
    "SQL around": f"{GOOD} '; DROP TABLE documents; --",
    "query syntax": f'title:"{GOOD}" AND (NOT x) OR *',
    "SQL": "' OR 1=1; DROP TABLE documents; --",
    "script": "<script>fetch('/api/documents')</script>",
    "format": "%s%n{0}{__class__}${jndi:ldap://x}",
    "combining": "a" + "\u0301" * 3_000,
    "right to left": "\u202eđịa bàn\u202c \u2066xã\u2069",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small home with two letters and an account with a token."""
    home = tmp_path_factory.mktemp("bad") / "home"
    assistant = build(settings_of(home))
    assert not add([CORPUS / name for name in SHELF], assistant.pipeline).failures
    account = create_account(assistant.engine, "canbo", "Cán bộ", Role.STAFF, None, "Mot-mat-khau-dai-2026")
    (home / "token").write_text(create_token(assistant.engine, account.reader, "test", None), "utf-8")
    assistant.close()
    return home


@pytest.fixture(scope="module")
def assistant(home: Path) -> Iterator[Assistant]:
    opened = build(settings_of(home, max_file_megabytes=1, parse_seconds=20))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def program(home: Path, assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_app(assistant, chat=False), raise_server_exceptions=False) as client:
        client.headers["Authorization"] = f"Bearer {(home / 'token').read_text('utf-8')}"
        yield client


@pytest.mark.parametrize("name", NO_QUESTIONS)
def test_what_is_no_question_is_told_over_http_and_the_next_is_answered(program: TestClient, name: str) -> None:
    text, told = NO_QUESTIONS[name]
    answer = program.post("/api/ask", json={"question": text})
    assert answer.status_code == 422
    assert answer.json()["status"] == "blocked_invalid"
    assert told in answer.json()["message"]
    assert_answers(program)


@pytest.mark.parametrize("name", ["nothing", "far too long", "emoji", "English"])
def test_what_is_no_question_is_told_at_the_command_line(
    home: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text, told = NO_QUESTIONS[name]
    said = Terminal(home, monkeypatch, capsys)("ask", text)
    assert said.code == 0
    assert told in " ".join(said.out.split())


@pytest.mark.parametrize("name", ODD_QUESTIONS)
def test_what_is_strange_around_a_question_does_not_change_its_answer(program: TestClient, name: str) -> None:
    answer = program.post("/api/ask", json={"question": ODD_QUESTIONS[name]}).json()
    assert answer["status"].startswith("answered"), answer["text"]
    assert any(RIGHT in citation["quote"] for citation in answer["citations"])


@pytest.mark.parametrize("name", NOISE)
def test_code_and_noise_are_not_carried_out_and_break_nothing(program: TestClient, name: str) -> None:
    before = program.get("/api/documents").json()["total"]
    answer = program.post("/api/ask", json={"question": NOISE[name]})
    assert answer.status_code in (200, 422)
    assert not answer.json()["status"].startswith("error")
    assert program.get("/api/documents").json()["total"] == before
    assert_answers(program)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"question": 5}', b'{"question": "\\ud800"}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_body_that_is_no_question_is_a_vietnamese_refusal(program: TestClient, body: bytes) -> None:
    answer = program.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert answer.json()["message"]
    assert_answers(program)


R = FailureReason
NOT_THAT_TYPE = {R.UNSUPPORTED, R.WRONG_TYPE, R.DAMAGED, R.NO_TEXT}
FILES: dict[str, tuple[str, Callable[[Path], Any], set[FailureReason]]] = {
    "0 bytes": ("rong.docx", Path.touch, {R.EMPTY}),
    "truncated PDF": ("cut.pdf", lambda path: cut(make_pdf(path, [["Kính gửi"] * 40])), {R.DAMAGED}),
    "truncated DOCX": ("cut.docx", lambda path: cut(make_docx(path, ["Kính gửi"] * 400)), {R.DAMAGED}),
    "an archive named DOCX": ("zip.docx", lambda path: archive(path), NOT_THAT_TYPE),
    "a picture named DOCX": ("anh.docx", lambda path: path.write_bytes(png_bytes([])), NOT_THAT_TYPE),
    "noise named PDF": ("nhieu.pdf", lambda path: path.write_bytes(os.urandom(4096)), NOT_THAT_TYPE),
    "a password": ("khoa.pdf", lambda path: lock_pdf(make_pdf(path, [["Kính gửi"]]), "x"), {R.PASSWORD}),
    "too large": ("to.txt", lambda path: path.write_bytes(b"a " * 600_000), {R.TOO_LARGE}),
    "a bomb": ("bom.docx", lambda path: make_bomb(path, 300), {R.DAMAGED, R.MEMORY, R.TOO_LARGE}),
    "a pipe": ("ong.txt", os.mkfifo, {R.UNSUPPORTED}),
    "a link to nowhere": ("link.txt", lambda path: path.symlink_to("khong-co"), {R.NOT_FOUND}),
    "a link to itself": ("vong.txt", lambda path: path.symlink_to(path.name), {R.DAMAGED}),
    "nothing to read": ("trong.txt", lambda path: path.write_text(" \n\u200b\n", "utf-8"), {R.NO_TEXT}),
    "a secret": (
        "mat.txt",
        lambda path: path.write_text("TỐI MẬT\n\nSố: 12/BC-BTTTT\n\nNội dung.", "utf-8"),
        {R.SECRET},
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_one_reason_and_its_neighbour_is_taken_in(
    assistant: Assistant, tmp_path: Path, name: str
) -> None:
    file, make, reasons = FILES[name]
    make(tmp_path / file)
    neighbour = tmp_path / "zz.txt"
    neighbour.write_text("Hướng dẫn mẫu\n\nĐơn vị gửi báo cáo trước ngày 25 hằng tháng.\n", "utf-8")
    report = add([tmp_path], assistant.pipeline)
    told = {Path(result.source).name: result for result in report.results}
    assert told[file].reason in reasons, told[file]
    assert told["zz.txt"].outcome is Outcome.ADDED
    assert remove(str(neighbour), assistant.pipeline)


def test_a_name_that_is_no_text_and_a_very_long_one_are_taken_in(assistant: Assistant, tmp_path: Path) -> None:
    text = "Hướng dẫn mẫu\n\nĐơn vị gửi báo cáo trước ngày 25 hằng tháng.\n".encode()
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/t\xff\xfe.txt"))
    for path in (odd, tmp_path / ("d" * 240 + ".txt"), tmp_path / "'; DROP TABLE x;<b>.txt"):
        path.write_bytes(text)
        report = add([path], assistant.pipeline)
        assert report.results[0].outcome is Outcome.ADDED, report.results[0]
        assert remove(str(path), assistant.pipeline)


def test_a_mistake_of_ours_with_one_file_does_not_end_the_run(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(document: Any) -> Any:
        raise KeyError("never thought of")

    make_docx(tmp_path / "a.docx", ["Hướng dẫn mẫu"])
    with monkeypatch.context() as patched:
        patched.setattr("ingest.pipeline.split", stumbles)
        report = add([tmp_path], assistant.pipeline)
    assert report.results[0].reason is FailureReason.UNEXPECTED
    assert "KeyError in test_bad_input.py" in report.results[0].detail


def test_a_folder_without_rights_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    folder, closed = tmp_path / "kho", tmp_path / "kho" / "kin"
    closed.mkdir(parents=True)
    for path in (folder / "mo.txt", folder / "khoa.txt", closed / "kin.txt"):
        shutil.copy(CORPUS / SHELF[1], path)
    (folder / "khoa.txt").chmod(0)
    closed.chmod(0)
    said = troly(["--home", str(tmp_path / "home"), "ingest", str(folder)], like_everybody)
    assert "Đã thêm 1" in said.stdout and "lỗi 2" in said.stdout, said.stderr
    assert "✕ kin: Không có quyền đọc." in said.stderr and "✕ khoa.txt: Không có quyền đọc." in said.stderr
    named = troly(["--home", str(tmp_path / "home"), "ingest", str(closed)], like_everybody)
    refused = troly(["--home", str(closed), "documents"], like_everybody)
    closed.chmod(0o755)
    assert named.returncode == 1 and "✕ kin: Không có quyền đọc." in named.stderr
    assert refused.returncode == 2 and "quyền" in refused.stderr and refused.stderr.count("\n") == 1


def test_a_full_disk_while_ingesting_loses_nothing_and_a_second_run_completes(home: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(home, tmp_path / "home"))
    file = CORPUS / "2020-1020-btttt-bac-ninh.html"
    full = troly(["--home", str(copy), "ingest", str(file)], with_little_room)
    assert full.returncode == 1, full.stderr
    assert "Hết chỗ ghi trên ổ đĩa: tệp chưa được nạp, dữ liệu cũ còn nguyên." in " ".join(full.stderr.split())
    assert kinds(copy) == kinds(home)
    again = troly(["--home", str(copy), "ingest", str(file)])
    assert "Đã thêm 1" in again.stdout, again.stderr


def test_a_full_disk_while_serving_is_told_and_answering_goes_on_when_there_is_room(home: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(home, tmp_path / "home"))
    with served(copy) as (process, client):
        assert_answers(client)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        full = client.post("/api/ask", json={"question": GOOD})
        assert (full.status_code, full.json()["status"]) == (507, "error_storage")
        assert "hết chỗ ghi" in full.json()["message"]
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/search", params={"q": GOOD}).json()["hits"]
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert_answers(client)


def assert_answers(client: TestClient | httpx.Client) -> None:
    """The service is up and still knows its answer."""
    answer = client.post("/api/ask", json={"question": GOOD}).json()
    assert answer["status"].startswith("answered"), answer
    assert any(RIGHT in citation["quote"] for citation in answer["citations"])


def cut(path: Path) -> None:
    """Only the first third of the file, as a broken copy leaves it."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def archive(path: Path) -> None:
    """An archive that is no document, with nothing in it that could be read."""
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.bin", bytes(range(256)) * 8)


def kinds(home: Path) -> list[DocumentKind]:
    """What is in a home, by kind."""
    assistant = build(settings_of(home))
    try:
        return sorted(summary.kind for summary in assistant.index.documents())
    finally:
        assistant.close()


def troly(arguments: list[str], before: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    """`troly` in a process of its own, as `before` makes it."""
    command = [sys.executable, "-m", "assistant", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, preexec_fn=before)


def with_little_room() -> None:
    """No file of this process may grow beyond forty KiB, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_960, 40_960))


def like_everybody() -> None:
    """Rights of files hold for this process even when it belongs to root."""
    for override in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, override, 0, 0, 0)


class served:
    """A server in a process of its own, and a program that may ask it."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "assistant", "--home", str(home), "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        headers = {"Authorization": f"Bearer {(home / 'token').read_text('utf-8')}"}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=30)

    def __enter__(self) -> tuple[subprocess.Popen[bytes], httpx.Client]:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.client.get("/readyz").status_code == 200:
                    return self.process, self.client
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("the server was not ready in time")

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
