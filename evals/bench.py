"""`python -m evals.bench`: speed, memory and answer quality of the whole product, written to reports/bench.{json,md}.

Times are medians on a machine that may be noisy; what can be compared is compared with a bare baseline in the same
run (the same server answering /healthz).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.bootstrap import build
from assistant.domain import Reader, Role
from assistant.records.accounts import create_account
from assistant.records.tokens import create_token
from assistant.settings import Settings
from evals.bench_ingest import as_lines, codification, ingest_rates
from evals.large import fill
from evals.load import Load, get, post, run_load
from ingest.pipeline import add

SAMPLE = Path(str(files("corpus") / "files"))
QUESTIONS = Path(str(files("evals") / "datasets" / "questions.jsonl"))
CLIENTS = (1, 8, 32)
REPEATED = 500  # distinct questions of the part where every question was asked before
HOST = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run every part and write the report."""
    options = _options(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    report: dict[str, Any] = {"machine": machine(), "chunks": options.chunks}
    with tempfile.TemporaryDirectory() as folder:
        report["ingest"] = ingest_rates(Path(folder) / "ingest", SAMPLE)
        report["codification"] = codification(Path(folder) / "law", options.data)
        report["serving"] = serving(Path(folder) / "serving", options)
    report["answers"] = answer_quality(options.out)
    (options.out / "bench.json").write_text(json.dumps(report, ensure_ascii=False, indent=2), encoding="utf-8")
    (options.out / "bench.md").write_text(as_markdown(report), encoding="utf-8")
    print(as_markdown(report))


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return {"cores": os.cpu_count(), "processor": model.group(1) if model else "", "python": sys.version.split()[0]}


def serving(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Start, memory and load over a large store on the full HTTP path."""
    settings = Settings(home=home)
    assistant = build(settings)
    started = time.perf_counter()
    what = fill(assistant.pipeline, options.data, options.chunks, SAMPLE)
    add([SAMPLE], assistant.pipeline)
    seconds = time.perf_counter() - started
    account = create_account(assistant.engine, "bench", "Bench", Role.STAFF, None, "Mot-mat-khau-do-2026")
    reader = Reader(account.id, account.name, account.display_name, account.role, account.unit)
    token = create_token(assistant.engine, reader, "bench", None)
    count = assistant.index.size()
    assistant.close()
    with served(home) as (port, process, ready_seconds):
        questions = [post("/api/ask", {"question": text}, token, HOST) for text in bench_questions(options.data)]
        baseline = run_load(HOST, port, [get("/healthz", HOST)], 8, 5.0)
        share = len(questions) // len(CLIENTS)
        new = [
            run_load(HOST, port, questions[turn * share : (turn + 1) * share], clients, options.seconds, once=True)
            for turn, clients in enumerate(CLIENTS)
        ]
        known = questions[:REPEATED]
        run_load(HOST, port, known, 4, 120.0, once=True)
        repeated = [run_load(HOST, port, known, clients, options.seconds) for clients in CLIENTS]
        memory = resident_megabytes(process.pid)
        visible = visible_seconds(home, port, token)
    return {
        "store": what,
        "chunks": count,
        "fill_seconds": round(seconds, 1),
        "ready_seconds": round(ready_seconds, 2),
        "resident_megabytes": memory,
        "added_document_answered_seconds": visible,
        "distinct_questions": {"never_asked_before": len(questions), "asked_before": len(known)},
        "never_asked_before": [asdict(load) | {"ratio_to_bare": ratio(load, baseline)} for load in new],
        "asked_before": [asdict(load) | {"ratio_to_bare": ratio(load, baseline)} for load in repeated],
        "bare": asdict(baseline),
    }


def bench_questions(data: Path | None) -> list[str]:
    """Our own answerable and refusable questions, and real legal questions of citizens where the data is at hand."""
    own = [json.loads(line)["text"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if line]
    zalo = data / "zalo-law" / "queries.jsonl" if data else None
    real = [json.loads(line)["text"] for line in zalo.open(encoding="utf-8")] if zalo and zalo.exists() else []
    texts = list(dict.fromkeys(text for text in own + real if text.strip()))
    random.Random(7).shuffle(texts)
    return texts


@contextmanager
def served(home: Path) -> Iterator[tuple[int, subprocess.Popen[bytes], float]]:
    """The real server as its own process, ready to be asked."""
    port = free_port()
    started = time.perf_counter()
    command = [sys.executable, "-m", "assistant", "--home", str(home), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(port, process)
        yield port, process, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(30)


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when /readyz says 200; raises when the server ends or takes longer than two minutes."""
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError("The server ended before it was ready; run `troly serve` to see why.")
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server was not ready within two minutes.")


def visible_seconds(home: Path, port: int, token: str) -> float:
    """Seconds from the end of `troly ingest` in another process until the running server answers from the new document."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "van-ban-moi.txt"
        file.write_text(
            "Hướng dẫn về trạm quan trắc thủy triều xanh\n\nTrạm quan trắc thủy triều xanh của Bộ hoạt động từ ngày "
            "05/11/2026 tại cảng mẫu số 7 theo kế hoạch thử nghiệm liên lạc vệ tinh.\n",
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "assistant", "--home", str(home), "ingest", str(file), "--json"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        started = time.perf_counter()
        while time.perf_counter() - started < 30:
            if "05/11/2026" in asked(port, token, "Trạm quan trắc thủy triều xanh hoạt động từ khi nào?"):
                return round(time.perf_counter() - started, 3)
    return -1.0


def asked(port: int, token: str, question: str) -> str:
    """The text of one answer over HTTP."""
    request = urllib.request.Request(
        f"http://{HOST}:{port}/api/ask",
        json.dumps({"question": question}).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return str(json.load(response)["text"])


def answer_quality(out: Path) -> dict[str, Any]:
    """The quotation and refusal numbers over our own test questions."""
    from evals.answers import run

    return run("test", out)


def ratio(load: Load, baseline: Load) -> float:
    """Answers per second as a share of what the bare server does in the same run."""
    return round(load.per_second / baseline.per_second, 3) if baseline.per_second else 0.0


def resident_megabytes(pid: int) -> int:
    """Resident memory of a process, MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) // 1024  # type: ignore[union-attr]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def as_markdown(report: dict[str, Any]) -> str:
    """The report as people read it."""
    serving_part, answers = report["serving"], report["answers"]
    lines = ["# Bench", "", f"{report['machine']['cores']} cores, {report['machine']['processor']}", ""]
    lines += as_lines(report["ingest"], report["codification"])
    lines += [
        "",
        f"{serving_part['chunks']} chunks ({serving_part['store']}), filled in {serving_part['fill_seconds']} s",
        "",
    ]
    lines += [
        "| questions | clients | answers/s | p50 ms | p95 ms | failures | ratio to bare |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {kind.replace('_', ' ')} | {load['clients']} | {load['per_second']:.1f} | {load['p50_ms']} | {load['p95_ms']} "
        f"| {load['failures']} | {load['ratio_to_bare']} |"
        for kind in ("never_asked_before", "asked_before")
        for load in serving_part[kind]
    ]
    lines += [
        "",
        f"Start to ready {serving_part['ready_seconds']} s, resident {serving_part['resident_megabytes']} MiB, "
        f"added document answered after {serving_part['added_document_answered_seconds']} s",
        "",
        "```",
        json.dumps(answers, ensure_ascii=False, indent=2),
        "```",
    ]
    return "\n".join(lines) + "\n"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    shared = Path(__file__).resolve().parents[2] / "shared" / "data"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("reports"))
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=15.0, help="length of each load run")
    parser.add_argument("--data", type=Path, default=shared if shared.exists() else None)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
