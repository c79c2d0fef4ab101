"""Which provinces a text names, under old and new names."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.tables import Tables
from ingest.vietnamese import fold, strip_tones

ISSUED_AT = re.compile(r"(?:hà nội|ha noi), ngày|cử tri và nhân dân cả nước")


class Places:
    """Finds province names (63 old, 34 new, usual spellings) in running text, with or without tone marks."""

    def __init__(self, tables: Tables) -> None:
        named = {strip_tones(fold(province.name)): province.name for province in tables.provinces}
        named |= {strip_tones(fold(alias)): name for alias, name in tables.province_aliases}
        spoken = sorted(named, key=len, reverse=True)
        self._names = named
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, spoken)) + r")(?!\w)") if spoken else None
        self._cached = lru_cache(maxsize=50_000)(self._find)

    def named_in(self, text: str) -> frozenset[str]:
        """The official names of all provinces named in the text."""
        return self._cached(text)

    def _find(self, text: str) -> frozenset[str]:
        if self._pattern is None:
            return frozenset()
        plain = strip_tones(ISSUED_AT.sub(" ", fold(text)))
        return frozenset(self._names[match.group()] for match in self._pattern.finditer(plain))
