"""A small load generator: keep-alive HTTP/1.1 over asyncio streams, so that the client costs little of the two cores."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import orjson


@dataclass(frozen=True)
class Load:
    """What one run of `clients` measured: answers per second and milliseconds per answer."""

    clients: int
    answers: int
    failures: int
    per_second: float
    p50_ms: float
    p95_ms: float


def run_load(host: str, port: int, requests: Sequence[bytes], clients: int, seconds: float, once: bool = False) -> Load:
    """Send `requests` from `clients` connections for about `seconds`, round and round, or each at most once."""
    return asyncio.run(_run(host, port, requests, clients, seconds, len(requests) if once else sys.maxsize))


def post(path: str, body: object, token: str, host: str) -> bytes:
    """One prepared POST request."""
    payload = orjson.dumps(body)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload


def get(path: str, host: str) -> bytes:
    """One prepared GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


async def _run(host: str, port: int, requests: Sequence[bytes], clients: int, seconds: float, most: int) -> Load:
    deadline = time.perf_counter() + seconds
    started = time.perf_counter()
    turns = (range(start, most, clients) for start in range(clients))
    runs = await asyncio.gather(*(_client(host, port, requests, mine, deadline) for mine in turns))
    elapsed = time.perf_counter() - started
    times = sorted(ms for run, _ in runs for ms in run)
    failures = sum(failed for _, failed in runs)
    return Load(clients, len(times), failures, len(times) / elapsed, _percentile(times, 0.5), _percentile(times, 0.95))


async def _client(
    host: str, port: int, requests: Sequence[bytes], turns: range, deadline: float
) -> tuple[list[float], int]:
    reader, writer = await asyncio.open_connection(host, port)
    times, failures = [], 0
    for turn in turns:
        sent = time.perf_counter()
        if sent > deadline:
            break
        writer.write(requests[turn % len(requests)])
        status = await _response(reader)
        times.append((time.perf_counter() - sent) * 1000)
        failures += status >= 500
    writer.close()
    return times, failures


async def _response(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    )
    await reader.readexactly(length)
    return int(head[9:12])


def _percentile(times: Sequence[float], share: float) -> float:
    return round(times[min(len(times) - 1, int(share * len(times)))], 2) if times else 0.0
