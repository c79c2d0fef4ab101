"""What heads decide changes the order of passages for the better, slowly, fairly, and only when it is proved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from assistant.answering.retrieve import ranked
from assistant.answering.understand import understand
from assistant.bootstrap import Assistant
from assistant.curation.errors import NotTeachable
from assistant.curation.nouns import DecisionKind, EffectKind, Golden, Person
from assistant.domain import Question, Reader, Role
from assistant.errors import NotAllowed
from assistant.learning.fit import fair_shares, fit
from assistant.learning.learning import FEWEST_GOLDENS, FRESH, judge, maybe_refit, refit, reset
from assistant.learning.preferences import families, worded
from assistant.records.decisions import Entry, affect_within, decisions_of, write_within
from assistant.records.golden import golden_within
from assistant.records.learned import current_of, fittings_of
from assistant.records.teaching import decisions, effects
from ingest.database import reading, writing
from ingest.index.base import Filter
from tests.assistant.planted import UNITS, mistaken, planted, reversed_probe
from tests.assistant.reviewed import at, document, opened, store
from tests.terminal import Terminal

TODAY = at("2026-11-22")


def test_what_heads_prefer_is_learned_and_proved_on_questions_it_was_not_learned_from() -> None:
    decided, probes = planted(families=60)
    verdict = judge(decided, probes, {})
    assert verdict.promoted and verdict.weights["money"] > 0
    assert verdict.measured["after"] > verdict.measured["before"] + 0.05
    assert max(verdict.weights, key=lambda name: verdict.weights[name]) == "money"


def test_one_wrong_decision_in_ten_changes_little() -> None:
    decided, probes = planted(families=60)
    right = judge(decided, probes, {})
    some_wrong = judge([mistaken(each) if each.family % 10 == 0 else each for each in decided], probes, {})
    assert some_wrong.promoted
    gain = right.measured["after"] - right.measured["before"]
    assert some_wrong.measured["after"] - some_wrong.measured["before"] > 0.5 * gain


def test_decisions_that_would_harm_golden_answers_are_refused() -> None:
    decided, probes = planted(families=60)
    verdict = judge([mistaken(each) for each in decided], probes, {})
    assert not verdict.promoted and not verdict.weights
    assert verdict.measured["reason"] in ("falls", "no_gain")


def test_decisions_that_mean_nothing_are_nearly_always_refused() -> None:
    promoted = [judge(*planted(families=24, seed=seed, strength=0.0), {}).promoted for seed in range(8)]
    assert sum(promoted) <= 1


def test_a_gain_for_most_is_refused_when_one_unit_falls() -> None:
    decided, probes = planted(families=60)
    fallen = [reversed_probe(each) if each.family % 8 == 3 else each for each in probes]
    verdict = judge(decided, fallen, {})
    assert not verdict.promoted and verdict.measured["reason"] == f"unit_falls:{UNITS[3]}"


def test_what_was_learned_before_is_taken_back_when_golden_answers_have_become_worse_by_it() -> None:
    decided, probes = planted(families=60)
    verdict = judge([mistaken(each) for each in decided], probes, {"money": -3.0})
    assert verdict.promoted and not verdict.weights and verdict.measured["reason"] == "taken_back"


def test_few_golden_questions_prove_nothing() -> None:
    decided, probes = planted(families=60)
    assert judge(decided, probes[: FEWEST_GOLDENS - 1], {}).measured["reason"] == "few_goldens"


def test_no_unit_counts_for_more_than_a_third_however_much_it_decides() -> None:
    owners = [(UNITS[0], 1)] * 500 + [(unit, number) for number, unit in enumerate(UNITS, 10) for _ in range(5)]
    shares = fair_shares(owners)
    of_first = sum(share for share, (unit, _) in zip(shares, owners, strict=True) if unit == UNITS[0])
    assert of_first <= shares.sum() / 3 + 1e-6
    assert shares.max() <= 1 and shares[-1] == pytest.approx(1)


def test_no_person_counts_for_more_than_half_though_deciding_for_many_units() -> None:
    owners = [(unit, 1) for unit in UNITS for _ in range(20)] + [(unit, 2) for unit in UNITS for _ in range(3)]
    shares = fair_shares(owners)
    assert sum(shares[:80]) <= shares.sum() / 2 + 1e-6


@pytest.mark.parametrize("owners", [[(UNITS[0], 1), (UNITS[1], 2)] * 30, [(unit, 1) for unit in UNITS] * 10])
def test_two_units_or_one_person_teach_the_ministry_no_order(owners: list[tuple[str, int]]) -> None:
    assert not fair_shares(owners).any()
    decided, _ = planted(families=len(owners))
    assert not fit([replace(each, unit=unit, person=who) for each, (unit, who) in zip(decided, owners, strict=True)])


def test_a_unit_that_shouts_moves_the_order_no_more_than_the_others_let_it() -> None:
    decided, _ = planted(families=40)
    loud = [replace(mistaken(each), unit=UNITS[0], family=1000 + each.family) for each in decided * 10]
    assert fit([*decided, *loud])["money"] > 0


def test_the_same_decision_twice_is_one_family_and_fitting_is_the_same_every_time() -> None:
    decided, _ = planted(families=30)
    assert fit(decided) == fit(list(decided))


def test_questions_that_ask_the_same_are_one_family(house: Assistant) -> None:
    asked = ["Bao giờ phủ sóng 4G ở Hà Giang?", "bao gio phu song 4G o Ha Giang", "Giá cước bưu chính là bao nhiêu?"]
    numbers = families([worded(each, house.answering, TODAY.date())[1] for each in asked])
    assert numbers[0] == numbers[1] != numbers[2]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Assistant]:
    assistant = opened(tmp_path)
    yield assistant
    assistant.close()


TOPICS = (
    "cầu treo", "bến phà", "trạm biến áp", "hồ thủy lợi", "chợ phiên", "nhà văn hóa", "đường gom", "kè sông",
    "bãi rác", "vườn ươm", "sân bóng", "trường mầm non", "trạm y tế", "giếng khoan", "đập tràn", "bến xe",
    "lò mổ", "nghĩa trang", "công viên", "thư viện", "bảo tàng", "cảng cá", "kho lạnh", "trại giống",
    "hầm chui", "đèo dốc", "cống ngầm", "bể bơi", "rừng phòng hộ", "vịnh neo đậu",
)  # fmt: skip


@pytest.fixture(scope="module")
def taught_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two letters on each topic: heads of four units confirmed the one that names the money, twenty-six times."""
    home = tmp_path_factory.mktemp("taught") / "home"
    house = opened(home)
    letters = [document(f"{topic} 1", PLAIN.format(topic)) for topic in TOPICS]
    letters += [document(f"{topic} 2", MONEY.format(topic)) for topic in TOPICS]
    store(house, *letters)
    with writing(house.engine) as connection:
        for number, letter in enumerate(letters[len(TOPICS) :][:26]):
            confirm(connection, number, QUESTION.format(TOPICS[number]), letter.id)
    house.close()
    return home


@pytest.fixture
def taught_house(taught_home: Path, tmp_path: Path) -> Iterator[Assistant]:
    assistant = opened(Path(shutil.copytree(taught_home, tmp_path / "home")))
    yield assistant
    assistant.close()


QUESTION = "Việc hỗ trợ xây dựng {} ở xã thực hiện thế nào?"
PLAIN = "Việc hỗ trợ xây dựng {0} ở xã được thực hiện theo kế hoạch. Hỗ trợ xây dựng {0} do xã đề nghị."
MONEY = "Đối với {0} ở xã, mức hỗ trợ xây dựng là 500 triệu đồng, 20.000 đồng và 300.000 đồng cho mỗi công trình."


def confirm(connection: Connection, number: int, question: str, document_id: str) -> int:
    """The head of a unit says that this document answers the question."""
    unit = UNITS[number % len(UNITS)]
    head = Person(100 + number % len(UNITS), f"Trưởng {unit}")
    entry = Entry(TODAY, DecisionKind.CONFIRMED, head, unit, "", question, chunk_ids=(f"{document_id}:0",))
    decision = write_within(connection, entry)
    affect_within(connection, decision, EffectKind.PREFER, question, [(f"{document_id}:0", document_id)])
    golden_within(connection, Golden(0, unit, question, (document_id,), False, decision), TODAY)
    return decision


def first_found(house: Assistant, question: str) -> str:
    tools = house.answering
    understood = understand(Question(question), tools.tables, tools.index)
    return ranked(understood, Filter(as_of=TODAY.date()), tools.searching, 5)[0].stored.document_title


def test_what_was_learned_orders_questions_nobody_decided_about(taught_house: Assistant) -> None:
    asked = [QUESTION.format(topic) for topic in TOPICS[26:]]
    before = [first_found(taught_house, each).endswith(" 2") for each in asked]
    fitted = maybe_refit(taught_house, TODAY)
    assert fitted and fitted.promoted, fitted
    after = [first_found(taught_house, each).endswith(" 2") for each in asked]
    assert sum(before) <= 1 and sum(after) >= 3
    line = decisions_of(taught_house.engine, None, DecisionKind.LEARNING_PROMOTED)[0][0]
    assert line.by.name == "Trợ lý" and "→" in line.reason


def test_it_is_fitted_again_only_after_twenty_new_decisions(taught_house: Assistant) -> None:
    assert maybe_refit(taught_house, TODAY) is not None
    assert maybe_refit(taught_house, TODAY) is None
    money = store(taught_house, document("khác", MONEY.format("khác")))
    for number in range(FRESH):
        with writing(taught_house.engine) as connection:
            confirm(connection, number, f"Câu hỏi {number} về hỗ trợ?", money)
        assert (maybe_refit(taught_house, TODAY) is not None) == (number == FRESH - 1)
    assert len(fittings_of(taught_house.engine)) == 2


def test_a_refused_fitting_changes_nothing_and_is_told_in_the_ledger(taught_house: Assistant) -> None:
    with writing(taught_house.engine) as connection:
        connection.execute(effects.update().values(kind=EffectKind.BLOCK.value))
    asked = QUESTION.format(TOPICS[27])
    before, generation = first_found(taught_house, asked), taught_house.index.generation()
    fitted = maybe_refit(taught_house, TODAY)
    assert fitted and not fitted.promoted and current_of(taught_house.engine) is None
    assert first_found(taught_house, asked) == before and taught_house.index.generation() == generation
    assert decisions_of(taught_house.engine, None, DecisionKind.LEARNING_REFUSED)[1] == 1


def test_a_new_epoch_forgets_what_was_learned_and_keeps_the_history(taught_house: Assistant) -> None:
    asked = [QUESTION.format(topic) for topic in TOPICS[26:]]
    before = [first_found(taught_house, each) for each in asked]
    assert maybe_refit(taught_house, TODAY)
    office = Reader(1, "vp", "Văn phòng", Role.OFFICE)
    reset(office, "Thử học sai", taught_house, TODAY)
    assert [first_found(taught_house, each) for each in asked] == before
    assert maybe_refit(taught_house, TODAY) is None
    again = refit(taught_house, TODAY)
    assert again and not again.promoted and again.decisions == 0 and again.epoch == 1
    with reading(taught_house.engine) as connection:
        assert len(connection.execute(select(effects)).all()) == 26
        assert len(connection.execute(select(decisions)).all()) == 26 + 3


def test_only_the_office_begins_anew_and_says_why(house: Assistant) -> None:
    with pytest.raises(NotAllowed):
        reset(Reader(1, "a", "A", Role.UNIT_HEAD, UNITS[0]), "vì", house, TODAY)
    with pytest.raises(NotTeachable):
        reset(Reader(1, "a", "A", Role.OFFICE), "  ", house, TODAY)
    assert not fittings_of(house.engine)


def test_a_decision_that_was_undone_teaches_nothing(taught_house: Assistant) -> None:
    with writing(taught_house.engine) as connection:
        for decision in connection.scalars(select(decisions.c.id)).all():
            undoing = Entry(TODAY, DecisionKind.UNDONE, Person(1, "A"), UNITS[0], "", "", undoes=decision)
            write_within(connection, undoing)
    fitted = maybe_refit(taught_house, TODAY)
    assert fitted and fitted.decisions == 0 and not fitted.promoted


def test_the_office_sees_fits_and_begins_anew_at_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    troly = Terminal(tmp_path, monkeypatch, capsys)
    assert troly("teach", "learning", "status", "--json").json["fittings"] == []
    assert "chưa đủ câu chuẩn" in troly("teach", "learning", "refit").out
    assert troly("teach", "learning", "reset", "--reason", " ", "--yes").code == 1
    assert troly("teach", "learning", "reset", "--reason", "học sai", "--yes").code == 0
    known = troly("teach", "learning", "status", "--json").json
    assert known["epoch"] == 1 and known["current"]["weights"] == {} and len(known["fittings"]) == 2
