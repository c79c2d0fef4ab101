"""Characters and lines that are not part of what a document says."""

from __future__ import annotations

import re

from ingest.encodings import without_look_alikes, without_unseen
from ingest.vietnamese import SPACES, fold, nfc, strip_tones

SAMPLE_MARK = "VĂN BẢN MẪU – dùng để chạy thử phần mềm, không có giá trị pháp lý"

# Form feed, vertical tab and the Unicode line separators break lines; every other control character is noise.
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufff0-\uffff\ue000-\uf8ff]")
_BLANKS = re.compile(f"[ \t{SPACES}]+")
_BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "•", "\uf02d": "-", "\uf0d8": "•", "\uf0fc": "•", "\uf06c": "•"})

_RULE = re.compile(r"[-_=*~.–—\s]{3,}")
_CHROME = re.compile(
    r"(?:banner icon|cổng dịch vụ công quốc gia|chia sẻ(?: bài viết)?(?: qua.*)?|in trang(?: này)?|in bài viết"
    r"|gửi email|facebook|zalo|twitter|youtube|linkedin|lượt xem\s*:?\s*[\d.]*|quay lại|trở về|(?:về )?đầu trang|lên đầu trang"
    r"|đăng nhập|đăng ký|trang chủ|tìm kiếm|copy link|sao chép liên kết|bản in|tin liên quan|các tin khác"
    r"|theo dõi|bình luận|xem thêm|đọc bài viết|tải về|skip to content|like|share|print"
    r"|trang chủ\s*[»>/›].*)"
)


def clean(text: str) -> str:
    """NFC text with `\\n` as the only line break, single spaces, and without control, invisible or deceiving characters.

    Old encodings are repaired before (`encodings.repaired`), because this takes away letters they use.
    """
    text = _LINE_BREAK.sub("\n", text).translate(_BULLETS)
    text = nfc(without_look_alikes(without_unseen(_CONTROL.sub("", text))))
    return _BLANKS.sub(" ", text)


def is_noise(line: str) -> bool:
    """Whether a line is furniture of a website or the mark of a sample, not part of the document."""
    if len(line) > 120:
        return False
    if _RULE.fullmatch(line):
        return True
    folded = fold(line).strip(" .|*-•")
    return _CHROME.fullmatch(folded) is not None or _is_sample_mark(folded)


def _is_sample_mark(folded: str) -> bool:
    """Without tones, because OCR misreads some of them."""
    bare = strip_tones(folded)
    return "van ban mau" in bare and "gia tri phap ly" in bare
