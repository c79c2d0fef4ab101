"""Law is read, dated and found again as well as was measured (`python -m evals.law`)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from evals.law import SAMPLE, SHARED, counts, dates, leaning, unpacked


@pytest.fixture(scope="module")
def editions() -> Iterator[tuple[Path, Path]]:
    with unpacked(SHARED) as found:
        if found is None:
            pytest.skip("the two editions of the codification (shared data) are absent")
        yield found


def test_every_source_that_names_dead_law_is_listed_and_no_other(sample_assistant: Assistant) -> None:
    found = leaning(sample_assistant)
    assert found.pairs >= 170
    assert (found.missed, found.invented) == ((), ())


def test_days_and_documents_of_the_hand_checked_articles_are_right(editions: tuple[Path, Path]) -> None:
    found = dates(*editions)
    assert found.articles == 100
    assert not found.wrong


def test_no_article_of_a_topic_is_lost_or_made_up(editions: tuple[Path, Path]) -> None:
    with SAMPLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for folder in editions:
        smallest = sorted(
            {row["topic"] for row in rows if row["edition"] == folder.name}, key=lambda name: size(folder, name)
        )
        found = counts(folder, frozenset(smallest[:12]))
        assert (found.topics, found.differing) == (12, 0)
        assert found.articles > 500


def size(folder: Path, name: str) -> int:
    return next(folder.rglob(name)).stat().st_size
