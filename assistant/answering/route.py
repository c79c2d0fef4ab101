"""Which field a question is about, and which unit answers for it on a day. By the keywords of the dated table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from ingest.tables import Tables
from ingest.vietnamese import fold, strip_tones


class Router:
    """Names the field of a text; longer keywords count more."""

    def __init__(self, tables: Tables) -> None:
        self._fields: dict[str, list[str]] = {}
        for field in tables.fields:
            for keyword in (field.name, *field.keywords):
                self._fields.setdefault(strip_tones(fold(keyword)), []).append(field.slug)
        spoken = sorted(self._fields, key=len, reverse=True)
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, spoken)) + r")(?!\w)") if spoken else None

    def field(self, text: str) -> str | None:
        """The slug of the field the text names most; None when it names none."""
        if self._pattern is None:
            return None
        weight: Counter[str] = Counter()
        for match in self._pattern.finditer(strip_tones(fold(text))):
            for slug in self._fields[match.group()]:
                weight[slug] += len(match.group().split())
        return weight.most_common(1)[0][0] if weight else None


def field_of(found: Iterable[str | None]) -> str | None:
    """The field most of the best sources belong to."""
    known = Counter(field for field in found if field)
    return known.most_common(1)[0][0] if known else None


def unit_in_charge(field: str | None, tables: Tables, on: date) -> str | None:
    """The name of the unit that answers for the field on that day."""
    unit = tables.unit_for(field, on) if field else None
    return unit.name if unit else None
