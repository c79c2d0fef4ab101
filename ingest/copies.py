"""Several copies of one letter are one document: which belong together, which leads, which gives each field.

Pure functions over copies; `ingest.settle` brings the database in line with what they say. The rule:

1. Two copies are never the same when they contradict each other: other visibility, both with a number and another
   one, both with a day and another one, another province, another session, a draft and a letter, or figures in each
   reply that the other lacks. So a letter to two provinces stays two, and so does a letter answered anew. One field
   that OCR read may be off by two characters when number or day agree otherwise.
2. Equal bytes are the same. Otherwise only replies and guidance are compared, by the runs of words of the reply:
   the more is known to agree (number; province and session), the less of the text must (`LEAST`). Half a reply is
   enough because a digest or a portal's copy may be cut; guidance must agree almost whole, since a new edition of
   a guidance repeats the old one.
3. A copy that fits two contradicting letters equally well (a portal's copy without number and province of a letter
   that went to five provinces) belongs to neither: it stays a document of its own.
4. What belongs together depends on the set of copies only, never on the order in which they came.

A compiled list stays a document of its own, but it gives number and day to a letter that lacks them when province,
session and petition agree (`given_by`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from itertools import combinations

import numpy as np

from ingest.documents import DocumentKind
from ingest.index.rows import number_code, number_serial
from ingest.manifest import Hints
from ingest.signature import Signature, Values, containment, resemblance

COMPARED = frozenset({DocumentKind.REPLY, DocumentKind.GUIDANCE})
MERGED = ("number", "issued", "issuer", "province", "session", "unit", "field", "title")
SLIPS_OF_OCR = 2
SAME_PETITION = 0.5
NAMES = {"number": "số", "issued": "ngày"}  # as people read them in the warning given_by_copy


class Agreement(IntEnum):
    """What two copies are known to have in common beside their text; more outweighs less."""

    TEXT = 1
    PLACE = 2  # province and session
    NUMBER = 3
    BYTES = 4


@dataclass(frozen=True)
class Least:
    """How much of two replies must agree, 0..1: of all runs (resembles), or of the shorter one's (contained)."""

    resembles: float
    contained: float


LEAST = {
    Agreement.TEXT: Least(0.62, 0.80),
    Agreement.PLACE: Least(0.45, 0.62),
    Agreement.NUMBER: Least(0.30, 0.45),
}
LEAST_OF_OCR = {
    Agreement.TEXT: Least(0.30, 0.45),
    Agreement.PLACE: Least(0.22, 0.36),
    Agreement.NUMBER: Least(0.15, 0.26),
}
LEAST_OF_GUIDANCE = Least(0.90, 2.0)  # containment proves nothing here
LEAST_OF_GUIDANCE_BY_OCR = Least(0.35, 2.0)


@dataclass(frozen=True)
class Facts:
    """What one copy says of its document, and how well it was read."""

    number: str | None = None
    issued: date | None = None
    issuer: str | None = None
    province: str | None = None
    session: str | None = None
    unit: str | None = None
    field: str | None = None
    title: str | None = None
    visibility: str = "all"
    registered: frozenset[str] = frozenset()  # fields that a register gave; they outweigh what was read
    draft: bool = False
    full: bool = False  # petition and reply, not a digest
    ocr: bool = False
    confidence: float = 1.0
    figures: frozenset[str] = frozenset()  # of the reply


@dataclass(frozen=True)
class Copy:
    """One source of a document. `taken` is when it was first seen, `ticket` of the reading this is."""

    source: str
    digest: str
    ticket: int
    taken: datetime
    kind: DocumentKind
    facts: Facts
    signature: Signature | None
    bands: frozenset[int] = frozenset()
    hints: Hints = field(default_factory=Hints)
    read_by: str = ""  # fingerprint of register line, tables and reading code
    warnings: tuple[str, ...] = ()
    document_id: str | None = None
    leads: bool = False


@dataclass(frozen=True)
class ListEntry:
    """One letter of a compiled list."""

    source: str
    visibility: str
    number: str | None
    issued: date | None
    province: str | None
    session: str | None
    petition: Values


@dataclass(frozen=True)
class Merged:
    """The best of every field, and which source gave it."""

    values: dict[str, str | date | None]
    givers: dict[str, str]


def clusters(copies: Iterable[Copy]) -> list[tuple[Copy, ...]]:
    """Which copies are one document; the leading copy stands first. The order of `copies` does not matter."""
    known = {copy.source: copy for copy in sorted(copies, key=lambda copy: copy.source)}
    edges = _unambiguous(_edges(list(known.values())), known)
    group = {source: {source} for source in known}
    # The strongest agreement first; two groups join unless somebody in one contradicts somebody in the other.
    for (one, other), _ in sorted(edges.items(), key=lambda edge: (-edge[1], edge[0])):
        if group[one] is not group[other] and not _groups_contradict(group[one], group[other], known):
            together = group[one] | group[other]
            group |= dict.fromkeys(together, together)
    distinct = {min(members): members for members in group.values()}
    return [tuple(sorted((known[each] for each in distinct[first]), key=leading_first)) for first in sorted(distinct)]


def leading_first(copy: Copy) -> tuple[object, ...]:
    """Sorts the copy whose text is the document's to the front: whole letters, text layers, longer replies."""
    facts, signature = copy.facts, copy.signature
    quality = (copy.kind is not DocumentKind.REPLY, not facts.full, facts.ocr, -round(facts.confidence, 2))
    return (*quality, -(signature.reply_runs if signature else 0), copy.digest, copy.source)


def merged(copies: Sequence[Copy], entries: Sequence[ListEntry] = ()) -> Merged:
    """The best value of every field and its giver: registers first, text layers next, OCR last; a list fills gaps."""
    values: dict[str, str | date | None] = {}
    givers: dict[str, str] = {}
    for name in MERGED:
        given = [copy for copy in copies if getattr(copy.facts, name) is not None]
        values[name] = None
        if given:
            best = min(given, key=lambda copy: (name not in copy.facts.registered, _trust(copy, name)))
            values[name], givers[name] = getattr(best.facts, name), best.source
    entry = given_by(copies, values, entries)
    for name in ("number", "issued"):
        if entry and values[name] is None and getattr(entry, name) is not None:
            values[name], givers[name] = getattr(entry, name), entry.source
    return Merged(values, givers)


def _trust(copy: Copy, name: str) -> tuple[object, ...]:
    """Titles of portals are chrome as often as not, so the leading copy's counts; other fields are read or misread."""
    return leading_first(copy) if name == "title" else (copy.facts.ocr, *leading_first(copy))


def given_by(
    copies: Sequence[Copy], values: dict[str, str | date | None], entries: Sequence[ListEntry]
) -> ListEntry | None:
    """The one letter of a compiled list that this is (domain rule: same province, session and petition)."""
    number, province, session = (str(values[name] or "") for name in ("number", "province", "session"))
    petitions = [copy.signature.petition for copy in copies if copy.signature]
    fitting = [
        entry
        for entry in sorted(entries, key=lambda entry: entry.source)
        if province and session and entry.visibility == copies[0].facts.visibility
        and places(entry.province) & places(province)
        and _same_session(entry.session, session)
        and (not number or number_code(entry.number) == number_code(number))
        and any(resemblance(entry.petition, petition) >= SAME_PETITION for petition in petitions)
    ]  # fmt: skip
    different = {(number_code(entry.number), entry.issued) for entry in fitting}
    return fitting[0] if len(different) == 1 else None


def same(one: Copy, other: Copy) -> Agreement | None:
    """Whether two copies are of one letter, and what they agree in beside the text; None when they are not."""
    if contradict(one, other):
        return None
    if one.digest == other.digest:
        return Agreement.BYTES if one.kind is other.kind else None
    if not {one.kind, other.kind} <= COMPARED or not one.signature or not other.signature:
        return None
    agreement = _agreement(one.facts, other.facts)
    least = _least(one, other, agreement)
    alike = resemblance(one.signature.reply, other.signature.reply)
    enough = alike >= least.resembles or containment(one.signature, other.signature) >= least.contained
    return agreement if enough else None


def _agreement(one: Facts, other: Facts) -> Agreement:
    if one.number and number_code(one.number) == number_code(other.number):
        return Agreement.NUMBER
    placed = bool(places(one.province)) and places(one.province) == places(other.province)
    return Agreement.PLACE if placed and _same_session(one.session, other.session) else Agreement.TEXT


def _least(one: Copy, other: Copy, agreement: Agreement) -> Least:
    ocr = one.facts.ocr or other.facts.ocr
    if one.kind is other.kind is DocumentKind.GUIDANCE and agreement is not Agreement.NUMBER:
        return LEAST_OF_GUIDANCE_BY_OCR if ocr else LEAST_OF_GUIDANCE
    return (LEAST_OF_OCR if ocr else LEAST)[agreement]


def contradict(one: Copy, other: Copy) -> bool:
    """Whether two copies cannot be of one letter, whatever their texts have in common."""
    if one.facts.visibility != other.facts.visibility or one.facts.draft != other.facts.draft:
        return True
    if places(one.facts.province) and places(other.facts.province) and _other_place(one.facts, other.facts):
        return True
    different = _different_facts(one.facts, other.facts)
    if not (one.facts.ocr or other.facts.ocr):
        return bool(different) or (one.digest != other.digest and _different_figures(one, other))
    return bool(different) and not _slips(one.facts, other.facts, different)


def _other_place(one: Facts, other: Facts) -> bool:
    """Provinces of one letter may be told in part; a letter to several names at least one in common."""
    return not places(one.province) & places(other.province)


def _different_facts(one: Facts, other: Facts) -> set[str]:
    numbers = number_code(one.number), number_code(other.number)
    different = {
        "number": all(numbers) and numbers[0] != numbers[1],
        "issued": one.issued is not None and other.issued is not None and one.issued != other.issued,
        "session": _other_session(one.session, other.session),
    }
    return {name for name, differs in different.items() if differs}


def _slips(one: Facts, other: Facts, different: set[str]) -> bool:
    """Whether OCR may have misread the one field that differs while another one holds the two together."""
    placed = bool(places(one.province)) and places(one.province) == places(other.province)
    same_serial = number_serial(one.number) is not None and number_serial(one.number) == number_serial(other.number)
    if same_serial and placed:
        different = different - {"number"}  # the letters after the number are lost more often than not
    held = {"number", "issued"} - different
    agree = any(getattr(one, name) and getattr(other, name) for name in held)
    if not different or different == {"session"}:
        return agree
    if different == {"number"}:
        near = _apart(number_code(one.number) or "", number_code(other.number) or "") <= SLIPS_OF_OCR
        return near and placed and (agree or _same_session(one.session, other.session))
    return different == {"issued"} and agree and _apart(str(one.issued), str(other.issued)) <= SLIPS_OF_OCR


def _different_figures(one: Copy, other: Copy) -> bool:
    """A corrected letter: each reply has figures that the other lacks. A cut copy only lacks some."""
    if one.kind is not DocumentKind.REPLY or other.kind is not DocumentKind.REPLY:
        return False
    return bool(one.facts.figures - other.facts.figures) and bool(other.facts.figures - one.facts.figures)


def _edges(copies: list[Copy]) -> dict[tuple[str, str], Agreement]:
    pairs = ((one, other, same(one, other)) for one, other in combinations(copies, 2))
    return {(one.source, other.source): agreement for one, other, agreement in pairs if agreement}


def _unambiguous(edges: dict[tuple[str, str], Agreement], known: dict[str, Copy]) -> dict[tuple[str, str], Agreement]:
    """Without the weaker of two ties to letters that contradict each other; without both when they are equal."""
    ties: dict[str, dict[str, Agreement]] = {}
    for (one, other), agreement in edges.items():
        ties.setdefault(one, {})[other] = agreement
        ties.setdefault(other, {})[one] = agreement
    doubtful = {
        (source, rival)
        for source, others in ties.items()
        for here, there in combinations(others, 2)
        if contradict(known[here], known[there])
        for rival in (here, there)
        if others[rival] <= min(others[here], others[there])
    }
    return {pair: how for pair, how in edges.items() if pair not in doubtful and pair[::-1] not in doubtful}


def _groups_contradict(one: set[str], other: set[str], known: dict[str, Copy]) -> bool:
    return any(contradict(known[here], known[there]) for here in one for there in other)


def places(province: str | None) -> frozenset[str]:
    """The provinces of a letter; a joint letter has several."""
    return frozenset(part.strip() for part in (province or "").split(";") if part.strip())


@dataclass(frozen=True)
class Session:
    """When and which sessions a letter answers for: `sau`, {kỳ họp thứ 8}, quốc hội khóa xv."""

    when: str
    numbers: frozenset[str]
    term: str


def session_of(session: str | None) -> Session | None:
    """A session in parts; None when it is not known whole."""
    spoken, _, term = (session or "").lower().partition(",")
    numbers = frozenset(re.findall(r"kỳ họp (?:bất thường lần )?thứ \d+", spoken))
    if not numbers or not term.strip():
        return None
    return Session(spoken.partition("kỳ họp")[0].strip(), numbers, term.strip())


def _other_session(one: str | None, other: str | None) -> bool:
    """Both known and not one: before and after a session are two different rounds of petitions."""
    here, there = session_of(one), session_of(other)
    if here is None or there is None:
        return False
    other_round = bool(here.when and there.when and here.when != there.when)
    told_in_part = here.numbers <= there.numbers or there.numbers <= here.numbers
    return other_round or here.term != there.term or not told_in_part


def _same_session(one: str | None, other: str | None) -> bool:
    return session_of(one) is not None and session_of(other) is not None and not _other_session(one, other)


def _apart(one: str, other: str) -> int:
    """How many characters must change (Levenshtein)."""
    row = np.arange(len(other) + 1)
    for position, character in enumerate(one, 1):
        previous, row = row, np.concatenate([[position], row[1:]])
        for index, letter in enumerate(other, 1):
            row[index] = min(previous[index] + 1, row[index - 1] + 1, previous[index - 1] + (character != letter))
    return int(row[-1])


def lacks(merging: Merged, copy: Copy) -> tuple[str, ...]:
    """Number and day that another copy or a list had to give, as people read them."""
    return tuple(NAMES[name] for name in NAMES if merging.values[name] and getattr(copy.facts, name) is None)
