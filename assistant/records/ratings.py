"""What people said of answers, by the source that led each: for putting a source on its owner's queue, nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from assistant.records.tables import answer_sources, feedback


@dataclass(frozen=True)
class Rating:
    """One current vote on an answer that this document led."""

    document_id: str
    account_id: int
    value: int
    reason: str | None
    created: datetime


@dataclass(frozen=True)
class Rated:
    """How many different people found the answers wrong and right, and how often each reason was given."""

    down: int
    up: int
    reasons: dict[str, int]


def ratings_since(connection: Connection, since: datetime) -> dict[str, list[Rating]]:
    """Document id → the current votes since then on answers whose first citation it is."""
    votes, sources = feedback.c, answer_sources.c
    chosen = (
        select(sources.document_id, votes.account_id, votes.value, votes.reason, votes.created)
        .join(answer_sources, sources.answer_id == votes.answer_id)
        .where(votes.replaced.is_(None), votes.created >= since, sources.cited.is_(True), sources.position == 0)
        .order_by(votes.id)
    )
    found: dict[str, list[Rating]] = {}
    for row in connection.execute(chosen):
        rating = Rating(row.document_id, row.account_id, row.value, row.reason, row.created)
        found.setdefault(row.document_id, []).append(rating)
    return found


def rated(ratings: Sequence[Rating]) -> Rated:
    """Every person counts once, by what they said last."""
    last = {each.account_id: each for each in ratings}
    down = [each for each in last.values() if each.value < 0]
    reasons = Counter(each.reason for each in down if each.reason)
    return Rated(len(down), len(last) - len(down), dict(reasons.most_common()))
