"""Which unit of the ministry a question goes to today."""

from __future__ import annotations

from datetime import date

from assistant.curation.errors import NotTeachable
from assistant.curation.rights import current_unit, office_unit
from assistant.records.asked import Asked
from assistant.upkeep.verification import owner_of
from ingest.table_rows import Unit
from ingest.tables import Tables


def unit_in_charge(asked: Asked, tables: Tables, on: date) -> str:
    """Today's unit by how the question was routed, else by its nearest document, else the office."""
    named = tables.unit_named(asked.unit, on) if asked.unit else None
    routed = named or (tables.unit_for(asked.field, on) if asked.field else None)
    found = current_unit(routed.code, tables, on) if routed else owner_of_sources(asked, tables, on)
    return found if found and serves(found, tables, on) else office_unit(tables, on)


def owner_of_sources(asked: Asked, tables: Tables, on: date) -> str | None:
    """Who answers for the first source that tells whose it is; None when none does, or it left the ministry."""
    for source in asked.sources:
        if not (source.taught_by or source.unit or source.field):
            continue
        owner = current_unit(source.taught_by, tables, on) if source.taught_by else owner_of(source, tables, on)
        if serves(owner, tables, on):
            return owner
    return None


def known_unit(code: str, tables: Tables, on: date) -> str:
    """Today's unit of this ministry that carries on `code`. Raises NotTeachable("unknown_unit")."""
    today = current_unit(code, tables, on)
    if not serves(today, tables, on):
        raise NotTeachable("unknown_unit")
    return today


def home_of(code: str, tables: Tables, on: date) -> str:
    """Where what waits for `code` waits on that day: its successor, or the office when that left the ministry."""
    if tables.unit(code) is None:
        return code  # nobody knows better
    today = current_unit(code, tables, on)
    return today if serves(today, tables, on) else office_unit(tables, on)


def serves(code: str, tables: Tables, on: date) -> bool:
    """Whether it is a unit of the ministry on that day; other ministries have no desk here."""
    return any(unit.code == code for unit in units_today(tables, on))


def units_today(tables: Tables, on: date) -> list[Unit]:
    """The units of the ministry that can be asked on that day; the ministry itself is none."""
    office = tables.unit(office_unit(tables, on))
    return [
        unit
        for unit in tables.units
        if (unit.valid_from is None or unit.valid_from <= on)
        and (unit.valid_to is None or on < unit.valid_to)
        and (office is None or unit.ministry == office.ministry)
        and unit.name != unit.ministry
    ]


def unit_name(code: str, tables: Tables) -> str:
    """How people call the unit."""
    unit = tables.unit(code)
    return unit.name if unit else code
