"""`troly index rebuild` and `troly index move`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli_screen import err, out, plain, print_json, refuse
from assistant.cli_settings import settings_of

if TYPE_CHECKING:
    from assistant.settings import Settings
    from ingest.move import Moved

IN_HOME = "sqlite"
NOT_EMPTY = (
    "Nơi đến đã có dữ liệu (bảng {detail}) nên không chuyển, không bên nào bị thay đổi. Xin chọn cơ sở dữ liệu trống; "
    "nếu là tệp troly.db cũ, đổi tên tệp đó rồi chạy lại."
)
NOT_THE_SAME = (
    "CHƯA chuyển: bảng {detail} ở nơi đến không giống nguồn. Nơi đến đã được trả về trạng thái trống, nguồn giữ nguyên; "
    "có thể chạy lại."
)
SAME_PLACE = "Nơi đến chính là cơ sở dữ liệu đang dùng nên không có gì để chuyển."
DONE = (
    "Đã chuyển {rows} dòng của {tables} bảng sang {target}; số dòng và mã kiểm của từng bảng khớp với nguồn. Nguồn giữ nguyên.\n"
    "Bước tiếp theo: đặt TROLY_DATABASE_URL={setting} rồi khởi động lại máy chủ. Tệp gốc vẫn ở TROLY_HOME, không phải chuyển."
)


def rebuild(context: typer.Context) -> None:
    """Dựng lại chỉ mục từ cơ sở dữ liệu; nếu bộ nhúng đã đổi thì tính lại toàn bộ véc-tơ."""
    from assistant.bootstrap import rebuild as rebuild_index

    count = rebuild_index(settings_of(context))
    out().print(f"Đã dựng lại chỉ mục: {count} đoạn.")


def move(
    context: typer.Context,
    to: Annotated[
        str,
        typer.Option(
            metavar="ĐỊA-CHỈ",
            help="Cơ sở dữ liệu trống để chuyển đến: postgresql+psycopg://…, sqlite:///…, hoặc chỉ ghi sqlite để về tệp "
            "trong TROLY_HOME.",
        ),
    ],
    json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON cho chương trình đọc.")] = False,
) -> None:
    """Chuyển toàn bộ cơ sở dữ liệu (tài liệu, véc-tơ, tài khoản, nhật ký) sang nơi khác và đối chiếu; nên dừng máy chủ trước.

    Bị ngắt giữa chừng thì nơi đến vẫn trống: chạy lại từ đầu.
    """
    from ingest.move import NotTheSame, TargetNotEmpty

    settings = settings_of(context)
    target = in_home(settings) if to == IN_HOME else to
    if target == settings.url:
        raise refuse(SAME_PLACE)
    try:
        moved = moved_to(target, settings, quiet=json)
    except TargetNotEmpty as filled:
        raise refuse(NOT_EMPTY.format(detail=filled)) from filled
    except NotTheSame as different:
        raise refuse(NOT_THE_SAME.format(detail=different)) from different
    if json:
        print_json([plain(each) for each in moved])
        return
    setting = "" if to == IN_HOME else shown(target)
    rows = sum(each.rows for each in moved)
    said = DONE.format(rows=rows, tables=len(moved), target=shown(target), setting=setting)
    out().print(said, markup=False, highlight=False, soft_wrap=True)


def moved_to(target: str, settings: Settings, quiet: bool) -> list[Moved]:
    """Every table of the product, with the name of each on the way."""
    import assistant.records.tables
    import assistant.records.teaching  # noqa: F401
    from ingest.database import connect
    from ingest.move import move

    def tell(moved: Moved) -> None:
        if moved.rows and not quiet:
            err().print(f"{moved.table}: {moved.rows}", markup=False, highlight=False)

    ends = connect(settings.url), connect(target)
    try:
        return move(*ends, tell)
    finally:
        for end in ends:
            end.dispose()


def in_home(settings: Settings) -> str:
    """The address of the file in TROLY_HOME."""
    return settings.model_copy(update={"database_url": ""}).url


def shown(url: str) -> str:
    """An address without its password."""
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)
