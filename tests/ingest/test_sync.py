"""A folder and the index in step, whatever happens in between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from assistant.bootstrap import Assistant, build
from ingest.pipeline import Outcome, add
from ingest.sync import FolderAway, How, SyncReport, SyncRunning, alone, survey, sync, too_many, watch
from tests.conftest import settings_of
from tests.ingest.letters import documents, letter, put, rested, state

PROJECT = Path(__file__).resolve().parents[2]
KILLS = 30
DAY = 24 * 3600


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    assistant = build(settings_of(tmp_path / "home"))
    yield assistant
    assistant.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six letters to the same province, each with its own number and a sentence of its own."""
    folder = tmp_path / "kho"
    for number in range(6):
        write(folder, number)
    return folder


def write(folder: Path, number: int, name: str = "", said: str = "") -> Path:
    text = letter(str(200 + number), extra=said or f"Bộ ghi nhận ý kiến thứ {number + 40}.\n")
    return put(folder, name or f"{number}.txt", text)


def counts(report: SyncReport) -> dict[str, int]:
    return {outcome.value: report.count(outcome) for outcome in Outcome if report.count(outcome)}


def never(*_: object, **__: object) -> object:
    raise AssertionError("nothing is to be opened")


def test_what_is_new_changed_moved_and_gone_reaches_the_index(assistant: Assistant, folder: Path) -> None:
    assert counts(sync(folder, assistant.pipeline)) == {"added": 6}
    moved = documents(assistant)[frozenset({"3.txt"})]
    write(folder, 1, said="Bộ đã bổ sung ý kiến này.\n")
    os.utime(folder / "1.txt", (time.time() - DAY, time.time() - DAY))
    (folder / "sub").mkdir()
    (folder / "3.txt").rename(folder / "sub" / "khac.txt")
    (folder / "5.txt").unlink()
    write(folder, 7)
    report = sync(folder, assistant.pipeline)
    assert counts(report) == {"added": 1, "updated": 1, "moved": 1, "removed": 1, "unchanged": 3}
    assert all(proof.gone or proof.kept_by for proof in report.proofs) and any(proof.gone for proof in report.proofs)
    stored = documents(assistant)
    assert stored[frozenset({"khac.txt"})].id == moved.id
    assert "Bộ đã bổ sung" in stored[frozenset({"1.txt"})].text
    assert set(stored) == {frozenset({name}) for name in ("0.txt", "1.txt", "2.txt", "4.txt", "7.txt", "khac.txt")}


def test_a_folder_in_step_is_not_opened_again(
    assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(folder, assistant.pipeline)
    monkeypatch.setattr("ingest.sync.add_file", never)
    assert counts(sync(folder, assistant.pipeline)) == {"unchanged": 6}


def test_a_touched_file_is_opened_but_not_read_again(
    assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(folder, assistant.pipeline)
    os.utime(folder / "2.txt", (time.time() - DAY, time.time() - DAY))
    monkeypatch.setattr("ingest.pipeline.isolate", never)
    assert counts(sync(folder, assistant.pipeline)) == {"unchanged": 6}


def test_a_move_embeds_nothing(assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync(folder, assistant.pipeline)
    (folder / "3.txt").rename(folder / "khac.txt")
    monkeypatch.setattr("ingest.pipeline.isolate", never)
    report = sync(folder, assistant.pipeline)
    assert counts(report) == {"moved": 1, "unchanged": 5} and not any(each.embedded for each in report.results)


def test_a_line_of_the_register_that_changed_is_a_change_of_the_file(assistant: Assistant, folder: Path) -> None:
    sync(folder, assistant.pipeline)
    (folder / "manifest.csv").write_text("file,visibility\n0.txt,office\n", encoding="utf-8")
    assert counts(sync(folder, assistant.pipeline)) == {"updated": 1, "unchanged": 5}
    assert documents(assistant)[frozenset({"0.txt"})].visibility.scope == "office"


def test_a_share_that_is_away_empties_nothing(assistant: Assistant, folder: Path, tmp_path: Path) -> None:
    sync(folder, assistant.pipeline)
    folder.rename(tmp_path / "away")
    with pytest.raises(FolderAway):
        sync(folder, assistant.pipeline)
    folder.mkdir()
    report = sync(folder, assistant.pipeline)
    assert len(report.refused) == 6 and len(documents(assistant)) == 6
    report = sync(folder, assistant.pipeline, How(allow_removals=True))
    assert counts(report) == {"removed": 6} and not documents(assistant)
    assert all(proof.gone for proof in report.proofs)


@pytest.mark.parametrize(
    "lost, known, refused", [(0, 0, False), (1, 1, True), (1, 2, False), (3, 4, False), (4, 13, True), (4, 14, False)]
)
def test_more_than_three_in_ten_is_not_taken_out_unasked(lost: int, known: int, refused: bool) -> None:
    assert too_many(lost, known) is refused


def test_what_was_taken_in_by_name_is_in_the_folders_care(assistant: Assistant, folder: Path) -> None:
    add([folder], assistant.pipeline)
    (folder / "0.txt").unlink()
    assert counts(sync(folder, assistant.pipeline)) == {"removed": 1, "unchanged": 5}


def test_a_folder_that_may_not_be_listed_loses_nothing(assistant: Assistant, folder: Path) -> None:
    closed = folder / "kin"
    write(closed, 8)
    sync(folder, assistant.pipeline)
    with pytest.MonkeyPatch.context() as patched:  # whoever runs as root may list everything
        real = os.scandir

        def scandir(path: str) -> object:
            if str(path) == str(closed):
                raise PermissionError(13, "denied", str(path))
            return real(path)

        patched.setattr(os, "scandir", scandir)
        report = sync(folder, assistant.pipeline)
    assert report.count(Outcome.REMOVED) == 0 and len(documents(assistant)) == 7


def test_a_file_being_written_waits_for_the_next_round(assistant: Assistant, folder: Path) -> None:
    os.utime(folder / "0.txt")
    report = sync(folder, assistant.pipeline, How(wait=False))
    assert counts(report) == {"added": 5, "waiting": 1}
    rested(folder / "0.txt")
    assert counts(sync(folder, assistant.pipeline)) == {"added": 1, "unchanged": 5}


def test_a_failed_file_is_tried_again_only_when_that_may_help(
    assistant: Assistant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rested(put(folder, "rong.txt", ""))
    assert counts(sync(folder, assistant.pipeline)) == {"added": 6, "failed": 1}
    monkeypatch.setattr("ingest.sync.add_file", never)
    report = sync(folder, assistant.pipeline)
    assert counts(report) == {"unchanged": 7}
    [failed] = report.summaries[0].failed
    assert failed.source.endswith("rong.txt") and failed.reason == "empty", "the summary tells it every time"


def test_two_runs_on_one_folder_do_not_meet(assistant: Assistant, folder: Path) -> None:
    with alone(str(folder), assistant.settings.home), pytest.raises(SyncRunning):
        sync(folder, assistant.pipeline)
    assert counts(sync(folder, assistant.pipeline)) == {"added": 6}


def test_a_survey_changes_nothing(assistant: Assistant, folder: Path) -> None:
    todo = survey(folder, assistant.pipeline)
    assert len(todo.read) == 6 and not documents(assistant)


def test_a_watch_survives_errors_and_takes_in_what_comes(assistant: Assistant, folder: Path, tmp_path: Path) -> None:
    heard: list[SyncReport | Exception] = []

    def pause(_: float) -> bool:
        if len(heard) == 1:
            folder.rename(tmp_path / "away")
        if len(heard) == 2:
            (tmp_path / "away").rename(folder)
            write(folder, 9)
        return len(heard) == 3

    watch(folder, assistant.pipeline, 0.0, pause, heard.append, How())
    first, second, third = heard
    assert isinstance(first, SyncReport) and isinstance(second, FolderAway) and isinstance(third, SyncReport)
    assert counts(third) == {"added": 1, "unchanged": 6}


def test_a_run_that_is_stopped_is_taken_up_where_it_was(assistant: Assistant, folder: Path) -> None:
    done: list[object] = []
    how = How(told=lambda result, left: done.append(left), stop=lambda: len(done) == 2)
    report = sync(folder, assistant.pipeline, how)
    assert report.stopped and done == [5, 4]
    assert counts(sync(folder, assistant.pipeline)) == {"added": 4, "unchanged": 2}


@pytest.mark.timeout(600)
def test_killed_at_any_moment_it_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "kho"
    (folder / "sub").mkdir(parents=True)
    command = [sys.executable, "-m", "tests.ingest.killed_sync", str(home), str(folder), str(KILLS), "11"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr
    killed, _ = map(int, done.stdout.split())
    assert killed >= KILLS // 2, "most runs must be at work when they are killed"
    disturbed, undisturbed = build(settings_of(home)), build(settings_of(tmp_path / "new"))
    try:
        how = How(allow_removals=True)
        sync(folder, disturbed.pipeline, how)
        sync(folder, undisturbed.pipeline, how)
        assert state(disturbed) == state(undisturbed) and len(state(disturbed)) > 10
        assert disturbed.index.size() == undisturbed.index.size()
        for document in documents(disturbed).values():
            assert (home / "originals" / document.digest[:2] / document.digest).exists()
        assert counts(sync(folder, disturbed.pipeline, how)).keys() == {"unchanged"}
    finally:
        disturbed.close()
        undisturbed.close()


def test_a_served_folder_is_watched_until_the_command_is_told_to_stop(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "--home", str(home)]
    watching = subprocess.Popen(
        [*command, "sync", str(folder), "--watch", "--every", "0.3", "--json"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert watching.stdout is not None
        first = report_from(watching.stdout)
        write(folder, 9)
        second = report_from(watching.stdout)
        watching.terminate()
        _, told = watching.communicate(timeout=60)
    finally:
        watching.kill()
    assert (first["added"], second["added"], second["unchanged"]) == (6, 1, 6)
    assert watching.returncode == 0 and not told


def report_from(stream: IO[str]) -> dict[str, Any]:
    """The next whole JSON object of the stream."""
    lines = [stream.readline()]
    while lines[-1] != "}\n":
        lines.append(stream.readline())
        assert lines[-1], "the command ended"
    found: dict[str, Any] = json.loads("".join(lines))
    return found
