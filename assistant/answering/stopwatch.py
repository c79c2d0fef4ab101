"""How long each step of an answer took."""

from __future__ import annotations

import time

from assistant.domain import Step


class Stopwatch:
    """Names what was just done and how long it took."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._steps: list[Step] = []

    def mark(self, name: str) -> None:
        """Close the step that ends now."""
        now = time.perf_counter()
        self._steps.append(Step(name, round((now - self._last) * 1000, 3)))
        self._last = now

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(self._steps)
