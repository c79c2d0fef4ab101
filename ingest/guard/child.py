"""The warm server behind `isolate`: for each job it forks a keeper, which forks the worker and watches it.

server ── keeper (enforces the time limit, reads the worker's result, says how it died, clears its folder)
              └── worker (own process group, a folder of its own, no network; limits of memory, processor
                          and file size; runs the parser)

One thread only: forking is safe, and a worker that goes mad takes nobody with it.
"""

from __future__ import annotations

import importlib
import logging
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import orjson

from ingest.documents import Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.offline import die_with_parent, refuse_network
from ingest.guard.wire import SECONDS_PER_SCANNED_PAGE, Cost, Job, sent_failure, sent_parsed, with_cost
from ingest.parse import PARSERS
from ingest.parse.office import MOST_BYTES

MOST_JOB_BYTES = 64 * 1024
# The worker writes this for each slow page before it starts on it.
ALIVE = b"\n"
_TIME_IS_UP = -1
_FOLDER = "troly-read-"
# A picture of a page is written out whole for the program that reads it.
_LEAST_FILE_MEGABYTES = 64


def serve(fileno: int) -> None:
    """Takes jobs from the socket until the caller closes it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # pypdf logs what it finds odd in a file, with pieces of the file.
    logging.disable(logging.CRITICAL)
    for module in PARSERS.values():
        importlib.import_module(module)
    _clear_leftovers()
    with socket.socket(fileno=fileno) as jobs:
        while True:
            message, files, _, _ = socket.recv_fds(jobs, MOST_JOB_BYTES, 1)
            if not message:
                return
            [result] = files
            if os.fork() == 0:
                jobs.close()
                _keep(Job(**orjson.loads(message)), result)
            os.close(result)


def _keep(job: Job, result: int) -> NoReturn:
    """The keeper: starts the worker, passes its answer on, or says why there is none."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-"))
    reader, writer = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.close(reader)
        os.close(result)
        _work(job, writer, folder)
    os.close(writer)
    answer, in_time = _listen(reader, job)
    if not in_time:
        _kill_group(worker)
    _, status, used = os.wait4(worker, 0)
    _kill_group(worker)
    shutil.rmtree(folder, ignore_errors=True)
    message = answer if in_time and status == 0 else sent_failure(_death(status if in_time else _TIME_IS_UP))
    most = max(0.0, used.ru_maxrss / 1024 - _resident_bytes() / 2**20)
    with os.fdopen(result, "wb") as pipe:
        pipe.write(with_cost(message, Cost(round(time.monotonic() - started, 3), round(most, 1))))
    os._exit(0)


def _listen(reader: int, job: Job) -> tuple[bytes, bool]:
    """What the worker wrote, and whether it closed the pipe in time; each sign of life buys one page's time."""
    last = time.monotonic() + job.longest_seconds
    deadline = time.monotonic() + job.seconds
    signs = job.signs_of_life
    pieces: list[bytes] = []
    while True:
        ready, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return b"", False
        piece = os.read(reader, 1 << 20)
        if not piece:
            return b"".join(pieces).lstrip(ALIVE), True
        if piece.strip(ALIVE):
            pieces.append(piece)
        elif signs > 0:
            signs -= 1
            deadline = min(last, deadline + SECONDS_PER_SCANNED_PAGE)


def _kill_group(worker: int) -> None:
    try:
        os.killpg(worker, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _death(status: int) -> ReadFailure:
    if status == _TIME_IS_UP:
        return ReadFailure(FailureReason.TIMEOUT, "reading took longer than allowed")
    died_of = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if died_of == signal.SIGXCPU:
        return ReadFailure(FailureReason.TIMEOUT, "reading took more processor time than allowed")
    if died_of == signal.SIGKILL:
        return ReadFailure(FailureReason.MEMORY, "the reading process was killed, most likely for memory")
    return ReadFailure(FailureReason.DAMAGED, f"the reading process died (signal {died_of})")


def _clear_leftovers() -> None:
    """Folders of keepers that were killed before they could clear them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        owner = folder.name.removeprefix(_FOLDER).partition("-")[0]
        if not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)


# ------------------------------------------------------------------------------------- the worker


def _work(job: Job, writer: int, folder: Path) -> NoReturn:
    os.setsid()
    die_with_parent()
    spare = bytearray(1 << 20)
    try:
        _settle_in(folder)
        _limit(job)
        refuse_network()
        message = sent_parsed(_parser(job.parser)(job, lambda: _say_alive(writer)))
    except MemoryError:
        del spare[:]
        message = sent_failure(ReadFailure(FailureReason.MEMORY, "reading needed more memory than allowed"))
    except ReadFailure as failure:
        message = sent_failure(failure)
    except Exception as error:
        # A parser of somebody else's library met a file nobody thought of; its text stays out of the log.
        message = sent_failure(ReadFailure(FailureReason.DAMAGED, f"{type(error).__name__} while reading"))
    with os.fdopen(writer, "wb") as pipe:
        pipe.write(message)
    os._exit(0)


def _parser(name: str) -> Callable[[Job, Callable[[], None]], Parsed]:
    module, function = name.split(":")
    parse = getattr(importlib.import_module(module), function)

    def run(job: Job, alive: Callable[[], None]) -> Parsed:
        parsed: Parsed = parse(job.file, job.settings(), alive, job.scratch_folder)
        return parsed

    return run


def _settle_in(folder: Path) -> None:
    """Whatever a parser or a program it starts writes without saying where lands in a folder that will be removed."""
    os.umask(0o077)
    os.chdir(folder)
    tempfile.tempdir = os.environ["TMPDIR"] = os.environ["HOME"] = str(folder)


def _limit(job: Job) -> None:
    """Memory on top of what the loaded libraries have reserved already; processor seconds; file size; no core files."""
    most = _reserved_bytes() + job.megabytes * 1024 * 1024
    # LibreOffice may be given more than a parser, up to its own bound (parse/office.py).
    resource.setrlimit(resource.RLIMIT_AS, (most, max(most, MOST_BYTES)))
    resource.setrlimit(resource.RLIMIT_CPU, (job.seconds, job.longest_seconds + 5))
    largest = max(job.max_file_megabytes, _LEAST_FILE_MEGABYTES) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say_alive(writer: int) -> None:
    """One more page: as much more processor time as the keeper gives it of the clock."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft + SECONDS_PER_SCANNED_PAGE, hard), hard))
    os.write(writer, ALIVE)


def _reserved_bytes() -> int:
    return _pages_of_memory()[0] * resource.getpagesize()


def _resident_bytes() -> int:
    return _pages_of_memory()[1] * resource.getpagesize()


def _pages_of_memory() -> list[int]:
    with open("/proc/self/statm") as statm:
        return [int(pages) for pages in statm.read().split()]


if __name__ == "__main__":
    serve(int(sys.argv[1]))
