"""The vocabulary of the default embedder: Vietnamese syllables and frequent pairs of syllables.

The tokenizer is a Unigram model over text split at punctuation but not at spaces, so that one token may span
"thuê bao" or, typed without marks, "thue bao". A pair is preferred to its syllables where they attract each other.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from ingest.embed.train_pairs import without_tones

SPACE = "▁"
UNKNOWN = "<unk>"
SYLLABLE = re.compile(r"[^\W_]+")
BETWEEN_CLAUSES = re.compile(r"[^\w\s/\-–_'’]+|\n+")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True)
class SyllableCounts:
    """How often each syllable and each pair of neighbouring syllables was seen."""

    syllables: Counter[str]
    pairs: Counter[tuple[str, str]]


@dataclass(frozen=True)
class VocabularySize:
    """How many tokens of each kind the tokenizer holds at most."""

    syllables: int
    pairs: int
    toneless_pairs: int


def train_tokenizer(texts: Iterable[str], size: VocabularySize) -> tuple[Tokenizer, SyllableCounts]:
    """A tokenizer over the commonest syllables and strongest pairs, and the counts it was made from."""
    counts = count_syllables(texts)
    return build_tokenizer(vocabulary(counts, size)), counts


def count_syllables(texts: Iterable[str]) -> SyllableCounts:
    """Counts over lower-cased text; pairs do not cross punctuation."""
    syllables: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for clause in BETWEEN_CLAUSES.split(plain(text)):
            found = SYLLABLE.findall(clause)
            syllables.update(found)
            pairs.update(pairwise(found))
    return SyllableCounts(syllables, pairs)


def plain(text: str) -> str:
    """NFC, lower-cased, tone marks where the new orthography puts them: the tokenizer's own normal form."""
    return TONE_PLACEMENT.sub(lambda found: NEW_PLACEMENT[found.group()], unicodedata.normalize("NFC", text).lower())


NEW_PLACEMENT = dict(
    zip(
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        strict=True,
    )
)
OLD_PLACEMENT = {new: old for old, new in NEW_PLACEMENT.items()}
NOT_AFTER_Q, AT_THE_END = "(?<!q)", f"(?![^\\W{SPACE}])"
TONE_PLACEMENT = re.compile(f"{NOT_AFTER_Q}(?:{'|'.join(NEW_PLACEMENT)}){AT_THE_END}")
OLD_PLACED = re.compile(f"{NOT_AFTER_Q}(?:{'|'.join(OLD_PLACEMENT)}){AT_THE_END}")


def vocabulary(counts: SyllableCounts, size: VocabularySize) -> list[tuple[str, float]]:
    """Tokens and their log-probabilities, unknown first; with marks, without marks, single letters."""
    bare = counts_without_tones(counts)
    total = sum(counts.syllables.values())
    weights: dict[str, float] = {}
    for syllable, count in counts.syllables.most_common(size.syllables):
        weights[SPACE + syllable] = count
    for pair, count in strongest_pairs(counts, size.pairs, weights):
        weights[joined(pair)] = count
    for syllable, count in bare.syllables.items():
        if len(syllable) <= 7 and count >= 20:
            weights.setdefault(SPACE + syllable, count)
    for pair, count in strongest_pairs(bare, size.toneless_pairs, weights):
        weights.setdefault(joined(pair), count)
    tokens = {token: math.log(count / total) for token, count in weights.items()}
    return [(UNKNOWN, 0.0), *tokens.items(), *small_pieces(weights), *old_spellings(tokens)]


def old_spellings(tokens: dict[str, float]) -> list[tuple[str, float]]:
    """The tokens whose tone mark the old orthography puts elsewhere, so spelled: "▁hoà▁giải" for "▁hòa▁giải"."""
    spelled = ((OLD_PLACED.sub(lambda found: OLD_PLACEMENT[found.group()], token), tokens[token]) for token in tokens)
    return [(token, score) for token, score in spelled if token not in tokens]


def joined(pair: tuple[str, str]) -> str:
    return f"{SPACE}{pair[0]}{SPACE}{pair[1]}"


def counts_without_tones(counts: SyllableCounts) -> SyllableCounts:
    """What the counts would be had everything been typed without marks."""
    bare = {syllable: without_tones(syllable) for syllable in counts.syllables}
    syllables: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for syllable, count in counts.syllables.items():
        syllables[bare[syllable]] += count
    for (first, second), count in counts.pairs.items():
        pairs[bare[first], bare[second]] += count
    return SyllableCounts(syllables, pairs)


def strongest_pairs(
    counts: SyllableCounts, size: int, syllables: dict[str, float]
) -> list[tuple[tuple[str, str], int]]:
    """Pairs of known syllables that occur together more often than by chance, strongest evidence first."""
    total = sum(counts.syllables.values())

    def evidence(pair: tuple[str, str], count: int) -> float:
        expected = counts.syllables[pair[0]] * counts.syllables[pair[1]] / total
        return count * math.log(count / expected)

    scored = [
        (evidence(pair, count), pair, count)
        for pair, count in counts.pairs.items()
        if count >= 8 and not any(syllable.isdigit() for syllable in pair) and joined(pair) not in syllables
    ]
    scored = [row for row in scored if row[0] > 0]
    scored.sort(reverse=True)
    return [(pair, count) for _, pair, count in scored[:size]]


def small_pieces(taken: dict[str, float]) -> list[tuple[str, float]]:
    """Letters and short runs of digits, so that unseen words and numbers still become something."""
    marked = [chr(code) for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)) if chr(code).islower()]
    digits = [f"{number:0{width}d}" for width in (2, 3) for number in range(10**width)]
    letters = [SPACE, *LETTERS, *marked]
    pieces = [(piece, -22.0) for piece in letters] + [(piece, -18.0) for piece in digits]
    return [piece for piece in pieces if piece[0] not in taken]


def build_tokenizer(tokens: list[tuple[str, float]]) -> Tokenizer:
    """A tokenizer that needs nothing but raw text."""
    tokenizer = Tokenizer(models.Unigram(tokens, unk_id=0))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[\s/\-–_'’]+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r" ?[^\p{L}\p{M}\p{N} ]+ ?"), "removed"),
            pre_tokenizers.Metaspace(SPACE, prepend_scheme="always", split=False),
        ]
    )
    return tokenizer


def same_tokens(tokenizer: Tokenizer) -> np.ndarray:
    """For each token the one whose vector it has: itself, or for an old spelling the new one."""
    ids = tokenizer.get_vocab()
    meant = np.arange(len(ids))
    for token, id in ids.items():
        meant[id] = ids.get(plain(token), id)
    return meant


def write_compact(tokenizer: Tokenizer, path: Path) -> None:
    """tokenizer.json without the blanks: half the size."""
    found = json.loads(tokenizer.to_str())
    path.write_text(json.dumps(found, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
