"""What a person does about one task: each action ends in a decision, or in the page once more with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant import library, wording_curation
from assistant import wording_desk as wording
from assistant.bootstrap import Assistant
from assistant.curation import curation
from assistant.curation.errors import GateChanged, NotTeachable
from assistant.curation.nouns import (
    BlockPassage,
    Change,
    ConfirmAnswer,
    Correction,
    Decided,
    Decision,
    RetireDocument,
    Task,
    TaskKind,
    Teach,
)
from assistant.domain import Reader
from assistant.errors import BadRequest
from assistant.library import Line, Wanted
from assistant.records.tasks import Affected
from assistant.tasks.desk import Given
from assistant.tasks.tasks import hand_over
from assistant.upkeep.review import Listed, items_of, listed
from assistant.web.desk_forms import Again, Faulty, Scope, Typed, harmless, lesson_of
from ingest.index.rows import number_code

MOST_CHOICES = 5
LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Work:
    """One task as one person works on it: what they may do, and what their answer may be seen by."""

    assistant: Assistant
    reader: Reader
    task: Task
    decides: bool
    given: Given | None
    people: tuple[Affected, ...]
    proposal: Correction | None
    item: Correction | None  # the knowledge item a review is about
    scopes: tuple[Scope, ...]

    @property
    def listed(self) -> tuple[Listed, ...]:
        """The items that a review of several lists."""
        return listed(self.task)


@dataclass(frozen=True)
class Sent:
    """Done without a decision that could be undone: a proposal that waits, a task handed on; told by `key`."""

    key: str
    unit: str = ""


Ended = Decided | Decision | Sent | Again


def act(action: str, work: Work, typed: Typed) -> Ended:
    """Do what the form asks. Raises NotAllowed, NotFound, AlreadyDecided; whatever can be mended comes back as Again."""
    if action not in ACTIONS:
        raise BadRequest("bad_request")
    try:
        return ACTIONS[action](work, typed)
    except Faulty as faulty:
        return Again(action, typed, faulty.faults)
    except NotTeachable as refused:
        return Again(action, typed, {"form": wording_curation.not_teachable(refused.reason)})


def answer(work: Work, typed: Typed) -> Ended:
    """Write, edit or approve the unit's answer; who may not decide sends it to the head."""
    lesson = lesson_of(typed, work.scopes)
    if typed.get("step") == "propose" or not work.decides:
        curation.propose(lesson, work.task.id, work.reader, work.assistant)
        return Sent("proposed")
    item = work.item or work.proposal
    origin = "proposal" if work.proposal else "desk"
    change = Teach(lesson, work.task.id, item.id if item else None, origin=origin)
    return after_looking(change, "tra-loi", work.reader, work.assistant, typed)


def confirm(work: Work, typed: Typed) -> Ended:
    """The answer given is right."""
    change = ConfirmAnswer(work.task.answer_id or "", work.task.id, bool(typed.get("protected")))
    return unless_harmless(change, "dung", work, typed)


def block(work: Work, typed: Typed) -> Ended:
    """A passage is not used for this kind of question; the task ends with it only if the person says so."""
    passages = work.given.passages if work.given else ()
    chunk = next((each.chunk_id for each in passages if each.chunk_id == typed.get("chunk")), None)
    if chunk is None:
        raise Faulty({"chunk": wording.FAULTS["passage"]})
    closes = work.task.id if typed.get("closes") else None
    return unless_harmless(BlockPassage(work.task.question, chunk, reason_typed(typed), closes), "bo-doan", work, typed)


def retire(work: Work, typed: Typed) -> Ended:
    """A document is not answered from any more."""
    document_id = typed.get("document") or work.task.document_id or ""
    reason = reason_typed(typed)
    found = successor_of(typed, document_id, work.reader, work.assistant)
    if not isinstance(found, str):
        return found
    closes = work.task.id if typed.get("closes") or work.task.kind is TaskKind.REVIEW else None
    return unless_harmless(RetireDocument(document_id, reason, found or None, closes), "ngung-dung", work, typed)


def hand_on(work: Work, typed: Typed) -> Ended:
    """The task goes to the unit in charge."""
    unit, reason = typed.get("unit", ""), reason_typed(typed)
    if work.assistant.tables.unit(unit) is None:
        raise Faulty({"unit": wording.FAULTS["unit"]})
    if unit == work.task.unit:
        raise Faulty({"unit": wording.FAULTS["same_unit"]})
    assistant, seen = work.assistant, typed.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() else work.task.version
    hand_over(assistant.engine, assistant.tables, work.task.id, unit, reason, work.reader, version)
    return Sent("handed_over", unit)


def reject(work: Work, typed: Typed) -> Ended:
    """The task ends without an answer; whoever asked is told why."""
    return curation.reject(work.task.id, reason_typed(typed), work.reader, work.assistant)


def reviewed(work: Work, typed: Typed) -> Ended:
    """The item still holds."""
    days = typed.get("review_days", "")
    if days not in dict(wording.REVIEW_DAYS):
        raise Faulty({"review_days": wording.FAULTS["days"]})
    chosen = typed.get("document_id", "")
    document_id = chosen if chosen in items_of(work.task) else work.task.document_id or ""
    return curation.reviewed(document_id, work.reader, work.assistant, work.task.id, int(days) if days else None)


def second(work: Work, typed: Typed) -> Ended:
    """The second person agrees, or sends the change back with a reason."""
    agreed = typed.get("step") == "agree"
    reason = typed.get("reason", "") if agreed else reason_typed(typed)
    return curation.decide_second(work.task.id, agreed, work.reader, work.assistant, reason)


ACTIONS: Mapping[str, Callable[[Work, Typed], Ended]] = {
    "tra-loi": answer,
    "dung": confirm,
    "bo-doan": block,
    "ngung-dung": retire,
    "chuyen": hand_on,
    "tu-choi": reject,
    "ra-soat": reviewed,
    "nguoi-thu-hai": second,
}


def after_looking(change: Change, form: str, by: Reader, assistant: Assistant, typed: Typed) -> Decided | Again:
    """First the preview, then the decision about exactly what was seen."""
    seen = typed.get("seen", "")
    if typed.get("step") != "decide" or not seen:
        message = wording.BEFORE_DECIDING if typed.get("step") == "decide" else ""
        return Again(form, typed, preview=curation.preview(change, by, assistant), message=message, status=200)
    try:
        return curation.decide(change, by, assistant, seen)
    except GateChanged as changed:
        return Again(form, typed, preview=changed.preview, message=wording_curation.GATE_CHANGED, status=409)


def unless_harmless(change: Change, form: str, work: Work, typed: Typed) -> Decided | Again:
    """One click where nothing would change; else the preview first."""
    if typed.get("seen"):
        return after_looking(change, form, work.reader, work.assistant, typed)
    shown = curation.preview(change, work.reader, work.assistant)
    if not harmless(shown):
        return Again(form, typed, preview=shown, status=200)
    try:
        return curation.decide(change, work.reader, work.assistant, shown.digest)
    except GateChanged as changed:
        return Again(form, typed, preview=changed.preview, message=wording_curation.GATE_CHANGED, status=409)


def successor_of(typed: Typed, document_id: str, reader: Reader, assistant: Assistant) -> str | Again:
    """The id of the document that was typed as successor, "" for none; the choices when several fit."""
    chosen, written = typed.get("chosen", ""), typed.get("successor", "")
    if chosen:
        return "" if chosen == "none" else chosen
    if not written:
        return ""
    listing = library.list_documents(Wanted(written), reader, assistant.engine, assistant.index, MOST_CHOICES + 1)
    lines = [line for line in listing.lines if line.id != document_id][:MOST_CHOICES]
    exact = [line for line in lines if _names(line, written)]
    if len(exact) == 1:
        return exact[0].id
    if not lines:
        raise Faulty({"successor": wording.FAULTS["successor"].format(value=written[:80])})
    fault = {"successor": wording.FAULTS["successors"].format(value=written[:80])}
    return Again("ngung-dung", typed, fault, choices=lines)


def reason_typed(typed: Typed) -> str:
    """The reason that was given. Raises Faulty without one."""
    reason = typed.get("reason", "")
    if not reason:
        raise Faulty({"reason": wording.FAULTS["reason"]})
    if len(reason) > LONGEST_REASON:
        raise Faulty({"reason": wording.FAULTS["too_long"].format(most=LONGEST_REASON)})
    return reason


def _names(line: Line, written: str) -> bool:
    return line.id == written or (line.number is not None and number_code(line.number) == number_code(written))
