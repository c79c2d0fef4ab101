"""The product's own retrieval on a BEIR folder: how good, how fast, how large; `troly eval retrieval` on the command line.

Every question is searched twice. First as the answer path asks, `understand` and then `ranked` at the depth it reads
(`MOST_FETCHED`), on the clock. Then deeper, off the clock, for what stands below: the ranking that is judged is what
the product reads, followed by what the deeper search adds. An item scores as its best chunk.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, cast
from zlib import crc32

from assistant.answering.answering import Answering
from assistant.answering.retrieve import MOST_FETCHED, Candidate, Rerank, Searching, ranked
from assistant.answering.understand import understand
from assistant.domain import Question, Understood
from evals.beir import Beir, Opened
from evals.judge import DEEPEST, Qrels, first_right, judge, means
from evals.runs import Alone, QueryResult, Ranking, Run, Typed
from evals.typing_errors import mistype
from ingest.embed import Embedder
from ingest.index.base import Filter, Index
from ingest.vietnamese import strip_tones

CHUNKS_DEEP = 200  # chunks of the deeper search, for recall@100
WARMING = 20
MISTYPED_SHARE = 0.2
SEED = 20261120


PRODUCT = "troly"

Find = Callable[[Understood, Searching], list[Candidate]]


@dataclass(frozen=True)
class Asked:
    """One question with what the product made of it; milliseconds by step."""

    understood: Understood
    found: list[Candidate]
    ms: dict[str, float]


def measure(beir: Beir, opened: Opened, typed: Typed, alone: Sequence[Alone] = tuple(Alone)) -> Run:
    """One run over all questions of a split, typed so, the searches named in `alone` beside it."""
    tools = opened.answering
    texts = {query: as_typed(text, query, typed) for query, text in beir.queries.items()}
    asked = ask_all({query: Question(text) for query, text in texts.items()}, tools, read_by_product)
    deep = {query: ranked(each.understood, where(each), tools.searching, CHUNKS_DEEP) for query, each in asked.items()}
    rankings = {PRODUCT: {query: items_of([*each.found, *deep[query]]) for query, each in asked.items()}}
    for system in alone:
        rankings[system.value] = {query: ALONE[system](each, tools) for query, each in asked.items()}
    index = asdict(opened.made) | {"reused": opened.reused}
    return run_of(f"{beir.name}/{beir.split}/{typed}", asked, rankings, beir.qrels, costs(asked.values(), index))


def run_of(
    name: str,
    asked: Mapping[str, Asked],
    rankings: dict[str, dict[str, Ranking]],
    qrels: Qrels,
    cost: dict[str, Any],
) -> Run:
    """The rankings, judged; PRODUCT is the one whose questions are kept."""
    judged = {system: judge(ranking, qrels) for system, ranking in rankings.items()}
    titles = {
        found.stored.source: _title(found.stored.chunk.heading) for each in asked.values() for found in each.found
    }

    def result(query: str, each: Asked) -> QueryResult:
        ranking = rankings[PRODUCT][query]
        first = ranking[0] if ranking else ""
        return QueryResult(
            id=query,
            rank=first_right(ranking, qrels[query]),
            values=judged[PRODUCT][query],
            ms=round(each.ms["whole"], 2),
            text=each.understood.original,
            understood=each.understood.text,
            first_id=first,
            first_title=titles.get(first, ""),
        )

    return Run(
        name=name,
        numbers=means(judged[PRODUCT]),
        alone={system: means(values) for system, values in judged.items() if system != PRODUCT},
        cost=cost,
        queries=tuple(result(query, each) for query, each in asked.items()),
        rankings=rankings,
    )


def as_typed(text: str, query: str, typed: Typed) -> str:
    """The question as somebody types it who types so; the same on every run."""
    return TYPED[typed](text, query)


TYPED: dict[Typed, Callable[[str, str], str]] = {
    Typed.PLAIN: lambda text, _: text,
    Typed.TONELESS: lambda text, _: strip_tones(text),
    Typed.ERRORS: lambda text, query: mistype(text, MISTYPED_SHARE, SEED ^ crc32(query.encode())),
}


def ask_all(questions: Mapping[str, Question], tools: Answering, find: Find) -> dict[str, Asked]:
    """Every question on the clock, one after the other, when some of them have warmed what a running server has warm."""
    spent: dict[str, float] = defaultdict(float)
    watched = replace(
        tools,
        index=cast(Index, Clocked(tools.index, spent)),
        embedder=cast(Embedder, Clocked(tools.embedder, spent)),
        rerank=cast(Rerank, clocked(tools.rerank, "rerank", spent)) if tools.rerank else None,
    )
    for question in islice(questions.values(), WARMING):
        ask(question, watched, find, spent)
    return {query: ask(question, watched, find, spent) for query, question in questions.items()}


def ask(question: Question, tools: Answering, find: Find, spent: dict[str, float]) -> Asked:
    """A question on its way to the chunks the product reads; `spent` is where the tools write down their seconds."""
    spent.clear()
    started, worked = time.perf_counter(), time.process_time()
    understood = understand(question, tools.tables, tools.index)
    done = time.perf_counter()
    found = find(understood, tools.searching)
    ended = time.perf_counter()
    cpu = time.process_time() - worked
    steps = {"whole": ended - started, "cpu": cpu, "understand": done - started, **spent}
    return Asked(understood, found, {step: seconds * 1000 for step, seconds in steps.items()})


def read_by_product(understood: Understood, searching: Searching) -> list[Candidate]:
    """What the answer path searches and reads for a question, as anybody may."""
    return ranked(understood, Filter(as_of=understood.as_of), searching, MOST_FETCHED)


class Clocked:
    """Passes every call on and adds up the seconds of each, by the name of what was called."""

    def __init__(self, inner: object, spent: dict[str, float]) -> None:
        self._inner = inner
        self._spent = spent

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return clocked(found, name, self._spent) if callable(found) else found


def clocked(call: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    """The same call, its seconds added up under `name`."""

    def called(*arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return call(*arguments)
        finally:
            spent[name] += time.perf_counter() - started

    return called


def where(asked: Asked) -> Filter:
    """What everybody may read, on the day the question means."""
    return Filter(as_of=asked.understood.as_of)


def items_of(found: Iterable[Candidate]) -> Ranking:
    """Items in the order of their best chunks."""
    return list(dict.fromkeys(candidate.stored.source for candidate in found))[:DEEPEST]


def _bm25(asked: Asked, tools: Answering) -> Ranking:
    hits = tools.index.matching(asked.understood.text, where(asked), CHUNKS_DEEP)
    return _items_of_keys([hit.key for hit in hits], tools.index)


def _dense(asked: Asked, tools: Answering) -> Ranking:
    vector = tools.embedder.encode([asked.understood.text])[0]
    return _items_of_keys([hit.key for hit in tools.index.nearest(vector, where(asked), CHUNKS_DEEP)], tools.index)


ALONE: dict[Alone, Callable[[Asked, Answering], Ranking]] = {Alone.BM25: _bm25, Alone.DENSE: _dense}


def _items_of_keys(keys: Sequence[int], index: Index) -> Ranking:
    stored = index.chunks(keys)
    return list(dict.fromkeys(stored[key].source for key in keys if key in stored))[:DEEPEST]


def costs(asked: Iterable[Asked], index: Mapping[str, Any]) -> dict[str, Any]:
    """Milliseconds per question by step (reading chunks is `chunks`), what is known of the index, memory now.

    `cpu` is what this process worked for a question: on a busy machine it says more than the clock.
    """
    steps: dict[str, list[float]] = defaultdict(list)
    for each in asked:
        for step, taken in each.ms.items():
            steps[step].append(taken)
    ms = {step: {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95)} for step, times in steps.items()}
    return {"ms": ms, "index": dict(index), "resident_mib": resident_mebibytes()}


def percentile(times: Sequence[float], at: float) -> float:
    """The time within which this share (0..1) ended; 0 of none."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(at * len(ordered)))], 2) if ordered else 0.0


def resident_mebibytes() -> int:
    """Resident memory of this process now."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) // 1024 if found else 0


def _title(heading: str) -> str:
    return heading.rsplit("\n", 1)[-1]
