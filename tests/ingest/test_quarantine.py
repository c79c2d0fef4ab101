"""A marked file ends in quarantine: nothing of it is stored, and only two persons let its bytes pass."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant, build
from ingest.guard.secrecy import Place
from ingest.index.base import Filter
from ingest.originals import digest_of_file
from ingest.pipeline import Outcome, add, original_of
from ingest.quarantine import NotHeld, VotedAlready, held, is_released, mark_held, vote_release
from ingest.report import FileResult
from ingest.sync import How, sync
from tests.conftest import settings_of

CANARY = "Hoa tiêu mật hiệu Kim Tước Ngân Hà sẽ đổi tần số vào đêm trăng khuyết"
BODY = f"""BỘ THÔNG TIN VÀ TRUYỀN THÔNG
Số: 812/BTTTT-VP
{{}}
Hà Nội, ngày 06 tháng 02 năm 2024
Kính gửi: Đoàn đại biểu Quốc hội tỉnh Hà Giang
Bộ Thông tin và Truyền thông nhận được kiến nghị của cử tri tỉnh Hà Giang, nội dung kiến nghị như sau:
Cử tri đề nghị sớm phủ sóng di động tại các thôn, bản vùng cao của tỉnh.
Bộ Thông tin và Truyền thông có ý kiến như sau:
{CANARY}. Bộ sẽ phủ sóng các thôn còn lại trong năm 2025 bằng nguồn vốn viễn thông công ích.
"""
NOW = How(wait=False)


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as the first start leaves it; copied, since a start takes longer than a copy."""
    home = tmp_path_factory.mktemp("empty") / "home"
    build(settings_of(home)).close()
    return home


@pytest.fixture
def assistant(empty_home: Path, tmp_path: Path) -> Iterator[Assistant]:
    built = build(settings_of(Path(shutil.copytree(empty_home, tmp_path / "home"))))
    yield built
    built.close()


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def letter(folder: Path, name: str = "cv.txt", mark: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(BODY.format(mark), encoding="utf-8")
    return path


def taken(path: Path, assistant: Assistant) -> FileResult:
    return add([path], assistant.pipeline).results[0]


def traces(home: Path) -> list[str]:
    """Files of the home that hold the canary as it is written."""
    needle = CANARY.encode()
    return [str(file.relative_to(home)) for file in home.rglob("*") if file.is_file() and needle in file.read_bytes()]


def test_a_marked_file_leaves_nothing_but_its_name_and_digest(assistant: Assistant, share: Path) -> None:
    path = letter(share, mark="MẬT")
    assert taken(path, assistant).outcome is Outcome.QUARANTINED
    [kept] = held(assistant.engine)
    assert (kept.source, kept.digest, kept.mark.degree) == (str(path), digest_of_file(path), "MẬT")
    assert not original_of(kept.digest, assistant.settings.home).exists()
    assert traces(assistant.settings.home) == []
    assert list((assistant.settings.home / "scratch").glob("*")) == []


def test_a_file_that_is_found_again_is_held_once(assistant: Assistant, share: Path) -> None:
    path = letter(share, mark="MẬT")
    for _ in range(3):
        assert taken(path, assistant).outcome is Outcome.QUARANTINED
    assert len(held(assistant.engine)) == 1


def test_held_bytes_are_held_under_any_name_and_where_they_were_indexed_before(
    assistant: Assistant, share: Path
) -> None:
    first = letter(share / "a")
    assert taken(first, assistant).outcome is Outcome.ADDED
    assert is_found(assistant)
    assert taken(letter(share / "b", "CV_MẬT_12.txt"), assistant).outcome is Outcome.QUARANTINED
    assert not is_found(assistant)
    assert taken(letter(share / "c"), assistant).outcome is Outcome.QUARANTINED
    assert not original_of(digest_of_file(first), assistant.settings.home).exists()


def test_an_unmarked_version_goes_when_the_marked_one_comes(assistant: Assistant, share: Path) -> None:
    document_id = taken(letter(share), assistant).document_id
    assert document_id and assistant.index.document(document_id)
    assert taken(letter(share, mark="TỐI MẬT"), assistant).outcome is Outcome.QUARANTINED
    assert assistant.index.document(document_id) is None


@pytest.mark.parametrize("column", ["do_mat", "Độ mật", "secrecy"])
def test_a_register_marks_a_file_whose_text_bears_nothing(assistant: Assistant, share: Path, column: str) -> None:
    letter(share), letter(share, "khac.txt").write_text("Hướng dẫn trả lời kiến nghị cử tri về sóng di động.")
    (share / "manifest.csv").write_text(f"file,title,{column}\ncv.txt,,Mật\nkhac.txt,,Thường\n", encoding="utf-8")
    outcomes = {Path(each.source).name: each.outcome for each in add([share], assistant.pipeline).results}
    assert outcomes == {"cv.txt": Outcome.QUARANTINED, "khac.txt": Outcome.ADDED}
    assert held(assistant.engine)[0].mark.place is Place.REGISTER


def test_a_file_inside_an_archive_is_held_and_the_others_are_read(assistant: Assistant, share: Path) -> None:
    archive = share / "ho-so.zip"
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("cv.txt", BODY.format("MẬT"))
        inside.writestr("khac.txt", "Hướng dẫn trả lời kiến nghị của cử tri về sóng di động ở vùng cao.")
    results = {each.source: each.outcome for each in add([archive], assistant.pipeline).results}
    assert results[f"{archive}!/cv.txt"] is Outcome.QUARANTINED
    assert results[f"{archive}!/khac.txt"] is Outcome.ADDED
    assert traces(assistant.settings.home) == []


def test_one_person_alone_releases_nothing(assistant: Assistant, share: Path) -> None:
    taken(letter(share, mark="MẬT"), assistant)
    [kept] = held(assistant.engine)
    assert not vote_release(assistant.engine, kept.id, "lan", "Đã có quyết định giải mật")
    with pytest.raises(VotedAlready):
        vote_release(assistant.engine, kept.id, "lan", "Lần nữa")
    assert not is_released(assistant.engine, kept.digest)
    assert [vote.person for vote in held(assistant.engine)[0].votes] == ["lan"]


def test_a_vote_under_way_survives_another_run(assistant: Assistant, share: Path) -> None:
    path = letter(share, mark="MẬT")
    taken(path, assistant)
    [kept] = held(assistant.engine)
    vote_release(assistant.engine, kept.id, "lan", "Đã giải mật")
    taken(path, assistant)
    assert vote_release(assistant.engine, kept.id, "minh", "Đã giải mật")


def test_bytes_released_by_two_persons_are_taken_in_wherever_they_were_found(assistant: Assistant, share: Path) -> None:
    letter(share, mark="MẬT")
    with zipfile.ZipFile(share / "ho-so.zip", "w") as inside:
        inside.writestr("trong.txt", BODY.format("MẬT"))
    assert sync(share, assistant.pipeline, How()).count(Outcome.QUARANTINED) == 2
    kept = held(assistant.engine)[0]
    assert not vote_release(assistant.engine, kept.id, "lan", "Đã giải mật")
    assert vote_release(assistant.engine, kept.id, "minh", "Đã giải mật")
    with pytest.raises(NotHeld):
        vote_release(assistant.engine, kept.id, "hoa", "Thêm một phiếu")
    after = sync(share, assistant.pipeline, NOW)
    assert after.count(Outcome.QUARANTINED) == 0
    assert mark_held(assistant.engine, kept.digest) is None
    assert is_found(assistant)


def is_found(assistant: Assistant) -> bool:
    hits = assistant.index.matching(CANARY, Filter(readers=frozenset({"all", "office"})), 5)
    stored = assistant.index.chunks([hit.key for hit in hits])
    return any(CANARY in each.chunk.text for each in stored.values())


def test_what_is_for_use_inside_is_shown_to_the_office_alone(assistant: Assistant, share: Path) -> None:
    document_id = taken(letter(share, mark="LƯU HÀNH NỘI BỘ"), assistant).document_id
    document = assistant.index.document(document_id or "")
    assert document and document.visibility.tokens() == {"office"}
    assert "internal_only" in document.warnings


def test_a_register_says_who_else_may_read_what_is_for_use_inside(assistant: Assistant, share: Path) -> None:
    letter(share, mark="LƯU HÀNH NỘI BỘ")
    (share / "manifest.csv").write_text("file,visibility\ncv.txt,all\n", encoding="utf-8")
    [result] = add([share], assistant.pipeline).results
    document = assistant.index.document(result.document_id or "")
    assert document and document.visibility.tokens() == {"all"}
