"""From files to a model's answer on the real store, and back to the quotation in the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import ask, build
from assistant.domain import Answer, Question, Reader, Released, Role
from assistant.settings import Settings
from ingest.pipeline import add
from ingest.settings import PROJECT
from tests.assistant.fake_model import FakeModel, Reply, said

FILES = PROJECT / "corpus" / "files"
LETTERS = [FILES / "2024-1075-btttt-ha-giang.pdf", FILES / "2024-1074-btttt-dien-bien.html"]
READER = Reader(1, "lan", "Lan", Role.STAFF)
QUESTION = Question("Hà Giang còn bao nhiêu thôn chưa có dịch vụ thông tin di động?")
GOOD = "Tỉnh Hà Giang có 24 thôn chưa có dịch vụ thông tin di động ⟦N1⟧. Tỉnh Hà Giang có 231 thôn được đề nghị hỗ trợ ⟦N1⟧."


@pytest.mark.parametrize(
    ("reply", "model"),
    [
        (said(f"{GOOD} Còn 77 thôn khác ⟦N1⟧."), "qwen:answer-1"),
        (
            said("Tỉnh Điện Biên có 24 thôn chưa có dịch vụ thông tin di động ⟦N1⟧."),
            "qwen:answer-1:fallback:unsupported",
        ),
        (Reply(status=500), "qwen:answer-1:fallback:http_500"),
    ],
)
def test_whatever_the_model_does_the_person_gets_a_cited_answer(tmp_path: Path, reply: Reply, model: str) -> None:
    with FakeModel(reply) as server:
        settings = Settings(home=tmp_path, llm_model="qwen", llm_base_url=server.url, llm_timeout_seconds=20)
        assistant = build(settings)
        try:
            assert not add(LETTERS, assistant.pipeline).failures
            *released, answer = ask(QUESTION, READER, assistant, "test")
            assert isinstance(answer, Answer) and answer.status.answered and answer.model == model
            assert released and all(isinstance(event, Released) and event.citations for event in released)
            assert "24 thôn" in answer.text and "77" not in answer.text
            for citation in answer.citations:
                document = assistant.index.document(citation.document_id)
                assert document is not None and document.text[citation.start : citation.end] == citation.quote
        finally:
            assistant.close()
