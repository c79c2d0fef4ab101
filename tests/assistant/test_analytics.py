"""What the ministry sees and counts: exact numbers over a small history, and who may see what."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from assistant.analytics.indicators import Overview, overview
from assistant.analytics.scope import Units
from assistant.analytics.weeks import Week, day_of, week_written, weeks_until
from assistant.curation.nouns import Alert, DecisionKind
from assistant.domain import Role
from assistant.errors import BadRequest
from assistant.upkeep.verification import verified_share
from ingest.database import connect, migrate
from tests.assistant.history import OFFICE, POST, TABLES, TELECOM, History, history, vn
from tests.postgres import Server

NOW = vn(11, 18, 10)  # Wednesday of week 47
ASKED_OFTEN = "Bao giờ phủ sóng thôn Nà Lốc?"


@pytest.fixture
def told(tmp_path: Path) -> History:
    """Two units and the office with their people; what happened is told by each test."""
    made = history(tmp_path)
    made.person("an", unit="cuc-vien-thong")  # the account still has the unit's old code
    made.person("binh", Role.UNIT_HEAD, TELECOM)
    made.person("chi", Role.STAFF, POST)
    made.person("dung", Role.UNIT_HEAD, POST)
    made.person("van", Role.OFFICE, OFFICE)
    return made


def seen(made: History, unit: str | None = None, weeks: int = 2, at: datetime = NOW, **more) -> Overview:  # type: ignore[no-untyped-def]
    units = Units(TABLES, day_of(at))
    return overview(made.engine, TABLES, units.scope(unit), weeks, at, **more)


def test_a_week_is_monday_to_sunday_by_the_days_of_vietnam(told: History) -> None:
    told.asked(vn(11, 15, 23, 59), "an")  # Sunday night; 16:59 UTC
    told.asked(vn(11, 16, 0, 0), "an")  # Monday; still the 15th in UTC
    found = seen(told)
    assert [week.key for week in found.weeks] == ["2026-W46", "2026-W47"]
    assert [line.asked for line in found.lines] == [1, 1]


def test_weeks_are_those_of_iso_8601_over_the_new_year() -> None:
    assert [week.key for week in weeks_until(date(2027, 1, 5), 3)] == ["2026-W52", "2026-W53", "2027-W01"]
    assert week_written("2026-W53") == Week(date(2026, 12, 28))


@pytest.mark.parametrize("written", ["", "2026-W54", "2026-47", "W47", "2026-W00", "9999-W53"])
def test_a_week_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(BadRequest):
        week_written(written)


def test_questions_are_counted_by_how_they_ended(told: History) -> None:
    for status in (
        "answered",
        "answered",
        "answered_conflict",
        "unanswerable_no_source",
        "blocked_secret",
        "clarification",
    ):
        told.asked(vn(11, 17), "an", status)
    found = seen(told).total
    assert (found.asked, found.answered, found.not_answered, found.in_remit) == (6, 3, 3, 4)
    assert found.refused == {"unanswerable_no_source": 1, "blocked_secret": 1, "clarification": 1}


def test_a_unit_counts_what_was_routed_to_it_by_name_or_by_field(told: History) -> None:
    told.asked(vn(11, 17), "chi", to=TELECOM)
    told.asked(vn(11, 17), "chi", to=None, field="vien-thong")
    told.asked(vn(11, 17), "chi", to=POST)
    told.asked(vn(11, 17), "chi", to=None)
    assert [seen(told, unit).total.asked for unit in (TELECOM, "cuc-vien-thong", POST, None)] == [2, 2, 1, 4]


def test_self_served_leaves_out_what_somebody_brought_to_a_unit(told: History) -> None:
    brought = told.asked(vn(11, 17), "an", question="Trạm BTS đặt ở đâu?")
    told.asked(vn(11, 17), "an")
    told.asked(vn(11, 17), "an", "unanswerable_no_source")
    told.asked(vn(11, 17), "an", "blocked_opinion")
    task = told.task(vn(11, 17, 10), TELECOM, date(2026, 11, 24), "report")
    told.waits(task, "an", vn(11, 17, 10), "Trạm BTS đặt ở đâu?", brought)
    measure = measured(seen(told), "B1")
    assert (measure.part, measure.whole) == (1, 3)


def test_closed_in_time_and_median_are_by_working_days_of_vietnam(told: History) -> None:
    for opened, closed in ((vn(11, 5), vn(11, 9)), (vn(11, 9), vn(11, 10)), (vn(11, 9), vn(11, 17))):
        task = told.task(opened, TELECOM, date(2026, 11, 12))
        told.decided(closed, "binh", TELECOM, task=task)
    found = seen(told)
    assert [(line.closed, line.closed_on_time, line.median_days) for line in found.lines] == [(2, 2, 1.5), (1, 0, 6.0)]
    assert (found.total.closed, found.total.closed_on_time, found.total.median_days) == (3, 2, 2.0)


def test_what_waits_is_told_in_the_four_states(told: History) -> None:
    for due in (date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 27), date(2026, 11, 30)):
        told.task(vn(9, 1), TELECOM, due)
    assert seen(told).alerts == {Alert.OVERDUE: 1, Alert.TODAY: 1, Alert.SOON: 1, Alert.ROUTINE: 2}
    assert seen(told, at=vn(11, 27)).alerts == {Alert.OVERDUE: 3, Alert.TODAY: 1, Alert.SOON: 1, Alert.ROUTINE: 0}
    assert sum(seen(told, POST).alerts.values()) == 0


def test_in_time_counts_what_is_closed_or_past_due_and_not_what_has_time_left(told: History) -> None:
    in_time = told.task(vn(11, 10), TELECOM, date(2026, 11, 17))
    told.decided(vn(11, 12), "binh", TELECOM, task=in_time)
    late = told.task(vn(11, 10), TELECOM, date(2026, 11, 11))
    told.decided(vn(11, 12), "binh", TELECOM, "rejected", task=late)
    told.task(vn(11, 10), TELECOM, date(2026, 11, 17))  # open and past due
    told.task(vn(11, 17), TELECOM, date(2026, 11, 24))  # has time left
    found = seen(told)
    assert (measured(found, "D4").part, measured(found, "D4").whole) == (1, 3)
    assert (measured(found, "D4-taught").part, measured(found, "D4-taught").whole) == (1, 2)


def test_decisions_are_counted_by_kind_and_undone_ones_stay_in_the_ledger(told: History) -> None:
    first = told.decided(vn(11, 10), "binh", TELECOM, "taught")
    told.decided(vn(11, 11), "binh", TELECOM, "edited")
    told.decided(vn(11, 17), "binh", TELECOM, "undone", undoes=first)
    told.decided(vn(11, 17), "binh", TELECOM, "passage_blocked")
    told.decided(vn(11, 17), "binh", TELECOM, "learning_promoted")  # no work of a person
    before, after = seen(told).lines
    assert before.decided == {DecisionKind.TAUGHT: 1, DecisionKind.EDITED: 1}
    assert after.decided == {DecisionKind.UNDONE: 1, DecisionKind.PASSAGE_BLOCKED: 1}


def test_days_from_proposal_to_approval_are_counted_and_what_a_head_wrote_took_none(told: History) -> None:
    told.decided(vn(11, 9), "an", TELECOM, "proposed", correction_id="c1", version=1)
    told.decided(vn(11, 13), "binh", TELECOM, "taught", correction_id="c1", version=1)
    told.decided(vn(11, 13), "binh", TELECOM, "taught", correction_id="c2", version=1)
    told.decided(vn(11, 10), "an", TELECOM, "proposed", correction_id="c3", version=1)
    told.decided(vn(11, 12), "binh", TELECOM, "taught", correction_id="c3", version=1)
    assert seen(told).days_to_approval == 2.0


def test_reports_are_counted_with_how_they_ended(told: History) -> None:
    for kind in ("edited", "rejected", "rejected"):
        task = told.task(vn(11, 16), TELECOM, date(2026, 11, 20), "report", question=f"{kind}{told.count}")
        told.count += 1
        told.decided(vn(11, 17), "binh", TELECOM, kind, task=task)
    told.task(vn(11, 17), TELECOM, date(2026, 11, 24), "report")
    found = seen(told).total
    assert found.reported == 4
    assert found.reports_ended == {DecisionKind.EDITED: 1, DecisionKind.REJECTED: 2}
    assert found.escalated == found.closed == 0


def test_only_votes_that_still_count_are_counted(told: History) -> None:
    good, bad, changed = (told.asked(vn(11, 16), "an") for _ in range(3))
    told.vote(good, "an", vn(11, 16), 1)
    told.vote(bad, "an", vn(11, 17), -1)
    told.vote(changed, "an", vn(11, 16), -1, replaced=vn(11, 17))
    told.vote(changed, "an", vn(11, 17), 1)
    found = seen(told)
    assert (found.total.up, found.total.down) == (2, 1)
    assert measured(found, "D5").share == pytest.approx(2 / 3)


def test_minutes_saved_are_a_range_over_answers_nobody_voted_down(told: History) -> None:
    answered = [told.asked(vn(11, 16), "an") for _ in range(4)]
    told.asked(vn(11, 16), "an", "unanswerable_no_source")
    told.vote(answered[0], "an", vn(11, 17), -1)
    rule = TABLES.minutes_for("question", date(2026, 11, 18))
    assert rule is not None
    saved = seen(told).total.saved
    assert (saved.answers, saved.low, saved.high) == (3, 3 * rule.low, 3 * rule.high)


def test_active_people_are_counted_once_and_heads_apart(told: History) -> None:
    for who in ("an", "an", "binh", "chi"):
        told.asked(vn(11, 17), who)
    told.asked(vn(11, 10), "dung")
    found = seen(told)
    assert [(line.active, line.active_heads) for line in found.lines] == [(1, 1), (3, 1)]
    assert (found.total.active, found.total.active_heads) == (4, 2)
    assert {each.unit: (each.officials, each.active, each.heads, each.active_heads) for each in found.active} == {
        TELECOM: (2, 2, 1, 1),
        POST: (2, 1, 1, 0),
        OFFICE: (1, 0, 0, 0),
    }
    assert (measured(found, "D1").part, measured(found, "D1").whole) == (3, 5)


def test_sources_in_use_are_verified_until_their_review_is_due(told: History) -> None:
    for name, review_on in (("a", date(2026, 11, 19)), ("b", date(2026, 11, 18)), ("c", None)):
        told.document(name, "cuc-vien-thong")
        if review_on:
            told.verified(name, TELECOM, vn(11, 1), review_on)
    told.document("unused", TELECOM)
    taught = told.correction("0123456789abcdef", TELECOM, vn(11, 2))
    told.verified(taught, TELECOM, vn(3, 1), date(2027, 1, 1))
    for cites in (("a", "b"), ("b", "c"), ("c",), ("c",)):
        told.asked(vn(11, 17), "an", cites=cites)
    found = seen(told).knowledge
    assert {each.document_id for each in found.in_use} == {"a", "b", "c", taught}
    assert {each.document_id for each in found.verified} == {"a", taught}
    assert [(each.document_id, each.uses) for each in found.unverified] == [("c", 3), ("b", 2)]
    assert {each.document_id for each in found.fresh} == {"a", "b"}
    assert [(each.document_id, each.why) for each in found.stale] == [("b", "past_due")]
    same = verified_share(told.engine, TABLES, TELECOM, date(2026, 11, 18))
    assert (same.verified, same.used) == (len(found.verified), len(found.in_use))
    assert not seen(told, POST).knowledge.in_use


def test_dead_law_that_is_still_cited_is_stale(told: History) -> None:
    told.document("law", TELECOM, "law", until=date(2026, 11, 18))
    told.document("standing", TELECOM, "law", until=date(2026, 11, 19))
    told.document("reply", TELECOM)
    told.task(vn(11, 17), TELECOM, date(2026, 12, 1), "review", reason="law_died", document_id="reply")
    told.asked(vn(11, 17), "an", cites=("law", "standing", "reply"))
    assert {(each.document_id, each.why) for each in seen(told).knowledge.stale} == {
        ("law", "law_dead"),
        ("reply", "law_died"),
    }


def test_a_retired_document_is_not_in_use(told: History) -> None:
    from ingest import database as db

    told.document("old", TELECOM)
    told.asked(vn(11, 17), "an", cites=("old",))
    told.put(db.retirements, document_id="old", since=date(2026, 11, 18))
    assert not seen(told).knowledge.in_use
    assert verified_share(told.engine, TABLES, None, date(2026, 11, 18)).used == 0


def test_gaps_are_families_ranked_by_people_affected(told: History) -> None:
    for who, typed in (("an", ASKED_OFTEN), ("binh", "bao gio phu song thon na loc"), ("chi", ASKED_OFTEN.upper())):
        told.asked(vn(11, 17), who, "unanswerable_no_source", question=typed)
    for _ in range(5):
        told.asked(vn(11, 17), "an", "unanswerable_no_source", question="Một người hỏi nhiều lần?")
    told.asked(vn(11, 17), "an", "blocked_out_of_remit", question="Giá vàng hôm nay?")
    found = seen(told).gaps
    assert [(len(each.people), len(each.answers), each.state) for each in found] == [(3, 3, "new"), (1, 5, "new")]


def test_people_who_wait_in_one_task_are_one_family_whatever_their_words(told: History) -> None:
    one = told.asked(vn(11, 16), "an", "unanswerable_no_source", question=ASKED_OFTEN)
    told.asked(vn(11, 16), "chi", "unanswerable_no_source", question="Nà Lốc khi nào có sóng?")
    task = told.task(vn(11, 16), TELECOM, date(2026, 11, 23), question=ASKED_OFTEN)
    told.waits(task, "an", vn(11, 16), ASKED_OFTEN, one)
    told.waits(task, "chi", vn(11, 16), "Nà Lốc khi nào có sóng?")
    [gap] = seen(told).gaps
    assert (len(gap.people), len(gap.answers), gap.state, gap.task_id) == (2, 2, "open", task)


def test_wordings_found_alike_are_one_family(told: History) -> None:
    told.asked(vn(11, 16), "an", "unanswerable_no_source", question="Phủ sóng Nà Lốc?")
    told.asked(vn(11, 16), "chi", "unanswerable_no_source", question="Nà Lốc bao giờ có sóng?")
    assert len(seen(told, alike=lambda texts: list(range(len(texts)))).gaps) == 2
    told.asked(vn(11, 18), "dung", "answered")  # so that nothing kept is given again
    [gap] = seen(told, alike=lambda texts: [0] * len(texts)).gaps
    assert len(gap.people) == 2


@pytest.mark.parametrize("kind, state", [("taught", "taught"), ("rejected", "rejected"), ("confirmed", "decided")])
def test_a_gap_says_what_became_of_it_until_that_is_undone(told: History, kind: str, state: str) -> None:
    told.asked(vn(11, 16), "an", "unanswerable_no_source", question=ASKED_OFTEN)
    task = told.task(vn(11, 16), TELECOM, date(2026, 11, 23), question=ASKED_OFTEN)
    made = told.decided(vn(11, 17), "binh", TELECOM, kind, task)
    assert [each.state for each in seen(told).gaps] == [state]
    told.decided(vn(11, 17, 11), "binh", TELECOM, "undone", undoes=made)
    assert [each.state for each in seen(told).gaps] == ["new"]


def test_learning_counts_the_first_asking_after_the_decision(told: History) -> None:
    first = told.asked(vn(11, 10), "an", "unanswerable_no_source", question=ASKED_OFTEN)
    task = told.task(vn(11, 10), TELECOM, date(2026, 11, 17), question=ASKED_OFTEN)
    told.waits(task, "an", vn(11, 10), ASKED_OFTEN, first)
    told.asked(vn(11, 11), "chi", "answered", question=ASKED_OFTEN)  # before the decision: counts for nothing
    told.decided(vn(11, 12), "binh", TELECOM, task=task)
    after = told.asked(vn(11, 13), "chi", "answered", question="bao gio phu song thon NA LOC")
    told.asked(vn(11, 14), "dung", "unanswerable_no_source", question=ASKED_OFTEN)  # not the first
    other = told.task(vn(11, 10), TELECOM, date(2026, 11, 17), question="Câu khác?")
    told.decided(vn(11, 12), "binh", TELECOM, task=other)
    again = told.asked(vn(11, 13), "chi", "unanswerable_no_source", question="câu khác")
    refused = told.task(vn(11, 10), TELECOM, date(2026, 11, 17), question="Giá vàng?")
    told.decided(vn(11, 12), "binh", TELECOM, "rejected", task=refused)
    told.asked(vn(11, 13), "chi", "blocked_out_of_remit", question="Giá vàng?")
    found = seen(told).learning
    assert (set(found.again), found.answered) == ({after, again}, (after,))
    assert (measured(seen(told), "A8").part, measured(seen(told), "A8").whole) == (1, 2)


def test_overloaded_is_more_than_twice_the_median_and_idle_is_nothing_in_four_weeks(told: History) -> None:
    for number in range(10):
        told.task(vn(11, 16), TELECOM, date(2026, 11, 12 + number), question=f"t{number}")
    for unit in (POST, OFFICE):
        told.task(vn(11, 16), unit, date(2026, 11, 30))
    told.decided(vn(10, 22), "dung", POST, "edited")  # the 28th day back counts
    told.decided(vn(10, 21), "binh", TELECOM, "edited")  # the 29th does not
    found = seen(told).workload
    work = {each.unit: each for each in found.units}
    assert found.median_each == 1.0  # 10 open for 2 people, 1 for 2, 1 for 1
    assert (work[TELECOM].open, work[TELECOM].overdue, work[TELECOM].people) == (10, 6, 2)
    assert [work[unit].overloaded for unit in (TELECOM, POST, OFFICE)] == [True, False, False]
    assert [work[unit].idle for unit in (TELECOM, POST, OFFICE)] == [True, False, True]
    assert [(each.name, each.decided, each.idle) for each in found.people] == [("Dung", 1, False), ("Binh", 0, True)]


def test_a_person_is_measured_by_what_they_closed(told: History) -> None:
    for opened, due, closed in ((9, 10, 10), (9, 10, 13), (9, 20, 12)):
        task = told.task(vn(11, opened), TELECOM, date(2026, 11, due), question=f"{due}{closed}")
        told.decided(vn(11, closed), "binh", TELECOM, task=task)
    [binh] = seen(told, TELECOM).workload.people
    assert (binh.decided, binh.median_days, binh.late) == (3, 3.0, 1)


def test_another_database_counts_the_same(postgres: Server) -> None:
    engine = connect(postgres.new())
    migrate(engine)
    made = History(engine)
    try:
        made.person("an", unit="cuc-vien-thong")
        made.person("binh", Role.UNIT_HEAD, TELECOM)
        made.document("a", TELECOM)
        first = made.asked(vn(11, 15, 23, 59), "an", "unanswerable_no_source", question=ASKED_OFTEN)
        task = made.task(vn(11, 16), TELECOM, date(2026, 11, 17), question=ASKED_OFTEN)
        made.waits(task, "an", vn(11, 16), ASKED_OFTEN, first)
        made.decided(vn(11, 16, 10), "binh", TELECOM, task=task)
        again = made.asked(vn(11, 17), "binh", question=ASKED_OFTEN, cites=("a",))
        made.vote(again, "binh", vn(11, 17), 1)
        found = seen(made, TELECOM)
        assert [line.asked for line in found.lines] == [1, 1]
        assert (found.total.closed_on_time, found.total.up, found.learning.answered) == (1, 1, (again,))
        assert [each.document_id for each in found.knowledge.unverified] == ["a"]
        [gap] = found.gaps
        assert (gap.state, len(gap.people)) == ("taught", 1)
    finally:
        engine.dispose()


def test_what_changes_later_is_seen_at_the_next_look(told: History) -> None:
    task = told.task(vn(11, 16), TELECOM, date(2026, 11, 17), question=ASKED_OFTEN)
    answer = told.asked(vn(11, 18), "an")
    before = seen(told)
    told.decided(vn(11, 17), "binh", TELECOM, task=task)
    told.vote(answer, "an", vn(11, 18), -1)
    told.asked(vn(11, 18, 9, 30), "an")
    after = seen(told)
    assert [(found.total.asked, found.total.closed, found.total.down) for found in (before, after)] == [
        (1, 0, 0),
        (2, 1, 1),
    ]
    assert [sum(found.alerts.values()) for found in (before, after)] == [1, 0]


def test_a_day_that_is_over_is_counted_once_it_is_sure_that_nothing_comes(told: History) -> None:
    told.asked(vn(11, 17, 23, 50), "an")
    assert seen(told, at=vn(11, 18, 0, 10)).total.asked == 1
    told.asked(vn(11, 17, 23, 59), "an")  # stored after midnight
    assert seen(told, at=vn(11, 18, 0, 11)).total.asked == 2


def measured(found: Overview, code: str):  # type: ignore[no-untyped-def]
    return next(each for each in found.measures if each.code == code)
