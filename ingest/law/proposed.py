"""Proposals of a comparison in the columns of the legal-basis table, for a person to check and carry over."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from ingest.law.editions import Comparison, Law, Proposal

COLUMNS = (
    *("code", "type", "title", "issuer", "issued", "in_force", "until", "successor", "field", "note"),
    "verified",
)


def write_rows(comparison: Comparison, file: Path, note: Callable[[Proposal], str]) -> None:
    """One row per proposal, and one per successor that no proposal ends; nothing in it counts as verified."""
    ended = {proposal.law.code for proposal in comparison.proposals}
    successors = {law.code: law for proposal in comparison.proposals for law in proposal.successors}
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for proposal in comparison.proposals:
            codes = ";".join(law.code for law in proposal.successors)
            until = proposal.until.isoformat() if proposal.until else ""
            writer.writerow(_row(proposal.law) | {"until": until, "successor": codes, "note": note(proposal)})
        writer.writerows(_row(law) for code, law in successors.items() if code not in ended)


def _row(law: Law) -> dict[str, str]:
    return {
        "code": law.code,
        "type": law.kind or law.code,
        "title": law.title or law.code,
        "issuer": law.issuer,
        "issued": law.issued.isoformat() if law.issued else "",
        "in_force": law.in_force.isoformat() if law.in_force else "",
        "verified": "no",
    }
