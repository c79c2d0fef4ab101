"""Trains the default embedder.

    python -m ingest.embed.train --data shared/data --out DIR [--quick] [--dev] [--folds]

Pairs → vocabulary → vectors over shared parts → vectors of text without marks → hard negatives → one folder.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from ingest.embed.static import TOKENIZER, WEIGHTS, StaticEmbedder
from ingest.embed.train_negatives import Triple, pair_triples, question_triples, some_without_tones
from ingest.embed.train_pairs import (
    QUESTION_SETS_TO_LEARN,
    Pair,
    QuestionSet,
    read_answers,
    read_pairs,
    read_question_pairs,
    read_question_set,
)
from ingest.embed.train_score import encode_passages, score_all, score_embedder, typed_without_tones
from ingest.embed.train_tokenizer import VocabularySize, same_tokens, train_tokenizer, write_compact

Encode = Callable[[Sequence[str]], np.ndarray]

SEED = 1
THREADS = "2"
DEV_QUESTIONS = 250
DEV_SEED = 7
FOLDS = 4
TONELESS_SHARE = 0.3
COPIES = {"zalo-law": 5, "alqac-2021": 5, "alqac-2023-2025": 5, "vicov19-faq": 1}


@dataclass(frozen=True)
class Plan:
    """Sizes of one training."""

    size: VocabularySize
    dimensions: int
    pairs: int
    epochs: int
    rehearsal_pairs: int
    rate: float
    final_rate: float


QUICK = Plan(
    VocabularySize(8_000, 8_000, 4_000), 256, pairs=60_000, epochs=1, rehearsal_pairs=10_000, rate=0.2, final_rate=0.01
)
FULL = Plan(
    VocabularySize(12_000, 40_000, 25_000),
    256,
    pairs=200_000,
    epochs=1,
    rehearsal_pairs=20_000,
    rate=0.2,
    final_rate=0.01,
)


def main() -> None:
    arguments = read_arguments()
    os.environ.update(HF_HUB_OFFLINE="1", RAYON_NUM_THREADS=THREADS, OMP_NUM_THREADS=THREADS)
    plan = QUICK if arguments.quick else FULL
    left_out = dev_questions(arguments.data) if arguments.dev else frozenset()
    train(arguments.data, arguments.out, plan, left_out)
    for fold in range(FOLDS if arguments.folds else 0):
        train(arguments.data, fold_folder(arguments.out, fold), plan, questions_of_fold(arguments.data, fold))
    embedder = StaticEmbedder(arguments.out)
    if arguments.dev:
        asked = only_questions(read_question_set(arguments.data, "zalo-law", "train"), left_out)
        passages = encode_passages(asked, embedder.encode)
        print("dev          ", score_embedder(asked, embedder.encode, passages))
        print("dev, toneless", score_embedder(typed_without_tones(asked), embedder.encode, passages))
    elif not arguments.quick:
        for name, score in score_all(arguments.data, embedder.encode):
            print(f"{name:45s} {score}", flush=True)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the default embedder.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public corpora (shared/data)")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    parser.add_argument("--quick", action="store_true", help="a small model in five minutes, not scored")
    parser.add_argument("--dev", action="store_true", help="keep 250 train questions back and score on them only")
    parser.add_argument(
        "--folds", action="store_true", help="also OUT.fold0 …: models that never saw a quarter of the train questions"
    )
    return parser.parse_args()


def train(data: Path, out: Path, plan: Plan, left_out: frozenset[str]) -> None:
    """Writes a sentence-transformers folder to out."""
    import torch

    from ingest.embed import train_model as model

    torch.set_num_threads(int(THREADS))
    pairs = read_pairs(data, SEED)
    asked = read_question_pairs(data, SEED, left_out)
    texts = (text for pair in pairs + 3 * asked for text in (pair.question, pair.passage))
    tokenizer, counts = train_tokenizer(texts, plan.size)

    weights = model.starting_weights(tokenizer, counts, plan.dimensions, SEED)
    shared = model.SharedPartsEmbedding(tokenizer, weights, model.parts_of_tokens(tokenizer))
    run = str(out.with_name(out.name + ".run"))
    chosen = pairs[: plan.pairs] + asked
    random.Random(SEED).shuffle(chosen)
    model.train(shared, columns(chosen), epochs=plan.epochs, batch=1024, rate=plan.rate, seed=SEED, folder=run)
    table = model.fill_toneless(shared.table(), tokenizer, counts)

    final = model.SharedPartsEmbedding(tokenizer, table, [[token] for token in same_tokens(tokenizer)])
    rehearsed = triples_to_rehearse(data, final.encode_texts, pairs[-plan.rehearsal_pairs :], left_out)
    model.train(final, triple_columns(rehearsed), epochs=2, batch=512, rate=plan.final_rate, seed=SEED, folder=run)
    save(out, tokenizer, final.table())
    shutil.rmtree(run, ignore_errors=True)


def columns(pairs: Sequence[Pair]) -> dict[str, list[str]]:
    return {"question": [pair.question for pair in pairs], "passage": [pair.passage for pair in pairs]}


def triples_to_rehearse(data: Path, encode: Encode, pairs: Sequence[Pair], left_out: frozenset[str]) -> list[Triple]:
    """Questions of the train splits and some of the pairs, each with a wrong passage, some without tone marks."""
    rng = random.Random(SEED)
    triples = list(pair_triples(pairs, encode, rng))
    for name in QUESTION_SETS_TO_LEARN:
        asked = read_question_set(data, name, "train")
        asked = only_questions(asked, frozenset(asked.questions) - left_out)
        triples += question_triples(asked, encode, COPIES[name], rng)
    rng.shuffle(triples)
    return some_without_tones(triples, TONELESS_SHARE, rng)


def triple_columns(triples: Sequence[Triple]) -> dict[str, list[str]]:
    return {
        "question": [triple.question for triple in triples],
        "passage": [triple.passage for triple in triples],
        "wrong": [triple.wrong for triple in triples],
    }


def dev_questions(data: Path) -> frozenset[str]:
    questions = sorted(read_answers(data / "zalo-law" / "qrels" / "train.tsv"))
    random.Random(DEV_SEED).shuffle(questions)
    return frozenset(questions[:DEV_QUESTIONS])


def questions_of_fold(data: Path, fold: int) -> frozenset[str]:
    """The train questions of all sets that belong to a fold."""
    answered = (read_answers(data / name / "qrels" / "train.tsv") for name in QUESTION_SETS_TO_LEARN)
    return frozenset(question for questions in answered for question in questions if fold_of(question) == fold)


def fold_of(question_id: str) -> int:
    """Which of the FOLDS a question of a train split belongs to; the same on every machine."""
    return zlib.crc32(question_id.encode()) % FOLDS


def fold_folder(out: Path, fold: int) -> Path:
    """Where the model is that never saw the questions of a fold."""
    return out.with_name(f"{out.name}.fold{fold}")


def only_questions(asked: QuestionSet, wanted: frozenset[str]) -> QuestionSet:
    questions = {id: text for id, text in asked.questions.items() if id in wanted}
    return QuestionSet(asked.passages, questions, {id: asked.answers[id] for id in questions})


def save(out: Path, tokenizer: Tokenizer, table: np.ndarray) -> None:
    """A sentence-transformers folder: one byte a number with a factor per token, old tone placement as aliases."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    rows, mapping = distinct_rows(tokenizer)
    numbers, factors = in_bytes(table[rows])
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, table), Normalize()]).save(str(out))
    tensors = {"embeddings": numbers, "mapping": mapping, "weights": factors[mapping]}
    save_file(tensors, out / WEIGHTS, metadata={"format": "pt"})
    (out / WEIGHTS).chmod(0o644)
    write_compact(tokenizer, out / TOKENIZER)


def distinct_rows(tokenizer: Tokenizer) -> tuple[np.ndarray, np.ndarray]:
    """Tokens that need a row of their own, and for every token which of these rows is its: old spellings share."""
    meant = same_tokens(tokenizer)
    rows, mapping = np.unique(meant, return_inverse=True)
    return rows, mapping.astype(np.int32)


def in_bytes(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows and the float32 factors that bring them back; the unknown token weighs nothing."""
    factors = np.abs(table).max(axis=1) / 127
    rows = np.round(table / np.maximum(factors, 1e-12)[:, None]).astype(np.int8)
    factors[0] = 0
    return rows, factors.astype(np.float32)


if __name__ == "__main__":
    main()
