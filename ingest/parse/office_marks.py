"""What offices put on a letter after it was written: signature stamps, arrival stamps, marks of a copy. Not its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.parse.layout import Line

_SIGNATURE = re.compile(
    r"(?:(?:Chữ ký (?:số )?hợp lệ|Signature (?:is )?valid)\b.*"
    r"|(?:Được )?[Kk]ý (?:số )?bởi\s*:.*|Người ký\s*:.*|Signed by\s*:.*|(?:Ngày|Thời gian|Giờ) ký\s*:.*|Signing (?:date|time)\s*:.*"
    r"|(?:Date|Ngày)\s*:\s*\d{4}[.-]\d{2}[.-]\d{2}.*)"
)
# Parts of a signature stamp that are only furniture below one of the lines above.
_SIGNATURE_REST = re.compile(
    r"(?:Cơ quan|Email|E-mail|Chức vụ|Tổ chức|Vị trí|Lý do)\s*:.*|\+\d{2}:\d{2}|\d{2}[./-]\d{2}[./-]\d{4}\s+\d{2}:\d{2}(?::\d{2})?.*"
)
_ARRIVAL = re.compile(r"(?:CÔNG VĂN )?ĐẾN")
_ARRIVAL_REST = re.compile(
    r"Số\s*(?:đến)?\s*:?\s*[\d.…_ ]*|(?:Ngày|Giờ)\s*(?:đến)?\s*:?\s*[\d./…_\- ]*|(?:Chuyển|Lưu hồ sơ(?: số)?|Kính chuyển)\s*:.{0,60}"
)
_ARRIVAL_WHOLE = re.compile(r"(?:CÔNG VĂN )?ĐẾN\s+Số\s*:?[\s\d.…_]*(?:Ngày\s*:?[\s\d./…_\-]*)?(?:Chuyển\s*:.{0,60})?")
_COPY = re.compile(r"SAO Y(?:\s+BẢN (?:CHÍNH|GỐC))?(?:[;,:]?\s.{0,120})?|BẢN SAO(?: Y)?")
# A stamp has few lines; the next line that is none of them ends it.
MOST_LINES = 6


def without_office_marks(lines: Sequence[Line]) -> list[Line]:
    """The lines without those of digital signature stamps, arrival stamps and `SAO Y`."""
    kept: list[Line] = []
    rest, left = None, 0
    for line in lines:
        opened = _opens(line.text)
        if opened:
            rest, left = opened, MOST_LINES
        elif rest and left and rest.fullmatch(line.text):
            left -= 1
        else:
            rest = None
            kept.append(line)
    return kept


def _opens(text: str) -> re.Pattern[str] | None:
    if len(text) > 200:
        return None
    if _SIGNATURE.fullmatch(text):
        return _SIGNATURE_REST
    if _ARRIVAL.fullmatch(text) or _ARRIVAL_WHOLE.fullmatch(text):
        return _ARRIVAL_REST
    return _NOTHING_MORE if _COPY.fullmatch(text) else None


_NOTHING_MORE = re.compile(r"(?!)")
