"""The gate: what a change would do to the golden questions of its unit, and what says otherwise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from assistant import wording_curation as words
from assistant.curation.conflicts import conflicts_of
from assistant.curation.nouns import Conflict, Golden, Preview, RetireDocument, Shift, Teach
from assistant.curation.plan import Plan, Sitting
from assistant.curation.replay import replay
from assistant.curation.rights import units_with_past
from assistant.curation.waiting import written
from assistant.domain import Reader, Role
from assistant.records.golden import goldens_of

MOST_LOOKED_AT = 60  # golden questions asked again while somebody waits for the preview: about a second
MOST_UNSEEN = 10  # and when nobody does, as in an import of a thousand lessons
LEAST_NEAR = 0.4  # cosine; then what is further away is not asked again at all


def previewed(plan: Plan, sitting: Sitting, looking: bool = True) -> Preview:
    """What the plan would change; `looking` also finds what says otherwise, which nobody reads who does not look."""
    goldens = goldens_at_stake(plan, sitting)
    chosen = at_risk(plan, goldens, sitting, *((MOST_LOOKED_AT, -1.0) if looking else (MOST_UNSEEN, LEAST_NEAR)))
    found = replayed(plan, chosen, sitting)
    shifts = tuple(shown(each, sitting.by) for each in found)
    conflicts = conflicts_of(plan, sitting) if looking else ()
    lesson = plan.change.lesson if isinstance(plan.change, Teach) else None
    digest = digest_of(plan, shifts, conflicts)
    return Preview(len(goldens), shifts, conflicts, digest, plan.masked, lesson)


def goldens_at_stake(plan: Plan, sitting: Sitting) -> list[Golden]:
    """The unit's golden questions; what a correction itself made golden ends with it and is not broken by that."""
    units = units_with_past({plan.unit}, sitting.tables, sitting.today)
    own = plan.correction.document_id if plan.correction and isinstance(plan.change, RetireDocument) else None
    return [each for each in goldens_of(sitting.engine, units) if set(each.expected) != {own}]


def at_risk(plan: Plan, goldens: Sequence[Golden], sitting: Sitting, most: int, least: float) -> list[Golden]:
    """Those of them that the change could concern, at most so many, and at least so near (cosine).

    What expects the document that is changed is asked again first. What is taught, blocked or preferred holds for alike
    questions only, so of the others the nearest can change. Asking a thousand again takes longer than a person waits.
    """
    if not goldens or (len(goldens) <= most and least < 0):
        return list(goldens)
    about = [plan.question]
    if isinstance(plan.change, Teach):
        about += plan.change.lesson.wordings
    embedder = sitting.assistant.embedder
    nearness = (embedder.encode([each.question for each in goldens]) @ embedder.encode(about).T).max(axis=1)
    nearness[[plan.document_id in each.expected for each in goldens]] = 2.0  # nearer than any question can be
    return [goldens[place] for place in (-nearness).argsort(kind="stable")[:most] if nearness[place] >= least]


def replayed(plan: Plan, goldens: Sequence[Golden], sitting: Sitting) -> tuple[Shift, ...]:
    """Which of them would be answered otherwise."""
    if not goldens:
        return ()
    answering = sitting.assistant.answering
    supposed = answering.taught().supposing(plan.change, plan.unit)
    return tuple(replay(goldens, answering, replace(answering, taught=lambda: supposed), reader_of))


def shown(shift: Shift, by: Reader) -> Shift:
    """The shift as this person may see it: that something changes, and what only if they may read it."""
    if shift.golden.as_reader in by.tokens or "office" in by.tokens:
        return shift
    hidden = words.HIDDEN_GOLDEN
    golden = replace(shift.golden, question=hidden, expected=())
    return replace(shift, golden=golden, before=hidden, after=hidden, before_sources=(), after_sources=())


def reader_of(golden: Golden) -> Reader:
    """Somebody who holds the golden question's reader token and no other."""
    unit = golden.as_reader.removeprefix("unit:") if golden.as_reader.startswith("unit:") else None
    role = Role.OFFICE if golden.as_reader == "office" else Role.STAFF
    return Reader(0, "", "", role, unit)


def digest_of(plan: Plan, shifts: Sequence[Shift], conflicts: Sequence[Conflict]) -> str:
    """Names exactly this change, what it is made from, and what was shown of it."""
    change = {name: value for name, value in written(plan.change).items() if name != "corrects"}
    seen = {
        "change": change,
        "unit": plan.unit,
        "base": plan.base,
        "shifts": [[each.golden.id, each.before, each.after, each.broken, each.gained] for each in shifts],
        "conflicts": [[each.what, each.title, each.excerpt, each.document_id] for each in conflicts],
    }
    plain = json.dumps(seen, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:32]
