"""What is known of a candidate for a question, as one row of numbers: words, meaning, and how it stands among the others.

Everything is computed for all candidates at once from the forward index; about 80 candidates cost 4 ms. The scores of
the two searches enter only as order (who is a candidate): the features are computed anew, so that a candidate found by
one search has those of the other too, and nothing depends on how a search scales its scores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.index.forward import FIELDS, IS_NUMBER, Forward, Numbers, bare, word_id
from ingest.vietnamese import clause_tokens, has_tones

Array = npt.NDArray[Any]  # float32, or float64 where numpy made it so
Integers = npt.NDArray[Any]  # int32 or int64
Columns = dict[str, Array]
Vectors = Callable[[np.ndarray], np.ndarray]
Frequencies = Callable[[Sequence[str]], list[int]]

PATH, LABEL, TEXT = range(FIELDS)
LABEL_WEIGHT = 3.0
K1, B = 1.2, 0.75
USUAL_WORDS = np.array([24.0, 13.0, 190.0], dtype=np.float32)  # of path, label and text in the codified law
USUAL_LENGTH = 2 * (USUAL_WORDS[PATH] + LABEL_WEIGHT * USUAL_WORDS[LABEL] + USUAL_WORDS[TEXT])
WINDOW = 20  # words; a window is two of these
CLOSE, RELATED, BEGINNING = 0.7, 0.45, 0.3  # cosines of two tokens
IS, FINE, MONEY = word_id("là"), (word_id("phạt"), word_id("tiền")), word_id("đồng")
SPANS = np.array([word_id(unit) for unit in ("ngày", "tháng", "năm", "giờ", "tuổi", "lần")])


@dataclass(frozen=True)
class Asked:
    """A question as the features need it: distinct words and pairs in order with their rarity, tokens with their weight."""

    words: Integers
    rarity: Array
    pairs: tuple[tuple[int, int], ...]  # places in `words`
    pair_rarity: Array
    chains: tuple[tuple[int, int], ...]  # places in `pairs` that share their middle word
    unmarked: bool
    tokens: Array  # (tokens, dim), rows of length one
    weights: Array  # (tokens,)


def asked(text: str, frequencies: Frequencies, chunks: int, vectors: np.ndarray) -> Asked:
    """The question, whose tokens have these `vectors` (float32 (tokens, dim)), in an index of so many chunks."""
    unmarked = not has_tones(text)
    typed = clause_tokens(text)
    names = [token for token in dict.fromkeys(typed) if token]
    counts = frequencies(names)
    known = [name for name, count in zip(names, counts, strict=True) if count]
    place = {name: number for number, name in enumerate(known)}
    pairs = tuple(dict.fromkeys((place[a], place[b]) for a, b in pairwise(typed) if a in place and b in place))
    number_of = {pair: number for number, pair in enumerate(pairs)}
    runs = zip(typed, typed[1:], typed[2:], strict=False)
    inside = [(place[a], place[b], place[c]) for a, b, c in runs if a in place and b in place and c in place]
    ids = np.array([word_id(name) for name in known], dtype=np.int64)
    lengths = np.linalg.norm(vectors, axis=1)
    tokens = vectors[lengths > 1e-6]
    weights = lengths[lengths > 1e-6]
    return Asked(
        words=bare(ids) if unmarked else ids,
        rarity=_rarity([count for count in counts if count], chunks),
        pairs=pairs,
        pair_rarity=_rarity(frequencies([f"{known[a]}_{known[b]}" for a, b in pairs]), chunks),
        chains=tuple(dict.fromkeys((number_of[a, b], number_of[b, c]) for a, b, c in inside)),
        unmarked=unmarked,
        tokens=tokens / weights[:, None],
        weights=weights,
    )


def _rarity(counts: Sequence[int], chunks: int) -> Array:
    found = np.array(counts, dtype=np.float32)
    rarity: Array = np.log(1 + (max(chunks, 1) - found + 0.5).clip(0.5) / (found + 0.5))
    return rarity


def features(question: Asked, words: Forward, token_vectors: Vectors, cosines: Array) -> Array:
    """float32 (candidates, len(NAMES)); the candidates are those of `words`, `cosines` theirs to the question."""
    text = _Text.of(words, question.unmarked)
    columns: Columns = {"cos": cosines}
    columns |= _words(question, text) if len(question.words) else {}
    columns |= _kinds(words.words, text)
    columns |= _meanings(question, words, token_vectors) if len(question.tokens) else {}
    columns |= _standing(columns, words, len(cosines))
    nothing = np.zeros(len(cosines), dtype=np.float32)
    rows: Array = np.column_stack([columns.get(name, nothing) for name in NAMES]).astype(np.float32)
    return rows


@dataclass(frozen=True)
class _Text:
    """The words of all candidates: whose each is, in which field, how far into its candidate."""

    words: Integers
    owner: Integers
    field: Integers
    offset: Integers
    lengths: Array  # (candidates, FIELDS) without the ends of clauses

    @classmethod
    def of(cls, found: Forward, unmarked: bool) -> _Text:
        candidates = len(found.articles)
        lengths = np.diff(found.word_cuts)
        slots = np.repeat(np.arange(FIELDS * candidates), lengths)
        starts = found.word_cuts[:-1:FIELDS]
        owner = slots // FIELDS
        counted = np.bincount(slots[found.words != 0], minlength=FIELDS * candidates).reshape(candidates, FIELDS)
        words = found.words.astype(np.int64)
        return cls(
            bare(words) if unmarked else words,
            owner,
            slots % FIELDS,
            np.arange(len(words)) - starts[owner],
            counted.astype(np.float32),
        )

    @property
    def slots(self) -> Integers:
        return self.owner * FIELDS + self.field


def _words(question: Asked, text: _Text) -> Columns:
    candidates, asked_words = len(text.lengths), len(question.words)
    order = np.argsort(question.words)
    place = np.searchsorted(question.words[order], text.words).clip(max=asked_words - 1)
    which = np.where(question.words[order][place] == text.words, order[place], -1)
    hits = np.flatnonzero(which >= 0)
    slots = text.slots
    counts = _counted(slots[hits], which[hits], candidates, asked_words)

    pair_of = np.full((asked_words + 1, asked_words + 1), -1, dtype=np.int64)
    for number, (first, second) in enumerate(question.pairs):
        pair_of[first, second] = number
    pair = pair_of[which[:-1], which[1:]] if len(which) > 1 else np.zeros(0, dtype=np.int64)
    pair[(which[:-1] < 0) | (which[1:] < 0) | (slots[:-1] != slots[1:])] = -1
    pair_hits = np.flatnonzero(pair >= 0)
    asked_pairs = max(len(question.pairs), 1)
    pair_counts = _counted(slots[pair_hits], pair[pair_hits], candidates, asked_pairs)

    rarity = question.rarity
    pair_rarity = question.pair_rarity if len(question.pairs) else np.zeros(1, dtype=np.float32)
    whole, whole_pairs = rarity.sum() + 1e-6, pair_rarity.sum() + 1e-6
    there, pair_there = counts > 0, pair_counts > 0
    anywhere = there.any(axis=1)
    missing = np.where(anywhere, 0, rarity)
    weighted = 2 * (text.lengths @ np.array([1, LABEL_WEIGHT, 1], dtype=np.float32))
    best = _bm25(_headed(counts), rarity, weighted, USUAL_LENGTH)
    best += _bm25(_headed(pair_counts), pair_rarity, weighted, USUAL_LENGTH)
    columns: Columns = {
        "bm": best / (whole + whole_pairs),
        "bm_raw": best,
        "any": anywhere @ rarity / whole,
        "pairs_any": pair_there.any(axis=1) @ pair_rarity / whole_pairs,
        "missing": missing.max(axis=1) / max(float(rarity.max()), 1e-6),
        "missing_share": (~anywhere).mean(axis=1),
        "text_length": np.log1p(text.lengths[:, TEXT]),
        "label_length": text.lengths[:, LABEL],
    }
    for field, name in ((PATH, "path"), (LABEL, "label"), (TEXT, "text")):
        length, usual = text.lengths[:, field], float(USUAL_WORDS[field])
        columns[f"bm_{name}"] = _bm25(counts[:, field], rarity, length, usual) / whole
        columns[f"bm_pairs_{name}"] = _bm25(pair_counts[:, field], pair_rarity, length, usual) / whole_pairs
        columns[name] = there[:, field] @ rarity / whole
        columns[f"pairs_{name}"] = pair_there[:, field] @ pair_rarity / whole_pairs
    for field, name in ((PATH, "path_asked"), (LABEL, "label_asked")):
        mine = hits[text.field[hits] == field]
        found = np.bincount(text.owner[mine], minlength=candidates)
        columns[name] = found / np.maximum(text.lengths[:, field], 1)
    columns |= _runs(question, text, pair, candidates)
    return columns | _close_together(question, text, hits, which)


def _counted(slots: Integers, which: Integers, candidates: int, kinds: int) -> Array:
    """(candidates, FIELDS, kinds): how often each word or pair stands in each field."""
    flat = np.bincount(slots * kinds + which, minlength=candidates * FIELDS * kinds)
    return flat.reshape(candidates, FIELDS, kinds).astype(np.float32)


def _headed(counts: Array) -> Array:
    return counts[:, PATH] + np.float32(LABEL_WEIGHT) * counts[:, LABEL] + counts[:, TEXT]


def _bm25(counts: Array, rarity: Array, length: Array, usual: float) -> Array:
    found: Array = (counts * (K1 + 1) / (counts + K1 * (1 - B + B * length[:, None] / usual))) @ rarity
    return found


def _runs(question: Asked, text: _Text, pair: Integers, candidates: int) -> Columns:
    """The share of the question's runs of three words that stand so in the text, and in the heading."""
    if not question.chains or len(pair) < 2:
        return {}
    pairs = len(question.pairs)
    chain_of = np.full((pairs + 1, pairs + 1), -1, dtype=np.int64)
    for number, (first, second) in enumerate(question.chains):
        chain_of[first, second] = number
    chain = chain_of[pair[:-1], pair[1:]]
    chain[(pair[:-1] < 0) | (pair[1:] < 0)] = -1
    hits = np.flatnonzero(chain >= 0)
    there = np.zeros((candidates, 2, len(question.chains)), dtype=bool)
    there[text.owner[hits], (text.field[hits] == TEXT).astype(np.int64), chain[hits]] = True
    return {"runs_text": there[:, 1].mean(axis=1), "runs_heading": there[:, 0].mean(axis=1)}


def _close_together(question: Asked, text: _Text, hits: Integers, which: Integers) -> Columns:
    """How much of the question one clause of the text holds, and one window of some forty words."""
    candidates, asked_words = len(text.lengths), len(question.words)
    inside = hits[text.field[hits] == TEXT]
    if not len(inside):
        return {}
    clause = np.cumsum(text.words == 0)
    seen = np.unique(clause[inside] * asked_words + which[inside])
    held = np.bincount(seen // asked_words, weights=question.rarity[seen % asked_words], minlength=clause[-1] + 1)
    best = np.zeros(candidates)
    np.maximum.at(best, text.owner, held[clause])
    bucket = text.offset[inside] // WINDOW
    there = np.zeros((candidates, int(bucket.max()) + 2, asked_words), dtype=bool)
    there[text.owner[inside], bucket, which[inside]] = True
    windows = (there[:, :-1] | there[:, 1:]) @ question.rarity
    whole = question.rarity.sum() + 1e-6
    return {"clause": best / whole, "window": windows.max(axis=1) / whole}


def _kinds(marked: Numbers, text: _Text) -> Columns:
    """What a text is rich in: definitions, clauses, spans of time, sums of money, fines."""
    candidates = len(text.lengths)
    following = np.append(marked[1:], 0)
    number = (marked & IS_NUMBER) > 0

    def often(here: npt.NDArray[np.bool_]) -> Array:
        counted: Array = np.log1p(np.bincount(text.owner[here], minlength=candidates))
        return counted

    return {
        "definitions": often(marked == IS),
        "clauses": often(marked == 0),
        "spans": often(number & np.isin(following, SPANS)),
        "money": often(number & (following == MONEY)),
        "fines": often((marked == FINE[0]) & (following == FINE[1])),
    }


def _meanings(question: Asked, words: Forward, token_vectors: Vectors) -> Columns:
    """For every token of the question the nearest token of the candidate: whole, and of its label alone; and back."""
    if not len(words.tokens):
        return {}
    tokens, seen = np.unique(words.tokens, return_inverse=True)
    vectors = token_vectors(tokens)
    lengths = np.linalg.norm(vectors, axis=1)
    near = (vectors / np.maximum(lengths, 1e-9)[:, None]) @ question.tokens.T
    each = near[seen]
    weights, whole = question.weights, question.weights.sum()
    best = _per_part(np.maximum, each, words.token_cuts[::FIELDS])
    columns: Columns = {
        "near": best @ weights / whole,
        "near_least": best.min(axis=1),
        "near_close": (best > CLOSE) @ weights / whole,
        "near_related": (best > RELATED) @ weights / whole,
        "near_beyond": np.clip(best - BEGINNING, 0, None) @ weights / whole,
        "near_heaviest": best[:, weights.argmax()],
    }
    cuts = words.token_cuts
    labels = np.repeat(np.arange(len(cuts) - 1) % FIELDS == LABEL, np.diff(cuts))
    label_cuts = np.concatenate([[0], np.cumsum(np.diff(cuts)[LABEL::FIELDS])])
    mine, own = each[labels], lengths[seen[labels]]
    label_best = _per_part(np.maximum, mine, label_cuts)
    answered = _per_part(np.add, (mine.max(axis=1) * own)[:, None], label_cuts)[:, 0]
    sums = _per_part(np.add, vectors[seen[labels]], label_cuts)
    direction = (question.tokens * weights[:, None]).sum(axis=0)
    straight = sums @ direction / np.maximum(np.linalg.norm(sums, axis=1) * np.linalg.norm(direction), 1e-9)
    total = _per_part(np.add, own[:, None], label_cuts)[:, 0]
    return columns | {
        "near_label": label_best @ weights / whole,
        "label_near": answered / np.maximum(total, 1e-6),
        "label_cos": straight,
    }


def _per_part(join: np.ufunc, rows: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    """(parts, columns): `join` over the rows of each part; an empty part is zeros."""
    parts = len(cuts) - 1
    found = np.zeros((parts, rows.shape[1]), dtype=np.float32)
    filled = np.flatnonzero(np.diff(cuts))
    if len(filled):
        found[filled] = join.reduceat(rows, cuts[:-1][filled], axis=0)
    return found


def _standing(columns: Columns, words: Forward, candidates: int) -> Columns:
    """How a candidate stands among all, its article among the articles, its law among the laws."""
    nothing = np.zeros(candidates)
    words_score, cosine = columns.get("bm_raw", nothing), columns["cos"]
    standing: Columns = {}
    for name, score in (("bm", words_score), ("cos", cosine)):
        place = np.empty(candidates)
        place[np.argsort(-score, kind="stable")] = np.arange(candidates)
        standing[f"{name}_place"] = 1 / (1 + place)
        standing[f"{name}_spread"] = (score - score.mean()) / (score.std() + 1e-6)
    standing["bm_behind"] = words_score / max(float(words_score.max()), 1e-6)
    standing["cos_behind"] = cosine - cosine.max()
    for name, ids in (("article", words.articles), ("law", words.laws)):
        _, group = np.unique(ids, return_inverse=True)
        standing[f"{name}_bm"] = _best_of(group, standing["bm_spread"])
        standing[f"{name}_cos"] = _best_of(group, standing["cos_spread"])
        standing[f"{name}_found"] = np.log1p(np.bincount(group)[group])
    standing["law_share"] = np.bincount(group, weights=standing["bm_place"])[group]
    return standing


def _best_of(group: Integers, score: Array) -> Array:
    best = np.full(group.max() + 1, -np.inf)
    np.maximum.at(best, group, score)
    return best[group]


NAMES = (
    *("bm", "any", "pairs_any", "missing", "missing_share", "text_length", "label_length"),
    *("bm_path", "bm_pairs_path", "path", "pairs_path", "bm_label", "bm_pairs_label", "label", "pairs_label"),
    *("bm_text", "bm_pairs_text", "text", "pairs_text", "path_asked", "label_asked"),
    *("runs_text", "runs_heading", "clause", "window"),
    *("definitions", "clauses", "spans", "money", "fines"),
    *("cos", "near", "near_least", "near_close", "near_related", "near_beyond", "near_heaviest"),
    *("near_label", "label_near", "label_cos"),
    *("bm_place", "bm_spread", "bm_behind", "cos_place", "cos_spread", "cos_behind"),
    *("article_bm", "article_cos", "article_found", "law_bm", "law_cos", "law_found", "law_share"),
)
