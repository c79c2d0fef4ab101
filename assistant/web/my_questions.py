"""What I put to units: where each question stands, when it is due, what happened to it, how it ended and why."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant import wording, wording_asker, wording_tasks
from assistant.bootstrap import Assistant
from assistant.chat.asking_units import shortened, standing_view
from assistant.curation.nouns import TaskKind, TaskMove
from assistant.domain import Reader
from assistant.records.tasks import moves_of
from assistant.tasks.asker import Standing, Taught, seen, standings, taught_to, today
from assistant.tasks.remit import unit_name
from assistant.web.documents import PageReader
from assistant.web.render import page
from assistant.web.who import assistant_of

router = APIRouter(prefix="/viec-toi-hoi", include_in_schema=False)
PER_PAGE = 30


@dataclass(frozen=True)
class Entry:
    """One question or report as the page shows it."""

    standing: Standing
    drawn: dict[str, object]
    taught: Taught | None
    history: tuple[str, ...]
    undone: bool

    @property
    def kind(self) -> str:
        """Whether it was a question or a report."""
        key = "report_kind" if self.standing.task.kind is TaskKind.REPORT else "question_kind"
        return wording_asker.MINE[key]


@router.get("")
async def show_mine(request: Request, reader: PageReader, trang: int = 1) -> Response:
    """Everything of this person, what they have not seen first; shown is seen."""
    return await run_in_threadpool(mine_page, request, reader, max(trang, 1))


def mine_page(request: Request, reader: Reader, number: int) -> Response:
    """One page of the list."""
    assistant = assistant_of(request)
    found = standings(assistant.engine, reader.account_id)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    entries = [entry_of(each, reader, assistant) for each in shown]
    rendered = page(
        request,
        "my_questions.html",
        reader=reader,
        entries=entries,
        words=wording_asker.MINE,
        ask=wording_asker.ASK,
        number=number,
        last=max(1, -(-len(found) // PER_PAGE)),
        total=len(found),
        open_count=sum(each.open for each in found),
        fresh_count=sum(each.fresh for each in found),
    )
    seen(assistant.engine, reader.account_id, shown)
    return rendered


def entry_of(standing: Standing, reader: Reader, assistant: Assistant) -> Entry:
    """One line of the page with its history."""
    tables, decision = assistant.tables, standing.decision
    drawn = standing_view(standing, reader, assistant.engine, tables, today())
    moves = (told(each, assistant) for each in moves_of(assistant.engine, standing.task.id))
    taught = taught_to(assistant.engine, decision, reader)
    return Entry(standing, drawn, taught, tuple(moves), bool(decision and decision.undone_by))


def told(move: TaskMove, assistant: Assistant) -> str:
    """`22/11/2026 · chuyển đơn vị: Cục Viễn thông → Cục Tần số · hạn 27/11/2026`; colleagues who joined stay unnamed."""
    what = wording_tasks.MOVE.get(move.what, move.what)
    units = [unit_name(code, assistant.tables) for code in (move.from_unit, move.to_unit) if code]
    said = f"{what}: {' → '.join(units)}" if units else what
    parts = [wording.day(move.at), said, wording_asker.STANDING["due"].format(due=wording.day(move.due))]
    if move.note and move.what in ("handed_over", "climbed"):
        parts.append(shortened(move.note, 200))
    return " · ".join(parts)
