"""What an answer looks like in the chat: plain values that the element `Answer.jsx` draws.

The element shows text only, never markup, so nothing in a question or a document is ever rendered.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from assistant import wording
from assistant.answering.wordings import beside_label, conflict_note, law_line, source_name, units_line
from assistant.domain import Answer, AnswerStatus, Citation, Part, Released, Sentence, Validity
from assistant.records.answers import HIDDEN_STATUSES

MARKDOWN_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!<>|~:&$=])")
TONES = {Validity.IN_FORCE: "ok", Validity.REPLACED: "dead", Validity.NOT_YET: "soon", Validity.CHECK: "today"}


@dataclass(frozen=True)
class SentenceView:
    """One sentence with its markers; `date` tells when an older figure was said."""

    text: str
    verbatim: bool
    markers: tuple[int, ...]
    date: str = ""
    label: str = ""  # what stands beside the answer when it is no older figure: another unit's answer, a newer source


@dataclass(frozen=True)
class SourceView:
    """One line of the list of sources, and all that the page at the side needs."""

    marker: int
    name: str
    title: str
    document_id: str
    page: int
    quote: str
    start: int
    end: int
    validity: str
    tone: str
    warnings: tuple[str, ...]
    viewer: str
    original: str


@dataclass(frozen=True)
class NearestView:
    """A document that is near when nothing answers."""

    name: str
    link: str


@dataclass(frozen=True)
class AnswerView:
    """Everything `Answer.jsx` draws; grows while the answer streams."""

    id: str = ""
    status: str = ""
    streaming: bool = True
    meant: str = ""  # the whole question as it was understood; a follow-up of a follow-up needs it
    understood: str = ""
    lead: tuple[SentenceView, ...] = ()
    points: tuple[SentenceView, ...] = ()
    older: tuple[SentenceView, ...] = ()
    note: str = ""
    laws: tuple[str, ...] = ()
    missing: str = ""
    sources: tuple[SourceView, ...] = ()
    refusal: tuple[str, ...] = ()
    nearest: tuple[NearestView, ...] = ()
    choices: tuple[str, ...] = ()
    unit: str = ""
    next_step: str = ""
    text: str = ""
    offer: dict[str, Any] | None = None  # a unit to ask, see `asking_units`
    standing: tuple[dict[str, Any], ...] = ()  # what was put to a unit about this answer, and where it stands
    told_for: str = ""  # in the place of an answer: how an earlier question ended
    outcome_of: int = 0  # the task of that question

    def props(self) -> dict[str, object]:
        """As JSON for the element."""
        return dataclasses.asdict(self)


def grown(view: AnswerView, event: Released | Answer) -> AnswerView:
    """The view after one more event of the answer path."""
    return of_answer(event) if isinstance(event, Answer) else with_sentence(view, event)


def with_sentence(view: AnswerView, released: Released) -> AnswerView:
    """The view with one more released sentence and its sources."""
    known = {source.marker for source in view.sources}
    fresh = tuple(source_view(each) for each in released.citations if each.marker not in known)
    shown = sentence_view(released.sentence, released.citations)
    view = dataclasses.replace(view, sources=(*view.sources, *fresh))
    match released.sentence.part:
        case Part.LEAD:
            return dataclasses.replace(view, lead=(*view.lead, shown))
        case Part.POINT:
            return dataclasses.replace(view, points=(*view.points, shown))
        case Part.OLDER:
            return dataclasses.replace(view, older=(*view.older, shown))


def of_answer(answer: Answer) -> AnswerView:
    """The complete view; a question that may not be kept is not repeated in it."""
    if answer.status in HIDDEN_STATUSES:
        answer = dataclasses.replace(answer, question="", understood=None)
    parts = {part: parts_of(answer, part) for part in Part}
    notes = {note.code: law_line(note) for each in answer.citations for note in each.law_notes}
    return AnswerView(
        id=answer.id,
        status=answer.status.value,
        streaming=False,
        meant=answer.understood or answer.question,
        understood=wording.UNDERSTOOD.format(text=answer.understood) if answer.understood else "",
        lead=parts[Part.LEAD],
        points=parts[Part.POINT],
        older=parts[Part.OLDER],
        note=conflict_note(answer.citations) if parts[Part.OLDER] else "",
        laws=tuple(notes.values()),
        missing=wording.CHAT["missing"].format(missing=answer.missing) if answer.missing else "",
        sources=tuple(source_view(each) for each in answer.citations),
        refusal=() if answer.status.answered else refusal_lines(answer),
        nearest=tuple(nearest_views(answer)),
        choices=answer.choices,
        unit="" if answer.status.answered else units_line(answer),
        next_step=wording.NEXT_STEP.get(answer.status, ""),
        text=answer.text,
    )


def stopped(view: AnswerView) -> AnswerView:
    """What stays when the asker stops the answer."""
    return dataclasses.replace(view, streaming=False, refusal=(wording.CHAT["stopped"],))


def failed(status: AnswerStatus) -> AnswerView:
    """What is shown when the answer path itself could not run."""
    return dataclasses.replace(told(wording.STATUS[status]), status=status.value)


def told(text: str) -> AnswerView:
    """A sentence of the product in the place of an answer."""
    return AnswerView(streaming=False, refusal=(text,), text=text)


def parts_of(answer: Answer, part: Part) -> tuple[SentenceView, ...]:
    """The sentences of one part in order."""
    return tuple(sentence_view(each, answer.citations) for each in answer.sentences if each.part is part)


def sentence_view(sentence: Sentence, citations: Sequence[Citation]) -> SentenceView:
    """A sentence; an older figure carries the date of its source."""
    dates = (wording.day(each.issued) for each in citations if each.marker in sentence.markers)
    date = next(filter(None, dates), "") if sentence.part is Part.OLDER else ""
    beside = beside_label(sentence, citations) if sentence.part is Part.OLDER else ""
    label = "" if beside == wording.OLDER_FIGURE else beside
    return SentenceView(sentence.text, sentence.verbatim, sentence.markers, date, label)


def source_view(citation: Citation) -> SourceView:
    """A citation with its links; the tag is told by words and sign, colour only repeats it."""
    tag = wording.VALIDITY[citation.validity]
    name = source_name(citation).removesuffix(f" · {tag}")
    home = f"/tai-lieu/{quote(citation.document_id, safe='')}"
    return SourceView(
        marker=citation.marker,
        name=name,
        title=name.removesuffix(f" · {wording.CHAT['page'].format(page=citation.page)}"),
        document_id=citation.document_id,
        page=citation.page,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        validity=tag,
        tone=TONES.get(citation.validity, ""),
        warnings=citation.warnings,
        viewer=f"{home}?trang={citation.page}&trich={citation.start}-{citation.end}",
        original=f"{home}/goc",
    )


def nearest_views(answer: Answer) -> Iterable[NearestView]:
    """The nearest documents by name, opened at the page where they are near."""
    for each in answer.nearest:
        details = " ".join(filter(None, (each.number, wording.day(each.issued))))
        name = f"{each.title} ({details})" if details else each.title
        yield NearestView(name, f"/tai-lieu/{quote(each.document_id, safe='')}?trang={each.page}")


def refusal_lines(answer: Answer) -> tuple[str, ...]:
    """Why there is no answer: the text without the parts that are drawn on their own."""
    drawn = {f"{wording.NEAREST}:", wording.NEXT_STEP.get(answer.status, "")}
    drawn.add(units_line(answer))
    lines = [line for line in answer.text.splitlines() if line and line not in drawn]
    drawn_as_list = answer.nearest or answer.choices
    return tuple(line for line in lines if not (drawn_as_list and line.startswith("• ")))


def plain_markdown(text: str) -> str:
    """Text that Chainlit's markdown shows letter by letter: what is seen if the element cannot be drawn."""
    return MARKDOWN_MARKS.sub(r"\\\1", text).replace("\n", "  \n")
