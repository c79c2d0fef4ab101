"""What the tests of the index let another process do: `python -m tests.contracts.other_process VERB HOME URL …`."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from ingest.errors import StorageFull
from ingest.index.base import Index
from tests.contracts.shelf import EVERYBODY, Shelf, letter, matching_texts

LETTERS_TURNED = 5
CHUNKS_TURNED = 6


def add(index: Index, name: str, text: str) -> None:
    """Put one letter."""
    index.put(*letter(name, [text]))


def put_for_ever(index: Index, first: str) -> None:
    """Replace five letters by their next version again and again, saying so after each, until killed."""
    for version in count(int(first)):
        name = f"letter{version % LETTERS_TURNED}"
        index.put(*letter(name, [f"đoạn {part} của phiên bản {version}" for part in range(CHUNKS_TURNED)]))
        if version % 3 == 0:
            index.matching("phiên bản", EVERYBODY, 5)
        print(name, version, flush=True)


def write_many(index: Index, name: str) -> None:
    """Put twenty letters from four threads."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: index.put(*letter(f"{name}-{i}", [f"thư {i} của {name}", "đoạn chung"])), range(20)))


def fill_the_disk(index: Index, megabytes: str) -> None:
    """Write until files may not grow; search; make room; write again."""
    index.put(*letter("before", ["thư có từ trước"]))
    assert matching_texts(index, "thư có từ trước") == ["thư có từ trước"]
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(float(megabytes) * 2**20), hard))
    refused = put_until_refused(index)
    assert matching_texts(index, "thư có từ trước") == ["thư có từ trước"]
    assert index.document(refused) is None
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, hard))
    index.put(*letter("after", ["thư có sau này"]))
    print(matching_texts(index, "sau này")[0])


def put_until_refused(index: Index) -> str:
    """The name of the letter that did not fit."""
    for number in count():
        try:
            index.put(*letter(f"big{number}", [f"đoạn {i} rất dài " + "x" * 20_000 for i in range(10)]))
        except StorageFull:
            return f"big{number}"
    raise AssertionError


VERBS: dict[str, Callable[..., None]] = {
    "add": add,
    "put_for_ever": put_for_ever,
    "write_many": write_many,
    "fill_the_disk": fill_the_disk,
}

if __name__ == "__main__":
    verb, home, url, *arguments = sys.argv[1:]
    shelf = Shelf(Path(home), url)
    VERBS[verb](shelf.open(), *arguments)
    shelf.close()
