"""What must be looked at again stands on its owner's queue, once for each item and reason, and comes back in its time.

past due → own end near → law died → source gone → rated low → long unused → one task each (one for a unit and a dead
law) → closed by a decision only

Routine reviews (past due, unused) wait their turn when a unit has `MOST_WAITING` open already, most used first: a
unit that taught a thousand answers in one day is not asked for a thousand reviews half a year later on one day.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select, update

from assistant import wording_review as wording
from assistant.bootstrap import Assistant
from assistant.curation.nouns import ReviewReason, Task, TaskKind
from assistant.records.ratings import rated
from assistant.records.tables import feedback
from assistant.records.tasks import MACHINE, Opening, note_within, open_about, open_within
from assistant.records.teaching import decisions, tasks
from assistant.upkeep.dead_law import leanings, of_basis
from assistant.upkeep.stored_items import State, Waiting, state_of
from assistant.upkeep.verification import DAY, start_of
from assistant.working_days import days_of, due, local_day
from ingest.database import reading, writing
from ingest.table_rows import LegalBasis

MOST_WAITING = 100  # routine reviews of one unit
MOST_LISTED = 100  # items in one task about a dead law
MANY_DOWN = 3  # people
END_NEAR = 15 * DAY
ROUTINE = (ReviewReason.DUE, ReviewReason.UNUSED)
LINKED = re.compile(r"/tai-lieu/([0-9a-f]{16})")
LISTED = re.compile(r"^• (.*) \(/tai-lieu/([0-9a-f]{16})\)$", re.MULTILINE)


@dataclass(frozen=True)
class Swept:
    """What one sweep did: tasks opened by reason, open ones it remarked on, routine reviews that wait their turn."""

    opened: Mapping[ReviewReason, int] = field(default_factory=dict)
    remarked: int = 0
    put_off: int = 0


@dataclass(frozen=True)
class Finding:
    """Something its owner must look at, as the task will say it. Equal subjects are the same finding."""

    reason: ReviewReason
    unit: str
    subject: str
    question: str
    note: str
    document_id: str | None
    uses: int = 0


@dataclass(frozen=True)
class Remark:
    """What changes of an open review: its note, its heading."""

    note: str | None
    question: str | None = None


def sweep(assistant: Assistant, at: datetime) -> Swept:
    """Open what must be looked at on that day and remark on what no longer must; any number of times.

    Costs nothing while neither the day nor votes, decisions, tasks or the index changed since the last one.
    """
    today = local_day(at)
    with reading(assistant.engine) as connection:
        seen = (today, assistant.index.generation(), *_newest(connection))
        if _last.get(assistant.engine) == (seen, id(assistant.tables)):
            return Swept()
        state = state_of(assistant, connection, today)
        found = {each.subject: each for each in _findings(assistant.engine, connection, state)}
    remarks = dict(_remarks(state, found))
    chosen, put_off = _in_turn([each for each in found.values() if each.subject not in state.waiting], state)
    opened = _write(assistant, chosen, remarks, at) if chosen or remarks else Counter()
    _last[assistant.engine] = (seen, id(assistant.tables))
    return Swept(dict(opened), len(remarks), put_off)


@dataclass(frozen=True)
class Listed:
    """One of several items a review is about."""

    title: str
    document_id: str


def listed(task: Task) -> tuple[Listed, ...]:
    """The items that the note of a review lists; empty for a review of one."""
    return tuple(Listed(title, document_id) for title, document_id in LISTED.findall(task.note))


def items_of(task: Task) -> tuple[str, ...]:
    """The ids of the documents a review is about: those its note lists, else its one."""
    return tuple(each.document_id for each in listed(task)) or ((task.document_id,) if task.document_id else ())


def struck(note: str, document_id: str) -> str:
    """The note without the line of an item that somebody looked at; the task ends with its last item."""
    return "\n".join(line for line in note.split("\n") if not (LISTED.match(line) and document_id in line))


_last: WeakKeyDictionary[Engine, tuple[tuple[Any, ...], int]] = WeakKeyDictionary()


def _newest(connection: Connection) -> tuple[int, ...]:
    columns = (feedback.c.id, decisions.c.id, tasks.c.id)
    return tuple(connection.scalar(select(func.max(column))) or 0 for column in columns)


def _findings(engine: Engine, connection: Connection, state: State) -> Iterator[Finding]:
    yield from _past_due(state)
    yield from _ending(state)
    yield from _leaning_on_dead_law(engine, connection, state)
    yield from _without_source(state)
    yield from _rated_low(state)
    yield from _unused(state)


def _past_due(state: State) -> Iterator[Finding]:
    """A review that ended without anybody vouching for the item comes back when the time of a review has passed."""
    for document_id, verified in state.verified.items():
        if verified.review_on > state.today or not state.holds(document_id):
            continue
        closed = state.closed.get(subject := f"due:{document_id}")
        if closed and due("review", local_day(closed.at), state.tables) > state.today:
            continue
        note = wording.due(verified.review_on, verified.by.name)
        yield _finding(state, ReviewReason.DUE, document_id, subject, note)


def _ending(state: State) -> Iterator[Finding]:
    for document_id, taught in state.taught.items():
        if taught.until is None or taught.until - END_NEAR > state.today or not state.holds(document_id):
            continue
        subject = f"until:{document_id}:{taught.until}"
        if subject not in state.closed:
            yield _finding(state, ReviewReason.DUE, document_id, subject, wording.ending(taught.until))


def _leaning_on_dead_law(engine: Engine, connection: Connection, state: State) -> Iterator[Finding]:
    """One for each dead law and unit: the items nobody looked at since it died, most used first."""
    groups: dict[tuple[str, str], set[str]] = {}
    laws: dict[str, LegalBasis] = {}
    looked_at = _looked_at(state)
    for document_id, law in _dead_grounds(engine, connection, state):
        laws[law.code] = law
        groups.setdefault((law.code, state.stored[document_id].owner), set()).add(document_id)
    for (code, unit), documents in groups.items():
        subject = f"law:{code}:{unit}"
        left = documents - looked_at.get(code, set())
        listed = sorted(left, key=lambda each: (-state.uses.get(each, 0), each))[:MOST_LISTED]
        if listed:
            titles = [(state.title(each), each) for each in listed]
            question, note = wording.law_died(laws[code], len(listed)), wording.law_note(laws[code], titles)
            only = listed[0] if len(listed) == 1 else None
            uses = sum(state.uses.get(each, 0) for each in listed)
            yield Finding(ReviewReason.LAW_DIED, unit, subject, question, note, only, uses)


def _looked_at(state: State) -> dict[str, set[str]]:
    """Law → the documents that reviews of it listed when they ended, whichever unit ended them."""
    found: dict[str, set[str]] = {}
    for subject, closed in state.closed.items():
        if subject.startswith("law:"):
            found.setdefault(subject.split(":")[1], set()).update(LINKED.findall(closed.note))
    return found


def _dead_grounds(engine: Engine, connection: Connection, state: State) -> Iterator[tuple[str, LegalBasis]]:
    """Every document that holds and is used or taught, with each dead law it names that nobody knew of."""
    looked_at = {each: state.stored[each].generation for each in [*state.uses, *state.taught] if state.holds(each)}
    for document_id, found in leanings(engine, connection, state.tables, looked_at).items():
        for leaning in found:
            if not _knew(state, document_id, leaning.law, leaning.written):
                yield document_id, leaning.law
    for document_id, taught in state.taught.items():
        for law in of_basis(taught.basis, state.tables):
            if document_id in looked_at and not _knew(state, document_id, law, None):
                yield document_id, law


def _knew(state: State, document_id: str, law: LegalBasis, written: date | None) -> bool:
    """Whether the law stands, or had ended already when the text was written or somebody looked at it last."""
    if law.until is None or law.until > state.today:
        return True
    vouched = state.vouched_at(document_id)
    known = max(written or date.min, local_day(vouched) if vouched else date.min)
    return law.until <= known


def _without_source(state: State) -> Iterator[Finding]:
    for document_id, taught in state.taught.items():
        for source in taught.corrects:
            subject = f"source:{document_id}:{source}"
            if subject in state.closed or not state.holds(document_id) or not _lost(state, document_id, source):
                continue
            retired = state.retired.get(source)
            successor = state.stored.get(retired.successor) if retired and retired.successor else None
            title = state.title(source) if source in state.stored else wording.REMOVED_SOURCE
            note = wording.source_gone(title, successor.title if successor else None)
            yield _finding(state, ReviewReason.SOURCE_GONE, document_id, subject, note)


def _lost(state: State, document_id: str, source: str) -> bool:
    """Whether a source went after somebody looked at the correction last, and was not given up for it."""
    if source == document_id or state.holds(source):
        return False
    retired = state.retired.get(source)
    if retired is None:
        return True
    looked = state.vouched_at(document_id)
    known = looked is not None and looked >= (retired.at or start_of(retired.since))
    return not known and retired.successor != document_id


def _rated_low(state: State) -> Iterator[Finding]:
    """At least three people in sixty days, and no fewer than those who found it right; votes count from the last look."""
    for document_id, ratings in state.ratings.items():
        if len(ratings) < MANY_DOWN or not state.holds(document_id):
            continue
        subject = f"low:{document_id}"
        closed, vouched = state.closed.get(subject), state.vouched_at(document_id)
        looked = [each for each in (closed and closed.at, vouched) if each]
        said = rated([each for each in ratings if not looked or each.created > max(looked)])
        if said.down >= max(MANY_DOWN, said.up):
            note = wording.low_rated(said.down, said.up, said.reasons)
            yield _finding(state, ReviewReason.LOW_RATED, document_id, subject, note)


def _unused(state: State) -> Iterator[Finding]:
    """Items somebody vouches for that no answer cited; one that is past due anyway is not asked for twice."""
    days = days_of("unused", state.today, state.tables)
    long_ago = start_of(state.today - DAY * days)
    for document_id in {**state.taught, **state.verified}:
        vouched, verified = state.vouched_at(document_id), state.verified.get(document_id)
        past_due = verified is not None and verified.review_on <= state.today
        if document_id in state.uses or past_due or vouched is None or vouched > long_ago:
            continue
        closed = state.closed.get(subject := f"unused:{document_id}")
        if state.holds(document_id) and not (closed and closed.at > long_ago):
            yield _finding(state, ReviewReason.UNUSED, document_id, subject, wording.unused(days))


def _finding(state: State, reason: ReviewReason, document_id: str, subject: str, note: str) -> Finding:
    owner, uses = state.stored[document_id].owner, state.uses.get(document_id, 0)
    return Finding(reason, owner, subject, state.title(document_id), note, document_id, uses)


def _in_turn(found: list[Finding], state: State) -> tuple[list[Finding], int]:
    """What is opened now, and how many routine reviews wait for others of their unit to end."""
    open_now = Counter(each.unit for each in state.waiting.values() if each.reason in ROUTINE)
    chosen = []
    for each in sorted(found, key=lambda each: (-each.uses, each.subject)):
        if each.reason in ROUTINE and open_now[each.unit] >= MOST_WAITING:
            continue
        open_now[each.unit] += each.reason in ROUTINE
        chosen.append(each)
    return chosen, len(found) - len(chosen)


def _remarks(state: State, found: Mapping[str, Finding]) -> Iterator[tuple[int, Remark]]:
    """Open reviews and what is said on them now: the list of a dead law as it is, or why nothing is left to do."""
    for subject, waiting in state.waiting.items():
        now = found.get(subject)
        if now is not None and now.reason is ReviewReason.LAW_DIED:
            if (now.note, now.question) != (waiting.note, waiting.question):
                yield waiting.task_id, Remark(now.note if now.note != waiting.note else None, now.question)
        elif (remark := _remark(state, waiting, now)) and remark not in waiting.note:
            yield waiting.task_id, Remark(wording.remarked(remark, waiting.note))


def _remark(state: State, waiting: Waiting, now: Finding | None) -> str | None:
    if waiting.document_id and not state.holds(waiting.document_id):
        return wording.GONE
    if now is not None:
        return None
    if waiting.subject.startswith("law:"):
        return wording.DONE
    verified = state.verified.get(waiting.document_id or "")
    if waiting.subject.startswith("due:") and verified:
        return wording.reviewed_meanwhile(local_day(verified.at), verified.by.name)
    return None


def _write(
    assistant: Assistant, chosen: list[Finding], remarks: Mapping[int, Remark], at: datetime
) -> Counter[ReviewReason]:
    """All in one transaction; what another process opened meanwhile stays as it is."""
    opened: Counter[ReviewReason] = Counter()
    today = local_day(at)
    answer_by = due("review", today, assistant.tables)
    with writing(assistant.engine) as connection:
        for each in chosen:
            if open_about(connection, TaskKind.REVIEW, each.subject) is None:
                _open(connection, each, answer_by, at)
                opened[each.reason] += 1
        for task_id, remark in remarks.items():
            if remark.note is not None:
                note_within(connection, task_id, remark.note, MACHINE, at)
            if remark.question is not None:
                connection.execute(update(tasks).where(tasks.c.id == task_id).values(question=remark.question))
    return opened


def _open(connection: Connection, found: Finding, answer_by: date, at: datetime) -> None:
    opening = Opening(
        kind=TaskKind.REVIEW,
        unit=found.unit,
        question=found.question,
        reason=found.reason.value,
        subject=found.subject,
        due=answer_by,
        document_id=found.document_id,
        note=found.note,
    )
    open_within(connection, opening, MACHINE, at)
