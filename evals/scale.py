"""`python -m evals.scale`: what retrieval costs against the size of the corpus.

    python -m evals.scale [--sizes 1000,10000,100000] [--data DIR] [--cache DIR] [--questions 200]

Each size is an index of its own, of so many chunks, built as any benchmark's (`evals.beir`), and asked in a process that
did nothing else. The chunks are pieces of articles of law, each a document of its own, while there are any in DATA (some
129,000). Beyond them, and where DATA is not there, they are synthetic: sentences from anywhere in these articles (or in
the sample corpus), so that words are as frequent and as rare as in law, but no passage is about one thing.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from assistant.bootstrap import answering
from assistant.domain import Question
from assistant.settings import Settings
from evals.beir import chunks_of, documents, made_of, ready
from evals.bench import bench_questions, machine
from evals.retrieval import ask, ask_all, costs, read_by_product
from evals.sample import SAMPLE
from ingest.database import connect
from ingest.embed import load_embedder
from ingest.index import open_index
from ingest.tables import Tables
from ingest.vietnamese import nfc

SIZES = (1_000, 10_000, 100_000)
QUESTIONS = 200
DRAWN_FROM = 20_000  # passages whose sentences synthetic ones are made of
SENTENCES = (3, 9)  # of a synthetic passage: some 600 characters, as the usual chunk of law has
LONGEST = 1_200
SENTENCE_END = re.compile(r"[.;:]\s+|\n")
CORPUS, INDEX = "corpus.jsonl", "index"
SEED = 20261122

Result = TypeVar("Result")
Row = dict[str, Any]


@dataclass(frozen=True)
class Cost:
    """What one size costs; milliseconds per question by step, of `understand` and `ranked` together as `whole`."""

    chunks: int
    synthetic_chunks: int
    order: str  # what candidates are put in order by: a cost of its own
    build_seconds: float
    chunks_per_second: float
    bytes: int
    database_bytes: int  # of them; the rest is the derived index
    bytes_per_chunk: int
    open_seconds: float  # from nothing to the first question answered, the index being there
    resident_mib: int  # when all questions were asked
    questions: int
    ms: dict[str, dict[str, float]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every size and print one JSON."""
    shared = Path("../shared/data")
    parser = argparse.ArgumentParser(prog="python -m evals.scale", description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="chunks, with commas between")
    parser.add_argument("--data", type=Path, default=shared if shared.exists() else None)
    parser.add_argument("--cache", type=Path, help="keeps the indexes")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    options = parser.parse_args(arguments)
    sizes = [int(size) for size in options.sizes.split(",")]
    found = [asdict(cost) for cost in curve(sizes, options.data, options.cache, options.questions)]
    print(json.dumps({"machine": machine(), "sizes": found}, indent=1))


def curve(sizes: Sequence[int], data: Path | None, cache: Path | None, questions: int = QUESTIONS) -> Iterator[Cost]:
    """The cost of each size, in the order given; indexes are kept in `cache` (None: built and thrown away)."""
    texts = bench_questions(data)[:questions]
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            home = (cache or Path(folder)) / f"scale-{size}"
            synthetic = alone(write_corpus, home / CORPUS, size, data)
            ready(home / CORPUS, home / INDEX)
            yield alone(measure, home / INDEX, synthetic, texts)


def alone(work: Callable[..., Result], *arguments: object) -> Result:
    """What `work` returns, done in a process of its own: memory of one step is not counted as another's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def measure(home: Path, synthetic: int, texts: Sequence[str]) -> Cost:
    """The questions asked one after the other, as one reader does."""
    questions = {str(number): Question(text) for number, text in enumerate(texts)}
    made = made_of(home)
    started = time.perf_counter()
    settings = Settings(home=home, database_url="")
    embedder, engine = load_embedder(settings.embedding_model), connect(settings.url)
    index = open_index(settings, engine, embedder)
    tools = answering(settings, index, embedder, Tables.load(settings.tables_dir))
    ask(questions["0"], tools, read_by_product, defaultdict(float))
    opened_in = time.perf_counter() - started
    found = costs(ask_all(questions, tools, read_by_product).values(), {})
    index.close()
    engine.dispose()
    database = sum(path.stat().st_size for path in home.glob("troly.db*"))
    return Cost(
        chunks=made.chunks,
        synthetic_chunks=synthetic,
        order="learned" if tools.rerank else "convex mix",
        build_seconds=made.seconds,
        chunks_per_second=round(made.chunks / max(made.seconds, 0.1)),
        bytes=made.bytes,
        database_bytes=database,
        bytes_per_chunk=round(made.bytes / max(made.chunks, 1)),
        open_seconds=round(opened_in, 2),
        resident_mib=found["resident_mib"],
        questions=len(questions),
        ms=found["ms"],
    )


def write_corpus(file: Path, size: int, data: Path | None) -> int:
    """Write so many one-chunk items; returns how many of them are synthetic."""
    file.parent.mkdir(parents=True, exist_ok=True)
    law = list(islice(law_rows(data), max(size, DRAWN_FROM)))
    real, given = law or list(sample_rows()), min(size, len(law))
    draw = random.Random(SEED)
    sentences = [each for row in draw.sample(real, min(len(real), DRAWN_FROM)) for each in sentences_of(row["text"])]
    with file.open("w", encoding="utf-8") as written:
        for row in real[:given]:
            written.write(json.dumps(row, ensure_ascii=False) + "\n")
        for number in range(size - given):
            written.write(json.dumps(synthetic_row(number, real, sentences, draw), ensure_ascii=False) + "\n")
    return size - given


def law_rows(data: Path | None) -> Iterator[Row]:
    """The chunks of the law corpus, each with the heading it has in its article; nothing where there is none."""
    corpus = data / "vn-law" / "corpus.jsonl.gz" if data else None
    if corpus is None or not corpus.exists():
        return
    for document, heading in documents(corpus):
        for chunk in chunks_of(document, heading):
            metadata = {"doc": document.number or "", "doc_name": heading}
            yield {"_id": chunk.id, "title": "", "text": chunk.text, "metadata": metadata}


def sample_rows() -> Iterator[Row]:
    """The texts of the sample corpus, to draw from."""
    for path in sorted(SAMPLE.glob("*.txt")):
        text = nfc(path.read_text(encoding="utf-8"))
        yield {"_id": path.name, "title": "", "text": text, "metadata": {"doc": "", "doc_name": text[:80]}}


def sentences_of(text: str) -> list[str]:
    """Its sentences and clauses of some length."""
    return [piece for piece in map(str.strip, SENTENCE_END.split(text)) if 40 <= len(piece) <= 400]


def synthetic_row(number: int, real: Sequence[Row], sentences: Sequence[str], draw: random.Random) -> Row:
    """A passage of sentences from anywhere under the heading of a real one."""
    text = ". ".join(draw.choices(sentences, k=draw.randint(*SENTENCES))) + "."
    metadata = {"doc": "", "doc_name": draw.choice(real)["metadata"]["doc_name"]}
    return {"_id": f"synthetic-{number}", "title": "", "text": text[:LONGEST], "metadata": metadata}


if __name__ == "__main__":
    main()
