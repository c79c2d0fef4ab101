"""How much personal data the mask finds, kind by kind, and how much that is public it hides.

    python -m evals.personal [--split dev|test] [--show] [--data ../shared/data]

`personal.jsonl` holds texts with spans: personal ones by kind, public ones as "public". Every person in it is invented.
Every text was written before it was first measured and tuned on afterwards, so the result holds the rules in place and
is no estimate for new text (first sight of handwritten text: 94.4 % found). Law and news nobody here wrote are counted
where they are there: every mask in law is suspect, masks of numbers in news are counted apart from names.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ingest.documents import Parsed, Span
from ingest.guard.mask import mask
from ingest.guard.personal import personal_data

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared" / "data"
LAW, NEWS = 20_000, 5_000


@dataclass(frozen=True)
class Case:
    """A text with what in it is personal, by kind, and what is public."""

    split: str
    shape: str
    text: str
    spans: tuple[tuple[Span, str], ...]


@dataclass(frozen=True)
class Measured:
    """Mentions of personal data and of public numbers and names; what was missed, what was hidden."""

    mentions: dict[str, int]
    missed: tuple[str, ...]
    public: int
    hidden: tuple[str, ...]
    changed_twice: int  # texts that a second masking changes

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / sum(self.mentions.values())

    @property
    def falsely_masked(self) -> float:
        return len(self.hidden) / self.public

    @property
    def recall_by_kind(self) -> dict[str, float]:
        missed = Counter(line.split(":", 1)[0] for line in self.missed)
        return {kind: round(1 - missed[kind] / count, 4) for kind, count in sorted(self.mentions.items())}


@dataclass(frozen=True)
class Field:
    """Masks in texts nobody here wrote, per thousand of them, by label; megabytes (UTF-8) masked per second."""

    texts: int
    per_thousand: dict[str, float]
    megabytes_per_second: float
    examples: tuple[str, ...]


def measure(split: str | None = None) -> Measured:
    """Every labelled text of a split, or of both."""
    mentions: Counter[str] = Counter()
    missed, hidden, twice, public = [], [], 0, 0
    for case in cases(split):
        covered = _covered(case.text)
        for span, kind in case.spans:
            inside = [at for at in range(span.start, span.end) if case.text[at].isalnum()]
            if kind == "public":
                public += 1
                if any(at in covered for at in inside):
                    hidden.append(span.of(case.text))
            else:
                mentions[kind] += 1
                if not all(at in covered for at in inside):
                    missed.append(f"{kind}: {span.of(case.text)}")
        once = _masked(case.text)
        twice += _masked(once) != once
    return Measured(dict(mentions), tuple(missed), public, tuple(hidden), twice)


def cases(split: str | None = None) -> Iterator[Case]:
    """The labelled texts."""
    for line in (HERE / "personal.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if split in (None, row["split"]):
            spans = tuple((Span(start, end), kind) for start, end, kind in row["spans"])
            yield Case(row["split"], row["shape"], row["text"], spans)


def _covered(text: str) -> set[int]:
    return {at for finding in personal_data(text) for at in range(finding.span.start, finding.span.end)}


def _masked(text: str) -> str:
    return mask(Parsed(text, ()))[0].text


def field(texts: list[str]) -> Field:
    """What the mask does to texts nobody here wrote."""
    start = time.process_time()
    found = [personal_data(text) for text in texts]
    seconds = time.process_time() - start
    labels = Counter(finding.label for findings in found for finding in findings)
    examples = [
        f"{each.label} {text[max(0, each.span.start - 40) : each.span.end + 30]!r}"
        for text, findings in zip(texts, found, strict=True)
        for each in findings[:2]
    ]
    return Field(
        len(texts),
        {label: round(1_000 * count / len(texts), 2) for label, count in labels.most_common()},
        round(sum(len(text.encode()) for text in texts) / 1e6 / seconds, 2),
        tuple(examples),
    )


def law(data: Path, count: int = LAW) -> list[str]:
    """Articles of law."""
    with gzip.open(data / "vn-law" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, count)]


def news(data: Path, count: int = NEWS) -> list[str]:
    """Beginnings of news articles."""
    with gzip.open(data / "news" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["body"] for line in islice(lines, count)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("dev", "test"))
    parser.add_argument("--show", action="store_true", help="print examples from law and news")
    parser.add_argument("--data", type=Path, default=SHARED)
    given = parser.parse_args()
    measured = measure(given.split)
    result: dict[str, object] = dataclasses.asdict(measured) | {
        "recall": measured.recall,
        "falsely_masked": measured.falsely_masked,
        "recall_by_kind": measured.recall_by_kind,
    }
    for name, read in (("law", law), ("news", news)):
        if not (given.data / ("vn-law" if name == "law" else "news")).is_dir():
            result[name] = "absent"
            continue
        seen = dataclasses.asdict(field(read(given.data)))
        result[name] = seen if given.show else {key: value for key, value in seen.items() if key != "examples"}
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
