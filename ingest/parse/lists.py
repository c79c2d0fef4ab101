"""Lists of many questions and answers: compiled lists of letters, tables and prose lists of provincial departments.

Provinces, units and fields are returned as printed; `recognise` finds them in the dated tables.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.documents import Request, Row, Span
from ingest.parse.closing import without_closing
from ingest.parse.header import DAY_IN_FIGURES, day_of
from ingest.parse.numbering import trimmed
from ingest.parse.places import provinces_named
from ingest.parse.session import session_in
from ingest.vietnamese import fold, strip_tones

SEPARATE = re.compile(r"\s*[,;]\s*|\s+và\s+")
DAY = rf"(?:{DAY_IN_FIGURES}|\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+\d{{4}})"

# One table of patterns; each is used by exactly one function below.
ENTRY = re.compile(
    r"^[^\S\n|]*+\|?+[^\S\n]*+(?:Câu(?: hỏi| kiến nghị)?|CÂU(?: HỎI)?"
    r"|Kiến nghị)\s*(?:số\s*)?(?P<number>\d{1,4})\s*(?:[.:/)]|[-–]\s)[^\S\n]*+",
    re.MULTILINE,
)
NUMBERED = re.compile(r"^[^\S\n]*+(?P<number>\d{1,4})\s?[.)/][^\S\n]*+(?=Cử tri\s)", re.MULTILINE)
LABELLED = re.compile(
    r"^[^\S\n]*+\d{1,4}\s*[.)/][^\S\n]*+Đơn vị (?:kiến nghị|hỏi|đề nghị)\s*:\s*(?P<who>[^\n]+)",
    re.MULTILINE | re.IGNORECASE,
)
REPLY = re.compile(
    r"(?:^|(?<=\s))(?:TRẢ LỜI|Trả lời|(?:Ý kiến|Nội dung) trả lời"
    r"|Ý KIẾN TRẢ LỜI)(?:\s*\([^()\n]{3,80}\))?\s*[:.][^\S\n]*+"
    r"|^[^\S\n]*+(?:TRẢ LỜI|Trả lời)[^\S\n]*+$",
    re.MULTILINE,
)
LETTER = re.compile(
    r"\s*(?:Bộ [^\n.:;]{2,60}?(?:đã )?(?:trả lời|có ý kiến)\s+)?\(?(?:Tại\s+|Theo\s+)?(?:Công văn"
    r"|Văn bản)\s+(?:trả lời\s+)?số\s*:?\s*"
    rf"(?P<number>\d[^\s,;:()]*)\s*,?\s*ngày\s*(?P<day>{DAY})(?P<after>\)?)"
    r"(?P<verb>[^\n.:]{0,120}?như sau)?\s*[,:.]?",
    re.IGNORECASE,
)
LETTER_ALONE = re.compile(
    r"(?:^[^\S\n]*+|(?<=[.;”\"]\s))(?:Bộ [^\n.:;]{2,60}?(?:đã )?(?:trả lời|có ý kiến)\s+)?(?:Tại\s+"
    r"|tại\s+)(?:Công văn|công văn|Văn bản|văn bản)\s+số\s*:?\s*"
    rf"(?P<number>\d[^\s,;:()]*)\s*,?\s*ngày\s*(?P<day>{DAY})[^\n.:]{{0,120}}?(?:như sau)?\s*:",
    re.MULTILINE,
)
LETTER_AFTER = re.compile(
    rf"\(?(?:Công văn|Văn bản)\s+số\s*:?\s*(?P<number>\d[^\s,;:()]*)\s*,?\s*ngày\s*(?P<day>{DAY})\)?\s*\.?\s*$",
    re.IGNORECASE,
)
VOTERS = re.compile(
    r"\s*Cử tri\s+(?:và nhân dân\s+)?(?:các\s+)?(?:tỉnh|thành phố|thủ đô|TP\.?)[^:\n]{2,160}?"
    r"(?:kiến nghị|phản ánh|đề nghị|hỏi|cho rằng)(?: và (?:kiến nghị|đề nghị))?\s*:\s*",
    re.IGNORECASE,
)
DEPARTMENT = re.compile(r"\(\s*(?P<who>(?:(?:Các |các )?Sở\s|[A-ZĐ])[^()\n]{1,160})\)\s*[.?;:]?\s*$")
OF_DEPARTMENT = re.compile(
    r"(?:[Cc]ác )?(?:Sở\s+)?(?:TT\s?&\s?TT|TTTT|Thông tin và Truyền thông|KH\s?&\s?CN|KHCN)\s*(?:các )?(?:(?:tỉnh"
    r"|thành phố)\s*:?)?\s*|(?:[Cc]ác )?Sở\s+"
)
HEADING = re.compile(
    r"^[^\S\n|]*+\|?+[^\S\n]*+(?:(?:[IVXL]{1,6}|[A-HĐ])\s?[.)/|:-]?\s+)?(?P<field>LĨNH VỰC [^\n|]+"
    r"|Lĩnh vực [^\n.:;|]{3,60})\s?[|:]?[^\S\n]*+$"
    r"|^[^\S\n]*+[IVXL]{1,6}\s?[.)/-]\s+(?P<shouted>(?:VỀ )?[A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ ,&–-]{3,60})[^\S\n]*+$",
    re.MULTILINE,
)
QUESTION_LABEL = re.compile(r"\s*(?:Nội dung(?: kiến nghị| câu hỏi)?|Câu hỏi|Kiến nghị|Hỏi)\s*:\s*", re.IGNORECASE)
ADDRESSED = re.compile(r"^[^\S\n|]*+\|?+[^\S\n]*+Kính gửi\s*:", re.MULTILINE)
FORWARDED = re.compile(r"nhận được[^\n]{0,120}?(?:kiến nghị|công văn|văn bản)", re.IGNORECASE)


def compiled_list(text: str) -> tuple[Request, ...]:
    """The letters of a compiled list: one Request per entry with the number, date and province of its own letter."""
    for label in (ENTRY, NUMBERED):
        sections = list(_sections(text, label))
        found = [entry for entry in (_compiled_entry(text, *each) for each in sections) if entry]
        if len(found) >= 2 and any(entry.number for entry in found):
            head = text[: sections[0][0].start()]
            if ADDRESSED.search(head) and FORWARDED.search(head):
                return ()  # one letter that quotes its own number below a question
            session = session_in(text[: found[0].reply.start])
            known = (replace(entry, session=entry.session or session) for entry in found)
            return _numbered(with_fields(text, known))
    return ()


def prose_list(text: str) -> tuple[Request, ...]:
    """The questions of provincial departments in prose: `Câu 1: … (Long An).` or `1. Đơn vị kiến nghị: …`."""
    entries = [_prose_entry(text, section) for _, section in _sections(text, ENTRY)]
    if len([entry for entry in entries if entry and entry.province]) < 2:
        entries = [_labelled_entry(text, label, section) for label, section in _sections(text, LABELLED)]
    found = [entry for entry in entries if entry]
    return _numbered(with_fields(text, found)) if len([entry for entry in found if entry.province]) >= 2 else ()


def provincial_table(rows: tuple[Row, ...], text: str) -> tuple[Request, ...]:
    """One Request per question of a table whose columns are known by their header words."""
    found: list[Request] = []
    for row in rows:
        cells = {role: cell.span for cell in row.cells if (role := _role(cell.column))}
        question, reply = (trimmed(text, cells.get(role, Span(0, 0))) for role in ("question", "reply"))
        department = departments(_words(text, cells.get("department")))
        if found and department and _is_shared(text, found[-1], question, reply):
            # The cells of a shared question are merged: only the department differs.
            found[-1] = replace(found[-1], province="; ".join(filter(None, (found[-1].province, department))))
        elif question.start < question.end and reply.start < reply.end:
            unit = _words(text, cells.get("unit"))
            found.append(Request(0, question, reply, province=department, unit=unit, field=_section_field(row.section)))
    return _numbered(found)


def is_provincial_table(rows: tuple[Row, ...]) -> bool:
    """Whether the table has a column of questions and one of answers."""
    roles = {_role(cell.column) for row in rows[:5] for cell in row.cells}
    return {"question", "reply"} <= roles


def departments(printed: str | None) -> str | None:
    """The provinces of the departments named, as printed: "Sở TTTT Long An, Sở TTTT Bến Tre" gives "Long An; Bến Tre"."""
    if not printed:
        return None
    names = (OF_DEPARTMENT.sub("", part).strip(" .:") for part in SEPARATE.split(printed))
    return "; ".join(name for name in names if name) or None


def with_fields(text: str, entries: Iterable[Request]) -> Iterator[Request]:
    """Each entry with the field named by the last heading above it, as printed."""
    headings = [found for found in HEADING.finditer(text) if _is_field(found)]
    starts = [found.start() for found in headings]
    for entry in entries:
        above = bisect_left(starts, (entry.petition or entry.reply).start)
        yield replace(entry, field=_field_of(headings[above - 1]) if above else None)


def _sections(text: str, label: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Span]]:
    labels = list(label.finditer(text))
    ends = [each.start() for each in labels[1:]] + [len(text)] * bool(labels)
    return ((found, Span(found.end(), end)) for found, end in zip(labels, ends, strict=True))


def _compiled_entry(text: str, label: re.Match[str], section: Span) -> Request | None:
    answer = REPLY.search(text, section.start, section.end)
    letter = LETTER.match(text, answer.end(), section.end) if answer else None
    if not answer:
        # "Bộ … đã trả lời tại Công văn số …:" may stand for the word "Trả lời".
        letter = LETTER_ALONE.search(text, section.start, section.end)
    turn = answer or letter
    if not turn:
        return None
    voters = VOTERS.match(text, section.start, turn.start())
    asked = Span(voters.end() if voters else section.start, turn.start())
    reply = Span((letter or turn).end(), without_next_heading(text, section))
    after = None if letter else LETTER_AFTER.search(reply.of(text).rstrip())
    number, day = (
        (letter["number"], letter["day"]) if letter else (after["number"], after["day"]) if after else ("", "")
    )
    return Request(
        position=int(label["number"]),
        petition=_or_none(trimmed(text, asked)),
        reply=_reply(text, reply),
        number=number.rstrip(".") or None,
        issued=day_of(day),
        province=provinces_named(text[section.start : turn.start()]),
        session=session_in(text[section.start : turn.start()]),
    )


def _prose_entry(text: str, section: Span) -> Request | None:
    answer = REPLY.search(text, section.start, section.end)
    if not answer:
        return None
    asked = trimmed(text, Span(section.start, answer.start()))
    who = DEPARTMENT.search(asked.of(text))
    petition = trimmed(text, Span(asked.start, asked.start + who.start())) if who else asked
    reply = _reply(text, Span(answer.end(), without_next_heading(text, section)))
    return Request(0, _or_none(petition), reply, province=departments(who["who"] if who else None))


def _labelled_entry(text: str, label: re.Match[str], section: Span) -> Request | None:
    entry = _prose_entry(text, section)
    if not entry or not entry.petition:
        return None
    name = QUESTION_LABEL.match(text, entry.petition.start, entry.petition.end)
    petition = Span(name.end(), entry.petition.end) if name else entry.petition
    return replace(entry, petition=petition, province=departments(label["who"]))


def _reply(text: str, span: Span) -> Span:
    return trimmed(text, without_closing(text, trimmed(text, span)))


def without_next_heading(text: str, section: Span) -> int:
    """Where a section ends: a heading at its end belongs to the next question."""
    heading = None
    for found in HEADING.finditer(text, section.start, section.end):
        heading = found if _is_field(found) else heading
    if heading and not text[heading.end() : section.end].strip(" |\n"):
        return heading.start()
    return section.end


def _is_field(heading: re.Match[str]) -> bool:
    return heading["field"] is not None or heading["shouted"].isupper()


def _field_of(heading: re.Match[str]) -> str:
    return " ".join((heading["field"] or heading["shouted"]).split())


def _section_field(section: str) -> str | None:
    found = HEADING.search(section)
    return found["field"] or found["shouted"] if found else section.strip() or None


def _role(column: str) -> str | None:
    """What a column holds, by the words of its header."""
    words = " ".join(strip_tones(fold(column)).split())
    if re.search(r"noi dung tra loi|y kien tra loi|^tra loi|^ket qua tra loi|noi dung giai dap", words):
        return "reply"
    if re.search(r"don vi.*(?:tra loi|chu tri|xu ly)|^chu tri", words):
        return "unit"
    if re.search(
        r"^so\b.*kien nghi|don vi.*(?:kien nghi|hoi)|^so (?:tttt|tt&tt|khcn|kh&cn)|^(?:tinh|dia phuong)", words
    ):
        return "department"
    return "question" if re.search(r"noi dung|cau hoi|kien nghi", words) else None


def _is_shared(text: str, before: Request, question: Span, reply: Span) -> bool:
    """Whether a row only adds a department to the question above; a question without an answer is its own."""
    same_question = question.of(text) in ("", before.petition.of(text) if before.petition else "")
    return same_question and reply.of(text) in ("", before.reply.of(text))


def _words(text: str, span: Span | None) -> str | None:
    return " ".join(span.of(text).split()) or None if span else None


def _or_none(span: Span) -> Span | None:
    return span if span.start < span.end else None


def _numbered(found: Iterable[Request]) -> tuple[Request, ...]:
    kept = (entry for entry in found if entry.reply.start < entry.reply.end)
    return tuple(replace(entry, position=position) for position, entry in enumerate(kept, start=1))
