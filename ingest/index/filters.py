"""What a `Filter` means: the rule for one chunk, and the same rule over all rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.documents import DocumentKind
from ingest.index.base import Filter

FOREVER = 2**31 - 1
ALWAYS = 0
KIND_CODES = {kind: code for code, kind in enumerate(DocumentKind)}

Mask = npt.NDArray[np.bool_]


def first_day(in_force: date | None) -> int:
    """The first day a chunk counts, as a day number; undated chunks count from the beginning."""
    return ALWAYS if in_force is None else in_force.toordinal()


def last_day(until: date | None) -> int:
    """The day from which a chunk no longer counts; undated chunks never end."""
    return FOREVER if until is None else until.toordinal()


def allows(
    where: Filter, kind: DocumentKind, tokens: frozenset[str], in_force: date | None, until: date | None
) -> bool:
    """Whether one chunk passes: some token is the reader's, the kind is wanted, the day lies in [in_force, until)."""
    if not (tokens & where.readers) or (where.kinds is not None and kind not in where.kinds):
        return False
    return where.as_of is None or first_day(in_force) <= where.as_of.toordinal() < last_day(until)


def mask_of(where: Filter, columns: npt.NDArray[Any], visibilities: Sequence[frozenset[str]]) -> Mask:
    """`allows` for every row of `columns` (fields kind, visibility, in_force, until), as a boolean array."""
    readable = np.array([bool(tokens & where.readers) for tokens in visibilities], dtype=np.bool_)
    mask: Mask = readable[columns["visibility"]] if len(columns) else np.zeros(0, dtype=np.bool_)
    if where.kinds is not None:
        mask &= np.isin(columns["kind"], [KIND_CODES[kind] for kind in where.kinds])
    if where.as_of is not None:
        day = where.as_of.toordinal()
        mask &= (columns["in_force"] <= day) & (day < columns["until"])
    return mask
