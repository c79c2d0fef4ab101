"""Revisions of the tables; run by `ingest.database.migrate`."""
