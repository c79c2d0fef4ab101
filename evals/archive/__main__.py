"""`python -m evals.archive [--json] [--only ID]`: how well the labelled archive is read, field by field."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.archive.measure import ArchiveResult, Share, measure
from evals.archive.sources import archive
from ingest.settings import IngestSettings


def main() -> None:
    """Measure and print, as tables or as JSON."""
    parser = argparse.ArgumentParser(prog="python -m evals.archive", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--only", default="", help="only documents whose id begins with this")
    parser.add_argument("--keep", type=Path, help="leave the rendered files in this folder")
    arguments = parser.parse_args()
    documents = tuple(each for each in archive() if each.id.startswith(arguments.only))
    with TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = measure(folder, IngestSettings(), documents)
    print(as_json(result) if arguments.json else as_text(result))


def as_json(result: ArchiveResult) -> str:
    """Everything measured, failures included."""
    shapes: dict[str, dict[str, object]] = {}
    for (shape, field), share in result.by_shape().items():
        shapes.setdefault(shape, {})[field] = _numbers(share)
    return json.dumps(
        {
            "documents": result.documents,
            "fields": {field: _numbers(share) for field, share in result.by_field().items()},
            "shapes": shapes,
            "failures": [asdict(verdict) for verdict in result.failures()],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_text(result: ArchiveResult) -> str:
    """The tables a person reads, then each failure on one line."""
    lines = [f"{result.documents} documents", "", f"{'field':<16}{'right':>7}{'of':>6}{'%':>8}{'invented':>10}"]
    lines += [_row(field, share) for field, share in result.by_field().items()]
    lines += ["", "shape / field below 100 %"]
    for (shape, field), share in sorted(result.by_shape().items()):
        if share.right < share.expected or share.invented:
            lines.append(_row(f"{shape} {field}", share))
    lines += ["", "failures"]
    for each in result.failures():
        lines.append(f"{each.document} ({each.format}) {each.field}: expected {each.expected!r}, got {each.got!r}")
    return "\n".join(lines)


def _row(name: str, share: Share) -> str:
    return f"{name:<22}{share.right:>5}{share.expected:>6}{100 * share.accuracy:>8.1f}{share.invented:>10}"


def _numbers(share: Share) -> dict[str, float]:
    return {**asdict(share), "accuracy": round(share.accuracy, 4)}


if __name__ == "__main__":
    main()
