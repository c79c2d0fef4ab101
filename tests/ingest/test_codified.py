"""The codification as downloaded becomes articles with their own document, days and links."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from ingest.documents import ChunkKind, Document, DocumentKind, Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse import parse_file
from ingest.parse.law import articles_in
from ingest.parse.law_notes import read_note
from ingest.recognise import Hints, recognise
from ingest.settings import PROJECT, IngestSettings
from ingest.split import split
from ingest.tables import Tables
from tests.ingest.codification import INDEX, article, chapter, link_to, topic, written

LAW = "Luật số 41/2009/QH12 Viễn thông ngày 23/11/2009 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2010 "
DECREE = "Nghị định số 25/2011/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/06/2011"
ODD_NOTES = [
    ("((Điều 8 Thông tư số 41/2019/TT-BCT, có hiệu lực thi hành kể từ ngày 29/01/2020))", "41/2019/TT-BCT", "2020-01-29", ""),
    (
        "(Điều 14 Nghị định số 143/2016/NĐ-CP, có hiệu lực thi hành kể từ ngày 14/10/2016, có nội dung được sửa đổi bởi"
        " Điều 5 Nghị định số 140/2018/NĐ-CP có hiệu lực thi hành kể từ ngày 08/10/2018; Điều 1 Nghị định số"
        " 24/2022/NĐ-CP có hiệu lực thi hành kể từ ngày 01/06/2022)",
        *("143/2016/NĐ-CP", "2016-10-14", "140/2018/NĐ-CP 2018-10-08, 24/2022/NĐ-CP 2022-06-01"),
    ),
    (
        "(Điều 5 Thông tư số 78/2014/TT-BTC, có hiệu lực thi hành kể từ ngày 02/08/2014, có nội dung được sửa đổi, bổ sung"
        " theo quy định tại Điều 3 Thông tư số 96/2015/TT-BTC, có hiệu lực kể từ ngày 06 tháng 8 năm 2015.)",
        *("78/2014/TT-BTC", "2014-08-02", "96/2015/TT-BTC 2015-08-06"),
    ),
    (
        "(Điều 4 Thông tư số 120/2011/TT-BTC Hướng dẫn Nghị định số 20/2011/NĐ-CP ngày 23/3/2011 của Chính phủ ngày"
        " 16/08/2011 của Bộ Tài chính, có hiệu lực thi hành kể từ ngày 01/10/2011)",
        *("120/2011/TT-BTC", "2011-10-01", ""),
    ),
    ("(Điều 12 Sắc lệnh số 102-SL/L-004, có hiệu lực thi hành kể từ ngày 04/06/1957)", "102-SL/L-004", "1957-06-04", ""),
    ("(Điều 3 Nghị định số 84-CP (1), có hiệu lực thi hành kể từ ngày 01/01/1994)", "84-CP", "1994-01-01", ""),
    ("(Điều 2 Quyết định số 123-HĐBT, có hiệu lực kể từ ngày 05/05/1988)", "123-HĐBT", "1988-05-05", ""),
    ("(Điều 9 Luật số 21-LCT/HDNN8, có hiệu lực thi hành kể từ ngày 11/07/1989)", "21-LCT/HDNN8", "1989-07-11", ""),
    ("(Điều 1 Quy định số 30-QĐ/TW, có hiệu lực từ ngày 26/07/2016)", "30-QĐ/TW", "2016-07-26", ""),
    ("(Điều 1 Thông tư số 60 TC/TCT, có hiệu lực thi hành kể từ ngày 01/01/1994)", "60TC/TCT", "1994-01-01", ""),
    ("(Điều 1 Thông tư số 02/2018/tt-ubdt, có hiệu lực thi hành kể từ ngày 01/01/2019)", "02/2018/TT-UBDT", "2019-01-01", ""),
    ("(Điều 8 Quyết định số 22/2021/QD-TTg, có hiệu lực thi hành kể từ ngày 19/08/2021)", "22/2021/QĐ-TTg", "2021-08-19", ""),
    (
        "(Điều 3 Thông tư số liên tịch 144/2007/TTLT-BTC- BGDĐT, có hiệu lực thi hành kể từ ngày 01/01/2008)",
        *("144/2007/TTLT-BTC-BGDĐT", "2008-01-01", ""),
    ),
    (
        "(Điều 26 Pháp lệnh Về Hàm, cấp ngoại giao, có hiệu lực thi hành kể từ ngày 31/05/1995)",
        *("Pháp lệnh Về Hàm, cấp ngoại giao", "1995-05-31", ""),
    ),
    ("(Điều 1 Hiến pháp ngày 28/11/2013 của Quốc hội, có hiệu lực từ ngày 01/01/2014)", "Hiến pháp", "2014-01-01", ""),
    (
        "(Điều 38 Luật số 62/2014/QH13, điểm b khoản 1 có hiệu lực thi hành kể từ ngày 01/02/2015, khoản 2 có hiệu lực thi"
        " hành kể từ ngày 01/06/2015)",
        *("62/2014/QH13", "2015-02-01", ""),
    ),
    ("(Thông tư này có hiệu lực thi hành kể từ ngày 28 tháng 6 năm 2017. Bãi bỏ Thông tư số 15/2010/TT-BGTVT.)", "", "2017-06-28", ""),
]  # fmt: skip


def read(folder: Path, page: str) -> Parsed:
    return parse_file(written(folder, "topic.html", page), IngestSettings(home=folder))


def document_of(folder: Path, page: str) -> Document:
    return recognise(read(folder, page), "topic.html", "0", Tables.load(PROJECT / "corpus" / "tables"), Hints())


def test_every_article_is_a_chunk_with_its_own_document_place_and_days(tmp_path: Path) -> None:
    page = topic(
        chapter("Chương I", "NHỮNG QUY ĐỊNH CHUNG"),
        article("Điều 3.6.LQ.1. Phạm vi", f"Điều 1 {LAW}", "Luật này quy định về viễn thông."),
        article("Điều 3.6.NĐ.1.2. Giải thích", f"Điều 2 {DECREE}", "1. Mạng.", "2. Dịch vụ."),
        chapter("Mục 1", "KINH DOANH"),
        article(
            "Điều 3.6.LQ.7. Quyền", "Điều 7 Luật số 41/2009/QH12, có hiệu lực kể từ ngày 01/07/2010", "Được kinh doanh."
        ),
    )
    document = document_of(tmp_path, page)
    chunks = split(document)
    assert (document.kind, document.title, document.until) == (DocumentKind.LAW, "Viễn thông", None)
    assert [(each.number, each.issued, each.in_force) for each in chunks] == [
        ("41/2009/QH12", date(2009, 11, 23), date(2010, 7, 1)),
        ("25/2011/NĐ-CP", None, date(2011, 6, 1)),
        ("41/2009/QH12", date(2009, 11, 23), date(2010, 7, 1)),
    ]
    assert [each.text for each in chunks][1] == "1. Mạng.\n2. Dịch vụ."
    assert chunks[2].heading.splitlines() == [
        *("Viễn thông", "Chương I NHỮNG QUY ĐỊNH CHUNG", "Mục 1 KINH DOANH"),
        *("Điều 7 Luật số 41/2009/QH12 Viễn thông", "Điều 3.6.LQ.7. Quyền"),
    ]
    assert all(each.kind is ChunkKind.ARTICLE and document.text[each.start : each.end] == each.text for each in chunks)


def test_the_address_of_a_note_and_related_articles_are_links_on_their_words(tmp_path: Path) -> None:
    related = (
        f"{link_to('0300200001', 'Điều 3.6.LQ.2. Tem')}; {link_to('0300200002', 'Điều 3.6.TT.1.4. Tem &amp; phong bì')}"
    )
    found = read(tmp_path, topic(article("Điều 3.6.LQ.1. Tem", f"Điều 1 {LAW}", "Tem bưu chính.", related=related)))
    said = [(each.span.of(found.text), each.target) for each in found.links]
    assert said[0][0].startswith("(Điều 1 Luật số 41/2009/QH12") and said[0][1].startswith("http://vbpl.vn/")
    assert said[1:] == [("Điều 3.6.LQ.2. Tem", "#0300200001"), ("Điều 3.6.TT.1.4. Tem & phong bì", "#0300200002")]


@pytest.mark.parametrize("page", [INDEX, topic(title="Giá")], ids=["index", "topic not codified yet"])
def test_a_page_without_articles_becomes_no_document(tmp_path: Path, page: str) -> None:
    with pytest.raises(ReadFailure) as refused:
        read(tmp_path, page)
    assert refused.value.reason is FailureReason.NOTHING_TO_READ


def test_what_provisions_say_never_begins_a_new_article_or_chapter(tmp_path: Path) -> None:
    lines = [
        "Sửa đổi như sau:",
        "Chương II",
        "Mục 1. Chung",
        "Điều 3.6.LQ.9. Tên",
        "(Điều 5 Luật số 1/2000/QH10)",
        "Phần thứ nhất",
    ]
    found = read(tmp_path, topic(chapter("Chương I", "CHUNG"), article("Điều 3.6.LQ.1. Sửa", f"Điều 1 {LAW}", *lines)))
    articles = articles_in(found.text)
    assert len(articles) == 1 and articles[0].path == ("Chương I CHUNG",)
    assert articles[0].text.of(found.text).splitlines() == lines


def test_a_row_of_a_table_stays_one_line_and_signs_stay_as_they_are(tmp_path: Path) -> None:
    table = (
        "</p><table><tbody><tr><td><p>STT</p></td><td><p>Mức<br/>thu</p></td></tr>"
        "<tr><td>1</td><td>100.000</td></tr></tbody></table><p>"
    )
    page = topic(article("Điều 3.6.TT.1.1. Phí", f"Điều 1 {DECREE}", table, "a) rộng < 1/2 và KH&CN; 5 m<sup>2</sup>"))
    assert articles_in(read(tmp_path, page).text)[0].text.of(read(tmp_path, page).text).splitlines() == [
        *("STT | Mức thu", "1 | 100.000", "a) rộng < 1/2 và KH&CN; 5 m2")
    ]


def test_what_the_reader_of_the_page_does_not_see_is_left_out_and_told(tmp_path: Path) -> None:
    unseen = "Thấy.<span style='color:white'>Giấu<span> sâu</span></span><script>x()</script><del>bỏ</del> Cuối."
    found = read(tmp_path, topic(article("Điều 3.6.LQ.1. A", f"Điều 1 {LAW}", unseen)))
    assert "Thấy. Cuối." in found.text and "Giấu" not in found.text and "sâu" not in found.text
    assert found.warnings == ("hidden_text: 1",)


@pytest.mark.parametrize(("note", "law", "day", "amended"), ODD_NOTES, ids=[each[1] or each[2] for each in ODD_NOTES])
def test_notes_are_read_however_they_were_typed(note: str, law: str, day: str, amended: str) -> None:
    found = read_note(note)
    assert (found.law or "", found.in_force) == (law, date.fromisoformat(day))
    assert ", ".join(f"{each.law} {each.in_force}" for each in found.amended) == amended


def test_an_article_without_a_note_belongs_to_the_document_of_its_label_and_has_no_day(tmp_path: Path) -> None:
    page = topic(
        article("Điều 3.6.NĐ.1.1. Phạm vi", f"Điều 1 {DECREE}", "Một."),
        article("Điều 3.6.NĐ.1.2. Đối tượng", "", "Hai."),
    )
    chunk = split(document_of(tmp_path, page))[1]
    assert (chunk.number, chunk.in_force, chunk.text) == ("25/2011/NĐ-CP", None, "Hai.")


def test_amending_documents_are_searched_with_the_article_they_changed(tmp_path: Path) -> None:
    changed = f"{DECREE}, có nội dung được sửa đổi bởi Điều 1 Nghị định số 49/2017/NĐ-CP có hiệu lực thi hành kể từ ngày 24/04/2017"
    chunk = split(document_of(tmp_path, topic(article("Điều 3.6.NĐ.1.15. SIM", f"Điều 15 {changed}", "SIM."))))[0]
    assert "Sửa đổi, bổ sung bởi 49/2017/NĐ-CP từ ngày 24/04/2017" in chunk.heading
    assert chunk.text == "SIM."


def test_pages_end_with_an_article_and_cover_the_text(tmp_path: Path) -> None:
    parts = [article(f"Điều 3.6.LQ.{n}. A", f"Điều {n} {LAW}", "Nội dung quy định. " * 60) for n in range(1, 30)]
    found = read(tmp_path, topic(*parts))
    assert len(found.pages) > 3
    assert [page.start for page in found.pages[1:]] == [page.end for page in found.pages[:-1]]
    assert all(found.text[page.start :].startswith("Điều 3.6.LQ.") for page in found.pages[1:])
    assert found.pages[-1].end == len(found.text)


@pytest.mark.parametrize("junk", ["<table>", "<!--", "<a ", "<p class='pNoiDung'>", "&#58;<", "\t\n "])
def test_a_page_made_to_be_slow_is_read_in_seconds(tmp_path: Path, junk: str) -> None:
    page = topic(
        article("Điều 3.6.LQ.1. A", f"Điều 1 {LAW}", "Một." + junk * (400_000 // len(junk)), related=junk * 20_000)
    )
    started = time.perf_counter()
    read(tmp_path, page)
    assert time.perf_counter() - started < 10


def test_a_page_saved_again_by_a_browser_is_read_the_same(tmp_path: Path) -> None:
    page = topic(article("Điều 3.6.LQ.1. Phạm vi", f"Điều 1 {LAW}", "Một."))
    again = page.replace("'pDieu'", '"pDieu"').replace("class='pNoiDung'", 'style="" class="pNoiDung"').lstrip("﻿")
    assert read(tmp_path, again).text == read(tmp_path, page).text
