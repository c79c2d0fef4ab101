"""What says otherwise than a lesson: approved knowledge, passages found for the same question, the state of the law.

Both sides have a date and an owner. Of what who decides may not read, only its owner is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant import wording_curation as words
from assistant.access import may_see
from assistant.answering.answering import Answering, answer
from assistant.answering.cite import unit_name
from assistant.answering.same_question import Wording, likeness, thresholds, wording_of
from assistant.answering.taught import nothing_taught
from assistant.curation.facts import Facts, codes_differ, facts_of, figures_differ
from assistant.curation.nouns import Conflict, Correction, Lesson, Teach
from assistant.curation.plan import Plan, Sitting
from assistant.domain import Answer, Citation, Question, Reader, Role
from assistant.records.corrections import corrections_with_documents
from assistant.wording import day
from ingest.documents import ChunkKind, DocumentKind
from ingest.index.base import Filter
from ingest.table_rows import LegalBasis
from ingest.tables import in_force
from ingest.vietnamese import code_mentions

EVERYTHING = frozenset({"all", "office"})  # the tokens that open every document
MOST_FOUND = 10  # by each search, for each way to ask
MOST_SHOWN = 8
LONGEST_EXCERPT = 600


@dataclass(frozen=True)
class Known:
    """A live correction that answers an alike question; `likeness` is the best of its ways to ask (0..1)."""

    correction: Correction
    likeness: float
    differs: bool


def conflicts_of(plan: Plan, sitting: Sitting) -> tuple[Conflict, ...]:
    """What says otherwise than the lesson of the plan; nothing for changes that say nothing themselves."""
    if not isinstance(plan.change, Teach):
        return ()
    lesson, own = plan.change.lesson, plan.correction.id if plan.correction else None
    found = [*_of_knowledge(lesson, own, sitting), *_of_sources(lesson, plan.document_id, sitting)]
    return (*found[:MOST_SHOWN], *_of_law(lesson, sitting))


def alike_knowledge(lesson: Lesson, sitting: Sitting, but: str | None = None) -> list[Known]:
    """Live corrections that answer what the lesson answers, most alike first, whoever may read them."""
    answering = sitting.assistant.answering
    asked = _read_all([lesson.question, *lesson.wordings], answering)
    likest: dict[str, float] = {}
    for document_id, text in _wordings_near(asked, answering):
        [known] = _read_all([text], answering)
        best = max(likeness(each, known) for each in asked)
        likest[document_id] = max(likest.get(document_id, 0.0), best)
    alike = [each for each, value in likest.items() if value >= thresholds().near]
    said = facts_of(_statement(lesson))
    known_ones = [
        Known(each, likest[each.document_id], _differ(said, facts_of(_statement(each.lesson))))
        for each in corrections_with_documents(sitting.engine, alike)
        if each.id != but
    ]
    return sorted(known_ones, key=lambda each: (-each.likeness, each.correction.id))


def _wordings_near(asked: Sequence[Wording], answering: Answering) -> list[tuple[str, str]]:
    """Document and text of the ways to ask that either search finds for any of these."""
    index = answering.index
    where = Filter(readers=EVERYTHING, kinds=frozenset({DocumentKind.CORRECTION}))
    keys: dict[int, None] = {}
    for each in asked:
        hits = [*index.nearest(each.vector, where, MOST_FOUND), *index.matching(each.text, where, MOST_FOUND)]
        keys.update(dict.fromkeys(hit.key for hit in hits))
    stored = index.chunks(list(keys)).values()
    return [(each.chunk.document_id, each.chunk.text) for each in stored if each.chunk.kind is ChunkKind.PETITION]


def _read_all(texts: Sequence[str], answering: Answering) -> list[Wording]:
    vectors = answering.embedder.encode(list(texts))
    read = zip(texts, vectors, strict=True)
    return [wording_of(text, vector, answering.weigh, answering.places.named_in) for text, vector in read]


def _statement(lesson: Lesson) -> str:
    return "\n".join([lesson.answer, *lesson.basis])


def _differ(one: Facts, other: Facts) -> bool:
    return figures_differ(one, other) or codes_differ(one, other)


def _of_knowledge(lesson: Lesson, own: str | None, sitting: Sitting) -> Iterator[Conflict]:
    for known in alike_knowledge(lesson, sitting, own):
        if not known.differs:
            continue
        correction = known.correction
        if not may_see(correction.lesson.visibility, sitting.by):
            yield _hidden("knowledge", correction.unit, sitting)
            continue
        yield Conflict(
            what="knowledge",
            title=correction.lesson.question,
            excerpt=correction.lesson.answer[:LONGEST_EXCERPT],
            day=correction.taught_at.astimezone(words.VIETNAM).date(),
            owner=_owner_name(correction.unit, sitting),
            document_id=correction.document_id,
            link=f"/tri-thuc/{correction.id}",
        )


def _of_sources(lesson: Lesson, own: str | None, sitting: Sitting) -> Iterator[Conflict]:
    """What would be quoted for the question if nothing had been taught: by this person, and by the office."""
    said = facts_of(lesson.answer)
    office = Reader(0, "", "", Role.OFFICE)
    readable = {each.document_id: each for each in _cited(lesson.question, sitting.by, sitting)}
    everything = {each.document_id: each for each in _cited(lesson.question, office, sitting)}
    for citation in {**everything, **readable}.values():
        if citation.document_id == own or not figures_differ(said, facts_of(citation.quote)):
            continue
        what = "source" if citation.kind is DocumentKind.LAW else "figures"
        document = sitting.assistant.index.document(citation.document_id)
        if document is None or not may_see(document.visibility, sitting.by):
            yield _hidden(what, citation.unit or (document.unit if document else None), sitting)
            continue
        yield Conflict(
            what=what,
            title=citation.document_title,
            excerpt=citation.quote[:LONGEST_EXCERPT],
            day=citation.issued,
            owner=_owner_name(citation.unit, sitting),
            document_id=citation.document_id,
            link=f"/tai-lieu/{citation.document_id}?trich={citation.start}-{citation.end}",
        )


def _cited(question: str, reader: Reader, sitting: Sitting) -> tuple[Citation, ...]:
    untaught = replace(sitting.assistant.answering, model=None, taught=nothing_taught)
    *_, last = answer(Question(question), reader, untaught)
    return last.citations if isinstance(last, Answer) and last.status.answered else ()


def _of_law(lesson: Lesson, sitting: Sitting) -> Iterator[Conflict]:
    """Law in basis or answer that does not stand when the lesson holds, or that nobody knows of."""
    on = max(sitting.today, lesson.in_force or sitting.today)
    for code in dict.fromkeys(mention.code for mention in code_mentions(_statement(lesson))):
        laws = sitting.tables.laws(code)
        if not laws:
            yield from _unknown(code, sitting)
        elif all(in_force(law, on) is False and law.until for law in laws):
            yield _dead(laws[0])


def _dead(law: LegalBasis) -> Conflict:
    wording = words.LAW_ENDED_AND_REPLACED if law.successors else words.LAW_ENDED
    ended = wording.format(day=day(law.until) if law.until else "", successors=", ".join(law.successors))
    return Conflict("law_dead", f"{law.type} {law.code}", ended, law.until, law.issuer or "", None, "")


def _unknown(code: str, sitting: Sitting) -> Iterator[Conflict]:
    """A letter of the ministry is no law; a partial code may be anything."""
    index = sitting.assistant.index
    is_stored = bool(index.find_number(code, Filter(readers=EVERYTHING)))
    if "/" in code.strip("/") and not is_stored:
        yield Conflict("law_unknown", code, words.LAW_UNKNOWN, None, "", None, "")


def _hidden(what: str, unit: str | None, sitting: Sitting) -> Conflict:
    owner = _owner_name(unit, sitting)
    return Conflict(what, words.HIDDEN_CONFLICT.format(owner=owner), "", None, owner, None, "")


def _owner_name(unit: str | None, sitting: Sitting) -> str:
    return unit_name(unit, sitting.tables) or words.THE_OFFICE
