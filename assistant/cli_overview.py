"""`troly overview`: what the ministry sees and counts, on the terminal or as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_documents import Json
from assistant.cli_screen import out, print_json, refuse
from assistant.cli_settings import settings_of

if TYPE_CHECKING:
    from assistant.analytics.look import Look
    from assistant.bootstrap import Assistant


def overview(
    context: typer.Context,
    unit: Annotated[str, typer.Option(metavar="MÃ", help="Mã một đơn vị; để trống: cả Bộ.")] = "",
    weeks: Annotated[int, typer.Option(metavar="SỐ", help="Số tuần, tính cả tuần này.", min=1, max=53)] = 12,
    xlsx: Annotated[
        Path | None, typer.Option(metavar="TỆP", readable=False, help="Ghi mọi bảng vào một tệp Excel.")
    ] = None,
    json: Json = False,
) -> None:
    """Số liệu theo tuần: hỏi, trả lời ngay, chuyển đơn vị, đúng hạn, dạy, chỗ trống, việc của từng đơn vị."""
    from assistant.bootstrap import build
    from assistant.wording_overview import CLI

    if xlsx and xlsx.exists():
        raise refuse(CLI["exists"].format(file=xlsx))
    assistant = build(settings_of(context))
    try:
        if unit and assistant.tables.unit(unit) is None:
            raise refuse(CLI["no_unit"].format(unit=unit))
        tell(assistant, unit, weeks, xlsx, json)
    finally:
        assistant.close()


def tell(assistant: Assistant, unit: str, weeks: int, xlsx: Path | None, json: bool) -> None:
    """Print or write what the operator of the machine may see: everything."""
    from assistant.analytics.export import as_xlsx
    from assistant.analytics.look import look
    from assistant.analytics.shown import document_rows
    from assistant.api.overview import overview_object
    from assistant.records.accounts import operator
    from assistant.web.overview_parts import sheets_of
    from assistant.wording_overview import CLI

    at = datetime.now(UTC)
    if json:
        print_json(overview_object(assistant, operator(), unit, weeks, at))
        return
    found = look(assistant, operator(), unit or None, weeks, at)
    if xlsx:
        shown = partial(document_rows, assistant.engine, found.seen.period, operator())
        xlsx.write_bytes(as_xlsx(sheets_of(found, shown)))
        out().print(CLI["written"].format(file=xlsx), markup=False, highlight=False, soft_wrap=True)
    else:
        print_overview(found)


def print_overview(found: Look) -> None:
    """A line for each week, what waits, the indicators and the gaps."""
    from rich.table import Table

    from assistant import wording_overview as words

    seen = found.seen
    unit = found.units.name(seen.scope.unit) or words.WHOLE
    first, last = (each.strftime("%d/%m/%Y") for each in (seen.total.first, seen.total.last))
    out().print(words.CLI["head"].format(unit=unit, weeks=len(seen.weeks), first=first, last=last), markup=False)
    table = Table()
    for name in ("", "asked", "answered", "share", "escalated", "closed", "on-time", "taught", "active", "minutes"):
        table.add_column(words.LINE.get(name, ""), justify="right" if name else "left")
    named = [words.week_name(week) for week in seen.weeks] + [words.TOTAL]
    for name, line in zip(named, [*seen.lines, seen.total], strict=True):
        counts = (line.escalated, line.closed, line.closed_on_time, line.taught, line.active)
        minutes = words.minutes_range(line.saved.low, line.saved.high)
        shown = [
            str(line.asked),
            str(line.answered),
            words.share(line.answered, line.asked),
            *map(str, counts),
            minutes,
        ]
        table.add_row(name, *shown)
    out().print(table)
    waiting = ", ".join(f"{words.ALERT[alert]} {count}" for alert, count in seen.alerts.items())
    lines = [words.CLI["alerts"].format(counts=waiting)]
    verified, used = len(seen.knowledge.verified), len(seen.knowledge.in_use)
    lines.append(words.CLI["verified"].format(part=verified, whole=used))
    for each in seen.measures:
        told = words.share(each.part, each.whole)
        lines.append(f"{each.code} {words.MEASURE[each.code][0]}: {told} ({each.part}/{each.whole})")
    if seen.gaps:
        lines.append(words.CLI["gaps"])
    for gap in seen.gaps[:10]:
        unit, state = found.units.name(gap.unit) or words.NOBODY, words.GAP_STATE[gap.state]
        lines.append(words.CLI["gap"].format(people=len(gap.people), state=state, unit=unit, question=gap.question))
    for told in lines:
        out().print(told, markup=False, highlight=False, soft_wrap=True)
