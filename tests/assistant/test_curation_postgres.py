"""The same decisions on PostgreSQL: taught, edited, confirmed, blocked, retired, undone, and two heads at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.bootstrap import build
from assistant.curation.curation import decide, decide_second, preview, reviewed, undo
from assistant.curation.errors import AlreadyDecided
from assistant.curation.nouns import BlockPassage, ConfirmAnswer, Decided, RetireDocument, Teach
from assistant.records.accounts import create_account
from assistant.records.corrections import corrections_of, live_version_of, readable
from assistant.records.decisions import decisions_of
from assistant.records.golden import goldens_of
from ingest.documents import Visibility
from ingest.manifest import Hints
from ingest.pipeline import add
from tests.assistant.ministry import ANSWER, LESSON, PASSWORD, PEOPLE, QUESTION, TELECOM, Ministry, changed, people_of
from tests.conftest import CORPUS, settings_of
from tests.postgres import Server

OTHER_ANSWER = "Từ tháng 9/2028, vệ tinh tầm thấp mới phủ sóng đảo Song Tử Tây."


@pytest.fixture
def ministry(postgres: Server, tmp_path: Path) -> Iterator[Ministry]:
    url = postgres.new()
    assistant = build(settings_of(tmp_path / "home", database_url=url))
    add([CORPUS / "2023-146-btttt-son-la.txt"], assistant.pipeline, Hints(visibility=Visibility()))
    for name, (role, unit) in PEOPLE.items():
        create_account(assistant.engine, name.replace("_", "-"), f"Ông {name}", role, unit, PASSWORD)
    yield Ministry(assistant, people_of(assistant))
    assistant.close()
    postgres.drop(url)


def test_a_correction_lives_and_goes_on_postgresql_as_on_sqlite(ministry: Ministry) -> None:
    task, head = ministry.wait(), ministry["head"]
    seen = preview(Teach(LESSON, task.id), head, ministry.assistant)
    first = decide(Teach(LESSON, task.id), head, ministry.assistant, seen=seen.digest).decision
    assert ministry.answers()
    second = ministry.teach(changed(answer=OTHER_ANSWER), correction_id=first.correction_id).decision
    assert ministry.answers(OTHER_ANSWER) and not ministry.answers()
    undo(second.id, "Bản trước đúng", head, ministry.assistant)
    assert ministry.answers() and len(goldens_of(ministry.assistant.engine, frozenset({TELECOM}))) == 1
    reviewed(first.document_id or "", head, ministry.assistant, days=30)
    confirmed = decide(ConfirmAnswer(ministry.say(by="head").id), head, ministry.assistant)
    undo(confirmed.decision.id, "Chưa chắc", head, ministry.assistant)
    retired = decide(RetireDocument(first.document_id or "", "Cũ"), head, ministry.assistant)
    assert not ministry.answers()
    undo(retired.decision.id, "Vẫn dùng", head, ministry.assistant)
    waiting = decide(BlockPassage(QUESTION, f"{first.document_id}:00000", "Sai"), head, ministry.assistant)
    assert not waiting.live and ministry.answers()
    decide_second(waiting.task_id or 0, True, ministry["deputy"], ministry.assistant)
    assert not ministry.answers()
    undo(first.id, "Sai", head, ministry.assistant)
    assert live_version_of(ministry.assistant.engine, first.correction_id or "") is None
    assert decisions_of(ministry.assistant.engine, None)[1] == 11


def test_of_two_heads_at_once_on_postgresql_one_decides(ministry: Ministry) -> None:
    task = ministry.wait()

    def teach(who: str) -> Decided | AlreadyDecided:
        try:
            return ministry.teach(changed(answer=f"{ANSWER} ({who})"), who, task_id=task.id)
        except AlreadyDecided as late:
            return late

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(teach, ("head", "deputy")))
    assert sorted(type(each).__name__ for each in found) == ["AlreadyDecided", "Decided"]
    assert corrections_of(ministry.assistant.engine, None, words="đảo").total == 1


def test_lists_show_on_postgresql_what_a_reader_may_read(ministry: Ministry) -> None:
    ministry.teach(changed(visibility=Visibility("units", frozenset({TELECOM}))))
    engine = ministry.assistant.engine
    totals = [
        corrections_of(engine, None, readable_by=readable(ministry[name].tokens)).total
        for name in ("head", "post_head", "office", "guest")
    ]
    assert totals == [1, 0, 1, 0]
