"""Where a document is from: its copies, and which copy gave which field."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from ingest.copies import merged
from ingest.copy_rows import copies_of, copy_at
from ingest.database import reading
from ingest.families import Cluster, entries_for


@dataclass(frozen=True)
class Origin:
    """One source of a document, and the fields of the document that it gave."""

    source: str
    kind: str
    leads: bool
    ocr: bool
    gave: tuple[str, ...]


def origins_of(document_id: str, engine: Engine) -> list[Origin]:
    """The copies of a document, the leading one first; a compiled list that gave a number or a day stands last."""
    with reading(engine) as connection:
        copies = copies_of(connection, [document_id])
        if not copies:
            return []
        givers = merged(copies, entries_for(connection, Cluster(document_id, tuple(copies)))).givers
        others = sorted(set(givers.values()) - {copy.source for copy in copies})
        copies += [copy for source in others if (copy := copy_at(connection, source))]
    return [
        Origin(
            copy.source,
            copy.kind.value,
            copy.leads and copy.document_id == document_id,
            copy.facts.ocr,
            tuple(name for name, source in givers.items() if source == copy.source),
        )
        for copy in copies
    ]
