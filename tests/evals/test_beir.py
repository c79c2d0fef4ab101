"""A BEIR folder becomes the product's own index, and an index that is kept is never a stale one."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.domain import Question
from evals.beir import Opened, chunks_of, documents, opened, read_beir
from evals.retrieval import ask_all, items_of, read_by_product
from ingest.documents import ChunkKind
from ingest.errors import TrolyError
from ingest.split.piece import CAP

LONG = "\n".join(
    f"{clause}. Tổ chức thu phí điểm {clause} nộp báo cáo quý cho cơ quan quản lý." for clause in range(1, 90)
)
ITEMS = [
    {
        "_id": "12/2020/nđ-cp+4",
        "title": "Điều 4. Mức phí",
        "text": "Mức phí cấp tên miền là 200.000 đồng một năm.",
        "metadata": {"doc": "12/2020/NĐ-CP", "doc_name": "Nghị định phí", "demuc": "Phí", "chuong": "Chương II"},
    },
    {"_id": "dài", "title": "Điều 5. Báo cáo", "text": LONG},
    {"_id": "không tiêu đề", "title": "", "text": "Trạm phát sóng đặt cách nhà dân theo quy chuẩn."},
    {"_id": "rỗng", "title": "", "text": " "},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four items, two questions."""
    return written(tmp_path / "bộ-đo", ITEMS)


def test_an_item_is_a_document_found_by_its_law_topic_chapter_and_title(folder: Path) -> None:
    (article, heading), *_ = documents(folder / "corpus.jsonl")
    assert heading == "Nghị định phí\nPhí\nChương II\nĐiều 4. Mức phí"
    assert (article.source, article.number, article.title) == ("12/2020/nđ-cp+4", "12/2020/NĐ-CP", "Nghị định phí")
    (chunk,) = chunks_of(article, heading)
    assert (chunk.kind, chunk.text, chunk.heading) == (ChunkKind.ARTICLE, article.text, heading)


def test_a_long_item_is_cut_into_overlapping_passages_and_an_empty_one_is_left_out(folder: Path) -> None:
    found = dict(
        (document.source, chunks_of(document, heading)) for document, heading in documents(folder / "corpus.jsonl")
    )
    assert list(found) == ["12/2020/nđ-cp+4", "dài", "không tiêu đề"]
    passages = found["dài"]
    assert len(passages) > 2 and all(len(each.text) <= CAP for each in passages)
    assert all(later.start < before.end for before, later in pairwise(passages))
    assert (passages[0].start, passages[-1].end) == (0, len(LONG))


def test_only_questions_with_a_right_item_are_asked_and_a_missing_text_is_told(folder: Path) -> None:
    beir = read_beir(folder)
    assert (beir.name, list(beir.queries)) == ("bộ-đo", ["q1", "q2"])
    assert beir.qrels == {"q1": {"12/2020/nđ-cp+4": 1}, "q2": {"dài": 1}}
    assert list(read_beir(folder, limit=1).queries) == ["q1"]
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": "phí?"}) + "\n", encoding="utf-8")
    with pytest.raises(TrolyError, match="lacks 1 questions"):
        read_beir(folder)


def test_a_folder_without_a_corpus_asks_about_the_one_beside_it(folder: Path) -> None:
    (folder / "corpus.jsonl").unlink()
    with pytest.raises(FileNotFoundError):
        read_beir(folder)
    beside = folder.parent / "vn-law"
    beside.mkdir()
    with gzip.open(beside / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(ITEMS[0]) + "\n")
    beir = read_beir(folder)
    assert [document.source for document, _ in documents(beir.corpus)] == ["12/2020/nđ-cp+4"]


def test_a_kept_index_is_used_again_until_the_corpus_changes(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with opened(folder / "corpus.jsonl", kept) as first:
        assert (first.reused, first.made.items) == (False, 3)
        assert best(first, "Mức phí cấp tên miền là bao nhiêu?") == "12/2020/nđ-cp+4"
        assert best(first, "Điểm 88 nộp báo cáo quý cho ai?") == "dài"
    with opened(folder / "corpus.jsonl", kept) as again:
        assert again.reused and again.made == first.made
    written(folder, [*ITEMS, {"_id": "mới", "title": "Thẻ nhà báo", "text": "Thẻ nhà báo có thời hạn năm năm."}])
    with opened(folder / "corpus.jsonl", kept) as changed:
        assert not changed.reused and changed.made.items == 4
        assert best(changed, "Thẻ nhà báo có thời hạn mấy năm?") == "mới"


def best(product: Opened, question: str) -> str:
    """The item that stands first for a question."""
    asked = ask_all({"q": Question(question)}, product.answering, read_by_product)
    return items_of(asked["q"].found)[0]


def written(folder: Path, items: list[dict[str, object]]) -> Path:
    """A BEIR folder of these items and two questions."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    queries = [
        {"_id": "q1", "text": "Mức phí tên miền?"},
        {"_id": "q2", "text": "Báo cáo quý?"},
        {"_id": "q3", "text": "?"},
    ]
    for name, rows in (("corpus", items), ("queries", queries)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    right = "query-id\tcorpus-id\tscore\nq1\t12/2020/nđ-cp+4\t1\nq2\tdài\t1\nq2\trỗng\t0\nq3\tdài\t0\n"
    (folder / "qrels" / "test.tsv").write_text(right, encoding="utf-8")
    return folder
