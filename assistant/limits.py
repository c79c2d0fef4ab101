"""How often one account may ask; counted in this process."""

from __future__ import annotations

import threading
import time
from collections import deque

from assistant.domain import Reader
from assistant.errors import TooManyQuestions

MINUTE = 60.0
FORGET_ABOVE = 1_000


class QuestionLimit:
    """At most `per_minute` questions of each account in any minute; 0 means no limit. Thread-safe."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._asked: dict[int, deque[float]] = {}
        self._lock = threading.Lock()

    def count(self, reader: Reader) -> None:
        """Count one question. Raises TooManyQuestions."""
        if self._per_minute <= 0:
            return
        at = time.monotonic()
        with self._lock:
            asked = self._asked.setdefault(reader.account_id, deque())
            while asked and asked[0] <= at - MINUTE:
                asked.popleft()
            if len(asked) >= self._per_minute:
                raise TooManyQuestions(f"account {reader.account_id}")
            asked.append(at)
            if len(self._asked) > FORGET_ABOVE:
                self._asked = {who: times for who, times in self._asked.items() if times and times[-1] > at - MINUTE}
