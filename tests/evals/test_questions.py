"""The labelled questions are what the measurement claims they are."""

from __future__ import annotations

from collections import Counter

from assistant.domain import AnswerStatus
from evals.questions import LEGAL, load
from evals.sample import SAMPLE
from ingest.settings import IngestSettings
from ingest.tables import Tables
from ingest.vietnamese import strip_tones, syllables

QUESTIONS = load()
LEAST_OF_TEST = {"plain": 60, "toneless": 25, "typo": 20, "followup": 12, "refuse": 40}


def test_the_test_split_is_large_enough_of_every_kind() -> None:
    kinds = Counter(question.kind for question in QUESTIONS if question.split == "test")
    assert all(kinds[kind] >= least for kind, least in LEAST_OF_TEST.items())
    assert kinds["validity"] + kinds["lookup"] >= 13
    assert sum(question.answerable for question in load(split="test")) >= 130
    assert len(load(split="dev")) >= 90


def test_every_id_is_there_once() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)


def test_no_answerable_question_of_one_split_is_asked_in_the_other() -> None:
    dev = [words_of(question.text) for question in load(split="dev") if question.answerable and not question.history]
    for question in load(split="test"):
        words = words_of(question.text)
        if question.answerable and not question.history and len(words) > 2:
            assert all(len(words & others) < 0.8 * len(words | others) for others in dev), question.text


def test_every_source_exists() -> None:
    stems = {path.stem for path in SAMPLE.iterdir()}
    laws = {law.code for law in Tables.load(IngestSettings(_env_file=None).tables_dir).legal_bases}  # type: ignore[call-arg]
    for question in QUESTIONS:
        for source in question.sources:
            assert source.removeprefix(LEGAL) in laws if source.startswith(LEGAL) else source in stems, question.id


def test_what_is_answerable_has_sources_and_what_is_not_has_endings() -> None:
    endings = {status.value for status in AnswerStatus if not status.answered}
    for question in QUESTIONS:
        assert bool(question.sources) == question.answerable
        assert set(question.endings) <= endings


def test_toneless_questions_carry_no_marks() -> None:
    assert all(strip_tones(each.text) == each.text for each in QUESTIONS if each.kind == "toneless")


def words_of(text: str) -> frozenset[str]:
    return frozenset(syllables(strip_tones(text)))
