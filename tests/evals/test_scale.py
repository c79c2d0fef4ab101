"""The curve of cost is measured on so many chunks as was said, and what is synthetic is counted."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from evals.beir import chunks_of, documents
from evals.scale import CORPUS, curve, write_corpus

ARTICLES = [
    {
        "_id": f"luật+{number}",
        "title": f"Điều {number}. Giấy phép số {number}",
        "text": f"Doanh nghiệp thứ {number} phải có giấy phép trước khi cung cấp dịch vụ. Hồ sơ gồm đơn đề nghị và bản sao "
        f"quyết định thành lập; thời hạn giải quyết là {number + 3} ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.",
        "metadata": {"doc": f"{number}/2020/NĐ-CP", "doc_name": "Nghị định về giấy phép"},
    }
    for number in range(1, 31)
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A law corpus of thirty articles."""
    folder = tmp_path / "data"
    (folder / "vn-law").mkdir(parents=True)
    with gzip.open(folder / "vn-law" / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ARTICLES)
    return folder


def test_a_corpus_has_the_size_that_was_asked_and_says_what_is_synthetic(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "out" / CORPUS

    assert [write_corpus(file, size, data) for size in (10, 30, 50)] == [0, 0, 20]

    written = list(documents(file))
    assert sum(len(chunks_of(document, heading)) for document, heading in written) == 50
    assert written[0][1] == "Nghị định về giấy phép\nĐiều 1. Giấy phép số 1"
    assert sum(document.source.startswith("synthetic") for document, _ in written) == 20


def test_it_is_written_the_same_every_time(data: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_corpus(tmp_path / name, 40, data)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_without_a_law_corpus_all_of_it_is_synthetic(tmp_path: Path) -> None:
    assert write_corpus(tmp_path / CORPUS, 5, None) == 5
    assert write_corpus(tmp_path / CORPUS, 5, tmp_path) == 5
    assert all(document.text and heading for document, heading in documents(tmp_path / CORPUS))


def test_every_step_of_a_question_is_told(data: Path, tmp_path: Path) -> None:
    (cost,) = curve([40], data, tmp_path, questions=5)

    assert (cost.chunks, cost.synthetic_chunks, cost.questions) == (40, 10, 5)
    assert 0 < cost.database_bytes <= cost.bytes and cost.build_seconds > 0
    assert cost.resident_mib > 0 and cost.open_seconds > 0
    assert {"whole", "understand", "encode", "nearest", "matching", "chunks"} <= cost.ms.keys()
    assert 0 < cost.ms["whole"]["p50"] <= cost.ms["whole"]["p95"]
