"""Who answers a request: the units with their shares, the dated table, and what the index learned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.route import Router, is_sure
from assistant.answering.route_fitted import read, shipped, write
from assistant.answering.route_neighbours import fields_labelled, neighbours
from assistant.answering.wordings import units_line
from assistant.api.shapes import answer_object
from assistant.bootstrap import Assistant, build
from assistant.chat.view import of_answer
from assistant.domain import Answer, AnswerStatus, Understood, UnitShare
from ingest.documents import Document, DocumentKind, Page, Request, Span, Visibility
from ingest.index.base import Filter
from ingest.split import split
from tests.conftest import settings_of

NOW = date(2026, 11, 20)
EVERYBODY = Filter()
EVERYONE = Visibility()
NEW = "Bà con xin được dạy cách chăm ong lấy mật trên máy bay không người lái."
POSSIBLE = (UnitShare("Cục Viễn thông", "vien-thong", 0.54), UnitShare("Bộ Công an", "an-toan-thong-tin", 0.31))
REFUSED = Answer(
    "1", "Hỏi gì?", AnswerStatus.UNANSWERABLE_NO_SOURCE, "", field="vien-thong", unit="Cục Viễn thông", units=POSSIBLE
)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Assistant]:
    assistant = build(settings_of(tmp_path / "home"))
    yield assistant
    assistant.close()


def routed(text: str, assistant: Assistant, on: date = NOW, where: Filter = EVERYBODY) -> tuple[UnitShare, ...]:
    return assistant.answering.router.units(Understood(text, text), where, assistant.answering.searching, on)


def keep(text: str, assistant: Assistant, kind: DocumentKind, field: str, readers: Visibility = EVERYONE) -> None:
    """A document that is one labelled request."""
    whole = Span(0, len(text))
    requests = () if kind is DocumentKind.CORRECTION else (Request(1, whole, whole, field=field),)
    name = f"{kind}-{field}"
    document = Document(
        name, name, name, kind, "", text, (Page(1, 0, len(text)),), field=field, visibility=readers, requests=requests
    )
    chunks = split(document)
    assistant.index.put(document, chunks, assistant.embedder.encode([chunk.text for chunk in chunks]))


def share_of(field: str, text: str, assistant: Assistant, where: Filter = EVERYBODY) -> float:
    """What the router gives a field, named or not."""
    tools = assistant.answering
    vector = assistant.embedder.encode([text])[0]
    near = neighbours(text, vector, where, tools.searching, assistant.tables)
    return tools.router.shares(text, vector, near, assistant.embedder)[field]


def test_a_sure_request_names_one_unit(sample_assistant: Assistant) -> None:
    units = routed("Điểm Bưu điện - Văn hóa xã xuống cấp, đề nghị sửa chữa.", sample_assistant)
    assert is_sure(units) and units[0].unit == "Vụ Bưu chính"


def test_the_unit_is_that_of_the_day(sample_assistant: Assistant) -> None:
    spam = "Người dân bị tin nhắn rác, cuộc gọi rác làm phiền, đề nghị xử lý."
    before = routed(spam, sample_assistant, on=date(2025, 2, 28))
    after = routed(spam, sample_assistant, on=date(2025, 3, 1))
    assert (before[0].unit, after[0].unit) == ("Cục An toàn thông tin", "Bộ Công an")
    assert before[0].share == after[0].share


def test_fields_of_one_unit_count_together(sample_assistant: Assistant) -> None:
    shares: dict[str | None, float] = {"thong-tin-co-so": 0.5, "thong-tin-doi-ngoai": 0.4, None: 0.1}
    named = Router(sample_assistant.tables).named(shares, NOW)
    assert [(each.field, each.share) for each in named] == [("thong-tin-co-so", 0.9)]


def test_what_is_outside_the_ministry_has_no_unit(sample_assistant: Assistant) -> None:
    router = Router(sample_assistant.tables)
    assert router.named({None: 0.5, "vien-thong": 0.3, "tan-so": 0.2}, NOW) == ()
    assert routed("Học phí trường công tăng, bác sĩ trạm y tế thiếu thuốc bảo hiểm.", sample_assistant) == ()


def test_shares_are_of_one_and_never_more_than_three(sample_assistant: Assistant) -> None:
    units = routed("Đề nghị bộ quan tâm hỗ trợ địa phương về hạ tầng.", sample_assistant)
    assert len(units) <= 3 and sum(each.share for each in units) <= 1.001
    assert [each.share for each in units] == sorted((each.share for each in units), reverse=True)


def test_a_labelled_request_counts_from_the_moment_it_is_stored(empty: Assistant) -> None:
    before = share_of("kinh-te-so", NEW, empty)
    keep(NEW, empty, DocumentKind.PROVINCIAL_TABLE, "kinh-te-so")
    assert share_of("kinh-te-so", NEW, empty) > before + 0.2


def test_a_correction_of_the_same_request_decides(empty: Assistant) -> None:
    keep(NEW, empty, DocumentKind.PROVINCIAL_TABLE, "kinh-te-so")
    keep(NEW, empty, DocumentKind.CORRECTION, "xuat-ban")
    units = routed(NEW, empty)
    assert is_sure(units) and units[0].field == "xuat-ban"


def test_what_a_reader_may_not_read_routes_nothing_for_them(empty: Assistant) -> None:
    before = share_of("kinh-te-so", NEW, empty)
    keep(NEW, empty, DocumentKind.PROVINCIAL_TABLE, "kinh-te-so", Visibility("office"))
    assert share_of("kinh-te-so", NEW, empty) == before
    assert share_of("kinh-te-so", NEW, empty, Filter(readers=frozenset({"all", "office"}))) > before


def test_a_row_of_a_table_is_labelled_by_the_unit_that_answered(sample_assistant: Assistant) -> None:
    tables = sample_assistant.tables
    row = fields_labelled("vu-to-chuc-can-bo", "chuyen-doi-so", DocumentKind.PROVINCIAL_TABLE, tables)
    letter = fields_labelled("vu-to-chuc-can-bo", "chuyen-doi-so", DocumentKind.REPLY, tables)
    unknown = fields_labelled("Ban nào đó", "LĨNH VỰC KHÁC", DocumentKind.REPLY, tables)
    assert (row, letter, unknown) == (("to-chuc",), ("to-chuc", "chuyen-doi-so"), ())


def test_a_refusal_that_is_not_sure_names_the_possible_units_with_their_shares() -> None:
    view = of_answer(replace(REFUSED, text=f"Chưa có nguồn.\n{units_line(REFUSED)}"))
    assert view.unit == "Chưa chắc đơn vị nào phụ trách; có thể là: Cục Viễn thông (54%); Bộ Công an (31%)."
    assert view.refusal == ("Chưa có nguồn.",)


def test_a_refusal_that_is_sure_names_one_unit() -> None:
    sure = replace(REFUSED, units=(UnitShare("Cục Viễn thông", "vien-thong", 0.93), POSSIBLE[1]))
    assert units_line(sure) == "Đơn vị phụ trách lĩnh vực này: Cục Viễn thông."
    assert units_line(replace(REFUSED, units=())) == ""


def test_programs_get_the_units_with_their_shares() -> None:
    assert answer_object(REFUSED)["units"][1] == {"unit": "Bộ Công an", "field": "an-toan-thong-tin", "share": 0.31}


def test_what_was_fitted_is_kept_and_read_the_same(tmp_path: Path) -> None:
    write(shipped(), tmp_path / "routing.json")
    again = read(tmp_path / "routing.json")
    text = "sim rác tràn lan"
    fields = shipped().terms.classes[:-1]
    assert again.terms.scores(text, fields) == shipped().terms.scores(text, fields)
    assert again.weights.tolist() == shipped().weights.tolist()
