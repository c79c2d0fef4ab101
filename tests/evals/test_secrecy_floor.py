"""Every marked case is caught, look-alikes pass, and nothing of the sample corpus is stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.secrecy import Measured, measure


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder: Path = tmp_path_factory.mktemp("secrecy")
    return measure(folder, data=None)


def test_every_mark_is_caught(measured: Measured) -> None:
    assert measured.marked >= 100
    assert measured.missed == ()


def test_the_degree_is_named_rightly(measured: Measured) -> None:
    assert measured.wrong_degree == ()


def test_at_most_one_look_alike_in_a_hundred_is_stopped(measured: Measured) -> None:
    assert measured.look_alikes >= 230
    assert measured.false_stops <= 0.01, measured.stopped


def test_nothing_of_the_sample_corpus_is_stopped(measured: Measured) -> None:
    assert measured.sample_files >= 100
    assert measured.sample_stopped == ()
