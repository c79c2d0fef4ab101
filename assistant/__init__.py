"""Answers officials from what was ingested, and remembers who asked what."""
