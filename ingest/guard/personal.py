"""Where personal data stand in a text: numbers, addresses and names of the people who petition.

Public numbers stay: short codes (156, 5656, 1414, 111), 1800/1900 numbers, hotlines, document numbers,
amounts of money; so do the names of officials, who are named by their office, and the mailboxes of bodies.
Of an address only the province stays; a place named without a person stays whole.
"""

from __future__ import annotations

from bisect import bisect_left

from ingest.guard.finding import Finding as Finding
from ingest.guard.numbers import NUMBERS
from ingest.guard.people import people


def personal_data(text: str) -> list[Finding]:
    """Every piece of personal data in the text, in order, none overlapping another."""
    kept: list[Finding] = []
    for find in (*NUMBERS, people):
        for finding in find(text):
            place = bisect_left(kept, finding.span.start, key=_start)
            after = kept[place].span.start if place < len(kept) else len(text)
            before = kept[place - 1].span.end if place else 0
            if before <= finding.span.start and finding.span.end <= after:
                kept.insert(place, finding)
    return kept


def _start(finding: Finding) -> int:
    return finding.span.start
