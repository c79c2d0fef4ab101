"""A compiled list of answers: one web page that holds many letters, shape A."""

from collections.abc import Iterator
from html import escape

from corpus.page import short_date
from corpus.render.html import bottom, top
from corpus.sources import CompiledList, Entry

SITE = "noidung.quochoi.vn"


def compiled_page(compiled: CompiledList) -> bytes:
    """The list as HTML; number and date of every letter stand in its own answer."""
    parts = [*top(compiled.title, SITE), *listed(compiled), *bottom(SITE)]
    return ("\n".join(parts) + "\n").encode("utf-8")


def listed(compiled: CompiledList) -> Iterator[str]:
    yield '<div class="noi-dung">'
    yield f"<p><b>{escape(compiled.title.upper())}</b></p>"
    yield f"<p><i>{short_date(compiled.date)}</i></p>"
    yield f"<p>{escape(compiled.lead)}</p>"
    for number, entry in enumerate(compiled.entries, start=1):
        yield from entry_lines(number, entry)
    yield "</div>"


def entry_lines(number: int, entry: Entry) -> Iterator[str]:
    first, *rest = entry.reply
    yield f"<p><b>Câu {number}.</b> Cử tri {place(entry.province)} kiến nghị: {escape(bare(entry.petition))}</p>"
    yield f"<p><b>Trả lời:</b> Tại Công văn số {entry.number} ngày {short_date(entry.date)}</p>"
    yield f"<p>{escape(first)}</p>"
    yield from (f"<p>{escape(text)}</p>" for text in rest)


def place(province: str) -> str:
    cities = {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh", "Huế"}
    return f"thành phố {province}" if province in cities else f"tỉnh {province}"


def bare(petition: str) -> str:
    """The petition without the opening words that the list itself supplies."""
    for opening in ("Cử tri phản ánh:", "Cử tri kiến nghị:", "Cử tri đề nghị:"):
        petition = petition.removeprefix(opening).strip()
    return petition[:1].upper() + petition[1:]
