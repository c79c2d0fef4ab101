"""Text pairs for training the default embedder, read from the public corpora in shared/data.

No test question is read here. A passage that answers a held-out question is left out of the title → text
pairs; it appears only where a question of a train split has the same answer.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUESTION_SETS_TO_LEARN = ("zalo-law", "alqac-2021", "alqac-2023-2025", "vicov19-faq")
SETS_HELD_OUT_WHOLE = ("drill-2025", "vimed")
HELD_OUT_SPLITS = ("test", "dev", "test_no100")
FINGERPRINT_CHARACTERS = 120


@dataclass(frozen=True)
class Passage:
    """One article, answer or news story, as the corpora have it."""

    id: str
    title: str
    text: str
    document_name: str = ""


@dataclass(frozen=True)
class QuestionSet:
    """Questions, the passages they are asked of, and which passages answer which question."""

    passages: dict[str, Passage]
    questions: dict[str, str]
    answers: dict[str, list[str]]


@dataclass(frozen=True)
class Pair:
    """A question-like text and a passage that answers it."""

    question: str
    passage: str


def read_pairs(data: Path, seed: int) -> list[Pair]:
    """All training pairs, in an order that depends on the seed only."""
    rng = random.Random(seed)
    held_out = fingerprints_held_out(data)
    law = [passage for passage in read_law(data) if fingerprint(passage.text) not in held_out]
    pairs = list(law_title_pairs(law, rng))
    pairs += sentence_pairs(law, rng)
    pairs += news_pairs(data, rng)
    rng.shuffle(pairs)
    return pairs


def read_question_pairs(data: Path, seed: int, leave_out: frozenset[str] = frozenset()) -> list[Pair]:
    """Question → answer pairs of the train splits, without the questions in leave_out."""
    rng = random.Random(seed)
    pairs = []
    for name in QUESTION_SETS_TO_LEARN:
        asked = read_question_set(data, name, "train")
        for question, passages in asked.answers.items():
            if question in leave_out:
                continue
            for passage in (asked.passages[id] for id in passages):
                pairs.append(Pair(asked.questions[question], passage_text(passage, rng)))
    rng.shuffle(pairs)
    return pairs


def passage_text(passage: Passage, rng: random.Random) -> str:
    """Title and a window of the text: its beginning two times in three, else a random one."""
    window = beginning(passage.text) if rng.random() < 0.67 else random_window(passage.text, rng)
    return f"{bare_title(passage.title)}. {window}"


def law_title_pairs(law: list[Passage], rng: random.Random) -> Iterator[Pair]:
    """Title, often with what its document is about, → text. General titles always name the document."""
    seen = title_counts(law)
    for passage in law:
        title = bare_title(passage.title)
        subject = document_subject(passage.document_name)
        if len(passage.text) < 60 or not title:
            continue
        alone = seen[title.lower()] == 1 and rng.random() < 0.5
        question = title if alone or not subject else f"{title} {subject}"
        yield Pair(question, beginning(passage.text) if rng.random() < 0.7 else random_window(passage.text, rng))


def sentence_pairs(law: list[Passage], rng: random.Random) -> Iterator[Pair]:
    """One sentence of an article → title and the rest of its beginning."""
    for passage in law:
        sentences = [s.strip() for s in re.split(r"[\n.;]", passage.text[:6000])]
        usable = [s for s in sentences if 6 <= len(s.split()) <= 40]
        if len(usable) < 2:
            continue
        sentence = rng.choice(usable)
        rest = passage.text.replace(sentence, " ", 1)
        subject = document_subject(passage.document_name) if rng.random() < 0.5 else ""
        yield Pair(sentence, f"{bare_title(passage.title)} {subject}. {beginning(rest, 900)}")


def news_pairs(data: Path, rng: random.Random) -> Iterator[Pair]:
    """Title → body and abstract → title and body of news stories."""
    for story in read_json_lines(data / "news" / "articles.jsonl.gz"):
        body = story["body"]
        if len(body) < 200:
            continue
        yield Pair(story["title"], beginning(body, 900))
        if story["abstract"]:
            yield Pair(story["abstract"], f"{story['title']}. {random_window(body, rng, 900)}")


def read_law(data: Path) -> Iterator[Passage]:
    for row in read_json_lines(data / "vn-law" / "corpus.jsonl.gz"):
        yield Passage(row["_id"], row["title"], row["text"], row["metadata"]["doc_name"])


def read_question_set(data: Path, name: str, split: str) -> QuestionSet:
    """One benchmark with the questions of one split; zalo-law is asked of the whole law corpus."""
    folder = data / name
    passages = read_law(data) if name == "zalo-law" else read_passages(folder / "corpus.jsonl")
    answers = read_answers(folder / "qrels" / f"{split}.tsv")
    questions = {row["_id"]: row["text"] for row in read_json_lines(folder / "queries.jsonl") if row["_id"] in answers}
    return QuestionSet({passage.id: passage for passage in passages}, questions, answers)


def read_passages(path: Path) -> Iterator[Passage]:
    for row in read_json_lines(path):
        yield Passage(row["_id"], row["title"], row["text"])


def read_answers(path: Path) -> dict[str, list[str]]:
    """Question id → ids of the passages labelled as answering it."""
    answers: dict[str, list[str]] = {}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if int(row["score"]) > 0:
                answers.setdefault(row["query-id"], []).append(row["corpus-id"])
    return answers


def fingerprints_held_out(data: Path) -> set[str]:
    """Fingerprints of every passage that answers a held-out question of any set.

    By text, not by id: the sets name the same article of law differently.
    """
    held_out: set[str] = set()
    for name in QUESTION_SETS_TO_LEARN + SETS_HELD_OUT_WHOLE:
        splits = ("train", *HELD_OUT_SPLITS) if name in SETS_HELD_OUT_WHOLE else HELD_OUT_SPLITS
        for split in splits:
            if (data / name / "qrels" / f"{split}.tsv").exists():
                held_out |= answering_fingerprints(read_question_set(data, name, split))
    return held_out


def answering_fingerprints(asked: QuestionSet) -> set[str]:
    return {fingerprint(asked.passages[id].text) for ids in asked.answers.values() for id in ids}


def fingerprint(text: str) -> str:
    """The first letters and digits of a text, lower-cased: equal for two copies of one article."""
    return re.sub(r"[\W_]+", "", text[: FINGERPRINT_CHARACTERS * 3].lower())[:FINGERPRINT_CHARACTERS]


def title_counts(law: Iterable[Passage]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for passage in law:
        title = bare_title(passage.title).lower()
        counts[title] = counts.get(title, 0) + 1
    return counts


def bare_title(title: str) -> str:
    """ "Điều 8. Phạm vi điều chỉnh:" → "Phạm vi điều chỉnh"."""
    return re.sub(r"^Điều\s+\S+\s*", "", title).strip(" :.")


def document_subject(name: str) -> str:
    """What a legal document is about: its name without its type and number."""
    match = re.search(r"\d\S*/\S+\s+(.*)", name)
    subject = match.group(1) if match else name
    return re.sub(r"^(Về việc|Về|Quy định)\s+", "", subject, flags=re.IGNORECASE)[:160]


def beginning(text: str, characters: int = 1300) -> str:
    return text[:characters]


def random_window(text: str, rng: random.Random, characters: int = 1000) -> str:
    start = rng.randrange(max(1, len(text) - characters // 2))
    start = text.find(" ", start) + 1 if start else 0
    return text[start : start + characters]


def without_tones(text: str) -> str:
    """Vietnamese as people type it without marks: "Nghị định" → "Nghi dinh"."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
