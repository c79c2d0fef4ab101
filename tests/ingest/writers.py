"""Sixteen threads that write to one database at once, each having read what the others wrote."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, func, insert, select

from ingest import database as db


def written_by_sixteen(engine: Engine, writes: int) -> Sequence[int]:
    """The keys that stand there after so many writes, each of which took the next free number for its key."""

    def add(number: int) -> None:
        with db.writing(engine) as connection:
            count = connection.execute(select(func.count()).select_from(db.removed_chunks)).scalar_one()
            connection.execute(insert(db.removed_chunks).values(key=count, generation=number))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(add, range(writes)))
    with db.reading(engine) as connection:
        return connection.execute(select(db.removed_chunks.c.key)).scalars().all()
