"""Who decides for a unit while its head is away: an account, from a first to a last day, both counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, RowMapping, insert, select, update

from assistant.curation.nouns import Person
from assistant.errors import NotFound
from assistant.records import events
from assistant.records.events import What
from assistant.records.tables import accounts
from assistant.records.teaching import stand_ins
from ingest.database import reading, writing


@dataclass(frozen=True)
class StandIn:
    """One time in which somebody stands in; `ended` is when it was cut short."""

    id: int
    unit: str
    account_id: int
    name: str
    first: date
    last: date
    made_by: Person
    made: datetime
    ended: datetime | None

    def holds(self, on: date) -> bool:
        """Whether this person may decide for the unit on that day."""
        return self.ended is None and self.first <= on <= self.last


def add_stand_in(
    engine: Engine, unit: str, account_id: int, first: date, last: date, by: Person, at: datetime
) -> StandIn:
    """Let an account stand in for the head of `unit`; who may do so is asked by `assistant.tasks.stand_ins`."""
    row = {"unit": unit, "account_id": account_id, "first": first, "last": last}
    made = {"made_by_id": by.account_id, "made_by": by.name, "made": at}
    with writing(engine) as connection:
        number = connection.execute(insert(stand_ins).values(row | made).returning(stand_ins.c.id)).scalar_one()
        detail = f"{unit}: account {account_id}, {first} to {last}"
        events.add(connection, What.STAND_IN_MADE, by.account_id, by.name, detail)
    return stand_in_of(engine, int(number))


def end_stand_in(engine: Engine, number: int, by: Person, at: datetime) -> None:
    """From this moment on this person decides no more. Raises NotFound when it does not run any more."""
    running = stand_ins.c.id == number, stand_ins.c.ended.is_(None)
    with writing(engine) as connection:
        if not connection.execute(update(stand_ins).where(*running).values(ended=at)).rowcount:
            raise NotFound(f"stand-in {number}")
        events.add(connection, What.STAND_IN_ENDED, by.account_id, by.name, f"stand-in {number}")


def stand_in_of(engine: Engine, number: int) -> StandIn:
    """One by its number. Raises NotFound."""
    with reading(engine) as connection:
        row = connection.execute(CHOSEN.where(stand_ins.c.id == number)).mappings().first()
    if row is None:
        raise NotFound(f"stand-in {number}")
    return _stand_in(row)


def stand_ins_of(engine: Engine, units: frozenset[str] | None, since: date | None = None) -> list[StandIn]:
    """Those of these units (all when None), newest first; with `since` without those over before that day."""
    chosen = CHOSEN.order_by(stand_ins.c.first.desc(), stand_ins.c.id.desc())
    if units is not None:
        chosen = chosen.where(stand_ins.c.unit.in_(sorted(units)))
    if since is not None:
        chosen = chosen.where(stand_ins.c.last >= since, stand_ins.c.ended.is_(None))
    with reading(engine) as connection:
        return [_stand_in(row) for row in connection.execute(chosen).mappings()]


CHOSEN = select(stand_ins, accounts.c.display_name).outerjoin(accounts, accounts.c.id == stand_ins.c.account_id)


def _stand_in(row: RowMapping) -> StandIn:
    by = Person(row["made_by_id"], row["made_by"])
    name = row["display_name"] or ""  # empty: the account is gone, and with it the right
    return StandIn(
        row["id"], row["unit"], row["account_id"], name, row["first"], row["last"], by, row["made"], row["ended"]
    )
