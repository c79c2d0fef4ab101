"""Teaching by a sheet: what is read, what is shown before, what is taught once and only once, what goes out and back."""

from __future__ import annotations

import datetime
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Docx
from openpyxl import Workbook, load_workbook

from assistant.bootstrap import Assistant, build
from assistant.bulk import run as bulk_run
from assistant.bulk.bulk import Done, Outcome, Plan, PlanChanged, apply, confirmed, items_of, planned
from assistant.bulk.export import workbook_of
from assistant.bulk.read import Column, Sheet, SheetRefused, meaning_of, read_sheet
from assistant.curation import curation
from assistant.curation.errors import NotTeachable
from assistant.curation.nouns import DecisionKind, Lesson, Teach
from assistant.domain import Reader, Role
from assistant.errors import NotAllowed, NotFound
from assistant.records.accounts import operator
from assistant.records.corrections import corrections_of
from assistant.records.decisions import decisions_of
from ingest.documents import Visibility
from ingest.errors import FailureReason, ReadFailure
from tests.conftest import settings_of

UNIT, OTHER = "cuc-vien-thong-bkhcn", "vu-buu-chinh-bkhcn"
HEAD = Reader(7, "truong", "Trần Văn Hùng", Role.UNIT_HEAD, UNIT)
STRANGER = Reader(8, "khac", "Lê Thị Lan", Role.UNIT_HEAD, OTHER)
HEADER = ["Câu hỏi", "Trả lời"]
PAIRS = [
    ["Khi nào tắt sóng 2G trên cả nước?", "Hệ thống 2G dừng hẳn từ ngày 15/9/2026."],
    ["Mỗi người được đứng tên bao nhiêu SIM?", "Pháp luật không hạn chế số lượng SIM của một người."],
    ["Trạm BTS có hại cho sức khỏe không?", "Không, nếu đạt quy chuẩn kỹ thuật quốc gia."],
]


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("bulk") / "home"
    build(settings_of(home)).close()
    return home


@pytest.fixture
def assistant(empty_home: Path, tmp_path: Path) -> Iterator[Assistant]:
    made = build(settings_of(Path(shutil.copytree(empty_home, tmp_path / "home"))))
    yield made
    made.close()


def xlsx(rows: list[list[Any]]) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def sheet(rows: list[list[Any]], assistant: Assistant, tmp_path: Path, name: str = "bang.xlsx") -> Sheet:
    path = tmp_path / name
    path.write_bytes(xlsx(rows))
    return read_sheet(path, name, assistant.settings, assistant.tables)


def taught(rows: list[list[Any]], assistant: Assistant, tmp_path: Path) -> list[Done]:
    return apply(planned(sheet(rows, assistant, tmp_path), UNIT, HEAD, assistant), HEAD, assistant)


def outcomes(plan: Plan) -> list[str]:
    return [line.outcome.value for line in plan.lines]


@pytest.mark.parametrize(
    "head, column",
    [
        ("Câu hỏi", Column.QUESTION),
        ("NỘI DUNG CÂU HỎI CỦA CỬ TRI", Column.QUESTION),
        ("cau hoi", Column.QUESTION),
        ("Kiến nghị", Column.QUESTION),
        ("Câu trả lời", Column.ANSWER),
        ("Nội dung trả lời", Column.ANSWER),
        ("Đáp án", Column.ANSWER),
        ("Căn cứ pháp lý", Column.BASIS),
        ("Nguồn trích dẫn", Column.BASIS),
        ("Các cách hỏi khác", Column.WORDINGS),
        ("Câu hỏi tương tự", Column.WORDINGS),
        ("Không dùng cho", Column.NOT_FOR),
        ("Câu hỏi không áp dụng", Column.NOT_FOR),
        ("Có hiệu lực từ", Column.IN_FORCE),
        ("Hiệu lực đến ngày", Column.LAST_DAY),
        ("Hết hiệu lực từ ngày", Column.UNTIL),
        ("Lĩnh vực", Column.FIELD),
        ("Người được xem", Column.VISIBILITY),
        ("Mã mục", Column.ID),
        ("STT", None),
        ("Ghi chú", None),
        ("Đơn vị trả lời", None),
        ("Ngày trả lời", None),
    ],
)
def test_a_column_is_known_by_what_its_name_means(head: str, column: Column | None) -> None:
    assert meaning_of(head) is column


def test_the_header_need_not_be_first_and_columns_stand_in_any_order(assistant: Assistant, tmp_path: Path) -> None:
    found = sheet(
        [
            ["BẢNG HỎI ĐÁP QUÝ IV"],
            [],
            ["STT", "Trả lời", "Hiệu lực đến", "Câu hỏi", "Cách hỏi khác", "Lĩnh vực", "Ai được xem", "Hiệu lực từ"],
            [1, "Có.", "31/12/2027", "Có tắt 2G không?", "2G tắt chưa; bao giờ tắt 2G", "Viễn thông", "Văn phòng Bộ",
             datetime.date(2026, 12, 1)],
        ],
        assistant,
        tmp_path,
    )  # fmt: skip
    assert found.unused == ("STT",)
    assert found.rows[0].number == 4
    assert found.rows[0].lesson == Lesson(
        "Có tắt 2G không?",
        "Có.",
        wordings=("2G tắt chưa", "bao giờ tắt 2G"),
        in_force=datetime.date(2026, 12, 1),
        until=datetime.date(2028, 1, 1),  # the last day counts
        visibility=Visibility("office"),
        field="vien-thong",
    )


def test_word_tables_and_csv_are_read_the_same(assistant: Assistant, tmp_path: Path) -> None:
    document = Docx()
    document.add_paragraph("Kèm theo công văn")
    table = document.add_table(len(PAIRS) + 1, 2)
    for row, cells in enumerate([HEADER, *PAIRS]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.save(str(tmp_path / "a.docx"))
    lines = ["Hỏi;Đáp án", *(f'"{question}";"{answer}"' for question, answer in PAIRS)]
    (tmp_path / "a.csv").write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    expected = [tuple(pair) for pair in PAIRS]
    for name in ("a.docx", "a.csv"):
        rows = read_sheet(tmp_path / name, name, assistant.settings, assistant.tables).rows
        assert [(row.lesson.question, row.lesson.answer) for row in rows if row.lesson] == expected, name


def test_each_fault_names_its_cell(assistant: Assistant, tmp_path: Path) -> None:
    header = ["Câu hỏi", "Trả lời", "Hiệu lực từ", "Hiệu lực đến", "Lĩnh vực", "Người xem", "Mã mục"]
    rows = [
        ["", "Có.", "", "", "", "", ""],
        ["Hỏi gì?", "", "31/02/2026", "", "", "", ""],
        ["Hỏi gì?", "Có.", "", "", "không có lĩnh vực này", "ai đó", "12"],
        ["Hỏi gì?", "Có.", "05/05/2027", "04/05/2027", "", "", ""],
        ["Hỏi gì nữa?", "Có.", "", "", "", "", "0123456789abcdef"],
    ]
    plan = planned(sheet([header, *rows], assistant, tmp_path), UNIT, HEAD, assistant)
    faults = [[(fault.reason, fault.column) for fault in line.faults] for line in plan.lines]
    assert faults == [
        [("empty", "Câu hỏi")],
        [("empty", "Trả lời"), ("day", "Hiệu lực từ")],
        [("id", "Mã mục"), ("field", "Lĩnh vực"), ("visibility", "Người xem")],
        [("dates", "Hiệu lực đến")],
        [("no_item", "id")],
    ]
    assert not plan.to_do(with_conflicts=True)


def test_a_formula_is_never_computed(assistant: Assistant, tmp_path: Path) -> None:
    found = sheet([HEADER, ["Một cộng một?", "=1+1"], ["Có chữ?", "=HYPERLINK(A1)"]], assistant, tmp_path)
    assert [row.faults[0].reason for row in found.rows] == ["empty", "empty"]
    assert found.warnings == ("uncomputed: 2",)


@pytest.mark.parametrize("rows, reason", [([["A", "B"], ["1", "2"]], "no_columns"), ([["Một câu dài"]], "no_columns")])
def test_a_file_without_such_a_table_says_so(
    assistant: Assistant, tmp_path: Path, rows: list[list[Any]], reason: str
) -> None:
    with pytest.raises(SheetRefused) as refused:
        sheet(rows, assistant, tmp_path)
    assert refused.value.reason == reason


def test_a_mark_of_secrecy_refuses_the_file_and_nothing_of_it_stays(assistant: Assistant, tmp_path: Path) -> None:
    content = xlsx([["TỐI MẬT"], HEADER, *PAIRS])
    with pytest.raises(ReadFailure) as refused:
        bulk_run.received(content, "bang.xlsx", UNIT, HEAD, assistant)
    assert refused.value.reason is FailureReason.SECRET
    assert not list((assistant.settings.home / bulk_run.FOLDER).iterdir())


def test_a_mark_in_one_row_keeps_that_row_out(assistant: Assistant, tmp_path: Path) -> None:
    plan = planned(sheet([HEADER, PAIRS[0]], assistant, tmp_path), UNIT, HEAD, assistant)
    row = plan.lines[0].row
    assert row.lesson
    secret = replace(row, lesson=replace(row.lesson, answer="TUYỆT MẬT\nNội dung."))
    plan = planned(Sheet((secret,), (), ()), UNIT, HEAD, assistant)
    assert [fault.reason for fault in plan.lines[0].faults] == ["secret"]


def test_nothing_is_written_before_the_plan_is_confirmed(assistant: Assistant, tmp_path: Path) -> None:
    plan = planned(sheet([HEADER, *PAIRS], assistant, tmp_path), UNIT, HEAD, assistant)
    assert outcomes(plan) == ["new"] * 3
    assert not items_of(None, assistant) and not decisions_of(assistant.engine, None)[1]


def test_each_row_is_a_decision_of_its_own_and_is_taught_once(assistant: Assistant, tmp_path: Path) -> None:
    rows = [HEADER, *PAIRS]
    assert [each.outcome for each in taught(rows, assistant, tmp_path)] == ["taught"] * 3
    found, total = decisions_of(assistant.engine, None)
    assert total == 3 and {each.kind for each in found} == {DecisionKind.TAUGHT}
    assert {each.by.name for each in found} == {HEAD.display_name}
    assert {item.origin for item in items_of(UNIT, assistant)} == {"bulk"}
    again = planned(sheet(rows, assistant, tmp_path), UNIT, HEAD, assistant)
    assert outcomes(again) == ["unchanged"] * 3 and not again.to_do(with_conflicts=True)


def test_a_run_that_was_killed_goes_on_and_doubles_nothing(assistant: Assistant, tmp_path: Path) -> None:
    found = sheet([HEADER, *PAIRS], assistant, tmp_path)
    plan = planned(found, UNIT, HEAD, assistant)

    def die(_: Done) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(plan, HEAD, assistant, progress=die)  # after the first row is taught
    assert decisions_of(assistant.engine, None)[1] == 1
    done = apply(plan, HEAD, assistant)  # the very plan that was confirmed, once more
    assert [each.outcome for each in done] == ["there", "taught", "taught"]
    assert decisions_of(assistant.engine, None)[1] == 3


def test_a_changed_row_shows_word_by_word_what_it_changes(assistant: Assistant, tmp_path: Path) -> None:
    taught([HEADER, *PAIRS], assistant, tmp_path)
    changed = [[PAIRS[0][0], "Hệ thống 2G dừng hẳn từ ngày 16/9/2026."], *PAIRS[1:]]
    plan = planned(sheet([HEADER, *changed], assistant, tmp_path), UNIT, HEAD, assistant)
    assert outcomes(plan) == ["changed", "unchanged", "unchanged"]
    [difference] = plan.lines[0].differences
    assert difference.column is Column.ANSWER
    said = {each.what: each.text for each in difference.pieces if each.what != "same"}
    assert said == {"gone": "15", "new": "16"}
    assert [each.outcome for each in apply(plan, HEAD, assistant)] == ["taught"]
    item = next(each for each in items_of(UNIT, assistant) if each.lesson.question == PAIRS[0][0])
    assert (item.version, item.lesson.answer) == (2, changed[0][1])


def test_columns_the_sheet_lacks_keep_what_the_item_has(assistant: Assistant, tmp_path: Path) -> None:
    lesson = Lesson(PAIRS[0][0], PAIRS[0][1], wordings=("bao giờ tắt 2G",), basis=("10/2024/TT-BTTTT",))
    curation.decide(Teach(lesson, unit=UNIT), HEAD, assistant)
    plan = planned(sheet([HEADER, PAIRS[0]], assistant, tmp_path), UNIT, HEAD, assistant)
    assert outcomes(plan) == ["unchanged"]
    emptied = [[*HEADER, "Căn cứ"], [*PAIRS[0], ""]]
    plan = planned(sheet(emptied, assistant, tmp_path), UNIT, HEAD, assistant)
    assert [each.column for each in plan.lines[0].differences] == [Column.BASIS]


def test_two_rows_that_ask_the_same_are_one(assistant: Assistant, tmp_path: Path) -> None:
    rows = [HEADER, PAIRS[0], ["khi nao tat song 2g tren ca nuoc", "Từ năm 2030."], PAIRS[1]]
    plan = planned(sheet(rows, assistant, tmp_path), UNIT, HEAD, assistant)
    assert outcomes(plan) == ["new", "duplicate", "new"]
    assert plan.lines[1].above == 2


def test_what_another_unit_says_otherwise_is_a_conflict_and_taught_only_when_asked_for(
    assistant: Assistant, tmp_path: Path
) -> None:
    curation.decide(Teach(Lesson(*PAIRS[0]), unit=OTHER), operator(), assistant)
    rows = [HEADER, [PAIRS[0][0], "Hệ thống 2G dừng hẳn từ ngày 30/6/2027."]]
    plan = planned(sheet(rows, assistant, tmp_path), UNIT, HEAD, assistant)
    assert outcomes(plan) == ["conflict"] and not plan.lines[0].hidden
    assert not apply(plan, HEAD, assistant)
    assert [each.outcome for each in apply(plan, HEAD, assistant, with_conflicts=True)] == ["taught"]


def test_a_conflict_with_what_may_not_be_read_tells_only_that_it_is_there(assistant: Assistant, tmp_path: Path) -> None:
    hidden = Lesson(*PAIRS[0], visibility=Visibility("units", frozenset({OTHER})))
    curation.decide(Teach(hidden, unit=OTHER), operator(), assistant)
    rows = [HEADER, [PAIRS[0][0], "Hệ thống 2G dừng hẳn từ ngày 30/6/2027."]]
    assert planned(sheet(rows, assistant, tmp_path), UNIT, HEAD, assistant).lines[0].hidden


def test_only_who_decides_for_the_unit_may_teach_for_it(assistant: Assistant, tmp_path: Path) -> None:
    found = sheet([HEADER, *PAIRS], assistant, tmp_path)
    for reader in (STRANGER, replace(HEAD, role=Role.STAFF)):
        with pytest.raises(NotAllowed):
            planned(found, UNIT, reader, assistant)


def test_a_unit_that_no_table_knows_is_not_taught_for(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(NotTeachable):
        planned(sheet([HEADER, *PAIRS], assistant, tmp_path), "khong-co", operator(), assistant)


def test_a_plan_that_no_longer_holds_is_shown_anew(assistant: Assistant, tmp_path: Path) -> None:
    found = sheet([HEADER, *PAIRS], assistant, tmp_path)
    seen = planned(found, UNIT, HEAD, assistant)
    assert confirmed(found, UNIT, HEAD, assistant, seen.digest).digest == seen.digest
    curation.decide(Teach(Lesson(*PAIRS[0]), unit=UNIT), HEAD, assistant)
    with pytest.raises(PlanChanged) as changed:
        confirmed(found, UNIT, HEAD, assistant, seen.digest)
    assert outcomes(changed.value.plan) == ["unchanged", "new", "new"]


def test_what_goes_out_comes_back_unchanged(assistant: Assistant, tmp_path: Path) -> None:
    lessons = [
        Lesson(
            "Căn cứ nào cho việc tắt sóng 2G?",
            "Dòng một.\nDòng hai; vẫn dòng hai.",
            wordings=("văn bản nào; tắt 2G",),
            not_for=("Tắt 3G?", "Tắt 4G?"),
            basis=("10/2024/TT-BTTTT", "Quyết định nội bộ"),
            in_force=datetime.date(2026, 1, 5),
            until=datetime.date(2031, 2, 1),
            review_days=90,
        ),
        Lesson(
            "Ai xem được mục này?", "=SUM(A1:A9) và @tên, -1", visibility=Visibility("units", frozenset({UNIT, OTHER}))
        ),
        Lesson("Chỉ Văn phòng xem?", "+84 là mã vùng.", visibility=Visibility("office")),
    ]
    for lesson in lessons:
        curation.decide(Teach(lesson, unit=UNIT), operator(), assistant)
    content = workbook_of(items_of(UNIT, assistant), UNIT, assistant.tables, datetime.date(2026, 11, 22))
    path = tmp_path / "out.xlsx"
    path.write_bytes(content)
    plan = planned(read_sheet(path, path.name, assistant.settings, assistant.tables), UNIT, operator(), assistant)
    assert outcomes(plan) == ["unchanged"] * 3 and not plan.unused


def test_no_cell_of_the_exported_sheet_is_a_formula(assistant: Assistant, tmp_path: Path) -> None:
    curation.decide(Teach(Lesson("=1+1 là gì?", "=cmd|' /C calc'!A0"), unit=UNIT), HEAD, assistant)
    content = workbook_of(items_of(UNIT, assistant), UNIT, assistant.tables, datetime.date(2026, 11, 22))
    cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith("="))


def test_a_run_ends_in_the_background_and_tells_what_became_of_each_row(assistant: Assistant) -> None:
    run = bulk_run.received(xlsx([HEADER, *PAIRS]), "bang.xlsx", UNIT, HEAD, assistant)
    seen = planned(bulk_run.sheet_of(run, assistant), UNIT, HEAD, assistant)
    bulk_run.wait(bulk_run.start(run, HEAD, assistant, seen.digest, with_conflicts=False), assistant)
    ended = bulk_run.run_of(run.key, HEAD, assistant)
    assert ended.finished and ended.count("taught") == 3
    assert not list(bulk_run.folder_of(run.key, assistant).glob("sheet*")), "the file is gone at the end"
    with pytest.raises(NotFound):
        bulk_run.run_of(run.key, STRANGER, assistant)


def test_a_run_of_a_process_that_died_stands_as_stopped_and_goes_on(assistant: Assistant) -> None:
    run = bulk_run.received(xlsx([HEADER, *PAIRS]), "bang.xlsx", UNIT, HEAD, assistant)
    plan = planned(bulk_run.sheet_of(run, assistant), UNIT, HEAD, assistant)
    agreed = tuple((line.row.number, bulk_run.row_digest(line.lesson)) for line in plan.lines if line.lesson)
    bulk_run.save(replace(run, agreed=agreed), bulk_run.folder_of(run.key, assistant))
    curation.decide(Teach(Lesson(*PAIRS[0]), unit=UNIT, origin="bulk"), HEAD, assistant)  # and then it died
    stopped = bulk_run.run_of(run.key, HEAD, assistant)
    assert stopped.started and not stopped.finished and not bulk_run.is_running(stopped, assistant)
    bulk_run.go_on(stopped, HEAD, assistant)
    bulk_run.wait(stopped, assistant)
    ended = bulk_run.run_of(run.key, HEAD, assistant)
    assert (ended.finished, ended.count("there"), ended.count("taught")) == (True, 1, 2)
    assert corrections_of(assistant.engine, None).total == 3


def test_what_changed_since_it_was_confirmed_is_not_taught_over(assistant: Assistant) -> None:
    run = bulk_run.received(xlsx([HEADER, PAIRS[0]]), "bang.xlsx", UNIT, HEAD, assistant)
    plan = planned(bulk_run.sheet_of(run, assistant), UNIT, HEAD, assistant)
    assert plan.lines[0].lesson
    agreed = ((plan.lines[0].row.number, bulk_run.row_digest(plan.lines[0].lesson)),)
    bulk_run.save(replace(run, agreed=agreed), bulk_run.folder_of(run.key, assistant))
    curation.decide(Teach(Lesson(PAIRS[0][0], "Từ năm 2030."), unit=OTHER), operator(), assistant)
    stopped = bulk_run.run_of(run.key, HEAD, assistant)
    bulk_run.go_on(stopped, HEAD, assistant)
    bulk_run.wait(stopped, assistant)
    ended = bulk_run.run_of(run.key, HEAD, assistant)
    assert [(each.outcome, each.reason) for each in ended.done] == [("refused", "changed_since")]


def test_outcomes_have_their_words() -> None:
    from assistant import wording_asker

    assert set(Outcome) == set(wording_asker.BULK_OUTCOME)
    columns = {column.value for column in Column} - {Column.LAST_DAY.value}
    assert columns == set(wording_asker.COLUMN)
