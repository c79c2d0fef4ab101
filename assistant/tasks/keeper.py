"""The keeper: what time asks for, once a minute. Tasks climb, people are reminded, reviews open, letters go out.

climb → reviews → remind → digest → post → learn; one process at a time, each step on its own: what fails is logged and
tried again the next minute. Every step may run any number of times, so a second run in the same minute changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import Engine, text

from assistant.bootstrap import Assistant
from assistant.learning.learning import maybe_refit
from assistant.records.tables import now
from assistant.tasks.climbing import climb, remind
from assistant.tasks.digest import send_digest
from assistant.tasks.post import post
from assistant.upkeep.review import sweep

log = structlog.get_logger("troly.keeper")
KEEPER_LOCK = 7403  # any constant; names the lock of the one process that keeps
PATIENCE = 5.0


@dataclass(frozen=True)
class Kept:
    """What one round did: by step how much, and the steps that failed. `alone` is False when another process was at it."""

    done: dict[str, int] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    alone: bool = True


def keep(assistant: Assistant, at: datetime) -> Kept:
    """One round now, unless another process is in the middle of one."""
    with alone(assistant.engine, assistant.settings.home) as mine:
        if not mine:
            return Kept(alone=False)
        done: dict[str, int] = {}
        failed: list[str] = []
        for name, step in STEPS.items():
            try:
                done[name] = step(assistant, at)
            except Exception as error:
                log.exception("keeping_failed", step=name, error=type(error).__name__)
                failed.append(name)
        return Kept(done, tuple(failed))


def climbed(assistant: Assistant, at: datetime) -> int:
    return climb(assistant.engine, assistant.tables, at)


def reviews(assistant: Assistant, at: datetime) -> int:
    return sum(sweep(assistant, at).opened.values())


def reminded(assistant: Assistant, at: datetime) -> int:
    return remind(assistant.engine, assistant.tables, at)


def digested(assistant: Assistant, at: datetime) -> int:
    return send_digest(assistant.engine, assistant.tables, assistant.settings.digest_hour, at)


def posted(assistant: Assistant, at: datetime) -> int:
    return post(assistant.engine, assistant.tables, assistant.settings, at).sent


def learned(assistant: Assistant, at: datetime) -> int:
    return int(maybe_refit(assistant, at) is not None)


STEPS: dict[str, Callable[[Assistant, datetime], int]] = {
    "climb": climbed,
    "review": reviews,
    "remind": reminded,
    "digest": digested,
    "post": posted,
    "learn": learned,
}


@contextmanager
def alone(engine: Engine, home: Path) -> Iterator[bool]:
    """Whether no other process keeps now; held until the end, and released by the system when this process dies."""
    with LOCKS[engine.dialect.name](engine, home) as mine:
        yield mine


@contextmanager
def _file_held(_engine: Engine, home: Path) -> Iterator[bool]:
    lock = FileLock(home / "keeper.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@contextmanager
def _server_held(engine: Engine, _home: Path) -> Iterator[bool]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        named = {"lock": KEEPER_LOCK}
        mine = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), named))
        try:
            yield mine
        finally:
            if mine:
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), named)


LOCKS = {"sqlite": _file_held, "postgresql": _server_held}


class Keeper:
    """The thread of a server that keeps again and again until stopped; it never ends the server."""

    def __init__(self, assistant: Assistant, clock: Callable[[], datetime] = now) -> None:
        self._assistant = assistant
        self._clock = clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="troly-keeper", daemon=True)

    @property
    def pause(self) -> float:
        """Seconds between two rounds; none at all when only `troly tasks keep` keeps."""
        return float(self._assistant.settings.keeper_seconds)

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin, unless the settings say that only the command keeps."""
        if self.pause > 0:
            self._thread.start()

    def stop(self) -> None:
        """End after the round that is running, if any; a letter under way is not waited for longer than a moment."""
        self._stopping.set()
        if self.is_running:
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        while not self._stopping.wait(self.pause):
            try:
                keep(self._assistant, self._clock())
            except Exception as error:  # not even the lock could be asked for
                log.warning("keeper_failed", error=type(error).__name__)
