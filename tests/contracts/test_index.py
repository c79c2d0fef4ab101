"""What every index promises: storing whole documents and finding only what a reader may find."""

from __future__ import annotations

import time
from datetime import date, timedelta

import numpy as np
import pytest

from ingest.documents import DocumentKind, Visibility
from ingest.errors import EmbeddingMismatch
from ingest.index.base import Filter, Index
from tests.contracts.conftest import OtherProcess
from tests.contracts.shelf import (
    EVERYBODY,
    OFFICE,
    HashEmbedder,
    Shelf,
    letter,
    like,
    matching_texts,
    nearest_texts,
)

UNIT = Filter(readers=frozenset({"all", "unit:bc"}))


def test_what_was_put_is_found_by_words_and_by_vector(index: Index) -> None:
    index.put(*letter("a", ["phủ sóng 5G tại Lai Châu", "bưu điện văn hóa xã"]))
    assert matching_texts(index, "bưu điện") == ["bưu điện văn hóa xã"]
    assert nearest_texts(index, "phủ sóng 5G tại Lai Châu", k=1) == ["phủ sóng 5G tại Lai Châu"]


def test_a_cosine_is_a_cosine(index: Index) -> None:
    index.put(*letter("a", ["một", "hai", "ba"]))
    expected = sorted((float(like("hai") @ like(text)) for text in ("một", "hai", "ba")), reverse=True)
    assert [hit.score for hit in index.nearest(like("hai"), EVERYBODY, 3)] == pytest.approx(expected, abs=1e-3)


def test_an_empty_index_finds_nothing(index: Index) -> None:
    assert index.nearest(like("x"), EVERYBODY, 5) == []
    assert index.matching("gì đó", EVERYBODY, 5) == []
    assert (index.size(), index.embedding(), list(index.documents())) == (0, None, [])
    assert index.chunks([1, 2]) == {} and index.neighbours(1, 2) == []


def test_a_question_of_nothing_but_signs_finds_nothing(index: Index) -> None:
    index.put(*letter("a", ["văn bản"]))
    assert index.matching("", EVERYBODY, 5) == index.matching('?? "*:( AND', EVERYBODY, 5) == []
    assert index.matching("văn bản", EVERYBODY, 0) == index.nearest(like("văn bản"), EVERYBODY, 0) == []


def test_words_of_a_query_language_are_only_words(index: Index) -> None:
    index.put(*letter("a", ["quy định về toned và codes"]))
    assert matching_texts(index, 'toned:[* TO *] OR (codes:"x") NOT -về^9') == ["quy định về toned và codes"]


def test_a_reader_who_may_see_one_chunk_of_ten_thousand_finds_it_first(index: Index) -> None:
    index.put(*letter("all", [f"băng rộng di động số {i}" for i in range(9_999)]))
    index.put(*letter("own", ["băng rộng di động của riêng vụ"], visibility=Visibility("units", frozenset({"x"}))))
    only = Filter(readers=frozenset({"unit:x"}))
    assert nearest_texts(index, "băng rộng di động số 5", only, k=1) == ["băng rộng di động của riêng vụ"]
    assert matching_texts(index, "băng rộng di động số 5", only, k=1) == ["băng rộng di động của riêng vụ"]


@pytest.mark.parametrize(
    ("visibility", "readers", "seen"),
    [
        (Visibility(), {"all"}, True),
        (Visibility("office"), {"all"}, False),
        (Visibility("office"), {"all", "office"}, True),
        (Visibility("units", frozenset({"bc", "vt"})), {"all"}, False),
        (Visibility("units", frozenset({"bc", "vt"})), {"all", "unit:vt"}, True),
        (Visibility("units", frozenset({"bc", "vt"})), {"all", "unit:v"}, False),
        (Visibility("units", frozenset({"bưu chính 1"})), {"unit:bưu chính 1"}, True),
        (Visibility("units", frozenset({"bưu chính 1"})), {"unit:bưu"}, False),
        (Visibility("units", frozenset({"bc"})), {"office"}, True),
        (Visibility(), set(), False),
    ],
)
def test_only_readers_with_a_token_of_the_document_find_it(
    index: Index, visibility: Visibility, readers: set[str], seen: bool
) -> None:
    index.put(*letter("a", ["nội dung riêng"], visibility=visibility, number="12/BC"))
    where = Filter(readers=frozenset(readers))
    expected = ["nội dung riêng"] if seen else []
    assert matching_texts(index, "nội dung", where) == nearest_texts(index, "nội dung", where) == expected
    assert [stored.chunk.text for stored in index.find_number("12/BC", where)] == expected
    assert [summary.id for summary in index.documents(where)] == (["a"] if seen else [])


def test_narrowing_who_may_read_counts_at_once_though_no_text_changed(index: Index) -> None:
    index.put(*letter("a", ["nội dung riêng"]))
    assert matching_texts(index, "nội dung")
    index.put(*letter("a", ["nội dung riêng"], visibility=Visibility("office")))
    assert matching_texts(index, "nội dung") == nearest_texts(index, "nội dung") == []
    assert matching_texts(index, "nội dung", OFFICE) == nearest_texts(index, "nội dung", OFFICE) == ["nội dung riêng"]


def test_a_text_is_in_force_from_its_first_day_and_no_longer_on_the_day_it_ends(index: Index) -> None:
    start, end = date(2020, 1, 1), date(2024, 7, 1)
    index.put(*letter("a", ["mức phạt cũ"], in_force=start, until=end))
    day = timedelta(days=1)
    for as_of, seen in [(start - day, False), (start, True), (end - day, True), (end, False), (None, True)]:
        where = Filter(as_of=as_of)
        expected = ["mức phạt cũ"] if seen else []
        assert matching_texts(index, "mức phạt", where) == nearest_texts(index, "mức phạt", where) == expected


def test_undated_texts_are_always_in_force(index: Index) -> None:
    index.put(*letter("a", ["không ghi ngày"]))
    assert matching_texts(index, "không ghi ngày", Filter(as_of=date(1945, 9, 2))) == ["không ghi ngày"]
    assert nearest_texts(index, "không ghi ngày", Filter(as_of=date(2999, 1, 1))) == ["không ghi ngày"]


def test_equal_statutory_texts_of_two_versions_both_stay_told_apart_by_validity(index: Index) -> None:
    index.put(*letter("v1", ["Điều 5. Giữ nguyên"], until=date(2023, 1, 1)))
    index.put(*letter("v2", ["Điều 5. Giữ nguyên"], in_force=date(2023, 1, 1)))
    for day, name in [(date(2022, 12, 31), "v1"), (date(2023, 1, 1), "v2")]:
        [hit] = index.matching("giữ nguyên", Filter(as_of=day), 5)
        assert index.chunks([hit.key])[hit.key].chunk.document_id == name


def test_only_wanted_kinds_are_found(index: Index) -> None:
    index.put(*letter("law", ["điều luật"], kind=DocumentKind.LAW))
    index.put(*letter("reply", ["điều luật được trích"]))
    where = Filter(kinds=frozenset({DocumentKind.LAW}))
    assert matching_texts(index, "điều luật", where) == nearest_texts(index, "điều luật", where) == ["điều luật"]
    assert matching_texts(index, "điều luật", Filter(kinds=frozenset())) == []


def test_equal_text_at_two_positions_stays_twice(index: Index) -> None:
    index.put(*letter("a", ["Trân trọng cảm ơn", "ở giữa", "Trân trọng cảm ơn"]))
    assert matching_texts(index, "trân trọng") == ["Trân trọng cảm ơn"] * 2
    assert index.size() == 3


def test_putting_again_replaces_the_whole_document(index: Index) -> None:
    index.put(*letter("a", ["đoạn cũ một", "đoạn cũ hai", "đoạn chung"]))
    index.put(*letter("a", ["đoạn mới", "đoạn chung"]))
    assert matching_texts(index, "cũ") == []
    assert sorted(nearest_texts(index, "đoạn cũ hai")) == ["đoạn chung", "đoạn mới"]
    assert index.size() == len(index.digests("a")) == 2


def test_an_unchanged_chunk_keeps_its_key_and_its_vector(index: Index) -> None:
    document, chunks, vectors = letter("a", ["giữ lại", "thay đi"])
    index.put(document, chunks, vectors)
    [before] = index.matching("giữ lại", EVERYBODY, 1)
    index.put(*letter("a", ["giữ lại", "cái mới"]))
    [after] = index.matching("giữ lại", EVERYBODY, 1)
    assert before.key == after.key
    assert np.array_equal(index.vectors(["a:0"])["a:0"], vectors[0])
    assert set(index.vectors(["a:0", "a:1", "a:9"])) == {"a:0", "a:1"}


def test_a_document_comes_back_as_it_was_put(index: Index) -> None:
    document, chunks, vectors = letter("a", ["một", "hai"], visibility=Visibility("units", frozenset({"b", "a"})))
    index.put(document, chunks, vectors)
    [hit] = index.matching("hai", OFFICE, 1)
    stored = index.chunks([hit.key])[hit.key]
    assert index.document("a") == document
    assert (stored.chunk, stored.document_title, stored.source) == (chunks[1], document.title, document.source)
    assert index.digests("a") == {chunk.id: chunk.digest for chunk in chunks}


def test_nothing_of_a_removed_document_can_be_found(index: Index) -> None:
    index.put(*letter("a", ["phải xóa đi"], number="77/VP"))
    index.put(*letter("b", ["còn lại"]))
    [hit] = index.matching("phải xóa đi", EVERYBODY, 1)
    assert index.remove("a") and not index.remove("a")
    assert index.chunks([hit.key]) == {}
    assert matching_texts(index, "phải xóa đi") == []
    assert nearest_texts(index, "phải xóa đi") == ["còn lại"]
    assert index.document("a") is None and index.digests("a") == {} and index.vectors(["a:0"]) == {}
    assert index.find_number("77/VP", EVERYBODY) == [] and index.neighbours(hit.key, 3) == []
    assert [summary.id for summary in index.documents()] == ["b"]
    index.rebuild()
    assert matching_texts(index, "phải xóa đi") == []


def test_the_generation_grows_with_every_change_and_with_nothing_else(index: Index) -> None:
    seen = [index.generation()]
    for change in (lambda: index.put(*letter("a", ["x"])), lambda: index.remove("a")):
        change()
        index.matching("x", EVERYBODY, 1)
        assert index.generation() == index.generation() > seen[-1]
        seen.append(index.generation())
    index.remove("never there")
    assert index.generation() == seen[-1]


@pytest.mark.parametrize("asked", ["4069/BTTTT-VP", "4069/btttt-vp", "4069", " 4069 / BTTTT-VP", "4069/BTTTT"])
def test_a_letter_is_found_by_its_number_however_it_is_typed(index: Index, asked: str) -> None:
    index.put(*letter("a", ["thư này"], number="4069/BTTTT-VP"))
    index.put(*letter("b", ["thư khác"], number="40/BTTTT-VP"))
    assert [stored.chunk.text for stored in index.find_number(asked, EVERYBODY)] == ["thư này"]


@pytest.mark.parametrize("asked", ["4069/BTC-VP", "406", "", "/", "không có số"])
def test_another_number_finds_nothing(index: Index, asked: str) -> None:
    index.put(*letter("a", ["thư này"], number="4069/BTTTT-VP"))
    assert index.find_number(asked, EVERYBODY) == []


def test_a_document_code_in_a_question_finds_the_texts_that_name_it(index: Index) -> None:
    index.put(*letter("a", ["căn cứ Nghị định 163/2024/NĐ-CP của Chính phủ", "một đoạn về viễn thông"]))
    assert matching_texts(index, "163/2024/nd-cp", k=1) == ["căn cứ Nghị định 163/2024/NĐ-CP của Chính phủ"]


def test_neighbours_are_the_chunks_before_and_after_in_order(index: Index) -> None:
    index.put(*letter("a", [f"đoạn thứ {i}" for i in range(5)]))
    index.put(*letter("b", ["của thư khác"]))
    [hit] = index.matching("đoạn thứ 1", EVERYBODY, 1)
    assert [stored.chunk.position for stored in index.neighbours(hit.key, 2)] == [0, 1, 2, 3]


def test_a_question_without_tone_marks_finds_what_is_written_with_them(index: Index) -> None:
    index.put(*letter("a", ["bưu điện văn hóa xã", "phủ sóng di động"]))
    assert matching_texts(index, "buu dien van hoa") == ["bưu điện văn hóa xã"]


def test_a_mistyped_mark_does_not_hide_a_text(index: Index) -> None:
    index.put(*letter("a", ["bưu điện văn hóa xã", "phủ sóng di động"]))
    assert matching_texts(index, "bưu điên") == ["bưu điện văn hóa xã"]


def test_a_heading_is_searched_too(index: Index) -> None:
    index.put(*letter("a", ["Bộ đã trả lời như sau"], heading="Cử tri Lai Châu hỏi về trạm phát sóng"))
    assert matching_texts(index, "trạm phát sóng Lai Châu") == ["Bộ đã trả lời như sau"]


def test_frequencies_count_the_chunks_in_which_a_term_stands(index: Index) -> None:
    index.put(*letter("a", ["phủ sóng", "sóng biển", "phú quý"]))
    assert index.frequencies(["sóng", "phủ_sóng", "phu", "vắng"]) == [2, 1, 2, 0]


def test_a_rebuilt_index_finds_the_same(index: Index) -> None:
    for name in range(20):
        index.put(*letter(f"d{name}", [f"kiến nghị {name} về đường truyền {i}" for i in range(name + 1)]))
    index.remove("d3")
    before = [nearest_texts(index, "kiến nghị 7", k=50), sorted(matching_texts(index, "đường truyền 4", k=500))]
    size = index.size()
    index.rebuild()
    assert [nearest_texts(index, "kiến nghị 7", k=50), sorted(matching_texts(index, "đường truyền 4", k=500))] == before
    assert index.size() == size


def test_everything_is_there_after_a_restart(shelf: Shelf, index: Index) -> None:
    index.put(*letter("a", ["trước khi khởi động lại"]))
    generation = index.generation()
    again = shelf.reopen()
    assert matching_texts(again, "khởi động lại") == ["trước khi khởi động lại"]
    assert (again.generation(), again.embedding()) == (generation, "hash-16")


def test_what_another_process_adds_is_found_within_a_second(index: Index, other_process: OtherProcess) -> None:
    index.put(*letter("a", ["của tiến trình này"]))
    assert matching_texts(index, "tiến trình") == ["của tiến trình này"]
    process = other_process("add", "b", "của tiến trình khác")
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, output + errors
    deadline = time.monotonic() + 1
    while len(matching_texts(index, "tiến trình")) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert sorted(matching_texts(index, "tiến trình")) == ["của tiến trình khác", "của tiến trình này"]
    assert nearest_texts(index, "của tiến trình khác", k=1) == ["của tiến trình khác"]


def test_vectors_of_the_wrong_shape_are_refused_with_both_shapes(index: Index) -> None:
    document, chunks, vectors = letter("a", ["một", "hai"])
    with pytest.raises(ValueError, match=r"\(1, 16\).*\(2, 16\)"):
        index.put(document, chunks, vectors[:1])
    assert index.document("a") is None


def test_two_chunks_with_one_id_are_refused_and_nothing_is_stored(index: Index) -> None:
    document, chunks, vectors = letter("a", ["một", "hai"])
    with pytest.raises(ValueError, match="position"):
        index.put(document, [chunks[0], chunks[0]], vectors)
    assert index.document("a") is None and index.generation() == 0


def test_another_embedder_is_refused_and_the_next_command_named(shelf: Shelf, index: Index) -> None:
    index.put(*letter("a", ["một"]))
    with pytest.raises(EmbeddingMismatch, match=r"'hash-16'.*'other'.*`troly index rebuild`"):
        shelf.open(HashEmbedder("other"))
    with pytest.raises(EmbeddingMismatch, match=r"16 dimensions.*\(8\)"):
        shelf.open(HashEmbedder("hash-16", 8))


def test_a_rebuild_with_another_embedder_gives_every_chunk_a_new_vector(shelf: Shelf, index: Index) -> None:
    index.put(*letter("a", ["một", "hai"]))
    other = HashEmbedder("other", 8)
    rebuilt = shelf.open(other, reembed=lambda chunk: chunk.text)
    with pytest.raises(EmbeddingMismatch):
        rebuilt.nearest(other.encode(["hai"])[0], EVERYBODY, 1)
    assert matching_texts(rebuilt, "hai") == ["hai"]
    rebuilt.rebuild()
    [hit] = rebuilt.nearest(other.encode(["hai"])[0], EVERYBODY, 1)
    assert rebuilt.chunks([hit.key])[hit.key].chunk.text == "hai"
    assert rebuilt.embedding() == "other" and hit.score == pytest.approx(1.0, abs=1e-3)
    time.sleep(0.1)
    with pytest.raises(EmbeddingMismatch):
        index.nearest(like("hai"), EVERYBODY, 1)


def test_an_emptied_index_may_be_filled_by_another_embedder(shelf: Shelf, index: Index) -> None:
    index.put(*letter("a", ["một"]))
    index.remove("a")
    other = HashEmbedder("other", 8)
    document, chunks, _ = letter("b", ["hai"])
    shelf.open(other).put(document, chunks, other.encode(["hai"]))
    assert index.embedding() == "other"
