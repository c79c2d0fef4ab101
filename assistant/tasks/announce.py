"""Who is told what when a task opens, moves, climbs or comes due; written in the transaction that does it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from assistant import wording, wording_tasks
from assistant.curation.nouns import Level, Task
from assistant.records.notices import SCREEN, News, notice_row, tell
from assistant.records.tasks import task_within
from assistant.tasks.ladder import Staffing, heads_for
from assistant.tasks.remit import unit_name
from ingest.tables import Tables

DESK = "/ban-lam-viec"
MINE = "/viec-toi-hoi"


def announce(connection: Connection, event: str, task_id: int, staff: Staffing, tables: Tables, at: datetime) -> int:
    """Tell those who can act on the task now; returns how many are newly told."""
    task = task_within(connection, task_id)
    return tell(connection, news_of(event, task, tables), those_who_act(task, staff), at)


def news_of(event: str, task: Task, tables: Tables) -> News:
    """What happened to the task, without the question: a notice may be read where the task may not."""
    said = {
        "kind": capital(wording_tasks.TASK_KIND[task.kind]),
        "unit": unit_name(task.unit, tables),
        "level": wording_tasks.LEVEL[task.level],
        "due": wording.day(task.due),
        "people": task.people,
    }
    body = wording_tasks.NEWS_BODY if task.people > 1 else wording_tasks.NEWS_BODY_ALONE
    title = wording_tasks.NEWS[event].format(**said)
    return News(f"{event}:{task.id}:{once(event, task)}", event, title, body.format(**said), link_of(task.id), task.id)


def once(event: str, task: Task) -> str:
    """What makes an event of this kind another one: the rung it climbed to, the due date it is reminded of."""
    if event == "climbed":
        return task.level.value
    return task.unit if event in ("opened", "handed_over") else task.due.isoformat()


def those_who_act(task: Task, staff: Staffing) -> frozenset[int]:
    """The heads of its unit and their stand-ins; the office as well once it stands there."""
    office = staff.office if task.level is Level.OFFICE else frozenset()
    return heads_for(task, staff.of(task.unit)) | office


def reminder_rows(event: str, task: Task, staff: Staffing, tables: Tables, at: datetime) -> list[dict[str, Any]]:
    """The notices that remind of one task, as rows, so that thousands are asked for and added together."""
    news = news_of(event, task, tables)
    people = sorted(each for each in those_who_act(task, staff) if each > 0)
    return [notice_row(f"{news.event}:{each}", SCREEN, news, at, each) for each in people]


def link_of(task_id: int) -> str:
    """Where a task is decided."""
    return f"{DESK}/{task_id}"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
