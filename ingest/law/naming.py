"""Whether a text means one certain law: by its code, whole or shortened, or by its title with a year or at its time.

Numbers that look alike are kept apart: `06/QĐ-TTg` is not `06/2026/QĐ-TTg`, and Nghị định 30/2020 is not Quyết định
30/2020. A title without a year means the law of that title that held when the text was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from ingest.documents import Span
from ingest.table_rows import LegalBasis
from ingest.tables import Tables
from ingest.vietnamese import code_mentions, same_code

CODE = re.compile(r"(?P<number>\d+[a-z]?)(?:/(?P<year>(?:19|20)\d{2}))?(?:[/-](?P<symbol>.+))?$")
AFTER_TITLE = re.compile(
    r"(?P<revised>\s*\(?\s*sửa đổi)?(?:\s*\(?\s*(?:số\s*)?(?P<number>\d{1,4})/(?P<year>(?:19|20)\d{2})"
    r"|,?\s*(?:\(?\s*năm\s*)?(?P<only_year>(?:19|20)\d{2})(?![\d/]))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """Where a text means a law."""

    law: LegalBasis
    span: Span


@dataclass(frozen=True)
class Namings:
    """The ways in which some laws are named; `alike` are all rows of the table, to know what else a name may mean."""

    wanted: tuple[LegalBasis, ...]
    alike: tuple[LegalBasis, ...]

    @staticmethod
    def of(wanted: tuple[LegalBasis, ...], tables: Tables) -> Namings:
        return Namings(wanted, tables.legal_bases)

    @cached_property
    def by_number(self) -> dict[str, list[LegalBasis]]:
        """Number without leading zeros → the rows of the table with it."""
        found: dict[str, list[LegalBasis]] = {}
        for law in self.alike:
            code = CODE.match(law.code)
            if code:
                found.setdefault(code["number"].lstrip("0"), []).append(law)
        return found

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the wanted laws."""
        return frozenset(law.code for law in self.wanted)


def named_in(text: str, written: date | None, namings: Namings) -> Iterator[Named]:
    """Every place of NFC text that means one of the wanted laws; `written` is the day of the text, if known."""
    for mention in code_mentions(text):
        law = _meant(mention.code, namings)
        if law and law.code in namings.codes:
            yield Named(law, mention.span)
    for law in namings.wanted:
        if has_spoken_title(law):
            yield from (Named(law, span) for span in _titles(text, written, law, namings.alike))


def has_spoken_title(law: LegalBasis) -> bool:
    """Whether people name it by its title alone, as they do laws and no decrees."""
    return law.title.startswith(("Luật", "Bộ luật", "Pháp lệnh"))


def _meant(code: str, namings: Namings) -> LegalBasis | None:
    """The law with this code; a shortened code means a law only when it can mean no other one of the table."""
    said = CODE.match(code)
    rivals = namings.by_number.get(said["number"].lstrip("0"), []) if said else []
    same = [law for law in rivals if law.code == code] or [law for law in rivals if _may_mean(code, law)]
    return same[0] if len(same) == 1 else None


def _may_mean(code: str, law: LegalBasis) -> bool:
    said, own = _read(code), _read(law.code)
    if not said or not own or said["number"].lstrip("0") != own["number"].lstrip("0"):
        return False
    if bool(said["year"]) != bool(own["year"]):
        return _year_left_out(said, own, law)
    if said["year"] != own["year"]:
        return False
    named = same_code(code, law.code) and _of_its_type(said["symbol"], law)
    return named or _resolution(said["symbol"], law)


@lru_cache(maxsize=4096)
def _read(code: str) -> re.Match[str] | None:
    return CODE.match(code)


def _year_left_out(said: re.Match[str], own: re.Match[str], law: LegalBasis) -> bool:
    """`Quyết định 749 năm 2020` is 749/QĐ-TTg; `06/2026/QĐ-TTg`, written whole, is another document than 06/QĐ-TTg."""
    symbol = said["symbol"] or ""
    short = "-" not in symbol and "/" not in symbol
    if not short or not symbol or not (own["symbol"] or "").startswith(symbol) or not _of_its_type(symbol, law):
        return False
    return said["year"] is None or (law.issued is not None and int(said["year"]) == law.issued.year)


def _of_its_type(symbol: str | None, law: LegalBasis) -> bool:
    """`Luật 75/2022` (symbol QH) is no resolution of the same assembly."""
    return symbol != "QH" or law.type.endswith(("uật", "lệnh"))


def _resolution(symbol: str | None, law: LegalBasis) -> bool:
    """`Nghị quyết 202/2025` is 202/2025/QH15."""
    return symbol == "NQ" and law.type == "Nghị quyết"


def _titles(text: str, written: date | None, law: LegalBasis, alike: tuple[LegalBasis, ...]) -> Iterator[Span]:
    """Where the title stands and means this law and no other of the same title."""
    same_title = [each for each in alike if each.title == law.title]
    first, rest = re.escape(law.title[0]), re.escape(law.title[1:])  # "kỷ luật báo chí" is no Luật Báo chí
    for found in re.finditer(rf"(?<!\w){first}(?i:{rest})(?!\w)", text):
        after = AFTER_TITLE.match(text, found.end())
        assert after is not None  # it may be empty
        if _means(after, written, law, same_title) and not _goes_on(text, found.start(), law, alike):
            yield Span(found.start(), after.end())


def _means(after: re.Match[str], written: date | None, law: LegalBasis, same_title: list[LegalBasis]) -> bool:
    if after["number"]:
        return law.code.startswith(f"{after['number']}/{after['year']}/")
    if after["only_year"]:
        return law.issued is not None and law.issued.year == int(after["only_year"])
    if after["revised"] or written is None:
        return False
    held = [each for each in same_title if each.in_force and each.in_force <= written]
    return bool(held) and max(held, key=lambda each: each.in_force or date.min) is law


def _goes_on(text: str, start: int, law: LegalBasis, alike: tuple[LegalBasis, ...]) -> bool:
    """Whether it is the beginning of a longer title of the table."""
    longer = (each.title for each in alike if len(each.title) > len(law.title) and each.title.startswith(law.title))
    return any(text.startswith(title, start) for title in longer)
