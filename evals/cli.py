"""`troly eval`: measure what is found and answered, keep the results, compare them with a baseline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli_help import Command, group
from assistant.cli_screen import err, out, print_json
from evals.runs import Alone, Typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.runs import Run

app = group("Đo chất lượng tìm kiếm và trả lời, lưu kết quả, so với mốc.")

Json = Annotated[bool, typer.Option("--json", help="In một đối tượng JSON cho chương trình đọc.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="THƯ-MỤC", readable=False, help="Nơi lưu kết quả; để trống: evals/results/<ngày giờ>."
    ),
]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="THƯ-MỤC", readable=False, help="Giữ chỉ mục ở đây để lần sau dùng lại khi còn khớp."
    ),
]
Limit = Annotated[int | None, typer.Option(metavar="SỐ", min=1, help="Chỉ hỏi bấy nhiêu câu đầu.")]


@app.callback()
def measure_quality() -> None:
    """Đo chất lượng tìm kiếm và trả lời, lưu kết quả, so với mốc."""  # a callback makes a group of it


@app.command(cls=Command)
def retrieval(
    beir: Annotated[
        Path,
        typer.Option(metavar="THƯ-MỤC", readable=False, help="Thư mục BEIR: corpus.jsonl, queries.jsonl, qrels/."),
    ],
    split: Annotated[str, typer.Option(metavar="PHẦN", help="Phần của qrels.")] = "test",
    corpus: Annotated[
        Path | None, typer.Option(metavar="TỆP", readable=False, help="Kho văn bản ở nơi khác (.jsonl, .jsonl.gz).")
    ] = None,
    home: Cache = None,
    typed: Annotated[
        Typed, typer.Option(metavar="KIỂU", help="Cách gõ: plain, toneless (không dấu), errors (20 % từ gõ sai).")
    ] = Typed.PLAIN,
    bm25: Annotated[bool, typer.Option("--bm25", help="Đo thêm riêng tìm theo từ (BM25).")] = False,
    dense: Annotated[bool, typer.Option("--dense", help="Đo thêm riêng tìm theo vectơ.")] = False,
    limit: Limit = None,
    run_out: Annotated[
        Path | None, typer.Option(metavar="TỆP", readable=False, help="Ghi thứ hạng theo dạng TREC.")
    ] = None,
    out_dir: Out = None,
    json: Json = False,
) -> None:
    """Đo tìm kiếm của chính sản phẩm trên một thư mục BEIR."""
    from evals.beir import opened, read_beir
    from evals.measured import made_with
    from evals.retrieval import measure
    from evals.runs import dated_folder, save, write_trec

    asked = read_beir(beir, split, corpus, limit)
    alone = [system for system, wanted in ((Alone.BM25, bm25), (Alone.DENSE, dense)) if wanted]
    with opened(asked.corpus, home) as product:
        run = measure(asked, product, typed, alone)
        made = made_with(product.settings, product.answering.embedder.name, {asked.name: product.made.content})
    folder = out_dir or dated_folder()
    save(made, [run], folder)
    if run_out:
        write_trec(run.rankings["troly"], "troly", run_out)
    told([run], made, folder, json)


def told(runs: Sequence[Run], made: dict[str, Any], folder: Path, json: bool) -> None:
    """What was measured, for a program or as a table, and where it was kept."""
    if json:
        print_json({"made_with": made, "runs": {run.name: run.summary for run in runs}, "results": str(folder)})
        return
    from evals.tables import as_table

    out().print(as_table(runs), markup=False, highlight=False, soft_wrap=True)
    err().print(f"{folder}", markup=False, highlight=False, soft_wrap=True)
