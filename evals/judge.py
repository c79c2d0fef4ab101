"""Rankings against what is right, judged by ir-measures: means over the questions, and each question's own values."""

from __future__ import annotations

from collections.abc import Mapping

import ir_measures
from ir_measures import RR, R, Success, nDCG

from evals.runs import Ranking

DEEPEST = 100  # items of a ranking that are judged
DIGITS = 4  # as baselines keep them: a rounded value beside an exact one would look like a small fall
MEASURES = {
    "recall@1": R @ 1,
    "recall@10": R @ 10,
    "recall@100": R @ 100,
    "success@1": Success @ 1,
    "success@3": Success @ 3,
    "success@10": Success @ 10,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}

Qrels = Mapping[str, Mapping[str, int]]


def judge(rankings: Mapping[str, Ranking], qrels: Qrels) -> dict[str, dict[str, float]]:
    """Each question's values by measure; a question without a ranking has zeros."""
    values = {query: dict.fromkeys(MEASURES, 0.0) for query in qrels}
    names = {measure: name for name, measure in MEASURES.items()}
    right = [ir_measures.Qrel(query, item, grade) for query, items in qrels.items() for item, grade in items.items()]
    found = [
        ir_measures.ScoredDoc(query, item, float(len(items) - position))
        for query, items in rankings.items()
        if query in qrels
        for position, item in enumerate(items[:DEEPEST])
    ]
    for judged in ir_measures.iter_calc(list(names), right, found):
        values[judged.query_id][names[judged.measure]] = round(float(judged.value), DIGITS)
    return values


def means(values: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The mean of every measure over the questions; zeros of none."""
    count = max(len(values), 1)
    return {name: round(sum(each[name] for each in values.values()) / count, 4) for name in MEASURES}


def first_right(ranking: Ranking, right: Mapping[str, int]) -> int | None:
    """The rank (from 1) of the first right item; None when none is there."""
    return next((rank for rank, item in enumerate(ranking, start=1) if item in right), None)
