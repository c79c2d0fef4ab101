"""`troly teach …`: one answer, or a whole sheet of them, and the sheet of what a unit has taught."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import wording, wording_asker
from assistant.cli_documents import Json
from assistant.cli_help import Command, group
from assistant.cli_learning import learning
from assistant.cli_screen import err, out, print_json, refuse
from assistant.cli_settings import settings_of

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant
    from assistant.bulk.bulk import Done, Plan

teach = group("Dạy trợ lý: một câu trả lời, cả bảng hỏi đáp, hoặc xuất bảng của đơn vị.")
teach.add_typer(learning, name="learning")
Unit = Annotated[str, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị (bảng units.csv).")]
SHOWN = 20  # rows of one kind that a terminal shows


@teach.command("import", cls=Command)
def import_sheet(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="TỆP", readable=False, help="Bảng XLSX, DOCX hoặc CSV.")],
    unit: Unit,
    yes: Annotated[bool, typer.Option("--yes", help="Dạy luôn, không hỏi lại.")] = False,
    with_conflicts: Annotated[bool, typer.Option("--with-conflicts", help="Dạy cả các dòng mâu thuẫn.")] = False,
    json: Json = False,
) -> None:
    """Xem trước một bảng hỏi đáp rồi dạy từng dòng; chạy lại thì dòng đã dạy không bị dạy lần hai."""
    from assistant.bulk.bulk import apply, planned
    from assistant.bulk.read import SheetRefused, read_sheet
    from assistant.records.accounts import operator
    from ingest.errors import ReadFailure

    with product(context) as assistant:
        require_unit(unit, assistant)
        try:
            sheet = read_sheet(file, file.name, assistant.settings, assistant.tables)
        except ReadFailure as failure:
            raise refuse(f"{file.name}: {wording.READ_FAILURES[failure.reason]}") from failure
        except SheetRefused as refused:
            raise refuse(f"{file.name}: {wording_asker.BULK_REFUSED[refused.reason]}") from refused
        plan = planned(sheet, unit, operator(), assistant)
        to_do = plan.to_do(with_conflicts)
        if not json:
            print_plan(plan)
        done: list[Done] = []
        if to_do and (yes or (not json and typer.confirm(wording_asker.BULK["confirm"].format(count=len(to_do))))):
            done = apply(plan, operator(), assistant, with_conflicts, told(len(to_do), json))
    if json:
        print_json(plan_object(plan) | {"done": [vars(each) for each in done]})
    elif done:
        print_done(done)
    if any(each.outcome == "refused" for each in done):
        raise typer.Exit(1)


@teach.command("export", cls=Command)
def export_sheet(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp XLSX sẽ ghi.")],
    unit: Unit,
) -> None:
    """Ghi tri thức của đơn vị ra bảng XLSX; sửa rồi nạp lại bằng `troly teach import`."""
    from assistant.bulk.bulk import items_of
    from assistant.bulk.export import workbook_of
    from assistant.tasks.asker import today

    if file.exists():
        raise refuse(wording.ORIGINAL["exists"].format(file=file))
    with product(context) as assistant:
        require_unit(unit, assistant)
        items = items_of(unit, assistant)
        file.write_bytes(workbook_of(items, unit, assistant.tables, today()))
    out().print(wording_asker.TEACH["exported"].format(count=len(items), file=file), markup=False, highlight=False)


@teach.command("add", cls=Command)
def add(
    context: typer.Context,
    unit: Unit,
    question: Annotated[str, typer.Option(metavar="CÂU-HỎI", help="Câu hỏi.")],
    answer: Annotated[str, typer.Option(metavar="TRẢ-LỜI", help="Câu trả lời, sẽ được trích nguyên văn.")],
    wording_: Annotated[
        list[str] | None, typer.Option("--wording", metavar="CÂU", help="Cách hỏi khác; lặp lại được.")
    ] = None,
    not_for: Annotated[list[str] | None, typer.Option(metavar="CÂU", help="Câu gần giống nhưng không phải.")] = None,
    basis: Annotated[list[str] | None, typer.Option(metavar="VĂN-BẢN", help="Căn cứ: số ký hiệu.")] = None,
    visibility: Annotated[str, typer.Option(metavar="AI", help="Ai được xem: all, office, units:mã;mã.")] = "all",
    yes: Annotated[bool, typer.Option("--yes", help="Dạy luôn, không hỏi lại.")] = False,
) -> None:
    """Dạy một câu trả lời; xem trước các câu chuẩn sẽ đổi và các mâu thuẫn rồi mới áp dụng."""
    from assistant import wording_curation
    from assistant.curation import curation
    from assistant.curation.errors import NotTeachable
    from assistant.curation.nouns import Lesson, Teach
    from assistant.records.accounts import operator
    from ingest.manifest import visibility_of

    try:
        who = visibility_of(visibility)
    except ValueError as error:
        raise refuse(wording.CLI["bad_visibility"].format(detail=visibility), 2) from error
    lesson = Lesson(question, answer, tuple(wording_ or ()), tuple(not_for or ()), tuple(basis or ()), visibility=who)
    change = Teach(lesson, unit=unit)
    with product(context) as assistant:
        require_unit(unit, assistant)
        try:
            found = curation.preview(change, operator(), assistant)
            for conflict in found.conflicts:
                told_of = f"! {wording_curation.CONFLICT.get(conflict.what, conflict.what)}: {conflict.title} – {conflict.excerpt}"
                out().print(told_of, markup=False, highlight=False)
            counts = wording_asker.TEACH["gate"].format(changed=len(found.shifts), replayed=found.replayed)
            out().print(counts, markup=False, highlight=False)
            if not (yes or typer.confirm(wording_asker.TEACH["apply"])):
                raise typer.Exit(1)
            decided = curation.decide(change, operator(), assistant, found.digest)
        except NotTeachable as refused:
            raise refuse(wording_curation.NOT_TEACHABLE.get(refused.reason, refused.reason)) from refused
    key = "live" if decided.live else "waits"
    said = wording_asker.TEACH[key].format(decision=decided.decision.id, item=decided.decision.correction_id or "")
    out().print(said, markup=False, highlight=False)


@contextmanager
def product(context: typer.Context) -> Iterator[Assistant]:
    """The whole product, closed at the end."""
    from assistant.bootstrap import build

    assistant = build(settings_of(context))
    try:
        yield assistant
    finally:
        assistant.close()


def require_unit(unit: str, assistant: Assistant) -> None:
    """Ends the command when the table has no such unit."""
    if assistant.tables.unit(unit) is None:
        raise refuse(wording.CLI["no_unit"].format(detail=unit, folder=assistant.settings.tables_dir), 2)


def told(total: int, quiet: bool) -> Any:
    """Says every hundredth row how far it is, on a terminal only."""
    count = 0

    def one_more(_: Done) -> None:
        nonlocal count
        count += 1
        if count % 100 == 0 and not quiet and err().is_terminal:
            err().print(wording_asker.BULK["running"].format(done=count, total=total), highlight=False)

    return one_more


def print_plan(plan: Plan) -> None:
    """Counts, then the rows that need a look."""
    from assistant.bulk.bulk import Outcome
    from assistant.web.bulk import fault_told

    counts = (f"{wording_asker.BULK_OUTCOME[each.value]}: {plan.count(each)}" for each in Outcome if plan.count(each))
    out().print(" · ".join(counts), markup=False, highlight=False)
    if plan.unused:
        out().print(wording_asker.BULK["unused"].format(columns=", ".join(plan.unused)), markup=False, highlight=False)
    for warning in plan.warnings:
        out().print(f"! {wording.warning(warning)}", markup=False, highlight=False)
    for outcome in (Outcome.FAULTY, Outcome.CONFLICT, Outcome.CHANGED, Outcome.DUPLICATE):
        for line in [line for line in plan.lines if line.outcome is outcome][:SHOWN]:
            sign = wording_asker.BULK_OUTCOME[outcome.value]
            row = wording_asker.BULK["row"].format(number=line.row.number)
            above = f" ({wording_asker.BULK['above'].format(number=line.above)})" if line.above else ""
            out().print(f"{row} · {sign} · {line.row.question}{above}", markup=False, highlight=False)
            for fault in line.faults:
                out().print(f"  {fault_told(line.row.number, fault)}", markup=False, highlight=False)
            for difference in line.differences:
                shown = "".join(
                    f"[-{each.text}-]"
                    if each.what == "gone"
                    else f"{{+{each.text}+}}"
                    if each.what == "new"
                    else each.text
                    for each in difference.pieces
                )
                name = wording_asker.COLUMN[difference.column.value]
                out().print(f"  {name}: {shown}", markup=False, highlight=False)


def plan_object(plan: Plan) -> dict[str, Any]:
    """The plan as a program reads it."""
    rows = [
        {
            "row": line.row.number,
            "outcome": line.outcome.value,
            "question": line.row.question,
            "item": line.known.id if line.known and not line.hidden else None,
            "above": line.above,
            "faults": [vars(each) for each in line.faults],
        }
        for line in plan.lines
    ]
    return {"unit": plan.unit, "digest": plan.digest, "unused": list(plan.unused), "rows": rows}


def print_done(done: list[Done]) -> None:
    """What became of the rows."""
    from assistant.bulk.read import Fault
    from assistant.web.bulk import reason

    counts = {name: sum(each.outcome == name for each in done) for name in ("taught", "there", "waiting", "refused")}
    out().print(wording_asker.BULK["finished"].format(**counts), markup=False, highlight=False)
    for each in done:
        if each.outcome == "refused":
            row = wording_asker.BULK["row"].format(number=each.number)
            err().print(f"{row}: {reason(Fault(each.reason, ''))}", markup=False, highlight=False)
