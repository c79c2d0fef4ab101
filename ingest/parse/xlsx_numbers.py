"""Numbers and days of a worksheet as a Vietnamese reader sees them: 2.164 · 99,8% · 02/01/2025."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel

_IN_BRACKETS = re.compile(r"\[[^\]]*\]")
_PLACES = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+")
# Quoted text, an escaped letter, room left for a letter, a letter that fills the cell.
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_LARGEST_PLAIN = 1e15


def shown_number(value: float, code: str, base: datetime) -> str:
    """The number in its format `code`; a day when the format is one of days, counted from `base`."""
    if code == "General":
        return _general(value)
    if _is_of_days(code):
        return _day(value, code, base)
    parts = code.split(";")
    chosen = parts[1] if value < 0 and len(parts) > 1 and parts[1] else parts[0]
    if value == 0 and len(parts) > 2:
        chosen = parts[2]
    if chosen.strip() == "":
        return ""
    return _in_format(value, chosen, negative_told=chosen is not parts[0])


@lru_cache(maxsize=256)
def _is_of_days(code: str) -> bool:
    return bool(is_date_format(code))


def hides(code: str) -> bool:
    """Whether a format shows nothing whatever the value is (`;;;`)."""
    return code.count(";") >= 2 and not code.replace(";", "").strip()


def _in_format(value: float, code: str, negative_told: bool) -> str:
    before, places, after = _taken_apart(code)
    if not places or "E" in code.upper().replace("GENERAL", "") or "/" in code:
        return _general(value)
    if "%" in before + after:
        value *= 100
    integer, _, fraction = places.partition(".")
    scale = len(integer) - len(integer.rstrip(","))
    amount = Decimal(repr(value)) / (1000**scale)
    shown = f"{abs(amount).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP):f}"
    whole, _, rest = shown.partition(".")
    optional = len(fraction) - len(fraction.rstrip("#"))
    while optional and rest.endswith("0"):
        rest, optional = rest[:-1], optional - 1
    whole = whole.zfill(integer.count("0"))
    if "," in integer.rstrip(","):
        whole = f"{int(whole):,}".replace(",", ".")
    sign = "-" if value < 0 and not negative_told else ""
    return f"{sign}{before}{whole}{',' + rest if rest else ''}{after}".strip()


@lru_cache(maxsize=256)
def _taken_apart(code: str) -> tuple[str, str, str]:
    """Words before the figures, the places of the figures, words after them."""
    code = _IN_BRACKETS.sub("", code)
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[1] or match[2] or "")
        return chr(0xE000 + len(kept) - 1)

    bare = _LITERAL.sub(keep, code)
    found = _PLACES.search(bare)
    if found is None:
        return "", "", ""

    def words(part: str) -> str:
        return "".join(kept[ord(letter) - 0xE000] if letter >= "\ue000" else letter for letter in part)

    return words(bare[: found.start()]), found[0], words(bare[found.end() :])


def _general(value: float) -> str:
    shown = f"{value:.10g}" if abs(value) < _LARGEST_PLAIN else f"{value:.0f}"
    if "e" in shown:
        shown = f"{Decimal(repr(value)):f}"
    return shown.replace(".", ",")


def _day(value: float, code: str, base: datetime) -> str:
    try:
        day = from_excel(value, base, timedelta="[h" in code.lower())
    except (OverflowError, ValueError):
        return _general(value)
    bare = _LITERAL.sub("", _IN_BRACKETS.sub("", code)).lower()
    if isinstance(day, timedelta):
        minutes = round(day.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(day, time):
        return day.strftime("%H:%M")
    return shown_day(day, with_day="d" in bare, with_time="h" in bare)


def shown_day(day: date, with_day: bool = True, with_time: bool = False) -> str:
    """dd/mm/yyyy (mm/yyyy where the format shows no day), with the time of day where it is shown and is not midnight."""
    # strftime leaves out leading zeros of years before 1000 and needs none here.
    shown = f"{day.day:02d}/{day.month:02d}/{day.year}" if with_day else f"{day.month:02d}/{day.year}"
    if with_time and isinstance(day, datetime) and (day.hour or day.minute):
        return f"{shown} {day.hour:02d}:{day.minute:02d}"
    return shown
