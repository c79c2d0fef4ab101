"""The learned order: trees say what LightGBM says, features mean what their names say, and the order is only an order."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from assistant.answering import trees
from assistant.answering.rerank import FITTED, rows_of
from assistant.answering.rerank_features import NAMES, Asked, asked, features
from assistant.bootstrap import Assistant
from ingest.embed.static import StaticEmbedder
from ingest.index.forward import joined, words_of_rows
from ingest.vietnamese import strip_tones

PIECES = (
    ("Nghị định về mạng\nĐiều 5. Mức phạt", "Phạt tiền 10.000.000 đồng khi bán SIM rác. Thuê bao là người dùng."),
    ("Nghị định về mạng\nĐiều 6. Hồ sơ", "Hồ sơ gồm đơn và bản sao; trả lời trong 15 ngày."),
    ("Luật Báo chí\nĐiều 1. Phạm vi", "Luật này nói về báo chí và nhà báo."),
)


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    from ingest.embed import SHIPPED_MODEL

    return StaticEmbedder(SHIPPED_MODEL)


def rows_for(text: str, embedder: StaticEmbedder) -> np.ndarray:
    """The features of PIECES for a question, in an index in which every word stands in one chunk."""
    rows = [
        SimpleNamespace(key=key, heading=heading, text=piece, number=None, document_id=str(key))
        for key, (heading, piece) in enumerate(PIECES)
    ]
    words = joined(list(words_of_rows(rows, embedder.tokens).values()))  # type: ignore[arg-type]
    known = {word for heading, piece in PIECES for word in spelled(f"{heading} {piece}")}
    question = asked(text, lambda terms: [int(term in known) for term in terms], 3, vectors_of(text, embedder))
    cosines = embedder.encode([f"{heading}\n{piece}" for heading, piece in PIECES]) @ embedder.encode([text])[0]
    return features(question, words, embedder.token_vectors, cosines)


def spelled(text: str) -> set[str]:
    from ingest.vietnamese import terms

    found = terms(text)
    return {*found, *(strip_tones(each) for each in found)}


def vectors_of(text: str, embedder: StaticEmbedder) -> np.ndarray:
    return embedder.token_vectors(np.unique(embedder.tokens([text])[0]))


def column(rows: np.ndarray, name: str) -> list[float]:
    return [round(float(value), 3) for value in rows[:, NAMES.index(name)]]


def test_trees_say_what_lightgbm_says(tmp_path: Path) -> None:
    known = json.loads(Path(__file__).with_name("lightgbm_trees.json").read_text())  # its own scores beside the dump
    rows = np.array(known["rows"], dtype=np.float32)

    ours = trees.from_lightgbm(known, tuple("abcdefg"))
    trees.save(ours, tmp_path / "trees.json", {"embedder": "any"})
    read, about = trees.load(tmp_path / "trees.json")

    assert about["embedder"] == "any"
    np.testing.assert_allclose(ours.predict(rows), known["scores"], atol=1e-4)
    np.testing.assert_allclose(read.predict(rows), known["scores"], atol=1e-3)


def test_a_tree_that_is_too_large_is_refused() -> None:
    leaf = {"leaf_value": 1.0}
    with pytest.raises(ValueError, match="1 leaves"):
        trees.from_lightgbm({"tree_info": [{"tree_structure": leaf}]}, ("a",))


def test_words_are_told_apart_by_where_they_stand(embedder: StaticEmbedder) -> None:
    rows = rows_for("mức phạt bán SIM rác", embedder)

    assert np.argmax(rows[:, NAMES.index("bm")]) == 0
    assert column(rows, "label")[0] > 0 == column(rows, "label")[2]
    assert column(rows, "pairs_text")[0] > 0 == column(rows, "pairs_text")[1]
    assert column(rows, "money") == [pytest.approx(0.693, abs=0.01), 0, 0]
    assert column(rows, "spans")[1] > 0 == column(rows, "spans")[2]
    assert column(rows, "missing_share")[0] == 0


def test_a_question_without_marks_finds_the_same_words(embedder: StaticEmbedder) -> None:
    marked, unmarked = (rows_for(text, embedder) for text in ("hồ sơ trả lời", "ho so tra loi"))

    assert column(unmarked, "text") == column(marked, "text")
    assert column(unmarked, "pairs_text") == column(marked, "pairs_text")
    assert column(unmarked, "spans") == column(marked, "spans")


def test_a_question_of_unknown_words_still_has_its_rows(embedder: StaticEmbedder) -> None:
    rows = rows_for("???", embedder)

    assert rows.shape == (3, len(NAMES)) and np.isfinite(rows).all()


def test_chunks_of_one_law_share_what_speaks_for_it(embedder: StaticEmbedder) -> None:
    rows = rows_for("mức phạt bán SIM rác", embedder)

    assert column(rows, "law_bm")[0] == column(rows, "law_bm")[1] != column(rows, "law_bm")[2]
    assert column(rows, "article_bm")[0] != column(rows, "article_bm")[1]


def test_nothing_is_asked_of_an_empty_question() -> None:
    question = asked("", lambda terms: [0] * len(terms), 0, np.zeros((0, 4), dtype=np.float32))

    assert isinstance(question, Asked) and not len(question.words) and not len(question.tokens)


def test_the_shipped_order_belongs_to_the_shipped_embedder(embedder: StaticEmbedder) -> None:
    fitted, about = trees.load(FITTED)

    assert about["embedder"] == embedder.name
    assert fitted.names == NAMES


def test_the_learned_order_loses_no_candidate(sample_assistant: Assistant) -> None:
    tools = sample_assistant.answering
    text = "Mức hỗ trợ máy tính bảng cho hộ nghèo"
    vector = tools.embedder.encode([text])[0]
    found = tools.index.matching(text, tools_filter(), 200)
    mixed = {hit.key: hit.score for hit in found}

    assert tools.rerank is not None
    ordered = tools.rerank(text, vector, mixed)

    assert ordered.keys() == mixed.keys()
    assert max(ordered.values()) == 1.0 and min(ordered.values()) >= 0


def test_a_chunk_that_is_gone_is_no_candidate(sample_assistant: Assistant) -> None:
    tools = sample_assistant.answering
    assert isinstance(tools.embedder, StaticEmbedder)

    keys, rows = rows_of("hộ nghèo", tools.embedder.encode(["hộ nghèo"])[0], [10**9], tools.index, tools.embedder)

    assert keys == [] and rows.shape == (0, len(NAMES))


def tools_filter():  # type: ignore[no-untyped-def]
    from ingest.index.base import Filter

    return Filter(frozenset({"all", "office"}))
