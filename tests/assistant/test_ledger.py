"""The ledger tells of every decision what it does to the order, whether it still does, and what it touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert

from assistant.bootstrap import Assistant
from assistant.curation.nouns import CorrectionStatus, DecisionKind, EffectKind
from assistant.domain import Reader, Role
from assistant.learning.learning import reset
from assistant.learning.ledger import EffectLine, effect_lines, effect_lines_of
from assistant.records import corrections
from assistant.records.decisions import Entry, affect_within, decision_of, effects_live_within, write_within
from assistant.records.learned import Learned, add_within
from assistant.records.tasks import MACHINE
from assistant.wording_learning import FEATURE
from ingest import database as db
from ingest.database import writing
from ingest.documents import document_id_of
from tests.assistant.reviewed import HEAD, TELECOM, answered, at, document, opened, store, teach

ASKED = "Bao giờ phủ sóng ở Đăk Rơ?"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Assistant]:
    assistant = opened(tmp_path)
    yield assistant
    assistant.close()


def decide(house: Assistant, day: str, kind: DecisionKind, **known: object) -> int:
    with writing(house.engine) as connection:
        return write_within(connection, Entry(at(day), kind, HEAD, TELECOM, "", ASKED, **known))  # type: ignore[arg-type]


def affect(house: Assistant, decision: int, kind: EffectKind, document_id: str) -> None:
    with writing(house.engine) as connection:
        affect_within(connection, decision, kind, ASKED, [(f"{document_id}:0", document_id)])


def lines(house: Assistant, decision: int) -> tuple[EffectLine, ...]:
    return effect_lines(house.engine, decision_of(house.engine, decision))


def test_a_preferred_passage_is_told_with_the_later_answers_that_cite_it(house: Assistant) -> None:
    letter, other = store(house, document("1")), store(house, document("2"))
    decision = decide(house, "2026-11-05", DecisionKind.CONFIRMED)
    affect(house, decision, EffectKind.PREFER, letter)
    for day in ("2026-11-04", "2026-11-06", "2026-11-07"):
        answered(house, at(day), letter, other)
    (line,) = lines(house, decision)
    assert (line.does, line.document_id, line.chunk_id) == ("prefer", letter, f"{letter}:0")
    assert (line.touched, line.live, line.epoch, line.question) == (2, True, 0, ASKED)
    assert "2 câu trả lời" in line.text and ASKED in line.text


def test_a_blocked_passage_is_told_with_how_often_its_question_came_again(house: Assistant) -> None:
    letter = store(house, document("1"))
    decision = decide(house, "2026-11-05", DecisionKind.PASSAGE_BLOCKED)
    affect(house, decision, EffectKind.BLOCK, letter)
    for day, question in (("2026-11-04", ASKED), ("2026-11-06", ASKED), ("2026-11-07", "Câu khác?")):
        answered(house, at(day), letter, question=question)
    (line,) = lines(house, decision)
    assert (line.does, line.touched, line.live) == ("block", 1, True)
    assert "1 lần" in line.text


def test_what_was_undone_is_live_no_more_and_touched_only_until_then(house: Assistant) -> None:
    letter = store(house, document("1"))
    decision = decide(house, "2026-11-05", DecisionKind.CONFIRMED)
    affect(house, decision, EffectKind.PREFER, letter)
    decide(house, "2026-11-10", DecisionKind.UNDONE, undoes=decision)
    with writing(house.engine) as connection:
        effects_live_within(connection, decision, False)
    for day in ("2026-11-06", "2026-11-11"):
        answered(house, at(day), letter)
    (line,) = lines(house, decision)
    assert (line.touched, line.live) == (1, False) and line.text.endswith("(không còn tác dụng)")


def test_a_correction_leads_until_its_next_version(house: Assistant) -> None:
    taught = teach(house, "1", at("2026-11-01"))
    correction_id = document_id_of("1")
    known = {"correction_id": correction_id}
    first = decide(house, "2026-11-01", DecisionKind.TAUGHT, version=1, **known)
    answered(house, at("2026-11-02"), taught)
    assert [(each.does, each.touched, each.live) for each in lines(house, first)] == [("leads", 1, True)]
    second = decide(house, "2026-11-10", DecisionKind.EDITED, version=2, **known)
    with writing(house.engine) as connection:
        corrections.stand_within(connection, correction_id, CorrectionStatus.LIVE, 2, at("2026-11-10"))
    for day in ("2026-11-11", "2026-11-12"):
        answered(house, at(day), taught)
    assert [(each.touched, each.live) for each in lines(house, first)] == [(1, False)]
    assert [(each.touched, each.live, each.document_id) for each in lines(house, second)] == [(2, True, taught)]


def test_a_retired_document_is_told_with_its_day(house: Assistant) -> None:
    letter = store(house, document("1"))
    decision = decide(house, "2026-11-05", DecisionKind.DOCUMENT_RETIRED, document_id=letter)
    assert not lines(house, decision)[0].live
    with writing(house.engine) as connection:
        connection.execute(insert(db.retirements).values(document_id=letter, since=date(2026, 11, 5)))
    assert lines(house, decision)[0].live and "05/11/2026" in lines(house, decision)[0].text


def test_what_was_learned_is_told_in_words_before_and_after(house: Assistant) -> None:
    promoted(house, "2026-11-05", {"money": 0.2, "cos": -0.1})
    decision = promoted(house, "2026-11-06", {"money": 0.5, "cos": -0.1})
    (line,) = lines(house, decision)
    assert (line.does, line.live, line.text) == ("weight", True, f"{FEATURE['money']}: 0,200 → 0,500 (nâng)")


def test_a_new_epoch_is_told_and_what_went_before_counts_no_more(house: Assistant) -> None:
    letter = store(house, document("1"))
    decision = decide(house, "2026-11-05", DecisionKind.CONFIRMED)
    affect(house, decision, EffectKind.PREFER, letter)
    learned = promoted(house, "2026-11-06", {"money": 0.5})
    made = reset(Reader(1, "vp", "Văn phòng", Role.OFFICE), "Thử lại", house, at("2026-11-07"))
    (line,) = lines(house, decision)
    assert not line.live and line.text.endswith("(không còn tính sau khi học lại từ đầu)")
    assert not lines(house, learned)[0].live
    (told,) = lines(house, made.id)
    assert (told.does, told.live, told.epoch) == ("forgotten", True, 1) and "1 tác động" in told.text


def test_decisions_without_effects_have_no_lines_and_a_page_is_read_at_once(house: Assistant) -> None:
    rejected = decide(house, "2026-11-05", DecisionKind.REJECTED)
    blocked = decide(house, "2026-11-05", DecisionKind.PASSAGE_BLOCKED)
    affect(house, blocked, EffectKind.BLOCK, store(house, document("1")))
    page = [decision_of(house.engine, each) for each in (rejected, blocked)]
    found = effect_lines_of(house.engine, page)
    assert found[rejected] == () and found[blocked] == lines(house, blocked)


def promoted(house: Assistant, day: str, weights: dict[str, float]) -> int:
    with writing(house.engine) as connection:
        number = add_within(connection, Learned(0, at(day), weights, 20, {"reason": "gain"}, True, True))
        kind = DecisionKind.LEARNING_PROMOTED
        return write_within(connection, Entry(at(day), kind, MACHINE, TELECOM, "", "", gate={"learned": number}))
