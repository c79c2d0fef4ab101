"""A hostile file costs a child process, never the server."""

from __future__ import annotations

import errno
import random
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evals.listener import Listener
from ingest.errors import FailureReason, ReadFailure
from ingest.guard.isolate import _SERVER, isolate, isolate_measured
from ingest.guard.wire import Job
from ingest.parse import parse_file
from ingest.settings import IngestSettings
from tests.ingest.files import LETTER, limits, make_docx, make_pdf, make_scan, make_xlsx

FAKES = "tests.ingest.fake_parsers"
QUICK = limits(parse_seconds=1, parse_megabytes=200)
SETTINGS = limits()


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    return make_docx(tmp_path / "letter.docx", LETTER)


def reason(path: Path, parser: str, settings: IngestSettings = QUICK) -> FailureReason:
    with pytest.raises(ReadFailure) as failure:
        isolate(path, settings, f"{FAKES}:{parser}")
    assert "secret text" not in failure.value.detail
    return failure.value.reason


def test_a_file_read_in_a_child_gives_what_it_gives_here(letter: Path, tmp_path: Path) -> None:
    table = make_xlsx(tmp_path / "a.xlsx", [["Tỉnh", "Số", "Đơn vị"], ["I", "LĨNH VỰC A"], ["Hà Giang", 1, "Cục VT"]])
    scan = make_scan(tmp_path / "scan.pdf", [LETTER])
    for path in (letter, table, scan):
        assert isolate(path, SETTINGS) == parse_file(path, SETTINGS)


@pytest.mark.parametrize(
    ("parser", "expected"),
    [
        ("sleeps", FailureReason.TIMEOUT),
        ("loops", FailureReason.TIMEOUT),
        ("hogs", FailureReason.MEMORY),
        ("crashes", FailureReason.DAMAGED),
        ("blunders", FailureReason.DAMAGED),
    ],
)
def test_a_parser_gone_mad_is_stopped_and_named(letter: Path, parser: str, expected: FailureReason) -> None:
    started = time.monotonic()
    assert reason(letter, parser) is expected
    assert time.monotonic() - started < 10


def test_what_a_stopped_parser_started_is_stopped_too(letter: Path) -> None:
    reason(letter, "sleeps")
    time.sleep(0.2)
    assert not [pid for pid in Path("/proc").glob("[0-9]*") if str(letter).encode() in command_line(pid)]


def command_line(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def test_a_scan_may_take_longer_than_other_files_while_its_pages_go_on(letter: Path) -> None:
    with letter.open("ab") as file:
        file.truncate(100 << 10)
    assert isolate(letter, QUICK, f"{FAKES}:is_slow_but_alive").text == "xong"


def test_the_child_sees_no_secrets(letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _SERVER.stop()
    monkeypatch.setenv("TROLY_LLM_API_KEY", "chìa-khóa")
    seen = isolate(letter, SETTINGS, f"{FAKES}:tells_its_environment").text
    assert "chìa-khóa" not in seen
    assert "TROLY_" not in seen


def test_neither_the_child_nor_what_it_starts_can_call_anybody(tmp_path: Path) -> None:
    with Listener() as listener:
        (tmp_path / "a.txt").write_text(listener.address.removeprefix("http://"))
        told = isolate(tmp_path / "a.txt", SETTINGS, f"{FAKES}:calls_out").text.split()
    assert listener.calls == 0
    assert told == [str(errno.EACCES), str(errno.EACCES), "1"]


def test_what_a_child_leaves_lying_about_is_cleared(letter: Path) -> None:
    left = isolate(letter, SETTINGS, f"{FAKES}:litters").text.split("\n")
    assert len(left) == 3
    assert not [place for place in left if Path(place).exists()]
    assert not (letter.parent / "beside.txt").exists()


def test_what_a_child_that_was_stopped_leaves_is_cleared_too(letter: Path) -> None:
    assert reason(letter, "litters_and_hangs") is FailureReason.TIMEOUT
    left = (letter.parent / "where.txt").read_text().split("\n")
    assert not [place for place in left if Path(place).exists()]


def test_folders_of_keepers_that_were_killed_are_cleared_by_the_next_server(letter: Path) -> None:
    nobody = subprocess.Popen(["true"])
    nobody.wait()
    left = Path(tempfile.mkdtemp(prefix=f"troly-read-{nobody.pid}-"))
    _SERVER.stop()
    isolate(letter, SETTINGS)
    assert not left.exists()


def test_a_file_written_without_end_is_stopped(letter: Path) -> None:
    assert reason(letter, "writes_without_end", limits(max_file_megabytes=80)) is FailureReason.DAMAGED


def test_reading_says_what_it_took(letter: Path) -> None:
    found, cost = isolate_measured(letter, SETTINGS)
    assert not isinstance(found, ReadFailure)
    assert 0 < cost.seconds < 20
    assert 0 < cost.megabytes < 200


def test_a_large_file_buys_time_and_a_small_one_buys_no_pages(tmp_path: Path) -> None:
    sizes = {"small.pdf": 4 << 10, "scan.pdf": 2 << 20, "law.html": 40 << 20}
    for name, size in sizes.items():
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    small, scan, law = (Job.of(tmp_path / name, SETTINGS, "") for name in sizes)
    assert (small.seconds, small.longest_seconds) == (SETTINGS.parse_seconds, SETTINGS.parse_seconds)
    assert (scan.seconds, scan.longest_seconds) == (SETTINGS.parse_seconds, SETTINGS.parse_seconds + 128 * 20)
    assert law.seconds == SETTINGS.parse_seconds + 24


def test_the_next_file_is_read_after_the_server_died(letter: Path) -> None:
    isolate(letter, SETTINGS)
    assert _SERVER._process is not None
    _SERVER._process.kill()
    _SERVER._process.wait()
    assert isolate(letter, SETTINGS).text


def test_a_hundred_files_do_not_cost_a_hundred_interpreters(letter: Path) -> None:
    isolate(letter, SETTINGS)
    started = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda _: isolate(letter, SETTINGS).text, range(100)))
    assert len(set(read)) == 1
    assert time.monotonic() - started < 30


def test_a_file_too_large_is_refused_before_a_child_is_asked(tmp_path: Path) -> None:
    with (tmp_path / "a.pdf").open("wb") as file:
        file.truncate(2 << 20)
    with pytest.raises(ReadFailure) as failure:
        isolate(tmp_path / "a.pdf", limits(max_file_megabytes=1))
    assert failure.value.reason is FailureReason.TOO_LARGE


@pytest.mark.parametrize("seed", range(8))
def test_a_file_with_broken_bytes_gives_text_or_a_reason(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    for path in (make_docx(tmp_path / "a.docx", LETTER), make_pdf(tmp_path / "a.pdf", [LETTER])):
        content = bytearray(path.read_bytes())
        for _ in range(10):
            content[dice.randrange(len(content))] = dice.randrange(256)
        path.write_bytes(content)
        try:
            assert isolate(path, SETTINGS).text
        except ReadFailure as failure:
            assert failure.reason in {
                FailureReason.DAMAGED,
                FailureReason.NO_TEXT,
                FailureReason.PASSWORD,
                FailureReason.UNSUPPORTED,
            }
