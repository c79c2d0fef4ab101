"""`python -m evals.standby`: the primary database is killed while the product writes, the standby takes over.

Writers put documents and keep answers over one address that names both servers; whatever was acknowledged to them is
looked for afterwards in the promoted standby. Three rounds: the standby confirms every commit (synchronous); it only
follows; it only follows and is away for a second when the primary dies. Prints JSON.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import Engine, func, select

from assistant.domain import Answer, AnswerStatus
from assistant.records.accounts import operator
from assistant.records.answers import save_answer
from assistant.records.tables import answers
from evals.servers import STANDBY, Server, running_server, standby_of, wait_until
from ingest import database as db
from ingest.database import connect, migrate, reading
from ingest.errors import DatabaseUnavailable
from ingest.index.measure import DIM, READER, new_document, new_source
from ingest.index.postgres import PostgresIndex

WRITERS = 3
CHUNKS = 3
IN_FLIGHT = 0.1  # seconds in which a writer still learns of a commit that the killed server had confirmed


@dataclass(frozen=True)
class Rehearsal:
    """What was promised and what was kept; times in seconds from the kill."""

    synchronous: bool
    standby_away: bool
    acknowledged_documents: int
    lost_documents: int
    acknowledged_answers: int
    lost_answers: int
    stored_though_not_acknowledged: int
    promoted_after: float
    first_write_after: float
    found_by_search: int
    chunks_in_database: int
    writes_per_second: float


@dataclass
class Promises:
    """What writers were told is stored, and what they had begun."""

    documents: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)
    refused: int = 0
    stop: threading.Event = field(default_factory=threading.Event)


def main() -> None:
    """All rounds, printed as JSON."""
    rounds = [(True, False), (True, True), (False, False), (False, True)]
    print(json.dumps([asdict(rehearse(synchronous, away)) for synchronous, away in rounds], indent=1))


def rehearse(synchronous: bool, standby_away: bool, seconds: float = 3.0) -> Rehearsal:
    """One round: write for some seconds, kill the primary, promote the standby, go on writing, count."""
    with running_server() as primary, tempfile.TemporaryDirectory() as home:
        engine = connect(both(primary))
        migrate(engine)
        standby = standby_of(primary)
        if synchronous:
            confirm(primary)
        index = PostgresIndex(Path(home) / "index", engine, "measured", DIM)
        with writing_all_the_time(index, engine) as promises:
            time.sleep(seconds)
            rate = len(promises.documents) / seconds
            if standby_away:
                standby.stop()
                time.sleep(1.0)
            primary.kill()
            killed = time.monotonic()
            time.sleep(IN_FLIGHT)
            before = len(promises.documents)
            if standby_away:
                standby.start()
            standby.promote()
            promoted = time.monotonic() - killed
            wait_until(lambda: len(promises.documents) > before)
            written = time.monotonic() - killed
        result = counted(promises, engine, index)
        index.close()
        engine.dispose()
        return Rehearsal(
            synchronous=synchronous,
            standby_away=standby_away,
            promoted_after=round(promoted, 2),
            first_write_after=round(written, 2),
            writes_per_second=round(rate, 1),
            **result,
        )


def both(primary: Server) -> str:
    """One address for the primary and for the standby it will have; whichever writes is taken."""
    other = primary.sockets.with_name("standby-socket")
    return f"{primary.url}&host={other}&target_session_attrs=read-write"


def confirm(primary: Server) -> None:
    """From now on a commit is acknowledged when the standby has it on disk too."""
    primary.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{STANDBY}'")
    primary.execute("SELECT pg_reload_conf()")
    wait_until(lambda: bool(primary.execute("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")))


@contextmanager
def writing_all_the_time(index: PostgresIndex, engine: Engine) -> Iterator[Promises]:
    """Some threads that write and write again, also while nobody answers."""
    promises = Promises()
    threads = [threading.Thread(target=write, args=(number, index, engine, promises)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield promises
    finally:
        promises.stop.set()
        for thread in threads:
            thread.join(60)


def write(number: int, index: PostgresIndex, engine: Engine, promises: Promises) -> None:
    """A document, then an answer, again and again; a refusal is counted and the next one begun."""
    source, turn = new_source(), 0
    while not promises.stop.is_set():
        turn += 1
        name = f"w{number}-{turn}"
        promises.begun.add(name)
        try:
            index.put(*new_document(name, source, CHUNKS))
            promises.documents.append(name)
            save_answer(engine, Answer(name, "?", AnswerStatus.BLOCKED_INVALID, ""), operator(), "api")
            promises.answers.append(name)
        except DatabaseUnavailable:
            promises.refused += 1
            time.sleep(0.05)


def counted(promises: Promises, engine: Engine, index: PostgresIndex) -> dict[str, int]:
    """What is there of what was promised, and whether exactly that is found."""
    with reading(engine) as connection:
        documents = set(connection.execute(select(db.documents.c.id)).scalars())
        kept = set(connection.execute(select(answers.c.id)).scalars())
        chunks = connection.execute(select(func.count()).select_from(db.chunks)).scalar_one()
    vector = new_source().vectors(1)[0]
    return {
        "acknowledged_documents": len(promises.documents),
        "lost_documents": len(set(promises.documents) - documents),
        "acknowledged_answers": len(promises.answers),
        "lost_answers": len(set(promises.answers) - kept),
        "stored_though_not_acknowledged": len(documents - set(promises.documents)),
        "found_by_search": len(index.nearest(vector, READER, chunks + 1000)),
        "chunks_in_database": chunks,
    }


if __name__ == "__main__":
    main()
