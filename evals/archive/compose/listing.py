"""Composes documents that hold many questions: compiled lists (A), tables and lists of departments (B, C, D), a council's database (G)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from evals.archive.page import Block, Expected, ExpectedRequest, Grid, Labelled, Line, Part, expected_requests
from evals.archive.text import Text

Entry = Mapping[str, Any]
SHORT_UNITS = {
    "Cục Viễn thông": "Cục VT",
    "Cục Tần số vô tuyến điện": "Cục TSVTĐ",
    "Vụ Bưu chính": "Vụ BC",
    "Cục An toàn thông tin": "Cục ATTT",
    "Cục Phát thanh, truyền hình và thông tin điện tử": "Cục PTTH&TTĐT",
    "Cục Thông tin cơ sở": "Cục TTCS",
    "Trung tâm Internet Việt Nam": "VNNIC",
}
COLUMNS = ("TT tổng", "TT", "Nội dung kiến nghị", "Sở (TTTT) kiến nghị", "Đơn vị (chủ trì) trả lời", "Nội dung trả lời")


@dataclass(frozen=True)
class Item:
    """One question of a list, filled for its province."""

    position: int
    province: str
    place: str
    petition: str
    reply: tuple[str, ...]
    unit: str
    number: str | None = None
    issued: date | None = None
    heading: str = ""

    @property
    def facts(self) -> dict[str, object]:
        return {"number": self.number, "issued": self.issued, "province": self.province}


def compose(entry: Entry, texts: Mapping[str, Text]) -> Labelled:
    """The list that `entry` describes, with its labels."""
    flags = frozenset(entry.get("v", ()))
    items = tuple(_items(entry, texts))
    blocks = tuple(SHAPES[entry["shape"]](entry, flags, items))
    requests = _shared(expected_requests(blocks, {item.position: item.facts for item in items}))
    if entry["shape"] == "B":
        requests = tuple(replace(each, unit=item.unit) for each, item in zip(requests, items, strict=True))
    if entry["shape"] == "G":
        requests = tuple(replace(each, province=None) for each in requests)
    fields = {"number": None, "date": None, "province": None, "session": None} | entry.get("fields", {})
    for unscored in entry.get("unscored", ()):
        del fields[unscored]
    expected = Expected(KINDS[entry["shape"]], fields, requests)
    return Labelled(entry["id"], entry["shape"], entry["format"], entry["title"], blocks, expected, flags)


def _shared(requests: tuple[ExpectedRequest, ...]) -> tuple[ExpectedRequest, ...]:
    """A question whose reply cell is merged with the one above has that reply."""
    filled: list[ExpectedRequest] = []
    for request in requests:
        filled.append(request if request.reply else replace(request, reply=filled[-1].reply))
    return tuple(filled)


def _items(entry: Entry, texts: Mapping[str, Text]) -> Iterator[Item]:
    """Items are written `[province, text, number, date, heading]`; the last three may be left out.

    `asked=answered` as text is the petition of one text with the reply of another.
    """
    for position, written in enumerate(entry["items"], 1):
        province, name, number, issued, heading = (*written, None, None, None)[:5]
        asked, answered = texts[name.partition("=")[0]], texts[name.rpartition("=")[2]]
        place = str(province) if entry["shape"] == "G" else _place(province)
        about = str(entry.get("place", place))
        yield Item(
            position,
            str(province).removeprefix("TP. "),
            place,
            asked.petition_for("Bộ TT&TT", about),
            answered.reply_for("Bộ TT&TT", about),
            SHORT_UNITS.get(answered.unit, answered.unit),
            number,
            issued,
            heading or "",
        )


def _place(province: str) -> str:
    if province.startswith("TP. "):
        return province
    city = province in ("Hà Nội", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "Hồ Chí Minh")
    return f"thành phố {province}" if city else f"tỉnh {province}"


def _compiled(entry: Entry, flags: frozenset[str], items: tuple[Item, ...]) -> Iterator[Block]:
    yield Line(entry["title"])
    yield from (Line(text) for text in entry.get("opening", ()))
    for item in items:
        yield from _heading(item)
        mark = entry.get("mark", "Câu {n}. ").format(n=item.position)
        verb = entry.get("verb", "kiến nghị")
        yield Line(f"⟦{mark}⟧⟦Cử tri {item.place} {verb}: ⟧{item.petition}", Part.PETITION, item.position)
        yield from _compiled_reply(flags, item)


def _compiled_reply(flags: frozenset[str], item: Item) -> Iterator[Line]:
    letter = ""
    if item.number and item.issued:
        day = f"{item.issued.day:02}/{item.issued.month:02}/{item.issued.year}"
        letter = f"Tại Công văn số {item.number} ngày {day}"
    if "own-line" in flags:
        yield Line("Trả lời:")
        if letter:
            yield Line(f"⟦{letter}, Bộ TT&TT có ý kiến như sau:⟧", Part.REPLY, item.position)
        yield from _paragraphs(item)
    elif "inline" in flags:
        first = f"⟪Trả lời: ⟫⟦{letter}: ⟧{item.reply[0]}" if letter else f"⟪Trả lời: ⟫{item.reply[0]}"
        yield Line(first, Part.REPLY, item.position)
        yield from _paragraphs(item, 1)
    else:
        ending = f"⟦{letter}, Bộ Thông tin và Truyền thông trả lời như sau:⟧" if letter else ""
        yield Line(f"⟪Trả lời: ⟫{ending}", Part.REPLY, item.position)
        yield from _paragraphs(item)


def _paragraphs(item: Item, start: int = 0) -> Iterator[Line]:
    yield from (Line(text, Part.REPLY, item.position) for text in item.reply[start:])


def _heading(item: Item) -> Iterator[Line]:
    if item.heading:
        yield Line(item.heading)


def _table(entry: Entry, flags: frozenset[str], items: tuple[Item, ...]) -> Iterator[Block]:
    yield from (Line(text) for text in (entry["title"], *entry.get("opening", ())))
    columns = tuple(entry.get("columns", COLUMNS))
    grids: list[list[tuple[Line, ...]]] = []
    sheets: list[str] = []
    place_in_field = 0
    for item in items:
        if not grids or (item.heading and "sheets" in flags):
            grids.append([tuple(map(Line, columns))])
            sheets.append(item.heading.rpartition(" ")[2] or "Tổng hợp")
        if item.heading:
            place_in_field = 0
            grids[-1].append((Line(item.heading),))
        place_in_field += 1
        grids[-1].append(_cells(flags, item, items, place_in_field, len(columns)))
    yield from (Grid(tuple(rows), sheet) for rows, sheet in zip(grids, sheets, strict=True))


def _cells(flags: frozenset[str], item: Item, items: tuple[Item, ...], place: int, width: int) -> tuple[Line, ...]:
    department = f"Sở TTTT {item.province}" if "department-prefix" in flags else item.province
    reply = "\n".join(item.reply)
    same_above = item.position > 1 and "merged" in flags and items[item.position - 2].reply == item.reply
    cells = (
        Line(str(item.position)),
        Line(str(place)),
        Line(item.petition, Part.PETITION, item.position),
        Line(department),
        Line("" if same_above else item.unit),
        Line("") if same_above else Line(reply, Part.REPLY, item.position),
    )
    return cells if width == 6 else cells[1:]


def _flattened(entry: Entry, flags: frozenset[str], items: tuple[Item, ...]) -> Iterator[Block]:
    """The same table after an extraction that lost the borders: one cell after the other."""
    if "flat" not in flags:
        yield from _table(entry, flags, items)
        return
    for block in _table(entry, flags, items):
        if isinstance(block, Grid):
            yield from (replace(cell, text=cell.text) for row in block.rows for cell in row if cell.text)
        else:
            yield block


def _prose(entry: Entry, flags: frozenset[str], items: tuple[Item, ...]) -> Iterator[Block]:
    yield from (Line(text) for text in (entry["title"], *entry.get("opening", ())))
    for item in items:
        yield from _heading(item)
        mark = entry.get("mark", "Câu hỏi {n}: ").format(n=item.position)
        asker = entry.get("asker", "(Sở TTTT {p}).").format(p=item.province)
        yield Line(f"⟦{mark}⟧{item.petition.rstrip('.')} ⟦{asker}⟧", Part.PETITION, item.position)
        if "same-line" in flags:
            yield Line(f"⟪Trả lời: ⟫{item.reply[0]}", Part.REPLY, item.position)
            yield from _paragraphs(item, 1)
        else:
            yield Line("Trả lời:")
            yield from _paragraphs(item)


def _labelled(entry: Entry, flags: frozenset[str], items: tuple[Item, ...]) -> Iterator[Block]:
    yield from (Line(text) for text in (entry["title"], *entry.get("opening", ())))
    for item in items:
        yield from _heading(item)
        asker = f"Sở TTTT {item.province}" if "department-prefix" in flags else item.province
        yield Line(f"{item.position}. Đơn vị kiến nghị: {asker}")
        if "own-line" in flags:
            yield Line("Nội dung:")
            yield Line(item.petition, Part.PETITION, item.position)
            yield Line("Ý kiến trả lời:")
            yield from _paragraphs(item)
        else:
            yield Line(f"⟪Nội dung: ⟫{item.petition}", Part.PETITION, item.position)
            yield Line(f"⟪Ý kiến trả lời: ⟫{item.reply[0]}", Part.REPLY, item.position)
            yield from _paragraphs(item, 1)


def _council(entry: Entry, flags: frozenset[str], items: tuple[Item, ...]) -> Iterator[Block]:
    yield from (Line(text) for text in (entry["title"], *entry.get("opening", ())))
    for item in items:
        yield from _heading(item)
        mark = f"⟦{item.position}. ⟧" if "numbered" in flags else ""
        yield Line(f"{mark}⟦Cử tri {item.place} đề nghị: ⟧{item.petition}", Part.PETITION, item.position)
        yield Line("TRẢ LỜI:")
        yield from _paragraphs(item)
        if "stations" in flags:
            text = f"Trạm TQG0424-1{item.position} đã được đưa vào kế hoạch đo kiểm trong quý sau."
            yield Line(text, Part.REPLY, item.position)


SHAPES: dict[str, Callable[[Entry, frozenset[str], tuple[Item, ...]], Iterator[Block]]] = {
    "A": _compiled,
    "B": _flattened,
    "C": _prose,
    "D": _labelled,
    "G": _council,
}
LISTS = ("compiled_list", "provincial_table")
KINDS = {"A": ("compiled_list",), "B": ("provincial_table",), "C": LISTS, "D": LISTS, "G": ("compiled_list", "reply")}
