"""Render every source of the sample corpus into files: `python -m corpus.build [--out DIR]`.

The same sources give the same bytes on every run with the same library versions.
"""

import argparse
import csv
import json
import zlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from corpus import sources
from corpus.letter import page_of
from corpus.render import RENDERERS, SUFFIXES
from corpus.render.compiled import compiled_page
from corpus.render.provincial import provincial_workbook

CORPUS = Path(__file__).parent
FILES = CORPUS / "files"
MANIFEST = FILES / "manifest.csv"
BUILT_WITH = CORPUS / "built_with.json"
LIBRARIES = ("openpyxl", "pillow", "pypdfium2", "python-docx", "reportlab")
MANIFEST_COLUMNS = ["file", "kind", "format", "number", "date", "province", "field", "unit", "visibility", "source"]


def main() -> None:
    """Write the files, and beside the default folder the table that says what each file is."""
    out = folder_asked_for()
    out.mkdir(parents=True, exist_ok=True)
    written = build(out)
    if out.resolve() == FILES.resolve():
        remove_files_without_source(out, keep=set(written))
        write_manifest(MANIFEST)
        BUILT_WITH.write_text(json.dumps(versions(), indent=2) + "\n", encoding="utf-8")
    print(f"{len(written)} files, {sum((out / name).stat().st_size for name in written) / 1e6:.1f} MB, in {out}")


def folder_asked_for() -> Path:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FILES, help="folder to write into (default: corpus/files)")
    out: Path = parser.parse_args().out
    return out


def build(out: Path, only: set[str] | None = None) -> list[str]:
    """Write the rendered files into `out` (all, or those whose source stem is in `only`); return their names."""
    written = []
    for stem, suffix, content in rendered(only):
        (out / f"{stem}{suffix}").write_bytes(content)
        written.append(f"{stem}{suffix}")
    return written


def rendered(only: set[str] | None = None) -> Iterator[tuple[str, str, bytes]]:
    """Yield (source stem, file suffix, bytes) of every source, letters first."""
    letters = sources.letters()
    for letter in letters:
        if only is None or letter.stem in only:
            yield letter.stem, SUFFIXES[letter.format], RENDERERS[letter.format](page_of(letter))
    for guidance in sources.guidance():
        if only is None or guidance.stem in only:
            yield guidance.stem, SUFFIXES[guidance.format], RENDERERS[guidance.format](guidance.page())
    for compiled in sources.compiled_lists(letters):
        if only is None or compiled.stem in only:
            yield compiled.stem, ".html", compiled_page(compiled)
    for table in sources.provincial_tables():
        if only is None or table.stem in only:
            yield table.stem, ".xlsx", provincial_workbook(table)


def versions() -> dict[str, str]:
    """The versions on which the bytes of the files depend."""
    return {name: version(name) for name in LIBRARIES} | {"zlib": zlib.ZLIB_RUNTIME_VERSION}


def remove_files_without_source(out: Path, keep: set[str]) -> None:
    """Delete what an earlier build left for a source that is gone."""
    for path in out.iterdir():
        if path.is_file() and path.name not in {*keep, MANIFEST.name}:
            path.unlink()


def write_manifest(path: Path) -> None:
    """Write one row per file: what cannot be read off the file itself (unit, field, who may read it)."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, MANIFEST_COLUMNS, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(sorted(manifest_rows(), key=lambda row: row["file"]))


def manifest_rows() -> Iterator[dict[str, str]]:
    """Yield the manifest row of every source."""
    letters = sources.letters()
    for letter in letters:
        yield {
            "file": letter.stem + SUFFIXES[letter.format], "kind": "reply", "format": letter.format,
            "number": letter.number, "date": letter.date.isoformat(), "province": letter.province,
            "field": letter.field, "unit": letter.unit, "visibility": "all",
            "source": f"letters/{letter.stem}.yaml",
        }  # fmt: skip
    for guidance in sources.guidance():
        yield {
            "file": guidance.stem + SUFFIXES[guidance.format], "kind": "guidance", "format": guidance.format,
            "number": guidance.number, "date": guidance.date.isoformat(), "unit": guidance.unit,
            "visibility": guidance.visibility_text(), "source": f"guidance/{guidance.stem}.md",
        }  # fmt: skip
    lists: list[sources.CompiledList | sources.ProvincialTable] = [*sources.compiled_lists(letters)]
    for listed in [*lists, *sources.provincial_tables()]:
        yield {
            "file": listed.stem + listed.suffix, "kind": listed.kind, "format": listed.suffix.lstrip("."),
            "date": listed.date.isoformat(), "visibility": "all", "source": f"lists/{listed.stem}.yaml",
        }  # fmt: skip


if __name__ == "__main__":
    main()
