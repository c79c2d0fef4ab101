"""Where the answer of a letter ends: thanks, `./.`, recipients, signature, the stamp of a signature, site furniture."""

from __future__ import annotations

import re

from ingest.documents import Span

LONGEST_THANKS = 900
LONGEST_AFTER_THANKS = 250
MOST_HEADLINES = 8

# One table of patterns; each is used by exactly one function below.
CLOSE = re.compile(
    r"\.\s*+/\s*+\.?\s*+$|^[^\S\n|]*+\|?+[^\S\n]*+Nơi nhận\s*:|^[^\S\n]*+(?:KT|TL|TM|TUQ|Q)\.[^\n]{0,60}Nơi nhận\s*:",
    re.MULTILINE,
)
SIGNATURE = re.compile(
    r"^[^\S\n|]*+\|?+[^\S\n]*+(?:(?:TM|KT|TL|TUQ|Q)\.[^\S\n]*+(?:[A-ZĐỦỤƯ ]{3,40}/[^\S\n]*+)?)?"
    r"(?:BỘ TRƯỞNG|THỨ TRƯỞNG|(?:PHÓ )?CHÁNH VĂN PHÒNG|CỤC TRƯỞNG|VỤ TRƯỞNG|(?:PHÓ )?(?:TỔNG )?GIÁM ĐỐC"
    r"|(?:PHÓ )?CHỦ TỊCH"
    r"|BỘ CÔNG AN|ỦY BAN NHÂN DÂN)(?:[^\S\n]*/[^\S\n]*[A-ZĐỨỬỦ ]{3,30})?[^\S\n|]*+\|?+[^\S\n]*+$"
    r"|^[^\S\n]*+(?:Ký bởi|Người ký|Được ký bởi|Ký số bởi|Thời gian ký|Ngày ký|Digitally signed)\s*(?:by)?\s*:"
    r"|^[^\S\n]*+(?:\(?(?:BCĐ|Ban Chỉ đạo|BAN CHỈ ĐẠO)\)?|\(?[Đđ]ã ký\)?)[^\S\n]*+$",
    re.MULTILINE,
)
# Words that also begin a sentence of an answer ("Cổng dịch vụ công quốc gia đã …") count only as a line of their own.
CHROME = re.compile(
    r"^[^\S\n]*+(?:banner icon|Tin liên quan|Tin khác|Các tin khác|Tin bài liên quan|Bài viết liên quan"
    r"|Văn bản liên quan|In trang"
    r"|In bài viết|Về trang (?:chủ|trước)|Lượt xem|Gửi phản hồi|Gửi bình luận|Ý kiến bạn đọc|Đánh giá bài viết"
    r"|Cơ quan chủ quản"
    r"|Bản quyền (?:thuộc|©)|Xem tiếp\b|Các bài viết khác|Bạn đọc (?:có|gửi)|(?:Nguồn|Tin|Tin, ảnh|Bài|Tác giả|Biên tập)\s*:"
    r"|Từ kh(?:óa|oá)\s*:|Tags?\s*:|Copyright|\(?[^\S\n]*+Còn (?:tiếp|nữa)[^\S\n]*+\)?[^\S\n]*+$"
    r"|(?:Cổng dịch vụ công(?: quốc gia)?|Chia sẻ(?: (?:bài viết|qua|lên|trên)[^\n]{0,40})?:?|Bản in"
    r"|Bình luận(?: \(\d+\))?"
    r"|Facebook|Zalo|Twitter|Email|Copy link|Quay lại|Trở về|Lược đồ|Bản tiếng Anh)[^\S\n]*+$)",
    re.MULTILINE | re.IGNORECASE,
)
# Who wrote a page of news, alone on its line.
SIGNED_PAGE = re.compile(
    r"^[^\S\n]*+(?:\([^()\n]{3,60}(?:tổng hợp|biên tập|thực hiện|ghi)\)|Ban [Bb]iên tập|(?:Theo )?Báo [A-ZĐ][^\n.,;:]{2,40})[^\S\n]*+$",
    re.MULTILINE,
)
HEADLINE = re.compile(r"(?![-–*+•]|\d{1,2}[.)]|[a-zđ][.)]|\[\d)[^\n]{3,140}(?<![.;:!?…”)])$")
THANKS = re.compile(
    r"^[^\S\n]*(?:Trên đây là\b|[^\n]{0,160}trân trọng (?:cảm ơn|cám ơn|thông báo|báo cáo|thông tin|gửi|phúc đáp"
    r"|trả lời|kính))"
    r"|^[^\S\n]*Trân trọng(?: (?:cảm|cám) ơn| kính chào)?[^\S\n]*+[.!]?[^\S\n]*$"
    r"|^[^\S\n]*(?:Rất )?mong (?:nhận được|tiếp tục nhận được)[^\n]{0,200}$",
    re.MULTILINE | re.IGNORECASE,
)


def body_end(text: str, markers: list[Span]) -> int:
    """Where the answers end: before the first closing after the last question's marker."""
    after = markers[0].end if markers else 0
    end = _closed(text, after, len(text))
    # Each answer of a page with many letters has its own closing: the body goes on to the last one.
    while later := next((marker for marker in markers if marker.start > end), None):
        end = _closed(text, later.end, len(text))
    return end


def without_closing(text: str, reply: Span) -> Span:
    """An answer without the thanks, signature and furniture that end it."""
    return Span(reply.start, _closed(text, reply.start, reply.end))


def _closed(text: str, start: int, limit: int) -> int:
    ends = [
        found.start() for pattern in (CLOSE, SIGNATURE, SIGNED_PAGE) if (found := pattern.search(text, start, limit))
    ]
    end = min(ends, default=limit)
    chrome = CHROME.search(text, start, end)
    end = _without_headlines(text, start, chrome.start()) if chrome else end
    # Thanks stand in the last paragraphs; the same words earlier belong to the answer.
    near = max(start, text.rfind("\n", 0, max(start, end - LONGEST_THANKS)) + 1)
    thanks = (found for found in THANKS.finditer(text, near, end) if found.start() > start)
    return next((found.start() for found in thanks if _is_last(text, found.end(), end)), end)


def _without_headlines(text: str, start: int, end: int) -> int:
    """Links to other pages stand between an article and the furniture below it: lines without a full stop."""
    for _ in range(MOST_HEADLINES):
        line = text.rfind("\n", start, max(start, end - 1)) + 1
        if line <= start or not HEADLINE.fullmatch(text[line:end].strip()):
            break
        end = line
    return end


def _is_last(text: str, thanked: int, end: int) -> bool:
    line_end = text.find("\n", thanked, end)
    rest = text[line_end:end].strip() if line_end >= 0 else ""
    return len(rest) <= LONGEST_AFTER_THANKS
