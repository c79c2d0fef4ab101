"""Requests with a known field: our own set, the sample corpus' letters, and rows of provincial tables.

`datasets/routing.jsonl` was written by us before any result was seen: no topic stands in both of its splits. The rows
are those of the sample corpus' provincial table and of the labelled archive's tables and lists (shapes B, C, D); they
tell the unit that answered, from which the field follows. All of it is invented after the topics of real requests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import yaml

from assistant.answering.route_neighbours import fields_labelled
from assistant.bootstrap import Assistant
from evals.archive.sources import HERE, all_texts
from ingest.documents import DocumentKind
from ingest.index.base import Filter
from ingest.tables import Tables

REQUESTS = Path(str(files("evals") / "datasets" / "routing.jsonl"))
TABLE_SHAPES = ("list-b-", "list-c-", "list-d-")
EVERYBODY = Filter(readers=frozenset({"all", "office"}))
ANY_PROVINCE = "tỉnh Long An"


@dataclass(frozen=True)
class LabelledRequest:
    """A request and the fields any of which is right (None: outside the ministry)."""

    id: str
    text: str
    fields: tuple[str | None, ...]
    group: str  # what must not be learned from when this request is asked: its topic, or its document
    variant: str = "plain"  # how it is typed, or which list it stands in


def written(split: str, path: Path = REQUESTS) -> list[LabelledRequest]:
    """The requests of one split of our set."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return [
        LabelledRequest(row["id"], row["text"], (row["field"],), row["topic"], row["variant"])
        for row in rows
        if row["split"] == split
    ]


def of_letters(assistant: Assistant) -> list[LabelledRequest]:
    """The petitions of the letters in the index whose unit or field is known."""
    return list(_petitions(assistant, DocumentKind.REPLY))


def of_tables(assistant: Assistant) -> list[LabelledRequest]:
    """Rows of provincial tables, each text once: those in the index, then those of the labelled archive."""
    rows = [*_petitions(assistant, DocumentKind.PROVINCIAL_TABLE), *_archived(assistant.tables)]
    return list({" ".join(row.text.split()).lower(): row for row in reversed(rows)}.values())[::-1]


def _petitions(assistant: Assistant, kind: DocumentKind) -> Iterator[LabelledRequest]:
    for summary in assistant.index.documents(Filter(EVERYBODY.readers, frozenset({kind}))):
        document = assistant.index.document(summary.id)
        for request in document.requests if document else ():
            unit, field = request.unit or summary.unit, request.field or summary.field
            fields = fields_labelled(unit, field, kind, assistant.tables)
            if document and request.petition and fields:
                text = request.petition.of(document.text)
                yield LabelledRequest(f"{summary.id}:{request.position}", text, fields, summary.id, "sample")


def _archived(tables: Tables) -> Iterator[LabelledRequest]:
    texts = all_texts()
    for path in sorted((HERE / "documents").glob("list-*.yaml")):
        for entry in yaml.safe_load(path.read_text("utf-8")) if path.name.startswith(TABLE_SHAPES) else ():
            for item in entry["items"]:
                text = texts[str(item[1]).partition("=")[0]]
                fields = {field for unit in tables.units_named(text.unit) for field in unit.fields}
                if fields:
                    petition = text.petition_for("Bộ TT&TT", ANY_PROVINCE)
                    yield LabelledRequest(
                        f"{entry['id']}:{text.id}", petition, tuple(sorted(fields)), text.id, "archive"
                    )
