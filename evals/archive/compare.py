"""What of an expected document was read: each field, each boundary, each pair, as verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile

from evals.archive.page import MARKUP, Expected, ExpectedRequest, Labelled
from evals.archive.session import same_sessions
from ingest.documents import Document, Request
from ingest.tables import Tables
from ingest.vietnamese import fold

ENDS = 40  # letters and digits compared at each end of a petition or a reply
PROBE = 50
FOOTNOTE_MARK = re.compile(r"\[\d{1,2}\]")
PLACE = re.compile(r"^(?:cac\s+)?(?:tỉnh|thành phố|tp\.?)\s*")
MANY = ("A", "B", "C", "D", "G")


@dataclass(frozen=True)
class Verdict:
    """One judgement: `field` of `document`; `expected` is empty when nothing should have been found."""

    document: str
    shape: str
    format: str
    field: str
    right: bool
    expected: str
    got: str

    @property
    def invented(self) -> bool:
        return not self.expected and not self.right


def compare(labelled: Labelled, document: Document, tables: Tables) -> Iterator[Verdict]:
    """Every verdict on what was read of one document."""
    judge = _Judge(labelled, document)
    expected = labelled.expected
    yield judge("kind", document.kind.value in expected.kinds, "/".join(expected.kinds), document.kind.value)
    yield from _fields(judge, expected)
    if expected.misprint:
        yield judge("misprint told", bool(document.warnings), "a warning", "; ".join(document.warnings))
    extra = len(document.requests) - len(expected.requests)
    yield judge("extra requests", extra <= 0, "", str(max(extra, 0)))
    yield from _requests(judge, expected, tables)


@dataclass(frozen=True)
class _Judge:
    labelled: Labelled
    document: Document

    def __call__(self, field: str, right: bool, expected: str, got: str) -> Verdict:
        return Verdict(self.labelled.id, self.labelled.shape, self.labelled.format, field, right, expected, got)

    def part(self, request: Request, name: str) -> str:
        span = request.petition if name == "petition" else request.reply
        return span.of(self.document.text) if span else ""


def unread(labelled: Labelled, reason: str) -> Iterator[Verdict]:
    """The verdicts on a document that could not be read at all: every expected thing is missing."""
    expected = labelled.expected
    fields = ["kind", *(name for name, value in expected.fields.items() if value)]
    for request in expected.requests:
        fields += [name for name in ("petition", "reply") if getattr(request, name)]
        fields += ["pairing"] if expected.multiple else ["item pairing"] * (labelled.shape in MANY)
    for field in fields:
        yield Verdict(labelled.id, labelled.shape, labelled.format, field, False, "read", reason)


def _fields(judge: _Judge, expected: Expected) -> Iterator[Verdict]:
    document = judge.document
    got = {
        "number": document.number or "",
        "date": document.issued.isoformat() if document.issued else "",
        "province": "; ".join(_provinces(judge)),
        "session": _session(document),
    }
    for name, label in expected.fields.items():
        yield judge(name, _same_field(name, label, got[name]), label or "", got[name])


def _same_field(name: str, label: str | None, got: str) -> bool:
    if label is None:
        return not got
    if name == "number":
        return _code(got) == _code(label)
    if name == "province":
        return _same_provinces(label, got)
    return same_sessions(label, got) if name == "session" else got == label


def _code(number: str) -> str:
    return re.sub(r"\s", "", number).replace("Ð", "Đ").upper()


def _session(document: Document) -> str:
    """The document's session, or the one all its requests share."""
    shared = {request.session for request in document.requests if request.session}
    return document.session or (shared.pop() if len(shared) == 1 else "")


def _provinces(judge: _Judge) -> list[str]:
    """The provinces of a letter, of its requests too; of a list only that of the whole document."""
    found = [judge.document.province or ""]
    if judge.labelled.shape not in MANY:
        found += [request.province or "" for request in judge.document.requests]
    return sorted({name.strip() for text in found for name in re.split(r"[;,]| và ", text) if name.strip()})


def _same_provinces(label: str, got: str) -> bool:
    """Every province of the label is there, none beyond those it allows."""
    wanted = [part.strip() for part in label.split(";")]
    allowed = {_province(name) for part in wanted for name in part.lstrip("?").split("|")}
    found = {_province(name) for name in got.split(";") if name.strip()}
    named = all(found & {_province(name) for name in part.split("|")} for part in wanted if not part.startswith("?"))
    return named and found <= allowed


def _province(name: str) -> str:
    return re.sub(r"[\s\-–]+", " ", PLACE.sub("", fold(name).strip()))


def _requests(judge: _Judge, expected: Expected, tables: Tables) -> Iterator[Verdict]:
    matched = _matched(judge, expected)
    for position, (wanted, request) in enumerate(zip(expected.requests, matched, strict=True), 1):
        for name, lines in (("petition", wanted.petition), ("reply", wanted.reply)):
            got = judge.part(request, name) if request else ""
            if lines:
                yield judge(name, same_ends(lines, got), shown(plain(lines), position), shown(got, position))
            else:
                yield judge(name, not got, "", shown(got, position))
        if expected.multiple or (judge.labelled.shape in MANY and len(expected.requests) > 1):
            field = "pairing" if expected.multiple else "item pairing"
            yield judge(field, _paired(judge, expected, wanted, request), f"question {position}", "")
        if judge.labelled.shape in MANY:
            yield from _item(judge, wanted, request, tables)


def _item(judge: _Judge, wanted: ExpectedRequest, request: Request | None, tables: Tables) -> Iterator[Verdict]:
    number = (request.number if request else "") or ""
    issued = request.issued.isoformat() if request and request.issued else ""
    yield judge("item number", _code(number) == _code(wanted.number or ""), wanted.number or "", number)
    yield judge("item date", issued == str(wanted.issued or ""), str(wanted.issued or ""), issued)
    if wanted.province:
        province = (request.province if request else "") or ""
        yield judge("item province", _province(province) == _province(wanted.province), wanted.province, province)
    if wanted.unit:
        unit = (request.unit if request else "") or ""
        yield judge("item unit", bool(unit) and _unit(unit, tables) == _unit(wanted.unit, tables), wanted.unit, unit)


def _unit(written: str, tables: Tables) -> str:
    """One name for a unit, however it is written: code, name, short name."""
    for unit in tables.units:
        if fold(written) in {fold(each) for each in (unit.code, unit.name, unit.short) if each}:
            return unit.name
    return fold(written)


def _matched(judge: _Judge, expected: Expected) -> list[Request | None]:
    """For each expected request the one that holds its words, else the one at its place."""
    free = list(judge.document.requests)
    found: list[Request | None] = []
    for position, wanted in enumerate(expected.requests, 1):
        best = max(free, key=lambda request: _likeness(judge, wanted, request, position), default=None)
        if best and _likeness(judge, wanted, best, position):
            free.remove(best)
            found.append(best)
        else:
            found.append(None)
    return found


def _likeness(judge: _Judge, wanted: ExpectedRequest, request: Request, position: int) -> int:
    holds_petition = bool(wanted.petition) and probe(wanted.petition) in letters(judge.part(request, "petition"))
    holds_reply = bool(wanted.reply) and probe(wanted.reply) in letters(judge.part(request, "reply"))
    return 2 * holds_petition + 2 * holds_reply + (request.position == position)


def _paired(judge: _Judge, expected: Expected, wanted: ExpectedRequest, request: Request | None) -> bool:
    """The question stands with its own reply, and no other question's words stand with it."""
    if request is None:
        return False
    for name in ("petition", "reply"):
        own, got = probe(getattr(wanted, name)), letters(judge.part(request, name))
        others = {probe(getattr(each, name)) for each in expected.requests if getattr(each, name)} - {own}
        if own not in got or any(other in got for other in others):
            return False
    return True


def same_ends(lines: tuple[str, ...], got: str) -> bool:
    """Whether `got` begins and ends where the part does; a mark or lead-in may be taken along or left out."""
    found = letters(got)
    segments = [(text[0] if text[0] in "⟦⟪" else "", letters(text)) for text in _segments(lines)]
    segments = [(kind, text) for kind, text in segments if text]
    backward = segments[::-1]
    starts = ["".join(texts) for texts in _openings(_core(backward)[::-1])]
    ends = ["".join(reversed(texts)) for texts in _openings(_core(segments)[::-1])]
    return any(found.startswith(start[:ENDS]) for start in starts) and any(found.endswith(end[-ENDS:]) for end in ends)


def _core(segments: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The segments from the first that surely belongs to the part."""
    return list(dropwhile(lambda segment: segment[0], segments))


def _openings(segments: list[tuple[str, str]]) -> Iterator[list[str]]:
    """The texts from each place where the part may begin: before an optional segment, or after it."""
    for at, (kind, _) in enumerate(segments):
        if kind != "⟪":
            yield [text for mark, text in segments[at:] if mark != "⟪"]
        if not kind:
            return


def _segments(lines: tuple[str, ...]) -> list[str]:
    return [text for line in lines for text in MARKUP.split(line) if text]


def plain(lines: tuple[str, ...]) -> str:
    """The part without its optional and excluded words."""
    return " ".join(text for text in _segments(lines) if text[0] not in "⟦⟪").strip()


def probe(lines: tuple[str, ...]) -> str:
    """The middle of the longest line, by which the part is known."""
    own = [letters(text) for text in _segments(lines) if text[0] not in "⟦⟪"]
    longest = max(own, key=len, default="")
    start = max(0, (len(longest) - PROBE) // 2)
    return longest[start : start + PROBE]


def letters(text: str) -> str:
    """Folded letters and digits only: whitespace, punctuation, footnote marks and tone placement do not count."""
    return "".join(letter for letter in fold(FOOTNOTE_MARK.sub("", text).replace("Ð", "Đ")) if letter.isalnum())


def shown(text: str, position: int) -> str:
    """The two ends of a part, for the list of failures."""
    flat = " ".join(text.split())
    return f"({position}) {flat}" if len(flat) < 90 else f"({position}) {flat[:40]} … {flat[-40:]}"
