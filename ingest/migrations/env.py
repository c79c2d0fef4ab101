"""Runs the revisions over the connection that `ingest.database.migrate` opened; never on its own."""

from __future__ import annotations

from alembic import context

from ingest.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter most things in place
)
with context.begin_transaction():
    context.run_migrations()
