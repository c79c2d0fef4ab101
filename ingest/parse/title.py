"""What a text without a title of its own is called: its first lines that are not part of an official head."""

from __future__ import annotations

import re

from ingest.parse.header import BODY_WORD
from ingest.vietnamese import fold

HEAD_CHARACTERS = 3000
TITLE_CHARACTERS = 300
LONGEST_BODY_NAME = 70

# One table of patterns; each is used by exactly one function below.
NOT_A_TITLE = re.compile(
    r"^(?:văn bản mẫu|trang chủ|số\s*:|v/v|kính gửi|hà nội, ngày|cộng h|độc lập|\W*$|bộ |cục |vụ |(?:\("
    r"|\|)?\s?dự thảo\b"
    r"|(?:số hiệu|số ký hiệu|ngày ban hành|nơi ban hành|tình trạng|hiệu lực|người ký|loại văn bản|lĩnh vực)[^:]{0,12}:?$"
    r"|(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật), \d|cỡ chữ|giới thiệu$|tin tức$|văn bản$|hỏi đáp$|xem với|\d{1,5}/[^ ]+$|\d[\d/.:\s]*$)"
)
# What SharePoint and other servers print above a page they could not finish.
SERVER_ERROR = re.compile(
    r"(?:sorry, )?something went wrong|an unexpected error|correlation id|web ?part|technical details|go back to site"
    r"|runtime error"
    r"|server error|date and time\s*:|đã xảy ra lỗi|lỗi hệ thống|file not found|access denied|list does not exist"
    r"|javascript"
)
KIND_OF_REPORT = re.compile(
    r"(?:BÁO CÁO|TỜ TRÌNH|NGHỊ QUYẾT|KẾ HOẠCH|THÔNG BÁO|CHỈ THỊ|QUYẾT ĐỊNH|HƯỚNG DẪN|QUY CHẾ|KẾT LUẬN)(?: SỐ \d+)?"
)
TITLE_ENDS = re.compile(r"kính gửi|[ivx]{1,4}[.)]|\d{1,2}[.)]|căn cứ|thực hiện|\(|[-_*=]{2,}|phần thứ")
WORDS_OF_A_TITLE = re.compile(r"TRẢ LỜI|CHẤT VẤN|KIẾN NGHỊ|BÁO CÁO|TỔNG HỢP")


def title_in(text: str) -> str:
    """The first line that is no head; the name of a kind of report takes the lines that say what it is about."""
    lines = [line for line in _lines(text) if not _is_head(line)]
    if not lines:
        return ""
    title = lines[0]
    if KIND_OF_REPORT.fullmatch(title):
        for line in lines[1:4]:
            if TITLE_ENDS.match(fold(line)) or len(title) > TITLE_CHARACTERS or title.endswith((".", ";", ":")):
                break
            title = f"{title} {line}"
    return title[:TITLE_CHARACTERS]


def is_error(line: str) -> bool:
    """Whether a line is a server's own error message."""
    return SERVER_ERROR.search(line.lower()) is not None


def _lines(text: str) -> list[str]:
    lines = (" ".join(line.strip(" |").split()) for line in text[:HEAD_CHARACTERS].splitlines())
    return [line for line in lines if line]


def _is_head(line: str) -> bool:
    """Whether a line belongs to the head: the bodies, the motto, number, place and date; or to a broken server."""
    if is_error(line):
        return True
    if line == line.upper() and WORDS_OF_A_TITLE.search(line):
        return False
    named = BODY_WORD.match(line) is not None and line == line.upper() and len(line) < LONGEST_BODY_NAME
    return named or NOT_A_TITLE.match(fold(line)) is not None
