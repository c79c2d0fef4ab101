"""The take-in: nothing old overwrites anything new, files inside files, marks, what a run leaves behind."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant, build
from ingest.errors import FailureReason
from ingest.manifest import Hints
from ingest.originals import LEFT_OVER_SECONDS, original_of, sweep_scratch
from ingest.pipeline import Outcome, add, add_file, remove
from ingest.removal import removed, sweep_originals
from ingest.sync import survey, sync
from tests.conftest import settings_of
from tests.ingest.codification import INDEX, topic
from tests.ingest.letters import digest_of_letter, documents, letter, put

GUIDE = "Hướng dẫn mẫu về báo cáo\n\nĐơn vị gửi báo cáo số {number} trước ngày 25 hằng tháng cho Văn phòng Bộ.\n"
SECRET = "MẬT\n\nCÔNG VĂN\n\nNội dung không được lưu ở bất cứ đâu.\n"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    assistant = build(settings_of(tmp_path / "home"))
    yield assistant
    assistant.close()


def outcomes(assistant: Assistant, *paths: Path) -> dict[str, Outcome]:
    return {each.source.rpartition("/")[2]: each.outcome for each in add(paths, assistant.pipeline).results}


def during(assistant: Assistant, step: str, act: Callable[[], object]) -> pytest.MonkeyPatch:
    """Something that happens while a file is being read, after its ticket was drawn."""
    import ingest.pipeline

    patched, real, done = pytest.MonkeyPatch(), getattr(ingest.pipeline, step), []

    def slow(*given: object, **named: object) -> object:
        result = real(*given, **named)
        if not done:
            done.append(True)
            act()
        return result

    patched.setattr(ingest.pipeline, step, slow)
    return patched


def test_an_older_reading_never_overwrites_a_newer_one(assistant: Assistant, tmp_path: Path) -> None:
    path, newer = put(tmp_path, "a.txt", GUIDE.format(number=1)), put(tmp_path / "new", "a.txt", GUIDE.format(number=2))
    with_newer = lambda: from_another_process(assistant, newer, path)  # noqa: E731
    patched = during(assistant, "copy_of", with_newer)
    assert outcomes(assistant, path) == {"a.txt": Outcome.STALE}
    patched.undo()
    [document] = documents(assistant).values()
    assert "số 2" in document.text
    assert not list(originals(assistant) - {document.digest}), "what the older reading kept is gone"


def from_another_process(assistant: Assistant, content: Path, path: Path) -> None:
    """The same source read later, and stored earlier."""
    held = path.read_bytes()
    path.write_bytes(content.read_bytes())
    add_file(path, assistant.pipeline, Hints())
    path.write_bytes(held)


def originals(assistant: Assistant) -> set[str]:
    kept = {path.name for path in (assistant.settings.home / "originals").glob("*/*")}
    return kept - {each.digest for each in assistant.index.documents() if each.kind == "validity_table"}


def test_what_was_removed_meanwhile_does_not_come_back(assistant: Assistant, tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", GUIDE.format(number=1))
    add([path], assistant.pipeline)
    path.write_text(GUIDE.format(number=2), "utf-8")
    patched = during(assistant, "copy_of", lambda: remove(str(path), assistant.pipeline))
    assert outcomes(assistant, path) == {"a.txt": Outcome.STALE}
    patched.undo()
    assert not documents(assistant) and not originals(assistant)
    assert outcomes(assistant, path) == {"a.txt": Outcome.ADDED}, "a later reading is welcome"


def test_a_file_that_changes_while_it_is_read_waits(assistant: Assistant, tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", GUIDE.format(number=1))
    patched = during(assistant, "isolate", lambda: path.write_text(GUIDE.format(number=22), "utf-8"))
    assert outcomes(assistant, path) == {"a.txt": Outcome.WAITING}
    patched.undo()
    assert not documents(assistant)


def archive(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path


def test_every_file_in_an_archive_is_a_source_of_its_own(assistant: Assistant, tmp_path: Path) -> None:
    files = {"thu/a.txt": letter(), "b.txt": GUIDE.format(number=7), "hong.pdf": b"%PDF-1.4 broken"}
    path = archive(tmp_path / "kho.zip", files)
    told = outcomes(assistant, path)
    assert told == {
        "kho.zip": Outcome.ADDED,
        "a.txt": Outcome.ADDED,
        "b.txt": Outcome.ADDED,
        "hong.pdf": Outcome.FAILED,
    }
    sources = {document.source for document in documents(assistant).values()}
    assert sources == {f"{path}!/thu/a.txt", f"{path}!/b.txt"}
    again = outcomes(assistant, path)
    assert again["a.txt"] is again["b.txt"] is Outcome.UNCHANGED and again["hong.pdf"] is Outcome.FAILED


def test_a_file_that_left_its_archive_is_taken_out_and_so_is_all_with_the_archive(
    assistant: Assistant, tmp_path: Path
) -> None:
    path = archive(tmp_path / "kho.zip", {"a.txt": letter(), "b.txt": GUIDE.format(number=7)})
    add([path], assistant.pipeline)
    archive(path, {"a.txt": letter()})
    assert outcomes(assistant, path)["b.txt"] is Outcome.REMOVED
    assert set(documents(assistant)) == {frozenset({"a.txt"})}
    assert remove(str(path), assistant.pipeline)
    assert not documents(assistant) and not originals(assistant)


def test_archives_in_archives_end_at_the_third(assistant: Assistant, tmp_path: Path) -> None:
    content: bytes | str = GUIDE.format(number=7)
    name = "sau.txt"
    for depth in range(4):
        inner = archive(tmp_path / f"{depth}.zip", {name: content})
        content, name = inner.read_bytes(), inner.name
    results = add([tmp_path / "3.zip"], assistant.pipeline).results
    assert FailureReason.TOO_MANY in {each.reason for each in results} and not documents(assistant)
    add([tmp_path / "2.zip"], assistant.pipeline)
    assert len(documents(assistant)) == 1


def mail(path: Path, attached: dict[str, str]) -> Path:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        "Gửi tài liệu",
        "vanphong@example.invalid",
        "bo@example.invalid",
    )
    message.set_content("Kính gửi Văn phòng, xin gửi kèm tài liệu hướng dẫn báo cáo hằng tháng.")
    for name, content in attached.items():
        message.add_attachment(content, filename=name)
    path.write_bytes(bytes(message))
    return path


def test_a_marked_attachment_quarantines_the_mail_that_holds_it(assistant: Assistant, tmp_path: Path) -> None:
    path = mail(tmp_path / "thu.eml", {"a.txt": GUIDE.format(number=7)})
    assert Outcome.QUARANTINED not in outcomes(assistant, path).values() and len(documents(assistant)) == 2
    mail(path, {"a.txt": GUIDE.format(number=7), "b.txt": SECRET})
    told = outcomes(assistant, path)
    assert told["thu.eml"] is told["b.txt"] is Outcome.QUARANTINED and told["a.txt"] is Outcome.UNCHANGED
    assert set(documents(assistant)) == {frozenset({"a.txt"})}
    kept = b"".join(each.read_bytes() for each in (assistant.settings.home / "originals").glob("*/*"))
    assert "Nội dung không được lưu".encode() not in kept
    assert not list((assistant.settings.home / "scratch").iterdir())


def test_a_file_that_gets_a_mark_takes_its_earlier_version_out(assistant: Assistant, tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", GUIDE.format(number=1))
    add([path], assistant.pipeline)
    path.write_text(SECRET, "utf-8")
    assert outcomes(assistant, path) == {"a.txt": Outcome.QUARANTINED}
    assert not documents(assistant) and not originals(assistant)


def test_a_removal_is_proved_by_the_sentences_of_what_is_gone(assistant: Assistant, tmp_path: Path) -> None:
    whole, digest = put(tmp_path, "a.txt", letter()), put(tmp_path, "b.txt", digest_of_letter())
    add([whole, digest], assistant.pipeline)
    first = removed(str(whole), assistant.pipeline, prove=True)
    assert first and first.proofs[0].kept_by == (str(digest),)
    second = removed(str(digest), assistant.pipeline, prove=True)
    assert second and second.proofs[0].gone and second.proofs[0].searched >= 2


def test_a_proof_fails_while_the_document_can_still_be_found(assistant: Assistant, tmp_path: Path) -> None:
    from ingest.removal import proof_of

    add([put(tmp_path, "a.txt", letter())], assistant.pipeline)
    [document] = documents(assistant).values()
    with assistant.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM copies")
    proof = proof_of(document, assistant.pipeline)
    assert not proof.gone and proof.hits and proof.chunks_left and proof.original_left


def test_what_a_killed_run_left_is_swept_after_an_hour(assistant: Assistant, tmp_path: Path) -> None:
    home = assistant.settings.home
    left = home / "scratch" / "tmpleft"
    left.mkdir(parents=True)
    orphan = original_of("ab" + "0" * 62, home)
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    sweep_scratch(home)
    assert left.exists() and not sweep_originals(assistant.pipeline)
    later = time.time() + LEFT_OVER_SECONDS + 60
    sweep_scratch(home, later)
    assert not left.exists() and sweep_originals(assistant.pipeline, later) == 1 and not orphan.exists()
    assert os.listdir(home / "scratch") == []


def test_an_archive_of_pages_without_a_text_is_skipped_and_never_read_again(
    assistant: Assistant, tmp_path: Path
) -> None:
    (tmp_path / "kho").mkdir()
    pages = archive(tmp_path / "kho" / "bo-phap-dien.zip", {"muc-luc.html": INDEX, "gia.html": topic(title="Giá")})
    assert set(outcomes(assistant, pages).values()) == {Outcome.SKIPPED}
    report = sync(tmp_path / "kho", assistant.pipeline)
    assert {each.outcome for each in report.results} == {Outcome.SKIPPED}
    assert not survey(tmp_path / "kho", assistant.pipeline).read
