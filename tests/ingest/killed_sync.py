"""Syncs a folder in child processes that are killed at random moments; run by test_sync, never imported by pytest.

`python -m tests.ingest.killed_sync HOME FOLDER KILLS SEED`: before every run the folder changes a little. Prints how
many runs were killed at work and how many had ended before.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from assistant.bootstrap import build
from ingest.sync import How, sync
from tests.conftest import settings_of
from tests.ingest.letters import letter, put

LONGEST = 1.6  # seconds; an undisturbed run over what changed takes about as long


def main(home: Path, folder: Path, kills: int, seed: int) -> None:
    dice = random.Random(seed)
    killed = 0
    for turn in range(kills):
        change(folder, turn, dice)
        child = os.fork()
        if child == 0:
            run(home, folder)
        time.sleep(dice.uniform(0.02, LONGEST))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
    print(killed, kills - killed)


def run(home: Path, folder: Path) -> None:
    """One sync, then out without any farewell."""
    try:
        assistant = build(settings_of(home))
        sync(folder, assistant.pipeline, How(allow_removals=True, wait=False))
        assistant.close()
    finally:
        os._exit(0)


def change(folder: Path, turn: int, dice: random.Random) -> None:
    """A new file, a changed one, one that moved, one more copy, one that is gone."""
    known = sorted(path for path in folder.rglob("*.txt"))
    put(folder, f"{turn:02d}.txt", letter(str(300 + turn), extra=f"Bộ ghi nhận ý kiến lần {turn + 100}.\n"))
    if len(known) < 6:
        return
    one, other, third, fourth = dice.sample(known, 4)
    put(folder, str(one.relative_to(folder)), letter(str(600 + turn), extra="Bộ đã sửa đổi nội dung này.\n"))
    other.rename(folder / "sub" / f"moved-{turn:02d}.txt")
    (folder / "sub" / f"copy-{turn:02d}.txt").write_bytes(third.read_bytes())
    os.utime(folder / "sub" / f"copy-{turn:02d}.txt", (1_600_000_000, 1_600_000_000))
    fourth.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
