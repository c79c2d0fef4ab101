"""Whose answer counts first when several units taught one to the same question: that of the unit in charge today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from assistant.answering.retrieve import Searching
from assistant.answering.route import LEAST_SHARE, Router
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

    What was taught (the documents `taught`) has no say in who is in charge, and of every other unit only its best is
    kept: teaching more makes nobody the owner and gives nobody more room.
    """
    units = {each.correction.unit for each in leading}
    if len(units) < 2:
        return tuple(leading)
    vector = searching.embedder.encode([understood.text])[0]
    near = neighbours(understood.text, vector, where, searching, tables, taught)
    shares = by_unit(router.shares(understood.text, vector, near, searching.embedder), tables, on)
    today = {unit: likely(shares[current_unit(unit, tables, on)]) for unit in units}
    ordered = sorted(leading, key=lambda each: -today[each.correction.unit])
    first = [each for each in ordered if each.correction.unit == ordered[0].correction.unit]
    best = {each.correction.unit: each for each in reversed(ordered)}
    return (
        *first,
        *(each for each in ordered if each not in first and best[each.correction.unit] is each),
    )


def likely(share: float) -> float:
    """A share too small to tell one unit from another says nothing."""
    return share if share >= LEAST_SHARE else 0.0


def by_unit(shares: Mapping[str | None, float], tables: Tables, on: date) -> Mapping[str, float]:
    """Code of the unit in charge that day → probability that the question is one of its fields."""
    found: dict[str, float] = defaultdict(float)
    for field, share in shares.items():
        unit = tables.unit_for(field, on) if field else None
        if unit:
            found[unit.code] += share
    return found
