"""Answers officials from what was ingested, and remembers who asked what."""

import ingest  # noqa: F401  # before anything imports numpy
