"""Another process that decides; run by test_curation_bad_days, never imported by pytest.

`python -m tests.assistant.other_head HOME WHO WHAT [TASK]`: waits for the file HOME/go, then does WHAT and prints one
word: live, waiting, second (AlreadyDecided). `WHAT` is teach:ANSWER, undo:DECISION or killed:STATEMENT:ANSWER, which
kills itself, without any farewell, when that statement of the decision is about to be sent (0: right after it is done).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event

from assistant.bootstrap import Assistant, build
from assistant.curation.curation import decide, undo
from assistant.curation.errors import AlreadyDecided
from assistant.curation.nouns import Teach
from assistant.domain import Reader
from tests.assistant.ministry import LESSON, people_of
from tests.conftest import settings_of


def main(home: Path, who: str, what: str, task: int | None) -> None:
    assistant = build(settings_of(home))
    by = people_of(assistant)[who]
    print("ready", flush=True)
    while not (home / "go").exists():
        time.sleep(0.005)
    print(done(what, by, assistant, task), flush=True)
    assistant.close()


def done(what: str, by: Reader, assistant: Assistant, task: int | None) -> str:
    verb, _, rest = what.partition(":")
    try:
        if verb == "undo":
            undo(int(rest), "Sai", by, assistant)
            return "live"
        if verb == "killed":
            number, _, rest = rest.partition(":")
            kill_at(int(number), assistant)
        decided = decide(Teach(replace(LESSON, answer=rest), task_id=task), by, assistant)
        if verb == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        return "live" if decided.live else "waiting"
    except AlreadyDecided:
        return "second"


def kill_at(number: int, assistant: Assistant) -> None:
    """Die when so many statements have been sent from now on; 0 never does."""
    sent = [0]

    def count(*_: Any) -> None:
        sent[0] += 1
        if sent[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(assistant.engine, "before_cursor_execute", count)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else None)
