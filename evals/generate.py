"""Asks every question through the real answer path and keeps what came back, with everything it depended on."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.answering.answering import answer
from assistant.bootstrap import Assistant
from assistant.domain import Answer, Citation, Reader, Role
from evals.questions import ASKED_ON, LEGAL, QUESTIONS, LabelledQuestion
from evals.sample import SAMPLE
from ingest.legal_sheet import SOURCE

ASKER = Reader(0, "evals", "Đánh giá", Role.OFFICE)


@dataclass(frozen=True)
class Quoted:
    """A citation as it was given, beside what stands at its offsets in the stored document."""

    source: str
    part: str
    quote: str
    stored: str
    issued: str | None
    province: str | None


@dataclass(frozen=True)
class Result:
    """How one question ended."""

    id: str
    status: str
    confidence: float
    ms: float
    quoted: tuple[Quoted, ...]
    text: str


def generate(assistant: Assistant, questions: Sequence[LabelledQuestion]) -> list[Result]:
    """One result per question, in order; every stored text is fetched anew from the index."""
    sources = sources_of(assistant)
    stored = lru_cache(maxsize=None)(lambda document_id: _text(assistant, document_id))
    return [_ask(assistant, question, sources, stored) for question in questions]


def sources_of(assistant: Assistant) -> dict[str, str]:
    """Document id → file stem, `legal:` for the legal-basis table (its rows are told apart by number)."""
    return {
        summary.id: LEGAL if summary.source == SOURCE else Path(summary.source).stem
        for summary in assistant.index.documents()
    }


def _text(assistant: Assistant, document_id: str) -> str:
    document = assistant.index.document(document_id)
    return document.text if document else ""


def _ask(assistant: Assistant, question: LabelledQuestion, sources: dict[str, str], stored: Any) -> Result:
    started = time.perf_counter()
    *_, last = answer(question.asked(), ASKER, assistant.answering)
    ms = (time.perf_counter() - started) * 1000
    assert isinstance(last, Answer)
    parts = {marker: sentence.part.value for sentence in last.sentences for marker in sentence.markers}
    quoted = tuple(_quoted(each, parts[each.marker], sources, stored(each.document_id)) for each in last.citations)
    return Result(question.id, last.status.value, last.score, round(ms, 3), quoted, last.text)


def _quoted(citation: Citation, part: str, sources: dict[str, str], text: str) -> Quoted:
    source = sources.get(citation.document_id, "")
    return Quoted(
        source=source + (citation.number or "") if source == LEGAL else source,
        part=part,
        quote=citation.quote,
        stored=text[citation.start : citation.end],
        issued=citation.issued.isoformat() if citation.issued else None,
        province=citation.province,
    )


def made_with(assistant: Assistant) -> dict[str, Any]:
    """What the results depended on: commit, settings, calibration, and digests of questions and corpus."""
    settings, tools = assistant.settings, assistant.answering
    return {
        "commit": commit(),
        "embedder": assistant.embedder.name,
        "settings": {"candidates": settings.candidates, "dense_weight": settings.dense_weight},
        "calibration": asdict(tools.calibration),
        "chunks": assistant.index.size(),
        "asked_on": ASKED_ON.isoformat(),
        "questions": digest([QUESTIONS]),
        "corpus": digest(sorted(SAMPLE.iterdir())),
    }


def commit() -> str:
    """The git commit of this checkout, empty outside of one."""
    try:
        asked = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, cwd=SAMPLE, check=False)
    except OSError:
        return ""
    return asked.stdout.strip()


def digest(paths: Sequence[Path]) -> str:
    """SHA-256 over names and bytes, first 16 hex digits."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]


def write(results: Sequence[Result], path: Path) -> None:
    """One line of JSON per result."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in results), encoding="utf-8")


def read(path: Path) -> list[Result]:
    """The results `write` kept."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Result(**{**row, "quoted": tuple(Quoted(**each) for each in row["quoted"])}) for row in rows]
