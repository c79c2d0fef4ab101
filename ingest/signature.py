"""MinHash: how much two texts have in common, told from a few hundred bytes of each.

A text is the set of its runs of three words without tone marks (tone placement, NFD, dashes and most slips of OCR
then do not matter). Of each set 120 least hash values are kept for the reply and 48 for the petition. A band is a
few of these values hashed together: texts that share a band are compared, all others never meet. Bands of three
values find texts with half of their runs in common with a chance of 99.6 %, with a tenth of them in common 4 %.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ingest.vietnamese import strip_tones, syllables

RUN = 3
REPLY_VALUES = 120
PETITION_VALUES = 48
ROWS = 3
BLOCK = 4096  # runs hashed at a time: a long guidance must not take a hundred megabytes
FEWEST_RUNS = 30  # a reply shorter than this says too little to be told from another
EMPTY = np.uint32(0xFFFFFFFF)
_PRIME = np.uint64((1 << 31) - 1)

Values = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Signature:
    """The least hash values of a reply and of its petition, and how many runs each had."""

    reply: Values
    petition: Values
    reply_runs: int
    petition_runs: int

    def to_bytes(self) -> bytes:
        """Little-endian uint32: reply values, petition values, the two counts."""
        counts = np.array([self.reply_runs, self.petition_runs], dtype="<u4")
        return np.concatenate([self.reply.astype("<u4"), self.petition.astype("<u4"), counts]).tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Signature | None:
        """The signature of stored bytes; None of none (a document that only equal bytes make a copy of)."""
        if not stored:
            return None
        values = np.frombuffer(stored, dtype="<u4").astype(np.uint32)
        reply, petition = values[:REPLY_VALUES], values[REPLY_VALUES : REPLY_VALUES + PETITION_VALUES]
        return cls(reply, petition, int(values[-2]), int(values[-1]))


def signature_of(reply: str, petition: str) -> Signature | None:
    """The signature of a reply and its petition; None when the reply is too short to be compared."""
    runs, asked = runs_of(reply), runs_of(petition)
    if len(runs) < FEWEST_RUNS:
        return None
    return Signature(_least(runs, REPLY_VALUES), _least(asked, PETITION_VALUES), len(runs), len(asked))


def petition_values(petition: str) -> Values:
    """The least hash values (uint32, (48,)) of a petition alone, as a compiled list has many."""
    return _least(runs_of(petition), PETITION_VALUES)


def runs_of(text: str) -> set[str]:
    """The runs of three words of a text, without tone marks."""
    words = [strip_tones(word) for word in syllables(text)]
    return {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def resemblance(one: Values, other: Values) -> float:
    """The estimated share of common runs among all runs of two texts (Jaccard), 0..1."""
    if one[0] == EMPTY or other[0] == EMPTY:
        return 0.0
    return float(np.mean(one == other))


def containment(one: Signature, other: Signature) -> float:
    """The estimated share of the shorter reply's runs that stand in the longer one, 0..1."""
    alike = resemblance(one.reply, other.reply)
    common = alike / (1 + alike) * (one.reply_runs + other.reply_runs)
    return min(1.0, common / min(one.reply_runs, other.reply_runs))


def reply_bands(signature: Signature) -> set[int]:
    """Under which keys a reply is looked up."""
    return _bands("reply", signature.reply)


def petition_bands(values: Values) -> set[int]:
    """Under which keys a petition is looked up; none for an empty one."""
    return set() if values[0] == EMPTY else _bands("petition", values)


def key_of(*parts: str) -> int:
    """A look-up key (signed 64 bits) for anything that is looked up by equality."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _bands(name: str, values: Values) -> set[int]:
    edges = range(0, len(values) + 1, ROWS)
    return {key_of(name, str(start), values[start:end].tobytes().hex()) for start, end in pairwise(edges)}


def _least(runs: Iterable[str], count: int) -> Values:
    hashes = np.fromiter((_hash(run) for run in runs), dtype=np.uint64)
    if not len(hashes):
        return np.full(count, EMPTY, dtype=np.uint32)
    factors, shifts = _MIXERS[0][:count, None], _MIXERS[1][:count, None]
    blocks = (hashes[start : start + BLOCK] for start in range(0, len(hashes), BLOCK))
    least: Values = np.min([((factors * block + shifts) % _PRIME).min(axis=1) for block in blocks], axis=0)
    return least.astype(np.uint32)


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=4).digest(), "little") % int(_PRIME)


def _mixers(count: int) -> Sequence[npt.NDArray[np.uint64]]:
    """Factors and shifts of the hash functions; always the same, since signatures are stored."""
    drawn = np.random.Generator(np.random.PCG64(20260101))
    return [drawn.integers(1, int(_PRIME), count, dtype=np.uint64) for _ in range(2)]


_MIXERS = _mixers(max(REPLY_VALUES, PETITION_VALUES))
