"""What a unit has taught, the ledger of decisions, and who decides while the head is away."""

from __future__ import annotations

import re

from assistant import wording_desk
from assistant.curation.nouns import CorrectionStatus, DecisionKind
from assistant.records.decisions import decisions_of
from tests.journeys.desk_site import (
    ANSWER,
    UNIT,
    DeskSite,
    lesson,
    taught,
    unlike_question,
)


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
