"""From a letter's data to the page people would have received: reception, petitions, replies, thanks."""

import datetime
from collections.abc import Iterator

from corpus.page import Block, Footer, Header, Page, WebCopy, chosen, place_and_date, short_date
from corpus.sources import Letter, Request

MINISTRIES = {
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
}
ABBREVIATIONS = {"BTTTT": ("TT&TT", "TTTT"), "BKHCN": ("KH&CN",), "BVHTTDL": ("VHTTDL",)}
SITES = {"BTTTT": "mic.gov.vn", "BKHCN": "mst.gov.vn", "BVHTTDL": "bvhttdl.gov.vn"}
# The committee took the place of Ban Dân nguyện during February 2025.
COMMITTEE_SINCE = datetime.date(2025, 2, 20)


def page_of(letter: Letter) -> Page:
    """The letter as a page; small differences in wording follow from the file name."""
    addressee = f"Kính gửi: {delegation(letter)}"
    return Page(
        stem=letter.stem, title=title(letter), header=header(letter), blocks=tuple(body(letter)),
        footer=footer(letter), addressee=addressee, web=web_copy(letter),
    )  # fmt: skip


def title(letter: Letter) -> str:
    """The subject without `V/v`, as the portal uses it for a heading."""
    subject = letter.subject.removeprefix("V/v ").strip()
    return subject[:1].upper() + subject[1:]


def header(letter: Letter) -> Header:
    issuer = MINISTRIES[letter.letterhead].upper()
    return Header("", issuer, f"Số: {letter.number}", letter.subject, place_and_date(letter.date))


def delegation(letter: Letter) -> str:
    """The addressee, with or without the capital that half of the real letters give to `Đại biểu`."""
    if chosen(letter.stem, "delegation", 2):
        return letter.delegation.replace("Đoàn đại biểu", "Đoàn Đại biểu")
    return letter.delegation


def body(letter: Letter) -> Iterator[Block]:
    """Reception, each request with its reply, thanks."""
    yield Block("paragraph", reception(letter))
    for position, request in enumerate(letter.requests):
        yield from request_blocks(letter, position, request)
    yield Block("closing", thanks(letter))


def reception(letter: Letter) -> str:
    """The sentence that says whose petition came, through whom and with which letter."""
    gap = "  " if chosen(letter.stem, "gap", 4) == 0 else " "
    paper = "Công văn" if chosen(letter.stem, "paper", 3) else "văn bản"
    sentence = (
        f"nhận được kiến nghị của cử tri {place(letter)} do {letter.forwarded_by} chuyển đến theo {paper} số "
        f"{letter.forwarded_number}{gap}ngày {short_date(letter.forwarded_date)}, nội dung kiến nghị như sau:"
    )
    if letter.letterhead == "BKHCN" and chosen(letter.stem, "opening", 2):
        return f"{session_first(letter.session)}, {presented(letter)} {sentence}"
    return f"{presented(letter)} {sentence}"


def place(letter: Letter) -> str:
    """`tỉnh Hà Giang`, `Thành phố Hồ Chí Minh`: the province as the addressee names it."""
    return letter.delegation.split("Quốc hội ", 1)[1]


def session_first(session: str) -> str:
    """`Sau Kỳ họp thứ 9, Quốc hội khóa XV`: the opening seen in letters of the successor ministry."""
    session = session.replace("kỳ họp", "Kỳ họp", 1)
    return session[:1].upper() + session[1:]


def presented(letter: Letter) -> str:
    """The ministry's name; most letters define the abbreviation in brackets."""
    name = MINISTRIES[letter.letterhead]
    return name if chosen(letter.stem, "brackets", 5) == 0 else f"{name} ({abbreviation(letter)})"


def abbreviation(letter: Letter) -> str:
    forms = ABBREVIATIONS[letter.letterhead]
    return forms[chosen(letter.stem, "abbreviation", len(forms))]


def request_blocks(letter: Letter, position: int, request: Request) -> Iterator[Block]:
    """Petition, reply marker, reply; some letters write the marker only after the first petition."""
    several = len(letter.requests) > 1
    yield Block("paragraph", f"Câu {position + 1}: {request.petition}" if several else request.petition)
    if position == 0 or chosen(letter.stem, "marker", 2):
        yield Block("paragraph", reply_marker(letter, position))
    for text in request.reply:
        yield Block("paragraph", text)


def reply_marker(letter: Letter, position: int) -> str:
    ministry = f"Bộ {abbreviation(letter)}"
    forms = (
        f"Sau khi nghiên cứu, {ministry} trả lời như sau:",
        f"Sau khi nghiên cứu, {ministry} có ý kiến trả lời như sau:",
        f"{ministry} xin trả lời như sau:",
    )
    return forms[0] if position else forms[(0, 0, 0, 1, 2)[chosen(letter.stem, "marker form", 5)]]


def thanks(letter: Letter) -> str:
    ministry = f"Bộ {abbreviation(letter)}"
    return (
        f"Trên đây là nội dung trả lời của {ministry} đối với kiến nghị của cử tri {place(letter)}. {ministry} "
        f"trân trọng cảm ơn cử tri và kính gửi {letter.delegation} để thông tin tới cử tri./."
    )


def footer(letter: Letter) -> Footer:
    body = "Ủy ban Dân nguyện và Giám sát" if letter.date >= COMMITTEE_SINCE else "Ban Dân nguyện"
    recipients = (
        "- Như trên;",
        f"- {body};",
        "- Văn phòng Chính phủ;",
        "- Bộ trưởng, các Thứ trưởng;",
        "- Lưu: VT, VP.",
    )
    by_deputy = ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "(đã ký)")
    return Footer(recipients, by_deputy if chosen(letter.stem, "signer", 3) == 0 else ("BỘ TRƯỞNG", "(đã ký)"))


def web_copy(letter: Letter) -> WebCopy:
    """What the portal made of the letter: number and day lost in the copies of 2020 and in a few others."""
    blank = letter.date.year == 2020 or chosen(letter.stem, "blank", 5) == 0
    code = letter.number.split("/", 1)[1]
    day = place_and_date(letter.date)
    lead = f"Công văn số {letter.number} ngày {short_date(letter.date)}"
    return WebCopy(
        number=f"Số: /{code}" if blank else f"Số: {letter.number}",
        place_and_date=day.replace(f"ngày {letter.date.day:02d}", "ngày      ") if blank else day,
        lead="" if blank else f"{lead} của {MINISTRIES[letter.letterhead]} trả lời kiến nghị cử tri.",
        shows_addressee=letter.date.year < 2021,
        shows_closing=chosen(letter.stem, "closing", 2) == 0,
        site=SITES[letter.letterhead],
    )
