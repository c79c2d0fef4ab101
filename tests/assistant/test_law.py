"""What is in force on which day, and which past replies lean on law that is not."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant import wording
from assistant.answering.as_of import day_meant
from assistant.answering.search import search
from assistant.answering.understand import understand
from assistant.api.law import to_review
from assistant.bootstrap import Assistant, build
from assistant.domain import Question, Reader, Role, Validity
from assistant.records.accounts import create_account, operator
from assistant.records.tokens import create_token
from assistant.server import create_app
from ingest.documents import Chunk, ChunkKind, Document, DocumentKind, Page, Visibility
from ingest.law.changes import ChangeKind
from ingest.law.naming import Namings, named_in
from ingest.law.validity import refresh
from ingest.manifest import Hints
from ingest.pipeline import Outcome, add, embedded_text
from ingest.settings import PROJECT
from ingest.table_rows import legal_basis_row, read_table
from ingest.tables import Tables
from tests.assistant.asked import OFFICE, asked, lead
from tests.conftest import settings_of
from tests.ingest.codification import INDEX, article, topic, written
from tests.terminal import Terminal

TABLES = PROJECT / "corpus" / "tables"
OLD_LAW = "Luật số 41/2009/QH12 Viễn thông ngày 23/11/2009 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2010"
NEW_LAW = "Luật số 24/2023/QH15 Viễn thông ngày 24/11/2023 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2024"
UNTIL = "Thuê bao viễn thông có quyền lựa chọn doanh nghiệp viễn thông để giao kết hợp đồng cung cấp dịch vụ viễn thông"
QUESTION = "Thuê bao viễn thông có quyền lựa chọn doanh nghiệp viễn thông để giao kết hợp đồng không?"
STAFF = Reader(2, "staff", "Cán bộ", Role.STAFF, "cuc-vien-thong")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    """A store with the two laws on telecommunications only."""
    built = build(settings_of(home))
    add([laws(home.parent / "laws")], built.pipeline)
    yield built
    built.close()


def laws(folder: Path) -> Path:
    old = article("Điều 3.6.LQ.16. Quyền của thuê bao", f"Điều 16 {OLD_LAW}", f"1. {UNTIL} theo Luật cũ.")
    new = article("Điều 3.9.LQ.15. Quyền của thuê bao", f"Điều 15 {NEW_LAW}", f"1. {UNTIL} theo Luật mới.")
    written(folder, "old.html", topic(old))
    written(folder, "new.html", topic(new, number="3.9", title="Viễn thông (2023)"))
    return folder


def letter(assistant: Assistant, number: str, day: date, text: str, visibility: Visibility | None = None) -> str:
    """A reply of one passage, as stored."""
    document = Document(
        id=f"letter-{number}", source=f"/{number}", digest=number, kind=DocumentKind.REPLY, title=f"Trả lời {number}",
        text=text, pages=(Page(1, 0, len(text)),), number=number, issued=day, visibility=visibility or Visibility(),
    )  # fmt: skip
    chunk = Chunk(
        f"{document.id}:00000", document.id, 0, ChunkKind.REPLY, document.title, text, 0, len(text), 1,
        number=number, issued=day, province="Sơn La",
    )  # fmt: skip
    assistant.index.put(document, [chunk], assistant.embedder.encode([embedded_text(chunk)]))
    return document.id


@pytest.mark.parametrize(
    ("on", "law"), [(date(2024, 6, 30), "41/2009/QH12"), (date(2026, 11, 22), "24/2023/QH15")], ids=str
)
def test_the_same_question_cites_the_law_of_its_day(fresh_home: Path, tmp_path: Path, on: date, law: str) -> None:
    assistant = build(settings_of(fresh_home))
    add([laws(tmp_path / "laws")], assistant.pipeline)
    try:
        cited = [each for each in asked(assistant, QUESTION, on=on).citations if each.kind is DocumentKind.LAW]
        hits = search(QUESTION, operator(), assistant.answering, 5, on, frozenset({DocumentKind.LAW}))
    finally:
        assistant.close()
    assert [each.number for each in cited] == [law]
    assert cited[0].validity is Validity.IN_FORCE
    assert [each.stored.chunk.number for each in hits] == [law]


def test_without_a_day_today_counts(assistant: Assistant) -> None:
    assert date.today() >= date(2024, 7, 1)
    hits = search(QUESTION, operator(), assistant.answering, 5, None)
    assert {each.stored.chunk.number for each in hits if each.stored.document_kind is DocumentKind.LAW} == {
        "24/2023/QH15"
    }
    assert understand(Question(QUESTION), assistant.tables).as_of == date.today()


def test_a_day_in_the_question_is_the_day_it_is_answered_for(assistant: Assistant) -> None:
    understood = understand(Question(f"Năm 2023 thì {QUESTION[0].lower()}{QUESTION[1:]}"), assistant.tables)
    assert understood.as_of == date(2023, 12, 31)
    assert understood.shown and "Tính đến ngày 31/12/2023" in understood.shown
    answered = asked(assistant, f"Năm 2023 thì {QUESTION}", on=None)  # type: ignore[arg-type]
    assert lead(answered).number == "41/2009/QH12"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Vào năm 2022, luật nào quy định về thuê bao?", date(2022, 12, 31)),
        ("Tại thời điểm tháng 2/2024 thì quản lý SIM theo nghị định nào?", date(2024, 2, 29)),
        ("Ngày 30/6/2024 Luật Viễn thông nào còn hiệu lực?", date(2024, 6, 30)),
        ("nam 2023 thi luat vien thong nao ap dung", date(2023, 12, 31)),
        ("Luật nào về viễn thông có hiệu lực vào năm 2020?", date(2020, 12, 31)),
        ("Còn năm 2021 thì sao?", date(2021, 12, 31)),
        ("Năm 2030 thì luật nào áp dụng?", date(2026, 11, 20)),
        ("Kế hoạch phủ sóng năm 2023 thế nào?", None),
        ("Luật 24/2023/QH15 có hiệu lực từ ngày 01/7/2024 quy định gì?", None),
        ("Kết quả thực hiện Chương trình đến năm 2025?", None),
        ("Năm 2023 có bao nhiêu thôn chưa có sóng?", None),
        ("Tính đến tháng 6/2024 tỷ lệ phủ sóng 4G là bao nhiêu?", None),
    ],
)
def test_only_a_time_the_question_puts_itself_at_is_its_day(text: str, day: date | None) -> None:
    assert day_meant(text, date(2026, 11, 20)) == day


def test_a_past_reply_on_dead_law_is_found_and_says_so(assistant: Assistant) -> None:
    text = "Việc treo cáp trên cột điện tại phường được thực hiện theo Luật Viễn thông số 41/2009/QH12 ngày 23/11/2009."
    letter(assistant, "77/BTTTT-VP", date(2022, 5, 5), text)
    answered = asked(assistant, "Việc treo cáp trên cột điện tại phường được thực hiện theo quy định nào?")
    assert lead(answered).quote == text
    assert [(note.code, note.validity, note.successors) for note in lead(answered).law_notes] == [
        ("41/2009/QH12", Validity.REPLACED, ("24/2023/QH15",))
    ]
    assert wording.VALIDITY[Validity.REPLACED].split()[-1] in answered.text


def test_an_article_nobody_knows_the_day_of_is_found_with_a_warning(assistant: Assistant, tmp_path: Path) -> None:
    note = "Điều 1 Thông tư số 98/2019/TT-BTTTT"
    page = topic(
        article("Điều 3.6.TT.9.1. A", f"{note}, có hiệu lực thi hành kể từ ngày 01/01/2020", "Một."),
        article("Điều 3.6.TT.9.2. Cột ăng ten", "", "Cột ăng ten không cồng kềnh được lắp đặt trên nóc nhà."),
    )
    add([written(tmp_path / "more", "undated.html", page)], assistant.pipeline)
    answered = asked(assistant, "Cột ăng ten không cồng kềnh được lắp đặt ở đâu?")
    assert (lead(answered).number, lead(answered).warnings) == ("98/2019/TT-BTTTT", ("validity_unknown",))


def test_law_stored_before_the_table_changed_ends_at_the_next_start(home: Path, tmp_path: Path) -> None:
    tables = Path(shutil.copytree(TABLES, tmp_path / "tables"))
    change_row(tables, "41/2009/QH12", until="", successor="")
    before = build(settings_of(home, tables_dir=tables))
    add([laws(tmp_path / "laws")], before.pipeline)
    kept = stored_vectors(before)
    assert numbers_on(before, date(2026, 11, 22)) == {"41/2009/QH12", "24/2023/QH15"}
    before.close()

    change_row(tables, "41/2009/QH12", until="2024-07-01", successor="24/2023/QH15")
    after = build(settings_of(home, tables_dir=tables))
    try:
        assert numbers_on(after, date(2026, 11, 22)) == {"24/2023/QH15"}
        assert numbers_on(after, date(2024, 6, 30)) == {"41/2009/QH12"}
        assert stored_vectors(after) == kept
        assert (refresh(after.engine, after.tables).chunks, refresh(after.engine, after.tables).documents) == (0, 0)
        again = add([tmp_path / "laws"], after.pipeline)
        assert again.embedded == 0 and again.count(Outcome.FAILED) == 0
    finally:
        after.close()


def test_a_single_decree_follows_the_table_too(home: Path, tmp_path: Path) -> None:
    text = "CHÍNH PHỦ\nSố: 25/2011/NĐ-CP\nHà Nội, ngày 06 tháng 4 năm 2011\nNGHỊ ĐỊNH\n" + "".join(
        f"Điều {n}. Tên điều {n}\nDoanh nghiệp viễn thông thực hiện quy định số {n}.\n" for n in range(1, 5)
    )
    tables = Path(shutil.copytree(TABLES, tmp_path / "tables"))
    change_row(tables, "25/2011/NĐ-CP", in_force="", until="", successor="")
    assistant = build(settings_of(home, tables_dir=tables))
    try:
        [taken] = add([written(tmp_path, "decree.txt", text)], assistant.pipeline, Hints(kind=DocumentKind.LAW)).results
        assert taken.document_id and taken.warnings == ("validity_unknown",)
        done = refresh(assistant.engine, Tables.load(TABLES))
        stored = assistant.index.document(taken.document_id)
        assert done.documents == 1 and done.chunks == taken.chunks == 4
        assert stored and (stored.in_force, stored.until) == (date(2011, 6, 1), date(2024, 12, 24))
        assert stored.warnings == ()
        assert numbers_on(assistant, date(2026, 1, 1)) == set()
    finally:
        assistant.close()


@pytest.mark.parametrize(
    ("text", "written_on", "law", "meant"),
    [
        ("theo Luật Viễn thông năm 2009", date(2022, 1, 1), "41/2009/QH12", True),
        ("theo Luật Viễn thông năm 2023", date(2024, 1, 1), "41/2009/QH12", False),
        ("theo Luật Viễn thông thì", date(2022, 1, 1), "41/2009/QH12", True),
        ("theo Luật Viễn thông thì", date(2025, 1, 1), "41/2009/QH12", False),
        ("dự án Luật Viễn thông (sửa đổi)", date(2022, 1, 1), "41/2009/QH12", False),
        ("theo Luật Viễn thông số 41/2009", date(2025, 1, 1), "41/2009/QH12", True),
        ("theo Nghị định 25/2011 của Chính phủ", None, "25/2011/NĐ-CP", True),
        ("NĐ 25/2011, NĐ-CP", None, "25/2011/NĐ-CP", True),
        ("theo Nghị định số 25 năm 2011", None, "25/2011/NĐ-CP", True),
        ("theo Nghị định 30/2020/NĐ-CP về văn thư", None, "30/2020/QĐ-TTg", False),
        ("theo Quyết định 30/2020 của Thủ tướng", None, "30/2020/QĐ-TTg", True),
        ("theo Nghị quyết liên tịch số 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN", None, "72/2025/QH15", False),
        ("theo Nghị định số 72/2013/NĐ-CP", None, "72/2025/QH15", False),
        ("theo Luật số 72/2025/QH15", None, "72/2025/QH15", True),
        ("theo Quyết định số 06/2026/QĐ-TTg", None, "06/QĐ-TTg", False),
        ("theo Quyết định số 06/QĐ-TTg", None, "06/2026/QĐ-TTg", False),
        ("theo Quyết định số 749/QĐ-TTg", None, "749/QĐ-TTg", True),
        ("Quyết định 749 năm 2020", None, "749/QĐ-TTg", True),
        ("theo Luật số 42/2009/QH12", None, "41/2009/QH12", False),
        ("theo Luật số 24/2018/QH14", None, "24/2023/QH15", False),
        ("theo Nghị quyết 202/2025 của Quốc hội", None, "202/2025/QH15", True),
        ("Đề nghị xử lý kỷ luật báo chí", date(2022, 1, 1), "103/2016/QH13", False),
        ("Luật An ninh mạng năm 2018", date(2022, 1, 1), "116/2025/QH15", False),
    ],
)
def test_look_alikes_are_not_taken_for_each_other(text: str, written_on: date | None, law: str, meant: bool) -> None:
    tables = Tables.load(TABLES)
    wanted = tables.law(law)
    assert wanted
    assert [each.law for each in named_in(text, written_on, Namings.of((wanted,), tables))] == [wanted] * meant


def test_from_a_law_every_reply_that_leans_on_it_is_found(assistant: Assistant) -> None:
    letter(assistant, "1/BTTTT-VP", date(2022, 1, 2), "Bộ trả lời. Việc này theo Nghị định 25/2011. Xin cảm ơn.")
    letter(assistant, "2/BTTTT-VP", date(2022, 1, 3), "Việc này theo Nghị định số 25/2018/NĐ-CP.")
    known, found = to_review("25/2011/NĐ-CP", None, OFFICE, assistant)
    assert known and [(each.number, each.sentence) for each in found] == [
        ("1/BTTTT-VP", "Việc này theo Nghị định 25/2011.")
    ]
    [review] = [each for each in found if each.change.kind is ChangeKind.ENDED]
    assert (review.change.day, review.change.by, review.province) == (date(2024, 12, 24), ("163/2024/NĐ-CP",), "Sơn La")
    assert to_review("25/2011/NĐ-CP", date(2025, 1, 1), OFFICE, assistant)[1] == []


def test_an_amendment_concerns_only_what_was_written_before_it(assistant: Assistant) -> None:
    letter(assistant, "3/BTTTT-VP", date(2025, 1, 2), "Quảng cáo theo Luật Quảng cáo số 16/2012/QH13.")
    letter(assistant, "4/BTTTT-VP", date(2026, 2, 2), "Quảng cáo theo Luật Quảng cáo số 16/2012/QH13.")
    found = to_review("16/2012/QH13", None, OFFICE, assistant)[1]
    assert [(each.number, each.change.kind) for each in found] == [("3/BTTTT-VP", ChangeKind.AMENDED)]


def test_changes_of_law_show_nobody_a_document_that_is_closed_to_them(assistant: Assistant) -> None:
    letter(assistant, "5/BTTTT-VP", date(2022, 1, 2), "Theo Nghị định số 25/2011/NĐ-CP.", Visibility("office"))
    assert [each.number for each in to_review("25/2011/NĐ-CP", None, OFFICE, assistant)[1]] == ["5/BTTTT-VP"]
    assert to_review("25/2011/NĐ-CP", None, STAFF, assistant)[1] == []
    assert to_review("", None, STAFF, assistant)[1] == []


def test_the_api_tells_the_changes_to_those_signed_in(assistant: Assistant) -> None:
    letter(assistant, "6/BTTTT-VP", date(2022, 1, 2), "Theo Nghị định số 25/2011/NĐ-CP.")
    with TestClient(create_app(assistant, chat=False)) as browser:
        assert browser.get("/api/law/changes").status_code == 401
        account = create_account(assistant.engine, "can-bo", "Cán bộ", Role.STAFF, None, "Mot-mat-khau-dai-2026")
        bearer = create_token(assistant.engine, account.reader, "law", None)
        answer = browser.get(
            "/api/law/changes", params={"law": "25/2011"}, headers={"Authorization": f"Bearer {bearer}"}
        )
    told = answer.json()
    assert told["known"] and [(each["number"], each["since"], each["by"]) for each in told["reviews"]] == [
        ("6/BTTTT-VP", "2024-12-24", ["163/2024/NĐ-CP"])
    ]


def test_comparing_editions_proposes_rows_and_changes_no_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (TABLES / "legal_basis.csv").read_bytes()
    editions(tmp_path)
    troly, proposed = Terminal(tmp_path / "home", monkeypatch, capsys), tmp_path / "proposed.csv"
    said = troly("law", "compare", str(tmp_path / "old"), str(tmp_path / "new"), "--out", str(proposed))
    assert said.code == 0, said.err
    assert "Không còn: 3 văn bản; mới: 2; có điều thay đổi: 1; đề xuất thay thế: 2." in said.out
    rows = {row.code: row for row in read_table(proposed, legal_basis_row)}
    assert (rows["81/2016/NĐ-CP"].successors, rows["81/2016/NĐ-CP"].until) == (("90/2024/NĐ-CP",), date(2024, 12, 24))
    assert (rows["5/2010/TT-BTTTT"].successors, rows["5/2010/TT-BTTTT"].until) == (
        ("8/2024/TT-BTTTT",),
        date(2024, 5, 1),
    )
    assert not any(row.verified for row in rows.values()) and "7/2011/TT-BTTTT" not in rows
    assert "thay thế Nghị định số 81/2016/NĐ-CP" in rows["81/2016/NĐ-CP"].note
    assert (TABLES / "legal_basis.csv").read_bytes() == before
    assert troly("law", "compare", str(tmp_path / "nowhere"), str(tmp_path / "new")).code == 2


def editions(folder: Path) -> None:
    """81/2016 is ended by a provision of 90/2024, TT 5/2010 has a successor of the same name, TT 7/2011 has none."""
    kept = "Nghị định số 10/2015/NĐ-CP A ngày 01/02/2015 của Chính phủ, có hiệu lực thi hành kể từ ngày 01/03/2015"
    old_decree = (
        "Nghị định số 81/2016/NĐ-CP B ngày 01/07/2016 của Chính phủ, có hiệu lực thi hành kể từ ngày 01/07/2016"
    )
    new_decree = (
        "Nghị định số 90/2024/NĐ-CP Khác ngày 24/12/2024 của Chính phủ, có hiệu lực thi hành kể từ ngày 24/12/2024"
    )
    report = "Quy định chế độ báo cáo thống kê bưu chính"
    old_circular = (
        f"Thông tư số 5/2010/TT-BTTTT {report} ngày 01/02/2010 của Bộ TT&TT, có hiệu lực thi hành kể từ ngày 01/05/2010"
    )
    new_circular = (
        f"Thông tư số 8/2024/TT-BTTTT {report} ngày 01/02/2024 của Bộ TT&TT, có hiệu lực thi hành kể từ ngày 01/05/2024"
    )
    alone = (
        "Thông tư số 7/2011/TT-BTTTT Về tem ngày 01/02/2011 của Bộ TT&TT, có hiệu lực thi hành kể từ ngày 01/05/2011"
    )
    ends = "2. Nghị định này thay thế Nghị định số 81/2016/NĐ-CP; bãi bỏ Điều 5 Nghị định số 10/2015/NĐ-CP."
    old = topic(
        article("Điều 3.6.NĐ.1.1. A", f"Điều 1 {kept}", "Một."),
        article("Điều 3.6.NĐ.2.1. B", f"Điều 1 {old_decree}", "Hai."),
        article("Điều 3.6.TT.1.1. C", f"Điều 1 {old_circular}", "Ba."),
        article("Điều 3.6.TT.2.1. D", f"Điều 1 {alone}", "Bốn."),
    )
    new = topic(
        article("Điều 3.6.NĐ.1.1. A", f"Điều 1 {kept}", "Một, đã sửa."),
        article("Điều 3.6.NĐ.2.9. Hiệu lực", f"Điều 9 {new_decree}", "1. Có hiệu lực.", ends),
        article("Điều 3.6.TT.1.1. C", f"Điều 1 {new_circular}", "Ba."),
    )
    written(folder / "old" / "demuc", "a.html", old)
    written(folder / "new" / "demuc", "a.html", new)
    written(folder / "new", "BoPhapDien.html", INDEX)


def change_row(tables: Path, code: str, **values: str) -> None:
    file = tables / "legal_basis.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | values if row["code"] == code else row for row in rows)


def numbers_on(assistant: Assistant, day: date) -> set[str | None]:
    hits = search("doanh nghiệp viễn thông", OFFICE, assistant.answering, 10, day, frozenset({DocumentKind.LAW}))
    return {each.stored.chunk.number for each in hits}


def stored_vectors(assistant: Assistant) -> dict[str, bytes]:
    ids = [each.id for each in assistant.index.documents() if each.kind is DocumentKind.LAW]
    chunk_ids = [chunk for each in ids for chunk in assistant.index.digests(each)]
    return {chunk: vector.tobytes() for chunk, vector in assistant.index.vectors(chunk_ids).items()}


@pytest.mark.parametrize("command", ["changes", "compare", "refresh"])
def test_commands_of_law_explain_themselves_in_vietnamese(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Terminal(tmp_path / "home", monkeypatch, capsys)("law", command, "--help")
    assert said.code == 0 and f"Cách dùng: troly law {command}" in said.out
    assert not re.search(r"Usage|Options|Arguments|Show this|TEXT|PATH", said.out)


def test_a_law_the_table_does_not_know_is_told(
    assistant: Assistant, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    letter(assistant, "8/BTTTT-VP", date(2022, 1, 2), "Theo Nghị định số 25/2011/NĐ-CP.")
    troly = Terminal(home, monkeypatch, capsys)
    assert troly("law", "changes", "--law", "99/1999/NĐ-CP").code == 1
    said = troly("law", "changes", "--law", "25/2011/NĐ-CP")
    assert "hết hiệu lực từ 24/12/2024 bởi 163/2024/NĐ-CP" in said.out
    assert "8/BTTTT-VP, 02/01/2022, Sơn La, trang 1: “Theo Nghị định số 25/2011/NĐ-CP.”" in said.out
    assert "1 câu trong 1 văn bản cần rà soát." in said.out
