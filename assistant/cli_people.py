"""`troly accounts …` and `troly tokens …`: who may sign in, and which programs may ask."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import wording
from assistant.cli_documents import Json
from assistant.cli_help import Command, group
from assistant.cli_screen import out, plain, print_json, refuse
from assistant.cli_settings import settings_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.records.accounts import Account
    from assistant.settings import Settings

people = group("Tài khoản: ai được đăng nhập và được xem gì.")
tokens = group("Mã truy cập cho phần mềm gọi API thay một tài khoản.")

Name = Annotated[str, typer.Argument(metavar="TÊN", help="Tên đăng nhập.")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Đọc mật khẩu từ đầu vào chuẩn (một dòng) thay vì hỏi.")
]


@people.command("add", cls=Command)
def add_account(
    context: typer.Context,
    name: Name,
    role: Annotated[
        str, typer.Option(metavar="VAI-TRÒ", help="Vai trò: staff, unit_head, office, administrator.")
    ] = "staff",
    unit: Annotated[str | None, typer.Option(metavar="MÃ", help="Mã đơn vị (bảng units.csv).")] = None,
    display_name: Annotated[str, typer.Option(metavar="HỌ-TÊN", help="Tên hiển thị.")] = "",
    mail: Annotated[str, typer.Option(metavar="ĐỊA-CHỈ", help="Thư điện tử nhận nhắc việc.")] = "",
    password_stdin: FromStdin = False,
) -> None:
    """Tạo tài khoản; hỏi mật khẩu hai lần."""
    from assistant.domain import Role
    from assistant.records.accounts import create_account, require_mail, set_mail

    require_mail(mail)
    if role not in {each.value for each in Role}:
        raise refuse(wording.CLI["bad_role"].format(detail=role), 2)
    settings = settings_of(context)
    require_unit(unit, settings)
    with database(settings) as engine:
        made = create_account(engine, name, display_name, Role(role), unit, password_of(password_stdin))
        set_mail(engine, made.id, mail)
    out().print(f"Đã tạo tài khoản {made.name} ({wording.ROLE[made.role]}).", markup=False, highlight=False)


@people.command("list", cls=Command)
def list_accounts(context: typer.Context, json: Json = False) -> None:
    """Liệt kê tài khoản."""
    from assistant.records.accounts import all_accounts

    with database(settings_of(context)) as engine:
        found = all_accounts(engine)
    if json:
        print_json(plain(found))
        return
    from rich.table import Table

    table = Table("Tên", "Họ tên", "Vai trò", "Đơn vị", "Tình trạng", "Ngày tạo")
    for each in found:
        state = "đã khóa" if each.disabled else "đang dùng"
        day = wording.day(each.created)
        table.add_row(each.name, each.display_name, wording.ROLE[each.role], each.unit or "", state, day)
    out().print(table)
    out().print(f"{len(found)} tài khoản")


@people.command("mail", cls=Command)
def mail(
    context: typer.Context,
    name: Name,
    address: Annotated[str, typer.Argument(metavar="ĐỊA-CHỈ", help="Thư điện tử; để trống thì thôi gửi.")] = "",
) -> None:
    """Đặt địa chỉ thư điện tử nhận nhắc việc của một tài khoản."""
    from assistant.records.accounts import set_mail

    with database(settings_of(context)) as engine:
        set_mail(engine, known(engine, name).id, address)
    out().print("Đã đặt địa chỉ." if address else "Tài khoản này không nhận thư nữa.")


@people.command("disable", cls=Command)
def disable(context: typer.Context, name: Name) -> None:
    """Khóa tài khoản: mọi phiên đăng nhập và mã truy cập kết thúc ngay."""
    from assistant.records.accounts import disable_account

    with database(settings_of(context)) as engine:
        disable_account(engine, known(engine, name).id)
    out().print("Đã khóa.")


@people.command("enable", cls=Command)
def enable(context: typer.Context, name: Name) -> None:
    """Mở khóa tài khoản; các phiên và mã đã kết thúc không sống lại."""
    from assistant.records.accounts import enable_account

    with database(settings_of(context)) as engine:
        enable_account(engine, known(engine, name).id)
    out().print("Đã mở khóa.")


@people.command("delete", cls=Command)
def delete(
    context: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
) -> None:
    """Xóa tài khoản cùng phiên, mã và hội thoại; nhật ký trả lời vẫn giữ tên."""
    from assistant.records.accounts import delete_account

    with database(settings_of(context)) as engine:
        account = known(engine, name)
        if (
            not yes
            and typer.prompt(f"Gõ lại tên “{account.name}” để xóa", default="", show_default=False) != account.name
        ):
            raise refuse(wording.CLI["not_deleted"])
        delete_account(engine, account.id)
    out().print("Đã xóa.")


@people.command("password", cls=Command)
def password(context: typer.Context, name: Name, password_stdin: FromStdin = False) -> None:
    """Đặt mật khẩu mới; mọi phiên đăng nhập của tài khoản kết thúc."""
    from assistant.records.accounts import set_password

    with database(settings_of(context)) as engine:
        set_password(engine, known(engine, name).id, password_of(password_stdin))
    out().print("Đã đặt mật khẩu mới.")


@tokens.command("add", cls=Command)
def add_token(
    context: typer.Context,
    name: Name,
    label: Annotated[str, typer.Argument(metavar="GỌI-LÀ", help="Tên gọi của mã, ví dụ: phần mềm văn thư.")],
    days: Annotated[int, typer.Option(metavar="SỐ", min=0, max=3650, help="Số ngày còn dùng được; 0: không hạn.")] = 90,
) -> None:
    """Tạo mã truy cập; mã chỉ hiện một lần."""
    from assistant.records.tokens import create_token

    with database(settings_of(context)) as engine:
        made = create_token(engine, known(engine, name).reader, label, timedelta(days=days) if days else None)
    print(made)


@tokens.command("list", cls=Command)
def list_tokens(context: typer.Context, name: Name, json: Json = False) -> None:
    """Liệt kê mã truy cập còn dùng được của một tài khoản."""
    from assistant.records.tokens import tokens_of

    with database(settings_of(context)) as engine:
        found = tokens_of(engine, known(engine, name).id)
    if json:
        print_json(plain(found))
        return
    from rich.table import Table

    table = Table("Số", "Gọi là", "Ngày tạo", "Hết hạn")
    for each in found:
        table.add_row(str(each.id), each.name, wording.day(each.created), wording.day(each.expires) or "không hạn")
    out().print(table)


@tokens.command("revoke", cls=Command)
def revoke(
    context: typer.Context,
    name: Name,
    number: Annotated[int, typer.Argument(metavar="SỐ", help="Số của mã trong danh sách.")],
) -> None:
    """Thu hồi một mã truy cập; có tác dụng ngay."""
    from assistant.errors import NotFound
    from assistant.records.tokens import revoke_token

    with database(settings_of(context)) as engine:
        try:
            revoke_token(engine, known(engine, name).reader, number)
        except NotFound as missing:
            raise refuse(wording.CLI["no_token"]) from missing
    out().print("Đã thu hồi.")


@contextmanager
def database(settings: Settings) -> Iterator[Engine]:
    """The database alone: accounts need neither the index nor the embedder."""
    from ingest.database import connect, migrate

    settings.home.mkdir(parents=True, exist_ok=True)
    engine = connect(settings.url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()


def known(engine: Engine, name: str) -> Account:
    """The account with this name, or a refusal that says where to look."""
    from assistant.records.accounts import find_account

    account = find_account(engine, name)
    if account is None:
        raise refuse(wording.CLI["no_account"].format(detail=name))
    return account


def require_unit(unit: str | None, settings: Settings) -> None:
    """A unit that no table knows would hide every document of the real one."""
    from ingest.tables import Tables

    if unit and Tables.load(settings.tables_dir).unit(unit) is None:
        raise refuse(wording.CLI["no_unit"].format(detail=unit, folder=settings.tables_dir), 2)


def password_of(from_stdin: bool) -> str:
    """The password as typed twice without showing it, or one line of the standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = str(typer.prompt("Mật khẩu (ít nhất 12 ký tự)", hide_input=True))
    if first != str(typer.prompt("Nhập lại mật khẩu", hide_input=True)):
        raise refuse(wording.PROBLEMS["passwords_differ"])
    return first
