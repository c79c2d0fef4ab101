"""Fits what routing ships with: the term model, then out of fold how much each kind of evidence counts.

Learned from the training split of our requests, the letters of the sample corpus, and the keywords of the field table;
never from a provincial table. A fold leaves out whole topics and whole letters, and a letter's own document is no
neighbour of it, so the weights, and with them the shares, are fitted on what was not seen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.answering.route_fitted import FEATURES, Fitted, TermModel, terms
from evals.routing_requests import LabelledRequest
from ingest.tables import Tables

FOLDS = 8
TERM_RIDGE = 0.2
KEYWORD_WEIGHT = 0.5
LETTER_WEIGHT = 0.6  # the letters say the same thing many times
FEWEST = 2  # texts a term must stand in
RIDGE = 0.001
STEPS = 40

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A request to learn from; `evidence` is all but the terms, whose column is filled out of fold."""

    request: LabelledRequest
    evidence: Floats
    weight: float


def fit(examples: Sequence[Example], tables: Tables) -> Fitted:
    """The same on every run."""
    classes: tuple[str | None, ...] = (*(field.slug for field in tables.fields), None)
    folds = _folds([example.request.group for example in examples])
    evidence = np.stack([example.evidence for example in examples])
    for fold in range(FOLDS):
        seen = [example.request for example, own in zip(examples, folds, strict=True) if own != fold]
        model = term_model(seen, classes, tables)
        for row, own in enumerate(folds):
            if own == fold:
                scores = model.scores(examples[row].request.text, classes[:-1])  # type: ignore[arg-type]
                evidence[row, :, FEATURES.index("terms")] = [scores[name] for name in classes]
    right = np.stack([_right(example.request.fields, classes) for example in examples])
    weights = logistic(evidence, right, np.array([example.weight for example in examples]))
    return Fitted(term_model([example.request for example in examples], classes, tables), weights)


def _folds(groups: Sequence[str]) -> list[int]:
    """A fold for each group, evenly and always the same."""
    order = {group: place % FOLDS for place, group in enumerate(sorted(set(groups), key=lambda each: each[::-1]))}
    return [order[group] for group in groups]


def _right(fields: Sequence[str | None], classes: Sequence[str | None]) -> Floats:
    return np.array([float(name in fields) / len(fields) for name in classes])


def term_model(requests: Sequence[LabelledRequest], classes: tuple[str | None, ...], tables: Tables) -> TermModel:
    """Ridge regression on TF-IDF weighted terms of the requests and of the table's keywords, solved in its dual form."""
    keywords = [(keyword, field.slug) for field in tables.fields for keyword in (field.name, *field.keywords)]
    texts = [*(request.text for request in requests), *(keyword for keyword, _ in keywords)]
    counts = [Counter(terms(text)) for text in texts]
    spread = Counter(term for each in counts for term in each)
    known = {term: place for place, term in enumerate(sorted(t for t, n in spread.items() if n >= FEWEST))}
    idf = np.array([math.log((1 + len(texts)) / (1 + spread[term])) + 1 for term in known])
    rows = np.stack([_weighted(each, known, idf) for each in counts])
    right = np.stack(
        [*(_right(each.fields, classes) for each in requests), *(_right((slug,), classes) for _, slug in keywords)]
    )
    base = right[: len(requests)].mean(axis=0)
    trusted = np.array([1.0] * len(requests) + [KEYWORD_WEIGHT] * len(keywords))
    dual = np.linalg.solve(rows @ rows.T + TERM_RIDGE * np.diag(1 / trusted), right - base)
    weights = rows.T @ dual
    kept = {term: np.array([idf[at], *weights[at]], dtype=np.float32) for term, at in known.items()}
    return TermModel(classes, tuple(base.tolist()), kept)


def _weighted(counts: Counter[str], known: dict[str, int], idf: Floats) -> Floats:
    row = np.zeros(len(known))
    for term, count in counts.items():
        if term in known:
            row[known[term]] = (1 + math.log(count)) * idf[known[term]]
    unit: Floats = row / max(float(np.linalg.norm(row)), 1e-9)
    return unit


def logistic(evidence: Floats, right: Floats, counts: Floats) -> Floats:
    """Multinomial logistic regression with one weight per feature, by Newton steps that never climb."""
    weights = np.zeros(evidence.shape[2])
    for _ in range(STEPS):
        likely = probabilities(evidence, weights)
        slope = np.einsum("nk,nkf->f", counts[:, None] * (likely - right), evidence) / counts.sum() + RIDGE * weights
        mean = np.einsum("nk,nkf->nf", likely, evidence)
        spread = np.einsum("nkf,nkg->fg", evidence * (counts[:, None] * likely)[:, :, None], evidence)
        curve = (spread - (mean * counts[:, None]).T @ mean) / counts.sum() + RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        while _loss(evidence, right, counts, weights - step) > _loss(evidence, right, counts, weights) + 1e-12:
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-5:
            break
    return weights


def probabilities(evidence: Floats, weights: Floats) -> Floats:
    """(requests, classes); each row adds up to 1."""
    scores = evidence @ weights
    likely: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    return likely


def _loss(evidence: Floats, right: Floats, counts: Floats, weights: Floats) -> float:
    logs = np.log(probabilities(evidence, weights) + 1e-12)
    return float(-(counts * (right * logs).sum(axis=1)).sum() / counts.sum() + RIDGE / 2 * weights @ weights)


def examples_of(requests: Sequence[LabelledRequest], evidence: Sequence[Floats], weight: float) -> list[Example]:
    """The requests with what is known of them but their terms."""
    return [Example(request, each, weight) for request, each in zip(requests, evidence, strict=True)]
