"""`python -m evals.typing`: what typing slips cost the search, by kind of slip, and how often good text is changed.

Every question is typed in several ways (`WAYS`, and each kind of slip alone on a fifth of its words) and searched as
the product does. The clean typing is the measure of all: 1.0 is no loss. Tune on train and dev only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from assistant.answering.answering import Answering
from assistant.answering.retrieve import MOST_FETCHED, Candidate, ranked, retrieve
from assistant.answering.understand import SPOKEN_MONTH, clean, understand
from assistant.bootstrap import Assistant
from assistant.domain import Question, Understood
from evals.beir import Beir, opened, read_beir
from evals.generate import ASKER, sources_of
from evals.questions import LEGAL, load
from evals.sample import sample_assistant
from evals.typing_errors import SHARES, mistype, telex, vni
from ingest.index.base import Filter
from ingest.vietnamese import fold, strip_tones

Way = Callable[[str, int], str]
Rank = Callable[[Understood], list[str]]

SHARE = 0.2
SEED = 20261122
DEEPEST = 10
EXAMPLES = 12
NEWS = 2000
SIGNS = ".,;:?!()\"“”'…"

WAYS: Mapping[str, Way] = {
    "toneless": lambda text, _: strip_tones(text),
    "errors": lambda text, seed: mistype(text, SHARE, seed),
    "telex": telex,
    "vni": vni,
}


@dataclass(frozen=True)
class Asked:
    """A question with what is right for it and what was asked before it."""

    question: Question
    right: frozenset[str]


@dataclass(frozen=True)
class Typed:
    """One way of typing: MRR@10, its ratio to clean, the share of differing words that understanding mended (0..1)."""

    mrr: float
    ratio: float
    mended: float
    left: tuple[str, ...]  # examples of what was not mended: `meant ← left as`


@dataclass(frozen=True)
class Result:
    """What a set of questions loses by typing; milliseconds of `understand` on mistyped questions."""

    questions: int
    clean: float
    unmended_errors: float  # MRR@10 of the mistyped questions searched as they stand
    ways: dict[str, Typed]
    kinds: dict[str, Typed]
    understand_ms: dict[str, float]


@dataclass(frozen=True)
class Repairs:
    """Words of good text that were changed (abbreviations written out are not counted)."""

    words: int
    changed: int
    examples: tuple[str, ...]

    @property
    def per_10_000(self) -> float:
        return round(self.changed / max(self.words, 1) * 10_000, 2)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure on the sample questions and, where the data is, on a BEIR folder and on news; print JSON."""
    parser = argparse.ArgumentParser(prog="python -m evals.typing", description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder of datasets; only the sample questions without it")
    parser.add_argument("--set", default="zalo-law", help="the BEIR folder in it")
    parser.add_argument("--split", default="train")
    parser.add_argument(
        "--limit", type=int, default=300, help="the first questions of the split (default: %(default)s)"
    )
    parser.add_argument("--home", type=Path, help="where the index of the corpus is kept; a temporary one otherwise")
    parser.add_argument(
        "--sample-home", type=Path, help="a home that holds the sample corpus; a temporary one otherwise"
    )
    options = parser.parse_args(arguments)
    report: dict[str, object] = {}
    if options.data and (options.data / options.set).exists():
        beir = read_beir(options.data / options.set, options.split, limit=options.limit)
        with opened(beir.corpus, options.home) as found:
            report |= measured_on(beir, found.answering, options.data / "news" / "articles.jsonl.gz")
    else:
        report["absent"] = f"no {options.set} under --data; measured on the sample questions alone"
    with sample_assistant(options.sample_home) as assistant:
        report["sample"] = asdict(of_sample(assistant))
    print(json.dumps(report, ensure_ascii=False, indent=1))


def measured_on(beir: Beir, tools: Answering, news: Path) -> dict[str, object]:
    """Loss by typing on a BEIR set, words changed in its questions and in news."""
    asked = [Asked(Question(text), frozenset(beir.qrels[query])) for query, text in beir.queries.items()]
    report: dict[str, object] = {
        "set": f"{beir.name}/{beir.split}",
        "loss": asdict(measure(asked, tools, items(tools))),
    }
    good = {"questions": [each.question.text for each in asked]}
    if news.exists():
        good["news"] = abstracts(news, NEWS)
    return report | {"changed": {name: _shown(false_repairs(texts, tools)) for name, texts in good.items()}}


def of_sample(assistant: Assistant, split: str | None = None, kinds: Iterable[str] = SHARES) -> Result:
    """Loss by typing on the questions about the sample corpus that were written with marks."""
    asked = [
        Asked(each.asked(), frozenset(each.sources))
        for each in load(split=split)
        if each.answerable and each.kind not in ("toneless", "typo")
    ]
    return measure(asked, assistant.answering, sources(assistant), kinds)


def items(tools: Answering) -> Rank:
    """The items of a corpus in the order of their best chunks, as anybody finds them."""
    return lambda understood: _firsts(
        each.stored.source for each in ranked(understood, Filter(as_of=understood.as_of), tools.searching, MOST_FETCHED)
    )


def sources(assistant: Assistant) -> Rank:
    """The sources of the sample corpus as the answer path reads them."""
    names = sources_of(assistant)

    def source(found: Candidate) -> str:
        name = names.get(found.stored.chunk.document_id, "")
        return name + (found.stored.chunk.number or "") if name == LEGAL else name

    return lambda understood: _firsts(
        source(each)
        for each in retrieve(understood, Filter(ASKER.tokens, as_of=understood.as_of), assistant.answering.searching)
    )


def _firsts(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))[:DEEPEST]


def measure(asked: Sequence[Asked], tools: Answering, rank: Rank, kinds: Iterable[str] = SHARES) -> Result:
    """Every question in every way of typing and with every kind of slip alone, searched as the product does."""
    plain = [understood_of(each, each.question.text, tools) for each in asked]
    clean_mrr = mrr(asked, plain, rank)
    mistyped = [replace(each.question, text=WAYS["errors"](each.question.text, SEED)) for each in asked]
    unmended = [understand(each, tools.tables) for each in mistyped]
    spent = sorted(_milliseconds(each, tools) for each in mistyped)

    def typed(way: Way) -> Typed:
        texts = [way(each.question.text, SEED) for each in asked]
        read = [understood_of(each, text, tools) for each, text in zip(asked, texts, strict=True)]
        found = mrr(asked, read, rank)
        before = [understood_of(each, text, None) for each, text in zip(asked, texts, strict=True)]
        wrong = sum(len(differing(meant.text, seen.text)) for meant, seen in zip(plain, before, strict=True))
        left = [pair for meant, seen in zip(plain, read, strict=True) for pair in differing(meant.text, seen.text)]
        mended = 1 - len(left) / wrong if wrong else 1.0
        return Typed(found, round(found / clean_mrr, 4) if clean_mrr else 0.0, round(mended, 3), tuple(left[:EXAMPLES]))

    return Result(
        questions=len(asked),
        clean=clean_mrr,
        unmended_errors=mrr(asked, unmended, rank),
        ways={name: typed(way) for name, way in WAYS.items()},
        kinds={kind: typed(lambda text, seed, kind=kind: mistype(text, SHARE, seed, {kind: 1})) for kind in kinds},  # type: ignore[misc]
        understand_ms={"p50": spent[len(spent) // 2], "p95": spent[int(0.95 * len(spent))]},
    )


def understood_of(asked: Asked, text: str, tools: Answering | None) -> Understood:
    """The question typed as `text`, understood; as it stands when there are no tools."""
    if tools is None:
        return Understood(text=text, original=text, codes=(), as_of=None, shown=None)
    return understand(replace(asked.question, text=text), tools.tables, tools.index)


def mrr(asked: Sequence[Asked], understood: Sequence[Understood], rank: Rank) -> float:
    """The mean of 1 / place of the first right item among DEEPEST (0 where none is)."""
    total = 0.0
    for each, read in zip(asked, understood, strict=True):
        places = [place for place, item in enumerate(rank(read), 1) if item in each.right]
        total += 1 / places[0] if places else 0.0
    return round(total / max(len(asked), 1), 4)


def differing(meant: str, seen: str) -> list[str]:
    """The words that are not as meant, `meant ← seen`; marks count only where the one or the other text has any."""
    bare = strip_tones(seen) == seen
    wanted = (strip_tones(meant) if bare else meant).casefold().split()
    given = seen.casefold().split()
    wanted, given = [fold(word.strip(SIGNS)) for word in wanted], [fold(word.strip(SIGNS)) for word in given]
    opcodes = SequenceMatcher(None, wanted, given, autojunk=False).get_opcodes()
    return [f"{' '.join(wanted[a:b])} ← {' '.join(given[c:d])}" for what, a, b, c, d in opcodes if what != "equal"]


def _milliseconds(question: Question, tools: Answering) -> float:
    started = time.process_time()
    understand(question, tools.tables, tools.index)
    return round((time.process_time() - started) * 1000, 2)


def false_repairs(texts: Iterable[str], tools: Answering) -> Repairs:
    """How many words of rightly typed texts are changed."""
    words, found = 0, []
    for text in texts:
        before = [word.strip(SIGNS) for word in SPOKEN_MONTH.sub(r"\1 \2/\3", clean(text)).split()]
        after = understand(Question(text), tools.tables, tools.index).text.split()
        given = [fold(word.strip(SIGNS)) for word in after]
        words += len(before)
        wanted = [fold(word) for word in before]
        for what, a, b, c, d in SequenceMatcher(None, wanted, given, autojunk=False).get_opcodes():
            written_out = [
                each for each in before[a:b] if tools.tables.meanings(each) or tools.tables.typed_word(fold(each))
            ]
            if what != "equal" and len(written_out) < max(b - a, 1):
                found += [f"{' '.join(wanted[max(0, a - 1) : b + 1])} → {' '.join(given[c:d])}"] * max(b - a, 1)
    return Repairs(words, len(found), tuple(found[:EXAMPLES]))


def _shown(repairs: Repairs) -> dict[str, object]:
    return {"per_10_000": repairs.per_10_000} | asdict(repairs)


def abstracts(path: Path, most: int) -> list[str]:
    """The abstracts of news articles: good text that is no law."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["abstract"] for line in islice(lines, most)]


if __name__ == "__main__":
    main()
