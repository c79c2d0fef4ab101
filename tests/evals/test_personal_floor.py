"""Personal data are found, what is public stays: the floors of the labelled set."""

from __future__ import annotations

import pytest

from evals.personal import Measured, measure


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure()


def test_the_set_is_large_enough_to_speak(measured: Measured) -> None:
    assert sum(measured.mentions.values()) >= 500
    assert measured.public >= 500


def test_ninety_nine_mentions_in_a_hundred_are_masked(measured: Measured) -> None:
    assert measured.recall >= 0.99, measured.missed


def test_at_most_one_public_number_or_name_in_a_hundred_is_masked(measured: Measured) -> None:
    assert measured.falsely_masked <= 0.01, measured.hidden


def test_a_second_masking_changes_none_of_the_texts(measured: Measured) -> None:
    assert measured.changed_twice == 0
