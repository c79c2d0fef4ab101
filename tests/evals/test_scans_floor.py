"""Scans hold what was measured: floors stand just below it."""

from __future__ import annotations

import pytest

from evals.scans import Scans, measure


@pytest.fixture(scope="module")
def scans() -> Scans:
    return measure(quick=True)


def test_clean_pages_are_read_almost_letter_by_letter(scans: Scans) -> None:
    assert scans.conditions["clean"].mean >= 0.98


def test_seals_ink_skew_noise_and_poor_pictures_cost_little(scans: Scans) -> None:
    spoilt = ("skew", "seal", "blue ink", "noise", "jpeg")
    assert min(scans.conditions[name].mean for name in spoilt) >= 0.95, scans.conditions


def test_number_date_and_province_survive_the_scanner(scans: Scans) -> None:
    assert min(scans.fields.values()) >= 0.85, scans.fields


def test_every_mark_of_secrecy_is_caught_and_no_look_alike_stopped(scans: Scans) -> None:
    assert scans.stamps.marked >= 8 and not scans.stamps.missed
    assert scans.stamps.look_alikes >= 10 and not scans.stamps.stopped
    assert scans.stamps.milliseconds_without_red < 100
