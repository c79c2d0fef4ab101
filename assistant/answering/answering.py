"""Path (b): a question becomes a cited answer or an honest refusal. Read top to bottom.

understand → screen → retrieve → rank → decide → compose → cite → check → (a model may write) → Answer
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from assistant.answering import wordings
from assistant.answering.as_of import today
from assistant.answering.ask_back import Unclear, asked_again, choices, is_a_bare_topic, is_a_choice
from assistant.answering.check import supported_quotes
from assistant.answering.cite import cite, law_notes
from assistant.answering.compose import Chosen, compose, newest_of_the_best
from assistant.answering.confidence import Calibration, confidence
from assistant.answering.owner import owner_first
from assistant.answering.places import Places
from assistant.answering.rank import Scored, is_named, rank
from assistant.answering.reading import Reading
from assistant.answering.retrieve import Candidate, Rerank, Searching, guided, led
from assistant.answering.route import Router, field_of, in_charge
from assistant.answering.screen import blocked, invalid
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.taught import Taught, nothing_taught
from assistant.answering.taught_answer import Reader as AnswerReader
from assistant.answering.taught_answer import compose_taught
from assistant.answering.taught_search import Guidance, Guide, Match, Teacher, unguided
from assistant.answering.understand import PARTED, clauses, clean, understand
from assistant.answering.wanted import Wanted, wanted
from assistant.domain import (
    Answer,
    AnswerStatus,
    Citation,
    Nearest,
    Part,
    Question,
    Reader,
    Released,
    Sentence,
    Understood,
)
from assistant.llm import ModelWriter
from ingest.documents import Chunk, DocumentKind
from ingest.embed import Embedder
from ingest.index.base import Filter, Index
from ingest.tables import Tables
from ingest.vietnamese import same_code

FEWEST_TELLING_WORDS = 1
SEARCHED_IN_VAIN = (AnswerStatus.BLOCKED_OUT_OF_REMIT, AnswerStatus.UNANSWERABLE_NO_SOURCE)
COUNTED = 0.5  # below it a sentence has no figure of what is to be counted
WORDS_KNOWN = 0.75  # by weight; below it a question is not unclear but about something else
DOUBTED = 0.85  # what is left of the confidence where it is in doubt what is meant
HOPELESS = 0.02  # below it no law, dead or alive, is looked for again


@dataclass(frozen=True)
class Answering:
    """The collaborators of answering; built once in bootstrap."""

    index: Index
    embedder: Embedder
    tables: Tables
    places: Places
    router: Router
    read: Callable[[Chunk], Reading]
    weigh: Callable[[list[str]], list[float]]
    calibration: Calibration
    candidates: int
    dense_weight: float
    question_characters: int
    model: ModelWriter | None = None
    rerank: Rerank | None = None
    taught: Callable[[], Taught] = nothing_taught
    guide: Guide | None = None  # None: that of what is taught now

    @property
    def searching(self) -> Searching:
        """The part of these that finds chunks."""
        guide = self.guide or guide_of(self)
        return Searching(self.index, self.embedder, self.candidates, self.dense_weight, self.rerank, guide)


@dataclass(frozen=True)
class Found:
    """Everything known after ranking: the question's wants, the candidates with readings, their scored sentences."""

    wanted: Wanted
    candidates: list[Candidate]
    readings: dict[int, Reading]
    scored: list[Scored]
    confidence: float
    supported: float  # the confidence if there were no doubt what is meant
    leading: tuple[Match, ...] = ()  # corrections for this very question, that of the unit in charge first

    @property
    def looked_at(self) -> list[Candidate]:
        """All that may be quoted, what was taught first."""
        return [*led(Guidance(self.leading)), *self.candidates]


def guide_of(tools: Answering) -> Guide:
    """What looks up what is taught at this moment; nothing where nobody taught."""
    taught = tools.taught()
    places = tools.places.named_in
    return (
        Teacher(taught, tools.index, tools.embedder, tools.tables, tools.weigh, places) if taught.guides else unguided
    )


def as_taught_now(tools: Answering) -> Answering:
    """The same tools with one state of what is taught, for the whole of an answer."""
    taught = tools.taught()
    pinned = replace(tools, taught=lambda: taught)
    return replace(pinned, guide=tools.guide or guide_of(pinned))


def answer(question: Question, reader: Reader, tools: Answering) -> Iterator[Released | Answer]:
    """Released sentences as they pass their check; the last event is always an Answer."""
    watch, tools = Stopwatch(), as_taught_now(tools)
    draft = Answer(uuid.uuid4().hex, question.text, AnswerStatus.ANSWERED, "", asked_at=datetime.now(UTC))

    cleaned = clean(question.text)
    reason = invalid(question.text, cleaned, tools.question_characters)
    stop = blocked(cleaned)
    if reason and stop is not AnswerStatus.BLOCKED_INSTRUCTION:
        yield refuse(
            draft, AnswerStatus.BLOCKED_INVALID, watch, detail=wordings.invalid(reason, tools.question_characters)
        )
        return
    understood = understand(replace(question, text=cleaned), tools.tables, tools.index)
    draft = replace(draft, understood=understood.shown)
    watch.mark("understand")
    stop = stop or blocked(understood.text)
    watch.mark("screen")
    if stop:
        yield refuse(draft, stop, watch)
        return

    on = understood.as_of or today()
    where = Filter(readers=reader.tokens, as_of=on)
    found = find(understood, where, tools, watch)
    status = decide(understood, found, reader, tools, on)
    if status in SEARCHED_IN_VAIN:
        found, status, missing = answerable_part(understood, found, status, where, tools)
        draft = replace(draft, missing=missing)
    unclear = Unclear(question, understood, found.wanted, found.scored, found.candidates)
    status, offered = asked_back(status, unclear, found, where, tools)
    draft = with_field(replace(draft, choices=offered), understood, where, found, tools)
    watch.mark("decide")
    if not status.answered:
        yield refuse(
            draft, status, watch, nearest=nearest_of(found), detail=expired_detail(status, understood, tools, on)
        )
        return

    chosen = composed(found, tools)
    sentences, citations = cite(chosen, found.readings, tools.tables, on, tools.taught())
    sentences, citations = supported_quotes(sentences, citations, (each.stored for each in found.looked_at))
    watch.mark("compose")
    if not sentences:
        yield refuse(draft, AnswerStatus.UNANSWERABLE_NO_SOURCE, watch, nearest=nearest_of(found))
        return
    extractive = finish(draft, sentences, citations, watch)
    if tools.model is None or found.leading:  # what a unit wrote is given as it was written
        yield from (Released(each, of_markers(each, citations)) for each in sentences)
        yield extractive
        return
    yield from tools.model.write(understood, found.candidates, extractive, watch)


def find(understood: Understood, where: Filter, tools: Answering, watch: Stopwatch) -> Found:
    """Retrieve and rank; the scored sentences are sorted best first."""
    guidance, candidates = guided(understood, where, tools.searching)
    watch.mark("retrieve")
    found = judge(understood, candidates, tools)
    watch.mark("rank")
    return taught_lead(found, guidance, understood, where, tools) if guidance.leading else found


def taught_lead(found: Found, guidance: Guidance, understood: Understood, where: Filter, tools: Answering) -> Found:
    """The same with the corrections that lead, and their texts read."""
    on, documents = where.as_of or today(), tools.taught().documents
    leading = owner_first(
        guidance.leading, understood, where, tools.searching, tools.router, tools.tables, documents, on
    )
    read = {stored.key: tools.read(stored.chunk) for each in leading for stored in each.replies}
    return replace(found, leading=leading, readings=found.readings | read)


def composed(found: Found, tools: Answering) -> list[Chosen]:
    """What a unit taught for this question as it was written; without that the best of what was found."""
    if not found.leading:
        return compose(found.wanted, found.scored)
    others = found.scored if is_sure(found, tools.calibration.threshold) else []
    return compose_taught(found.wanted, found.leading, others, AnswerReader(tools.read, tools.places.named_in))


def judge(understood: Understood, candidates: list[Candidate], tools: Answering) -> Found:
    """Rank the sentences of the candidates and say how sure the best one is."""
    question = wanted(understood, tools.weigh, provinces_asked(understood, tools.places))
    scored, readings = rank(question, candidates, tools.read, tools.places.named_in)
    sure, supported = confidence(question, scored, readings, tools.calibration)
    return Found(question, candidates, readings, scored, supported if is_a_choice(understood.text) else sure, supported)


def provinces_asked(understood: Understood, places: Places) -> frozenset[str]:
    """The provinces the question names now; those of the question before it only when it names none."""
    return places.named_in(understood.text.rpartition(PARTED)[2]) or places.named_in(understood.text)


def decide(understood: Understood, found: Found, reader: Reader, tools: Answering, on: date) -> AnswerStatus:
    """How this question ends, before a word is written."""
    if found.leading:
        return AnswerStatus.ANSWERED
    if len(found.wanted.words) <= FEWEST_TELLING_WORDS and not understood.codes:
        return AnswerStatus.CLARIFICATION
    if unknown_code(understood, found, tools):
        return AnswerStatus.UNANSWERABLE_NOT_FOUND
    if names_the_best(found) or is_sure(found, tools.calibration.threshold):
        return AnswerStatus.ANSWERED
    if expired_only(understood, found, reader, tools):
        return AnswerStatus.UNANSWERABLE_EXPIRED_ONLY
    if tools.router.field(understood.text) is None and not understood.codes:
        return AnswerStatus.BLOCKED_OUT_OF_REMIT
    return AnswerStatus.UNANSWERABLE_NO_SOURCE


def answerable_part(
    understood: Understood, found: Found, status: AnswerStatus, where: Filter, tools: Answering
) -> tuple[Found, AnswerStatus, str | None]:
    """Of a question that asks two things, the one that can be answered, and what is missing then."""
    asked = clauses(understood.text)
    for clause in asked if len(asked) > 1 else ():
        part = find(replace(understood, text=clause), where, tools, Stopwatch())
        if part.leading or is_sure(part, tools.calibration.threshold):
            return part, AnswerStatus.ANSWERED, "; ".join(other for other in asked if other != clause)
    return found, status, None


def asked_back(
    status: AnswerStatus, unclear: Unclear, found: Found, where: Filter, tools: Answering
) -> tuple[AnswerStatus, tuple[str, ...]]:
    """Whether it is asked back instead, and the questions to choose from; who was just asked back is not asked again."""
    calibration = tools.calibration
    if (
        found.leading
        or asked_again(unclear.question)
        or is_a_choice(unclear.understood.text)
        or not may_be_asked_back(status, found, unclear, calibration)
    ):
        return status, ()

    def lead_of(text: str) -> Scored | None:
        asked = understand(Question(text, as_of=where.as_of), tools.tables, tools.index)
        meant = find(asked, where, tools, Stopwatch())
        if blocked(asked.text) or not (meant.leading or is_sure(meant, calibration.threshold)):
            return None
        return composed(meant, tools)[0].scored if meant.leading else newest_of_the_best(meant.scored)

    offered = choices(unclear, tools.tables, lead_of)
    return (AnswerStatus.CLARIFICATION if offered else status), offered


def may_be_asked_back(status: AnswerStatus, found: Found, unclear: Unclear, calibration: Calibration) -> bool:
    """Whether a question leaves open what is meant, and is about something the passages know."""
    if lacks_local_figure(found) or not knows_the_words(found):
        return False
    if status is AnswerStatus.CLARIFICATION or (status.answered and is_a_bare_topic(unclear.understood)):
        return found.supported >= calibration.threshold
    between = calibration.ask_from <= found.confidence < calibration.sure_from
    doubted = found.confidence <= DOUBTED * found.supported and not names_the_best(found)
    return between and doubted and (status.answered or status in SEARCHED_IN_VAIN)


def is_sure(found: Found, lowest: float) -> bool:
    """Whether the best there is may be given at this lowest probability, when nothing can be asked back."""
    return found.supported >= lowest and not lacks_local_figure(found)


def knows_the_words(found: Found) -> bool:
    """Whether the passage of the best sentence holds what the question says: one about something else is not unclear."""
    best = found.scored[0] if found.scored else None
    return best is not None and found.wanted.words_in(found.readings[best.candidate.stored.key].terms) >= WORDS_KNOWN


def names_the_best(found: Found) -> bool:
    """Whether the best sentence stands in the very document the question names by its code."""
    return bool(found.scored) and is_named(found.wanted, found.scored[0].candidate)


def lacks_local_figure(found: Found) -> bool:
    """Whether a province's figure is asked for, and the best there is speaks of another place or counts another thing."""
    best = found.scored[0] if found.scored else None
    local_figure = bool(found.wanted.provinces) and found.wanted.quantity
    return best is not None and local_figure and (best.elsewhere or best.fit < COUNTED)


def unknown_code(understood: Understood, found: Found, tools: Answering) -> bool:
    """Whether the question names a document that neither the store, its texts nor the legal-basis table know."""
    if not understood.codes:
        return False
    named = {each.stored.chunk.number for each in found.candidates}
    cited = {code for reading in found.readings.values() for sentence in reading.sentences for code in sentence.codes}
    known = {code for code in named | cited if code}
    return not any(
        tools.tables.laws(code) or any(same_code(code, other) for other in known) for code in understood.codes
    )


def expired_only(understood: Understood, found: Found, reader: Reader, tools: Answering) -> bool:
    """Whether the question would be answered if law that is no longer in force were allowed."""
    if found.confidence < HOPELESS:
        return False
    law = Filter(readers=reader.tokens, kinds=frozenset({DocumentKind.LAW}))
    anytime = find(understood, law, tools, Stopwatch())
    return anytime.supported >= tools.calibration.threshold


def with_field(draft: Answer, understood: Understood, where: Filter, found: Found, tools: Answering) -> Answer:
    """The answer with the field it is about, the units that may be in charge, its score and what was looked at."""
    on = where.as_of or today()
    units = tools.router.units(understood, where, tools.searching, on)
    field = units[0].field if units else field_of(each.stored.chunk.field for each in found.candidates[:5])
    known = in_charge(field, tools.tables, on)
    unit = units[0].unit if units else known.name if known else None
    return replace(
        draft,
        field=field,
        unit=unit,
        units=units,
        score=round(found.leading[0].likeness if found.leading else found.confidence, 4),
        chunk_ids=tuple(each.stored.chunk.id for each in found.looked_at),
    )


def finish(draft: Answer, sentences: Sequence[Sentence], citations: Sequence[Citation], watch: Stopwatch) -> Answer:
    """The complete extractive answer."""
    conflict = any(sentence.part is Part.OLDER for sentence in sentences)
    status = AnswerStatus.ANSWERED_CONFLICT if conflict else AnswerStatus.ANSWERED
    return replace(
        draft,
        status=status,
        text=wordings.answer_text(sentences, citations, draft.understood),
        sentences=tuple(sentences),
        citations=tuple(citations),
        steps=watch.steps,
    )


def refuse(
    draft: Answer, status: AnswerStatus, watch: Stopwatch, *, nearest: Sequence[Nearest] = (), detail: str = ""
) -> Answer:
    """An answer that says why there is none and what is nearest."""
    shows_nearest = status.value.startswith("unanswerable")
    shown = tuple(nearest) if shows_nearest else ()
    draft = draft if shows_nearest and draft.units else replace(draft, unit=None, units=())
    if draft.choices:
        text = wordings.asking_back(draft.choices)
        return replace(draft, status=status, text=text, unit=None, units=(), steps=watch.steps)
    text = wordings.refusal_text(status, shown, wordings.units_line(draft), detail)
    return replace(draft, status=status, text=text, nearest=shown, steps=watch.steps)


def expired_detail(status: AnswerStatus, understood: Understood, tools: Answering, on: date) -> str:
    """Which named law is dead and what replaced it."""
    if status is not AnswerStatus.UNANSWERABLE_EXPIRED_ONLY:
        return ""
    return "\n".join(wordings.law_line(note) for note in law_notes(understood.codes, tools.tables, on))


def nearest_of(found: Found, most: int = 3) -> list[Nearest]:
    """The documents nearest to the question, one line each."""
    nearest: dict[str, Nearest] = {}
    for each in found.candidates:
        chunk = each.stored.chunk
        nearest.setdefault(
            chunk.document_id,
            Nearest(chunk.document_id, each.stored.document_title, chunk.number, chunk.issued, chunk.page),
        )
    return list(nearest.values())[:most]


def of_markers(sentence: Sentence, citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """The citations a sentence points to."""
    return tuple(citation for citation in citations if citation.marker in sentence.markers)
