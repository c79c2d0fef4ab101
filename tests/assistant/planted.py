"""Decisions and golden questions with one planted preference, made without an index."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assistant.answering.rerank_features import NAMES
from assistant.learning.fit import Preferred
from assistant.learning.learning import reciprocal
from assistant.learning.preferences import Probe

UNITS = ("cuc-vien-thong-bkhcn", "vu-buu-chinh-bkhcn", "cuc-tan-so-bkhcn", "vnnic-bkhcn")
PLANTED = NAMES.index("money")
CANDIDATES = 20


def planted(families: int, seed: int = 1, strength: float = 1.5) -> tuple[list[Preferred], list[Probe]]:
    """Decisions and golden questions of four units where the right passage is rich in one feature the order ignores."""
    random = np.random.default_rng(seed)
    decided, probes = [], []
    for family in range(families):
        rows = random.normal(size=(CANDIDATES, len(NAMES))).astype(np.float32)
        shipped = random.normal(size=CANDIDATES).astype(np.float32)
        truth = shipped + strength * rows[:, PLANTED] + random.normal(scale=0.3, size=CANDIDATES)
        right = int(truth.argmax()) if strength else int(random.integers(CANDIDATES))
        pairs = tuple((right, other) for other in range(CANDIDATES) if other != right)
        unit = UNITS[family % len(UNITS)]
        decided.append(Preferred(family, unit, 100 + family % len(UNITS), rows, shipped, pairs))
        documents = tuple(f"{family}-{place}" for place in range(CANDIDATES))
        probes.append(Probe(family, unit, rows, shipped, documents, frozenset({documents[right]})))
    return decided, probes


def mistaken(decided: Preferred) -> Preferred:
    """The head decided for the passage that is poorest in what the right one is rich in."""
    wrong = int(decided.rows[:, PLANTED].argmin())
    return replace(decided, pairs=tuple((wrong, other) for other in range(CANDIDATES) if other != wrong))


def reversed_probe(probe: Probe) -> Probe:
    """A unit whose golden answers stand first as shipped, and are poor in what the others prefer."""
    best = int(probe.rows[:, PLANTED].argmin())
    shipped = probe.shipped.copy()
    shipped[best] = shipped.max() + 0.1
    found = replace(probe, shipped=shipped, expected=frozenset({probe.documents[best]}))
    assert reciprocal(found, {}) == 1.0
    return found
