"""What a language model is given to read: numbered passages in which codes and links are tokens, and the way back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant import wording
from assistant.answering.retrieve import Candidate
from assistant.domain import Answer
from assistant.generation.commands import commands_a_machine
from assistant.generation.facts import LINK
from ingest.documents import ChunkKind, Span
from ingest.index.base import StoredChunk
from ingest.vietnamese import code_mentions, nfc

MOST_PASSAGES = 6
MOST_CHARACTERS = 9000
TOKEN_GROUP = re.compile(r"[⟦\[【]\s*((?:(?:N|VB|LK)\s?\d+\s*[,;]?\s*)+)[⟧\]】]", re.IGNORECASE)
TOKEN = re.compile(r"(N|VB|LK)\s?(\d+)", re.IGNORECASE)
BRACKETS = str.maketrans("⟦⟧【】", "()()")


class UnknownToken(ValueError):
    """A sentence points to a passage, document or link that was never given."""


@dataclass(frozen=True)
class Passage:
    """A numbered chunk; the model knows it as ⟦N1⟧."""

    number: int
    stored: StoredChunk

    @property
    def text(self) -> str:
        return self.stored.chunk.text


@dataclass
class Brief:
    """The passages of one question and the tokens that stand for codes and links in them."""

    passages: tuple[Passage, ...]
    codes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def shown(self) -> str:
        """The passages as the model reads them."""
        return "\n\n".join(self._shown(passage) for passage in self.passages)

    def hide(self, text: str) -> str:
        """The text with every full document code and link as a token and no brackets of our own in it."""
        text = nfc(text).translate(BRACKETS)
        spans = [(Span(*match.span()), f"⟦LK{_position(self.links, match[0])}⟧") for match in LINK.finditer(text)]
        taken = [span for span, _ in spans]
        for mention in code_mentions(text):
            printed = mention.span.of(text).strip()
            if printed[:1].isdigit() and not any(_overlap(mention.span, span) for span in taken):
                spans.append((mention.span, f"⟦VB{_position(self.codes, mention.code)}⟧"))
        return _replaced(text, spans)

    def restore(self, sentence: str) -> tuple[str, tuple[Passage, ...]]:
        """The sentence in plain words and the passages it cites. Raises UnknownToken."""
        cited: dict[int, Passage] = {}

        def plain(group: re.Match[str]) -> str:
            words = []
            for kind, number in TOKEN.findall(group[1]):
                if kind.upper() == "N":
                    cited[int(number)] = self._passage(int(number))
                else:
                    words.append(_at(self.codes if kind.upper() == "VB" else self.links, int(number)))
            return ", ".join(words)

        text = TOKEN_GROUP.sub(plain, sentence)
        if re.search(r"[⟦⟧【】]|\b(?:VB|LK)\d+\b|\bN\d\b", text):
            raise UnknownToken(text)
        return tidy(text), tuple(cited.values())

    def _passage(self, number: int) -> Passage:
        if not 1 <= number <= len(self.passages):
            raise UnknownToken(f"N{number}")
        return self.passages[number - 1]

    def _shown(self, passage: Passage) -> str:
        chunk = passage.stored.chunk
        about = [wording.KIND[passage.stored.document_kind], chunk.number, wording.day(chunk.issued), chunk.province]
        heading = self.hide(" · ".join(part for part in about if part))
        return f"⟦N{passage.number}⟧ ({heading})\n<<<\n{self.hide(passage.text).replace('<<<', '').replace('>>>', '')}\n>>>"


def brief_for(candidates: Sequence[Candidate], extractive: Answer) -> Brief:
    """What the extractive answer cites first, then the best other candidates, within the model's reading budget."""
    cited = [citation.chunk_id for citation in extractive.citations]
    quotable = [each.stored for each in candidates if may_be_read(each.stored)]
    ordered = sorted(quotable, key=lambda each: cited.index(each.chunk.id) if each.chunk.id in cited else len(cited))
    chosen: list[StoredChunk] = []
    room = MOST_CHARACTERS
    for stored in ordered:
        if len(chosen) < MOST_PASSAGES and len(stored.chunk.text) <= room:
            chosen.append(stored)
            room -= len(stored.chunk.text)
    return Brief(tuple(Passage(number, stored) for number, stored in enumerate(chosen, start=1)))


def may_be_read(stored: StoredChunk) -> bool:
    """Petitions are not quoted, and what gives orders to a machine is not shown to one."""
    return stored.chunk.kind is not ChunkKind.PETITION and not commands_a_machine(stored.chunk.text)


def tidy(text: str) -> str:
    """One line without list marks, markdown emphasis and the gaps that removed tokens leave."""
    text = re.sub(r"^\s*(?:[-*•+–]|\d{1,2}[.)]|#{1,6})\s+", "", text).replace("**", "").replace("__", "")
    text = re.sub(r"\s+", " ", text)
    return re.sub(r"\s+([.,;:!?…)])", r"\1", text).strip()


def _position(known: list[str], wanted: str) -> int:
    """The 1-based place of `wanted` in the table, added when new."""
    if wanted not in known:
        known.append(wanted)
    return known.index(wanted) + 1


def _at(table: list[str], number: int) -> str:
    if not 1 <= number <= len(table):
        raise UnknownToken(str(number))
    return table[number - 1]


def _overlap(left: Span, right: Span) -> bool:
    return left.start < right.end and right.start < left.end


def _replaced(text: str, spans: Sequence[tuple[Span, str]]) -> str:
    pieces, position = [], 0
    for span, token in sorted(spans, key=lambda each: each[0].start):
        pieces += [text[position : span.start], token]
        position = span.end
    return "".join([*pieces, text[position:]])
