"""Who vouched for a source last, for which unit, and on which day it must be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from assistant.curation.nouns import Person
from assistant.records.teaching import verifications
from ingest.database import reading


@dataclass(frozen=True)
class Verification:
    """The newest word on one document; from `review_on` on it is past due."""

    document_id: str
    unit: str  # the owner when it was given
    by: Person
    at: datetime
    review_on: date
    decision_id: int | None


def put_within(connection: Connection, verification: Verification) -> None:
    """Keep this as the newest word on the document; earlier ones stand in the ledger."""
    table, of_document = verifications, verifications.c.document_id == verification.document_id
    values = {
        "unit": verification.unit,
        "account_id": verification.by.account_id,
        "account_name": verification.by.name,
        "at": verification.at,
        "review_on": verification.review_on,
        "decision_id": verification.decision_id,
    }
    if not connection.execute(update(table).where(of_document).values(values)).rowcount:
        connection.execute(insert(table).values(document_id=verification.document_id, **values))


def verification_of(engine: Engine, document_id: str) -> Verification | None:
    """The newest word on one document; None when nobody vouched for it."""
    with reading(engine) as connection:
        chosen = select(verifications).where(verifications.c.document_id == document_id)
        row = connection.execute(chosen).mappings().first()
    return from_row(row) if row else None


def verified_within(connection: Connection) -> dict[str, Verification]:
    """The newest word on every document somebody vouched for, by document id."""
    rows = connection.execute(select(verifications)).mappings()
    return {row["document_id"]: from_row(row) for row in rows}


def from_row(row: RowMapping) -> Verification:
    """A row of `verifications` as the noun."""
    by = Person(row["account_id"], row["account_name"])
    return Verification(row["document_id"], row["unit"], by, row["at"], row["review_on"], row["decision_id"])
