"""Many lessons at once: what each row of a sheet would do is shown first, then each becomes a decision of its own.

sheet → each row against the items there are and the rows above it → plan (digest) → confirmed → one decision a row

Nothing is written before the plan is confirmed by its digest. A row is compared with what is stored right before it
is taught, so a run that was killed and is confirmed again goes on where it stopped and teaches nothing twice.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.bootstrap import Assistant
from assistant.bulk.compare import Known, Likeness, contradicts, same_text, words
from assistant.bulk.read import Column, Fault, Sheet, SheetRow
from assistant.curation import curation
from assistant.curation.errors import AlreadyDecided, NotTeachable
from assistant.curation.lessons import Piece, checked, differences
from assistant.curation.narrow import OFFICE, narrowest
from assistant.curation.nouns import Correction, CorrectionStatus, Lesson, Teach
from assistant.curation.rights import current_unit, may_decide, units_with_past
from assistant.domain import Reader
from assistant.errors import NotAllowed, NotFound
from assistant.records.corrections import correction_of, corrections_of
from assistant.tasks.asker import today
from ingest.tables import Tables

ORIGIN = "bulk"
MOST_ITEMS = 100_000


class Outcome(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"  # a new version of an item there is
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"  # an item there is says otherwise; taught only when asked for
    DUPLICATE = "duplicate"  # a row above asks the same
    FAULTY = "faulty"


@dataclass(frozen=True)
class Difference:
    """What would change in one column of an item, word by word."""

    column: Column
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Line:
    """One row of the plan. `known` is the item it is about or that says otherwise; `above` the row that asks the same."""

    row: SheetRow
    outcome: Outcome
    lesson: Lesson | None = None
    known: Correction | None = None
    hidden: bool = False  # the item that says otherwise may not be read by this person
    differences: tuple[Difference, ...] = ()
    above: int | None = None
    faults: tuple[Fault, ...] = ()
    masked: int = 0

    @property
    def mark(self) -> tuple[str, ...]:
        """What the digest of the plan holds of this row."""
        version = f"{self.known.id}/{self.known.version}" if self.known else ""
        return str(self.row.number), self.outcome.value, version, row_digest(self.lesson) if self.lesson else ""


@dataclass(frozen=True)
class Plan:
    """Everything a sheet would do for a unit; `digest` names exactly this file and this state."""

    unit: str
    lines: tuple[Line, ...]
    unused: tuple[str, ...]
    warnings: tuple[str, ...]  # what reading found odd, see `wording.warning`
    digest: str

    def count(self, outcome: Outcome) -> int:
        """How many rows end so."""
        return sum(line.outcome is outcome for line in self.lines)

    def to_do(self, with_conflicts: bool) -> tuple[Line, ...]:
        """The rows that teach something."""
        wanted = {Outcome.NEW, Outcome.CHANGED} | ({Outcome.CONFLICT} if with_conflicts else set())
        return tuple(line for line in self.lines if line.outcome in wanted)


@dataclass(frozen=True)
class Done:
    """What became of one row: taught (with its decision, live or waiting), already there, or refused."""

    number: int
    outcome: str  # taught | waiting | there | refused
    decision_id: int | None = None
    reason: str = ""


class PlanChanged(Exception):
    """What the person saw before confirming no longer holds; `plan` is what holds now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("the plan has changed")
        self.plan = plan


def planned(sheet: Sheet, unit: str, by: Reader, assistant: Assistant) -> Plan:
    """What the sheet would do. Writes nothing.

    Raises NotTeachable("unknown_unit"), NotAllowed for who may not decide for the unit.
    """
    if assistant.tables.unit(unit) is None:
        raise NotTeachable("unknown_unit")
    unit = current_unit(unit, assistant.tables, today())
    if not may_decide(by, unit, assistant.engine, assistant.tables, today()):
        raise NotAllowed(f"to teach for {unit}")
    known = [Known(each, owned(each, unit, assistant.tables)) for each in items_of(None, assistant)]
    likeness = Likeness(known, assistant.answering)
    lines = tuple(judged(sheet.rows, unit, likeness, by, assistant))
    named = json.dumps([unit, [line.mark for line in lines]], ensure_ascii=False)
    return Plan(
        unit, lines, sheet.unused, sheet.warnings, hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:32]
    )


def items_of(unit: str | None, assistant: Assistant) -> list[Correction]:
    """The items that are answered from: of a unit and those it carries on, or of all."""
    units = units_with_past({unit}, assistant.tables, today()) if unit else None
    return list(corrections_of(assistant.engine, units, CorrectionStatus.LIVE, size=MOST_ITEMS).items)


def owned(item: Correction, unit: str, tables: Tables) -> bool:
    """Whether the item is the unit's own."""
    return current_unit(item.unit, tables, today()) == unit


def judged(rows: Sequence[SheetRow], unit: str, likeness: Likeness, by: Reader, assistant: Assistant) -> Iterator[Line]:
    """Each row against its own cells, the rows above and the items there are."""
    clean = [cleaned(row, unit, assistant.tables) for row in rows]
    likeness.read([lesson.question if lesson else "" for lesson, _, _ in clean])
    by_id = {each.item.id: each for each in likeness.known}
    taken: dict[str, int] = {}
    for place, (row, (lesson, faults, masked)) in enumerate(zip(rows, clean, strict=True)):
        if lesson is None:
            yield Line(row, Outcome.FAULTY, faults=faults)
            continue
        above = likeness.row_above(place)
        if above is not None:
            yield Line(row, Outcome.DUPLICATE, lesson, above=rows[above].number)
            continue
        if row.correction_id and not (row.correction_id in by_id and by_id[row.correction_id].own):
            yield Line(row, Outcome.FAULTY, lesson, faults=(Fault("no_item", "id", row.correction_id),))
            continue
        match = by_id[row.correction_id] if row.correction_id else likeness.item(place)
        if match and match.own and taken.setdefault(match.item.id, row.number) != row.number:
            yield Line(row, Outcome.DUPLICATE, lesson, match.item, above=taken[match.item.id])
            continue
        yield replace(compared(row, lesson, match, likeness.near(place), by), masked=masked)


def cleaned(row: SheetRow, unit: str, tables: Tables) -> tuple[Lesson | None, tuple[Fault, ...], int]:
    """The lesson exactly as it would be stored, or why it may not be; how many pieces of personal data were masked."""
    if row.lesson is None:
        return None, row.faults, 0
    try:
        found = checked(row.lesson, tables, today())
    except NotTeachable as refused:
        return None, (Fault(refused.reason, ""),), 0
    visibility = narrowest([found.lesson.visibility, *([OFFICE] if found.internal else [])])
    known = tables.unit(unit)
    only = known.fields[0] if known and len(known.fields) == 1 else None  # as `curation.plan` fills it in
    field = found.lesson.field or only
    return replace(found.lesson, visibility=visibility, field=field), (), found.masked


def compared(row: SheetRow, lesson: Lesson, match: Known | None, near: Sequence[Known], by: Reader) -> Line:
    """New, a change of an item, the same as one, or against one."""
    if match and match.own:
        lesson = completed(lesson, match.item.lesson, row)
        changed = changes(match.item.lesson, lesson)
        return Line(row, Outcome.CHANGED if changed else Outcome.UNCHANGED, lesson, match.item, differences=changed)
    against = match or next((each for each in near if contradicts(lesson, each.item.lesson)), None)
    if against is None:
        return Line(row, Outcome.NEW, lesson)
    hidden = not against.item.lesson.visibility.tokens() & by.tokens
    return Line(row, Outcome.CONFLICT, lesson, against.item, hidden)


def completed(lesson: Lesson, known: Lesson, row: SheetRow) -> Lesson:
    """The lesson with what the sheet has no column for taken from the item.

    A row that was found by likeness keeps the item's question; its own becomes one more way to ask.
    """
    fields = {field.name: getattr(known, field.name) for field in dataclasses.fields(Lesson)}
    says = {each.value for each in row.says} | ({"until"} if Column.LAST_DAY in row.says else set())
    whole = replace(lesson, **{name: value for name, value in fields.items() if name not in says})
    if row.correction_id or words(lesson.question) == words(known.question):
        return whole
    asked = {words(each): each for each in (known.question, *known.wordings, lesson.question, *lesson.wordings)}
    asked.pop(words(known.question))
    return replace(whole, question=known.question, wordings=tuple(asked.values()))


def changes(old: Lesson, new: Lesson) -> tuple[Difference, ...]:
    """The columns in which two lessons differ, word by word."""
    return tuple(
        Difference(Column(name), differences(before, after))
        for name, before in shown(old).items()
        if not same_text(before, after := shown(new)[name])
    )


def shown(lesson: Lesson) -> Mapping[str, str]:
    """The columns of a lesson as text."""
    visibility = lesson.visibility
    return {
        "question": lesson.question,
        "answer": lesson.answer,
        "wordings": "\n".join(lesson.wordings),
        "not_for": "\n".join(lesson.not_for),
        "basis": "\n".join(lesson.basis),
        "in_force": lesson.in_force.strftime("%d/%m/%Y") if lesson.in_force else "",
        "until": lesson.until.strftime("%d/%m/%Y") if lesson.until else "",
        "visibility": "; ".join([visibility.scope, *sorted(visibility.units)]),
        "review_days": str(lesson.review_days or ""),
        "field": lesson.field or "",
    }


def row_digest(lesson: Lesson) -> str:
    """Names exactly what a row teaches."""
    return hashlib.sha256(json.dumps(shown(lesson), ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:32]


def confirmed(sheet: Sheet, unit: str, by: Reader, assistant: Assistant, digest: str) -> Plan:
    """The plan that was seen. Raises PlanChanged when the file or the items are no longer what they were."""
    plan = planned(sheet, unit, by, assistant)
    if plan.digest != digest:
        raise PlanChanged(plan)
    return plan


def apply(
    plan: Plan,
    by: Reader,
    assistant: Assistant,
    with_conflicts: bool = False,
    progress: Callable[[Done], None] = lambda _: None,
) -> list[Done]:
    """Teach every row of the plan that teaches something, one decision each; rows that are there already are passed by.

    Raises NotAllowed, StorageFull, DatabaseUnavailable; what was taught until then stays, and confirming again goes on.
    """
    there = {row_digest(each.lesson): each for each in items_of(plan.unit, assistant)}
    results = []
    for line in plan.to_do(with_conflicts):
        done = taught(line, plan.unit, there, by, assistant)
        results.append(done)
        progress(done)
    return results


def taught(line: Line, unit: str, there: Mapping[str, Correction], by: Reader, assistant: Assistant) -> Done:
    """One row: its decision, or why there is none."""
    assert line.lesson
    number, known = line.row.number, line.known if line.outcome is Outcome.CHANGED else None
    if row_digest(line.lesson) in there:
        return Done(number, "there")
    if known and newest(known.id, assistant) != known.version:
        return Done(number, "refused", reason="changed_since")
    change = Teach(line.lesson, correction_id=known.id if known else None, unit=unit, origin=ORIGIN)
    try:
        decided = curation.decide(change, by, assistant)
    except NotTeachable as refused:
        return Done(number, "refused", reason=refused.reason)
    except AlreadyDecided:  # the very same lesson was taught meanwhile, or somebody changed the item first
        return Done(number, "refused", reason="changed_since") if known else Done(number, "there")
    except NotFound:
        return Done(number, "refused", reason="changed_since")
    return Done(number, "taught" if decided.live else "waiting", decided.decision.id)


def newest(correction_id: str, assistant: Assistant) -> int:
    """The version an item has now; 0 when it is gone."""
    try:
        return correction_of(assistant.engine, correction_id).version
    except NotFound:
        return 0
