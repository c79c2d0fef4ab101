"""A store of 100,000 chunks to measure on: articles of law from a BEIR folder where there is one, else varied sample text."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from ingest.documents import Chunk, ChunkKind, Document, DocumentKind, Page, digest_of, document_id_of
from ingest.pipeline import Pipeline, embedded_text

PASSAGE = 1100
CHUNKS_PER_DOCUMENT = 200


def fill(pipeline: Pipeline, data: Path | None, wanted: int, sample: Path) -> str:
    """Put `wanted` chunks into the index, whole documents at a time; says what they were made of."""
    corpus = data / "vn-law" / "corpus.jsonl.gz" if data else None
    real = corpus is not None and corpus.exists()
    passages = _articles(corpus) if real and corpus else _varied(sample)
    put = 0
    for number in range(wanted // CHUNKS_PER_DOCUMENT):
        batch = list(islice(passages, CHUNKS_PER_DOCUMENT))
        put += _put(pipeline, number, batch)
        if len(batch) < CHUNKS_PER_DOCUMENT:
            break
    return f"{put} passages of {'real articles of law' if real else 'varied sample text'}"


def _put(pipeline: Pipeline, number: int, passages: list[tuple[str, str]]) -> int:
    document_id = document_id_of(f"bench/{number}")
    text = "\n".join(passage for _, passage in passages)
    document = Document(
        id=document_id,
        source=f"bench/{number}",
        digest=digest_of(text),
        kind=DocumentKind.GUIDANCE,
        title=f"Tập {number}",
        text=text,
        pages=(Page(1, 0, len(text)),),
        issued=date(2020, 1, 1),
    )
    chunks, start = [], 0
    for position, (heading, passage) in enumerate(passages):
        end = start + len(passage)
        chunks.append(
            Chunk(
                f"{document_id}:{position:05d}", document_id, position, ChunkKind.PROSE, heading, passage, start, end, 1
            )
        )
        start = end + 1
    pipeline.index.put(document, chunks, pipeline.embedder.encode([embedded_text(chunk) for chunk in chunks]))
    return len(chunks)


def _articles(corpus: Path) -> Iterator[tuple[str, str]]:
    """(title, passage) pairs, articles cut into passages of about PASSAGE characters."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            text = " ".join(article["text"].split())
            for start in range(0, min(len(text), 3 * PASSAGE), PASSAGE):
                yield article["title"], text[start : start + PASSAGE]


def _varied(sample: Path) -> Iterator[tuple[str, str]]:
    """Endless passages of shuffled sample sentences; repeatable."""
    pick = random.Random(7)
    sentences = [
        sentence.strip() + "."
        for file in sorted(sample.glob("*.txt"))
        for sentence in file.read_text(encoding="utf-8").replace("\n", " ").split(". ")
        if len(sentence) > 40
    ]
    while True:
        yield pick.choice(sentences)[:120], " ".join(pick.sample(sentences, 5))[:PASSAGE]
