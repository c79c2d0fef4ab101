"""What a parsed file is: its kind, number, date, issuer, unit, field, province, session and questions.

What a register says (Hints) outweighs what is read; names are brought to the spelling of the dated tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from ingest.documents import Document, DocumentKind, Parsed, Request, Span, Visibility, document_id_of
from ingest.manifest import Hints
from ingest.parse.flat_table import flat_table
from ingest.parse.header import Header, day_of, read_header
from ingest.parse.law import articles_in, is_codified_text, is_law, law_number, law_title
from ingest.parse.law_notes import first_day_said
from ingest.parse.letter import Letter, read_letter
from ingest.parse.lists import compiled_list, is_provincial_table, prose_list, provincial_table
from ingest.parse.local import local_spans
from ingest.parse.misprints import draft_in
from ingest.parse.session import session_in
from ingest.parse.snippet import read_snippet
from ingest.parse.title import is_error, title_in
from ingest.tables import Tables

__all__ = ["Hints", "recognise"]

HEAD_CHARACTERS = 3000
LIST_DAY = re.compile(r"^[^\S\n]*(?P<day>\d{1,2}/\d{1,2}/(?:19|20)\d{2})[^\S\n]*$", re.MULTILINE)


@dataclass(frozen=True)
class _Found:
    """What reading one kind of document yields, before tables and hints."""

    title: str
    header: Header
    province: str | None = None
    session: str | None = None
    requests: tuple[Request, ...] = ()
    in_force: date | None = None
    warnings: tuple[str, ...] = ()


def recognise(parsed: Parsed, source: str, digest: str, tables: Tables, hints: Hints) -> Document:
    """The Document that a parsed file is; never fails: what cannot be told stays None."""
    kind = hints.kind or _kind(parsed)
    found = READERS[kind](parsed)
    number, issued = hints.number or found.header.number, hints.issued or found.header.issued
    unit = _unit(hints.unit or found.header.issuer, issued, tables)
    province = _province(found.province, issued, tables)
    # A topic of the codification holds many laws: its articles have days and ends, it has none of its own.
    single = kind is DocumentKind.LAW and not law_title(parsed.text)
    law = tables.law(number) if number and single else None
    in_force = (law.in_force if law else None) or found.in_force
    return Document(
        id=document_id_of(source),
        source=source,
        digest=digest,
        kind=kind,
        title=hints.title or found.title or PurePath(source).stem,
        text=parsed.text,
        pages=parsed.pages,
        media_type=parsed.media_type,
        number=number,
        issued=issued or (law.issued if law else None),
        issuer=_issuer(found.header.issuer, number, tables),
        unit=unit,
        field=_field(hints.field, tables),
        province=province,
        session=found.session,
        in_force=in_force,
        until=law.until if law else None,
        visibility=_visibility(hints.visibility, tables),
        requests=tuple(_known(request, parsed.text, province, issued, tables) for request in found.requests),
        warnings=(*parsed.warnings, *found.warnings, *(("validity_unknown",) if single and not in_force else ())),
        links=parsed.links,
    )


def _kind(parsed: Parsed) -> DocumentKind:
    """The first kind whose shape the text has; guidance is what is left."""
    text = parsed.text
    if is_codified_text(text):
        return DocumentKind.LAW
    if is_provincial_table(parsed.rows) and provincial_table(parsed.rows, text):
        return DocumentKind.PROVINCIAL_TABLE
    if compiled_list(text):
        return DocumentKind.COMPILED_LIST
    if flat_table(text) or prose_list(text):
        return DocumentKind.PROVINCIAL_TABLE
    if read_letter(text) or read_snippet(text):
        return DocumentKind.REPLY
    return DocumentKind.LAW if is_law(text) else DocumentKind.GUIDANCE


def _reply(parsed: Parsed) -> _Found:
    letter = read_letter(parsed.text)
    snippet = read_snippet(parsed.text)
    if snippet and (snippet.issued or not letter):
        return _Found(parsed.title or snippet.title, Header(issued=snippet.issued), requests=(snippet.request,))
    if not letter:
        whole = Request(1, None, Span(0, len(parsed.text)))
        return replace(_guidance(parsed), requests=(whole,))
    return _Found(
        title=_letter_title(letter, parsed),
        header=Header(letter.number, letter.issued, letter.issuer, letter.subject),
        province=letter.province or letter.addressee,
        session=letter.session,
        requests=letter.requests,
        warnings=letter.warnings,
    )


def _compiled(parsed: Parsed) -> _Found:
    requests = compiled_list(parsed.text)
    found = _list(parsed, requests)
    session = next((request.session for request in requests if request.session), None)
    return replace(found, session=session)


def _provincial(parsed: Parsed) -> _Found:
    text = parsed.text
    return _list(parsed, provincial_table(parsed.rows, text) or flat_table(text) or prose_list(text))


def _list(parsed: Parsed, requests: tuple[Request, ...]) -> _Found:
    first = requests[0].petition or requests[0].reply if requests else Span(0, HEAD_CHARACTERS)
    head = parsed.text[: first.start]
    header, day = read_header(head), LIST_DAY.search(head)
    # A list's own date stands alone on a line; the first letter's number is not the list's.
    issued = header.issued or (day_of(day["day"]) if day else None)
    warnings = (*header.warnings, *draft_in(parsed.text))
    return _Found(_title(parsed), replace(header, issued=issued), requests=requests, warnings=warnings)


def _guidance(parsed: Parsed) -> _Found:
    header = read_header(parsed.text[:HEAD_CHARACTERS])
    return _Found(
        parsed.title or header.subject or _title(parsed), header, warnings=(*header.warnings, *draft_in(parsed.text))
    )


def _law(parsed: Parsed) -> _Found:
    articles = articles_in(parsed.text)
    first = articles[0] if articles else None
    header = read_header(parsed.text[: first.text.start if first else HEAD_CHARACTERS])
    own = replace(header, number=law_number(parsed.text), issued=first.issued if first and first.law else header.issued)
    topic = law_title(parsed.text)
    said = None if topic else first_day_said(parsed.text, own.issued)
    return _Found(topic or parsed.title or _title(parsed), own, in_force=said)


READERS: dict[DocumentKind, Callable[[Parsed], _Found]] = {
    DocumentKind.REPLY: _reply,
    DocumentKind.COMPILED_LIST: _compiled,
    DocumentKind.PROVINCIAL_TABLE: _provincial,
    DocumentKind.GUIDANCE: _guidance,
    DocumentKind.LAW: _law,
    DocumentKind.CORRECTION: _guidance,
    DocumentKind.VALIDITY_TABLE: _guidance,
}


def _letter_title(letter: Letter, parsed: Parsed) -> str:
    subject = letter.subject or _title(parsed)
    return subject[:1].upper() + subject[1:]


def _title(parsed: Parsed) -> str:
    """The file's own title, unless a broken server gave it; else the first line that is not part of a head."""
    return parsed.title if parsed.title and not is_error(parsed.title) else title_in(parsed.text)


def _issuer(printed: str | None, number: str | None, tables: Tables) -> str | None:
    """In the spelling of the tables: by the letterhead's name or abbreviation, its number suffix, or a unit's name."""
    letterhead = tables.letterhead(printed or "") or tables.letterhead(number or "")
    short = _bare(printed or "")
    letterhead = letterhead or next((head for head in tables.letterheads if _bare(head.abbreviation) == short), None)
    unit = tables.unit_named(printed) if printed else None
    return (letterhead and letterhead.name) or (unit and unit.name) or printed


def _bare(name: str) -> str:
    """`Bộ TT&TT` and `Bộ TTTT` are one."""
    return re.sub(r"^Bộ\s+|[^A-ZĐ]", "", name)


def _unit(name: str | None, on: date | None, tables: Tables) -> str | None:
    """The code of the unit meant; a name the tables do not know is kept as printed."""
    if not name:
        return None
    unit = tables.unit(name) or tables.unit_named(name, on)
    if unit:
        return unit.code
    return None if tables.letterhead(name) else name


def _field(name: str | None, tables: Tables) -> str | None:
    if not name:
        return None
    field = tables.field(name) or tables.field_named(name)
    return field.slug if field else name


def _province(printed: str | None, on: date | None, tables: Tables) -> str | None:
    """The province's name in the tables; several, as joint questions and answers have, stay several."""
    if not printed:
        return None
    names = []
    for part in re.split(r"\s*[;\n]\s*", printed):
        bare = re.sub(r"^(?:các\s+)?Sở\s+(?:[A-ZĐ&]+\s+|Thông tin và Truyền thông\s+)?(?:các tỉnh\s*:?\s*)?", "", part)
        bare = re.sub(r"^(?:các\s+)?(?:tỉnh|thành phố),?\s*(?:và\s+)?(?=(?:tỉnh|thành phố))|:", "", bare)
        province = tables.province(bare, on) or tables.province_in(part, on) or tables.province_in(bare, on)
        names.append(province.name if province else None)
    known = [name for name in dict.fromkeys(names) if name]
    return "; ".join(known) or None


def _visibility(hinted: Visibility | None, tables: Tables) -> Visibility:
    """Units may be registered by name; readers are known by a code, which a reorganisation changes."""
    if hinted is None or hinted.scope != "units":
        return hinted or Visibility()
    codes = {unit.code for name in hinted.units for unit in tables.units_named(name)}
    unknown = {name for name in hinted.units if not tables.units_named(name)}
    return Visibility("units", frozenset(codes | unknown))


def _known(request: Request, text: str, asker: str | None, on: date | None, tables: Tables) -> Request:
    """The request with province, unit and field as the tables call them at its own date, and its local parts."""
    day = request.issued or on
    province = _province(request.province, day, tables)
    return replace(
        request,
        province=province,
        unit=_unit(request.unit, day, tables),
        field=_field(request.field, tables),
        session=session_in(request.session) if request.session else None,
        local=local_spans(text, request.reply, province or asker, tables, day),
    )
