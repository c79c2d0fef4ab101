"""Which field a question is about, and which unit answers for it on a day. By the keywords of the dated table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from ingest.tables import Tables
from ingest.vietnamese import fold, has_tones, strip_tones

SHORTEST_PLAIN = 2  # "so" and "ai" without marks are other words


class Router:
    """Names the field of a text by the keywords of the dated table; longer keywords count more."""

    def __init__(self, tables: Tables) -> None:
        self._toned = Keywords({fold(keyword): slug for keyword, slug in _keywords(tables)})
        plain = {strip_tones(fold(keyword)): slug for keyword, slug in _keywords(tables)}
        self._plain = Keywords(
            {word: slug for word, slug in plain.items() if len(word) > SHORTEST_PLAIN or not word.isalpha()}
        )

    def field(self, text: str) -> str | None:
        """The slug of the field the text names most; None when it names none.

        Only what is typed without any marks is compared without them: "sở" is no "số".
        """
        folded = fold(text)
        return self._toned.most(folded) if has_tones(folded) else self._plain.most(folded)


class Keywords:
    """Finds keywords in running text, longest first."""

    def __init__(self, slugs: dict[str, str]) -> None:
        spoken = sorted(slugs, key=len, reverse=True)
        self._slugs = slugs
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, spoken)) + r")(?!\w)") if spoken else None

    def most(self, text: str) -> str | None:
        """The slug named most, None when none is."""
        if self._pattern is None:
            return None
        weight: Counter[str] = Counter()
        for match in self._pattern.finditer(text):
            weight[self._slugs[match.group()]] += len(match.group().split())
        return weight.most_common(1)[0][0] if weight else None


def _keywords(tables: Tables) -> Iterator[tuple[str, str]]:
    for field in tables.fields:
        for keyword in (field.name, *field.keywords):
            yield keyword, field.slug


def field_of(found: Iterable[str | None]) -> str | None:
    """The field most of the best sources belong to."""
    known = Counter(field for field in found if field)
    return known.most_common(1)[0][0] if known else None


def unit_in_charge(field: str | None, tables: Tables, on: date) -> str | None:
    """The name of the unit that answers for the field on that day."""
    unit = tables.unit_for(field, on) if field else None
    return unit.name if unit else None
