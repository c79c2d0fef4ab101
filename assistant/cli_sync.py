"""`troly sync`: a folder and the index in step, once or for as long as the command runs."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant import wording
from assistant.cli_documents import Json, print_proofs
from assistant.cli_screen import err, out, plain, print_json, refuse
from assistant.cli_settings import settings_of

if TYPE_CHECKING:
    from rich.progress import Progress

    from assistant.bootstrap import Assistant
    from ingest.folder_rows import FolderSummary
    from ingest.sync import How, SyncReport

PAGES_SHOWN = 20


def sync(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="THƯ-MỤC", readable=False, help="Thư mục cần đồng bộ.")],
    watch: Annotated[bool, typer.Option("--watch", help="Tiếp tục theo dõi thư mục cho đến khi dừng lệnh.")] = False,
    every: Annotated[float, typer.Option(metavar="GIÂY", min=0.2, help="Số giây giữa hai lượt khi theo dõi.")] = 5.0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ cho biết sẽ làm gì, không đọc và không đổi gì.")
    ] = False,
    allow_removals: Annotated[
        bool,
        typer.Option("--allow-removals", help="Cho phép gỡ hơn 30 % số tệp, khi đúng là chúng đã bị xóa khỏi thư mục."),
    ] = False,
    json: Json = False,
) -> None:
    """Giữ kho khớp với một thư mục: thêm, cập nhật, gỡ, nhận ra tệp đổi chỗ; chạy lại không tốn gì."""
    from assistant.bootstrap import build
    from ingest.sync import FolderAway, How, SyncRunning, survey
    from ingest.sync import sync as sync_folder

    assistant = build(settings_of(context))
    stop = stopped_by_signal()
    try:
        if dry_run:
            print_todo(survey(folder, assistant.pipeline), json)
            return
        how = How(allow_removals, stop=stop.is_set)
        if watch:
            _watch(folder, every, how, stop, assistant, json)
            return
        with progress(json) as bar:
            report = sync_folder(folder, assistant.pipeline, told_on(bar, how))
    except FolderAway as away:
        raise refuse(wording.CLI["folder_away"].format(folder=folder)) from away
    except SyncRunning as running:
        raise refuse(wording.CLI["sync_running"].format(folder=folder)) from running
    finally:
        assistant.close()
    tell(report, json)
    if report.refused or report.stopped or not all(proof.gone for proof in report.proofs):
        raise typer.Exit(1)


def _watch(folder: Path, every: float, how: How, stop: threading.Event, assistant: Assistant, json: bool) -> None:
    from assistant.cli_failures import told
    from ingest.sync import FolderAway, SyncReport, SyncRunning, watch

    def done(event: SyncReport | Exception) -> None:
        if isinstance(event, SyncReport):
            if is_news(event):
                tell(event, json)
            return
        known: dict[type[Exception], str] = {FolderAway: "folder_away", SyncRunning: "sync_running"}
        words = known.get(type(event))
        err().print(wording.CLI[words].format(folder=folder) if words else told(event), markup=False)

    watch(folder, assistant.pipeline, every, stop.wait, done, how)


def is_news(report: SyncReport) -> bool:
    """Whether a round of watching did anything that somebody wants to read."""
    from ingest.report import Outcome

    quiet = {Outcome.UNCHANGED, Outcome.WAITING}
    return bool(report.refused) or any(result.outcome not in quiet for result in report.results)


def stopped_by_signal() -> threading.Event:
    """Set by SIGTERM or Ctrl+C: the file at hand is finished, then the command ends."""
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    return stop


def progress(quiet: bool) -> Progress:
    """A bar with rate and time left, on a terminal only."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{wording.decimal(task.speed)} tệp/giây" if task.speed else "")

    columns = TextColumn("Đang đồng bộ"), BarColumn(), MofNCompleteColumn(), Rate()
    return Progress(
        *columns, TextColumn("còn"), TimeRemainingColumn(), console=err(), disable=quiet or not err().is_terminal
    )


def told_on(bar: Progress, how: How) -> How:
    """Moves the bar by every file."""
    from dataclasses import replace

    task = bar.add_task("", total=None)

    def told(_: object, left: int) -> None:
        bar.advance(task)
        bar.update(task, total=bar.tasks[0].completed + left)

    return replace(how, told=told)


def tell(report: SyncReport, json: bool) -> None:
    """What a run did: counts, what needs a person, and how well each folder is read."""
    if json:
        print_json(report_object(report))
        return
    from ingest.report import Outcome

    counts = {outcome: report.count(outcome) for outcome in Outcome}
    skipped = f"{wording.SELDOM['skipped']} {counts[Outcome.SKIPPED]}, " if counts[Outcome.SKIPPED] else ""
    out().print(
        f"Đã thêm {counts[Outcome.ADDED]}, cập nhật {counts[Outcome.UPDATED]}, bản khác của tài liệu đã có "
        f"{counts[Outcome.COPY]}, đổi chỗ {counts[Outcome.MOVED]}, gỡ {counts[Outcome.REMOVED]}, không đổi "
        f"{counts[Outcome.UNCHANGED]}, chờ ghi xong {counts[Outcome.WAITING]}, cách ly {counts[Outcome.QUARANTINED]}, "
        f"{skipped}lỗi {counts[Outcome.FAILED]} · {wording.decimal(report.seconds)} giây",
        highlight=False,
    )
    for summary in report.summaries:
        print_summary(summary)
    print_proofs(proof for proof in report.proofs if not proof.kept_by)
    if report.refused:
        err().print(wording.CLI["removals_refused"].format(lost=len(report.refused)), markup=False, highlight=False)


def print_summary(summary: FolderSummary) -> None:
    """One folder: pages by route, and what a person should look at."""
    pages = summary.pages
    folder = summary.folder or "."
    out().print(
        f"{folder}: {summary.files} tệp; trang có lớp chữ {pages['text']}, nhận dạng ảnh {pages['ocr']}, "
        f"đọc lại từ ảnh {pages['reread']}; cách ly {summary.quarantined}",
        markup=False,
        highlight=False,
    )
    for page in summary.low[:PAGES_SHOWN]:
        sure = wording.decimal(100 * page.confidence, 0)
        out().print(f"  ? {Path(page.source).name}, trang {page.page}: chắc {sure} %", markup=False, highlight=False)
    if len(summary.low) > PAGES_SHOWN:
        out().print(f"  … và {len(summary.low) - PAGES_SHOWN} trang khác chưa chắc (xem --json)", highlight=False)
    for failed in summary.failed:
        assert failed.reason
        said = f"  ✕ {Path(failed.source).name}: {wording.READ_FAILURES[failed.reason]}"
        err().print(said, markup=False, highlight=False)


def report_object(report: SyncReport) -> dict[str, Any]:
    """The report as a program reads it."""
    from ingest.report import Outcome

    return {
        "root": report.root,
        **{outcome.value: report.count(outcome) for outcome in Outcome},
        "seconds": report.seconds,
        "stopped": report.stopped,
        "refused": list(report.refused),
        "files": [plain(each) for each in report.results if each.outcome is not Outcome.UNCHANGED],
        "folders": [plain(each) for each in report.summaries],
        "proofs": [plain(each) | {"gone": each.gone} for each in report.proofs],
    }


def print_todo(todo: Any, json: bool) -> None:
    """What a run would do."""
    lists = {
        "read": sorted(todo.read),
        "waiting": sorted(todo.rest),
        "unchanged": list(todo.same),
        "gone": list(todo.gone),
    }
    if json:
        print_json(lists)
        return
    names = {"read": "Sẽ đọc", "waiting": "Đang được ghi", "unchanged": "Không đổi", "gone": "Không còn trong thư mục"}
    for key, name in names.items():
        out().print(f"{name}: {len(lists[key])}", highlight=False)
    for mark, key in (("+", "read"), ("-", "gone")):
        for each in lists[key]:
            out().print(f"  {mark} {each}", markup=False, highlight=False)
