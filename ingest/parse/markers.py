"""The words with which a letter turns from what was asked to what is answered."""

from __future__ import annotations

import re

from ingest.documents import Span

# Whoever answers: a ministry, and in pages of provinces a department, the people's committee, the police.
BODY = r"(?:Bộ|Sở|UBND|[UỦ]ỷ ban|Ủy ban|Công an|Cục|Ban|Trung tâm)"
ABOUT = r"(?:(?:Về|Đối với|Liên quan đến|Vấn đề này|Nội dung này)[^.\n]{0,300}?,\s*)?"
STUDIED = r"(?:(?:Sau khi|Qua) (?:nghiên cứu|xem xét|rà soát|kiểm tra|trao đổi|tổng hợp)[^.:\n]{0,160}?,?\s*)?"
ANSWERS = (
    r"\s(?:(?!nhận được)[^.:;\n]){2,130}?(?:trả lời|phúc đáp|giải trình trả lời)[^.:\n]{0,160}?như sau"
    r"(?: tại [^:\n]{5,80}| ?\([^()\n]{5,80}\))?[^\S\n]*+[:.]?[^\S\n]*+"
)

# One table of patterns; each is used by exactly one function below.
PLAIN = re.compile(
    rf"^[^\S\n]*+(?:[-–*+•|]\s*)?{STUDIED}{ABOUT}{BODY}{ANSWERS}"
    rf"|^[^\S\n]*+(?:[-–*+•|]\s*)?(?:Trả lời|TRẢ LỜI|(?:Ý kiến|Nội dung|Ý KIẾN|NỘI DUNG) (?:trả lời|TRẢ LỜI))"
    r"(?: của [^:\n]{3,140}?(?= như sau|:)|\s*\([^()\n]{3,100}\))?(?: như sau)?[^\S\n]*+[:.][^\S\n]*+"
    r"|^[^\S\n]*+(?:TRẢ LỜI|Trả lời)[^\S\n]*+$"
    rf"|^[^\S\n]*+{BODY}\s(?:(?!nhận được)[^.:;,\n]){{2,90}}?\s(?:trả lời|phúc đáp)\s*:[^\S\n]*+",
    re.MULTILINE,
)
# A paragraph that took the marker in: believed only where no marker opens a line.
INSIDE = re.compile(rf"(?<=[.?!”\";]\s){STUDIED}{ABOUT}Bộ{ANSWERS}|(?<=[.?!”\";]\s)(?:Trả lời|TRẢ LỜI)\s*:[^\S\n]*+")
# Also used inside replies, so believed only where a letter has no plain marker.
WEAK = re.compile(
    rf"^[^\S\n]*+{STUDIED}{ABOUT}{BODY}\s(?:(?!nhận được)[^.:;\n]){{2,130}}?"
    r"(?:thông tin|thông báo|báo cáo|giải trình|có ý kiến|cho biết)[^.:\n]{0,100}?(?:như sau"
    r"|cụ thể)[^\S\n]*+[:.]?[^\S\n]*+"
    r"|^[^\S\n]*+Kết quả (?:giải quyết|trả lời|xử lý)[^:\n]{0,80}:[^\S\n]*+",
    re.MULTILINE,
)
DIGEST = re.compile(
    r"^(?![^\n]{0,200}nhận được (?:các )?(?:kiến nghị|ý kiến))[^\n]{0,400}?\b(?:công văn|văn bản)\s+(?:trả lời\s+)?số\s*:?\s*"
    r"\d{1,5}\s?/\s?B[A-ZĐ]{3,}[^\n]{3,300}?"
    r"(?:theo đó|trong đó(?: nêu rõ| nêu)?|(?:với )?nội dung(?: cụ thể| trả lời| chính)?(?: như sau)?|cụ thể(?: như sau)?|như sau)\s*[:,]"
    r"[^\S\n]*+",
    re.MULTILINE | re.IGNORECASE,
)


def markers_in(text: str, zone: Span) -> list[Span]:
    """Every plain marker in the zone; without one, the one place that turns to the answer in other words."""
    plain = [Span(*found.span()) for found in PLAIN.finditer(text, zone.start, zone.end)]
    if plain:
        return plain
    inside = [Span(*found.span()) for found in INSIDE.finditer(text, zone.start, zone.end)]
    weak = None if inside else WEAK.search(text, zone.start, zone.end)
    return inside or ([Span(*weak.span())] if weak else [])


def marker_inside(text: str, zone: Span) -> Span | None:
    """The marker that a paragraph of the zone took in: "… Đề nghị Bộ quan tâm. Trả lời: …"."""
    found = INSIDE.search(text, zone.start, zone.end)
    return Span(*found.span()) if found else None


def digest_in(text: str) -> Span | None:
    """The newspaper sentence that stands for the head and the petition: "… có công văn số …, theo đó:"."""
    found = DIGEST.search(text[:4000])
    return Span(*found.span()) if found else None
