"""`python -m evals.desk_load [--chunks N] [--items N]`: the desk, the knowledge and the overview of a large ministry.

Fills a home with items, tasks and answers (`evals.desk_fill`) over a large index (`evals.large`), then measures over
HTTP how fast their pages come, and how soon what a head approves is answered. Prints a table; `--home` keeps the home
and takes it up again.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import select

from assistant.access import Access
from assistant.answering.answering import answer
from assistant.bootstrap import Assistant, build
from assistant.curation.curation import decide, preview
from assistant.curation.nouns import Lesson, TaskStatus, Teach
from assistant.domain import Answer, Question, Reader, Role
from assistant.records.accounts import create_account
from assistant.records.teaching import corrections, tasks
from assistant.settings import Settings
from assistant.web.who import cookie_name
from evals.bench import HOST, asked, served
from evals.desk_fill import Sizes, fill_desk, units_of_today
from evals.large import fill
from evals.load import Load, run_load
from evals.sample import SAMPLE
from ingest.database import reading
from ingest.pipeline import add

PASSWORD = "Mot-mat-khau-do-2026"
GOAL_PAGE_MS = 300
GOAL_APPROVAL_SECONDS = 1.0
WARMING = 3
FILLED = "desk_load.json"  # what a kept home holds


def main(arguments: Sequence[str] | None = None) -> None:
    """Fill, measure, print, and write the report."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        report = measured(home, options)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "desk_load.json").write_text(json.dumps(report, ensure_ascii=False, indent=2), encoding="utf-8")
    print(as_table(report))


def measured(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    """The whole run; a home that was kept is not filled again."""
    assistant = build(Settings(home=home))
    filled = home / FILLED
    if not filled.exists():
        filled.write_text(json.dumps(filled_with(assistant, options)), encoding="utf-8")
    people, pick = signed_in(assistant), random.Random(11)
    pages = pages_of(assistant, people, options.rounds, pick)
    approvals = [approval(assistant, people["head"][0], number) for number in range(options.approvals)]
    held = json.loads(filled.read_text(encoding="utf-8")) | {"chunks": assistant.index.size()}
    lesson, token = lesson_of(options.approvals + pick.randint(1_000, 10**9)), api_token(assistant, people["head"][0])
    with served(home) as (port, _process, ready):
        loads = {name: [run_page(port, requests, clients) for clients in (1, 4)] for name, requests in pages.items()}
        elsewhere = seen_elsewhere(assistant, people["head"][0], lesson, port, token)
    assistant.close()
    return {
        "filled": held,
        "ready_seconds": round(ready, 1),
        "pages": {name: [asdict(each) for each in found] for name, found in loads.items()},
        "approvals": approvals,
        "seen_by_the_running_server_seconds": elsewhere,
    }


def filled_with(assistant: Assistant, options: argparse.Namespace) -> dict[str, Any]:
    """Fill the home; says with what and how long it took."""
    started = time.perf_counter()
    what = fill(assistant.pipeline, options.data, options.chunks, SAMPLE)
    add([SAMPLE], assistant.pipeline)
    sizes = Sizes(options.items, options.open, options.answers)
    fill_desk(assistant, sizes, datetime.now(UTC))
    return asdict(sizes) | {"store": what, "fill_seconds": round(time.perf_counter() - started, 1)}


def signed_in(assistant: Assistant) -> dict[str, tuple[Reader, str]]:
    """A head and somebody of the office, new ones each time, each with the cookie of a session."""
    unit = units_of_today(assistant, datetime.now(UTC).date())[0].code
    access, made = Access(assistant.engine, assistant.settings), {}
    for name, role in (("head", Role.UNIT_HEAD), ("office", Role.OFFICE)):
        account = f"{name}{random.SystemRandom().randrange(10**9)}"
        reader = create_account(assistant.engine, account, account, role, unit, PASSWORD).reader
        token = access.sign_in(account, PASSWORD, HOST, "evals")
        made[name] = reader, f"{cookie_name(assistant.settings)}={token}"
    return made


def pages_of(
    assistant: Assistant, people: dict[str, tuple[Reader, str]], rounds: int, pick: random.Random
) -> dict[str, list[bytes]]:
    """What is asked for by name of page; tasks and items are drawn anew each time."""
    head, head_cookie = people["head"]
    office_cookie = people["office"][1]
    with reading(assistant.engine) as connection:
        waiting = select(tasks.c.id).where(tasks.c.unit == head.unit, tasks.c.status == TaskStatus.OPEN.value)
        open_tasks = list(connection.scalars(waiting))
        items = list(connection.scalars(select(corrections.c.id).where(corrections.c.unit == head.unit)))
    drawn = [f"/ban-lam-viec/{pick.choice(open_tasks)}" for _ in range(rounds)] if open_tasks else []
    known = [f"/tri-thuc/{pick.choice(items)}" for _ in range(rounds)] if items else []
    chosen = {
        "desk, head": (["/ban-lam-viec"] * rounds, head_cookie),
        "desk, office": (["/ban-lam-viec"] * rounds, office_cookie),
        "one task": (drawn, head_cookie),
        "knowledge, list": (["/tri-thuc"] * rounds, head_cookie),
        "knowledge, search": (["/tri-thuc?q=tr%E1%BA%A1m+BTS"] * rounds, office_cookie),
        "knowledge, item": (known, head_cookie),
        "overview, office": (["/tong-quan"] * rounds, office_cookie),
        "overview, office, a year": (["/tong-quan?so_tuan=52"] * rounds, office_cookie),
        "overview, unit": (["/tong-quan"] * rounds, head_cookie),
        "overview, rows": (["/tong-quan/dong?so=asked&trang=40"] * rounds, office_cookie),
    }
    return {name: [get(path, cookie) for path in paths] for name, (paths, cookie) in chosen.items() if paths}


def get(path: str, cookie: str) -> bytes:
    """One prepared request of a browser."""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/html\r\nCookie: {cookie}\r\n\r\n".encode()


def run_page(port: int, requests: list[bytes], clients: int) -> Load:
    """Every request once, after a few to warm."""
    run_load(HOST, port, requests[:WARMING], 1, 120.0, once=True)
    return run_load(HOST, port, requests, clients, 600.0, once=True)


def lesson_of(number: int) -> Lesson:
    """Something nobody taught or asked before."""
    return Lesson(
        f"Trạm quan trắc thủy triều xanh số {number} của Bộ đặt ở đâu?",
        f"Trạm quan trắc thủy triều xanh số {number} của Bộ đặt tại cảng mẫu số {number}, vận hành từ ngày 05/11/2026.",
    )


def approval(assistant: Assistant, head: Reader, number: int) -> dict[str, float]:
    """Seconds to preview, to approve, and from the approval until it is answered, in the process that approved."""
    lesson = lesson_of(random.SystemRandom().randrange(10**9))
    started = time.perf_counter()
    seen = preview(Teach(lesson), head, assistant)
    previewed = time.perf_counter()
    decide(Teach(lesson), head, assistant, seen.digest)
    approved = time.perf_counter()
    while not leads(assistant, head, lesson):
        if time.perf_counter() - approved > 30:
            raise RuntimeError(f"Approval {number} was not answered from within 30 s.")
    answered = time.perf_counter()
    return {
        "preview": round(previewed - started, 3),
        "approve": round(approved - previewed, 3),
        "answered": round(answered - approved, 3),
    }


def leads(assistant: Assistant, reader: Reader, lesson: Lesson) -> bool:
    """Whether the question is answered with what was taught."""
    *_, last = answer(Question(lesson.question), reader, assistant.answering)
    return isinstance(last, Answer) and lesson.answer in last.text


def api_token(assistant: Assistant, reader: Reader) -> str:
    """A token for the API."""
    from assistant.records.tokens import create_token

    return create_token(assistant.engine, reader, "evals", None)


def seen_elsewhere(assistant: Assistant, head: Reader, lesson: Lesson, port: int, token: str) -> float:
    """Seconds from an approval in this process until the server, another process, answers from it."""
    asked(port, token, lesson.question)
    decide(Teach(lesson), head, assistant)
    approved = time.perf_counter()
    while time.perf_counter() - approved < 30:
        if lesson.answer in asked(port, token, lesson.question):
            return round(time.perf_counter() - approved, 3)
    return -1.0


def as_table(report: dict[str, Any]) -> str:
    """The report as people read it."""
    held = report["filled"]
    lines = [
        f"{held['chunks']:,} chunks, {held['items']:,} items and closed tasks, {held['open']:,} open tasks, "
        f"{held['answers']:,} answers; filled in {held['fill_seconds']} s, server ready in {report['ready_seconds']} s",
        "",
        "| page | clients | p50 ms | p95 ms | failures | goal |",
        "|---|---|---|---|---|---|",
    ]
    for name, loads in report["pages"].items():
        for load in loads:
            met = ("met" if load["p95_ms"] <= GOAL_PAGE_MS else "missed") if load["clients"] == 1 else ""
            cells = (name, load["clients"], load["p50_ms"], load["p95_ms"], load["failures"], met)
            lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    lines += ["", "| approval | median s | slowest s |", "|---|---|---|"]
    for part in ("preview", "approve", "answered"):
        times = [each[part] for each in report["approvals"]]
        if times:
            lines.append(f"| {part} | {median(times)} | {max(times)} |")
    together = [each["approve"] + each["answered"] for each in report["approvals"]]
    if together:
        met = "met" if max(together) <= GOAL_APPROVAL_SECONDS else "missed"
        lines.append(f"| approve and answered together | {median(together):.3f} | {max(together):.3f} ({met}) |")
    lines.append(
        f"| approved here, answered by the running server | {report['seen_by_the_running_server_seconds']} | |"
    )
    return "\n".join(lines)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    shared = Path(__file__).resolve().parents[2] / "shared" / "data"
    usual = Sizes()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--items", type=int, default=usual.items, help="knowledge items, each of which closed a task")
    parser.add_argument("--open", type=int, default=usual.open, help="open tasks")
    parser.add_argument("--answers", type=int, default=usual.answers)
    parser.add_argument("--rounds", type=int, default=60, help="requests for each page and number of clients")
    parser.add_argument("--approvals", type=int, default=20)
    parser.add_argument("--home", type=Path, help="keep the home here; one that is filled is used as it is")
    parser.add_argument("--out", type=Path, default=Path("reports"))
    parser.add_argument("--data", type=Path, default=shared if shared.exists() else None)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
