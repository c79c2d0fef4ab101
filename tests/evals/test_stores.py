"""Both stores side by side, held to their promise: the same content is found in the same order."""

from __future__ import annotations

from evals.stores import both


def test_what_was_moved_to_a_server_is_found_there_in_the_same_order() -> None:
    measured = both(chunks=400)
    assert measured["same_rankings"]
    assert measured["embedded"]["found"] == measured["postgres"]["found"] >= 400
