"""Puts the candidates of a question in the order that boosted trees (LambdaMART) learned from labelled questions.

The trees are fitted for one embedder (`python -m evals.reranking`); with another one the convex mix stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.answering import trees
from assistant.answering.rerank_features import NAMES, asked, features
from ingest.embed.static import StaticEmbedder
from ingest.index.base import Index

FITTED = Path(__file__).with_name("reranking.json")
MOST = 80  # candidates that are put in order; the others follow in the order of the mix
SOFTNESS = 2.0  # a candidate whose trees say so much less than the best one's has 1/e of its score
NOTHING_LEARNED: Mapping[str, float] = {}


@dataclass(frozen=True)
class Reranker:
    """A question's candidates in the learned order; for the embedder the trees were fitted with."""

    index: Index
    embedder: StaticEmbedder
    fitted: trees.Trees

    def __call__(
        self, text: str, vector: np.ndarray, mixed: Mapping[int, float], learned: Mapping[str, float] = NOTHING_LEARNED
    ) -> dict[int, float]:
        """Key → new score (0..1, the best 1) of the best of `mixed` (key → score), the others below all of these."""
        order = sorted(mixed, key=lambda key: -mixed[key])
        keys, rows = rows_of(text, vector, order[:MOST], self.index, self.embedder)
        if not keys:
            return dict(mixed)
        found = self.fitted.predict(rows)
        if learned:
            found = found + rows @ weights_of(learned)
        scores = np.exp((found - found.max()) / SOFTNESS)
        least = float(scores.min()) * 0.99
        best = dict(zip(keys, scores.tolist(), strict=True))
        return {key: best.get(key, least * min(max(mixed[key], 0.0), 1.0)) for key in order}


def rows_of(
    text: str, vector: np.ndarray, keys: list[int], index: Index, embedder: StaticEmbedder
) -> tuple[list[int], np.ndarray]:
    """Of `keys` those that are in the index, and a row of features (float32, NAMES) for each."""
    known, words, cosines = index.forward(keys, vector)
    if not known:
        return [], np.zeros((0, len(NAMES)), dtype=np.float32)
    tokens = np.unique(embedder.tokens([text])[0])
    question = asked(text, index.frequencies, index.size(), embedder.token_vectors(tokens))
    return known, features(question, words, embedder.token_vectors, cosines)


def weights_of(learned: Mapping[str, float]) -> np.ndarray:
    """float32 (len(NAMES),): what was learned from decisions, by feature; unknown names weigh nothing."""
    return np.array([learned.get(name, 0.0) for name in NAMES], dtype=np.float32)


def reranker(index: Index, embedder: object) -> Reranker | None:
    """The fitted reranker for this embedder; None where there is none."""
    if not FITTED.exists():
        return None
    fitted, embedder_name = _fitted()
    if not isinstance(embedder, StaticEmbedder) or embedder.name != embedder_name:
        return None
    return Reranker(index, embedder, fitted)


@lru_cache(maxsize=1)
def _fitted() -> tuple[trees.Trees, str]:
    fitted, about = trees.load(FITTED)
    if fitted.names != NAMES:
        raise ValueError(
            f"{FITTED.name} was fitted on other features; fit it with TROLY_RERANK=false python -m evals.reranking --fit."
        )
    return fitted, str(about["embedder"])
