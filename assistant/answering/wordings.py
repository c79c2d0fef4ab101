"""Turns the parts of an answer into its plain text; the sentences of the product come from `assistant.wording`."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import wording, wording_asking, wording_taught
from assistant.answering.route import is_sure
from assistant.domain import Answer, AnswerStatus, Citation, LawNote, Nearest, Part, Sentence
from ingest.documents import DocumentKind


def answer_text(sentences: Sequence[Sentence], citations: Sequence[Citation], understood: str | None) -> str:
    """Lead, points, older figures, then one line per source with its law notes."""
    lines = [wording.UNDERSTOOD.format(text=understood)] if understood else []
    lines += [_said(each) for each in sentences if each.part is Part.LEAD]
    lines += [f"• {_said(each)}" for each in sentences if each.part is Part.POINT]
    older = [each for each in sentences if each.part is Part.OLDER]
    if older:
        lines += [conflict_note(citations), *(f"• {beside_label(each, citations)}: {_said(each)}" for each in older)]
    lines += [f"{wording.SOURCES}:", *(source_line(each) for each in citations)]
    lines += law_lines(citations)
    return "\n".join(lines)


def conflict_note(citations: Sequence[Citation]) -> str:
    """Why something stands beside the answer; the source that leads is the first one."""
    lead = citations[0].taught if citations else None
    return wording_taught.SIDE_BY_SIDE.format(unit=lead.unit) if lead else wording.NEWEST_FIRST


def beside_label(sentence: Sentence, citations: Sequence[Citation]) -> str:
    """What stands beside the answer: an older figure, another unit's answer, another source."""
    own = next((each for each in citations if each.marker in sentence.markers), None)
    if own is None or not citations[0].taught:
        return wording.OLDER_FIGURE
    if own.taught:
        return wording_taught.ANOTHER_UNIT
    newer = own.issued and citations[0].issued and own.issued >= citations[0].issued
    return wording_taught.ANOTHER_SOURCE if newer else wording.OLDER_FIGURE


def _said(sentence: Sentence) -> str:
    markers = "".join(f"[{marker}]" for marker in sentence.markers)
    return f"“{sentence.text}” {markers}" if sentence.verbatim else f"{sentence.text} {markers}"


def source_line(citation: Citation) -> str:
    """[1] Trả lời cử tri số 1075/BTTTT-VP ngày 25/03/2024 · Hà Giang · trang 1."""
    return f"[{citation.marker}] {source_name(citation)}"


def source_name(citation: Citation) -> str:
    """The source in words: kind or title, number, date, province, page, validity."""
    if citation.taught:
        return wording_taught.source(citation.taught)
    if citation.kind is DocumentKind.VALIDITY_TABLE:
        return f"{citation.document_title} · {wording.ROW_OF.format(code=citation.number)} · trang {citation.page}"
    name = f"{wording.KIND[citation.kind]} số {citation.number}" if citation.number else citation.document_title
    dated = f"{name} ngày {wording.day(citation.issued)}" if citation.issued else name
    parts = [dated, citation.province, citation.unit, f"trang {citation.page}", wording.VALIDITY[citation.validity]]
    return " · ".join(part for part in parts if part)


def law_lines(citations: Sequence[Citation]) -> list[str]:
    """One warning per dead law the cited passages lean on."""
    notes = {note.code: note for citation in citations for note in citation.law_notes}
    return [law_line(note) for note in notes.values()]


def law_line(note: LawNote) -> str:
    """✕ Nghị định số 25/2011/NĐ-CP đã hết hiệu lực từ 24/12/2024, thay bằng 163/2024/NĐ-CP."""
    successor = f", thay bằng {', '.join(note.successors)}" if note.successors else ""
    return f"✕ {note.title} đã hết hiệu lực từ {wording.day(note.until)}{successor}."


def refusal_text(status: AnswerStatus, nearest: Sequence[Nearest], in_charge: str, detail: str) -> str:
    """Why there is no answer, what is nearest, who is in charge, what to do next."""
    lines = [detail] if status is AnswerStatus.BLOCKED_INVALID else [wording.STATUS[status], detail]
    if nearest:
        lines += [f"{wording.NEAREST}:", *(f"• {_nearest_name(each)}" for each in nearest)]
    lines.append(in_charge)
    lines.append(wording.NEXT_STEP.get(status, ""))
    return "\n".join(line for line in lines if line)


def asking_back(choices: Sequence[str]) -> str:
    """One short question, and one line for each question to choose from."""
    return "\n".join([wording_asking.ASK_WHICH, *(f"• {each}" for each in choices)])


def units_line(answer: Answer) -> str:
    """The unit in charge; where that is not sure, those it may be with their shares. Empty when none is known."""
    if not answer.units:
        return ""
    if is_sure(answer.units):
        return wording.UNIT_IN_CHARGE.format(unit=answer.units[0].unit)
    shares = "; ".join(f"{each.unit} ({each.share:.0%})" for each in answer.units)
    return (wording.UNITS_POSSIBLE if len(answer.units) > 1 else wording.UNIT_POSSIBLE).format(units=shares)


def _nearest_name(nearest: Nearest) -> str:
    dated = f" ngày {wording.day(nearest.issued)}" if nearest.issued else ""
    return f"{nearest.title} ({nearest.number}{dated})" if nearest.number else f"{nearest.title}{dated}"


def invalid(reason: str, limit: int) -> str:
    """What is wrong with the question and what to do."""
    return wording.INVALID[reason].format(limit=wording.decimal(limit, 0))
