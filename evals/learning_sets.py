"""What the simulation of teaching is run on: real question sets, and the families of ours over the sample corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from assistant.bootstrap import Assistant
from evals.beir import Beir, opened, read_beir
from evals.generate import ASKER, digest, sources_of
from evals.learning_school import School, copy_of, school_over
from evals.questions import ASKED_ON, LEGAL, load
from evals.same_question import load as families
from evals.sample import SAMPLE, sample_assistant
from evals.typing_errors import mistype
from ingest.errors import TrolyError
from ingest.index.base import StoredChunk
from ingest.vietnamese import strip_tones

SEED = 20261122
SLIPS = 0.15  # of the words
BEIR_SETS = {"zalo-law": "test", "vicov19-faq": "train"}
OURS = "ours"
SETS = (*BEIR_SETS, OURS)
MOST_QUESTIONS = 300
Texts = Mapping[str, str]


@dataclass(frozen=True)
class LearningSet:
    """`taught` are the questions that may be corrected, `measured` those whose ranking is judged by `right`.

    `again` is, per taught question and way of asking, the same asked again; `others` are near-misses of it, `kept` its
    written wordings, which a correction may keep.
    """

    name: str
    taught: Texts
    measured: Texts
    right: Mapping[str, frozenset[str]]
    again: Mapping[str, Mapping[str, tuple[str, ...]]]
    others: Mapping[str, tuple[str, ...]]
    kept: Mapping[str, tuple[str, ...]]


@contextmanager
def prepared(name: str, data: Path, cache: Path | None, limit: int | None) -> Iterator[tuple[LearningSet, School, str]]:
    """A set, a product of its own to teach in, and the digest of what was indexed. Raises FileNotFoundError, TrolyError."""
    if name not in SETS:
        raise TrolyError(f"There is no set {name!r} to learn on. Choose among {', '.join(SETS)}.")
    if name in BEIR_SETS:
        with _over_beir(data / name, BEIR_SETS[name], cache, limit) as found:
            yield found
        return
    with sample_assistant() as assistant:
        yield ours(limit), school_of(assistant), digest(sorted(SAMPLE.iterdir()))


def school_of(assistant: Assistant) -> School:
    """To teach in the product over the sample corpus."""
    item_of = _stem_of(sources_of(assistant))
    return school_over(assistant.answering, assistant.engine, item_of, ASKER.tokens, ASKED_ON)


@contextmanager
def _over_beir(
    folder: Path, split: str, cache: Path | None, limit: int | None
) -> Iterator[tuple[LearningSet, School, str]]:
    beir = read_beir(folder, split)
    with opened(beir.corpus, cache) as product, copy_of(product) as (tools, engine):
        yield (
            of_beir(beir, limit or MOST_QUESTIONS),
            school_over(tools, engine, lambda stored: stored.source, frozenset({"all"}), None),
            product.made.content,
        )


def of_beir(beir: Beir, limit: int) -> LearningSet:
    """The first questions of a set; of questions with equal answers one is taught, the others ask it again."""
    by_answer: dict[frozenset[str], list[str]] = defaultdict(list)
    for query, items in beir.qrels.items():
        by_answer[frozenset(items)].append(query)
    one_answer = beir.name == "vicov19-faq"  # elsewhere an item answers many different questions
    asked_again = {group[0]: group[1:] for group in by_answer.values() if len(group) > 1} if one_answer else {}
    repeated = {query for group in asked_again.values() for query in group}
    chosen = [*asked_again, *(query for query in beir.queries if query not in repeated and query not in asked_again)]
    taught = {query: beir.queries[query] for query in chosen[:limit]}
    return LearningSet(
        name=beir.name,
        taught=taught,
        measured=taught,
        right={query: frozenset(beir.qrels[query]) for query in taught},
        again={
            query: typed_ways(query, text)
            | (
                {"other question": tuple(beir.queries[each] for each in asked_again[query])}
                if query in asked_again
                else {}
            )
            for query, text in taught.items()
        },
        others={},
        kept={},
    )


def ours(limit: int | None) -> LearningSet:
    """Our families are taught; what is measured are our labelled questions that no family asks too."""
    chosen = families()[:limit]
    asked_too = {name for family in families() for name in family.labelled}
    labelled = {each.id: each for each in load() if each.answerable and not each.history and each.id not in asked_too}
    few = dict(list(labelled.items())[: 3 * limit]) if limit else labelled
    return LearningSet(
        name=OURS,
        taught={each.id: each.question for each in chosen},
        measured={key: each.text for key, each in few.items()},
        right={key: frozenset(each.sources) for key, each in few.items()},
        again={each.id: {"paraphrase": each.same} | typed_ways(each.id, each.question) for each in chosen},
        others={each.id: each.other for each in chosen},
        kept={each.id: each.same for each in chosen},
    )


def typed_ways(key: str, text: str) -> dict[str, tuple[str, ...]]:
    """The question without marks, and with slips; the same on every run."""
    return {"without marks": (strip_tones(text),), "slips": (mistype(text, SLIPS, SEED ^ crc32(key.encode())),)}


def _stem_of(names: Mapping[str, str]) -> Callable[[StoredChunk], str]:
    """Documents of the sample corpus by file, rows of the legal-basis table by number, corrections by themselves."""

    def item(stored: StoredChunk) -> str:
        name = names.get(stored.chunk.document_id, stored.source)
        return name + (stored.chunk.number or "") if name == LEGAL else name

    return item
