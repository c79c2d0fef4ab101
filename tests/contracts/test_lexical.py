"""What matching promises beyond BM25: named articles first, other wordings below what was typed, marks preferred."""

from __future__ import annotations

import pytest

from ingest.documents import DocumentKind
from ingest.index.base import Index
from tests.contracts.shelf import EVERYBODY, Shelf, letter, matching_texts, texts_of

LAW = "Luật Viễn thông\nĐiều 5. Chính sách"
POST = "Luật Bưu chính\nĐiều 5. Chính sách"
CITES = " ".join(["Theo khoản 2 Điều 5 Luật Viễn thông, Điều 5 Luật số 24/2023/QH15 thì làm như vậy."] * 3)


@pytest.fixture
def laws(index: Index) -> Index:
    law, post = ["1. Nhà nước mở đường.", "2. Doanh nghiệp đầu tư."], ["1. Nhà nước gửi thư.", "2. Người dân nhận."]
    index.put(*letter("vt", law, DocumentKind.LAW, number="24/2023/QH15", heading=LAW))
    index.put(*letter("bc", post, DocumentKind.LAW, number="49/2010/QH12", heading=POST))
    index.put(*letter("nd", [CITES], DocumentKind.LAW, number="163/2024/NĐ-CP", heading="Nghị định\nĐiều 9. Theo luật"))
    index.put(*letter("cv", [CITES, "điều 5 năm 2023"], number="12/BTTTT-VP"))
    return index


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Điều 5 Luật Viễn thông quy định gì?", {"1. Nhà nước mở đường.", "2. Doanh nghiệp đầu tư."}),
        ("dieu 5 luat vien thong", {"1. Nhà nước mở đường.", "2. Doanh nghiệp đầu tư."}),
        ("Điều 5 Luật 24/2023/QH15", {"1. Nhà nước mở đường.", "2. Doanh nghiệp đầu tư."}),
        ("khoản 2 Điều 5 Luật Viễn thông", {"2. Doanh nghiệp đầu tư."}),
        ("Điều 5 khoản 2 Luật số 24/2023/QH15", {"2. Doanh nghiệp đầu tư."}),
        ("đ5 k2 luật viễn thông", {"2. Doanh nghiệp đầu tư."}),
        ("khoan 2 dieu 5 luat buu chinh", {"2. Người dân nhận."}),
        ("Điều 9 Nghị định 163/2024", {CITES}),
    ],
)
def test_an_article_that_is_named_stands_before_the_texts_that_cite_it(
    laws: Index, asked: str, first: set[str]
) -> None:
    assert set(matching_texts(laws, asked, k=len(first))) == first


def test_an_article_without_its_law_is_any_article_of_that_number(laws: Index) -> None:
    assert set(matching_texts(laws, "khoản 2 Điều 5", k=2)) == {"2. Doanh nghiệp đầu tư.", "2. Người dân nhận."}
    assert set(matching_texts(laws, "đ5 k2", k=2)) == {"2. Doanh nghiệp đầu tư.", "2. Người dân nhận."}


def test_an_article_of_a_law_nobody_has_lifts_no_other_law(laws: Index) -> None:
    assert matching_texts(laws, "Điều 5 Luật Giáo dục 43/2019/QH14", k=1)[0].startswith(("Theo", "điều 5"))


def test_another_wording_is_found_and_stands_below_what_was_typed(index: Index) -> None:
    index.put(*letter("a", ["đất ở Đồng Nai Đồng Nai Đồng Nai", "đất ở Bình Phước", "đất ở Cà Mau", "nhà ở Cần Thơ"]))
    assert matching_texts(index, "đất ở Bình Phước", k=2)[0] == "đất ở Bình Phước"
    hits = index.matching("đất ở Bình Phước", EVERYBODY, 2, also=["đất ở Đồng Nai"])
    assert texts_of(index, [hit.key for hit in hits]) == ["đất ở Bình Phước", "đất ở Đồng Nai Đồng Nai Đồng Nai"]


def test_another_wording_stands_below_a_phrase_typed_without_marks_too(index: Index) -> None:
    index.put(*letter("a", ["đất ở Đồng Nai Đồng Nai Đồng Nai", "đất ở Bình Phước", "đất ở Cà Mau", "nhà ở Cần Thơ"]))
    hits = index.matching("dat o binh phuoc", EVERYBODY, 2, also=["dat o Đồng Nai"])
    assert texts_of(index, [hit.key for hit in hits]) == ["đất ở Bình Phước", "đất ở Đồng Nai Đồng Nai Đồng Nai"]


def test_several_wordings_of_one_phrase_count_as_the_best_of_them(index: Index) -> None:
    index.put(*letter("a", ["gửi Bộ TT&TT ngay", "gửi Bộ KH&CN và Bộ VHTTDL và Bộ Công an ngay", "gửi ai đó", "khác"]))
    others = ["gửi Bộ KH&CN", "gửi Bộ VHTTDL", "gửi Bộ Công an"]
    hits = index.matching("gửi Bộ TT&TT", EVERYBODY, 4, also=others)
    found = texts_of(index, [hit.key for hit in hits])
    assert found[:2] == ["gửi Bộ TT&TT ngay", "gửi Bộ KH&CN và Bộ VHTTDL và Bộ Công an ngay"]


def test_what_only_another_wording_says_is_found_by_it(index: Index) -> None:
    index.put(*letter("a", ["chương trình VTCI", "điện lưới"]))
    hits = index.matching("viễn thông công ích", EVERYBODY, 5, also=["VTCI"])
    assert texts_of(index, [hit.key for hit in hits]) == ["chương trình VTCI"]


def test_saved_indexes_of_an_earlier_layout_are_built_anew(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest.index import snapshots

    with monkeypatch.context() as earlier:
        earlier.setattr(snapshots, "FORMAT", snapshots.FORMAT - 1)
        index = shelf.open()
        index.put(*letter("vt", ["1. Một.", "2. Hai."], DocumentKind.LAW, number="24/2023/QH15", heading=LAW))
        index.rebuild()
        shelf.close()
    again = shelf.open()
    assert matching_texts(again, "khoản 2 Điều 5 Luật 24/2023", k=1) == ["2. Hai."]


HALF_MARKED = ["hồ sơ đăng ký thuê bao", "số hộ đăng ký hơn so với năm trước", "hố sở đăng kiểm", "đường sắt"]


@pytest.mark.parametrize("asked", ["hồ sơ đăng ký", "ho so dang ky", "ho so đăng ký", "hồ so dăng ký", "hồ sơ dang ky"])
def test_a_word_without_marks_among_words_with_marks_means_any_that_is_written_like_it(
    index: Index, asked: str
) -> None:
    index.put(*letter("a", [*HALF_MARKED, *(f"việc khác số {i}" for i in range(9))]))
    assert matching_texts(index, asked, k=1) == ["hồ sơ đăng ký thuê bao"]


def test_marks_are_preferred_where_they_are_typed(index: Index) -> None:
    index.put(*letter("a", ["tran dich vu", "trận dịch", "trần nhà", "tràn nước"]))
    assert matching_texts(index, "trần", k=4) == ["trần nhà"]
    assert set(matching_texts(index, "tran", k=4)) == {"tran dich vu", "trận dịch", "trần nhà", "tràn nước"}
