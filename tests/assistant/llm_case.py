"""One question with its candidates and quoted answer, for the tests of answering with a model."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from assistant.answering import wordings
from assistant.answering.cite import citation_of, law_notes
from assistant.answering.places import Places
from assistant.answering.retrieve import Candidate
from assistant.domain import Answer, AnswerStatus, Citation, Part, Released, Sentence, Step, Understood
from assistant.generation import model_writer
from assistant.generation.names import Names
from assistant.generation.passages import Passage
from assistant.generation.support import Evidence, Fault, Gate
from assistant.settings import Settings
from ingest.documents import Chunk, ChunkKind, DocumentKind
from ingest.index.base import StoredChunk
from ingest.tables import Tables
from ingest.vietnamese import document_codes, sentences
from tests.assistant.fake_model import FakeModel, Reply
from tests.assistant.paraphrases import PASSAGES

ON = date(2026, 1, 15)


@lru_cache
def tables() -> Tables:
    return Tables.load(Settings().tables_dir)


@lru_cache
def gate() -> Gate:
    return Gate(Places(tables()), Names(tables()))


def stored(name: str, key: int = 1, text: str | None = None) -> StoredChunk:
    text = PASSAGES[name] if text is None else text
    chunk = Chunk(f"{name}:0", name, 0, ChunkKind.REPLY, "", text, 100, 100 + len(text), 1, 1, None, date(2024, 3, 25))
    return StoredChunk(key, chunk, f"Văn bản {name}", DocumentKind.REPLY, f"{name}.txt")


def judge(name: str, sentence: str) -> tuple[Evidence, ...] | Fault:
    return gate().judge(sentence, [Passage(1, stored(name))])


def quote(marker: int, chunk: StoredChunk, position: int) -> Citation:
    span = sentences(chunk.chunk.text)[position]
    notes = law_notes(document_codes(chunk.chunk.text), tables(), ON)
    return citation_of(marker, chunk, span, notes, tables(), ON)


def extractive(*quotes: tuple[StoredChunk, int, Part]) -> Answer:
    """A quoted answer of the named sentences."""
    citations = tuple(quote(marker, chunk, position) for marker, (chunk, position, _) in enumerate(quotes, 1))
    said = tuple(Sentence(c.quote, (c.marker,), part) for c, (_, _, part) in zip(citations, quotes, strict=True))
    older = any(part is Part.OLDER for _, _, part in quotes)
    status = AnswerStatus.ANSWERED_CONFLICT if older else AnswerStatus.ANSWERED
    return Answer("1", "Hà Giang?", status, wordings.answer_text(said, citations, None), said, citations)


class Steps:
    """Counts the steps that were marked."""

    def __init__(self) -> None:
        self.steps: tuple[Step, ...] = ()

    def mark(self, name: str) -> None:
        self.steps = (*self.steps, Step(name, 1.0))


def ask(
    reply: Reply,
    chunks: Sequence[StoredChunk],
    quoted: Answer,
    question: str = "Hà Giang còn bao nhiêu thôn chưa có sóng?",
    seconds: float = 5.0,
) -> tuple[list[Released], Answer, FakeModel, float]:
    """What reaches the person: the streamed sentences, the answer, what the model was sent, and the seconds it took."""
    candidates = [Candidate(each, 0.5, 0.5, 0.9) for each in chunks]
    with FakeModel(reply) as model:
        settings = Settings(llm_model="qwen", llm_base_url=model.url, llm_timeout_seconds=seconds, home=Path("unused"))
        writer = model_writer(settings)
        assert writer is not None
        began = time.monotonic()
        events = list(writer.write(Understood(question, question, as_of=ON), candidates, quoted, Steps()))
        took = time.monotonic() - began
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert not any(isinstance(event, Answer) for event in events[:-1])
    return [event for event in events if isinstance(event, Released)], answer, model, took
