"""The labelled archive is read as well as the goals say: every field, every boundary, every pair of question and reply."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.archive.compare import probe, same_ends
from evals.archive.measure import ArchiveResult, measure
from evals.archive.session import same_sessions
from evals.archive.sources import all_texts, archive
from ingest.settings import IngestSettings

FIELD_GOAL = 0.98
PAIRING_GOAL = 0.97
LEAST = {"letter": 60, "A": 12, "B": 12, "C": 12} | dict.fromkeys("DEFGHIJKL", 6)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> ArchiveResult:
    return measure(tmp_path_factory.mktemp("archive"), IngestSettings())


def test_the_archive_has_every_shape_often_enough() -> None:
    shapes = Counter(labelled.shape for labelled in archive())
    assert len(archive()) >= 160
    assert {shape: shapes[shape] for shape, least in LEAST.items() if shapes[shape] < least} == {}
    assert len({labelled.format for labelled in archive() if labelled.shape == "letter"}) == 4
    assert len({labelled.id for labelled in archive()}) == len(archive())


def test_the_archive_has_many_questions_and_many_texts() -> None:
    several = [labelled for labelled in archive() if labelled.expected.multiple]
    assert len(several) >= 20
    assert sum(len(labelled.expected.requests) for labelled in several) >= 60
    assert len(all_texts()) >= 60
    assert {text.topic for text in all_texts().values()} == set(range(1, 47))


def test_every_variation_of_a_letter_stands_in_two_letters_at_least() -> None:
    seen = Counter(flag for labelled in archive() for flag in labelled.variations)
    assert [flag for flag, times in seen.items() if times < 2] == []


def test_a_boundary_is_right_with_or_without_the_mark_and_wrong_when_a_word_is_cut_or_taken_in() -> None:
    part = ("⟦Câu 1: ⟧⟦Cử tri phản ánh: ⟧Sóng yếu ở nhiều bản vùng cao. [1]", "⟪Trả lời: ⟫Đề nghị xây trạm.")
    body = "Sóng yếu ở nhiều bản vùng cao.\nĐề nghị xây trạm."
    assert same_ends(part, body)
    assert same_ends(part, "Cử tri phản ánh:  " + body)
    assert same_ends(part, "Câu 1: Cử tri phản ánh: " + body)
    assert not same_ends(part, body.removeprefix("Sóng "))
    assert not same_ends(part, "như sau: " + body)
    assert not same_ends(part, body + " Chia sẻ")
    assert not same_ends(part, body.removesuffix(" trạm."))
    assert not same_ends(part, "")
    assert probe(part) == "sóngyếuởnhiềubảnvùngcao"


def test_sessions_are_compared_by_body_term_and_number() -> None:
    assert same_sessions("sau QH XV 6", "sau kỳ họp thứ Sáu, Quốc hội khoá XV")
    assert same_sessions("trước HĐND XIX 7", "trước kỳ họp thứ 7, HĐND khóa XIX")
    assert same_sessions(
        "sau QH XV 2; QH XV bt1", "sau kỳ họp thứ Hai và kỳ họp bất thường lần thứ Nhất, Quốc hội khóa XV"
    )
    assert not same_sessions("sau QH XV 6", "trước kỳ họp thứ 6, Quốc hội khóa XV")
    assert not same_sessions("QH XV 6", "kỳ họp thứ 6, HĐND khóa XV")
    assert not same_sessions("QH XV 6", "kỳ họp thứ 6")
    assert not same_sessions("QH XV 6", "")


@pytest.mark.parametrize("field", ["kind", "number", "date", "province", "session", "petition", "reply"])
def test_a_field_is_read_right(result: ArchiveResult, field: str) -> None:
    assert result.by_field()[field].accuracy >= FIELD_GOAL, told(result, field)


@pytest.mark.parametrize("field", ["item number", "item date", "item province", "item unit"])
def test_an_item_of_a_list_has_its_own_facts(result: ArchiveResult, field: str) -> None:
    assert result.by_field()[field].accuracy >= FIELD_GOAL, told(result, field)


@pytest.mark.parametrize("field", ["pairing", "item pairing"])
def test_every_question_stands_with_its_reply(result: ArchiveResult, field: str) -> None:
    assert result.by_field()[field].accuracy >= PAIRING_GOAL, told(result, field)


def test_nothing_is_read_where_nothing_stands(result: ArchiveResult) -> None:
    assert [verdict for verdict in result.failures() if verdict.invented] == []


def test_a_misprinted_date_is_told_and_not_repaired(result: ArchiveResult) -> None:
    assert result.by_field()["misprint told"].accuracy == 1.0


def told(result: ArchiveResult, field: str) -> str:
    """The failures of a field, one line each."""
    return "\n".join(
        f"{each.document}: {each.expected} / {each.got}" for each in result.failures() if each.field == field
    )
