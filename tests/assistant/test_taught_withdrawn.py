"""A secret that was taught, or taught from, goes from every table and file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.records.corrections import live_version_of
from assistant.withdrawal import withdraw_secret
from ingest.database import metadata, reading
from tests.assistant.ministry import ANSWER, POST, Ministry, changed, opened


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    with opened(tmp_path / "home") as found:
        yield found


def told_anywhere(ministry: Ministry, words: str) -> list[str]:
    """The tables in which these words stand."""
    with reading(ministry.assistant.engine) as connection:
        rows = {table.name: connection.execute(select(table)).all() for table in metadata.sorted_tables}
    return [name for name, found in rows.items() if words in repr(found)]


def test_a_secret_that_was_taught_is_withdrawn_from_every_table_and_file(ministry: Ministry) -> None:
    question = "Trạm quokkamật trên đảo Song Tử Tây đặt ở đâu?"
    task = ministry.wait(question)
    lesson = changed(question=question, answer="Trạm quokkamật đặt ở phía bắc đảo.", wordings=("quokkamật ở đâu",))
    decided = ministry.teach(lesson, task_id=task.id).decision
    ministry.teach(changed(lesson, answer="Trạm quokkamật đặt ở phía nam đảo."), correction_id=decided.correction_id)
    ministry.say(question)
    withdraw_secret(decided.document_id or "", ministry["office"], "bí mật", ministry.assistant)
    # The refusal before it was taught rests on nothing: the asker's own words stay in their history.
    assert told_anywhere(ministry, "quokkamật") == ["answers"]
    folder = ministry.assistant.settings.home / "originals"
    assert not any(b"quokkam" in file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert not ministry.say(question).status.answered


def test_what_was_taught_from_a_secret_goes_with_it(ministry: Ministry) -> None:
    letter = ministry.document("son-la.txt")
    first = ministry.teach(corrects=(letter,), by="post_head", unit=POST).decision
    other = changed(
        question="Đảo Sinh Tồn khi nào có bưu cục?", answer="Đảo Sinh Tồn có bưu cục từ năm 2031.", wordings=()
    )
    second = ministry.teach(other, by="post_head", unit=POST, corrects=(first.document_id or "",)).decision
    withdraw_secret(letter, ministry["office"], "bí mật", ministry.assistant)
    for decision, answer in ((first, ANSWER), (second, other.answer)):
        assert ministry.assistant.index.document(decision.document_id or "") is None
        assert live_version_of(ministry.assistant.engine, decision.correction_id or "") is None
        assert told_anywhere(ministry, answer) == []
