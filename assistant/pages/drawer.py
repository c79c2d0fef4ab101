"""Keeps one child process that draws PDF pages: a file that makes pdfium crash or hang harms nobody else."""

from __future__ import annotations

import atexit
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import TrolyError

CHILD = Path(__file__).with_name("pdf_child.py")
SECONDS = 10.0
LARGEST = 64 * 1024 * 1024


class CannotDraw(TrolyError):
    """The original cannot be drawn: damaged, too slow, too large, or pdfium fell over it."""


@dataclass(frozen=True)
class Job:
    """One page to draw. `boxes` are fractions of the page; else `quote` is looked for on it."""

    original: Path
    number: int
    quote: str = ""
    before: int = 0
    boxes: Sequence[tuple[float, float, float, float]] = field(default_factory=list)


class Drawer:
    """Hands jobs to the child one at a time; starts it anew after it fell or was too slow."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        atexit.register(self.close)

    def draw(self, job: Job) -> bytes:
        """The page as PNG. Raises CannotDraw."""
        asked = {
            "path": str(job.original.absolute()),
            "number": job.number,
            "quote": job.quote,
            "before": job.before,
            "boxes": list(job.boxes),
        }
        with self._lock:
            try:
                return self._ask(json.dumps(asked).encode())
            except (OSError, EOFError, TimeoutError) as fallen:
                self._stop()
                raise CannotDraw(f"page {job.number}: {type(fallen).__name__}") from fallen

    def close(self) -> None:
        """Stop the child."""
        with self._lock:
            self._stop()

    def _ask(self, request: bytes) -> bytes:
        child = self._running()
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(struct.pack(">I", len(request)) + request)
        child.stdin.flush()
        deadline = time.monotonic() + self._seconds
        drawn, length = struct.unpack(">?I", _read(child.stdout.fileno(), 5, deadline))
        reply = _read(child.stdout.fileno(), min(length, LARGEST), deadline)
        if not drawn:
            raise CannotDraw(reply.decode("utf-8", "replace"))
        return reply

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = subprocess.Popen(
                [sys.executable, "-I", str(CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()


def _read(descriptor: int, count: int, deadline: float) -> bytes:
    """Exactly `count` bytes, or EOFError, or TimeoutError."""
    received = bytearray()
    while len(received) < count:
        ready, _, _ = select.select([descriptor], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        part = os.read(descriptor, min(count - len(received), 1 << 20))
        if not part:
            raise EOFError
        received += part
    return bytes(received)
