"""The parts of a reply that hold for the asker's province only; the rest is common to every province.

The same answer goes to many provinces with one paragraph of local figures: those must never be told of another place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from ingest.documents import Span
from ingest.parse.numbering import paragraphs
from ingest.tables import Tables
from ingest.vietnamese import sentences, strip_tones

# One table of patterns; each is used by exactly one function below.
THE_PROVINCE = re.compile(
    r"\btrên địa bàn (?:toàn )?(?:tỉnh|thành phố)\b(?!, thành phố)"
    r"|(?<!cấp )(?<!các )\b(?:của|tại|ở|toàn|trong|riêng|đề nghị|cho) (?:tỉnh|thành phố)(?= [a-zđ]|[.;:)]"
    r"|, (?!thành phố)|$)(?! thành| hoặc)"
    r"|(?<!các )(?<!cấp )(?<!mỗi )(?<!từng )\b(?:[Tt]ỉnh|Sở(?: [A-ZĐ&]+)?|[Cc]ông an tỉnh|địa phương) (?:(?:đã"
    r"|dự kiến|đang)\b|(?:hiện )?(?:có|còn) \d)"
    r"|[Tt]heo (?:báo cáo|số liệu|khảo sát|đề xuất|thống kê|rà soát)(?: tổng hợp)? của (?:tỉnh|địa phương|Sở)\b"
)
PLACE_BELOW = re.compile(
    r"\b(?:huyện|thị xã|thành phố|quận|xã|phường|thị trấn|thôn|bản|ấp|buôn|đảo"
    r"|xã đảo)s? (?=[A-ZĐ])(?P<name>[A-ZĐ][^\W\d_]*(?:[ -][A-ZĐ][^\W\d_]*){0,3})"
)
GOES_ON = re.compile(
    r"(?:Trong (?:đó|số)|Số còn lại|Còn lại|Các (?:thôn|bản|ấp|xã|huyện|trạm|điểm|đài|hộ|trường hợp|tuyến|khu vực"
    r"|thiết bị|vị trí|cơ sở|tổ)\b[^.]{0,40}?"
    r"(?:này|trên|nêu trên|còn lại|đó|nói trên)|(?:Với|Đối với) (?:các|\d+) (?:thôn|bản|ấp|xã|xóm|trạm|điểm|khu vực"
    r"|hộ)|Ngoài ra, (?:còn |tỉnh)|Kết quả|Qua (?:đó|kiểm tra)|Đến (?:nay|tháng|hết|cuối)|Phần lớn|Một số (?:thôn|xã"
    r"|điểm|trạm))"
)
NATIONAL = re.compile(
    r"\b(?:cả nước|toàn quốc|trên phạm vi toàn|các địa phương|các tỉnh|các bộ, ngành|Nghị định số|Thông tư số|Luật"
    r"|Quyết định số|Thủ tướng Chính phủ|Quốc hội)\b"
)
HEADING = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]{1,4}[.)]|[a-zđ][.)])\s+\S[^\n]{2,150}$")
REST = re.compile(r"\b\d+ (?:xã|thôn|bản|ấp|xóm|điểm|hồ sơ|trạm|hộ|đài|trường hợp) (?:còn lại|nêu trên|này)\b")


def local_spans(text: str, reply: Span, province: str | None, tables: Tables, on: date | None) -> tuple[Span, ...]:
    """The sentences of the reply that speak of the asker's province, joined where they follow one another.

    `province` may be several, as one reply to several provinces has ("Bình Phước; Quảng Nam").
    """
    if not province:
        return ()
    own = _names(_called([name.strip() for name in province.split(";")], tables, on))
    elsewhere = _names(tuple(dict.fromkeys(each.name for each in tables.provinces)))
    return tuple(_joined(text, _local(text, reply, own, elsewhere)))


def _local(text: str, reply: Span, own: re.Pattern[str], elsewhere: re.Pattern[str]) -> Iterator[Span]:
    under_local_heading = False
    for line in paragraphs(text, reply):
        words = line.of(text)
        if _is_heading(words):
            under_local_heading = _speaks_of(words, own, elsewhere) is True
            if under_local_heading:
                yield line
            continue
        before = under_local_heading
        for sentence in sentences(words):
            said = sentence.of(words)
            here = _speaks_of(said, own, elsewhere)
            if here is None:
                here = before and _may_go_on(said, under_local_heading)
            if here:
                yield Span(line.start + sentence.start, line.start + sentence.end)
            before = here or under_local_heading


def _speaks_of(said: str, own: re.Pattern[str], elsewhere: re.Pattern[str]) -> bool | None:
    """True of the own province, False of another or of the whole country, None when it names no place."""
    bare = strip_tones(said).lower()
    if own.search(bare):
        return True
    others = elsewhere.search(bare) is not None
    if THE_PROVINCE.search(said):
        return not others
    if others:
        return False
    if PLACE_BELOW.search(said):
        return True
    return False if NATIONAL.search(said) else None


def _may_go_on(said: str, under_local_heading: bool) -> bool:
    return under_local_heading or GOES_ON.match(said) is not None or REST.search(said) is not None


def _is_heading(words: str) -> bool:
    return HEADING.match(words) is not None and not words.rstrip().endswith((".", ";"))


def _joined(text: str, spans: Iterator[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in spans:
        if last and not text[last.end : span.start].strip():
            last = Span(last.start, span.end)
        else:
            yield from [last] if last else []
            last = span
    yield from [last] if last else []


def _called(provinces: list[str], tables: Tables, on: date | None) -> tuple[str, ...]:
    """The names the provinces have on the day, had before and were given: a new province covers its old ones."""
    known = list(provinces)
    for name in provinces:
        today = tables.province_today(name, on) if on else None
        known += [today.name] if today else []
        covers = tables.province(name, on) if on else None
        known += tables.provinces_before(name) if covers and covers.valid_from else ()
        known += [alias for alias, meant in tables.province_aliases if meant == name]
    return tuple(dict.fromkeys(known))


@lru_cache(maxsize=512)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    """Provinces by name, in lower case without tone marks."""
    spaced = (r"[\s-]+".join(re.findall(r"[a-z]+", strip_tones(name).lower())) for name in names)
    return re.compile(
        r"\b(?:" + "|".join(sorted(filter(None, spaced), key=len, reverse=True)) + r")\b" if names else "(?!)"
    )
