"""Lines that portals put into stored pages: notices to log in, and the error blocks of SharePoint."""

from __future__ import annotations

import re

from ingest.vietnamese import fold

_LONGEST = 400
_LOGIN_WORDS = ("đăng nhập", "dành", "áp dụng")
_LOGIN = re.compile(
    r"\W*(?:bạn|quý khách|quý vị|bạn đọc|quý thành viên)?\s*(?:(?:xin )?vui lòng|phải|cần|chưa|hãy)\s+đăng nhập\b.{0,120}?"
    r"(?:thành viên|tài khoản|để (?:xem|sử dụng|tải|theo dõi|bình luận|gửi|đọc)|tvpl|luatvietnam|hethongphapluat).*"
    r"|\W*đây là (?:tiện ích|nội dung|chức năng) dành (?:cho|riêng cho) (?:tài khoản|thành viên|khách hàng).*"
    r"|\W*(?:chức năng|nội dung|tiện ích|văn bản) này (?:chỉ )?(?:dành|áp dụng)(?: riêng)? cho (?:tài khoản|thành viên|khách hàng).*"
    r"|\W*nếu (?:bạn )?(?:chưa|là) (?:có tài khoản|thành viên).{0,80}(?:đăng ký|đăng nhập).*",
    re.DOTALL,
)
_SHAREPOINT = re.compile(
    r"sorry, something went wrong|an unexpected error has occurred\W*|correlation id\s*:.*|date and time\s*:.*"
    r"|technical details|go back to site|troubleshoot issues with microsoft sharepoint.*"
    r"|web part error\s*:.*|lỗi phần web.*|unable to display this web part.*|skip ribbon commands"
    r"|turn (?:on|off) (?:more accessible mode|animations)|to navigate through the ribbon.*"
    r"|it looks like your browser does not have javascript enabled.*|\[?unableto(?:display|load).*"
    r"|the file you are attempting to save or retrieve.*|access denied\W*|an error occurred .{0,60}web part.*",
    re.DOTALL,
)


def is_portal_noise(text: str) -> bool:
    """Whether a paragraph is such a notice and nothing else."""
    if len(text) > _LONGEST:
        return False
    lowered = text.lower().strip()
    if _SHAREPOINT.fullmatch(lowered):
        return True
    return any(word in lowered for word in _LOGIN_WORDS) and _LOGIN.fullmatch(fold(lowered)) is not None
