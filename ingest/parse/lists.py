"""Lists of many questions and answers: compiled lists of letters, tables and prose lists of provincial departments.

Provinces, units and fields are returned as printed; `recognise` finds them in the dated tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.documents import Request, Row, Span
from ingest.parse.header import DAY_IN_FIGURES, day_of
from ingest.parse.numbering import trimmed
from ingest.parse.places import provinces_named
from ingest.parse.session import session_in
from ingest.vietnamese import fold, strip_tones

# One table of patterns; each is used by exactly one function below.
ENTRY = re.compile(r"^[^\S\n]*(?:Câu(?: hỏi)?)\s*(?P<number>\d{1,4})\s*[.:][^\S\n]*", re.MULTILINE)
LABELLED = re.compile(
    r"^[^\S\n]*\d{1,4}\s*[.)][^\S\n]*Đơn vị kiến nghị\s*:\s*(?P<who>[^\n]+)", re.MULTILINE | re.IGNORECASE
)
REPLY = re.compile(r"(?:^|(?<=\s))(?:TRẢ LỜI|Trả lời|Ý kiến trả lời)\s*[:.][^\S\n]*", re.MULTILINE)
LETTER = re.compile(
    rf"\s*(?:Tại\s+|Theo\s+)?(?:Công văn|Văn bản)\s+số\s*(?P<number>\d[^\s,;]*)\s*,?\s*ngày\s*(?P<day>{DAY_IN_FIGURES})"
    r"(?P<verb>[^\n.:]{0,60}?như sau)?\s*[,:.]?",
    re.IGNORECASE,
)
VOTERS = re.compile(
    r"\s*Cử tri\s+(?:các\s+)?(?:tỉnh|thành phố|thủ đô|TP\.?)[^:\n]{2,60}?(?:kiến nghị|phản ánh|đề nghị|hỏi)\s*:\s*",
    re.IGNORECASE,
)
DEPARTMENT = re.compile(r"\((?:Sở\s+(?:[A-ZĐ&]+\s+)?)?(?P<who>[A-ZĐ][^()\n]{1,60})\)\s*\.?\s*$")
HEADING = re.compile(
    r"^[^\S\n]*(?:[IVXL]{1,5}[.)]?\s+)?(?P<field>LĨNH VỰC [^\n]+|Lĩnh vực [^\n.:;]{3,60})[^\S\n]*$", re.MULTILINE
)
QUESTION_LABEL = re.compile(r"\s*(?:Nội dung(?: kiến nghị)?|Câu hỏi)\s*:\s*", re.IGNORECASE)


def compiled_list(text: str) -> tuple[Request, ...]:
    """The letters of a compiled list: one Request per entry with the number, date and province of its own letter."""
    entries = [_compiled_entry(text, label, section) for label, section in _sections(text, ENTRY)]
    found = [entry for entry in entries if entry]
    if len(found) < 2 or not any(entry.number for entry in found):
        return ()
    session = session_in(text[: found[0].reply.start])
    return _numbered(replace(entry, session=entry.session or session) for entry in found)


def prose_list(text: str) -> tuple[Request, ...]:
    """The questions of provincial departments in prose: `Câu 1: … (Long An).` or `1. Đơn vị kiến nghị: …`."""
    entries = [_prose_entry(text, section) for _, section in _sections(text, ENTRY)]
    if len([entry for entry in entries if entry and entry.province]) < 2:
        entries = [_labelled_entry(text, label, section) for label, section in _sections(text, LABELLED)]
    found = [entry for entry in entries if entry]
    return _numbered(iter(found)) if len([entry for entry in found if entry.province]) >= 2 else ()


def provincial_table(rows: tuple[Row, ...], text: str) -> tuple[Request, ...]:
    """One Request per question of a table whose columns are known by their header words."""
    found: list[Request] = []
    for row in rows:
        cells = {role: cell.span for cell in row.cells if (role := _role(cell.column))}
        question, reply = (trimmed(text, cells.get(role, Span(0, 0))) for role in ("question", "reply"))
        department = _words(text, cells.get("department"))
        if found and department and (reply.start == reply.end or _same_row(text, found[-1], question, reply)):
            # The cells of a shared question are merged: only the department differs.
            found[-1] = replace(found[-1], province="; ".join(filter(None, (found[-1].province, department))))
        elif question.start < question.end and reply.start < reply.end:
            unit = _words(text, cells.get("unit"))
            found.append(Request(0, question, reply, province=department, unit=unit, field=_section_field(row.section)))
    return _numbered(iter(found))


def is_provincial_table(rows: tuple[Row, ...]) -> bool:
    """Whether the table has a column of questions and one of answers."""
    roles = {_role(cell.column) for row in rows[:5] for cell in row.cells}
    return {"question", "reply"} <= roles


def _sections(text: str, label: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Span]]:
    labels = list(label.finditer(text))
    ends = [each.start() for each in labels[1:]] + [len(text)] * bool(labels)
    return ((found, Span(found.end(), end)) for found, end in zip(labels, ends, strict=True))


def _compiled_entry(text: str, label: re.Match[str], section: Span) -> Request | None:
    answer = REPLY.search(text, section.start, section.end)
    if not answer:
        return None
    letter = LETTER.match(text, answer.end(), section.end)
    voters = VOTERS.match(text, section.start, answer.start())
    asked = Span(voters.end() if voters else section.start, answer.start())
    reply = Span(letter.end() if letter else answer.end(), _without_next_heading(text, section))
    return Request(
        position=int(label["number"]),
        petition=_or_none(trimmed(text, asked)),
        reply=trimmed(text, reply),
        number=letter["number"] if letter else None,
        issued=day_of(letter["day"]) if letter else None,
        province=provinces_named(text[section.start : answer.start()]),
        session=session_in(text[section.start : answer.start()]),
        field=_field_above(text, label.start()),
    )


def _prose_entry(text: str, section: Span) -> Request | None:
    answer = REPLY.search(text, section.start, section.end)
    if not answer:
        return None
    asked = trimmed(text, Span(section.start, answer.start()))
    who = DEPARTMENT.search(asked.of(text))
    petition = trimmed(text, Span(asked.start, asked.start + who.start())) if who else asked
    reply = trimmed(text, Span(answer.end(), _without_next_heading(text, section)))
    province = who["who"] if who else None
    return Request(0, _or_none(petition), reply, province=province, field=_field_above(text, section.start))


def _labelled_entry(text: str, label: re.Match[str], section: Span) -> Request | None:
    entry = _prose_entry(text, section)
    if not entry or not entry.petition:
        return None
    name = QUESTION_LABEL.match(text, entry.petition.start, entry.petition.end)
    petition = Span(name.end(), entry.petition.end) if name else entry.petition
    return replace(entry, petition=petition, province=label["who"].strip(" ."))


def _without_next_heading(text: str, section: Span) -> int:
    """A field's heading stands above the next question, so at the end of this one."""
    heading = None
    for found in HEADING.finditer(text, section.start, section.end):
        heading = found
    if heading and not text[heading.end() : section.end].strip():
        return heading.start()
    return section.end


def _field_above(text: str, offset: int) -> str | None:
    field = None
    for found in HEADING.finditer(text, 0, offset):
        field = " ".join(found["field"].split())
    return field


def _section_field(section: str) -> str | None:
    found = HEADING.search(section)
    return found["field"] if found else section.strip() or None


def _role(column: str) -> str | None:
    """What a column holds, by the words of its header."""
    words = " ".join(strip_tones(fold(column)).split())
    if re.search(r"noi dung tra loi|y kien tra loi|^tra loi|^ket qua tra loi", words):
        return "reply"
    if re.search(r"don vi.*(?:tra loi|chu tri|xu ly)|^chu tri", words):
        return "unit"
    if re.search(r"^so\b.*kien nghi|don vi.*kien nghi|^so (?:tttt|tt&tt|khcn|kh&cn)|^(?:tinh|dia phuong)", words):
        return "department"
    return "question" if re.search(r"noi dung|cau hoi|kien nghi", words) else None


def _same_row(text: str, before: Request, question: Span, reply: Span) -> bool:
    asked = before.petition.of(text) if before.petition else ""
    return asked == question.of(text) and before.reply.of(text) == reply.of(text)


def _words(text: str, span: Span | None) -> str | None:
    return " ".join(span.of(text).split()) or None if span else None


def _or_none(span: Span) -> Span | None:
    return span if span.start < span.end else None


def _numbered(found: Iterator[Request]) -> tuple[Request, ...]:
    kept = (entry for entry in found if entry.reply.start < entry.reply.end)
    return tuple(replace(entry, position=position) for position, entry in enumerate(kept, start=1))
