"""`python -m evals.routing [--fit]`: is a request routed to the right unit, and is a share what it says?

Two parts that are never fitted on. `held_out`: the test split of our requests, topics the training split does not have.
`provincial_table`: rows of provincial tables, each asked while its own list is neither in the term model nor among its
neighbours (leave one list out). Beside them the majority class and the keywords of the table alone. A share counts for
its field; fields turn into units by the dated table.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from assistant.answering.answering import Answering
from assistant.answering.route import SURE, Router
from assistant.answering.route_fitted import Fitted, shipped, write
from assistant.answering.route_neighbours import neighbours
from assistant.answering.understand import clean, understand
from assistant.bootstrap import Assistant
from assistant.domain import Question, Understood
from evals.questions import ASKED_ON
from evals.routing_fit import LETTER_WEIGHT, Floats, examples_of, fit
from evals.routing_requests import EVERYBODY, LabelledRequest, of_letters, of_tables, written
from evals.sample import sample_assistant

BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0)
NAMED = 3


@dataclass(frozen=True)
class Bin:
    """Of the requests whose best share lies in a range: how many, their mean share, and how many were right."""

    requests: int
    share: float
    right: float


@dataclass(frozen=True)
class Part:
    """How one part was routed; shares are of 1. `ece` is over the bins of `reliability`, `brier` of the best share."""

    requests: int
    top1: float
    top3: float
    sure: float  # part of the requests with a best share of at least SURE
    sure_right: float
    ece: float
    brier: float
    majority: float
    keywords: float
    by_variant: dict[str, float]
    reliability: tuple[Bin, ...]


@dataclass(frozen=True)
class Routed:
    """A request with the shares it got, and the field its keywords alone name."""

    request: LabelledRequest
    shares: dict[str | None, float]
    by_keywords: str | None

    @property
    def best(self) -> list[str | None]:
        return sorted(self.shares, key=lambda field: -self.shares[field])

    @property
    def right(self) -> bool:
        return self.best[0] in self.request.fields


@dataclass(frozen=True)
class RoutingResult:
    """Both parts, and the CPU milliseconds the router itself takes on a question (median, 95 %)."""

    held_out: Part
    provincial_table: Part
    cpu_ms_p50: float
    cpu_ms_p95: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the result; with --fit, fit and keep first."""
    parser = argparse.ArgumentParser(prog="python -m evals.routing", description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit anew and keep what was fitted")
    parser.add_argument(
        "--home", type=Path, help="a home that holds the sample corpus already; a temporary one otherwise"
    )
    options = parser.parse_args(arguments)
    with sample_assistant(options.home) as assistant:
        if options.fit:
            write(fitted(assistant))
            shipped.cache_clear()
        print(json.dumps(asdict(measure(assistant)), ensure_ascii=False, indent=1))


def fitted(assistant: Assistant) -> Fitted:
    """What is learned from the training split and the letters; provincial tables are no neighbours meanwhile."""
    tools, tables = assistant.answering, assistant.tables
    lists = tuple({row.group for row in of_tables(assistant)})
    train, letters = written("train"), of_letters(assistant)
    examples = [
        *examples_of(train, [evidence(each, tools, tools.router, lists) for each in train], 1.0),
        *examples_of(letters, [evidence(each, tools, tools.router, lists) for each in letters], LETTER_WEIGHT),
    ]
    return fit(examples, tables)


def evidence(request: LabelledRequest, tools: Answering, router: Router, without: Sequence[str]) -> Floats:
    """What the router knows of a request besides its terms."""
    understood = read(request.text, tools)
    vector = tools.embedder.encode([understood.text])[0]
    near = neighbours(understood.text, vector, EVERYBODY, tools.searching, tools.tables, (*without, request.group))
    return router.evidence(understood.text, vector, near, tools.embedder, {})


def read(text: str, tools: Answering) -> Understood:
    """The request as the answer path reads it."""
    return understand(Question(clean(text)), tools.tables, tools.index)


def measure(assistant: Assistant) -> RoutingResult:
    """Both parts by what is shipped."""
    tools = assistant.answering
    router = Router(assistant.tables)
    train = [*written("train"), *of_letters(assistant)]
    most = Counter(field for request in train for field in request.fields[:1]).most_common(1)[0][0]
    held_out, rows = written("test"), of_tables(assistant)
    p50, p95 = np.percentile([cpu_milliseconds(request, tools) for request in held_out], [50, 95])
    return RoutingResult(
        held_out=part([route(request, tools, router) for request in held_out], most),
        provincial_table=part([route(request, tools, router) for request in rows], most),
        cpu_ms_p50=round(float(p50), 2),
        cpu_ms_p95=round(float(p95), 2),
    )


def route(request: LabelledRequest, tools: Answering, router: Router) -> Routed:
    """The request routed while its own document is no neighbour."""
    understood = read(request.text, tools)
    vector = tools.embedder.encode([understood.text])[0]
    near = neighbours(understood.text, vector, EVERYBODY, tools.searching, tools.tables, (request.group,))
    return Routed(request, router.shares(understood.text, vector, near, tools.embedder), router.field(understood.text))


def cpu_milliseconds(request: LabelledRequest, tools: Answering) -> float:
    """What routing adds to a question of the answer path."""
    understood = read(request.text, tools)
    start = time.thread_time()
    tools.router.units(understood, EVERYBODY, tools.searching, ASKED_ON)
    return (time.thread_time() - start) * 1000


def part(routed: Sequence[Routed], most: str | None) -> Part:
    """The figures of one part."""
    right = np.array([each.right for each in routed], dtype=float)
    share = np.array([max(each.shares.values()) for each in routed])
    sure = share >= SURE
    bins = [(share >= low) & ((share < high) | (high == 1.0)) for low, high in pairwise(BINS)]
    reliability = [
        Bin(int(inside.sum()), _mean(share[inside]), _mean(right[inside])) for inside in bins if inside.any()
    ]
    variants = sorted({each.request.variant for each in routed})
    return Part(
        requests=len(routed),
        top1=_mean(right),
        top3=_mean(np.array([any(field in each.request.fields for field in each.best[:NAMED]) for each in routed])),
        sure=_mean(sure),
        sure_right=_mean(right[sure]),
        ece=round(sum(each.requests * abs(each.share - each.right) for each in reliability) / len(routed), 4),
        brier=_mean((share - right) ** 2),
        majority=_mean(np.array([most in each.request.fields for each in routed])),
        keywords=_mean(np.array([each.by_keywords in each.request.fields for each in routed])),
        by_variant={
            name: _mean(np.array([each.right for each in routed if each.request.variant == name])) for name in variants
        },
        reliability=tuple(reliability),
    )


def _mean(values: np.ndarray) -> float:
    return round(float(np.mean(values)), 4) if len(values) else 0.0


if __name__ == "__main__":
    main()
