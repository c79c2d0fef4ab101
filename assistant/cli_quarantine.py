"""`troly quarantine …`: what is held because of secrecy, releasing it by two persons, withdrawing what is found later."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import wording
from assistant.cli_documents import Json
from assistant.cli_help import Command, group
from assistant.cli_people import database, known
from assistant.cli_screen import out, plain, print_json, refuse
from assistant.cli_settings import settings_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.records.accounts import Account
    from assistant.settings import Settings

quarantine = group("Cách ly: tệp có dấu hiệu bí mật nhà nước; mở lại cần hai người.")

By = Annotated[str, typer.Option("--by", metavar="TÊN", help="Tài khoản của người quyết định (Văn phòng, quản trị).")]
Reason = Annotated[str, typer.Option("--reason", metavar="LÝ-DO", help="Lý do, được ghi vào nhật ký.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Đọc mật khẩu của người đó từ đầu vào chuẩn thay vì hỏi.")
]


@quarantine.command("list", cls=Command)
def list_held(context: typer.Context, json: Json = False) -> None:
    """Liệt kê các tệp đang bị cách ly."""
    from ingest.quarantine import held

    with database(settings_of(context)) as engine:
        found = held(engine)
    if json:
        print_json(plain(found))
        return
    from rich.table import Column, Table

    table = Table(Column("Mã", no_wrap=True), "Dấu", "Thấy ở", "Ngày", "Đã đồng ý mở", "Tệp")
    for each in found:
        place, votes = wording.MARK_PLACES[each.mark.place], ", ".join(vote.person for vote in each.votes)
        table.add_row(each.id, each.mark.degree, place, wording.day(each.found), votes, each.source)
    out().print(table)
    out().print(f"{len(found)} tệp đang bị cách ly")


@quarantine.command("release", cls=Command)
def release(
    context: typer.Context,
    held_id: Annotated[str, typer.Argument(metavar="MÃ", help="Mã trong danh sách cách ly.")],
    by: By,
    reason: Reason,
    password_stdin: FromStdin = False,
) -> None:
    """Đồng ý cho nạp một tệp; có hiệu lực khi hai người khác nhau cùng đồng ý."""
    from assistant.custody import release as vote
    from ingest.quarantine import NotHeld, VotedAlready

    settings = settings_of(context)
    with database(settings) as engine, refusals():
        person = proven(engine, settings, by, password_stdin)
        try:
            released = vote(held_id, person, reason, engine)
        except NotHeld as missing:
            raise refuse(wording.QUARANTINE["not_held"]) from missing
        except VotedAlready as again:
            raise refuse(wording.QUARANTINE["voted_already"].format(name=person.name)) from again
    out().print(wording.QUARANTINE["released" if released else "one_more"], markup=False)


@quarantine.command("withdraw", cls=Command)
def withdraw(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="TÀI-LIỆU", help="Mã tài liệu trong kho.")],
    by: By,
    reason: Reason,
    password_stdin: FromStdin = False,
) -> None:
    """Thu hồi một tài liệu được phát hiện là mật cùng mọi câu trả lời đã dùng nó; tệp bị cách ly."""
    from assistant.bootstrap import build
    from assistant.errors import NotFound
    from assistant.withdrawal import withdraw_secret

    settings = settings_of(context)
    with refusals():
        with database(settings) as engine:
            person = proven(engine, settings, by, password_stdin)
        assistant = build(settings)
        try:
            done = withdraw_secret(document, person.reader, reason, assistant)
        except NotFound as missing:
            raise refuse(wording.CLI["no_document"]) from missing
        finally:
            assistant.close()
    out().print(wording.QUARANTINE["withdrawn"].format(answers=done.answers, chunks=done.chunks), markup=False)
    if not done.erased:
        raise refuse(wording.QUARANTINE["not_erased"])


def proven(engine: Engine, settings: Settings, name: str, from_stdin: bool) -> Account:
    """The person, who has given their own password: whoever sits at the machine must not vote for two."""
    from assistant.access import check_password
    from assistant.errors import NotSignedIn

    account = known(engine, name)
    asked = wording.QUARANTINE["password"].format(name=account.name)
    password = sys.stdin.readline().rstrip("\r\n") if from_stdin else str(typer.prompt(asked, hide_input=True))
    try:
        return check_password(engine, settings, account.name, password, "cli")
    except NotSignedIn as wrong:
        raise refuse(wording.PROBLEMS["sign_in_failed"]) from wrong


@contextmanager
def refusals() -> Iterator[None]:
    """What a person is not allowed, or has tried too often, in words."""
    from assistant.errors import NotAllowed, TooManyAttempts

    try:
        yield
    except NotAllowed as denied:
        raise refuse(wording.PROBLEMS["not_allowed"]) from denied
    except TooManyAttempts as often:
        raise refuse(wording.PROBLEMS["too_many_attempts"].format(seconds=often.seconds)) from often
