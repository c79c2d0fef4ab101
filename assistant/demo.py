"""The demonstration: the sample corpus and sample accounts, then the server. Never used by a real installation."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from rich.console import Console

from assistant.bootstrap import Assistant, build
from assistant.domain import Role
from assistant.records.accounts import create_account, find_account
from assistant.settings import Settings
from ingest.pipeline import add


@dataclass(frozen=True)
class SampleAccount:
    """An account anybody may read of in the README; made by `troly demo` only."""

    name: str
    display_name: str
    role: Role
    unit: str | None
    password: str


SAMPLE_ACCOUNTS = (
    SampleAccount("canbo", "Cán bộ mẫu", Role.STAFF, "vu-buu-chinh-bkhcn", "Can-bo-mau-2026"),
    SampleAccount("truongdonvi", "Trưởng đơn vị mẫu", Role.UNIT_HEAD, "cuc-vien-thong-bkhcn", "Truong-don-vi-2026"),
    SampleAccount("vanphong", "Văn phòng mẫu", Role.OFFICE, "van-phong-bkhcn", "Van-phong-mau-2026"),
    SampleAccount("quantri", "Quản trị mẫu", Role.ADMINISTRATOR, None, "Quan-tri-mau-2026"),
)


def run_demo(settings: Settings, port: int | None, load_only: bool, out: Console) -> None:
    """Load what is missing, print address and accounts, serve until stopped."""
    settings = settings.model_copy(update={"port": port or settings.port})
    assistant = build(settings)
    try:
        load_sample_corpus(assistant, out)
        make_sample_accounts(assistant)
    finally:
        assistant.close()
    print_welcome(settings, out)
    if not load_only:
        from assistant.server import serve

        serve(settings)


def load_sample_corpus(assistant: Assistant, out: Console) -> None:
    """Ingest the sample files; a second run embeds nothing."""
    folder = Path(str(files("corpus") / "files"))
    with out.status("Đang nạp kho văn bản mẫu…"):
        report = add([folder], assistant.pipeline)
    documents = {result.document_id for result in report.results if result.document_id}
    unread = len(report.results) - report.readable
    out.print(f"Kho mẫu: {len(documents)} tài liệu từ {report.readable} tệp, {unread} tệp chưa đọc được.")


def make_sample_accounts(assistant: Assistant) -> None:
    """Create the sample accounts that are not there yet."""
    for sample in SAMPLE_ACCOUNTS:
        if find_account(assistant.engine, sample.name) is None:
            create_account(
                assistant.engine, sample.name, sample.display_name, sample.role, sample.unit, sample.password
            )


def print_welcome(settings: Settings, out: Console) -> None:
    """The address and the accounts, for the person at the terminal."""
    out.print(f"\n[bold]Trợ lý Cử tri[/bold]: http://{settings.host}:{settings.port}\n")
    for sample in SAMPLE_ACCOUNTS:
        out.print(f"  {sample.name:12}  {sample.password:20}  {sample.display_name}", highlight=False)
    out.print("\nTài khoản mẫu chỉ dùng để xem thử. Nhấn Ctrl+C để dừng.\n")
