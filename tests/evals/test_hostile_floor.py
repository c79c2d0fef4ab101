"""Over two hundred hostile files, each ends in time and in its memory, and none gets anything done."""

from __future__ import annotations

import pytest

from evals.hostile import MOST_MEGABYTES, MOST_SECONDS, Endings, run, summary


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Endings:
    return run(tmp_path_factory.mktemp("traps"))


@pytest.mark.timeout(900)
def test_each_hostile_file_ends_in_twenty_seconds_and_half_a_gigabyte(result: Endings) -> None:
    assert len(result.endings) >= 200
    assert not [ending for ending in result.endings if ending.seconds > MOST_SECONDS]
    assert not [ending for ending in result.endings if ending.megabytes > MOST_MEGABYTES]


def test_none_calls_anybody_reaches_a_file_or_says_what_nobody_sees(result: Endings) -> None:
    assert result.calls == 0
    assert summary(result)["breaches"] == {}


def test_an_honest_file_is_read_after_each_that_was_stopped(result: Endings) -> None:
    assert result.honest_tried > 50
    assert result.honest_read == result.honest_tried
