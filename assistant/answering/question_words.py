"""The words a question is made of, which say what kind of fact is wanted and weigh nothing in search."""

from __future__ import annotations

import re

from ingest.vietnamese import has_tones, strip_tones

QUESTION_WORDS = frozenset(
    (
        "là gì nào ai bao nhiêu mấy khi đâu sao thế như không có được đã chưa của và các những cho về thì mà ở tại với ra "
        "hay hoặc bị do từ đến này đó ấy vậy ạ à nhỉ xin hỏi hãy giúp mình tôi em anh chị bạn cần biết hiện nay còn nữa "
        "phải rồi cái việc theo trong trên một nếu vì tra cứu kiểm bộ giờ thế r dạ vâng nhé nha hả vừa rồi "
        "la gi nao bao nhieu may dau the nhu khong duoc da chua cua va cac nhung ve thi o tai voi hoac tu den nay do vay "
        "hoi giup minh toi can biet hien con phai viec theo mot neu bo gio"
    ).split()
)

PAIRS_MARKED = frozenset(
    (first, second)
    for first, _, second in (
        pair.partition(" ")
        for pair in (
            "bao nhiêu,nhiêu tiền,bao giờ,bao lâu,khi nào,lúc nào,như thế,thế nào,nào là,là gì,gì không,có được,được không,"
            "có phải,phải không,hay không,có cần,không ạ,vì sao,tại sao,làm sao,sao không,ra sao,thì sao,ở đâu,là ai,ai là,"
            "cho hỏi,xin hỏi,hỏi về,cho em,giúp em,giúp mình,cho mình,xin cho,cho biết,mấy năm,bị phạt,phạt bao,có bị,"
            "bị gì,cần gì,những gì,gồm những"
        ).split(",")
    )
)
PAIRS_UNMARKED = frozenset((strip_tones(first), strip_tones(second)) for first, second in PAIRS_MARKED)
ASKED_UNMARKED = frozenset(map(strip_tones, QUESTION_WORDS))
ASKED_MARKED = QUESTION_WORDS - {strip_tones(word) for word in QUESTION_WORDS if has_tones(word)} | {
    "theo",
    "cho",
    "ta",
}

QUANTITY = re.compile(
    r"bao nhiêu|\bmấy\b|tỷ lệ|tỉ lệ|số lượng|phần trăm|tối đa|tối thiểu|bao lâu|mức phạt|\bsố mấy|bao nhieu|\bmay\b|ty le"
    r"|ti le|toi da|muc phat|bao lau|phan tram"
)
TIME = re.compile(
    r"khi nào(?! (?:phải|được|thì|cần|nên))|ngày nào|bao giờ|lúc nào|tháng nào|năm nào|thời gian|thời điểm|khung giờ|từ khi"
    r"|hạn (?:là|của|phủ)"
    r"|khi nao(?! (?:phai|duoc|thi|can|nen))|ngay nao|bao gio|thang nao|nam nao|thoi gian|khung gio"
)
DAY = re.compile(r"ngày nào|ngày mấy|hạn|ngay nao")
LAW = re.compile(
    r"văn bản nào|nghị định nào|nđ nào|luật nào|thông tư nào|quyết định nào|số bao nhiêu|số mấy|căn cứ|thay thế|thay bằng"
    r"|thay bởi|hiệu lực|quy định nào|công điện|sửa đổi bởi|bị .{0,20}thay|ở văn bản|áp dụng|còn dùng"
    r"|van ban nao|nghi dinh nao|luat nao|thong tu nao|can cu\b|thay bang|thay the|hieu luc|so quyet dinh|so may|ap dung"
)
VALIDITY = re.compile(
    r"hiệu lực|thay (?:thế|bằng|bởi|nghị)|bị .{0,20}thay|còn (?:áp )?dùng|còn áp dụng|được thay|đã thay|hết hạn|sửa đổi b"
    r"|hieu luc|thay (?:the|bang|boi)|con ap dung|bi thay|duoc thay|mới thay|moi thay"
)
WHO = re.compile(
    r"\bai\b|cơ quan nào|đơn vị nào|bộ nào|tỉnh nào|sở nào|cục nào|cấp nào|trách nhiệm|thẩm quyền|nơi nào|báo ở đâu|co quan nao|don vi nao"
    r"|bo nao|tinh nao|so nao|cuc nao|cap nao|trach nhiem|tham quyen"
)
WHY = re.compile(r"vì sao|tại sao|lý do|lí do|nguyên nhân|sao lại|vi sao|tai sao|ly do|nguyen nhan")

COUNTS = re.compile(
    r"(?:bao nhiêu|bao nhieu|\bmấy|\bmay|tối đa|toi da)\s+(?:là\s+|la\s+)?([^\W\d_]+)"
    r"|(?<!\w)(?:số lượng|số|so luong|so)\s+([^\W\d_]+)(?=.*(?:bao nhiêu|bao nhieu|mấy|\bmay\b))"
)
PERCENT = re.compile(r"phần trăm|tỷ lệ|tỉ lệ|phan tram|ty le|ti le|%")
MONEY = re.compile(
    r"bao nhiêu tiền|mức phạt|phạt (?:cao nhất |tiền )?(?:bao nhiêu|mấy)|bao nhieu tien|muc phat|phat bao nhieu"
)
NO_UNIT = {
    "la",
    "thi",
    "va",
    "duoc",
    "tu",
    "den",
    "hieu",
    "may",
    "bao",
    "khi",
    "trong",
    "cua",
    "so",
    "do",
    "theo",
    "co",
    "tien",
}
