"""Whose numbers they are: the whole ministry's or one unit's, and who may see which.

A question belongs to the unit it was routed to, by the name kept with the answer or else by its field; a unit of the
past is counted for the one that carries on its work today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Engine, and_, or_

from assistant.curation.rights import current_unit, units_led
from assistant.domain import Reader, Role
from assistant.errors import NotAllowed
from assistant.records.tables import answers
from ingest.tables import Tables

ALL_UNITS = (Role.OFFICE, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Scope:
    """One unit as it is today with everything it was before, or the whole ministry (`unit` None)."""

    unit: str | None
    codes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()

    def holds(self, unit: str | None) -> bool:
        """Whether what belongs to this unit is counted here."""
        return self.unit is None or unit in self.codes

    def routed_here(self) -> ColumnElement[bool]:
        """The answers of this scope, for the database; the same rule as `Units.of_answer`."""
        if self.unit is None:
            return answers.c.id.is_not(None)
        named = answers.c.unit.in_(sorted(self.names | self.codes))
        by_field = and_(answers.c.unit.is_(None), answers.c.field.in_(sorted(self.fields)))
        return or_(named, by_field)


class Units:
    """Which unit of today a code, a printed name or a field leads to. Remembers what it has looked up."""

    def __init__(self, tables: Tables, on: date) -> None:
        self.tables = tables
        self.on = on
        self._current: dict[str, str] = {}
        self._routed: dict[tuple[str | None, str | None], str | None] = {}

    def current(self, code: str) -> str:
        """The unit that carries on the work of `code` today."""
        if code not in self._current:
            self._current[code] = current_unit(code, self.tables, self.on)
        return self._current[code]

    def of_answer(self, name: str | None, field: str | None) -> str | None:
        """The unit a question was routed to; None when nobody is known to be in charge."""
        key = name, field
        if key not in self._routed:
            self._routed[key] = self._find(name, field)
        return self._routed[key]

    def name(self, code: str | None) -> str:
        """What people call the unit; the code itself when the tables do not know it."""
        known = self.tables.unit(code) if code else None
        return known.name if known else code or ""

    def scope(self, unit: str | None) -> Scope:
        """The scope of one unit, whatever of its codes is given; the whole ministry when None."""
        if unit is None:
            return Scope(None)
        today = self.current(unit)
        same = {each.code for each in self.tables.units if self.current(each.code) == today} | {today}
        names = {each.name for each in self.tables.units if self.of_answer(each.name, None) == today}
        fields = {each.slug for each in self.tables.fields if self.of_answer(None, each.slug) == today}
        return Scope(today, frozenset(same), frozenset(names), frozenset(fields))

    def _find(self, name: str | None, field: str | None) -> str | None:
        if name:
            known = next((each for each in self.tables.units if name in (each.code, each.name)), None)
            return self.current(known.code) if known else None  # exactly the spelling that `routed_here` looks for
        in_charge = self.tables.unit_for(field, self.on) if field else None
        return in_charge.code if in_charge else None


def choosable(reader: Reader, engine: Engine, units: Units) -> frozenset[str] | None:
    """The units whose numbers this person may see; None when all of them and the whole ministry. Raises NotAllowed."""
    if reader.role in ALL_UNITS:
        return None
    own = {reader.unit} if reader.unit else set()
    seen = frozenset(units.current(code) for code in own | units_led(reader, engine, units.tables, units.on))
    if not seen:
        raise NotAllowed("overview")
    return seen


def chosen(reader: Reader, engine: Engine, units: Units, wanted: str | None) -> Scope:
    """The scope this person asked for: without a wish the whole ministry for the office, one's own unit for others.

    Raises NotAllowed for another's unit.
    """
    seen = choosable(reader, engine, units)
    if seen is None:
        return units.scope(wanted or None)
    own = units.current(reader.unit) if reader.unit else min(seen)
    asked = units.current(wanted) if wanted else own
    if asked not in seen:
        raise NotAllowed("overview")
    return units.scope(asked)
