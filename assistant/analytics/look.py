"""One person looks at the overview: whose numbers they may see, and those numbers now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.analytics.alike import alike_by
from assistant.analytics.indicators import MOST_WEEKS, Overview, overview
from assistant.analytics.rows import Looked
from assistant.analytics.scope import Units, choosable, chosen
from assistant.analytics.weeks import day_of, week_written
from assistant.bootstrap import Assistant
from assistant.domain import Reader


@dataclass(frozen=True)
class Look:
    """An overview with the units its reader may choose; `whole` when that is also the whole ministry."""

    seen: Overview
    units: Units
    choices: tuple[str, ...]
    whole: bool


def look(assistant: Assistant, reader: Reader, unit: str | None, weeks: int, at: datetime) -> Look:
    """What this person sees of the unit they chose, or of their own. Raises NotAllowed."""
    units = Units(assistant.tables, day_of(at))
    scope, seen = chosen(reader, assistant.engine, units, unit), choosable(reader, assistant.engine, units)
    known = {units.current(each.code) for each in assistant.tables.units} if seen is None else seen
    count = min(max(weeks, 1), MOST_WEEKS)
    found = overview(assistant.engine, assistant.tables, scope, count, at, alike_by(assistant))
    return Look(found, units, tuple(sorted(known, key=lambda code: (units.name(code), code))), seen is None)


def look_behind(assistant: Assistant, found: Look, week: str, key: str) -> Looked:
    """What the rows behind its numbers are chosen from; an empty week means all of them. Raises BadRequest."""
    return Looked(assistant.engine, found.seen, week_written(week) if week else None, key)
