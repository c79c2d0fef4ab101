"""What an answer leads with, and when there is none."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.bootstrap import Assistant
from assistant.domain import AnswerStatus, Part
from ingest.documents import ChunkKind, DocumentKind
from ingest.index.base import Filter
from tests.assistant.asked import OFFICE, asked, lead, quotes

QUESTIONS = (
    "Số trạm 5G tính đến tháng 1/2026 là bao nhiêu?",
    "Tháng 9/2024 cả nước còn bao nhiêu thôn chưa có sóng di động?",
    "Nộp hồ sơ hành chính qua bưu điện có bắt buộc không?",
    "Nhà mạng được từ chối cho chuyển mạng giữ số trong trường hợp nào?",
    "Người dân đo tốc độ internet bằng công cụ nào?",
)


def test_the_newest_figure_leads(sample_assistant: Assistant) -> None:
    assert "35.000" in lead(asked(sample_assistant, "Số trạm 5G tính đến tháng 1/2026 là bao nhiêu?")).quote


def test_a_month_is_one_month_however_it_is_typed(sample_assistant: Assistant) -> None:
    for month in ("tháng 1/2026", "tháng 01/2026", "tháng 1 năm 2026"):
        assert "35.000" in quotes(asked(sample_assistant, f"Số trạm 5G tính đến {month} là bao nhiêu?"))


def test_an_older_figure_stands_beside_the_newest_and_is_called_older(sample_assistant: Assistant) -> None:
    answered = asked(sample_assistant, "Cả nước có bao nhiêu trạm 5G, phủ sóng bao nhiêu phần trăm dân số?")
    assert answered.status is AnswerStatus.ANSWERED_CONFLICT
    older = [sentence for sentence in answered.sentences if sentence.part is Part.OLDER]
    assert older
    dates = {citation.marker: citation.issued for citation in answered.citations}
    assert all(dates[each.markers[0]] < lead(answered).issued for each in older)  # type: ignore[operator]


def test_a_stale_page_never_leads_over_newer_guidance(sample_assistant: Assistant) -> None:
    answered = asked(sample_assistant, "Thời hạn trả lời kiến nghị cử tri là bao nhiêu ngày?")
    assert "60 ngày" in lead(answered).quote
    assert "tư vấn" not in (lead(answered).unit or "")


def test_a_question_whether_a_law_stands_is_led_by_the_legal_sheet(sample_assistant: Assistant) -> None:
    answered = asked(sample_assistant, "Nghị định 72/2013 còn hiệu lực không, thay bằng văn bản nào?")
    assert lead(answered).kind is DocumentKind.VALIDITY_TABLE
    assert lead(answered).number == "72/2013/NĐ-CP"
    assert "147/2024/NĐ-CP" in lead(answered).quote


def test_dead_law_is_flagged_with_its_successor(sample_assistant: Assistant) -> None:
    answered = asked(sample_assistant, "Ủy ban nhân dân tỉnh quy hoạch hạ ngầm cáp theo Nghị định 25/2011 thế nào?")
    notes = {note.code: note for citation in answered.citations for note in citation.law_notes}
    assert notes["25/2011/NĐ-CP"].successors == ("163/2024/NĐ-CP",)
    assert "hết hiệu lực" in answered.text


def test_law_is_not_flagged_on_a_day_it_still_stood(sample_assistant: Assistant) -> None:
    question = "Ủy ban nhân dân tỉnh quy hoạch hạ ngầm cáp theo Nghị định 25/2011 thế nào?"
    answered = asked(sample_assistant, question, on=date(2023, 6, 15))
    assert all(note.code != "25/2011/NĐ-CP" for citation in answered.citations for note in citation.law_notes)


def test_a_document_asked_for_by_its_code_leads(sample_assistant: Assistant) -> None:
    for question in ("Cho mình xin CV 2163 nội dung cho vay qua app", "Công văn 2163/BTTTT-VP trả lời về vấn đề gì?"):
        assert lead(asked(sample_assistant, question)).number == "2163/BTTTT-VP"


def test_a_document_nobody_has_is_said_to_be_missing(sample_assistant: Assistant) -> None:
    answered = asked(sample_assistant, "Trong công văn 4980/BTTTT-VP có ghi gì?")
    assert answered.status is AnswerStatus.UNANSWERABLE_NOT_FOUND
    assert not answered.citations


def test_the_asked_province_leads(sample_assistant: Assistant) -> None:
    answered = asked(sample_assistant, "Lai Châu có bao nhiêu bản chưa có băng rộng cố định?")
    assert lead(answered).province == "Lai Châu"
    assert "97 bản" in lead(answered).quote


@pytest.mark.parametrize(
    "question",
    [
        "Bình Định có bao nhiêu điểm bưu điện văn hóa xã?",
        "Cần Thơ đã chỉnh trang bao nhiêu km cáp treo?",
        "ninh binh co bao nhieu tram 5g",
    ],
)
def test_another_provinces_figures_are_no_answer(sample_assistant: Assistant, question: str) -> None:
    assert asked(sample_assistant, question).status is AnswerStatus.UNANSWERABLE_NO_SOURCE


@pytest.mark.parametrize("question", ["Giá điện sinh hoạt bậc 3 là bao nhiêu?", "Kết quả xổ số hôm qua thế nào?"])
def test_what_is_not_the_ministrys_is_refused_as_such(sample_assistant: Assistant, question: str) -> None:
    assert asked(sample_assistant, question).status is AnswerStatus.BLOCKED_OUT_OF_REMIT


def test_points_come_from_several_sources_where_several_answer(sample_assistant: Assistant) -> None:
    answered = asked(sample_assistant, "Người dân kiểm tra thông tin thuê bao của mình bằng cách nào?")
    documents = [citation.document_id for citation in answered.citations]
    assert len(set(documents)) >= 2


def test_headings_questions_and_petitions_are_never_quoted(sample_assistant: Assistant) -> None:
    for question in QUESTIONS:
        answered = asked(sample_assistant, question)
        assert answered.status.answered
        for citation in answered.citations:
            assert not citation.quote.rstrip().endswith((":", "?"))
            kinds = {
                each.chunk.kind
                for each in sample_assistant.index.find_number(citation.number or "-", Filter(OFFICE.tokens))
                if each.chunk.start <= citation.start < each.chunk.end
                and each.chunk.document_id == citation.document_id
            }
            assert ChunkKind.PETITION not in kinds


def test_every_quotation_stands_where_the_citation_says(sample_assistant: Assistant) -> None:
    for question in QUESTIONS:
        for citation in asked(sample_assistant, question).citations:
            document = sample_assistant.index.document(citation.document_id)
            assert document is not None
            assert document.text[citation.start : citation.end] == citation.quote
