"""The product's own retrieval on a BEIR folder: how good, how fast, how large; `troly eval retrieval` on the command line.

Every question is asked twice. First as the answer path asks, `understand` and then `ranked` at the depth it reads
(`MOST_FETCHED`), on the clock. Then deeper, off the clock, for what stands below: the ranking that is judged is what
the product reads, followed by what the deeper search adds. An item scores as its best chunk.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast
from zlib import crc32

from assistant.answering.answering import Answering
from assistant.answering.retrieve import MOST_FETCHED, Candidate, Rerank, ranked
from assistant.answering.understand import understand
from assistant.domain import Question, Understood
from evals.beir import Beir, Opened
from evals.judge import DEEPEST, first_right, judge, means
from evals.runs import Alone, QueryResult, Ranking, Run, Typed
from evals.typing_errors import mistype
from ingest.embed import Embedder
from ingest.index.base import Filter, Index
from ingest.vietnamese import strip_tones

CHUNKS_DEEP = 200  # chunks of the deeper search, for recall@100
WARMING = 20
MISTYPED_SHARE = 0.2
SEED = 20261120


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
    for text in list(texts.values())[:WARMING]:
        ask(text, tools)
    asked = {query: ask(text, tools) for query, text in texts.items()}
    deep = {query: ranked(each.understood, where(each), tools.searching, CHUNKS_DEEP) for query, each in asked.items()}
    rankings = {"troly": {query: items_of([*each.found, *deep[query]]) for query, each in asked.items()}}
    for system in alone:
        rankings[system.value] = {query: ALONE[system](each, tools) for query, each in asked.items()}
    judged = {system: judge(ranking, beir.qrels) for system, ranking in rankings.items()}
    titles = {stored.source: _title(stored.chunk.heading) for each in asked.values() for stored in _stored(each.found)}
    return Run(
        name=f"{beir.name}/{beir.split}/{typed}",
        numbers=means(judged["troly"]),
        alone={system.value: means(judged[system.value]) for system in alone},
        cost=cost(asked.values(), opened),
        queries=tuple(
            _query_result(query, texts[query], each, rankings["troly"][query], beir, judged["troly"][query], titles)
            for query, each in asked.items()
        ),
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


def ask(text: str, tools: Answering) -> Asked:
    """A question on its way to the chunks the product reads, on the clock."""
    spent: dict[str, float] = defaultdict(float)
    index = cast(Index, Clocked(tools.index, spent))
    rerank = cast(Rerank, clocked(tools.rerank, "rerank", spent)) if tools.rerank else None
    searching = replace(tools.searching, index=index, embedder=cast(Embedder, Clocked(tools.embedder, spent)))
    started = time.perf_counter()
    understood = understand(Question(text), tools.tables, index)
    done = time.perf_counter()
    found = ranked(understood, _where(understood), replace(searching, rerank=rerank), MOST_FETCHED)
    ended = time.perf_counter()
    ms = {"understand": (done - started) * 1000, **{name: seconds * 1000 for name, seconds in spent.items()}}
    return Asked(understood, found, {"whole": (ended - started) * 1000, **ms})


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
    return _where(asked.understood)


def _where(understood: Understood) -> Filter:
    return Filter(as_of=understood.as_of)


def items_of(found: Iterable[Candidate]) -> Ranking:
    """Items in the order of their best chunks."""
    return list(dict.fromkeys(stored.source for stored in _stored(found)))[:DEEPEST]


def _stored(found: Iterable[Candidate]) -> Iterable[Any]:
    return (candidate.stored for candidate in found)


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


def cost(asked: Iterable[Asked], opened: Opened) -> dict[str, Any]:
    """Milliseconds per question by step (chunk reading is `chunks`), the index's making and size, memory now."""
    steps: dict[str, list[float]] = defaultdict(list)
    for each in asked:
        for step, ms in each.ms.items():
            steps[step].append(ms)
    made = opened.made
    return {
        "ms": {step: {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95)} for step, times in steps.items()},
        "index": {
            "items": made.items,
            "chunks": made.chunks,
            "seconds": made.seconds,
            "bytes": made.bytes,
            "reused": opened.reused,
        },
        "resident_mib": resident_mebibytes(),
    }


def percentile(times: Sequence[float], at: float) -> float:
    """The time within which this share (0..1) ended; 0 of none."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(at * len(ordered)))], 2) if ordered else 0.0


def resident_mebibytes() -> int:
    """Resident memory of this process now."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) // 1024 if found else 0


def _query_result(
    query: str,
    text: str,
    asked: Asked,
    ranking: Ranking,
    beir: Beir,
    values: Mapping[str, float],
    titles: Mapping[str, str],
) -> QueryResult:
    first = ranking[0] if ranking else ""
    return QueryResult(
        id=query,
        rank=first_right(ranking, beir.qrels[query]),
        values=dict(values),
        ms=round(asked.ms["whole"], 2),
        text=text,
        understood=asked.understood.text,
        first_id=first,
        first_title=titles.get(first, ""),
    )


def _title(heading: str) -> str:
    return heading.rsplit("\n", 1)[-1]
