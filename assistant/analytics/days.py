"""The audit of answers counted day by day; a day that is over is read once and remembered.

Answers are only ever added, so what was counted of a day that is over stays true; votes, tasks and decisions change
later and are read elsewhere (`assistant.analytics.facts`). No text of a question is kept here: equal questions are told
by the digest of their words.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from assistant.analytics.weeks import DAY, day_of, start_of
from assistant.domain import AnswerStatus
from assistant.records.tables import answer_sources, answers
from ingest.database import reading
from ingest.vietnamese import fold, strip_tones

SETTLED_AFTER = timedelta(hours=1)  # an answer is stored when it is given, which is later than it was asked
MOST_DAYS = 800
UNANSWERED = frozenset(status.value for status in AnswerStatus if status.name.startswith("UNANSWERABLE"))
WORDS = re.compile(r"\w+")


class Asked(NamedTuple):
    """One question of the audit: who asked, how it ended, where it was routed, and the digest of its words."""

    id: str
    at: datetime
    account_id: int
    status: str
    unit: str | None
    field: str | None
    words: int


@dataclass
class Day:
    """What was asked on one day: by (status, unit, field), by person, each question, those without an answer, the
    digests of all, and what was cited how often."""

    routed: Counter[tuple[str, str | None, str | None]] = field(default_factory=Counter)
    askers: Counter[int] = field(default_factory=Counter)
    asked: list[Asked] = field(default_factory=list)
    unanswered: list[Asked] = field(default_factory=list)
    words: set[int] = field(default_factory=set)
    uses: Counter[str] = field(default_factory=Counter)


class Days:
    """The days of one database. Safe to share between threads."""

    def __init__(self) -> None:
        self._settled: dict[date, Day] = {}
        self._summed: dict[tuple[date, date], Counter[str]] = {}
        self._lock = threading.Lock()

    def between(
        self, engine: Engine, first: date, last: date, at: datetime, known: Mapping[date, Day] | None = None
    ) -> dict[date, Day]:
        """Every day from `first` to `last`, both counted, as the audit has them at this moment, or as `known` has them."""
        with self._lock:
            wanted = [first + DAY * number for number in range((last - first).days + 1)]
            fresh = {day: known[day] for day in wanted if known and day in known and day not in self._settled}
            missing = [day for day in wanted if day not in self._settled and day not in fresh]
            fresh |= read_days(engine, missing[0], missing[-1]) if missing else {}
            for day in missing:
                if at >= start_of(day + DAY) + SETTLED_AFTER and len(self._settled) < MOST_DAYS:
                    self._settled[day] = fresh[day]
            return {day: fresh[day] if day in fresh else self._settled[day] for day in wanted}

    def uses(
        self, engine: Engine, first: date, last: date, at: datetime, known: Mapping[date, Day] | None = None
    ) -> Counter[str]:
        """Document id → how many answers of these days cite it; what is settled was added up before."""
        days = self.between(engine, first, last, at, known)
        with self._lock:
            settled = [day for day in days if day in self._settled]
            key = first, settled[-1] if settled else first
            if key not in self._summed:
                self._summed = {kept: summed for kept, summed in self._summed.items() if kept[1] >= key[1]}
                self._summed[key] = uses_in([days[day] for day in settled])
            total = self._summed[key].copy()
        total.update(uses_in([day for on, day in days.items() if on not in self._settled]))
        return total


_days: WeakKeyDictionary[Engine, Days] = WeakKeyDictionary()
_days_lock = threading.Lock()


def days_of(engine: Engine) -> Days:
    """What this process remembers of the days of a database."""
    with _days_lock:
        if engine not in _days:
            _days[engine] = Days()
        return _days[engine]


def read_days(engine: Engine, first: date, last: date) -> dict[date, Day]:
    """Count the days from `first` to `last` in two passes over the audit."""
    found = {first + DAY * number: Day() for number in range((last - first).days + 1)}
    table, asked_then = answers.c, (answers.c.asked_at >= start_of(first), answers.c.asked_at < start_of(last + DAY))
    columns = (table.id, table.asked_at, table.account_id, table.status, table.unit, table.field, table.question)
    cited = (
        select(table.asked_at, answer_sources.c.document_id)
        .join(answer_sources, answer_sources.c.answer_id == table.id)
        .where(*asked_then, answer_sources.c.cited.is_(True))
        .group_by(table.id, table.asked_at, answer_sources.c.document_id)
    )
    with reading(engine) as connection:
        for row in connection.execute(select(*columns).where(*asked_then)):
            words = words_of(row.question)
            _count(found, Asked(row.id, row.asked_at, row.account_id, row.status, row.unit, row.field, words))
        for moment, document_id in connection.execute(cited):
            found[day_of(moment)].uses[document_id] += 1
    return found


@lru_cache(maxsize=20_000)
def words_of(question: str) -> int:
    """The same number for the same words in the same order, however marks, capitals and signs were typed."""
    plain = " ".join(WORDS.findall(strip_tones(fold(question))))
    return int.from_bytes(blake2b(plain.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def uses_in(days: Sequence[Day]) -> Counter[str]:
    """Document id → how many answers of these days cite it."""
    total: Counter[str] = Counter()
    for day in days:
        total.update(day.uses)
    return total


def _count(found: dict[date, Day], asked: Asked) -> None:
    day = found[day_of(asked.at)]
    day.routed[asked.status, asked.unit, asked.field] += 1
    day.askers[asked.account_id] += 1
    day.asked.append(asked)
    day.words.add(asked.words)
    if asked.status in UNANSWERED:
        day.unanswered.append(asked)
