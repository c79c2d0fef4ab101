"""`troly teach learning …`: what was learned from decisions, fitting it now, and beginning anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import wording_learning as wording
from assistant.cli_documents import Json
from assistant.cli_help import Command, group
from assistant.cli_people import database
from assistant.cli_screen import out, plain, print_json, refuse
from assistant.cli_settings import settings_of

if TYPE_CHECKING:
    from assistant.records.learned import Learned

learning = group("Thứ tự học từ quyết định của trưởng đơn vị: xem, học ngay, học lại từ đầu.")
MOST_SHOWN = 10


@learning.command(cls=Command)
def status(context: typer.Context, json: Json = False) -> None:
    """Đang dùng thứ tự nào, các lần học gần đây và số đo của từng lần."""
    from assistant.records.learned import current_of, decided_since, epoch_within, fittings_of
    from ingest.database import reading

    with database(settings_of(context)) as engine:
        current, fittings = current_of(engine), fittings_of(engine, MOST_SHOWN)
        with reading(engine) as connection:
            epoch = epoch_within(connection)
            known = next((each.measured.get("read_until", 0) for each in fittings if each.epoch == epoch), 0)
            fresh, _ = decided_since(connection, known)
    if json:
        shown = [plain(each) for each in fittings]
        print_json({"epoch": epoch, "fresh": fresh, "current": current and plain(current), "fittings": shown})
        return
    out().print(wording.state(epoch, fresh, current is not None and bool(current.weights)), highlight=False)
    for each in fittings:
        out().print(told(each), markup=False, highlight=False, soft_wrap=True)


@learning.command(cls=Command)
def refit(context: typer.Context, json: Json = False) -> None:
    """Học ngay từ mọi quyết định còn hiệu lực; chỉ áp dụng khi câu chuẩn tốt hơn và không đơn vị nào kém đi."""
    from assistant.bootstrap import build
    from assistant.learning.learning import refit as fit_now
    from assistant.records.tables import now

    assistant = build(settings_of(context))
    try:
        fitted = fit_now(assistant, now())
    finally:
        assistant.close()
    if fitted is None:
        raise refuse(wording.NO_ORDER)
    if json:
        print_json(plain(fitted))
    else:
        out().print(told(fitted), markup=False, highlight=False, soft_wrap=True)


@learning.command(cls=Command)
def reset(
    context: typer.Context,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ-DO", help="Vì sao học lại; ghi vào sổ quyết định.")],
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
) -> None:
    """Học lại từ đầu: thứ tự đã học và tác động của quyết định cũ lên thứ tự không còn tính; lịch sử và câu đã dạy giữ nguyên."""
    from assistant.bootstrap import build
    from assistant.curation.errors import NotTeachable
    from assistant.learning.learning import reset as begin_anew
    from assistant.records.accounts import operator
    from assistant.records.tables import now

    if not yes:
        typer.confirm(wording.CONFIRM_RESET, abort=True)
    assistant = build(settings_of(context))
    try:
        decision = begin_anew(operator(), reason, assistant, now())
    except NotTeachable as refused:
        raise refuse(wording.NEEDS_REASON) from refused
    finally:
        assistant.close()
    out().print(wording.begun_anew(decision.id), highlight=False)


def told(fitted: Learned) -> str:
    """One line for one fitting."""
    measured: dict[str, Any] = fitted.measured
    return wording.fitting(fitted.made, fitted.decisions, fitted.current, wording.verdict(measured))
