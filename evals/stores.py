"""`python -m evals.stores [--chunks 10000]`: the same store in a file and on a PostgreSQL server, side by side, as JSON.

Each runs in a process of its own, so that memory can be told apart. The server's store is the other one moved there,
derived indexes included, so both hold the same varied sample text (`evals.large`) under the same keys; both are asked
the same questions of the development split by one client, and whether they found the same is part of the result.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from assistant.answering.answering import answer
from assistant.bootstrap import Assistant, build
from assistant.domain import Question
from assistant.records.accounts import operator
from assistant.settings import Settings
from evals.large import fill
from evals.questions import load
from evals.sample import SAMPLE
from evals.servers import running_server
from ingest.database import connect
from ingest.documents import digest_of
from ingest.index.base import Filter
from ingest.index.measure import quantiles, resident_megabytes, size_of
from ingest.move import move

Measured = dict[str, Any]
ROUNDS = 300
ANSWERS = 60
WIDTH = 60
WHERE = Filter(readers=frozenset({"all", "office"}))


def main() -> None:
    """Measure both, or do one part of it when this is the process for that."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--fill", metavar="HOME", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--ask", metavar="HOME", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        measured = filled(settings_of(options.fill), options.chunks)
    elif options.ask:
        measured = asked(settings_of(options.ask, options.url))
    else:
        measured = both(options.chunks)
    print(json.dumps(measured, indent=1))


def both(chunks: int) -> Measured:
    """The embedded store, then the server's, with what the server itself needs."""
    with tempfile.TemporaryDirectory() as folder, running_server() as server:
        here, there = Path(folder) / "embedded", Path(folder) / "postgres"
        embedded = in_own_process("--fill", here, "--chunks", chunks) | in_own_process("--ask", here)
        postgres = {"move_seconds": moved(here, there, server.url)}
        postgres |= in_own_process("--ask", there, "--url", server.url)
        [[size]] = server.execute("SELECT pg_database_size(current_database())")
        postgres |= {"database_bytes": int(size), "server_megabytes": server_megabytes(server.pid)}
    same = embedded["found_digest"] == postgres["found_digest"]
    return {"chunks": chunks, "same_rankings": same, "embedded": embedded, "postgres": postgres}


def in_own_process(*arguments: object) -> Measured:
    """What one part measures, in a fresh process: memory is that of this store alone."""
    command = [sys.executable, "-m", "evals.stores", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TROLY_")}
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=True)
    return dict(json.loads(done.stdout))


def settings_of(home: Path, url: str = "") -> Settings:
    """Settings that nothing on this machine changes."""
    return Settings(home=home, database_url=url, _env_file=None)


def filled(settings: Settings, chunks: int) -> Measured:
    """A fresh store, its derived indexes built and saved."""
    assistant = build(settings)
    measured: Measured = {"fill_seconds": seconds(lambda: fill(assistant.pipeline, None, chunks, SAMPLE))}
    measured["build_seconds"] = seconds(assistant.index.size)
    measured["close_seconds"] = seconds(assistant.close)
    measured["index_bytes"] = size_of(settings.home / "index", "snapshot-*/**/*")
    measured["database_bytes"] = size_of(settings.home, "*.db*")
    return measured


def moved(here: Path, there: Path, url: str) -> float:
    """Seconds of moving the store on to the server; its derived indexes are copied as they are."""
    shutil.copytree(here / "index", there / "index")
    ends = connect(settings_of(here).url), connect(url)
    taken = seconds(lambda: move(*ends))
    for engine in ends:
        engine.dispose()
    return taken


def asked(settings: Settings) -> Measured:
    """Open, then search; milliseconds unless named otherwise."""
    started = time.perf_counter()
    assistant = build(settings)
    measured: Measured = {"found": assistant.index.size()}
    measured["open_seconds"] = round(time.perf_counter() - started, 2)
    measured |= searches(assistant)
    measured["resident_megabytes"] = resident_megabytes()
    assistant.close()
    return measured


def searches(assistant: Assistant) -> Measured:
    """The generation check, each search, both with the check and what they found, and whole answers never asked before."""
    questions = list(endless_questions())
    index, encode = assistant.index, assistant.embedder.encode
    vectors = [encode([text])[0] for text in questions]

    def whole(number: int) -> object:
        index.generation()
        found = [*index.nearest(vectors[number], WHERE, WIDTH), *index.matching(questions[number], WHERE, WIDTH)]
        return index.chunks([hit.key for hit in found[:20]])

    measured = each("generation", ROUNDS, lambda _: index.generation())
    measured |= each("nearest", ROUNDS, lambda number: index.nearest(vectors[number], WHERE, WIDTH))
    measured |= each("matching", ROUNDS, lambda number: index.matching(questions[number], WHERE, WIDTH))
    measured |= each("retrieval", ROUNDS, whole)
    measured["found_digest"] = digest_of(
        *(str(index.nearest(vector, WHERE, WIDTH)) for vector in vectors),
        *(str(index.matching(text, WHERE, WIDTH)) for text in questions),
    )
    asker = operator()
    return measured | each(
        "answer", ANSWERS, lambda number: list(answer(Question(questions[number]), asker, assistant.answering))
    )


def endless_questions() -> Iterator[str]:
    """ROUNDS different questions: those of the development split with a word more when they begin anew."""
    own = [question.text for question in load(split="dev")]
    for number in range(ROUNDS):
        yield own[number % len(own)] + (f" lần {number // len(own)}" if number >= len(own) else "")


def each(name: str, count: int, search: Callable[[int], object]) -> Measured:
    """Median, 95th percentile and this process's CPU of one after another, after a few that warm up."""
    for number in range(min(10, count)):
        search(number)
    taken, cpu = [], time.process_time()
    for number in range(count):
        started = time.perf_counter()
        search(number)
        taken.append((time.perf_counter() - started) * 1000)
    spent = (time.process_time() - cpu) * 1000 / count
    return quantiles(name, taken) | {f"{name}_cpu_ms": round(spent, 2)}


def seconds(do: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    do()
    return round(time.perf_counter() - started, 2)


def server_megabytes(pid: int) -> float:
    """What the server's processes hold, shared memory counted once."""
    server = psutil.Process(pid)
    held = sum(process.memory_full_info().pss for process in [server, *server.children(recursive=True)])
    return round(float(held) / 2**20, 1)


if __name__ == "__main__":
    main()
