"""What people type on the desk becomes a lesson, or is given back with what to mend; nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request

from assistant import wording_desk as wording
from assistant.curation.lessons import LONGEST_ANSWER, LONGEST_QUESTION, MOST_WORDINGS
from assistant.curation.nouns import Alert, Conflict, Lesson, Preview
from assistant.errors import NotFound
from assistant.records.tables import storable
from assistant.wording import day
from ingest.documents import Visibility
from ingest.tables import Tables

DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
FIELDS = ("question", "answer", "basis", "wordings", "not_for", "in_force", "until", "scope", "review_days")

LONGEST_FIELD = 100_000
LAST_PAGE = 100_000
LARGEST_ROW = 2**53

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Again:
    """The page once more: which form it was, what was typed, what to mend, and what the gate shows."""

    form: str
    typed: Typed
    faults: Mapping[str, str] = field(default_factory=dict)
    preview: Preview | None = None
    message: str = ""
    status: int = 400
    choices: Sequence[object] = ()


class Faulty(Exception):
    """What was typed cannot be taken; `faults` say for each field what to do."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Scope:
    """One choice of who may read what is taught; `value` travels in the form."""

    value: str
    label: str
    visibility: Visibility


async def typed_in(request: Request) -> dict[str, str]:
    """Every field of the form as text, lines ended alike; files are left out."""
    sent = await request.form()
    texts = {name: value for name, value in sent.items() if isinstance(value, str)}
    return {name: storable(value.replace("\r\n", "\n"), LONGEST_FIELD).strip() for name, value in texts.items()}


def page_number(asked: int) -> int:
    """A page that may exist, whatever was asked for."""
    return min(max(asked, 1), LAST_PAGE)


def row_number(asked: int) -> int:
    """A number that a row may have. Raises NotFound."""
    if not 0 < asked < LARGEST_ROW:
        raise NotFound(f"row {asked}")
    return asked


def lesson_of(typed: Typed, scopes: Sequence[Scope]) -> Lesson:
    """The lesson that was typed. Raises Faulty with one message for each field that must be mended."""
    faults: dict[str, str] = {}
    for name in ("question", "answer"):
        if not typed.get(name):
            faults[name] = wording.FAULTS[name]
    if len(typed.get("answer", "")) > LONGEST_ANSWER:
        faults["answer"] = wording.FAULTS["too_long"].format(most=LONGEST_ANSWER)
    if len(typed.get("question", "")) > LONGEST_QUESTION:
        faults["question"] = wording.FAULTS["too_long"].format(most=LONGEST_QUESTION)
    days = {name: _day(typed.get(name, ""), name, faults) for name in ("in_force", "until")}
    if days["in_force"] and days["until"] and days["until"] <= days["in_force"]:
        faults["until"] = wording.FAULTS["dates"]
    wordings = {name: _lines(typed.get(name, ""), name, faults) for name in ("wordings", "not_for")}
    chosen = next((each for each in scopes if each.value == typed.get("scope", "")), None)
    if chosen is None:
        faults["scope"] = wording.FAULTS["wider"]
    review = typed.get("review_days", "")
    if review not in dict(wording.REVIEW_DAYS):
        faults["review_days"] = wording.FAULTS["days"]
    if faults or chosen is None:
        raise Faulty(faults)
    return Lesson(
        question=typed["question"],
        answer=typed["answer"],
        wordings=wordings["wordings"],
        not_for=wordings["not_for"],
        basis=basis_of(typed.get("basis", "")),
        in_force=days["in_force"],
        until=days["until"],
        visibility=chosen.visibility,
        review_days=int(review) if review else None,
    )


def typed_of(lesson: Lesson, scopes: Sequence[Scope]) -> dict[str, str]:
    """A lesson as the form shows it; its visibility only where it may still be chosen."""
    same = next((each.value for each in scopes if each.visibility == lesson.visibility), default_scope(scopes))
    return {
        "question": lesson.question,
        "answer": lesson.answer,
        "basis": "; ".join(lesson.basis),
        "wordings": "\n".join(lesson.wordings),
        "not_for": "\n".join(lesson.not_for),
        "in_force": day(lesson.in_force),
        "until": day(lesson.until),
        "scope": same,
        "review_days": str(lesson.review_days or ""),
    }


def default_scope(scopes: Sequence[Scope]) -> str:
    """As the sources, which is the widest that is allowed."""
    return scopes[0].value if scopes else ""


def scopes_within(limit: Visibility, unit: str, tables: Tables) -> tuple[Scope, ...]:
    """Who may be allowed to read, the widest first; nothing wider than `limit`."""
    units = limit.units if limit.scope == "units" else frozenset({unit})
    choices = [
        Scope("all", wording.VISIBILITY["all"], Visibility()),
        Scope("units", wording.VISIBILITY["units"].format(units=_named(units, tables)), Visibility("units", units)),
        Scope("office", wording.VISIBILITY["office"], Visibility("office")),
    ]
    kept = choices[[each.value for each in choices].index(limit.scope) :]
    return (Scope(kept[0].value, kept[0].label + wording.AS_SOURCE, kept[0].visibility), *kept[1:])


def basis_of(typed: str) -> tuple[str, ...]:
    """The grounds, one between semicolons or on a line each."""
    return tuple(dict.fromkeys(each.strip() for each in re.split(r"[;\n]", typed) if each.strip()))


def day_of(written: str) -> date | None:
    """A day as a date field or a person writes it: 2026-11-15 or 15/11/2026; None when it is no day."""
    iso, own = ISO_DATE.fullmatch(written.strip()), DATE.fullmatch(written.strip())
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        return date(int(own[3]), int(own[2]), int(own[1])) if own else None
    except ValueError:
        return None


def state_words(alert: Alert, days: int, due: date) -> str:
    """The state of a task in words: `quá hạn 2 ngày làm việc`."""
    if days == 0 and alert is Alert.OVERDUE:
        return wording.JUST_OVERDUE
    if days == 0 and alert is Alert.SOON:
        return wording.SOON_ON.format(due=day(due))
    return wording.STATES[alert].format(days=days, due=day(due))


def harmless(preview: Preview) -> bool:
    """Whether nothing would change and nothing says otherwise, so that there is nothing to look at first."""
    return not preview.shifts and not _serious(preview.conflicts)


def _serious(conflicts: Sequence[Conflict]) -> bool:
    return any(each.what != "law_unknown" for each in conflicts)


def _day(written: str, name: str, faults: dict[str, str]) -> date | None:
    found = day_of(written) if written else None
    if written and found is None:
        faults[name] = wording.FAULTS["day"].format(value=written[:40])
    return found


def _lines(written: str, name: str, faults: dict[str, str]) -> tuple[str, ...]:
    lines = tuple(dict.fromkeys(line.strip() for line in written.split("\n") if line.strip()))
    if len(lines) > MOST_WORDINGS:
        faults[name] = wording.FAULTS["too_many"].format(most=MOST_WORDINGS)
    if any(len(line) > LONGEST_QUESTION for line in lines):
        faults[name] = wording.FAULTS["too_long"].format(most=LONGEST_QUESTION)
    return lines


def _named(units: frozenset[str], tables: Tables) -> str:
    known = [tables.unit(code) for code in sorted(units)]
    return ", ".join(unit.name for unit in known if unit) or ", ".join(sorted(units))
