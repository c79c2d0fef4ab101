"""Answering with a language model: it phrases, the gate decides, and the quoted answer stands in whenever it fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant import wording
from assistant.answering import wordings
from assistant.answering.cite import citation_of, law_notes
from assistant.answering.places import Places
from assistant.answering.retrieve import Candidate
from assistant.domain import Answer, Citation, Part, Released, Sentence, Understood
from assistant.errors import ModelUnavailable
from assistant.generation.names import Names
from assistant.generation.passages import Brief, UnknownToken, brief_for
from assistant.generation.stream import Speaker, cut, speaker
from assistant.generation.support import Evidence, Fault, Gate
from assistant.llm import ModelWriter, Watch
from assistant.prompts import Prompt, load_prompt
from assistant.settings import Settings
from ingest.documents import Parsed
from ingest.guard.mask import mask
from ingest.tables import Tables
from ingest.vietnamese import document_codes, fold, nfc

MOST_SENTENCES = 8
MOST_READ = 40
MOST_CHARACTERS = 12_000
MOST_DROPPED = 0.5
ENDS = (".", "!", "?", "…", ";", "”", '"', ")")
TOKEN_ENDS = ("⟧", "]", "】")


def model_writer(settings: Settings) -> ModelWriter | None:
    """The writer for the configured model; None without one. Raises PromptInvalid at start, not at a question."""
    if not settings.llm_model:
        return None
    tables = Tables.load(settings.tables_dir)
    return Writer(
        name=settings.llm_model,
        prompt=load_prompt(settings.prompts_dir, "answer"),
        speak=speaker(settings),
        seconds=settings.llm_timeout_seconds,
        gate=Gate(Places(tables), Names(tables)),
        tables=tables,
    )


@dataclass(frozen=True)
class Writer:
    """Implements ModelWriter over any speaker."""

    name: str
    prompt: Prompt
    speak: Speaker
    seconds: float
    gate: Gate
    tables: Tables

    def write(
        self, understood: Understood, candidates: Sequence[Candidate], extractive: Answer, watch: Watch
    ) -> Iterator[Released | Answer]:
        """Released sentences that passed the gate; last the Answer, which replaces whatever was streamed before."""
        brief = brief_for(candidates, extractive)
        page = Page(self.tables, understood.as_of or date.today())
        try:
            for raw in self._sentences(understood, brief):
                sentence = self._judged(raw, brief, page)
                if sentence is not None:
                    yield Released(sentence, page.citations_of(sentence))
                if len(page.sentences) >= MOST_SENTENCES or page.read >= MOST_READ:
                    break
            reason = "" if page.trusted else "unsupported" if page.dropped else "empty"
        except ModelUnavailable as failure:
            reason = str(failure)
        watch.mark("generate")
        if reason:
            yield from self._fall_back(extractive, page, reason, watch)
            return
        yield self._finished(extractive, page, watch)

    def _sentences(self, understood: Understood, brief: Brief) -> Iterator[str]:
        if not brief.passages:
            raise ModelUnavailable("no_passages")
        question = brief.hide(masked(understood.text))
        messages = self.prompt.messages(passages=brief.shown(), question=question)
        yield from cut(limited(self.speak(messages, self.seconds), MOST_CHARACTERS))

    def _judged(self, raw: str, brief: Brief, page: Page) -> Sentence | None:
        """The sentence as released, with its citations put on the page; None when it is dropped or said already."""
        try:
            text, cited = brief.restore(nfc(raw))
        except UnknownToken:
            page.drop(Fault.UNKNOWN_TOKEN)
            return None
        if not any(letter.isalpha() for letter in text):
            return None
        whole = ended(text, raw)
        verdict = self.gate.judge(whole, cited) if whole else Fault.UNFINISHED
        if isinstance(verdict, Fault):
            page.drop(verdict)
            return None
        return page.keep(whole, verdict)

    def _finished(self, extractive: Answer, page: Page, watch: Watch) -> Answer:
        sentences, citations = with_what_may_not_be_hidden(page, extractive)
        return replace(
            extractive,
            text=wordings.answer_text(sentences, citations, extractive.understood),
            sentences=tuple(sentences),
            citations=tuple(citations),
            model=f"{self.name}:{self.prompt.id}",
            dropped=page.dropped,
            steps=watch.steps,
        )

    def _fall_back(self, extractive: Answer, page: Page, reason: str, watch: Watch) -> Iterator[Released | Answer]:
        if not page.sentences:
            for sentence in extractive.sentences:
                yield Released(sentence, tuple(c for c in extractive.citations if c.marker in sentence.markers))
        yield replace(
            extractive,
            text=f"{wording.MODEL_FELL_BACK}\n{extractive.text}",
            model=f"{self.name}:{self.prompt.id}:fallback:{reason}",
            dropped=page.dropped,
            steps=watch.steps,
        )


@dataclass
class Page:
    """What has been kept so far: sentences in order, one citation per quoted sentence of a source."""

    tables: Tables
    on: date
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def dropped(self) -> int:
        return len(self.faults)

    @property
    def read(self) -> int:
        return len(self.sentences) + len(self.faults)

    @property
    def trusted(self) -> bool:
        """Whether enough was kept to believe the rest was read well."""
        return bool(self.sentences) and self.dropped < MOST_DROPPED * self.read

    def drop(self, fault: Fault) -> None:
        self.faults.append(fault)

    def keep(self, text: str, evidence: Sequence[Evidence]) -> Sentence | None:
        """The sentence with the markers of its evidence; None when the page says it already."""
        if any(fold(text) == fold(known.text) for known in self.sentences):
            return None
        markers = tuple(self._marker(each) for each in evidence)
        part = Part.POINT if self.sentences else Part.LEAD
        sentence = Sentence(text, markers, part, verbatim=len(evidence) == 1 and text == evidence[0].text)
        self.sentences.append(sentence)
        return sentence

    def citations_of(self, sentence: Sentence) -> tuple[Citation, ...]:
        return tuple(each for each in self.citations if each.marker in sentence.markers)

    def adopt(self, citation: Citation) -> int:
        """The marker of a citation made elsewhere, put on this page."""
        place = (citation.chunk_id, citation.start, citation.end)
        known = (each.marker for each in self.citations if (each.chunk_id, each.start, each.end) == place)
        marker = next(known, None)
        if marker is None:
            marker = len(self.citations) + 1
            self.citations.append(replace(citation, marker=marker))
        return marker

    def _marker(self, evidence: Evidence) -> int:
        stored = evidence.passage.stored
        notes = law_notes(document_codes(stored.chunk.text), self.tables, self.on)
        return self.adopt(citation_of(0, stored, evidence.span, notes, self.tables, self.on))


def with_what_may_not_be_hidden(page: Page, extractive: Answer) -> tuple[list[Sentence], list[Citation]]:
    """The page with the older figures and the notes on dead law of the extractive answer, which a model may not hide."""
    noted = {note.code for citation in page.citations for note in citation.law_notes}
    by_marker = {citation.marker: citation for citation in extractive.citations}
    sentences = list(page.sentences)
    for sentence in extractive.sentences:
        cited = [by_marker[marker] for marker in sentence.markers if marker in by_marker]
        codes = {note.code for citation in cited for note in citation.law_notes}
        if sentence.part is Part.OLDER or not codes <= noted:
            part = Part.OLDER if sentence.part is Part.OLDER else Part.POINT
            sentences.append(replace(sentence, part=part, markers=tuple(page.adopt(each) for each in cited)))
            noted |= codes
    return sentences, page.citations


def ended(text: str, raw: str) -> str:
    """The sentence with its full stop; empty when it was cut off before its citation."""
    if text.endswith(ENDS):
        return text
    return f"{text}." if raw.rstrip().endswith(TOKEN_ENDS) else ""


def masked(question: str) -> str:
    """The question without personal data."""
    return mask(Parsed(question, ()))[0].text


def limited(pieces: Iterator[str], most: int) -> Iterator[str]:
    """The pieces until `most` characters have come; what follows is not read."""
    read = 0
    for piece in pieces:
        yield piece
        read += len(piece)
        if read > most:
            return
