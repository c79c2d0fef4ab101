"""`python -m evals.pgvector [--chunks 100000]`: searching inside PostgreSQL against searching beside it, as JSON.

The same clustered vectors in a pgvector table with an HNSW index and in the FAISS index that every process keeps;
recall@50 against exact float32 and milliseconds of one client, without a filter and with filters that allow nine in
ten, one in ten and one in a hundred. pgvector filters by iterative scans (0.8 and newer).
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import psycopg

from evals.servers import Server, running_server
from ingest.documents import DocumentKind
from ingest.index.base import Filter
from ingest.index.dense import DenseIndex, prepare
from ingest.index.filters import FOREVER
from ingest.index.measure import new_source, quantiles
from ingest.index.store import SearchRow

Measured = dict[str, Any]
K = 50
QUESTIONS = 200
SHARES = {"all": 100, "nine_in_ten": 90, "one_in_ten": 10, "one_in_a_hundred": 1}
WIDTHS = (50, 100, 200)  # hnsw.ef_search


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=100_000)
    print(json.dumps(measure(parser.parse_args().chunks), indent=1))


def measure(chunks: int) -> Measured:
    """Both searches over the same vectors; row n may be read by those with a share above n modulo 100."""
    source = new_source()
    stored, asked = source.vectors(chunks), source.vectors(QUESTIONS)
    exact = {name: exact_rows(stored, asked, share) for name, share in SHARES.items()}
    with running_server() as server:
        inside = in_postgres(server, stored, asked, exact)
    return {"chunks": chunks, "pgvector_hnsw": inside, "faiss_beside": in_faiss(stored, asked, exact)}


def exact_rows(stored: np.ndarray, asked: np.ndarray, share: int) -> list[set[int]]:
    """The K best allowed rows of each question by exact cosine."""
    allowed = np.flatnonzero(np.arange(len(stored)) % 100 < share)
    scores = asked @ stored[allowed].T
    return [set(allowed[np.argpartition(-row, K)[:K]].tolist()) for row in scores]


def in_postgres(server: Server, stored: np.ndarray, asked: np.ndarray, exact: dict[str, list[set[int]]]) -> Measured:
    """HNSW (m 16, ef_construction 64) with iterative scans."""
    with psycopg.connect(f"host={server.sockets} user=postgres", autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector")
        connection.execute(f"CREATE TABLE rows (id int PRIMARY KEY, part int, v vector({stored.shape[1]}))")
        measured: Measured = {"fill_seconds": seconds(lambda: copy(connection, stored))}
        connection.execute("SET maintenance_work_mem = '512MB'")
        build = "CREATE INDEX ON rows USING hnsw (v vector_ip_ops)"
        measured["build_seconds"] = seconds(lambda: connection.execute(build))
        size = connection.execute("SELECT pg_relation_size('rows_v_idx')").fetchone()
        measured["index_megabytes"] = round(size[0] / 2**20, 1) if size else None
        connection.execute("ANALYZE rows")
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET hnsw.iterative_scan = strict_order")
        for width in WIDTHS:
            connection.execute(f"SET hnsw.ef_search = {width}")
            for name, share in SHARES.items():
                found, taken = searched(asked, partial(nearest, connection, share))
                measured |= told(f"ef{width}_{name}", found, taken, exact[name])
    return measured


def copy(connection: psycopg.Connection[Any], stored: np.ndarray) -> None:
    """All rows in one COPY."""
    with connection.cursor().copy("COPY rows FROM STDIN") as rows:
        for number, vector in enumerate(stored):
            rows.write_row((number, number % 100, as_text(vector)))


def as_text(vector: np.ndarray) -> str:
    """A vector as pgvector reads it."""
    return "[" + ",".join(f"{value:.9g}" for value in vector.tolist()) + "]"


def nearest(connection: psycopg.Connection[Any], share: int, vector: np.ndarray) -> list[int]:
    """The ids of the K nearest allowed rows."""
    query = "SELECT id FROM rows WHERE part < %s ORDER BY v <#> %s::vector LIMIT %s"
    return [row[0] for row in connection.execute(query, (share, as_text(vector), K), prepare=True)]


def in_faiss(stored: np.ndarray, asked: np.ndarray, exact: dict[str, list[set[int]]]) -> Measured:
    """The dense index of `ingest.index.dense`, with the same filters as reader tokens."""
    index = DenseIndex(stored.shape[1])
    measured: Measured = {"build_seconds": seconds(lambda: index.replace([], [prepare(rows(stored), index.dim)]))}
    for name, share in SHARES.items():
        where = Filter(readers=frozenset(f"part:{part}" for part in range(share)), as_of=date(2026, 1, 1))
        found, taken = searched(asked, partial(beside, index, where))
        measured |= told(name, found, taken, exact[name])
    return measured


def beside(index: DenseIndex, where: Filter, vector: np.ndarray) -> list[int]:
    """The rows of the K nearest allowed vectors."""
    return [hit.key for hit in index.nearest(vector, where, K)]


def rows(stored: np.ndarray) -> list[SearchRow]:
    """What the dense index is given."""
    parts = [frozenset({f"part:{part}"}) for part in range(100)]
    return [
        SearchRow(number, 1, "", "", None, DocumentKind.REPLY, parts[number % 100], 0, FOREVER, vector)
        for number, vector in enumerate(stored)
    ]


def searched(asked: np.ndarray, search: Callable[[np.ndarray], list[int]]) -> tuple[list[list[int]], list[float]]:
    """What each question found, and the milliseconds it took; some are asked before to warm up."""
    for vector in asked[:20]:
        search(vector)
    found, taken = [], []
    for vector in asked:
        started = time.perf_counter()
        found.append(search(vector))
        taken.append((time.perf_counter() - started) * 1000)
    return found, taken


def told(name: str, found: Sequence[list[int]], taken: list[float], exact: Sequence[set[int]]) -> Measured:
    """Recall and times under a name."""
    recall = np.mean([len(wanted & set(got)) / len(wanted) for got, wanted in zip(found, exact, strict=True)])
    return {f"{name}_recall": round(float(recall), 4)} | quantiles(name, taken)


def seconds(do: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    do()
    return round(time.perf_counter() - started, 1)


if __name__ == "__main__":
    main()
