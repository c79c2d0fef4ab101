"""The product with its loop of teaching, driven without a screen: teach many questions at once, ask, take it all back.

What answers is the product's own: the same index, the same search among corrections, the same likeness. Corrections are
stored as documents with their rows in one transaction each time; only the rights and the gate of a decision are left
out here: tests/assistant/test_curation.py and test_curation_gate.py go through them.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete

from assistant.answering.answering import Answering
from assistant.answering.retrieve import guided, led
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.taught import LiveEffect, Teaching, taught_within
from assistant.answering.understand import understand
from assistant.bootstrap import answering
from assistant.curation.document import document_id, document_of
from assistant.curation.nouns import Correction, CorrectionStatus, Lesson, Person
from assistant.domain import Question, Understood
from assistant.records.corrections import add_within, stand_within
from assistant.records.teaching import correction_versions, corrections
from assistant.settings import Settings
from evals.beir import Opened
from evals.runs import Ranking
from ingest.database import connect, migrate
from ingest.index import open_index
from ingest.index.base import Filter, Put, StoredChunk
from ingest.pipeline import embedded_text

UNIT = "cuc-vien-thong-bkhcn"
TAUGHT_AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
AT_ONCE = 200


@dataclass(frozen=True)
class Told:
    """What a question brings: the key of the correction that leads (None: none does) and the items in order."""

    led_by: str | None
    ranking: Ranking
    first_chunks: tuple[str, ...]  # ids, of what is no correction


@dataclass
class School:
    """The product over one corpus, what is taught in it, and the name of an item by its chunk."""

    tools: Answering
    engine: Engine
    item_of: Callable[[StoredChunk], str]
    readers: frozenset[str]
    as_of: date | None
    keys: dict[str, str]  # id of a correction → key of what was taught

    def teach(self, lessons: Mapping[str, Lesson], unit: str = UNIT) -> None:
        """Make these live, by key."""
        todo = list(lessons.items())
        for start in range(0, len(todo), AT_ONCE):
            self._teach(todo[start : start + AT_ONCE], unit)

    def forget(self, keys: Sequence[str] | None = None) -> None:
        """Take these back; everything when None."""
        gone = [each for each, key in self.keys.items() if keys is None or key in keys]
        if not gone:
            return

        def beside(connection: Connection) -> None:
            connection.execute(delete(correction_versions).where(correction_versions.c.correction_id.in_(gone)))
            connection.execute(delete(corrections).where(corrections.c.id.in_(gone)))
            taught_within(connection)

        self.tools.index.change([], [document_id(each) for each in gone], beside)
        for each in gone:
            del self.keys[each]

    def led_by(self, text: str) -> str | None:
        """The key of the correction that is answered from."""
        understood, where = self._understood(text)
        searching = self.tools.searching
        vector = searching.embedder.encode([understood.text])[0]
        leading = searching.guide(understood, vector, where).leading
        if len({each.correction.unit for each in leading}) > 1:
            from assistant.answering.answering import find

            leading = find(understood, where, self.tools, Stopwatch()).leading
        return self.keys[leading[0].correction.id] if leading else None

    def ask(self, text: str) -> Told:
        """What the answer path reads for a question, corrections that lead first."""
        understood, where = self._understood(text)
        guidance, candidates = guided(understood, where, self.tools.searching)
        leading = [each.stored for each in led(guidance)]
        others = [each.stored for each in candidates]
        return Told(
            led_by=self.keys[guidance.leading[0].correction.id] if guidance.leading else None,
            ranking=list(dict.fromkeys(map(self.item_of, [*leading, *others]))),
            first_chunks=tuple(each.chunk.id for each in others if not each.source.startswith("correction:")),
        )

    def under(self, effects: Sequence[LiveEffect]) -> School:
        """The same school with passages blocked or preferred beside what is taught."""
        taught = self.tools.taught
        tools = replace(self.tools, taught=lambda: replace(taught(), effects=tuple(effects), groups={}))
        return replace(self, tools=tools)

    def _understood(self, text: str) -> tuple[Understood, Filter]:
        understood = understand(Question(text, as_of=self.as_of), self.tools.tables, self.tools.index)
        return understood, Filter(self.readers, as_of=understood.as_of)

    def _teach(self, lessons: Sequence[tuple[str, Lesson]], unit: str) -> None:
        written = [_correction(f"{unit}/{key}", unit, lesson) for key, lesson in lessons]

        def beside(connection: Connection) -> None:
            for correction in written:
                add_within(connection, correction, ())
                stand_within(connection, correction.id, CorrectionStatus.LIVE, 1, TAUGHT_AT)
            taught_within(connection)

        self.tools.index.change([self._put(each) for each in written], [], beside)
        self.keys |= {each.id: key for each, (key, _) in zip(written, lessons, strict=True)}

    def _put(self, correction: Correction) -> Put:
        document, chunks = document_of(correction, self.tools.tables)
        return Put(document, chunks, self.tools.embedder.encode([embedded_text(chunk) for chunk in chunks]))


def _correction(key: str, unit: str, lesson: Lesson) -> Correction:
    name = hashlib.sha256(key.encode()).hexdigest()[:16]
    taught_by = Person(1, "Trưởng đơn vị")
    return Correction(
        name, document_id(name), unit, CorrectionStatus.LIVE, 1, lesson, taught_by, TAUGHT_AT, None, "desk"
    )


def school_over(
    tools: Answering,
    engine: Engine,
    item_of: Callable[[StoredChunk], str],
    readers: frozenset[str],
    as_of: date | None,
) -> School:
    """A school in which nothing is taught yet."""
    return School(tools, engine, item_of, readers, as_of, {})


@contextmanager
def copy_of(product: Opened) -> Iterator[tuple[Answering, Engine]]:
    """The product over a copy of its home, so that nothing is taught in an index that is kept."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(shutil.copytree(product.settings.home, Path(folder) / "home"))
        settings = Settings(home=home, database_url="")
        engine = connect(settings.url)
        migrate(engine)
        embedder = product.answering.embedder
        index = open_index(settings, engine, embedder)
        try:
            yield answering(settings, index, embedder, product.answering.tables, Teaching(engine).now), engine
        finally:
            index.close()
            engine.dispose()
