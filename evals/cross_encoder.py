"""`python -m evals.cross_encoder`: trains a small cross-encoder of our own and says whether it finds better than without.

    python -m evals.cross_encoder --data DIR --out FOLDER [--seconds 360] [--cache DIR] [--read]

A BERT of two layers, from scratch, on questions of train splits, each with a passage that answers it and one that does
not. It is not shipped: it shows that the setting works and what it costs. With `--cache`, 100 questions of zalo-law too.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from assistant.answering.cross_encoder import SECONDS, WEIGHT, CrossEncoded, Score, load
from assistant.domain import Question
from evals.beir import Beir, opened, read_beir
from evals.compare import interval
from evals.judge import judge
from evals.retrieval import Asked, ask_all, items_of, percentile, read_by_product
from ingest.embed import load_embedder
from ingest.embed.train_negatives import Triple, question_triples
from ingest.embed.train_pairs import QuestionSet, read_question_set

TRAIN_SETS = {"zalo-law": 4, "alqac-2021": 4, "vicov19-faq": 1}  # wrong passages for each right one
TEST_SETS: dict[str, int | None] = {"alqac-2021": None, "zalo-law": 100}  # questions; None: all
NEEDS_CACHE = {"zalo-law"}  # its index takes minutes to build
OTHER_PASSAGES = 20_000  # of a corpus, beside those that answer, that wrong ones are looked for in
WEIGHTS = (0.25, WEIGHT, 1.0)
NO_LIMIT = 60.0  # seconds: the model is judged by all it says, the time is told beside it
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
BATCH, RATE, WARM = 16, 5e-4, 0.06
SEED = 1
THREADS = 2


@dataclass(frozen=True)
class Shape:
    """The size of the model: layers, numbers per token, and the most tokens of question and passage together."""

    layers: int = 2
    width: int = 128
    tokens: int = 192
    vocabulary: int = 12_000


@dataclass(frozen=True)
class Trained:
    """How a training went; `loss` is the mean of its last hundred steps, 0.693 what guessing has."""

    triples: int
    steps: int
    seconds: float
    loss: float


@dataclass(frozen=True)
class Measured:
    """One set without and with the cross-encoder; MRR@10 by its weight, the counts of questions at the usual weight."""

    name: str
    before: str  # what the cross-encoder stands behind
    questions: int
    without: float
    by_weight: dict[str, float]
    better: int
    worse: int
    gain: tuple[float, float]  # of 95 % of resamplings, at the usual weight
    ms_without: dict[str, float]
    ms_with: dict[str, float]
    late: float  # the share of questions whose twenty candidates took longer than the product waits


def main(arguments: Sequence[str] | None = None) -> None:
    """Train (or read, with `--read`), measure, print one JSON."""
    parser = argparse.ArgumentParser(prog="python -m evals.cross_encoder", description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmarks")
    parser.add_argument("--out", type=Path, required=True, help="folder the model is written to")
    parser.add_argument("--seconds", type=float, default=360.0, help="how long it learns")
    parser.add_argument("--cache", type=Path, help="keeps the indexes of the benchmarks")
    parser.add_argument("--read", action="store_true", help="measure the model that lies in --out")
    options = parser.parse_args(arguments)
    torch.set_num_threads(THREADS)
    report: dict[str, Any] = {}
    if not options.read:
        report["trained"] = asdict(train(triples_of(options.data), options.out, Shape(), options.seconds))
        print(json.dumps(report), flush=True)
    score = load(options.out)
    report["measured"] = [asdict(each) for each in measure_sets(options.data, options.cache, score)]
    print(json.dumps(report, indent=1))


def triples_of(data: Path) -> list[Triple]:
    """Questions of the train splits with a right and a wrong passage, in an order that is the same every time."""
    encode = load_embedder().encode
    rng = random.Random(SEED)
    triples: list[Triple] = []
    for name, copies in TRAIN_SETS.items():
        triples += question_triples(some_passages(read_question_set(data, name, "train"), rng), encode, copies, rng)
    rng.shuffle(triples)
    return triples


def some_passages(asked: QuestionSet, rng: random.Random) -> QuestionSet:
    """The same questions over a smaller corpus: what answers, and so many others."""
    right = {id for answers in asked.answers.values() for id in answers}
    others = [id for id in asked.passages if id not in right]
    kept = right | set(rng.sample(others, min(OTHER_PASSAGES, len(others))))
    return replace(asked, passages={id: passage for id, passage in asked.passages.items() if id in kept})


def train(triples: Sequence[Triple], out: Path, shape: Shape, seconds: float) -> Trained:
    """Write a model folder after so many seconds of learning; the rate of learning falls to nothing by then."""
    torch.manual_seed(SEED)
    tokenizer = new_tokenizer([f"{each.question}\n{each.passage}" for each in triples], shape.vocabulary, shape.tokens)
    model = new_model(shape, tokenizer)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    started = time.perf_counter()
    losses: list[float] = []
    for batch in batches(triples):
        done = (time.perf_counter() - started) / seconds
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(done / WARM, (1 - done) / (1 - WARM))
        losses.append(step(model, tokenizer, batch, optimiser))
    model.eval()
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    taken = round(time.perf_counter() - started, 1)
    return Trained(len(triples), len(losses), taken, round(float(np.mean(losses[-100:])), 4))


def new_tokenizer(texts: Sequence[str], size: int, tokens: int = 64) -> PreTrainedTokenizerFast:
    """A WordPiece of lower-case syllables with their marks; a pair becomes [CLS] question [SEP] passage [SEP]."""
    found = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    found.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.BertNormalizer(lowercase=True, strip_accents=False)]
    )
    found.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    found.train_from_iterator(
        texts, trainers.WordPieceTrainer(vocab_size=size, special_tokens=SPECIAL, show_progress=False)
    )
    marks = [(mark, found.token_to_id(mark)) for mark in ("[CLS]", "[SEP]")]
    found.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=marks
    )
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token"), SPECIAL, strict=True))
    return PreTrainedTokenizerFast(tokenizer_object=found, model_max_length=tokens, **names)


def new_model(shape: Shape, tokenizer: PreTrainedTokenizerFast, labels: int = 1) -> BertForSequenceClassification:
    """A BERT of random weights that says `labels` numbers for a pair."""
    return BertForSequenceClassification(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=shape.width,
            num_hidden_layers=shape.layers,
            num_attention_heads=max(shape.width // 64, 1),
            intermediate_size=4 * shape.width,
            max_position_embeddings=shape.tokens,
            hidden_dropout_prob=0.0,  # no triple is seen often enough to be learned by heart
            attention_probs_dropout_prob=0.0,
            num_labels=labels,
        )
    )


def batches(triples: Sequence[Triple]) -> Iterator[Sequence[Triple]]:
    """All triples, again and again."""
    while True:
        for start in range(0, len(triples), BATCH):
            yield triples[start : start + BATCH]


def step(model: Any, tokenizer: Any, batch: Sequence[Triple], optimiser: Any) -> float:
    """One step of learning: the right passages are 1, the wrong ones 0. Returns the loss before it."""
    questions = [each.question for each in batch] * 2
    passages = [each.passage for each in batch] + [each.wrong for each in batch]
    read = tokenizer(questions, passages, truncation=True, padding=True, return_tensors="pt")
    target = torch.cat([torch.ones(len(batch)), torch.zeros(len(batch))])
    loss = torch.nn.functional.binary_cross_entropy_with_logits(model(**read).logits[:, 0], target)
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


def measure_sets(data: Path, cache: Path | None, score: Score) -> Iterator[Measured]:
    """Each set of TEST_SETS that may be measured."""
    for name, most in TEST_SETS.items():
        if cache or name not in NEEDS_CACHE:
            yield measure(read_beir(data / name, "test", limit=most), cache, score)


def measure(beir: Beir, cache: Path | None, score: Score) -> Measured:
    """The product's search with the model behind its own order, and without."""
    questions = {query: Question(text) for query, text in beir.queries.items()}
    with opened(beir.corpus, cache) as product:
        tools = product.answering
        without = ask_all(questions, tools, read_by_product)
        second = CrossEncoded(tools.index, score, tools.rerank, NO_LIMIT)
        found = ask_all(questions, replace(tools, rerank=second), read_by_product)
        read_once = replace(second, score=remembered(score))
        others = {
            weight: ask_all(questions, replace(tools, rerank=replace(read_once, weight=weight)), read_by_product)
            for weight in WEIGHTS
            if weight != WEIGHT
        }
    values = {weight: reciprocal_ranks(asked, beir) for weight, asked in {**others, WEIGHT: found}.items()}
    bare = reciprocal_ranks(without, beir)
    changes = [values[WEIGHT][query] - bare[query] for query in bare]
    taken = [each.ms["rerank"] - without[query].ms.get("rerank", 0.0) for query, each in found.items()]
    return Measured(
        name=f"{beir.name}/{beir.split}",
        before="learned order" if tools.rerank else "convex mix",
        questions=len(questions),
        without=mean(bare.values()),
        by_weight={str(weight): mean(values[weight].values()) for weight in WEIGHTS},
        better=sum(change > 0 for change in changes),
        worse=sum(change < 0 for change in changes),
        gain=interval(np.array(changes)),
        ms_without=times(without),
        ms_with=times(found),
        late=mean([float(ms > 1000 * SECONDS) for ms in taken]),
    )


def remembered(score: Score) -> Score:
    """The same scores, each pair read once."""
    known: dict[tuple[str, str], float] = {}

    def scored(pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        new = [pair for pair in pairs if pair not in known]
        if new:
            known.update(zip(new, score(new).tolist(), strict=True))
        return np.array([known[pair] for pair in pairs], dtype=np.float32)

    return scored


def reciprocal_ranks(asked: Mapping[str, Asked], beir: Beir) -> dict[str, float]:
    """Each question's 1 / rank of its first right item within ten."""
    judged = judge({query: items_of(each.found) for query, each in asked.items()}, beir.qrels)
    return {query: values["mrr@10"] for query, values in judged.items()}


def mean(values: Iterable[float]) -> float:
    """Rounded; 0 of none."""
    kept = list(values)
    return round(sum(kept) / len(kept), 4) if kept else 0.0


def times(asked: Mapping[str, Asked]) -> dict[str, float]:
    """Milliseconds of the whole search of a question, and what this process worked for it."""
    return {
        f"{step}_p{int(100 * share)}": percentile([each.ms[step] for each in asked.values()], share)
        for step in ("whole", "cpu")
        for share in (0.5, 0.95)
    }


if __name__ == "__main__":
    main()
