"""What every index promises on a bad day: damaged files, killed processes, full disks, crowds."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.documents import Visibility
from ingest.index.base import Index
from tests.contracts.conftest import OtherProcess
from tests.contracts.other_process import CHUNKS_TURNED, LETTERS_TURNED
from tests.contracts.shelf import EVERYBODY, OFFICE, Shelf, letter, matching_texts, nearest_texts

BLOCK = 4096
KILLS = {"embedded": 12, "postgres": 4}
FILES = pytest.mark.parametrize("shelf", ["embedded"], indirect=True)  # what is tried is the files of this machine


def filled(shelf: Shelf, letters: int = 12) -> Index:
    """An index whose derived files have been saved."""
    index = shelf.open()
    for number in range(letters):
        visibility = Visibility("office" if number % 4 == 3 else "all")
        index.put(*letter(f"d{number}", [f"kiến nghị {number} đoạn {i}" for i in range(8)], visibility=visibility))
    index.rebuild()
    return index


def answers(index: Index) -> list[list[str]]:
    """What is found, for comparing before and after."""
    return [
        nearest_texts(index, "kiến nghị 7 đoạn 3", OFFICE, k=20),
        matching_texts(index, "kiến nghị 7 đoạn 3", EVERYBODY, k=20),
        matching_texts(index, "kien nghi 2 doan 5", EVERYBODY, k=20),
    ]


def saved_files(shelf: Shelf) -> list[Path]:
    return sorted(path for path in shelf.home.glob("index/snapshot-*/**/*") if path.is_file())


@FILES
def test_a_flipped_byte_in_any_block_of_any_index_file_is_noticed_and_repaired(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    expected = answers(filled(shelf))
    shelf.close()
    chance = random.Random(5)
    places = [
        (path, chance.randrange(start, min(start + BLOCK, path.stat().st_size)))
        for path in saved_files(shelf)
        for start in range(0, path.stat().st_size, BLOCK)
    ]
    assert len(places) > 10
    for path, place in places:
        caplog.clear()
        flip(path, place)
        assert answers(shelf.reopen()) == expected
        assert "damaged" in caplog.text, f"{path.name} at {place}"
        shelf.close()
        flip(path, place)
    caplog.clear()
    assert answers(shelf.reopen()) == expected and "damaged" not in caplog.text


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x41
    path.write_bytes(content)


@FILES
def test_a_missing_or_cut_file_is_noticed_and_repaired(shelf: Shelf) -> None:
    expected = answers(filled(shelf))
    for spoil in (
        Path.unlink,
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(b""),
    ):
        shelf.close()
        spoil(saved_files(shelf)[0])
        assert answers(shelf.reopen()) == expected
        shelf.opened[0][0].rebuild()


def test_without_any_derived_file_everything_is_built_from_the_database(shelf: Shelf) -> None:
    expected = answers(filled(shelf))
    shelf.close()
    shutil.rmtree(shelf.home / "index")
    assert answers(shelf.reopen()) == expected


def test_saved_files_older_than_the_database_are_caught_up(shelf: Shelf) -> None:
    index = filled(shelf)
    index.put(*letter("late", ["đến sau khi lưu"]))
    index.remove("d7")
    shelf.close()
    again = shelf.open()
    assert matching_texts(again, "đến sau khi lưu", k=1) == ["đến sau khi lưu"]
    assert not any(text.startswith("kiến nghị 7 ") for text in answers(again)[0])


def test_a_restored_older_database_is_served_and_not_what_the_files_remember(shelf: Shelf) -> None:
    filled(shelf)
    shelf.close()
    shelf.back_up()
    index = shelf.open()
    index.put(*letter("lost", ["đã mất cùng máy cũ"]))
    index.rebuild()
    shelf.close()
    shelf.restore()
    again = shelf.open()
    again.put(*letter("new", ["viết sau khi phục hồi"]))
    assert matching_texts(again, "đã mất cùng máy cũ viết sau khi phục hồi", k=1) == ["viết sau khi phục hồi"]
    assert not any("đã mất" in text for text in matching_texts(again, "đã mất cùng", k=50))


def test_a_process_killed_at_any_moment_leaves_whole_letters_and_all_it_acknowledged(
    shelf: Shelf, other_process: OtherProcess
) -> None:
    chance, version = random.Random(11), 0
    for _ in range(KILLS[shelf.kind]):
        process = other_process("put_for_ever", str(version))
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        output, _errors = process.communicate()
        version = max([version, *(int(line.split()[1]) for line in output.splitlines() if line.count(" ") == 1)])
        assert_whole(shelf.reopen(), version)
        version += 1
    shelf.close()
    assert not list(shelf.home.glob("index/live-*")), "folders of killed processes are swept"


def assert_whole(index: Index, acknowledged: int) -> None:
    """Each letter stands in one version, at least the acknowledged one, with all of its chunks."""
    found = matching_texts(index, "đoạn của phiên bản", k=100)
    assert len(found) == index.size() == sum(summary.chunks for summary in index.documents())
    versions = Counter(int(re.findall(r"\d+", text)[1]) for text in found)
    assert set(versions.values()) == {CHUNKS_TURNED}
    assert len({version % LETTERS_TURNED for version in versions}) == len(versions)
    assert max(versions) in (acknowledged, acknowledged + 1), "one more may be stored than was acknowledged"
    for text in found[:3]:
        assert nearest_texts(index, text, k=1) == [text]


def test_many_processes_and_threads_write_at_once_and_nothing_is_lost(
    shelf: Shelf, index: Index, other_process: OtherProcess
) -> None:
    index.put(*letter("mine", ["thư của tôi"]))
    processes = [other_process("write_many", f"p{number}") for number in range(4)]
    while any(process.poll() is None for process in processes):
        assert matching_texts(index, "thư của tôi", k=1) == ["thư của tôi"]
        time.sleep(0.01)
    for process in processes:
        output, errors = process.communicate()
        assert process.returncode == 0, output + errors
    time.sleep(0.1)
    assert len(matching_texts(index, "đoạn chung", k=200)) == 4 * 20
    assert index.size() == 4 * 40 + 1 == sum(summary.chunks for summary in index.documents())


def test_threads_may_write_and_search_at_once(index: Index) -> None:
    index.put(*letter("fixed", ["luôn luôn ở đây"]))

    def change(number: int) -> None:
        index.put(*letter(f"d{number % 3}", [f"bản {number} đoạn {i}" for i in range(4)]))
        assert nearest_texts(index, f"bản {number} đoạn 2", k=50)
        assert matching_texts(index, "luôn luôn ở đây", k=1) == ["luôn luôn ở đây"]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(60)))
    assert index.size() == 1 + 3 * 4 == len(nearest_texts(index, "x", k=100))


def test_rebuilding_stops_nobody_from_searching_or_writing(index: Index) -> None:
    index.put(*letter("fixed", [f"luôn luôn ở đây {i}" for i in range(500)]))
    with ThreadPoolExecutor(1) as pool:
        rebuilding = pool.submit(index.rebuild)
        number = 0
        while not rebuilding.done():
            index.put(*letter(f"new{number}", [f"thư mới số {number}"]))
            assert f"thư mới số {number}" in matching_texts(index, f"thư mới số {number}", k=500)
            number += 1
        rebuilding.result()
    assert index.size() == 500 + number


@FILES
@pytest.mark.parametrize("megabytes", [0.5, 2])
def test_a_full_disk_refuses_the_new_letter_keeps_answering_and_recovers_by_itself(
    other_process: OtherProcess, megabytes: float
) -> None:
    process: subprocess.Popen[str] = other_process("fill_the_disk", str(megabytes))
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert output.strip() == "thư có sau này"
