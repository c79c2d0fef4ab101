"""Asks back: when a question could mean several things, one short question and two to four complete ones to choose from.

A choice is the question itself with what tells one reading from the other in front of it (a topic, a province, a law,
a guidance), or, for a bare topic, one of the things that are asked about any topic. Each is tried before it is offered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from assistant import wording_asking as wording
from assistant.answering.question_words import QUESTION_WORDS
from assistant.answering.rank import Scored, is_legal_sheet
from assistant.answering.retrieve import Candidate
from assistant.answering.wanted import Wanted
from assistant.domain import Question, Understood
from ingest.documents import DocumentKind
from ingest.tables import Tables
from ingest.vietnamese import document_codes, fold, strip_tones, syllables

FEWEST_CHOICES, MOST_CHOICES = 2, 4
MOST_TRIED = 7  # each takes as long as a question; nobody waits for more
LONGEST_TOPIC = 6  # syllables of what is only named, not asked
LONGEST_TITLE = 70
AS_MUCH = 0.7  # of the question's words, by weight
HALF = 0.5  # as good a fact of the kind that is asked for
MOST_OF_A_PASSAGE = 1
OWN = 3
GENERAL = frozenset({"phap-che", "tai-chinh", "to-chuc", "van-phong"})  # their keywords go with every topic
PLAIN = frozenset("bao bộ em của và các những về trong trên".split())  # stand in names of topics too (`thuê bao`)
ENDS = " ?.!…,;:"
NO_TOPIC = re.compile(r"\b(còn|thì sao|thế|vậy|nó|này|đó|ấy|con|thi sao|the|vay|no|nay|do|ay)\b", re.IGNORECASE)
EVERYWHERE = re.compile(
    r"\b(?:trên |trong )?(?:cả nước|toàn quốc|các tỉnh|ca nuoc|toan quoc)\b(?: có)?|^\s*(?:ở |tại )?(?:tỉnh|tinh)\b",
    re.IGNORECASE,
)
OFFERED = [
    re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(each)))
    for each in (*(wording.CHOICE[name] for name in ("topic", "province", "guidance")), *wording.ASKED_OF_A_TOPIC)
]


@dataclass(frozen=True)
class Unclear:
    """A question that was searched, with what may have been meant."""

    question: Question
    understood: Understood
    wanted: Wanted
    scored: Sequence[Scored]
    candidates: Sequence[Candidate]


def choices(unclear: Unclear, tables: Tables, lead_of: Callable[[str], Scored | None]) -> tuple[str, ...]:
    """Two to four questions that lead to different answers, likeliest reading first; none when there are fewer.

    `lead_of` is the sentence that would lead the answer to a question, None when it would not be answered.
    """
    offered: dict[str, str] = {}
    for tried, choice in enumerate(possible(unclear, tables)):
        if tried == MOST_TRIED or len(offered) == MOST_CHOICES:
            break
        lead = lead_of(choice)
        if lead and (lead.named or says_as_much(lead, unclear)):
            offered.setdefault(lead.sentence.text, choice)
    return tuple(offered.values()) if len(offered) >= FEWEST_CHOICES else ()


def says_as_much(lead: Scored, unclear: Unclear) -> bool:
    """Whether a sentence says nearly all of what was asked: several that do are readings, several that do not are not."""
    best, wanted = unclear.scored[0], unclear.wanted
    if is_a_bare_topic(unclear.understood):
        return wanted.words_in(lead.sentence.terms) >= HALF * best.coverage
    fits = lead.fit >= HALF * best.fit
    return fits and wanted.words_in(lead.sentence.terms) >= AS_MUCH


def is_a_choice(text: str) -> bool:
    """Whether a question has the form of a choice that is offered: then it is clear what is meant."""
    return any(form.fullmatch(text.strip()) for form in OFFERED)


def asked_again(question: Question) -> bool:
    """Whether the question before was this one, or this one without what was added to it now."""
    if not question.history:
        return False
    before, now = bare_words(question.history[-1]), bare_words(question.text)
    return bool(before) and before <= now


def bare_words(text: str) -> frozenset[str]:
    """The words of a text without tone marks."""
    return frozenset(syllables(strip_tones(fold(text))))


def is_a_bare_topic(understood: Understood) -> bool:
    """Whether something is only named and nothing is asked (`sim rác`)."""
    words = syllables(understood.text)
    if not words or len(words) > LONGEST_TOPIC or understood.codes or document_codes(understood.text):
        return False
    return not any(word in QUESTION_WORDS - PLAIN for word in words) and not NO_TOPIC.search(understood.text)


def possible(unclear: Unclear, tables: Tables) -> Iterator[str]:
    """Every choice worth trying, likeliest first, each text once."""
    if is_a_bare_topic(unclear.understood):
        topic = unclear.understood.text.strip(ENDS)
        return iter([each.format(topic=topic) for each in wording.ASKED_OF_A_TOPIC])
    core = asked_of_it(unclear)
    laws, provinces = laws_meant(unclear, tables), provinces_meant(unclear)
    topics, guidance = topics_meant(unclear, tables), guidance_meant(unclear)
    told = chain(
        (law_choice(law, unclear) for law in laws),
        (wording.CHOICE["province"].format(name=name, asked=core) for name in provinces),
        (wording.CHOICE["topic"].format(name=name, asked=core) for name in topics),
        (wording.CHOICE["guidance"].format(name=name, asked=core) for name in guidance),
    )
    return iter(dict.fromkeys(told))


def asked_of_it(unclear: Unclear) -> str:
    """The question to put behind a reading: that of before where this one only leans on it, and of no place."""
    leans = bool(NO_TOPIC.search(unclear.question.text)) and bool(unclear.question.history)
    text = unclear.question.history[-1] if leans else unclear.understood.text
    text = EVERYWHERE.sub(" ", text) if leans or EVERYWHERE.match(text) else text
    text = " ".join(text.split()).strip(ENDS)
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def laws_meant(unclear: Unclear, tables: Tables) -> list[str]:
    """The laws whose validity may be asked for, in words (`Nghị định 25/2011/NĐ-CP`)."""
    if not unclear.wanted.validity or unclear.wanted.codes:
        return []
    codes = dict.fromkeys(each.chunk.number for each in unclear.scored if is_legal_sheet(each.candidate))
    laws = [law for code in codes if code and (law := tables.law(code))]
    asked = fold(unclear.understood.text)
    kinds = {law.type for law in laws if fold(law.type) in asked}
    fitting = [
        law for law in laws if (law.successors or not asks_what_replaced(unclear)) and (law.type in kinds or not kinds)
    ]
    return [f"{law.type} {law.code}" for law in fitting[:MOST_CHOICES]]


def asks_what_replaced(unclear: Unclear) -> bool:
    """Whether it is asked what stands in the place of a law."""
    return " thay " in line_of(unclear.understood.text)


def law_choice(law: str, unclear: Unclear) -> str:
    """The question after the validity of one law."""
    return wording.CHOICE["replaced" if asks_what_replaced(unclear) else "in_force"].format(name=law)


def provinces_meant(unclear: Unclear) -> list[str]:
    """The provinces that sentences about as good speak of, when they are several and none is asked for."""
    if unclear.wanted.provinces:
        return []
    local = bool(EVERYWHERE.search(unclear.understood.text))
    meant = [each for each in unclear.scored if each.fit] if local else readings_of(unclear)
    names = list(dict.fromkeys(name for each in meant for name in one_place(each)))
    return names[:MOST_CHOICES] if len(names) >= FEWEST_CHOICES else []


def readings_of(unclear: Unclear) -> list[Scored]:
    """The sentences that say about as much of the question as the best one, best first."""
    return [each for each in unclear.scored if says_as_much(each, unclear)]


def one_place(scored: Scored) -> list[str]:
    """The province a sentence speaks of, when it speaks of one."""
    if len(scored.provinces) == 1:
        return list(scored.provinces)
    home = scored.chunk.province
    return [home] if home and ";" not in home and scored.sentence.is_local else []


def topics_meant(unclear: Unclear, tables: Tables) -> list[str]:
    """What the possible readings are about, in the keywords of the dated table, without what the question names."""
    asked = line_of(unclear.understood.text)
    keywords = topic_words(tables)
    passages = {each.candidate.stored.key: each for each in reversed(readings_of(unclear))}
    found = [keywords_in(each, keywords) for each in reversed(passages.values())]
    spread = Counter(word for words in found for word in words)
    names: list[str] = []
    for words in found:
        telling = {word: count * len(word.split()) / spread[word] for word, count in words.items()}
        new = {word: much for word, much in telling.items() if line_of(word) not in asked}
        names += sorted(new, key=lambda word: -new[word])[:MOST_OF_A_PASSAGE]
    return [keywords[name] for name in dict.fromkeys(names)]


def line_of(text: str) -> str:
    """The folded words of a text in a line, so that words stand in it whole."""
    return f" {' '.join(syllables(text))} "


@lru_cache(maxsize=4)
def _topic_words(keywords: tuple[str, ...]) -> Mapping[str, str]:
    return {fold(keyword): keyword for keyword in keywords}


def topic_words(tables: Tables) -> Mapping[str, str]:
    """Folded keyword → keyword as it is written, of the fields whose keywords tell topics apart."""
    return _topic_words(
        tuple(word for field in tables.fields if field.slug not in GENERAL for word in field.keywords if len(word) > 1)
    )


def keywords_in(scored: Scored, keywords: Mapping[str, str]) -> Counter[str]:
    """How often a passage names each keyword; what the sentence itself names counts for several times."""
    chunk = scored.chunk
    passage, own = line_of(f"{chunk.heading} {chunk.text}"), line_of(scored.sentence.text)
    counts = {word: passage.count(line_of(word)) + OWN * own.count(line_of(word)) for word in keywords}
    return Counter({word: count for word, count in counts.items() if count})


def guidance_meant(unclear: Unclear) -> list[str]:
    """The guidance documents that may be meant, by their titles where these are short."""
    titles = [
        each.candidate.stored.document_title
        for each in readings_of(unclear)
        if each.candidate.stored.document_kind is DocumentKind.GUIDANCE
    ]
    short = [title for title in dict.fromkeys(titles) if len(title) <= LONGEST_TITLE and "?" not in title]
    return [f"{title[:1]}{title[1:].lower()}" if title.isupper() else title for title in short]
