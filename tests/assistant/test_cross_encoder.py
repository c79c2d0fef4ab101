"""The optional cross-encoder: it orders the best anew, never late, never with other scores, and only where it is set."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from assistant.answering.answering import Answering
from assistant.answering.cross_encoder import MOST, CrossEncoded, cross_encoded, load, logistic
from assistant.answering.retrieve import ranked
from assistant.answering.understand import understand
from assistant.bootstrap import answering
from assistant.cli_failures import told
from assistant.domain import Question
from assistant.errors import CrossEncoderUnavailable
from assistant.settings import Settings
from evals.beir import fill
from ingest.database import connect, migrate
from ingest.embed import load_embedder
from ingest.index import open_index
from ingest.index.base import Filter
from ingest.pipeline import embedded_text
from ingest.tables import Tables

TEXT = "Mức hỗ trợ máy tính bảng cho hộ nghèo"
PROVINCES = ("Cao Bằng", "Lai Châu", "Cà Mau", "An Giang", "Gia Lai", "Huế")
THINGS = ("máy tính bảng", "điện thoại", "đường truyền", "thuê bao", "trạm phát sóng")


@dataclass
class Opinion:
    """A cross-encoder that likes passages with a word in them; it may be slow or break."""

    liked: str = ""
    seconds: float = 0.0
    breaks: bool = False
    read: int = 0

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        time.sleep(self.seconds)
        if self.breaks:
            raise RuntimeError("out of memory")
        self.read += len(pairs)
        assert all(question == TEXT for question, _ in pairs)
        return np.array([float(self.liked in passage) for _, passage in pairs], dtype=np.float32)


Order = dict[int, float]


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    """The product over thirty short passages."""
    home = tmp_path_factory.mktemp("home")
    rows = [
        {
            "_id": f"{place}-{thing}",
            "title": f"Hỗ trợ {thing}",
            "text": f"Mức hỗ trợ {thing} cho hộ nghèo ở {place} là {number * 10 + 500}.000 đồng.",
        }
        for number, (place, thing) in enumerate(product(PROVINCES, THINGS))
    ]
    (home / "corpus.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    settings = Settings(home=home, database_url="", cross_encoder="")
    engine, embedder = connect(settings.url), load_embedder()
    migrate(engine)
    index = open_index(settings, engine, embedder)
    fill(home / "corpus.jsonl", index, embedder)
    yield answering(settings, index, embedder, Tables.load(settings.tables_dir))
    index.close()
    engine.dispose()


@pytest.fixture(scope="module")
def before(tools: Answering) -> Order:
    """The order without a cross-encoder."""
    return order_by(tools)


def order_by(tools: Answering) -> Order:
    understood = understand(Question(TEXT), tools.tables, tools.index)
    return {
        each.stored.key: each.mixed for each in ranked(replace(understood, text=TEXT), Filter(), tools.searching, 40)
    }


def with_opinion(tools: Answering, opinion: Opinion, seconds: float = 60.0, weight: float = 1.0) -> Order:
    reranked = CrossEncoded(tools.index, opinion, tools.rerank, seconds, weight)
    return order_by(replace(tools, rerank=reranked))


def passage_of(tools: Answering, key: int) -> str:
    return embedded_text(tools.index.chunks([key])[key].chunk)


def test_the_best_are_ordered_anew_and_the_scores_stay_those_of_the_question(tools: Answering, before: Order) -> None:
    last = list(before)[MOST - 1]
    opinion = Opinion(liked=passage_of(tools, last))

    after = with_opinion(tools, opinion)

    assert opinion.read == MOST
    assert next(iter(after)) == last
    assert list(after.values()) == list(before.values())
    assert list(after)[MOST:] == list(before)[MOST:]


def test_a_weight_of_nothing_changes_nothing(tools: Answering, before: Order) -> None:
    assert with_opinion(tools, Opinion(liked="bảng"), weight=0.0) == before


def test_heading_and_text_are_read(tools: Answering, before: Order) -> None:
    seen: list[str] = []

    def score(pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        seen.extend(passage for _, passage in pairs)
        return np.zeros(len(pairs), dtype=np.float32)

    order_by(
        replace(
            tools,
            rerank=CrossEncoded(tools.index, score, tools.rerank, 60.0),
        )
    )

    first = tools.index.chunks(list(before))[next(iter(before))].chunk
    assert seen[0].startswith(first.heading) and seen[0].endswith(first.text)


def test_what_is_not_read_in_time_keeps_its_order_and_that_is_logged_once(tools: Answering, before: Order) -> None:
    slow = CrossEncoded(tools.index, Opinion(liked="@", seconds=0.5), tools.rerank, seconds=0.05)

    with capture_logs() as logs:
        started = time.perf_counter()
        found = [order_by(replace(tools, rerank=slow)) for _ in range(2)]
        took = time.perf_counter() - started

    assert found == [before, before]
    assert took < 20 * 0.5, "nobody waits for what is late"
    assert [(each["event"], each["read"], each["reason"]) for each in logs] == [("cross_encoder_incomplete", 0, "time")]


def test_what_was_read_in_time_counts(tools: Answering, before: Order) -> None:
    third, fifth = list(before)[2], list(before)[4]
    opinion = Opinion()

    def score(pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        if opinion.read:
            time.sleep(3)
        opinion(pairs)
        liked = {passage_of(tools, third), passage_of(tools, fifth)}
        return np.array([float(passage in liked) for _, passage in pairs], dtype=np.float32)

    after = order_by(replace(tools, rerank=CrossEncoded(tools.index, score, tools.rerank, 1.0, 1.0)))

    assert next(iter(after)) == third, "it was in the first batch"
    assert list(after)[4] == fifth, "it was in the second, which came late"


def test_a_cross_encoder_that_breaks_costs_no_answer(tools: Answering, before: Order) -> None:
    with capture_logs() as logs:
        assert with_opinion(tools, Opinion(breaks=True)) == before
    assert [each["reason"] for each in logs] == ["RuntimeError"]


def test_it_works_without_learned_trees(tools: Answering) -> None:
    tools = replace(tools, rerank=None)
    mix = order_by(tools)
    last = list(mix)[5]
    opinion = Opinion(liked=passage_of(tools, last))

    after = order_by(replace(tools, rerank=CrossEncoded(tools.index, opinion, None, 60.0, 1.0)))

    assert next(iter(after)) == last and after.keys() == mix.keys()


def test_without_a_folder_nothing_stands_between(tools: Answering) -> None:
    rerank = tools.rerank
    assert Settings().cross_encoder == "" and not isinstance(rerank, CrossEncoded)
    assert cross_encoded("", rerank, tools.index) is rerank


def test_other_numbers_than_shares_become_shares_in_the_same_order() -> None:
    found = logistic(np.array([-400.0, -1.0, 0.0, 7.0], dtype=np.float32))
    assert list(found) == sorted(found) and found.min() >= 0 and found.max() <= 1 and found[2] == 0.5


# The folder


def test_a_folder_of_sentence_transformers_is_read_and_scores_pairs(tmp_path: Path, tools: Answering) -> None:
    folder = small_folder(tmp_path / "model")

    reranked = cross_encoded(str(folder), tools.rerank, tools.index)

    assert isinstance(reranked, CrossEncoded)
    scores = reranked.score([("hộ nghèo", "máy tính bảng"), ("hộ nghèo", "")])
    assert scores.shape == (2,) and scores.dtype == np.float32 and ((scores > 0) & (scores < 1)).all()
    assert order_by(replace(tools, rerank=replace(reranked, seconds=60.0))).keys()


def test_one_that_gives_two_numbers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CrossEncoderUnavailable, match="one number"):
        load(small_folder(tmp_path, labels=2))


def no_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def of_an_encoder(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", "architectures": ["BertModel"]}))


def no_json(folder: Path) -> None:
    (folder / "config.json").write_text("[")


def half_the_weights(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:2000])


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (no_config, "config.json cannot be read"),
        (no_json, "config.json cannot be read"),
        (of_an_encoder, "BertModel, which scores no pairs"),
        (half_the_weights, "Copy it again"),
    ],
)
def test_a_damaged_or_other_folder_is_refused_with_what_to_do(
    tmp_path: Path, damage: Callable[[Path], None], says: str
) -> None:
    folder = small_folder(tmp_path / "model")
    damage(folder)
    with pytest.raises(CrossEncoderUnavailable, match=says) as raised:
        load(folder)
    assert str(folder) in str(raised.value)
    assert "TROLY_CROSS_ENCODER" in told(raised.value)


def test_missing_libraries_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["BertForSequenceClassification"]}))
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(CrossEncoderUnavailable, match="Install the extra `st`"):
        load(tmp_path)


def small_folder(folder: Path, labels: int = 1) -> Path:
    """A cross-encoder of random weights that knows a few words."""
    pytest.importorskip("sentence_transformers", reason="sentence-transformers and torch are not installed")
    from evals.cross_encoder import Shape, new_model, new_tokenizer

    tokenizer = new_tokenizer(["máy tính bảng cho hộ nghèo"], 60)
    new_model(Shape(layers=1, width=16, tokens=64), tokenizer, labels).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
