"""The desk as a unit head meets it: the queue, one task, every way to decide it, and back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant import wording_curation, wording_desk
from assistant.curation import curation
from assistant.curation.nouns import ConfirmAnswer, DecisionKind, Person, TaskKind, TaskStatus
from assistant.domain import AnswerStatus, Role
from assistant.records.accounts import create_account
from assistant.records.corrections import correction_of, corrections_of
from assistant.records.decisions import decisions_of
from assistant.records.tasks import Opening, open_within, task_of, tasks_of
from ingest.database import writing
from tests.journeys.desk_site import (
    ANSWER,
    OTHER,
    PASSWORD,
    UNIT,
    Browser,
    DeskSite,
    lesson,
    look,
    taught,
    unlike_question,
)

SIM = "Khi nào tắt sóng 2G, người dân dùng máy chỉ hỗ trợ 2G có bị ảnh hưởng không?"


def test_a_question_put_to_the_unit_stands_on_its_desk_with_state_people_and_kind(desk: DeskSite) -> None:
    question = unlike_question()
    desk.put(question, "hoi", "truongkhac")
    shown = desk.browser("truong").open("/ban-lam-viec")
    line = shown[shown.index(question) :][:700]
    assert "2 người hỏi" in line and "Câu hỏi chuyển đến" in line
    assert re.search(r"[▲●◔○] (?:còn|hạn|đến hạn|quá hạn)", line)


def test_another_unit_sees_neither_the_queue_nor_the_task(desk: DeskSite) -> None:
    question = unlike_question()
    task = desk.put(question)
    other = desk.browser("truongkhac")
    assert question not in other.open("/ban-lam-viec")
    other.open(f"/ban-lam-viec/{task.id}")
    assert other.status == 404
    nobody = desk.browser("khach")
    assert "chưa thuộc đơn vị nào" in nobody.open("/ban-lam-viec")
    nobody.open(f"/ban-lam-viec/{task.id}")
    assert nobody.status == 404


def test_who_asked_is_led_to_their_own_page_instead_of_the_desk(desk: DeskSite) -> None:
    task = desk.put(unlike_question(), "hoi")
    asker = desk.browser("hoi")
    asker.open(f"/ban-lam-viec/{task.id}")
    assert (asker.status, asker.address) == (303, "/viec-toi-hoi")


def test_what_the_head_approves_is_answered_from_at_once_and_undo_takes_it_back(desk: DeskSite) -> None:
    question = unlike_question()
    task = desk.put(question)
    head = desk.browser("truong")
    seen = look(head, task, question)
    assert "Trước khi áp dụng" in head.page and ANSWER in head.page
    head.send(f"/ban-lam-viec/{task.id}/tra-loi", step="decide", seen=seen, **lesson(question))
    assert wording_desk.DONE[DecisionKind.TAUGHT] in head.page
    answered = desk.ask(question, "truongkhac")
    assert answered.status is AnswerStatus.ANSWERED and "30/6/2027" in answered.text
    undo = re.search(r'action="(/so-quyet-dinh/\d+/hoan-tac)"', head.page)
    assert undo
    head.send(undo[1], ve="/ban-lam-viec")
    assert wording_desk.DONE[DecisionKind.UNDONE] in head.page
    assert not desk.ask(question, "truongkhac").status.answered


def test_a_faulty_form_keeps_everything_typed_and_says_what_to_do(desk: DeskSite) -> None:
    question = unlike_question()
    task = desk.put(question)
    head = desk.browser("truong")
    head.open(f"/ban-lam-viec/{task.id}")
    typed = lesson(question) | {"in_force": "31/02/2027", "scope": "everyone", "wordings": "một cách hỏi <b>khác</b>"}
    head.send(f"/ban-lam-viec/{task.id}/tra-loi", step="look", **typed)
    assert head.status == 400
    assert ANSWER in head.page and "31/02/2027" in head.page
    assert "một cách hỏi &lt;b&gt;khác&lt;/b&gt;" in head.page
    assert wording_desk.FAULTS["wider"] in head.page
    assert "Xin gõ ngày/tháng/năm" in head.page
    head.send(
        f"/ban-lam-viec/{task.id}/tra-loi", step="look", **(typed | {"answer": "", "in_force": "", "scope": "all"})
    )
    assert wording_desk.FAULTS["answer"] in head.page
    assert task_of(desk.assistant.engine, task.id).status is TaskStatus.OPEN


def test_a_form_that_expired_keeps_what_was_typed(desk: DeskSite) -> None:
    task = desk.put(unlike_question())
    head = desk.browser("truong")
    head.open(f"/ban-lam-viec/{task.id}")
    head.page = head.page.replace('name="form_token" value="', 'name="form_token" value="0')
    head.send(f"/ban-lam-viec/{task.id}/tra-loi", step="look", **lesson("Câu hỏi đã sửa"))
    assert wording_desk.FAULTS["form_expired"] in head.page
    assert ANSWER in head.page and "Câu hỏi đã sửa" in head.page


def test_nothing_is_decided_that_was_not_looked_at_first(desk: DeskSite) -> None:
    question = unlike_question()
    task = desk.put(question)
    head = desk.browser("truong")
    head.open(f"/ban-lam-viec/{task.id}")
    head.send(f"/ban-lam-viec/{task.id}/tra-loi", step="decide", **lesson(question))
    assert wording_desk.BEFORE_DECIDING in head.page
    seen = head.hidden("seen")
    head.send(f"/ban-lam-viec/{task.id}/tra-loi", step="decide", seen=seen, **lesson(question, answer="Việc khác hẳn."))
    assert head.status == 409 and wording_curation.GATE_CHANGED in head.page
    assert "Việc khác hẳn." in head.page
    assert task_of(desk.assistant.engine, task.id).status is TaskStatus.OPEN


def test_a_secret_is_refused_with_what_to_do_and_stored_nowhere(desk: DeskSite) -> None:
    question = unlike_question()
    task = desk.put(question)
    head = desk.browser("truong")
    head.open(f"/ban-lam-viec/{task.id}")
    head.send(f"/ban-lam-viec/{task.id}/tra-loi", step="look", **lesson(question, answer="TUYỆT MẬT\n" + ANSWER))
    assert head.status == 400
    assert wording_curation.NOT_TEACHABLE["secret"] in head.page
    assert not corrections_of(desk.assistant.engine, None, words=question).total


def test_an_officer_proposes_and_the_head_approves_the_prefilled_form(desk: DeskSite) -> None:
    question = unlike_question()
    task = desk.put(question)
    officer = desk.browser("canbo")
    officer.open(f"/ban-lam-viec/{task.id}")
    assert "Gửi trưởng đơn vị duyệt" in officer.page and "Từ chối" not in officer.page
    officer.send(f"/ban-lam-viec/{task.id}/tra-loi", step="propose", **lesson(question))
    assert wording_desk.SENT["proposed"] in officer.page
    assert not desk.ask(question, "truongkhac").status.answered
    head = desk.browser("truong")
    head.open(f"/ban-lam-viec/{task.id}")
    assert ANSWER in head.page and "Nguyễn Thị Mai đã soạn sẵn" in head.page
    head.send(f"/ban-lam-viec/{task.id}/tra-loi", step="look", **lesson(question))
    head.send(f"/ban-lam-viec/{task.id}/tra-loi", step="decide", seen=head.hidden("seen"), **lesson(question))
    assert wording_desk.DONE[DecisionKind.TAUGHT] in head.page
    assert desk.ask(question, "truongkhac").status.answered


def test_an_officer_decides_nothing_by_sending_the_heads_form(desk: DeskSite) -> None:
    task = desk.put(unlike_question())
    officer = desk.browser("canbo")
    officer.open(f"/ban-lam-viec/{task.id}")
    officer.send(f"/ban-lam-viec/{task.id}/tu-choi", reason="không muốn")
    assert officer.status == 403
    assert task_of(desk.assistant.engine, task.id).status is TaskStatus.OPEN


def test_a_rejection_needs_a_reason_and_then_opens_the_next_task(desk: DeskSite) -> None:
    first, second = desk.put(unlike_question()), desk.put(unlike_question())
    head = desk.browser("truong")
    head.open(f"/ban-lam-viec/{first.id}")
    head.send(f"/ban-lam-viec/{first.id}/tu-choi", reason="  ")
    assert head.status == 400 and wording_desk.FAULTS["reason"] in head.page
    head.send(f"/ban-lam-viec/{first.id}/tu-choi", reason="Câu hỏi thuộc thẩm quyền của tỉnh.")
    assert wording_desk.DONE[DecisionKind.REJECTED] in head.page
    assert re.match(r"/ban-lam-viec/\d+\?xong=\d+#noi-dung$", head.address) and f"/{first.id}?" not in head.address
    assert task_of(desk.assistant.engine, second.id).status is TaskStatus.OPEN


def test_who_comes_second_is_told_who_decided_and_nothing_is_applied_twice(desk: DeskSite) -> None:
    task = desk.put(unlike_question())
    late = desk.browser("pho")
    late.open(f"/ban-lam-viec/{task.id}")
    curation.reject(task.id, "ngoài thẩm quyền", desk.accounts["truong"].reader, desk.assistant)
    late.send(f"/ban-lam-viec/{task.id}/tu-choi", reason="tôi cũng từ chối")
    assert late.status == 409
    assert "Trần Văn Hùng" in late.page and "đã quyết định" in late.page
    assert "Việc kế tiếp" in late.page or wording_desk.NO_TASK_LEFT in late.page
    assert len(decisions_of(desk.assistant.engine, None, task_id=task.id)[0]) == 1


def test_a_task_is_handed_to_the_unit_in_charge_with_its_reason(desk: DeskSite) -> None:
    question = unlike_question()
    task = desk.put(question)
    head = desk.browser("truong")
    head.open(f"/ban-lam-viec/{task.id}")
    version = head.hidden("version")
    head.send(f"/ban-lam-viec/{task.id}/chuyen", unit="", reason="của Vụ", version=version)
    assert wording_desk.FAULTS["unit"] in head.page
    head.send(f"/ban-lam-viec/{task.id}/chuyen", unit=OTHER, reason="Việc của Vụ Bưu chính", version=version)
    assert "Vụ Bưu chính" in head.page and "Đã chuyển việc" in head.page
    other = desk.browser("truongkhac")
    assert question in other.open(f"/ban-lam-viec/{task.id}")
    assert "Việc của Vụ Bưu chính" in other.page


def test_the_answer_given_is_confirmed_with_one_click(desk: DeskSite) -> None:
    task = desk.reported(SIM, "unclear")
    head = desk.browser("truong")
    head.open(f"/ban-lam-viec/{task.id}")
    assert "Trả lời đã đúng" in head.page
    head.send(f"/ban-lam-viec/{task.id}/dung", protected="1")
    if "seen" in head.page and task_of(desk.assistant.engine, task.id).status is TaskStatus.OPEN:
        head.send(f"/ban-lam-viec/{task.id}/dung", protected="1", step="decide", seen=head.hidden("seen"))
    assert task_of(desk.assistant.engine, task.id).status is TaskStatus.CLOSED
    decision = decisions_of(desk.assistant.engine, None, task_id=task.id)[0][0]
    assert decision.kind is DecisionKind.CONFIRMED
    curation.undo(decision.id, "thử xong", desk.accounts["truong"].reader, desk.assistant)


def test_a_passage_is_blocked_for_this_kind_of_question(desk: DeskSite) -> None:
    task = desk.reported("Bộ đã làm gì để ngăn chặn SIM rác và cuộc gọi rác?", "irrelevant", name="khach")
    unit_head = desk.browser("vanphong")
    unit_head.open(f"/ban-lam-viec/{task.id}")
    chunk = unit_head.hidden("chunk")
    unit_head.send(f"/ban-lam-viec/{task.id}/bo-doan", chunk=chunk, reason="")
    assert wording_desk.FAULTS["reason"] in unit_head.page
    fields = {"chunk": chunk, "reason": "đoạn nói về việc khác", "closes": "1"}
    unit_head.send(f"/ban-lam-viec/{task.id}/bo-doan", **fields)
    if 'name="seen"' in unit_head.page:
        unit_head.send(f"/ban-lam-viec/{task.id}/bo-doan", step="decide", seen=unit_head.hidden("seen"), **fields)
    kinds = [each.kind for each in decisions_of(desk.assistant.engine, None, task_id=task.id)[0]]
    assert DecisionKind.PASSAGE_BLOCKED in kinds
    assert chunk not in {
        each.chunk_id for each in desk.ask("Bộ đã làm gì để ngăn chặn SIM rác và cuộc gọi rác?").citations
    }


def test_what_a_reporter_proposed_fills_the_form_with_one_click(desk: DeskSite) -> None:
    proposed = "Từ 15/9/2026 mạng 2G dừng hẳn; người dùng được hỗ trợ đổi máy."
    task = desk.reported("Lộ trình tắt sóng 2G thế nào, khi nào dừng hẳn?", "outdated", proposed)
    head = desk.browser("vanphong")
    head.open(f"/ban-lam-viec/{task.id}")
    link = re.search(rf'href="(/ban-lam-viec/{task.id}\?de_xuat=\d+)', head.page)
    assert link and "đã có mốc mới" in head.page
    shown = head.open(link[1])
    assert proposed in shown[shown.index('id="answer"') :][:800]


def test_the_office_sees_every_unit_and_filters_by_one(desk: DeskSite) -> None:
    ours, theirs = unlike_question(), unlike_question()
    desk.put(ours)
    desk.put(theirs, "canbo", unit=OTHER)
    office = desk.browser("vanphong")
    everything = office.open("/ban-lam-viec")
    assert ours in everything and theirs in everything
    one = office.open(f"/ban-lam-viec?don_vi={OTHER}")
    assert theirs in one and ours not in one


def test_an_answer_that_quotes_what_the_head_may_not_open_is_not_shown(desk: DeskSite) -> None:
    task = desk.put(unlike_question())
    from sqlalchemy import insert, update

    from assistant.records.tables import answer_sources, answers

    assert task.answer_id
    source = {"answer_id": task.answer_id, "position": 9, "document_id": "khong-duoc-xem", "page": 1, "cited": True}
    with writing(desk.assistant.engine) as connection:
        connection.execute(insert(answer_sources).values(**source))
        connection.execute(update(answers).where(answers.c.id == task.answer_id).values(text="NỘI DUNG KÍN"))
    shown = desk.browser("truong").open(f"/ban-lam-viec/{task.id}")
    assert "NỘI DUNG KÍN" not in shown and wording_desk.UNKNOWN_READER in shown


def test_a_review_of_several_items_ends_with_the_last_one_looked_at(desk: DeskSite) -> None:
    head = desk.browser("truong")
    items = [taught(head, unlike_question()) for _ in range(2)]
    stored = [correction_of(desk.assistant.engine, each) for each in items]
    lines = [f"• {each.lesson.question} (/tai-lieu/{each.document_id})" for each in stored]
    note = "\n".join(["Nghị định 25/2011/NĐ-CP đã hết hiệu lực.", *lines])
    opening = Opening(TaskKind.REVIEW, UNIT, "2 trả lời dựa vào luật đã hết hiệu lực", "law_died", note, date.today())
    with writing(desk.assistant.engine) as connection:
        task_id, _ = open_within(connection, replace(opening, note=note), Person(0, "Trợ lý"), datetime.now(UTC))
    shown = head.open(f"/ban-lam-viec/{task_id}")
    assert all(f'href="/tri-thuc/{each}"' in shown for each in items)
    head.send(f"/ban-lam-viec/{task_id}/ra-soat", document_id=stored[0].document_id)
    assert head.address.startswith(f"/ban-lam-viec/{task_id}?"), "one item is left, so the task stays open and shown"
    head.send(f"/ban-lam-viec/{task_id}/ra-soat", document_id=stored[1].document_id)
    assert task_of(desk.assistant.engine, task_id).status is TaskStatus.CLOSED


def test_a_document_is_taken_out_of_use_for_the_one_that_was_found_as_its_successor(desk: DeskSite) -> None:
    task = desk.put("Thanh Hóa dừng công nghệ 2G khi nào?")
    office = desk.browser("vanphong")
    office.open(f"/ban-lam-viec/{task.id}")
    document = re.search(r'<option value="([0-9a-f]{16})"[^>]*>987/BTTTT-VP', office.page)
    assert document
    form = {"document": document[1], "reason": "đã có trả lời mới"}
    address = f"/ban-lam-viec/{task.id}/ngung-dung"
    office.send(address, successor="9999/QĐ-KHÔNG-CÓ-THẬT xyzw", **form)
    assert office.status == 400 and "đã có trả lời mới" in office.page
    office.send(address, successor="5130/BTTTT-VP", **form)
    if 'name="seen"' in office.page:
        office.send(address, successor="5130/BTTTT-VP", step="decide", seen=office.hidden("seen"), **form)
    decision = decisions_of(desk.assistant.engine, None, DecisionKind.DOCUMENT_RETIRED)[0][0]
    assert decision.document_id == document[1]
    assert task_of(desk.assistant.engine, task.id).status is TaskStatus.OPEN, "it was not asked to end the task"
    curation.undo(decision.id, "thử xong", desk.accounts["vanphong"].reader, desk.assistant)


def test_what_breaks_a_protected_answer_waits_until_a_second_person_agrees(desk: DeskSite) -> None:
    question = "Người dân tố giác tin nhắn rác qua đầu số nào?"
    given = desk.ask(question, "vanphong")
    office = desk.accounts["vanphong"].reader
    golden = curation.decide(ConfirmAnswer(given.id), office, desk.assistant).decision
    task = desk.put(question)
    first = desk.browser("vanphong")
    first.open(f"/ban-lam-viec/{task.id}")
    form = {"document": given.citations[0].document_id, "reason": "đầu số đã đổi", "closes": "1"}
    first.send(f"/ban-lam-viec/{task.id}/ngung-dung", **form)
    assert "Có câu được bảo vệ bị hỏng" in first.page
    first.send(f"/ban-lam-viec/{task.id}/ngung-dung", step="decide", seen=first.hidden("seen"), **form)
    assert wording_desk.WAITS_FOR_SECOND in first.page
    assert desk.ask(question, "hoi").status.answered, "nothing is live yet"
    waiting = tasks_of(desk.assistant.engine, None, TaskStatus.OPEN)[0]
    second = next(each for each in waiting if each.kind is TaskKind.SECOND)
    assert "người đề nghị nên cần một người khác" in first.open(f"/ban-lam-viec/{second.id}")
    other = second_person(desk)
    shown = other.open(f"/ban-lam-viec/{second.id}")
    assert "đầu số đã đổi" in shown and "hỏng câu chuẩn" in shown
    other.send(f"/ban-lam-viec/{second.id}/nguoi-thu-hai", step="back", reason="")
    assert wording_desk.FAULTS["reason"] in other.page
    other.send(f"/ban-lam-viec/{second.id}/nguoi-thu-hai", step="agree")
    decision = decisions_of(desk.assistant.engine, None, DecisionKind.DOCUMENT_RETIRED)[0][0]
    assert decision.second is not None
    assert not desk.ask(question, "hoi").status.answered
    curation.undo(decision.id, "thử xong", office, desk.assistant)
    curation.undo(golden.id, "thử xong", office, desk.assistant)


def test_pages_of_the_desk_hold_no_inline_script_or_style(desk: DeskSite) -> None:
    task = desk.put(unlike_question())
    head = desk.browser("truong")
    for path in ("/ban-lam-viec", f"/ban-lam-viec/{task.id}", "/tri-thuc", "/tri-thuc/moi", "/so-quyet-dinh"):
        page = head.open(path)
        assert head.status == 200, path
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", page), path
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path
        labelled = set(re.findall(r'<label for="([^"]+)"', page))
        fields = re.findall(
            r'<(?:input(?![^>]*type="(?:hidden|checkbox|radio)")|textarea|select)[^>]*\sid="([^"]+)"', page
        )
        assert set(fields) <= labelled, path


def second_person(desk: DeskSite) -> Browser:
    """Another person of the office, who may decide for any unit."""
    if "vanphonghai" not in desk.accounts:
        engine = desk.assistant.engine
        desk.accounts["vanphonghai"] = create_account(engine, "vanphonghai", "Mai Anh", Role.OFFICE, None, PASSWORD)
    return desk.browser("vanphonghai")


@pytest.mark.parametrize(
    "path",
    [
        "/ban-lam-viec/99999999999999999999999",
        "/ban-lam-viec/0",
        "/ban-lam-viec/x",
        "/ban-lam-viec?nhom=overdue&trang=99999999999999999999",
        "/ban-lam-viec?nhom=khong-co&trang=-7&don_vi=%00",
        "/ban-lam-viec?xong=99999999&bao=khong-co",
        "/tri-thuc?q=%00%F0%9F%98%80%25_&trang=99999999999999999999",
        "/tri-thuc/khong-co",
        "/so-quyet-dinh?loai=khong-co&trang=99999999999999999999",
    ],
)
def test_odd_addresses_are_answered_with_a_page(desk: DeskSite, path: str) -> None:
    head = desk.browser("truong")
    shown = head.open(path)
    assert head.status in (200, 404) and "Trợ lý" in shown


@pytest.mark.parametrize(
    "written", ["\x00", "\ud800", "a" * 30_000, "<script>alert(1)</script>", "{{ 7*7 }}", "😀" * 900]
)
def test_odd_texts_break_no_form_and_are_shown_as_typed(desk: DeskSite, written: str) -> None:
    task = desk.put(unlike_question())
    head = desk.browser("truong")
    head.open(f"/ban-lam-viec/{task.id}")
    sent = written.encode("utf-8", "replace").decode()
    head.send(
        f"/ban-lam-viec/{task.id}/tra-loi", step="look", **lesson(sent, answer=sent, wordings=sent, in_force=sent)
    )
    assert head.status in (200, 400) and "<script>alert" not in head.page
    head.send(f"/ban-lam-viec/{task.id}/bo-doan", chunk=sent, reason=sent)
    assert head.status in (200, 400)
    assert task_of(desk.assistant.engine, task.id).status is TaskStatus.OPEN
