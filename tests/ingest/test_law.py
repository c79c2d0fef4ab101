"""Texts of law become articles with their own document, heading path and first day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from ingest.documents import ChunkKind, Document, DocumentKind, Page, Parsed
from ingest.parse.law import articles_in, is_law, law_number
from ingest.recognise import Hints, recognise
from ingest.settings import PROJECT
from ingest.split import split
from ingest.tables import Tables

TOPIC = """Đề mục 3.2
Bưu chính
Chương I
NHỮNG QUY ĐỊNH CHUNG
Điều 3.2.LQ.1. Phạm vi điều chỉnh
(Điều 1 Luật số 49/2010/QH12 Bưu chính ngày 17/06/2010 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/01/2011 )
Luật này quy định về hoạt động bưu chính.
(Điều này có nội dung liên quan đến Điều 3.2.NĐ.1.1. Phạm vi)
Điều 3.2.NĐ.1.1. Phạm vi điều chỉnh
(Điều 1 Nghị định số 47/2011/NĐ-CP Quy định chi tiết ngày 17/06/2011 của Chính phủ, có hiệu lực từ ngày 15/08/2011 )
1. Nghị định này quy định chi tiết.
2. Tem bưu chính.
Chương II
CUNG ỨNG DỊCH VỤ
Mục 1
HỢP ĐỒNG
Điều 3.2.LQ.35a. Hợp đồng
(Điều 35a Luật số 49/2010/QH12, có hiệu lực thi hành kể từ ngày 01/01/2011)
Hợp đồng bằng văn bản.
Điều 3.2.TT.2.1.
(Điều 1 Thông tư số 2/2012/TT-BTTTT, có hiệu lực thi hành kể từ ngày 01/03/2012)
Không có tên điều.
"""
DECREE = """CHÍNH PHỦ
Số: 163/2024/NĐ-CP
Hà Nội, ngày 24 tháng 12 năm 2024
NGHỊ ĐỊNH
Quy định chi tiết Luật Viễn thông
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định chi tiết.
Điều 2. Đối tượng áp dụng
Tổ chức, cá nhân.
Điều 3. Hiệu lực
Nghị định này có hiệu lực từ ngày ký./.
Nơi nhận:
- Ban Bí thư;
"""


def document_of(text: str) -> Document:
    parsed = Parsed(text, (Page(1, 0, len(text)),))
    return recognise(parsed, "law.html", "0", Tables.load(PROJECT / "corpus" / "tables"), Hints())


def texts_of(text: str) -> list[str]:
    return [chunk.text for chunk in split(document_of(text))]


def test_a_topic_page_is_read_article_by_article() -> None:
    articles = articles_in(TOPIC)
    assert [each.number for each in articles] == ["3.2.LQ.1", "3.2.NĐ.1.1", "3.2.LQ.35a", "3.2.TT.2.1"]
    assert articles[1].text.of(TOPIC) == "1. Nghị định này quy định chi tiết.\n2. Tem bưu chính."
    assert articles[0].text.of(TOPIC) == "Luật này quy định về hoạt động bưu chính."


def test_every_article_knows_its_own_document_and_days() -> None:
    law, decree, later, circular = articles_in(TOPIC)
    assert (law.law, law.in_force, law.issued) == ("49/2010/QH12", date(2011, 1, 1), date(2010, 6, 17))
    assert (decree.law, decree.in_force) == ("47/2011/NĐ-CP", date(2011, 8, 15))
    assert later.issued == date(2010, 6, 17)
    assert circular.issued is None and circular.in_force == date(2012, 3, 1)


def test_headings_above_an_article_are_its_path() -> None:
    law, _, later, _ = articles_in(TOPIC)
    assert law.path == ("Chương I NHỮNG QUY ĐỊNH CHUNG",)
    assert later.path == ("Chương II CUNG ỨNG DỊCH VỤ", "Mục 1 HỢP ĐỒNG")


def test_a_topic_page_is_a_law_whose_chunks_carry_their_own_number() -> None:
    parsed = Parsed(TOPIC, (Page(1, 0, len(TOPIC)),))
    found = recognise(parsed, "law.html", "0", Tables.load(PROJECT / "corpus" / "tables"), Hints())
    chunks = split(found)
    assert (found.kind, found.number, found.title) == (DocumentKind.LAW, "49/2010/QH12", "Bưu chính")
    assert found.in_force is None, "a topic holds many laws and has no day of its own"
    assert [chunk.number for chunk in chunks] == ["49/2010/QH12", "47/2011/NĐ-CP", "49/2010/QH12", "2/2012/TT-BTTTT"]
    assert all(chunk.kind is ChunkKind.ARTICLE for chunk in chunks)
    assert chunks[1].heading.splitlines()[-1] == "Điều 3.2.NĐ.1.1. Phạm vi điều chỉnh"


def test_a_decree_on_its_own_is_read_too() -> None:
    assert is_law(DECREE) and law_number(DECREE) == "163/2024/NĐ-CP"
    texts = texts_of(DECREE)
    assert len(texts) == 3 and texts[-1] == "Nghị định này có hiệu lực từ ngày ký"


def test_a_long_article_is_cut_between_its_clauses() -> None:
    clauses = "".join(f"{n}. {'Khoản này quy định trách nhiệm của doanh nghiệp. ' * 8}\n" for n in range(1, 9))
    text = TOPIC.replace("Không có tên điều.\n", clauses)
    texts = texts_of(text)
    cut = texts[3:]
    assert len(cut) > 1 and all(len(part) <= 1800 and part[0].isdigit() for part in cut)


def test_an_empty_topic_or_a_letter_that_cites_articles_is_no_law() -> None:
    assert not is_law("Đề mục 3.6\nViễn thông\n")
    assert not is_law("Căn cứ Điều 5. Luật Viễn thông, Bộ trả lời.\n")
    assert articles_in("") == ()


def test_a_long_article_s_pieces_overlap_where_a_line_opens_what_follows() -> None:
    opening = "2. Doanh nghiệp có các nghĩa vụ sau đây:\n"
    items = "".join(f"{letter}) {'Bảo đảm chất lượng dịch vụ cho người sử dụng. ' * 13}\n" for letter in "abc")
    first = f"1. {'Phạm vi áp dụng được quy định như sau. ' * 28}\n"
    cut = texts_of(TOPIC.replace("Không có tên điều.\n", first + opening + items))[3:]
    assert len(cut) > 1
    assert any(later.split("\n")[0] == earlier.split("\n")[-1] for earlier, later in pairwise(cut))
    assert all(len(part) <= 1800 for part in cut)


def test_a_decree_that_says_since_when_it_holds_has_that_day() -> None:
    dated = DECREE.replace("từ ngày ký./.", "thi hành từ ngày 01 tháng 3 năm 2025./.").replace(
        "163/2024/NĐ-CP", "999/2024/NĐ-CP"
    )
    assert document_of(dated).in_force == date(2025, 3, 1)
    assert document_of(DECREE.replace("163/2024/NĐ-CP", "999/2024/NĐ-CP")).in_force == date(2024, 12, 24)


def test_a_law_of_unknown_days_says_so_and_a_topic_does_not() -> None:
    silent = DECREE.replace("Nghị định này có hiệu lực từ ngày ký./.", "Bộ trưởng thi hành.").replace(
        "163/2024", "999/2024"
    )
    assert "validity_unknown" in document_of(silent).warnings
    assert "validity_unknown" not in document_of(TOPIC).warnings
    assert "validity_unknown" not in document_of(DECREE).warnings
