"""What passes between the caller and the child that reads a file: a job in, a Parsed or a failure out, as JSON."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ingest.documents import Cell, Link, Member, Page, PageRoute, Parsed, Row, Span, WordBox
from ingest.errors import FailureReason, ReadFailure
from ingest.settings import IngestSettings

SECONDS_PER_SCANNED_PAGE = 20
# A scanned page takes room in its file; two thousand pages that draw one small picture buy no time.
KILOBYTES_PER_SCANNED_PAGE = 16
# Large files buy time by their size; what is smaller is read in a third of `parse_seconds` when it is honest.
SECONDS_PER_MEGABYTE = 1
MEGABYTES_WITHOUT_MORE_TIME = 16
# A scan of hundreds of pages may take this long and no longer, however alive it seems.
MOST_SECONDS = 3600


@dataclass(frozen=True)
class Cost:
    """What reading one file took: wall-clock seconds, and the most MiB beyond what every reader starts with."""

    seconds: float = 0.0
    megabytes: float = 0.0


@dataclass(frozen=True)
class Job:
    """One file to read and the limits under which."""

    path: str
    parser: str
    seconds: int
    megabytes: int
    max_file_megabytes: int
    max_pages: int
    scratch: str = ""
    signs_of_life: int = 0

    @classmethod
    def of(cls, path: Path, settings: IngestSettings, parser: str, scratch: Path | None = None) -> Job:
        size = path.stat().st_size
        return cls(
            _passed(path),
            parser,
            settings.parse_seconds + SECONDS_PER_MEGABYTE * max(0, (size >> 20) - MEGABYTES_WITHOUT_MORE_TIME),
            settings.parse_megabytes,
            settings.max_file_megabytes,
            settings.max_pages,
            _passed(scratch) if scratch else "",
            (size >> 10) // KILOBYTES_PER_SCANNED_PAGE,
        )

    @property
    def longest_seconds(self) -> int:
        """The most a reader that keeps reporting slow pages may take."""
        return min(MOST_SECONDS, self.seconds + SECONDS_PER_SCANNED_PAGE * min(self.max_pages, self.signs_of_life))

    @property
    def file(self) -> Path:
        """The file to read."""
        return _meant(self.path)

    @property
    def scratch_folder(self) -> Path | None:
        """Where inner files of an archive or e-mail may be written; None when nobody wants them."""
        return _meant(self.scratch) if self.scratch else None

    def settings(self) -> IngestSettings:
        """The settings a parser sees: limits only."""
        return IngestSettings.model_construct(
            parse_seconds=self.seconds,
            parse_megabytes=self.megabytes,
            max_file_megabytes=self.max_file_megabytes,
            max_pages=self.max_pages,
        )


def _passed(path: Path) -> str:
    """A name may hold bytes that are no text; JSON passes these on."""
    return os.fsencode(path).decode("latin-1")


def _meant(passed: str) -> Path:
    return Path(os.fsdecode(passed.encode("latin-1")))


def sent_parsed(parsed: Parsed) -> bytes:
    """The message of a success."""
    return orjson.dumps({"parsed": parsed})


def sent_failure(failure: ReadFailure) -> bytes:
    """The message of a failure."""
    return orjson.dumps({"reason": failure.reason.value, "detail": failure.detail})


def with_cost(message: bytes, cost: Cost) -> bytes:
    """The message as it goes to the caller, what it cost on a line before it."""
    return orjson.dumps(cost) + b"\n" + message


def cost_of(message: bytes) -> Cost:
    """What the reading cost; nothing when the message is cut off."""
    try:
        return Cost(**orjson.loads(message.partition(b"\n")[0]))
    except (orjson.JSONDecodeError, TypeError):
        return Cost()


def failure_or_parsed(message: bytes) -> Parsed:
    """The Parsed of a message with its cost; raises the ReadFailure it holds, or DAMAGED when it is cut off."""
    try:
        content = orjson.loads(message.partition(b"\n")[2])
    except orjson.JSONDecodeError as error:
        raise ReadFailure(FailureReason.DAMAGED, "the reading process broke off") from error
    if "reason" in content:
        raise ReadFailure(FailureReason(content["reason"]), content["detail"])
    return _parsed(content["parsed"])


def _parsed(content: dict[str, Any]) -> Parsed:
    return Parsed(
        content["text"],
        tuple(_page(page) for page in content["pages"]),
        content["title"],
        tuple(_row(row) for row in content["rows"]),
        content["media_type"],
        tuple(content["warnings"]),
        tuple(Link(Span(**link["span"]), link["target"]) for link in content["links"]),
        tuple(content["stamps"]),
        tuple(Member(**member) for member in content["members"]),
    )


def _page(content: dict[str, Any]) -> Page:
    boxes = tuple(WordBox(**box) for box in content["boxes"])
    route = PageRoute(content["route"])
    return Page(content["number"], content["start"], content["end"], route, boxes, content["confidence"])


def _row(content: dict[str, Any]) -> Row:
    cells = tuple(Cell(cell["column"], Span(**cell["span"])) for cell in content["cells"])
    return Row(content["sheet"], content["number"], content["section"], cells)
