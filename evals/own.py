"""Our questions on the sample corpus: does a right source stand among the first that the answer path reads?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.answering.retrieve import Candidate, Searching, retrieve
from assistant.bootstrap import Assistant
from assistant.domain import Understood
from evals.generate import ASKER, sources_of
from evals.questions import LEGAL, load
from evals.retrieval import PRODUCT, as_typed, ask_all, costs, run_of
from evals.runs import Ranking, Run, Typed
from ingest.index.base import Filter

NAME = "sample"


def measure_own(assistant: Assistant, split: str, typed: Typed) -> Run:
    """The questions of a split that have an answer, over the corpus the assistant has read; sources are the items."""
    questions = {each.id: each for each in load(split=split) if each.answerable}
    asked = ask_all(
        {key: replace(each.asked(), text=as_typed(each.text, key, typed)) for key, each in questions.items()},
        assistant.answering,
        _read_by_asker,
    )
    names = sources_of(assistant)
    rankings: dict[str, Ranking] = {
        key: list(dict.fromkeys(_source(found, names) for found in each.found)) for key, each in asked.items()
    }
    qrels = {key: dict.fromkeys(each.sources, 1) for key, each in questions.items()}
    index: dict[str, Any] = {"items": len(names), "chunks": assistant.index.size(), "seconds": 0.0, "bytes": 0}
    return run_of(f"{NAME}/{split}/{typed}", asked, {PRODUCT: rankings}, qrels, costs(asked.values(), index))


def _read_by_asker(understood: Understood, searching: Searching) -> list[Candidate]:
    return retrieve(understood, Filter(ASKER.tokens, as_of=understood.as_of), searching)


def _source(found: Candidate, names: dict[str, str]) -> str:
    """The file's stem; rows of the legal-basis table are sources of their own."""
    name = names.get(found.stored.chunk.document_id, "")
    return name + (found.stored.chunk.number or "") if name == LEGAL else name
