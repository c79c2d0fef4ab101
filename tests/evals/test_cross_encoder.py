"""A cross-encoder of our own is trained and measured: what is measured is the product's own search, with it and without."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from evals.beir import read_beir
from evals.synthetic import write_small
from ingest.embed.train_negatives import Triple

pytest.importorskip("sentence_transformers", reason="sentence-transformers and torch are not installed")

from evals.cross_encoder import Shape, measure, remembered, train

SMALL = Shape(layers=1, width=32, tokens=32, vocabulary=200)


def test_what_is_learned_in_seconds_tells_right_from_wrong(tmp_path: Path) -> None:
    from assistant.answering.cross_encoder import load

    words = ("thuê bao", "báo chí", "tên miền", "bưu phẩm")
    triples = [Triple(f"hỏi về {word}", "có lời đáp", "chuyện khác hẳn") for word in words] * 20

    trained = train(triples, tmp_path, SMALL, seconds=3)

    right, wrong = load(tmp_path)([("hỏi về thuê bao", "có lời đáp"), ("hỏi về thuê bao", "chuyện khác hẳn")])
    assert trained.triples == 80 and trained.steps > 3
    assert right > wrong


def test_with_and_without_are_asked_of_the_same_index(tmp_path: Path) -> None:
    beir = read_beir(write_small(tmp_path), limit=6)
    right = {query: set(items) for query, items in beir.qrels.items()}
    read: list[str] = []

    def useless(pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        read.extend(question for question, _ in pairs)
        return np.full(len(pairs), 0.5, dtype=np.float32)

    found = measure(beir, tmp_path / "index", useless)

    assert found.questions == len(right) == 6
    assert found.without == found.by_weight["0.5"] == found.by_weight["1.0"] > 0
    assert (found.better, found.worse, found.gain) == (0, 0, (0.0, 0.0))
    assert set(read) and 0 < found.ms_without["whole_p50"] <= found.ms_with["whole_p95"]


def test_a_pair_is_read_once() -> None:
    read: list[tuple[str, str]] = []

    def score(pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        read.extend(pairs)
        return np.array([float(len(passage)) for _, passage in pairs], dtype=np.float32)

    once = remembered(score)
    pairs = [("a", "b"), ("a", "bb")]

    assert once(pairs).tolist() == once(pairs).tolist() == [1.0, 2.0]
    assert read == pairs
