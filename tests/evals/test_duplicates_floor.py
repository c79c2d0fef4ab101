"""Copies are found and different letters are kept apart, at least as well as when it was measured."""

from __future__ import annotations

from evals.duplicates import measure


def test_copies_are_told_from_different_letters() -> None:
    result = measure()
    assert result.pairs >= 100 and 100 <= result.positives <= result.pairs / 2
    assert result.precision >= 0.98, result.mistakes
    assert result.recall >= 0.98, result.mistakes
