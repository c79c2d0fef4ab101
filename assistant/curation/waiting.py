"""A change as it is kept while it waits for a second person: JSON, and the change again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from assistant.curation.nouns import BlockPassage, Change, ConfirmAnswer, Lesson, RetireDocument, Teach
from ingest.documents import Visibility

Values = dict[str, Any]
KINDS: dict[str, type[BlockPassage] | type[ConfirmAnswer] | type[RetireDocument]] = {
    "block": BlockPassage,
    "confirm": ConfirmAnswer,
    "retire": RetireDocument,
}
NAMES = {kind: name for name, kind in KINDS.items()}


def written(change: Change) -> Values:
    """The change as JSON."""
    if isinstance(change, Teach):
        return {"is": "teach", **asdict(change), "lesson": _written(change.lesson)}
    return {"is": NAMES[type(change)], **asdict(change)}


def read(values: Values) -> Change:
    """The change that `written` wrote."""
    given = {name: value for name, value in values.items() if name != "is"}
    if values["is"] != "teach":
        return KINDS[values["is"]](**given)
    return Teach(**given | {"lesson": _read(given["lesson"]), "corrects": tuple(given["corrects"])})


def _written(lesson: Lesson) -> Values:
    days = {"in_force": lesson.in_force, "until": lesson.until}
    return (
        asdict(lesson)
        | {name: day.isoformat() if day else None for name, day in days.items()}
        | {"visibility": [lesson.visibility.scope, sorted(lesson.visibility.units)]}
    )


def _read(values: Values) -> Lesson:
    scope, units = values["visibility"]
    texts = {name: tuple(values[name]) for name in ("wordings", "not_for", "basis")}
    days = {name: date.fromisoformat(values[name]) if values[name] else None for name in ("in_force", "until")}
    return Lesson(**values | texts | days | {"visibility": Visibility(scope, frozenset(units))})
