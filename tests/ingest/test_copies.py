"""Several copies of one letter are one document; different letters stay apart, in whatever order they come."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.bootstrap import Assistant, build
from ingest.documents import Visibility
from ingest.manifest import Hints
from ingest.origins import origins_of
from ingest.pipeline import Outcome, add, remove
from tests.conftest import settings_of
from tests.ingest.letters import compiled_list, digest_of_letter, documents, letter, put, state

CHROME = "banner icon\nChia sẻ\nTin liên quan\n"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    assistant = build(settings_of(tmp_path_factory.mktemp("copies") / "home"))
    yield assistant
    assistant.close()


@pytest.fixture
def assistant(shared: Assistant) -> Iterator[Assistant]:
    yield shared
    empty(shared)


def empty(assistant: Assistant) -> None:
    for document in documents(assistant).values():
        remove(document.id, assistant.pipeline)


def names(assistant: Assistant) -> set[frozenset[str]]:
    return set(documents(assistant))


def test_a_portal_copy_that_lost_number_and_day_gets_them_from_the_law_portal(
    assistant: Assistant, tmp_path: Path
) -> None:
    portal, law = put(tmp_path, "cong.txt", letter("", "") + CHROME), put(tmp_path, "luat.txt", letter())
    assert [each.outcome for each in add([portal, law], assistant.pipeline).results] == [Outcome.ADDED, Outcome.COPY]
    [(both, document)] = documents(assistant).items()
    assert both == {"cong.txt", "luat.txt"}
    assert (document.number, document.issued) == ("146/BTTTT-VP", date(2023, 1, 13))
    assert all(
        chunk.number == "146/BTTTT-VP"
        for chunk in (each.chunk for each in assistant.index.neighbours(key_of(assistant, document.id), 50))
    )


def key_of(assistant: Assistant, document_id: str) -> int:
    from ingest.index.base import Filter

    hits = assistant.index.matching("phủ sóng điện lưới", Filter(), 50)
    stored = assistant.index.chunks([hit.key for hit in hits])
    return next(key for key, each in stored.items() if each.chunk.document_id == document_id)


def test_the_origins_tell_which_copy_gave_what(assistant: Assistant, tmp_path: Path) -> None:
    add(
        [put(tmp_path, "cong.txt", letter("", "")), put(tmp_path, "diem-tin.txt", digest_of_letter())],
        assistant.pipeline,
    )
    [document] = documents(assistant).values()
    first, second = origins_of(document.id, assistant.engine)
    assert Path(first.source).name == "cong.txt" and first.leads, "the whole letter leads before the digest"
    assert {"number", "issued"} <= set(second.gave)
    assert "given_by_copy: số, ngày" in document.warnings


def test_a_compiled_list_gives_number_and_day_and_stays_a_document_of_its_own(
    assistant: Assistant, tmp_path: Path
) -> None:
    portal, whole = put(tmp_path, "cong.txt", letter("", "")), put(tmp_path, "tap-hop.txt", compiled_list())
    add([portal, whole], assistant.pipeline)
    found = documents(assistant)
    assert set(found) == {frozenset({"cong.txt"}), frozenset({"tap-hop.txt"})}
    document = found[frozenset({"cong.txt"})]
    assert (document.number, document.issued) == ("146/BTTTT-VP", date(2023, 1, 13))
    assert "given_by_copy: số, ngày" in document.warnings
    assert Path(origins_of(document.id, assistant.engine)[-1].source).name == "tap-hop.txt"
    remove(str(whole), assistant.pipeline)
    left = documents(assistant)[frozenset({"cong.txt"})]
    assert (left.number, left.issued) == (None, None), "what the list gave goes with the list"


@pytest.mark.parametrize(
    "other",
    [
        letter("147", province="Lai Châu"),
        letter("", "", province="Lai Châu"),
        letter("4020", "20", session=5),
        letter("", "", session=5),
        letter("4021", "20"),
        letter("4022", "20").replace("266 thôn", "277 thôn"),
        letter().replace("266 thôn", "277 thôn"),
        "DỰ THẢO\n\n" + letter("", ""),
    ],
    ids=["province", "province, blank", "session", "session, blank", "anew", "re-issued", "corrected", "draft"],
)
def test_a_different_letter_stays_apart(assistant: Assistant, tmp_path: Path, other: str) -> None:
    add([put(tmp_path, "a.txt", letter()), put(tmp_path, "b.txt", other)], assistant.pipeline)
    assert names(assistant) == {frozenset({"a.txt"}), frozenset({"b.txt"})}


def test_copies_for_different_readers_stay_apart(assistant: Assistant, tmp_path: Path) -> None:
    add([put(tmp_path, "a.txt", letter())], assistant.pipeline)
    add([put(tmp_path, "b.txt", letter())], assistant.pipeline, Hints(visibility=Visibility("office")))
    assert names(assistant) == {frozenset({"a.txt"}), frozenset({"b.txt"})}


def test_a_copy_that_fits_two_letters_belongs_to_neither(assistant: Assistant, tmp_path: Path) -> None:
    blank = letter("", "").replace("tỉnh Sơn La", "tỉnh").replace("sau kỳ họp thứ 4, ", "")
    files = {"a.txt": letter("146"), "b.txt": letter("147", "14"), "c.txt": blank}
    for name, text in files.items():
        add([put(tmp_path, name, text)], assistant.pipeline)
    assert names(assistant) == {frozenset({name}) for name in files}
    remove(str(tmp_path / "b.txt"), assistant.pipeline)
    assert names(assistant) == {frozenset({"a.txt", "c.txt"})}, "with one letter left it is clear whose copy it is"


def test_removing_the_leading_copy_promotes_the_next_under_the_same_id(assistant: Assistant, tmp_path: Path) -> None:
    whole, digest = put(tmp_path, "a.txt", letter()), put(tmp_path, "b.txt", digest_of_letter())
    add([whole, digest], assistant.pipeline)
    [document] = documents(assistant).values()
    assert remove(str(whole), assistant.pipeline)
    [left] = documents(assistant).values()
    assert left.id == document.id and left.source == str(digest) and left.text != document.text
    assert remove(str(digest), assistant.pipeline) and not documents(assistant)


def test_equal_bytes_elsewhere_are_not_read_again(assistant: Assistant, tmp_path: Path) -> None:
    add([put(tmp_path, "a.txt", letter())], assistant.pipeline)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("ingest.pipeline.isolate", never)
        report = add([put(tmp_path, "sub/b.txt", letter())], assistant.pipeline)
        assert report.results[0].outcome is Outcome.COPY and report.embedded == 0
        again = add([tmp_path], assistant.pipeline)
    assert [each.outcome for each in again.results] == [Outcome.UNCHANGED] * 2


def never(*_: object, **__: object) -> object:
    raise AssertionError("nothing is to be read")


FILES = {
    "cong.txt": letter("", "") + CHROME,
    "luat.txt": letter(),
    "diem-tin.txt": digest_of_letter(),
    "lai-chau.txt": letter("147", province="Lai Châu"),
    "lai-chau-cong.txt": letter("", "", province="Lai Châu"),
    "tap-hop.txt": compiled_list(),
    "khong-ro.txt": letter("", "").replace("tỉnh Sơn La", "tỉnh"),
}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(sorted(FILES)), leaving=st.sampled_from(sorted(FILES)))
def test_the_order_of_coming_and_going_does_not_matter(
    shared: Assistant, tmp_path: Path, order: list[str], leaving: str
) -> None:
    paths = {name: put(tmp_path, name, text) for name, text in FILES.items()}
    empty(shared)
    add([paths[name] for name in sorted(FILES)], shared.pipeline)
    expected = state(shared)
    empty(shared)
    add([paths[name] for name in order], shared.pipeline)
    assert state(shared) == expected
    remove(str(paths[leaving]), shared.pipeline)
    without = state(shared)
    empty(shared)
    add([paths[name] for name in order if name != leaving], shared.pipeline)
    assert state(shared) == without
    empty(shared)


def test_copies_that_come_at_the_same_moment_are_one_document_all_the_same(
    assistant: Assistant, tmp_path: Path
) -> None:
    paths = [put(tmp_path, name, text) for name, text in FILES.items()]
    add(paths, assistant.pipeline)
    expected = state(assistant)
    empty(assistant)
    with ThreadPoolExecutor(len(paths)) as pool:
        list(pool.map(lambda path: add([path], assistant.pipeline), paths))
    assert state(assistant) == expected
