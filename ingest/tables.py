"""The dated tables: what is in force, who answers, which province, and from when until when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from ingest.expansions import Expansions, wordings
from ingest.table_rows import (
    Abbreviation,
    Deadline,
    Field,
    Holiday,
    LegalBasis,
    Letterhead,
    Minutes,
    NameChange,
    Province,
    Session,
    Synonyms,
    TypedWord,
    Unit,
    abbreviation_row,
    deadline_row,
    field_row,
    holiday_row,
    legal_basis_row,
    letterhead_row,
    minutes_row,
    name_row,
    province_alias_row,
    province_row,
    read_table,
    session_row,
    synonyms_row,
    typed_word_row,
    unit_row,
)
from ingest.vietnamese import document_codes, fold, same_code, strip_tones

YEAR_AFTER_TITLE = re.compile(r"\s*(?:nam\s*)?(?P<year>(?:19|20)\d{2})$")
FIELD_PREFIX = re.compile(r"^(?:(?:[ivx]+|\d+)[.)]? )?(?:ve )?(?:noi dung |cong tac )?linh vuc ")
PROVINCE_PREFIX = re.compile(r"^(?:tinh|thanh pho|thu do|tp\.?|t\.)\s+|^tp\.?\s*(?=[a-z])")


@dataclass(frozen=True)
class Tables:
    """All dated tables, read once at start and passed down."""

    legal_bases: tuple[LegalBasis, ...] = ()
    units: tuple[Unit, ...] = ()
    fields: tuple[Field, ...] = ()
    provinces: tuple[Province, ...] = ()
    province_aliases: tuple[tuple[str, str], ...] = ()
    letterheads: tuple[Letterhead, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    sessions: tuple[Session, ...] = ()
    names: tuple[NameChange, ...] = ()
    synonyms: tuple[Synonyms, ...] = ()
    typed_words: tuple[TypedWord, ...] = ()
    minutes: tuple[Minutes, ...] = ()

    @staticmethod
    def load(folder: Path) -> Tables:
        """Read every table in `folder`; raises TableInvalid with file, line and column of a bad cell."""
        return Tables(
            legal_bases=read_table(folder / "legal_basis.csv", legal_basis_row),
            units=read_table(folder / "units.csv", unit_row),
            fields=read_table(folder / "fields.csv", field_row),
            provinces=read_table(folder / "provinces.csv", province_row),
            province_aliases=read_table(folder / "province_aliases.csv", province_alias_row),
            letterheads=read_table(folder / "letterheads.csv", letterhead_row),
            holidays=read_table(folder / "holidays.csv", holiday_row),
            deadlines=read_table(folder / "deadlines.csv", deadline_row),
            abbreviations=read_table(folder / "abbreviations.csv", abbreviation_row),
            sessions=read_table(folder / "sessions.csv", session_row),
            names=read_table(folder / "names.csv", name_row),
            synonyms=read_table(folder / "synonyms.csv", synonyms_row),
            typed_words=read_table(folder / "typed_words.csv", typed_word_row),
            minutes=read_table(folder / "minutes.csv", minutes_row),
        )

    def law(self, code: str) -> LegalBasis | None:
        """The one legal basis meant by `code`; None when the table has none, or more than one fits."""
        found = self.laws(code)
        return found[0] if len(found) == 1 else None

    def laws(self, code: str) -> tuple[LegalBasis, ...]:
        """Every legal basis that `code` may mean: a full code, "25/2011", "Nghị định 25/2011" or a title."""
        if code not in self._known_codes:
            self._known_codes[code] = self._find_laws(code)
        return self._known_codes[code]

    @cached_property
    def _known_codes(self) -> dict[str, tuple[LegalBasis, ...]]:
        """What earlier look-ups found; the table never changes while it is held."""
        return {}

    def _find_laws(self, code: str) -> tuple[LegalBasis, ...]:
        wanted = next(iter(document_codes(code)), code.strip())
        exact = self._laws_by_code.get(wanted)
        if exact:
            return (exact,)
        partial = tuple(law for law in self.legal_bases if same_code(wanted, law.code))
        return partial or self._laws_by_title(_plain(code))

    def successors(self, law: LegalBasis) -> tuple[LegalBasis, ...]:
        """What replaced `law`, as far as the table holds it."""
        found = (self._laws_by_code.get(code) for code in law.successors)
        return tuple(successor for successor in found if successor)

    def unit(self, code: str) -> Unit | None:
        """The unit with this code."""
        return self._units_by_code.get(code)

    def unit_named(self, name: str, on: date | None = None) -> Unit | None:
        """The unit a letter or table calls `name`; the one valid on the day if given, else the first known."""
        known = self.units_named(name)
        dated = (unit for unit in known if on and _holds(unit.valid_from, unit.valid_to, on))
        return next(dated, *known[:1] or (None,))

    def units_named(self, name: str) -> tuple[Unit, ...]:
        """Every unit, past and present, with this full name, short name or code (any capitals)."""
        wanted = _key(name)
        return tuple(unit for unit in self.units if wanted in (_key(unit.name), _key(unit.short), _key(unit.code)))

    def unit_for(self, field: str, on: date) -> Unit | None:
        """Who answers for the field on that day; None when no unit did."""
        return next(
            (unit for unit in self.units if field in unit.fields and _holds(unit.valid_from, unit.valid_to, on)), None
        )

    def field(self, slug: str) -> Field | None:
        """The field with this slug."""
        return next((field for field in self.fields if field.slug == slug), None)

    def field_named(self, heading: str) -> Field | None:
        """The field a heading such as "LĨNH VỰC BƯU CHÍNH" names; None when none or more than one does."""
        wanted = _key(
            re.sub(r"^(?:(?:[ivx]+|\d+)[.)]? )?(?:ve )?(?:noi dung |cong tac )?linh vuc ", "", _plain(heading))
        )
        for alike in (_same, _begins, _keyword):
            found = [field for field in self.fields if alike(field, wanted)]
            if len(found) == 1:
                return found[0]
        return None

    def province(self, name: str, on: date | None = None) -> Province | None:
        """The province a text calls `name` ("tỉnh Hà Giang", "TP. HCM", "Kontum"), on that day if given."""
        return self._dated_province(_province_key(name), on)

    def province_in(self, text: str, on: date | None = None) -> Province | None:
        """The first province that `text` names after "tỉnh", "thành phố" or "TP.", else that it begins with."""
        found = self._province_pattern.search(_plain(text))
        return self._dated_province(re.sub(r"[^a-z]", "", found["name"]), on) if found else None

    def province_today(self, name: str, on: date) -> Province | None:
        """The province that covers the land of `name` on that day (Hà Giang in 2026: Tuyên Quang)."""
        province = self.province(name)
        while province and province.valid_to and province.valid_to <= on:
            later = self._provinces_by_key.get(_province_key(province.successor or ""), ())
            province = next((next_ for next_ in later if next_.valid_from == province.valid_to), None)
        return province

    def provinces_before(self, name: str) -> tuple[str, ...]:
        """The names of all former provinces that became part of `name`, itself included where it kept its name."""
        wanted = _province_key(name)
        return tuple(
            dict.fromkeys(each.name for each in self.provinces if _province_key(each.successor or "") == wanted)
        )

    def letterhead(self, text: str) -> Letterhead | None:
        """The ministry whose code, number suffix or full name stands in `text`."""
        wanted = _key(text)
        return next(
            (
                head
                for head in self.letterheads
                if wanted == _key(head.code) or _key(head.suffix) in wanted or _key(head.name) in wanted
            ),
            None,
        )

    def meanings(self, short: str) -> tuple[str, ...]:
        """Every full form of an abbreviation (BC: Bưu chính, Báo chí); empty when unknown."""
        return self._full_forms.get(short.upper(), ())

    def typed_word(self, typed: str) -> TypedWord | None:
        """What a chat spelling (folded) stands for."""
        return self._typed_words.get(typed)

    @cached_property
    def _typed_words(self) -> Mapping[str, TypedWord]:
        return {each.typed: each for each in self.typed_words}

    def minutes_for(self, what: str, on: date) -> Minutes | None:
        """How many minutes `what` stands for on that day; None when no row holds then."""
        return next(
            (each for each in self.minutes if each.what == what and _holds(each.valid_from, each.valid_to, on)), None
        )

    def holiday(self, day: date) -> Holiday | None:
        """What makes this day another than its day of the week: off, or worked in exchange."""
        return self._holidays_by_day.get(day)

    @cached_property
    def _holidays_by_day(self) -> Mapping[date, Holiday]:
        return {each.day: each for each in self.holidays}

    @cached_property
    def expansions(self) -> Expansions:
        """What a question's phrases may also be called."""
        known = wordings(self.abbreviations, self.names, self.synonyms, self.units, self.provinces)
        return Expansions(known, self.fields)

    @cached_property
    def _laws_by_code(self) -> Mapping[str, LegalBasis]:
        return {law.code: law for law in self.legal_bases}

    @cached_property
    def _units_by_code(self) -> Mapping[str, Unit]:
        return {unit.code: unit for unit in self.units}

    @cached_property
    def _provinces_by_key(self) -> Mapping[str, tuple[Province, ...]]:
        found: dict[str, tuple[Province, ...]] = {}
        for province in self.provinces:
            key = _province_key(province.name)
            found[key] = (*found.get(key, ()), province)
        for alias, name in self.province_aliases:
            found.setdefault(_province_key(alias), found.get(_province_key(name), ()))
        return found

    @cached_property
    def _province_pattern(self) -> re.Pattern[str]:
        names = [_spaced(province.name) for province in self.provinces]
        names += [_spaced(alias) for alias, _ in self.province_aliases]
        longest_first = "|".join(sorted(set(names), key=lambda name: (-len(name), name)))
        return re.compile(rf"(?:\b(?:tinh|thanh pho|thu do)\s+|\btp\.?\s*|^\W*)(?P<name>{longest_first or '(?!)'})\b")

    @cached_property
    def _full_forms(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for abbreviation in self.abbreviations:
            key = abbreviation.short.upper()
            found[key] = (*found.get(key, ()), abbreviation.full)
        return found

    def _dated_province(self, key: str, on: date | None) -> Province | None:
        known = self._provinces_by_key.get(key, ())
        dated = (each for each in known if on and _holds(each.valid_from, each.valid_to, on))
        return next(dated, *known[:1] or (None,))

    def _laws_by_title(self, spoken: str) -> tuple[LegalBasis, ...]:
        dated = YEAR_AFTER_TITLE.search(spoken)
        title = spoken[: dated.start()] if dated else spoken
        year = int(dated["year"]) if dated else None
        return tuple(
            law
            for law in self.legal_bases
            if title and _plain(law.title) == title and year in (None, law.issued.year if law.issued else None)
        )


def in_force(law: LegalBasis, on: date) -> bool | None:
    """Whether `law` holds on that day; None when the table does not know since when."""
    if law.until and on >= law.until:
        return False
    if law.in_force:
        return on >= law.in_force
    return False if law.issued and on < law.issued else None


def _holds(start: date | None, end: date | None, on: date) -> bool:
    return (start is None or start <= on) and (end is None or on < end)


def _same(field: Field, wanted: str) -> bool:
    return wanted in (_key(field.name), _key(field.slug))


def _begins(field: Field, wanted: str) -> bool:
    name = _key(field.name)
    return bool(wanted) and (name.startswith(wanted) or wanted.startswith(name))


def _keyword(field: Field, wanted: str) -> bool:
    return any(_key(keyword) == wanted for keyword in field.keywords)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", strip_tones(fold(text))).lower().strip()


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _plain(text))


def _province_key(name: str) -> str:
    return re.sub(r"[^a-z]", "", PROVINCE_PREFIX.sub("", _plain(name)))


def _spaced(name: str) -> str:
    return r"[\s\-–—]*".join(re.escape(word) for word in re.findall(r"[a-z]+", _plain(name)))
