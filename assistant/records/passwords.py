"""Passwords: argon2id, one cost for known and unknown names, and a rule against weak ones."""

from __future__ import annotations

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import BadRequest

SHORTEST = 12
LONGEST = 200
# OWASP's argon2id setting for a server that also does other work: 19 MiB, two passes.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
AT_ONCE = threading.BoundedSemaphore(2)  # a burst of sign-ins may not take all memory and both cores
COMMON = frozenset(
    "password matkhau admin administrator qwertyuiop asdfghjkl iloveyou welcome anhyeuem quantri vietnam "
    "abcdefghijkl abcd1234abcd botruong trolycutri".split()
)


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    with AT_ONCE:
        return HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; an unknown account (None) takes as long as a wrong password."""
    with AT_ONCE:
        try:
            right = HASHER.verify(password_hash or _nobody(), password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return right and password_hash is not None


def require_strong(password: str, name: str) -> None:
    """Raises BadRequest("password_weak") for short, repeated, common or name-like passwords."""
    plain = password.casefold().strip()
    letters = "".join(character for character in plain if character.isalpha())
    weak = (
        not SHORTEST <= len(password) <= LONGEST
        or len(set(plain)) < 5
        or plain in (name.casefold(), name.casefold() * 2)
        or (letters in COMMON and len(letters) > len(plain) / 2)
        or plain in "01234567890123456789"
    )
    if weak:
        raise BadRequest("password_weak")


@cache
def _nobody() -> str:
    return HASHER.hash("nobody has this password")
