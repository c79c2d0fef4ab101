"""Composes a reply letter: head, reception sentence, questions and replies, closing, signature, recipients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from evals.archive.compose.phrases import (
    CLOSINGS,
    LAW_PORTAL_NOTICE,
    LEADS,
    MARKERS,
    MARKS,
    MINISTRIES,
    RECEPTIONS,
    REPLY_MARKS,
    Ministry,
)
from evals.archive.page import Block, Columns, Expected, Grid, Labelled, Line, Part, expected_requests
from evals.archive.text import Text

Entry = Mapping[str, Any]


def compose(entry: Entry, texts: Mapping[str, Text]) -> Labelled:
    """The letter that `entry` describes, with its labels."""
    flags = frozenset(entry.get("v", ()))
    ministry = MINISTRIES[entry.get("ministry", "BTTTT")]
    body = tuple(_body(entry, flags, ministry, [texts[name] for name in entry["texts"]]))
    blocks = (
        *_law_portal_table(entry, flags, ministry),
        *_stamps(entry, flags),
        *_lead(entry, flags),
        *_head(entry, flags, ministry),
        *body,
        *_closing(entry, flags, ministry),
        *_foot(entry, flags),
        *([Line("[1] " + entry["note"], Part.NOTE)] if "note" in entry else []),
    )
    joint = "joint" in flags
    expected = Expected(
        kinds=("reply",),
        fields=_fields(entry, flags),
        requests=expected_requests(body, {}),
        multiple=len(entry["texts"]) > 1 and not joint,
        misprint=bool(entry.get("misprint")),
    )
    return Labelled(entry["id"], entry.get("shape", "letter"), entry["format"], _title(entry), blocks, expected, flags)


def _fields(entry: Entry, flags: frozenset[str]) -> dict[str, str | None]:
    shown = "no-head" not in flags or "lead-number" in flags
    elsewhere = "law-portal" in flags  # the portal's table of facts has what the letter left blank
    number = entry["number"] if elsewhere or (shown and "number-blank" not in flags) else None
    issued = str(entry["date"]) if elsewhere or (shown and not flags & {"day-blank", "date-misprint"}) else None
    return {
        "number": number,
        "date": issued,
        "province": entry.get("label_province", entry["province"].removeprefix("TP. ").removeprefix("thành phố ")),
        "session": entry.get("s"),
    }


def _title(entry: Entry) -> str:
    if "title" in entry:
        return str(entry["title"])
    return f"Trả lời kiến nghị của cử tri {_place(entry)} gửi tới {entry['session']}".strip()


def _place(entry: Entry) -> str:
    """The province as the letter names it: `tỉnh X`, unless the entry spells it out."""
    return str(entry.get("place") or _prefixed(entry["province"]))


def _prefixed(province: str) -> str:
    cities = ("Hà Nội", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "Huế", "Hồ Chí Minh", "Thành phố", "TP")
    return f"thành phố {province}" if province in cities else f"tỉnh {province}"


def _day(entry: Entry) -> str:
    day: date = entry["date"]
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _lead(entry: Entry, flags: frozenset[str]) -> Iterator[Block]:
    """The portal's opening line, sometimes the only place with the number."""
    if "lead-number" in flags:
        day: date = entry["date"]
        yield Line(
            f"(Công văn số {entry['number']} ngày {day.day}/{day.month}/{day.year} của Bộ trưởng về việc trả lời kiến "
            f"nghị của cử tri {_place(entry)})"
        )
    if "repeat-title" in flags:
        yield Line(_title(entry))


def _head(entry: Entry, flags: frozenset[str], ministry: Ministry) -> Iterator[Block]:
    if "no-head" not in flags:
        left = list(ministry.two_lines if "head-2lines" in flags else (ministry.name.upper(),))
        left.append(_rule(flags))
        left.append(_number(entry, flags))
        if "subject" in flags:
            verb = "gửi đến" if "subject-gui-den" in flags else "gửi" if "subject-gui" in flags else "gửi tới"
            left.append(f"V/v trả lời kiến nghị của cử tri {_place(entry)} {verb} {entry['session']}")
        right = ["CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM" if "hoa-old" in flags else "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
        motto = "Độc lập – Tự do – Hạnh phúc" if "en-dash" in flags else "Độc lập - Tự do - Hạnh phúc"
        right += [motto.replace("Đ", "Ð") if "eth" in flags else motto, _rule(flags), _place_and_date(entry, flags)]
        yield Columns(tuple(left), tuple(right))
    yield from _addressee(entry, flags)


def _rule(flags: frozenset[str]) -> str:
    if "rule-underscore" in flags:
        return "____________"
    return "img" if "rule-img" in flags else "-------"


def _number(entry: Entry, flags: frozenset[str]) -> str:
    number = str(entry["number"])
    if "number-blank" in flags:
        return "Số:      /" + number.partition("/")[2]
    return f"Số:   {number}" if "number-spaces" in flags else f"Số: {number}"


def _place_and_date(entry: Entry, flags: frozenset[str]) -> str:
    day: date = entry["date"]
    if "date-misprint" in flags:
        return f"Hà Nội, ngày {day.day:02} tháng {day.month} năm {entry['misprint']}"
    shown = "      " if "day-blank" in flags else f"{day.day}" if "day-plain" in flags else f"{day.day:02}"
    return f"Hà Nội, ngày {shown} tháng {day.month} năm {day.year}"


def _addressee(entry: Entry, flags: frozenset[str]) -> Iterator[Block]:
    if "no-addressee" in flags:
        return
    who = "Đoàn Đại biểu Quốc hội" if "doan-cap" in flags else "Đoàn đại biểu Quốc hội"
    if "addressees" in entry:
        yield Line("Kính gửi:")
        yield from (Line(f"- {who} {place};") for place in entry["addressees"])
        return
    yield Line(f"Kính gửi: {who} {entry.get('addressee') or _place(entry)}")


def _body(entry: Entry, flags: frozenset[str], ministry: Ministry, texts: list[Text]) -> Iterator[Block]:
    yield Line(_reception(entry, flags, ministry))
    place = str(entry.get("body_place") or _place(entry))
    short = ministry.shorts["tttt" if "tttt" in flags else "plain"]
    petitions = [_petition(entry, flags, text.petition_for(short, place), n) for n, text in enumerate(texts, 1)]
    replies = [_reply(entry, flags, text, short, place) for text in texts]
    if "note" in entry:
        replies[0][0] = replies[0][0].rstrip(".") + " [1]."
    marker = MARKERS[entry.get("marker", "m1")].format(full=ministry.full(flags), short=short)
    yield from _arranged(entry, flags, petitions, replies, marker)


def _reception(entry: Entry, flags: frozenset[str], ministry: Ministry) -> str:
    forwarded, day = entry.get("forwarded", "812/BDN 02/8/2023").split()
    broken = "số\n" if "number-break" in flags else "số "
    return RECEPTIONS[entry.get("reception", "r1")].format(
        full=ministry.full(flags),
        name=ministry.name,
        place=_place(entry),
        so=broken,
        forwarded=forwarded,
        day=day,
        session=entry["session"],
        count=f"{len(entry['texts']):02}",
    )


def _petition(entry: Entry, flags: frozenset[str], text: str, number: int) -> str:
    lead = LEADS[entry.get("lead", "none")].format(place=_place(entry))
    joined = lead.rstrip() if "joined" in flags else lead
    mark = MARKS[entry["mark"]].format(n=number) if "mark" in entry else ""
    shown = f"“{text}”" if "quoted" in flags else text
    return "".join(f"⟦{part}⟧" for part in (mark, joined) if part) + shown


def _reply(entry: Entry, flags: frozenset[str], text: Text, short: str, place: str) -> list[str]:
    paragraphs = list(text.reply_for(short, place))
    if "repeat-mid" in flags:
        paragraphs.insert(1, f"Về việc cử tri cho rằng {_lower(text.petition_for(short, place).split('. ')[0])}:")
    if "repeat-start" in flags:
        repeated = _lower(text.petition_for(short, place).split(". ")[0])
        paragraphs.insert(0, f"⟦Về việc cử tri phản ánh {repeated}, ⟧{short} xin thông tin tới cử tri như sau.")
    if "law-notice" in flags:
        paragraphs[1:1] = [f"⟪{LAW_PORTAL_NOTICE}⟫"]
    if "dup-heading" in flags:
        paragraphs.insert(1, "Đối với nội dung kiến nghị của cử tri: Đối với nội dung kiến nghị của cử tri:")
    if "body-misprint" in flags:
        paragraphs.insert(1, "Thời hạn báo cáo kết quả là trước ngày 31/12/20217; nội dung này đã nêu ngày 20/02/205.")
    return paragraphs


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _arranged(
    entry: Entry, flags: frozenset[str], petitions: list[str], replies: list[list[str]], marker: str
) -> Iterator[Block]:
    """Questions and replies in turn, or all questions before the replies, with the reply marker where it is due."""
    if "joint" in flags:
        yield from (Line(text, Part.PETITION, 1) for text in petitions)
        yield Line(marker)
        yield from (Line(text, Part.REPLY, 1) for reply in replies for text in reply)
        return
    pairs = list(enumerate(zip(petitions, replies, strict=True), 1))
    if "all-first" in flags:
        yield from (Line(petition, Part.PETITION, n) for n, (petition, _) in pairs)
        yield Line(marker)
        for n, (_, reply) in pairs:
            yield from _marked_reply(entry, n, reply)
        return
    for n, (petition, reply) in pairs:
        yield from _petition_lines(petition, flags, n)
        if n == 1 or "marker-once" not in flags:
            yield Line(marker)
        yield from (Line(text, Part.REPLY, n) for text in reply)


def _petition_lines(petition: str, flags: frozenset[str], number: int) -> Iterator[Line]:
    """One paragraph, or the lead-in and a bullet for each sentence."""
    if "bullets" not in flags:
        yield Line(petition, Part.PETITION, number)
        return
    lead, _, text = petition.rpartition("⟧")
    yield Line(lead + "⟧", Part.PETITION, number)
    yield from (Line(f"- {sentence.rstrip('.')};", Part.PETITION, number) for sentence in text.split(". "))


def _marked_reply(entry: Entry, number: int, reply: list[str]) -> Iterator[Line]:
    mark = REPLY_MARKS[entry.get("reply_mark", "cau-hoi")].format(n=number, nth=_ordinal(number))
    if mark.endswith("\n"):
        yield Line(f"⟦{mark.strip()}⟧", Part.REPLY, number)
    else:
        reply = [f"⟦{mark}⟧{reply[0]}", *reply[1:]]
    yield from (Line(text, Part.REPLY, number) for text in reply)


def _ordinal(number: int) -> str:
    return ("nhất", "hai", "ba", "tư", "năm", "sáu")[number - 1]


def _closing(entry: Entry, flags: frozenset[str], ministry: Ministry) -> Iterator[Line]:
    closing = entry.get("closing", "c1")
    if closing != "cut":
        yield Line(CLOSINGS[closing].format(full=ministry.full(flags), place=_place(entry)))


def _foot(entry: Entry, flags: frozenset[str]) -> Iterator[Block]:
    if "no-foot" in flags:
        return
    code = str(entry["number"]).rpartition("-")[2]
    left = ("Nơi nhận:", "- Như trên;", "- Ban Dân nguyện;", "- Bộ trưởng, các Thứ trưởng;", f"- Lưu: VT, {code}(3).")
    signer = ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG") if "kt" in flags else ("BỘ TRƯỞNG",)
    yield Columns(left, (*signer, "", "(đã ký)"))
    if "stamp" in flags:
        yield Line(f"Ký bởi: Bộ; Cơ quan: Văn thư; Ngày ký: {_day(entry)} 15:42:07 +07:00")


def _stamps(entry: Entry, flags: frozenset[str]) -> Iterator[Line]:
    """What other offices put on a letter: the line of a certified copy, the stamp of its arrival."""
    if "sao-y" in flags:
        yield Line(f"SAO Y; Văn phòng; {_day(entry)} 16:20:45 +07:00")
    if "arrival" in flags:
        day: date = entry["date"] + timedelta(days=5)
        yield Line(f"ĐẾN Số: {4000 + day.day} Ngày: {day.day:02}/{day.month:02}/{day.year}")


def _law_portal_table(entry: Entry, flags: frozenset[str], ministry: Ministry) -> Iterator[Block]:
    if "law-portal" not in flags:
        return
    cells = (
        ("Số hiệu:", entry["number"], "Loại văn bản:", "Công văn"),
        ("Nơi ban hành:", ministry.name, "Người ký:", "***"),
        ("Ngày ban hành:", _day(entry), "Ngày hiệu lực:", "Đã biết"),
        ("Lĩnh vực:", "Công nghệ thông tin", "Tình trạng:", "Đã biết"),
    )
    yield Grid(tuple(tuple(Line(str(cell)) for cell in row) for row in cells))
