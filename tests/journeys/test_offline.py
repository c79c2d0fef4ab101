"""The main job where there is no network: `make offline` runs these in a namespace that has only the loopback."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.bootstrap import Assistant, build
from assistant.domain import Role
from assistant.records.accounts import create_account
from assistant.records.tokens import create_token
from assistant.server import create_app
from tests.conftest import CORPUS, settings_of
from tests.terminal import run, stored_text

pytestmark = pytest.mark.offline
QUESTIONS = {
    "Thời hạn trả lời kiến nghị cử tri là bao nhiêu ngày?": "60 ngày",
    "khi nao tat song 2g": "2G",
    "Tỉnh Hòa Bình có bao nhiêu Điểm Bưu điện - Văn hóa xã?": "128",
    "Nghị định 25/2011/NĐ-CP còn hiệu lực không?": "163/2024/NĐ-CP",
}


@pytest.mark.skipif("TROLY_TEST_OFFLINE" not in os.environ, reason="the network is refused by `make offline` only")
def test_the_network_is_really_refused() -> None:
    for address in (("192.0.2.1", 80), ("198.51.100.7", 443)):
        with pytest.raises(OSError):
            socket.create_connection(address, timeout=3)
    with pytest.raises(OSError):
        socket.getaddrinfo("example.com", 443)


def test_the_loopback_still_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()[:2], timeout=3).close()


def test_questions_about_the_sample_corpus_are_answered_over_http(fresh_home: Path) -> None:
    assistant = build(settings_of(fresh_home))
    with TestClient(create_app(assistant)) as client:
        client.headers["Authorization"] = f"Bearer {token_of(assistant)}"
        for question, expected in QUESTIONS.items():
            answer = client.post("/api/ask", json={"question": question}).json()
            assert answer["status"].startswith("answered"), answer["text"]
            assert any(expected in citation["quote"] for citation in answer["citations"]), answer["text"]
            first = answer["citations"][0]
            page = f"/api/documents/{first['document_id']}/pages/{first['page']}.png"
            drawn = client.get(page, params={"quote": f"{first['start']}-{first['end']}"})
            assert drawn.headers["content-type"] == "image/png"
    assistant.close()


def test_a_new_home_is_filled_and_asked_at_the_command_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    files = [str(CORPUS / name) for name in ("2023-5130-btttt-hoa-binh.docx", "2023-563-btttt-ha-nam.pdf")]
    report = run("--home", str(home), "ingest", *files, "--json").json
    assert (report["added"], report["failed"]) == (2, 0)
    answer = run("--home", str(home), "ask", "Tỉnh Hòa Bình có bao nhiêu Điểm Bưu điện - Văn hóa xã?", "--json").json
    for citation in answer["citations"]:
        assert stored_text(home, citation["document_id"])[citation["start"] : citation["end"]] == citation["quote"]
    assert any("128" in citation["quote"] for citation in answer["citations"])


def token_of(assistant: Assistant) -> str:
    """A token of a fresh account."""
    account = create_account(assistant.engine, "khong-mang", "Không mạng", Role.STAFF, None, "Mot-mat-khau-dai-2026")
    return create_token(assistant.engine, account.reader, "test", None)
