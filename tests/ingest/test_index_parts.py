"""The parts of the embedded index: one rule for filters, exact rows under quantised ones, boxes, locks."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.documents import DocumentKind, WordBox
from ingest.index.base import Filter
from ingest.index.dense import COLUMNS, DenseIndex, prepare
from ingest.index.filters import KIND_CODES, allows, first_day, last_day, mask_of
from ingest.index.locks import ReadWriteLock
from ingest.index.rows import number_code, number_serial, pack_boxes, unpack_boxes
from ingest.index.store import SearchRow

TOKENS = st.frozensets(st.sampled_from(["all", "office", "unit:a", "unit:b"]), max_size=3)
DAYS = st.none() | st.dates(date(2019, 12, 28), date(2020, 1, 5))
KINDS = st.sampled_from(list(DocumentKind))
FILTERS = st.builds(Filter, readers=TOKENS, kinds=st.none() | st.frozensets(KINDS), as_of=DAYS)
ROWS = st.lists(st.tuples(KINDS, TOKENS, DAYS, DAYS), max_size=12)


@given(where=FILTERS, rows=ROWS)
def test_the_filter_over_all_rows_is_the_rule_for_each(where: Filter, rows: list[tuple[Any, ...]]) -> None:
    columns = np.zeros(len(rows), dtype=COLUMNS)
    for number, (kind, _, start, end) in enumerate(rows):
        columns[number] = (number, 1, KIND_CODES[kind], number, first_day(start), last_day(end))
    assert list(mask_of(where, columns, [row[1] for row in rows])) == [allows(where, *row) for row in rows]


def row(key: int, vector: np.ndarray, tokens: frozenset[str] = frozenset({"all"}), generation: int = 1) -> SearchRow:
    return SearchRow(key, generation, "", "", None, DocumentKind.LAW, tokens, 0, 2**31 - 1, vector)


def unit_vectors(count: int, dim: int, seed: int = 3) -> np.ndarray:
    found = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    unit: np.ndarray = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def test_the_quantised_search_finds_what_the_exact_one_finds() -> None:
    vectors, questions = unit_vectors(5000, 64), unit_vectors(40, 64, seed=4)
    index = DenseIndex(64)
    index.replace([], [prepare([row(key, vector) for key, vector in enumerate(vectors)], 64)])
    found = [{hit.key for hit in index.nearest(question, Filter(), 50)} for question in questions]
    exact = [set(np.argsort(-(vectors @ question))[:50].tolist()) for question in questions]
    assert np.mean([len(a & b) / 50 for a, b in zip(found, exact, strict=True)]) >= 0.995


OPERATIONS = st.lists(st.tuples(st.booleans(), st.integers(0, 30), TOKENS), max_size=25)


@settings(max_examples=40)
@given(operations=OPERATIONS, where=FILTERS)
def test_any_order_of_adding_and_dropping_leaves_the_rows_that_are_left(
    operations: list[tuple[bool, int, frozenset[str]]], where: Filter
) -> None:
    index, model, vectors = DenseIndex(8), dict[int, frozenset[str]](), unit_vectors(31, 8)
    for generation, (adds, key, tokens) in enumerate(operations):
        if adds:
            index.replace([], [prepare([row(key, vectors[key], tokens, generation)], 8)])
            model[key] = tokens
        else:
            index.replace([key], [])
            model.pop(key, None)
    asked = Filter(readers=where.readers)
    expected = sorted(key for key, tokens in model.items() if tokens & where.readers)
    assert sorted(hit.key for hit in index.nearest(vectors[0], asked, 99)) == expected
    assert [key for key in range(31) if index.allowed([key], asked)[0]] == expected
    assert index.stamps()[0].tolist() == sorted(model)
    for key in expected:
        assert index.nearest(vectors[key], asked, 1)[0].key == key


@given(
    st.lists(
        st.builds(WordBox, *[st.integers(0, 10**6)] * 2, *[st.floats(0, 1, allow_nan=False)] * 4),
        max_size=5,
    )
)
def test_word_boxes_come_back_exactly(boxes: list[WordBox]) -> None:
    assert unpack_boxes(pack_boxes(boxes)) == tuple(boxes)


@pytest.mark.parametrize(
    ("number", "code", "serial"),
    [
        ("4069/BTTTT-VP", "4069/BTTTT-VP", "4069"),
        (" 163/2024/nđ-cp ", "163/2024/ND-CP", "163"),
        ("57-NQ/TW", "57-NQ/TW", "57"),
        ("0012/BC", "12/BC", "12"),
        ("", None, None),
        (None, None, None),
        ("/", "/", None),
    ],
)
def test_a_number_has_one_form(number: str | None, code: str | None, serial: str | None) -> None:
    assert (number_code(number), number_serial(number)) == (code, serial)


def test_a_change_waits_for_searches_and_later_searches_wait_for_it() -> None:
    lock, order = ReadWriteLock(), list[str]()
    reading, release = threading.Event(), threading.Event()

    def search() -> None:
        with lock.shared():
            reading.set()
            release.wait(10)
            order.append("search")

    def change() -> None:
        with lock.alone():
            order.append("change")

    threads = [threading.Thread(target=search), threading.Thread(target=change)]
    threads[0].start()
    reading.wait(10)
    threads[1].start()
    release.set()
    for thread in threads:
        thread.join(10)
    assert order == ["search", "change"]
