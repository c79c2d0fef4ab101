"""`python -m evals.reranking`: fits the trees that put candidates in order (LambdaMART), on train and dev splits only.

The questions of the train splits of the benchmarks and the dev questions of the sample corpus, some typed without
marks. The meaning of each question's candidates is measured by an embedder that never saw it
(`python -m ingest.embed.train --folds`, of whatever vocabulary): with the embedder that learned from these very
questions its cosine would look far better than it is on a new question. The questions that the shipped embedder never
saw (`--dev` of its training) are left out of one more fitting, and say what the trees are worth with it.

    python -m evals.reranking --data DIR --folds MODEL [--cache DIR] [--keep FILE] [--fit]
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answering import trees
from assistant.answering.answering import Answering
from assistant.answering.rerank import FITTED, MOST
from assistant.answering.rerank_features import NAMES, asked, features
from assistant.answering.retrieve import mix
from assistant.answering.understand import understand
from assistant.domain import Question
from evals.beir import opened, read_beir
from evals.generate import ASKER, sources_of
from evals.questions import ASKED_ON, load
from evals.sample import sample_assistant
from ingest.embed import load_embedder
from ingest.embed.static import StaticEmbedder
from ingest.embed.train import FOLDS, dev_questions, fold_folder, fold_of
from ingest.index.base import Filter, StoredChunk
from ingest.index.forward import FIELDS, Forward, fields_of
from ingest.vietnamese import strip_tones

SETS = {"zalo-law": 10_000, "alqac-2021": 10_000, "alqac-2023-2025": 10_000, "vicov19-faq": 1_200}
NEVER_SEEN = "zalo-law, never seen by the shipped embedder"
UNMARKED = 0.2  # the share of questions that are asked once more without marks
SEED = 20261122
SETTINGS: dict[str, Any] = {
    "objective": "lambdarank",
    "metric": "None",
    "num_leaves": 31,
    "learning_rate": 0.06,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "lambdarank_truncation_level": 20,
    "num_threads": 2,
    "verbose": -1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}
ROUNDS = 220


@dataclass(frozen=True)
class Example:
    """One question's candidates: a row of features each, whether it is right, and which item it belongs to."""

    question: str
    fold: int
    of: str
    rows: np.ndarray
    right: np.ndarray
    items: tuple[str, ...]


@dataclass(frozen=True)
class Labelled:
    """A question, its fold, and how to tell a right chunk."""

    id: str
    text: str
    fold: int
    is_right: Callable[[StoredChunk], bool]


def main(arguments: Sequence[str] | None = None) -> None:
    """Collect the features, say how good the order is on questions kept back, and with `--fit` write the trees."""
    parser = argparse.ArgumentParser(prog="python -m evals.reranking", description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--folds", type=Path, required=True, help="the model whose OUT.fold0 … lie beside it")
    parser.add_argument("--cache", type=Path, help="keeps the indexes of the benchmarks")
    parser.add_argument("--keep", type=Path, help="keeps the features (.npz), or reads them if it is there")
    parser.add_argument("--fit", action="store_true", help=f"write {FITTED.name}")
    options = parser.parse_args(arguments)
    embedders = [StaticEmbedder(fold_folder(options.folds, fold)) for fold in range(FOLDS)]
    examples = kept(options.keep) if options.keep and options.keep.exists() else None
    if examples is None:
        never_seen = dev_questions(options.data)
        examples = [*of_benchmarks(options.data, options.cache, embedders, never_seen), *of_sample()]
        if options.keep:
            keep(examples, options.keep)
    learning = [each for each in examples if each.of != NEVER_SEEN]
    print(json.dumps({"questions": len(learning), "kept_back": kept_back(learning) | checked(examples)}, indent=1))
    if options.fit:
        fitted = trees.from_lightgbm(fit(learning).dump_model(), NAMES)
        about = {"embedder": load_embedder().name, "questions": len(learning), "sets": sorted(SETS)}
        trees.save(fitted, FITTED, about)


def of_benchmarks(
    data: Path, cache: Path | None, embedders: Sequence[StaticEmbedder], never_seen: frozenset[str]
) -> Iterator[Example]:
    """Every train question of the benchmarks, asked of the product's own index over their corpora.

    What the shipped embedder never saw is there twice: by its fold's embedder to learn from, by the shipped to check.
    """
    for name, most in SETS.items():
        beir = read_beir(data / name, "train", limit=most)
        with opened(beir.corpus, cache) as product:
            for query, text in beir.queries.items():
                right = beir.qrels[query]
                labelled = Labelled(query, text, fold_of(query), lambda stored, right=right: stored.source in right)  # type: ignore[misc]
                tools = product.answering
                yield from examples_of(labelled, name, tools, embedders[fold_of(query)], Filter())
                if query in never_seen:
                    assert isinstance(tools.embedder, StaticEmbedder)
                    yield from examples_of(labelled, NEVER_SEEN, tools, tools.embedder, Filter())


def of_sample() -> Iterator[Example]:
    """The dev questions of the sample corpus; no embedder ever learned from them."""
    with sample_assistant(None) as assistant:
        sources = sources_of(assistant)
        tools = assistant.answering
        assert isinstance(tools.embedder, StaticEmbedder)
        for number, question in enumerate(load(split="dev")):
            if not question.answerable:
                continue

            def is_right(stored: StoredChunk, wanted: Sequence[str] = question.sources) -> bool:
                source = sources.get(stored.chunk.document_id, "")
                return source in wanted or f"{source}{stored.chunk.number}" in wanted

            labelled = Labelled(question.id, question.text, number % FOLDS, is_right)
            where = Filter(ASKER.tokens, as_of=ASKED_ON)
            yield from examples_of(labelled, "sample", tools, tools.embedder, where)


def examples_of(
    labelled: Labelled, of: str, tools: Answering, embedder: StaticEmbedder, where: Filter
) -> Iterator[Example]:
    """The question as typed, and sometimes once more without marks; nothing when no right chunk is a candidate."""
    again = random.Random(f"{SEED}{labelled.id}").random() < UNMARKED
    for text in [labelled.text, strip_tones(labelled.text)] if again else [labelled.text]:
        understood = understand(Question(text, as_of=ASKED_ON), tools.tables, tools.index)
        vector = tools.embedder.encode([understood.text])[0]
        nearest = tools.index.nearest(vector, where, tools.candidates)
        matching = tools.index.matching(understood.text, where, tools.candidates, understood.also)
        mixed = mix(nearest, matching, tools.dense_weight)
        order = sorted(mixed, key=lambda key: -mixed[key][0])[:MOST]
        keys, rows = rows_by(embedder, understood.text, order, tools)
        stored = tools.index.chunks(keys)
        right = np.array([labelled.is_right(stored[key]) for key in keys], dtype=bool)
        if right.any():
            yield Example(labelled.id, labelled.fold, of, rows, right, tuple(stored[key].source for key in keys))


def rows_by(embedder: StaticEmbedder, text: str, keys: list[int], tools: Answering) -> tuple[list[int], np.ndarray]:
    """The features of candidates, their meaning measured by another embedder than the one the index was filled with."""
    known, words, _ = tools.index.forward(keys, np.zeros(tools.embedder.dim, dtype=np.float32))
    stored = tools.index.chunks(known)
    fields = [field for key in known for field in fields_of(stored[key].chunk.heading, stored[key].chunk.text)]
    tokens = embedder.tokens(fields)
    cuts = np.cumsum([0, *map(len, tokens)])
    words = replace(words, tokens=np.concatenate(tokens), token_cuts=cuts)
    vectors = embedder.token_vectors(np.unique(embedder.tokens([text])[0]))
    question = asked(text, tools.index.frequencies, tools.index.size(), vectors)
    cosines = cosines_of(words, embedder, embedder.encode([text])[0])
    return known, features(question, words, embedder.token_vectors, cosines)


def cosines_of(words: Forward, embedder: StaticEmbedder, vector: np.ndarray) -> np.ndarray:
    """The cosine of each candidate, its vector made anew of its tokens."""
    tokens, seen = np.unique(words.tokens, return_inverse=True)
    near = embedder.token_vectors(tokens)
    found = np.zeros(len(words.articles), dtype=np.float32)
    for candidate, (start, end) in enumerate(
        zip(words.token_cuts[:-1:FIELDS], words.token_cuts[FIELDS::FIELDS], strict=True)
    ):
        whole = near[seen[start:end]].sum(axis=0)
        found[candidate] = whole @ vector / max(float(np.linalg.norm(whole)), 1e-9)
    return found


def fit(examples: Sequence[Example]) -> Any:
    """A LightGBM booster that ranks the right candidates of each question first."""
    import lightgbm

    rows = np.vstack([each.rows for each in examples])
    right = np.concatenate([each.right for each in examples]).astype(int)
    groups = [len(each.right) for each in examples]
    return lightgbm.train(SETTINGS, lightgbm.Dataset(rows, right, group=groups), ROUNDS)


def kept_back(examples: Sequence[Example]) -> dict[str, dict[str, float]]:
    """MRR@10 by set over questions whose fold was left out of the fitting, beside BM25 and cosine alone."""
    found: list[Example] = []
    scores: list[np.ndarray] = []
    for fold in range(FOLDS):
        model = fit([each for each in examples if each.fold != fold])
        asked_now = [each for each in examples if each.fold == fold]
        found += asked_now
        scores += [model.predict(each.rows) for each in asked_now]
    return compared(found, scores)


def checked(examples: Sequence[Example]) -> dict[str, dict[str, float]]:
    """The same over what the shipped embedder never saw, by trees that never saw it either."""
    checking = [each for each in examples if each.of == NEVER_SEEN]
    left_out = {each.question for each in checking}
    model = fit([each for each in examples if each.question not in left_out])
    return compared(checking, [model.predict(each.rows) for each in checking])


def compared(examples: Sequence[Example], scores: Sequence[np.ndarray]) -> dict[str, dict[str, float]]:
    """By set: how many questions, and the MRR@10 of these scores, of BM25, of the cosine and of a mix of both."""
    ranks: dict[str, list[list[int]]] = {}
    for each, found in zip(examples, scores, strict=True):
        words, meaning = (each.rows[:, NAMES.index(name)] for name in ("bm_spread", "cos_spread"))
        orders = (found, words, meaning, 0.7 * words + 0.3 * meaning)
        ranks.setdefault(each.of, []).append([rank_of(each, order) for order in orders])
    columns = ("trees", "bm25", "cosine", "mix")
    return {
        of: {"questions": len(found), **dict(zip(columns, mean_reciprocal(found), strict=True))}
        for of, found in ranks.items()
    }


def rank_of(example: Example, scores: np.ndarray) -> int:
    """The place of the first right item, an item standing where its best chunk does."""
    items = dict.fromkeys(example.items[place] for place in np.argsort(-scores, kind="stable"))
    right = {item for item, is_right in zip(example.items, example.right, strict=True) if is_right}
    return next(place for place, item in enumerate(items, 1) if item in right)


def mean_reciprocal(ranks: Sequence[Sequence[int]]) -> list[float]:
    """MRR@10 of each column."""
    found = np.array(ranks, dtype=float)
    return [round(float(value), 4) for value in np.where(found <= 10, 1 / found, 0).mean(axis=0)]


def keep(examples: Sequence[Example], path: Path) -> None:
    """The features in one file, so that settings can be tried in seconds."""
    np.savez(
        path,
        rows=np.vstack([each.rows for each in examples]),
        right=np.concatenate([each.right for each in examples]),
        items=np.array([item for each in examples for item in each.items]),
        lengths=np.array([len(each.right) for each in examples]),
        questions=np.array([each.question for each in examples]),
        folds=np.array([each.fold for each in examples]),
        of=np.array([each.of for each in examples]),
    )


def kept(path: Path) -> list[Example]:
    """What `keep` wrote."""
    found = np.load(path, allow_pickle=False)
    ends = np.cumsum(found["lengths"])
    columns = {name: found[name] for name in ("rows", "right", "items", "questions", "folds", "of")}
    return [
        Example(
            str(columns["questions"][number]),
            int(columns["folds"][number]),
            str(columns["of"][number]),
            columns["rows"][end - length : end],
            columns["right"][end - length : end],
            tuple(columns["items"][end - length : end].tolist()),
        )
        for number, (length, end) in enumerate(zip(found["lengths"], ends, strict=True))
    ]


if __name__ == "__main__":
    main()
