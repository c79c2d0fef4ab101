"""A head works off a review of several answers on the desk, one press for each, and sees in the ledger what it did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.records.tables import now
from assistant.records.tasks import open_tasks, task_of
from assistant.upkeep.review import items_of, sweep
from tests.assistant.reviewed import answered, document, store
from tests.journeys.desk_site import DeskSite, make_site

TEXT = "Việc quản lý thuê bao thực hiện theo Nghị định số 25/2011/NĐ-CP của Chính phủ."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    made = make_site(Path(tmp_path_factory.mktemp("reviews")))
    yield made
    made.assistant.close()


def test_answers_that_lean_on_a_dead_law_are_worked_off_one_by_one(site: DeskSite) -> None:
    letters = [store(site.assistant, document(name, TEXT, issued=date(2023, 5, 1))) for name in "12"]
    answered(site.assistant, now(), *letters)
    sweep(site.assistant, now())
    (task,) = open_tasks(site.assistant.engine, None)
    head = site.browser("truong")
    page = head.open(f"/ban-lam-viec/{task.id}")
    assert "2 trả lời dựa vào Nghị định 25/2011/NĐ-CP đã hết hiệu lực" in page
    for left in (1, 0):
        page = head.open(f"/ban-lam-viec/{task.id}")
        head.send(f"/ban-lam-viec/{task.id}/ra-soat", document_id=head.hidden("document_id"))
        assert head.status == 200, head.page
        assert len(items_of(task_of(site.assistant.engine, task.id))) == max(left, 1)
        assert len(open_tasks(site.assistant.engine, None)) == bool(left)
    assert "Công văn" not in head.open("/ban-lam-viec")


def test_an_officer_sees_the_review_and_has_no_button(site: DeskSite) -> None:
    letter = store(site.assistant, document("3", TEXT, issued=date(2023, 5, 1)))
    answered(site.assistant, now(), letter)
    sweep(site.assistant, now())
    (task,) = open_tasks(site.assistant.engine, None)
    officer = site.browser("canbo")
    assert "25/2011/NĐ-CP" in officer.open(f"/ban-lam-viec/{task.id}")
    assert "Vẫn đúng" not in officer.page and "vẫn đúng" not in officer.page.split("Rà soát")[-1]
