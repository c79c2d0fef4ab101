"""Does teaching make it smarter, and does it leave the rest alone? `troly eval learning`.

For growing shares of a set's questions and several seeds: these are corrected, then asked again, letter by letter and
in other ways; all other questions are asked too, and their rankings compared with those before anything was taught. A
correction of another question that leads counts as a wrong item at the top (`loss_points`); beside it stands what is
lost when one taught for a question with the same right item counts as right (`loss_points_fair`).
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from assistant.answering.taught import LiveEffect
from assistant.curation.nouns import EffectKind, Lesson
from evals.learning_school import School, Told
from evals.learning_sets import LearningSet

VOLUMES = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0)
SEEDS = 5
WRONG = 0.1  # of the questions get a wrong decision
WRONG_AT = 0.25  # beside so many that are taught rightly
DEPTH = 10
PLACE_OF_WRONG = 4  # of what is found for a question, the passage that a wrong decision prefers
Say = Callable[[str], None]


@dataclass(frozen=True)
class Point:
    """What one seed gave at one volume; shares are 0..1, `points` hundredths of MRR@10."""

    volume: float
    seed: int
    corrected: int
    same: float  # corrected questions, asked letter by letter, answered from their correction
    again: Mapping[str, float]  # the same by way of asking
    misled: float  # of all these askings, answered from the correction of another question
    near_misses: float  # near-misses of corrected questions answered from the correction
    untaught_led: float  # questions that may be taught and were not, answered from a correction
    untouched: int
    mrr_before: float
    mrr_after: float
    loss_points: float  # with corrections as items
    loss_points_fair: float  # a correction that leads is right where its own question has the same right item
    order_loss_points: float  # of the ordinary items among themselves
    led_same_item: int  # untouched questions led by a correction of a question with the same right item
    led_other: int  # and by any other


@dataclass(frozen=True)
class Noise:
    """Wrong decisions beside right ones: what they cost the questions that nobody decided about."""

    seed: int
    wrong: int
    untouched: int
    loss_points: float
    same: float  # corrected questions still answered from their correction
    loss_points_of_the_wrong: float


@dataclass(frozen=True)
class Kept:
    """A paraphrase asked of corrections that keep the other wordings."""

    seed: int
    paraphrases: float
    near_misses: float


@dataclass(frozen=True)
class Learned:
    """All that was measured on one set."""

    name: str
    questions: int
    measured: int
    points: tuple[Point, ...]
    noise: tuple[Noise, ...]
    kept: tuple[Kept, ...]
    outbid: Mapping[str, float]

    def curve(self, value: Callable[[Point], float | None]) -> list[tuple[float, float, float, float]]:
        """Volume, mean, least and most over the seeds; volumes without a value are left out."""
        found = []
        for volume in dict.fromkeys(point.volume for point in self.points):
            values = [got for point in self.points if point.volume == volume and (got := value(point)) is not None]
            if values:
                found.append((volume, statistics.fmean(values), min(values), max(values)))
        return found

    @property
    def summary(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def learn(learning: LearningSet, school: School, seeds: int, volumes: Sequence[float], say: Say) -> Learned:
    """The whole simulation on one set."""
    before = {key: school.ask(text) for key, text in learning.measured.items()}
    points: list[Point] = [untaught(learning, before)] if 0.0 in volumes else []
    noise: list[Noise] = []
    kept: list[Kept] = []
    for seed in range(seeds):
        order = Random(seed).sample(list(learning.taught), len(learning.taught))
        done = 0
        for volume in volumes:
            count = max(1, round(volume * len(order))) if volume else 0
            if not count:
                continue
            school.teach({key: lesson(learning, key) for key in order[done:count]})
            done = count
            points.append(measured(learning, school, before, order[:count], volume, seed))
            say(f"{learning.name} seed {seed}: {_said(points[-1])}")
            if volume == WRONG_AT:
                noise.append(noisy(learning, school, before, order, count, seed))
                say(f"{learning.name} seed {seed}: {noise[-1]}")
        school.forget()
        if learning.kept:
            kept.append(with_wordings(learning, school, seed))
            say(f"{learning.name} seed {seed}: {kept[-1]}")
    outbid = outbidding(learning, school)
    say(f"{learning.name}: {outbid}")
    return Learned(learning.name, len(learning.taught), len(before), tuple(points), tuple(noise), tuple(kept), outbid)


def lesson(learning: LearningSet, key: str, wordings: Sequence[str] = ()) -> Lesson:
    """The question with an answer of its own."""
    return Lesson(learning.taught[key], f"Trả lời của đơn vị cho câu hỏi mã {key}.", wordings=tuple(wordings))


def untaught(learning: LearningSet, before: Mapping[str, Told]) -> Point:
    """Before anything was taught."""
    mrr = _mean(reciprocal(told.ranking, learning.right[key]) for key, told in before.items())
    ways = dict.fromkeys((way for again in learning.again.values() for way in again), 0.0)
    return Point(0.0, 0, 0, 0.0, ways, 0.0, 0.0, 0.0, len(before), mrr, mrr, 0.0, 0.0, 0.0, 0, 0)


def measured(
    learning: LearningSet, school: School, before: Mapping[str, Told], taught: Sequence[str], volume: float, seed: int
) -> Point:
    """What is answered from corrections now, and what became of all other questions."""
    same = [(key, school.led_by(learning.taught[key])) for key in taught]
    again: dict[str, list[tuple[str, str | None]]] = {}
    for key in taught:
        for way, texts in learning.again[key].items():
            again.setdefault(way, []).extend((key, school.led_by(text)) for text in texts)
    asked = [*same, *(each for pairs in again.values() for each in pairs)]
    others = [(key, school.led_by(text)) for key in taught for text in learning.others.get(key, ())]
    corrected = frozenset(taught)
    left = [key for key in learning.taught if key not in corrected and key not in learning.measured]
    now = {key: school.ask(text) for key, text in learning.measured.items() if key not in corrected}
    led = [(key, told.led_by) for key, told in now.items() if told.led_by]
    fair = sum(_right_too(learning, key, by) for key, by in led)
    mrr_before = _mrr(learning, {key: before[key] for key in now})
    return Point(
        volume=volume,
        seed=seed,
        corrected=len(taught),
        same=_share(same),
        again={way: _share(pairs) for way, pairs in again.items()},
        misled=sum(by not in (key, None) for key, by in asked) / max(len(asked), 1),
        near_misses=_share(others),
        untaught_led=sum(school.led_by(learning.taught[key]) is not None for key in left) / max(len(left), 1),
        untouched=len(now),
        mrr_before=mrr_before,
        mrr_after=_mrr(learning, now),
        loss_points=100 * (mrr_before - _mrr(learning, now)),
        loss_points_fair=100 * (mrr_before - _mrr_fair(learning, now)),
        order_loss_points=100 * (mrr_before - _mrr(learning, _plain(now))),
        led_same_item=fair,
        led_other=len(led) - fair,
    )


def noisy(
    learning: LearningSet, school: School, before: Mapping[str, Told], order: Sequence[str], count: int, seed: int
) -> Noise:
    """Wrong decisions about questions that are taught nothing else: half are taught a wrong answer, for the other half
    the first passage found is blocked and a worse one preferred. Those decided about and all others are told apart."""
    wrong = list(learning.measured)
    Random(seed).shuffle(wrong)
    wrong = [key for key in wrong if key not in order[:count]][: max(2, round(WRONG * len(learning.measured)))]
    told, judged = wrong[::2], wrong[1::2]
    false = {f"wrong:{key}": Lesson(learning.measured[key], "Một câu trả lời sai.") for key in told}
    school.teach(false)
    decided = school.under([effect for key in judged for effect in _wrong_effects(learning.measured[key], before[key])])
    excluded = {*order[:count], *wrong}
    left = {key: decided.ask(text) for key, text in learning.measured.items() if key not in excluded}
    hit = {key: decided.ask(learning.measured[key]) for key in wrong}
    same = [(key, decided.led_by(learning.taught[key])) for key in order[:count]]
    school.forget(list(false))
    return Noise(
        seed,
        len(wrong),
        len(left),
        100 * (_mrr(learning, {key: before[key] for key in left}) - _mrr(learning, left)),
        _share(same),
        100 * (_mrr(learning, {key: before[key] for key in hit}) - _mrr(learning, hit)),
    )


def _wrong_effects(text: str, told: Told) -> list[LiveEffect]:
    chunks = told.first_chunks
    worse = chunks[min(PLACE_OF_WRONG, len(chunks) - 1) : PLACE_OF_WRONG + 1]
    return [
        *(LiveEffect(EffectKind.BLOCK, text, chunk) for chunk in chunks[:1]),
        *(LiveEffect(EffectKind.PREFER, text, chunk) for chunk in worse),
    ]


def with_wordings(learning: LearningSet, school: School, seed: int) -> Kept:
    """Everything taught, each with all its written wordings but one drawn by the seed, which is then asked."""
    drawn = {key: Random(f"{seed}/{key}").choice(texts) for key, texts in learning.kept.items()}
    school.teach(
        {
            key: lesson(learning, key, [text for text in texts if text != drawn[key]])
            for key, texts in learning.kept.items()
        }
    )
    found = Kept(
        seed,
        _share([(key, school.led_by(text)) for key, text in drawn.items()]),
        _share([(key, school.led_by(text)) for key in drawn for text in learning.others.get(key, ())]),
    )
    school.forget()
    return found


COPIES = 10
BIDDER = "vu-buu-chinh-bkhcn"


def outbidding(learning: LearningSet, school: School, most: int = 60) -> dict[str, float]:
    """One unit teaches the questions of another, once and then again and again: more copies give it nothing more."""
    keys = list(learning.taught)[:most]
    bystanders = list(learning.taught)[most : 2 * most]
    school.teach({key: lesson(learning, key) for key in [*keys, *bystanders]})

    def led(of: Sequence[str], prefix: str = "") -> float:
        found = [school.led_by(learning.taught[key]) for key in of]
        return sum(by is not None and by.startswith(prefix) for by in found) / max(len(of), 1)

    def own() -> float:
        found = [(key, school.led_by(learning.taught[key])) for key in keys]
        return _share(found)

    def bid(copies: Iterable[int]) -> None:
        school.teach(
            {
                f"bid:{copy}:{key}": Lesson(learning.taught[key], f"Đơn vị khác trả lời lần {copy} câu {key}.")
                for copy in copies
                for key in keys
            },
            BIDDER,
        )

    alone = own()
    bid(range(1))
    once = own()
    bid(range(1, COPIES))
    found = {
        "questions": float(len(keys)),
        "owner_leads_alone": alone,
        "owner_leads_against_one": once,
        f"owner_leads_against_{COPIES}": own(),
        "bystanders_led_by_their_own": _share([(key, school.led_by(learning.taught[key])) for key in bystanders]),
        "bystanders_led_by_the_bidder": led(bystanders, "bid:"),
    }
    school.forget()
    return found


def reciprocal(ranking: Sequence[str], right: frozenset[str]) -> float:
    """1 / the place of the first right item among the first ten."""
    return next((1 / place for place, item in enumerate(ranking[:DEPTH], 1) if item in right), 0.0)


def _plain(told: Mapping[str, Told]) -> dict[str, Told]:
    return {
        key: Told(each.led_by, [item for item in each.ranking if not item.startswith("correction:")], each.first_chunks)
        for key, each in told.items()
    }


def _mrr(learning: LearningSet, told: Mapping[str, Told]) -> float:
    return _mean(reciprocal(each.ranking, learning.right[key]) for key, each in told.items())


def _mrr_fair(learning: LearningSet, told: Mapping[str, Told]) -> float:
    return _mean(
        1.0 if _right_too(learning, key, each.led_by) else reciprocal(each.ranking, learning.right[key])
        for key, each in told.items()
    )


def _right_too(learning: LearningSet, key: str, led_by: str | None) -> bool:
    """Whether the correction that leads was taught for a question with the same right item."""
    return led_by is not None and bool(learning.right[key] & learning.right.get(led_by, frozenset()))


def _share(found: Sequence[tuple[str, str | None]]) -> float:
    """How many are led by their own."""
    return sum(key == by for key, by in found) / max(len(found), 1)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _said(point: Point) -> str:
    ways = " ".join(f"{way} {share:.1%}" for way, share in point.again.items())
    return (
        f"{point.volume:.0%} same {point.same:.1%} {ways} misled {point.misled:.2%} near-misses {point.near_misses:.2%} "
        f"untouched {point.untouched} loss {point.loss_points:+.2f} fair {point.loss_points_fair:+.2f} "
        f"order {point.order_loss_points:+.2f} led {point.led_same_item}+{point.led_other} untaught led {point.untaught_led:.2%}"
    )
