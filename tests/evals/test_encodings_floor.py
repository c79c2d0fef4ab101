"""Old encodings come back letter by letter, good text is left alone: what was measured is held."""

from __future__ import annotations

import pytest

from evals.encodings import Measured, measure

LOSSY = {
    "TCVN3, 0xAD dropped": 0.997,
    "TCVN3, 0xAD as hyphen": 0.999,
    "mojibake, bytes lost": 0.997,
    "TCVN3, 0xAD dropped, not repaired": 0.97,
}


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure()


def test_every_encoding_comes_back_whole_through_every_door(measured: Measured) -> None:
    whole = [trip for trip in measured.trips if trip.encoding not in LOSSY]
    assert len(whole) >= 44
    assert all(trip.sentences >= 200 for trip in whole)
    assert [f"{trip.encoding} / {trip.door}: {trip.accuracy}" for trip in whole if trip.wrong] == []


def test_where_bytes_are_gone_most_letters_come_back(measured: Measured) -> None:
    lossy = {trip.encoding: trip.accuracy for trip in measured.trips if trip.encoding in LOSSY}
    assert lossy.keys() == LOSSY.keys()
    assert not {name for name, accuracy in lossy.items() if accuracy < LOSSY[name]}


def test_no_good_sentence_is_repaired(measured: Measured) -> None:
    assert measured.good_sentences >= (10_000 if measured.shared_data else 200)
    assert measured.false_repairs == ()


def test_damaged_pages_are_found_and_good_ones_are_not_suspected(measured: Measured) -> None:
    assert min(measured.lost.values()) >= 0.99
    assert measured.false_alarms <= 0.01
