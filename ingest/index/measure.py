"""`python -m ingest.index.measure --chunks 100000`: what the index costs, as JSON, over made-up Vietnamese text."""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from ingest.database import connect, migrate
from ingest.documents import Chunk, ChunkKind, Document, DocumentKind, Page, Visibility
from ingest.index.base import Filter
from ingest.index.embedded import EmbeddedIndex

DIM = 256
CHUNKS_OF_A_DOCUMENT = 50
WORDS_OF_A_CHUNK = 130
WORDS_OF_A_QUESTION = 12
QUESTIONS = 300
TODAY = date(2026, 11, 22)
READER = Filter(readers=frozenset({"all", "unit:vt"}), as_of=TODAY)

HEADS = "b c ch d đ g gh h k kh l m n ng nh ph qu r s t th tr v x"
TAILS = "a à á ạ an ang anh ao âm ân ập ật ấy ăng e em ên ết i inh ịch iên iệt o oan ong ô ông ở ương u ung ước ủy"

Measured = dict[str, float | int]


@dataclass(frozen=True)
class Source:
    """Makes documents and questions: words by Zipf's law, vectors in clusters with a falling spectrum."""

    random: np.random.Generator
    words: np.ndarray
    shares: np.ndarray
    centres: np.ndarray

    def text(self, length: int) -> str:
        """A text of so many words."""
        return " ".join(self.random.choice(self.words, size=length, p=self.shares))

    def vectors(self, count: int) -> np.ndarray:
        """Vectors of length one, float32 (count, DIM)."""
        noise = self.random.standard_normal((count, DIM), dtype=np.float32) / np.sqrt(np.arange(1, DIM + 1))
        found = self.centres[self.random.integers(0, len(self.centres), count)] + 0.6 * noise
        unit: np.ndarray = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
        return unit


def main() -> None:
    """Measure in a temporary folder and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=100_000)
    with tempfile.TemporaryDirectory(prefix="troly-measure-") as folder:
        print(json.dumps(measure(Path(folder), parser.parse_args().chunks), indent=1))


def measure(home: Path, chunks: int) -> Measured:
    """All numbers: seconds to fill, build and open, bytes, milliseconds of a put and of searches, memory."""
    source = new_source()
    index = opened(home)
    measured: Measured = {"chunks": chunks, "dim": DIM}
    measured["put_all_seconds"] = timed(lambda: fill(index, source, chunks))
    cpu = process_time()
    measured["build_seconds"] = timed(lambda: index.size())
    measured["build_cpu_seconds"] = round(process_time() - cpu, 2)
    measured["save_and_close_seconds"] = timed(index.close)
    measured |= {"database_bytes": size_of(home, "*.db*"), "index_bytes": size_of(home / "index", "snapshot-*/**/*")}
    index = opened(home)
    measured["open_seconds"] = timed(lambda: index.size())
    measured |= visible(index, source)
    measured |= searches(index, source)
    measured["resident_megabytes"] = resident_megabytes()
    index.close()
    return measured


def new_source() -> Source:
    """About 800 made-up syllables with their tone marks."""
    random = np.random.default_rng(7)
    words = np.array([head + tail for head in HEADS.split() for tail in TAILS.split()])
    shares = 1 / np.arange(1, len(words) + 1)
    centres = random.standard_normal((3000, DIM), dtype=np.float32) / np.sqrt(np.arange(1, DIM + 1))
    return Source(random, random.permutation(words), shares / shares.sum(), centres)


def opened(home: Path) -> EmbeddedIndex:
    """The index over the database in `home`."""
    engine = connect(f"sqlite:///{home / 'troly.db'}")
    migrate(engine)
    return EmbeddedIndex(home / "index", engine, "measured", DIM)


def fill(index: EmbeddedIndex, source: Source, chunks: int) -> None:
    """Put documents until there are so many chunks; one in ten is for the office only, one in ten is dated."""
    for number in range(chunks // CHUNKS_OF_A_DOCUMENT):
        index.put(*new_document(f"d{number}", source, CHUNKS_OF_A_DOCUMENT, number))


def new_document(
    name: str, source: Source, count: int, number: int = 1
) -> tuple[Document, Sequence[Chunk], np.ndarray]:
    """A document of `count` chunks with vectors."""
    texts = [source.text(WORDS_OF_A_CHUNK) for _ in range(count)]
    text = "\n".join(texts)
    document = Document(
        id=name,
        source=name,
        digest=name,
        kind=DocumentKind.REPLY,
        title=source.text(10),
        text=text,
        pages=(Page(1, 0, len(text)),),
        visibility=Visibility("office" if number % 10 == 0 else "all"),
    )
    return document, list(chunks_of(document, texts, number)), source.vectors(count)


def chunks_of(document: Document, texts: list[str], number: int) -> Iterator[Chunk]:
    """One chunk for each text."""
    start = 0
    in_force = TODAY - timedelta(days=number) if number % 10 == 5 else None
    for position, text in enumerate(texts):
        yield Chunk(
            id=f"{document.id}:{position}",
            document_id=document.id,
            position=position,
            kind=ChunkKind.PROSE,
            heading=document.title,
            text=text,
            start=start,
            end=start + len(text),
            page=1,
            in_force=in_force,
        )
        start += len(text) + 1


def visible(index: EmbeddedIndex, source: Source) -> Measured:
    """Milliseconds from the start of a put of five chunks to the search that finds them."""
    taken = []
    for number in range(20):
        document, chunks, vectors = new_document(f"new{number}", source, 5)
        started = perf_counter()
        index.put(document, chunks, vectors)
        hit = index.nearest(vectors[0], READER, 1)[0]
        taken.append((perf_counter() - started) * 1000)
        assert index.chunks([hit.key])[hit.key].chunk.document_id == document.id
    return quantiles("put_visible", taken)


def searches(index: EmbeddedIndex, source: Source) -> Measured:
    """Milliseconds and CPU of the two searches, of reading what they find, and searches a second with two threads."""
    questions = [source.text(WORDS_OF_A_QUESTION) for _ in range(QUESTIONS)]
    vectors = list(source.vectors(QUESTIONS))
    measured = each("nearest", lambda i: index.nearest(vectors[i], READER, 50))
    measured |= each("flat_float32_baseline", flat_baseline(source, int(index.size()), vectors))
    measured |= each("matching", lambda i: index.matching(questions[i], READER, 50))
    everyone = Filter(readers=frozenset({"office"}), as_of=TODAY)
    measured |= each("matching_few_allowed", lambda i: index.matching(questions[i], everyone, 50))
    found = [[hit.key for hit in index.nearest(vector, READER, 20)] for vector in vectors]
    measured |= each("chunks_of_20", lambda i: index.chunks(found[i]))
    with ThreadPoolExecutor(2) as pool:
        seconds = timed(
            lambda: list(
                pool.map(
                    lambda i: (index.nearest(vectors[i], READER, 50), index.matching(questions[i], READER, 50)),
                    range(QUESTIONS),
                )
            )
        )
    return measured | {"both_per_second_two_threads": round(QUESTIONS / seconds, 1)}


def flat_baseline(source: Source, size: int, questions: list[np.ndarray]) -> Callable[[int], object]:
    """Exact search over float32 rows in numpy: what `nearest` is to be compared with on a busy machine."""
    stored = source.vectors(size)
    return lambda i: np.argpartition(stored @ questions[i], -50)[-50:]


def each(name: str, search: Callable[[int], object]) -> Measured:
    """Milliseconds of one search after another, after a few that warm up."""
    for i in range(10):
        search(i)
    taken, cpu = [], process_time()
    for i in range(QUESTIONS):
        started = perf_counter()
        search(i)
        taken.append((perf_counter() - started) * 1000)
    spent = (process_time() - cpu) * 1000 / QUESTIONS
    return quantiles(name, taken) | {f"{name}_cpu_ms": round(spent, 2)}


def quantiles(name: str, taken: list[float]) -> Measured:
    """Median and 95th percentile."""
    middle, high = np.quantile(taken, [0.5, 0.95])
    return {f"{name}_p50_ms": round(float(middle), 2), f"{name}_p95_ms": round(float(high), 2)}


def timed(do: Callable[[], object]) -> float:
    """Seconds it takes."""
    started = perf_counter()
    do()
    return round(perf_counter() - started, 2)


def size_of(folder: Path, pattern: str) -> int:
    """Bytes of the files that match."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def resident_megabytes() -> float:
    """The most memory this process has held; what it holds now where the system says."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return round(int(line.split()[1]) / 1024, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    main()
