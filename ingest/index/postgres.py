"""The index on PostgreSQL: the truth on a server that several processes share, the searches in each process.

Every process keeps the same derived indexes as beside SQLite, so rankings are equal by construction and a search
costs the same. What differs is when it looks: `generation`, `nearest` and `matching` ask the server for the newest
generation first (one round trip, 0.2 ms on one machine) and take over what is new, so that what any process stored
before a question is in its answer; what is read around them follows within 50 ms, as beside SQLite. A process without
derived files builds them before its first search; `troly serve` does so before it says that it is ready.

When another server answers than before (it was restarted, a standby took over, a backup was restored), what was
derived is compared chunk by chunk with what that server holds: a transaction that only the old one had is forgotten.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from time import monotonic

from sqlalchemy import Engine, text

from ingest.errors import StorageFull
from ingest.index.derived import Derived
from ingest.index.embedded import EmbeddedIndex
from ingest.storage import storage_errors

ASKED = text("SELECT (SELECT generation FROM index_state WHERE id = 1), pg_postmaster_start_time()")


class PostgresIndex(EmbeddedIndex):
    """Implements `ingest.index.base.Index`; `home` is this process's folder of derived indexes."""

    _server: datetime | None = None  # when the server began that answered last

    @cached_property
    def _asking(self) -> Engine:
        return self._engine.execution_options(isolation_level="AUTOCOMMIT")

    def generation(self) -> int:
        generation, _ = self._asked()
        self._must_see(generation)
        return generation

    def _newest(self) -> Derived:
        generation, server = self._asked()
        if server != self._server:
            self._compare(server)
        self._must_see(generation)
        return self._up_to_date()

    def _must_see(self, generation: int) -> None:
        if self._failures and monotonic() < self._look_at:
            return  # the disk refuses the newest chunks; searching goes on without them for a moment
        with self._counting:
            self._written = max(self._written, generation)

    def _asked(self) -> tuple[int, datetime]:
        with self._asking.connect() as connection:
            generation, server = connection.execute(ASKED).one()
        return generation or 0, server

    def _compare(self, server: datetime) -> None:
        with self._following:
            derived = self._derived
            if self._server not in (None, server) and derived is not None:
                try:
                    with storage_errors("updating the search indexes"):
                        derived.align(self._engine)
                except StorageFull as full:
                    self._go_on_with(derived, full)
                    return
                with self._counting:
                    self._written = derived.generation
                self._forget()
            self._server = server
