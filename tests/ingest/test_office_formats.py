"""DOC, XLS and RTF are read through LibreOffice like their successors, safely, or refused plainly."""

from __future__ import annotations

import http.server
import os
import resource
import shutil
import subprocess
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from openpyxl import Workbook

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.isolate import isolate
from ingest.parse import office, parse_file
from tests.ingest.files import limits, make_docx
from tests.ingest.office_files import linked_picture, paragraph, run, tcvn3, word

OLD_FONT = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
MEANT = "Bộ trả lời cử tri như sau"
SLOW = limits(parse_seconds=90)
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def saved_as(path: Path, suffix: str) -> Path:
    """The file as LibreOffice saves it in an older format."""
    profile = path.parent / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", suffix]
    subprocess.run([*command, "--outdir", str(path.parent), str(path)], check=True, capture_output=True, timeout=120)
    return path.with_suffix(f".{suffix}")


@pytest.fixture(scope="module")
def old_doc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    body = (
        paragraph(run(tcvn3(MEANT), OLD_FONT)),
        paragraph(run("Đoạn Unicode."), run(" Câu bị giấu.", "<w:vanish/>")),
        paragraph(run("Bộ "), f'<w:del w:id="1" w:author="A">{run("chưa")}</w:del>', run("trả lời.")),
    )
    return saved_as(word(tmp_path_factory.mktemp("doc") / "a.docx", *body), "doc")


@needs_office
def test_a_doc_keeps_its_fonts_of_the_nineties_its_hidden_text_and_its_changes(old_doc: Path) -> None:
    parsed = isolate(old_doc, SLOW)
    assert parsed.text == f"{MEANT}\nĐoạn Unicode.\nBộ trả lời."
    assert set(parsed.warnings) == {"converted", "repaired: TCVN3", "hidden_text: 1", "tracked_changes: 1"}


@needs_office
def test_an_xls_is_read_like_an_xlsx(tmp_path: Path) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    for line in (["Tỉnh", "Số trạm"], ["Hà Giang", 2164], ["Lào Cai", 12.5]):
        workbook.active.append(line)
    workbook.save(tmp_path / "a.xlsx")
    parsed = parse_file(saved_as(tmp_path / "a.xlsx", "xls"), SLOW)
    assert [[cell.span.of(parsed.text) for cell in row.cells] for row in parsed.rows] == [
        ["Hà Giang", "2164"],
        ["Lào Cai", "12,5"],
    ]
    assert parsed.warnings == ("converted",)


@needs_office
def test_an_rtf_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    rtf = "{\\rtf1\\ansi\\ansicpg1252 C\\u7917? tri \\u273?\\u7873? ngh\\u7883?.\\par}"
    (tmp_path / "a.doc").write_text(rtf, encoding="ascii")
    parsed = parse_file(tmp_path / "a.doc", SLOW)
    assert (parsed.text, parsed.warnings) == ("Cử tri đề nghị.", ("converted", "wrong_type"))


@needs_office
def test_a_picture_linked_from_a_doc_is_never_fetched(tmp_path: Path) -> None:
    with Listener() as address:
        old = saved_as(linked_picture(tmp_path / "a.docx", f"{address}/x.png"), "doc")
        assert Listener.heard  # with its own settings LibreOffice does fetch it
        Listener.heard.clear()
        assert parse_file(old, SLOW).text == "Nội dung."
        assert Listener.heard == []


class Listener:
    """A web server on this machine that remembers what was asked of it."""

    heard: ClassVar[list[str]] = []

    def __enter__(self) -> str:
        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                Listener.heard.append(self.path)
                self.send_error(404)

            do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

            def log_message(self, *_: object) -> None:
                """Nothing on the terminal."""

        Listener.heard.clear()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_without_libreoffice_an_old_file_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.rtf").write_text("{\\rtf1 Xin chao}", encoding="ascii")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert reason(tmp_path / "a.rtf") is FailureReason.OFFICE_MISSING


def reason(path: Path) -> FailureReason:
    with pytest.raises(ReadFailure) as failure:
        parse_file(path, SLOW)
    return failure.value.reason


def test_a_locked_doc_or_xls_asks_for_its_password(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    locked_doc = (
        ole + b"\xec\xa5" + bytes(8) + (0x0100).to_bytes(2, "little") + bytes(500) + "WordDocument".encode("utf-16-le")
    )
    locked_xls = (
        ole
        + b"\x09\x08\x10\x00\x00\x06"
        + bytes(14)
        + b"\x2f\x00\x36\x00"
        + bytes(488)
        + "Workbook".encode("utf-16-le")
    )
    for name, content in (("a.doc", locked_doc), ("a.xls", locked_xls)):
        (tmp_path / name).write_bytes(content)
        assert reason(tmp_path / name) is FailureReason.PASSWORD


def test_a_conversion_that_hangs_is_stopped_and_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin", "exec sleep 60", monkeypatch)
    (tmp_path / "a.rtf").write_text("{\\rtf1 Xin chao}", encoding="ascii")
    with pytest.raises(ReadFailure) as failure:
        parse_file(tmp_path / "a.rtf", limits(parse_seconds=2))
    assert failure.value.reason is FailureReason.TIMEOUT


def test_libreoffice_works_under_a_limit_of_memory_in_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin", f'(ulimit -v; pwd; echo "$HOME"; echo "$*") > "{tmp_path}/told"', monkeypatch)
    (tmp_path / "a.rtf").write_text("{\\rtf1 Xin chao}", encoding="ascii")
    assert reason(tmp_path / "a.rtf") is FailureReason.DAMAGED  # it made nothing
    kibibytes, folder, home, arguments = (tmp_path / "told").read_text().splitlines()
    assert int(kibibytes) * 1024 <= office.MOST_BYTES
    assert folder == home and not Path(folder).exists()
    assert f"-env:UserInstallation=file://{folder}/profile" in arguments
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


def program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for LibreOffice, first in the path."""
    folder.mkdir()
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_word_file_under_a_newer_inner_name_is_still_word(tmp_path: Path) -> None:
    import zipfile

    source = make_docx(tmp_path / "a.docx", ["Nội dung."])
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "b.docx", "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"word/document.xml", b"word/document2.xml")
            new.writestr(name.replace("document.xml", "document2.xml"), content)
    parsed: Parsed = parse_file(tmp_path / "b.docx", limits())
    assert parsed.text == "Nội dung."
