"""References to articles: what a question names and what a passage is."""

from __future__ import annotations

import pytest

from ingest.references import own_words, references

HEADING = "Viễn thông\nChương I\nĐiều 5 Luật số 24/2023/QH15 Viễn thông\nĐiều 3.6.LQ.5. Chính sách của Nhà nước"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Điều 5 quy định gì?", ("d5",)),
        ("dieu 5 noi gi", ("d5",)),
        ("khoản 2 Điều 5", ("d5", "d5k2")),
        ("Điều 5 khoản 2", ("d5", "d5k2")),
        ("Điều 5, khoản 02", ("d5", "d5k2")),
        ("đ5 k2", ("d5", "d5k2")),
        ("k2 d5", ("d5", "d5k2")),
        ("điểm a khoản 2 Điều 5", ("d5", "d5k2", "d5k2a")),
        ("diem a khoan 2 dieu 5", ("d5", "d5k2", "d5k2a")),
        ("Điều 5, khoản 2, điểm đ", ("d5", "d5k2", "d5k2đ")),
        ("điểm d khoản 2 Điều 15a", ("d15a", "d15ak2", "d15ak2d")),
        ("dieu 5 khoan 2 diem d", ("d5", "d5k2", "d5k2d", "d5k2đ")),
    ],
)
def test_an_article_is_read_however_it_is_typed(typed: str, words: tuple[str, ...]) -> None:
    [found] = references(typed)
    assert (found.article, *found.parts) == words
    assert found.laws == ()


@pytest.mark.parametrize(
    "typed", ["nhà D5 phố Hàng", "mức 5.000 người", "điều 5.000 đồng", "hỗ trợ 5k cho 2 người", "điều kiện cấp phép"]
)
def test_other_numbers_are_no_articles(typed: str) -> None:
    assert references(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "Điều 5 Luật Viễn thông quy định gì?",
        "dieu 5 luat vien thong quy dinh gi",
        "khoản 2 Điều 5 của Luật Viễn thông",
        "Luật Viễn thông 2023, Điều 5",
        "Điều 5 Luật Viễn thông năm 2023",
        "Điều 5 Luật 24/2023/QH15",
        "Điều 5 Luật số 24/2023",
        "Luật 24/2023/QH15 Điều 5 khoản 1",
        "đ5 luật 24/2023",
    ],
)
def test_the_law_named_with_an_article_is_that_of_the_passage(typed: str) -> None:
    [found] = references(typed)
    assert set(found.laws) & set(own_words(HEADING, "1. Nhà nước khuyến khích.", "24/2023/QH15"))


@pytest.mark.parametrize(
    "typed", ["Điều 5 Luật Bưu chính", "Điều 5 Nghị định 24/2023/NĐ-CP", "Điều 5 Thông tư 24/2023"]
)
def test_another_law_of_the_same_article_number_is_another_article(typed: str) -> None:
    [found] = references(typed)
    assert found.laws
    assert not set(found.laws) & set(own_words(HEADING, "1. Nhà nước khuyến khích.", "24/2023/QH15"))


def test_two_articles_of_two_laws_are_kept_apart() -> None:
    first, second = references("So sánh Điều 5 Luật 24/2023/QH15 với Điều 6 Nghị định 163/2024/NĐ-CP")
    assert first.laws[0] == "d5@24/2023/QH15"
    assert second.laws[0] == "d6@163/2024/ND-CP"


def test_a_passage_knows_its_clauses_and_not_those_it_cites() -> None:
    text = "1. Theo khoản 9 Điều 8 Luật Bưu chính:\na) một;\nđ) hai.\n2. Ba."
    words = own_words(HEADING, text, "24/2023/QH15")
    assert {"d5", "d5k1", "d5k1a", "d5k1đ", "d5k2"} <= set(words)
    assert not [word for word in words if word.startswith(("d8", "d3", "d5k9"))]


def test_a_later_piece_of_an_article_knows_the_clause_it_goes_on_with() -> None:
    words = own_words(HEADING, "b) hết phần trên.\n4. Bốn.", "24/2023/QH15")
    assert {"d5k3", "d5k4"} <= set(words)


def test_what_is_no_article_has_no_words() -> None:
    assert own_words("Trả lời kiến nghị\nVề Điều 5", "Điều 5 Luật Viễn thông", "4069/BTTTT-VP") == []
