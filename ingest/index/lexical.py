"""Matching chunks by BM25: a tantivy index of terms (syllables and their pairs), with and without tone marks.

One field holds the heading three times and the text once: repeating a title inside one field ranks better than
adding the scores of two fields. Measured on 88,434 law articles (first 1,500 characters), 258 questions of 18
syllables, one thread, 100 hits:

    all terms                                    2.2 ms CPU   MRR@10 .548
    terms in more than 30 % of chunks left out   1.2 ms       .549          <- this
    ... more than 20 %, 10 %                     1.0, 0.7 ms  .544, .535
    the rarest 40, 24, 16 terms only             1.8, 0.9, 0.5 ms  .550, .533, .507
    tone-less field alone                        2.6 ms       .519
    toned + 0.1 or 0.3 x tone-less               4.2 ms       .547, .537
    filter clauses inside                        +1.3 ms      (same)

What stands in the field, over 20,268 articles in pieces (see `ingest.split`), 300 questions of the training part:

    document, topic, chapter and title x 3, text .876, 16 MB                    <- this
    the heading x 2, x 5                         .872, .880
    document, topic and chapter x 1, title x 3   .873
    title x 3 alone, text                        .825, 14 MB
    syllables alone                              .787, 5 MB
    pairs alone                                  .862, 12 MB

The search runs without a filter first: if enough of what it finds is allowed, that is exactly the filtered answer;
only otherwise are the clauses added.

Marks: a term all of whose syllables carry marks is looked for as it was typed, and without marks only where no text
spells it so (a mistyped mark); a term with a syllable without marks may be any that is written like it. MRR@10 on the
same articles (their first 6,000 characters in pieces of 1,200), 300 questions of the training part, with all marks, without
a share of them, without any:

                                                 marked   20 %    50 %    80 %    none
    toned field unless the question has no mark   .705    .688    .612    .473    .707
    tone-less field for every term                .707    .707    .707    .707    .707
    per term: tone-less counts half               .705    .699    .692    .669    .707
    per term: tone-less counts 0.7                .706    .701    .704    .702    .707
    per term: tone-less alone                     .705    .704    .708    .709    .707    <- this, + 0.2 ms
    only when the pairs look unmarked             .705    .701    .708    .709    .707

So marks hardly help where pairs are indexed; they are kept for words that pairs cannot tell apart (a name, one word).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from pathlib import Path

from tantivy import Document, FieldType, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder, Searcher

from ingest.documents import DocumentKind
from ingest.index.base import Filter, Hit
from ingest.index.rows import number_code, number_serial
from ingest.index.store import SearchRow
from ingest.index.words import Counted
from ingest.references import own_words, references
from ingest.vietnamese import document_codes, strip_tones, terms

HEADING_WEIGHT = 3
COMMON_SHARE = 0.3
COMMON_FROM = 5000  # in a small index no term is so common that it costs anything
MOST_TERMS = 48
MORE_THAN_WORDS = 2.2  # the most that repeating a word can multiply its weight by: BM25 with k1 = 1.2
PART_OF_ARTICLE = 0.5
OTHER_WORDING = 0.4  # repeated ever so often, less than the typed wording said once
LAWS_WITH_ARTICLES = frozenset({DocumentKind.LAW, DocumentKind.GUIDANCE})
WRITER_BYTES = 30_000_000

AllowedKeys = Callable[[Sequence[int]], list[bool]]


@dataclass(frozen=True)
class _Word:
    """A term as it is looked for, and in how many chunks it stands so."""

    field: str
    spelled: str
    count: int

    def query(self, weight: float = 1.0) -> Query:
        term = Query.term_query(SCHEMA, self.field, self.spelled, "freq")
        return term if weight == 1.0 else Query.boost_query(term, weight)


class LexicalIndex:
    """A tantivy index in a folder of its own: one process writes and searches it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._index = Index(SCHEMA, path=str(folder), reuse=True)
        self._index.config_reader("manual")
        self._index.reload()
        self._look_anew()
        self._writer: IndexWriter | None = None
        self._changed = False

    def matching(self, text: str, where: Filter, k: int, allowed: AllowedKeys, also: Sequence[str] = ()) -> list[Hit]:
        """The k chunks of highest BM25 that the filter allows; `allowed` says the same of single keys."""
        searcher = self._searcher
        found: list[Hit] = []
        for question in _questions(searcher, text, also) if k > 0 else ():
            found = _allowed_hits(searcher, question, where, k, allowed)
            if len(found) >= k:
                break
        return found

    def frequencies(self, words: Sequence[str]) -> list[int]:
        """In how many chunks each term stands."""
        searcher = self._searcher
        return [searcher.doc_freq("toned", word) or searcher.doc_freq("bare", _bare(word)) for word in words]

    def spelled(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each term stands with exactly these marks."""
        return self._spelled.of(terms)

    def unmarked(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each term, given without marks, stands whatever its marks."""
        return self._unmarked.of(terms)

    def add(self, rows: Sequence[SearchRow]) -> None:
        """Add chunks; seen by searches after `commit`."""
        for row in rows:
            self._open_writer().add_document(_document(row))
            self._changed = True

    def remove(self, keys: Sequence[int]) -> None:
        """Remove those of the chunks that were added earlier; still seen by searches until `commit`."""
        for key in keys:
            if self._searcher.doc_freq("key", key):
                self._open_writer().delete_documents_by_term("key", key)
                self._changed = True

    def commit(self) -> None:
        """Let searches see all that was added and removed, at once; nothing to do where nothing was."""
        if not self._changed:
            return
        self._open_writer().commit()
        self._changed = False
        self._index.reload()
        self._look_anew()

    def abandon(self) -> None:
        """Forget what was not committed (after the disk refused it)."""
        self._writer, self._changed = None, False

    def count(self) -> int:
        """How many chunks searches see."""
        return int(self._searcher.num_docs)

    def close(self) -> None:
        """Finish merging and release the folder."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def _look_anew(self) -> None:
        self._searcher = self._index.searcher()
        self._spelled, self._unmarked = Counted(self._searcher, "toned"), Counted(self._searcher, "bare")

    def _open_writer(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(WRITER_BYTES, 1)
        return self._writer


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_integer_field("key", indexed=True, fast=True)
    for name in ("toned", "bare"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("codes", "own", "readers", "kind"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("first_day", "last_day"):  # never an unsigned field: a Python int in one kills tantivy's writer
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


SCHEMA = _schema()


def _document(row: SearchRow) -> Document:
    words = terms(row.heading) * HEADING_WEIGHT + terms(row.text)
    document = Document()
    document.add_integer("key", row.key)
    toned = " ".join(words)
    document.add_text("toned", toned)
    document.add_text("bare", strip_tones(toned))
    document.add_text("codes", " ".join(_codes_of(row)))
    if row.kind in LAWS_WITH_ARTICLES:
        document.add_text("own", " ".join(own_words(row.heading, row.text, row.number)))
    document.add_text("readers", " ".join(map(_one_word, sorted(row.tokens))))
    document.add_text("kind", row.kind.value)
    document.add_integer("first_day", row.first_day)
    document.add_integer("last_day", row.last_day)
    return document


def _codes_of(row: SearchRow) -> list[str]:
    own = [code for code in (number_code(row.number), number_serial(row.number)) if code]
    named = [part for part in (row.heading, row.text) if "/" in part]  # every full code has one; looking is slow
    return list(dict.fromkeys(own + [_code(code) for part in named for code in document_codes(part)]))


def _questions(searcher: Searcher, text: str, also: Sequence[str]) -> Iterator[Query]:
    """First without the very common terms; then, for a reader whom that finds too little, with them."""
    typed = _typed_words(searcher, text)
    exact = [*_codes_named(text), *_articles_named(searcher, text, typed)]
    common = max(COMMON_SHARE * searcher.num_docs, COMMON_FROM)
    rarer = [word for word in typed if word.count <= common]
    other = _other_wordings(searcher, text, also, common)
    for chosen in [rarer, typed] if len(rarer) < len(typed) else [typed]:
        parts = [*(word.query() for word in chosen), *exact, *other]
        if parts:
            yield _any_of(parts)


def _typed_words(searcher: Searcher, text: str) -> list[_Word]:
    """The terms to look for, rarest first."""
    found = {word for term in dict.fromkeys(terms(text)) if (word := _typed(searcher, term)).count}
    return sorted(found, key=lambda word: (word.count, word.field, word.spelled))[:MOST_TERMS]


def _typed(searcher: Searcher, term: str) -> _Word:
    """A term with a syllable without marks may be any that is written like it."""
    return _spelled(searcher, term) if _is_marked(term) else _unmarked(searcher, term)


def _spelled(searcher: Searcher, term: str) -> _Word:
    """The term with its marks; without them where nothing is spelled so (a mistyped mark)."""
    count = searcher.doc_freq("toned", term)
    return _Word("toned", term, count) if count else _unmarked(searcher, term)


def _unmarked(searcher: Searcher, term: str) -> _Word:
    bare = _bare(term)
    return _Word("bare", bare, searcher.doc_freq("bare", bare))


def _codes_named(text: str) -> list[Query]:
    return [Query.term_query(SCHEMA, "codes", _code(code), "basic") for code in document_codes(text)]


def _articles_named(searcher: Searcher, text: str, typed: Sequence[_Word]) -> list[Query]:
    """A named article counts more than words can: all of the question's where its law is named too, else its own."""
    named = references(text)
    whole = 1.0 + sum(_rarity(searcher, word.count) for word in typed) if named else 0.0
    weights: dict[str, float] = {}
    for reference in named:
        law = next((law for law in reference.laws if searcher.doc_freq("own", law)), None)
        if reference.laws and not law:
            continue  # nothing of that law is here
        words = terms(reference.spelled)
        cited = 1.0 + sum(_rarity(searcher, searcher.doc_freq("bare", word)) for word in words)
        weights |= {law or reference.article: MORE_THAN_WORDS * (whole if law else cited)}
        weights |= dict.fromkeys(reference.parts, PART_OF_ARTICLE * cited)
    return [
        Query.const_score_query(Query.term_query(SCHEMA, "own", word, "basic"), weight)
        for word, weight in weights.items()
    ]


def _other_wordings(searcher: Searcher, text: str, also: Sequence[str], common: float) -> list[Query]:
    """The words of other wordings: together, for one phrase, at most OTHER_WORDING of what the phrase weighs.

    They weigh all of it where no chunk says what was typed. A plain union of terms: anything nested costs 1 ms.
    """
    weights: dict[_Word, float] = {}
    for replaced, others in _by_phrase(searcher, text, also, common).items():
        counts = [_typed(searcher, term).count for term in replaced]
        said = sum(_rarity(searcher, count) for count in counts)
        share = OTHER_WORDING / len(others) if any(counts) else 1.0
        for words in others:
            weight = share * min(1.0, said / sum(_rarity(searcher, word.count) for word in words))
            weights |= {word: max(weight, weights.get(word, 0.0)) for word in words}
    return [word.query(weight) for word, weight in weights.items()]


def _by_phrase(
    searcher: Searcher, text: str, also: Sequence[str], common: float
) -> dict[frozenset[str], list[list[_Word]]]:
    """The terms of `text` that a wording replaces → what it says instead, for each of its wordings."""
    found: dict[frozenset[str], list[list[_Word]]] = {}
    typed = dict.fromkeys(terms(text)) if also else {}
    for other in also:
        words = dict.fromkeys(terms(other))
        added = [term for term in words if term not in typed]
        pairs = [term for term in added if "_" in term]
        telling = pairs if len(added) - len(pairs) > 1 else added  # single syllables of a phrase stand everywhere
        rare = [word for term in telling if 0 < (word := _spelled(searcher, term)).count <= common]
        if rare:
            found.setdefault(frozenset(typed.keys() - words.keys()), []).append(rare)
    return found


def _rarity(searcher: Searcher, count: int) -> float:
    """The weight of a term in BM25 (idf), as tantivy computes it."""
    return math.log1p((searcher.num_docs - count + 0.5) / (count + 0.5))


def _any_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _allowed_hits(searcher: Searcher, question: Query, where: Filter, k: int, allowed: AllowedKeys) -> list[Hit]:
    """Filtering what a search for more brought is the same as filtering inside when it still leaves k."""
    found = _search(searcher, question, 2 * k)
    passed = list(compress(found, allowed([hit.key for hit in found])))
    if len(passed) >= k or len(found) < 2 * k:
        return passed[:k]
    return _search(searcher, _filtered(question, where), k)


def _search(searcher: Searcher, query: Query, limit: int) -> list[Hit]:
    hits = searcher.search(query, limit, count=False).hits
    keys = searcher.fast_field_values("key", [address for _, address in hits])
    return [Hit(int(key or 0), float(score)) for key, (score, _) in zip(keys, hits, strict=True)]


def _filtered(question: Query, where: Filter) -> Query:
    """The question with the filter as clauses that add nothing to a score."""
    conditions = [_one_of("readers", map(_one_word, sorted(where.readers)))]
    if where.kinds is not None:
        conditions.append(_one_of("kind", (kind.value for kind in sorted(where.kinds))))
    if where.as_of is not None:
        day = where.as_of.toordinal()
        conditions.append(Query.range_query(SCHEMA, "first_day", FieldType.Integer, upper_bound=day))
        conditions.append(
            Query.range_query(SCHEMA, "last_day", FieldType.Integer, lower_bound=day, include_lower=False)
        )
    musts = [(Occur.Must, Query.const_score_query(condition, 0.0)) for condition in conditions]
    return Query.boolean_query([(Occur.Must, question), *musts])


def _one_of(field: str, words: Iterable[str]) -> Query:
    return _any_of(Query.term_query(SCHEMA, field, word, "basic") for word in words)


def _one_word(token: str) -> str:
    """A reader token without white space, which would make two words of it."""
    return token.replace("%", "%25").replace(" ", "%20")


def _code(code: str) -> str:
    return number_code(code) or "-"


def _is_marked(term: str) -> bool:
    return all(_bare_syllable(syllable) != syllable for syllable in term.split("_"))


def _bare(term: str) -> str:
    """A term without tone marks; pairs are too many to remember, their syllables are not."""
    return "_".join(map(_bare_syllable, term.split("_")))


@lru_cache(maxsize=100_000)
def _bare_syllable(syllable: str) -> str:
    return strip_tones(syllable)
