"""How well it is told that two questions ask the same, and the fit of that: `python -m evals.same_question [--fit]`.

A family of `datasets/same_question.jsonl` is a question, other ways officials type it, and near-misses: another
province, year, subject or fact. A correction knows the question, or the question and all other wordings but the one
that is asked (`kept`). Every text is understood as the product understands it, over the sample corpus. Other families
are the unrelated background. Fitted on the dev families alone; the thresholds come from weights that never saw the
family they judge.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import permutations
from pathlib import Path

import numpy as np

from assistant.answering.answering import Answering
from assistant.answering.same_question import FITTED, Thresholds, Wording, features, thresholds, wording_of
from assistant.answering.same_question import likeness as fitted_likeness
from assistant.answering.understand import understand
from assistant.domain import Question
from evals.beir import read_beir
from evals.questions import ASKED_ON
from evals.same_question_fit import Example, Weights, fit, likely, out_of_fold
from evals.sample import sample_assistant
from evals.typing_errors import mistype
from ingest.vietnamese import strip_tones

FAMILIES = Path(str(files("evals") / "datasets" / "same_question.jsonl"))
REAL = "real"  # stands for a family where the examples are real questions
REAL_WEIGHT = 20.0  # as much as so many families
NEIGHBOURS = 20
MISTYPED_SHARE = 0.15
SEED = 20261122
FALSE_LEADS = 0.01  # of the near-misses may lead
FALSE_NEAR = 0.05  # of the near-misses may be a source among others
Judge = Callable[[Wording, Wording], float]


@dataclass(frozen=True)
class Family:
    """A question, texts that ask the same, and texts that do not although they look like it."""

    id: str
    split: str
    question: str
    same: tuple[str, ...]
    other: tuple[str, ...]
    labelled: tuple[str, ...] = ()  # ids of our labelled questions that ask this too, as judged by reading


@dataclass(frozen=True)
class ReadFamily:
    """A family as the product reads it; `typed` are the wordings without marks and with slips."""

    id: str
    question: Wording
    same: tuple[Wording, ...]
    typed: tuple[Wording, ...]
    other: tuple[Wording, ...]

    @property
    def all_same(self) -> tuple[Wording, ...]:
        return (self.question, *self.same)


@dataclass(frozen=True)
class Told:
    """The best likeness each text has with what is known, by what ought to come out."""

    one: tuple[float, ...]  # another wording, the question known
    kept: tuple[float, ...]  # the same, the question and the other wordings known
    typed: tuple[float, ...]  # without marks or with slips, the question known
    missed: tuple[float, ...]  # near-misses, the question known
    missed_kept: tuple[float, ...]
    unrelated: tuple[float, ...]  # any wording of another family, the question known

    def shares(self, lowest: float) -> dict[str, float]:
        """The share of each kind that is taken for the same at this lowest probability."""
        named = {"paraphrases": self.one, "paraphrases, wordings kept": self.kept, "typed": self.typed}
        named |= {"near-misses": self.missed, "near-misses, wordings kept": self.missed_kept}
        named |= {"unrelated": self.unrelated}
        return {name: _share(values, lowest) for name, values in named.items()}

    def precision(self, lowest: float) -> float:
        """Of what leads among wordings and near-misses, the share that should."""
        right = sum(value >= lowest for value in (*self.one, *self.typed))
        wrong = sum(value >= lowest for value in self.missed)
        return right / max(right + wrong, 1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit when asked to, then print what the classifier is worth on both splits."""
    parser = argparse.ArgumentParser(prog="python -m evals.same_question", description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit on dev and write same_question.json")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="real questions to fit beside ours")
    parser.add_argument("--home", type=Path, help="keep the sample index here")
    parser.add_argument("--wrong", type=int, default=0, help="show so many of the worst dev errors")
    parser.add_argument("--at", type=float, help="errors at this probability")
    options = parser.parse_args(arguments)
    with sample_assistant(options.home) as assistant:
        dev, test = (read_families(load(split), assistant.answering) for split in ("dev", "test"))
        real = read_background(options.data, assistant.answering) if options.fit else []
    if options.fit:
        write(*fitted_on(dev, [Example(REAL, features(*pair), False, REAL_WEIGHT / len(real)) for pair in real]))
    lead = thresholds().lead
    for name, families in (("dev", dev), ("test", test)):
        told = tell(families, fitted_likeness)
        print(f"{name}: {len(families)} families, lead {lead}, near {thresholds().near}")
        for at in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, lead):
            shares = "  ".join(f"{kind} {share:.3%}" for kind, share in told.shares(at).items())
            print(f"  {at:.3f}  precision {told.precision(at):.3f}  {shares}")
    for line in worst([*dev, *test], options.at or lead, options.wrong):
        print(line)


def load(split: str | None = None) -> list[Family]:
    """The families of a split, all of them without one."""
    rows = map(json.loads, FAMILIES.read_text(encoding="utf-8").splitlines())
    return [
        Family(
            row["id"],
            row["split"],
            row["question"],
            tuple(row["same"]),
            tuple(row["other"]),
            tuple(row.get("labelled", ())),
        )
        for row in rows
        if split in (None, row["split"])
    ]


def read_families(families: Sequence[Family], tools: Answering) -> list[ReadFamily]:
    """The families as the product understands and reads them."""

    def read(texts: Iterable[str]) -> tuple[Wording, ...]:
        return tuple(read_question(text, tools) for text in texts)

    return [
        ReadFamily(
            family.id,
            read_question(family.question, tools),
            read(family.same),
            read(typed for text in (family.question, *family.same) for typed in typed_ways(text)),
            read(family.other),
        )
        for family in families
    ]


def typed_ways(text: str) -> tuple[str, str]:
    """Without marks, and with slips."""
    return strip_tones(text), mistype(text, MISTYPED_SHARE, SEED)


def read_question(text: str, tools: Answering) -> Wording:
    """A question understood and read for comparing, as the answer path does."""
    understood = understand(Question(text, as_of=ASKED_ON), tools.tables, tools.index)
    vector = tools.embedder.encode([understood.text])[0]
    return wording_of(understood.text, vector, tools.weigh, tools.places.named_in, understood.also)


def read_background(data: Path, tools: Answering) -> list[tuple[Wording, Wording]]:
    """Real questions of citizens with different answers that look most alike. Raises FileNotFoundError."""
    beir = read_beir(data / "zalo-law", "train")
    questions = [read_question(text, tools) for text in beir.queries.values()]
    right = [frozenset(beir.qrels[query]) for query in beir.queries]
    cosines = np.stack([each.vector for each in questions]) @ np.stack([each.vector for each in questions]).T
    return [
        (asked, questions[place])
        for at, asked in enumerate(questions)
        for place in np.argsort(-cosines[at])[1 : NEIGHBOURS + 1]
        if not right[at] & right[place]
    ]


def tell(families: Sequence[ReadFamily], judge: Judge) -> Told:
    """The best likeness of every text with what a correction of its family, or of another, knows."""

    def best(asked: Wording, known: Sequence[Wording]) -> float:
        return max(judge(asked, each) for each in known)

    return Told(
        one=tuple(judge(asked, family.question) for family in families for asked in family.same),
        kept=tuple(
            best(asked, [each for each in family.all_same if each is not asked])
            for family in families
            for asked in family.all_same
        ),
        typed=tuple(judge(asked, family.question) for family in families for asked in family.typed),
        missed=tuple(judge(asked, family.question) for family in families for asked in family.other),
        missed_kept=tuple(best(asked, family.all_same) for family in families for asked in family.other),
        unrelated=tuple(
            judge(asked, known.question)
            for known, family in permutations(families, 2)
            for asked in (*family.all_same, *family.typed)
        ),
    )


def fitted_on(families: Sequence[ReadFamily], real: Sequence[Example]) -> tuple[Weights, Thresholds]:
    """Weights fitted on these families; thresholds by weights that were fitted without the family they judge."""
    examples = [*examples_of(families), *real]
    folds = out_of_fold(examples)

    def judge_of(known: ReadFamily) -> Judge:
        weights = folds[known.id]
        return lambda asked, wording: likely(weights, features(asked, wording))

    missed = [judge_of(family)(asked, family.question) for family in families for asked in family.other]
    return fit(examples), Thresholds(
        lead=_lowest(missed, FALSE_LEADS),
        near=_lowest(missed, FALSE_NEAR),
    )


def examples_of(families: Sequence[ReadFamily]) -> list[Example]:
    """Pairs to learn from: same, near-miss, and those of other families that look most alike."""
    found: list[Example] = []
    for family in families:
        asked_same = (*family.all_same, *family.typed)
        same = [(asked, known) for asked in asked_same for known in family.all_same if asked is not known]
        missed = [
            pair for other in family.other for known in family.all_same for pair in ((other, known), (known, other))
        ]
        missed += list(permutations(family.other, 2))
        others = [each for each in families if each is not family]
        background = [(asked, family.question) for other in others for asked in other.all_same]
        found += [Example(family.id, features(*pair), True, 1 / len(same)) for pair in same]
        found += [Example(family.id, features(*pair), False, 2 / len(missed)) for pair in missed]
        found += [Example(family.id, features(*pair), False, 1 / len(background)) for pair in background]
    return found


def write(weights: Weights, lowest: Thresholds) -> None:
    """Keep what was fitted."""
    kept = {name: round(value, 4) for name, value in weights.items()}
    fitted = {"lead": round(lowest.lead, 3), "near": round(lowest.near, 3), "weights": kept}
    FITTED.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    from assistant.answering import same_question

    same_question._fitted.cache_clear()


def worst(families: Sequence[ReadFamily], lowest: float, most: int) -> list[str]:
    """The near-misses likest to their question, and the wordings least like it."""
    missed = [
        (fitted_likeness(asked, each.question), asked, each.question) for each in families for asked in each.other
    ]
    same = [
        (fitted_likeness(asked, each.question), asked, each.question)
        for each in families
        for asked in (*each.same, *each.typed)
    ]
    wrong = sorted((each for each in missed if each[0] >= lowest), key=lambda each: -each[0])[:most]
    lost = sorted((each for each in same if each[0] < lowest), key=lambda each: each[0])[:most]
    return [
        f"{what} {value:.3f}  {asked.text}  |  {known.text}  {_said(features(asked, known))}"
        for what, found in (("wrong", wrong), ("lost", lost))
        for value, asked, known in found
    ]


def _said(found: dict[str, float]) -> str:
    return " ".join(f"{name}={value:.2f}" for name, value in found.items() if value)


def _lowest(wrong: Sequence[float], share: float) -> float:
    """The lowest probability that at most this share of what is wrong reaches."""
    ordered = sorted(wrong, reverse=True)
    return ordered[int(share * len(ordered))] + 1e-3


def _share(values: Sequence[float], lowest: float) -> float:
    return sum(value >= lowest for value in values) / max(len(values), 1)


if __name__ == "__main__":
    main()
