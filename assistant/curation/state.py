"""What was so before a decision: whether anything taught has changed meanwhile, and what an undo must bring back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, select

from assistant.curation.errors import TaughtMeanwhile
from assistant.curation.nouns import Correction, Person
from assistant.records.teaching import teaching_state, verifications
from assistant.records.verifications import Verification, from_row, put_within
from ingest.database import reading

Values = dict[str, Any]
STATE_ROW = 1


def taught_version(engine: Engine) -> int:
    """The number of the last change of anything taught."""
    with reading(engine) as connection:
        return _version(connection)


def refuse_moved(connection: Connection, seen: int) -> None:
    """Raises TaughtMeanwhile when something was taught since `seen`."""
    if _version(connection) != seen:
        raise TaughtMeanwhile("Something else was taught meanwhile.")


def _version(connection: Connection) -> int:
    row = connection.execute(select(teaching_state.c.version).where(teaching_state.c.id == STATE_ROW)).first()
    return int(row.version) if row else 0


def before_within(
    connection: Connection, live: Correction | None, goldens: Sequence[int], document_ids: Sequence[str]
) -> Values:
    """What an undo brings back: the version answered from, golden questions that end, who vouched for what."""
    chosen = select(verifications).where(verifications.c.document_id.in_(document_ids))
    vouched = [from_row(row) for row in connection.execute(chosen.order_by(verifications.c.document_id)).mappings()]
    return {
        "before": live.version if live else None,
        "goldens": list(goldens),
        "verified": [_written(each) for each in vouched],
    }


def restore_verifications_within(connection: Connection, before: Mapping[str, Any], decision_id: int) -> None:
    """Who vouched before this decision vouches again, as far as nobody else has since."""
    mine = verifications.c.decision_id == decision_id
    given = set(connection.scalars(select(verifications.c.document_id).where(mine)))
    connection.execute(delete(verifications).where(mine))
    for values in before.get("verified", ()):
        if values["document_id"] in given:
            put_within(connection, _read(values))


def _written(verification: Verification) -> Values:
    return {
        "document_id": verification.document_id,
        "unit": verification.unit,
        "account_id": verification.by.account_id,
        "account_name": verification.by.name,
        "at": verification.at.isoformat(),
        "review_on": verification.review_on.isoformat(),
        "decision_id": verification.decision_id,
    }


def _read(values: Values) -> Verification:
    return Verification(
        values["document_id"],
        values["unit"],
        Person(values["account_id"], values["account_name"]),
        datetime.fromisoformat(values["at"]),
        date.fromisoformat(values["review_on"]),
        values["decision_id"],
    )
