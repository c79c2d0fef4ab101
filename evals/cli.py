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
answers = group("Câu trả lời trên kho mẫu: hỏi và lưu, rồi chấm riêng.")
app.add_typer(answers, name="answers")

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
Baseline = Annotated[
    Path | None,
    typer.Option(metavar="TỆP", readable=False, help="Tệp mốc; để trống: evals/baseline/retrieval.json."),
]
Limit = Annotated[int | None, typer.Option(metavar="SỐ", min=1, help="Chỉ hỏi bấy nhiêu câu đầu.")]


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
    from evals.retrieval import PRODUCT, measure
    from evals.runs import dated_folder, save, write_trec

    asked = read_beir(beir, split, corpus, limit)
    alone = [system for system, wanted in ((Alone.BM25, bm25), (Alone.DENSE, dense)) if wanted]
    with opened(asked.corpus, home) as product:
        run = measure(asked, product, typed, alone)
        made = made_with(product.settings, product.answering.embedder.name, {asked.name: product.made.content})
    folder = out_dir or dated_folder()
    save(made, [run], folder)
    if run_out:
        write_trec(run.rankings[PRODUCT], PRODUCT, run_out)
    told([run], made, folder, json)


@app.command("all", cls=Command)
def every(
    data: Annotated[
        Path, typer.Option(metavar="THƯ-MỤC", readable=False, help="Thư mục chứa các bộ đo; bộ nào thiếu thì bỏ qua.")
    ] = Path("../shared/data"),
    typed: Annotated[
        list[Typed] | None,
        typer.Option(metavar="KIỂU", help="Chỉ đo cách gõ này (dùng được nhiều lần); để trống: mọi cách."),
    ] = None,
    small: Annotated[
        bool, typer.Option("--small", help="Chỉ phần đo nhanh: bộ nhỏ tự sinh và câu hỏi của ta trên kho mẫu.")
    ] = False,
    home: Cache = None,
    limit: Limit = None,
    out_dir: Out = None,
    json: Json = False,
) -> None:
    """Đo mọi bộ có sẵn và câu hỏi của ta trên kho mẫu, theo mọi cách gõ, kèm riêng BM25."""
    from evals.every import absent, measure_every, measure_small_anew
    from evals.measured import made_here
    from evals.runs import dated_folder, save

    runs: list[Run] = []

    def done(run: Run) -> None:
        runs.append(run)
        err().print(f"{run.name}: MRR@10 {run.numbers['mrr@10']:.4f}", markup=False, highlight=False)

    for name in [] if small else absent(data):
        err().print(f"Không có bộ {name} trong {data}, bỏ qua.", markup=False, highlight=False, soft_wrap=True)
    ways = typed or list(Typed)
    made = made_here(measure_small_anew(ways, done) if small else measure_every(data, home, ways, limit, done))
    folder = out_dir or dated_folder()
    save(made, runs, folder)
    told(runs, made, folder, json)


@app.command(cls=Command)
def learning(
    data: Annotated[
        Path, typer.Option(metavar="THƯ-MỤC", readable=False, help="Thư mục chứa các bộ câu hỏi thật.")
    ] = Path("../shared/data"),
    sets: Annotated[
        str, typer.Option(metavar="BỘ,…", help="Các bộ, cách nhau bằng dấu phẩy; ours: câu hỏi của ta trên kho mẫu.")
    ] = "zalo-law,vicov19-faq,ours",
    seeds: Annotated[int, typer.Option(metavar="SỐ", min=1, help="Số lần lặp với thứ tự câu hỏi khác nhau.")] = 5,
    home: Cache = None,
    limit: Limit = None,
    out_dir: Out = None,
) -> None:
    """Mô phỏng việc dạy: câu đã sửa và cách hỏi khác có được trả lời theo bản sửa không, các câu còn lại có kém đi không."""
    from evals.learning_report import as_markdown, measure_learning
    from evals.runs import dated_folder

    def say(text: str) -> None:
        err().print(text, markup=False, highlight=False, soft_wrap=True)

    folder = out_dir or dated_folder()
    found = measure_learning(sets.split(","), data, home, seeds, limit, folder, say)
    out().print(as_markdown(found), markup=False, highlight=False, soft_wrap=True)
    say(f"{folder}")


@app.command(cls=Command)
def compare(
    results: Annotated[Path, typer.Argument(metavar="KẾT-QUẢ", readable=False, help="Thư mục kết quả vừa đo.")],
    baseline: Baseline = None,
    show: Annotated[int, typer.Option(metavar="SỐ", min=0, help="Cho xem bấy nhiêu câu đổi thứ hạng.")] = 0,
    whole: Annotated[bool, typer.Option("--all", help="Coi là hỏng khi một bộ có trong mốc chưa được đo.")] = False,
    json: Json = False,
) -> None:
    """So với mốc; báo lỗi (mã 1) khi một con số được bảo vệ giảm quá mức nhiễu."""
    from assistant.cli_screen import plain
    from evals.compare import BASELINE
    from evals.compare import compare as compare_results
    from evals.tables import as_comparison

    found = compare_results(results, baseline or BASELINE)
    if json:
        print_json(plain(found))
    else:
        out().print(as_comparison(found, show), markup=False, highlight=False, soft_wrap=True)
    if found.fallen or not found.differences or (whole and found.missing):
        raise typer.Exit(1)


@app.command(cls=Command)
def keep(
    results: Annotated[Path, typer.Argument(metavar="KẾT-QUẢ", readable=False, help="Thư mục kết quả vừa đo.")],
    baseline: Baseline = None,
) -> None:
    """Lấy kết quả này làm mốc mới cho các bộ nó đã đo."""
    from evals.compare import BASELINE
    from evals.compare import keep as keep_results

    count = keep_results(results, baseline or BASELINE)
    out().print(f"{baseline or BASELINE}: {count}", markup=False, highlight=False, soft_wrap=True)


@answers.command(cls=Command)
def generate(
    split: Annotated[str, typer.Option(metavar="PHẦN", help="Phần câu hỏi: dev hoặc test.")] = "test",
    home: Cache = None,
    out_dir: Out = None,
) -> None:
    """Hỏi mọi câu trên kho mẫu và lưu câu trả lời."""
    from evals.answers import generate_file
    from evals.runs import dated_folder

    folder = out_dir or dated_folder()
    out().print(f"{generate_file(split, folder, home)}", markup=False, highlight=False, soft_wrap=True)


@answers.command(cls=Command)
def score(
    file: Annotated[Path, typer.Argument(metavar="TỆP", readable=False, help="Tệp answers-*.jsonl đã lưu.")],
    json: Json = False,
) -> None:
    """Chấm các câu trả lời đã lưu."""
    from evals.answers import as_markdown, score_file

    report = score_file(file)
    if json:
        print_json(report)
    else:
        out().print(as_markdown(report), markup=False, highlight=False, soft_wrap=True)


def told(runs: Sequence[Run], made: dict[str, Any], folder: Path, json: bool) -> None:
    """What was measured, for a program or as a table, and where it was kept."""
    if json:
        print_json({"made_with": made, "runs": {run.name: run.summary for run in runs}, "results": str(folder)})
        return
    from evals.tables import as_table

    out().print(as_table(runs), markup=False, highlight=False, soft_wrap=True)
    err().print(f"{folder}", markup=False, highlight=False, soft_wrap=True)
