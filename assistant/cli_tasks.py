"""`troly tasks …`: what waits for units, the round of reminders, stand-ins, and what could not be sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import wording, wording_tasks
from assistant.cli_documents import Json
from assistant.cli_help import Command, group
from assistant.cli_people import database, known
from assistant.cli_screen import out, plain, print_json, refuse
from assistant.cli_settings import settings_of

if TYPE_CHECKING:
    from assistant.curation.nouns import Task
    from assistant.settings import Settings
    from ingest.tables import Tables

tasks = group("Việc đang chờ đơn vị: câu hỏi, báo sai, rà soát; nhắc hạn, người thay, thư báo.")
stand_ins = group("Người thay trưởng đơn vị khi vắng mặt.")
tasks.add_typer(stand_ins, name="stand-in")

Unit = Annotated[str | None, typer.Option(metavar="MÃ", help="Chỉ đơn vị này (mã trong bảng units.csv).")]
Number = Annotated[int, typer.Argument(metavar="SỐ", min=1, help="Số của việc.")]
DAYS = ["%d/%m/%Y", "%Y-%m-%d"]
First = Annotated[datetime, typer.Option("--from", metavar="NGÀY", formats=DAYS, help="Ngày đầu: dd/mm/yyyy.")]
Last = Annotated[datetime, typer.Option("--to", metavar="NGÀY", formats=DAYS, help="Ngày cuối, tính cả ngày đó.")]
LONGEST_LINE = 80


@tasks.command("list", cls=Command)
def list_tasks(
    context: typer.Context,
    unit: Unit = None,
    most: Annotated[int, typer.Option(metavar="SỐ", min=1, max=10_000, help="Nhiều nhất bao nhiêu việc.")] = 200,
    json: Json = False,
) -> None:
    """Liệt kê việc đang chờ, việc gấp nhất trước."""
    from assistant.curation.nouns import Level
    from assistant.records.tasks import open_tasks

    settings, tables = settings_of(context), tables_of(context)
    units = unit_and_its_past(unit, settings, tables) if unit else None
    with database(settings) as engine:
        found = open_tasks(engine, units, most)
    if json:
        print_json([as_json(task, tables) for task in found])
        return
    from rich.table import Table

    table = Table("Số", "Tình trạng", "Hạn", "Đơn vị", "Cấp", "Người chờ", "Loại", "Nội dung")
    for task in found:
        state, level = wording_tasks.ALERT[alert(task, tables)], wording_tasks.LEVEL[Level(task.level)]
        unit_name, kind = name_of(task.unit, tables), wording_tasks.TASK_KIND[task.kind]
        text = task.question if len(task.question) <= LONGEST_LINE else f"{task.question[:LONGEST_LINE]}…"
        row = (str(task.id), state, wording.day(task.due), unit_name, level, str(task.people), kind, text)
        table.add_row(*map(escaped, row))
    out().print(table)
    out().print(wording_tasks.CLI["open_tasks"].format(count=len(found)))


@tasks.command("show", cls=Command)
def show_task(context: typer.Context, number: Number, json: Json = False) -> None:
    """Xem một việc: nội dung, người chờ, lịch sử."""
    from assistant.errors import NotFound
    from assistant.records.tasks import moves_of, people_of, task_of

    tables = tables_of(context)
    with database(settings_of(context)) as engine:
        try:
            task = task_of(engine, number)
        except NotFound as missing:
            raise refuse(wording_tasks.CLI["no_task"].format(number=number)) from missing
        moves, affected = moves_of(engine, number), people_of(engine, number)
    if json:
        print_json(as_json(task, tables) | {"moves": plain(moves), "people_affected": plain(affected)})
        return
    state = wording_tasks.CLOSED if task.closed else wording_tasks.ALERT[alert(task, tables)]
    lines = [
        f"{wording_tasks.TASK_KIND[task.kind]} · {state}",
        task.question,
        wording_tasks.MAIL_TASK.format(unit=name_of(task.unit, tables), state=state, due=wording.day(task.due)),
        *(f"- {each.account_name}: {each.question} {each.comment}".rstrip() for each in affected),
        *(f"{moment(each.at)}  {wording_tasks.MOVE[each.what]} · {each.by.name} · {each.note}" for each in moves),
    ]
    for line in lines:
        out().print(line, markup=False, highlight=False)


@tasks.command("keep", cls=Command)
def keep_once(context: typer.Context, json: Json = False) -> None:
    """Chạy một lượt: chuyển cấp, rà soát, nhắc hạn, bản tin ngày, gửi thư (dùng cho cron khi máy chủ không tự chạy)."""
    from assistant.bootstrap import build
    from assistant.records.tables import now
    from assistant.tasks.keeper import keep

    assistant = build(settings_of(context))
    try:
        kept = keep(assistant, now())
    finally:
        assistant.close()
    if json:
        print_json(plain(kept))
    elif not kept.alone:
        out().print(wording_tasks.CLI["kept_elsewhere"])
    else:
        for name, count in kept.done.items():
            out().print(f"{wording_tasks.STEP[name]}: {count}")
    if kept.failed:
        failed = ", ".join(wording_tasks.STEP[name] for name in kept.failed)
        raise refuse(wording_tasks.CLI["step_failed"].format(steps=failed))


@tasks.command("digest", cls=Command)
def show_digest(context: typer.Context, json: Json = False) -> None:
    """Xem bản tin ngày của từng đơn vị (không gửi)."""
    from assistant.records.tables import now
    from assistant.tasks.digest import digests, news_of

    tables = tables_of(context)
    with database(settings_of(context)) as engine:
        found = digests(engine, tables, now())
    if json:
        counts = [{alert.value: many for alert, many in each.counts.items()} for each in found]
        print_json(
            [{"unit": each.unit, "day": each.day, "counts": said} for each, said in zip(found, counts, strict=True)]
        )
        return
    for each in found:
        news = news_of(each, tables)
        out().print(f"{news.title}. {news.body}", markup=False, highlight=False)
    if not found:
        out().print(wording_tasks.CLI["open_tasks"].format(count=0))


@tasks.command("post", cls=Command)
def show_post(
    context: typer.Context,
    retry: Annotated[bool, typer.Option("--retry", help="Thử gửi lại những thư đã ngừng.")] = False,
    json: Json = False,
) -> None:
    """Xem thư và thông báo chưa gửi được: đang thử lại, đã ngừng."""
    from assistant.records.tables import now
    from assistant.tasks.post import given_up, still_waiting, try_again

    with database(settings_of(context)) as engine:
        if retry:
            out().print(wording_tasks.CLI["tried_again"].format(count=try_again(engine, now())))
        stuck, waiting = given_up(engine), still_waiting(engine)
    if json:
        print_json({"given_up": plain(stuck), "waiting": plain(waiting)})
        return
    for key, notices in (("given_up", stuck), ("waiting", waiting)):
        out().print(wording_tasks.CLI[key].format(count=len(notices)))
        for each in notices:
            line = wording_tasks.CLI["notice"].format(
                channel=each.channel, title=each.title, attempts=each.attempts, error=each.error or "–"
            )
            out().print(line, markup=False, highlight=False)


@stand_ins.command("add", cls=Command)
def add_stand_in(
    context: typer.Context,
    unit: Annotated[str, typer.Argument(metavar="MÃ", help="Mã đơn vị (bảng units.csv).")],
    name: Annotated[str, typer.Argument(metavar="TÊN", help="Tên đăng nhập của người thay.")],
    first: First,
    last: Last,
) -> None:
    """Cử người thay trưởng đơn vị từ ngày đầu đến hết ngày cuối."""
    from assistant.curation.errors import NotTeachable
    from assistant.records.accounts import operator
    from assistant.tasks.stand_ins import stand_in
    from assistant.wording_curation import not_teachable

    tables = tables_of(context)
    with database(settings_of(context)) as engine:
        account = known(engine, name)
        try:
            made = stand_in(engine, tables, unit, account.id, first.date(), last.date(), operator())
        except NotTeachable as refused:
            raise refuse(not_teachable(refused.reason)) from refused
    said = wording_tasks.CLI["stands_in"].format(
        number=made.id,
        name=made.name,
        unit=name_of(made.unit, tables),
        first=wording.day(made.first),
        last=wording.day(made.last),
    )
    out().print(said, markup=False, highlight=False)


@stand_ins.command("list", cls=Command)
def list_stand_ins(context: typer.Context, json: Json = False) -> None:
    """Liệt kê người thay đang và sẽ có hiệu lực."""
    from assistant.records.stand_ins import stand_ins_of
    from assistant.records.tables import now
    from assistant.working_days import local_day

    tables = tables_of(context)
    with database(settings_of(context)) as engine:
        found = stand_ins_of(engine, None, since=local_day(now()))
    if json:
        print_json(plain(found))
        return
    from rich.table import Table

    table = Table("Số", "Đơn vị", "Người thay", "Từ ngày", "Đến hết ngày", "Người cử")
    for each in found:
        days = wording.day(each.first), wording.day(each.last)
        table.add_row(*map(escaped, (str(each.id), name_of(each.unit, tables), each.name, *days, each.made_by.name)))
    out().print(table)


@stand_ins.command("end", cls=Command)
def end_stand_in(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="SỐ", min=1, help="Số trong danh sách người thay.")],
) -> None:
    """Kết thúc việc thay trước hạn; có hiệu lực ngay."""
    from assistant.errors import NotFound
    from assistant.records.accounts import operator
    from assistant.tasks.stand_ins import end

    with database(settings_of(context)) as engine:
        try:
            end(engine, tables_of(context), number, operator())
        except NotFound as missing:
            raise refuse(wording_tasks.CLI["no_stand_in"].format(number=number)) from missing
    out().print(wording_tasks.CLI["stand_in_ended"])


def tables_of(context: typer.Context) -> Tables:
    """The dated tables of the settings."""
    from ingest.tables import Tables

    return Tables.load(settings_of(context).tables_dir)


def unit_and_its_past(unit: str, settings: Settings, tables: Tables) -> frozenset[str]:
    """The unit and those whose work it carries on; refused when no table knows it."""
    from assistant.cli_people import require_unit
    from assistant.curation.rights import units_with_past

    require_unit(unit, settings)
    return units_with_past({unit}, tables, today())


def as_json(task: Task, tables: Tables) -> dict[str, Any]:
    """A task as a program reads it, with its alert state."""
    read: dict[str, Any] = plain(task)
    return read | {"state": None if task.closed else alert(task, tables).value}


def alert(task: Task, tables: Tables) -> Any:
    """The alert state of an open task today."""
    from assistant.tasks.ladder import alert_of

    return alert_of(task.due, today(), tables)


def name_of(unit: str, tables: Tables) -> str:
    """How people call the unit."""
    from assistant.tasks.remit import unit_name

    return unit_name(unit, tables)


def today() -> date:
    """The day it is in Việt Nam."""
    from assistant.records.tables import now
    from assistant.working_days import local_day

    return local_day(now())


def moment(at: datetime) -> str:
    """Day and time by the clock of Việt Nam."""
    from assistant.working_days import HERE

    return at.astimezone(HERE).strftime("%d/%m/%Y %H:%M")


def escaped(text: str) -> str:
    """The text as it is: what people typed is no markup."""
    from rich.markup import escape

    return escape(text)
