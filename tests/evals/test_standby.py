"""The rehearsal of a lost primary, held to its promise: what a standby confirmed is never lost."""

from __future__ import annotations

from evals.standby import rehearse


def test_no_acknowledged_row_is_lost_when_a_confirming_standby_takes_over() -> None:
    done = rehearse(synchronous=True, standby_away=True, seconds=1.0)
    assert done.acknowledged_documents > 0 and done.acknowledged_answers > 0
    assert (done.lost_documents, done.lost_answers) == (0, 0)
    assert done.found_by_search == done.chunks_in_database
