"""`troly ingest`, `documents`, `remove` and `parse`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import wording
from assistant.cli_screen import err, out, plain, print_json, refuse
from assistant.cli_settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.progress import Progress

    from ingest.documents import Document
    from ingest.pipeline import Report
    from ingest.removal import Proof

Json = Annotated[bool, typer.Option("--json", help="In một đối tượng JSON cho chương trình đọc.")]


def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="ĐƯỜNG-DẪN", readable=False, help="Tệp hoặc thư mục cần nạp.")],
    kind: Annotated[
        str | None,
        typer.Option(metavar="LOẠI", help="Loại: reply, compiled_list, provincial_table, guidance, law."),
    ] = None,
    unit: Annotated[str | None, typer.Option(metavar="MÃ", help="Mã đơn vị trả lời.")] = None,
    visibility: Annotated[str | None, typer.Option(metavar="AI", help="Ai được xem: all, office, units:mã;mã.")] = None,
    json: Json = False,
) -> None:
    """Nạp tài liệu vào kho; nạp lại lần hai không tính lại gì."""
    from assistant.bootstrap import build
    from ingest.pipeline import Outcome, add, files_under

    hints = hints_of(kind, unit, visibility)
    assistant = build(settings_of(context))
    try:
        total = sum(1 for _ in files_under(paths))
        with progress(json) as bar:
            task = bar.add_task("Đang nạp", total=total)
            report = add(paths, assistant.pipeline, hints, lambda _: bar.advance(task))
    finally:
        assistant.close()
    if json:
        print_json(report_object(report))
    else:
        print_report(report)
    if report.failures and len(report.failures) + report.count(Outcome.SKIPPED) == len(report.results):
        raise typer.Exit(1)


def documents(context: typer.Context, json: Json = False) -> None:
    """Liệt kê tài liệu trong kho."""
    from assistant.bootstrap import build
    from ingest.copy_rows import sources_by_document

    assistant = build(settings_of(context))
    try:
        found = list(assistant.index.documents())
        origins = sources_by_document(assistant.engine)
    finally:
        assistant.close()
    if json:
        print_json([plain(summary) | {"origins": origins.get(summary.id, [summary.source])} for summary in found])
        return
    from rich.table import Column, Table

    table = Table(Column("Mã", no_wrap=True), "Loại", "Số", "Ngày", "Tên", "Trang", "Đoạn", "Bản", "Ai xem")
    for each in found:
        kind, day = wording.KIND[each.kind], wording.day(each.issued)
        numbers = str(each.pages), str(each.chunks), str(len(origins.get(each.id, [each.source])))
        table.add_row(each.id, kind, each.number or "", day, each.title, *numbers, each.visibility)
    out().print(table)
    out().print(f"{len(found)} tài liệu")


def remove(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="TÀI-LIỆU", help="Mã tài liệu hoặc đường dẫn.")],
    prove: Annotated[bool, typer.Option("--prove", help="Gỡ xong tìm lại để chứng minh không còn gì.")] = False,
) -> None:
    """Gỡ một tài liệu (theo mã: mọi bản; theo đường dẫn: bản đó và các tệp bên trong) khỏi kho và chỉ mục."""
    from assistant.bootstrap import build
    from ingest.removal import removed

    assistant = build(settings_of(context))
    try:
        removal = removed(document, assistant.pipeline, prove)
    finally:
        assistant.close()
    if removal is None:
        raise refuse(wording.CLI["no_document"])
    out().print("Đã gỡ.")
    print_proofs(removal.proofs)
    if not all(proof.gone for proof in removal.proofs):
        raise typer.Exit(1)


def print_proofs(proofs: Iterable[Proof]) -> None:
    """What was looked for after a removal, and what was found."""
    for proof in proofs:
        said = wording.CLI["kept_by" if proof.kept_by else "gone" if proof.gone else "not_gone"].format(
            title=proof.title,
            sources="; ".join(proof.kept_by),
            searched=proof.searched,
            chunks=proof.chunks_left,
            hits=proof.hits,
            original=", bản gốc còn trên đĩa" if proof.original_left else "",
        )
        out().print(said, markup=False, highlight=False)


def parse(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="TỆP", readable=False, help="Tệp cần đọc thử.")],
    json: Json = False,
) -> None:
    """Đọc thử một tệp: cho xem văn bản, trang và các cặp kiến nghị – trả lời, không lưu gì."""
    from ingest.errors import ReadFailure
    from ingest.manifest import Hints, read_manifest
    from ingest.pipeline import read_file, source_of
    from ingest.tables import Tables

    settings = settings_of(context)
    tables = Tables.load(settings.tables_dir)
    try:
        hints = read_manifest(file.parent).get(file.name, Hints())
        document, _ = read_file(file, source_of(file), hints, tables, settings)
    except ReadFailure as failure:
        raise refuse(f"{file.name}: {wording.READ_FAILURES[failure.reason]}") from failure
    if json:
        print_json(plain(document))
    else:
        print_document(document)


def hints_of(kind: str | None, unit: str | None, visibility: str | None) -> Any:
    """What the options say of every file; None leaves each folder's register in charge."""
    if not (kind or unit or visibility):
        return None
    from ingest.documents import DocumentKind
    from ingest.manifest import Hints, visibility_of

    if kind and kind not in {each.value for each in DocumentKind}:
        raise refuse(wording.CLI["bad_kind"].format(detail=kind), 2)
    try:
        who = visibility_of(visibility) if visibility else None
    except ValueError as error:
        raise refuse(wording.CLI["bad_visibility"].format(detail=visibility), 2) from error
    return Hints(kind=DocumentKind(kind) if kind else None, unit=unit, visibility=who)


def progress(quiet: bool) -> Progress:
    """A bar with rate and time left, on a terminal only."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    times = TimeElapsedColumn(), TextColumn("còn"), TimeRemainingColumn()
    return Progress(*columns, *times, console=err(), disable=quiet or not err().is_terminal)


def print_report(report: Report) -> None:
    """Counts on `out`, one line for each file that needs a person on `err`."""
    from ingest.pipeline import Outcome

    rate = len(report.results) / report.seconds if report.seconds else 0.0
    counts = {outcome: report.count(outcome) for outcome in Outcome}
    seldom = "".join(
        f"{wording.SELDOM[each]} {counts[each]}, " for each in Outcome if each in wording.SELDOM and counts[each]
    )
    out().print(
        f"Đã thêm {counts[Outcome.ADDED]}, cập nhật {counts[Outcome.UPDATED]}, không đổi {counts[Outcome.UNCHANGED]}, {seldom}"
        f"cách ly {counts[Outcome.QUARANTINED]}, lỗi {counts[Outcome.FAILED]} · {wording.decimal(report.seconds)} giây "
        f"({wording.decimal(rate)} tệp/giây), nhúng {report.embedded} đoạn",
        highlight=False,
    )
    for failed in report.failures:
        assert failed.reason
        err().print(
            f"✕ {Path(failed.source).name}: {wording.READ_FAILURES[failed.reason]}", markup=False, highlight=False
        )


def report_object(report: Report) -> dict[str, Any]:
    """The report as a program reads it."""
    from ingest.pipeline import Outcome

    counts = {outcome.value: report.count(outcome) for outcome in Outcome}
    files = [
        plain(result) | {"message": wording.READ_FAILURES[result.reason] if result.reason else None}
        for result in report.results
    ]
    return {**counts, "embedded": report.embedded, "seconds": report.seconds, "files": files}


def print_document(document: Document) -> None:
    """Title, number, then each petition with its reply, or the whole text where there are none."""
    out().print(document.title, style="bold", markup=False)
    out().print(f"{wording.KIND[document.kind]} · {document.number or 'không số'}", markup=False)
    for request in document.requests:
        petition = request.petition.of(document.text) if request.petition else ""
        out().print(f"\nKiến nghị {request.position}", style="bold")
        out().print(petition, markup=False, soft_wrap=True)
        out().print("Trả lời", style="bold")
        out().print(request.reply.of(document.text), markup=False, soft_wrap=True)
    if not document.requests:
        out().print(document.text, markup=False, soft_wrap=True)
