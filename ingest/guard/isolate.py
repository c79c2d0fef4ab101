"""Files of strangers are read in a child process with limits; whatever happens there, the caller gets an answer.

The child is forked from a warm server (`ingest.guard.child`) that has the parsers loaded, so that a hundred
files do not cost a hundred interpreter starts. The server gets no secrets: its environment is a short list.
"""

from __future__ import annotations

import atexit
import os
import select
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import orjson

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.size import check_size
from ingest.guard.wire import Cost, Job, cost_of, failure_or_parsed
from ingest.settings import PROJECT, IngestSettings

PARSER = "ingest.parse:parse_file"
MOST_RESULT_BYTES = 512 * 1024 * 1024
# How much longer than the keeper's own limit the caller waits before it gives up on keeper and server alike.
GRACE_SECONDS = 10
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TESSDATA_PREFIX")


def isolate(path: Path, settings: IngestSettings, parser: str = PARSER, scratch: Path | None = None) -> Parsed:
    """What `parse_file` returns for the file at `path`, read in a child process that is killed at the limits.

    Raises ReadFailure: what the parser said, or TIMEOUT, MEMORY, DAMAGED (the child crashed).
    `parser` names another function of the same signature as `module:function`. Inner files of archives and e-mails
    are written into `scratch` (an empty folder of the caller's); without one they are only named.
    """
    return failure_or_parsed(_message(path, settings, parser, scratch))


def isolate_measured(
    path: Path, settings: IngestSettings, scratch: Path | None = None
) -> tuple[Parsed | ReadFailure, Cost]:
    """What `isolate` gives or raises, and what it took."""
    try:
        message = _message(path, settings, PARSER, scratch)
    except ReadFailure as failure:
        return failure, Cost()
    try:
        return failure_or_parsed(message), cost_of(message)
    except ReadFailure as failure:
        return failure, cost_of(message)


def _message(path: Path, settings: IngestSettings, parser: str, scratch: Path | None) -> bytes:
    """The answer of a child that has been given the file."""
    check_size(path, settings)
    job = Job.of(path.absolute(), settings, parser, scratch and scratch.absolute())
    reader, writer = os.pipe()
    try:
        try:
            _SERVER.send(job, writer)
        finally:
            os.close(writer)
        return _read_all(reader, job.longest_seconds + GRACE_SECONDS)
    finally:
        os.close(reader)


def _read_all(reader: int, seconds: float) -> bytes:
    """Everything the child sends until it closes the pipe; stops the server when it neither sends nor closes."""
    deadline = time.monotonic() + seconds
    pieces: list[bytes] = []
    size = 0
    while size <= MOST_RESULT_BYTES:
        ready, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            _SERVER.stop()
            raise ReadFailure(FailureReason.TIMEOUT, "the reading process did not answer")
        piece = os.read(reader, 1 << 20)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
    raise ReadFailure(FailureReason.TOO_LARGE, "the text of the file is larger than can be passed on")


class _Server:
    """The warm process that forks one child per file; started when first needed, and again if it died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def send(self, job: Job, writer: int) -> None:
        """Hands the job and the pipe for its result to the server."""
        message = orjson.dumps(job)
        with self._lock:
            try:
                self._send(message, writer)
            except OSError:
                self._close()
                self._send(message, writer)

    def stop(self) -> None:
        with self._lock:
            self._close()

    def _send(self, message: bytes, writer: int) -> None:
        if self._socket is None or self._process is None or self._process.poll() is not None:
            self._close()
            self._start()
        assert self._socket is not None
        socket.send_fds(self._socket, [message], [writer])

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ingest.guard.child", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._socket = ours

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._socket = self._process = None


def _environment() -> dict[str, str]:
    """No secrets, no proxy, one thread for libraries that would start more (and reserve memory for them)."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | {
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OMP_THREAD_LIMIT": "1",
        # One arena: threads are none here, and each arena reserves address space that the limit would count.
        "MALLOC_ARENA_MAX": "1",
    }


_SERVER = _Server()
atexit.register(_SERVER.stop)
