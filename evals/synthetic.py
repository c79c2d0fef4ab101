"""A small BEIR folder of invented articles and lay questions, the same on every run: what CI can measure in seconds.

Each topic and aspect makes an article; a question says both in other words, so that it is not found by its words
alone. Every seventh article is long enough to be cut into passages.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

SEED = 20261120
NAME = "small"
LONG_EVERY = 7
LONG_SENTENCES = 24


def write_small(folder: Path) -> Path:
    """Writes the folder `small` into `folder` and returns it."""
    parts = json.loads((files("evals") / "datasets" / "small_beir.json").read_text(encoding="utf-8"))
    made, draw = folder / NAME, Random(SEED)
    (made / "qrels").mkdir(parents=True)
    items: list[dict[str, str]] = []
    queries: list[dict[str, str]] = []
    qrels = ["query-id\tcorpus-id\tscore"]
    for topic, lay in parts["topics"]:
        for title, sentence, question in parts["aspects"]:
            number = len(items) + 1
            items.append(_item(number, title.format(topic=topic), _sentence(sentence, topic, draw), parts, draw))
            queries.append({"_id": f"q{number}", "text": _opened(question.format(lay=lay))})
            qrels.append(f"q{number}\ta{number}\t1")
    _write_lines(items, made / "corpus.jsonl")
    _write_lines(queries, made / "queries.jsonl")
    (made / "qrels" / "test.tsv").write_text("\n".join(qrels) + "\n", encoding="utf-8")
    return made


def _sentence(sentence: str, topic: str, draw: Random) -> str:
    fine = draw.choice((5, 10, 20, 30, 50))
    return sentence.format(topic=topic, days=draw.choice((3, 5, 10, 15, 20, 30, 45)), fine=fine, more=2 * fine)


def _item(number: int, title: str, sentence: str, parts: dict[str, Any], draw: Random) -> dict[str, str]:
    fillers = [draw.choice(parts["fillers"]) for _ in range(LONG_SENTENCES if number % LONG_EVERY == 0 else 2)]
    lines = [*fillers[: len(fillers) // 2], sentence, *fillers[len(fillers) // 2 :]]
    text = "\n".join(f"{clause}. {line}" for clause, line in enumerate(lines, start=1))
    return {"_id": f"a{number}", "title": f"Điều {number}. {title}", "text": text}


def _opened(question: str) -> str:
    return question[:1].upper() + question[1:]


def _write_lines(rows: list[dict[str, str]], file: Path) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
