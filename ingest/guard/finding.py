"""What every search for personal data yields."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.documents import Span


@dataclass(frozen=True)
class Finding:
    """A piece of personal data and what stands in its place."""

    span: Span
    label: str
