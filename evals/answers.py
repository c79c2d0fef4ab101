"""Are answers right, verbatim, and refused when they should be? Asking and scoring are two steps with a file between.

`troly eval answers generate` and `troly eval answers score`, or both at once: `python -m evals.answers [--split test]`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.bootstrap import Assistant
from evals.generate import Result, generate, made_with, read, write
from evals.questions import LabelledQuestion, load
from evals.risk import plot, svg
from evals.sample import sample_assistant
from evals.score import score


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask, score, write the report and print it."""
    parser = argparse.ArgumentParser(prog="python -m evals.answers", description=__doc__)
    parser.add_argument("--split", choices=("test", "dev"), default="test")
    parser.add_argument("--out", type=Path, default=Path("reports"))
    parser.add_argument("--home", type=Path, help="a home to keep the ingested sample in; a temporary one otherwise")
    options = parser.parse_args(arguments)
    print(as_markdown(run(options.split, options.out, options.home)))


def run(split: str, out: Path, home: Path | None = None) -> dict[str, Any]:
    """The report of one split, also written to `out` as answers.json, answers.md and the results it came from."""
    report = score_file(generate_file(split, out, home))
    (out / "answers.json").write_text(json.dumps(report, ensure_ascii=False, indent=2), encoding="utf-8")
    (out / "risk-coverage.svg").write_text(svg(report["risk_curve"]), encoding="utf-8")
    (out / "answers.md").write_text(as_markdown(report), encoding="utf-8")
    return report


def generate_file(split: str, out: Path, home: Path | None = None) -> Path:
    """Asks the questions of a split; returns the file of their results, with what made them beside it."""
    with sample_assistant(home) as assistant:
        results = evaluate(assistant, load(split=split))
        made = made_with(assistant)
    file = out / f"answers-{split}.jsonl"
    write(results, file)
    beside(file).write_text(json.dumps({"split": split, "made_with": made}, ensure_ascii=False), encoding="utf-8")
    return file


def score_file(file: Path) -> dict[str, Any]:
    """The report on results that `generate_file` wrote. Raises FileNotFoundError."""
    kept: dict[str, Any] = json.loads(beside(file).read_text(encoding="utf-8"))
    return {**kept, **score(load(split=kept["split"]), read(file))}


def beside(file: Path) -> Path:
    """Where it is written what made a file of results."""
    return file.with_suffix(".made.json")


def evaluate(assistant: Assistant, questions: Sequence[LabelledQuestion]) -> list[Result]:
    """One result per question; the first round only warms what a running server has warm."""
    generate(assistant, questions)
    return generate(assistant, questions)


def as_markdown(report: dict[str, Any]) -> str:
    """The report for people."""
    refusable, ms = report["refusable"], report["ms"]
    lines = [
        f"# Answers, {report['split']} split: {report['questions']} questions",
        "",
        f"Quotations byte-equal at their offsets: {percent(report['verbatim'])} of answers ({report['quotations']} quotations).",
        f"Refusable questions answered: {percent(refusable['answered'])} {span(refusable['answered_95'])}"
        f" of {refusable['questions']}; refused by the right status: {percent(refusable['right_status'])}.",
        f"Newest figure leads: {percent(report['newest_leads'])}. Time per answer: {ms['p50']} ms (p95 {ms['p95']} ms).",
        "",
        *kinds(report),
        "",
        "Relative to plain questions: "
        + ", ".join(f"{kind} {percent(value)}" for kind, value in report["relative_to_plain"].items()),
        "",
        *curve(report),
        "",
        *(f"- {each['id']} {each['status']}: {each['text']} {each['cited']}" for each in report["missed"]),
    ]
    return "\n".join(lines) + "\n"


def kinds(report: dict[str, Any]) -> list[str]:
    """One row per kind of question, all answerable ones first."""
    head = "| kind | questions | answered | right source cited | fact quoted | right source leads | lead says it | answered wrongly |"
    rows = [("all answerable", report["answerable"]), *report["by_kind"].items()]
    return [head, "|---" * 8 + "|", *(_row(name, rates) for name, rates in rows)]


def _row(name: str, rates: dict[str, Any]) -> str:
    cells = [
        name,
        str(rates["questions"]),
        percent(rates["answered"]),
        f"{percent(rates['right_source'])} {span(rates['right_source_95'])}",
        f"{percent(rates['fact'])} {span(rates['fact_95'])}",
        percent(rates["right_lead"]),
        percent(rates["lead_fact"]),
        percent(rates["answered_wrongly"]),
    ]
    return "| " + " | ".join(cells) + " |"


def curve(report: dict[str, Any]) -> list[str]:
    """Risk by coverage: what would be gained by answering only the surest; and what the confidence is worth."""
    rows = [
        f"| {percent(row['coverage'])} | {row['confidence']:.3f} | {percent(row['risk'])} | {percent(row['lead_risk'])} |"
        for row in report["risk_coverage"]
    ]
    said = [
        f"| {row['from']:.1f} | {row['count']:.0f} | {percent(row['said'])} | {percent(row['right'])} |"
        for row in report["reliability"]
    ]
    return [
        "| answers kept, surest first | lowest confidence | without a right source | lead does not say it |",
        "|---|---|---|---|",
        *rows,
        "",
        f"Mean risk over all thresholds (AURC): {percent(report['aurc'])}. Without a right source, by share kept:",
        "",
        "```",
        *plot(report["risk_curve"]),
        "```",
        "",
        f"Confidence of the answers given, calibration error {report['calibration_error']:.3f}:",
        "",
        "| confidence from | answers | said | lead right |",
        "|---|---|---|---|",
        *said,
    ]


def percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def span(interval: Sequence[float]) -> str:
    return f"({100 * interval[0]:.0f}–{100 * interval[1]:.0f})"


if __name__ == "__main__":
    main()
