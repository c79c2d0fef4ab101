"""The command line `troly`. Help and messages are Vietnamese; `--json` prints one object a program may read."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from assistant import wording
from assistant.cli_people import people, tokens
from assistant.settings import Settings
from ingest.errors import EmbeddingMismatch, TrolyError

app = typer.Typer(
    help="Trợ lý Cử tri: nạp tài liệu, hỏi đáp có trích dẫn, phục vụ trên máy chủ.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
index = typer.Typer(help="Chỉ mục tìm kiếm.", no_args_is_help=True)
app.add_typer(index, name="index")
app.add_typer(people, name="accounts")
app.add_typer(tokens, name="tokens")

out = Console()
err = Console(stderr=True)

Json = Annotated[bool, typer.Option("--json", help="In một đối tượng JSON cho chương trình đọc.")]


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="Thư mục chứa toàn bộ dữ liệu (hoặc biến TROLY_HOME).")] = None,
) -> None:
    """Trợ lý Cử tri."""
    context.obj = Settings(home=home) if home else Settings()


@app.command("ingest")
def ingest_command(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Tệp hoặc thư mục cần nạp.")],
    kind: Annotated[str | None, typer.Option(help="Loại: reply, compiled_list, provincial_table, guidance, law.")] = None,
    unit: Annotated[str | None, typer.Option(help="Đơn vị trả lời (tên hoặc mã).")] = None,
    visibility: Annotated[str | None, typer.Option(help="Ai được xem: all, office, units:mã;mã.")] = None,
    json: Json = False,
) -> None:
    """Nạp tài liệu vào kho; nạp lại lần hai không tính lại gì."""
    from assistant.bootstrap import build
    from ingest.manifest import hints_of
    from ingest.pipeline import add, files_under

    hints = hints_of(kind=kind, unit=unit, visibility=visibility)
    assistant = build(context.obj)
    try:
        total = sum(1 for _ in files_under(paths))
        with _progress(json) as progress:
            task = progress.add_task("Đang nạp", total=total)
            report = add(paths, assistant.pipeline, hints, lambda result: progress.advance(task))
    finally:
        assistant.close()
    if json:
        _print_json(_report_object(report))
    else:
        _print_report(report)
    if report.results and len(report.failures) == len(report.results):
        raise typer.Exit(1)


@app.command()
def documents(context: typer.Context, json: Json = False) -> None:
    """Liệt kê tài liệu trong kho."""
    from assistant.bootstrap import build

    assistant = build(context.obj)
    try:
        found = list(assistant.index.documents())
    finally:
        assistant.close()
    if json:
        _print_json([_plain(summary) for summary in found])
        return
    table = Table("Mã", "Loại", "Số", "Ngày", "Tên", "Trang", "Đoạn", "Ai xem")
    for each in found:
        kind = wording.KIND[each.kind]
        day = wording.day(each.issued)
        table.add_row(each.id, kind, each.number or "", day, each.title, str(each.pages), str(each.chunks), each.visibility)
    out.print(table)
    out.print(f"{len(found)} tài liệu")


@app.command()
def remove(context: typer.Context, document: Annotated[str, typer.Argument(help="Mã tài liệu hoặc đường dẫn.")]) -> None:
    """Gỡ một tài liệu khỏi kho và khỏi chỉ mục."""
    from assistant.bootstrap import build
    from ingest.pipeline import remove as remove_document

    assistant = build(context.obj)
    try:
        removed = remove_document(document, assistant.pipeline)
    finally:
        assistant.close()
    if not removed:
        raise _stop("Không có tài liệu này trong kho. Xem danh sách bằng lệnh: troly documents")
    out.print("Đã gỡ.")


@app.command()
def parse(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="Tệp cần đọc thử.")], json: Json = False
) -> None:
    """Đọc thử một tệp: cho xem văn bản, trang và các cặp kiến nghị – trả lời, không lưu gì."""
    from ingest.errors import ReadFailure
    from ingest.guard.isolate import isolate
    from ingest.guard.mask import mask
    from ingest.manifest import read_manifest
    from ingest.pipeline import digest_of_file, refuse_if_secret
    from ingest.recognise import Hints, recognise
    from ingest.tables import Tables

    try:
        digest = digest_of_file(file)
        parsed = isolate(file, context.obj)
        refuse_if_secret(parsed.text, file.name)
        masked, _ = mask(parsed)
        hints = read_manifest(file.parent).get(file.name, Hints())
        document = recognise(masked, str(file.absolute()), digest, Tables.load(context.obj.tables_dir), hints)
    except ReadFailure as failure:
        raise _stop(f"{file.name}: {wording.READ_FAILURES[failure.reason]}") from failure
    if json:
        _print_json(_plain(document))
        return
    out.print(f"[bold]{document.title}[/bold]\n{wording.KIND[document.kind]} · {document.number or 'không số'}")
    for request in document.requests:
        petition = request.petition.of(document.text) if request.petition else ""
        out.print(f"\n[bold]Kiến nghị {request.position}[/bold] {petition}\n[bold]Trả lời[/bold] {request.reply.of(document.text)}")
    if not document.requests:
        out.print(document.text)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="Câu hỏi.")],
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Trả lời theo hiệu lực tại ngày.")] = None,
    json: Json = False,
) -> None:
    """Hỏi kho tài liệu; trả lời bằng trích dẫn nguyên văn hoặc nói rõ vì sao không trả lời được."""
    from assistant.api.shapes import answer_object
    from assistant.bootstrap import ask as ask_assistant
    from assistant.bootstrap import build
    from assistant.domain import Answer, Question
    from assistant.records.accounts import operator

    assistant = build(context.obj)
    try:
        asked = Question(question, as_of=as_of.date() if as_of else None)
        events = list(ask_assistant(asked, operator(), assistant, "cli"))
    finally:
        assistant.close()
    answer = events[-1]
    assert isinstance(answer, Answer)
    if json:
        _print_json(answer_object(answer))
    else:
        out.print(answer.text, markup=False, highlight=False)


@app.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Nội dung cần tìm.")],
    k: Annotated[int, typer.Option("-k", help="Số kết quả.", min=1, max=200)] = 10,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Chỉ lấy văn bản còn hiệu lực tại ngày.")] = None,
    json: Json = False,
) -> None:
    """Tìm các đoạn liên quan, kèm điểm."""
    from assistant.answering.search import search as search_index
    from assistant.api.shapes import hit_object
    from assistant.bootstrap import build
    from assistant.records.accounts import operator

    assistant = build(context.obj)
    try:
        hits = search_index(text, operator(), assistant.answering, k, as_of.date() if as_of else date.today())
    finally:
        assistant.close()
    if json:
        _print_json([hit_object(hit) for hit in hits])
        return
    for rank, hit in enumerate(hits, start=1):
        chunk = hit.stored.chunk
        name = chunk.number or hit.stored.document_title
        out.print(f"{rank:2d}. {hit.mixed:.3f}  {name}, trang {chunk.page}: {chunk.text[:160]}…", markup=False, highlight=False)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Địa chỉ lắng nghe.")] = None,
    port: Annotated[int | None, typer.Option(help="Cổng lắng nghe.")] = None,
) -> None:
    """Chạy máy chủ: trang hỏi đáp, trang tài liệu và API."""
    from assistant.server import serve as serve_settings

    changed = {"host": host, "port": port}
    serve_settings(context.obj.model_copy(update={name: value for name, value in changed.items() if value is not None}))


@app.command()
def demo(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(help="Cổng lắng nghe.")] = None,
    load_only: Annotated[bool, typer.Option("--load-only", help="Chỉ nạp dữ liệu mẫu, không chạy máy chủ.")] = False,
) -> None:
    """Nạp kho văn bản mẫu và tài khoản mẫu, in địa chỉ, rồi chạy máy chủ."""
    from assistant.demo import run_demo

    run_demo(context.obj, port, load_only, out)


@index.command("rebuild")
def rebuild(context: typer.Context) -> None:
    """Dựng lại chỉ mục từ cơ sở dữ liệu; nếu bộ nhúng đã đổi thì tính lại toàn bộ véc-tơ."""
    from assistant.bootstrap import rebuild as rebuild_index

    count = rebuild_index(context.obj)
    out.print(f"Đã dựng lại chỉ mục: {count} đoạn.")


def main() -> None:
    """The entry point; what a person can mend is one Vietnamese line, never a traceback."""
    try:
        app()
    except EmbeddingMismatch as mismatch:
        err.print(f"Bộ nhúng không khớp với chỉ mục. {mismatch}", markup=False)
        sys.exit(2)
    except TrolyError as error:
        err.print(f"Không thực hiện được: {error}", markup=False)
        sys.exit(2)


def _progress(quiet: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("còn"),
        TimeRemainingColumn(),
        console=err,
        disable=quiet or not err.is_terminal,
    )


def _print_report(report: Any) -> None:
    from ingest.pipeline import Outcome

    rate = len(report.results) / report.seconds if report.seconds else 0.0
    counts = {outcome: report.count(outcome) for outcome in Outcome}
    out.print(
        f"Đã thêm {counts[Outcome.ADDED]}, cập nhật {counts[Outcome.UPDATED]}, không đổi {counts[Outcome.UNCHANGED]}, "
        f"cách ly {counts[Outcome.QUARANTINED]}, lỗi {counts[Outcome.FAILED]} · {wording.decimal(report.seconds)} giây "
        f"({wording.decimal(rate)} tệp/giây), nhúng {report.embedded} đoạn"
    )
    for failed in report.failures:
        err.print(f"✕ {Path(failed.source).name}: {wording.READ_FAILURES[failed.reason]}", markup=False)


def _report_object(report: Any) -> dict[str, Any]:
    from ingest.pipeline import Outcome

    return {
        **{outcome.value: report.count(outcome) for outcome in Outcome},
        "embedded": report.embedded,
        "seconds": report.seconds,
        "files": [
            _plain(result) | {"message": wording.READ_FAILURES[result.reason] if result.reason else None}
            for result in report.results
        ],
    }


def _plain(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value, default=_plain_set))


def _plain_set(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _print_json(value: Any) -> None:
    sys.stdout.buffer.write(orjson.dumps(value, default=_plain_set, option=orjson.OPT_INDENT_2) + b"\n")


def _stop(message: str) -> typer.Exit:
    err.print(message, markup=False)
    return typer.Exit(1)
