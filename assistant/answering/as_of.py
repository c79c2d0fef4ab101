"""The day a question is about when it says so itself: `năm 2023 thì …`, `tại thời điểm tháng 6/2024`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ingest.vietnamese import DateMention, dates, strip_tones

# Matched against the text without tone marks, in lower case.
OPENS = re.compile(
    r"\W*(?:(?:con|the|vay)\s+)*(?:(?:vao|trong|tai|hoi|o)\s+)?(?:thoi diem\s+)?(?:(?:ngay|thang|nam)\s+)?$"
)
THEN = re.compile(r"\s*(?:,|thi\b)")
ASKS_FOR_LAW = re.compile(
    r"\bhieu luc\b|\bap dung\b|\b(?:luat|nghi dinh|thong tu|van ban|quy dinh)(?: [^\W\d_]+){0,4} nao\b"
)
AT_THAT_TIME = re.compile(
    r"(?:\bthoi diem|\b(?:co|con) hieu luc(?: (?:vao|trong|tai|o))?(?: thoi diem)?)\s*(?:(?:ngay|thang|nam)\s+)?$"
)

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def today() -> date:
    """The day it is in Vietnam, wherever the server's clock stands."""
    return datetime.now(UTC).astimezone(VIETNAM).date()


def day_meant(text: str, today: date) -> date | None:
    """The last day of the time that the question (NFC) puts itself at, today at the latest; None when it does not.

    A year that only describes what is asked for (`kế hoạch năm 2023`) is no such time.
    """
    bare = strip_tones(text).lower()
    for mention in dates(text):
        if mention.year and _is_meant(bare[: mention.span.start], bare[mention.span.end :]):
            return min(_last_day(mention), today)
    return None


def _is_meant(before: str, after: str) -> bool:
    if AT_THAT_TIME.search(before):
        return True
    return OPENS.fullmatch(before) is not None and (THEN.match(after) or ASKS_FOR_LAW.search(after)) is not None


def _last_day(mention: DateMention) -> date:
    assert mention.year is not None
    month = mention.month or 12
    return date(mention.year, month, mention.day or monthrange(mention.year, month)[1])
