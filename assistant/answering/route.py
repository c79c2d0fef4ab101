"""Which field a request is about, and which unit answers for it on a day, with a share that can be believed.

Four kinds of evidence for each field, weighed by a multinomial logistic model that `python -m evals.routing --fit`
fits out of fold (so that its shares are calibrated): the terms of the request (a linear model that is shipped), the
labelled requests of the index nearest to it, the keywords of the dated table, and how near the request is to those
keywords in meaning. The neighbours come from the index at hand, so a labelled request or a correction counts from the
moment it can be found; the dated table turns the field into the unit of the day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from assistant.answering.retrieve import Searching
from assistant.answering.route_fitted import Fitted, shipped
from assistant.answering.route_neighbours import Neighbour, neighbours
from assistant.domain import Understood, UnitShare
from ingest.embed import Embedder
from ingest.index.base import Filter
from ingest.table_rows import Unit
from ingest.tables import Tables
from ingest.vietnamese import fold, has_tones, strip_tones

SHORTEST_PLAIN = 2  # "so" and "ai" without marks are other words
SURE = 0.8  # from here on one unit is named, below it up to MOST_NAMED with their shares
MOST_NAMED = 3
LEAST_SHARE = 0.05  # a unit less likely than this helps nobody
VOTES_SMOOTHED = 0.05  # so that one faint neighbour is no unanimous vote
WORDS_SMOOTHED = 0.5
TOLD = 8.0  # log-odds: what a person corrected for this very request outweighs everything else

Floats = npt.NDArray[np.float64]


class Router:
    """Names the fields and units of a request. Safe to share between threads."""

    def __init__(self, tables: Tables, fitted: Fitted | None = None) -> None:
        self._tables = tables
        self._fitted = fitted or shipped()
        self.fields = tuple(field.slug for field in tables.fields)
        self._row = {slug: row for row, slug in enumerate(self.fields)}
        self._toned = Keywords({fold(keyword): slug for keyword, slug in _keywords(tables)})
        plain = {strip_tones(fold(keyword)): slug for keyword, slug in _keywords(tables)}
        self._plain = Keywords(
            {word: slug for word, slug in plain.items() if len(word) > SHORTEST_PLAIN or not word.isalpha()}
        )
        self._described: dict[str, Floats] = {}

    def field(self, text: str) -> str | None:
        """The slug of the field the text names most by keywords; None when it names none.

        Only what is typed without any marks is compared without them: "sở" is no "số".
        """
        named = self._named(text)
        return named.most_common(1)[0][0] if named else None

    def units(self, understood: Understood, where: Filter, searching: Searching, on: date) -> tuple[UnitShare, ...]:
        """The units that may be in charge on that day, likeliest first; empty when none is likely.

        A share is the probability that the unit is the right one; what is missing to 1 is other units, or none.
        """
        vector = searching.embedder.encode([understood.text])[0]
        near = neighbours(understood.text, vector, where, searching, self._tables)
        return self.named(self.shares(understood.text, vector, near, searching.embedder), on)

    def shares(
        self, text: str, vector: npt.NDArray[np.float32], near: Sequence[Neighbour], embedder: Embedder
    ) -> dict[str | None, float]:
        """Probability by field, None for what is outside the ministry; they add up to 1."""
        evidence = self.evidence(text, vector, near, embedder, self._fitted.terms.scores(text, self.fields))
        scores = evidence @ self._fitted.weights + TOLD * self._told(near)
        likely = np.exp(scores - scores.max())
        return dict(zip((*self.fields, None), (likely / likely.sum()).tolist(), strict=True))

    def evidence(
        self,
        text: str,
        vector: npt.NDArray[np.float32],
        near: Sequence[Neighbour],
        embedder: Embedder,
        terms: Mapping[str | None, float],
    ) -> Floats:
        """float64 (fields + 1, len(route_fitted.FEATURES)); the last row stands for what is outside."""
        outside = len(self.fields)
        votes, total = np.zeros(outside + 1), sum(each.weight for each in near)
        for each in near:
            for field in each.fields:
                votes[self._row[field]] += each.weight / len(each.fields)
        words = np.array([*_in_order(self._named(text), self.fields), 0.0])
        meaning = np.append(np.maximum(self._descriptions(embedder) @ vector, 0.0), 0.0)
        found = np.zeros((outside + 1, 7))
        found[:, 0] = [terms.get(field, 0.0) for field in (*self.fields, None)]
        found[:, 1] = votes / (total + VOTES_SMOOTHED)
        found[:, 2] = words / (words.sum() + WORDS_SMOOTHED)
        found[:, 3] = meaning
        found[outside, 4:] = (1.0, max((each.cosine for each in near), default=0.0), meaning.max())
        return found

    def named(self, shares: Mapping[str | None, float], on: date) -> tuple[UnitShare, ...]:
        """The units of the likeliest fields on that day; fields of one unit count together."""
        found: dict[str, UnitShare] = {}
        for field, share in sorted(shares.items(), key=lambda each: -each[1]):
            unit = self._tables.unit_for(field, on) if field else None
            if field and unit:
                known = found.get(unit.name)
                together = share + (known.share if known else 0.0)
                found[unit.name] = UnitShare(unit.name, known.field if known else field, together)
        best = sorted(found.values(), key=lambda each: -each.share)[:MOST_NAMED]
        if not best or best[0].share < shares.get(None, 0.0):
            return ()
        return tuple(
            UnitShare(each.unit, each.field, round(each.share, 3)) for each in best if each.share >= LEAST_SHARE
        )

    def _told(self, near: Sequence[Neighbour]) -> Floats:
        told = np.zeros(len(self.fields) + 1)
        for field in next((each.fields for each in near if each.corrects), ()):
            told[self._row[field]] = 1.0
        return told

    def _named(self, text: str) -> Counter[str]:
        folded = fold(text)
        return self._toned.named(folded) if has_tones(folded) else self._plain.named(folded)

    def _descriptions(self, embedder: Embedder) -> Floats:
        """What the table says of each field as vectors of length one, (fields, dim)."""
        if embedder.name not in self._described:
            texts = [f"{field.name}. {', '.join(field.keywords)}" for field in self._tables.fields]
            self._described = {embedder.name: np.asarray(embedder.encode(texts), dtype=np.float64)}
        return self._described[embedder.name]


class Keywords:
    """Finds keywords in running text, longest first."""

    def __init__(self, slugs: dict[str, str]) -> None:
        spoken = sorted(slugs, key=len, reverse=True)
        self._slugs = slugs
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, spoken)) + r")(?!\w)") if spoken else None

    def named(self, text: str) -> Counter[str]:
        """How many syllables of keywords of each slug the text holds: longer keywords count more."""
        weight: Counter[str] = Counter()
        for match in self._pattern.finditer(text) if self._pattern else ():
            weight[self._slugs[match.group()]] += len(match.group().split())
        return weight


def _keywords(tables: Tables) -> Iterator[tuple[str, str]]:
    for field in tables.fields:
        for keyword in (field.name, *field.keywords):
            yield keyword, field.slug


def _in_order(weights: Mapping[str, int], fields: Sequence[str]) -> list[float]:
    return [float(weights.get(field, 0)) for field in fields]


def is_sure(units: Sequence[UnitShare]) -> bool:
    """Whether one unit can be named alone."""
    return bool(units) and units[0].share >= SURE


def field_of(found: Iterable[str | None]) -> str | None:
    """The field most of the best sources belong to."""
    known = Counter(field for field in found if field)
    return known.most_common(1)[0][0] if known else None


def in_charge(field: str | None, tables: Tables, on: date) -> Unit | None:
    """The unit that answers for the field on that day."""
    return tables.unit_for(field, on) if field else None
