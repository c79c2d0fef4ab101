"""Who decides about what is held in quarantine: two different persons of the office or administrators."""

from __future__ import annotations

from sqlalchemy import Engine

from assistant.domain import Role
from assistant.errors import BadRequest, NotAllowed
from assistant.records import events
from assistant.records.accounts import Account
from assistant.records.events import What
from ingest.database import writing
from ingest.quarantine import vote_within

GUARDIANS = frozenset({Role.OFFICE, Role.ADMINISTRATOR})


def release(held_id: str, by: Account, reason: str, engine: Engine) -> bool:
    """One person's vote to release a file; True when it was the second. Noted in the security audit with it.

    Raises NotAllowed, BadRequest("bad_request") without a reason, NotHeld, VotedAlready.
    """
    require_guardian(by.role)
    if by.disabled:
        raise NotAllowed(f"account {by.name} is disabled")
    if not reason.strip():
        raise BadRequest("bad_request")
    with writing(engine) as connection:
        released = vote_within(connection, held_id, by.name, reason.strip())
        what = What.QUARANTINE_RELEASED if released else What.QUARANTINE_VOTED
        events.add(connection, what, by.id, by.name, f"{held_id}: {reason.strip()}")
    return released


def require_guardian(role: Role) -> None:
    """Raises NotAllowed for everybody else."""
    if role not in GUARDIANS:
        raise NotAllowed(f"role {role.value}")
