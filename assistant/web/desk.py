"""The unit head's desk: one queue of what waits for the unit, and one page to decide each task on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from assistant import wording as wording_of_product
from assistant import wording_curation, wording_desk, wording_tasks
from assistant.bootstrap import Assistant
from assistant.curation.errors import AlreadyDecided
from assistant.curation.lessons import MOST_WORDINGS, differences
from assistant.curation.narrow import narrowest, sources_of_task, visibilities
from assistant.curation.nouns import (
    Alert,
    BlockPassage,
    ConfirmAnswer,
    Decided,
    Decision,
    DecisionKind,
    Lesson,
    RetireDocument,
    Task,
    TaskKind,
    TaskStatus,
    Teach,
)
from assistant.curation.rights import GUARDIANS, may_decide, may_propose, may_see, units_led, units_with_past
from assistant.curation.waiting import read
from assistant.domain import Reader
from assistant.errors import BadRequest, NotAllowed, NotFound
from assistant.records import tasks as records
from assistant.records.corrections import WAITING, correction_of, corrections_with_documents, live_version_of
from assistant.records.decisions import decision_of, decisions_of, gate_of
from assistant.tasks import desk as facts
from assistant.tasks.queue import queue, state_of
from assistant.tasks.remit import units_today
from assistant.web.desk_actions import Ended, Sent, Work, act
from assistant.web.desk_forms import (
    Again,
    Typed,
    default_scope,
    page_number,
    row_number,
    scopes_within,
    state_words,
    typed_in,
    typed_of,
)
from assistant.web.documents import PageReader, name_of
from assistant.web.render import VIETNAM, page
from assistant.web.who import assistant_of, require_form, require_session_cookie
from ingest.errors import StorageFull
from ingest.vietnamese import terms

router = APIRouter(prefix="/ban-lam-viec", include_in_schema=False)
UNDOABLE = frozenset(DecisionKind) - {
    DecisionKind.UNDONE,
    DecisionKind.HANDED_OVER,
    DecisionKind.LEARNING_PROMOTED,
    DecisionKind.LEARNING_REFUSED,
    DecisionKind.LEARNING_RESET,
}


# What a change that waits becomes when it is agreed to.
DONE_BY = {
    BlockPassage: DecisionKind.PASSAGE_BLOCKED,
    ConfirmAnswer: DecisionKind.CONFIRMED,
    RetireDocument: DecisionKind.DOCUMENT_RETIRED,
}


@dataclass(frozen=True)
class Desk:
    """Whose desk it is: the units whose tasks are on it (None: all), and the unit the office filters by."""

    assistant: Assistant
    reader: Reader
    today: date
    units: frozenset[str] | None
    filter: str = ""

    def link(self, task_id: int | None = None, **asked: object) -> str:
        """The address of a task, or of the queue, with the filter that is on."""
        query = {name: value for name, value in (("don_vi", self.filter), *asked.items()) if value}
        return "/ban-lam-viec" + (f"/{task_id}" if task_id else "") + (f"?{urlencode(query)}" if query else "")


@router.get("")
async def show_queue(request: Request, reader: PageReader, nhom: str = "", trang: int = 1) -> Response:
    """What waits, most urgent first."""
    return await run_in_threadpool(queue_page, request, desk_of(request, reader), nhom, page_number(trang))


@router.get("/{task_id:int}")
async def show_task(request: Request, reader: PageReader, task_id: int) -> Response:
    """One task with everything that is known about it."""
    return await run_in_threadpool(task_page, request, desk_of(request, reader), row_number(task_id))


@router.post("/{task_id:int}/{action}")
async def decide_task(request: Request, reader: PageReader, task_id: int, action: str) -> Response:
    """Decide, or show the page once more with what was typed."""
    typed = await typed_in(request)
    number = row_number(task_id)
    return await run_in_threadpool(decided_page, request, desk_of(request, reader), number, action, typed)


def queue_page(request: Request, desk: Desk, group: str, number: int) -> Response:
    """The queue alone, its first task one key away."""
    return page(request, "desk.html", reader=desk.reader, **about_queue(request, desk, group, number))


def task_page(request: Request, desk: Desk, task_id: int, again: Again | None = None) -> Response:
    """A task as it is now. Raises NotFound for one the reader may not know of."""
    task = records.task_of(desk.assistant.engine, task_id)
    engine, tables = desk.assistant.engine, desk.assistant.tables
    if not may_propose(desk.reader, task.unit, engine, tables, desk.today):
        if may_see(task, desk.reader, engine, tables, desk.today):
            return RedirectResponse("/viec-toi-hoi", 303)
        raise NotFound(f"task {task_id}")
    work = work_on(desk, task)
    shown = about_queue(request, desk) | about_task(desk, work) | about_form(request, work, again)
    return page(request, "desk_task.html", again.status if again else 200, reader=desk.reader, **shown)


def decided_page(request: Request, desk: Desk, task_id: int, action: str, typed: Typed) -> Response:
    """To the next task with one line of what was done; else this task once more."""
    try:
        require_form(require_session_cookie(request), typed.get("form_token", ""))
    except BadRequest:
        again = Again(action, typed, {"form": wording_desk.FAULTS["form_expired"]})
        return task_page(request, desk, task_id, again)
    task = records.task_of(desk.assistant.engine, task_id)
    if not may_propose(desk.reader, task.unit, desk.assistant.engine, desk.assistant.tables, desk.today):
        raise NotFound(f"task {task_id}")
    try:
        ended = act(action, work_on(desk, task), typed)
    except AlreadyDecided as decided:
        return task_page(request, desk, task_id, first_was(decided, action, typed))
    except NotAllowed:
        again = Again(action, typed, {"form": wording_desk.FAULTS["not_allowed"]}, status=403)
        return task_page(request, desk, task_id, again)
    except StorageFull:
        again = Again(action, typed, {"form": wording_of_product.PROBLEMS["storage_full"]}, status=507)
        return task_page(request, desk, task_id, again)
    if isinstance(ended, Again):
        return task_page(request, desk, task_id, ended)
    return RedirectResponse(next_address(desk, ended, task_id), 303)


def first_was(decided: AlreadyDecided, form: str, typed: Typed) -> Again:
    """Who decided before, and that nothing was applied twice."""
    message = wording_curation.decided_first(decided.by, decided.at)
    return Again(form, typed, {"form": message}, status=409)


def next_address(desk: Desk, ended: Ended, task_id: int) -> str:
    """The next task of this desk with what was just done; the queue when nothing waits any more."""
    told: dict[str, object] = {}
    match ended:
        case Decided():
            told = {"xong": ended.decision.id}
        case Decision():
            told = {"xong": ended.id}
        case Sent():
            told = {"bao": ended.key, "toi": ended.unit}
    left = records.task_of(desk.assistant.engine, task_id).status is TaskStatus.OPEN
    stays = left and not isinstance(ended, Sent)  # a passage was blocked, or one of several items was looked at
    return desk.link(task_id if stays else next_task(desk, task_id), **told) + "#noi-dung"


def next_task(desk: Desk, but: int | None = None) -> int | None:
    """The most urgent task on this desk, this one apart."""
    waiting = queue(desk.assistant.engine, desk.assistant.tables, desk.units, desk.today, most=2)
    return next((line.id for line in waiting.lines if line.id != but), None)


def desk_of(request: Request, reader: Reader) -> Desk:
    """The desk of this reader today, narrowed by the unit that was chosen."""
    assistant, on = assistant_of(request), today()
    chosen = request.query_params.get("don_vi", "")[:64]
    if reader.role in GUARDIANS:
        units = units_with_past({chosen}, assistant.tables, on) if chosen else None
        return Desk(assistant, reader, on, units, chosen)
    own = units_with_past({reader.unit}, assistant.tables, on) if reader.unit else frozenset()
    mine = own | units_led(reader, assistant.engine, assistant.tables, on)
    if chosen and chosen in mine:
        return Desk(assistant, reader, on, units_with_past({chosen}, assistant.tables, on) & mine, chosen)
    return Desk(assistant, reader, on, mine)


def today() -> date:
    """The day in Vietnam."""
    return datetime.now(VIETNAM).date()


def work_on(desk: Desk, task: Task) -> Work:
    """A task with what its answer may be seen by."""
    assistant, reader = desk.assistant, desk.reader
    engine, tables = assistant.engine, assistant.tables
    given = facts.given(engine, task.answer_id, reader, desk.today) if task.answer_id else None
    limit = narrowest(visibilities(engine, sources_of_task(engine, task)).values())
    items = corrections_with_documents(engine, [task.document_id]) if task.document_id else []
    return Work(
        assistant,
        reader,
        task,
        may_decide(reader, task.unit, engine, tables, desk.today) and task.status is TaskStatus.OPEN,
        given,
        tuple(records.people_of(engine, task.id)),
        correction_of(engine, task.correction_id) if task.correction_id else None,
        items[0] if items and task.kind is TaskKind.REVIEW else None,
        scopes_within(limit, task.unit, tables),
    )


def about_queue(request: Request, desk: Desk, group: str = "", number: int = 1) -> dict[str, Any]:
    """The queue and who may do what with it."""
    only = Alert(group) if group in list(Alert) else None
    assistant = desk.assistant
    shown = queue(assistant.engine, assistant.tables, desk.units, desk.today, only, number)
    office = desk.reader.role in GUARDIANS
    chooses = office or len({name_of(code, assistant) for code in desk.units or ()}) > 1
    return {
        "desk": desk,
        "queue": shown,
        "only": only,
        "units": units_today(assistant.tables, desk.today) if chooses else (),
        "all_units": office,
        "done": done(request, desk),
        "state_words": state_words,
        "unit_name": lambda code: name_of(code, assistant),
        "words": wording_desk,
        "task_words": wording_tasks,
        "curation_words": wording_curation,
        "no_unit": desk.units is not None and not desk.units,
    }


def done(request: Request, desk: Desk) -> dict[str, Any] | None:
    """One line about what was just done, with the decision to undo, for those whom it concerns."""
    key, number = request.query_params.get("bao", ""), request.query_params.get("xong", "")
    if key in wording_desk.SENT:
        unit = name_of(request.query_params.get("toi", "")[:64], desk.assistant)
        return {"text": wording_desk.SENT[key].format(unit=unit), "undo": None}
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    try:
        decision = decision_of(desk.assistant.engine, int(number))
    except NotFound:
        return None
    decides = may_decide(desk.reader, decision.unit, desk.assistant.engine, desk.assistant.tables, desk.today)
    if not decides and decision.by.account_id != desk.reader.account_id:
        return None
    waits = decision.kind is DecisionKind.PROPOSED
    text = wording_desk.WAITS_FOR_SECOND if waits and decides else wording_desk.DONE[decision.kind]
    undoable = decides and decision.undone_by is None and decision.kind in UNDOABLE and not waits
    return {"text": text, "undo": decision if undoable else None}


def about_task(desk: Desk, work: Work) -> dict[str, Any]:
    """What is known about the task."""
    assistant, task, reader = desk.assistant, work.task, desk.reader
    engine, tables = assistant.engine, assistant.tables
    alert, days = state_of(task.due, desk.today, tables)
    mine = None if reader.role in GUARDIANS else desk.units or frozenset()
    return {
        "work": work,
        "task": task,
        "note": note_of(work),
        "alert": alert,
        "late_days": days,
        "earlier": facts.earlier(engine, task, assistant.answering, mine, tables),
        "known": facts.known(engine, task.question, assistant.answering, reader, desk.today),
        "moves": records.moves_of(engine, task.id),
        "decisions": decisions_of(engine, None, task_id=task.id)[0],
        "next_task": next_task(desk, task.id),
        "open": task.status is TaskStatus.OPEN,
        "listed_items": listed_items(work),
        "retirable": retirable(desk, work),
        "waiting": waiting(work) if task.kind is TaskKind.SECOND else None,
        "hand_units": units_today(tables, desk.today),
        "status_words": wording_of_product.STATUS,
        "reason_words": wording_desk.REASONS.get(task.reason, ""),
    }


def note_of(work: Work) -> str:
    """The note without the items it lists, which stand in a list of their own."""
    lines = work.task.note.split("\n")
    return "\n".join(line for line in lines if not (work.listed and line.startswith("• ")))


def listed_items(work: Work) -> dict[str, str]:
    """Document id → id of its knowledge item, of the items that a review lists."""
    ids = [each.document_id for each in work.listed]
    found = corrections_with_documents(work.assistant.engine, ids) if ids else []
    return {each.document_id: each.id for each in found}


def retirable(desk: Desk, work: Work) -> list[facts.Source]:
    """The documents in sight that still hold: what the task is about, what the answer used."""
    ids = [work.task.document_id] if work.task.document_id else []
    ids += [each.source.id for each in work.given.passages] if work.given else []
    found = facts.sources_of(desk.assistant.engine, list(dict.fromkeys(ids)), desk.reader)
    return [each for each in found.values() if each.until is None or each.until > desk.today]


def waiting(work: Work) -> dict[str, Any]:
    """The change that waits for a second person: who made it, its text against the live one, what it would change."""
    engine = work.assistant.engine
    lines = decisions_of(engine, None, DecisionKind.PROPOSED, task_id=work.task.id)[0]
    if not lines:
        return {"decision": None, "kind": None, "lesson": None, "difference": (), "shifts": ()}
    gate = gate_of(engine, lines[0].id)
    change = read(gate[WAITING]) if WAITING in gate else None
    lesson = change.lesson if isinstance(change, Teach) else None
    known = lines[0].correction_id
    live = live_version_of(engine, known) if known else None
    compared = differences(live.lesson.answer, lesson.answer) if live and lesson else ()
    return {
        "decision": lines[0],
        "kind": DONE_BY.get(type(change)),
        "lesson": lesson,
        "difference": compared,
        "shifts": [(shift["question"], shift["broken"], shift["gained"]) for shift in gate.get("shifts", [])],
    }


def about_form(request: Request, work: Work, again: Again | None) -> dict[str, Any]:
    """What stands in the forms: what was typed, else the proposal, else what a reporter proposed, else the question."""
    answered = again if again and again.form == "tra-loi" else None
    return {
        "again": again,
        "faults": defaultdict(str, again.faults if again else {}),
        "answer_faults": defaultdict(str, answered.faults if answered else {}),
        "lesson": defaultdict(str, answered.typed if answered else lesson_typed(request, work)),
        "kept": lambda form, name: again.typed.get(name, "") if again and again.form == form else "",
        "fault": lambda form, name: again.faults.get(name, "") if again and again.form == form else "",
        "gate": about_gate(again, work.reader, work.assistant),
    }


def lesson_typed(request: Request, work: Work) -> dict[str, str]:
    """What the form of the answer holds at first."""
    source = work.item or work.proposal
    if source:
        return typed_of(source.lesson, work.scopes)
    chosen = request.query_params.get("de_xuat", "")
    proposed = next((each.proposed for each in work.people if str(each.account_id) == chosen), "")
    lesson = Lesson(work.task.question, proposed, other_wordings(work))
    return typed_of(lesson, work.scopes) | {"scope": default_scope(work.scopes)}


def other_wordings(work: Work) -> tuple[str, ...]:
    """The askers' own ways to ask, without those that differ in capitals or marks of punctuation only."""
    known = {" ".join(terms(work.task.question)): ""}
    for each in work.people:
        known.setdefault(" ".join(terms(each.question)), each.question)
    return tuple(words for words in known.values() if words)[:MOST_WORDINGS]


def about_gate(again: Again | None, reader: Reader, assistant: Assistant) -> dict[str, Any]:
    """What the preview needs to name the documents; whose question or source is closed to the reader stays unnamed."""
    shifts = again.preview.shifts if again and again.preview else ()
    ids = {each for shift in shifts for each in (*shift.before_sources, *shift.after_sources)}
    known = facts.sources_of(assistant.engine, sorted(ids), reader) if ids else {}
    return {
        "tag": shift_tag,
        "open": lambda shift: shift.golden.as_reader in reader.tokens or reader.role in GUARDIANS,
        "names": lambda sources: [known[each].number or known[each].title for each in sources if each in known],
    }


def shift_tag(shift: Any) -> tuple[str, str]:
    """The colour and the words of one changed golden question."""
    if shift.broken:
        return wording_desk.SHIFTS["protected" if shift.golden.protected else "broken"]
    return wording_desk.SHIFTS["gained" if shift.gained else "changed"]
