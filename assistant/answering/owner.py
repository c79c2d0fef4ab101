"""Whose answer counts first when several units taught one to the same question: that of the unit in charge today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from assistant.answering.retrieve import Searching
from assistant.answering.route import Router
from assistant.answering.route_neighbours import neighbours
from assistant.answering.taught_search import Match
from assistant.curation.rights import current_unit
from assistant.domain import Understood
from ingest.index.base import Filter
from ingest.tables import Tables


def owner_first(
    leading: Sequence[Match],
    understood: Understood,
    where: Filter,
    searching: Searching,
    router: Router,
    tables: Tables,
    taught: Collection[str],
    on: date,
) -> tuple[Match, ...]:
    """The corrections of the unit in charge first; among equals the order stays: most alike, then newest.

    What was taught (the documents `taught`) has no say in who is in charge: teaching more makes nobody the owner.
    """
    units = {each.correction.unit for each in leading}
    if len(units) < 2:
        return tuple(leading)
    vector = searching.embedder.encode([understood.text])[0]
    near = neighbours(understood.text, vector, where, searching, tables, taught)
    shares = by_unit(router.shares(understood.text, vector, near, searching.embedder), tables, on)
    today = {unit: shares[current_unit(unit, tables, on)] for unit in units}
    return tuple(sorted(leading, key=lambda each: -today[each.correction.unit]))


def by_unit(shares: Mapping[str | None, float], tables: Tables, on: date) -> Mapping[str, float]:
    """Code of the unit in charge that day → probability that the question is one of its fields."""
    found: dict[str, float] = defaultdict(float)
    for field, share in shares.items():
        unit = tables.unit_for(field, on) if field else None
        if unit:
            found[unit.code] += share
    return found
