"""Typing slips cost the search little, good text stays, and the slips themselves are what they claim to be."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Assistant
from evals.questions import QUESTIONS, load
from evals.sample import SAMPLE
from evals.typing import false_repairs, of_sample
from evals.typing_errors import SHARES, mistype, telex, vni
from ingest.vietnamese import fold
from tests.assistant.asked import asked, quotes

TEXT = "Nghị định 163/2024/NĐ-CP của UBND tỉnh về hỗ trợ người dân khó khăn năm 2026"


def test_questions_mistyped_find_what_the_clean_ones_find(sample_assistant: Assistant) -> None:
    result = of_sample(sample_assistant, "dev", kinds=())
    assert result.questions >= 60
    assert result.ways["errors"].ratio >= FLOOR["errors"], result.ways["errors"]
    assert result.ways["toneless"].ratio >= FLOOR["toneless"], result.ways["toneless"]
    assert result.ways["telex"].ratio >= FLOOR["telex"], result.ways["telex"]
    assert result.ways["vni"].ratio >= FLOOR["vni"], result.ways["vni"]


FLOOR = {"errors": 0.95, "toneless": 0.97, "telex": 0.98, "vni": 0.98}


def test_questions_in_the_style_of_chats_are_answered(sample_assistant: Assistant) -> None:
    questions = load(QUESTIONS.parent / "typed.jsonl")
    assert len(questions) >= 15
    found = [
        any(must in quotes(asked(sample_assistant, each.text, *each.history)) for must in each.must)
        for each in questions
    ]
    assert sum(found) >= 0.85 * len(found)


def test_good_text_stays_as_it_is(sample_assistant: Assistant) -> None:
    texts = [line for file in sorted(SAMPLE.glob("*.txt")) for line in file.read_text("utf-8").splitlines()]
    repairs = false_repairs([line for line in texts if len(line.split()) >= 6][:400], sample_assistant.answering)
    assert repairs.words >= 4000
    assert repairs.per_10_000 < 5, repairs.examples


@pytest.mark.parametrize("kind", sorted(SHARES))
def test_a_slip_changes_words_and_leaves_codes_and_numbers_alone(kind: str) -> None:
    for seed in range(20):
        typed = mistype(TEXT, 0.3, seed, {kind: 1})
        assert fold(typed) != fold(TEXT)
        assert {"163/2024/NĐ-CP", "UBND", "2026"} <= set(typed.split())


def test_slips_are_the_same_for_the_same_seed_and_none_without_a_share() -> None:
    assert mistype(TEXT, 0.2, 1) == mistype(TEXT, 0.2, 1)
    assert len({mistype(TEXT, 0.2, seed) for seed in range(9)}) > 5
    assert mistype(TEXT, 0.0, 1) == TEXT
    assert mistype("4069/BTTTT-VP", 0.5, 1) == "4069/BTTTT-VP"


def test_keystrokes_are_those_of_the_keyboard() -> None:
    assert telex("hỗ trợ", 3) in {"hoox trowj", "hoxo trowj", "hoox trojw", "hoxo trojw"}
    assert vni("hỗ trợ", 3) in {"ho64 tro75", "ho46 tro75"}
    assert telex("ĐIỆN 5G", 1).isupper()
