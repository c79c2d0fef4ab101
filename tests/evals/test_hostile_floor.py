"""Over five hundred hostile files: each ends in time and in its memory, and none gets anything done.

The slow ones are left out here; `python -m evals.hostile` reads them too.
"""

from __future__ import annotations

import pytest

from evals.hostile import MOST_MEGABYTES, MOST_SECONDS, Endings, run, summary
from evals.traps.catalogue import SLOW, quick_traps, traps


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Endings:
    return run(tmp_path_factory.mktemp("traps"), quick_traps)


@pytest.mark.timeout(400)
def test_each_hostile_file_ends_in_twenty_seconds_and_half_a_gigabyte(result: Endings) -> None:
    assert len(result.endings) >= 500
    assert not [ending for ending in result.endings if ending.seconds > MOST_SECONDS]
    assert not [ending for ending in result.endings if ending.megabytes > MOST_MEGABYTES]


def test_none_calls_anybody_reaches_a_file_or_says_what_nobody_sees(result: Endings) -> None:
    assert result.calls == 0
    assert summary(result)["breaches"] == {}


def test_an_honest_file_is_read_after_each_that_was_stopped(result: Endings) -> None:
    assert result.honest_tried > 50
    assert result.honest_read == result.honest_tried


def test_what_is_left_out_as_slow_is_in_the_catalogue() -> None:
    names = {trap.name for trap in traps("http://127.0.0.1:1")}
    assert names >= SLOW and len(SLOW) < 30
