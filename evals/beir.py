"""A BEIR folder as the product sees it: every item of the corpus a document, split, embedded and indexed as any other.

A folder is `corpus.jsonl` (or `.jsonl.gz`) {_id, title, text, metadata}, `queries.jsonl` {_id, text} and
`qrels/<split>.tsv`. An index that is kept is used again only for the same corpus, splitting and embedder, and its
derived part only while the code that derives it is the same: a number never comes from a stale index.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import ingest
from assistant.answering.answering import Answering
from assistant.bootstrap import answering
from assistant.settings import Settings
from ingest.database import connect, migrate
from ingest.documents import Chunk, ChunkKind, Document, DocumentKind, Page, Span, digest_of, document_id_of
from ingest.embed import Embedder, load_embedder
from ingest.errors import TrolyError
from ingest.index import open_index
from ingest.index.base import Index, Put
from ingest.pipeline import embedded_text
from ingest.split import numbered
from ingest.split.articles import spans
from ingest.split.piece import Piece
from ingest.tables import Tables
from ingest.vietnamese import nfc

CORPUS_NAMES = ("corpus.jsonl", "corpus.jsonl.gz")
SHARED_CORPUS = "../vn-law/corpus.jsonl.gz"  # what a folder without a corpus of its own asks about
MADE = "made.json"
SPLITTING = ("split/*.py", "parse/numbering.py", "documents.py", "vietnamese.py")
DERIVING = (
    "index/lexical*",
    "index/dense*",
    "index/derived*",
    "index/forward*",
    "index/words*",
    "references.py",
    "vietnamese.py",
)
ITEMS_AT_ONCE = 500


@dataclass(frozen=True)
class Beir:
    """Questions with what is right for each, and where the corpus is that they ask about."""

    name: str
    split: str
    corpus: Path
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]  # query → item → grade; only items with a grade above 0


@dataclass(frozen=True)
class Made:
    """How an index came about; seconds and bytes are of the whole building."""

    inputs: str  # the corpus file and the code that splits it: while they are the same, so is `content`
    content: str  # digest of all chunks
    derived: str  # digest of embedder and deriving code
    embedder: str
    items: int
    chunks: int
    seconds: float
    bytes: int


@dataclass(frozen=True)
class Opened:
    """The product over one corpus; the source of each document is its item's id."""

    settings: Settings
    answering: Answering
    made: Made
    reused: bool


def read_beir(folder: Path, split: str = "test", corpus: Path | None = None, limit: int | None = None) -> Beir:
    """The questions of a split that have a right item, in order of the qrels (the first `limit` of them).

    Raises FileNotFoundError for what is missing, TrolyError when a question of the qrels has no text.
    """
    qrels: dict[str, dict[str, int]] = {}
    with (folder / "qrels" / f"{split}.tsv").open(encoding="utf-8") as file:
        for query, item, grade in list(csv.reader(file, delimiter="\t"))[1:]:
            if int(grade) > 0:
                qrels.setdefault(query, {})[item] = int(grade)
    qrels = dict(islice(qrels.items(), limit))
    with (folder / "queries.jsonl").open(encoding="utf-8") as file:
        texts = {row["_id"]: nfc(row["text"]) for row in map(json.loads, file)}
    without = [query for query in qrels if query not in texts]
    if without:
        raise TrolyError(f"{folder / 'queries.jsonl'} lacks {len(without)} questions of qrels/{split}.tsv.")
    name = folder.resolve().name
    return Beir(name, split, corpus or corpus_of(folder), {query: texts[query] for query in qrels}, qrels)


def corpus_of(folder: Path) -> Path:
    """The corpus in the folder, or the one beside it that several folders ask about. Raises FileNotFoundError."""
    places = [*(folder / name for name in CORPUS_NAMES), folder.resolve() / SHARED_CORPUS]
    found = next((place.resolve() for place in places if place.exists()), None)
    if found is None:
        raise FileNotFoundError(2, "No corpus.jsonl here; name one with --corpus", str(folder))
    return found


@contextmanager
def opened(corpus: Path, cache: Path | None = None) -> Iterator[Opened]:
    """The product over a corpus: built in `cache` (a temporary folder when None), or taken from there when it fits."""
    with tempfile.TemporaryDirectory() as folder:
        home = (cache or Path(folder)) / digest_of(str(corpus.resolve()))[:12]
        settings = Settings(home=home, database_url="")
        reused = ready(corpus, home)
        embedder = load_embedder(settings.embedding_model, settings.embedding_api_key.get_secret_value())
        engine = connect(settings.url)
        migrate(engine)  # an index that is used again may be older than the tables
        index = open_index(settings, engine, embedder)
        try:
            tools = answering(settings, index, embedder, Tables.load(settings.tables_dir))
            index.size()
            yield Opened(settings, tools, made_of(home), reused)
        finally:
            index.close()
            engine.dispose()


def ready(corpus: Path, home: Path) -> bool:
    """Brings the index in `home` to what corpus and code say; True when nothing was to do.

    Done in a process of its own, so that what building needs is not counted as memory of searching.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_brought_up_to_date, corpus, home).result()


def _brought_up_to_date(corpus: Path, home: Path) -> bool:
    settings = Settings(home=home, database_url="")
    embedder = load_embedder(settings.embedding_model, settings.embedding_api_key.get_secret_value())
    before = _made_before(home)
    inputs, derived = inputs_digest(corpus), derived_digest(embedder)
    content = before.content if before and before.inputs == inputs else content_digest(corpus)
    same_content = before is not None and before.content == content
    if before and same_content and before.derived == derived:
        _write_made(replace(before, inputs=inputs), home)
        return True
    started = time.perf_counter()
    if not same_content:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    engine = connect(settings.url)
    migrate(engine)
    index = open_index(settings, engine, embedder, reembed=embedded_text)
    if before and same_content:
        items = before.items
        index.rebuild()
    else:
        items = fill(corpus, index, embedder)
    chunks = index.size()
    index.close()
    engine.dispose()
    seconds = round(time.perf_counter() - started, 1)
    whole = seconds if before is None or not same_content else before.seconds
    made = Made(inputs, content, derived, embedder.name, items, chunks, whole, bytes_under(home))
    _write_made(made, home)
    return False


def _made_before(home: Path) -> Made | None:
    """None when nothing was finished here, or by a version that wrote down something else."""
    try:
        return made_of(home)
    except (FileNotFoundError, TypeError):
        return None


def _write_made(made: Made, home: Path) -> None:
    (home / MADE).write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")


def fill(corpus: Path, index: Index, embedder: Embedder) -> int:
    """Put every item of a corpus into an empty index, some hundred in one transaction; returns how many."""
    items = 0
    split_items = ((document, chunks_of(document, heading)) for document, heading in documents(corpus))
    while batch := list(islice(split_items, ITEMS_AT_ONCE)):
        index.change(_puts(batch, embedder), [], lambda _: None)
        items += len(batch)
    return items


def _puts(batch: Sequence[tuple[Document, list[Chunk]]], embedder: Embedder) -> list[Put]:
    vectors = embedder.encode([embedded_text(chunk) for _, chunks in batch for chunk in chunks])
    puts, start = [], 0
    for document, chunks in batch:
        puts.append(Put(document, chunks, vectors[start : start + len(chunks)]))
        start += len(chunks)
    return puts


def documents(corpus: Path) -> Iterator[tuple[Document, str]]:
    """Each item with a text as a document, and the heading its chunks are found by."""
    with gzip.open(corpus, "rt", encoding="utf-8") if corpus.suffix == ".gz" else corpus.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            title, text = nfc(row.get("title") or "").strip(), nfc(row["text"])
            if text.strip() or title:
                yield _document(row, title, text if text.strip() else title), _heading(row, title)


def _document(row: dict[str, Any], title: str, text: str) -> Document:
    metadata = row.get("metadata") or {}
    code = metadata.get("doc", "")
    return Document(
        id=document_id_of(row["_id"]),
        source=row["_id"],
        digest=digest_of(text),
        kind=DocumentKind.LAW if code else DocumentKind.GUIDANCE,
        title=metadata.get("doc_name") or title,
        text=text,
        pages=(Page(1, 0, len(text)),),
        number=code if "/" in code else None,
    )


def _heading(row: dict[str, Any], title: str) -> str:
    """What is known above the item, widest first: its law, topic, chapter, title; as `ingest.split.articles` has it."""
    metadata = row.get("metadata") or {}
    above = [metadata.get("doc_name") or metadata.get("doc"), metadata.get("demuc"), metadata.get("chuong"), title]
    return "\n".join(dict.fromkeys(nfc(line).strip() for line in above if line))


def chunks_of(document: Document, heading: str) -> list[Chunk]:
    """The passages of an item, cut as an article of law is."""
    kind = ChunkKind.ARTICLE if document.kind is DocumentKind.LAW else ChunkKind.PROSE
    whole = Span(0, len(document.text))
    return numbered(document, (Piece(span, kind, heading) for span in spans(document.text, whole)))


def content_digest(corpus: Path) -> str:
    """Changes when an item, or how it is split, does."""
    whole = hashlib.sha256()
    for document, heading in documents(corpus):
        whole.update(document.digest.encode())
        for chunk in chunks_of(document, heading):
            whole.update(chunk.digest.encode())
    return whole.hexdigest()[:16]


def inputs_digest(corpus: Path) -> str:
    """Changes with the bytes of the corpus and with the code that splits it."""
    with corpus.open("rb") as file:
        return _with_code(hashlib.file_digest(file, "sha256").hexdigest(), SPLITTING, [Path(__file__)])


def derived_digest(embedder: Embedder) -> str:
    """Changes with the embedder and with the code that makes the search indexes."""
    return _with_code(embedder.name, DERIVING, [])


def _with_code(what: str, patterns: Sequence[str], files: Sequence[Path]) -> str:
    whole = hashlib.sha256(what.encode())
    root = Path(ingest.__file__).parent
    found = sorted(path for pattern in patterns for path in root.glob(pattern) if path.is_file())
    for path in [*found, *files]:
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()[:16]


def made_of(home: Path) -> Made:
    """What was written when the index in `home` was built."""
    return Made(**json.loads((home / MADE).read_text(encoding="utf-8")))


def bytes_under(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
