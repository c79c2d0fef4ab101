"""How each kind of document is cut into chunks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Chunk, ChunkKind, Document, DocumentKind, Page, Parsed, Request, Span
from ingest.recognise import Hints, recognise
from ingest.split import split
from ingest.split.piece import CAP
from ingest.tables import Tables
from ingest.vietnamese import sentences

SENTENCE = "Bộ Thông tin và Truyền thông đã yêu cầu doanh nghiệp phủ sóng tại các thôn, bản trong năm 2024."


def letter(petition: str, reply: str) -> Document:
    text = f"{petition}\n{reply}"
    request = Request(1, Span(0, len(petition)), Span(len(petition) + 1, len(text)))
    return Document(
        "d" * 16, "s", "0", DocumentKind.REPLY, "Trả lời cử tri", text, (Page(1, 0, len(text)),),
        number="1/BTTTT-VP", issued=date(2024, 1, 2), requests=(request,),
    )  # fmt: skip


def guidance(text: str) -> Document:
    return recognise(Parsed(text, (Page(1, 0, len(text)),), "Hướng dẫn"), "g.txt", "0", Tables(), Hints())


def whole(document: Document) -> list[Chunk]:
    chunks = split(document)
    assert all(chunk.text == document.text[chunk.start : chunk.end] for chunk in chunks)
    assert [chunk.id for chunk in chunks] == [f"{document.id}:{n:05d}" for n in range(len(chunks))]
    return chunks


def test_a_question_is_found_by_its_petition_and_quoted_from_its_reply() -> None:
    petition, reply = whole(letter("Cử tri hỏi về sóng.", SENTENCE))
    assert (petition.kind, reply.kind) == (ChunkKind.PETITION, ChunkKind.REPLY)
    assert reply.heading == "Trả lời cử tri\nCử tri hỏi về sóng."
    assert (reply.number, reply.issued, reply.request) == ("1/BTTTT-VP", date(2024, 1, 2), 1)


def test_short_paragraphs_are_gathered_to_a_comfortable_length() -> None:
    chunks = whole(letter("Hỏi.", "\n".join([SENTENCE] * 40)))[1:]
    assert all(600 <= len(chunk.text) <= 1200 for chunk in chunks[:-1])


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    document = letter("Hỏi.", " ".join([SENTENCE] * 60))
    ends = {span.end + 5 for span in sentences(document.text[5:])}
    chunks = whole(document)[1:]
    assert len(chunks) > 3 and all(len(chunk.text) <= CAP and chunk.end in ends for chunk in chunks)


def test_an_endless_sentence_is_cut_rather_than_over_the_cap() -> None:
    chunks = whole(letter("Hỏi.", "thôn Nà Lạn, xã Bắc Mê; " * 400 + "hết."))[1:]
    assert all(len(chunk.text) <= CAP for chunk in chunks)
    assert all(chunk.text.endswith((";", ".")) for chunk in chunks)


def test_a_word_without_spaces_is_cut_too() -> None:
    assert all(len(chunk.text) <= CAP for chunk in whole(letter("Hỏi.", "x" * 5000))[1:])


def test_a_long_petition_stays_one_chunk_and_is_shortened_in_headings() -> None:
    petition, reply = whole(letter("Cử tri hỏi " * 400, SENTENCE))
    assert petition.kind is ChunkKind.PETITION and len(petition.text) > CAP
    assert len(reply.heading) < 450


def test_the_section_of_the_reply_stands_in_the_heading() -> None:
    body = "\n".join([SENTENCE] * 8)
    chunks = whole(letter("Hỏi.", f"1. Về hiện trạng\n{body}\n2. Về giải pháp\n{body}"))[1:]
    assert chunks[0].text.startswith("1. Về hiện trạng") and chunks[0].heading.endswith("1. Về hiện trạng")
    assert chunks[-1].heading.endswith("2. Về giải pháp")


def test_a_footnote_does_not_join_the_paragraphs_around_it() -> None:
    chunks = whole(letter("Hỏi.", f"{SENTENCE}\n[1] Số liệu năm 2023.\n{SENTENCE}"))[1:]
    assert [chunk.text for chunk in chunks] == [SENTENCE, "[1] Số liệu năm 2023.", SENTENCE]


def test_equal_texts_do_not_collapse() -> None:
    document = letter("Hỏi.", SENTENCE)
    twice = replace(document, requests=(document.requests[0], replace(document.requests[0], position=2)))
    chunks = whole(twice)
    assert len({chunk.id for chunk in chunks}) == len({chunk.digest for chunk in chunks}) == 4


def test_a_chunk_knows_its_page() -> None:
    document = letter("Hỏi.", "\n".join([SENTENCE] * 30))
    middle = len(document.text) // 2
    paged = replace(document, pages=(Page(1, 0, middle), Page(2, middle, len(document.text))))
    assert {chunk.page for chunk in split(paged)} == {1, 2}


def test_guidance_is_cut_by_its_headings() -> None:
    body = "\n".join([SENTENCE] * 7)
    text = f"I. QUY ĐỊNH CHUNG\n1. Phạm vi\n{body}\n2. Đối tượng\n{body}\nII. THỦ TỤC\n{body}"
    chunks = whole(guidance(text))
    assert [chunk.heading.split("\n")[1:] for chunk in chunks] == [
        ["I. QUY ĐỊNH CHUNG", "1. Phạm vi"],
        ["I. QUY ĐỊNH CHUNG", "2. Đối tượng"],
        ["II. THỦ TỤC"],
    ]
    assert all(chunk.kind is ChunkKind.PROSE for chunk in chunks)


def test_the_head_and_the_recipients_of_guidance_are_not_chunks() -> None:
    head = "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nVĂN PHÒNG BỘ\nSố: 12/HD-VP\nHà Nội, ngày 02 tháng 01 năm 2024\n"
    foot = "\nNơi nhận:\n- Các đơn vị;\n- Lưu: VT.\nCHÁNH VĂN PHÒNG\n(đã ký)"
    texts = " ".join(chunk.text for chunk in whole(guidance(f"{head}{SENTENCE}\n{SENTENCE}{foot}")))
    assert "Số:" not in texts and "Nơi nhận" not in texts and SENTENCE in texts


def test_prose_without_structure_is_cut_by_the_splitter() -> None:
    chunks = whole(guidance(" ".join([SENTENCE] * 60)))
    assert len(chunks) > 3 and all(len(chunk.text) <= CAP and chunk.text.endswith(".") for chunk in chunks)


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_an_empty_document_has_no_chunks(kind: DocumentKind) -> None:
    assert split(Document("0" * 16, "s", "0", kind, "t", " \n ", (Page(1, 0, 3),))) == []


@given(
    st.lists(st.sampled_from([SENTENCE, "1. Về sóng", "- ý nhỏ;", "", "x" * 2000, "[1] chú", "a) Mục"]), max_size=12)
)
def test_every_word_of_a_reply_is_in_some_chunk(lines: list[str]) -> None:
    document = letter("Hỏi.", "\n".join(lines))
    quoted = "".join("".join(chunk.text.split()) for chunk in whole(document)[1:])
    assert quoted == "".join("".join(lines).split())
