"""A small load generator: keep-alive HTTP/1.1 over asyncio streams, so that the client costs little of the two cores."""

from __future__ import annotations

import asyncio
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


def run_load(host: str, port: int, requests: Sequence[bytes], clients: int, seconds: float) -> Load:
    """Send `requests` round and round from `clients` connections for about `seconds`."""
    return asyncio.run(_run(host, port, requests, clients, seconds))


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


async def _run(host: str, port: int, requests: Sequence[bytes], clients: int, seconds: float) -> Load:
    deadline = time.perf_counter() + seconds
    started = time.perf_counter()
    runs = await asyncio.gather(*(_client(host, port, requests, start, clients, deadline) for start in range(clients)))
    elapsed = time.perf_counter() - started
    times = sorted(ms for run, _ in runs for ms in run)
    failures = sum(failed for _, failed in runs)
    return Load(clients, len(times), failures, len(times) / elapsed, _percentile(times, 0.5), _percentile(times, 0.95))


async def _client(
    host: str, port: int, requests: Sequence[bytes], start: int, step: int, deadline: float
) -> tuple[list[float], int]:
    reader, writer = await asyncio.open_connection(host, port)
    times, failures, turn = [], 0, start
    while time.perf_counter() < deadline:
        sent = time.perf_counter()
        writer.write(requests[turn % len(requests)])
        status = await _response(reader)
        times.append((time.perf_counter() - sent) * 1000)
        failures += status >= 500
        turn += step
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
