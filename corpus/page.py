"""What every renderer takes: a page with a two-column head, blocks of text and a two-column foot."""

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

SAMPLE_MARK = "VĂN BẢN MẪU – dùng để chạy thử phần mềm, không có giá trị pháp lý"
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True)
class Block:
    """A piece of the body; `kind` is paragraph, heading, bullet, addressee or table (then `rows`)."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Header:
    """Left: superior body (may be empty), issuing body, number, subject. Right: place and date."""

    superior: str
    issuer: str
    number: str
    subject: str
    place_and_date: str


@dataclass(frozen=True)
class Footer:
    """Recipients on the left, authority and office on the right; both empty for a web page."""

    recipients: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    stem: str
    title: str
    header: Header | None
    blocks: tuple[Block, ...]
    footer: Footer = Footer()
    addressee: str = ""
    web: "WebCopy | None" = field(default=None)


@dataclass(frozen=True)
class WebCopy:
    """How the ministry's portal shows a letter: what it drops and what it leaves blank."""

    number: str
    place_and_date: str
    lead: str
    shows_addressee: bool
    shows_closing: bool
    site: str


def header_of(unit: str, number: str, date: datetime.date) -> Header | None:
    """The head of a guidance text; a text without a number is a web page and has none."""
    if not number:
        return None
    superior, issuer = ("BỘ KHOA HỌC VÀ CÔNG NGHỆ", unit) if date >= datetime.date(2025, 3, 1) else (
        "BỘ THÔNG TIN VÀ TRUYỀN THÔNG", unit)  # fmt: skip
    return Header(superior, issuer.upper(), f"Số: {number}", "", place_and_date(date))


def footer_of(unit: str) -> Footer:
    """The foot of a guidance text: the head of the unit, signed, never named."""
    office = {"Văn phòng Bộ": "CHÁNH VĂN PHÒNG", "Vụ": "VỤ TRƯỞNG", "Cục": "CỤC TRƯỞNG"}
    title = next((value for key, value in office.items() if unit.startswith(key)), "")
    if not title:
        return Footer()
    return Footer(("- Các đơn vị thuộc Bộ;", "- Lưu: VT, VP."), (title, "(đã ký)"))


def blocks_of(text: str) -> list[Block]:
    """Read plain Markdown: `## ` headings, `- ` or `1. ` points, `|` tables, paragraphs between blank lines."""
    blocks = [block_from(lines) for lines in groups(text)]
    return [block for group in blocks for block in group]


def groups(text: str) -> Iterator[list[str]]:
    for group in re.split(r"\n\s*\n", text.strip()):
        yield group.splitlines()


def block_from(lines: list[str]) -> list[Block]:
    """The blocks of one group of lines without a blank line between them."""
    if lines[0].startswith("#"):
        rest = block_from(lines[1:]) if lines[1:] else []
        return [Block("heading", lines[0].lstrip("# ").strip()), *rest]
    if lines[0].startswith("|"):
        rows = tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)
        return [Block("table", rows=tuple(row for row in rows if not set("".join(row)) <= set("-: ")))]
    if re.match(r"(-|\d+\.) ", lines[0]):
        points = re.split(r"\n(?=(?:-|\d+\.) )", "\n".join(lines))
        return [Block("bullet", " ".join(point.split())) for point in points]
    return [Block("paragraph", " ".join(" ".join(lines).split()))]


def place_and_date(date: datetime.date) -> str:
    """`Hà Nội, ngày 06 tháng 02 năm 2024`: days below 10 and months 1, 2 with a zero (Decree 30/2020, annex I)."""
    month = f"{date.month:02d}" if date.month < 3 else str(date.month)
    return f"Hà Nội, ngày {date.day:02d} tháng {month} năm {date.year}"


def short_date(date: datetime.date) -> str:
    """`06/02/2024`, `27/9/2024`: zeros as in the long form."""
    month = f"{date.month:02d}" if date.month < 3 else str(date.month)
    return f"{date.day:02d}/{month}/{date.year}"


def chosen(stem: str, what: str, outcomes: int) -> int:
    """A number below `outcomes` that depends only on the file name and on what is chosen."""
    digest = hashlib.sha256(f"{stem}|{what}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % outcomes
