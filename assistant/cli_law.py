"""`troly law changes`, `troly law compare` and `troly law refresh`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant import wording
from assistant.cli_documents import Json
from assistant.cli_help import Command, group
from assistant.cli_screen import out, plain, print_json, refuse
from assistant.cli_settings import settings_of

if TYPE_CHECKING:
    from ingest.law.changes import Change
    from ingest.law.editions import Comparison
    from ingest.law.mentions import Review

law = group("Hiệu lực văn bản: trả lời cũ cần rà soát, so sánh hai bản pháp điển.")


@law.command(cls=Command)
def changes(
    context: typer.Context,
    law: Annotated[str | None, typer.Option(metavar="SỐ", help="Số ký hiệu hoặc tên một văn bản.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%d/%m/%Y"], metavar="NGÀY", help="Chỉ các thay đổi từ ngày này."),
    ] = None,
    json: Json = False,
) -> None:
    """Các trả lời cũ viện dẫn văn bản đã hết hiệu lực hoặc đã được sửa đổi, cần rà soát."""
    from assistant.api.law import review_object, to_review
    from assistant.bootstrap import build
    from assistant.records.accounts import operator

    assistant = build(settings_of(context))
    try:
        known, found = to_review(law or "", since.date() if since else None, operator(), assistant)
    finally:
        assistant.close()
    if not known:
        raise refuse(wording.LAW["unknown"].format(law=law))
    if json:
        print_json([review_object(each) for each in found])
    else:
        print_reviews(found)


@law.command(cls=Command)
def compare(
    old: Annotated[Path, typer.Argument(metavar="BẢN-CŨ", readable=False, help="Thư mục bản pháp điển cũ.")],
    new: Annotated[Path, typer.Argument(metavar="BẢN-MỚI", readable=False, help="Thư mục bản pháp điển mới.")],
    file: Annotated[
        Path | None,
        typer.Option("--out", metavar="TỆP", readable=False, help="Ghi đề xuất theo cột của legal_basis.csv."),
    ] = None,
    json: Json = False,
) -> None:
    """So sánh hai bản pháp điển và đề xuất văn bản nào thay văn bản nào; không tự ghi vào bảng hiệu lực."""
    from ingest.law.editions import compare as compare_editions
    from ingest.law.editions import read_edition
    from ingest.law.proposed import write_rows

    comparison = compare_editions(read_edition(old), read_edition(new))
    if file:
        write_rows(comparison, file, wording.law_proposal)
    if json:
        print_json(plain(comparison))
    else:
        print_comparison(comparison, file)


@law.command(cls=Command)
def refresh(context: typer.Context) -> None:
    """Cập nhật hiệu lực của văn bản đã nạp theo bảng hiệu lực; không đọc lại tệp, không nhúng lại."""
    from assistant.bootstrap import build
    from ingest.law.validity import refresh as refresh_validity

    assistant = build(settings_of(context))
    try:
        done = refresh_validity(assistant.engine, assistant.tables)
    finally:
        assistant.close()
    out().print(wording.LAW["refreshed"].format(documents=done.documents, chunks=done.chunks), highlight=False)


def print_reviews(found: list[Review]) -> None:
    """One heading for each law that changed, one line for each sentence."""
    last: Change | None = None
    for review in found:
        if review.change != last:
            last = review.change
            out().print(f"\n{wording.law_change(last)}", style="bold", markup=False, highlight=False, soft_wrap=True)
        head = ", ".join(part for part in (review.number, wording.day(review.issued), review.province) if part)
        says_so = f" ({wording.LAW['says_so']})" if review.knows else ""
        line = f"  {head or review.title}, trang {review.page}{says_so}: “{' '.join(review.sentence.split())}”"
        out().print(line, markup=False, highlight=False, soft_wrap=True)
    documents = len({(review.document_id, review.number) for review in found})
    out().print(wording.LAW["to_review"].format(sentences=len(found), documents=documents), highlight=False)


def print_comparison(comparison: Comparison, file: Path | None) -> None:
    """Counts, then what is proposed, one line each."""
    counts = {
        "gone": len(comparison.gone),
        "new": len(comparison.new),
        "amended": len(comparison.amended),
        "proposals": len(comparison.proposals),
    }
    for proposal in comparison.proposals:
        successors = ", ".join(law.code for law in proposal.successors)
        line = f"{proposal.law.code} → {successors} · {wording.day(proposal.until)} · {wording.LAW[proposal.reason]}"
        out().print(line, markup=False, highlight=False, soft_wrap=True)
    out().print(wording.LAW["compared"].format(**counts), highlight=False)
    if file:
        out().print(wording.LAW["written"].format(file=file), markup=False, highlight=False, soft_wrap=True)
