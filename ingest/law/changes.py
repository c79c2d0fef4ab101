"""What happened to the laws of the legal-basis table: which ended, which were amended, when and by what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.table_rows import LegalBasis
from ingest.tables import Tables
from ingest.vietnamese import document_codes

AMENDED_BY = re.compile(r"sửa đổi(?:, bổ sung)? bởi(?P<codes>[^;]*)")


class ChangeKind(StrEnum):
    """What a law went through."""

    ENDED = "ended"
    AMENDED = "amended"


@dataclass(frozen=True)
class Change:
    """A law that no longer stands as it was, the first day on which that is so, and the documents that did it."""

    law: LegalBasis
    kind: ChangeKind
    day: date | None
    by: tuple[str, ...]


def changes(tables: Tables, on: date, law: str | None = None, since: date | None = None) -> list[Change]:
    """Every change known on that day, of the law that `law` names if given, since a day if given; in table order.

    A change whose day the table does not know is kept whatever `since` says.
    """
    wanted = tables.laws(law) if law else tables.legal_bases
    found = (change for each in wanted for change in _of(each, tables))
    return [each for each in found if each.day is None or ((since or date.min) <= each.day <= on)]


def _of(law: LegalBasis, tables: Tables) -> Iterator[Change]:
    if law.until:
        yield Change(law, ChangeKind.ENDED, law.until, law.successors)
    elif law.successors:
        yield Change(law, ChangeKind.ENDED, None, law.successors)
    for found in AMENDED_BY.finditer(law.note):
        for code in document_codes(found["codes"]):
            amending = tables.law(code)
            yield Change(law, ChangeKind.AMENDED, amending.in_force if amending else None, (code,))
