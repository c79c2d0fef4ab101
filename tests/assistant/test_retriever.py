"""Our retriever as LangChain sees it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import date

import numpy as np

from assistant.answering.answering import Answering
from assistant.answering.confidence import Calibration
from assistant.answering.places import Places
from assistant.answering.reading import reader_of_chunks
from assistant.answering.route import Router
from assistant.domain import Reader, Role
from assistant.retriever import TrolyRetriever
from ingest.index.base import Filter, Hit, StoredChunk
from tests.assistant.llm_case import stored, tables

READER = Reader(1, "lan", "Lan", Role.STAFF, "cuc-vien-thong")


class TwoChunks:
    """An index of two chunks that remembers what it was asked."""

    def __init__(self) -> None:
        self.filters: list[Filter] = []
        self._chunks = {1: stored("ha_giang", 1), 2: stored("nghe_an", 2)}

    def nearest(self, vector: np.ndarray, where: Filter, k: int) -> list[Hit]:
        self.filters.append(where)
        return [Hit(1, 0.9), Hit(2, 0.4)][:k]

    def matching(self, text: str, where: Filter, k: int, also: Sequence[str] = ()) -> list[Hit]:
        self.filters.append(where)
        return [Hit(1, 12.0), Hit(2, 3.0)][:k]

    def chunks(self, keys: list[int]) -> dict[int, StoredChunk]:
        return {key: self._chunks[key] for key in keys}


class OneVector:
    name = "one"

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.ones((len(texts), 4), dtype=np.float32)


def retriever(index: TwoChunks, k: int = 10) -> TrolyRetriever:
    tools = Answering(
        index=index,  # type: ignore[arg-type]
        embedder=OneVector(),  # type: ignore[arg-type]
        tables=tables(),
        places=Places(tables()),
        router=Router(tables()),
        read=reader_of_chunks(),
        weigh=lambda terms: [1.0] * len(terms),
        calibration=Calibration({}, 0.5),
        candidates=10,
        dense_weight=0.35,
        question_characters=4000,
    )
    return TrolyRetriever(tools=tools, reader=READER, k=k)


def test_langchain_gets_chunks_best_first_with_where_they_stand() -> None:
    found = retriever(TwoChunks()).invoke("thôn chưa có sóng ở Hà Giang")
    assert [each.id for each in found] == ["ha_giang:0", "nghe_an:0"]
    assert found[0].metadata["start"] == 100 and found[0].metadata["issued"] == date(2024, 3, 25).isoformat()
    assert len(found[0].page_content) == found[0].metadata["end"] - found[0].metadata["start"]


def test_langchain_sees_only_what_its_reader_may_read() -> None:
    index = TwoChunks()
    retriever(index, k=1).invoke("sóng di động")
    assert all(where.readers == READER.tokens and where.as_of for where in index.filters)


def test_no_more_than_k_chunks_are_returned() -> None:
    assert len(retriever(TwoChunks(), k=1).invoke("sóng di động")) == 1


def test_the_answer_path_does_not_import_langchain() -> None:
    program = "import sys, assistant.answering.answering; print([m for m in sys.modules if m.startswith('langchain')])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
