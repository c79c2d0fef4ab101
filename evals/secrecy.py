"""How well the gate tells marks of State secrecy from their look-alikes.

    python -m evals.secrecy [--data ../shared/data]

Marked cases are lines, names, readings of stamps, entries of registers, and real files of every format; good text is
the sample corpus and, where it is there, news and law that nobody here wrote.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import io
import json
import re
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path

from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from evals.secrecy_cases import HEAD, Case, look_alikes, marked
from ingest.guard.secrecy import Mark, mark_of, secrecy_mark
from ingest.parse import parse_file
from ingest.settings import IngestSettings
from ingest.vietnamese import fold, sentences, strip_tones

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared" / "data"
SAMPLE = Path(str(files("corpus") / "files"))
ARTICLES, LAW = 1_000, 3_000
BODY = HEAD.format("")
TEXT_BOX = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape style="width:80pt;height:20pt"><v:textbox>'
    "<w:txbxContent><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)


@dataclass(frozen=True)
class Measured:
    """Counts of marked and look-alike cases, and every one the gate judged wrongly."""

    marked: int
    missed: tuple[str, ...]
    wrong_degree: tuple[str, ...]
    look_alikes: int
    stopped: tuple[str, ...]
    sample_files: int
    sample_stopped: tuple[str, ...]
    articles: int
    sentences: int
    good_stopped: tuple[str, ...]
    titles: int  # of news, as file names without marks
    titles_with_mat: int  # mất, mặt, mắt, mật
    titles_stopped: int
    megabytes_per_second: float
    shared_data: bool

    @property
    def caught(self) -> float:
        return 1 - len(self.missed) / self.marked

    @property
    def false_stops(self) -> float:
        return len(self.stopped) / self.look_alikes


def measure(folder: Path, data: Path | None = SHARED) -> Measured:
    """All numbers; files are made in `folder`. Without `data` the good text is the sample corpus alone."""
    verdicts = [*((_said(case), case.degree, _named(case)) for case in marked()), *_of_files(folder)]
    others = list(look_alikes())
    sample = [path for path in sorted(SAMPLE.iterdir()) if path.suffix != ".csv"]
    present = data is not None and (data / "news" / "articles.jsonl.gz").exists()
    good = list(_good(data)) if present and data else []
    counted, stopped, speed = _through(good)
    names = [*_names(data)] if present and data else []
    with_mat = [name for name in names if "-mat-" in f"-{name}-"]
    return Measured(
        marked=len(verdicts),
        missed=tuple(name for said, _, name in verdicts if not said),
        wrong_degree=tuple(f"{name}: {said}" for said, degree, name in verdicts if said and said != degree),
        look_alikes=len(others),
        stopped=tuple(_named(case) for case in others if _said(case)),
        sample_files=len(sample),
        sample_stopped=tuple(path.name for path in sample if _of_file(path)),
        articles=len(good),
        sentences=counted,
        good_stopped=stopped,
        titles=len(names),
        titles_with_mat=len(with_mat),
        titles_stopped=sum(secrecy_mark("", f"{name}.docx") is not None for name in with_mat),
        megabytes_per_second=speed,
        shared_data=present,
    )


def _said(case: Case) -> str:
    found = secrecy_mark(case.text, case.name, case.stamps, case.register)
    return found.degree if found else ""


def _named(case: Case) -> str:
    return " | ".join(filter(None, (case.text.replace(HEAD[:40], "…")[:90], case.name, *case.stamps, *case.register)))


def _of_file(path: Path) -> Mark | None:
    return mark_of(parse_file(path, IngestSettings()), str(path))


def _good(data: Path) -> Iterator[str]:
    with gzip.open(data / "news" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for article in map(json.loads, islice(lines, ARTICLES)):
            yield "\n".join((article["title"], article["abstract"], article["body"]))
    with gzip.open(data / "vn-law" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (json.loads(line)["text"] for line in islice(lines, LAW))


def _names(data: Path) -> Iterator[str]:
    """Titles of news as portals make file names of them."""
    with gzip.open(data / "news" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield "-".join(re.findall(r"\w+", strip_tones(fold(json.loads(line)["title"]))))


def _through(good: list[str]) -> tuple[int, tuple[str, ...], float]:
    """Every article whole, then each of its sentences as if it stood in a letterhead."""
    started = time.perf_counter()
    stopped = [text[:60] for text in good if secrecy_mark(text, "bai.txt")]
    speed = sum(len(text.encode()) for text in good) / 1e6 / max(1e-9, time.perf_counter() - started)
    counted = 0
    for text in good:
        for span in sentences(unicodedata.normalize("NFC", text)):
            counted += 1
            if secrecy_mark(HEAD.format(span.of(text)), "bai.txt"):
                stopped.append(span.of(text)[:60])
    return counted, tuple(stopped), round(speed, 1)


# ------------------------------------------------------------------------------------- marked files


def _of_files(folder: Path) -> Iterator[tuple[str, str, str]]:
    """What the gate says of real files: verdict, degree, name."""
    for path, degree in _files(folder):
        found = _of_file(path)
        yield found.degree if found else "", degree, path.name


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    yield _written(folder / "thu.txt", HEAD.format("TỐI MẬT").encode("utf-8")), "TỐI MẬT"
    yield _written(folder / "nfd.txt", unicodedata.normalize("NFD", HEAD.format("MẬT")).encode("utf-8")), "MẬT"
    yield _written(folder / "utf16.txt", HEAD.format("M Ậ T").encode("utf-16")), "MẬT"
    table = f"<table><tr><td>BỘ TT&amp;TT<br>Số: 12<br>MẬT</td><td>CỘNG HÒA</td></tr></table><p>{BODY}</p>"
    yield _written(folder / "trang.html", table.encode("utf-8")), "MẬT"
    listed = "<table><tr><th>Số</th><th>Độ mật</th></tr><tr><td>12</td><td>Thường</td></tr><tr><td>13</td><td>Mật</td></tr></table>"
    yield _written(folder / "so.html", f"<p>{BODY}</p>{listed}".encode()), "MẬT"
    yield from _documents(folder)
    yield from _workbooks(folder)
    yield _pdf(folder / "hai-cot.pdf", "MẬT"), "MẬT"
    yield _pdf(folder / "hai-cot-2.pdf", "T Ố I  M Ậ T"), "TỐI MẬT"
    yield _pdf(folder / "cuoi-trang.pdf", "", "TUYỆT MẬT"), "TUYỆT MẬT"


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _documents(folder: Path) -> Iterator[tuple[Path, str]]:
    header, footer, box, cell = (Document() for _ in range(4))
    for document in (header, footer, box, cell):
        for line in BODY.splitlines():
            document.add_paragraph(line)
    header.sections[0].header.paragraphs[0].text = "TỐI MẬT"
    footer.sections[0].footer.paragraphs[0].text = "MẬT"
    box.element.body.insert(0, parse_xml(TEXT_BOX))
    row = cell.add_table(1, 2).rows[0].cells
    row[0].text, row[1].text = "Độ mật", "Mật"
    named = (
        ("dau-trang", header, "TỐI MẬT"),
        ("chan-trang", footer, "MẬT"),
        ("hop-chu", box, "MẬT"),
        ("o", cell, "MẬT"),
    )
    for name, document, degree in named:
        stream = io.BytesIO()
        document.save(stream)
        yield _written(folder / f"{name}.docx", stream.getvalue()), degree


def _workbooks(folder: Path) -> Iterator[tuple[Path, str]]:
    for name, heading, entry, degree in (
        ("so-van-ban", "Độ mật", "Tối mật", "TỐI MẬT"),
        ("so-den", "ĐỘ MẬT", "C", "MẬT"),
        ("so-khan", "Độ mật, độ khẩn", "Mật, Khẩn", "MẬT"),
    ):
        workbook = Workbook()
        sheet = workbook.active
        assert sheet is not None
        for line in (["STT", "Số văn bản", heading], [1, "12/BC", "Thường"], [2, "13/BC", entry]):
            sheet.append(line)
        workbook.save(folder / f"{name}.xlsx")
        yield folder / f"{name}.xlsx", degree


def _pdf(path: Path, mark: str, below: str = "") -> Path:
    pdfmetrics.registerFont(TTFont("Secrecy", str(PROJECT / "corpus" / "fonts" / "Tinos-Regular.ttf")))
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setFont("Secrecy", 13)
    left = ("BỘ THÔNG TIN VÀ TRUYỀN THÔNG", "Số: 12/BTTTT-VP", mark)
    right = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Hà Nội, ngày 6 tháng 2 năm 2024")
    for row, (one, other) in enumerate(zip(left, right, strict=True)):
        canvas.drawString(50, 780 - row * 18, one)
        canvas.drawString(320, 780 - row * 18, other)
    for row in range(12):
        canvas.drawString(
            50, 690 - row * 18, "Cử tri phản ánh nhiều thôn, bản chưa có sóng di động, đề nghị sớm phủ sóng."
        )
    canvas.drawString(270, 40, below)
    canvas.save()
    return path


def main() -> None:
    """Print the numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder), options.data)
    told = dataclasses.asdict(measured) | {"caught": measured.caught, "false_stops": measured.false_stops}
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
