"""The desk as a unit head meets it: the queue, one task, every way to decide it, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from assistant import wording_curation, wording_desk
from assistant.curation import curation
from assistant.curation.nouns import CorrectionStatus, DecisionKind, Task, TaskStatus
from assistant.domain import AnswerStatus
from assistant.records.corrections import corrections_of
from assistant.records.decisions import decisions_of
from assistant.records.tasks import task_of
from tests.journeys.desk_site import OTHER, UNIT, Browser, DeskSite, make_site, unlike_question

ANSWER = "Trạm được bàn giao trước ngày 30/6/2027 theo kế hoạch của Cục; địa phương bố trí mặt bằng."
SIM = "Khi nào tắt sóng 2G, người dân dùng máy chỉ hỗ trợ 2G có bị ảnh hưởng không?"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    site = make_site(tmp_path_factory.mktemp("desk"))
    yield site
    site.assistant.close()


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
    assert decisions_of(desk.assistant.engine, None, task_id=task.id)[0][0].kind is DecisionKind.CONFIRMED


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
    from ingest.database import writing

    assert task.answer_id
    source = {"answer_id": task.answer_id, "position": 9, "document_id": "khong-duoc-xem", "page": 1, "cited": True}
    with writing(desk.assistant.engine) as connection:
        connection.execute(insert(answer_sources).values(**source))
        connection.execute(update(answers).where(answers.c.id == task.answer_id).values(text="NỘI DUNG KÍN"))
    shown = desk.browser("truong").open(f"/ban-lam-viec/{task.id}")
    assert "NỘI DUNG KÍN" not in shown and wording_desk.UNKNOWN_READER in shown


def test_a_head_teaches_without_a_task_edits_it_and_sees_the_difference(desk: DeskSite) -> None:
    question = unlike_question()
    head = desk.browser("truong")
    item = taught(head, question)
    assert ANSWER in head.page and "Đơn vị" in head.page
    head.open(f"/tri-thuc/{item}/sua")
    edited = lesson(question, answer=ANSWER.replace("30/6/2027", "31/12/2027"))
    head.send(f"/tri-thuc/{item}/sua", step="look", **edited)
    head.send(f"/tri-thuc/{item}/sua", step="decide", seen=head.hidden("seen"), **edited)
    assert "<ins>" in head.page and "<del>" in head.page
    assert "31/12/2027" in desk.ask(question, "truongkhac").text
    assert question in head.open("/tri-thuc?q=" + question.split()[6])


def test_an_item_is_reviewed_and_taken_out_of_use_and_stays_in_the_list(desk: DeskSite) -> None:
    question = unlike_question()
    head = desk.browser("truong")
    item = taught(head, question)
    head.send(f"/tri-thuc/{item}/ra-soat")
    assert wording_desk.DONE[DecisionKind.REVIEWED] in head.page
    head.send(f"/tri-thuc/{item}/ngung-dung", step="look", reason="đã có văn bản mới")
    head.send(f"/tri-thuc/{item}/ngung-dung", step="decide", seen=head.hidden("seen"), reason="đã có văn bản mới")
    assert not desk.ask(question, "truongkhac").status.answered
    assert question in head.open(f"/tri-thuc?trang_thai={CorrectionStatus.RETIRED.value}")


def test_who_may_not_decide_cannot_teach_and_another_unit_cannot_edit(desk: DeskSite) -> None:
    item = taught(desk.browser("truong"), unlike_question())
    officer = desk.browser("canbo")
    officer.open("/tri-thuc/moi")
    assert officer.status == 403
    other = desk.browser("truongkhac")
    other.open(f"/tri-thuc/{item}/sua")
    assert other.status == 403
    other.open(f"/tri-thuc/{item}")
    assert other.status == 200 and "Các bản" not in other.page


def test_what_only_the_office_may_read_is_on_nobody_elses_list_or_ledger(desk: DeskSite) -> None:
    question = unlike_question()
    office = desk.browser("vanphong")
    item = taught(office, question, scope="office", unit=UNIT)
    assert question in office.open("/tri-thuc")
    head = desk.browser("truong")
    assert question not in head.open("/tri-thuc")
    assert question not in head.open("/so-quyet-dinh")
    head.open(f"/tri-thuc/{item}")
    assert head.status == 404


def test_the_ledger_tells_who_decided_what_and_undoes_from_there(desk: DeskSite) -> None:
    question = unlike_question()
    head = desk.browser("truong")
    taught(head, question)
    shown = head.open("/so-quyet-dinh?loai=taught")
    assert question in shown and "Trần Văn Hùng" in shown
    number = decisions_of(desk.assistant.engine, None, DecisionKind.TAUGHT)[0][0].id
    head.send(f"/so-quyet-dinh/{number}/hoan-tac", ve="/so-quyet-dinh")
    assert "✕ đã hoàn tác" in head.page
    head.send(f"/so-quyet-dinh/{number}/hoan-tac", ve="/so-quyet-dinh")
    assert head.status == 409 and "đã quyết định" in head.page


def test_undo_leads_to_no_other_site(desk: DeskSite) -> None:
    head = desk.browser("truong")
    taught(head, unlike_question())
    number = decisions_of(desk.assistant.engine, None, DecisionKind.TAUGHT)[0][0].id
    head.send(f"/so-quyet-dinh/{number}/hoan-tac", ve="https://evil.example/")
    assert head.address.startswith("/chat?xong=")


def test_a_stand_in_decides_in_their_days_and_no_longer_when_ended(desk: DeskSite) -> None:
    question = unlike_question()
    task = desk.put(question)
    stranger = desk.browser("hoi")
    head = desk.browser("truong")
    head.open("/ban-lam-viec/nguoi-thay")
    person = str(desk.accounts["hoi"].id)
    head.send("/ban-lam-viec/nguoi-thay", unit=UNIT, person=person, first="hôm nay", last="")
    assert head.status == 400 and "Xin gõ ngày/tháng/năm" in head.page
    head.send("/ban-lam-viec/nguoi-thay", unit=UNIT, person=person, first="01/01/2020", last="31/12/2099")
    assert "đang thay" in head.page
    assert "Từ chối" in stranger.open(f"/ban-lam-viec/{task.id}")
    ending = re.search(r'action="(/ban-lam-viec/nguoi-thay/\d+/ket-thuc)"', head.page)
    assert ending
    head.send(ending[1])
    assert wording_desk.SENT["stand_in_ended"] in head.page
    stranger.open(f"/ban-lam-viec/{task.id}")
    assert stranger.status == 303


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


def lesson(question: str, answer: str = ANSWER, **changes: str) -> dict[str, str]:
    """The fields of the answer's form as a person fills them in."""
    empty = {"basis": "", "wordings": "", "not_for": "", "in_force": "", "until": "", "review_days": ""}
    return {"question": question, "answer": answer, "scope": "all", **empty, **changes}


def look(browser: Browser, task: Task, question: str) -> str:
    """Look at the gate; what was seen."""
    browser.open(f"/ban-lam-viec/{task.id}")
    browser.send(f"/ban-lam-viec/{task.id}/tra-loi", step="look", **lesson(question))
    return browser.hidden("seen")


def taught(browser: Browser, question: str, **changes: str) -> str:
    """Teach without a task; the id of the item, whose page is open then."""
    browser.open("/tri-thuc/moi")
    fields = {"unit": UNIT} | lesson(question) | changes
    browser.send("/tri-thuc/moi", step="look", **fields)
    browser.send("/tri-thuc/moi", step="decide", seen=browser.hidden("seen"), **fields)
    found = re.match(r"/tri-thuc/([0-9a-f]{16})\?xong=", browser.address)
    assert found, browser.page[:2000]
    return found[1]
