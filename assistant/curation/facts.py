"""The figures, whole dates and document codes a text states, and whether two texts state different ones of a kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answering.reading import MULTIPLES, NOT_COUNTED_AFTER
from ingest.vietnamese import code_mentions, dates, nfc, same_code, strip_tones, syllables

THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
BARE_MULTIPLES = frozenset(map(strip_tones, MULTIPLES))
NOT_UNITS = frozenset({"va", "la", "cua", "trong", "tu", "den", "theo", "tai", "cho", "voi", "hoac", "o", "thi"})


Day = tuple[int | None, int | None, int | None]
"""Year, month, day, as far as they are named."""


@dataclass(frozen=True)
class Facts:
    """What a text states: what is counted (without marks) → its numbers; days and months; document codes."""

    counted: Mapping[str, frozenset[str]]
    days: frozenset[Day]
    codes: frozenset[str]


def facts_of(text: str) -> Facts:
    """The facts of a text."""
    text = nfc(text)
    mentions = code_mentions(text)
    plain = text
    for mention in reversed(mentions):
        plain = f"{plain[: mention.span.start]} ; {plain[mention.span.end :]}"
    named = dates(plain)
    for each in reversed(named):
        plain = f"{plain[: each.span.start]} ; {plain[each.span.end :]}"
    days = frozenset((each.year, each.month, each.day) for each in named if each.month)
    return Facts(_counted(plain), days, frozenset(mention.code for mention in mentions))


def figures_differ(one: Facts, other: Facts) -> bool:
    """Whether both count the same thing and no number of it is common, or both name days or months and none can be the same."""
    common = one.counted.keys() & other.counted.keys()
    if any(not one.counted[unit] & other.counted[unit] for unit in common):
        return True
    both = bool(one.days and other.days)
    return both and not any(_may_be_same(day, known) for day in one.days for known in other.days)


def _may_be_same(one: Day, other: Day) -> bool:
    """Whether no part that both name differs: `tháng 9/2026` may be `15/9/2026`."""
    return all(mine == theirs for mine, theirs in zip(one, other, strict=True) if mine and theirs)


def codes_differ(one: Facts, other: Facts) -> bool:
    """Whether both name documents and none is common."""
    both = bool(one.codes and other.codes)
    return both and not any(same_code(a, b) for a in one.codes for b in other.codes)


def _counted(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for clause in re.split(r"[;:\n]|[.,?!](?=\s|$)", text):
        words = syllables(clause.replace("%", " phần_trăm "))
        for place, word in enumerate(words):
            before = words[place - 1] if place else ""
            if word[0].isdigit() and "/" not in word and before not in NOT_COUNTED_AFTER:
                number, unit = _measured(word, words[place + 1 :])
                if unit:
                    found.setdefault(unit, set()).add(number)
    return {unit: frozenset(numbers) for unit, numbers in found.items()}


def _measured(number: str, following: list[str]) -> tuple[str, str]:
    """`2,9 tỷ đồng` → ("2,9 ty", "dong"); the unit is empty when nothing is counted."""
    if THOUSANDS.fullmatch(number):
        number = re.sub(r"[.,]", "", number)
    said = [strip_tones(word) for word in following[:3]]
    while said and said[0] in BARE_MULTIPLES:
        number = f"{number} {said.pop(0)}"
    unit = said[0] if said else ""
    return number, "" if unit in NOT_UNITS or unit[:1].isdigit() else unit
